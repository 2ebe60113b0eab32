"""What may be typed into an input, and what Excel says about it when the cell is chosen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from tco.formula.number import Values
from tco.formula.rows import Row
from tco.formula.units import DATE, YEAR
from tco.workbook.page import Page
from tco.workbook.units import unit_words

LARGEST = 1_000_000_000_000
LONGEST_LIFE = 9999
LONGEST_MESSAGE = 250
LAST_DAY = 2958465  # 31 December 9999


@dataclass(frozen=True)
class Rule:
    """A kind of number: its bounds, and the words shown."""

    kind: Literal["whole", "decimal"]
    low: float
    high: float
    message: str


@dataclass
class Validations:
    """The rules of one sheet, gathered so that cells of one kind share one rule."""

    page: Page
    cells: dict[Rule, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Row, values: Values, cells: str) -> None:
        """Check what is typed into these cells as values of this row."""
        self.cells[_rule(row, values)].append(cells)

    def write(self) -> None:
        for rule, cells in self.cells.items():
            check = DataValidation(
                type=rule.kind,
                operator="between",
                formula1=f"{rule.low:g}",
                formula2=f"{rule.high:.0f}",
                allow_blank=True,
            )
            check.showInputMessage = check.showErrorMessage = True
            check.promptTitle, check.prompt = "Input", rule.message[:LONGEST_MESSAGE]
            check.errorTitle, check.error = "Not a value for this cell", rule.message[:LONGEST_MESSAGE]
            for each in cells:
                check.add(each)
            self.page.sheet.add_data_validation(check)


def choose_from(page: Page, cell: str, source: str, title: str, message: str) -> None:
    """A drop-down of the texts in a range."""
    check = DataValidation(type="list", formula1=source, allow_blank=False)
    check.showInputMessage = check.showErrorMessage = True
    check.promptTitle, check.prompt = title, message
    check.errorTitle, check.error = title, "Choose one from the list."
    check.add(cell)
    page.sheet.add_data_validation(check)


def _rule(row: Row, values: Values) -> Rule:
    """Bounds wide enough for any plan; what is implausible inside them is the business of findings."""
    array = values[row]
    negative = bool((array < 0).any())
    lowest = -LARGEST if negative else 0
    if row.unit.said == "index":
        return Rule("whole", 0, LONGEST_LIFE, "The number of a choice: see the note beside it.")
    if row.unit.said == "factor" and row.unit.is_plain:
        return Rule("decimal", lowest, LARGEST, "A plain number, not a percentage.")
    if row.unit == YEAR:
        return Rule("decimal", 0, LONGEST_LIFE, "Years: a number of years or a fiscal year, not below 0.")
    if row.unit.is_plain:
        if bool((abs(array) > 1).any()):
            return Rule("decimal", lowest, LARGEST, "A factor: 1 or 100% changes nothing.")
        return Rule("decimal", -1, 1, "A share between -100% and 100%: type 5% or 0.05, not 5.")
    if row.unit == DATE:
        return Rule("decimal", 1, LAST_DAY, "A date, such as 2027-06-30.")
    sign = "" if negative else ", not below 0"
    return Rule("decimal", lowest, LARGEST, f"A number in {unit_words(row, values)}{sign}.")
