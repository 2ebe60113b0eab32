"""The agreements on which a fleet is rented: what each asks for, each time, and how long it may last."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_most, at_year, cents, where, whole
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.devices import Fleet
from tco.inputs.fitting_rent import SHORT_TERM
from tco.inputs.paying import Rent
from tco.model.ask import ask_part
from tco.model.financing.rate import solved_rate
from tco.model.financing.schedule import Agreements
from tco.model.financing.terms import Terms, level_factor, level_of, stretch_rate
from tco.model.ground import Ground
from tco.model.lessors import Lessors, in_all
from tco.model.months import begins_in
from tco.model.postings import Item
from tco.model.public import public_number
from tco.model.stock import FleetRows
from tco.rules.shelf import dates_of, first_day


@dataclass(frozen=True)
class Rented:
    """What the rows of a fleet's agreements share; `units` are those acquired on an agreement in each year [device]."""

    ground: Ground
    item: Item
    fleet: Fleet
    rent: Rent
    rows: FleetRows
    lessors: Lessors
    units: Row

    @property
    def block(self) -> Block:
        return self.item.block

    @property
    def terms(self) -> Terms:
        return self.lessors.renting.terms

    @property
    def index(self) -> Row:
        return self.ground.economy.index[self.fleet.category]

    def ask(self, field: str) -> Row:
        return ask_part(self.block, self.rent, "rent", field)

    def has(self, *fields: str) -> bool:
        return any(getattr(self.rent, field) is not None for field in fields)

    def row(self, id: str, label: str, of: str, formula: Expression) -> Row:
        return self.block.row(f"rent_{id}", label, of, formula)


@dataclass(frozen=True)
class Asked:
    """What an agreement that begins in a year asks for each time: the rent of one [usd/device], all rent and services [usd]."""

    one: Row
    rent: Row
    services: Row | None


def asked_rows(at: Rented) -> Asked:
    """What one unit, and all of a new agreement, ask for each time; the rent is given, or what the price and the rate ask for.

    The residual, which the lessor has in the unit at the end, only bears interest.
    """
    services = at.ask("services") * at.index if at.has("services") else None
    if at.has("payment"):
        each: Expression = at.ask("payment") * at.index
        each = each if services is None else each - services
    else:
        level = level_of(at.terms, _stretch_rate(at), at.ask("residual"))
        share = at.block.constant("rent.share", "Rent each time, share of the price", "share", level)
        each = at.rows.unit_price * share
    one = at.row("each", "Rent for each, each time", "usd/device", each)
    rent = at.row("due", "Rent of a new agreement, each time", "usd", cents(at.units * one))
    if services is None:
        return Asked(one, rent, None)
    in_them = at.row("services_due", "Services in its payments, each time", "usd", cents(at.units * services))
    return Asked(one, rent, in_them)


def _stretch_rate(at: Rented) -> Row:
    """The rate from one payment to the next at which rents are discounted; a short-term agreement needs none."""
    if at.block.has("rent.stretch_rate"):
        return at.block.made("rent.stretch_rate")
    if at.has("rate"):
        rate = at.ask("rate")
    else:
        own = Origin(f"{at.block.id}.rent.rate")
        rate = at.block.number("rent.rate", "Rate of interest a year (none given)", "share", 0, own)
    return stretch_rate(at.block, at.terms, rate)


def _rate_and_factor(at: Rented, table: Table, asked: Asked, new: Expression) -> tuple[Row, Row]:
    """The rate of one stretch, and the rent for each dollar that rents are worth when an agreement begins.

    Without a rate each agreement has the one that its rent, the price and the residual imply; one that was begun before the plan
    (`new` is 0) has that at which its rents are worth what was financed.
    """
    if at.has("rate") or not at.has("residual"):
        rate = _stretch_rate(at)
        return rate, level_factor(at.block, at.terms, rate)

    def add(id: str, label: str, of: str, formula: Expression) -> Row:
        return table.column(id, label, of, formula=formula)

    first, year = at.ground.economy.first_year, table.made("year")
    kept = add("residual", "Residual, share of the price", "share", at.ask("residual") * new)
    one, price = (at_year(row, at_least(first, year)) for row in (asked.one, at.rows.unit_price))
    even = (1 - kept) / at.terms.count
    share: Expression = where(price > 0, one / price, even)
    if at.rent.begun:
        was, paid = table.made("financed_before"), table.made("level_before")
        share = where(new, share, where(was > 0, paid / was, even))
    wanted = add("asked", "Rent each time, share of the price", "share", share)
    rate = solved_rate(add, at.terms, wanted, kept)
    in_year = at.terms.times * at.block.number("rent.one_year", "One year", "year", 1)
    add("rate_a_year", "Rate of interest a year that it implies", "share", rate * in_year)
    return rate, add("factor", "Rent per dollar of its worth", "share", level_of(at.terms, rate))


