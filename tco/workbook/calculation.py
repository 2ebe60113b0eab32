"""Calculation sheets: one line per row, one formula per line, the same columns on every sheet.

A row's formula is rendered once, with markers for the columns, and the period's letters are put in: rendering it anew for each
year would take most of the time that a workbook takes to write.
"""

from __future__ import annotations

import re
import textwrap

from tco.formula.expression import Expression, Literal, of_record
from tco.formula.rows import Row
from tco.formula.text import excel_text, words
from tco.workbook.book import Book, total
from tco.workbook.layout import (
    CONSTANT,
    FIRST_PERIOD,
    LABEL,
    LETTERS,
    NOW,
    OPENING,
    SECTION,
    SOURCE,
    TOTAL,
    UNIT,
    CalculationPlan,
    Line,
    Spot,
    last_column,
    record_line,
)
from tco.workbook.ledger import postings_text
from tco.workbook.page import Page
from tco.workbook.paper import (
    COLUMN_WIDTHS,
    characters,
    line_height,
    set_widths,
    set_year_paper,
    set_year_widths,
    write_column_heads,
    write_head,
)
from tco.workbook.style import (
    FIGURE,
    HEADING,
    LINK,
    PART,
    SMALL,
    SUM,
    SUM_LABEL,
    SUM_LINK,
    SUM_NOTE,
    SUM_SMALL,
    WRAPPED_NOTE,
    Role,
)
from tco.workbook.style import (
    LABEL as LABEL_ROLE,
)
from tco.workbook.titles import quoted
from tco.workbook.units import number_format, unit_words

HOW_WIDTH, LINES_OF_HOW = 46.0, 2
CODES = re.compile(r"1 \w+, 2 \w")  # what the numbers of a choice mean: `1 buy, 2 lease`
PLAINER = (  # what words of a formula say of the book's own sheets, and what goes without saying
    ("the sum of all postings tagged budgeted yes,", "the sum of budgeted ledger lines with"),
    ("the sum of all postings tagged", "the sum of the ledger's lines with"),
    (", to the cent", ""),
    ("_", " "),
)


def write_calculation(book: Book, plan: CalculationPlan, *, tab: str, headline: bool = False) -> None:
    """Write one calculation sheet, or an output sheet that is made of rows."""
    page = book.page(plan.title, tab)
    set_year_widths(page, plan.timeline, book.year_width)
    set_widths(page.sheet, {SOURCE: HOW_WIDTH})
    write_head(book, page, plan.title, plan.subtitle)
    write_column_heads(book, page, plan.timeline, source="How, or where from")
    for line in plan.lines:
        if line.part:
            page.text(line.number, LABEL, line.part, PART)
        elif line.row is None:
            write_heading(page, line, last_column(plan.timeline))
        else:
            _RowWriter(book, page, line, line.row, headline).write()
    set_year_paper(book, page, plan.timeline, last_line=plan.last_line)


def write_heading(page: Page, line: Line, last: int) -> None:
    """A block's name on a band across the sheet."""
    page.band(line.number, SECTION, last, HEADING)
    page.text(line.number, SECTION, line.heading, HEADING)


def is_sum(row: Row) -> bool:
    """Whether a line adds up those above it."""
    return row.id.endswith(".total")


def formula_of(book: Book, row: Row, page: str, record: int = 0) -> str:
    """A row's formula as it stands on its sheet, with markers for the periods' columns."""
    assert row.formula is not None
    return text_of(book, row.formula, page, record)


def text_of(book: Book, formula: Expression, page: str, record: int = 0) -> str:
    own = of_record(formula, record)
    return excel_text(own, book.plan.layout.address(page, record), lambda tags: postings_text(book, tags))


def plainly(said: str) -> str:
    """A formula's words without what goes without saying on a sheet."""
    said = re.sub(r"where \(1 if (.*?), else 0\)", r"where \1", said)
    for formal, plain in PLAINER:
        said = said.replace(formal, plain)
    return said


def shortened(said: str) -> str:
    """Words that fill at most two lines of their column, cut between words and never in silence."""
    lines = textwrap.wrap(said, characters(HOW_WIDTH))
    if len(lines) <= LINES_OF_HOW:
        return said
    kept = textwrap.wrap(said, characters(HOW_WIDTH), max_lines=LINES_OF_HOW, placeholder=" \N{HORIZONTAL ELLIPSIS}")
    return " ".join(kept)


