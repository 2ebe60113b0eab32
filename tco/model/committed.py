"""A subscription committed for a term: what is owed for the whole term from its first day, and how each payment stands in the budget."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tco.formula.expression import Expression, Prior, at_least, at_most, at_year, cents, equals, where
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.committed import Committed
from tco.inputs.paying import PAYMENTS_A_YEAR
from tco.inputs.software import Software
from tco.model.ask import ask, ask_choice
from tco.model.contract import way_is, while_in_force
from tco.model.financing.schedule import Agreements, Schedule, schedule_rows
from tco.model.financing.terms import Terms, level_factor, stretch_rate
from tco.model.months import begins_in
from tco.model.postings import Item
from tco.model.public import public_number
from tco.rules.shelf import dates_of, first_day

PART = "committed"
SHORT_TERM = "gasb96_short_term_months"


@dataclass(frozen=True)
class Commitment:
    """The terms of one product as rows: their clock, what each year of a term costs, and the terms of payment."""

    part: Block
    terms: Terms
    years: Row
    begins: Row
    runs: Row
    yearly: Row
    new: Row
    rise: Row | None


@dataclass(frozen=True)
class Owed:
    """What the books must know of a committed subscription: schedule, months of each term, whether it is long, what is used up at once."""

    schedule: Schedule
    term: Row
    is_long: Row
    beyond: Row


def committed_rows(item: Item, software: Software, cost: Row, amount: Expression, in_force: Row | None) -> Owed:
    """Post what is committed as principal and interest where a term is long, and the rest of the year's cost as operating.

    `cost` is the year's bill, `amount` the same before it is rounded and typed over [usd].
    """
    committed = software.committed
    assert committed is not None, "asked for only where it is given"
    commitment = _commitment(item, software, _charged(item, software, cost, amount), in_force)
    schedule = _schedule(item, software, committed, commitment)
    part, recurrence = commitment.part, software.recurrence
    long = _is_long(item, commitment, committed)
    once = committed.payments == "annual"
    for id, label, paid in (
        ("principal", "Debt service, principal", schedule.principal),
        ("interest", "Debt service, interest", schedule.paid_interest),
    ):
        debt = part.row(id, label, "usd", paid * long)
        item.post(debt, "operate", "debt_service", recurrence, once=once)
    beyond = part.row("beyond", "Charged beyond what is committed", "usd", at_least(0, cost - commitment.yearly))
    operating = part.row("operating", "Subscription, operating", "usd", beyond + schedule.paid * (1 - long))
    item.post(operating, "operate", recurrence=recurrence, once=True)
    item.ground.owed.append(part.row("owed", "Owed at year end", "usd", schedule.owed_at_end * long))
    return Owed(schedule, _written_off_over(schedule, commitment), long, beyond)


def _written_off_over(schedule: Schedule, commitment: Commitment) -> Row:
    """The months of each term; of those that end sooner, with a renewal or the product, the months that they have."""
    term, table = schedule.agreements.term, schedule.agreements.table
    full = commitment.terms.term
    if not table.has("years"):
        return full
    return table.column("serves", "Written off over", "month", formula=where(term > 0, term, full))


def _charged(item: Item, software: Software, cost: Row, amount: Expression) -> Row:
    """What payments that rise begin with: the bill before it is rounded, so that later ones are the product's own to the cent."""
    if _rise(item.block, software) is None:
        return cost
    charged = where(equals(cost, cents(amount)), amount, cost)
    return item.block.part(PART).row("charged", "Bill before rounding", "usd", charged)


