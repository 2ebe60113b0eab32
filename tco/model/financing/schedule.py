"""What is paid on each agreement month by month: level payments, their interest, and what is owed after them."""

from __future__ import annotations

from dataclasses import dataclass

from tco.errors import FormulaError
from tco.formula.expression import (
    Expression,
    Prior,
    at_least,
    at_most,
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
    """The agreements of one item, a record for each; `term` and `rate` may be columns or, where all share them, constants.

    `year` is the fiscal year in which each begins, `begins` that month of the plan (1 its first), in the same calendar month for all.
    `term` and `between` (from one payment to the next) are months, `arrears` is 1 where a stretch is paid at its end, `rate` is that of
    one stretch [share], `financed`, `level` (the payment each time) and `owed` (at the plan's start) are dollars. Where payments are
    `fixed`, every one is the level one, and the last interest takes what rounding leaves; else the last payment takes it. On fixed ones
    from before the plan, no more is paid than what is owed.
    With `rise` [share] they rise from `level`, which is then not rounded yet, in each year of the agreement; they are fixed.
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
    fixed: bool = False
    rise: Row | None = None


@dataclass(frozen=True)
class Schedule:
    """An item's agreements month by month, and in all by fiscal year [usd]. `first` is what is paid on the day an agreement begins."""

    agreements: Agreements
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

    Interest is rounded to the cent each time. What is due on the first day is principal.
    """
    table, number = agreements.table, month_number(ground)
    monthly = month_sheet(ground).block(f"{block.id}_{name}_months", f"{block.label}: {label.lower()}")

    def family(id: str, said: str, formula: Expression, of: str = "usd") -> Row:
        return monthly.row(id, said, of, formula, table=table)

    falls, last = _falls_rows(monthly, number, agreements)
    level = agreements.level if agreements.rise is None else _risen_row(monthly, number, agreements, agreements.rise)
    owed = monthly.announce("owed", "Owed after it", "usd", table=table)
    new = agreements.financed * equals(number, agreements.begins)
    before = family("before", "Owed before it", Prior(owed) + new)
    is_fixed, is_last = agreements.fixed or agreements.rise is not None, equals(number, last)
    in_term: Expression = falls * (number >= agreements.begins) * (number <= last)
    own = _in_plan(agreements) if is_fixed else None
    if own is not None:  # on one from before the plan nothing falls due once nothing is owed
        in_term = in_term * at_least(own, cents(before) > 0)
    due = family("due", "A payment is due", in_term, "flag")
    borne = cents(before * agreements.rate)
    if own is not None:
        kept = family("borne", "Interest since the last", _kept(agreements, own, before, level, borne))
        borne = where(is_last, level - before, kept)
    bears = _bears_from(agreements, last if is_fixed else None)
    interest = family("interest", "Interest in it", borne * (number >= bears) * due)
    rest = before + interest
    pays = where(is_last, rest, at_most(rest, level)) if own is None else where(own, level, at_most(rest, level))
    payment = family("payment", "Payment", pays * due)
    monthly.define(owed, rest - payment, opening=agreements.owed)
    return _by_fiscal_year(block, monthly, agreements, name, label, (payment, interest, owed))


def _falls_rows(monthly: Block, number: Row, agreements: Agreements) -> tuple[Row, Row]:
    """Whether payments fall in a month, for all agreements alike; and the month of each one's last."""
    months = agreements.begins.values or ()
    begin = {int(month - 1) % 12 for month in months}
    if len(begin) != 1:
        raise FormulaError(f"{agreements.table.id}: agreements of one item begin in one calendar month")
    begins = monthly.number("begins", "Month of the fiscal year in which they begin", "month", begin.pop() + 1)
    between, waits = agreements.between, agreements.arrears * (agreements.between - 1)
    lead = monthly.constant("lead", "Months before the first payment", "month", waits)
    stretches = (number - begins - lead) / between
    run = monthly.row("stretches", "Stretches since the first payment of a first year", "index", stretches)
    falls = monthly.row("falls", "Payments fall in the month", "flag", equals(whole(run), run))
    end = agreements.begins + agreements.term - between + lead
    return falls, agreements.table.column("last_month", "Month of the last payment", "month", formula=end)


def _in_plan(agreements: Agreements) -> Row:
    """Whether an agreement is a new one, and none from before the plan."""
    return agreements.table.column("in_plan", "Begins in the plan", "flag", formula=agreements.begins > 0)


def _kept(agreements: Agreements, own: Row, before: Row, level: Row, borne: Expression) -> Expression:
    """The interest of a stretch; in new agreements no more than a payment that stays, nor so little that a payment is more than is owed.

    The cents of one stretch bear interest in the next: at rates of hundreds of percent that would grow without end.
    """
    bounded = at_least(level - before, borne)
    if agreements.rise is None:
        bounded = at_most(level, bounded)
    return where(own, bounded, borne)


def _bears_from(agreements: Agreements, last: Row | None) -> Row:
    """The month from which payments bear interest: none has run on the day it begins; a last payment that is fixed takes the rest."""
    begins = where(agreements.arrears, agreements.begins, agreements.begins + 1)
    since = begins if last is None else at_most(last, begins)
    return agreements.table.column("bears_from", "Bears interest from", "month", formula=since)


def _risen_row(monthly: Block, number: Row, agreements: Agreements, rise: Row) -> Row:
    """What a contract asks for in each month's year of the agreement."""
    in_year = monthly.number("months_in_year", "Months in a year", "month/year", 12)
    years = whole((number - agreements.begins + 1) / in_year) - 1
    asked = cents(agreements.level * (rise + 1) ** years)
    return monthly.row("asked", "Payment of the agreement's year", "usd", asked, table=agreements.table)


def _by_fiscal_year(
    block: Block, monthly: Block, agreements: Agreements, name: str, label: str, rows: tuple[Row, ...]
) -> Schedule:
    """All agreements together by fiscal year: financed, paid, interest, principal, owed."""
    payment, interest, owed = rows
    table, year = agreements.table, block.timeline.year

    def in_year(id: str, said: str, family: Row) -> Row:
        months = monthly.row(f"{id}_in_all", f"{said}, all", "usd", sum_of(family))
        return block.row(f"{name}_{id}", f"{label}: {said.lower()}", "usd", by_year(months, block.timeline))

    begun = sum_where(agreements.financed, agreements.year, year)
    financed = block.row(f"{name}_financed", f"{label}: newly financed", "usd", begun)
    paid = in_year("payments", "Payments", payment)
    paid_interest = in_year("interest", "Interest", interest)
    first = cents(agreements.level * (1 - agreements.arrears))
    on_day = table.column("first", "Paid on the day it begins", "usd", formula=first)
    on_days = sum_where(on_day, agreements.year, year)
    at_once = block.row(f"{name}_first", f"{label}: paid on the day they begin", "usd", on_days)
    principal = block.row(f"{name}_principal", f"{label}: principal", "usd", paid - paid_interest)
    before = block.constant(f"{name}_owed_before", f"{label}: owed at the start", "usd", sum_of(agreements.owed))
    left = block.announce(f"{name}_owed", f"{label}: owed at year end", "usd")
    block.define(left, Prior(left) + financed - principal, opening=before)
    return Schedule(agreements, payment, interest, owed, paid, paid_interest, principal, financed, at_once, left)
