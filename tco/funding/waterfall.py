"""The waterfall: each year's cost is paid source by source in the district's order, and the rest is the gap."""

from __future__ import annotations

from collections.abc import Mapping

from tco.formula.expression import Prior, at_least, at_most, sum_rows, total_of
from tco.formula.rows import Block, Row
from tco.funding.balance import balance_rows, kept_money
from tco.funding.levies import levy_money
from tco.funding.bonds import bond_costs, bond_money
from tco.funding.allotments import allotment_money
from tco.funding.fees import fees_money
from tco.funding.fund_balance import fund_money
from tco.funding.reserves import reserve_money
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
        payments[id], remaining = source_rows(ground, cost, BLOCKS.get(id) or sheet.block(f"sources.{id}", source.label), source, remaining)
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


WAYS = {"levy": levy_money, "bond": bond_money, "allotment": allotment_money, "fees": fees_money, "fund": fund_money}


def source_rows(ground: Ground, cost: Row, block: Block, source: Source, remaining: Row) -> tuple[Row, Row]:
    """One source: opening + received = paid + lapsed + closing. Gives what it pays and what remains to be paid."""
    renewal = f"renewal: {source.renewal}" if source.renewal else ""
    if source.amount is None:
        block.number("counted", "Counts", "flag", 1) if not block.has("counted") else None
        if source.reserve is not None:
            money = reserve_money(ground, block, source, cost)
        else:
            name = next(n for n in ("levy", "bond", "allotment", "fees", "fund") if getattr(source, n) is not None)
            money = WAYS[name](ground, block, source)
        paid = block.row("paid", "Pays", "usd", at_most(money.lasting, at_least(0, remaining)))
        money.settle(paid, None)
        return paid, block.row("remaining", "Left for the next source", "usd", remaining - paid)
    note = ". ".join(part for part in (source.amount.note, KINDS_OF_MONEY[source.recurrence], renewal) if part)
    amount = source.amount.model_copy(update={"note": note})
    balance = balance_rows(block, source)
    received = input_row(block, "amount", amount, meaning_of(Source, "amount"))
    received = block.row("received", "Received", "usd", received + 0)
    money = kept_money(ground, block, source, balance, received, lapses=0 if source.carries_over else 1)
    paid = block.row("paid", "Pays", "usd", at_most(money.lasting, at_least(0, remaining)))
    money.settle(paid, None)
    return paid, block.row("remaining", "Left for the next source", "usd", remaining - paid)


BLOCKS = {}


def costs_rows(ground):
    BLOCKS.clear()
    sheet = ground.model.sheet("funding", "Sources and uses")
    for id, source in ground.plan.sources.items():
        if source.bond is not None:
            block = BLOCKS[id] = sheet.block(f"sources.{id}", source.label)
            block.number("counted", "Counts", "flag", 1)
            bond_costs(ground, block, source)
