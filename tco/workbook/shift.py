"""The shift: a page for each comparison, its options side by side, who may pay them, and their years as bars and lines.

Every number is a link to the rows of the comparison; only the words are values, and say with which scenario they were written.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tco.formula.expression import at_year
from tco.formula.rows import Block, Row
from tco.workbook.book import NARROWEST_YEAR, Book, total
from tco.workbook.calculation import spot_text, text_of, write_heading
from tco.workbook.charts import Chart, Stacked, stacked_chart
from tco.workbook.comparisons import Need, needs_of
from tco.workbook.layout import (
    CONSTANT,
    FIRST_LINE,
    FIRST_PERIOD,
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
    SHIFT_AT_END,
    SHIFT_BARS,
    SHIFT_ONLY_IF,
    SHIFT_ROWS,
    SHIFT_YEARS,
)
from tco.workbook.paper import (
    PERIODS_ON_A_PAGE,
    break_lines,
    fit_lines,
    line_height,
    set_paper,
    set_widths,
    set_year_widths,
    write_head,
)
from tco.workbook.style import (
    AS_RUN,
    FIGURE,
    GREEN,
    HEADER,
    HEADER_TEXT,
    LINK,
    RIGHT_NOTE,
    SMALL,
    SUM_LABEL,
    SUM_LINK,
    SUM_SMALL,
    Role,
)
from tco.workbook.style import LABEL as LABEL_ROLE
from tco.workbook.summary import LINES_OF_A_CHART, centimetres, place_charts, printed_pixels
from tco.workbook.titles import quoted
from tco.workbook.units import FISCAL_YEAR, number_format, unit_words

LABEL_WIDTH, UNIT_WIDTH, SOURCE_WIDTH, OPTION_WIDTH = 46.0, 13.0, 8.5, 15.5
PIXELS_OF_A_LETTER = 6.0  # of running text, on the average and with room
LAST_PRINTED = FIRST_PERIOD + PERIODS_ON_A_PAGE - 1
WIDEST_CHART = 50.0  # centimetres
WORD = Role(GREEN, across="right")
LONGEST_OPTION, LONGEST_TITLE = 60, 44
FEWEST_LINES, LINES_OF_AN_OPTION = 4, 3  # kept for words, so that the numbers stand where they are when words change
NOT_APPLICABLE = "n/a"
NOTES = (
    f"{NOT_APPLICABLE}: the option does not save for a higher investment, or does not pay back within the study period.",
    "What a source may pay follows from its rules of use and its dates; whether its money suffices stands on Sources and uses.",
)
SUBTITLE = "Capital or operating? The numbers follow every change; the first option is what the others are measured by."


@dataclass(frozen=True)
class Placed:
    """A line of an option's years: where it stands and what it is."""

    line: int
    row: Row


def write_shifts(book: Book, *, tab: str) -> dict[str, list[str]]:
    """Write a page for each comparison; gives the alternative texts of its chart by sheet."""
    return {book.plan.shifts[need.id]: _write_shift(book, need, tab) for need in needs_of(book.model)}


def _write_shift(book: Book, need: Need, tab: str) -> list[str]:
    page = book.page(book.plan.shifts[need.id], tab)
    set_year_widths(page, book.model.years, _year_width(book, need))
    set_widths(
        page.sheet,
        {SECTION: 3.0, LABEL: LABEL_WIDTH, UNIT: UNIT_WIDTH, SOURCE: SOURCE_WIDTH}
        | {CONSTANT + number: OPTION_WIDTH for number in range(max(len(need.options), OPENING - CONSTANT + 1))},
    )
    title = textwrap.shorten(need.label, LONGEST_TITLE, placeholder=" ...") or need.label[:LONGEST_TITLE]
    write_head(book, page, title, SUBTITLE)
    bars = _write_words(book, page, need)
    (answer, names), *more = _sections(need)
    breaks = _write_side_by_side(book, page, need, bars + LINES_OF_A_CHART, [(answer, names)])
    years_line = _write_notes(page, _write_side_by_side(book, page, need, breaks, more))
    placed, last = _write_years(book, page, need, years_line)
    chart = _write_bars(book, page, need, placed, years_line, last + 2)
    place_charts(page, [chart], bars, last_column(book.model.years))
    last_col = max(min(last_column(book.model.years), LAST_PRINTED), CONSTANT + len(need.options) - 1)
    set_paper(book, page, last_line=last, last_col=last_col, repeat=False)
    break_lines(book, page, [breaks])
    fit_lines(page, breaks - 1)
    page.sheet.freeze_panes = f"A{FIRST_LINE - 2}"
    return [chart.text]


