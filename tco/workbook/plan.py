"""The planning of the sheets: which lines each has, in which order, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tco.formula.number import Values
from tco.formula.rows import Block, Model, Row, Sheet, Table, Timeline
from tco.workbook.comparisons import needs_of
from tco.workbook.layout import (
    FIRST_LINE,
    HEADER_LINE,
    LABEL,
    CalculationPlan,
    InputPlan,
    Layout,
    Line,
    Spot,
    TableColumn,
    TablePlan,
    balances,
    last_record_line,
    looked_back_at,
)
from tco.workbook.titles import pages_of, sheet_titles

ABOUT, SUMMARY, ASSUMPTIONS, TABLES, CONTRACTS, PROCUREMENT, OPTION_TABLES, LEDGER, DECISIONS, SIMULATION, CHECKS = (
    "About",
    "Summary",
    "Assumptions",
    "Tables",
    "Contracts",
    "Procurement",
    "Records",
    "Ledger",
    "Decisions",
    "Simulation",
    "Checks",
)
TYPED, OVERRIDES, SHIFT = "Typed", "Overrides", "Shift"
FIXED_TITLES = (
    ABOUT,
    SUMMARY,
    ASSUMPTIONS,
    TABLES,
    CONTRACTS,
    PROCUREMENT,
    OPTION_TABLES,
    LEDGER,
    DECISIONS,
    SIMULATION,
    CHECKS,
)
TABLE_PAGES = {"contracts": CONTRACTS, "procurement": PROCUREMENT, "comparisons": OPTION_TABLES}
LONG_TABLE = 40  # records: from here a table has its own sheet, whose header stays in sight and prints on each page
OUTPUT_SHEETS = ("budget", "funding")
SUBTITLES = {
    "funding": "The answers first: who pays, the general fund, the cliff, structural balance, uses; then the sources one by one.",
    "books": "All that is paid in three views: cash, governmental funds, government-wide. What was bought before the plan is not in them.",
    "waterfall": "A working sheet, which does not print: every cost line, and what the source at each place in the order pays of it.",
}
NOT_PRINTED = ("waterfall",)
COST_LINES = "lines"
FIRST_TABLE_COLUMN = LABEL + 1
ALL_YEARS = "The same in all years"
Pair = tuple[Row, Row | None]  # a row, and the constant beside it


@dataclass(frozen=True)
class BookPlan:
    """All sheets with their lines, and where each row stands in consequence."""

    layout: Layout
    assumptions: InputPlan
    yearly: tuple[InputPlan, ...]
    overrides: tuple[InputPlan, ...]
    tables: tuple[TablePlan, ...]
    calculations: tuple[CalculationPlan, ...]
    outputs: tuple[CalculationPlan, ...]
    shifts: Mapping[str, str]


def plan_book(model: Model, values: Values, scenarios: int) -> BookPlan:
    """Decide where everything stands."""
    titles = _titles(model)
    calculations = [_calculation(sheet, timeline, titles[sheet, timeline]) for sheet, timeline in _calculated(model)]
    assumptions = _input_plan(model, values, ASSUMPTIONS, None, blank=False, height=1)
    yearly, overrides = [], []
    for timeline in model.timelines():
        yearly.append(_input_plan(model, values, titles[TYPED, timeline], timeline, blank=False, height=1 + scenarios))
        overrides.append(_input_plan(model, values, titles[OVERRIDES, timeline], timeline, blank=True, height=2))
    yearly = [plan for plan in yearly if plan.lines or plan.timeline is model.years]
    tables = list(_tables(model, values, scenarios, titles))
    return BookPlan(
        _layout(model, assumptions, yearly, overrides, tables, calculations),
        assumptions,
        tuple(yearly),
        tuple(plan for plan in overrides if plan.lines),
        tuple(tables),
        tuple(plan for plan in calculations if not plan.is_output),
        tuple(plan for plan in calculations if plan.is_output),
        {need.id: titles[SHIFT, need.id] for need in needs_of(model)},
    )


def _calculated(model: Model) -> list[tuple[Sheet, Timeline]]:
    """The calculation sheets: one for each timeline that the rows of a model's sheet run over."""
    return [(sheet, timeline) for sheet in model.sheets for timeline in model.timelines() if _has_rows(sheet, timeline)]


