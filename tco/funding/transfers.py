"""Money that one source of the plan gives another at the year's start, as far as it has it."""

from __future__ import annotations

from collections.abc import Iterator

from tco.formula.expression import at_least, at_most, sum_rows
from tco.formula.rows import Block, Row
from tco.formula.units import unit
from tco.inputs.funding import Source
from tco.inputs.given import meaning_of
from tco.inputs.plan import PlanForm
from tco.model.ask import input_row
from tco.model.ground import Ground


def edges(plan: PlanForm) -> Iterator[tuple[str, str]]:
    """Who gives to whom: transfers as the sources list them, then contributions to reserves."""
    for id, source in plan.sources.items():
        yield from ((id, to) for to in source.transfers)
    for id, source in plan.sources.items():
        if source.reserve is not None and source.reserve.giver is not None:
            yield source.reserve.giver, id


def announced(ground: Ground, id: str, label: str) -> Row:
    """A row of dollars that one source looks at before the other gives it its formula."""
    return ground.announced.setdefault(id, Row(id, label, unit("usd"), ground.model.years))


def contribution_of(ground: Ground, reserve: str) -> Row:
    """What is to be laid by in a reserve each year."""
    return announced(ground, f"sources.{reserve}.contribution", "Contribution of the year")


def moved_row(ground: Ground, giver: str, to: str) -> Row:
    """What one source gives another in the year."""
    label = f"Given to {ground.plan.sources[to].label}"
    return announced(ground, f"sources.{giver}.given_{to}", label)


def available_row(
    ground: Ground, block: Block, source: Source, opening: Row, received: Row, floor: Row | None = None
) -> Row:
    """What a source has in the year: its opening balance, what it receives, and transfers to it less those from it.

    It gives first, in the order of the plan, and never what it does not have above its `floor`.
    """
    into = [moved_row(ground, giver, to) for giver, to in edges(ground.plan) if to == block.name]
    out_of = [to for giver, to in edges(ground.plan) if giver == block.name]
    if not into and not out_of:
        return block.row("available", "Available", "usd", opening + received)
    given = 0 if not into else sum_rows(into)
    hand = block.row("in_hand", "In hand before it gives", "usd", opening + received + given)
    out: list[Row] = []
    for to in out_of:
        left = hand - floor if floor is not None else hand
        for before in out:
            left = left - before
        out.append(block.define(moved_row(ground, block.name, to), at_most(_asked(ground, block, source, to), at_least(0, left))))
    net = given - sum_rows(out) if out else given
    transferred = block.row("transferred", "Transferred: got less given", "usd", net)
    return block.row("available", "Available", "usd", opening + received + transferred)


def _asked(ground: Ground, block: Block, source: Source, to: str) -> Row:
    """What another source is to get: as this one says, or as the reserve's contribution asks."""
    if to not in source.transfers:
        return contribution_of(ground, to)
    label = f"To be given to {ground.plan.sources[to].label}"
    return input_row(block, f"transfers.{to}", source.transfers[to], meaning_of(Source, "transfers"), label=label)
