"""Writing a plan's model as a workbook: live formulas, each with its stored value, written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties

from tco.errors import OutputError
from tco.formula.number import Values
from tco.formula.rows import Model
from tco.workbook.about import write_about
from tco.workbook.assumptions import write_assumptions, write_overrides, write_yearly
from tco.workbook.book import Book, Figures, year_width
from tco.workbook.calculation import write_calculation
from tco.workbook.checks import write_checks
from tco.workbook.comparisons import needs_of
from tco.workbook.cover import Cover
from tco.workbook.decisions import write_decisions
from tco.workbook.layout import Line
from tco.workbook.ledger import all_tags, in_stages, tag_keys, write_ledger
from tco.workbook.package import store_values
from tco.workbook.plan import (
    ABOUT,
    ASSUMPTIONS,
    CHECKS,
    DECISIONS,
    LEDGER,
    OPTION_TABLES,
    SIMULATION,
    SUMMARY,
    plan_book,
)
from tco.workbook.shift import write_shifts
from tco.workbook.simulation import write_simulation
from tco.workbook.style import Looks
from tco.workbook.summary import write_summary
from tco.workbook.tables import table_pages, write_tables
from tco.workbook.titles import clean_text, comparable

LONGEST_SCENARIO, LONGEST_LIST = 100, 150
ABOUT_TAB, OUTPUT_TAB, INPUT_TAB, CALCULATION_TAB, CHECK_TAB = "595959", "1F3864", "E0A800", "A6A6A6", "00703C"


def write_workbook(
    target: Path,
    model: Model,
    values: Values,
    scenarios: Sequence[tuple[str, str]],
    cover: Cover,
    *,
    selected: int = 0,
    headline_years: int = 5,
    force: bool = False,
) -> None:
    """Write the model as an .xlsx for Excel.

    `values` has one case per scenario, `scenarios` an (id, name) for each; `selected` counts them from 0 and is the one
    that the stored values show. Raises OutputError when `target` exists and `force` is not set, or cannot be written;
    an old file then stays whole.
    """
    if "\0" in str(target):
        raise OutputError(f"{str(target)!r} could not be written: no file has such a name; choose another")
    if target.exists() and not force:
        raise OutputError(f"{target} exists already; give another name, or ask for it to be replaced (--force)")
    book = _new_book(model, values, scenarios, cover, selected, headline_years)
    chart_texts = _write_sheets(book)
    stored = {page.title: page.stored for page in book.pages}
    try:
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder) / "saved.xlsx"
            book.workbook.save(saved)
            store_values(saved, target, stored, chart_texts=chart_texts)
    except OSError as error:
        raise OutputError(
            f"{target} could not be written: {error.strerror or error}; see that its folder exists and is writable"
        ) from error


def _new_book(
    model: Model, values: Values, scenarios: Sequence[tuple[str, str]], cover: Cover, selected: int, headline_years: int
) -> Book:
    workbook = Workbook()
    first = workbook.worksheets[0]
    workbook.remove(first)
    properties = workbook.properties
    properties.title, properties.creator = clean_text(cover.title), "school-tco"
    properties.subject = clean_text(cover.district)
    workbook.calculation = CalcProperties(fullCalcOnLoad=True)
    names = [name for _, name in scenarios]
    unique = _unique_names(names)
    return Book(
        workbook=workbook,
        looks=Looks(first),
        model=model,
        figures=Figures(values),
        plan=plan_book(model, values, len(scenarios)),
        scenarios=unique,
        selected=selected,
        headline_years=headline_years,
        cover=cover,
        tags=comparable(all_tags(model)),
        tag_keys=tag_keys(model),
        postings=in_stages(model),
        year_width=year_width(model, values),
    )


def _unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names of scenarios that MATCH tells apart, also where two are the same."""
    texts = [f"{name} ({number})" if name in names[:number] else name for number, name in enumerate(names)]
    safe = comparable(texts, LONGEST_SCENARIO)
    return tuple(safe[text] for text in texts)


