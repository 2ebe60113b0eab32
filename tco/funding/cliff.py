"""The cliff: recurring cost on money that ends, what of it falls off line by line when a source pays less, and what then pays it.

What falls off a source is, of each line that comes again, its share of the line's cost of the year before, of as much of that cost as
goes on, less what it pays now. No other source or line makes up for it. What the line costs besides is then paid by others: they
take what fell off in proportion to what they pay of the line, and what nobody pays takes its part, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_most, pick, sum_of, sum_product, sum_rows, where
from tco.formula.operators import MOST_TERMS
from tco.formula.rows import Block, Row, Sheet
from tco.funding.lines import Lines
from tco.funding.sources import KINDS_OF_MONEY
from tco.funding.waterfall import Paid, Payer
from tco.inputs.funding import Source
from tco.model.ground import Ground

CLIFFS = {"one_time": "cliff", "at_risk": "cliff_at_risk"}
"""Kinds of money that end, with the blocks that tell their cliff."""


@dataclass(frozen=True)
class _Ending:
    """A source that ends, line by line: what it pays, what fell off [usd], and that for each dollar that others pay [share]."""

    payer: Payer
    kind: str
    pays: Row
    lost: Row
    rate: Row


def cliff_rows(
    ground: Ground,
    working: Sheet,
    in_all: Block,
    lines: Lines,
    sources: Mapping[str, Source],
    payers: Sequence[Payer],
    paid: Paid,
) -> list[Block]:
    """One block for one-time money and one for money at risk of renewal, as far as the plan has them."""
    own = {kind: [payer for payer in payers if sources[payer.block.name].recurrence == kind] for kind in CLIFFS}
    kinds = [kind for kind in CLIFFS if own[kind]]
    if not kinds:
        return []
    by_line = working.block("who_pays", "What sources that end pay, line by line, and what of it falls off")
    goes_on = _goes_on(by_line, lines)
    found = {kind: [_ending(by_line, lines, goes_on, paid, kind, payer) for payer in own[kind]] for kind in kinds}
    on = {kind: _by_kind(by_line, lines, kind, [each.pays for each in found[kind]]) for kind in kinds}
    blocks = []
    for kind in kinds:
        block = Block(CLIFFS[kind], f"The cliff: recurring cost on {KINDS_OF_MONEY[kind]}", ground.model.years)
        _kind_rows(block, kind, in_all, found[kind])
        parts = [_source_rows(block, each, paid.remaining, on, len(found[each.kind]) > 1) for each in found[kind]]
        _then_rows(block, parts)
        blocks.append(block)
    return blocks


def _goes_on(block: Block, lines: Lines) -> Row:
    """What part of last year's cost of each recurring line is there again: all of it where the line costs more."""
    before = Prior(lines.cost)
    again = where(before > 0, at_most(1, lines.cost / before), 0)
    label = "Of last year's recurring cost, there again of"
    return block.row("goes_on", label, "share", again * lines.table.made("recurs"), table=lines.table)


def _ending(block: Block, lines: Lines, goes_on: Row, paid: Paid, kind: str, payer: Payer) -> _Ending:
    """What one source pays of each line, and what of its part fell off."""
    id, label, table = payer.block.name, payer.block.label, lines.table
    place = block.constant(f"{id}.place", f"{label}: place", "index", payer.block.made("place") + 0)
    of_places = pick(place, *(each.pays for each in paid.places))
    pays = block.row(f"{id}.pays", f"{label} pays of", "usd", of_places, table=table)
    fell = at_least(0, Prior(pays) * goes_on - pays)
    lost = block.row(f"{id}.falls_off", f"Falls off {label} of", "usd", fell, table=table)
    others = lines.cost - pays
    rate = where(others > 0, lost / others, 0)
    each = block.row(f"{id}.rate", "Falls off for each dollar not paid by it of", "share", rate, table=table)
    return _Ending(payer, kind, pays, lost, each)


def _by_kind(block: Block, lines: Lines, kind: str, pays: Sequence[Row]) -> Row:
    """What one kind of money pays of each line."""
    if len(pays) == 1:
        return pays[0]
    said = f"Paid by {KINDS_OF_MONEY[kind]}"
    parts = [pays[first : first + MOST_TERMS] for first in range(0, len(pays), MOST_TERMS)]
    rows = [
        block.row(f"{kind}_part_{number}", f"{said}, part {number}, of", "usd", sum_rows(part), table=lines.table)
        for number, part in enumerate(parts, start=1)
        if len(parts) > 1
    ]
    return block.row(kind, f"{said} of", "usd", sum_rows(rows or pays), table=lines.table)


def _kind_rows(block: Block, kind: str, in_all: Block, endings: Sequence[_Ending]) -> None:
    """What rests on a kind of money that ends, in all and source by source, and what falls off."""
    money = KINDS_OF_MONEY[kind]
    block.row("carries", f"Recurring cost on {money}", "usd", in_all.made(f"recurring_on_{kind}"))
    for each in endings:
        again = each.payer.block.made("paid_recurring")
        block.row(f"{each.payer.block.name}.carries", f"On {each.payer.block.label}", "usd", again)
    falls = [
        block.row(
            f"{each.payer.block.name}.falls_off", f"Falls off: {each.payer.block.label}", "usd", sum_of(each.lost)
        )
        for each in endings
    ]
    block.row("falls_off", f"Falls off {money}; cost goes on", "usd", sum_rows(falls))


def _source_rows(
    block: Block, ending: _Ending, remaining: Row, on: Mapping[str, Row], has_others: bool
) -> dict[str, Row]:
    """What then pays what fell off one source: nobody, other money that ends, recurring money."""
    id, label = ending.payer.block.name, ending.payer.block.label
    taken: dict[str, Expression] = {"to_gap": sum_product(ending.rate, remaining)}
    for kind, family in on.items():
        if kind != ending.kind:
            taken[f"to_{kind}"] = sum_product(ending.rate, family)
        elif has_others:
            taken[f"to_{kind}"] = sum_product(ending.rate, family) - sum_product(ending.rate, ending.pays)
    rows = {to: block.row(f"{id}.{to}", f"{TO[to].capitalize()}: {label}", "usd", part) for to, part in taken.items()}
    rest = block.made(f"{id}.falls_off") - sum_rows(list(rows.values()))
    rows["to_recurring"] = block.row(f"{id}.to_recurring", f"{TO['to_recurring'].capitalize()}: {label}", "usd", rest)
    return rows


TO = {
    "to_gap": "now not covered",
    "to_one_time": "now on one-time money",
    "to_at_risk": "now on money at risk of renewal",
    "to_recurring": "now on recurring money",
}
"""What becomes of cost that fell off."""


def _then_rows(block: Block, parts: Sequence[Mapping[str, Row]]) -> None:
    """What then pays what fell off a kind of money, in all."""
    for to, words in TO.items():
        rows = [each[to] for each in parts if to in each]
        if rows:
            block.row(to, f"Of what falls off, {words}", "usd", sum_rows(rows))
