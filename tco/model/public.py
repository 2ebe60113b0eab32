"""Public figures from the shelf as rows, each with its source and with how far it holds."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from tco.formula.rows import Block, Origin, Row
from tco.rules.shelf import Figure, dates_of, figure, first_day

if TYPE_CHECKING:
    from tco.model.ground import Ground


def public_row(ground: Ground, block: Block, name: str, *, start_month: int = 0) -> Row:
    """A public figure as it stands at the start of each fiscal year, or of the year of a program that begins in `start_month`.

    Raises FigureError before its first date.
    """
    month = start_month or ground.plan.calendar.start_month
    found = [figure(name, on=first_day(year, start_month=month)) for year in block.timeline.years]
    latest = found[-1]
    values = [each.value for each in found]
    return block.numbers(name, latest.label, latest.unit, values, public_origin(latest))


def public_number(block: Block, name: str, on: datetime.date) -> Row:
    """A public figure as it stands on one day, for all years of the plan. Raises FigureError before its first date."""
    known = figure(name, on=on)
    return block.number(name, known.label, known.unit, known.value, public_origin(known))


def public_origin(known: Figure, *, asked: datetime.date | None = None) -> Origin:
    """Where a public figure comes from, and whether it is older than the day it is asked for, or younger."""
    said = f"The latest that is known, of {known.since}" if known.holds_past_last else ""
    if asked is not None and asked < known.since:
        said = f"The first that is known, of {known.since}, is taken for {asked} too"
    note = ". ".join(part.rstrip(".") for part in (known.note, said) if part)
    return Origin(f"rules.{known.name}", known.source, note)


def latest_number(block: Block, name: str) -> Row:
    """A public figure as it was last read, for all years of the plan."""
    return public_number(block, name, dates_of(name)[-1])


def known_row(block: Block, name: str, *, start_month: int) -> Row:
    """A public figure as it stands at the start of each fiscal year; in years before its first date, its first."""
    first, days = dates_of(name)[0], [first_day(year, start_month=start_month) for year in block.timeline.years]
    found = [figure(name, on=max(day, first)) for day in days]
    origin = public_origin(found[-1], asked=min(days) if min(days) < first else None)
    return block.numbers(name, found[-1].label, found[-1].unit, [each.value for each in found], origin)
