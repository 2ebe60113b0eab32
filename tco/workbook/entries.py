"""What a person typed into a cell, as a plan file would say it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from tco.inputs.given import LARGEST
from tco.inputs.places import shown
from tco.workbook.cells import Content
from tco.workbook.questions import Question

NOTHING = object()
YES, NO = ("yes", "y", "true", "1", "1.0"), ("no", "n", "false", "0", "0.0")
_SEPARATORS = re.compile(r"[,;\s]+")


class Unreadable(Exception):  # noqa: N818 - a finding that is on its way to its cell
    """An entry that cannot be understood: what was found, and what to do."""

    def __init__(self, found: str, remedy: str) -> None:
        self.found, self.remedy = found, remedy
        super().__init__(found)


def entry_of(asked: Question, content: Content) -> Any:
    """The answer in a cell. What is of the right kind and still wrong is left to the forms. Raises Unreadable."""
    if content.is_error:
        raise Unreadable(
            f"found the error {content.value}", "Type the value instead of the formula, or mend the formula."
        )
    if content.value is None:
        raise Unreadable(
            "found a formula that has not been computed", "Open and save the workbook in Excel, or type the value."
        )
    return _READERS[asked.kind](asked, content.value)


def _text(asked: Question, value: Any) -> str:
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _number(asked: Question, value: Any) -> float:
    if type(value) in (int, float):
        return value  # type: ignore[no-any-return]
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise Unreadable("found a date where a number is expected", "Type the number and format the cell as a number.")
    if isinstance(value, bool):
        raise Unreadable(f"found {'TRUE' if value else 'FALSE'} where a number is expected", "Type a number.")
    raise Unreadable(f"found the text {shown(value)} where a number is expected", _number_meant(str(value)))


def _number_meant(text: str) -> str:
    plain = text.strip().lstrip("'").replace(",", "").replace("$", "").replace(" ", "")
    percent = plain.endswith("%")
    try:
        meant = float(plain.rstrip("%")) / (100 if percent else 1)
    except ValueError:
        return "Type a number, or leave the cell empty."
    return f"Type {meant:g} as a number, without spaces or letters."


def _whole(asked: Question, value: Any) -> float:
    number = _number(asked, value)
    return int(number) if abs(number) < LARGEST and number == int(number) else number


def _date(asked: Question, value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value).strip())
    except ValueError:
        raise Unreadable(f"found {shown(value)} where a date is expected", "Type a date, such as 2029-06-30.") from None


def _yes_no(asked: Question, value: Any) -> bool:
    said = str(value).strip().casefold()
    if said in YES or said in NO:
        return said in YES
    raise Unreadable(f"found {shown(value)}", "Type yes or no.")


def _choice(asked: Question, value: Any) -> str:
    """One of the choices, with spaces or capitals as people write them; another word is left to the forms."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    text = _text(asked, value)
    said = text.casefold().replace(" ", "_").replace("-", "_")
    return next((option for option in asked.options if option.casefold().replace(" ", "_") == said), text)


def _sheet(asked: Question, value: Any) -> str:
    chosen = _choice(asked, value)
    if chosen not in asked.options:
        raise Unreadable(f"found {shown(chosen)}", f"Type one of {', '.join(asked.options)}.")
    return chosen


def _ids(asked: Question, value: Any) -> list[str]:
    return [part for part in _SEPARATORS.split(_text(asked, value)) if part]


def _wholes(asked: Question, value: Any) -> list[int | str]:
    """Whole numbers with commas between; what is none is left for the plan's checks to name."""
    if isinstance(value, int | float):
        return [int(_whole(asked, value))]
    return [int(part) if part.isdecimal() else part for part in _ids(asked, value)]


def _any(asked: Question, value: Any) -> Any:
    return value if isinstance(value, int | float) else _text(asked, value)


_READERS: Mapping[str, Callable[[Question, Any], Any]] = {
    "text": _text,
    "id": _text,
    "key": _text,
    "number": _number,
    "bound": _number,
    "year": _number,
    "age": _number,
    "whole": _whole,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "sheet": _sheet,
    "ids": _ids,
    "wholes": _wholes,
    "any": _any,
}
