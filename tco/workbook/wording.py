"""What the input workbook says beside each question: how it is answered, whether it must be, what a blank means."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from openpyxl.utils.datetime import to_excel

from tco.formula.units import unit
from tco.inputs.given import LARGEST, Given
from tco.inputs.places import dotted
from tco.workbook.questions import BY_AGE, BY_YEAR, RANGES, Question, Section
from tco.workbook.units import PLAIN_TEXT, words_of

DATE = "yyyy-mm-dd"
PLAIN_YEAR = "0"
PERCENT = "0.0##%"
FREE_NUMBER = "#,##0.######"
LONGEST_PROMPT = 250
SHORTEST_LIST_NAMED = 3
_ANSWERS = {
    "text": "text",
    "id": "short name",
    "ids": "short names, with commas between",
    "wholes": "whole numbers, with commas between",
    "yes_no": "yes or no",
    "whole": "whole number",
    "number": "number",
    "bound": "number",
    "date": "date",
    "any": "number or choice",
    "key": "path",
}
_HELP = {
    "id": "A short name that never changes: small letters, digits and _, beginning with a letter, such as high_school.",
    "ids": "Short names from other sheets with commas between, such as elementary, high.",
    "wholes": "Whole numbers with commas between, such as 6, 9.",
    "date": "A date, such as 2029-06-30.",
    "key": "Names with dots between them, such as devices.student.life. Each sheet shows the names of its figures.",
    "any": "A number, or for a choice its word, such as lease.",
}


def answer_in(asked: Question) -> str:
    """The unit or kind of an answer, in a few words."""
    meaning = asked.meaning
    if asked.kind in ("choice", "sheet"):
        listed = [shown_choice(option) for option in asked.options]
        return " or ".join(listed) if len(listed) <= SHORTEST_LIST_NAMED else "choose from the list"
    if asked.kind in ("year", "age"):
        said = "number" if meaning is None else unit_words(meaning.unit)
        return f"{meaning.label}, {said}" if meaning and len(asked.keys) > 1 else said
    if asked.label == "Fiscal year":
        return "year, such as 2026"
    if meaning is None or asked.kind not in ("number", "bound"):
        bounds = "" if asked.highest is None or asked.kind != "whole" else f", {asked.lowest:g} to {asked.highest:g}"
        return _ANSWERS[asked.kind] + bounds
    said = unit_words(meaning.unit) if not is_calendar_year(asked) else "fiscal year"
    if asked.kind == "bound":
        return said
    if meaning.dated:
        return f"{said}, by year" if asked.keys == ("value",) else f"{said}, on sheet {BY_YEAR}"
    return said + (", or by year" if meaning.by_year else "") + (", or by age" if meaning.by_age else "")


def needed(asked: Question) -> str:
    """Whether a question must be answered, and what a blank stands for."""
    if asked.required:
        return "required"
    if asked.with_part:
        return f"required with {asked.with_part.lower()}"
    if asked.default in (None, "", ()) or asked.kind in ("year", "age"):
        return "optional"
    return f"if blank: {shown(asked, asked.default)}"


def shown(asked: Question, value: Any) -> str:
    """A value in words, as it would be typed."""
    if isinstance(value, Given):
        value = value.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return shown_choice(value) if asked.kind == "choice" else value
    if isinstance(value, int | float) and is_share(asked):
        return f"{value * 100:g}%"
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def shown_choice(option: str) -> str:
    """A choice as people read it: `client_devices` is client devices."""
    return option.replace("_", " ")


def cell_value(asked: Question, value: Any) -> str | float:
    """What stands in the cell of an answer."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return float(to_excel(value))  # type: ignore[no-untyped-call]
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    if isinstance(value, str):
        return shown_choice(value) if asked.kind == "choice" else value
    return value if isinstance(value, int | float) else str(value)


def number_format(asked: Question) -> str:
    """How an answer is shown; cells for text take what is typed as it is typed."""
    if asked.kind == "date":
        return DATE
    if asked.kind == "whole" or asked.label == "Fiscal year" or is_calendar_year(asked):
        return PLAIN_YEAR
    if is_share(asked):
        return PERCENT
    if asked.kind == "any" or (asked.meaning is None and asked.kind in ("year", "age", "bound")):
        return "General"
    return FREE_NUMBER if asked.kind in ("number", "bound", "year", "age") else PLAIN_TEXT


def is_share(asked: Question) -> bool:
    return asked.meaning is not None and asked.meaning.unit == "share"


def is_calendar_year(asked: Question) -> bool:
    """Whether an answer is a year of the calendar and no number of years."""
    return asked.meaning is not None and asked.meaning.unit == "year" and asked.meaning.at_least > 1000


@cache
def unit_words(symbol: str) -> str:
    """A unit of the forms as a business officer says it."""
    if symbol == "share":
        return "%"
    said = unit(symbol)
    return "number" if said.is_plain else words_of(said).removeprefix("1 ")


def prompt(section: Section, asked: Question) -> str:
    """What Excel says about a cell when it is chosen."""
    parts = [f"{asked.label}: {answer_in(asked)}."]
    parts.append(_HELP.get(asked.kind, ""))
    if is_share(asked):
        parts.append("Type 5% or 0.05.")
    bounds = _bounds(asked)
    parts.append(f"From {bounds}." if bounds else "")
    parts.append(f"{needed(asked)[:1].upper()}{needed(asked)[1:]}.")
    if asked.is_figure and section.holds == "form":
        parts.append(f"More about it: sheet {RANGES}{_elsewhere(asked)}, path {path_of(section, asked)}.")
    return " ".join(part for part in parts if part)[:LONGEST_PROMPT]


def _bounds(asked: Question) -> str:
    low, high = asked.lowest, asked.highest
    if low is None or high is None or high >= LARGEST:
        return ""
    return f"{low * 100:g}% to {high * 100:g}%" if is_share(asked) else f"{low:g} to {high:,.15g}"


def _elsewhere(asked: Question) -> str:
    assert asked.meaning is not None
    by_year = f", {BY_YEAR}" if asked.meaning.by_year or asked.meaning.dated else ""
    return by_year + (f", {BY_AGE}" if asked.meaning.by_age else "")


def path_of(section: Section, asked: Question) -> str:
    """The path of a question's answer, with the record's name left open."""
    return dotted((*section.roots[0], *asked.keys)).replace('"*"', "<id>").replace("'*'", "<id>")
