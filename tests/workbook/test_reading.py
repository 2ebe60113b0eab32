"""What a reader meets: the order of a block's lines, words beside every line, and values that say whose they are."""

from __future__ import annotations

import math
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tco.formula.expression import cents, where
from tco.formula.number import evaluate
from tco.formula.rounding import cents_of
from tco.formula.rows import Model, Origin, Timeline
from tco.formula.text import words
from tco.workbook.calculation import HOW_WIDTH, LINES_OF_HOW, plainly, shortened
from tco.workbook.paper import characters
from tco.workbook.plan import ALL_YEARS
from tco.workbook.titles import pages_of, sheet_titles
from tco.workbook.write import write_workbook
from tests.workbook.sample import SCENARIOS, cover, sample

CALCULATED = ("District", "Devices", "People", "Budget", "Sources and uses", "Leases by month")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    district = sample()
    target = tmp_path_factory.mktemp("books") / "book.xlsx"
    write_workbook(target, district.model, district.values, SCENARIOS, cover(), selected=1)
    return target


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def shown(path: Path) -> Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def block(sheet: Worksheet, heading: str) -> list[str]:
    """The labels of a block's lines, in their order."""
    texts = [(line[0].value, line[1].value) for line in sheet.iter_rows(min_row=6, max_col=2)]
    start = next(number for number, (section, _) in enumerate(texts) if section == heading)
    ends = [number for number, (section, _) in enumerate(texts) if section and number > start]
    return [str(label) for _, label in texts[start + 1 : min(ends, default=len(texts))] if label]


def test_a_block_opens_with_its_series_and_ends_with_what_has_a_line_per_lot(book: Workbook) -> None:
    labels = block(book["Devices"], "Student laptops")
    series = [
        "Price index",
        "Needed",
        "Kept",
        "Bought, computed",
        "Bought",
        "Spent on laptops",
        "Value of all extra laptops",
    ]
    assert labels[: len(series) + 1] == [*series, ALL_YEARS]
    families = labels[labels.index("Schools, line by line") :]
    assert families[1].startswith("Value of extra laptops: ")
    lots = families[families.index("Purchases by year, line by line") + 1 :]
    assert [lots[place].partition(":")[0] for place in (0, 10, 20, 30)] == [
        "Age",
        "Kept",
        "In service",
        "Left at year end",
    ]


def test_a_block_without_families_stays_as_it_was_written(book: Workbook) -> None:
    labels = block(book["People"], "Technicians")
    assert labels[:3] == ["Salary and benefits", "Positions", "Spent on technicians"]


def test_every_computed_line_says_how_it_comes_about(book: Workbook) -> None:
    for title in CALCULATED:
        for line in book[title].iter_rows(min_row=6):
            unit, how = line[2].value, line[3].value
            if unit and ": " not in str(line[1].value):
                assert how, f"{title}!{line[1].coordinate}: {line[1].value}"


def test_a_statement_names_the_ledger(book: Workbook) -> None:
    lines = {line[1].value: line[3].value for line in book["Budget"].iter_rows(min_row=6)}
    assert lines["Client devices"] == "the sum of the ledger's lines with category client devices"


def test_long_words_are_cut_between_words_and_it_shows() -> None:
    assert shortened("[Needed] - [Kept]") == "[Needed] - [Kept]"
    cut = shortened("the sum of [Repairs at the district's cost] over all records, " * 5)
    assert cut.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert len(cut) <= LINES_OF_HOW * (characters(HOW_WIDTH) + 1)


def test_what_goes_without_saying_is_not_said() -> None:
    model = Model(Timeline("years", ("FY2027",), (2027,)))
    block = model.sheet("s", "S").block("b", "B")
    left, share = block.numbers("left", "Left", "usd", [5]), block.number("share", "Share", "share", 0.5)
    assert words(left + 0) == words(left * 1) == "[Left]"
    assert words((left + 0) * (share * 1)) == "[Left] x [Share]"
    assert words(left + share * left) == "[Left] + [Share] x [Left]"
    assert plainly(words(cents(where(left > 0, left * share, 0)))) == "[Left] x [Share] where [Left] is above 0, else 0"


def test_a_choice_says_what_its_numbers_mean(tmp_path: Path) -> None:
    district = sample(years=1)
    block = district.model.sheet("people", "People").blocks[0]
    block.number("pay", "Pay follows", "index", 1, Origin("people.pay", note="1 have, 2 need_by"))
    block.number("steps", "Steps", "index", 3, Origin("people.steps", note="As in May"))
    values = evaluate(district.model, district.changes, cases=len(SCENARIOS))
    write_workbook(tmp_path / "book.xlsx", district.model, values, SCENARIOS, cover())
    lines = {
        line[1].value: line[3].value for line in openpyxl.load_workbook(tmp_path / "book.xlsx")["People"].iter_rows()
    }
    assert lines["Pay follows"] == "from Assumptions: 1 have, 2 need by"
    assert lines["Steps"] == "from Assumptions"


