"""Options are live: another rate, term, life or way typed into the workbook gives what Python gives for the edited plan.

Both engines recalculate the edited file. Compared are the agreements month by month, the budget, and the options side by side.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tco.formula.rows import Row
from tco.workbook.layout import FIRST_PERIOD, FIRST_SCENARIO, LETTERS, Layout, record_line
from tco.workbook.plan import plan_book
from tests.engines import ENGINES, Values, compare, require, set_inputs, stored_values
from tests.model.worked import DISTRICT
from tests.plans import Array, Computed

HALF_A_CENT = 0.005
OPTIONS = "comparisons.fleet.options"

PLAN: dict[str, Any] = {
    **DISTRICT,
    "calendar": {"start_month": 7, "first_year": 2027, "horizon": 3},
    "economics": {**DISTRICT["economics"], "capital_threshold": 300},
    "devices": {
        "laptops": {
            "label": "Laptops",
            "count": 900,
            "price": {"device": {"price": 321.45}},
            "life": 2,
            "loss": 0.03,
            "breakage": 0.1,
            "repair_cost": 45,
            "lots": {"old": {"bought": 2026, "count": 500}},
            "lease": {
                "term": 2,
                "rate": 0.0525,
                "payments": "quarterly",
                "begun": {2026: {"financed": 9000, "owed": 4321}},
            },
            "rent": {"term": 2, "rate": 0.04, "payment": 160.25, "payments": "annual", "return_cost": 6.5},
        }
    },
    "comparisons": {
        "fleet": {
            "label": "Laptops",
            "item": "devices.laptops",
            "options": {
                "buy": {"label": "Bought", "changes": {"acquire": "buy"}},
                "lease": {"label": "Lease-purchase", "changes": {"acquire": "lease"}},
                "dear": {"label": "Lease of another bank", "changes": {"acquire": "lease", "lease.rate": 0.07}},
                "rent": {"label": "Leased at fair market value", "changes": {"acquire": "rent"}},
                "kept": {"label": "Kept three years", "changes": {"acquire": "buy", "life": 3}},
            },
        }
    },
}

EDITS: list[dict[str, Any]] = [
    {
        "devices.laptops.lease.rate": 0.0834,
        "devices.laptops.lease.term": 3,
        "devices.laptops.lease.due": "arrears",
        "devices.laptops.acquire": "lease",
    },
    {"devices.laptops.lease.rate": -0.015, f"{OPTIONS}.dear.changes": {"acquire": "lease", "lease.rate": 0}},
    {
        "devices.laptops.acquire": "rent",
        "devices.laptops.rent.payment": 171.05,
        "devices.laptops.rent.term": 1,
        "devices.laptops.life": 3,
        f"{OPTIONS}.kept.changes": {"acquire": "buy", "life": 1},
    },
    {"devices.laptops.price.device.price": 287.65, "comparisons.fleet.at_horizon": "nothing"},
]
ASKED = {"formualizer": EDITS, "libreoffice": EDITS[::2]}  # the second engine takes seconds for each
CODES = {"buy": 1, "lease": 2, "rent": 3, "advance": 1, "arrears": 2, "nothing": 2}


@pytest.fixture(scope="module")
def plan() -> Computed:
    return Computed.of(PLAN)


@pytest.mark.parametrize("name", ENGINES)
def test_a_plan_with_options_is_recalculated_alike(name: str, plan: Computed, tmp_path: Path) -> None:
    book = plan.result.to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), require(name)(book), set()) == []


@pytest.mark.parametrize("name", ENGINES)
def test_rate_term_and_way_typed_over_give_what_the_edited_plan_gives(
    name: str, plan: Computed, tmp_path: Path
) -> None:
    engine = require(name)
    book = plan.result.to_excel(tmp_path / "book.xlsx")
    layout = plan_book(plan.model, plan.result.values, 1).layout
    watched = [row for row in plan.rows.values() if is_watched(row)]
    assert {"comparisons.fleet.kept.present_value", "by_kind.debt_service", "devices.laptops_lease_months.owed"} <= {
        row.id for row in watched
    }
    for number, changes in enumerate(ASKED[name]):
        typed = tmp_path / f"typed_{number}.xlsx"
        set_inputs(book, typed, cells(layout, plan, changes))
        found, edited = engine(typed), Computed.of(PLAN, changes)
        changed = 0
        for row in watched:
            wanted = edited.records(row.id)
            assert np.abs(amounts(layout, row, found) - wanted).max() < HALF_A_CENT, f"{row.id} after {changes}"
            changed += bool(np.abs(wanted - plan.records(row.id)).max() > 1)
        assert changed > 10, f"{changes} must matter"


def is_watched(row: Row) -> bool:
    """Money in the schedules by month, in the budget and in the comparison."""
    by_month = row.timeline is not None and row.timeline.id == "months"
    kept = by_month or row.id.startswith(("comparisons.fleet.", "by_kind.", "by_category."))
    return kept and row.unit.is_money and row.formula is not None


def cells(layout: Layout, plan: Computed, changes: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The changes as a person types them on the sheet of assumptions; what an option changes has its own lines there."""
    typed: dict[str, dict[str, float]] = {}
    for path, value in changes.items():
        figures = value if isinstance(value, dict) else {"": value}
        for part, figure in figures.items():
            wanted = f"{path}.{part}".rstrip(".")
            row = next((row for row in layout.typed if row.origin.path == wanted), None)
            if row is None:
                assert part == "acquire" and wanted.endswith(("kept.changes.acquire", "buy.changes.acquire")), wanted
                continue  # an option that is bought has no other way to choose
            spot = layout.typed[row]
            typed.setdefault(spot.page, {})[f"{LETTERS[FIRST_SCENARIO]}{spot.line}"] = CODES.get(figure, figure)
    return typed


def amounts(layout: Layout, row: Row, computed: Values) -> Array:
    """A row as an engine computed it: periods by records."""
    home = layout.homes[row]
    records = range(len(row.table) if row.table is not None else 1)
    periods = range(FIRST_PERIOD, FIRST_PERIOD + len(row.timeline)) if row.timeline is not None else [home.column]
    columns = [LETTERS[period] for period in periods]
    page = computed[home.page]
    found = [[page[f"{column}{record_line(home.line, record)}"] for record in records] for column in columns]
    return np.array(found, dtype=float)
