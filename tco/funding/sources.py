"""The ways in which sources have money, in one table, and the balance that all of them keep."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from tco.formula.expression import Prior, equals, month_from, month_to, pick, sum_rows, sum_where, where
from tco.formula.rows import Block, Origin, Row
from tco.formula.units import day_number
from tco.funding.coverage import is_of
from tco.funding.erate import erate_one_money, erate_two_money
from tco.funding.funds import Funds
from tco.funding.money import Money
from tco.inputs.funding import Returned, Source
from tco.inputs.given import meaning_of
from tco.model.ask import ask, ask_choice, input_row
from tco.model.ground import Ground

KINDS_OF_MONEY = {"recurring": "recurring money", "one_time": "one-time money", "at_risk": "money at risk of renewal"}
RETURNED = Source(label="Money that comes back", recurrence="recurring", returned=Returned(), carries_over=True)


def with_match(block: Block, source: Source, money: Money) -> Money:
    """The source's money where the district must match it: it pays at most the rest of each cost."""
    if source.match is None:
        return money
    share = 1 - ask(block, source, "match")
    rest = share if money.share is None else share * money.share
    own = block.row("rest_of_match", "At most this share of a cost, after the match", "share", rest)
    return replace(money, share=own)


def counted_row(block: Block, source: Source, statuses: Sequence[Row]) -> Row:
    """1 where the district counts on sources of this status, else 0. What comes back has no status and counts."""
    if source is RETURNED:
        return block.constant("counted", "Counts", "share", 1)
    status = ask_choice(block, source, "status")
    return block.constant("counted", "Counts, by its status", "share", pick(status, *statuses))


def amount_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """A source whose yearly amounts the district gives."""
    assert source.amount is not None
    renewal = f"renewal: {source.renewal}" if source.renewal else ""
    note = ". ".join(part for part in (source.amount.note, KINDS_OF_MONEY[source.recurrence], renewal) if part)
    amount = input_row(block, "amount", source.amount.model_copy(update={"note": note}), meaning_of(Source, "amount"))
    received = block.row("received", "Received, as far as it counts", "usd", amount * block.made("counted"))
    return balance(funds, block, source, received)


def returned_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """Money that comes back: what is sold, recovered or freed in the year, and refunds of the year before."""
    received = block.announce("received", "Received, as far as it counts", "usd")
    funds.received[block.name] = received
    return balance(funds, block, source, received)


def define_returned(funds: Funds, blocks: Mapping[str, Block], sources: Mapping[str, Source]) -> None:
    """What comes back to each source that takes it: of the items it names, or of all that no other names, with refunds."""
    lines = funds.lines
    takers = [_taker(line.tags["item"], blocks, sources) for line in lines.lines]
    for id, block in blocks.items():
        flags = [float(taker == id) for taker in takers]
        own = lines.table.column(f"back_{id}", f"What comes back goes to {block.label}", "flag", values=flags)
        back = sum_where(lines.cost, own, 1) - sum_where(lines.amount, own, 1)
        came = block.row("came_back", "Sold, recovered or freed", "usd", back)
        returned = sources[id].returned
        refunds = [Prior(row) for row in funds.refunds] if returned is not None and not returned.items else []
        block.define(funds.received[id], sum_rows([came, *refunds]) * block.made("counted"))


def _taker(item: str, ids: Iterable[str], sources: Mapping[str, Source]) -> str:
    """The source that takes what comes back of an item: the first that names it, else the one that names nothing, else none."""
    items = {id: returned.items for id in ids if (returned := sources[id].returned) is not None}
    named = [id for id, names in items.items() if is_of(item, names)]
    return (*named, *(id for id, names in items.items() if not names), "")[0]


def balance(funds: Funds, block: Block, source: Source, received: Row) -> Money:
    """A source's yearly identity: opening + received = paid + lapsed + closing; what it keeps follows from its dates and its rule."""
    start = ask(block, source, "opening_balance") if source.opening_balance is not None else None
    closing = block.announce("closing", "Balance at year end", "usd")
    opening = block.row("opening", "Balance at the start", "usd", Prior(closing))
    available = block.row("available", "Available", "usd", opening + received)
    ends = _end_row(funds, block, source)
    lasting = (
        available
        if ends is None
        else block.row("lasting", "Of it, for the whole year", "usd", available - available * ends)
    )
    ending = None if ends is None else block.row("ending", "Of it, until its last month", "usd", available * ends)

    room = _cap_room(block, source, received, start)

    def settle(paid: Row, capped: Row | None) -> None:
        rest = where(equals(available, paid), 0, available - paid)  # float noise would be lost in LibreOffice alone
        left = block.row("left", "Left at year end", "usd", rest)
        lost = left * ends if ends is not None else (0 if source.carries_over else left + 0)
        lapsed = block.row("lapsed", "Lapses", "usd", lost)
        block.define(closing, left - lapsed, opening=start)
        if room is not None and capped is not None:
            opened = None if start is None else start * block.made("cap")
            block.define(room.unused, room.most - capped, opening=opened)

    return Money(
        lasting,
        settle,
        ending=ending,
        until=None if ending is None else block.made("obligate_by_month"),
        since=_month_row(block, source, "opens"),
        paid_by=_month_row(block, source, "liquidate_by"),
        cap=None if room is None else room.most,
    )


class _Room(NamedTuple):
    """What the capped uses of a source may take in a year, and what they left of it."""

    most: Row
    unused: Row


def _cap_room(block: Block, source: Source, received: Row, start: Row | None) -> _Room | None:
    if source.cap is None:
        return None
    cap = ask(block, source, "cap")
    unused = block.announce("cap_closing", "Unused of its cap", "usd")
    return _Room(block.row("cap_room", "Most for capped uses", "usd", Prior(unused) + received * cap), unused)


def _end_row(funds: Funds, block: Block, source: Source) -> Row | None:
    """1 in the fiscal year in which a source's last month of commitment lies, and after it."""
    month = _month_row(block, source, "obligate_by")
    if month is None:
        return None
    return block.row("ends", "Ends in the year", "flag", month <= funds.months.base + funds.months.last)


DAYS = {
    "opens": ("Opens on", "First whole month from then", month_from),
    "obligate_by": ("Commit by", "Last whole month until then", month_to),
    "liquidate_by": ("Pay by", "Last whole month until then, of payment", month_to),
}


def _month_row(block: Block, source: Source, field: str) -> Row | None:
    """A day that the plan gives, and the whole month that it comes to."""
    day: datetime.date | None = getattr(source, field)
    if day is None:
        return None
    label, of_month, month_of = DAYS[field]
    given = block.number(field, label, "date", day_number(day), Origin(f"{block.id}.{field}"))
    return block.constant(f"{field}_month", of_month, "month", month_of(given))


WAYS: Mapping[str, Callable[[Ground, Funds, Block, Source], Money]] = {
    "amount": amount_money,
    "returned": returned_money,
    "erate_one": erate_one_money,
    "erate_two": erate_two_money,
}
