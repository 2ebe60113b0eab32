"""The cliff: recurring cost on money that ends, what of it falls off when a source ends, and what then pays for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tco.formula.expression import Expression, Prior, at_least, at_most, sum_of, sum_rows, sum_where, where
from tco.formula.operators import MOST_TERMS
from tco.formula.rows import Block, Row, Sheet
from tco.funding.lines import Lines
from tco.funding.sources import KINDS_OF_MONEY
from tco.funding.waterfall import Payer
from tco.inputs.funding import Source
from tco.model.ground import Ground

ENDS = {
    "one_time": "at_risk",
    "at_risk": "one_time",
}  # kinds of money that end, and the other one that may take their place
CLIFFS = {"one_time": "cliff", "at_risk": "cliff_at_risk"}


def cliff_rows(
    ground: Ground,
    working: Sheet,
    in_all: Block,
    lines: Lines,
    sources: Mapping[str, Source],
    payers: Sequence[Payer],
    places: Sequence[Block],
) -> list[Block]:
    """One block for one-time money and one for money at risk of renewal, as far as the plan has them."""
    kinds = [kind for kind in ENDS if any(source.recurrence == kind for source in sources.values())]
    if not kinds:
        return []
    by_line = working.block("who_pays", "What money that ends pays, line by line")
    on = {kind: _paid_by_kind(ground, by_line, lines, sources, places, kind) for kind in kinds}
    blocks: list[Block] = []
    for kind in kinds:
        lost = _lost(by_line, lines, kind, on[kind])
        block = Block(CLIFFS[kind], f"The cliff: recurring cost on {KINDS_OF_MONEY[kind]}", ground.model.years)
        own = [payer for payer in payers if sources[payer.block.name].recurrence == kind]
        falls = _falls_off(block, by_line, in_all.made(f"recurring_on_{kind}"), own, kind, lost)
        _who_then_pays(block, by_line, in_all, kind, falls, blocks[0] if blocks else None)
        blocks.append(block)
    return blocks


def _paid_by_kind(
    ground: Ground, block: Block, lines: Lines, sources: Mapping[str, Source], places: Sequence[Block], kind: str
) -> Row:
    """What one kind of money pays of each line that comes again: the places whose source is of that kind."""
    order = next(table for table in ground.model.tables if table.id == "order")
    own = order.column(
        kind,
        KINDS_OF_MONEY[kind].capitalize(),
        "flag",
        values=[float(sources[id].recurrence == kind) for id in order.records],
    )
    label = f"Source is {KINDS_OF_MONEY[kind]}"
    terms = [
        place.made("pays")
        * place.constant(kind, label, "flag", sum_where(own, order.made("place"), place.made("place")))
        for place in places
    ]
    said = f"Paid by {KINDS_OF_MONEY[kind]}"
    parts = [terms[first : first + MOST_TERMS] for first in range(0, len(terms), MOST_TERMS)]
    rows = [
        block.row(f"{kind}_part_{number}", f"{said}, part {number}, of", "usd", sum_rows(part), table=lines.table)
        for number, part in enumerate(parts, start=1)
        if len(parts) > 1
    ]
    return block.row(kind, f"{said} of", "usd", sum_rows(rows or terms), table=lines.table)


def _lost(block: Block, lines: Lines, kind: str, on: Row) -> Row:
    """What a kind of money paid of each recurring line the year before and no longer pays, though the cost is there."""
    table = lines.table
    fell = at_least(0, at_most(Prior(on), lines.cost) - on) * table.made("recurs")
    return block.row(f"{kind}_lost", f"No longer paid by {KINDS_OF_MONEY[kind]} of", "usd", fell, table=table)


def _taken(rest: Row, open: Expression, now: Expression, before: Row, others: Expression) -> Expression:
    """What takes the place of lost money: as far as there is more of it than before, and what the others cannot pay."""
    more = at_least(0, now - at_most(Prior(before), rest))
    return at_most(open, at_least(open - others, more))


def _falls_off(block: Block, work: Block, on: Row, own: Sequence[Payer], kind: str, lost: Row) -> Row:
    """By year and source: what rests on money that ends, and what falls off."""
    money = KINDS_OF_MONEY[kind]
    carries = []
    for payer in own:
        id, label, again = payer.block.name, payer.block.label, payer.block.made("paid_recurring")
        carries.append(block.row(f"{id}.carries", f"{label}: recurring cost", "usd", again))
    now = block.row("carries", f"Recurring cost on {money}", "usd", on)
    less = [_less(work, payer, row, kind) for payer, row in zip(own, carries, strict=True)]
    in_all = work.row(f"{kind}_less", "Pay less and have no more, in all", "usd", sum_rows(less))
    fewer = work.row(f"{kind}_fewer", f"Less on {money} than the year before", "usd", at_least(0, Prior(now) - now))
    moved = work.row(f"{kind}_moved", f"No longer paid by {money}", "usd", sum_of(lost))
    falls = block.row("falls_off", f"Falls off {money}; cost goes on", "usd", at_most(moved, at_most(fewer, in_all)))
    for payer, row in zip(own, less, strict=True):
        its = where(in_all > 0, falls * row / in_all, 0)
        block.row(f"{payer.block.name}.falls_off", f"Falls off: {payer.block.label}", "usd", its)
    return falls


def _less(work: Block, payer: Payer, carries: Row, kind: str) -> Row:
    """What a source pays less of recurring cost than the year before, unless it has money for it that nothing asks for."""
    id, label = payer.block.name, payer.block.label
    unused = payer.money.lasting - payer.block.made("paid")
    fewer = where(unused > 0, 0, at_least(0, Prior(carries) - carries))
    return work.row(f"{kind}_less.{id}", f"{label}: pays less and has no more", "usd", fewer)


def _but_for(first: Block | None, rows: Mapping[str, Row]) -> list[Expression]:
    """Rows without what another kind of money has accounted for."""
    return [row if first is None else row - first.made(name) for name, row in rows.items()]


def _who_then_pays(block: Block, work: Block, in_all: Block, kind: str, falls: Row, first: Block | None) -> None:
    """What takes the place of money that fell off: nobody, the other money that ends, recurring money.

    Over all recurring cost, for recurring money may leave one line to pay another. What took the place of the `first` kind is not
    counted again.
    """
    other = ENDS[kind]
    gap = work.row(f"{kind}_gap", "Recurring cost not covered", "usd", in_all.made("recurring_gap"))
    on = work.row(f"{kind}_{other}", f"On {KINDS_OF_MONEY[other]}", "usd", in_all.made(f"recurring_on_{other}"))
    cost, lasting = in_all.made("recurring_cost"), in_all.made("recurring_on_recurring")
    going_on, short, has = _but_for(first, {"falls_off": cost, "to_gap": gap, "to_recurring": lasting})
    rest = work.row(f"{kind}_rest", "Recurring cost but for what fell off", "usd", going_on - falls)
    uncovered = _taken(rest, falls, short, gap, on + has)
    to_gap = block.row("to_gap", "Of that, now not covered", "usd", uncovered)
    taken = _taken(rest, falls - to_gap, on, on, has)
    to_other = block.row(f"to_{other}", f"Of that, now on {KINDS_OF_MONEY[other]}", "usd", taken)
    block.row("to_recurring", "Of that, now on recurring money", "usd", falls - to_gap - to_other)
