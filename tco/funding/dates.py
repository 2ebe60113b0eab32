"""The days that a source gives, as whole months in which costs are committed and paid."""

from __future__ import annotations

import datetime

from tco.formula.expression import month_from, month_to
from tco.formula.rows import Block, Origin, Row
from tco.formula.units import day_number
from tco.inputs.funding import Source

DAYS = {
    "opens": ("Opens on", "First whole month from then", month_from),
    "obligate_by": ("Commit by", "Last whole month until then", month_to),
    "liquidate_by": ("Pay by", "Last whole month until then, of payment", month_to),
}


def month_row(block: Block, source: Source, field: str) -> Row | None:
    """A day that the plan gives, and the whole month that it comes to; both made on first asking."""
    day: datetime.date | None = getattr(source, field)
    if day is None:
        return None
    if block.has(f"{field}_month"):
        return block.made(f"{field}_month")
    label, of_month, month_of = DAYS[field]
    given = block.number(field, label, "date", day_number(day), Origin(f"{block.id}.{field}", note=source.dates_from))
    return block.constant(f"{field}_month", of_month, "month", month_of(given))
