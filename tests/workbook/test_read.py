"""A filled input workbook reads back as its plan, and what is wrong in it is named by sheet and cell."""

from __future__ import annotations

import datetime
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tco.errors import Advice, PlanError
from tco.inputs.load import Loaded, load, read_raw
from tco.inputs.places import Places
from tco.inputs.plan import PlanForm
from tco.shipped import shipped_plans
from tco.workbook import cells
from tco.workbook.cells import Grid, read_grids
from tco.workbook.questions import sections
from tco.workbook.read import read_tables, read_workbook, tables_of
from tco.workbook.template import fill_template, write_template
from tests.workbook.spoil import spoiled_cells, spoiled_file

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "excel_templates" / "example.toml"
FIRST_LINE = 9  # of the answers on a sheet whose records are lines
SPOILED_SHEETS, SPOILED_FILES = 250, 150
SMALL = ("schema", "title", "district", "calendar", "economics", "offers", "devices", "stops", "sources", "scenarios")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example plan as a workbook."""
    path = tmp_path_factory.mktemp("filled") / "plan.xlsx"
    fill_template(load(EXAMPLE).raw, path)
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the example plan, without the sheets and blank lines that it does not use, so that many can be read."""
    path = tmp_path_factory.mktemp("small") / "plan.xlsx"
    fill_template(small_raw(), path)
    unused = {section.title for section in sections() if section.names} - set(used_sheets(path))
    book = load_workbook(path)
    for sheet in book.worksheets:
        if sheet.title in unused:
            book.remove(sheet)
        elif sheet.max_column > 16 or sheet.freeze_panes == f"C{FIRST_LINE}":
            sheet.delete_rows(FIRST_LINE + 4, 100)
    book.save(path)
    return path


def small_raw() -> dict[str, Any]:
    return {key: value for key, value in load(EXAMPLE).raw.items() if key in SMALL}


def used_sheets(path: Path) -> set[str]:
    return {spot.split(": ")[-1].split("!")[0].strip("'") for spot in read_tables(path).spots.values()}


@pytest.fixture(scope="module")
def form(small: Path) -> PlanForm:
    return read_raw(small_raw(), Places("plan")).form


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(small, tmp_path / "plan.xlsx"))


def faults(path: Path) -> list[str]:
    with pytest.raises(PlanError) as refused:
        read_workbook(path)
    return [str(finding) for finding in refused.value.findings if finding.kind == "fault"]


def edited(path: Path, edit: Callable[[Workbook], None]) -> Path:
    """The workbook after somebody worked on it with openpyxl, which drops all stored values of formulas."""
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def at(sheet: Worksheet, heading: str) -> Any:
    """The first answer under, or beside, a heading."""
    cell = next(cell for row in sheet.iter_rows(max_row=60) for cell in row if cell.value == heading)
    return sheet.cell(cell.row + 5, cell.column) if cell.row == 4 else sheet.cell(cell.row, cell.column + 5)


# The same plan.


@pytest.mark.parametrize(
    "plan", [EXAMPLE, *shipped_plans().values()], ids=lambda plan: f"{plan.parent.name}-{plan.stem}"
)
def test_a_plan_comes_back_from_a_workbook(plan: Path, tmp_path: Path) -> None:
    before = load(plan)
    fill_template(before.raw, tmp_path / "plan.xlsx")
    assert read_workbook(tmp_path / "plan.xlsx").form == before.form


def test_the_tables_are_those_of_the_plan_file(filled: Path) -> None:
    assert plain(read_tables(filled).raw) == plain(load(EXAMPLE).raw)


def plain(value: Any) -> Any:
    """A plan's tables with figures in their shortest form."""
    if not isinstance(value, dict):
        return value
    if set(value) == {"by_age"}:
        return value["by_age"]
    return {str(key): plain(entry) for key, entry in value.items()}


def test_awkward_names_years_and_ages_come_back(tmp_path: Path) -> None:
    raw = load(EXAMPLE).raw | {"title": "=SUM(A1)"}
    raw["district"] |= {"name": 'O\'Brien & "Söhne" <6-8> 👩‍🏫', "nces_id": "0053000"}
    raw["devices"]["student_laptops"]["label"] = "-1 @ +"
    raw["devices"]["student_laptops"]["loss"] = {"by_age": [0.01] * 12, "note": "many"}
    raw["sources"]["levy"]["amount"] = {"by_year": {"2020": 1, "2027": 2, "2045": 3}}
    raw["calendar"]["horizon"] = 20
    before = read_raw(raw, Places("plan"))
    fill_template(raw, tmp_path / "plan.xlsx")
    assert read_workbook(tmp_path / "plan.xlsx").form == before.form


