"""What a source has from year to year: opening + received + transferred = paid + lapsed + closing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tco.formula.expression import Expression, Prior, at_least, cents, equals, where
from tco.formula.rows import Block, Row
from tco.funding.dates import month_row
from tco.funding.funds import Funds
from tco.funding.money import Money
from tco.funding.transfers import available_row
from tco.inputs.funding import Source
from tco.model.ask import ask


@dataclass(frozen=True)
class Opening:
    """A source's balance before the plan, where it is given, at the start of each year, and at its end, which is yet to be defined."""

    before: Row | None
    opening: Row
    closing: Row


def opening_rows(block: Block, source: Source) -> Opening:
    """The balance at the start of each year, which is that at the end of the year before."""
    before = ask(block, source, "opening_balance") if source.opening_balance is not None else None
    closing = block.announce("closing", "Balance at year end", "usd")
    return Opening(before, block.row("opening", "Balance at the start", "usd", Prior(closing)), closing)


def balance(
    funds: Funds,
    block: Block,
    source: Source,
    received: Row,
    *,
    of: Opening | None = None,
    lapses: Row | int | None = None,
    floor: Row | None = None,
) -> Money:
    """A source's yearly identity: opening + received + transferred = paid + lapsed + closing.

    What it keeps follows from its dates (what is committed in time may be paid until `liquidate_by`, and the rest lapses then), else
    from `lapses`: 1 in the years whose end takes what is left; unless said, from whether it carries over. It pays, and gives others,
    down to its `floor` [usd].
    """
    of = of or opening_rows(block, source)
    available = available_row(funds, block, source, of.opening, received, floor)
    free = available
    if floor is not None:
        free = block.row("above_floor", "Available above the floor", "usd", at_least(0, available - floor))
    ends = _end_row(funds, block, source)
    lasting, ending = free, None
    if ends is not None:
        lasting = block.row("lasting", "Of it, for the whole year", "usd", free - free * ends)
        ending = block.row("ending", "Of it, until its last month", "usd", free * ends)
    room = _cap_room(block, source, received, of.before)
    lapses = _lapses(funds, block, source, ends, lapses)

    def settle(paid: Row, capped: Row | None) -> None:
        rest = where(
            equals(available, paid), 0, available - paid
        )  # LibreOffice alone would lose what float noise leaves
        left = block.row("left", "Left at year end", "usd", rest)
        block.row("lapsed", "Lapses", "usd", _lost(left, lapses))
        block.define(of.closing, left - block.made("lapsed"), opening=of.before)
        if room is not None and capped is not None:
            unused = block.row("cap_left", "Left of its cap at year end", "usd", room.most - capped)
            kept = unused - _lost(unused, lapses)
            block.define(room.unused, kept, opening=room.opening)

    return Money(
        lasting,
        settle,
        ending=ending,
        until=None if ending is None else block.made("obligate_by_month"),
        since=month_row(block, source, "opens"),
        paid_by=month_row(block, source, "liquidate_by"),
        cap=None if room is None else room.most,
    )


def _lapses(funds: Funds, block: Block, source: Source, ends: Row | None, lapses: Row | int | None) -> Row | int:
    """1 where the year's end takes what is left: with its last day of payment, or of commitment where none is said, or by its rule."""
    over = _reached(funds, block, source, "liquidate_by", "over", "Last payments are over in the year")
    if ends is not None:
        return ends if over is None else over
    return int(not source.carries_over) if lapses is None else lapses


def _lost(left: Row, lapses: Row | int) -> Expression | int:
    """What the end of the year takes of what is left: nothing, all, or all in some years."""
    if isinstance(lapses, Row):
        return left * lapses
    return left + 0 if lapses else 0


class _Room(NamedTuple):
    """What the capped uses of a source may take in a year, what they left of it that stays with the money, and had left before."""

    most: Row
    unused: Row
    opening: Expression | None


def _cap_room(block: Block, source: Source, received: Row, start: Row | None) -> _Room | None:
    if source.cap is None:
        return None
    cap = ask(block, source, "cap")
    unused = block.announce("cap_closing", "Unused of its cap, kept", "usd")
    most = block.row("cap_room", "Most for capped uses", "usd", Prior(unused) + cents(received * cap))
    if source.cap_unused is not None:
        return _Room(most, unused, ask(block, source, "cap_unused"))
    return _Room(most, unused, None if start is None else cents(start * cap))


def _end_row(funds: Funds, block: Block, source: Source) -> Row | None:
    """1 in the fiscal year in which a source's last month of commitment lies, and after it."""
    return _reached(funds, block, source, "obligate_by", "ends", "Ends in the year")


def _reached(funds: Funds, block: Block, source: Source, field: str, id: str, label: str) -> Row | None:
    """1 in the fiscal year in which a source's last month lies, and after it."""
    month = month_row(block, source, field)
    return None if month is None else block.row(id, label, "flag", month <= funds.months.base + funds.months.last)
