"""What can go wrong, and how it is said.

TcoError
├── FormulaError            a row of the model is written wrongly (a fault in code)
│   ├── UnitError           dollars added to devices
│   ├── ShapeError          a school's row used where there is no school
│   ├── CircleError         rows that need each other within one year
│   └── StoredValueError    values and the formulas of a workbook that do not fit each other
├── FigureError             a public figure asked for before its first date, or without a source
├── PlanError               the district's data has faults; carries the findings
├── UnsafeWorkbook          a file that must not be opened as a workbook
├── MissingError            a scenario, row, year or item was asked for that the plan does not have
├── RunError                a row has no value in some year (division by zero, a tier below its first floor)
└── OutputError             an output exists already, or could not be written

Findings about the district's data (`Fault`, `Advice`) are values and not exceptions: they are collected and shown together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing to know about a district's data: where it stands, what was found and what to do."""

    place: str
    found: str
    remedy: str

    kind = "finding"

    def __str__(self) -> str:
        return f"{self.kind}: {self.place}: {self.found}. {self.remedy}"


@dataclass(frozen=True)
class Fault(Finding):
    """A finding that stops the run."""

    kind = "fault"


@dataclass(frozen=True)
class Advice(Finding):
    """A finding worth a look; the run goes on."""

    kind = "advice"


class TcoError(Exception):
    """The root of every error that `tco` raises on purpose."""


class FormulaError(TcoError):
    """A row of the model is written wrongly."""


class UnitError(FormulaError):
    """Two units meet that cannot: dollars plus devices."""


class ShapeError(FormulaError):
    """A row is used where its years or its records do not fit."""


class CircleError(FormulaError):
    """Rows that need each other within the same period."""


class StoredValueError(FormulaError):
    """The values or texts handed over do not fit the saved workbook: a fault in our code, not in a district's data."""


class FigureError(TcoError):
    """A public figure was asked for that the shelf does not hold for that date."""


class PlanError(TcoError):
    """The district's data has faults. `findings` holds every one of them, then the advice; the text only counts the advice."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: isinstance(finding, Advice)))
        lines = [str(finding) for finding in self.findings if not isinstance(finding, Advice)]
        advice = len(self.findings) - len(lines)
        super().__init__("\n".join([*lines, *([f"(and {advice:,} advice, in findings)"] if advice else [])]))


class UnsafeWorkbook(TcoError):  # noqa: N818 - a business officer reads it; "error" says less
    """A file that must not be opened as a workbook: what was found, what was expected and what to do."""


class MissingError(TcoError):
    """Something was asked for that is not there: a scenario, a row, a fiscal year, an item, a tag."""


class RunError(TcoError):
    """A row of the base case has no value in some year."""


class OutputError(TcoError):
    """An output exists already, or could not be written whole."""