def _commitment(item: Item, software: Software, charged: Row, in_force: Row | None) -> Commitment:
    """The clock of the terms, and the payments of each year of them: those of its first year, with the rise agreed."""
    block, year, committed = item.block, item.block.timeline.year, software.committed
    assert committed is not None, "asked for only where it is given"
    part = block.part(PART)
    years = block.made("renewal.term") if committed.term is None else ask(part, committed, "term")
    commits = committing_row(block, software)
    renewed = block.made("began") if software.renewal is not None else None
    start = _begun_in(item, software, committed, part)
    began = part.announce("term_began", "Fiscal year in which the committed term began", "year")
    due = year - Prior(began) >= years if renewed is None else (year >= renewed) * (renewed > Prior(began))
    begins = part.row("begins", "A committed term begins", "flag", while_in_force(due * commits, in_force))
    part.define(began, where(begins, year, Prior(began)), opening=start)
    still = year - began < years if renewed is None else began >= renewed
    runs = part.row("runs", "A committed term runs", "flag", while_in_force(still, in_force))
    paid, own = [each.yearly for each in committed.begun.values()], Origin(f"{part.id}.begun")
    first = part.number("first_year", "First year of the term that runs", "usd", paid[0], own) if paid else None
    held = part.announce("held", "Paid in the first year of the term", "usd")
    part.define(held, where(begins, charged, Prior(held)), opening=first)
    rise = _rise(block, software)
    risen = held if rise is None else cents(held * (rise + 1) ** ((year - began) * runs))
    yearly = part.row("yearly", "Committed for the year", "usd", risen * runs)
    new = part.row("new", "First year of the terms that begin", "usd", begins * held)
    return Commitment(part, _terms(item, committed, years), years, begins, runs, yearly, new, rise)


def _begun_in(item: Item, software: Software, committed: Committed, part: Block) -> Expression | None:
    """The fiscal year in which the term that runs at the plan's start began: as said, or that of its price."""
    for year in committed.begun:
        return part.number("begun_in", "Fiscal year of the term that runs", "year", year, Origin(f"{part.id}.begun"))
    if software.renewal is None:
        return None
    renewed, first_year = item.block.made("renewal.began"), item.ground.economy.first_year
    runs: Expression = renewed < first_year
    if software.from_year is not None:
        runs = runs * (item.block.made("from_year") < first_year)
    return where(runs, renewed, 0)


def committing_row(block: Block, software: Software) -> Row:
    """1 where the product is subscribed to for a committed term."""
    chosen = way_is(block, software, PART)
    if not block.has("is_subscription"):
        return chosen
    if block.has("commits"):
        return block.made("commits")
    return block.constant("commits", "Subscribed for a committed term", "flag", chosen * block.made("is_subscription"))


def _rise(block: Block, software: Software) -> Row | None:
    """The rise that a term's payments have agreed: the product's own, unless its price stays until it is renewed."""
    if software.renewal is not None or software.uplift is None:
        return None
    return block.made("uplift_counts" if software.uplift_cap is not None else "uplift")


def _terms(item: Item, committed: Committed, years: Row) -> Terms:
    """How long, how often, and when in each stretch is paid; `count` is that of a year."""
    block = item.block
    in_year = block.number(f"{PART}.months_in_year", "Months in a year", "month/year", 12)
    times = block.number(f"{PART}.payments", "Payments in a year", "1/year", PAYMENTS_A_YEAR[committed.payments])
    term = block.constant(f"{PART}.months", "Term in months", "month", years * in_year)
    between = block.constant(f"{PART}.between", "Months from one payment to the next", "month", in_year / times)
    count = block.constant(f"{PART}.count", "Payments of one year", "index", times * item.ground.economy.one_year)
    due = ask_choice(block, committed, "due", path=f"{PART}.due")
    arrears = block.constant(f"{PART}.arrears", "Paid at the end of each stretch", "flag", 1 - equals(due, 1))
    return Terms(PART, term, between, times, count, arrears)


def _is_long(item: Item, commitment: Commitment, committed: Committed) -> Row:
    """1 where a term may last longer than a short one with all options to extend, however likely. Source: GASB Statement 96."""
    part, calendar = commitment.part, item.ground.plan.calendar
    start = first_day(calendar.first_year, start_month=calendar.start_month)
    short = public_number(part, SHORT_TERM, max(start, dates_of(SHORT_TERM)[0]))
    longest: Expression = commitment.terms.term
    if committed.may_extend is not None:
        longest = longest + ask(part, committed, "may_extend") * part.made("months_in_year")
    in_all = part.constant("longest", "Longest term, with options to extend", "month", longest)
    return part.constant("is_long", "Longer than a short-term subscription", "flag", in_all > short)


