"""One cell of a CSV file: a number, a date or a fiscal year as districts and states write them."""

from __future__ import annotations

import calendar
import datetime
import re

from tco.inputs.places import shown

NO_VALUE = frozenset({"", "†", "‡", "–", "—", "-", "--", "n/a", "na", "#n/a", "null", "none", "*"})
"""What stands in a cell that has no value: nothing, a dash, or a mark that a footnote explains."""

_NUMBER = re.compile(
    r"^(?P<minus>[-\u2212])?(?:usd|us\$|\$)? ?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?(?:e[+-]?\d{1,2})?|\.\d+)"
    r"(?:(?P<percent> ?%)| ?(?:usd|us\$|\$|dollars?))?$"
)
_MOST_DIGITS = 40
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_US = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})$")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? ")
_WORDS = re.compile(r"^(?:(\d{1,2})[- ])?([a-z]{3})[a-z]*\.?[- ](?:(\d{1,2}), ?)?(\d{4}|\d{2})$")
_MONTH = re.compile(r"^(\d{4})[-/](\d{1,2})$")
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?(z| ?[+-]\d{2}:?\d{2})?$")
_YEAR = re.compile(r"^(?:fy|sy)? ?'?(\d{4}|\d{2})$")
_SCHOOL_YEAR = re.compile(r"^(?:fy|sy)? ?(\d{4}) ?[-/–] ?(\d{4}|\d{2})$")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}


class BadCell(ValueError):  # noqa: N818 - carries what to tell the district
    """A cell that cannot be read: what was found and what to write instead."""

    def __init__(self, found: str, remedy: str) -> None:
        self.found, self.remedy = found, remedy
        super().__init__(f"{found}. {remedy}")


def plain(text: str) -> str:
    """A cell without the spaces, quotes and `="..."` that exports put around it."""
    text = text.replace("\u00a0", " ").replace("\ufeff", "").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    return text


def number(text: str) -> float:
    """A number with or without thousands separators, dollar sign, USD or percent sign; (5) is -5. Raises BadCell."""
    cell = plain(text).lower()
    negative = cell.startswith("(") and cell.endswith(")")
    found = _NUMBER.match(cell[1:-1].strip() if negative else cell) if len(cell) <= _MOST_DIGITS else None
    if found is None:
        raise BadCell(f"expected a number, found {shown(text)}", "Write it like 1234.5 or 1,234.5.")
    value = float(found["digits"].replace(",", ""))
    if found["percent"]:
        value = float(f"{value / 100:.15g}")
    return -value if negative or found["minus"] else value


def date(text: str) -> datetime.date:
    """A day as 2029-06-30, 6/30/2029 or 30-Jun-29; a month alone means its last day. Raises BadCell."""
    cell = _WEEKDAY.sub("", _TIME.sub("", plain(text).lower()))
    try:
        year, month, day = _parts(cell)
        if month and 1 <= month <= 12 and day is None:
            day = calendar.monthrange(year, month)[1]
        return datetime.date(year, month, day or 0)
    except (ValueError, calendar.IllegalMonthError):
        raise BadCell(f"expected a date, found {shown(text)}", _date_remedy(cell)) from None


def _parts(cell: str) -> tuple[int, int, int | None]:
    """Year, month and day of a date's text. Raises ValueError."""
    if found := _ISO.match(cell):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _US.match(cell):
        return _century(found[3]), int(found[1]), int(found[2])
    if found := _MONTH.match(cell):
        return int(found[1]), int(found[2]), None
    if (found := _WORDS.match(cell)) and found[2] in _MONTHS:
        day = found[1] or found[3]
        return _century(found[4]), _MONTHS[found[2]], int(day) if day else None
    raise ValueError(cell)


def _century(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _date_remedy(cell: str) -> str:
    if cell.isdigit() and len(cell) == 5:
        return "This is a date as Excel stores it; give the column a date format and save the file again."
    return "Write it like 2029-06-30 or 6/30/2029."


def year(text: str) -> int:
    """A fiscal year as 2027, FY27 or 2026-27, named for the year it ends in. Raises BadCell."""
    cell = plain(text).lower()
    if found := _YEAR.match(cell.removesuffix(".0")):
        return _century(found[1])
    if (found := _SCHOOL_YEAR.match(cell)) and _follows(int(found[1]), found[2]):
        return int(found[1]) + 1
    raise BadCell(f"expected a fiscal year, found {shown(text)}", "Write it like 2027 or 2026-27.")


def _follows(first: int, second: str) -> bool:
    return int(second) == (first + 1 if len(second) == 4 else (first + 1) % 100)


def year_bought(text: str, start_month: int) -> int:
    """The fiscal year of a purchase given as a date or as a fiscal year itself. Raises BadCell."""
    try:
        return year(text)
    except BadCell:
        pass
    try:
        bought = date(text)
    except BadCell as bad:
        raise BadCell(bad.found.replace("a date", "a date or a fiscal year"), bad.remedy) from None
    return fiscal_year(bought, start_month)


def fiscal_year(day: datetime.date, start_month: int) -> int:
    """The fiscal year that a day falls in, named for the calendar year in which it ends."""
    return day.year + (1 if day.month >= start_month > 1 else 0)
