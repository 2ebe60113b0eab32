"""The one reader of the shelf: what a public figure was on a date, who says so, and how far that can be trusted.

A figure is a history in a `.toml` file beside this one: values by date, each with its source. `starting.toml` holds what nobody
has published for a district: marked assumptions with low, base and high, which a new plan starts from and shows as such.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar

from tco.errors import FigureError
from tco.formula.units import unit as read_unit

T = TypeVar("T")
STARTING = "starting.toml"
PROGRAMS = "programs"
"""The key of a file of figures under which programs with dates of their own are listed."""
TRUSTS = ("official", "district record", "press", "meeting summary", "vendor", "worked out")


@dataclass(frozen=True)
class Figure:
    """A public figure as it stands on one date.

    `trust` says who vouches for it. `holds_past_last` is true when the date lies after the last one that the sources speak for:
    the value is then the last known, and not known to be current.
    """

    name: str
    label: str
    value: float
    unit: str
    source: str
    trust: str
    note: str
    since: datetime.date
    holds_past_last: bool


@dataclass(frozen=True)
class Starting:
    """An assumption that a new plan starts from until the district puts its own figure there."""

    name: str
    label: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    note: str


@dataclass(frozen=True)
class Program:
    """A program of grants with dates of its own: from when, until when it may be obligated, and paid."""

    name: str
    label: str
    opens: datetime.date | None
    obligate_by: datetime.date
    liquidate_by: datetime.date
    source: str
    trust: str
    note: str


@dataclass(frozen=True)
class _Value:
    """One entry of a history."""

    since: datetime.date
    value: float
    source: str
    trust: str


@dataclass(frozen=True)
class _History:
    """All that the shelf holds of one figure, the earliest value first."""

    label: str
    unit: str
    note: str
    values: tuple[_Value, ...]
    until: datetime.date


def figure(name: str, *, on: datetime.date) -> Figure:
    """What a public figure is on a date.

    Raises FigureError for a name that is not on the shelf and for a date before the figure's first. Past its last date the last
    value holds, and the figure says so.
    """
    history = _named(name, _histories(), "figure")
    known = [value for value in history.values if value.since <= on]
    if not known:
        first = history.values[0].since
        raise FigureError(
            f"{name}: no value is known for {on}; the first is of {first}. Ask for {first} or later, or give your own figure."
        )
    held = known[-1]
    past = on > history.until
    return Figure(
        name, history.label, held.value, history.unit, held.source, held.trust, history.note, held.since, past
    )


def starting(name: str) -> Starting:
    """The marked assumption that a new plan starts from. Raises FigureError for a name that is not on the shelf."""
    return _named(name, _startings(), "starting assumption")


def program(name: str) -> Program:
    """The dates of a program of grants. Raises FigureError for a name that is not on the shelf."""
    return _named(name, _programs(), "program")


def program_names() -> tuple[str, ...]:
    """Every program with dates of its own on the shelf."""
    return tuple(_programs())


def first_day(fiscal_year: int, *, start_month: int) -> datetime.date:
    """The day on which a fiscal year begins, which is how a figure is asked for by fiscal year."""
    return datetime.date(fiscal_year - 1 if start_month > 1 else fiscal_year, start_month, 1)


def figure_names() -> tuple[str, ...]:
    """Every public figure on the shelf."""
    return tuple(_histories())


def starting_names() -> tuple[str, ...]:
    """Every starting assumption on the shelf."""
    return tuple(_startings())


def dates_of(name: str) -> tuple[datetime.date, ...]:
    """The dates from which a figure's values hold."""
    return tuple(value.since for value in _named(name, _histories(), "figure").values)


def _named(name: str, shelf: Mapping[str, T], kind: str) -> T:
    if name in shelf:
        return shelf[name]
    near = get_close_matches(name, shelf, n=1)
    hint = f"did you mean {near[0]}?" if near else f"the shelf holds {', '.join(shelf)}."
    raise FigureError(f"{name}: there is no such {kind} on the shelf; {hint}")


@lru_cache(maxsize=1)
def _histories() -> Mapping[str, _History]:
    found: dict[str, _History] = {}
    for place, told in _files().items():
        for name, entry in told.items():
            if name in found:
                raise FigureError(f"{place}: {name} stands on the shelf twice; keep one of them.")
            if name != PROGRAMS:
                found[name] = _history(f"{place}: {name}", entry)
    return found


