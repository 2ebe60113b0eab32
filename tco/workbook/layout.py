"""Where every row of a model stands: decided for the whole book before a cell is written, so that formulas can point anywhere.

All sheets share their columns, and a year has the same column on each. A row has one home, a line of its calculation sheet; an
input also has a line on the sheet where it is typed, and its home shows it by a link. Rows with records go down, one line each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from tco.formula.expression import Expression, Operation, rows_in
from tco.formula.operators import RECORDS, YEARS
from tco.formula.rows import Model, Row, Table, Timeline
from tco.formula.text import Address
from tco.workbook.titles import quoted

SECTION, LABEL, UNIT, SOURCE, CONSTANT, TOTAL, OPENING, FIRST_PERIOD = range(1, 9)
FIRST_SCENARIO = CONSTANT + 1  # on the sheet of assumptions, where no years stand
HEADER_LINE, FIRST_LINE = 5, 6
TOGETHER = 90  # records; LibreOffice 7.4 computes 100 like formulas below each other in threads, and wrongly
YEAR_LINE = HEADER_LINE
NOW, BEFORE = "\x01", "\x02"  # in a formula's template: the column of the period, and the one before it
LETTERS = [""] + [get_column_letter(number) for number in range(1, 702)]


@dataclass(frozen=True)
class Spot:
    """The first cell of a row: its sheet, its line, and its column where it has only one."""

    page: str
    line: int
    column: int = CONSTANT


@dataclass(frozen=True)
class Line:
    """One line of a sheet to be: a heading, or a row with the constant that stands beside it; a `part` is a heading in a block."""

    number: int
    heading: str = ""
    part: str = ""
    row: Row | None = None
    beside: Row | None = None


@dataclass(frozen=True)
class CalculationPlan:
    """A calculation sheet: the rows of one model sheet over one timeline."""

    title: str
    subtitle: str
    is_output: bool
    timeline: Timeline
    lines: tuple[Line, ...]
    last_line: int


@dataclass(frozen=True)
class InputPlan:
    """A sheet to type in: constants, series over one timeline, or blanks to type over."""

    title: str
    timeline: Timeline | None
    lines: tuple[Line, ...]
    last_line: int


def record_line(first: int, record: int) -> int:
    """The line of a table's record: after every so many an empty line follows, for an engine's sake."""
    return first + record + record // TOGETHER


def last_record_line(first: int, table: Table) -> int:
    return record_line(first, len(table) - 1)


@dataclass(frozen=True)
class TableColumn:
    """A column of a table, and where its scenarios' values stand when they differ."""

    row: Row
    column: int
    first_scenario: int = 0


@dataclass(frozen=True)
class TablePlan:
    """A table on a sheet of tables, or a long one on its own: heading, header and one line per record."""

    table: Table
    page: str
    heading_line: int
    columns: tuple[TableColumn, ...]

    @property
    def header_line(self) -> int:
        return self.heading_line + 1

    @property
    def first_line(self) -> int:
        return self.heading_line + 2

    @property
    def last_line(self) -> int:
        return last_record_line(self.first_line, self.table)


@dataclass(frozen=True)
class Layout:
    """Where everything stands."""

    model: Model
    homes: Mapping[Row, Spot]
    typed: Mapping[Row, Spot]
    timelines: Mapping[str, Timeline]
    year_sources: Mapping[Timeline, str]
    looked_back_at: frozenset[Row] = field(repr=False)
    balances: frozenset[Row] = field(repr=False)

    def address(self, page: str, record: int = 0) -> Address:
        """Where rows stand as seen from a sheet, and from a record's line; columns of periods are left as markers."""

        def address(row: Row, view: str) -> str:
            if row.timeline is not None and row is row.timeline.year:
                return self._year(row.timeline, page, view)
            spot = self.homes[row]
            sheet = "" if spot.page == page else f"{quoted(spot.page)}!"
            own = spot.line if row.table is None else record_line(spot.line, record)
            last = spot.line if row.table is None else last_record_line(spot.line, row.table)
            if row.timeline is None:
                return sheet + _fixed(LETTERS[spot.column], spot, view, own, last, row.table is not None)
            if view == YEARS:
                return sheet + years_range(row.timeline, own)
            if view == RECORDS:
                return f"{sheet}{NOW}{spot.line}:{NOW}{last}"
            return f"{sheet}{BEFORE if view == 'prior' else NOW}{own}"

        return address

    def _year(self, timeline: Timeline, page: str, view: str) -> str:
        """The header line of the sheet itself, or of the sheet that all headers are linked to."""
        here = self.timelines.get(page) is timeline
        sheet = "" if here else f"{quoted(self.year_sources[timeline])}!"
        return sheet + (years_range(timeline, YEAR_LINE) if view == YEARS else f"{NOW}${YEAR_LINE}")


def _fixed(letter: str, spot: Spot, view: str, own: int, last: int, of_table: bool) -> str:
    if view == RECORDS:
        return f"${letter}${spot.line}:${letter}${last}"
    return f"${letter}{own}" if of_table else f"${letter}${own}"


def years_range(timeline: Timeline, line: int) -> str:
    """All periods of a line."""
    return f"${LETTERS[FIRST_PERIOD]}${line}:${LETTERS[last_column(timeline)]}${line}"


def last_column(timeline: Timeline) -> int:
    return FIRST_PERIOD + len(timeline) - 1


def looked_back_at(model: Model) -> frozenset[Row]:
    """The rows that some formula reads one period earlier: those that need an opening position."""
    return frozenset(read for row in model.rows() for read, view in rows_in(row.formula) if view == "prior")


SUMS = ("sum_rows", "sum_of", "sum_product")


def balances(model: Model) -> frozenset[Row]:
    """The rows that are a position and no flow, whose years do not add up: carried on to the next period, or a sum of such."""
    carried = looked_back_at(model)
    openings = {row for row in model.rows() if _is_carried(row.formula, carried)}
    positions = {*carried, *openings, *(closing for row in openings for closing, _ in rows_in(row.formula))}
    shown, sums = {*carried, *openings}, [row for row in model.rows() if _is_sum(row)]
    while more := {row for row in sums if row not in shown and _is_sum_of(row, positions)}:
        shown |= more
        positions |= more
    return frozenset(shown)


def _is_sum(row: Row) -> bool:
    return isinstance(row.formula, Operation) and row.formula.operator.name in SUMS


def _is_sum_of(row: Row, positions: set[Row]) -> bool:
    """Whether all that is added up are positions; by which columns they are taken makes no difference."""
    return all(part in positions or part.timeline is None for part, _ in rows_in(row.formula))


def _is_carried(formula: Expression | None, carried: frozenset[Row]) -> bool:
    """Whether a formula is another row as it stood one period earlier, or a position as it stood in a month."""
    if not isinstance(formula, Operation):
        return False
    return formula.operator.name == "prior" or (formula.operator.name == "in_month" and formula.operands[0] in carried)