def test_sources_keep_their_order(tmp_path: Path) -> None:
    raw = load(EXAMPLE).raw
    raw["sources"] = {id: dict(raw["sources"]["levy"]) for id in ("zebra", "alpha", "middle")}
    raw["devices"]["student_laptops"]["lots"] = {}
    fill_template(raw, tmp_path / "plan.xlsx")
    assert list(read_workbook(tmp_path / "plan.xlsx").form.sources) == ["zebra", "alpha", "middle"]


def test_examples_are_not_read(filled: Path) -> None:
    """The blank workbook shows the example plan in grey, and holds no record at all."""
    blank = filled.with_name("blank.xlsx")
    write_template(blank)
    assert read_tables(blank).raw == {"schema": 1, "district": {}, "calendar": {}, "economics": {}}


def test_every_key_has_its_cell(filled: Path) -> None:
    places = read_workbook(filled).places
    book = load_workbook(filled, data_only=True)
    in_2028 = at(book["Sources"], 2028).coordinate
    assert places.spot(("devices", "student_laptops")).endswith("plan.xlsx: Devices!F5")
    repair = at(book["Devices"], "Cost of a repair").coordinate
    assert places.spot(("devices", "student_laptops", "repair_cost")).endswith(f"plan.xlsx: Devices!{repair}")
    assert places.spot(("sources", "levy", "amount", "by_year", "2028")).endswith(f"plan.xlsx: Sources!{in_2028}")
    assert places.spot(("devices", "student_laptops", "life", "low")).endswith("plan.xlsx: 'Ranges and sources'!C9")


# What people do to a workbook, and may.


def test_columns_may_be_moved_and_lines_inserted(copy: Path, form: PlanForm) -> None:
    def edit(book: Workbook) -> None:
        schools = book["Schools"]
        for row in range(4, 12):
            one, other = schools.cell(row, 3), schools.cell(row, 5)
            one.value, other.value = other.value, one.value
        schools.insert_rows(9, 3)
        schools.insert_rows(1, 2)

    assert read_workbook(edited(copy, edit)).form == form


def test_headings_of_years_are_understood_without_stored_values(copy: Path, form: PlanForm) -> None:
    assert read_workbook(edited(copy, lambda book: None)).form == form


