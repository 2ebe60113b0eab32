"""How a sheet of the input workbook stands on the screen and on paper, and what of it is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Font, Protection
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from tco.workbook.answers import Answers
from tco.workbook.blanks import CORNER_COLUMN, CORNER_LINE, FIRST_RECORD, place
from tco.workbook.layout import LETTERS
from tco.workbook.page import Page
from tco.workbook.paper import LETTER, line_height, set_widths
from tco.workbook.questions import Question, Section
from tco.workbook.style import FONT
from tco.workbook.wording import answer_in, cell_value, needed, number_format

ACROSS_WIDTHS = (42.0, 26.0, 17.0, 25.0, 17.0)
PLAN_ANSWER, RECORD = 34.0, 15.0
LINE_WIDTH = 13.0
INDENT = 2.0
WIDEST_PAPER = 235.0  # characters; wider sheets print on two pages side by side
RECORDS_ON_A_PAGE = 8
LETTERS_IN_A_WIDTH = 1.2  # of the small type beside questions
_WIDTHS = {
    "number": 13.0,
    "bound": 11.0,
    "whole": 11.0,
    "year": 10.5,
    "age": 10.5,
    "yes_no": 12.0,
    "date": 13.0,
    "any": 13.0,
}
_LONG = {"label": 30.0, "name": 30.0, "note": 40.0, "source": 40.0, "renewal": 26.0, "model": 22.0}


def set_form_widths(page: Page, section: Section, lines: int, records: Sequence[Answers]) -> None:
    """Columns wide enough for their answers, lines high enough for their words. The first record is the example."""
    if section.across:
        _set_across(page.sheet, section, lines, records)
    else:
        _set_down(page.sheet, section, records)


def _said(asked: Question) -> tuple[str, str, str, str]:
    """The words about a question, in the order in which they stand."""
    return asked.label, answer_in(asked), needed(asked), ".".join(asked.keys)


def _height(asked: Question, record: Answers, width: float) -> float:
    value = cell_value(asked, record[asked]) if asked in record else ""
    return line_height(value if isinstance(value, str) else "", width - INDENT)


def _set_across(sheet: Worksheet, section: Section, lines: int, records: Sequence[Answers]) -> None:
    example, record = (PLAN_ANSWER, PLAN_ANSWER) if section.is_plan else (ACROSS_WIDTHS[-1], RECORD)
    widths = [*ACROSS_WIDTHS[:-1], example, *[record] * lines]
    set_widths(sheet, dict(enumerate(widths, start=CORNER_COLUMN)))
    for number, asked in enumerate(section.columns):
        said = zip(_said(asked), ACROSS_WIDTHS, strict=False)
        heights = [line_height(text, width - INDENT) for text, width in said]
        heights += [_height(asked, answers, record) for answers in records]
        sheet.row_dimensions[place(section, number, 0)[0]].height = max(heights)


def _set_down(sheet: Worksheet, section: Section, records: Sequence[Answers]) -> None:
    widths = [LINE_WIDTH, *(_width(asked) for asked in section.columns)]
    set_widths(sheet, dict(enumerate(widths, start=CORNER_COLUMN)))
    for line in range(len(_said(section.columns[0]))):
        height = max(line_height(_said(asked)[line], _width(asked) - INDENT) for asked in section.columns)
        sheet.row_dimensions[CORNER_LINE + line].height = height
    for line, answers in enumerate(records, start=CORNER_LINE + FIRST_RECORD - 1):
        sheet.row_dimensions[line].height = max(_height(asked, answers, _width(asked)) for asked in section.columns)
    for number, asked in enumerate(section.columns):
        _open(sheet.column_dimensions[LETTERS[place(section, number, 0)[1]]], asked)


def _open(column: ColumnDimension, asked: Question) -> None:
    """The cells below the blank lines may be typed in, too, for lists longer than the blanks."""
    column.font = Font(name=FONT, size=10)
    column.number_format = number_format(asked)
    column.protection = Protection(locked=False)


def _width(asked: Question) -> float:
    if asked.kind == "key" and asked.label == "Path":
        return 40.0
    return _LONG.get(asked.keys[-1] if asked.keys else "", _WIDTHS.get(asked.kind, 18.0))


def set_form_paper(page: Page, section: Section, lines: int) -> None:
    """Landscape, one page wide where that can be read, heads on every page, footer; only answers are open."""
    sheet = page.sheet
    set_plain_paper(sheet)
    names = CORNER_COLUMN + len(section.names)
    if section.across:
        frozen = CORNER_COLUMN if section.is_plan else CORNER_COLUMN + 2
        sheet.freeze_panes = f"{LETTERS[frozen + 1]}{CORNER_LINE + 1 + len(section.names)}"
        sheet.print_title_rows = f"{CORNER_LINE}:{CORNER_LINE}"
        _print_side_by_side(
            sheet, names=CORNER_COLUMN + 1, pages=1 if section.is_plan else -(-lines // RECORDS_ON_A_PAGE)
        )
    else:
        sheet.freeze_panes = f"{LETTERS[names + 1]}{CORNER_LINE + FIRST_RECORD - 1}"
        sheet.print_title_rows = f"{CORNER_LINE}:{CORNER_LINE + FIRST_RECORD - 1}"
        total = LINE_WIDTH + sum(_width(asked) for asked in section.columns)
        _print_side_by_side(sheet, names=names, pages=1 if total <= WIDEST_PAPER else 2)


def _print_side_by_side(sheet: Worksheet, *, names: int, pages: int) -> None:
    """As many pages beside each other as can be read, each with the names."""
    sheet.page_setup.fitToWidth = pages
    if pages > 1:
        sheet.print_title_cols = f"{LETTERS[CORNER_COLUMN]}:{LETTERS[names]}"


def set_plain_paper(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = str(LETTER)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    _write_footer(sheet)
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False
    protection.insertRows = protection.deleteRows = False
    protection.autoFilter = protection.sort = False


def _write_footer(sheet: Worksheet) -> None:
    footer: Any = sheet.oddFooter
    footer.left.text, footer.center.text, footer.right.text = "Technology plan", "&A", "Page &P of &N"
    footer.left.size = footer.center.size = footer.right.size = 8