def agreement_rows(at: Rented, asked: Asked) -> Agreements:
    """An agreement for each year's units from the month in which the fleet is delivered, and those begun before the plan."""
    block, terms, first = at.block, at.terms, at.ground.economy.first_year
    begun = [at.rent.begun[year] for year in sorted(at.rent.begun)]
    years = [*sorted(at.rent.begun), *block.timeline.years]
    ids, names = [f"fy{year}" for year in years], [f"Begun in FY{year}" for year in years]
    table = at.ground.model.table(f"{block.id}.rents", f"{block.label}: rents", ids, names)
    year = table.column("year", "Begun in", "year", values=years)
    months = [begins_in(at.ground, each, at.item.month) for each in years]
    begins = table.column("begins", "Month of the plan", "month", values=months)

    def known(id: str, label: str, of: str, amounts: list[float]) -> Row:
        values = [*amounts, *[0.0] * len(block.timeline)]
        return table.column(id, label, of, values=values, origin=Origin(f"{block.id}.rent.begun"))

    def in_plan(row: Row) -> Expression:
        return at_year(row, at_least(first, year)) * (year >= first)

    def column(id: str, label: str, of: str, formula: Expression, amounts: list[float]) -> Row:
        if begun:
            formula = formula + known(f"{id}_before", f"{label}, of those before the plan", of, amounts)
        return table.column(id, label, of, formula=formula)

    level = column("level", "Rent each time", "usd", in_plan(asked.rent), [each.payment for each in begun])
    financed_before = [each.financed for each in begun]
    before = known("financed_before", "Present value of those before the plan", "usd", financed_before) if begun else 0
    rate, factor = _rate_and_factor(at, table, asked, year >= first)
    worth = where(year >= first, cents(level / factor), before)
    financed = table.column("financed", "Present value of its rents", "usd", formula=worth)
    column(
        "price_level", "Price level of the agreement", "index", in_plan(at.index), [each.price_level for each in begun]
    )
    services = [each.services for each in begun]
    if asked.services is not None:
        column("services", "Services in each payment", "usd", in_plan(asked.services), services)
    elif any(services):
        known("services", "Services in each payment", "usd", services)
    owed = known("owed", "Owed at the start", "usd", [each.owed for each in begun])
    return Agreements(
        table, year, begins, terms.term, terms.between, terms.arrears, rate, financed, level, owed, fixed=True
    )


def services_row(at: Rented, agreements: Agreements) -> Row | None:
    """The services in all payments of the year: as many as fall due in it, by each agreement."""
    block, table, terms = at.block, agreements.table, at.terms
    if not table.has("services"):
        return None
    in_year = block.made("rent.months_in_year")
    since = block.timeline.year - at.ground.economy.year_before
    months = block.row("rent_months", "Months of the plan by year end", "month", since * in_year)
    waits = block.constant(
        "rent.waits", "Months before the first payment", "month", terms.arrears * (terms.between - 1)
    )

    def times(ran: Expression) -> Expression:
        return at_least(0, whole((ran - waits) / terms.between))

    ran = at_least(0, at_most(terms.term, months - agreements.begins + 1))
    by_now = block.row("rent_ran", "Months of its term by year end", "month", ran, table=table)
    old = at_least(0, at_most(terms.term, 1 - agreements.begins))
    before = table.column("ran_before", "Months of its term before the plan", "month", formula=old)
    so_far = block.row(
        "rent_paid_times", "Payments by year end", "index", times(by_now), opening=times(before), table=table
    )
    cost = (so_far - Prior(so_far)) * table.made("services")
    services = block.row("rent_services", "Services in the payments", "usd", cost, table=table)
    return in_all(block, "rent_services_in_all", "Services in the payments, all", services)


def is_long_row(at: Rented) -> Row:
    """Whether an agreement may last longer than a short-term one, whatever the likelihood of its options to extend.

    Source: GASB Statement 87.
    """
    calendar = at.ground.plan.calendar
    start = first_day(calendar.first_year, start_month=calendar.start_month)
    short = public_number(at.block, SHORT_TERM, max(start, dates_of(SHORT_TERM)[0]))
    longest: Expression = at.terms.term
    if at.has("may_extend"):
        longest = longest + at.ask("may_extend") * at.block.made("rent.months_in_year")
    in_all = at.block.constant("rent.longest", "Longest term, with options to extend", "month", longest)
    return at.block.constant("rent.is_long", "Longer than a short-term lease", "flag", in_all > short)
