"""A second export beside the first, by serial number: what one lacks the other fills, and what differs is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tco.errors import Advice, Finding
from tco.inputs.places import shown
from tco.inputs.units import NAMED, Source, Unit, Units, devices, named

FILLED = ("model", "support_end", "platform_released", "price_paid", "paid_by", "school", "note")
"""What one export lacks and the other has."""


def join(first: Units, other: Units, source: Source) -> None:
    """Put a second export beside the first, by serial number: what a device lacks is filled in, and what differs is said."""
    differ: dict[str, list[tuple[Unit, str, str]]] = {}
    alone: list[Unit] = []
    matched: set[str] = set()
    without = [unit for unit in other.units if not unit.serial]
    models: dict[str, str] = {}
    for unit in other.units:
        into = first.by_serial.get(unit.serial) if unit.serial else None
        if into is not None:
            matched.add(unit.serial)
            if unit.model and into.model not in ("", unit.model):
                models.setdefault(unit.model, into.model)
            for column, ours, theirs in _fill(into, unit):
                differ.setdefault(column, []).append((into, ours, theirs))
        elif unit.serial:
            alone.append(unit)
    only_first = [unit for unit in first.units if unit.serial not in matched]
    first.findings += [*other.findings, *_joined_findings(first, other, source, only_first, alone, without, differ)]
    first.faults += other.faults
    first.twice += other.twice
    first.near = first.near or other.near
    if source.counts:
        first.findings += _models_named_twice(first, other, models, alone)
        first.units += alone
        first.by_serial |= {unit.serial: unit for unit in alone}


def _models_named_twice(
    first: Units, other: Units, models: Mapping[str, str], alone: Sequence[Unit]
) -> Iterator[Finding]:
    """One model under two names, as a joined serial number shows: devices that only the other export has keep its name."""
    apart = {theirs: [unit for unit in alone if unit.model == theirs] for theirs in models}
    said = [
        f"{shown(theirs)} for {shown(models[theirs])}, {devices(units)}" for theirs, units in apart.items() if units
    ]
    if said:
        more = f"; and {len(said) - NAMED:,} more" if len(said) > NAMED else ""
        found = f"models that {first.path.name} calls otherwise, of devices that only this file has: "
        remedy = "A model under two names makes two lots; write one name in both files."
        yield Advice(str(other.path), f"{found}{'; '.join(said[:NAMED])}{more}", remedy)


def _fill(unit: Unit, other: Unit) -> Iterator[tuple[str, str, str]]:
    """Fill in what one export lacks from the other; gives each column in which both say something and differ."""
    for column in FILLED:
        ours, theirs = getattr(unit, column), getattr(other, column)
        if ours is None or ours == "":
            setattr(unit, column, theirs)
        elif theirs not in (None, "", ours) and column != "note" and str(ours).lower() != str(theirs).lower():
            yield column, str(ours), str(theirs)
    if unit.year is None:
        unit.bought, unit.year = other.bought, other.year
    elif other.year not in (None, unit.year):
        yield "bought", str(unit.bought), str(other.bought)
    if not unit.status:
        unit.status, unit.serves = other.status, other.serves
    elif other.status and (unit.serves is False) != (other.serves is False):
        yield "status", unit.status, other.status
    unit.retired = unit.retired or other.retired
    unit.last_seen = max(filter(None, (unit.last_seen, other.last_seen)), default=None)


def _joined_findings(
    first: Units,
    other: Units,
    source: Source,
    only_first: Sequence[Unit],
    alone: Sequence[Unit],
    without: Sequence[Unit],
    differ: Mapping[str, Sequence[tuple[Unit, str, str]]],
) -> Iterator[Finding]:
    """What putting two exports beside each other showed."""
    here, there = first.path.name, other.path.name
    for column, cases in differ.items():
        unit, ours, theirs = cases[0]
        found = f"{column} differs from {there} for {len(cases):,} of the devices, first {unit.name}"
        found += f": {shown(ours)} here, {shown(theirs)} there"
        yield Advice(str(first.path), found, f"What {here} says is taken; correct the one that is wrong.")
    if only_first:
        found = f"{devices(only_first)} not in {there}: {named(only_first)}"
        yield Advice(str(first.path), found, "They are counted, as this file alone says.")
    if alone:
        found = f"{devices(alone)} not in {here}: {named(alone)}"
        remedy = "They are counted; say counts = false in join where the other file has all that are there."
        yield Advice(str(other.path), found, remedy if source.counts else "They are left out, as the join says.")
    if without:
        found = f"{devices(without)} without a serial number: {named(without)}"
        yield Advice(str(other.path), found, "They cannot be put beside the other file and are left out.")
