"""The rows of a model and where they stand: timelines, tables, blocks, sheets, postings.

A row is an input with values, or one formula. Its shape follows from its timeline and table:

| timeline | table | shape |
|---|---|---|
| none | none | a constant: one cell |
| years or months | none | a series |
| none | a table | a column: one value per record |
| years or months | a table | a family: one formula over the periods for each record |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tco.errors import FormulaError, ShapeError
from tco.formula.expression import Expression, lift, typed_over
from tco.formula.shape import check_formula, fill, lifted, placed
from tco.formula.units import Unit, unit
from tco.formula.when import ALL_YEAR, When

_ID = re.compile(r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")


@dataclass(frozen=True)
class Origin:
    """Where an input comes from, shown beside its number: source, note, and how sure of it; `evenly` where all draws are as likely."""

    path: str = ""
    source: str = ""
    note: str = ""
    assumption: bool = False
    low: float | None = None
    high: float | None = None
    evenly: bool = False


@dataclass(frozen=True, eq=False)
class Row(Expression):
    """One line of the plan: an input with `values`, or a `formula`. `values` run over periods (series) or records (column)."""

    id: str
    label: str
    unit: Unit
    timeline: Timeline | None = None
    table: Table | None = None
    formula: Expression | None = None
    opening: Expression | None = None
    values: tuple[float, ...] | None = None
    origin: Origin = Origin()
    beside: Row | None = None
    is_row = True

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise FormulaError(f"row id {self.id!r}: only small letters, digits, _ and dots")
        if self.formula is not None:
            check_formula(self, self.formula, "formula")
        if self.opening is not None:
            check_formula(self, self.opening, "opening")

    def __repr__(self) -> str:
        return f"Row({self.id})"

    @property
    def is_input(self) -> bool:
        return self.values is not None

    @property
    def may_be_blank(self) -> bool:
        """Whether a line to type over: its blanks are no missing values."""
        return self.is_input and self.id.endswith("_typed")


@dataclass(frozen=True, eq=False)
class Timeline:
    """Fiscal years, which begin in the calendar month `starts`, or their months. Formulas may read each one's fiscal `year`."""

    id: str
    labels: tuple[str, ...]
    year: Row = field(init=False)
    years: tuple[int, ...] = ()
    starts: int = 1

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.years):
            raise ShapeError(f"timeline {self.id}: {len(self.labels)} labels for {len(self.years)} periods")
        values = tuple(float(year) for year in self.years)
        object.__setattr__(self, "year", Row(f"{self.id}.year", "Fiscal year", unit("year"), self, values=values))

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Table:
    """Records with one line each: schools, lots and cohorts, price tiers. Columns are kept in the order they were made."""

    id: str
    label: str
    records: tuple[str, ...]
    columns: list[Row] = field(default_factory=list)
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.records or len(set(self.records)) != len(self.records):
            raise ShapeError(f"table {self.id} needs at least one record, and each only once")

    def __len__(self) -> int:
        return len(self.records)

    def record_names(self) -> tuple[str, ...]:
        return self.names or self.records

    def made(self, id: str) -> Row:
        """The column made under this name. Raises FormulaError where there is none."""
        return _made(self.columns, f"{self.id}.{id}")

    def has(self, id: str) -> bool:
        return any(row.id == f"{self.id}.{id}" for row in self.columns)

    def column(
        self,
        id: str,
        label: str,
        of: str,
        *,
        values: Iterable[float] | None = None,
        formula: Expression | float | None = None,
        origin: Origin = Origin(),
    ) -> Row:
        """Add a column: one value per record, or one formula read on every record's line. `of` is its unit."""
        name = f"{self.id}.{id}"
        given = placed(values, len(self), name)
        row = Row(name, label, unit(of), None, self, lifted(formula), values=given, origin=origin)
        self.columns.append(row)
        return row


