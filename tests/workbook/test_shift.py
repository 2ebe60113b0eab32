"""What a workbook has for a comparison: a page to hand out, its options' figures where they are typed, and names that break nothing."""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import tests.workbook.test_rules_of_workbooks as rules
from tests.engines import compare, require, stored_values
from tests.parity.test_options_live import PLAN
from tests.plans import Computed

HOSTILE = (
    '=1+1" & CHOOSE(1,2)',
    "<b>&lt;\"'it's'>",
    "Very " + "long " * 50 + "x",
    "\N{GRINNING FACE}" * 40,
    "[x]*?/\\ 'end'",
)
PAGE = "Shift, Laptops"


@pytest.fixture(scope="module")
def plan() -> Computed:
    return Computed.of(PLAN)


@pytest.fixture(scope="module")
def path(plan: Computed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan.result.to_excel(tmp_path_factory.mktemp("shift") / "book.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def labelled(sheet: Worksheet, label: str, column: int = 2) -> list[int]:
    return [cell.row for cell in sheet[chr(64 + column)] if cell.value == label]


def test_the_page_shows_each_option_by_links_to_its_rows(plan: Computed, path: Path, book: Workbook) -> None:
    stored, sheet = stored_values(path)[PAGE], book[PAGE]
    options = PLAN["comparisons"]["fleet"]["options"]
    for name in ("cost_in_all", "present_net", "equivalent_annual", "per_served", "peak_year", "average_capital"):
        row = plan.rows[f"comparisons.fleet.buy.{name}"]
        line = labelled(sheet, row.label)[0]
        for column, option in zip("EFGHI", options, strict=True):
            assert stored[f"{column}{line}"] == plan.row(f"comparisons.fleet.{option}.{name}")[0], f"{option}.{name}"
            assert "!" in str(sheet[f"{column}{line}"].value)
    owed = labelled(sheet, "Owed at the end of the study period")[0]
    assert stored[f"F{owed}"] == plan.row("comparisons.fleet.lease.owed")[-1] != 0


def test_what_stands_for_nothing_says_so(plan: Computed, path: Path, book: Workbook) -> None:
    """Renting saves no running cost for an investment, so that it has no ratio of the one to the other."""
    assert plan.row("comparisons.fleet.rent.invests")[0] == 0
    line = labelled(book[PAGE], "Savings-to-investment ratio")[0]
    assert stored_values(path)[PAGE][f"H{line}"] == "n/a"
    assert book[PAGE][f"E{line}"].value == "-", "the first option is what others are held against"


def test_the_years_and_the_bars_have_the_same_numbers(plan: Computed, path: Path, book: Workbook) -> None:
    stored, sheet = stored_values(path)[PAGE], book[PAGE]
    drawn = labelled(sheet, "Figures of the bars (these lines do not print)", 1)[0] + 1
    assert f"{drawn - 1}" not in str(sheet.print_area), "they stand below what prints"
    for place, option in enumerate(PLAN["comparisons"]["fleet"]["options"]):
        kinds = [plan.row(f"comparisons.fleet.{option}.{kind}") for kind in ("capital", "operating", "debt_service")]
        for year in range(3):
            line = drawn + year * 6 + place
            assert [stored[f"{column}{line}"] for column in "EFG"] == [kind[year] for kind in kinds]
    with zipfile.ZipFile(path) as package:
        drawings = [
            package.read(name).decode() for name in package.namelist() if name.startswith("xl/drawings/drawing")
        ]
    (text,) = [text for drawing in drawings for text in re.findall(r'descr="([^"]*)"', drawing) if "The shift" in text]
    assert "A: Bought: capital $" in text and "as stacked columns" in text


def test_the_words_stand_there_as_a_value_that_says_of_which_figures(plan: Computed, book: Workbook) -> None:
    sheet = book[PAGE]
    line = labelled(sheet, "Written for the figures of scenario As planned; words follow no change.")[0]
    said = " ".join(str(sheet[f"B{each}"].value) for each in range(line + 1, line + 30) if sheet[f"B{each}"].value)
    assert said.startswith(plan.result.comparison("fleet").words)


def test_what_options_share_is_typed_once(plan: Computed, book: Workbook) -> None:
    """An option's own figures stand under its name with their place in the plan; its tables have no box to type in."""
    assumptions = book["Assumptions"]
    assert len(labelled(assumptions, "Lease: rate of interest a year")) == 2, "the item's, and that of another bank"
    heading = labelled(assumptions, "Options: Laptops: Lease of another bank", 1)[0]
    keys = [assumptions.cell(heading + place, 7).value for place in (1, 2)]
    assert sorted(map(str, keys)) == [
        f"comparisons.fleet.options.dear.changes.{path}" for path in ("acquire", "lease.rate")
    ]
    tables = book["Records"]
    assert not [cell.coordinate for line in tables.iter_rows() for cell in line if not cell.protection.locked]
    opening = plan.rows["comparisons.fleet.kept.laptops.cohorts.opening"]
    assert opening.formula is not None


@pytest.mark.parametrize(
    "rule",
    [
        rules.test_formulas_use_only_functions_that_every_engine_knows,
        rules.test_formulas_are_short,
        rules.test_no_number_stands_in_a_formula_and_no_if_in_another,
        rules.test_only_inputs_may_be_typed_in_and_each_is_checked,
        rules.test_every_number_has_a_format_and_every_cell_a_font,
    ],
)
def test_a_plan_with_options_keeps_the_rules_of_workbooks(rule: Callable[[Workbook], None], book: Workbook) -> None:
    rule(book)


def test_hostile_names_break_nothing(tmp_path: Path) -> None:
    raw: dict[str, Any] = copy.deepcopy(PLAN)
    fleet = raw["comparisons"]["fleet"]
    for option, label in zip(fleet["options"].values(), HOSTILE, strict=True):
        option["label"] = label
    fleet["label"] = "=Laptops of the high schools, one to one"
    few = dict(list(fleet["options"].items())[:2])
    raw["comparisons"]["two"] = {**fleet, "label": "=Laptops of the high schools, two to one", "options": few}
    book = Computed.of(raw).result.to_excel(tmp_path / "book.xlsx")
    titles = load_workbook(book).sheetnames
    assert len({title.casefold() for title in titles}) == len(titles)
    assert max(len(title.encode("utf-16-le")) // 2 for title in titles) <= 31
    assert compare(stored_values(book), require("formualizer")(book), set()) == []