def test_titles_too_long_end_with_a_whole_word() -> None:
    assert sheet_titles(["Student Chromebooks spares (table)"]) == ["Student Chromebooks spares"]
    assert sheet_titles(["Staff laptops spares (table)"]) == ["Staff laptops spares (table)"]
    assert sheet_titles(["Software and services of a year that follows"]) == ["Software and services of a year"]
    assert sheet_titles(["x" * 40, "x" * 40]) == ["x" * 31, "x" * 27 + " (2)"]


@pytest.mark.parametrize("title", ["Decisions", "Simulation"])
def test_values_say_whose_they_are_whatever_is_chosen(book: Workbook, title: str) -> None:
    sheet = book[title]
    assert (sheet["D2"].value, sheet["E2"].value) == ("Values of scenario", "Keep five years")
    assert str(sheet["A3"].value).startswith("Values of scenario Keep five years")
    assert sheet["A3"].font.bold and not sheet["A3"].font.italic
    assert not any("Assumptions" in str(cell.value) for line in sheet.iter_rows() for cell in line)


def test_a_head_does_not_repeat_its_unit(tmp_path: Path) -> None:
    years = Timeline("years", ("FY2027",), (2027,))
    model = Model(years)
    model.sheet("s", "S").block("b", "B").numbers("n", "N", "usd", [1])
    table = model.table("buy", "Purchases", ["a"])
    table.column("year", "Fiscal year", "year", values=[2027])
    table.column("price", "Price", "usd", values=[20])
    write_workbook(tmp_path / "book.xlsx", model, evaluate(model, cases=1), [("base", "Base")], cover())
    heads = [cell.value for cell in openpyxl.load_workbook(tmp_path / "book.xlsx")["Tables"][7]]
    assert "Fiscal year" in heads and "Price ($)" in heads


def test_the_summary_has_no_trace_of_nothing_and_no_empty_column(book: Workbook, shown: Workbook) -> None:
    sheet = book["Summary"]
    money = [line for line in sheet.iter_rows(min_row=6) if line[2].value == "$" and line[7].data_type == "f"]
    assert money
    assert all(re.fullmatch(r"=ROUND\(.*,2\)", str(line[7].value)) for line in money)
    widths = {letter: sheet.column_dimensions[letter].width for letter in "AE"}
    assert widths == {"A": 3, "E": 8}
    assert not any(cell.value for letter in "AE" for cell in shown["Summary"][letter][4:5] if str(cell.value).strip())


def test_the_summary_sets_all_scenarios_side_by_side(shown: Workbook) -> None:
    district = sample()
    cost = district.model.by_id()["by_category.total"]  # as the command and the sheet of checks tell it
    lines = list(shown["Summary"].iter_rows(min_row=6))
    start = next(number for number, line in enumerate(lines) if line[0].value == "Cost, each scenario as run")
    for case, (_, name) in enumerate(SCENARIOS[:2]):
        line = lines[start + 1 + case]
        expected = district.values.of(cost, case)[:, 0]
        assert line[1].value == name
        assert [cell.value for cell in line[7:17]] == pytest.approx(expected.tolist())
        assert line[6].value == pytest.approx(expected.sum())
        assert line[5].value == pytest.approx(expected[:5].sum())
    assert any(line[0].value == "Not covered by any source, each scenario as run" for line in lines)


def test_amounts_are_rounded_as_a_sheet_rounds_them() -> None:
    assert [cents_of(amount) for amount in (2.3e-10, -2.3e-10, 2.675, -2.675, 1.005)] == [0, 0, 2.68, -2.68, 1.01]
    assert math.copysign(1, cents_of(-2.3e-10)) == 1
    assert math.isnan(cents_of(math.nan)) and math.isinf(cents_of(math.inf))


def test_pages_of_comparisons_are_told_apart_by_their_labels_or_else_by_their_ids() -> None:
    """Both long labels end after "A very long name of" on a page's tab."""
    labels = {
        "first": "A very long name of a need, in one school",
        "the_second": "A very long name of a need, in all schools",
        "third": "Laptops",
        "fourth": "laptops",
        "fifth": "Platform",
    }
    assert list(pages_of("Books", labels).values()) == [
        "Books, first",
        "Books, the second",
        "Books, third",
        "Books, fourth",
        "Books, Platform",
    ]