class _RowWriter:
    """One row of the model on its line, or its lines where it has records."""

    def __init__(self, book: Book, page: Page, line: Line, row: Row, headline: bool) -> None:
        self.book, self.page, self.line, self.row = book, page, line, row
        self.sum = is_sum(row)
        self.format = number_format(row, book.values, headline=headline)
        self.names = row.table.record_names() if row.table is not None else ("",)

    def write(self) -> None:
        for record, name in enumerate(self.names):
            line = record_line(self.line.number, record)
            self._labels(line, name)
            if self.row.timeline is None:
                self._constant(line, self.row, record)
                continue
            self._periods(line, record)
            if has_total(self.book, self.row):
                self._total(line, record)
            if self.row in self.book.plan.layout.looked_back_at:
                self._opening(line, record)
        if self.line.beside is not None:
            self._constant(self.line.number, self.line.beside, 0)

    def _labels(self, line: int, name: str) -> None:
        label = f"{self.row.label}: {name}" if name else self.row.label
        if self.sum:
            self.page.band(line, LABEL, OPENING, SUM_SMALL)
        self.page.text(line, LABEL, label, SUM_LABEL if self.sum else LABEL_ROLE)
        self.page.text(line, UNIT, unit_words(self.row, self.book.values), SUM_SMALL if self.sum else SMALL)
        how = self._how() if line == self.line.number else ""
        if how:
            self.page.text(line, SOURCE, how, SUM_NOTE if self.sum else WRAPPED_NOTE)
        height = max(line_height(label, COLUMN_WIDTHS[LABEL]), line_height(how, HOW_WIDTH))
        if height > line_height("", HOW_WIDTH):
            self.page.sheet.row_dimensions[line].height = height

    def _how(self) -> str:
        """The formula in words as far as two lines hold them, or where an input is typed and what its numbers mean."""
        if self.row.formula is None:
            typed = self.book.plan.layout.typed.get(self.row)
            if typed is None:
                return "fixed"
            codes = f": {self.row.origin.note}" if CODES.match(self.row.origin.note) else ""
            return f"from {typed.page}{codes}".replace("_", " ")
        if isinstance(self.row.formula, Literal):
            return f"{words(self.row.formula)} in this plan"
        return shortened(plainly(words(self.row.formula)))

    def _periods(self, line: int, record: int) -> None:
        numbers = self.book.series(self.row, record)
        if self.row.formula is None and self.row not in self.book.plan.layout.typed:
            self.page.numbers(line, numbers, FIGURE, self.format)
            return
        template = self._template(record)
        self.page.series(line, template, numbers, _role(template, self.sum), self.format)

    def _template(self, record: int) -> str:
        if self.row.formula is None:
            typed = self.book.plan.layout.typed[self.row]
            return f"{quoted(typed.page)}!{NOW}{typed.line}"
        return formula_of(self.book, self.row, self.page.title, record)

    def _constant(self, line: int, row: Row, record: int) -> None:
        """A constant in its column: computed, linked to where it is typed, or fixed."""
        shown = number_format(row, self.book.values)
        value = self.book.one(row, record)
        typed = self.book.plan.layout.typed.get(row)
        if row.formula is not None:
            text = formula_of(self.book, row, self.page.title, record)
            self.page.formula(line, CONSTANT, text, value, _role(text, self.sum and row is self.row), shown)
        elif typed is not None:
            self.page.formula(line, CONSTANT, spot_text(typed), value, LINK, shown)
        else:
            self.page.number(line, CONSTANT, value, FIGURE, shown)

    def _total(self, line: int, record: int) -> None:
        assert self.row.timeline is not None
        cells = f"{LETTERS[FIRST_PERIOD]}{line}:{LETTERS[last_column(self.row.timeline)]}{line}"
        value = total(self.book.series(self.row, record))
        self.page.formula(line, TOTAL, f"SUM({cells})", value, SUM if self.sum else FIGURE, self.format)

    def _opening(self, line: int, record: int) -> None:
        """The position before the first period, only where some row looks back at it."""
        if self.row.opening is None:
            self.page.number(line, OPENING, 0, FIGURE, self.format)
            return
        text = text_of(self.book, self.row.opening, self.page.title, record)
        value = self.book.figures.opening(self.row, self.book.selected, record)
        self.page.formula(line, OPENING, text, value, _role(text, False), self.format)


def _role(text: str, summed: bool) -> Role:
    """Green where a formula reads another sheet, black where it does not."""
    if "!" in text:
        return SUM_LINK if summed else LINK
    return SUM if summed else FIGURE


def spot_text(spot: Spot) -> str:
    """A single cell of another sheet."""
    return f"{quoted(spot.page)}!${LETTERS[spot.column]}${spot.line}"


def has_total(book: Book, row: Row) -> bool:
    """Whether adding up the years means anything: for flows of money, not for balances."""
    return row.timeline is not None and row.unit.is_money and row not in book.plan.layout.balances