def _year_width(book: Book, need: Need) -> float:
    """Wide enough for the largest year of any option to grow tenfold."""
    largest = max(float(abs(book.values[block.made("cost")]).max()) for block in need.options)
    return max(NARROWEST_YEAR, len(f"({largest * 10:,.0f})") + 1.5)


def _write_words(book: Book, page: Page, need: Need) -> int:
    """What shifts, by how much and what would change it, in sentences as the book was written; gives the next free line."""
    line, said = FIRST_LINE - 1, dict(book.cover.shifts).get(need.id, ())
    if not said:
        return line
    write_heading(page, Line(line, heading="In words"), last_column(book.model.years))
    scenario = book.scenarios[book.selected]
    line += 1
    page.text(line, LABEL, f"Written for the figures of scenario {scenario}; words follow no change.", AS_RUN)
    letters = sum(printed_pixels(page, last_column(book.model.years))) / PIXELS_OF_A_LETTER
    lines = [part for paragraph in said for part in textwrap.wrap(paragraph, int(letters))]
    for number, part in enumerate(lines, start=1):
        page.text(line + number, LABEL, part, FIGURE)
    return line + max(len(lines), FEWEST_LINES + LINES_OF_AN_OPTION * len(need.options)) + 2


def option_name(need: Need, number: int) -> str:
    """An option with the letter that stands for it under the bars."""
    label = need.options[number].label
    return f"{letter(number)}: {textwrap.shorten(label, LONGEST_OPTION, placeholder=' ...') or label[:LONGEST_OPTION]}"


def letter(number: int) -> str:
    return chr(ord("A") + number)


def _write_side_by_side(
    book: Book, page: Page, need: Need, line: int, sections: Sequence[tuple[str, list[str]]]
) -> int:
    """A column for each option; gives the next free line."""
    names = [option_name(need, number) for number in range(len(need.options))]
    page.band(line, SECTION, max(last_column(book.model.years), CONSTANT + len(names) - 1), HEADER_TEXT)
    page.text(line, LABEL, "Side by side", HEADER_TEXT)
    page.text(line, UNIT, "Unit", HEADER_TEXT)
    for number, name in enumerate(names):
        page.text(line, CONSTANT + number, name, HEADER)
    page.sheet.row_dimensions[line].height = max(28, *(line_height(name, OPTION_WIDTH - 2) for name in names))
    line += 1
    for heading, labelled in sections:
        write_heading(page, Line(line, heading=heading), last_column(book.model.years))
        for name in labelled:
            line += 1
            _write_measure(book, page, need, line, name)
        line += 1
    return line + 1


def _write_notes(page: Page, line: int) -> int:
    """What the table's words mean; gives the next free line."""
    for place, note in enumerate(NOTES):
        page.text(line - 1 + place, LABEL, note, SMALL)
    return line + len(NOTES)


def _sections(need: Need) -> Iterator[tuple[str, list[str]]]:
    """The headings of the table with the names of the rows under each, as far as some option has them."""
    found: dict[str, list[str]] = {}
    for heading, pattern in SHIFT_ROWS:
        names = dict.fromkeys(name for block in (need.shared, *need.options) for name in _names(block))
        found.setdefault(heading, []).extend(name for name in names if fnmatchcase(name, pattern))
    yield from ((heading, names) for heading, names in found.items() if names)


def _names(block: Block) -> list[str]:
    return [row.id.removeprefix(f"{block.id}.") for row in block.rows]


def _write_measure(book: Book, page: Page, need: Need, line: int, name: str) -> None:
    """One line of the table: what is the same for all stands under the first option alone."""
    blocks = [need.shared] if need.shared.has(name) else need.options
    rows = [block.made(name) if block.has(name) else None for block in blocks]
    shown = next(row for row in rows if row is not None)
    label = SHIFT_AT_END.get(name, shown.label)
    page.text(line, LABEL, label, LABEL_ROLE)
    page.sheet.row_dimensions[line].height = line_height(label, LABEL_WIDTH)
    page.text(line, UNIT, unit_words(shown, book.values), SMALL)
    for number, row in enumerate(rows):
        if row is None:
            page.text(line, CONSTANT + number, "-", RIGHT_NOTE)
        else:
            _write_figure(book, page, line, CONSTANT + number, need, row)


def _write_figure(book: Book, page: Page, line: int, column: int, need: Need, row: Row) -> None:
    """A link to the row; where it stands for nothing, words; of a row over years its value at the end of the study period."""
    shown = number_format(row, book.values)
    block, _, name = row.id.rpartition(".")
    if row.timeline is not None:
        last = need.shared.made("last_year")
        text = text_of(book, at_year(row, last), page.title)
        place = row.timeline.years.index(int(book.one(last)))
        page.formula(line, column, text, book.series(row)[place], LINK, shown)
        return
    text, value = spot_text(book.plan.layout.homes[row]), book.one(row)
    flag = book.model_rows.get(f"{block}.{SHIFT_ONLY_IF[name]}") if name in SHIFT_ONLY_IF else None
    if flag is None:
        page.formula(line, column, text, value, LINK, shown)
        return
    means = spot_text(book.plan.layout.homes[flag])
    said = value if book.one(flag) == 1 else NOT_APPLICABLE
    page.formula(line, column, f'IF({means}=1,{text},"{NOT_APPLICABLE}")', said, WORD, shown)


