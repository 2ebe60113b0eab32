"""The cliff: recurring cost on money that ends, what of it falls off when a source ends, and what then pays for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tco.formula.expression import MOST_TERMS, Prior, at_least, at_most, sum_of, sum_rows, sum_where, where
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
    remaining: Row,
) -> list[Block]:
    """One block for one-time money and one for money at risk of renewal, as far as the plan has them."""
    kinds = [kind for kind in ENDS if any(source.recurrence == kind for source in sources.values())]
    if not kinds:
        return []
    by_line = working.block("who_pays", "What money that ends pays, line by line")
    on = {kind: _paid_by_kind(ground, by_line, lines, sources, places, kind) for kind in kinds}
    blocks = []
    for kind in kinds:
        lost, to = _by_line(by_line, lines, kind, on, remaining)
        block = Block(CLIFFS[kind], f"The cliff: recurring cost on {KINDS_OF_MONEY[kind]}", ground.model.years)
        own = [payer.block for payer in payers if sources[payer.block.name].recurrence == kind]
        _in_all(block, by_line, in_all.made(f"recurring_on_{kind}"), own, kind, lost, to)
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


def _by_line(
    block: Block, lines: Lines, kind: str, on: Mapping[str, Row], remaining: Row
) -> tuple[Row, dict[str, Row]]:
    """What a kind of money paid of each recurring line the year before and no longer pays, though the cost is there; who has it now."""
    table, label = lines.table, KINDS_OF_MONEY[kind]
    fell = at_least(0, at_most(Prior(on[kind]), lines.cost) - on[kind]) * table.made("recurs")
    lost = block.row(f"{kind}_lost", f"No longer paid by {label} of", "usd", fell, table=table)
    uncovered = at_most(lost, remaining)
    to_gap = block.row(f"{kind}_to_gap", "Of that, not covered now", "usd", uncovered, table=table)
    to = {"gap": to_gap}
    other = ENDS[kind]
    if other in on:
        taken = at_most(lost - to_gap, on[other])
        to[other] = block.row(
            f"{kind}_to_{other}", f"Of that, on {KINDS_OF_MONEY[other]} now", "usd", taken, table=table
        )
    return lost, to


def _in_all(
    block: Block, work: Block, on: Row, own: Sequence[Block], kind: str, lost: Row, to: Mapping[str, Row]
) -> None:
    """By year and source: what rests on money that ends, what falls off, and what then pays for it."""
    money = KINDS_OF_MONEY[kind]
    carries = [
        block.row(f"{source.name}.carries", f"{source.label}: recurring cost", "usd", source.made("paid_recurring"))
        for source in own
    ]
    now = block.row("carries", f"Recurring cost on {money}", "usd", on)
    less = [
        work.row(f"{kind}_less.{source.name}", f"{source.label}: pays less", "usd", at_least(0, Prior(row) - row))
        for source, row in zip(own, carries, strict=True)
    ]
    in_all = work.row(f"{kind}_less", "Pay less than the year before, in all", "usd", sum_rows(less))
    moved = work.row(f"{kind}_moved", f"No longer paid by {money}", "usd", sum_of(lost))
    fewer = at_least(0, Prior(now) - now)
    falls = block.row("falls_off", f"Falls off {money}, though the cost goes on", "usd", at_most(moved, fewer))
    for source, row in zip(own, less, strict=True):
        its = where(in_all > 0, falls * row / in_all, 0)
        block.row(f"{source.name}.falls_off", f"Falls off: {source.label}", "usd", its)
    part = work.row(f"{kind}_part", "Falls off, of what is no longer paid", "share", where(moved > 0, falls / moved, 0))
    rest = []
    for id, row in to.items():
        label = "not covered" if id == "gap" else f"on {KINDS_OF_MONEY[id]}"
        rest.append(block.row(f"to_{id}", f"Of what falls off, now {label}", "usd", sum_of(row) * part))
    block.row("to_recurring", "Of what falls off, now on recurring money", "usd", falls - sum_rows(rest))
