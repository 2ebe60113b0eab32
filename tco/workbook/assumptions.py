"""The sheets to type in: assumptions, one column per scenario; yearly series, one line per scenario; lines to type over.

What a scenario shares with the first one is a formula that repeats the first one's value. So a change made there reaches every
scenario that does not differ on purpose, and what does differ stands out in blue.
"""

from __future__ import annotations

from openpyxl.workbook.defined_name import DefinedName

from tco.formula.expression import Operation
from tco.formula.rows import Row, Timeline
from tco.workbook.book import Book
from tco.workbook.calculation import write_heading
from tco.workbook.layout import (
    CONSTANT,
    FIRST_PERIOD,
    FIRST_SCENARIO,
    HEADER_LINE,
    LABEL,
    LETTERS,
    NOW,
    OPENING,
    SECTION,
    SOURCE,
    TOTAL,
    UNIT,
    InputPlan,
    Line,
    last_column,
)
from tco.workbook.page import Page
from tco.workbook.paper import (
    COLUMN_WIDTHS,
    SCENARIO_CELL,
    line_height,
    set_paper,
    set_widths,
    set_year_paper,
    set_year_widths,
    write_column_heads,
    write_head,
)
from tco.workbook.plan import ASSUMPTIONS
from tco.workbook.style import (
    FIGURE,
    HEADER,
    HEADER_SET_IN,
    HEADER_TEXT,
    INDENTED,
    INPUT,
    INPUT_AS_BASE,
    INPUT_TEXT,
    LINK,
    RIGHT_NOTE,
    SET_IN,
    SMALL,
    STRONG_LABEL,
    WRAPPED_NOTE,
)
from tco.workbook.style import (
    LABEL as LABEL_ROLE,
)
from tco.workbook.titles import quoted
from tco.workbook.units import CALENDAR, number_format, unit_words
from tco.workbook.validation import Validations, choose_from

SOURCE_WIDTH, SCENARIO_WIDTH, NARROWEST_KEY, WIDEST_KEY = 50.0, 15.0, 20.0, 70.0
UNUSED_WIDTH = 9.0  # of the columns of totals and openings, which inputs do not have
NUMBER_LINE = 4
SCENARIO = "Scenario"  # the defined name of the chosen scenario's number
BLANK = '""'


def write_assumptions(book: Book, plan: InputPlan, *, tab: str) -> None:
    """Write the inputs that hold for all years, with the scenario selector on top."""
    page = book.page(plan.title, tab)
    inputs = [line.row for line in plan.lines if line.row is not None]
    ranged = any(row.origin.low is not None or row.origin.high is not None for row in inputs)
    last = _write_assumption_heads(book, page, ranged, _key_width(plan))
    _write_selector(book, page)
    checks = Validations(page)
    for line in plan.lines:
        if line.row is None:
            write_heading(page, line, last)
        else:
            _write_assumption(book, page, line.number, line.row, ranged)
            first, end = LETTERS[FIRST_SCENARIO], LETTERS[FIRST_SCENARIO + len(book.scenarios) - 1]
            checks.add(line.row, book.values, f"{first}{line.number}:{end}{line.number}")
    checks.write()
    set_paper(book, page, last_line=plan.last_line, last_col=last - 1)


def _write_assumption_heads(book: Book, page: Page, ranged: bool, key_width: float) -> int:
    """The header line; gives the last column."""
    names = ["Section", "Assumption", "Unit", "Source or note", "In use", *book.scenarios]
    names += (["Low", "High"] if ranged else []) + ["Key in the plan"]
    for column, name in enumerate(names, start=1):
        role = HEADER_TEXT if column < CONSTANT else HEADER
        page.text(HEADER_LINE, column, name, role if column < len(names) else HEADER_SET_IN)
    page.sheet.row_dimensions[HEADER_LINE].height = max(
        line_height(name, SCENARIO_WIDTH - 2) for name in names[CONSTANT:-1]
    )
    widths = {
        SECTION: 8.5,
        LABEL: COLUMN_WIDTHS[LABEL],
        UNIT: COLUMN_WIDTHS[UNIT],
        SOURCE: SOURCE_WIDTH,
        len(names): key_width,
    }
    widths |= {column: SCENARIO_WIDTH for column in range(CONSTANT, len(names))}
    set_widths(page.sheet, widths)
    subtitle = (
        "Type in the boxed cells of the scenario's column. Black in a box repeats the first scenario until typed over."
    )
    write_head(book, page, ASSUMPTIONS, subtitle)
    return len(names)


