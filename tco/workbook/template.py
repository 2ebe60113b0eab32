"""The input workbook: what a district fills in instead of a plan file, made from the forms.

A new field or kind of item in the forms gets its cells here by itself. The same writer fills the cells in from a plan, so
that a plan can go to a business officer as a workbook and come back.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from tco.errors import OutputError
from tco.inputs.load import read_raw
from tco.inputs.paths import slot_at, value_at
from tco.inputs.places import Places, split_path
from tco.workbook.answers import Answers, Filled, filled
from tco.workbook.blanks import (
    ANSWER_IN,
    CORNER_COLUMN,
    CORNER_LINE,
    EXAMPLE,
    FIRST_RECORD,
    FIRST_YEAR_NAME,
    NAME,
    NEEDED,
    START,
    corner,
    fiscal_year,
    head_place,
    place,
    year_formula,
)
from tco.workbook.layout import LETTERS
from tco.workbook.package import store_values
from tco.workbook.page import LOOKS_LIKE_A_FORMULA, Page
from tco.workbook.questions import FIRST_SHEET, Question, Section, sections
from tco.workbook.style import (
    BAND,
    BLUE,
    CREAM,
    GREY,
    HEADER,
    HEADER_SET_IN,
    HEADER_TEXT,
    INPUT,
    NAVY,
    NOTE,
    SMALL,
    TITLE,
    WHITE,
    Look,
    Looks,
    Role,
)
from tco.workbook.template_paper import set_form_paper, set_form_widths
from tco.workbook.template_rules import add_rules
from tco.workbook.template_start import write_start
from tco.workbook.titles import clean_text, quoted
from tco.workbook.units import FISCAL_YEAR
from tco.workbook.wording import answer_in, cell_value, needed, number_format

TEMPLATE = "plan.xlsx"
EXAMPLE_PLAN = "example.toml"
BLANK_LINES, BLANK_COLUMNS, SPARE = 25, 16, 3
_HERE = Path(__file__).parents[1]
_FOLDERS = (_HERE / "excel_templates", _HERE.parent / "excel_templates")  # in an installed copy, in a checkout
TABS = {True: NAVY, False: "9DB2D3"}

ABOUT = Role(GREY, BAND, size=9, wrap=True, across="indent")
MUST = Role(NAVY, BAND, size=9, bold=True, wrap=True, across="indent")
ABOUT_NUMBER, MUST_NUMBER = replace(ABOUT, across="right"), replace(MUST, across="right")
SHOWN = Role(GREY, italic=True, wrap=True, across="indent")
SHOWN_NUMBER = Role(GREY, italic=True)
ANSWER = Role(BLUE, CREAM, boxed=True, typed=True, across="indent", wrap=True)
ASKED = Role(NAVY, BAND, bold=True, wrap=True, across="left")
COUNT = Role(GREY, size=9, across="center")
NUMBERS = ("number", "bound", "whole", "year", "age", "any")
FIXED = Role(across="indent")
TYPED_HEADER = Role(WHITE, NAVY, bold=True, wrap=True, across="right", typed=True)
NUMBERED = Role(WHITE, NAVY, bold=True, across="center")


def write_template(target: Path, *, force: bool = False) -> None:
    """Write the blank input workbook. Raises OutputError where the file exists and `force` is not given."""
    _write({}, target, force)


def fill_template(raw: Mapping[str, Any], target: Path, *, force: bool = False) -> None:
    """Write a plan's tables into an input workbook, which reads back as the same plan.

    Raises PlanError where the plan has faults, OutputError where the file exists and `force` is not given.
    """
    checked = read_raw(dict(raw), Places("plan"))
    _write(checked.raw, target, force)


def template_folder() -> Path:
    """Where the blank workbook and its examples are kept."""
    return next((folder for folder in _FOLDERS if (folder / EXAMPLE_PLAN).exists()), _FOLDERS[0])


def _write(raw: Mapping[str, Any], target: Path, force: bool) -> None:
    if target.exists() and not force:
        raise OutputError(f"{target} exists already; choose another name, or say --force to replace it")
    example = tomllib.loads((template_folder() / EXAMPLE_PLAN).read_text(encoding="utf-8"))
    asked = sections()
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    first = value_at(raw, ("calendar", "first_year"))
    pages = _pages(workbook, filled(asked, raw), filled(asked, example), first if isinstance(first, int) else None)
    stored = {page.title: page.stored for page in pages if page.stored}
    try:
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder) / "saved.xlsx"
            workbook.save(saved)
            store_values(saved, target, stored)
    except OSError as error:
        raise OutputError(f"{target} could not be written: {error}; nothing was left half-written") from error


def _pages(workbook: Workbook, plan: Sequence[Filled], example: Sequence[Filled], first: int | None) -> list[Page]:
    start = workbook.create_sheet(START)
    looks = Looks(start)
    pages = [Page(start, looks, {})]
    every = [each.section for each in plan]
    write_start(pages[0], every)
    for sheet, shown in zip(plan, example, strict=True):
        page = Page(workbook.create_sheet(sheet.section.title), looks, {})
        page.sheet.sheet_properties.tabColor = TABS[sheet.section.needed]
        _FormPage(page, sheet, shown.records[0] if shown.records else {}, first).write(every)
        pages.append(page)
    workbook.defined_names[FIRST_YEAR_NAME] = DefinedName(FIRST_YEAR_NAME, attr_text=_first_year_cell(plan[0].section))
    return pages


def _first_year_cell(section: Section) -> str:
    keys = [asked.keys for asked in section.columns]
    row, column = place(section, keys.index(("calendar", "first_year")), FIRST_RECORD)
    return f"{quoted(FIRST_SHEET)}!${LETTERS[column]}${row}"


class _FormPage:
    """One sheet to fill in, being written."""

    def __init__(self, page: Page, sheet: Filled, example: Answers, first_year: int | None) -> None:
        self.page, self.section, self.records = page, sheet.section, sheet.records
        self.example, self.first_year = example, first_year
        room = 1 if self.section.is_plan else BLANK_COLUMNS if self.section.across else BLANK_LINES
        self.lines = room if self.section.is_plan else max(room, len(self.records) + SPARE)

    def write(self, every: Sequence[Section]) -> None:
        self.page.text(1, 1, self.section.title, TITLE)
        self.page.text(2, 1, self.section.intro, NOTE)
        self.page.text(3, 1, self._path_note(), SMALL)
        self._heads()
        for number, asked in enumerate(self.section.columns):
            self._label(number, asked)
            self._about(number, asked)
            for line in range(self.lines):
                record = self.records[line] if line < len(self.records) else {}
                self._answer(number, asked, FIRST_RECORD + line, record)
        add_rules(self.page, self.section, self.lines, every)
        set_form_widths(self.page, self.section, self.lines, (self.example, *self.records))
        set_form_paper(self.page, self.section, self.lines)

    def _path_note(self) -> str:
        if self.section.holds == "details":
            return "A path is the names of sheet, item and figure with dots between, such as devices.student.life."
        if self.section.is_plan:
            return "One answer to each question. The grey example is not read."
        way = "column" if self.section.across else "line"
        more = "" if self.section.across else " Go on below the last line where there are too few."
        return f"One {way} for each, with an id of its own. The grey example is not read.{more}"

    def _heads(self) -> None:
        """The corner and the names of the lines about each question; records are numbered."""
        self.page.text(CORNER_LINE, CORNER_COLUMN, corner(self.section), HEADER_TEXT)
        for line, word in enumerate((ANSWER_IN, NEEDED, NAME, EXAMPLE), start=1):
            self.page.text(*head_place(self.section, line), word, HEADER_TEXT if self.section.across else ABOUT)
        for line in range(self.lines):
            row, column = head_place(self.section, FIRST_RECORD + line)
            if self.section.is_plan:
                self.page.text(row, column, "Answer", HEADER_TEXT)
            else:
                role = NUMBERED if self.section.across else COUNT
                self.page.number(row, column, line + 1, role, "0")

    def _label(self, number: int, asked: Question) -> None:
        row, column = place(self.section, number, 0)
        if asked.kind != "year":
            self.page.text(
                row,
                column,
                asked.label,
                ASKED if self.section.across else self._line_role(asked, HEADER_SET_IN, HEADER),
            )
            return
        known = fiscal_year(asked.number, self.first_year)
        if known == asked.number:
            self.page.number(row, column, known, TYPED_HEADER, FISCAL_YEAR)
        else:
            value = f"Year {asked.number}" if known is None else known
            self.page.formula(row, column, year_formula(asked.number), value, TYPED_HEADER, FISCAL_YEAR)

    def _about(self, number: int, asked: Question) -> None:
        said = (answer_in(asked), needed(asked), ".".join(asked.keys))
        if asked.kind in ("year", "age"):
            said = (said[0], said[1], "")
        for line, text in enumerate(said, start=1):
            must = text == "required"
            role = self._line_role(asked, MUST if must else ABOUT, MUST_NUMBER if must else ABOUT_NUMBER)
            self.page.text(*place(self.section, number, line), text or " ", role)
        if asked in self.example:
            row, column = place(self.section, number, FIRST_RECORD - 1)
            shown = self._of_path(asked, self.example)
            self._put(row, column, shown, self.example[asked], self._role(asked, SHOWN, SHOWN_NUMBER))

    def _answer(self, number: int, asked: Question, line: int, record: Answers) -> None:
        row, column = place(self.section, number, line)
        if asked.is_fixed:
            self._put(row, column, asked, int(asked.options[0]), FIXED)
        elif asked in record:
            self._put(row, column, self._of_path(asked, record), record[asked], self._role(asked, ANSWER, INPUT))
        else:
            self.page.number(row, column, float("nan"), self._role(asked, ANSWER, INPUT), number_format(asked))

    def _of_path(self, asked: Question, record: Answers) -> Question:
        """A number about a figure that is named by its path is shown in that figure's unit."""
        if self.section.holds not in ("details", "any") or type(record[asked]) not in (int, float):
            return asked
        slot = slot_at(split_path(record[self.section.names[-1]]))
        return replace(asked, kind="number", meaning=slot.meaning) if slot and slot.meaning else asked

    def _line_role(self, asked: Question, text: Role, number: Role) -> Role:
        """Heads over numbers stand to the right, as the numbers do."""
        return number if asked.kind in NUMBERS and not self.section.across else text

    def _role(self, asked: Question, text: Role, number: Role) -> Role:
        """Numbers stand to the right; on the sheet of single answers everything stands to the left."""
        return number if asked.kind in NUMBERS and not self.section.is_plan else text

    def _put(self, row: int, column: int, asked: Question, value: Any, role: Role) -> None:
        """A value in its cell; text stays text, whatever it begins with."""
        content = cell_value(asked, value)
        if isinstance(content, str):
            cell = self.page.text(row, column, content, role)
            cleaned = clean_text(content)
            look = Look(role, number_format(asked), quoted=cleaned.startswith(LOOKS_LIKE_A_FORMULA))
            cell._style = self.page.looks(look)  # type: ignore[attr-defined]
        else:
            self.page.number(row, column, content, role, number_format(asked))


if __name__ == "__main__":
    write_template(template_folder() / TEMPLATE, force=True)
