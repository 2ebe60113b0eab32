"""Money that one source of the plan gives another at the year's start, as far as it has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tco.formula.expression import Expression, at_least, at_most, sum_rows
from tco.formula.rows import Block, Row
from tco.formula.units import unit
from tco.funding.funds import Funds
from tco.funding.money import added
from tco.inputs.funding import Source
from tco.inputs.given import meaning_of
from tco.model.ask import input_row


def edges(sources: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    """Who gives to whom: transfers as the sources list them, then contributions to reserves."""
    for id, source in sources.items():
        yield from ((id, to) for to in source.transfers)
    for id, source in sources.items():
        if source.reserve is not None and source.reserve.giver is not None:
            yield source.reserve.giver, id


def contribution_of(funds: Funds, block: Block, reserve: str) -> Row:
    """What is to be laid by in a reserve each year."""
    return _announced(funds, block, f"sources.{reserve}.contribution", "Contribution of the year")


def available_row(
    funds: Funds, block: Block, source: Source, opening: Row, received: Row, floor: Row | None = None
) -> Row:
    """What a source has in the year: its opening balance, what it receives, and transfers to it less those from it.

    It gives first, in the order of the plan, and never what it does not have above its `floor`.
    """
    links = list(edges(funds.sources))
    into = [_moved(funds, block, giver, to) for giver, to in links if to == block.name]
    out_of = [to for giver, to in links if giver == block.name]
    if not into and not out_of:
        return block.row("available", "Available", "usd", opening + received)
    hand: Row | None = None
    if out_of:
        free: Expression = sum_rows([opening, received, *into])
        if floor is not None:
            free = free - floor
        hand = block.row("may_give", "May be given to other sources", "usd", at_least(0, free))
    given: list[Row] = []
    for to in out_of:
        given.append(_given_row(funds, block, source, to, hand, given))
    moved = added(into) - added(given) if given else added(into)
    transferred = block.row("transferred", "Transferred: got less given", "usd", moved)
    return block.row("available", "Available", "usd", sum_rows([opening, received, transferred]))


def _given_row(funds: Funds, block: Block, source: Source, to: str, hand: Row | None, before: list[Row]) -> Row:
    """What one source gives another: what it is to give, as far as it goes after those before."""
    assert hand is not None
    left = hand - added(before) if before else hand
    asked = _asked(funds, block, source, to)
    return block.define(_moved(funds, block, block.name, to), at_most(asked, left))


def _asked(funds: Funds, block: Block, source: Source, to: str) -> Row:
    """What another source is to get: as this one says, or as the reserve's contribution asks."""
    if to not in source.transfers:
        return contribution_of(funds, block, to)
    label = f"To be given to {funds.sources[to].label}"
    return input_row(block, f"transfers.{to}", source.transfers[to], meaning_of(Source, "transfers"), label=label)


def _moved(funds: Funds, block: Block, giver: str, to: str) -> Row:
    """What one source gives another in the year."""
    return _announced(funds, block, f"sources.{giver}.given_{to}", f"Given to {funds.sources[to].label}")


def _announced(funds: Funds, block: Block, id: str, label: str) -> Row:
    """A row of dollars that one source looks at before the other gives it its formula."""
    return funds.announced.setdefault(id, Row(id, label, unit("usd"), block.timeline))
