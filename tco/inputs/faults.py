"""What a form refuses, said to the person who filled it in: where it stands, what was found and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tco.errors import Fault, Finding
from tco.inputs.given import LARGEST, Meaning
from tco.inputs.paths import ONLY_IN_FILES, fields_of, hint, keys_at, said, slot_at
from tco.inputs.places import Keys, Places, dotted, shown

LONGEST_TEXT = 32_767  # characters that fit a cell of an Excel workbook
MOST_FAULTS_OF_A_KIND = 20
LONGEST_MESSAGE = 300
PLAIN_REMEDY = "Correct it."
DEEPEST = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_LINE_BREAK = re.compile(r"[\t\r\n]")
Some = TypeVar("Some", bound=Finding)
_LONG_TEXTS = ("note", "source")


def faults_of(error: ValidationError, raw: Mapping[str, Any], places: Places, lost: Iterable[Keys] = ()) -> list[Fault]:
    """Every refusal of the forms as a fault; keys that are missing from one table are named together.

    `lost` are the tables whose CSV file could not be read: that they are missing has been said.
    """
    said_already = set(lost)
    faults: list[Fault] = []
    missing: dict[Keys, list[str]] = {}
    for detail in error.errors(include_url=False):
        keys = _keys(detail)
        if keys in said_already:
            continue
        if detail["type"] == "missing":
            missing.setdefault(keys[:-1], []).append(keys[-1])
        else:
            faults.append(_fault(detail, keys, raw, places))
    faults += [_missing(keys, names, places) for keys, names in missing.items()]
    return shortened(faults)


def _keys(detail: ErrorDetails) -> Keys:
    return tuple(str(part) for part in detail["loc"] if part != "[key]")


def _fault(detail: ErrorDetails, keys: Keys, raw: Mapping[str, Any], places: Places) -> Fault:
    """One refusal. The path ends where the plan says something: `life`, not `life.value`, for `life = -1`."""
    if detail["loc"] and detail["loc"][-1] == "[key]":
        is_year = detail["type"].startswith("int") or keys[-2:-1] == ("by_year",)
        return Fault(places.place(keys), *(_wrong_year(keys) if is_year else _wrong_key(keys)))
    if detail["type"] == "extra_forbidden":
        return Fault(places.place(keys), *_unknown_key(keys, raw))
    found, remedy = _EXPLANATIONS.get(detail["type"], _plainly)(detail, keys)
    return Fault(places.place(said(raw, keys)), found, remedy)


def _unknown_key(keys: Keys, raw: Mapping[str, Any]) -> tuple[str, str]:
    if len(keys) == 1 and keys[0] in ONLY_IN_FILES:
        return _NOT_FROM_DATA[keys[0]]
    return f"unknown key {shown(keys[-1])}", hint(keys[-1], keys_at(raw, keys[:-1]), "keys")


_NOT_FROM_DATA = {
    "extends": (
        "a plan from Python data cannot extend a file",
        "Read the file with tco.load and use with_changes, or save these tables as a plan file beside it and load that.",
    ),
    "prices": (
        "a plan from Python data cannot read a price list",
        "Put the prices into the tables, or save these as a plan file beside the list and load that.",
    ),
}


def _wrong_year(keys: Keys) -> tuple[str, str]:
    return f"found the year {shown(keys[-1])}", "Write a fiscal year of four digits, such as 2027."


def _wrong_key(keys: Keys) -> tuple[str, str]:
    key = keys[-1]
    if len(key) > 60:
        return f"the id {shown(key)} is too long", "Shorten it to at most 60 characters; the label may be longer."
    said_so = f"the id {shown(key)} has characters that an id may not have"
    proposal = slug(key)
    return said_so, f"Write it in lower-case letters, digits and _, beginning with a letter, such as {proposal}."


def slug(text: str) -> str:
    """An id made of a name: lower-case letters, digits and underscores, beginning with a letter."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return (plain if plain[:1].isalpha() else f"n_{plain}".rstrip("_"))[:60]


def _missing(keys: Keys, names: list[str], places: Places) -> Fault:
    listed = _listed([f"'{name}'" for name in names])
    asked = "; ".join(_asked((*keys, name)) for name in names[:3])
    more = " and the others" if len(names) > 3 else ""
    return Fault(places.place(keys), f"{listed} {'is' if len(names) == 1 else 'are'} missing", f"Add {asked}{more}.")


