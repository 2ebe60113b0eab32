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
    paid: Expression = rows.price_paid
    if block.has("resale_part"):
        paid = paid * block.made("resale_part")
    if block.has("resale_share"):
        one = paid * block.made("resale_share")
    elif block.has("resale_each") and fleet.resale_price is None:
        one = where(rows.age > 0, block.made("resale_each"), paid)
    else:
        return
    serving = rows.serving if rows.lessors is None else block.made("own_serving")
    worth = block.row("worth_by_cohort", "Worth", "usd", serving * one, table=rows.cohorts.table)
    block.row("worth", "Worth in service, at the year's start", "usd", sum_of(worth))
