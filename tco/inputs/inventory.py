"""A district's inventory from one export or several: which devices count, and the lots that age together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tco.errors import Advice, Fault, Finding
from tco.inputs.csv_file import Entries, Taken
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.faults import MOST_FAULTS_OF_A_KIND, slug
from tco.inputs.files import Unreadable
from tco.inputs.join import join
from tco.inputs.layouts import LAYOUTS, OURS
from tco.inputs.named import Take, bad_reference, check_keys, file_named, renamed_columns
from tco.inputs.paths import hint
from tco.inputs.places import Keys, Places, shown
from tco.inputs.units import Source, Unit, Units, devices, first_day, named, read_units

MOST_LOTS = 2_000
"""Lots of one fleet; more of them mean that a column with a different text on each line was taken for another."""
LEAVE_OUT = "leave out"
BESIDE_CSV = ("csv", "columns", "layout", "join", "seen_since", "on", "undated", "in_service", "out_of_service")
BESIDE_JOIN = ("csv", "columns", "layout", "counts")

LotKey = tuple[str, int, datetime.date | None, datetime.date | None, str, bool]


@dataclass(frozen=True)
class Asked:
    """Which exports hold the devices, and which of them count.

    Devices last seen before `seen_since` do not count. With `on` the devices of that day count. Those that nothing dates are a
    fault, unless `undated` says the fiscal year to take for them, or to leave them out. `words` explains statuses.
    """

    sources: tuple[Source, ...]
    seen_since: datetime.date | None = None
    on: datetime.date | None = None
    undated: int | str | None = None
    words: Mapping[str, bool] = field(default_factory=dict)


@dataclass
class Inventory:
    """What became of every device of the exports: those that count, and those that do not, by the reason."""

    path: Path
    counted: list[Unit] = field(default_factory=list)
    gone: list[Unit] = field(default_factory=list)
    ghosts: list[Unit] = field(default_factory=list)
    undated: list[Unit] = field(default_factory=list)
    later: list[Unit] = field(default_factory=list)
    twice: list[Unit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    faults: int = 0

    @property
    def by_fate(self) -> dict[str, list[Unit]]:
        """Every device, by what became of it."""
        return {
            "counted": self.counted,
            "out of service": self.gone,
            "not seen": self.ghosts,
            "not dated": self.undated,
            "bought later": self.later,
            "there twice": self.twice,
        }


def take_inventory(asked: Asked, start_month: int) -> Inventory:
    """Read the exports, put them beside each other and say which devices count. Raises Unreadable."""
    needed = _needed(asked)
    first, *others = (read_units(source, needed[n], start_month, asked.words) for n, source in enumerate(asked.sources))
    for other, source in zip(others, asked.sources[1:], strict=True):
        join(first, other, source)
    found = Inventory(first.path, twice=first.twice, findings=first.findings, faults=first.faults)
    for unit in first.units:
        _fate(found, unit, asked).append(unit)
    _say_who_is_left_out(found, first, asked)
    _check_models(found)
    if isinstance(asked.undated, int):
        for unit in found.undated:
            unit.bought, unit.year = first_day(asked.undated, start_month), asked.undated
        found.counted += found.undated
    return found


def _needed(asked: Asked) -> list[tuple[str, ...]]:
    """The columns that each export must have: serial numbers where they are joined by them."""
    if len(asked.sources) > 1:
        return [("serial",)] * len(asked.sources)
    dated = asked.sources[0].layout is LAYOUTS["generic"] and asked.undated is None
    return [("model", "bought") if dated else ("model",)]


def _fate(found: Inventory, unit: Unit, asked: Asked) -> list[Unit]:
    """Where a device belongs: among those that count, or among those that do not for one reason."""
    if _is_gone(unit, asked.on):
        return found.gone
    if _is_ghost(unit, asked):
        return found.ghosts
    if unit.year is None or unit.bought is None:
        return found.undated
    return found.later if asked.on is not None and unit.bought > asked.on else found.counted


def _is_gone(unit: Unit, on: datetime.date | None) -> bool:
    """Whether a device is out of service: now, or on a day. A known day of retirement counts unless the status says otherwise."""
    if unit.serves or (unit.serves is None and unit.retired is None):
        return False
    return unit.retired is None or on is None or unit.retired <= on


def _is_ghost(unit: Unit, asked: Asked) -> bool:
    """Whether nobody has seen a device since the day that counts; one seen or retired after the day asked about was there."""
    if asked.seen_since is None or unit.last_seen is None or unit.last_seen >= asked.seen_since:
        return False
    return asked.on is None or max(unit.last_seen, unit.retired or unit.last_seen) < asked.on


def _say_who_is_left_out(found: Inventory, first: Units, asked: Asked) -> None:
    """Nothing is left out silently: each reason with its number of devices and the first of them."""

    def say(units: Sequence[Unit], words: str, remedy: str) -> None:
        if units:
            found.findings.append(Advice(str(found.path), f"{devices(units)} {words}: {named(units)}", remedy))

    say(
        found.gone, "out of service", "They are not counted; say in_service = [...] where a status means another thing."
    )
    if asked.on is not None:
        dateless = [unit for unit in found.gone if unit.retired is None]
        say(dateless, "out of service since a day that is not known", f"Some of them may have served on {asked.on}.")
    say(found.ghosts, f"not seen since {asked.seen_since}", "They are not counted. Look for them, or write them off.")
    say(found.later, f"bought after {asked.on}", "They are not counted.")
    if asked.seen_since:
        never = [unit for unit in (*found.counted, *found.undated) if unit.last_seen is None]
        say(never, "without a day on which they were last seen", "They are counted; join an export that has the day.")
    if not found.undated:
        return
    if asked.undated is None:
        text = f"{devices(found.undated)} could not be dated: {named(found.undated)}"
        found.findings.append(Fault(found.undated[0].place, text, _dating_remedy(first.near)))
        found.faults += 1
    else:
        again = f"They are left out: they are in no lot, so that a plan buys {devices(found.undated)} anew."
        kept = f"FY{asked.undated} is taken for them." if isinstance(asked.undated, int) else again
        say(found.undated, "could not be dated", kept)


def _dating_remedy(near: str) -> str:
    remedy = 'Join a list that has their purchase, or say undated = "leave out" or a fiscal year, undated = 2022.'
    return remedy + (f' What comes near is columns = {{ bought = "{near}" }}.' if near else "")


def _check_models(found: Inventory) -> None:
    """A device without a model can be in no lot."""
    nameless = [unit for unit in (*found.counted, *found.undated) if not unit.model]
    for unit in nameless[:MOST_FAULTS_OF_A_KIND]:
        found.findings.append(
            Fault(
                unit.place,
                "no model: the cell is empty or has the mark of a missing value",
                "Fill it in, or delete the line.",
            )
        )
    if len(nameless) > MOST_FAULTS_OF_A_KIND:
        more = f"{len(nameless) - MOST_FAULTS_OF_A_KIND:,} more devices without a model"
        found.findings.append(Fault(str(found.path), more, "Join a list that has the models, or fill them in."))
    found.faults += len(nameless)


# Lots


@dataclass
class Gathered:
    """The devices of one lot so far; `paid` is what those with a price cost together, `priced` how many they are."""

    unit: Unit
    pieces: float = 0
    paid: float = 0
    priced: float = 0
    schools: set[str] = field(default_factory=set)

    def add(self, unit: Unit) -> None:
        self.pieces += unit.count
        self.schools.add(unit.school)
        if unit.price_paid is not None:
            self.paid += unit.price_paid * unit.count
            self.priced += unit.count


def lots_of(found: Inventory, undated: Sequence[Unit]) -> dict[LotKey, Gathered]:
    """Devices gathered by model, fiscal year, support end, source of funds and whether the year is only taken for them."""
    taken = {id(unit) for unit in undated}
    lots: dict[LotKey, Gathered] = {}
    for unit in found.counted:
        if unit.year is not None:
            key = (unit.model, unit.year, unit.support_end, unit.platform_released, unit.paid_by, id(unit) in taken)
            lots.setdefault(key, Gathered(unit)).add(unit)
    return lots


def inventory_taken(folder: Path, start_month: int) -> Take:
    """How a fleet's lots are taken from the exports that its `inventory` names."""

    def take(reference: Mapping[str, Any], places: Places, keys: Keys) -> Taken:
        asked = asked_of(reference, places, keys, folder)
        found = take_inventory(asked, start_month)
        lots = lots_of(found, found.undated if isinstance(asked.undated, int) else ())
        if len(lots) > MOST_LOTS:
            gathered = "Lines are gathered by model, fiscal year, support end and source of funds; check those columns."
            text = f"the lines make {len(lots):,} lots, at most {MOST_LOTS:,} are expected"
            return Taken({}, {}, [*found.findings, Fault(f"{found.path}:1", text, gathered)], True)
        ids = dict(zip(lots, lot_ids(lots), strict=True))
        entries: Entries = {ids[key]: _lot(key, lot, found.path.name) for key, lot in lots.items()}
        spots: dict[Keys, str] = {(ids[key],): lot.unit.place for key, lot in lots.items()}
        return Taken(entries, spots, found.findings, bool(found.faults))

    return take


