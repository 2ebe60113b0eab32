"""The waterfall: each year's cost lines are paid source by source in the district's order, and the rest is the gap.

Place by place: the source at the first place pays the lines that it may, in the order in which they are committed, until it has
no more; the next pays of what remains. Which source stands at which place follows from live ranks, so a place is rows of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tco.formula.expression import (
    Expression,
    at_least,
    at_most,
    cents,
    equals,
    one_each,
    pick,
    sum_below,
    sum_of,
    sum_where,
    where,
)
from tco.formula.rows import Block, Model, Row, Sheet
from tco.funding.funds import Funds
from tco.funding.money import Money

PLACES_APART = 100  # ranks are compared at hundredths, so that equal ones keep the plan's order


@dataclass(frozen=True)
class Payer:
    """A source as the waterfall sees it: its block, its rank, its money, and per line what it may pay and what is capped."""

    block: Block
    rank: Row
    money: Money
    covers: Row
    capped: Row | None


@dataclass(frozen=True)
class Place:
    """What the source at one place pays: of each line, in all, of what comes again, under its cap, and of what ends in the year [usd]."""

    pays: Row
    paid: Row
    recurring: Row
    capped: Row | None
    ending: Row | None


@dataclass(frozen=True)
class Paid:
    """What remains of each line [usd], and for each source what it pays, what of that comes again, and what is capped."""

    places: Sequence[Place]
    remaining: Row
    paid: Mapping[str, Row]
    recurring: Mapping[str, Row]
    capped: Mapping[str, Row | None]


def waterfall_rows(model: Model, sheet: Sheet, funds: Funds, payers: Sequence[Payer]) -> Paid:
    """All places, one below the other, and what each source comes to pay."""
    numbers, places = _order_table(model, payers)
    planned = [payer.block.label for payer in sorted(payers, key=_planned_rank)]
    remaining = funds.lines.cost
    found: list[Place] = []
    for number in range(1, len(payers) + 1):
        block = sheet.block(f"waterfall.{number}", f"Place {number}; as planned: {planned[number - 1]}")
        at = block.number("place", "Place", "index", number)
        which = block.constant("source", "Source at this place", "index", sum_where(numbers, places, at))
        place, remaining = _place_rows(block, funds, payers, which, remaining)
        found.append(place)
    paid: dict[str, Row] = {}
    recurring: dict[str, Row] = {}
    capped: dict[str, Row | None] = {}
    for number, payer in enumerate(payers, start=1):
        block = payer.block
        at = block.number("number", "Number among the sources", "index", number)
        place_of = block.constant("place", "Place in the order of payment", "index", sum_where(places, numbers, at))
        paid[block.name] = block.row("paid", "Pays", "usd", pick(place_of, *(place.paid for place in found)))
        again = pick(place_of, *(place.recurring for place in found))
        recurring[block.name] = block.row("paid_recurring", "Pays of what comes again", "usd", again)
        capped[block.name] = None
        if payer.capped is not None:
            rows = [place.capped for place in found if place.capped is not None]
            capped[block.name] = block.row("paid_capped", "Pays under its cap", "usd", pick(place_of, *rows))
        if payer.money.ending is not None:
            used = pick(place_of, *(place.ending for place in found if place.ending is not None))
            block.row("paid_ending", "Pays of what ends in the year", "usd", used)
    return Paid(found, remaining, paid, recurring, capped)


def _planned_rank(payer: Payer) -> float:
    """The rank of a source in the plan as it stands; the order of the workbook may be another."""
    assert payer.rank.values is not None
    return payer.rank.values[0]


def _order_table(model: Model, payers: Sequence[Payer]) -> tuple[Row, Row]:
    """The sources by rank, those of equal rank as the plan lists them: each one's number and place."""
    names = [payer.block.label for payer in payers]
    table = model.table("order", "Order of payment", [payer.block.name for payer in payers], names)
    number = table.column("number", "Number", "index", values=range(1, len(payers) + 1))
    one = table.column("one", "One source", "index", values=[1 for _ in payers])
    rank = table.column("rank", "Rank", "index", formula=one_each(table, [payer.rank for payer in payers]))
    key = table.column("key", "Rank, the plan's order within it", "index", formula=rank + number / PLACES_APART)
    return number, table.column("place", "Place", "index", formula=sum_below(one, key, key) + 1)


