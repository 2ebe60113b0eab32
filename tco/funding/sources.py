"""The ways in which sources have money, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from tco.formula.expression import Prior, cents, pick, sum_rows, sum_where
from tco.formula.rows import Block, Origin, Row
from tco.funding.allotments import allotment_money
from tco.funding.balance import balance
from tco.funding.bonds import bond_costs, bond_money
from tco.funding.erate import erate_one_money, erate_two_money
from tco.funding.fees import fees_money
from tco.funding.fund_balance import fund_money
from tco.funding.funds import Funds
from tco.funding.grants import grant_money
from tco.funding.levies import levy_money
from tco.funding.money import Money
from tco.funding.pilots import pilot_money
from tco.funding.reserves import reserve_money
from tco.funding.uses import is_of
from tco.inputs.funding import Returned, Source
from tco.inputs.given import meaning_of
from tco.model.ask import ask, ask_choice, ask_once, input_row
from tco.model.ground import Ground

KINDS_OF_MONEY = {"recurring": "recurring money", "one_time": "one-time money", "at_risk": "money at risk of renewal"}
RETURNED = Source(label="Money that comes back", recurrence="recurring", returned=Returned(), carries_over=True)


def with_match(block: Block, source: Source, money: Money) -> Money:
    """The source's money where the district must match it: it pays at most the rest of each cost."""
    if source.match is None:
        return money
    share = 1 - ask_once(block, source, "match")
    rest = share if money.share is None else share * money.share
    own = block.row("rest_of_match", "At most this share of a cost, after the match", "share", rest)
    return replace(money, share=own)


def counted_row(block: Block, source: Source, statuses: Sequence[Row]) -> Row:
    """1 where the district counts on sources of this status, else 0. What comes back has no status and counts.

    A source with a probability counts whole in the plan as it stands; a simulation draws whether it comes.
    """
    if source is RETURNED:
        return block.constant("counted", "Counts", "share", 1)
    status = ask_choice(block, source, "status")
    counts = pick(status, *statuses)
    if source.probability is not None:
        probability = ask(block, source, "probability")
        drawn = block.number("drawn", "Drawn in a simulation; comes up to its probability", "share", 0, DRAWN)
        counts = counts * block.constant("comes", "Comes", "flag", probability >= drawn)
    return block.constant("counted", "Counts, by its status", "share", counts)


DRAWN = Origin(note="0 in the plan as it stands, where the whole amount counts", low=0, high=1, evenly=True)


def amount_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """A source whose yearly amounts the district gives."""
    assert source.amount is not None
    renewal = f"renewal: {source.renewal}" if source.renewal else ""
    note = ". ".join(part for part in (source.amount.note, KINDS_OF_MONEY[source.recurrence], renewal) if part)
    amount = input_row(block, "amount", source.amount.model_copy(update={"note": note}), meaning_of(Source, "amount"))
    received = block.row("received", "Received, as far as it counts", "usd", cents(amount * block.made("counted")))
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
        block.define(funds.received[id], cents(sum_rows([came, *refunds]) * block.made("counted")))


def _taker(item: str, ids: Iterable[str], sources: Mapping[str, Source]) -> str:
    """The source that takes what comes back of an item: the first that names it, else the one that names nothing, else none."""
    items = {id: returned.items for id in ids if (returned := sources[id].returned) is not None}
    named = [id for id, names in items.items() if is_of(item, names)]
    return (*named, *(id for id, names in items.items() if not names), "")[0]


WAYS: Mapping[str, Callable[[Ground, Funds, Block, Source], Money]] = {
    "amount": amount_money,
    "returned": returned_money,
    "levy": levy_money,
    "bond": bond_money,
    "reserve": reserve_money,
    "allotment": allotment_money,
    "fees": fees_money,
    "fund": fund_money,
    "grant": grant_money,
    "pilot": pilot_money,
    "erate_one": erate_one_money,
    "erate_two": erate_two_money,
}
COSTS: Mapping[str, Callable[[Ground, Block, Source], None]] = {"bond": bond_costs}
"""Ways that cost something themselves, which sources pay like any other cost."""