def _asked(keys: Keys) -> str:
    """A key that is asked for with what it means, where the form says so."""
    slot = slot_at(keys)
    if slot is None or slot.meaning is None:
        return f"{keys[-1]} = ..."
    return f"{keys[-1]} = ... ({slot.meaning.label.lower()}, in {slot.meaning.unit}, {_bounds(slot.meaning)})"


def _bounds(meaning: Meaning) -> str:
    if meaning.at_most >= LARGEST:
        return f"{meaning.at_least:g} or more"
    return f"{meaning.at_least:g} to {meaning.at_most:g}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


Explanation = Callable[[ErrorDetails, Keys], tuple[str, str]]


def _number(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    value = detail["input"]
    if isinstance(value, str):
        plain = value.strip().replace(",", "").replace("$", "").replace("%", "")
        try:
            remedy = f"Write a number without quotes, commas or signs: {float(plain):g}."
        except ValueError:
            remedy = "Write a number, without quotes."
        return f"expected a number, found the text {shown(value)}", remedy
    if isinstance(value, int) and not isinstance(value, bool):
        return f"found {shown(value)}", f"Write a number of at most {LARGEST:g}."
    return f"expected a number, found {shown(value)}", "Write a number, such as 4 or 0.05."


def _whole_number(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    if isinstance(detail["input"], float):
        return f"expected a whole number, found {shown(detail['input'])}", "Write it without decimals."
    return _number(detail, keys)


def _text(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    return f"expected text, found {shown(detail['input'])}", f'Write it in quotes: {keys[-1]} = "...".'


def _choice(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    options = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
    value = detail["input"]
    remedy = hint(value, options, "choices") if isinstance(value, str) else f"Write one of {', '.join(options)}."
    if "Did you mean" in remedy:
        remedy += f" The choices are {', '.join(options)}."
    return f"found {shown(value)}", remedy


def _limit(bound: object) -> str:
    return f"{bound:g}" if isinstance(bound, int | float) else str(bound)


def _limits(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    words = {"ge": "{} or more", "gt": "more than {}", "le": "at most {}", "lt": "less than {}"}
    context = detail.get("ctx", {})
    asked = " and ".join(text.format(_limit(context[key])) for key, text in words.items() if key in context)
    return f"found {shown(detail['input'])}, expected {asked}", "Correct the number."


def _id(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    return _wrong_key((*keys[:-1], str(detail["input"])))


def _long(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    most = detail.get("ctx", {}).get("max_length", 0)
    return f"a text of {len(str(detail['input'])):,} characters", f"Shorten it to at most {most}."


def _empty(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    return "there is nothing in it", "Write at least one entry." if not isinstance(
        detail["input"], str
    ) else "Write a text."


def _table(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    slot = slot_at(keys)
    names = list(fields_of(slot.form)) if slot is not None and slot.form is not None else []
    inside = f" with keys such as {', '.join(names[:3])}" if names else ""
    return f"expected a table, found {shown(detail['input'])}", f"Write a table [{dotted(keys)}]{inside}."


def _list(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    return f"expected a list, found {shown(detail['input'])}", f"Write it in brackets: {keys[-1]} = [...]."


def _date(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    return (
        f"expected a date, found {shown(detail['input'])}",
        "Write year-month-day without quotes, such as 2029-06-30.",
    )


def _yes_no(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    return f"expected true or false, found {shown(detail['input'])}", "Write true or false, without quotes."


def _range(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    """A figure beyond its bounds; the form says them, and for a percentage what to write."""
    found, remedy = _plainly(detail, keys)
    bounds = re.match(r"expected (\S+) to (\S+) ", found)
    if remedy != PLAIN_REMEDY:
        return found, remedy
    return found, f"Write a number from {bounds[1]} to {bounds[2]}." if bounds else "Correct the number."


def _infinite(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    return f"found {shown(detail['input'])}", "Write a finite number."


def _plainly(detail: ErrorDetails, keys: Keys) -> tuple[str, str]:
    """What a form says in its own words; a remedy after its last semicolon stands on its own."""
    text = detail["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if len(text) > LONGEST_MESSAGE:
        text = f"{text[:LONGEST_MESSAGE]}..."
    found, _, remedy = text.rpartition("; ")
    if not found:
        return _in_one_sentence(text)
    return found[:1].lower() + found[1:], f"{remedy[:1].upper()}{remedy[1:]}."


def _in_one_sentence(text: str) -> tuple[str, str]:
    """A form's sentence that is both finding and remedy: what to give, or what goes together."""
    remedy = _REMEDIES.get(text.split(":", maxsplit=1)[0].split(",", maxsplit=1)[0])
    if remedy is None and text.startswith(("give ", "list ")):
        return "what is said here does not fit together", f"{text[:1].upper()}{text[1:]}."
    if remedy is None and (" goes with " in text or " go with " in text or text.endswith(" go together")):
        remedy = "Give both, or leave both out."
    return text[:1].lower() + text[1:], remedy or PLAIN_REMEDY


_REMEDIES = {
    "expected a number or a table with value = ...": "Write a number without quotes, such as 4 or 0.05.",
    "give exactly one of value": "Write value = ..., or by_year = { 2027 = ... }, or by_age = [...].",
    "low and high go together": "Give both or neither.",
    "low and high go with a value": "Give one value, or leave low and high out.",
    "low": "Put value between low and high.",
    "this amount falls in a year": "Write { by_year = { 2027 = ... } }.",
}

_EXPLANATIONS: Mapping[str, Explanation] = {
    **dict.fromkeys(("float_type", "float_parsing", "decimal_type"), _number),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _whole_number),
    **dict.fromkeys(("greater_than_equal", "greater_than", "less_than_equal", "less_than"), _limits),
    **dict.fromkeys(("too_short", "string_too_short"), _empty),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "mapping_type"), _table),
    **dict.fromkeys(("tuple_type", "list_type"), _list),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _date),
    **dict.fromkeys(("bool_type", "bool_parsing"), _yes_no),
    "string_type": _text,
    "literal_error": _choice,
    "string_pattern_mismatch": _id,
    "string_too_long": _long,
    "finite_number": _infinite,
    "bounds": _range,
}


def text_faults(raw: object, places: Places) -> list[Fault]:
    """Texts that a workbook cannot hold or that would not stay on their line, and tables nested past any form."""
    faults: list[Fault] = []
    waiting: list[tuple[Keys, object]] = [((), raw)]
    while waiting:
        keys, value = waiting.pop()
        if len(keys) > DEEPEST:
            found = "tables inside tables, more than any form has"
            return [Fault(places.place(keys[:3]), found, "Take the inner ones out.")]
        if isinstance(value, str):
            faults += _text_faults(keys, value, places)
        elif isinstance(value, dict | list | tuple):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [
                ((*keys, str(key)), entry) for key, entry in inner if isinstance(entry, dict | list | tuple | str)
            ]
    return shortened(reversed(faults))


def _text_faults(keys: Keys, text: str, places: Places) -> list[Fault]:
    if len(text) > LONGEST_TEXT:
        return [
            Fault(places.place(keys), f"a text of {len(text):,} characters", f"Shorten it to at most {LONGEST_TEXT:,}.")
        ]
    found = _CONTROL.search(text) or (None if keys[-1] in _LONG_TEXTS else _LINE_BREAK.search(text))
    if found is None:
        return []
    where = f"character {found.start() + 1} of {shown(text)}"
    return [Fault(places.place(keys), f"a control character (U+{ord(found[0]):04X}) at {where}", "Take it out.")]


def shortened(findings: Iterable[Some]) -> list[Some]:
    """Findings as they came, but of those with one remedy only the first twenty and how many more there are."""
    shown_of: dict[tuple[type, str], int] = {}
    kept: list[Some] = []
    last: dict[tuple[type, str], Some] = {}
    for finding in findings:
        kind = (type(finding), finding.remedy)
        shown_of[kind] = shown_of.get(kind, 0) + 1
        if shown_of[kind] <= MOST_FAULTS_OF_A_KIND:
            kept.append(finding)
        else:
            last[kind] = finding
    for kind, finding in last.items():
        more = f"and {shown_of[kind] - MOST_FAULTS_OF_A_KIND:,} more like these; the last: {finding.found}"
        kept.append(replace(finding, found=more))
    return kept
