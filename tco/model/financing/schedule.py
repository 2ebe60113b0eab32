"""What is paid on each agreement month by month: level payments, their interest, and what is owed after them."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import (
    Expression,
    Prior,
    at_least,
    at_year,
    by_year,
    cents,
    equals,
    sum_of,
    sum_where,
    where,
    whole,
)
from tco.formula.rows import Block, Row, Table
from tco.model.ground import Ground
from tco.model.months import month_number, month_sheet


@dataclass(frozen=True)
class Agreements:
    """The agreements of one item, a record for each. What all of them share may be a constant, else each is a column.

    `year` is the fiscal year in which each begins, `begins` that month of the plan (1 its first), `term` and `between` (from one
    payment to the next) are months, `arrears` is 1 where a stretch is paid at its end, `rate` is that of one stretch [share],
    `financed`, `level` (the payment each time) and `owed` (at the plan's start) are dollars. Payments that are a contract's own stay
    as they are, and the last interest takes what rounding leaves: where `fixed` is 1, and where `stepped` has payments that need
    not be level, by the fiscal year in which a year of the agreement begins (`level` is then that of the year before the plan).
    Else the last payment takes it.
    """

    table: Table
    year: Row
    begins: Row
    term: Row
    between: Row
    arrears: Row
    rate: Row
    financed: Row
    level: Row
    owed: Row
    fixed: Row | None = None
    stepped: Row | None = None


@dataclass(frozen=True)
class Schedule:
    """An item's agreements month by month, and in all by fiscal year [usd]. `first` is what is paid on the day an agreement begins."""

    agreements: Agreements
    since: Row
    payment: Row
    interest: Row
    owed: Row
    paid: Row
    paid_interest: Row
    principal: Row
    financed: Row
    first: Row
    owed_at_end: Row


def schedule_rows(ground: Ground, block: Block, agreements: Agreements, *, name: str, label: str) -> Schedule:
    """The months of every agreement by itself, then all of them by fiscal year in the item's block; rows are named `name`_.

    Interest is rounded to the cent each time, and the last payment pays all that is left; payments that are a contract's own stay
    as they are, and the last interest is what is left. What is due on the first day is principal.
    """
    monthly = month_sheet(ground).block(f"{block.id}_{name}_months", f"{block.label}: {label.lower()}")
    table, number = agreements.table, month_number(ground)

    def family(id: str, said: str, of: str, formula: Expression) -> Row:
        return monthly.row(id, said, of, formula, table=table)

    since = family("since", "Months since it began", "month", number - agreements.begins)
    stretch = since + agreements.arrears * _one_month(monthly)
    runs = (since >= 0) * (since < agreements.term)
    whole_stretches = equals(whole(stretch / agreements.between) * agreements.between, stretch)
    due = family("due", "A payment is due", "flag", runs * whole_stretches)
    owed = monthly.announce("owed", "Owed after it", "usd", table=table)
    new = family("financed", "Newly financed", "usd", agreements.financed * equals(since, 0))
    before, own = Prior(owed) + new, _own_payment(ground, monthly, agreements, since)
    bears = cents((Prior(owed) + new * agreements.arrears) * agreements.rate)
    last = stretch + agreements.between * (1 - agreements.arrears) >= agreements.term
    if agreements.stepped is not None:
        bears = where(last, own - before, bears)
    elif agreements.fixed is not None:
        bears = where(last * agreements.fixed, own - before, bears)
    interest = family("interest", "Interest in it", "usd", bears * due)
    payment = family("payment", "Payment", "usd", where(last, before + interest, own) * due)
    monthly.define(owed, before + interest - payment, opening=agreements.owed)
    return _by_fiscal_year(block, monthly, agreements, name, label, (since, new, payment, interest, owed))


def _own_payment(ground: Ground, monthly: Block, agreements: Agreements, since: Row) -> Expression:
    """What an agreement asks for each time: its level payment, or that of the agreement's year."""
    if agreements.stepped is None:
        return agreements.level
    years = agreements.year + whole((since + 1) / _year_of_months(monthly)) - 1
    first = ground.economy.first_year
    asked = where(years < first, agreements.level, at_year(agreements.stepped, at_least(first, years)))
    return monthly.row("asked", "Payment of the agreement's year", "usd", asked, table=agreements.table)


def _one_month(monthly: Block) -> Row:
    return monthly.number("one_month", "One month", "month", 1)


def _year_of_months(monthly: Block) -> Row:
    return monthly.number("months_in_year", "Months in a year", "month/year", 12)


def _by_fiscal_year(
    block: Block, monthly: Block, agreements: Agreements, name: str, label: str, rows: tuple[Row, ...]
) -> Schedule:
    """All agreements together by fiscal year: financed, paid, interest, principal, owed."""
    since, new, payment, interest, owed = rows

    def in_year(id: str, said: str, family: Row) -> Row:
        months = monthly.row(f"{id}_in_all", f"{said}, all", "usd", sum_of(family))
        return block.row(f"{name}_{id}", f"{label}: {said.lower()}", "usd", by_year(months, block.timeline))

    financed = in_year("financed", "Newly financed", new)
    paid = in_year("payments", "Payments", payment)
    paid_interest = in_year("interest", "Interest", interest)
    on_day = agreements.table.column(
        "first", "Paid on the day it begins", "usd", formula=agreements.level * (1 - agreements.arrears)
    )
    on_days = sum_where(on_day, agreements.year, block.timeline.year)
    at_once = block.row(f"{name}_first", f"{label}: paid on the day they begin", "usd", on_days)
    principal = block.row(f"{name}_principal", f"{label}: principal", "usd", paid - paid_interest)
    before = block.constant(f"{name}_owed_before", f"{label}: owed at the start", "usd", sum_of(agreements.owed))
    left = block.announce(f"{name}_owed", f"{label}: owed at year end", "usd")
    block.define(left, Prior(left) + financed - principal, opening=before)
    return Schedule(agreements, since, payment, interest, owed, paid, paid_interest, principal, financed, at_once, left)
