"""The same plan with something changed: by path, by a file that extends it, by a scenario."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator, Mapping
from numbers import Integral, Real
from typing import Any

from tco.errors import Fault, Finding, PlanError
from tco.inputs.given import LARGEST, Meaning
from tco.inputs.paths import ONLY_IN_FILES, Slot, keys_at, nearest_path, slot_at, value_at
from tco.inputs.places import Keys, Places, dotted, shown, split_path
from tco.inputs.plan import Scenario

WAYS_TO_SAY = ("value", "by_year", "by_age")
KEPT = ("source", "note", "assumption")


def with_changes(raw: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A plan's tables with some values set by their dotted path; the plan given stays as it was.

    A plain number in place of a figure's table keeps the source and note, and low and high where it lies between them.
    Raises PlanError for a path that leads nowhere, with the nearest one that exists.
    """
    changed: dict[str, Any] = dict(raw)
    faults = []
    for path, value in changes.items():
        fault = change(changed, path, plain_numbers(copy.deepcopy(value)))
        faults += [fault] if fault else []
    if faults:
        raise PlanError(faults)
    return changed


def plain_numbers(value: Any) -> Any:
    """A value as a plan file would hold it, where a notebook gives the numbers of another library."""
    if isinstance(value, dict):
        return {key: plain_numbers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain_numbers(entry) for entry in value]
    if type(value) in (bool, int, float) or not isinstance(value, Real):
        return value
    return int(value) if isinstance(value, Integral) else float(value)


def change(raw: dict[str, Any], path: str, value: Any) -> Fault | None:
    """Set one value of a plan's tables in place, or say why not."""
    fault = change_fault(raw, path, value)
    if fault is not None:
        return fault
    keys = split_path(path)
    slot = slot_at(keys)
    if slot is not None and slot.kind == "figure":
        value = figure_changed(value_at(raw, keys), value)
    _put(raw, keys, value)
    return None


def change_fault(raw: Mapping[str, Any], path: str, value: Any) -> Fault | None:
    """Why a path leads nowhere, with the nearest one that exists; None where it can be set."""
    try:
        keys = split_path(path)
    except ValueError:
        return Fault(shown(path), "this is no path", "Write keys with dots between them, such as devices.student.life.")
    if _leads_somewhere(raw, keys, slot_at(keys), value):
        return None
    close = nearest_path(raw, keys)
    remedy = f"The nearest path is {close}." if close else "Begin with a section, such as devices or software."
    return Fault(dotted(keys), "the plan has nothing at this path", remedy)


def _leads_somewhere(raw: Mapping[str, Any], keys: Keys, slot: Slot | None, value: Any) -> bool:
    """Whether the form knows the path and the plan has every id on the way; a table may add an entry of its own id."""
    if slot is None:
        return _inside_figure(raw, keys) or (len(keys) == 1 and keys[0] in ONLY_IN_FILES)
    for length in range(1, len(keys)):
        outer = slot_at(keys[:length])
        if outer is not None and outer.kind == "table" and keys[length] not in keys_at(raw, keys[:length]):
            return length == len(keys) - 1 and (isinstance(value, dict) or outer.inner.kind == "figure")
    return True


def _inside_figure(raw: Mapping[str, Any], keys: Keys) -> bool:
    """Whether a path goes on inside a figure: its low, its source, its value of one year."""
    for length in range(len(keys) - 1, 0, -1):
        slot = slot_at(keys[:length])
        if slot is not None:
            known = (*WAYS_TO_SAY, "low", "high", *KEPT)
            depth = 2 if keys[length] in ("by_year", "by_age") else 1
            return slot.kind == "figure" and keys[length] in known and len(keys) - length <= depth
    return False


def _put(raw: dict[str, Any], keys: Keys, value: Any) -> None:
    table = raw
    for length, key in enumerate(keys[:-1], start=1):
        inner = table.get(key)
        if not isinstance(inner, dict):
            slot = slot_at(keys[:length])
            inner = {"value": inner} if slot is not None and slot.kind == "figure" and inner is not None else {}
        table[key] = dict(inner)  # what is changed is no other plan's
        table = table[key]
    table[keys[-1]] = value


def figure_changed(before: object, after: Any) -> Any:
    """A figure after a change: what is known of it stays, what no longer fits goes.

    One number in place of a list by age holds at every age of that list, so that the same rows exist.
    """
    if not isinstance(before, dict):
        return [after] * len(before) if isinstance(before, list) and before and _is_number(after) else after
    if isinstance(after, list | tuple):
        after = {"by_age": list(after)}
    if not _is_number(after):
        return after if not isinstance(after, dict) else figure_merged(before, after)
    by_age = before.get("by_age")
    kept = {key: before[key] for key in KEPT if key in before}
    if isinstance(by_age, list) and by_age:
        return {"by_age": [after] * len(by_age), **kept}
    low, high = before.get("low"), before.get("high")
    if _is_number(low) and _is_number(high) and low <= after <= high:
        kept |= {"low": low, "high": high}
    return {"value": after, **kept}


def figure_merged(before: object, after: dict[str, Any]) -> dict[str, Any]:
    """A figure's table over another: one that says a value replaces it, one that does not adds to it."""
    if any(way in after for way in WAYS_TO_SAY):
        return after
    if isinstance(before, dict):
        return {**before, **after}
    return {**({} if before is None else {"by_age" if isinstance(before, list) else "value": before}), **after}


