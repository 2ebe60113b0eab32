"""Where questions and answers stand on a sheet of the input workbook, and what its fixed words are.

A record is a line and a question a column; where a form asks a lot, a record is a column and a question a line. Writer and
reader count along both ways alike: `place` knows which way a sheet runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tco.workbook.questions import Section

START = "Start here"
LINE, QUESTION = "No.", "Question"  # the corner of a sheet, by the way it runs
ANSWER_IN, NEEDED, NAME, EXAMPLE = "Answer in", "Needed", "Name in paths", "Example"
NOT_READ = (ANSWER_IN, NEEDED, NAME, EXAMPLE)
CORNER_LINE, CORNER_COLUMN = 4, 1
FIRST_RECORD = 5  # after the label, the three lines about it, and the example
FIRST_FULL_YEAR = 1900
FIRST_YEAR_NAME = "first_year"
_YEAR = re.compile(r"(?:FY ?)?((?:19|20|21)\d\d)$", re.IGNORECASE)
_NUMBERED = re.compile(r"(service year|year) (\d{1,2})$", re.IGNORECASE)


def place(section: Section, question: int, line: int) -> tuple[int, int]:
    """Row and column of a question's cell; line 0 is its label, lines 1 to 3 are about it, line 4 is the example."""
    if section.across:
        return CORNER_LINE + 1 + question, CORNER_COLUMN + line
    return CORNER_LINE + line, CORNER_COLUMN + 1 + question


def head_place(section: Section, line: int) -> tuple[int, int]:
    """Row and column of a line's own name, beside the questions."""
    return (CORNER_LINE, CORNER_COLUMN + line) if section.across else (CORNER_LINE + line, CORNER_COLUMN)


def corner(section: Section) -> str:
    return QUESTION if section.across else LINE


def year_formula(number: int) -> str:
    """A heading that shows the fiscal year as soon as the plan's first one is known. The reader understands it unread, too."""
    return f'IF({FIRST_YEAR_NAME}>0,{FIRST_YEAR_NAME}+{number - 1},"Year {number}")'


def numbered(heading: str) -> tuple[str, int] | None:
    """What a heading of a year or age means: ("year", 2027), ("year", 3) for the third of the plan, ("age", 2)."""
    full = _YEAR.match(heading)
    if full:
        return "year", int(full[1])
    counted = _NUMBERED.match(heading)
    return ("age" if " " in counted[1] else "year", int(counted[2])) if counted else None


def fiscal_year(number: int, first: int | None) -> int | None:
    """The year that a heading means, whether it names the year or counts from the plan's first."""
    if number >= FIRST_FULL_YEAR:
        return number
    return None if first is None else first + number - 1


def with_numbers(section: Section, kind: str, numbers: Iterable[int]) -> Section:
    """A sheet with further columns for years or ages, behind those that it has."""
    numbers = [number for number in numbers]
    last = max((place for place, asked in enumerate(section.questions) if asked.kind == kind), default=-1)
    if last < 0 or not numbers:
        return section
    like = section.questions[last]
    label = "Service year {}" if kind == "age" else "{}"
    more = tuple(replace(like, label=label.format(number), number=number) for number in numbers)
    return replace(section, questions=(*section.questions[: last + 1], *more, *section.questions[last + 1 :]))
