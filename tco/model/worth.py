"""What the devices in service are worth: what was paid for them, times the share of it that is left at their age."""

from __future__ import annotations

from tco.formula.expression import Expression, sum_of
from tco.formula.rows import Block
from tco.model.stock import FleetRows


def worth_rows(block: Block, rows: FleetRows) -> None:
    """What a fleet is worth when the year begins, where the plan knows the share of the price that is kept each year.

    It is the worth at resale of what serves, by the same share that prices what is retired; nothing is posted.
    """
    made = {row.id: row for row in block.rows}
    share, part = made.get(f"{block.id}.resale_share"), made.get(f"{block.id}.resale_part")
    if share is None:
        return
    paid: Expression = rows.price_paid if part is None else rows.price_paid * part
    worth = block.row("worth_by_cohort", "Worth", "usd", rows.serving * paid * share, table=rows.cohorts.table)
    block.row("worth", "Worth in service, at the year's start", "usd", sum_of(worth))