def _schedule(item: Item, software: Software, committed: Committed, commitment: Commitment) -> Schedule:
    """A schedule for each term that can begin in the plan, and for the one that runs when it starts."""
    ground, block, part, terms = item.ground, item.block, commitment.part, commitment.terms
    rate = stretch_rate(block, terms, _rate(item, committed, part))
    years = [*committed.begun, *block.timeline.years]
    ids, names = [f"fy{year}" for year in years], [f"Begun in FY{year}" for year in years]
    table = ground.model.table(f"{part.id}.agreements", f"{block.label}: committed terms", ids, names)
    year = table.column("year", "Begun in", "year", values=years)
    months = [begins_in(ground, each, item.month) for each in years]
    begins = table.column("begins", "Month of the plan", "month", values=months)
    before, owed, first = _before(part, table, committed)
    first_year = ground.economy.first_year
    in_plan, at = year >= first_year, at_least(first_year, year)
    paid = table.column("paid", "Payments of its first year", "usd", formula=at_year(commitment.new, at) * in_plan)
    lasts = _lasts(item, software, commitment, table, year)
    begun = at_least(at_year(commitment.begins, at), 1 - in_plan)
    term = table.column("term", "Term", "month", formula=lasts * part.made("months_in_year") * begun)
    worth = paid * _present_worth(item, commitment, table, lasts, rate)
    financed = table.column("financed", "Financed", "usd", formula=before + cents(worth))
    each = (paid + first) / terms.count
    level = table.column("level", "First payment", "usd", formula=each if commitment.rise is not None else cents(each))
    agreements = Agreements(
        table, year, begins, term, terms.between, terms.arrears, rate, financed, level, owed,
        fixed=True, rise=commitment.rise,
    )  # fmt: skip
    return schedule_rows(ground, block, agreements, name=PART, label="Committed terms")


def _before(part: Block, table: Table, committed: Committed) -> tuple[Row, Row, Row]:
    """Of the term that runs at the start: what was financed, what it owes, what its first year cost [usd]."""
    running, own = list(committed.begun.values()), Origin(f"{part.id}.begun")

    def column(id: str, label: str, values: list[float]) -> Row:
        return table.column(id, label, "usd", values=[*values, *[0.0] * (len(table) - len(running))], origin=own)

    return (
        column("before", "Financed before the plan", [each.financed for each in running]),
        column("owed", "Owed at the start", [each.owed for each in running]),
        column("began_with", "Paid in its first year, before the plan", [each.yearly for each in running]),
    )


def _rate(item: Item, committed: Committed, part: Block) -> Row:
    """The contract's rate, else that at which the district would borrow."""
    if committed.rate is not None:
        return ask(part, committed, "rate")
    rate = item.ground.economy.borrowing_rate
    assert rate is not None, "a rate is missing: said when the plan was checked"
    return rate


def _lasts(item: Item, software: Software, commitment: Commitment, table: Table, year: Row) -> Row:
    """The years of each term, to the day on which its price is renewed and to the product's last year."""
    lasts: Expression = commitment.years
    if software.renewal is not None:
        first_year = item.ground.economy.first_year
        in_plan = at_year(item.block.made("began"), at_least(first_year, year))
        renewed = where(year < first_year, item.block.made("renewal.began"), in_plan)
        lasts = renewed + commitment.years - year
    if software.until_year is not None:
        lasts = at_most(lasts, item.block.made("until_year") - year + 1)
    return table.column("years", "Years of it", "year", formula=lasts)


def _present_worth(item: Item, commitment: Commitment, table: Table, lasts: Row, rate: Row) -> Row:
    """What the payments of a term are worth on its first day, for each dollar paid in its first year.

    Source: annuity, P/A(i, n), of the payments of a year; then that of years which grow by the rise agreed.
    """
    block, part, count = item.block, commitment.part, commitment.terms.count
    a_year = level_factor(block, replace(commitment.terms, part=f"{PART}.year"), rate)
    kept: Expression = (1 + rate) ** -count
    if commitment.rise is not None:
        kept = kept * (commitment.rise + 1)
    next_year = part.constant("next_year", "Worth of a year against the one before", "factor", kept)
    one_year = item.ground.economy.one_year
    years = where(equals(next_year, 1), lasts / one_year, (1 - next_year**lasts) / (1 - next_year))
    return table.column("worth", "Worth per dollar of its first year", "factor", formula=years / a_year / count)
