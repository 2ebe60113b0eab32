"""A filled input workbook reads back as its plan, however people moved things about in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from tco.errors import Advice
from tco.inputs.load import load, read_raw
from tco.inputs.options import option_changes
from tco.inputs.places import Places
from tco.inputs.plan import PlanForm
from tco.shipped import shipped_plans
from tco.workbook.read import read_tables, read_workbook
from tco.workbook.template import fill_template, write_template
from tests.workbook.input_workbook import EXAMPLE, FIRST_LINE, LABEL_LINE, at, edited, faults, small_form

# The same plan.


@pytest.mark.parametrize(
    "plan", [EXAMPLE, *shipped_plans().values()], ids=lambda plan: f"{plan.parent.name}-{plan.stem}"
)
def test_a_plan_comes_back_from_a_workbook(plan: Path, tmp_path: Path) -> None:
    before = load(plan)
    fill_template(before.raw, tmp_path / "plan.xlsx")
    assert flat(read_workbook(tmp_path / "plan.xlsx").form) == flat(before.form)


def flat(plan: PlanForm) -> PlanForm:
    """A plan with what its options change by dotted path, as the workbook has it."""
    comparisons = {
        id: each.model_copy(
            update={
                "options": {
                    name: option.model_copy(update={"changes": option_changes(each, option)})
                    for name, option in each.options.items()
                }
            }
        )
        for id, each in plan.comparisons.items()
    }
    return plan.model_copy(update={"comparisons": comparisons})


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


def test_every_way_to_give_a_figure_comes_back(tmp_path: Path) -> None:
    """On the sheet Plan, on a sheet of items, on a sheet of figures, and as what a scenario changes."""
    raw = load(EXAMPLE).raw
    fleet = raw["devices"]["student_laptops"]
    raw["district"]["teachers"] = {"by_year": {"2027": 240, "2030": 250}, "source": "budget book", "assumption": True}
    raw["economics"]["escalation"] = {"labor": 0.02, "network": {"value": 0.01, "low": 0.0, "high": 0.02}}
    fleet |= {"spares": {"value": 0.05, "note": "a pool"}, "repair_cost": {"value": 65, "low": 50, "high": 90}}
    raw["scenarios"]["keep_longer"]["changes"] = {
        "devices.student_laptops.life": {"value": 5, "low": 4, "high": 6, "note": "asked"},
        "devices.student_laptops.ratio": {"by_year": {"2027": 1, "2029": 0.9}},
        "devices.student_laptops.acquire": "lease",
        "district.teachers": 230,
    }
    before = read_raw(raw, Places("plan"))
    fill_template(raw, tmp_path / "plan.xlsx")
    assert read_workbook(tmp_path / "plan.xlsx").form == before.form


def test_sources_keep_their_order(tmp_path: Path) -> None:
    raw = load(EXAMPLE).raw
    raw["sources"] = {id: dict(raw["sources"]["levy"]) for id in ("zebra", "alpha", "middle")}
    raw["devices"]["student_laptops"]["lots"] = {}
    fill_template(raw, tmp_path / "plan.xlsx")
    assert list(read_workbook(tmp_path / "plan.xlsx").form.sources) == ["zebra", "alpha", "middle"]


def test_longer_lists_than_the_blank_lines_come_back(tmp_path: Path) -> None:
    raw = load(EXAMPLE).raw
    raw["district"]["schools"] = {
        f"school_{number}": {"name": f"School {number}", "band": "elementary", "students": 10} for number in range(60)
    }
    raw["district"]["erate"]["cep"] = {"school_59": 0.45}
    raw["devices"] |= {f"fleet_{number}": dict(raw["devices"]["student_laptops"]) for number in range(20)}
    before = read_raw(raw, Places("plan"))
    fill_template(raw, tmp_path / "plan.xlsx")
    assert read_workbook(tmp_path / "plan.xlsx").form == before.form


def test_examples_are_not_read(tmp_path: Path) -> None:
    """The blank workbook shows the example plan in grey, and holds no record at all."""
    write_template(tmp_path / "blank.xlsx")
    assert read_tables(tmp_path / "blank.xlsx").raw == {"schema": 1, "district": {}, "calendar": {}, "economics": {}}


def test_every_key_has_its_cell(filled: Path) -> None:
    places, book = read_workbook(filled).places, load_workbook(filled, data_only=True)
    repair, in_2027 = at(book["Devices"], "Cost of a repair").coordinate, at(book["Stops"], 2027).coordinate
    assert places.spot(("devices", "student_laptops")).endswith("plan.xlsx: Devices!F5")
    assert places.spot(("devices", "student_laptops", "repair_cost")).endswith(f"plan.xlsx: Devices!{repair}")
    assert places.spot(("stops", "old_lab", "amount", "by_year", "2027")).endswith(f"plan.xlsx: Stops!{in_2027}")
    assert places.spot(("devices", "student_laptops", "life", "low")).endswith("plan.xlsx: 'Ranges and sources'!C10")


# What people do to a workbook, and may.


def test_columns_may_be_moved_and_lines_inserted(copy: Path) -> None:
    def edit(book: Workbook) -> None:
        schools = book["Schools"]
        for row in range(LABEL_LINE, FIRST_LINE + 3):
            one, other = schools.cell(row, 3), schools.cell(row, 5)
            one.value, other.value = other.value, one.value
        schools.insert_rows(FIRST_LINE, 3)
        schools.insert_rows(1, 2)

    assert read_workbook(edited(copy, edit)).form == small_form()


def test_headings_of_years_are_understood_without_stored_values(copy: Path) -> None:
    assert read_workbook(edited(copy, lambda book: None)).form == small_form()


def test_another_year_may_be_typed_over_a_heading(copy: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Stops"]
        last: Any = next(cell for cell in sheet[LABEL_LINE] if str(cell.value).endswith('"Year 10")'))
        last.value = "FY2040"
        sheet[f"{last.column_letter}{FIRST_LINE}"].value = 77
        at(book["Plan"], "Calendar: fiscal years planned for").value = 20

    amount = read_workbook(edited(copy, edit)).form.stops["old_lab"].amount
    assert amount.by_year == {2027: 18_000, 2040: 77}


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


def test_sheets_and_columns_of_the_district_s_own_are_advice(copy: Path) -> None:
    def edit(book: Workbook) -> None:
        book.create_sheet("Minutes of the board")["A1"] = "hello"
        book["Schools"].cell(LABEL_LINE, 9).value = "Principal"
        book["Schools"].cell(FIRST_LINE, 9).value = "Ms Oak"

    loaded = read_workbook(edited(copy, edit))
    said = [str(finding) for finding in loaded.advice]
    assert loaded.form == small_form()
    assert all(isinstance(finding, Advice) for finding in loaded.advice)
    assert any("Minutes of the board: this sheet is not read" in each for each in said)
    assert any("Schools!I4: nothing under the heading 'Principal' is read" in each for each in said)


def test_a_sheet_that_is_not_needed_may_go(copy: Path) -> None:
    assert small_form().stops
    assert not read_workbook(edited(copy, lambda book: book.remove(book["Stops"]))).form.stops


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
    huge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    rewritten(copy, "xl/worksheets/sheet3.xml", lambda text: text.replace(b"</sheetData>", huge))
    assert any("merged cells A1:XFD1048576" in fault for fault in faults(copy))


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
