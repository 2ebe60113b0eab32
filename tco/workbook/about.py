"""The first sheet: what the workbook is for, what its totals include, how to use it, and what is on which sheet."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from openpyxl.styles import Protection

from tco.workbook.book import Book
from tco.workbook.layout import CONSTANT, HEADER_LINE
from tco.workbook.page import Page
from tco.workbook.paper import LETTER, line_height, set_paper, set_widths, write_head
from tco.workbook.plan import ABOUT
from tco.workbook.style import (
    FIGURE,
    HEADER_TEXT,
    HEADING,
    INPUT,
    INPUT_AS_BASE,
    JUMP,
    LABEL,
    LATER,
    LINK,
    SMALL,
    STRONG_LABEL,
    Role,
)

WIDTHS = {1: 24.0, 2: 24.0, 3: 84.0, 4: 11.0, 5: 18.0}
TEXT_WIDTH = 140
LAST_COLUMN = CONSTANT
HOW_TO_USE = (
    "Choose a scenario on the sheet Assumptions; every sheet then shows it.",
    "Type only in boxed cells on a cream ground; all other cells are locked without a password, against slips.",
    "A change there is carried through every year, the statements, the charts and the checks at once.",
    "To replace a computed year, type over it on the sheet Overrides, where there is one; empty the cell to compute again.",
    "The word beside 'Arithmetic' on each sheet says OK, or CHECK when something does not add up (see Checks); a gap in funds is no error.",
    "If Excel opens the file in Protected View, the numbers shown are those of the run; enable editing to change them.",
)
COLOURS: tuple[tuple[str, Role, str], ...] = (
    ("Input", INPUT, "Blue in a box: typed; change it here."),
    (
        "As first scenario",
        INPUT_AS_BASE,
        "Black in a box: repeats the first scenario until something is typed over it.",
    ),
    ("Formula", FIGURE, "Black: computed from cells of the same sheet."),
    ("Link", LINK, "Green: reads another sheet."),
    ("Later year", LATER, "Grey on the summary: a year after the headline years."),
)


def write_about(book: Book, contents: Sequence[tuple[str, str, str]], *, tab: str) -> None:
    """Write the first sheet. `contents` is (sheet, kind, what stands there) in the order of the sheets."""
    page = book.pages[0]
    assert page.title == ABOUT
    page.sheet.sheet_properties.tabColor = tab
    set_widths(page.sheet, WIDTHS)
    cover = book.cover
    write_head(
        book,
        page,
        cover.title,
        f"{cover.district}. What technology costs, who pays and when; dollars of the year they are paid in.",
    )
    line = HEADER_LINE
    line = _paragraphs(page, line, "Summary", cover.summary_lines)
    line = _table(
        page,
        line,
        "What the totals include",
        ("Category", "Scope"),
        [(_capital(category), said) for category, said in cover.scope],
    )
    line = _paragraphs(page, line, "How to use it", HOW_TO_USE)
    line = _colour_key(page, line)
    line = _contents(page, line, contents)
    line = _table(page, line, "Findings about the data", ("Kind", "Place", "Finding"), cover.findings)
    line = _table(
        page, line, "Change log", ("Version or date", "", "Change"), [(when, "", what) for when, what in cover.changes]
    )
    last = _table(
        page,
        line,
        "This file",
        ("What", "", "Value"),
        [("Version", "", cover.version), ("Hash of the plan", "", cover.plan_hash)],
    )
    set_paper(book, page, last_line=last - 2, last_col=LAST_COLUMN, repeat=False, paper=LETTER)
    page.sheet.freeze_panes = "A3"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _heading(page: Page, line: int, text: str) -> int:
    page.band(line, 1, LAST_COLUMN, HEADING)
    page.text(line, 1, text, HEADING)
    return line + 1


def _paragraphs(page: Page, line: int, heading: str, paragraphs: Sequence[str]) -> int:
    """Sentences below each other, long ones over several lines; gives the line for what follows."""
    if not paragraphs:
        return line
    line = _heading(page, line, heading)
    for paragraph in paragraphs:
        for part in textwrap.wrap(paragraph, TEXT_WIDTH) or [""]:
            page.text(line, 1, part, FIGURE)
            line += 1
    return line + 1


def _table(page: Page, line: int, heading: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    if not rows:
        return line
    line = _heading(page, line, heading)
    page.band(line, 1, 3, HEADER_TEXT)
    for column, head in enumerate(heads, start=1):
        page.text(line, column, head, HEADER_TEXT)
    for row in rows:
        line += 1
        for column, text in enumerate(row, start=1):
            page.text(line, column, text, STRONG_LABEL if column == 1 else LABEL)
        heights = [line_height(text, WIDTHS[column]) for column, text in enumerate(row, start=1)]
        page.sheet.row_dimensions[line].height = max(heights)
    return line + 2


def _colour_key(page: Page, line: int) -> int:
    line = _heading(page, line, "Colours")
    for name, role, meaning in COLOURS:
        page.text(line, 1, name, role)
        page.sheet.cell(line, 1).protection = Protection(locked=True)
        page.text(line, 2, meaning, FIGURE)
        line += 1
    return line + 1


def _contents(page: Page, line: int, contents: Sequence[tuple[str, str, str]]) -> int:
    line = _heading(page, line, "Contents")
    page.band(line, 1, 3, HEADER_TEXT)
    for column, head in enumerate(("Sheet", "Kind", "What stands there"), start=1):
        page.text(line, column, head, HEADER_TEXT)
    for title, kind, meaning in contents:
        line += 1
        page.jump(line, 1, title, title, JUMP)
        page.text(line, 2, kind, SMALL)
        page.text(line, 3, meaning, LABEL)
        page.sheet.row_dimensions[line].height = max(line_height(meaning, WIDTHS[3]), line_height(title, WIDTHS[1]))
    return line + 2
