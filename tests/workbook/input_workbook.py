"""A filled input workbook to work on: made once, copied for each test, and what tests say about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tco.errors import PlanError
from tco.inputs.load import load, read_raw
from tco.inputs.places import Places
from tco.inputs.plan import PlanForm
from tco.workbook.questions import sections
from tco.workbook.read import read_tables, read_workbook
from tco.workbook.template import fill_template

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "excel_templates" / "example.toml"
SMALL = ("schema", "title", "district", "calendar", "economics", "offers", "devices", "stops", "sources", "scenarios")
FIRST_LINE = 9  # of the answers on a sheet whose records are lines
LABEL_LINE = 4


def filled_workbook(folder: Path) -> Path:
    """The example plan as a workbook."""
    fill_template(load(EXAMPLE).raw, folder / "plan.xlsx")
    return folder / "plan.xlsx"


def small_workbook(folder: Path) -> Path:
    """A part of the example plan without the sheets and blank lines that it does not use, so that many can be read."""
    path = folder / "plan.xlsx"
    fill_template(small_raw(), path)
    used = {spot.split(": ")[-1].split("!")[0].strip("'") for spot in read_tables(path).spots.values()}
    unused = {section.title for section in sections() if section.names} - used
    book = load_workbook(path)
    for section in sections():
        if section.title in unused:
            book.remove(book[section.title])
        elif not section.across:
            book[section.title].delete_rows(FIRST_LINE + 4, 100)
    book.save(path)
    return path


def small_raw() -> dict[str, Any]:
    return {key: value for key, value in load(EXAMPLE).raw.items() if key in SMALL}


def small_form() -> PlanForm:
    return read_raw(small_raw(), Places("plan")).form


def copied(path: Path, folder: Path) -> Path:
    return Path(shutil.copy(path, folder / "plan.xlsx"))


def at(sheet: Worksheet, heading: object) -> Any:
    """The first answer under a heading, or beside it where records stand side by side."""
    found = next(cell for row in sheet.iter_rows(max_row=200) for cell in row if cell.value == heading)
    row, column = int(found.row or 0), int(found.column or 0)
    return sheet.cell(row + 5, column) if row == LABEL_LINE else sheet.cell(row, column + 5)


def edited(path: Path, edit: Callable[[Workbook], object]) -> Path:
    """The workbook after somebody worked on it with openpyxl, which drops all stored values of formulas."""
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def faults(path: Path) -> list[str]:
    """Every fault that reading the workbook finds."""
    with pytest.raises(PlanError) as refused:
        read_workbook(path)
    return [str(finding) for finding in refused.value.findings if finding.kind == "fault"]
