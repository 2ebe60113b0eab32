"""In the workbook the order of payment and the dates of sources are live: what is typed over them gives what Python gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tco.formula.units import day_number
from tco.workbook.layout import FIRST_PERIOD, FIRST_SCENARIO, LETTERS
from tco.workbook.plan import plan_book
from tests.engines import ENGINES, Values, require, set_inputs
from tests.model.worked import DEVICES, DISTRICT
from tests.plans import Array, Computed

HALF_A_CENT = 0.005
SOURCES = ("grant", "levy", "general")

PLAN: dict[str, Any] = {
    **DISTRICT,
    "devices": {"laptops": {**DEVICES, "life": 3, "lots": {"old": {"bought": 2025, "count": 6000}}}},
    "software": {"lms": {"label": "Platform", "per": "student", "price": 9.35, "tags": {"month": 10}}},
    "contractors": {"cabler": {"label": "Cabling", "amount": 123_456.78}},
    "services": {"web": {"label": "Web site", "category": "software", "price": 54_321.09}},
    "sources": {
        "grant": {
            "label": "Grant",
            "recurrence": "one_time",
            "rank": 1,
            "amount": {"by_year": {2027: 150_000, 2028: 150_000, 2029: 0}},
            "obligate_by": date(2028, 9, 30),
            "uses": {"work": {"items": ["contractors", "software"]}},
        },
        "levy": {
            "label": "Levy",
            "recurrence": "at_risk",
            "rank": 2,
            "amount": 1_000_000,
            "carries_over": True,
            "uses": {"devices": {"items": ["devices"]}, "half": {"share": 0.5}},
        },
        "general": {"label": "General fund", "recurrence": "recurring", "rank": 3, "amount": 60_000},
    },
}
"""Fiscal years from July: the grant's date falls in the first quarter of FY2029, which costs are cut at."""

EDITS: list[dict[str, Any]] = [
    {"sources.grant.obligate_by": date(2028, 6, 30)},
    {"sources.grant.obligate_by": date(2027, 9, 30)},
    {"sources.grant.rank": 3, "sources.levy.rank": 1, "sources.general.rank": 2},
    {"sources.grant.rank": 2, "sources.levy.rank": 1, "sources.grant.obligate_by": date(2027, 6, 30)},
    {"sources.general.rank": 0, "sources.levy.rank": 1},
]


@pytest.mark.parametrize("name", ENGINES)
def test_dates_and_ranks_typed_over_give_what_the_edited_plan_gives(name: str, tmp_path: Path) -> None:
    engine, plan = require(name), Computed.of(PLAN)
    book = plan.result.to_excel(tmp_path / "book.xlsx")
    before = amounts(plan, engine(book))
    for number, changes in enumerate(EDITS):
        typed = tmp_path / f"typed_{number}.xlsx"
        set_inputs(book, typed, cells(plan, changes))
        found, edited = amounts(plan, engine(typed)), Computed.of(PLAN, changes)
        for id, amount in found.items():
            assert np.abs(amount - edited.row(id)).max() < HALF_A_CENT, f"{id} after {changes}"
        assert any(np.abs(found[id] - before[id]).max() > 1 for id in found), f"{changes} must matter"


def cells(plan: Computed, changes: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The changes as a person types them in the first scenario's column."""
    layout = plan_book(plan.model, plan.result.values, len(plan.result.cases.names)).layout
    typed: dict[str, dict[str, float]] = {}
    for path, value in changes.items():
        spot = layout.typed[plan.rows[path]]
        number = day_number(value) if isinstance(value, date) else value
        typed.setdefault(spot.page, {})[f"{LETTERS[FIRST_SCENARIO]}{spot.line}"] = number
    return typed


def amounts(plan: Computed, computed: Values) -> dict[str, Array]:
    """The gap, and what each source pays and has left, as an engine computed them."""
    layout = plan_book(plan.model, plan.result.values, len(plan.result.cases.names)).layout
    ids = ["funding.gap", *(f"sources.{id}.{row}" for id in SOURCES for row in ("paid", "closing"))]
    found = {}
    for id in ids:
        home = layout.homes[plan.rows[id]]
        columns = [LETTERS[FIRST_PERIOD + place] for place in range(len(plan.years))]
        found[id] = np.array([computed[home.page][f"{column}{home.line}"] for column in columns], dtype=float)
    return found


def test_a_scenario_may_end_a_source_in_another_month() -> None:
    """Costs are cut at the months of all scenarios, so that each has its own: nine months of FY2028, or ten."""
    grant = {**PLAN["sources"]["grant"], "obligate_by": date(2028, 3, 31), "uses": {"work": {"items": ["contractors"]}}}
    spring = {"label": "A month longer", "changes": {"sources.grant.obligate_by": date(2028, 4, 30)}}
    plan = Computed.of({**PLAN, "sources": {"grant": grant}, "scenarios": {"spring": spring}})
    longer = plan.scenario("spring")
    assert round(plan.row("sources.grant.paid")[1], 2) == 92_592.59  # 9/12 x 123,456.78 = 92,592.585, half a cent up
    assert round(longer.row("sources.grant.paid")[1], 2) == round(10 / 12 * 123_456.78, 2)