def _write_years(book: Book, page: Page, need: Need, line: int) -> tuple[list[list[Placed]], int]:
    """What each option costs by kind in each year; gives its lines and the last line used."""
    years = book.model.years
    page.band(line, SECTION, last_column(years), HEADER_TEXT)
    page.text(line, LABEL, "Year by year", HEADER_TEXT)
    page.text(line, UNIT, "Unit", HEADER_TEXT)
    page.text(line, TOTAL, "All years", HEADER)
    source = book.plan.layout.year_sources[years]
    page.series(line, f"{quoted(source)}!{NOW}$5", [float(year) for year in years.years], HEADER, FISCAL_YEAR)
    placed = []
    for number, block in enumerate(need.options):
        line += 1
        write_heading(page, Line(line, heading=option_name(need, number)), last_column(years))
        rows = [block.made(name) for name in SHIFT_YEARS if block.has(name)]
        rows = [row for row in rows if row.id.endswith((".cost", *SHIFT_BARS)) or book.values[row].any()]
        placed.append([Placed(line + place, row) for place, row in enumerate(rows, start=1)])
        for each in placed[-1]:
            _write_year_line(book, page, each)
        line += len(rows)
    return placed, line


def _write_year_line(book: Book, page: Page, placed: Placed) -> None:
    row, line = placed.row, placed.line
    home, is_sum = book.plan.layout.homes[row], row.id.endswith(".cost")
    shown, values = number_format(row, book.values, headline=True), book.series(row)
    if is_sum:
        page.band(line, LABEL, OPENING, SUM_SMALL)
    page.text(line, LABEL, row.label, SUM_LABEL if is_sum else LABEL_ROLE)
    page.text(line, UNIT, unit_words(row, book.values), SUM_SMALL if is_sum else SMALL)
    page.series(line, f"{quoted(home.page)}!{NOW}{home.line}", values, SUM_LINK if is_sum else LINK, shown)
    first, last = LETTERS[FIRST_PERIOD], LETTERS[last_column(book.model.years)]
    page.formula(line, TOTAL, f"SUM({first}{line}:{last}{line})", total(values), SUM_LABEL if is_sum else FIGURE, shown)


def _write_bars(book: Book, page: Page, need: Need, placed: list[list[Placed]], years_line: int, line: int) -> Chart:
    """The figures of the bars, year by year and in each the options, below what prints; gives the chart made of them."""
    years = book.model.years.years[:PERIODS_ON_A_PAGE]
    write_heading(
        page, Line(line, heading="Figures of the bars (these lines do not print)"), last_column(book.model.years)
    )
    columns = (CONSTANT, TOTAL, OPENING)
    kinds = [{each.row.id.rpartition(".")[2]: each for each in option} for option in placed]
    names = [kinds[0][kind].row.label for kind in SHIFT_BARS]
    for column, name in zip(columns, names, strict=True):
        page.text(line, column, name, RIGHT_NOTE)
    first, line = line + 1, line + 1
    categories: list[tuple[str, str]] = []
    numbers: list[list[float]] = [[] for _ in columns]
    for place, year in enumerate(years):
        period = LETTERS[FIRST_PERIOD + place]
        for number, option in enumerate(kinds):
            if not number:
                page.formula(line, LABEL, f'"FY"&{period}${years_line}', f"FY{year}", RIGHT_NOTE)
            page.text(line, UNIT, letter(number), SMALL)
            categories.append(("" if number else f"FY{year}", letter(number)))
            for column, kind, drawn in zip(columns, SHIFT_BARS, numbers, strict=True):
                row = option[kind].row
                drawn.append(book.series(row)[place])
                shown = number_format(row, book.values)
                page.formula(line, column, f"{period}{option[kind].line}", drawn[-1], FIGURE, shown)
            line += 1
        if place < len(years) - 1:
            categories.append(("", ""))
            for drawn in numbers:
                drawn.append(float("nan"))
            line += 1
    stacked = [Stacked(column, name, drawn) for column, name, drawn in zip(columns, names, numbers, strict=True)]
    options = [option_name(need, number) for number in range(len(need.options))]
    width = min(sum(printed_pixels(page, last_column(book.model.years))) / centimetres(1), WIDEST_CHART)
    return stacked_chart(f"The shift: {need.label}", page.title, categories, first, stacked, options, width)
