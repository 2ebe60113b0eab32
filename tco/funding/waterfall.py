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
    whole,
)
from tco.formula.rows import Block, Model, Row, Sheet, Table
from tco.funding.funds import Funds
from tco.funding.money import Money


@dataclass(frozen=True)
class Payer:
    """A source as the waterfall sees it: its block, its rank, its money, and per line what it may pay, what is capped, what is planned."""

    block: Block
    rank: Row
    money: Money
    covers: Row
    capped: Row | None
    planned: Row | None = None


@dataclass(frozen=True)
class Place:
    """What the source at one place pays: of each line, in all, of what comes again, under its cap, and of what ends in the year [usd]."""

    block: Block
    pays: Row
    paid: Row
    recurring: Row
    capped: Row | None
    ending: Row | None


@dataclass(frozen=True)
class Paid:
    """What remains of each line [usd], and for each source what it pays, what of that comes again, and what is capped.

    `order` is the table of the sources, `numbered` that of the places, and `block` has what runs by place.
    """

    order: Table
    numbered: Table
    block: Block
    places: Sequence[Place]
    remaining: Row
    paid: Mapping[str, Row]
    recurring: Mapping[str, Row]
    capped: Mapping[str, Row | None]


def waterfall_rows(model: Model, sheet: Sheet, funds: Funds, payers: Sequence[Payer]) -> Paid:
    """All places, one below the other, and what each source comes to pay."""
    order = _order_table(model, payers)
    numbers, places = order.made("number"), order.made("place")
    money = sheet.block("money", "What each source has, and until when")
    held = _Held(funds, order, {field: _family(money, funds, order, payers, field) for field in FAMILIES})
    planned = [payer.block.label for payer in sorted(payers, key=_planned_rank)]
    remaining = funds.lines.cost
    found: list[Place] = []
    for number in range(1, len(payers) + 1):
        block = sheet.block(f"waterfall.{number}", f"Place {number}; as planned: {planned[number - 1]}")
        at = block.number("place", "Place", "index", number)
        which = block.constant("source", "Source at this place", "index", sum_where(numbers, places, at))
        place, remaining = _place_rows(block, held, payers, which, remaining)
        found.append(place)
    return _paid_rows(model, sheet.block("paid", "What is paid at each place"), order, payers, found, remaining)


def _planned_rank(payer: Payer) -> float:
    """The rank of a source in the plan as it stands; the order of the workbook may be another."""
    assert payer.rank.values is not None
    return payer.rank.values[0]


def _paid_rows(
    model: Model, block: Block, order: Table, payers: Sequence[Payer], found: Sequence[Place], remaining: Row
) -> Paid:
    """What each source pays, looked up at its place; what runs by place has a table of its own."""
    own_number, own_place = order.made("number"), order.made("place")
    table = _place_table(model, len(payers))
    numbers = table.made("number")

    def by_place(id: str, label: str, rows: Sequence[Row]) -> Row:
        return block.row(id, label, "usd", one_each(table, rows), table=table)

    in_all = by_place("in_all", "Pays in all, by place", [place.paid for place in found])
    again = by_place("recurring", "Pays of what comes again, by place", [place.recurring for place in found])
    under = [place.capped for place in found if place.capped is not None]
    capped_at = by_place("capped", "Pays under a cap, by place", under) if under else None
    ends = [place.ending for place in found if place.ending is not None]
    ending_at = by_place("ending", "Pays of what ends, by place", ends) if ends else None
    paid: dict[str, Row] = {}
    recurring: dict[str, Row] = {}
    capped: dict[str, Row | None] = {}
    for number, payer in enumerate(payers, start=1):
        own = payer.block
        at = own.number("number", "Number among the sources", "index", number)
        place = own.constant("place", "Place in the order of payment", "index", sum_where(own_place, own_number, at))
        paid[own.name] = own.row("paid", "Pays", "usd", sum_where(in_all, numbers, place))
        recurring[own.name] = own.row(
            "paid_recurring", "Pays of what comes again", "usd", sum_where(again, numbers, place)
        )
        capped[own.name] = None
        if payer.capped is not None and capped_at is not None:
            capped[own.name] = own.row("paid_capped", "Pays under its cap", "usd", sum_where(capped_at, numbers, place))
        if payer.money.ending is not None and ending_at is not None:
            own.row("paid_ending", "Pays of what ends in the year", "usd", sum_where(ending_at, numbers, place))
    return Paid(order, table, block, found, remaining, paid, recurring, capped)


