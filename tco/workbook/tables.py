"""The sheet of tables: schools, existing lots, price tiers; a line per record, inputs in boxes, formulas in black."""

from __future__ import annotations

from tco.formula.units import DATE
from tco.workbook.assumptions import SCENARIO
from tco.workbook.book import Book
from tco.workbook.calculation import formula_of
from tco.workbook.layout import FIRST_LINE, HEADER_LINE, LABEL, LETTERS, SECTION, TableColumn, TablePlan, record_line
from tco.workbook.page import Page
from tco.workbook.paper import COLUMN_WIDTHS, break_columns, line_height, set_paper, set_widths, write_head
from tco.workbook.plan import ASSUMPTIONS, CONTRACTS, FIRST_TABLE_COLUMN, OPTION_TABLES, PROCUREMENT, TABLES
from tco.workbook.style import COUNTER, FIGURE, HEADER, HEADER_TEXT, HEADING, INPUT, LINK
from tco.workbook.style import LABEL as LABEL_ROLE
from tco.workbook.units import number_format, unit_words
from tco.workbook.validation import Validations

COLUMN_WIDTH = 14.0
COLUMNS_ON_A_PAGE = 12
TODAY = "Compare with today: a day before it has passed."
SUBTITLES = {
    TABLES: "One line per record. Boxed cells may be typed in; what has no box is computed.",
    CONTRACTS: f"One line per term; all follow the end of the present one, on {ASSUMPTIONS}. {TODAY}",
    OPTION_TABLES: "The lines of each option. What it shares with the item is typed once, with the item, and shows here in green.",
    PROCUREMENT: f"First step to last. Items bought without a bid have no bid days. {TODAY}",
}


def table_pages(book: Book) -> dict[str, list[TablePlan]]:
    """The tables by their sheet."""
    pages: dict[str, list[TablePlan]] = {}
    for plan in book.plan.tables:
        pages.setdefault(plan.page, []).append(plan)
    return pages


def write_tables(book: Book, title: str, plans: list[TablePlan], *, tab: str) -> None:
    """Write the tables of one sheet below each other."""
    page = book.page(title, tab)
    last = max([FIRST_TABLE_COLUMN + 3, *(_last_column(book, plan) for plan in plans)])
    widths = {SECTION: 8.5, LABEL: COLUMN_WIDTHS[LABEL]} | {
        column: COLUMN_WIDTH for column in range(FIRST_TABLE_COLUMN, last + 1)
    }
    set_widths(page.sheet, widths)
    write_head(book, page, title, SUBTITLES.get(title, SUBTITLES[TABLES]))
    checks = Validations(page)
    for plan in plans:
        _write_table(book, page, plan, checks)
    checks.write()
    alone = plans[0].heading_line < FIRST_LINE
    set_paper(book, page, last_line=plans[-1].last_line, last_col=last, repeat=alone)
    if last > FIRST_TABLE_COLUMN + COLUMNS_ON_A_PAGE:
        break_columns(page.sheet, FIRST_TABLE_COLUMN, COLUMNS_ON_A_PAGE, last, titles=LABEL)
    page.sheet.freeze_panes = f"{LETTERS[FIRST_TABLE_COLUMN]}{FIRST_LINE if alone else HEADER_LINE - 1}"


def _last_column(book: Book, plan: TablePlan) -> int:
    return max(
        (column.column + (len(book.scenarios) if column.first_scenario else 0) for column in plan.columns),
        default=LABEL,
    )


def _write_table(book: Book, page: Page, plan: TablePlan, checks: Validations) -> None:
    last = max(_last_column(book, plan), FIRST_TABLE_COLUMN)
    page.band(plan.heading_line, SECTION, last, HEADING)
    page.text(plan.heading_line, SECTION, plan.table.label, HEADING)
    page.text(plan.header_line, SECTION, "No.", HEADER_TEXT)
    page.text(plan.header_line, LABEL, "Name", HEADER_TEXT)
    for record, name in enumerate(plan.table.record_names()):
        line = record_line(plan.first_line, record)
        page.number(line, SECTION, record + 1, COUNTER, "0")
        page.text(line, LABEL, name, LABEL_ROLE)
        page.sheet.row_dimensions[line].height = line_height(name, COLUMN_WIDTHS[LABEL])
    for column in plan.columns:
        _write_column(book, page, plan, column)
        _add_checks(book, plan, column, checks)
    heads = [_head(book, column) for column in plan.columns]
    page.sheet.row_dimensions[plan.header_line].height = max(
        [28, *(line_height(head, COLUMN_WIDTH - 2) for head in heads)]
    )


def _head(book: Book, column: TableColumn) -> str:
    label, unit = column.row.label, unit_words(column.row, book.values)
    if column.row.unit == DATE or label.casefold().endswith(unit.casefold()):
        return label  # the cells say it, or the label does
    return f"{label} ({unit})"


def _write_column(book: Book, page: Page, plan: TablePlan, column: TableColumn) -> None:
    """A column of inputs or of formulas; where scenarios differ, the one in use and one column for each of them."""
    row = column.row
    page.text(plan.header_line, column.column, _head(book, column), HEADER)
    shown = number_format(row, book.values, typed=row.is_input)
    for number, name in enumerate(book.scenarios if column.first_scenario else ()):
        page.text(plan.header_line, column.first_scenario + number, f"{row.label}: {name}", HEADER)
    for record in range(len(plan.table)):
        line = record_line(plan.first_line, record)
        if row.formula is not None:
            text = formula_of(book, row, plan.page, record)
            page.formula(line, column.column, text, book.one(row, record), LINK if "!" in text else FIGURE, shown)
        elif column.first_scenario:
            _write_scenarios(book, page, line, column, record, shown)
        else:
            page.number(line, column.column, book.one(row, record), INPUT if row.origin.path else FIGURE, shown)


def _write_scenarios(book: Book, page: Page, line: int, column: TableColumn, record: int, shown: str) -> None:
    first, last = LETTERS[column.first_scenario], LETTERS[column.first_scenario + len(book.scenarios) - 1]
    formula = f"INDEX({first}{line}:{last}{line},{SCENARIO})"
    page.formula(line, column.column, formula, book.one(column.row, record), FIGURE, shown)
    for case in range(len(book.scenarios)):
        page.number(line, column.first_scenario + case, book.figures.one(column.row, case, record), INPUT, shown)


def _add_checks(book: Book, plan: TablePlan, column: TableColumn, checks: Validations) -> None:
    if not column.row.is_input or not (column.row.origin.path or column.first_scenario):
        return  # computed, or fixed by what the plan is
    first = column.first_scenario or column.column
    last = first + len(book.scenarios) - 1 if column.first_scenario else first
    cells = f"{LETTERS[first]}{plan.first_line}:{LETTERS[last]}{plan.last_line}"
    checks.add(column.row, book.values, cells)
