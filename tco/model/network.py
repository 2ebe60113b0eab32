"""Circuits: how much capacity the district's users need, which circuits carry it, and what they cost at the price last bid."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import (
    Expression,
    Prior,
    Tier,
    at_least,
    at_most,
    at_year,
    cents,
    equals,
    sum_of,
    sum_where,
    where,
    whole,
)
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.network import Circuit
from tco.model.ask import ask
from tco.model.contract import in_force_row, one_time_rows, user_row, while_in_force
from tco.model.ground import Ground
from tco.model.postings import Item
from tco.model.targets import concurrency_row, target_rows
from tco.model.upgrades import Ordered, in_place_rows


@dataclass(frozen=True)
class Offered:
    """The circuits on offer, the largest first: capacity [mbps/circuit], price [usd/circuit/month], and the look-up key.

    The key is the capacity below zero: the highest key that a demand below zero reaches is the smallest circuit that carries it.
    """

    table: Table
    key: Row
    capacity: Row
    price: Row
    largest: Row


@dataclass(frozen=True)
class Bid:
    """The fiscal year in which the price in force was bid, whether the contract is bid in the year, and for how many years."""

    priced_in: Row
    is_bid: Row
    term: Row


def circuit_rows(ground: Ground, block: Block, circuit: Circuit) -> None:
    """All rows and postings of one kind of circuit."""
    item = Item(ground, block, "connectivity", circuit.tags)
    offered = offered_rows(ground, block, circuit)
    users = user_row(ground, block, circuit)
    busiest = busiest_row(ground, block, circuit, users)
    bid = bid_rows(block, circuit)
    ordered = ordered_rows(block, circuit, busiest, offered, bid)
    if circuit.present is not None:
        ordered = in_place_rows(block, circuit, busiest, ordered, bid.is_bid if bid is not None else None)
    used, in_all = utilisation_rows(block, busiest, ordered)
    ground.busiest[block.name] = used
    target_rows(ground, block, circuit, users, in_all)
    bill_rows(item, circuit, ordered, offered, bid)
    one_time_rows(item, circuit, "install")


def offered_rows(ground: Ground, block: Block, circuit: Circuit) -> Offered:
    """The provider's capacities and prices as a table."""
    ids = list(circuit.capacities)[::-1]
    offers = [circuit.capacities[id] for id in ids]
    names = [id.replace("_", " ") for id in ids]
    table = ground.model.table(f"{block.id}.capacities", f"{block.label}: circuits on offer", ids, names)
    own = Origin(f"{block.id}.capacities")
    rank = table.column("rank", "Place by size", "index", values=range(1, len(ids) + 1))
    capacity = table.column("mbps", "Capacity", "mbps/circuit", values=[offer.mbps for offer in offers], origin=own)
    price = table.column("price", "Price", "usd/circuit/month", values=[offer.price for offer in offers], origin=own)
    key = table.column("key", "Capacity below zero, to look up", "mbps/circuit", formula=-capacity)
    largest = block.constant("largest", "Largest circuit on offer", "mbps/circuit", sum_where(capacity, rank, 1))
    return Offered(table, key, capacity, price, largest)


def busiest_row(ground: Ground, block: Block, circuit: Circuit, users: Expression) -> Row:
    """What users ask of the line at the busiest time: the district's, or each school's in proportion to its students."""
    table = _places(ground, circuit)
    if table is not None:
        users = users * _share_of_students(ground, block, circuit, table)
    use: Expression = ask(block, circuit, "mbps")
    if circuit.growth is not None:
        years = at_least(0, block.timeline.year - ground.economy.prices_as_of)
        growing = use * (ask(block, circuit, "growth") + 1) ** years
        use = block.row("mbps_in_year", "Use at the busiest time, in the year", "mbps/user", growing)
    busiest = users * use * concurrency_row(ground, block, circuit)
    return block.row("busiest", "In use at the busiest time", "mbps", busiest, table=table)


def _places(ground: Ground, circuit: Circuit) -> Table | None:
    """The schools, where each has circuits of its own."""
    if circuit.per == "district":
        return None
    assert ground.heads.table is not None, "the checks let circuits per school pass without schools"
    return ground.heads.table


def _share_of_students(ground: Ground, block: Block, circuit: Circuit, schools: Table) -> Row:
    """Each school's part of the students in the schools table."""
    students = schools.made("students")
    in_all = block.constant("students_at_schools", "Students at all schools", "student", sum_of(students))
    share = where(in_all > 0, students / in_all, 0)
    name = f"{block.id.replace('.', '_')}_share"
    return schools.column(name, f"Share of students: {block.label}", "share", formula=share)


def ordered_rows(block: Block, circuit: Circuit, busiest: Row, offered: Offered, bid: Bid | None) -> Ordered:
    """The circuits that carry the busiest time with headroom: so many that the largest on offer suffices, each the smallest
    that carries its part. Where the term is locked, they carry its last year too."""
    demand: Expression = busiest
    if circuit.headroom is not None:
        demand = demand * (ask(block, circuit, "headroom") + 1)
    if circuit.trigger is not None:
        demand = demand / ask(block, circuit, "trigger")
    if circuit.minimum is not None:
        demand = at_least(ask(block, circuit, "minimum"), demand)
    table = busiest.table
    if demand is not busiest:
        demand = block.row("demand", "Capacity needed", "mbps", demand, table=table)
    if circuit.term_locked and bid is not None:
        demand = term_row(block, demand, bid)
    fewest = ask(block, circuit, "circuits")
    needed = at_least(fewest, whole(demand / offered.largest))
    waits = circuit.present is not None
    many, each = ("circuits_called_for", "capacity_called_for") if waits else ("circuits_ordered", "capacity")
    labels = ("Circuits called for", "each called for") if waits else ("Circuits ordered", "each circuit")
    circuits = block.row(many, labels[0], "circuit", needed, table=table)
    capacity = Tier(-(demand / circuits), offered.key, offered.capacity)
    return Ordered(circuits, block.row(each, f"Capacity of {labels[1]}", "mbps/circuit", capacity, table=table))


