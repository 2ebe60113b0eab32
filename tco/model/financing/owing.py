"""What is owed in the books on agreements that are liabilities there, and the interest that has run up since their last payment."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, by_year, cents, equals, in_month, sum_of, sum_product, sum_where, whole
from tco.formula.rows import Block, Row
from tco.model.financing.classify import Acquired
from tco.model.financing.holding import Holding
from tco.model.financing.policy import Policy
from tco.model.financing.schedule import Schedule
from tco.model.ground import Ground
from tco.model.months import month_number


@dataclass(frozen=True)
class Owing:
    """A holding's agreements as far as they are liabilities, by fiscal year [usd].

    `financed` and `first` (paid on the first day) are of the year in which an agreement begins; `counts` says which are, None for all.
    """

    financed: Row
    paid: Row
    interest: Row
    first: Row
    counts: Row | None


@dataclass(frozen=True)
class Standing:
    """What is owed at year end, and the interest run up since the last payment; `before` is both at the plan's start [usd]."""

    owed: Row
    accrued: Row
    before: Expression | None


def owing_rows(block: Block, holding: Holding, acquired: Acquired) -> Owing | None:
    """What is financed and paid on the agreements that are liabilities: financed purchases, and leases and subscriptions that count."""
    schedule = holding.schedule
    if schedule is None:
        return None
    if holding.what == "financed_purchase":
        return Owing(schedule.financed, schedule.paid, schedule.paid_interest, schedule.first, None)
    years, table, counts = block.timeline, acquired.table, acquired.counts

    def counted(id: str, label: str, monthly: Row) -> Row:
        each = block.row(f"{id}_each", f"{label}, each", "usd", by_year(monthly, years), table=table)
        return block.row(f"{id}_counted", f"{label}, those in the books", "usd", sum_product(each, counts))

    def begun(id: str, label: str, amount: Row) -> Row:
        column = table.column(f"books_{id}", label, "usd", formula=amount * counts)
        in_year = sum_where(column, acquired.year, years.year)
        return block.row(f"{id}_counted", f"{label}, those in the books", "usd", in_year)

    return Owing(
        begun("financed", "Newly financed", schedule.agreements.financed),
        counted("paid", "Payments", schedule.payment),
        counted("interest", "Interest", schedule.interest),
        begun("first", "Paid on the first day", table.made("first")),
        counts,
    )


def standing_rows(
    ground: Ground, block: Block, policy: Policy, schedule: Schedule, acquired: Acquired, owing: Owing, run: Row
) -> Standing:
    """What is owed at each year's end on those agreements, with the interest run up."""
    table, counts = acquired.table, owing.counts
    at_end = in_month(schedule.owed, month_number(ground), policy.last_month)
    owed = block.row("owed_each", "Owed at year end, each", "usd", at_end, table=table)
    accrued = _accrued_rows(block, schedule, acquired, owed, run)
    owed_before, accrued_before = _before(block, schedule, acquired, counts) if acquired.begun else (None, None)

    def in_all(each: Row) -> Expression:
        return sum_of(each) if counts is None else sum_product(each, counts)

    return Standing(
        block.row("liability", "Liability at year end", "usd", in_all(owed), opening=owed_before),
        block.row("accrued", "Interest accrued at year end", "usd", in_all(accrued), opening=accrued_before),
        None if owed_before is None or accrued_before is None else owed_before + accrued_before,
    )


def _accrued_rows(block: Block, schedule: Schedule, acquired: Acquired, owed: Row, run: Row) -> Row:
    """The interest since the last payment, month by month of its stretch: none where one is paid on the year's last day."""
    agreements, table = schedule.agreements, acquired.table
    next_ = block.row("next", "Month of the next payment", "month", _next(run, schedule), table=table)
    since = block.row("since", "Months since the last payment", "month", _since(run, next_, schedule), table=table)
    share = cents(owed * agreements.rate * since / agreements.between)
    return block.row("accrued_each", "Interest since the last payment, each", "usd", share, table=table)


def _next(run: Row, schedule: Schedule) -> Expression:
    return whole(run / schedule.agreements.between) * schedule.agreements.between


def _since(run: Row, next_: Row, schedule: Schedule) -> Expression:
    agreements = schedule.agreements
    return run - next_ + agreements.between * (1 - agreements.arrears * equals(run, next_))


def _before(block: Block, schedule: Schedule, acquired: Acquired, counts: Row | None) -> tuple[Row, Row]:
    """What was owed, and the interest run up, at the plan's start."""
    agreements, table = schedule.agreements, acquired.table
    run = table.column("books_run", "Months run at the start", "month", formula=1 - acquired.begins)
    next_ = table.column("books_next", "Next payment, at the start", "month", formula=_next(run, schedule))
    since = table.column("books_since", "Since the last payment", "month", formula=_since(run, next_, schedule))
    share = cents(agreements.owed * agreements.rate * since / agreements.between)
    accrued: Expression = table.column("books_accrued", "Interest run up", "usd", formula=share)
    owed: Expression = agreements.owed
    if counts is not None:
        owed = table.column("books_owed", "Owed, in the books", "usd", formula=owed * counts)
        accrued = table.column("books_run_up", "Interest run up, in the books", "usd", formula=accrued * counts)
    return (
        block.constant("owed_before", "Owed at the start", "usd", sum_of(owed)),
        block.constant("accrued_before", "Interest run up at the start", "usd", sum_of(accrued)),
    )