@dataclass(frozen=True, eq=False)
class Block:
    """The rows of one item, in the order in which a reader goes through them.

    An option on an item is built like the item, in a block of its own: `twin` is then the item's block, whose inputs the option shares
    but for those in another unit (for each teacher, not student) and those in `own`, by their id in the block or the part of the form.
    """

    id: str
    label: str
    timeline: Timeline
    rows: list[Row] = field(default_factory=list)
    twin: Block | None = None
    own: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What others call the item: the last part of its id."""
        return self.id.rsplit(".", maxsplit=1)[-1]

    @property
    def stands_for(self) -> str:
        """The id of the item whose rows these are, or would be."""
        return self.twin.id if self.twin is not None else self.id

    def part(self, path: str) -> Block:
        """A part of the item's form: its rows stand among the item's, under the path that the plan has for them."""
        twin = self.twin.part(path) if self.twin is not None else None
        inside = {own.removeprefix(path).removeprefix(".") for own in self.own if f"{own}.".startswith(f"{path}.")}
        return Block(f"{self.id}.{path}", self.label, self.timeline, self.rows, twin, frozenset(inside))

    def made(self, id: str) -> Row:
        """The row made under this name, or the input shared. Raises FormulaError where there is none."""
        shared = self._shared(id)
        return shared if shared is not None and not self._has_own(id) else _made(self.rows, f"{self.id}.{id}")

    def has(self, id: str) -> bool:
        return self._has_own(id) or self._shared(id) is not None

    def _has_own(self, id: str) -> bool:
        return any(row.id == f"{self.id}.{id}" for row in self.rows)

    def _shared(self, id: str, of: str | None = None) -> Row | None:
        """The item's own input that this block shares with it, in the unit asked for."""
        if self.twin is None or any(own in ("", id) or id.startswith(f"{own}.") for own in self.own):
            return None
        same = (row for row in self.twin.rows if row.id == f"{self.twin.id}.{id}" and row.is_input)
        return next((row for row in same if of is None or row.unit == unit(of)), None)

    def row(
        self,
        id: str,
        label: str,
        of: str,
        formula: Expression | float,
        *,
        opening: Expression | float | None = None,
        table: Table | None = None,
        timeline: Timeline | None = None,
    ) -> Row:
        """Add a series (or a family, given its table): one formula for every period. `of` is its unit."""
        row = Row(
            f"{self.id}.{id}", label, unit(of), timeline or self.timeline, table, lifted(formula), lifted(opening)
        )
        self.rows.append(row)
        return row

    def open_row(self, id: str, label: str, of: str, formula: Expression | float) -> Row:
        """Add a series that a person may type over: the computed row, a row of blanks to type in, and the row that counts.

        In an option nothing is typed over.
        """
        if self.twin is not None:
            return self.row(id, label, of, formula)
        computed = self.row(f"{id}_computed", f"{label}, computed", of, formula)
        blanks = (float("nan"),) * len(self.timeline)
        typed = Row(f"{self.id}.{id}_typed", f"{label}, typed over", unit(of), self.timeline, values=blanks)
        self.rows.append(typed)
        return self.row(id, label, of, typed_over(computed, typed))

    def announce(
        self, id: str, label: str, of: str, *, table: Table | None = None, timeline: Timeline | None = None
    ) -> Row:
        """A row that others look back at before its own formula can be written; `define` gives it that and its place."""
        return Row(f"{self.id}.{id}", label, unit(of), timeline or self.timeline, table)

    def define(self, row: Row, formula: Expression | float, *, opening: Expression | float | None = None) -> Row:
        """Give an announced row its formula and its line."""
        fill(row, lift(formula), lifted(opening))
        self.rows.append(row)
        return row

    def constant(self, id: str, label: str, of: str, formula: Expression | float, *, beside: Row | None = None) -> Row:
        """Add a constant: one formula, one cell."""
        row = Row(f"{self.id}.{id}", label, unit(of), None, None, lifted(formula), beside=beside)
        self.rows.append(row)
        return row

    def number(self, id: str, label: str, of: str, value: float, origin: Origin = Origin()) -> Row:
        """Add an input that holds for all years."""
        return self._input(id, label, of, None, (value,), origin)

    def number_beside(self, id: str, label: str, of: str, value: float, beside: Row) -> Row:
        """Add a fixed number that belongs to another row and stands in that row's constant column."""
        row = Row(f"{self.id}.{id}", label, unit(of), values=(float(value),), beside=beside)
        self.rows.append(row)
        return row

    def numbers(self, id: str, label: str, of: str, values: Iterable[float], origin: Origin = Origin()) -> Row:
        """Add an input with one value per period."""
        return self._input(id, label, of, self.timeline, values, origin)

    def _input(
        self, id: str, label: str, of: str, timeline: Timeline | None, values: Iterable[float], origin: Origin
    ) -> Row:
        shared = self._shared(id, of)
        if shared is not None:
            return shared
        fixed = placed(values, len(timeline) if timeline is not None else 1, f"{self.id}.{id}")
        self.rows.append(Row(f"{self.id}.{id}", label, unit(of), timeline, values=fixed, origin=origin))
        return self.rows[-1]


