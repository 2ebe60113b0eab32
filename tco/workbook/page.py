"""A sheet being written: every cell goes through here, so that text stays text and every formula has its stored value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from tco.workbook.layout import BEFORE, FIRST_PERIOD, LETTERS, NOW
from tco.workbook.style import GREEN, JUMP, RED, Look, Looks, Role
from tco.workbook.titles import clean_text, quoted

LOOKS_LIKE_A_FORMULA = ("=", "+", "-", "@")
OK, FAILED = "OK", "CHECK"


@dataclass(frozen=True)
class Page:
    """One sheet, its looks, and the stored values of its formulas by cell."""

    sheet: Worksheet
    looks: Looks
    stored: dict[str, float | str]

    @property
    def title(self) -> str:
        return self.sheet.title

    def text(self, line: int, column: int, text: str, role: Role) -> Cell:
        """Text, whatever it begins with."""
        cleaned = clean_text(text).strip()
        look = Look(role, quoted=cleaned.startswith(LOOKS_LIKE_A_FORMULA))
        cell = self._cell(line, column, look)
        cell.value = cleaned
        cell.data_type = "s"
        return cell

    def number(self, line: int, column: int, value: float, role: Role, number_format: str) -> None:
        """A plain number; nan is a blank that may be typed in."""
        cell = self._cell(line, column, Look(role, number_format))
        if not math.isnan(value):
            cell.value = int(value) if value == int(value) and abs(value) < 1e15 else value

    def formula(
        self, line: int, column: int, formula: str, value: float | str, role: Role, number_format: str = "General"
    ) -> None:
        """A formula, given without its equals sign, and the value that it comes to."""
        self._cell(line, column, Look(role, number_format)).value = f"={formula}"
        self.stored[f"{LETTERS[column]}{line}"] = value

    def series(
        self,
        line: int,
        template: str,
        values: Sequence[float],
        role: Role,
        number_format: str,
        *,
        later: int = 0,
        grey: Role | None = None,
    ) -> None:
        """One formula for every period: the template with each period's column. From period `later` on it is `grey`."""
        sheet, stored = self.sheet, self.stored
        style = self.looks(Look(role, number_format))
        template = f"={template}"
        for period, value in enumerate(values):
            if grey is not None and period == later:
                style = self.looks(Look(grey, number_format))
            column = FIRST_PERIOD + period
            letter = LETTERS[column]
            cell: Any = sheet.cell(line, column, template.replace(NOW, letter).replace(BEFORE, LETTERS[column - 1]))
            cell._style = style
            stored[f"{letter}{line}"] = value

    def numbers(self, line: int, values: Sequence[float], role: Role, number_format: str) -> None:
        """Plain numbers in the periods' columns."""
        for period, value in enumerate(values):
            self.number(line, FIRST_PERIOD + period, value, role, number_format)

    def jump(self, line: int, column: int, text: str, title: str, role: Role = JUMP) -> None:
        """Text that leads to another sheet."""
        cell = self.text(line, column, text, role)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quoted(title)}!A1", display=None)

    def band(self, line: int, first: int, last: int, role: Role) -> None:
        """The ground of a whole line."""
        for column in range(first, last + 1):
            self._cell(line, column, Look(role))

    def mark_failures(self, cells: str) -> None:
        """Words of a check in red when it fails, in green when it holds."""
        for word, colour in ((FAILED, RED), (OK, GREEN)):
            shown = DifferentialStyle(font=Font(color=colour, bold=True))
            rule = Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=shown)
            self.sheet.conditional_formatting.add(cells, rule)

    def _cell(self, line: int, column: int, look: Look) -> Cell:
        cell: Any = self.sheet.cell(line, column)
        cell._style = self.looks(look)
        return cast(Cell, cell)
