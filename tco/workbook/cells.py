"""The cells of a workbook that someone sent: read safely, and only what a person can have typed.

Sheets are streamed with limits, because a file can claim a million columns or one merged range over all cells.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from tco.errors import Fault, PlanError, UnsafeWorkbook
from tco.workbook.safety import check_safe_to_read
from tco.workbook.titles import quoted

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 200, 200
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*))')
_FILLED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}[1-9]\d{0,6})"[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is)>')
_QUOTE = {"&quot;": '"', "&apos;": "'"}
_ERROR = "e"

Spot = tuple[int, int]


@dataclass(frozen=True)
class Content:
    """What stands in a cell: its value, and the formula where one computes it. A formula may have no stored value."""

    value: Any
    formula: str = ""
    is_error: bool = False


@dataclass(frozen=True)
class Grid:
    """The filled cells of one sheet, by row and column."""

    title: str
    cells: dict[Spot, Content]
    merged: tuple[str, ...] = ()
    beyond: Spot | None = None  # the first filled cell that lies too far out to be read

    def text(self, row: int, column: int) -> str:
        """A cell's words, for headings and names."""
        content = self.cells.get((row, column))
        value = content.value if content is not None else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else " ".join(str(value).split())


def spot_name(file: str, title: str, spot: Spot) -> str:
    """A cell as findings name it: `plan.xlsx: Devices!F9`."""
    return f"{file}: {quoted(title)}!{get_column_letter(spot[1])}{spot[0]}"


def read_grids(path: Path) -> dict[str, Grid]:
    """All sheets of a workbook, by title. Raises PlanError with one clear fault where it cannot be read."""
    try:
        check_safe_to_read(path)
    except UnsafeWorkbook as unsafe:
        found, _, remedy = str(unsafe).removeprefix(f"{path}: ").partition(". ")
        raise PlanError(
            [Fault(str(path), found, remedy or "Save it again in Excel as 'Excel Workbook (.xlsx)'.")]
        ) from unsafe
    except OSError as error:
        raise PlanError([Fault(str(path), error.strerror or str(error), "Check the name of the file.")]) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _read(path)
        except PlanError:
            raise
        except Exception as damage:  # the reader meets damage with errors of every kind
            raise PlanError([_damaged(path, damage)]) from damage


def _damaged(path: Path, damage: Exception) -> Fault:
    said = " ".join(str(damage).split())[:100] or type(damage).__name__
    return Fault(
        str(path), f"this workbook is damaged ({said})", "Open it in Excel, let it be repaired, and save it again."
    )


def _read(path: Path) -> dict[str, Grid]:
    with path.open("rb") as file, ZipFile(file) as archive:  # the reader leaves a file open that it cannot make out
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        if len(sheets) > MOST_SHEETS:
            found, remedy = f"{len(sheets)} sheets", f"An input workbook has at most {MOST_SHEETS}; delete the others."
            raise PlanError([Fault(str(path), found, remedy)])
        return {sheet.title: _grid(archive, sheet) for sheet in sheets}


def _grid(archive: ZipFile, sheet: Any) -> Grid:
    """The filled cells of a sheet, and from its text what the streaming reader leaves out: formulas and merged ranges."""
    cells = {spot: Content(cell.value, is_error=cell.data_type == _ERROR) for spot, cell in _filled(sheet)}
    text = archive.read(sheet._worksheet_path.lstrip("/"))
    for found in _FORMULA.finditer(text):
        spot = coordinate_to_tuple(found[1].decode("ascii"))
        if spot[0] <= MOST_ROWS and spot[1] <= MOST_COLUMNS:
            formula = "=" + unescape((found[2] or b"").decode("utf-8", "replace"), _QUOTE)
            cells[spot] = replace(cells.get(spot, Content(None)), formula=formula)
    merged = tuple(found[1].decode("ascii") for found in _MERGED.finditer(text))
    return Grid(sheet.title, cells, merged, next(_beyond(text), None))


def _beyond(text: bytes) -> Iterator[Spot]:
    """Filled cells outside the limits, which would be lost without a word."""
    for found in _FILLED.finditer(text):
        spot = coordinate_to_tuple(found[1].decode("ascii"))
        if spot[0] > MOST_ROWS or spot[1] > MOST_COLUMNS:
            yield spot


def _filled(sheet: Any) -> Iterator[tuple[Spot, Any]]:
    """Every cell with something in it. A text of blanks alone is nothing."""
    rows = sheet.iter_rows(min_row=1, max_row=MOST_ROWS, min_col=1, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            value = cell.value
            if value is not None and not (isinstance(value, str) and not value.strip()):
                yield (number, column), cell