def lot_ids(keys: Iterable[LotKey]) -> list[str]:
    """An id for each lot, of its model and year, numbered where several share those."""
    ids: list[str] = []
    shared: dict[str, int] = {}
    for model, bought, *_ in keys:
        stem = f"{slug(model)[:45]}_{bought}"
        shared[stem] = shared.get(stem, 0) + 1
        ids.append(stem if shared[stem] == 1 else f"{stem}_lot_{shared[stem]}")
    return ids


def _lot(key: LotKey, gathered: Gathered, file: str) -> dict[str, Any]:
    model, bought, support_end, released, paid_by, taken = key
    unit, schools = gathered.unit, gathered.schools
    lot: dict[str, Any] = {"model": model, "bought": bought, "count": gathered.pieces, "source": file}
    if support_end is not None:
        lot["support_end"] = support_end
    elif released is not None:
        lot["platform_released"] = released
    if gathered.priced:
        lot["price_paid"] = round(gathered.paid / gathered.priced, 2)
    note = "The export does not date them; this year is taken." if taken else unit.note
    texts = {"paid_by": paid_by, "school": next(iter(schools)) if len(schools) == 1 else "", "note": note}
    return lot | {name: text for name, text in texts.items() if text} | ({"assumption": True} if taken else {})


# What the plan asks for