def _write_selector(book: Book, page: Page) -> None:
    """The drop-down of scenarios, and its number, which every live cell picks by."""
    cell = page.text(2, CONSTANT, book.scenarios[book.selected], INPUT_TEXT)
    first, last = LETTERS[FIRST_SCENARIO], LETTERS[FIRST_SCENARIO + len(book.scenarios) - 1]
    names = f"${first}${HEADER_LINE}:${last}${HEADER_LINE}"
    choose_from(page, cell.coordinate, f"={names}", "Scenario", "Choose the scenario that all sheets show.")
    page.text(NUMBER_LINE, SOURCE, "Number of the scenario", RIGHT_NOTE)
    page.formula(NUMBER_LINE, CONSTANT, f"MATCH({SCENARIO_CELL},{names},0)", float(book.selected + 1), FIGURE, CALENDAR)
    place = f"{ASSUMPTIONS}!${LETTERS[CONSTANT]}${NUMBER_LINE}"
    book.workbook.defined_names[SCENARIO] = DefinedName(SCENARIO, attr_text=place)


def _write_assumption(book: Book, page: Page, line: int, row: Row, ranged: bool) -> None:
    count = len(book.scenarios)
    shown = number_format(row, book.values, typed=True)
    page.text(line, LABEL, row.label, LABEL_ROLE)
    page.text(line, UNIT, unit_words(row, book.values), SMALL)
    said = origin_words(row)
    page.text(line, SOURCE, said, WRAPPED_NOTE)
    page.sheet.row_dimensions[line].height = max(
        line_height(said, SOURCE_WIDTH), line_height(row.label, COLUMN_WIDTHS[LABEL])
    )
    first, last = LETTERS[FIRST_SCENARIO], LETTERS[FIRST_SCENARIO + count - 1]
    page.formula(line, CONSTANT, f"INDEX({first}{line}:{last}{line},{SCENARIO})", book.one(row), FIGURE, shown)
    base = book.figures.one(row, 0)
    page.number(line, FIRST_SCENARIO, base, INPUT, shown)
    for case in range(1, count):
        value = book.figures.one(row, case)
        if value == base:
            page.formula(line, FIRST_SCENARIO + case, f"${first}{line}", value, INPUT_AS_BASE, shown)
        else:
            page.number(line, FIRST_SCENARIO + case, value, INPUT, shown)
    after = FIRST_SCENARIO + count
    if ranged:
        for column, bound in enumerate((row.origin.low, row.origin.high), start=after):
            if bound is not None:
                page.number(line, column, bound, SMALL, shown)
    page.text(line, after + (2 if ranged else 0), key_of(row), SET_IN)


def origin_words(row: Row) -> str:
    """Where an input comes from; an assumption says in words that it is one."""
    origin = row.origin
    parts = ["Assumption" if origin.assumption else "", origin.source, origin.note]
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())


def _key_width(plan: InputPlan) -> float:
    longest = max((len(key_of(line.row)) for line in plan.lines if line.row is not None), default=0)
    return min(max(NARROWEST_KEY, longest + 2.0), WIDEST_KEY)


def key_of(row: Row) -> str:
    """The place of an input in the plan file, by which an edited workbook is read back."""
    return row.origin.path or row.id


def write_yearly(book: Book, plan: InputPlan, *, tab: str) -> None:
    """Write the inputs that have a value for each year: the one in use, and one line per scenario under it."""
    assert plan.timeline is not None
    page = _input_page(
        book, plan, plan.timeline, tab, "Type in the boxed lines: one per scenario under the line in use."
    )
    checks = Validations(page)
    for line in plan.lines:
        if line.row is None:
            write_heading(page, line, last_column(plan.timeline))
            continue
        _write_live_series(book, page, line, line.row)
        checks.add(
            line.row, book.values, _typed_cells(plan.timeline, line.number + 1, line.number + len(book.scenarios))
        )
    checks.write()
    set_year_paper(book, page, plan.timeline, last_line=plan.last_line)