FAMILIES = {
    "lasting": ("Has for the whole year", "usd"),
    "ending": ("Has until its last month", "usd"),
    "until": ("Last month of what ends", "month"),
    "since": ("First month it may pay", "month"),
    "paid_by": ("Last month of payment", "month"),
    "share": ("At most this share of a cost", "share"),
    "cap": ("Most for capped uses", "usd"),
}
"""What sources have besides their lines, by the fields of their money: label and unit."""


@dataclass(frozen=True)
class _Held:
    """What the sources have, a family of them each; none where no source says it."""

    funds: Funds
    order: Table
    families: Mapping[str, Row | None]

    def at(self, block: Block, field: str) -> Row | None:
        """What the source at a place has; a month is counted within each fiscal year, as the lines count theirs."""
        family = self.families[field]
        if family is None:
            return None
        label, of = FAMILIES[field]
        found = sum_where(family, self.order.made("place"), block.made("place"))
        return block.row(field, label, of, found - self.funds.months.base if of == "month" else found)


def _family(block: Block, funds: Funds, order: Table, payers: Sequence[Payer], field: str) -> Row | None:
    """One field of all sources' money, with what holds for those that say nothing; none where no source says it."""
    never = funds.months.never
    otherwise: Mapping[str, Row | int] = {"until": never, "paid_by": never, "share": 1}
    rows: list[Row | None] = [getattr(payer.money, field) for payer in payers]
    if all(row is None for row in rows):
        return None
    label, of = FAMILIES[field]
    each = [otherwise.get(field, 0) if row is None else row for row in rows]
    return block.row(field, label, of, one_each(order, each), table=order)


def _order_table(model: Model, payers: Sequence[Payer]) -> Table:
    """The sources by rank, those of equal rank as the plan lists them: each one's number and place."""
    names = [payer.block.label for payer in payers]
    table = model.table("order", "Order of payment", [payer.block.name for payer in payers], names)
    number = table.column("number", "Number", "index", values=range(1, len(payers) + 1))
    one = table.column("one", "One source", "index", values=[1 for _ in payers])
    ranks = whole(one_each(table, [payer.rank for payer in payers]))
    rank = table.column("rank", "Rank", "index", formula=ranks)
    before = table.column("before", "Sources of smaller rank", "index", formula=sum_below(one, rank, rank))
    key = table.column("key", "These, and the plan's order", "index", formula=before * 100 * 100 + number)
    table.column("place", "Place", "index", formula=sum_below(one, key, key) + 1)
    return table


def _place_table(model: Model, count: int) -> Table:
    """The places in the order of payment, whoever stands there."""
    numbers = range(1, count + 1)
    names = [f"Place {number}" for number in numbers]
    table = model.table("places", "Places in the order of payment", [f"place_{number}" for number in numbers], names)
    table.column("number", "Number", "index", values=numbers)
    return table


def _place_rows(block: Block, held: _Held, payers: Sequence[Payer], which: Row, remaining: Row) -> tuple[Place, Row]:
    """One place: what its source wants to pay of each line, what it pays, and what remains for the next."""
    table = held.funds.lines.table
    asked = _as_planned(block, held, payers, which, _wanted(block, held, payers, which, remaining))
    wanted = block.row("wanted", "Could pay of", "usd", asked, table=table)
    capped = None
    if any(payer.capped is not None for payer in payers):
        wanted, capped = _limited(block, held, payers, which, wanted)
    limit = _limit(block, held, wanted)
    before = sum_below(wanted, table.made("order"), table.made("order"))
    pays = block.row("pays", "Pays of", "usd", at_most(wanted, at_least(0, limit - before)), table=table)
    left = block.row("remaining", "Remains of", "usd", remaining - pays, table=table)
    paid = block.row("paid", "Pays in all", "usd", sum_of(pays))
    recurring = block.row("paid_recurring", "Pays of what comes again", "usd", sum_where(pays, table.made("recurs"), 1))
    under = None if capped is None else block.row("paid_capped", "Pays under a cap", "usd", sum_where(pays, capped, 1))
    return Place(block, pays, paid, recurring, under, _ending(block)), left


