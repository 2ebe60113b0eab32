"""The summary: what the plan costs, who pays and what it means, for the chosen scenario, with charts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D

from tco.formula.rounding import cents_of
from tco.formula.rows import Row
from tco.workbook.book import Book, total
from tco.workbook.calculation import has_total, is_sum, spot_text, write_heading
from tco.workbook.charts import GAP_COLOUR, Chart, Drawn, columns_chart, line_chart
from tco.workbook.layout import (
    CONSTANT,
    FIRST_LINE,
    FIRST_PERIOD,
    HEADER_LINE,
    LABEL,
    LETTERS,
    NOW,
    OPENING,
    SECTION,
    SOURCE,
    TOTAL,
    UNIT,
    Line,
    last_column,
)
from tco.workbook.page import Page
from tco.workbook.pages import (
    BEGINS_A_PAGE,
    CATEGORIES,
    CATEGORY_TOTAL,
    FUNDING_GAP,
    FUNDING_PAID,
    PER_STUDENT,
    RECURRING_GAP,
    RESTS_ON,
    SOURCES,
    SUMMARY_ROWS,
)
from tco.workbook.paper import (
    COLUMN_WIDTHS,
    EMU_PER_PIXEL,
    PERIODS_ON_A_PAGE,
    PIXELS_OF_PADDING,
    PIXELS_PER_CHARACTER,
    PIXELS_PER_INCH,
    break_lines,
    line_height,
    set_short_paper,
    set_widths,
    set_year_widths,
    write_column_heads,
    write_head,
)
from tco.workbook.plan import SUMMARY
from tco.workbook.style import (
    FIGURE,
    HEADER,
    HEADER_TEXT,
    LATER,
    LINK,
    SMALL,
    SUM_LABEL,
    SUM_LATER,
    SUM_LINK,
    SUM_SMALL,
)
from tco.workbook.style import LABEL as LABEL_ROLE
from tco.workbook.titles import quoted
from tco.workbook.units import WHOLE, number_format, unit_words

CENTIMETRES_PER_INCH = 2.54
LINES_OF_A_CHART = 18
LETTERS_OF_A_LINE = 250
GAP_BETWEEN = 8.0  # pixels
SECTION_WIDTH, FLAG_WIDTH = 3.0, 8.0
ALL_SCENARIOS = (("Cost", CATEGORY_TOTAL), ("Not covered by any source", FUNDING_GAP))


@dataclass(frozen=True)
class Shown:
    """A row on its line of the summary."""

    line: int
    row: Row


def write_summary(book: Book, *, tab: str) -> list[str]:
    """Write the summary; gives the alternative texts of its charts, in their order."""
    page = book.page(SUMMARY, tab)
    years = book.model.years
    set_year_widths(page, years, book.year_width)
    set_widths(page.sheet, {SECTION: SECTION_WIDTH})
    count = min(book.headline_years, len(years))
    subtitle = f"The first {count} fiscal years of the chosen scenario; later years in grey."
    write_head(book, page, SUMMARY, f"{book.cover.title}. {subtitle}")
    write_column_heads(
        book,
        page,
        years,
        total=f"First {count} years",
        opening=f"All {len(years)} years" if count < len(years) else " ",
        source="Sheet",
    )
    page.text(HEADER_LINE, SECTION, " ", HEADER_TEXT)
    shown: list[Shown] = []
    line = FIRST_LINE
    breaks = []
    for section, rows in _sections(book):
        breaks += [line] if section == BEGINS_A_PAGE else []
        write_heading(page, Line(line, heading=section), last_column(years))
        placed = [Shown(number, row) for number, row in enumerate(rows, start=line + 1)]
        for each in placed:
            _write_row(book, page, each.line, each.row, count)
        shown += placed
        line += len(placed) + 2
    if not any(each.row.timeline is None for each in shown):
        page.text(HEADER_LINE, CONSTANT, " ", HEADER)
        set_widths(page.sheet, {CONSTANT: FLAG_WIDTH})
    line = _write_words(book, page, line)
    texts, last = _write_charts(book, page, shown, line + 1)
    set_short_paper(book, page, last_line=_write_scenarios(book, page, last + 2, count))
    if texts or len(book.scenarios) > 1:
        breaks.append(line)
    if breaks:
        break_lines(book, page, breaks)
    return texts


def _sections(book: Book) -> Iterator[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for section, pattern in SUMMARY_ROWS:
        found.setdefault(section, []).extend(row for row in book.rows_like(pattern) if row.table is None)
    yield from ((section, rows) for section, rows in found.items() if rows)


def label_of(book: Book, row: Row) -> str:
    """A row's label; a source's payment bears the name of the source."""
    return book.items[row] if fnmatchcase(row.id, SOURCES) else row.label


def _write_words(book: Book, page: Page, line: int) -> int:
    """Who pays and what the cliff is, in sentences as the book was written; gives the next free line."""
    if not book.cover.who_pays:
        return line
    heading = f"Who pays, in words (scenario as run: {book.scenarios[book.selected]}; no formulas)"
    write_heading(page, Line(line, heading=heading), last_column(book.model.years))
    for said in book.cover.who_pays:
        for part in textwrap.wrap(said, LETTERS_OF_A_LINE, subsequent_indent="   "):
            line += 1
            page.text(line, LABEL, part, FIGURE)
    return line + 2


def _write_scenarios(book: Book, page: Page, line: int, count: int) -> int:
    """What each scenario cost and left uncovered when the book was written, as values; gives their last line."""
    if len(book.scenarios) < 2:
        return line - 2
    for heading, id in ALL_SCENARIOS:
        for row in book.rows_like(id):
            write_heading(page, Line(line, heading=f"{heading}, each scenario as run"), last_column(book.model.years))
            for case, name in enumerate(book.scenarios):
                _write_values(
                    page, line + 1 + case, name, [cents_of(each) for each in book.figures.series(row, case)], count
                )
            line += len(book.scenarios) + 2
    return line - 2


def _write_values(page: Page, line: int, name: str, values: list[float], count: int) -> None:
    """A line of plain numbers, grey as nothing in them follows a change."""
    page.text(line, LABEL, name, LABEL_ROLE)
    page.sheet.row_dimensions[line].height = line_height(name, COLUMN_WIDTHS[LABEL])
    page.text(line, UNIT, "$", SMALL)
    page.text(line, SOURCE, "values, no formulas", SMALL)
    page.numbers(line, values, LATER, WHOLE)
    page.number(line, TOTAL, cents_of(total(values[:count])), LATER, WHOLE)
    if count < len(values):
        page.number(line, OPENING, cents_of(total(values)), LATER, WHOLE)


def _write_row(book: Book, page: Page, line: int, row: Row, count: int) -> None:
    """A line of links to the row, grey after the headline years."""
    home, strong = book.plan.layout.homes[row], is_sum(row)
    shown = number_format(row, book.values, headline=True)
    if strong:
        page.band(line, LABEL, OPENING, SUM_SMALL)
    small = SUM_SMALL if strong else SMALL
    page.text(line, LABEL, label_of(book, row), SUM_LABEL if strong else LABEL_ROLE)
    page.text(line, UNIT, unit_words(row, book.values), small)
    page.text(line, SOURCE, home.page, small)
    role = SUM_LINK if strong else LINK
    if row.timeline is None:
        page.formula(line, CONSTANT, spot_text(home), book.one(row), role, shown)
        return
    values, text = book.series(row), f"{quoted(home.page)}!{NOW}{home.line}"
    if row.unit.is_money:
        values, text = [cents_of(value) for value in values], f"ROUND({text},2)"
    grey = SUM_LATER if strong else LATER
    page.series(line, text, values, role, shown, later=count, grey=grey)
    if has_total(book, row):
        _write_sum(page, line, TOTAL, values[:count], strong, shown)
        if count < len(values):
            _write_sum(page, line, OPENING, values, strong, shown)


def _write_sum(page: Page, line: int, column: int, values: list[float], strong: bool, shown: str) -> None:
    first, last = LETTERS[FIRST_PERIOD], LETTERS[FIRST_PERIOD + len(values) - 1]
    role = (SUM_LABEL if strong else LABEL_ROLE) if column == TOTAL else (SUM_LATER if strong else LATER)
    page.formula(line, column, f"SUM({first}{line}:{last}{line})", total(values), role, shown)


def _write_charts(book: Book, page: Page, shown: list[Shown], line: int) -> tuple[list[str], int]:
    """Place the charts under the lines; gives their texts and the last line."""
    charts = list(_charts(book, shown))
    last = place_charts(page, charts, line, last_column(book.model.years))
    return [chart.text for chart in charts], last


def place_charts(page: Page, charts: Sequence[Chart], line: int, last_col: int) -> int:
    """Place charts beside each other as far as the page is wide; gives the last line."""
    pixels, left = printed_pixels(page, last_col), 0.0
    for chart in charts:
        width = centimetres(chart.drawing.width)
        if left and left + width > sum(pixels):
            left, line = 0.0, line + LINES_OF_A_CHART
        chart.drawing.anchor = _anchor(pixels, left, line, width, centimetres(chart.drawing.height))
        page.sheet.add_chart(chart.drawing)
        left += width + GAP_BETWEEN
    return line + (LINES_OF_A_CHART if charts else 0)


def printed_pixels(page: Page, last_col: int) -> list[float]:
    """How wide the columns are that print."""
    last = min(last_col, FIRST_PERIOD + PERIODS_ON_A_PAGE - 1)
    return [_pixels(page.sheet.column_dimensions[LETTERS[column]].width) for column in range(1, last + 1)]


def _pixels(width: float) -> float:
    return int(width * PIXELS_PER_CHARACTER) + PIXELS_OF_PADDING


def centimetres(length: float) -> float:
    """A length in pixels."""
    return length / CENTIMETRES_PER_INCH * PIXELS_PER_INCH


def _anchor(pixels: list[float], left: float, line: int, width: float, height: float) -> OneCellAnchor:
    """A place as Excel keeps it: a cell, and how far into it."""
    column = 0
    while column < len(pixels) - 1 and left >= pixels[column]:
        left -= pixels[column]
        column += 1
    start = AnchorMarker(col=column, colOff=int(left) * EMU_PER_PIXEL, row=line - 1)
    size = XDRPositiveSize2D(int(width) * EMU_PER_PIXEL, int(height) * EMU_PER_PIXEL)
    return OneCellAnchor(_from=start, ext=size)


def _charts(book: Book, shown: list[Shown]) -> Iterator[Chart]:
    years = book.model.years.years[:PERIODS_ON_A_PAGE]
    drawn = {each.row.id: _drawn(book, each, len(years)) for each in shown if each.row.timeline is not None}
    categories = [
        line for id, line in drawn.items() if fnmatchcase(id, CATEGORIES) and id != CATEGORY_TOTAL and any(line.values)
    ]
    if categories:
        yield columns_chart("Cost by category, fiscal years", SUMMARY, years, categories)
    if FUNDING_PAID in drawn and FUNDING_GAP in drawn:
        gap = drawn[FUNDING_GAP]
        sources = [line for id, line in drawn.items() if fnmatchcase(id, SOURCES) and any(line.values)]
        lines = [*(sources or [drawn[FUNDING_PAID]]), Drawn(gap.line, gap.name, gap.values, GAP_COLOUR)]
        yield columns_chart("Who pays, and what is not covered", SUMMARY, years, lines)
    rests = [line for id, line in drawn.items() if fnmatchcase(id, RESTS_ON) and any(line.values)]
    if rests and RECURRING_GAP in drawn:
        gap = drawn[RECURRING_GAP]
        lines = [*rests, Drawn(gap.line, gap.name, gap.values, GAP_COLOUR)]
        yield columns_chart("The cliff: the money that recurring cost rests on", SUMMARY, years, lines)
    if PER_STUDENT in drawn:
        yield line_chart("Cost per student, fiscal years", SUMMARY, years, drawn[PER_STUDENT])


def _drawn(book: Book, shown: Shown, count: int) -> Drawn:
    return Drawn(shown.line, label_of(book, shown.row), book.series(shown.row)[:count])
