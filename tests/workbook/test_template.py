"""The input workbook asks for all that the forms know, says how to answer, and is the one that is committed."""

from __future__ import annotations

import tomllib
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from xml.etree.ElementTree import canonicalize
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from tco.errors import Advice, OutputError, PlanError
from tco.inputs.given import Form, Given, Meaning
from tco.inputs.load import load
from tco.inputs.plan import PlanForm
from tco.workbook import questions
from tco.workbook.answers import filled
from tco.workbook.blanks import START
from tco.workbook.questions import Section, sections
from tco.workbook.template import fill_template, template_folder, write_template

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "excel_templates" / "plan.xlsx"
EXAMPLE = ROOT / "excel_templates" / "example.toml"
REMAKE = "python -m tco.workbook.template"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "plan.xlsx"
    write_template(path)
    return path


@pytest.fixture(scope="module")
def book(blank: Path) -> Workbook:
    return load_workbook(blank)


def parts(path: Path) -> dict[str, str]:
    """The parts of a workbook, alike whichever library packed or wrote them."""
    with ZipFile(path) as archive:
        return {name: canonicalize(archive.read(name).decode("utf-8")) for name in archive.namelist()}


def test_the_committed_workbook_is_the_one_that_the_forms_give(blank: Path) -> None:
    new, committed = parts(blank), parts(COMMITTED)
    different = [name for name in new.keys() | committed.keys() if new.get(name) != committed.get(name)]
    assert different == [], f"the forms have changed: make excel_templates/plan.xlsx again with {REMAKE}"


def test_making_it_again_gives_the_same_bytes(blank: Path, tmp_path: Path) -> None:
    write_template(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == blank.read_bytes()


def forms_below(form: type[Form]) -> Iterator[type[Form]]:
    """Every form that a form can hold, found without the code under test."""
    yield form
    for info in form.model_fields.values():
        for inner in types_in(info.annotation):
            if isinstance(inner, type) and issubclass(inner, Form) and inner is not Given:
                yield from forms_below(inner)


def types_in(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, types.UnionType, Annotated, dict, tuple, list):
        for part in get_args(annotation):
            yield from types_in(part)
    else:
        yield annotation


def test_every_field_of_every_form_is_asked_for() -> None:
    """By its name in paths, or as a sheet of its own."""
    asked = {keys for section in sections() for question in section.questions for keys in question.keys}
    sheets = {key for section in sections() for root in section.roots for key in root}
    fields = {info.alias or name for form in forms_below(PlanForm) for name, info in form.model_fields.items()}
    assert len(fields) > 50
    assert fields - asked - sheets == set()


def test_a_new_field_and_a_new_kind_of_item_appear_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    class Copier(Form):
        """A copier that is rented."""

        pages: Annotated[Given, Meaning("Pages in a year", "usd", by_year=True)]
        colour: bool = False

    class Grown(PlanForm):
        copiers: dict[str, Copier] = {}  # noqa: RUF012 - a field, not a shared dict

    monkeypatch.setattr(questions, "PlanForm", Grown)
    sheet = next(section for section in sections() if section.title == "Copiers")
    assert sheet.intro == "A copier that is rented."
    assert [asked.label for asked in sheet.questions if asked.kind != "year"] == ["Pages in a year", "Colour"]
    assert [asked.kind for asked in sheet.questions].count("year") == questions.YEARS_ASKED


def test_a_choice_of_one_word_is_offered_as_any_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Copier(Form):
        per: Literal["school"] = "school"

    class Grown(PlanForm):
        copiers: dict[str, Copier] = {}  # noqa: RUF012 - a field, not a shared dict

    monkeypatch.setattr(questions, "PlanForm", Grown)
    write_template(tmp_path / "plan.xlsx")
    assert rule_of(load_workbook(tmp_path / "plan.xlsx"), "Copiers", "Counted by").formula1 == '"school"'


def test_a_field_that_no_cell_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Grown(PlanForm):
        thing: complex = 0j

    monkeypatch.setattr(questions, "PlanForm", Grown)
    with pytest.raises(TypeError, match="Thing: no cell can hold .*complex.*; give the field another type"):
        sections()


@pytest.mark.parametrize("section", sections(), ids=lambda section: str(section.title))
def test_headings_of_a_sheet_differ(section: Section) -> None:
    labels = [asked.label.casefold() for asked in section.columns]
    assert len(labels) == len(set(labels))
    assert len(section.title) <= 31


def test_every_sheet_has_an_example() -> None:
    """A sheet without one is a new kind of item: add an entry to excel_templates/example.toml."""
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert [each.section.title for each in filled(sections(), example) if not each.records] == []


def test_the_examples_are_a_plan_that_would_be_read() -> None:
    assert all(isinstance(finding, Advice) for finding in load(EXAMPLE).advice)


def test_the_first_sheet_leads_to_all_others(book: Workbook) -> None:
    targets = {cell.hyperlink.location for row in book[START].iter_rows() for cell in row if cell.hyperlink}
    names = {target.rsplit("!", 1)[0].strip("'") for target in targets if target}
    assert names == {section.title for section in sections()}
    assert book.sheetnames == [START, *(section.title for section in sections())]


@pytest.mark.parametrize("title", [START, *(section.title for section in sections())])
def test_a_sheet_keeps_the_rules_of_the_house(book: Workbook, title: str) -> None:
    """Protected without a password, no merged cells, explicit fonts, landscape and one page wide or a few, with a footer."""
    sheet = book[title]
    assert sheet.protection.sheet and sheet.protection.password is None
    assert not sheet.merged_cells.ranges
    paper: Any = sheet
    assert paper.page_setup.orientation == "landscape" and paper.sheet_properties.pageSetUpPr.fitToPage
    assert paper.oddFooter.right.text == "Page &P of &N"
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"Calibri"}
    assert title == START or sheet.freeze_panes is not None


