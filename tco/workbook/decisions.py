"""How long to keep each fleet and what repair to pay for, as values that say so: an optimum has no formula that could follow."""

from __future__ import annotations

from collections.abc import Iterable

from tco.decide.fleet_figures import FleetFigures
from tco.decide.fleets import FleetLife, life_of_fleet, repairs_of_fleet
from tco.workbook.book import Book
from tco.workbook.cover import Decision
from tco.workbook.layout import FIRST_LINE, HEADER_LINE, LABEL, LETTERS, SECTION
from tco.workbook.page import Page
from tco.workbook.paper import LETTER, line_height, set_paper, set_widths, write_head
from tco.workbook.plan import DECISIONS
from tco.workbook.style import COUNTER, HEADER, HEADER_TEXT, HEADING, INDENTED, LATER, WRAPPED_NOTE, Role
from tco.workbook.style import LABEL as ANSWER
from tco.workbook.units import TWO_PLACES

HEADS = (
    "Year",
    "What the plan's own figures say",
    "Cost of a year if kept this long [usd/device]",
    "Cost of keeping it this year [usd/device]",
    "Largest repair worth paying in it, if kept for the cheapest life [usd]",
    "The same, if replaced at the plan's life [usd]",
)
LABEL_WIDTH, COLUMN_WIDTH = 62.0, 19.0
HOW_TO_READ = (
    "Worked out when this workbook was written; does not follow changes. Dollars of the plan's first year, discounted net of price "
    "rises; price with tax, repairs, upkeep, losses, resale and disposal are counted, electricity is not."
)


def decisions_of(fleets: Iterable[FleetFigures]) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    """The answer for each fleet, and the names of those whose figures say nothing: no support end, and nothing dearer with age."""
    found, silent = [], []
    for figures in fleets:
        if figures.support is None and not figures.ages:
            silent.append(figures.label)
        else:
            found.append(_decision(figures))
    return tuple(found), tuple(silent)


def _decision(figures: FleetFigures) -> Decision:
    life, repairs = life_of_fleet(figures), repairs_of_fleet(figures)
    shown = range(figures.at_most)
    costs = life.costs
    lines = tuple(
        (
            _words(life, year + 1),
            costs.annual[year],
            costs.marginal[year],
            repairs.limits[year].largest,
            repairs.at_planned_life(year),
        )
        for year in shown
    )
    return Decision(figures.label, f"{life.meaning} {repairs.meaning}", lines)


def _words(life: FleetLife, year: int) -> str:
    """What is to be said of keeping it so many years."""
    said = []
    if year == life.figures.planned_life:
        said.append("the plan's life")
    if year == life.costs.best:
        limit = "longest life looked at" if life.figures.support is None else "longest life with support"
        said.append(limit if life.costs.at_limit else "cheapest life")
    return ", ".join(said).capitalize()


def write_decisions(book: Book, *, tab: str) -> None:
    """Write a block for each fleet: the answer in words, then its years."""
    page = book.page(DECISIONS, tab)
    last = LABEL + len(HEADS) - 2
    set_widths(
        page.sheet, {SECTION: 8.5, LABEL: LABEL_WIDTH} | {column: COLUMN_WIDTH for column in range(LABEL + 1, last + 1)}
    )
    cover = book.cover
    scenario = book.scenarios[book.selected]
    origin = f"Values of scenario {scenario}, plan {cover.plan_hash[:12]}, tco {cover.version}"
    write_head(
        book,
        page,
        f"How long to keep each fleet: {scenario}",
        f"{origin}. No formulas: another scenario or an edit does not change them.",
        as_run=True,
    )
    for column, head in enumerate(HEADS, start=SECTION):
        page.text(HEADER_LINE, column, head, HEADER_TEXT if column <= LABEL else HEADER)
    page.sheet.row_dimensions[HEADER_LINE].height = max(line_height(head, COLUMN_WIDTH - 4) for head in HEADS[2:])
    line = _note(page, FIRST_LINE, HOW_TO_READ) + 1
    for decision in cover.decisions:
        line = _write_decision(page, line, decision, last) + 1
    if cover.undecided:
        why = "Not worked out, because nothing in the plan gets dearer with age and no end of support is given: "
        line = _note(page, line, f"{why}{', '.join(cover.undecided)}.")
    set_paper(book, page, last_line=line - 1, last_col=last, paper=LETTER)
    page.sheet.freeze_panes = f"{LETTERS[LABEL + 1]}{FIRST_LINE}"


def _write_decision(page: Page, line: int, decision: Decision, last: int) -> int:
    """One fleet's block; gives the line after it."""
    page.band(line, SECTION, last, HEADING)
    page.text(line, SECTION, decision.heading, HEADING)
    line = _note(page, line + 1, decision.meaning, ANSWER)
    for year, (words, *amounts) in enumerate(decision.lines, start=1):
        page.number(line, SECTION, year, COUNTER, "0")
        page.text(line, LABEL, words, INDENTED)
        for column, amount in enumerate(amounts, start=LABEL + 1):
            page.number(line, column, round(amount, 2), LATER, TWO_PLACES)
        line += 1
    return line


def _note(page: Page, line: int, text: str, role: Role = WRAPPED_NOTE) -> int:
    """Words in the column of labels; gives the line after them."""
    page.text(line, LABEL, text, role)
    page.sheet.row_dimensions[line].height = line_height(text, LABEL_WIDTH)
    return line + 1