def _input_page(book: Book, plan: InputPlan, timeline: Timeline, tab: str, subtitle: str) -> Page:
    page = book.page(plan.title, tab)
    set_year_widths(page, timeline, book.year_width)
    widths = {
        SOURCE: SOURCE_WIDTH,
        TOTAL: UNUSED_WIDTH,
        OPENING: UNUSED_WIDTH,
        last_column(timeline) + 1: _key_width(plan),
    }
    set_widths(page.sheet, widths)
    write_head(book, page, plan.title, subtitle)
    write_column_heads(book, page, timeline)
    page.text(HEADER_LINE, last_column(timeline) + 1, "Key in the plan", HEADER_SET_IN)
    return page


def _typed_cells(timeline: Timeline, first_line: int, last_line: int) -> str:
    return f"{LETTERS[FIRST_PERIOD]}{first_line}:{LETTERS[last_column(timeline)]}{last_line}"


def _write_live_series(book: Book, page: Page, line: Line, row: Row) -> None:
    count, number = len(book.scenarios), line.number
    shown = number_format(row, book.values, typed=True)
    page.text(number, LABEL, row.label, STRONG_LABEL)
    page.text(number, UNIT, unit_words(row, book.values), SMALL)
    said = origin_words(row)
    page.text(number, SOURCE, said, WRAPPED_NOTE)
    page.sheet.row_dimensions[number].height = max(
        line_height(said, SOURCE_WIDTH), line_height(row.label, COLUMN_WIDTHS[LABEL])
    )
    page.series(number, f"INDEX({NOW}{number + 1}:{NOW}{number + count},{SCENARIO})", book.series(row), FIGURE, shown)
    page.text(number, last_column(row.timeline) + 1, key_of(row), SET_IN)  # type: ignore[arg-type]
    base = book.figures.series(row, 0)
    for case, name in enumerate(book.scenarios):
        values = book.figures.series(row, case)
        page.text(number + 1 + case, LABEL, name, INDENTED)
        page.text(number + 1 + case, UNIT, unit_words(row, book.values), SMALL)
        if case and values == base:
            page.series(number + 1 + case, f"{NOW}${number + 1}", values, INPUT_AS_BASE, shown)
        else:
            page.numbers(number + 1 + case, values, INPUT, shown)


def write_overrides(book: Book, plan: InputPlan, *, tab: str) -> None:
    """Write a blank line for every row that may be typed over, under what is computed without it."""
    assert plan.timeline is not None
    page = _input_page(
        book,
        plan,
        plan.timeline,
        tab,
        "A number typed in a boxed cell replaces the computed one above it; empty it to compute again.",
    )
    computed = computed_by_typed(book)
    checks = Validations(page)
    for line in plan.lines:
        if line.row is None:
            write_heading(page, line, last_column(plan.timeline))
            continue
        _write_override(book, page, line.number, line.row, computed.get(line.row))
        checks.add(line.row, book.values, _typed_cells(plan.timeline, line.number + 1, line.number + 1))
    checks.write()
    set_year_paper(book, page, plan.timeline, last_line=plan.last_line)


def computed_by_typed(book: Book) -> dict[Row, Row]:
    """For each line to type over, the computed row that it replaces."""
    found: dict[Row, Row] = {}
    for row in book.model.rows():
        formula = row.formula
        if isinstance(formula, Operation) and formula.operator.name == "typed_over":
            computed, typed = formula.operands
            if isinstance(computed, Row) and isinstance(typed, Row):
                found[typed] = computed
    return found


def _write_override(book: Book, page: Page, line: int, row: Row, computed: Row | None) -> None:
    if computed is not None:
        home = book.plan.layout.homes[computed]
        page.text(line, LABEL, computed.label, STRONG_LABEL)
        page.text(line, UNIT, unit_words(computed, book.values), SMALL)
        page.text(line, SOURCE, f"from {home.page}", SMALL)
        shown = number_format(computed, book.values)
        page.series(line, f"{quoted(home.page)}!{NOW}{home.line}", book.series(computed), LINK, shown)
    shown = number_format(row, book.values, typed=True)
    page.text(line + 1, LABEL, row.label, INDENTED)
    page.text(line + 1, UNIT, unit_words(row, book.values), SMALL)
    page.numbers(line + 1, book.series(row), INPUT, shown)
    assert row.timeline is not None
    page.text(line + 1, last_column(row.timeline) + 1, key_of(row), SET_IN)
