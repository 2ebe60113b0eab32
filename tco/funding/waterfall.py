"""The waterfall: each year's cost is paid source by source in the district's order, and the rest is the gap."""

from __future__ import annotations

from collections.abc import Mapping

from tco.formula.expression import Prior, at_least, at_most, sum_rows, total_of
from tco.formula.rows import Block, Row
from tco.inputs.funding import Source
from tco.inputs.given import meaning_of
from tco.model.ask import ask, input_row
from tco.model.ground import Ground

KINDS_OF_MONEY = {"recurring": "recurring money", "one_time": "one-time money", "at_risk": "money at risk of renewal"}


def waterfall_rows(ground: Ground, cost: Row) -> None:
    """Sources and uses: paid by each source, what each has left, and what nobody pays."""
    sheet = ground.model.sheet("funding", "Sources and uses")
    in_all = sheet.block("funding", "In all: each source pays any cost, in the plan's order")
    remaining, payments = cost, {}
    for id, source in ground.plan.sources.items():
        payments[id], remaining = source_rows(sheet.block(f"sources.{id}", source.label), source, remaining)
    in_all.row("cost", "Cost to be paid", "usd", cost)
    if payments:
        in_all.row("paid", "Paid by sources", "usd", sum_rows(list(payments.values())))
    in_all.row("gap", "Not covered", "usd", remaining)
    if payments:
        lasting_rows(ground, in_all, payments)


def lasting_rows(ground: Ground, block: Block, payments: Mapping[str, Row]) -> None:
    """What kind of money pays, and the recurring cost that no recurring money pays: what is left when the rest ends."""
    paid = {}
    for kind, label in KINDS_OF_MONEY.items():
        rows = [payments[id] for id, source in ground.plan.sources.items() if source.recurrence == kind]
        paid[kind] = block.row(f"paid_{kind}", f"Paid by {label}", "usd", sum_rows(rows) if rows else 0)
    lasting = total_of(block.timeline, budgeted="yes", recurrence="recurring")
    recurring = block.row("recurring_cost", "Recurring cost", "usd", lasting)
    exposed = at_least(0, recurring - paid["recurring"])
    block.row("exposed", "Recurring cost without recurring money", "usd", exposed)


def source_rows(block: Block, source: Source, remaining: Row) -> tuple[Row, Row]:
    """One source: opening + received = paid + lapsed + closing. Gives what it pays and what remains to be paid."""
    renewal = f"renewal: {source.renewal}" if source.renewal else ""
    note = ". ".join(part for part in (source.amount.note, KINDS_OF_MONEY[source.recurrence], renewal) if part)
    amount = source.amount.model_copy(update={"note": note})
    received = input_row(block, "amount", amount, meaning_of(Source, "amount"))
    start = ask(block, source, "opening_balance") if source.opening_balance is not None else None
    closing = block.announce("closing", "Balance at year end", "usd")
    opening = block.row("opening", "Balance at the start", "usd", Prior(closing))
    available = block.row("available", "Available", "usd", opening + received)
    paid = block.row("paid", "Pays", "usd", at_most(available, at_least(0, remaining)))
    left = block.row("left", "Left at year end", "usd", available - paid)
    lapsed = block.row("lapsed", "Lapses", "usd", 0 if source.carries_over else left + 0)
    block.define(closing, left - lapsed, opening=start)
    return paid, block.row("remaining", "Left for the next source", "usd", remaining - paid)