def _place_rows(block: Block, funds: Funds, payers: Sequence[Payer], which: Row, remaining: Row) -> tuple[Place, Row]:
    """One place: what its source wants to pay of each line, what it pays, and what remains for the next."""
    table = funds.lines.table
    asked = _wanted(block, funds, payers, which, remaining)
    wanted = block.row("wanted", "Could pay of", "usd", asked, table=table)
    capped = None
    if any(payer.capped is not None for payer in payers):
        wanted, capped = _limited(block, funds, payers, which, wanted)
    limit = _limit(block, funds, payers, which, wanted)
    before = sum_below(wanted, table.made("order"), table.made("order"))
    pays = block.row("pays", "Pays of", "usd", at_most(wanted, at_least(0, limit - before)), table=table)
    left = block.row("remaining", "Remains of", "usd", remaining - pays, table=table)
    paid = block.row("paid", "Pays in all", "usd", sum_of(pays))
    recurring = block.row("paid_recurring", "Pays of what comes again", "usd", sum_where(pays, table.made("recurs"), 1))
    under = None if capped is None else block.row("paid_capped", "Pays under a cap", "usd", sum_where(pays, capped, 1))
    return Place(pays, paid, recurring, under, _ending(block)), left


def _ending(block: Block) -> Row | None:
    """What the place's source pays of the money that ends in the year, which is used before what goes on."""
    if not block.has("ending"):
        return None
    used = at_most(block.made("ending"), block.made("early"))
    return block.row("paid_ending", "Pays of what ends", "usd", used)


def _wanted(block: Block, funds: Funds, payers: Sequence[Payer], which: Row, remaining: Row) -> Expression:
    """What the place's source may pay of each line: its part, at its share, where the months are its own."""
    table = funds.lines.table
    column = table.column(
        f"{block.id}".replace(".", "_"),
        f"May be paid at place {block.name}",
        "share",
        formula=pick(which, *(payer.covers for payer in payers)),
    )
    part: Expression = funds.lines.cost * column
    if any(payer.money.share is not None for payer in payers):
        share = _picked(which, [payer.money.share for payer in payers], 1)
        most = block.row("share", "At most this share of a cost", "share", share)
        part = where(most < 1, cents(part * most), part)  # a part of an invoice is an invoice
    wanted: Expression = at_most(remaining, part)
    since = _months(block, funds, which, "since", "First month it may pay", [payer.money.since for payer in payers], 0)
    if since is not None:
        wanted = where(table.made("from") >= since, wanted, 0)
    until = [payer.money.paid_by for payer in payers]
    paid_by = _months(block, funds, which, "paid_by", "Last month of payment", until, funds.months.never)
    return wanted if paid_by is None else where(table.made("paid") <= paid_by, wanted, 0)


def _picked(which: Row, rows: Sequence[Row | None], otherwise: Row | int) -> Expression:
    """What the place's source says, or what holds for sources that say nothing."""
    return pick(which, *(otherwise if row is None else row for row in rows))


def _months(
    block: Block, funds: Funds, which: Row, id: str, label: str, rows: Sequence[Row | None], otherwise: Row | int
) -> Row | None:
    """A month of the place's source, counted within each fiscal year as the lines count theirs; none where no source has one."""
    if all(row is None for row in rows):
        return None
    return block.row(id, label, "month", _picked(which, rows, otherwise) - funds.months.base)


def _limited(block: Block, funds: Funds, payers: Sequence[Payer], which: Row, wanted: Row) -> tuple[Row, Row]:
    """What the place's source wants of each line within its cap."""
    table = funds.lines.table
    name = f"{block.id}_capped".replace(".", "_")
    flags = _picked(which, [payer.capped for payer in payers], 0)
    capped = table.column(name, f"Capped at place {block.name}", "flag", formula=flags)
    in_time = table.made("order")
    own = where(equals(capped, 1), in_time, in_time * 100 * 100)  # what is not capped comes after all that is
    order = table.column(f"{name}_order", f"Order under the cap at place {block.name}", "index", formula=own)
    caps = _picked(which, [payer.money.cap for payer in payers], 0)
    cap = block.row("cap", "Most for capped uses", "usd", caps)
    within = at_most(wanted, at_least(0, cap - sum_below(wanted, order, order)))
    return block.row(
        "within_cap", "Could pay within the cap of", "usd", where(equals(capped, 1), within, wanted), table=table
    ), capped


def _limit(block: Block, funds: Funds, payers: Sequence[Payer], which: Row, wanted: Row) -> Expression:
    """How far the place's source gets along the lines: all that it has, and after its last month without what ends there."""
    table = funds.lines.table
    lasting = block.row(
        "lasting", "Has for the whole year", "usd", pick(which, *(payer.money.lasting for payer in payers))
    )
    if all(payer.money.ending is None for payer in payers):
        return lasting
    last = [payer.money.until for payer in payers]
    until = _months(block, funds, which, "until", "Last month of what ends", last, funds.months.never)
    assert until is not None, "money that ends says when"
    held = _picked(which, [payer.money.ending for payer in payers], 0)
    ending = block.row("ending", "Has until its last month", "usd", held)
    in_all = block.row("in_all", "Has in all", "usd", lasting + ending)
    early = block.row("early", "Could pay until then", "usd", sum_below(wanted, table.made("to"), until + 1))
    late = block.row("later", "Reaches to, after then", "usd", at_most(early + lasting, at_least(early, in_all)))
    return where(table.made("to") <= until, in_all, late)
