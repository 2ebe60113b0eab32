"""The sheet of checks: what must add up, whether a cell shows an error, and whether anything was changed since the run.

Each check has a measure that must be 0 and a word. The one flag above them stands on every sheet. A changed input is no failure,
so that the comparison with the stored run is a notice and does not count.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tco.formula.rounding import cents_of, to_15_digits
from tco.formula.rows import Row
from tco.workbook.assumptions import SCENARIO
from tco.workbook.book import Book, total
from tco.workbook.calculation import write_heading
from tco.workbook.layout import (
    CONSTANT,
    FIRST_LINE,
    FIRST_PERIOD,
    HEADER_LINE,
    LABEL,
    LETTERS,
    NOW,
    SOURCE,
    TOTAL,
    UNIT,
    Line,
    last_column,
)
from tco.workbook.ledger import cash_sums, cash_text
from tco.workbook.page import FAILED, OK, Page
from tco.workbook.pages import (
    BOOKS_LEFT,
    CATEGORIES,
    CATEGORY_TOTAL,
    FUND_LEFT,
    FUNDING_COST,
    FUNDING_GAP,
    FUNDING_PAID,
    KIND_TOTAL,
    KINDS,
    PLAN_STALE,
)
from tco.workbook.paper import (
    COLUMN_WIDTHS,
    FLAG_CELL,
    line_height,
    set_short_paper,
    set_year_widths,
    write_column_heads,
    write_head,
)
from tco.workbook.plan import CHECKS
from tco.workbook.style import FIGURE, FLAG, HEADER, LINK, SMALL, STRONG_LABEL
from tco.workbook.style import LABEL as LABEL_ROLE
from tco.workbook.titles import quoted
from tco.workbook.units import CALENDAR, WHOLE

CAME, WENT = ("opening", "received", "transferred"), ("paid", "lapsed", "closing")  # of a source, in a year
DIFFERENCE = '#,##0.00_);(#,##0.00);"-"_)'

STATEMENTS = (
    ("Cost by category equals the ledger", CATEGORIES, CATEGORY_TOTAL),
    ("Capital, operating and other kinds equal the ledger", KINDS, KIND_TOTAL),
)


NOTHING_LEFT = (
    ("Planned payments are up to date", PLAN_STALE),
    ("The fund balance falls by what is paid", FUND_LEFT),
    ("Cash less expense is the change in assets less what is owed", BOOKS_LEFT),
)


@dataclass(frozen=True)
class Difference:
    """Two amounts that must be the same in every year."""

    label: str
    formula: str
    values: tuple[float, ...]


def write_checks(book: Book, *, tab: str) -> None:
    """Write the checks, once all other sheets are there to be looked at."""
    pages = [page for page in book.pages if page.stored]
    page = book.page(CHECKS, tab)
    years = book.model.years
    set_year_widths(page, years, book.year_width)
    write_head(book, page, CHECKS, "Each measure must be 0. The word above all of them stands on every sheet.")
    write_column_heads(book, page, years, total="Measure", opening=" ", source="How")
    page.text(HEADER_LINE, CONSTANT, "Result", HEADER)
    last = _write_differences(book, page, FIRST_LINE)
    last = _write_errors(page, pages, last + 2, last_column(years))
    page.text(4, LABEL, "Arithmetic: all checks together", STRONG_LABEL)
    words = f"{LETTERS[CONSTANT]}{FIRST_LINE}:{LETTERS[CONSTANT]}{last}"
    failed = any(value == FAILED for cell, value in page.stored.items())
    page.formula(4, CONSTANT, f'IF(COUNTIFS({words},"{FAILED}")=0,"{OK}","{FAILED}")', FAILED if failed else OK, FLAG)
    page.mark_failures(f"{FLAG_CELL.replace('$', '')} {words}")
    last = _write_stored_run(book, page, last + 2)
    set_short_paper(book, page, last_line=last)
    _tell_all(book, FAILED if failed else OK)


def _tell_all(book: Book, flag: str) -> None:
    """The flag on every sheet, which was written before the checks were made."""
    for page in book.pages:
        page.stored[f"{LETTERS[CONSTANT]}1"] = flag


def _write_differences(book: Book, page: Page, start: int) -> int:
    """What must add up, year by year; gives the last line used."""
    differences = list(_differences(book))
    last = last_column(book.model.years)
    if not differences:
        return start - 2
    write_heading(page, Line(start, heading="What must add up"), last)
    for line, check in enumerate(differences, start=start + 1):
        first, end = f"{LETTERS[FIRST_PERIOD]}{line}", f"{LETTERS[last]}{line}"
        page.series(line, check.formula, check.values, LINK, DIFFERENCE)
        measure = f"IFERROR(MAX(MAX({first}:{end}),-MIN({first}:{end})),1)"
        size = max(abs(value) for value in check.values)
        _write_result(page, line, check.label, "$", "largest difference of a year", measure, size, DIFFERENCE)
    return start + len(differences)


def _differences(book: Book) -> Iterator[Difference]:
    if not book.postings:
        return
    ledger, sums = cash_text(book), cash_sums(book)
    for label, pattern, total_id in STATEMENTS:
        rows = [row for row in book.rows_like(pattern) if row.id != total_id]
        rows = list(book.rows_like(total_id)) or rows
        if rows:
            yield _difference(book, label, ledger, sums, rows)
    cost, paid, gap = (list(book.rows_like(id)) for id in (FUNDING_COST, FUNDING_PAID, FUNDING_GAP))
    if cost and paid and gap:
        home = book.plan.layout.homes[cost[0]]
        used = f"{quoted(home.page)}!{NOW}{home.line}"
        yield _difference(book, "Sources and gap equal the cost", used, book.series(cost[0]), [*paid, *gap])
        yield from _balances(book)
    for label, id in NOTHING_LEFT:
        for row in book.rows_like(id):
            address = book.plan.layout.address(CHECKS)
            values = tuple(cents_of(amount) for amount in book.series(row))
            yield Difference(label, f"ROUND({address(row, 'cell')},2)", values)


def _balances(book: Book) -> Iterator[Difference]:
    """Of every source: what it had, received and was given is paid, has lapsed or is left."""
    rows, address = book.model.by_id(), book.plan.layout.address(CHECKS)
    for source in [id.removesuffix(".received") for id in rows if fnmatchcase(id, "sources.*.received")]:
        came, went = ([rows[f"{source}.{id}"] for id in ids if f"{source}.{id}" in rows] for ids in (CAME, WENT))
        sums = [
            total(each[: len(came)]) - total(each[len(came) :])
            for each in zip(*(book.series(row) for row in (*came, *went)), strict=True)
        ]
        left, right = ("+".join(address(row, "cell") for row in came), "-".join(address(row, "cell") for row in went))
        label = f"Balance: {book.items[rows[f'{source}.closing']]}"
        yield Difference(label, f"ROUND({left}-{right},2)", tuple(cents_of(each) for each in sums))


def _difference(book: Book, label: str, left: str, amounts: Sequence[float], rows: Sequence[Row]) -> Difference:
    address = book.plan.layout.address(CHECKS)
    cells = [address(row, "cell") for row in rows]
    right = cells[0] if len(cells) == 1 else f"SUM({_joined(cells)})"
    sums = [total(each) for each in zip(*(book.series(row) for row in rows), strict=True)]
    values = tuple(cents_of(amount - other) for amount, other in zip(amounts, sums, strict=True))
    return Difference(label, f"ROUND({left}-{right},2)", values)


def _joined(cells: Sequence[str]) -> str:
    """Cells as one range where they stand under each other."""
    sheet, _, first = cells[0].rpartition("!")
    numbers = [int(cell.rpartition(NOW)[2]) for cell in cells]
    if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{sheet}!{first}:{NOW}{numbers[-1]}"
    return ",".join(cells)


def _write_errors(page: Page, pages: Sequence[Page], start: int, last: int) -> int:
    """An error in any cell of a sheet spreads through MAX."""
    write_heading(page, Line(start, heading="No cell shows an error"), last)
    for line, other in enumerate(pages, start=start + 1):
        sheet = other.sheet
        corner = f"{LETTERS[UNIT]}${HEADER_LINE}:${LETTERS[sheet.max_column]}${max(sheet.max_row, FIRST_LINE)}"
        broken = any(isinstance(value, float) and math.isnan(value) for value in other.stored.values())
        measure = f"IFERROR(0*MAX({quoted(other.title)}!${corner}),1)"
        _write_result(
            page, line, other.title, "0 or 1", "1 when a cell shows an error", measure, float(broken), CALENDAR
        )
    return start + len(pages)


def _write_result(page: Page, line: int, label: str, of: str, how: str, measure: str, value: float, shown: str) -> None:
    page.text(line, LABEL, label, LABEL_ROLE)
    page.sheet.row_dimensions[line].height = line_height(label, COLUMN_WIDTHS[LABEL])
    page.text(line, UNIT, of, SMALL)
    page.text(line, SOURCE, how, SMALL)
    page.formula(line, TOTAL, measure, value, FIGURE, shown)
    word = OK if value == 0 else FAILED
    page.formula(line, CONSTANT, f'IF(ROUND({LETTERS[TOTAL]}{line},2)=0,"{OK}","{FAILED}")', word, FLAG)


def _write_stored_run(book: Book, page: Page, start: int) -> int:
    """What the plan cost in each scenario when the book was written, beside what it costs now."""
    if not book.postings:
        return start - 2
    write_heading(page, Line(start, heading="Since the run (a notice, no check)"), last_column(book.model.years))
    stored = [to_15_digits(total(cash_sums(book, case))) for case in range(len(book.scenarios))]
    for line, name in enumerate(book.scenarios, start=start + 1):
        page.text(line, LABEL, f"As run: {name}", LABEL_ROLE)
        page.text(line, UNIT, "$", SMALL)
        page.text(line, SOURCE, "value, not a formula", SMALL)
        page.number(line, TOTAL, stored[line - start - 1], FIGURE, WHOLE)
    now = start + len(stored) + 1
    cells = f"{LETTERS[TOTAL]}{start + 1}:{LETTERS[TOTAL]}{now - 1}"
    page.text(now, LABEL, "Budgeted cost over all years now, in the chosen scenario", STRONG_LABEL)
    page.text(now, UNIT, "$", SMALL)
    page.formula(now, TOTAL, cash_text(book).replace(NOW, LETTERS[TOTAL]), stored[book.selected], LINK, WHOLE)
    word = f'IF(ROUND({LETTERS[TOTAL]}{now}-INDEX({cells},{SCENARIO}),2)=0,"as run","changed")'
    page.formula(now, CONSTANT, word, "as run", FLAG)
    return now