def _titles(model: Model) -> dict[tuple[object, object], str]:
    """The title of every sheet but the fixed ones, by what stands on it."""
    wanted: dict[tuple[object, object], str] = {}
    for timeline in model.timelines():
        label = "Yearly" if timeline is model.years else timeline.id.replace("_", " ").capitalize()
        wanted[TYPED, timeline] = f"{label} assumptions"
        wanted[OVERRIDES, timeline] = OVERRIDES if timeline is model.years else f"{label} overrides"
    needs = {need.id: need.label for need in needs_of(model)}
    books = {f"books_{id}": title for id, title in pages_of("Books", needs).items()}
    for sheet, timeline in _calculated(model):
        label = books.get(sheet.id, sheet.label)
        wanted[sheet, timeline] = label if timeline is sheet.timeline else f"{label} by {timeline.id}"
    wanted |= {(SHIFT, id): title for id, title in pages_of(SHIFT, needs).items()}
    for table in model.tables:
        if len(table) >= LONG_TABLE:
            wanted[TABLES, table] = f"{table.label} (table)"
    titles = sheet_titles([*FIXED_TITLES, *wanted.values()])
    return dict(zip(wanted, titles[len(FIXED_TITLES) :], strict=True))


def varies(row: Row, values: Values) -> bool:
    """Whether scenarios give an input different values."""
    array = values[row]
    return bool((array != array[:, :, :1]).any())


def _home_timeline(row: Row, sheet: Sheet) -> Timeline:
    if row.timeline is not None:
        return row.timeline
    if row.beside is not None and row.beside.timeline is not None:
        return row.beside.timeline
    return sheet.timeline


def _has_rows(sheet: Sheet, timeline: Timeline) -> bool:
    return any(_home_timeline(row, sheet) is timeline for block in sheet.blocks for row in block.rows)


def _calculation(sheet: Sheet, timeline: Timeline, title: str) -> CalculationPlan:
    """The lines of a calculation sheet: a block's heading, its rows in their parts, a blank line."""
    lines: list[Line] = []
    working: list[tuple[str, Sequence[Pair]]] = []
    line = FIRST_LINE
    for block in sheet.blocks:
        rows = [row for row in block.rows if _home_timeline(row, sheet) is timeline and not row.may_be_blank]
        if not rows:
            continue
        lines.append(Line(line, heading=block.label))
        line += 1
        for part, pairs in _parts(block, list(_beside(rows))):
            if sheet.id in OUTPUT_SHEETS and _is_working(pairs):
                working.append((f"{block.label}: {part}", pairs))
                continue
            if part:
                lines.append(Line(line, part=part))
                line += 1
            line = _place(lines, line, pairs)
        line += 1
    printed = HEADER_LINE if sheet.id in NOT_PRINTED else line - 2
    for heading, pairs in working:
        lines.append(Line(line, heading=heading))
        line = _place(lines, line + 1, pairs) + 1
    subtitle = SUBTITLES.get(sheet.id, f"{sheet.label}: one block of lines per item, one formula per line.")
    return CalculationPlan(title, subtitle, sheet.id in OUTPUT_SHEETS, timeline, tuple(lines), printed)


def _is_working(pairs: Sequence[Pair]) -> bool:
    """Whether rows have a line for each cost line: on a page for a board they stand below all else, and do not print."""
    table = pairs[0][0].table
    return table is not None and table.id == COST_LINES


def _place(lines: list[Line], line: int, pairs: Sequence[Pair]) -> int:
    """Put rows below each other from a line on; gives the line after them."""
    for row, beside in pairs:
        lines.append(Line(line, row=row, beside=beside))
        line += 1 if row.table is None else last_record_line(1, row.table)
    return line


def _parts(block: Block, pairs: Sequence[Pair]) -> Iterator[tuple[str, Sequence[Pair]]]:
    """A block in the order in which it is read: its series, then its constants, then what has a line per lot or school.

    A block without such families, which one sees at a glance, stays as it was written. The shorter the family, the sooner it comes.
    """
    tables = sorted(dict.fromkeys(row.table for row, _ in pairs if row.table is not None), key=len)
    if not tables:
        yield "", pairs
        return
    plain = [pair for pair in pairs if pair[0].table is None]
    series = [pair for pair in plain if pair[0].timeline is not None]
    constants = [pair for pair in plain if pair[0].timeline is None]
    yield "", series
    if constants:
        yield ALL_YEARS if series else "", constants
    for table in tables:
        label = table.label.removeprefix(f"{block.label}: ")
        yield f"{label[:1].upper()}{label[1:]}, line by line", [pair for pair in pairs if pair[0].table is table]


