"""What may be typed into each cell of the input workbook: bounds, lists to choose from, and words of help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from tco.inputs.district import CATEGORIES
from tco.workbook.blanks import FIRST_RECORD, place
from tco.workbook.layout import LETTERS
from tco.workbook.page import Page
from tco.workbook.questions import ANY_ID, Question, Section
from tco.workbook.titles import quoted
from tco.workbook.wording import prompt, shown_choice

MOST_LINES = 1000
LONGEST_TITLE, LONGEST_ERROR = 32, 225  # Excel calls a file with longer ones damaged
BY_CATEGORY = ("escalation", "contingency", "scope")
NAMED_ON = {
    "band": ("district", "enrolment", ANY_ID),
    "school": ("district", "schools", ANY_ID),
    "offer": ("offers", ANY_ID),
    "paid_by": ("sources", ANY_ID),
}
"""Fields that name a record of another sheet."""


def add_rules(page: Page, section: Section, lines: int, every: Sequence[Section]) -> None:
    """Check and explain every cell of a sheet that may be typed in."""
    last = FIRST_RECORD + (lines if section.across else max(lines, MOST_LINES)) - 1
    for number, asked in enumerate(section.columns):
        if asked.is_fixed:
            continue
        rule = _rule(section, asked, every)
        rule.allow_blank = True
        rule.showInputMessage = rule.showErrorMessage = True
        rule.promptTitle = asked.label[:LONGEST_TITLE]
        rule.prompt = prompt(section, asked)
        rule.errorTitle, rule.error = "Not an answer to this question", prompt(section, asked)[:LONGEST_ERROR]
        rule.add(cells(section, number, FIRST_RECORD, last))
        page.sheet.add_data_validation(rule)


def cells(section: Section, number: int, first: int, last: int, *, fixed: bool = False) -> str:
    """The cells of a question's answers from one record to another."""
    (row, column), (last_row, last_column) = place(section, number, first), place(section, number, last)
    sign = "$" if fixed else ""
    begin = f"{sign}{LETTERS[column]}{sign}{row}"
    return begin if first == last else f"{begin}:{sign}{LETTERS[last_column]}{sign}{last_row}"


def _rule(section: Section, asked: Question, every: Sequence[Section]) -> DataValidation:
    if asked.kind in ("choice", "sheet"):
        return _list([shown_choice(option) for option in asked.options])
    if asked.kind == "yes_no":
        return _list(["yes", "no"])
    if asked.kind in ("id", "text") and (named := _named_elsewhere(section, asked, every)):
        return named
    if asked.kind == "date":
        return DataValidation(type="date", operator="greaterThan", formula1="32874")  # 1990
    if asked.kind == "whole" and asked.lowest is not None and asked.highest is not None:
        return _between("whole", asked.lowest, asked.highest)
    if asked.kind == "whole":
        return _between("whole", 0, 1e12)
    if asked.kind in ("number", "bound", "year", "age") and asked.lowest is not None and asked.highest is not None:
        return _between("decimal", asked.lowest, asked.highest)
    return DataValidation(type=None)


def _list(options: Sequence[str]) -> DataValidation:
    return DataValidation(type="list", formula1='"' + ",".join(options) + '"')


def _between(kind: Literal["whole", "decimal"], low: float, high: float) -> DataValidation:
    return DataValidation(type=kind, operator="between", formula1=f"{low:.15g}", formula2=f"{high:.15g}")


def _named_elsewhere(section: Section, asked: Question, every: Sequence[Section]) -> DataValidation | None:
    """A list of the names that another sheet gives; others may be typed, because sheets are filled in any order."""
    root = section.roots[0]
    if (asked in section.names and root[-2:-1] and root[-2] in BY_CATEGORY) or asked.keys == ("category",):
        return _list(CATEGORIES)
    if asked in section.names[:-1] and len(section.roots) == 1:
        above = root[: root[:-1].index(ANY_ID) + 1]
    else:
        above = NAMED_ON.get(asked.keys[-1], ()) if asked.keys else ()
    source = next((each for each in every if above and above in each.roots), None)
    if source is None:
        return None
    number = source.columns.index(source.names[-1])
    last = FIRST_RECORD + (source_lines(source) - 1)
    rule = DataValidation(
        type="list", formula1=f"{quoted(source.title)}!{cells(source, number, FIRST_RECORD, last, fixed=True)}"
    )
    rule.errorStyle = "warning"
    return rule


def source_lines(section: Section) -> int:
    """How far down or across a list of names reaches, filled in or not."""
    return 50 if section.across else MOST_LINES