def asked_of(reference: Mapping[str, Any], places: Places, keys: Keys, folder: Path) -> Asked:
    """What a fleet's `inventory` asks for. Raises Unreadable."""
    check_keys(reference, places, keys, BESIDE_CSV)
    return Asked(
        (_source(reference, places, keys, folder), *_joins(reference, places, keys, folder)),
        _day(reference, places, (*keys, "seen_since")),
        _day(reference, places, (*keys, "on")),
        _undated(reference, places, (*keys, "undated")),
        {
            **dict.fromkeys(_words(reference, places, (*keys, "in_service")), True),
            **dict.fromkeys(_words(reference, places, (*keys, "out_of_service")), False),
        },
    )


def _source(reference: Mapping[str, Any], places: Places, keys: Keys, folder: Path, *, counts: bool = True) -> Source:
    path = file_named(reference, places, keys, folder)
    name = reference.get("layout", "generic")
    if not isinstance(name, str) or name not in LAYOUTS:
        found = f"unknown layout {shown(name)}"
        raise Unreadable(places.place((*keys, "layout")), found, hint(shown(name).strip("'"), LAYOUTS, "layouts"))
    renamed = renamed_columns(reference, places, keys, OURS)
    return Source(path, LAYOUTS[name], renamed, places.place((*keys, "csv")), counts)


def _joins(reference: Mapping[str, Any], places: Places, keys: Keys, folder: Path) -> Iterator[Source]:
    """The exports to put beside the first: one table or a list of them."""
    said = reference.get("join", [])
    for number, other in enumerate(said if isinstance(said, list | tuple) else [said]):
        at = (*keys, "join", str(number)) if isinstance(said, list | tuple) else (*keys, "join")
        if not isinstance(other, dict):
            fault = bad_reference(places.place(at), other)
            raise Unreadable(fault.place, fault.found, fault.remedy)
        check_keys(other, places, at, BESIDE_JOIN)
        counts = other.get("counts", True)
        if not isinstance(counts, bool):
            raise Unreadable(places.place((*at, "counts")), f"found {shown(counts)}", "Write true or false.")
        yield _source(other, places, at, folder, counts=counts)


def _day(reference: Mapping[str, Any], places: Places, keys: Keys) -> datetime.date | None:
    said = reference.get(keys[-1])
    if isinstance(said, datetime.datetime):
        return said.date()
    if said is not None and not isinstance(said, datetime.date):
        raise Unreadable(
            places.place(keys), f"expected a date, found {shown(said)}", "Write 2026-01-01, without quotes."
        )
    return said


def _undated(reference: Mapping[str, Any], places: Places, keys: Keys) -> int | str | None:
    said = reference.get("undated")
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    is_year = type(said) is int and SUPPORTED_YEARS[0] <= said <= SUPPORTED_YEARS[1]
    if said is not None and said != LEAVE_OUT and not is_year:
        found = f'expected "{LEAVE_OUT}" or a fiscal year, found {shown(said)}'
        raise Unreadable(places.place(keys), found, 'Write undated = "leave out" or undated = 2022.')
    return said if is_year or isinstance(said, str) else None


def _words(reference: Mapping[str, Any], places: Places, keys: Keys) -> list[str]:
    said = reference.get(keys[-1], [])
    if not isinstance(said, list | tuple) or not all(isinstance(word, str) for word in said):
        remedy = f'Write a list of statuses: {keys[-1]} = ["Surplus"].'
        raise Unreadable(places.place(keys), f"expected a list of words, found {shown(said)}", remedy)
    return [word.lower().strip() for word in said]