def _beside(rows: Sequence[Row]) -> Iterator[Pair]:
    """Rows with the constant that stands on their line; a second constant beside the same row gets a line of its own."""
    taken: dict[Row, Row] = {}
    lone: set[Row] = set()
    for row in rows:
        if row.beside is None or row.beside not in rows or row.beside in taken or row.beside.timeline is None:
            lone.add(row)
        else:
            taken[row.beside] = row
    for row in rows:
        if row in lone:
            yield row, taken.get(row)


def is_fixed(row: Row, values: Values) -> bool:
    """Whether an input is no figure of the district's: it has no place in the plan file, and no scenario changes it."""
    return row.is_input and not row.origin.path and not row.may_be_blank and not varies(row, values)


def _inputs(model: Model, values: Values) -> Iterator[tuple[Sheet, Block, list[Row]]]:
    """The inputs of every block, but for fixed numbers."""
    for sheet in model.sheets:
        for block in sheet.blocks:
            rows = [row for row in block.rows if row.is_input and not is_fixed(row, values)]
            if rows:
                yield sheet, block, rows


def _input_plan(
    model: Model, values: Values, title: str, timeline: Timeline | None, *, blank: bool, height: int
) -> InputPlan:
    """The lines of a sheet to type in: a block's heading, and for each of its inputs as many lines as it takes."""
    lines: list[Line] = []
    line = FIRST_LINE
    for sheet, block, inputs in _inputs(model, values):
        rows = [row for row in inputs if row.timeline is timeline and row.may_be_blank == blank]
        if not rows:
            continue
        lines.append(Line(line, heading=_input_heading(sheet, block)))
        line += 1
        for row in rows:
            lines.append(Line(line, row=row))
            line += height
        line += 1
    return InputPlan(title, timeline, tuple(lines), max(line - 2, FIRST_LINE))


def _input_heading(sheet: Sheet, block: Block) -> str:
    """What an item's inputs stand under: its sheet and its name; an option names its need itself."""
    if block.label == sheet.label:
        return block.label
    return f"Options: {block.label}" if block.twin is not None else f"{sheet.label}: {block.label}"


def _tables(
    model: Model, values: Values, scenarios: int, titles: Mapping[tuple[object, object], str]
) -> Iterator[TablePlan]:
    """Short tables below each other on their sheet, each long one on its own with its header at the usual line."""
    lines = dict.fromkeys((TABLES, *TABLE_PAGES.values()), FIRST_LINE)
    for table in model.tables:
        columns, column = [], FIRST_TABLE_COLUMN
        for row in table.columns:
            apart = row.is_input and varies(row, values)
            columns.append(TableColumn(row, column, column + 1 if apart else 0))
            column += 1 + scenarios if apart else 1
        if len(table) >= LONG_TABLE:
            yield TablePlan(table, titles[TABLES, table], HEADER_LINE - 1, tuple(columns))
            continue
        page = _page_of(table)
        plan = TablePlan(table, page, lines[page], tuple(columns))
        yield plan
        lines[page] = plan.last_line + 2


def _page_of(table: Table) -> str:
    """The sheet of a short table: calendars, and what options on one need come to, have sheets of their own."""
    return TABLE_PAGES.get(table.id.split(".", 1)[0], TABLES)


def _layout(
    model: Model,
    assumptions: InputPlan,
    yearly: Sequence[InputPlan],
    overrides: Sequence[InputPlan],
    tables: Sequence[TablePlan],
    calculations: Sequence[CalculationPlan],
) -> Layout:
    homes: dict[Row, Spot] = {}
    for plan in calculations:
        for line in plan.lines:
            homes |= {row: Spot(plan.title, line.number) for row in (line.row, line.beside) if row is not None}
    for table in tables:
        homes |= {column.row: Spot(table.page, table.first_line, column.column) for column in table.columns}
    for blanks in overrides:
        homes |= {row: Spot(spot.page, spot.line + 1) for row, spot in _spots(blanks).items()}
    typed = {row: spot for inputs in (assumptions, *yearly) for row, spot in _spots(inputs).items()}
    timelines = {plan.title: plan.timeline for plan in calculations}
    timelines |= {plan.title: plan.timeline for plan in (*yearly, *overrides) if plan.timeline is not None}
    sources = {plan.timeline: plan.title for plan in reversed(calculations)}
    sources |= {plan.timeline: plan.title for plan in yearly if plan.timeline is not None}
    return Layout(model, homes, typed, timelines, sources, looked_back_at(model), balances(model))


def _spots(plan: InputPlan) -> dict[Row, Spot]:
    return {line.row: Spot(plan.title, line.number) for line in plan.lines if line.row is not None}