def _write_sheets(book: Book) -> dict[str, list[str]]:
    """All sheets in their order; gives the alternative texts of each one's charts."""
    plan = book.plan
    book.page(ABOUT, ABOUT_TAB)
    chart_texts = {SUMMARY: write_summary(book, tab=OUTPUT_TAB), **write_shifts(book, tab=OUTPUT_TAB)}
    write_assumptions(book, plan.assumptions, tab=INPUT_TAB)
    for yearly in plan.yearly:
        write_yearly(book, yearly, tab=INPUT_TAB)
    for overrides in plan.overrides:
        write_overrides(book, overrides, tab=INPUT_TAB)
    tables = table_pages(book)
    of_options = tables.pop(OPTION_TABLES, [])
    for title, plans in tables.items():
        write_tables(book, title, plans, tab=INPUT_TAB)
    for calculation in plan.calculations:
        write_calculation(book, calculation, tab=CALCULATION_TAB)
    if of_options:
        write_tables(book, OPTION_TABLES, of_options, tab=CALCULATION_TAB)
    write_ledger(book, tab=CALCULATION_TAB)
    for output in plan.outputs:
        write_calculation(book, output, tab=OUTPUT_TAB, headline=True)
    if book.cover.decisions:
        write_decisions(book, tab=OUTPUT_TAB)
    if book.cover.simulation is not None:
        write_simulation(book, book.cover.simulation, tab=OUTPUT_TAB)
    write_about(book, list(_contents(book)), tab=ABOUT_TAB)
    write_checks(book, tab=CHECK_TAB)
    return {title: texts for title, texts in chart_texts.items() if texts}


def _contents(book: Book) -> Iterator[tuple[str, str, str]]:
    """Every sheet with its kind and what stands there."""
    plan = book.plan
    yield SUMMARY, "output", "Headline figures and charts for the chosen scenario."
    for need in needs_of(book.model):
        yield (
            plan.shifts[need.id],
            "output",
            f"Capital or operating: {need.label}, {len(need.options)} options side by side.",
        )
    yield (
        ASSUMPTIONS,
        "input",
        "The scenario selector, and every number that holds for all years, with unit and source.",
    )
    for yearly in plan.yearly:
        yield yearly.title, "input", "Every number that has a value for each year, one line per scenario."
    for overrides in plan.overrides:
        yield overrides.title, "input", "Computed lines that may be typed over, year by year."
    tables = table_pages(book)
    of_options = tables.pop(OPTION_TABLES, [])
    for title, plans in tables.items():
        yield title, "input", f"Lists: {listed([each.table.label for each in plans])}."
    for calculation in plan.calculations:
        yield calculation.title, "calculation", f"{_blocks(calculation.lines)}."
    if of_options:
        yield OPTION_TABLES, "calculation", f"Lists: {listed([each.table.label for each in of_options])}."
    yield LEDGER, "calculation", "Every posting with its tags, by fiscal year: what all statements add up."
    for output in plan.outputs:
        yield output.title, "output", f"{_blocks(output.lines)}."
    if book.cover.decisions:
        yield DECISIONS, "output", "How long to keep each fleet and which repair is worth paying, as values."
    if book.cover.simulation is not None:
        yield SIMULATION, "output", "Results of many draws, as values."
    yield CHECKS, "checks", "What must add up, errors, and changes since the run."


def _blocks(lines: Sequence[Line]) -> str:
    return listed([line.heading for line in lines if line.heading])


def listed(names: Sequence[str]) -> str:
    """As many names as fit on a line or two, and how many more there are."""
    shown = 1
    while shown < len(names) and len(", ".join(names[: shown + 1])) <= LONGEST_LIST:
        shown += 1
    return ", ".join(names[:shown]) + (f" and {len(names) - shown} more" if shown < len(names) else "")
