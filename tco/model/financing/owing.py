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
    """A holding's agreements as far as they are liabilities, by fiscal year [usd]; `before` is at the plan's start.

    `financed` and `first` are of the year in which an agreement begins; `accrued` is the interest since the last payment.
    """

    financed: Row
    paid: Row
    interest: Row
    first: Row
    owed: Row
    accrued: Row
    owed_before: Row | None
    accrued_before: Row | None


def owing_rows(ground: Ground, block: Block, holding: Holding, policy: Policy, acquired: Acquired) -> Owing:
    """What is financed, paid and owed on those agreements that the books have as liabilities: all financed purchases, and of
    leases and subscriptions those that count."""
    schedule = holding.schedule
    assert schedule is not None, "asked for only where there are agreements"
    table = acquired.table
    number = month_number(ground)
    at_end = in_month(schedule.owed, number, policy.last_month)
    owed = block.row("owed_each", "Owed at year end, each", "usd", at_end, table=table)
    accrued = _accrued_rows(block, schedule, policy, acquired, owed)
    if holding.what == "financed_purchase":
        totals = (schedule.financed, schedule.paid, schedule.paid_interest, schedule.first, schedule.owed_at_end)
    else:
        totals = _counted_rows(block, schedule, acquired, owed)
    counts = None if holding.what == "financed_purchase" else acquired.counts
    opening = _before(block, schedule, policy, acquired, counts) if acquired.begun else (None, None)
    in_all: Expression = sum_of(accrued) if counts is None else sum_product(accrued, counts)
    run_up = block.row("run_up", "Interest run up at year end", "usd", in_all, opening=opening[1])
    return Owing(*totals, run_up, *opening)


def _counted_rows(block: Block, schedule: Schedule, acquired: Acquired, owed: Row) -> tuple[Row, Row, Row, Row, Row]:
    """Agreements that are liabilities, all together: financed, paid, interest, paid on the first day, owed."""
    years, table, counts = block.timeline, acquired.table, acquired.counts

    def counted(id: str, label: str, monthly: Row) -> Row:
        each = block.row(f"{id}_each", f"{label}, each", "usd", by_year(monthly, years), table=table)
        return block.row(f"{id}_counted", f"{label}, those in the books", "usd", sum_product(each, counts))

    def begun(id: str, label: str, amount: Row) -> Row:
        column = table.column(f"books_{id}", label, "usd", formula=amount * counts)
        return block.row(f"{id}_counted", f"{label}, those in the books", "usd", sum_where(column, acquired.year, years.year))

    return (
        begun("financed", "Newly financed", schedule.agreements.financed),
        counted("paid", "Payments", schedule.payment),
        counted("interest", "Interest", schedule.interest),
        begun("first", "Paid on the first day", table.made("first")),
        block.row("owed_counted", "Owed at year end, those in the books", "usd", sum_product(owed, counts)),
    )


def _accrued_rows(block: Block, schedule: Schedule, policy: Policy, acquired: Acquired, owed: Row) -> Row:
    """The interest since the last payment, month by month of its stretch: none where one is paid on the year's last day."""
    agreements, table = schedule.agreements, acquired.table
    run = block.row("run", "Months since it began", "month", policy.last_month - acquired.begins + 1, table=table)
    next_ = block.row("next", "Month of the next payment", "month", _next(run, schedule), table=table)
    since = block.row("since", "Months since the last payment", "month", _since(run, next_, schedule), table=table)
    share = cents(owed * agreements.rate * since / agreements.between)
    return block.row("accrued_each", "Interest since the last payment, each", "usd", share, table=table)


def _next(run: Row, schedule: Schedule) -> Expression:
    return whole(run / schedule.agreements.between) * schedule.agreements.between


def _since(run: Row, next_: Row, schedule: Schedule) -> Expression:
    agreements = schedule.agreements
    return run - next_ + agreements.between * (1 - agreements.arrears * equals(run, next_))


def _before(
    block: Block, schedule: Schedule, policy: Policy, acquired: Acquired, counts: Row | None
) -> tuple[Row, Row]:
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
