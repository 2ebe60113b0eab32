"""Every shipped plan as a workbook: two engines recalculate it with stored values removed and agree with the Python numbers.

Then at least twenty assumptions are edited in the file and in the plan, and both must agree again.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import tco
from tco.formula.number import Values, evaluate
from tco.formula.rows import Row
from tco.shipped import shipped_plans
from tco.workbook.layout import FIRST_PERIOD, FIRST_SCENARIO, LETTERS
from tco.workbook.plan import BookPlan, plan_book
from tests.engines import ENGINES, Engine, Expected, compare, require, set_inputs, stored_values
from tests.model.worked import DISTRICT
from tests.plans import plan_of

PLANS = shipped_plans()
EDITS = 25
OWN_ROWS = ("peninsula_wa_ways_to_pay", "peninsula_wa_leased_copiers")
EDITED = ("peninsula_wa_leased_copiers",)  # edits of options are in test_options_live: their page moves with its words
QUICK = ("formualizer",)
AGREED: dict[str, list[str]] = {engine: [] for engine in ENGINES}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return require(request.param)


@pytest.mark.parametrize("name", PLANS)
def test_recalculated_workbook_equals_python(name: str, tmp_path: Path) -> None:
    """Both engines recalculate the one file of each plan that has rows of its own; of the others the quick one does."""
    engines = ENGINES if name in OWN_ROWS else QUICK
    book = tco.load(PLANS[name]).run().to_excel(tmp_path / "book.xlsx")
    stored = stored_values(book)
    assert sum(map(len, stored.values())) > 5_000
    assert {engine: compare(stored, require(engine)(book), set()) for engine in engines} == {
        name: [] for name in engines
    }


@pytest.mark.parametrize("name", EDITED)
def test_edited_assumptions_give_the_same_in_both(name: str, tmp_path: Path) -> None:
    result = tco.load(PLANS[name]).run()
    book = result.to_excel(tmp_path / "book.xlsx")
    rows = edited_rows(result)
    assert len(rows) >= 20
    edited = with_edits(result, rows)
    set_inputs(book, tmp_path / "edited.xlsx", cell_edits(result, edited, rows))
    expected = stored_values(edited.to_excel(tmp_path / "expected.xlsx"))
    assert total(edited) != total(result)
    formulas = stored_values(book)
    shared = {
        sheet: {cell: value for cell, value in cells.items() if cell in formulas[sheet]}
        for sheet, cells in expected.items()
    }
    assert sum(map(len, shared.values())) > 0.99 * sum(map(len, formulas.values()))
    wanted, edited_book = without_notices(shared), tmp_path / "edited.xlsx"
    assert {engine: compare(wanted, require(engine)(edited_book), set()) for engine in ENGINES} == AGREED


def test_a_long_inventory_is_recalculated_alike(engine: Engine, tmp_path: Path) -> None:
    """More records than an engine that computes columns in threads takes at once (LibreOffice 7.4: 100)."""
    lots = {f"lot{n}": {"bought": 2020 + n % 6, "count": 3, "model": f"Model {n}"} for n in range(120)}
    fleet = {
        "label": "Laptops",
        "count": 400,
        "price": {"device": {"price": 300}},
        "life": 4,
        "loss": 0,
        "breakage": 0,
        "lots": lots,
    }
    book = plan_of({**DISTRICT, "devices": {"laptops": fleet}}).run().to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), engine(book), set()) == []


def edited_rows(result: tco.Result) -> list[Row]:
    """A spread of the district's own figures: every choice that can be switched, lives, and a draw of the rest."""
    own = [row for row in result.model.rows() if row.is_input and row.origin.path and row.table is None]
    own = [row for row in own if any(row.values or ())]
    switches = [row for row in own if "acquire" in row.id or row.id.endswith((".licence", ".life"))]
    rest = [row for row in own if row not in switches and str(row.unit) not in ("year", "index", "flag")]
    return switches + random.Random(name_of(result)).sample(rest, EDITS)


def name_of(result: tco.Result) -> str:
    return result.loaded.form.title


def edited_value(row: Row, value: float) -> float:
    if str(row.unit) == "index":
        return 3 - value  # the other of two ways
    return value + 1 if str(row.unit) == "year" else float(f"{value * 1.0625:.12g}")


def with_edits(result: tco.Result, rows: list[Row]) -> tco.Result:
    """The same result with the figures edited in every scenario that shares them with the base."""
    inputs: dict[Row, NDArray[np.float64]] = dict(result.cases.inputs)
    for row in rows:
        array = np.array(result.values[row], copy=True)
        base = array[:, :, :1].copy()
        edit = np.vectorize(lambda value, row=row: edited_value(row, value))(base)
        inputs[row] = np.where(array == base, edit, array)
    values: Values = evaluate(result.model, inputs, cases=len(result.cases.names))
    return tco.Result(result.loaded, result.cases, values, result.case)


def cell_edits(result: tco.Result, edited: tco.Result, rows: list[Row]) -> dict[str, dict[str, float]]:
    """The edits as a person would type them: in the first scenario's cells on the sheets of assumptions."""
    plan = plan_book(result.model, result.values, len(result.cases.names))
    edits: dict[str, dict[str, float]] = {}
    for row in rows:
        sheet, line = place_of(plan, row)
        first = FIRST_SCENARIO if row.timeline is None else FIRST_PERIOD
        line = line if row.timeline is None else line + 1
        numbers = edited.values.of(row)[:, 0]
        edits.setdefault(sheet, {}).update({f"{LETTERS[first + n]}{line}": float(v) for n, v in enumerate(numbers)})
    return edits


def place_of(plan: BookPlan, row: Row) -> tuple[str, int]:
    spot = plan.layout.typed[row]
    return spot.page, spot.line


def total(result: tco.Result) -> float:
    return float(result.values.of(result.model.by_id()["by_category.total"]).sum())


def without_notices(expected: Expected) -> Expected:
    """All but the checks sheet and the flag on every sheet, which say of an edited file that it was edited."""
    return {
        sheet: {cell: value for cell, value in cells.items() if not isinstance(value, str)}
        for sheet, cells in expected.items()
        if sheet != "Checks"
    }
