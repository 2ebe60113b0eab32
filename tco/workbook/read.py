"""A filled input workbook as a plan: the same tables as a plan file gives, with the sheet and cell of every key.

Headings are found by their words, so that columns may be moved and lines inserted. What cannot be understood becomes a
finding at its cell, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tco.errors import Advice, Fault, PlanError
from tco.inputs.load import Loaded, read_raw
from tco.inputs.paths import nearest, value_at
from tco.inputs.places import Keys, Places, dotted, shown
from tco.workbook.blanks import START
from tco.workbook.cells import Grid, read_grids
from tco.workbook.questions import ANY_ID, Section, sections
from tco.workbook.records import SheetReader, Tables

WRITTEN = {"Assumptions", "Summary", "Checks"}
"""Sheets that stand in every workbook of results and in no input workbook."""


def read_workbook(path: Path) -> Loaded:
    """Read and check a filled input workbook. Raises PlanError with every fault that was found, by sheet and cell."""
    tables = read_tables(path)
    places = Places(tables.file, tables.spots)
    return read_raw(tables.raw, places, path, findings=tables.findings, lost=tables.lost)


def read_tables(path: Path) -> Tables:
    """The tables of a filled input workbook, not yet checked. Raises PlanError where it is no such workbook."""
    return tables_of(str(path), read_grids(path))


def tables_of(file: str, grids: Mapping[str, Grid]) -> Tables:
    """The tables that the filled cells of a workbook say."""
    tables = Tables(file)
    asked = sections()
    _check_sheets(tables, grids, asked)
    for section in asked:
        if section.title in grids:
            SheetReader(tables, section, grids[section.title]).read()
    _check_wanted(tables)
    for section in asked:
        _check_parts(tables, section)
    _finish_figures(tables)
    return tables


def _check_sheets(tables: Tables, grids: Mapping[str, Grid], asked: Sequence[Section]) -> None:
    """Say which sheets are not read; one that looks like a missing sheet is a fault."""
    titles = [section.title for section in asked]
    if grids.keys() >= WRITTEN:
        found = "this is a workbook that tco wrote, with results; expected a plan"
        remedy = "Name the plan file that it was made from, and change the figures there."
        raise PlanError([Fault(tables.file, found, remedy)])
    if not any(title in grids for title in titles):
        found = "this is no input workbook: it has none of the sheets that are asked for"
        remedy = "Begin with the blank workbook excel_templates/plan.xlsx and keep the names of its sheets."
        raise PlanError([Fault(tables.file, found, remedy)])
    missing = [title for title in titles if title not in grids]
    for title in grids:
        if title in titles or title == START:
            continue
        close = nearest(title, missing)
        place = f"{tables.file}: {title}"
        if close is None:
            tables.findings.append(Advice(place, "this sheet is not read", "It may stay as it is."))
        else:
            tables.fault(place, f"no sheet is called {shown(title)}", f"Rename it to '{close}'.")


def _check_wanted(tables: Tables) -> None:
    """Name the cell of every answer that is required and is given nowhere, not on the sheets for figures either."""
    for keys, asked, spot in tables.wanted:
        part = keys[: len(keys) - len(asked.keys) + asked.part_depth]
        if value_at(tables.raw, keys) is not None or keys in tables.lost:
            continue
        if asked.with_part and value_at(tables.raw, part) is None:
            continue
        tables.fault(f"{spot}: {dotted(keys)}", f"'{asked.label}' is missing", "Fill it in.")
        tables.lost.append(keys)
        if keys[:-1]:
            tables.make(keys[:-1])


def _check_parts(tables: Tables, section: Section) -> None:
    """Say which record has no line on a sheet where it needs one, such as a fleet without a price."""
    if section.least == 0:
        return
    for root in section.roots:
        owners: list[tuple[Keys, str]]
        if root.count(ANY_ID) == 1:
            owners = [((), f"{tables.file}: {section.title}")]
        else:
            above = root[: len(root) - 1 - root[-2::-1].index(ANY_ID)]
            owners = [(keys, spot) for keys, spot in tables.records.items() if _fits(above, keys)]
        for keys, spot in owners:
            table = (*keys, *root[len(keys) : -1])
            if len(table) > len(keys) + 1 and value_at(tables.raw, table[:-1]) is None:
                continue  # it belongs to a part that this record does not have
            if not value_at(tables.raw, table) and not any(lost[: len(table)] == table for lost in tables.lost):
                said = f"{spot}: {dotted(table)}" if keys else spot
                found = f"there is nothing on the sheet '{section.title}'" + (" for this" if keys else "")
                tables.fault(said, found, "Fill in a line there.")
                tables.lost.append(table)


def _fits(pattern: Keys, keys: Keys) -> bool:
    return len(pattern) == len(keys) and all(part in (ANY_ID, key) for part, key in zip(pattern, keys, strict=True))


def _finish_figures(tables: Tables) -> None:
    """Write each figure that has nothing but a value as that value."""
    for keys in tables.figures:
        above = value_at(tables.raw, keys[:-1])
        figure = above.get(keys[-1]) if isinstance(above, dict) else None
        if isinstance(above, dict) and isinstance(figure, dict) and set(figure) == {"value"}:
            above[keys[-1]] = figure["value"]
