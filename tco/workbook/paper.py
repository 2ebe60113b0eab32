"""How a sheet stands on the screen and on paper: widths, frozen panes, what prints on each page, and what may be changed."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

from openpyxl.worksheet.pagebreak import Break, ColBreak, RowBreak
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tco.formula.rows import Timeline
from tco.workbook.book import Book
from tco.workbook.layout import (
    CONSTANT,
    FIRST_PERIOD,
    HEADER_LINE,
    LABEL,
    LETTERS,
    OPENING,
    SECTION,
    SOURCE,
    TOTAL,
    UNIT,
    YEAR_LINE,
    last_column,
)
from tco.workbook.page import OK, Page
from tco.workbook.plan import ABOUT, ASSUMPTIONS, CHECKS
from tco.workbook.style import AS_RUN, FLAG, HEADER, HEADER_TEXT, LINK, NOTE, RIGHT_NOTE, TITLE
from tco.workbook.titles import clean_text, quoted
from tco.workbook.units import FISCAL_YEAR

PERIODS_ON_A_PAGE = 10
MONTHS_ON_A_PAGE = 12
LETTER, LEGAL = 1, 5
MARGIN, LEGAL_WIDTH, LEGAL_HEIGHT = 0.4, 14.0, 8.5  # inches, as landscape paper lies
TOP_MARGIN, BOTTOM_MARGIN, POINTS_PER_INCH = 0.5, 0.7, 72
ROOM = 4  # per cent of a page that other programs' letters may take more
EMU_PER_PIXEL = 9525  # the unit that drawings are placed in
PIXELS_PER_INCH, PIXELS_PER_CHARACTER, PIXELS_OF_PADDING = 96, 7, 5
FLAG_CELL = f"{LETTERS[CONSTANT]}$4"
SCENARIO_CELL = f"{LETTERS[CONSTANT]}$2"
LINE_HEIGHT = 13.0
LETTERS_PER_DIGIT = 1.2
COLUMN_WIDTHS: Mapping[int, float] = {SECTION: 8.5, LABEL: 44, UNIT: 18, SOURCE: 22, CONSTANT: 12}


def write_head(book: Book, page: Page, title: str, subtitle: str, *, as_run: bool = False) -> None:
    """The lines that every sheet begins with: its name, whether all checks hold, and the scenario shown.

    A sheet of values (`as_run`) names the scenario that it was written with, whichever is chosen since.
    """
    page.text(1, SECTION, title, TITLE)
    page.sheet.row_dimensions[1].height = 24
    page.text(1, SOURCE, "Arithmetic", RIGHT_NOTE)
    if page.title != CHECKS:
        page.formula(1, CONSTANT, f"{CHECKS}!${FLAG_CELL}", OK, FLAG)
    else:
        page.formula(1, CONSTANT, f"${FLAG_CELL}", OK, FLAG)
    page.mark_failures(f"{LETTERS[CONSTANT]}1")
    page.text(2, SOURCE, "Values of scenario" if as_run else "Scenario", RIGHT_NOTE)
    if as_run:
        page.text(2, CONSTANT, book.scenarios[book.selected], AS_RUN)
    elif page.title != ASSUMPTIONS:
        page.formula(2, CONSTANT, f"{ASSUMPTIONS}!${SCENARIO_CELL}", book.scenarios[book.selected], LINK)
    if page.title != ABOUT:
        page.jump(2, SECTION, "Back to contents", ABOUT)
    page.text(3, SECTION, subtitle, AS_RUN if as_run else NOTE)


def write_column_heads(
    book: Book, page: Page, timeline: Timeline, *, total: str = "", opening: str = "", source: str = "Source or note"
) -> None:
    """The header line with the fiscal years, and above it the names of the months where periods are months."""
    heads = {
        SECTION: "Section",
        LABEL: "Line",
        UNIT: "Unit",
        SOURCE: source,
        CONSTANT: "Constant",
        TOTAL: total or "Total",
        OPENING: opening or "Opening",
    }
    for column, text in heads.items():
        page.text(HEADER_LINE, column, text, HEADER_TEXT if column <= SOURCE else HEADER)
    source_page = book.plan.layout.year_sources[timeline]
    years = [float(year) for year in timeline.years]
    if page.title == source_page:
        page.numbers(YEAR_LINE, years, HEADER, FISCAL_YEAR)
    else:
        page.series(YEAR_LINE, f"{quoted(source_page)}!\x01${YEAR_LINE}", years, HEADER, FISCAL_YEAR)
    if timeline is not book.model.years:
        page.band(HEADER_LINE - 1, SECTION, OPENING, HEADER)
        for period, label in enumerate(timeline.labels):
            page.text(HEADER_LINE - 1, FIRST_PERIOD + period, label, HEADER)
    page.sheet.row_dimensions[HEADER_LINE].height = 28


def set_year_widths(page: Page, timeline: Timeline, width: float) -> None:
    widths = dict(COLUMN_WIDTHS) | {TOTAL: width + 1.5, OPENING: width}
    widths |= {column: width for column in range(FIRST_PERIOD, last_column(timeline) + 1)}
    set_widths(page.sheet, widths)


def set_widths(sheet: Worksheet, widths: Mapping[int, float]) -> None:
    for column, width in widths.items():
        sheet.column_dimensions[LETTERS[column]].width = width


def line_height(text: str, width: float) -> float:
    """The height of a line whose text wraps in a column of this width."""
    lines = sum(max(1, len(textwrap.wrap(part, characters(width)))) for part in text.split("\n"))
    return max(lines * LINE_HEIGHT, LINE_HEIGHT + 2)


def characters(width: float) -> int:
    """How many letters of running text stand in a column: they are narrower than the digits that widths count."""
    return max(1, math.floor(width * LETTERS_PER_DIGIT))


def set_paper(
    book: Book, page: Page, *, last_line: int, last_col: int, repeat: bool = True, paper: int = LEGAL
) -> None:
    """Landscape, one page wide, footer, frozen heads, and protection that leaves the inputs open."""
    sheet = page.sheet
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = str(paper)
    _fit_to_width(sheet, True)
    margins = sheet.page_margins
    margins.left = margins.right = MARGIN
    margins.top, margins.bottom = TOP_MARGIN, BOTTOM_MARGIN
    sheet.print_area = f"A1:{LETTERS[last_col]}{max(last_line, HEADER_LINE)}"
    if repeat:
        sheet.print_title_rows = f"{HEADER_LINE - 1}:{HEADER_LINE}"
        sheet.freeze_panes = f"{LETTERS[UNIT]}{HEADER_LINE + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    _write_footer(sheet, _whose(book))
    _protect(sheet)


def set_year_paper(book: Book, page: Page, timeline: Timeline, *, last_line: int, further: int = 0) -> None:
    """As `set_paper`; a long horizon prints ten years to a page, with the labels on each.

    Excel ignores page breaks when it fits to the width, so that a long horizon gets a scale instead.
    """
    last = last_column(timeline) + further
    set_paper(book, page, last_line=last_line, last_col=last)
    on_a_page = PERIODS_ON_A_PAGE if timeline is book.model.years else MONTHS_ON_A_PAGE
    if len(timeline) <= on_a_page:
        return
    break_columns(page.sheet, FIRST_PERIOD, on_a_page, last, titles=UNIT)


def break_columns(sheet: Worksheet, first: int, on_a_page: int, last: int, *, titles: int) -> None:
    """So many columns to a page, with the columns up to `titles` repeated on each."""
    _fit_to_width(sheet, False)
    sheet.print_title_cols = f"{LETTERS[SECTION]}:{LETTERS[titles]}"
    widths = [sheet.column_dimensions[LETTERS[column]].width for column in range(1, first + on_a_page)]
    sheet.page_setup.scale = _scale(widths)
    breaks = ColBreak()
    for column in range(first + on_a_page, last + 1, on_a_page):
        breaks.append(Break(id=column - 1))
    sheet.col_breaks = breaks


def set_short_paper(book: Book, page: Page, *, last_line: int) -> None:
    """As `set_year_paper`, but only the first ten years print: for sheets whose later years stand elsewhere."""
    last = min(last_column(book.model.years), FIRST_PERIOD + PERIODS_ON_A_PAGE - 1)
    set_paper(book, page, last_line=last_line, last_col=last)


def break_lines(book: Book, page: Page, lines: Sequence[int]) -> None:
    """Begin a page with each of these lines, on a sheet with short paper: what stands there, such as a chart, is then not cut."""
    sheet = page.sheet
    last = min(last_column(book.model.years), FIRST_PERIOD + PERIODS_ON_A_PAGE - 1)
    _fit_to_width(sheet, False)
    sheet.page_setup.scale = _scale([sheet.column_dimensions[LETTERS[column]].width for column in range(1, last + 1)])
    breaks = RowBreak()
    for line in lines:
        breaks.append(Break(id=line - 1))
    sheet.row_breaks = breaks


def fit_lines(page: Page, last_line: int) -> None:
    """A scale at which the lines up to one stand on the first page, where the scale set for the width is not small enough."""
    sheet = page.sheet
    heights = [sheet.row_dimensions[line].height or LINE_HEIGHT + 2 for line in range(1, last_line + 1)]
    room = (LEGAL_HEIGHT - TOP_MARGIN - BOTTOM_MARGIN) * POINTS_PER_INCH
    sheet.page_setup.scale = min(sheet.page_setup.scale or 100, math.floor(100 * room / sum(heights)) - ROOM)


def _fit_to_width(sheet: Worksheet, wanted: bool) -> None:
    """One page wide and as many high as it takes, or at a scale."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=wanted)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (1, 0) if wanted else (None, None)


def _scale(widths: list[float]) -> int:
    """Per cent at which columns of these widths fill a page."""
    pixels = sum(width * PIXELS_PER_CHARACTER + PIXELS_OF_PADDING for width in widths)
    return max(10, math.floor(100 * (LEGAL_WIDTH - 2 * MARGIN) * PIXELS_PER_INCH / pixels) - ROOM)


def _protect(sheet: Worksheet) -> None:
    """Against slips, not against people: no password; widths, heights and filters stay free."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False
    protection.autoFilter = protection.sort = False


def _whose(book: Book) -> str:
    """Whose plan it is, said once where the title says it already."""
    district, title = book.cover.district, book.cover.title
    return title if district in title else f"{district}: {title}"


def _write_footer(sheet: Worksheet, text: str) -> None:
    """Whose plan it is, the sheet, the page. In a footer & begins a code, and Excel takes at most 255 characters."""
    footer = sheet.oddFooter
    assert footer is not None
    parts = (clean_text(text)[:100].replace("&", "&&"), "&A", "Page &P of &N")
    for part, words in zip((footer.left, footer.center, footer.right), parts, strict=True):
        assert part is not None
        part.text, part.size = words, 8
