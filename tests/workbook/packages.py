"""Small workbooks as openpyxl saves them, for the tests of what happens to a package afterwards."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

AWKWARD_TITLES = ("Sources & uses", "O'Brien Middle <6-8>", "Caf\u00e9 \U0001f4bb", 'the "live" one')


def one_sheet(saved: Path | BytesIO, cells: Mapping[str, str | float | ArrayFormula]) -> None:
    """Save a workbook of one sheet as openpyxl does."""
    book, sheet = new_book("Budget")
    for cell, content in cells.items():
        sheet[cell] = content
    book.save(saved)


def new_book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    return book, sheet


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)