def test_another_year_may_be_typed_over_a_heading(copy: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Sources"]
        last = next(cell for cell in sheet[4] if str(cell.value).endswith('"Year 10")'))
        last.value = "FY2040"
        book["Plan"]["F17"].value = 20
        sheet.cell(9, last.column).value = 77

    amount = read_workbook(edited(copy, edit)).form.sources["levy"].amount
    assert amount.by_year == {2027: 1_500_000, 2028: 1_550_000, 2031: 0, 2040: 77}


def test_answers_are_taken_as_people_write_them(copy: Path) -> None:
    def edit(book: Workbook) -> None:
        devices = book["Devices"]
        at(devices, "Category").value = "Client Devices"
        at(devices, "In whole units").value = "NO"
        at(devices, "Of these grade bands only").value = "elementary; "
        at(book["Plan"], "District: NCES district id").value = 5300001
        at(book["Fleet lots"], "Support end").value = "2032-06-30"

    form = read_workbook(edited(copy, edit)).form
    fleet = form.devices["student_laptops"]
    assert (fleet.category, fleet.whole_units, fleet.bands) == ("client_devices", False, ("elementary",))
    assert form.district.nces_id == "5300001"
    assert fleet.lots["spring_2024"].support_end == datetime.date(2032, 6, 30)


def test_sheets_and_columns_of_the_district_s_own_are_advice(copy: Path, form: PlanForm) -> None:
    def edit(book: Workbook) -> None:
        book.create_sheet("Minutes of the board")["A1"] = "hello"
        book["Schools"].cell(4, 9).value = "Principal"
        book["Schools"].cell(9, 9).value = "Ms Oak"

    loaded: Loaded = read_workbook(edited(copy, edit))
    said = [str(finding) for finding in loaded.advice]
    assert loaded.form == form
    assert any("Minutes of the board: this sheet is not read" in each for each in said)
    assert any("Schools!I4: nothing under the heading 'Principal' is read" in each for each in said)


def test_a_sheet_that_is_not_needed_may_go(copy: Path) -> None:
    form = read_workbook(edited(copy, lambda book: book.remove(book["Stops"]))).form
    assert not form.stops


# What people do, and may not.

SLIPS: dict[str, tuple[Callable[[Workbook], None], str, str]] = {}


def slip(place: str, words: str) -> Callable[[Callable[[Workbook], None]], Callable[[Workbook], None]]:
    def note(edit: Callable[[Workbook], None]) -> Callable[[Workbook], None]:
        SLIPS[edit.__name__] = (edit, place, words)
        return edit

    return note


@slip("Devices!F19", "Life: found the text 'four' where a number is expected. Type a number, or leave the cell empty.")
def a_word_for_a_number(book: Workbook) -> None:
    at(book["Devices"], "Life").value = "four"


@slip("Devices!F21", "found the text '$1,065' where a number is expected. Type 1065 as a number")
def a_number_as_text(book: Workbook) -> None:
    at(book["Devices"], "Cost of a repair").value = "$1,065"


@slip("Devices!F16", "expected 0 to 1 (share), found 5")
def a_share_typed_as_5(book: Workbook) -> None:
    at(book["Devices"], "Spares on top").value = 5


@slip("Devices!F19", "found a date where a number is expected")
def a_date_for_a_number(book: Workbook) -> None:
    at(book["Devices"], "Life").value = datetime.datetime(2027, 4, 1)


@slip("'Fleet lots'!H9", "Support end: found 'next summer' where a date is expected. Type a date, such as 2029-06-30.")
def a_word_for_a_date(book: Workbook) -> None:
    at(book["Fleet lots"], "Support end").value = "next summer"


@slip("Devices!F17", "In whole units: found 'maybe'. Type yes or no.")
def neither_yes_nor_no(book: Workbook) -> None:
    at(book["Devices"], "In whole units").value = "maybe"


@slip("Devices!F31", "devices.student_laptops.acquire: found 'leese'. Did you mean 'lease'?")
def a_choice_misspelt(book: Workbook) -> None:
    at(book["Devices"], "Way to acquire").value = "leese"


@slip("Devices!F19", "Life: found a formula that has not been computed. Open and save the workbook in Excel")
def a_formula_without_its_value(book: Workbook) -> None:
    at(book["Devices"], "Life").value = "=2+2"


@slip("Devices!F19", "Life: found the error #REF!")
def an_error_value(book: Workbook) -> None:
    at(book["Devices"], "Life").value = "#REF!"


@slip("Plan!F6", "title: 'Title' is missing. Fill it in.")
def nothing_where_something_is_required(book: Workbook) -> None:
    at(book["Plan"], "Title").value = None


@slip("Devices!F33", "devices.student_laptops.lease.rate: 'Lease: lease rate, per year' is missing. Fill it in.")
def half_a_lease(book: Workbook) -> None:
    at(book["Devices"], "Lease: lease rate, per year").value = None


@slip("Enrolment!C9", "'Enrolled students' is missing")
def a_name_without_a_figure(book: Workbook) -> None:
    sheet = book["Enrolment"]
    for column in range(3, 20):
        if not str(sheet.cell(9, column).value).startswith("demographer"):
            sheet.cell(9, column).value = None
    sheet.cell(9, 15).value = sheet.cell(9, 16).value = None


@slip("Schools!B10", "there are answers here and no id. Fill it in, or clear the line.")
def a_line_without_an_id(book: Workbook) -> None:
    book["Schools"].cell(10, 5).value = 300


@slip("Schools!B10", "'oak' stands here a second time; first at")
def an_id_twice(book: Workbook) -> None:
    for column in range(2, 7):
        book["Schools"].cell(10, column).value = book["Schools"].cell(9, column).value


@slip("Schools!B9", "the id 'Oak School' has characters that an id may not have")
def an_id_with_blanks(book: Workbook) -> None:
    book["Schools"].cell(9, 2).value = "Oak School"


@slip("'Fleet price'!C9", "there is no 'student_laptop' in devices. Did you mean 'student_laptops'?")
def a_price_of_an_unknown_fleet(book: Workbook) -> None:
    book["Fleet price"].cell(9, 3).value = "student_laptop"


@slip("Devices!F5", "devices.student_laptops.price: there is nothing on the sheet 'Fleet price' for this")
def a_fleet_without_a_price(book: Workbook) -> None:
    for column in range(2, 9):
        book["Fleet price"].cell(9, column).value = None


@slip("'By age'!B9", "devices.student_laptops.los")
def a_path_misspelt(book: Workbook) -> None:
    book["By age"].cell(9, 2).value = "devices.student_laptops.los"


@slip("'By age'!E9", "service year 2 is empty and later ones are not")
def a_gap_in_the_ages(book: Workbook) -> None:
    book["By age"].cell(9, 4).value = None


@slip("Schools!D4", "unknown heading 'Bnad'. Did you mean 'Band'?")
def a_heading_misspelt(book: Workbook) -> None:
    book["Schools"].cell(4, 4).value = "Bnad"


@slip("Schools!F4", "the heading 'Students' stands twice")
def a_heading_twice(book: Workbook) -> None:
    book["Schools"].cell(4, 6).value = "Students"


@slip("Sources!I4", "the heading '2027' stands twice")
def a_year_twice(book: Workbook) -> None:
    sheet = book["Sources"]
    columns = [cell.column for cell in sheet[4] if "first_year" in str(cell.value)]
    sheet.cell(4, columns[0]).value = sheet.cell(4, columns[0] + 1).value = 2027
    assert columns[0] == 9 or pytest.fail(f"years begin in column {columns[0]}")


@slip("Schools!D9", "merged cells D9:D12: only the first of them holds a value. Unmerge them")
def merged_cells(book: Workbook) -> None:
    book["Schools"].merge_cells("D9:D12")


@slip("Device", "no sheet is called 'Device'. Rename it to 'Devices'.")
def a_sheet_renamed(book: Workbook) -> None:
    book["Devices"].title = "Device"


@slip("Schools!A1", "no headings were found on this sheet")
def headings_deleted(book: Workbook) -> None:
    book["Schools"].delete_rows(1, 8)


@slip("'Scenario changes'!D9", "the plan has nothing at this path")
def a_scenario_that_changes_nothing_there_is(book: Workbook) -> None:
    book["Scenario changes"].cell(9, 3).value = "devices.student_laptops.live"


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_named_by_its_cell(name: str, copy: Path) -> None:
    edit, place, words = SLIPS[name]
    found = faults(edited(copy, edit))
    assert any(f"plan.xlsx: {place}: " in fault and words in fault for fault in found), "\n".join(found)


@pytest.mark.parametrize("name", ["a_word_for_a_number", "nothing_where_something_is_required", "a_choice_misspelt"])
def test_one_slip_is_one_finding(name: str, copy: Path) -> None:
    assert len(faults(edited(copy, SLIPS[name][0]))) == 1


def test_all_slips_are_said_at_once(copy: Path) -> None:
    def edit(book: Workbook) -> None:
        at(book["Devices"], "Life").value = "four"
        at(book["Plan"], "Title").value = None
        at(book["Devices"], "Spares on top").value = 5

    assert len(faults(edited(copy, edit))) == 3


# Files that are no input workbook.


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a whole zip archive"),
        (b"title = 'x'", "not a whole zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old .xls, or a workbook with a password"),
    ],
)
def test_another_kind_of_file_is_one_clear_fault(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    (fault,) = faults(path)
    assert words in fault


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path / "missing.xlsx")
    assert "No such file" in fault


