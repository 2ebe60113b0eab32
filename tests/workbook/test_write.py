"""The written workbook against engines that share no code with it: as written, after edits, and in every scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from tco.errors import OutputError
from tco.formula.number import evaluate
from tco.formula.rows import Row
from tco.workbook.write import write_workbook
from tests.engines import ENGINES, Expected, compare, require, set_inputs, stored_values
from tests.workbook.sample import SCENARIOS, Sample, cover, sample

NOTICES = ("as run", "changed")
SCENARIO_CELL = "E2"


@pytest.fixture(scope="module")
def district() -> Sample:
    return sample()


@pytest.fixture(scope="module")
def book(district: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(district, tmp_path_factory.mktemp("books") / "book.xlsx")


def written(district: Sample, target: Path, *, selected: int = 0, force: bool = False) -> Path:
    write_workbook(target, district.model, district.values, SCENARIOS, cover(), selected=selected, force=force)
    return target


def expected_of(path: Path) -> Expected:
    """The stored values of a book, but for the notice that says whether inputs were edited since the run."""
    return {
        sheet: {cell: value for cell, value in cells.items() if value is not None and value not in NOTICES}
        for sheet, cells in stored_values(path).items()
    }


def money_of(path: Path) -> set[tuple[str, str]]:
    """The cells of lines whose unit is dollars: what agrees within half a cent, all else to 1e-9."""
    return {
        (sheet.title, cell.coordinate)
        for sheet in openpyxl.load_workbook(path)
        for line in sheet.iter_rows(min_row=6)
        if len(line) > 2 and line[2].value == "$"
        for cell in line
    }


def assert_parity(engine_name: str, book: Path, expected: Path) -> None:
    """Every formula of `book`, recalculated, against what was stored in `expected`.

    A scenario's cell repeats the first scenario's by a formula only where both are the same, so that after an edit a few
    cells are formulas in one book and typed numbers in the other: those say nothing.
    """
    formulas = stored_values(book)
    wanted = {
        sheet: {cell: value for cell, value in cells.items() if cell in formulas[sheet]}
        for sheet, cells in expected_of(expected).items()
    }
    problems = compare(wanted, require(engine_name)(book), money_of(expected))
    assert not problems, "\n".join(problems[:20])


@pytest.mark.parametrize("engine_name", ENGINES)
def test_every_formula_comes_to_what_numpy_says(book: Path, engine_name: str) -> None:
    assert sum(map(len, stored_values(book).values())) > 1500
    assert_parity(engine_name, book, book)


def test_stored_values_are_the_models_own(book: Path, district: Sample) -> None:
    """The cells are found by their labels, so that a value in the wrong line or year is seen."""
    sheet = openpyxl.load_workbook(book, data_only=True)["Devices"]
    row = district.model.by_id()["fleet.spent"]
    line = next(line for line in sheet.iter_rows() if line[1].value == row.label)
    assert [cell.value for cell in line[7:]] == pytest.approx(district.values.of(row)[:, 0].tolist())
    assert [cell.value for cell in sheet[5][7:]] == list(district.model.years.years)


def assumption_cell(path: Path, label: str, scenario: int) -> tuple[str, str]:
    sheet = openpyxl.load_workbook(path)["Assumptions"]
    line = next(line for line in sheet.iter_rows(min_row=6) if line[1].value == label)
    return sheet.title, line[5 + scenario].coordinate


EDITS: list[tuple[str, str, float]] = [
    ("fleet.life", "Service life", 3),
    ("fleet.price", "Price of a laptop", 412.37),
    ("fleet.loss", "Lost or broken beyond repair each year", 0.2),
    ("fleet.growth", "Price growth", -0.04),
    ("filter.choice", "Way of paying", 2),
    ("lease.on", "Leased (1) or not (0)", 1),
    ("people.fee_rate", "Service fee on operating cost", 0.0375),
    ("measures.rate", "Discount rate", 0),
    ("sources.levy.start", "In hand at the start", -50_000),
]


@pytest.mark.parametrize("engine_name", ENGINES)
@pytest.mark.parametrize("edits", [EDITS[:1], EDITS[1:5], EDITS[5:]], ids=["life", "prices", "switches"])
def test_an_edited_assumption_is_carried_through(
    book: Path, district: Sample, tmp_path: Path, engine_name: str, edits: list[tuple[str, str, float]]
) -> None:
    rows = district.model.by_id()
    cells: dict[str, dict[str, float]] = {}
    inputs = dict(district.changes)
    for id, label, value in edits:
        sheet, cell = assumption_cell(book, label, 0)
        cells.setdefault(sheet, {})[cell] = value
        inputs[rows[id]] = with_base(district, rows[id], value)
    set_inputs(book, tmp_path / "edited.xlsx", cells)
    values = evaluate(district.model, inputs, cases=len(SCENARIOS))
    fresh = written(replace(district, values=values), tmp_path / "fresh.xlsx")
    assert_parity(engine_name, tmp_path / "edited.xlsx", fresh)


def with_base(district: Sample, row: Row, value: float) -> np.ndarray:
    """All scenarios' values after the first one's was edited: those that repeat it follow."""
    values = np.broadcast_to(district.values[row], (1, 1, len(SCENARIOS))).copy()
    values[values == values[0, 0, 0]] = value
    return values


@pytest.mark.parametrize("engine_name", ENGINES)
def test_a_number_typed_over_a_year_counts_until_it_is_emptied(
    book: Path, district: Sample, tmp_path: Path, engine_name: str
) -> None:
    typed = district.model.by_id()["fleet.bought_typed"]
    series = np.full((len(district.model.years), 1, 1), np.nan)
    series[2] = 750
    set_inputs(book, tmp_path / "edited.xlsx", {"Overrides": {"J8": 750}})
    values = evaluate(district.model, district.changes | {typed: series}, cases=len(SCENARIOS))
    fresh = written(replace(district, values=values), tmp_path / "fresh.xlsx")
    assert_parity(engine_name, tmp_path / "edited.xlsx", fresh)


@pytest.mark.parametrize("engine_name", ENGINES)
@pytest.mark.parametrize("selected", [1, 2])
def test_the_selector_shows_another_scenario(
    book: Path, district: Sample, tmp_path: Path, engine_name: str, selected: int
) -> None:
    chosen = openpyxl.load_workbook(book)
    names = [cell.value for cell in chosen["Assumptions"][5][5:8]]
    chosen["Assumptions"][SCENARIO_CELL] = names[selected]
    chosen.save(tmp_path / "chosen.xlsx")
    fresh = written(district, tmp_path / "fresh.xlsx", selected=selected)
    assert_parity(engine_name, tmp_path / "chosen.xlsx", fresh)


@pytest.mark.parametrize("years", [1, 5, 30])
def test_any_horizon_and_many_schools(tmp_path: Path, years: int) -> None:
    path = written(sample(years, 45 if years == 30 else 3), tmp_path / "book.xlsx")
    assert_parity("formualizer", path, path)


def test_the_flag_says_check_when_something_does_not_add_up(book: Path, district: Sample, tmp_path: Path) -> None:
    """A division by zero in one scenario reaches the flag on every sheet, in words."""
    set_inputs(book, tmp_path / "edited.xlsx", {"Assumptions": {assumption_cell(book, "Service life", 0)[1]: 0}})
    set_inputs(book, tmp_path / "broken.xlsx", {"Yearly assumptions": {"H8": 0}})
    found = require("formualizer")(tmp_path / "broken.xlsx")
    assert found["Summary"]["E1"] == "CHECK"
    assert require("formualizer")(tmp_path / "edited.xlsx")["Summary"]["E1"] == "OK"


def test_an_existing_file_stays_unless_it_may_be_replaced(book: Path, district: Sample, tmp_path: Path) -> None:
    target = tmp_path / "book.xlsx"
    target.write_text("mine")
    with pytest.raises(OutputError, match=r"book\.xlsx exists already; .*--force"):
        written(district, target)
    assert target.read_text() == "mine"
    written(district, target, force=True)
    assert target.read_bytes() == book.read_bytes()


def test_a_folder_that_is_not_there_is_said_in_one_sentence(district: Sample, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="could not be written"):
        written(district, tmp_path / "missing" / "book.xlsx")
    assert not list(tmp_path.iterdir())


def errors_of(values: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    for sheet, cells in values.items():
        yield from (f"{sheet}!{cell}" for cell, value in cells.items() if value is None)


def test_every_formula_has_a_stored_value(book: Path) -> None:
    assert not list(errors_of(stored_values(book)))
