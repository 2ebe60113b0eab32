"""The waterfall: each year's cost is paid source by source in the district's order, and the rest is the gap."""

from __future__ import annotations

from tco.formula.expression import Prior, at_least, at_most, sum_rows
from tco.formula.rows import Block, Row
from tco.inputs.funding import Source
from tco.model.ask import ask
from tco.model.ground import Ground


def waterfall_rows(ground: Ground, cost: Row) -> None:
    """Sources and uses: paid by each source, what each has left, and what nobody pays."""
    sheet = ground.model.sheet("funding", "Sources and uses")
    remaining, payments = cost, []
    for id, source in ground.plan.sources.items():
        block = sheet.block(f"sources.{id}", source.label)
        paid, remaining = source_rows(block, source, remaining)
        payments.append(paid)
    block = sheet.block("funding", "Sources and uses in all")
    block.row("cost", "Cost to be paid", "usd", cost)
    if payments:
        block.row("paid", "Paid by sources", "usd", sum_rows(payments))
    block.row("gap", "Not covered", "usd", remaining)


def source_rows(block: Block, source: Source, remaining: Row) -> tuple[Row, Row]:
    """One source: opening + received = paid + lapsed + closing. Gives what it pays and what remains to be paid."""
    received = ask(block, source, "amount")
    start = ask(block, source, "opening_balance") if source.opening_balance is not None else None
    closing = block.announce("closing", "Balance at year end", "usd")
    opening = block.row("opening", "Balance at the start", "usd", Prior(closing))
    available = block.row("available", "Available", "usd", opening + received)
    paid = block.row("paid", "Pays", "usd", at_most(available, at_least(0, remaining)))
    left = block.row("left", "Left at year end", "usd", available - paid)
    lapsed = block.row("lapsed", "Lapses", "usd", 0 if source.carries_over else left + 0)
    block.define(closing, left - lapsed, opening=start)
    return paid, block.row("remaining", "Still to be paid", "usd", remaining - paid)