def test_another_workbook_is_told_from_an_input_workbook(tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    book = Workbook()
    book.worksheets[0]["A1"] = "Budget"
    book.save(path)
    (fault,) = faults(path)
    assert "this is no input workbook" in fault and "excel_templates/plan.xlsx" in fault


def test_a_merge_over_all_cells_does_not_hang(copy: Path) -> None:
    part = next(name for name in ZipFile(copy).namelist() if name.endswith("sheet5.xml"))
    huge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    rewritten(copy, part, lambda text: text.replace(b"</sheetData>", huge))
    assert any("merged cells A1:XFD1048576" in fault for fault in faults(copy))


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


# Anything at all: a plan, or findings; never a traceback.


def survived(read: Callable[[], Any]) -> bool:
    """Whether it gave a plan; findings are fine, too, and each of them has a place and a remedy."""
    try:
        read()
    except PlanError as refused:
        assert refused.findings
        assert all(finding.place and finding.found and finding.remedy for finding in refused.findings)
        return False
    return True


def read_cells(grids: dict[str, Grid]) -> Loaded:
    tables = tables_of("plan.xlsx", grids)
    return read_raw(tables.raw, Places(tables.file, tables.spots), findings=tables.findings, lost=tables.lost)


def test_spoiled_cells_give_a_plan_or_findings(filled: Path) -> None:
    grids = read_grids(filled)
    chance = random.Random(20261121 if os.environ.get("CI") else None)
    good = sum(survived(lambda: read_cells(spoiled_cells(grids, chance))) for _ in range(SPOILED_SHEETS))
    assert 0 < good < SPOILED_SHEETS


def test_spoiled_files_give_a_plan_or_findings(small: Path, tmp_path: Path) -> None:
    content = small.read_bytes()
    chance = random.Random(20261121 if os.environ.get("CI") else None)
    path = tmp_path / "plan.xlsx"
    for _ in range(SPOILED_FILES):
        path.write_bytes(spoiled_file(content, chance))
        survived(lambda: read_workbook(path))


def test_the_check_of_spoiled_files_can_fail(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path) -> dict[str, Grid]:
        raise KeyError("a traceback")

    monkeypatch.setattr("tco.workbook.read.read_grids", broken)
    with pytest.raises(KeyError):
        survived(lambda: read_workbook(small))


def test_damage_of_every_kind_is_one_fault(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError("in the reader")

    monkeypatch.setattr(cells, "load_workbook", damaged)
    (fault,) = faults(small)
    assert "this workbook is damaged (in the reader)" in fault


def test_what_is_advice_stays_advice(filled: Path) -> None:
    assert all(isinstance(finding, Advice) for finding in read_workbook(filled).advice)
    assert {section.title for section in sections()} <= set(read_grids(filled))
