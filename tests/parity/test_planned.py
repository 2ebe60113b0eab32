"""Planned payments are live: both engines recalculate them as Python does, and again when the plan is not followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.allocation.districts import district
from tests.engines import ENGINES, Engine, compare, require, set_inputs, stored_values
from tests.parity.test_scenarios import cell_edits, with_edits, without_notices
from tests.plans import plan_of


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return require(request.param)


def test_planned_payments_are_recalculated_alike(engine: Engine, tmp_path: Path) -> None:
    book = plan_of(district()).allocate().plan.run().to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), engine(book), set()) == []


def test_not_following_and_shorter_money_come_to_the_same_cents(engine: Engine, tmp_path: Path) -> None:
    """The choice switched off, and the levy 6.25 % higher."""
    result = plan_of(district()).allocate().plan.run()
    rows = [result.model.by_id()[id] for id in ("funding.follow_plan", "sources.levy.amount")]
    book = result.to_excel(tmp_path / "book.xlsx")
    edited = with_edits(result, rows)
    set_inputs(book, tmp_path / "edited.xlsx", cell_edits(result, edited, rows))
    expected = stored_values(edited.to_excel(tmp_path / "expected.xlsx"))
    formulas = stored_values(book)
    shared = {
        sheet: {cell: value for cell, value in cells.items() if cell in formulas[sheet]}
        for sheet, cells in expected.items()
    }
    assert compare(without_notices(shared), engine(tmp_path / "edited.xlsx"), set()) == []