def prepared(value: Any) -> Any:
    """A plan's tables as the forms want them: years are numbers, lists are fixed, 9.0 from a sheet is 9."""
    if isinstance(value, dict):
        return {_year(key): prepared(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return tuple(prepared(entry) for entry in value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime.datetime) and value.tzinfo is None and value.time() == datetime.time():
        return value.date()
    return value


def _year(key: Any) -> Any:
    return int(key) if isinstance(key, str) and len(key) == 4 and key.isascii() and key.isdigit() else key


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def merged(base: dict[str, Any], later: Mapping[str, Any], keys: Keys = ()) -> dict[str, Any]:
    """A base plan with a later file's keys over it: tables key by key, figures and all else whole."""
    both = dict(base)
    for key, value in later.items():
        slot = slot_at((*keys, key))
        before = both.get(key)
        if isinstance(value, dict) and slot is not None and slot.kind == "figure":
            both[key] = figure_merged(before, value)
        elif isinstance(value, dict) and isinstance(before, dict):
            both[key] = merged(before, value, (*keys, key))
        else:
            both[key] = value
    return both


def flat_changes(
    changes: Mapping[Any, Any], keys: Keys = (), raw: Mapping[str, Any] | None = None
) -> Iterator[tuple[str, Any]]:
    """Changes as dotted paths, whether written with quotes around the path or as tables.

    What a table of `raw` does not have is added whole; a scenario, which has none, adds nothing.
    """
    for key, value in changes.items():
        try:
            here = (*keys, *split_path(str(key)))
        except ValueError:
            here = (*keys, str(key))
        slot = slot_at(here)
        goes_on = isinstance(value, dict) and value and (slot is None or slot.kind in ("form", "table"))
        if goes_on and not (raw is not None and _is_new(raw, here)):
            yield from flat_changes(value, here, raw)
        else:
            yield dotted(here), value


def _is_new(raw: Mapping[str, Any], keys: Keys) -> bool:
    """Whether a path is an entry of a table that does not have it."""
    outer = slot_at(keys[:-1])
    return outer is not None and outer.kind == "table" and value_at(raw, keys) is None


def check_scenario_paths(raw: Mapping[str, Any], scenario: Scenario, places: Places, id: str = "") -> list[Finding]:
    """What a scenario changes that it may not: anything but the figures and switches that the plan has."""
    findings: list[Finding] = []
    for path, value in scenario.changes.items():
        where = f"{change_spot(places, ('scenarios', id, 'changes'), path)}: {path}" if id else path
        findings += [Fault(where, found, remedy) for found, remedy in _scenario_fault(raw, path, value)]
    return findings


def change_spot(places: Places, table: Keys, path: str) -> str:
    """Where a table of changes says one of them, with quotes around the path or as tables."""
    if (*table, path) in places.spots:
        return places.spot((*table, path))
    try:
        return places.spot((*table, *split_path(path)))
    except ValueError:
        return places.spot(table)


def _scenario_fault(raw: Mapping[str, Any], path: str, value: Any) -> Iterator[tuple[str, str]]:
    trial = change_fault(raw, path, value)
    if trial is not None:
        yield trial.found, trial.remedy
        return
    keys = split_path(path)
    slot = slot_at(keys)
    if slot is not None and slot.kind not in ("figure", "switch", "date"):
        yield "a scenario may change figures, choices and dates only, and this is structural", _EXTEND
        return
    figure = keys if slot is not None else _figure_of(keys)
    asked, before = slot_at(figure), value_at(raw, figure)
    if asked is not None and asked.kind == "figure" and before is None and not asked.has_default:
        found = "the plan gives no figure here that a scenario could change"
        yield found, f"Give {dotted(figure)} in the plan first{_allowed(asked.meaning)}"
    elif max(_ages(value), _ages(before)) > 1:
        # By age a figure is a table of the model, and scenarios have one set of tables.
        yield (
            "a scenario may not change a figure by age",
            f"Give {dotted(figure)} one value for all ages, or extend this file.",
        )


def _allowed(meaning: Meaning | None) -> str:
    """What a figure may be that is given so that a scenario can change it: 0, where that is allowed."""
    if meaning is not None and meaning.dated:
        return ", with by_year and the year and amount."
    if meaning is None or meaning.at_least <= 0 <= meaning.at_most:
        return "; 0 will do."
    most = (
        f"from {meaning.at_least:g} to {meaning.at_most:g}"
        if meaning.at_most < LARGEST
        else f"of {meaning.at_least:g} or more"
    )
    return f", as a number {most}."


_EXTEND = "Put it in a file that extends this one."


def _figure_of(keys: Keys) -> Keys:
    while slot_at(keys) is None:
        keys = keys[:-1]
    return keys


def _ages(figure: object) -> int:
    ages = figure.get("by_age") if isinstance(figure, dict) else figure
    return len(ages) if isinstance(ages, list | tuple) else 1


def scenario_places(scenario: Scenario, places: Places, id: str) -> Places:
    """The places of a plan that a scenario has changed: what it changes stands where the scenario says it."""
    table = ("scenarios", id, "changes")
    return places.changed({split_path(path): change_spot(places, table, path) for path in scenario.changes})
