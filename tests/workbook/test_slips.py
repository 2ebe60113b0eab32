"""What is wrong in a filled input workbook is named by sheet and cell, with what to do."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell

from tests.workbook.input_workbook import FIRST_LINE, LABEL_LINE, at, edited, faults

FLEET = "devices.student_laptops"

# One answer each: sheet, heading, what is typed there, and what is said about that very cell.
ANSWERS: tuple[tuple[str, str, object, str], ...] = (
    ("Devices", "Life", "four", "Life: found the text 'four' where a number is expected. Type a number, or leave"),
    ("Devices", "Cost of a repair", "$1,065", "found the text '$1,065' where a number is expected. Type 1065 as a number"),
    ("Devices", "Spares on top", "5 %", "found the text '5 %' where a number is expected. Type 0.05 as a number"),
    ("Devices", "Spares on top", 5, f"{FLEET}.spares: expected 0 to 1 (share), found 5"),
    ("Devices", "Cost of a repair", -3, f"{FLEET}.repair_cost: expected 0 or more (usd/incident), found -3"),
    ("Devices", "Life", True, "Life: found TRUE where a number is expected"),
    ("Devices", "Life", datetime.datetime(2027, 4, 1), "Life: found a date where a number is expected"),
    ("Devices", "Life", "=2+2", "Life: found a formula that has not been computed. Open and save the workbook in Excel"),
    ("Devices", "Life", "#REF!", "Life: found the error #REF!"),
    ("Devices", "In whole units", "maybe", "In whole units: found 'maybe'. Type yes or no."),
    ("Devices", "Way to acquire", "leese", f"{FLEET}.acquire: found 'leese'. Did you mean 'lease'?"),
    ("Devices", "Lease: term", None, f"{FLEET}.lease.term: 'Lease: term' is missing."),
    ("Devices", "Id", "Student Laptops", "the id 'Student Laptops' has characters that an id may not have"),
    ("Devices", "Id", None, "there are answers here and no id. Fill it in, or clear the line."),
    ("Fleet lots", "Support end", "next summer", "found 'next summer' where a date is expected. Type a date, such as"),
    ("Fleet lots", "Bought in fiscal year", 2024.5, "expected a whole number, found 2024.5"),
    ("Fleet price", "Sheet", "Divices", "Sheet: found 'Divices'. Type one of Devices, Network."),
    ("Fleet price", "Fleet", "student_laptop", "there is no 'student_laptop' in devices. Did you mean 'student_laptops'?"),
    ("Plan", "Title", None, "title: 'Title' is missing. Fill it in."),
    ("Plan", "Calendar: first month of the fiscal year", 13, "calendar.start_month: found 13, expected at most 12"),
    ("By age", "Path", f"{FLEET}.lif", f"'{FLEET}.lif'. The nearest path is {FLEET}.life."),
    ("By age", "Path", f"{FLEET}.label", f"there is no figure at '{FLEET}.label'"),
    ("Scenario changes", "Path", f"{FLEET}.live", "the plan has nothing at this path"),
    ("Schools", "Band", "elementry", "elementry"),
)  # fmt: skip


def place_of(cell: Cell | MergedCell) -> str:
    assert cell.parent is not None
    title = cell.parent.title
    return f"plan.xlsx: {title if title.isalpha() else repr(title)}!{cell.coordinate}: "


@pytest.mark.parametrize(("title", "heading", "typed", "words"), ANSWERS, ids=lambda part: str(part)[:24])
def test_a_wrong_answer_is_named_by_its_cell(title: str, heading: str, typed: object, words: str, copy: Path) -> None:
    places: list[str] = []

    def edit(book: Workbook) -> None:
        cell = at(book[title], heading)
        cell.value = typed
        places.append(place_of(cell))

    found = faults(edited(copy, edit))
    assert any(places[0] in fault and words in fault for fault in found), "\n".join(found)


# What is wrong with more than one answer: each edit gives the cell that is to be named, and the words.

AnyCell = Cell | MergedCell  # what openpyxl gives for a place
Slip = Callable[[Workbook], tuple[AnyCell, str]]


def a_name_without_a_figure(book: Workbook) -> tuple[AnyCell, str]:
    sheet = book["Enrolment"]
    for cell in sheet[FIRST_LINE][2:]:
        cell.value = None
    return sheet.cell(FIRST_LINE, 2), "'Enrolled students' is missing"


def a_line_without_an_id(book: Workbook) -> tuple[AnyCell, str]:
    book["Schools"].cell(FIRST_LINE + 1, 5).value = 300
    return book["Schools"].cell(FIRST_LINE + 1, 2), "there are answers here and no id"


def an_id_twice(book: Workbook) -> tuple[AnyCell, str]:
    sheet = book["Schools"]
    for column in range(2, 7):
        sheet.cell(FIRST_LINE + 1, column).value = sheet.cell(FIRST_LINE, column).value
    return sheet.cell(FIRST_LINE + 1, 2), "'oak' stands here a second time; first at"


def a_figure_twice(book: Workbook) -> tuple[AnyCell, str]:
    sheet = book["By age"]
    for column in range(2, 4):
        sheet.cell(FIRST_LINE + 1, column).value = sheet.cell(FIRST_LINE, column).value
    return sheet.cell(FIRST_LINE + 1, 2), f"'{FLEET}.loss' stands here a second time; first at"


def a_value_beside_values_by_age(book: Workbook) -> tuple[AnyCell, str]:
    cell = at(book["Devices"], "Lost, stolen or written off in a year")
    cell.value = 0.02
    return cell, f"{FLEET}.loss: give exactly one of value, by_year and by_age"


def a_fleet_without_a_price(book: Workbook) -> tuple[AnyCell, str]:
    for line in book["Fleet price"].iter_rows(min_row=FIRST_LINE):
        for cell in line if FLEET.endswith(f".{line[2].value}") else ():
            cell.value = None
    return at(book["Devices"], "Id"), f"{FLEET}.price: there is nothing on the sheet 'Fleet price' for this"


def a_gap_in_the_ages(book: Workbook) -> tuple[AnyCell, str]:
    book["By age"].cell(FIRST_LINE, 4).value = None
    return book["By age"].cell(FIRST_LINE, 5), "service year 2 is empty and later ones are not"


def a_heading_misspelt(book: Workbook) -> tuple[AnyCell, str]:
    cell = book["Schools"].cell(LABEL_LINE, 4)
    cell.value = "Bnad"
    return cell, "unknown heading 'Bnad'. Did you mean 'Band'?"


def a_heading_twice(book: Workbook) -> tuple[AnyCell, str]:
    cell = book["Schools"].cell(LABEL_LINE, 6)
    cell.value = "Students"
    return cell, "the heading 'Students' stands twice"


def a_heading_gone(book: Workbook) -> tuple[AnyCell, str]:
    sheet = book["Schools"]
    sheet.cell(LABEL_LINE, 2).value = None
    return sheet.cell(LABEL_LINE, 1), "there is no heading 'Id'"


def all_headings_gone(book: Workbook) -> tuple[AnyCell, str]:
    book["Schools"].delete_rows(1, FIRST_LINE - 1)
    return book["Schools"].cell(1, 1), "no headings were found on this sheet. Keep the headings of the blank workbook"


def a_year_twice(book: Workbook) -> tuple[AnyCell, str]:
    sheet = book["Stops"]
    one, other = [cell for cell in sheet[LABEL_LINE] if "first_year" in str(cell.value)][:2]
    one.value = other.value = 2027
    return other, "the heading '2027' stands twice"


def an_answer_too_far_out(book: Workbook) -> tuple[AnyCell, str]:
    cell: Cell = book["Schools"]["B30000"]
    cell.value = "elm"
    return cell, "what stands here is too far out to be read"


def merged_cells(book: Workbook) -> tuple[AnyCell, str]:
    book["Schools"].merge_cells("D9:D12")
    return book["Schools"]["D9"], "merged cells D9:D12: only the first of them holds a value. Unmerge them"


SLIPS: tuple[Slip, ...] = (
    a_name_without_a_figure,
    a_line_without_an_id,
    an_id_twice,
    a_figure_twice,
    a_value_beside_values_by_age,
    a_fleet_without_a_price,
    a_gap_in_the_ages,
    a_heading_misspelt,
    a_heading_twice,
    a_heading_gone,
    all_headings_gone,
    a_year_twice,
    an_answer_too_far_out,
    merged_cells,
)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
def test_a_slip_is_named_by_its_cell(slip: Slip, copy: Path) -> None:
    places: list[tuple[str, str]] = []

    def edit(book: Workbook) -> None:
        cell, words = slip(book)
        places.append((place_of(cell), words))

    found = faults(edited(copy, edit))
    place, words = places[0]
    assert any(place in fault and words in fault for fault in found), "\n".join([place, *found])


def test_a_sheet_that_was_renamed_is_missed(copy: Path) -> None:
    def edit(book: Workbook) -> None:
        book["Devices"].title = "Device"

    said = "plan.xlsx: Device: no sheet is called 'Device'. Rename it to 'Devices'."
    assert any(said in fault for fault in faults(edited(copy, edit)))


def test_a_first_year_that_is_missing_is_said_where_years_depend_on_it(copy: Path) -> None:
    def edit(book: Workbook) -> None:
        at(book["Plan"], "Calendar: first fiscal year").value = None

    found = faults(edited(copy, edit))
    assert any("calendar.first_year: 'Calendar: first fiscal year' is missing" in fault for fault in found)
    assert any("plan.xlsx: Stops!" in fault and "first fiscal year is not known" in fault for fault in found)


@pytest.mark.parametrize(
    ("title", "heading", "typed"),
    [("Devices", "Life", "four"), ("Plan", "Title", None), ("Devices", "Way to acquire", "leese")],
)
def test_one_slip_is_one_finding(title: str, heading: str, typed: object, copy: Path) -> None:
    def edit(book: Workbook) -> None:
        at(book[title], heading).value = typed

    assert len(faults(edited(copy, edit))) == 1


def test_all_slips_are_said_at_once(copy: Path) -> None:
    def edit(book: Workbook) -> None:
        at(book["Devices"], "Life").value = "four"
        at(book["Plan"], "Title").value = None
        at(book["Devices"], "Spares on top").value = 5

    assert len(faults(edited(copy, edit))) == 3
