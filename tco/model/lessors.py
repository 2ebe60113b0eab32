"""Which of a fleet's units belong to a lessor, for how long, and what of the fleet is then the district's own."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_most, pick, sum_of, where, whole
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.devices import WAYS_TO_ACQUIRE, Fleet
from tco.inputs.paying import AT_END, Rent
from tco.model.ask import ask_choice
from tco.model.financing.terms import Terms, term_rows


@dataclass(frozen=True)
class Renting:
    """The terms on which a fleet is rented: `chosen` is 1 where it is, the next three say what comes at the end of the term.

    `years` are the fiscal years that a unit serves in its term, a part of one counting whole.
    """

    rent: Rent
    terms: Terms
    chosen: Row
    returns: Row
    purchases: Row
    years: Row


@dataclass(frozen=True)
class Lessors:
    """What belongs to a lessor, by cohort: those in service, those that leave service at a year's start [flag], those returned."""

    renting: Renting
    serving: Row
    returned: Row


def way_row(block: Block, fleet: Fleet, way: str) -> Row:
    """Whether a fleet's units are acquired this way [flag]."""
    if block.has(f"acquire.{way}"):
        return block.made(f"acquire.{way}")
    code = block.made("acquire") if block.has("acquire") else ask_choice(block, fleet, "acquire")
    flags = [int(option == way) for option in WAYS_TO_ACQUIRE]
    return block.constant(f"acquire.{way}", f"Way to acquire: {way}", "flag", pick(code, *flags))


def renting_rows(block: Block, fleet: Fleet) -> Renting | None:
    """The terms of renting as far as they say how long units serve; no rows for a fleet that is not rented."""
    if fleet.rent is None:
        return None
    chosen = way_row(block, fleet, "rent")
    terms = term_rows(block, fleet.rent, "rent")
    years = block.constant("rent.years", "Fiscal years served in the term", "year", whole(block.made("rent.term")))
    code = ask_choice(block, fleet.rent, "at_end", path="rent.at_end")
    at_end = {way: pick(code, *[int(option == way) for option in AT_END]) for way in AT_END}
    returns = block.constant("rent.returns", "Returned at the end", "flag", at_end["return"])
    purchases = block.constant("rent.purchases", "Bought at the end", "flag", at_end["purchase"])
    return Renting(fleet.rent, terms, chosen, returns, purchases, years)


def on_rent_column(block: Block, table: Table, fleet: Fleet, renting: Renting) -> Row:
    """The cohorts on an agreement: what the plan acquires where it rents, and rented lots; other lots are the district's own."""
    before = [float(lot.rented) for lot in fleet.lots.values()]
    on_rent: Expression = renting.chosen * (table.made("buys_in") > 0)
    if any(before):
        values = [*before, *[0.0] * (len(table) - len(before))]
        own = Origin(f"{block.id}.lots")
        on_rent = on_rent + table.column("rented", "Rented before the plan", "flag", values=values, origin=own)
    return table.column("on_rent", "Acquired on an agreement", "flag", formula=on_rent)


def returned_by(table: Table, renting: Renting, on_rent: Row, bought_in: Row, serves: Expression) -> Expression:
    """The last fiscal year of service, no later than that of the agreement where units are returned at its end."""
    ends = table.column("term_until", "Last year of its term", "year", formula=bought_in + renting.years - 1)
    return where(on_rent * renting.returns, at_most(ends, serves), serves)


def lessor_rows(block: Block, renting: Renting, on_rent: Row, age: Row) -> Row:
    """The cohorts that belong to a lessor while they serve: on an agreement, and not bought when its term was over."""
    bought_out = renting.purchases * (age >= renting.years)
    return block.row("lessors", "Belongs to the lessor", "flag", on_rent * (1 - bought_out), table=on_rent.table)


def returned_row(block: Block, renting: Renting, on_rent: Row, age: Row, left: Row, kept: Row) -> Row:
    """Units that leave service and go back to the lessor; what was bought out stays to be sold or recycled."""
    theirs = on_rent * (1 - renting.purchases * (age > renting.years))
    return block.row("returned", "Returned to the lessor", "device", (Prior(left) - kept) * theirs, table=left.table)


def in_all(block: Block, id: str, label: str, family: Row) -> Row:
    """A family's records together, in each fiscal year."""
    return block.row(id, label, str(family.unit), sum_of(family))