def _ending(block: Block) -> Row | None:
    """What the place's source pays of the money that ends in the year, which is used before what goes on."""
    if not block.has("ending"):
        return None
    used = at_most(block.made("ending"), block.made("early"))
    return block.row("paid_ending", "Pays of what ends", "usd", used)


def _wanted(block: Block, held: _Held, payers: Sequence[Payer], which: Row, remaining: Row) -> Expression:
    """What the place's source may pay of each line: its part, at its share, where the months are its own."""
    lines = held.funds.lines
    column = lines.table.column(
        f"{block.id}".replace(".", "_"),
        f"May be paid at place {block.name}",
        "share",
        formula=pick(which, *(payer.covers for payer in payers)),
    )
    part: Expression = lines.cost * column
    share = held.at(block, "share")
    if share is not None or any(source.uses for source in held.funds.sources.values()):
        rate: Expression = column if share is None else column * share
        invoiced = where(rate < 1, cents(lines.cost * rate), lines.cost)  # a part of an invoice is an invoice
        part = block.row("part", "May pay of", "usd", invoiced, table=lines.table)
    wanted: Expression = at_most(remaining, part)
    since, paid_by = held.at(block, "since"), held.at(block, "paid_by")
    if since is not None:
        wanted = where(lines.table.made("from") >= since, wanted, 0)
    return wanted if paid_by is None else where(lines.table.made("paid") <= paid_by, wanted, 0)


def _as_planned(block: Block, held: _Held, payers: Sequence[Payer], which: Row, wanted: Expression) -> Expression:
    """What the place's source wants to pay, and no more than it has planned."""
    if all(payer.planned is None for payer in payers):
        return wanted
    lines = held.funds.lines
    most = pick(which, *(lines.cost if payer.planned is None else payer.planned for payer in payers))
    return at_most(wanted, block.row("as_planned", "At most, as planned, of", "usd", most, table=lines.table))


def _limited(block: Block, held: _Held, payers: Sequence[Payer], which: Row, wanted: Row) -> tuple[Row, Row]:
    """What the place's source wants of each line within its cap."""
    table = held.funds.lines.table
    name = f"{block.id}_capped".replace(".", "_")
    flags = pick(which, *(0 if payer.capped is None else payer.capped for payer in payers))
    capped = table.column(name, f"Capped at place {block.name}", "flag", formula=flags)
    in_time = table.made("order")
    own = where(equals(capped, 1), in_time, in_time * 100 * 100)  # what is not capped comes after all that is
    order = table.column(f"{name}_order", f"Order under the cap at place {block.name}", "index", formula=own)
    cap = held.at(block, "cap")
    assert cap is not None, "what is capped has a cap"
    within = at_most(wanted, at_least(0, cap - sum_below(wanted, order, order)))
    return block.row(
        "within_cap", "Could pay within the cap of", "usd", where(equals(capped, 1), within, wanted), table=table
    ), capped


def _limit(block: Block, held: _Held, wanted: Row) -> Expression:
    """How far the place's source gets along the lines: all that it has, and after its last month without what ends there."""
    table = held.funds.lines.table
    lasting, until, ending = (held.at(block, field) for field in ("lasting", "until", "ending"))
    assert lasting is not None, "every source says what it has"
    if until is None or ending is None:
        return lasting
    in_all = block.row("in_all", "Has in all", "usd", lasting + ending)
    early = block.row("early", "Could pay until then", "usd", sum_below(wanted, table.made("to"), until + 1))
    late = block.row("later", "Reaches to, after then", "usd", at_most(early + lasting, at_least(early, in_all)))
    return where(table.made("to") <= until, in_all, late)