@dataclass(frozen=True, eq=False)
class Sheet:
    """Blocks that belong on one page: all devices, all software."""

    id: str
    label: str
    timeline: Timeline
    blocks: list[Block] = field(default_factory=list)

    def block(self, id: str, label: str) -> Block:
        block = Block(id, label, self.timeline)
        self.blocks.append(block)
        return block


@dataclass(frozen=True, eq=False)
class Posting:
    """One line of the ledger: a row of money over years, the tags by which statements find it, and when in a year it falls due."""

    row: Row
    tags: Mapping[str, str]
    when: When = ALL_YEAR


@dataclass(frozen=True, eq=False)
class Model:
    """All rows of a plan, none computed yet: the union of all its scenarios."""

    years: Timeline
    sheets: list[Sheet] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)

    def sheet(self, id: str, label: str, timeline: Timeline | None = None) -> Sheet:
        """The sheet with this id, made on first asking."""
        for sheet in self.sheets:
            if sheet.id == id:
                return sheet
        sheet = Sheet(id, label, timeline or self.years)
        self.sheets.append(sheet)
        return sheet

    def table(self, id: str, label: str, records: Sequence[str], names: Sequence[str] = ()) -> Table:
        table = Table(id, label, tuple(records), names=tuple(names))
        self.tables.append(table)
        return table

    def post(self, row: Row, when: When = ALL_YEAR, **tags: str) -> None:
        """Enter a row of money in the ledger under its tags."""
        if row.timeline is not self.years or not row.unit.is_money or row.table is not None:
            raise ShapeError(f"{row.id}: a posting is a row of dollars over the fiscal years")
        self.postings.append(Posting(row, tags, when))

    def posted(self, tags: Mapping[str, str]) -> list[Row]:
        """The rows of all postings that carry these tags."""
        return [entry.row for entry in self.postings if tags.items() <= entry.tags.items()]

    def timelines(self) -> list[Timeline]:
        return list(dict.fromkeys([self.years, *(sheet.timeline for sheet in self.sheets)]))

    def rows(self) -> Iterator[Row]:
        """Every row: timelines' years, columns of tables, rows of blocks."""
        for timeline in self.timelines():
            yield timeline.year
        for table in self.tables:
            yield from table.columns
        for sheet in self.sheets:
            for block in sheet.blocks:
                yield from block.rows

    def by_id(self) -> dict[str, Row]:
        """Every row by its id. Raises FormulaError when two share one."""
        found: dict[str, Row] = {}
        for row in self.rows():
            if row.id in found:
                raise FormulaError(f"two rows share the id {row.id}")
            found[row.id] = row
        return found


def _made(rows: Iterable[Row], id: str) -> Row:
    for row in rows:
        if row.id == id:
            return row
    raise FormulaError(f"{id} is read before it is made")
