"""Results of many draws, as values that say so: no formula could keep them live."""

from __future__ import annotations

from tco.workbook.book import Book
from tco.workbook.cover import Simulation
from tco.workbook.layout import FIRST_LINE, HEADER_LINE, LABEL, LETTERS, SECTION
from tco.workbook.page import Page
from tco.workbook.paper import LETTER, line_height, set_paper, set_widths, write_head
from tco.workbook.plan import SIMULATION
from tco.workbook.style import COUNTER, FIGURE, HEADER, HEADER_TEXT
from tco.workbook.style import LABEL as LABEL_ROLE
from tco.workbook.units import TWO_PLACES, WHOLE

LABEL_WIDTH, COLUMN_WIDTH = 48.0, 16.0


def write_simulation(book: Book, simulation: Simulation, *, tab: str) -> None:
    """Write the table of percentiles with the seed, the draws and the version it was computed by."""
    page = book.page(SIMULATION, tab)
    last = LABEL + max(len(simulation.heading) - 1, 3)
    set_widths(
        page.sheet, {SECTION: 8.5, LABEL: LABEL_WIDTH} | {column: COLUMN_WIDTH for column in range(LABEL + 1, last + 1)}
    )
    origin = f"Values of scenario {book.scenarios[book.selected]}, not formulas; edits do not change them."
    write_head(book, page, SIMULATION, f"{origin} {simulation.note}", as_run=True)
    page.text(HEADER_LINE, SECTION, "No.", HEADER_TEXT)
    for column, head in enumerate(simulation.heading, start=LABEL):
        page.text(HEADER_LINE, column, head, HEADER_TEXT if column == LABEL else HEADER)
    page.sheet.row_dimensions[HEADER_LINE].height = max(
        line_height(head, COLUMN_WIDTH - 2) for head in simulation.heading
    )
    for line, row in enumerate(simulation.rows, start=FIRST_LINE):
        page.number(line, SECTION, line - FIRST_LINE + 1, COUNTER, "0")
        for column, entry in enumerate(row, start=LABEL):
            _write_entry(page, line, column, entry)
    set_paper(book, page, last_line=FIRST_LINE + len(simulation.rows) - 1, last_col=last, paper=LETTER)
    page.sheet.freeze_panes = f"{LETTERS[LABEL + 1]}{FIRST_LINE}"


def _write_entry(page: Page, line: int, column: int, entry: str | float) -> None:
    if isinstance(entry, str):
        page.text(line, column, entry, LABEL_ROLE)
        page.sheet.row_dimensions[line].height = max(
            line_height(entry, LABEL_WIDTH), page.sheet.row_dimensions[line].height or 0
        )
    else:
        page.number(line, column, entry, FIGURE, WHOLE if abs(entry) >= 100 or entry == int(entry) else TWO_PLACES)
