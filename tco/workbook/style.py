"""What a cell looks like: who wrote it, in which unit, and whether a person may type there.

Blue on cream is typed, black is computed, dark green comes from another sheet, red is a failure. Every colour has at least
4.5 to 1 contrast on its ground, and none is the only sign: what may be typed has a border, what failed says CHECK.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Calibri"
BLACK, BLUE, GREEN, RED = "000000", "0000FF", "00703C", "C00000"
WHITE, NAVY, GREY = "FFFFFF", "1F3864", "595959"
CREAM, BAND = "FFF9E1", "DCE6F1"
NO_LINE = Side()
THIN = Side(style="thin", color="A6A6A6")
FIRM = Side(style="thin", color=NAVY)


@dataclass(frozen=True)
class Role:
    """What a cell is for, before its number format."""

    colour: str = BLACK
    ground: str = ""
    size: float = 10
    bold: bool = False
    italic: bool = False
    boxed: bool = False
    over: bool = False  # a line above it, as above a sum
    typed: bool = False
    wrap: bool = False
    across: str = ""
    down: str = "center"


TITLE = Role(NAVY, size=16, bold=True)
NOTE = Role(GREY, italic=True)
SMALL = Role(GREY)
WRAPPED_NOTE = Role(GREY, wrap=True)
AS_RUN = Role(NAVY, bold=True)
HEADER = Role(WHITE, NAVY, bold=True, wrap=True, across="right")
HEADER_TEXT = Role(WHITE, NAVY, bold=True, wrap=True, across="left")
HEADER_SET_IN = Role(WHITE, NAVY, bold=True, wrap=True, across="indent")
HEADING = Role(NAVY, BAND, size=11, bold=True)
PART = Role(NAVY, bold=True)
LABEL = Role(wrap=True)
STRONG_LABEL = Role(bold=True, wrap=True)
SUM_LABEL = Role(bold=True, wrap=True, over=True)
INDENTED = Role(GREY, wrap=True, across="indent")
FIGURE = Role()
LINK = Role(GREEN)
LATER = Role(GREY)
SUM_SMALL = Role(GREY, over=True)
SUM_NOTE = Role(GREY, over=True, wrap=True)
SUM = Role(bold=True, over=True)
SUM_LINK = Role(GREEN, bold=True, over=True)
SUM_LATER = Role(GREY, bold=True, over=True)
INPUT = Role(BLUE, CREAM, boxed=True, typed=True)
INPUT_AS_BASE = Role(BLACK, CREAM, boxed=True, typed=True)
INPUT_TEXT = Role(BLUE, CREAM, bold=True, boxed=True, typed=True)
JUMP = Role("0B5394")
RIGHT_NOTE = Role(GREY, across="right")
SET_IN = Role(GREY, across="indent")
COUNTER = Role(GREY, across="center")
FLAG = Role(bold=True, across="left")
FAILURE = Role(RED, bold=True)


@dataclass(frozen=True)
class Look:
    """A role with the number format of its unit; `quoted` marks text that only looks like a formula."""

    role: Role
    number_format: str = "General"
    quoted: bool = False


class Looks:
    """Each look made once for a workbook, because openpyxl takes long to style cell by cell."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._made: dict[Look, Any] = {}

    def __call__(self, look: Look) -> Any:
        """The style that openpyxl keeps for a look."""
        if look not in self._made:
            self._made[look] = _made(Cell(self._sheet, 1, 1), look)
        return self._made[look]


def _made(cell: Cell, look: Look) -> Any:
    role = look.role
    cell.font = Font(name=FONT, size=role.size, bold=role.bold, italic=role.italic, color=role.colour)
    if role.ground:
        cell.fill = PatternFill("solid", fgColor=role.ground)
    if role.boxed:
        cell.border = Border(THIN, THIN, THIN, THIN)
    elif role.over:
        cell.border = Border(top=FIRM)
    indent = 1 if role.across == "indent" else 0
    across: Any = "left" if indent else role.across or None
    cell.alignment = Alignment(horizontal=across, vertical=role.down, wrap_text=role.wrap, indent=indent)
    cell.number_format = look.number_format
    cell.protection = Protection(locked=not role.typed)
    cell.quotePrefix = look.quoted
    return cell._style  # type: ignore[attr-defined]
