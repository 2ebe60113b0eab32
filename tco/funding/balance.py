"""What a source has from year to year: opening + received + transferred = paid + lapsed + closing."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Prior, at_least
from tco.formula.rows import Block, Row
from tco.funding.money import Money
from tco.funding.transfers import available_row
from tco.inputs.funding import Source
from tco.model.ask import ask
from tco.model.ground import Ground


@dataclass(frozen=True)
class Balance:
    """A source's balance: at the start of each year, at its end (not yet defined), and before the plan."""

    opening: Row
    closing: Row
    before: Row | None


def balance_rows(block: Block, source: Source) -> Balance:
    """The balance at the start of each year, which is that at the end of the year before."""
    before = ask(block, source, "opening_balance") if source.opening_balance is not None else None
    closing = block.announce("closing", "Balance at year end", "usd")
    return Balance(block.row("opening", "Balance at the start", "usd", Prior(closing)), closing, before)


def kept_money(
    ground: Ground,
    block: Block,
    source: Source,
    balance: Balance,
    received: Row,
    *,
    lapses: Row | int = 0,
    floor: Row | None = None,
) -> Money:
    """The money of a source that keeps what it does not pay, but for the years in which `lapses` is 1. It pays down to its `floor`."""
    available = available_row(ground, block, source, balance.opening, received, floor)
    lasting = available
    if floor is not None:
        lasting = block.row("above_floor", "Available above the floor", "usd", at_least(0, available - floor))

    def settle(paid: Row, capped_paid: Row | None) -> None:
        left = block.row("left", "Left at year end", "usd", available - paid)
        lapsed = block.row("lapsed", "Lapses", "usd", left * lapses)
        block.define(balance.closing, left - lapsed, opening=balance.before)

    return Money(lasting, settle)