@pytest.mark.parametrize("section", sections(), ids=lambda section: str(section.title))
def test_every_open_cell_says_what_it_takes(book: Workbook, section: Section) -> None:
    """An open cell has a rule with a message; only the headings of years are open without one."""
    sheet = book[section.title]
    helped = {
        cell
        for rule in sheet.data_validations.dataValidation
        if rule.showInputMessage and rule.prompt and rule.promptTitle
        for area in rule.sqref.ranges
        for cell in area.cells
        if cell[0] <= 60
    }
    opened = {
        (cell.row, cell.column)
        for row in sheet.iter_rows(max_row=60)
        for cell in row
        if not cell.protection.locked and cell.has_style
    }
    headings = {(4, column) for row, column in opened if row == 4 and not section.across}
    assert opened
    assert opened - headings - helped == set()


def test_no_message_or_list_is_longer_than_excel_takes(book: Workbook) -> None:
    """Beyond these Excel calls the file damaged."""
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
    assert len(rules) > 300
    assert max(len(rule.promptTitle) for rule in rules) <= 32 and max(len(rule.errorTitle) for rule in rules) <= 32
    assert max(len(rule.prompt) for rule in rules) <= 255 and max(len(rule.error) for rule in rules) <= 225
    assert max(len(rule.formula1 or "") for rule in rules) <= 255


def rule_of(book: Workbook, title: str, heading: str) -> Any:
    """The rule for the first answer under a heading."""
    sheet = book[title]
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == heading)
    first = (at.row + 5, at.column) if at.row == 4 else (at.row, at.column + 5)
    rules = sheet.data_validations.dataValidation
    return next(rule for rule in rules if any(first in area.cells for area in rule.sqref.ranges))


def test_choices_are_lists_and_figures_have_bounds(book: Workbook) -> None:
    assert rule_of(book, "Devices", "Way to acquire").formula1 == '"buy,lease,rent"'
    assert rule_of(book, "Devices", "In whole units").formula1 == '"yes,no"'
    life = rule_of(book, "Devices", "Life")
    assert (life.type, life.formula1, life.formula2) == ("decimal", "1", "30")
    assert "devices.<id>.life" in life.prompt and "Required" in life.prompt
    assert rule_of(book, "Schools", "Band").formula1.startswith("'Enrolment'!$B$9") or rule_of(
        book, "Schools", "Band"
    ).formula1.startswith("Enrolment!$B$9")


def test_a_heading_of_a_year_follows_the_first_year(tmp_path: Path, blank: Path) -> None:
    fill_template(load(EXAMPLE).raw, tmp_path / "filled.xlsx")
    formulas, values = load_workbook(tmp_path / "filled.xlsx"), load_workbook(tmp_path / "filled.xlsx", data_only=True)
    heading = next(cell for cell in formulas["By year"][4] if cell.column == 3)
    assert heading.value == '=IF(first_year>0,first_year+0,"Year 1")'
    assert values["By year"].cell(4, 3).value == 2027
    assert load_workbook(blank, data_only=True)["By year"].cell(4, 3).value == "Year 1"
    assert formulas.defined_names["first_year"].attr_text == "Plan!$F$22"
    assert formulas["Plan"]["F22"].value == 2027


def test_an_existing_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "mine.xlsx"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already; choose another name"):
        write_template(target)
    assert target.read_text(encoding="utf-8") == "mine"
    write_template(target, force=True)
    assert target.read_bytes().startswith(b"PK")


def test_a_plan_with_faults_is_not_written(tmp_path: Path) -> None:
    raw = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    raw["devices"]["student_laptops"]["lif"] = 4
    with pytest.raises(PlanError, match="unknown key 'lif'"):
        fill_template(raw, tmp_path / "filled.xlsx")
    assert not (tmp_path / "filled.xlsx").exists()


def test_the_template_is_found_from_the_package() -> None:
    assert (template_folder() / "plan.xlsx").exists()
