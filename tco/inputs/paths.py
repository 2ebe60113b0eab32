"""What the forms have at a path: a figure, a switch, a table, or nothing, and then the nearest name that exists."""

from __future__ import annotations

import datetime
import difflib
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from tco.inputs.given import Form, Given, Meaning, Switch
from tco.inputs.places import Keys, dotted, legible
from tco.inputs.plan import PlanForm

Kind = Literal["figure", "switch", "date", "form", "table", "plain"]
ONLY_IN_FILES = ("extends", "prices")
"""Top-level keys of a plan file that are gone once it is read."""


@dataclass(frozen=True)
class Slot:
    """What a form expects at one path."""

    kind: Kind
    form: type[Form] | None = None
    inner: Any = None
    meaning: Meaning | None = None
    switch: Switch | None = None
    has_default: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure that a plan gives, with its path and meaning."""

    keys: Keys
    given: Given
    meaning: Meaning


def slot_at(keys: Sequence[str]) -> Slot | None:
    """What the plan's form expects at a path, or None where it knows no such key. Ids of a table are all accepted."""
    slot = Slot("form", PlanForm)
    for key in keys:
        if slot.kind == "form" and slot.form is not None:
            fields = fields_of(slot.form)
            if key not in fields:
                return None
            slot = _field_slot(slot.form, fields[key])
        elif slot.kind == "table":
            slot = slot.inner
        else:
            return None
    return slot


@cache
def fields_of(form: type[Form]) -> dict[str, str]:
    """The keys that a form knows in a plan file, each with the name of its field."""
    return {info.alias or name: name for name, info in form.model_fields.items()}


@cache
def _field_slot(form: type[Form], name: str) -> Slot:
    info = form.model_fields[name]
    slot = _slot(info.annotation, tuple(info.metadata))
    return replace(slot, has_default=isinstance(info.default, Given))


def _slot(annotation: Any, notes: tuple[Any, ...] = ()) -> Slot:
    """The slot of a type: the marks beside it decide, then whether it is a form or a table of something."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _slot(inner, (*notes, *more))
    if get_origin(annotation) in (Union, types.UnionType):
        known = [part for part in get_args(annotation) if part is not type(None)]
        return _slot(known[0], notes) if len(known) == 1 else Slot("plain")
    for note in notes:
        if isinstance(note, Switch):
            return Slot("switch", switch=note)
    if get_origin(annotation) is dict:
        return Slot("table", inner=_slot(get_args(annotation)[1]))
    if annotation is datetime.date:
        return Slot("date")
    if isinstance(annotation, type) and issubclass(annotation, Given):
        meaning = next((note for note in notes if isinstance(note, Meaning)), None)
        return Slot("figure", form=annotation, meaning=meaning)
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return Slot("form", form=annotation)
    return Slot("plain")


def figures_in(form: Form, keys: Keys = ()) -> Iterator[Figure]:
    """Every figure of a plan, whatever its section."""
    for key, name in fields_of(type(form)).items():
        value = getattr(form, name)
        if value is not None:
            yield from _figures_at(value, _field_slot(type(form), name), (*keys, key))


def _figures_at(value: Any, slot: Slot, keys: Keys) -> Iterator[Figure]:
    if isinstance(value, Given):
        yield Figure(keys, value, slot.meaning or Meaning("Figure", "share"))
    elif isinstance(value, Form):
        yield from figures_in(value, keys)
    elif isinstance(value, Mapping) and slot.kind == "table":
        for id, entry in value.items():
            yield from _figures_at(entry, slot.inner, (*keys, str(id)))


def forms_in(form: Form, keys: Keys = ()) -> Iterator[tuple[Keys, Form]]:
    """Every form inside a plan with its path, the plan itself first; figures are not forms here."""
    yield keys, form
    for key, name in fields_of(type(form)).items():
        value = getattr(form, name)
        if isinstance(value, Given):
            continue
        if isinstance(value, Form):
            yield from forms_in(value, (*keys, key))
        elif isinstance(value, dict):
            for id, entry in value.items():
                if isinstance(entry, Form) and not isinstance(entry, Given):
                    yield from forms_in(entry, (*keys, key, str(id)))


def keys_at(raw: object, keys: Sequence[str]) -> list[str]:
    """The names that may stand at a path's end: the form's keys, and in a table the ids that the plan has."""
    slot = slot_at(keys)
    names: list[str] = []
    if slot is not None and slot.form is not None:
        names = [*fields_of(slot.form), *(ONLY_IN_FILES if not keys else ()), *_csv_keys(slot.form)]
    found = value_at(raw, keys)
    return names if names or not isinstance(found, dict) else [str(name) for name in found]


def _csv_keys(form: type[Form]) -> tuple[str, ...]:
    return ("inventory",) if "lots" in form.model_fields else ()


def value_at(raw: object, keys: Sequence[str]) -> object:
    """What a plan says at a path, or None."""
    for key in keys:
        if not isinstance(raw, dict) or key not in raw:
            return None
        raw = raw[key]
    return raw


def said(raw: object, keys: Sequence[str]) -> Keys:
    """The longest part of a path that the plan says."""
    for length, key in enumerate(keys):
        if not isinstance(raw, dict) or key not in raw:
            return tuple(keys[:length])
        raw = raw[key]
    return tuple(keys)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like a word, if any does."""
    names = list(known)
    by_lower = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower()[:80], list(by_lower), n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def hint(word: str, known: Iterable[str], what: str = "names") -> str:
    """The remedy for an unknown name: the nearest one, or the list to choose from."""
    names = list(known)
    close = nearest(word, names)
    if close is not None:
        return f"Did you mean '{legible(close)}'?"
    if not names:
        return f"There are no {what} here; take it out."
    listed = ", ".join(legible(name) for name in names[:15]) + (", ..." if len(names) > 15 else "")
    return f"Known {what}: {listed}."


def nearest_path(raw: object, keys: Keys) -> str | None:
    """The path that exists and looks most like the one asked for."""
    way: Keys = ()
    for key in keys:
        names = keys_at(raw, way)
        found = key if key in names else nearest(key, names)
        if found is None:
            break
        way = (*way, found)
    return dotted(way) if way else None