def term_row(block: Block, demand: Expression, bid: Bid) -> Row:
    """What a contract that begins in the year has to carry in its first and its last year, as far as the plan goes."""
    needed = demand if isinstance(demand, Row) else block.row("demand", "Capacity needed", "mbps", demand)
    year = block.timeline.year
    last = block.number_beside("last_of_plan", "Last fiscal year of the plan", "year", block.timeline.years[-1], needed)
    ends = block.row(
        "term_ends", "Last fiscal year of a term bid now", "year", at_most(last, year + whole(bid.term) - 1)
    )
    return block.row("demand_of_term", "Capacity needed over the term", "mbps", at_least(needed, at_year(needed, ends)))


def utilisation_rows(block: Block, busiest: Row, ordered: Ordered) -> tuple[Row, Row]:
    """How full the lines are at the busiest time, in each school and in all; gives what is used and what there is, in all."""
    table = busiest.table
    total = block.row("ordered", "Capacity ordered", "mbps", ordered.circuits * ordered.each, table=table)
    block.row("utilisation", "Share in use at the busiest time", "share", busiest / total, table=table)
    if table is None:
        return busiest, total
    used = block.row("busiest_in_all", "In use at the busiest time, all", "mbps", sum_of(busiest))
    in_all = block.row("ordered_in_all", "Capacity ordered, all", "mbps", sum_of(total))
    block.row("utilisation_in_all", "Share in use at the busiest time, all", "share", used / in_all)
    return used, in_all


def bill_rows(item: Item, circuit: Circuit, ordered: Ordered, offered: Offered, bid: Bid | None) -> None:
    """Twelve monthly bills at the price level of the last bid, in the years in which the contract runs."""
    block, table = item.block, ordered.each.table
    price = Tier(-ordered.each, offered.key, offered.price)
    listed = block.row("listed", "Price on the list", "usd/month", ordered.circuits * price, table=table)
    level = price_level_row(item, circuit, ordered, offered, bid)
    if level.table is not None:
        listed = block.row("at_level", "At the level in force", "usd/month", listed * level, table=table)
    if table is not None:
        listed = block.row("listed_in_all", f"{listed.label}, all", "usd/month", sum_of(listed))
    amount = listed if level.table is not None else listed * level
    monthly = block.row(
        "bill", "Monthly bill", "usd/month", cents(while_in_force(amount, in_force_row(block, circuit)))
    )
    months = block.number_beside("months", "Months in a year", "month", 12, monthly)
    cost = block.open_row("cost", "Twelve monthly bills", "usd", cents(monthly * months))
    item.post(cost, "operate", recurrence=circuit.recurrence, once=item.in_its_month)


def bid_rows(block: Block, circuit: Circuit) -> Bid | None:
    """The years in which the contract is bid, which is when prices, and capacity where the term is locked, may change."""
    if circuit.rebid is None:
        return None
    year, term = block.timeline.year, ask(block, circuit, "rebid")
    start = ask(block, circuit, "bid_in")
    bid_in = block.announce("priced_in", "Fiscal year of the price in force", "year")
    is_bid = block.row("is_bid", "Re-bid in this year", "flag", year - Prior(bid_in) >= term)
    block.define(bid_in, Prior(bid_in) * (1 - is_bid) + year * is_bid, opening=start)
    return Bid(bid_in, is_bid, term)


def price_level_row(item: Item, circuit: Circuit, ordered: Ordered, offered: Offered, bid: Bid | None) -> Row:
    """The level of the listed prices: at each bid what the market has come to, and between bids what was bid last.

    Without re-bids, the category's price index; with declines of their own, each capacity's.
    """
    block, economy = item.block, item.ground.economy
    if bid is None:
        return economy.index[item.category]
    years = at_least(0, bid.priced_in - economy.prices_as_of)
    decline = ask(block, circuit, "decline")
    if all(offer.decline is None for offer in circuit.capacities.values()):
        level = (1 - decline) ** years
        return block.row("price_level", "Level of the price in force", "index", level)
    kept = Tier(-ordered.each, offered.key, kept_column(block, circuit, offered, decline))
    return block.row("price_level", "Level of the price in force", "index", kept**years, table=ordered.each.table)


def kept_column(block: Block, circuit: Circuit, offered: Offered, decline: Row) -> Row:
    """What a year leaves of each capacity's bid price: by its own decline where it has one, else by that of all."""
    table, own = offered.table, Origin(f"{block.id}.capacities")
    said = [circuit.capacities[id].decline for id in table.records]
    known = table.column(
        "decline_is_known", "Has a fall of its own", "flag", values=[each is not None for each in said]
    )
    falls = table.column("decline", "Yearly fall of its own", "share", values=[each or 0 for each in said], origin=own)
    left = 1 - where(equals(known, 1), falls, decline)
    return table.column("kept", "Price left after a year", "share", formula=left)