@lru_cache(maxsize=1)
def _files() -> Mapping[str, Mapping[str, Any]]:
    """What the files of public figures say, by their names."""
    places = sorted(resources.files(__package__).iterdir(), key=lambda place: place.name)
    return {
        place.name: tomllib.loads(place.read_text(encoding="utf-8"))
        for place in places
        if place.name.endswith(".toml") and place.name != STARTING
    }


@lru_cache(maxsize=1)
def _programs() -> Mapping[str, Program]:
    listed = [(place, entry) for place, told in _files().items() for entry in told.get(PROGRAMS, ())]
    found = {entry.get("name", ""): _program(place, entry) for place, entry in listed}
    if len(found) < len(listed):
        raise FigureError(f"a program stands on the shelf twice: {', '.join(found)}; keep one of them.")
    return found


def _program(place: str, entry: Mapping[str, Any]) -> Program:
    """Read one program; whatever lacks a source, its trust or a date is refused."""
    place = f"{place}: {_words(place, entry, 'name')}"
    opens, obligate, liquidate = (entry.get(key) for key in ("opens", "obligate_by", "liquidate_by"))
    if not isinstance(obligate, datetime.date) or not isinstance(liquidate, datetime.date):
        raise FigureError(f"{place}: a program needs the dates `obligate_by` and `liquidate_by`.")
    if liquidate < obligate or (opens is not None and obligate < opens):
        raise FigureError(f"{place}: its dates must not fall: {opens}, {obligate}, {liquidate}.")
    label, source = _words(place, entry, "label"), _words(place, entry, "source")
    return Program(
        entry["name"], label, opens, obligate, liquidate, source, _trusted(place, entry), entry.get("note", "")
    )


def _history(place: str, entry: Mapping[str, Any]) -> _History:
    """Read one figure; whatever lacks a source, a unit or a date is refused."""
    values = tuple(_value(place, line) for line in entry.get("history", ()))
    dates = [value.since for value in values]
    if not values or dates != sorted(set(dates)):
        raise FigureError(f"{place}: the history needs at least one value, the earliest first, no date twice.")
    until = entry.get("until", dates[-1])
    if until < dates[-1]:
        raise FigureError(f"{place}: `until` ({until}) lies before the last value's date ({dates[-1]}).")
    read_unit(_words(place, entry, "unit"))
    return _History(_words(place, entry, "label"), entry["unit"], entry.get("note", ""), values, until)


def _value(place: str, line: Mapping[str, Any]) -> _Value:
    trust = _trusted(place, line)
    if not isinstance(line.get("since"), datetime.date):
        raise FigureError(f"{place}: every value needs `since`, the first date that its source speaks for.")
    return _Value(line["since"], float(line["value"]), _words(place, line, "source"), trust)


@lru_cache(maxsize=1)
def _startings() -> Mapping[str, Starting]:
    text = resources.files(__package__).joinpath(STARTING).read_text(encoding="utf-8")
    return {name: _starting(name, entry) for name, entry in tomllib.loads(text).items()}


def _starting(name: str, entry: Mapping[str, Any]) -> Starting:
    place = f"{STARTING}: {name}"
    low, value, high = (float(entry[key]) for key in ("low", "value", "high"))
    if not low <= value <= high:
        raise FigureError(f"{place}: low, value and high must not fall: {low}, {value}, {high}.")
    unit, note, label = (_words(place, entry, key) for key in ("unit", "note", "label"))
    read_unit(unit)
    return Starting(name, label, value, low, high, unit, entry.get("source", ""), note)


def _trusted(place: str, entry: Mapping[str, Any]) -> str:
    trust = _words(place, entry, "trust")
    if trust not in TRUSTS:
        raise FigureError(f"{place}: trust {trust!r} is none of {', '.join(TRUSTS)}.")
    return trust


def _words(place: str, entry: Mapping[str, Any], key: str) -> str:
    found = entry.get(key)
    if not isinstance(found, str) or not found.strip():
        raise FigureError(
            f"{place}: `{key}` is missing; every figure on the shelf has a label, a unit, a source and its trust."
        )
    return found
