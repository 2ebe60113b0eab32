"""A workbook of a fleet that may be bought, leased or rented: way, term and rate typed over recalculate as in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tco
from tco.formula.number import evaluate
from tco.formula.rows import Row
from tests.engines import ENGINES, compare, require, set_inputs, stored_values
from tests.model.worked import DISTRICT
from tests.parity.test_scenarios import cell_edits, without_notices
from tests.plans import plan_of

RENT: dict[str, Any] = {
    "term": 2, "payments": "quarterly", "payment": 30, "services": 10, "residual": 0.3, "return_cost": 5, "damaged": 0.1,
    "damage_charge": 40, "loss_charge": 100, "fee": 250, "exit_fee": 0.1, "extension": 20, "purchase": 50,
    "at_end": "purchase", "includes": ["repairs", "labor", "upkeep"],
    "begun": {2026: {"financed": 9_000, "owed": 4_000, "payment": 1_150, "services": 300}},
}  # fmt: skip
PLAN: dict[str, Any] = {
    **DISTRICT,
    "economics": {**DISTRICT["economics"], "escalation": {"client_devices": 0.04}, "capital_threshold": 40},
    "devices": {
        "a": {
            "label": "Laptops", "count": 100, "price": {"device": {"price": 300}, "mount": {"price": 25, "stays": True}}, "life": 3,
            "loss": 0.05, "breakage": 0.2, "repair_cost": 30, "upkeep": 3, "disposal": 9, "resale_retention": 0.5,
            "labor": {"repair": 1, "staging": 1, "retiring": 1, "rate": 50}, "tags": {"month": 10},
            "lots": {"old": {"bought": 2025, "count": 40}, "theirs": {"bought": 2026, "count": 40, "rented": True}},
            "acquire": "rent", "rent": RENT, "lease": {"term": 2, "rate": 0.05},
        }
    },
}  # fmt: skip
TERMS: dict[str, Any] = {"rent.term": 3, "rent.payment": 22, "rent.at_end": "return", "life": 4}


@pytest.mark.parametrize(
    ("changes", "engines"), [({"acquire": "lease"}, ("formualizer",)), (TERMS, tuple(ENGINES))], ids=["way", "terms"]
)
def test_ways_and_terms_typed_over_recalculate(
    changes: dict[str, Any], engines: tuple[str, ...], tmp_path: Path
) -> None:
    result = plan_of(PLAN).run()
    edited = plan_of(PLAN, {f"devices.a.{path}": value for path, value in changes.items()}).run()
    book = result.to_excel(tmp_path / "book.xlsx")
    rows = result.model.by_id()
    changed = [rows[f"devices.a.{path}"] for path in changes]
    set_inputs(book, tmp_path / "edited.xlsx", cell_edits(result, typed(result, edited, changed), changed))
    expected = without_notices(stored_values(edited.to_excel(tmp_path / "expected.xlsx")))
    assert expected != without_notices(stored_values(book))
    for engine in engines:
        assert compare(expected, require(engine)(tmp_path / "edited.xlsx"), set()) == []


def typed(result: tco.Result, edited: tco.Result, rows: list[Row]) -> tco.Result:
    """The result with the numbers that these rows have in the edited plan."""
    theirs = edited.model.by_id()
    inputs = {row: np.array(theirs[row.id].values).reshape((1, 1, 1)) for row in rows}
    return tco.Result(result.loaded, result.cases, evaluate(result.model, inputs), result.case)
