"""A plan's tables as the lines of the input workbook: which record stands on which sheet, and what it answers.

The way back of `tco.workbook.read`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tco.inputs.changes import flat_changes
from tco.inputs.paths import slot_at, value_at
from tco.inputs.places import Keys, dotted, split_path
from tco.workbook.blanks import fiscal_year, with_numbers
from tco.workbook.naming import words
from tco.workbook.questions import ANY_ID, BY_AGE, BY_YEAR, RANGES, Question, Section

Answers = dict[Question, Any]
_PARTS = {BY_YEAR: ("by_year",), BY_AGE: ("by_age",), RANGES: ("low", "high", "source", "note", "assumption")}


@dataclass(frozen=True)
class Filled:
    """A sheet with all columns that its records need, and the answers of each record."""

    section: Section
    records: tuple[Answers, ...]


def filled(sections: Sequence[Section], raw: Mapping[str, Any]) -> list[Filled]:
    """Every sheet with the records that a plan has for it. The plan is taken to be one that passed its checks."""
    raw = _with_flat_options(raw)
    first = value_at(raw, ("calendar", "first_year"))
    first_year = first if isinstance(first, int) else None
    plain = [section for section in sections if section.holds != "details"]
    details = {title: list(_details(plain, raw, title)) for title in _PARTS}
    result = []
    for section in sections:
        records = details[section.title] if section.holds == "details" else list(_records(section, raw))
        wide = _wide_enough(section, [figure for _, figure in _figures(section, records)], first_year)
        result.append(Filled(wide, tuple(_answers(wide, keys, entry, first_year) for keys, entry in records)))
    return result


def _with_flat_options(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """What each option of a comparison changes in its item by dotted path, however it was written."""
    if not raw.get("comparisons"):
        return raw
    flat: dict[str, Any] = {}
    for id, comparison in raw["comparisons"].items():
        item = comparison["item"]
        options = {
            name: {**option, "changes": _inside(item, option["changes"])} if "changes" in option else option
            for name, option in comparison["options"].items()
        }
        flat[id] = {**comparison, "options": options}
    return {**raw, "comparisons": flat}


def _inside(item: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    flat = flat_changes(changes, split_path(item))
    return {path.removeprefix(f"{item}."): _one_answer(path, value) for path, value in flat}


def _one_answer(path: str, value: Any) -> Any:
    """A list that is no figure by age, such as what a rent includes, stands in one cell."""
    slot = slot_at(split_path(path))
    is_list = isinstance(value, list | tuple) and slot is not None and slot.kind == "plain"
    return {"value": value} if is_list else value


def _records(section: Section, raw: Mapping[str, Any]) -> Iterator[tuple[Keys, Any]]:
    for root in section.roots:
        yield from _matching(raw, root)


def _matching(entry: Any, root: Keys, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """All entries whose path fits a pattern. A scenario's changes are taken by their dotted paths, however written."""
    if not root:
        yield keys, entry
    elif not isinstance(entry, Mapping):
        return
    elif root[0] == ANY_ID:
        inner = dict(flat_changes(entry)) if keys[:1] == ("scenarios",) and keys[-1] == "changes" else entry
        for id, each in inner.items():
            yield from _matching(each, root[1:], (*keys, str(id)))
    elif root[0] in entry:
        yield from _matching(entry[root[0]], root[1:], (*keys, root[0]))


def _details(sections: Sequence[Section], raw: Mapping[str, Any], title: str) -> Iterator[tuple[Keys, Any]]:
    """What figures say that the sheet of their record has no column for."""
    parts = _PARTS[title]
    for section in sections:
        if section.holds != "form":
            continue
        inline = {asked.keys[:-1] for asked in section.questions if asked.kind == "year"}
        for keys, entry in _records(section, raw):
            for asked in (asked for asked in section.questions if asked.is_figure):
                figure = as_figure(value_at(entry, asked.keys))
                said = {part: figure[part] for part in parts if part in figure}
                if said and not (title == BY_YEAR and asked.keys in inline):
                    yield (dotted((*keys, *asked.keys)),), said


def as_figure(value: Any) -> dict[str, Any]:
    """A figure as a table, however short it was written."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list | tuple):
        return {"by_age": list(value)}
    return {} if value is None else {"value": value}


def _figures(section: Section, records: Sequence[tuple[Keys, Any]]) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """The figures whose years or ages have columns on this very sheet."""
    places = {asked.keys[:-1] for asked in section.questions if asked.kind in ("year", "age")}
    for keys, entry in records:
        for at in places:
            yield keys, as_figure(value_at(entry, at) if at else entry)


def _wide_enough(section: Section, figures: Sequence[dict[str, Any]], first: int | None) -> Section:
    used = {int(year) for figure in figures for year in figure.get("by_year") or {}}
    there = {fiscal_year(asked.number, first) for asked in section.questions if asked.kind == "year"}
    section = with_numbers(section, "year", sorted(used - there))
    oldest = max((len(figure.get("by_age") or ()) for figure in figures), default=0)
    ages = sum(asked.kind == "age" for asked in section.questions)
    return with_numbers(section, "age", range(ages + 1, oldest + 1))


def _answers(section: Section, keys: Keys, entry: Any, first: int | None) -> Answers:
    """What one record answers, question by question; what it does not say is left out."""
    names = _names(section, keys)
    said: Answers = dict(zip(section.names, names, strict=True))
    for asked in section.questions:
        value = _answer(section, asked, entry, first)
        if value is not None:
            said[asked] = value
    return said


def _names(section: Section, keys: Keys) -> list[str]:
    """What a record's line says of whose it is: the sheet where there are several, and the names in its path."""
    if section.holds == "details":
        return list(keys)
    root = next(root for root in section.roots if len(root) == len(keys) and _fits(root, keys))
    typed = [key for part, key in zip(root, keys, strict=True) if part == ANY_ID]
    return [words(root[0]), *typed] if len(section.roots) > 1 else typed


def _fits(root: Keys, keys: Keys) -> bool:
    return all(part in (ANY_ID, key) for part, key in zip(root, keys, strict=True))


def _answer(section: Section, asked: Question, entry: Any, first: int | None) -> Any:
    if section.holds == "plain":
        return entry
    if asked.kind in ("year", "age"):
        return _numbered_answer(asked, value_at(entry, asked.keys[:-1]) if len(asked.keys) > 1 else entry, first)
    if section.holds != "form":
        return as_figure(entry).get(asked.keys[0])
    value = value_at(entry, asked.keys)
    return as_figure(value).get("value") if asked.is_figure else value


def _numbered_answer(asked: Question, entry: Any, first: int | None) -> Any:
    figure = as_figure(entry)
    if asked.kind == "age":
        ages = figure.get("by_age") or ()
        return ages[asked.number - 1] if asked.number <= len(ages) else None
    year = fiscal_year(asked.number, first)
    return next((value for known, value in (figure.get("by_year") or {}).items() if int(known) == year), None)
