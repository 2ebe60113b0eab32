"""Lease-purchases of a fleet: an agreement for each year's purchase, with the rate that its payment implies where that is given."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, at_least, at_year, cents, sum_rows, sum_where, where, whole
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.devices import Fleet
from tco.inputs.paying import Lease
from tco.model.ask import ask_part
from tco.model.financing.rate import solved_rate
from tco.model.financing.run_up import run_up_row
from tco.model.financing.schedule import Agreements, Schedule, schedule_rows
from tco.model.financing.terms import Terms, level_factor, stretch_rate, term_rows
from tco.model.ground import Ground
from tco.model.months import begins_in
from tco.model.postings import Item


@dataclass(frozen=True)
class Leased:
    """What a lease-purchase is for: its item, what is leased in a year, in units [device] and by its price [usd], and its terms."""

    ground: Ground
    item: Item
    fleet: Fleet
    lease: Lease
    terms: Terms
    units: Expression
    financed: Row

    @property
    def block(self) -> Block:
        return self.item.block


def lease_rows(
    ground: Ground, item: Item, fleet: Fleet, units: Expression, financed: Row
) -> tuple[Schedule, Row | None]:
    """What the leases of a fleet pay: an agreement for each year's purchase, and those begun before the plan, on the same terms.

    `units` are those leased in a year [device], `financed` is their price [usd]. Gives their schedule, and what is paid besides [usd].
    """
    lease = fleet.lease
    assert lease is not None, "asked for only where the fleet may be leased"
    terms = term_rows(item.block, lease, "lease")
    leased = Leased(ground, item, fleet, lease, terms, units, financed)
    agreements = agreement_rows(leased)
    schedule = schedule_rows(ground, item.block, agreements, name="lease", label="Leases")
    ground.owed.append(schedule.owed_at_end)
    if item.block.twin is not None:  # an option is ended, on paper, when the study period is over
        ground.owed.append(run_up_row(ground, item.block, schedule, name="lease", label="Leases"))
    item.post(schedule.principal, "acquire", "debt_service", category="financing", investment=True)
    item.post(schedule.paid_interest, "acquire", "debt_service", category="financing")
    besides = besides_rows(leased, agreements)
    for row in besides:
        item.post(row, "acquire", category="financing")
    if not besides:
        return schedule, None
    in_all = sum_rows(besides) if len(besides) > 1 else None
    return schedule, besides[0] if in_all is None else item.block.row(
        "lease_besides", "Fees and buy-outs", "usd", in_all
    )


def agreement_rows(leased: Leased) -> Agreements:
    """The agreements, a record for each fiscal year in which one begins."""
    ground, block, lease, terms = leased.ground, leased.block, leased.lease, leased.terms
    first = ground.economy.first_year
    begun = {year: lease.begun[year] for year in sorted(lease.begun)}
    years, new = [*begun, *block.timeline.years], [0.0] * len(block.timeline)
    ids, names = [f"fy{year}" for year in years], [f"Begun in FY{year}" for year in years]
    table = ground.model.table(f"{block.id}.agreements", f"{block.label}: leases", ids, names)
    own = Origin(f"{block.id}.lease.begun")

    def before(id: str, label: str, amounts: list[float]) -> Row:
        return table.column(id, label, "usd", values=[*amounts, *new], origin=own)

    year = table.column("year", "Begun in", "year", values=years)
    months = [begins_in(ground, each, leased.item.month) for each in years]
    begins = table.column("begins", "Month of the plan", "month", values=months)
    was = before("before", "Financed before the plan", [each.financed for each in begun.values()])
    owed = before("owed", "Owed at the start", [each.owed for each in begun.values()])
    in_plan = at_year(leased.financed, at_least(first, year)) * (year >= first)
    amount = table.column("financed", "Financed", "usd", formula=was + in_plan)
    if lease.payment is None:
        rate = stretch_rate(block, terms, ask_part(block, lease, "lease", "rate"))
        factor = level_factor(block, terms, rate)
        level = table.column("level", "Level payment", "usd", formula=cents(amount * factor))
        return Agreements(table, year, begins, terms.term, terms.between, terms.arrears, rate, amount, level, owed)
    paid = before("payment_before", "Payment of those before the plan", [each.payment or 0 for each in begun.values()])
    asked = at_year(_payment_row(leased), at_least(first, year)) * (year >= first)
    level = table.column("level", "Payment each time", "usd", formula=paid + asked)
    rate = _rate_columns(leased, table, amount, level)
    return Agreements(
        table, year, begins, terms.term, terms.between, terms.arrears, rate, amount, level, owed, fixed=True
    )


def _payment_row(leased: Leased) -> Row:
    """What a new agreement pays each time: the payment for each unit at the price level of its year."""
    index = leased.ground.economy.index[leased.fleet.category]
    each = ask_part(leased.block, leased.lease, "lease", "payment")
    asked = cents(leased.units * each * index)
    return leased.block.row("lease_level", "Payment of a new lease, each time", "usd", asked)


def _rate_columns(leased: Leased, table: Table, amount: Row, level: Row) -> Row:
    """The rate that each agreement's payment implies, of one stretch and of a year."""
    block, terms = leased.block, leased.terms

    def add(id: str, label: str, of: str, formula: Expression) -> Row:
        return table.column(id, label, of, formula=formula)

    asked = add("asked", "Payment per dollar financed", "share", where(amount > 0, level / amount, 1 / terms.count))
    rate = solved_rate(add, terms, asked)
    one_year = block.number("lease.one_year", "One year", "year", 1)
    add("rate_a_year", "Rate of interest a year that it implies", "share", rate * terms.times * one_year)
    return rate


def besides_rows(leased: Leased, agreements: Agreements) -> list[Row]:
    """The fee of each agreement that begins, and what is paid to own its units when its term is over."""
    block, lease = leased.block, leased.lease
    rows: list[Row] = []
    if lease.fee is not None:
        fee = cents(ask_part(block, lease, "lease", "fee") * (leased.financed > 0))
        rows.append(block.row("lease_fees", "Fees of new leases", "usd", fee))
    if lease.buy_out is not None:
        table, ends = agreements.table, agreements.begins + leased.terms.term - 1
        last = leased.ground.economy.year_before + whole(ends / block.made("lease.months_in_year"))
        over = table.column("ends_in", "Its term ends in", "year", formula=last)
        price = cents(ask_part(block, lease, "lease", "buy_out") * (agreements.financed > 0))
        column = table.column("buy_out", "Paid to own them at the end", "usd", formula=price)
        paid = sum_where(column, over, block.timeline.year)
        rows.append(block.row("lease_buy_outs", "Paid to own them", "usd", paid))
    return rows
