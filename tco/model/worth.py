"""What the devices in service are worth: what was paid for them, times the share of it that is left at their age."""

from __future__ import annotations

from tco.formula.expression import Expression, sum_of, where
from tco.formula.rows import Block
from tco.inputs.devices import Fleet
from tco.model.stock import FleetRows


def worth_rows(block: Block, fleet: Fleet, rows: FleetRows) -> None:
    """What a fleet is worth when the year begins, where the plan knows what a device is worth at its age.

    It is the worth of what serves by the same share that prices what is retired; a device bought in the year is worth its price.
    A price at the end of life alone says nothing of the years before it. Nothing is posted.
    """
    made = {row.id: row for row in block.rows}
    share, each, part = (made.get(f"{block.id}.{name}") for name in ("resale_share", "resale_each", "resale_part"))
    paid: Expression = rows.price_paid if part is None else rows.price_paid * part
    if share is not None:
        one = paid * share
    elif each is not None and fleet.resale_price is None:
        one = where(rows.age > 0, each, paid)
    else:
        return
    worth = block.row("worth_by_cohort", "Worth", "usd", rows.serving * one, table=rows.cohorts.table)
    block.row("worth", "Worth in service, at the year's start", "usd", sum_of(worth))
