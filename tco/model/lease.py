"""Lease-purchase of each year's devices: level monthly payments in advance, the liability month by month, owned at the end."""

from __future__ import annotations

from tco.formula.expression import Prior, at_year, by_year, cents, sum_rows, where
from tco.formula.ladder import ladder_rows
from tco.formula.rows import Block, Row, Timeline
from tco.inputs.devices import Lease
from tco.model.ask import ask_before, ask_part
from tco.model.ground import Ground
from tco.model.postings import Item


def lease_rows(ground: Ground, item: Item, lease: Lease, financed: Row) -> None:
    """Payments on all leases that run, split into principal and interest."""
    block = item.block
    months = month_timeline(ground)
    term = ask_part(block, lease, "lease", "term")
    rate = ask_part(block, lease, "lease", "rate")
    begun = ask_before(block, "lease.begun", "Leased", lease.begun)
    rungs = ladder_rows(block, "leased", "Leased", financed, term, openings=begun)
    running = block.row("leased_running", "Price of all that is on lease", "usd", sum_rows(rungs))
    factor = payment_factor(block, term, rate)
    monthly = ground.model.sheet("months", "Contracts by month", months).block(f"{block.id}_months", block.label)
    owed = ask_part(block, lease, "lease", "owed") if lease.owed is not None else None
    payment, interest = schedule_rows(monthly, financed, running, factor, rate, owed)
    paid_interest = block.row("lease_interest", "Interest on leases", "usd", by_year(interest, block.timeline))
    paid = block.row("lease_payments", "Payments on leases", "usd", by_year(payment, block.timeline))
    principal = block.row("lease_principal", "Principal of leases", "usd", paid - paid_interest)
    still_owed = block.announce("lease_owed", "Owed on leases at year end", "usd")
    block.define(still_owed, Prior(still_owed) + financed - principal, opening=owed)
    item.post(principal, "acquire", "debt_service", category="financing", investment=True)
    item.post(paid_interest, "acquire", "debt_service", category="financing")


def payment_factor(block: Block, term: Row, rate: Row) -> Row:
    """The monthly payment in advance for each dollar financed; at a rate of 0 the price over the number of payments.

    Source: annuity due, A/P(i, n) / (1 + i).
    """
    in_year = block.number("lease.payments_in_year", "Payments in a year", "1/year", 12)
    count = block.constant("lease.payments", "Payments in all", "index", term * in_year)
    monthly = block.constant("lease.monthly_rate", "Rate per month", "share", rate / 12)
    level = monthly / (1 - (1 + monthly) ** -count) / (1 + monthly)
    return block.constant("lease.factor", "Monthly payment per dollar", "share", where(monthly > 0, level, 1 / count))


def schedule_rows(
    monthly: Block, financed: Row, running: Row, factor: Row, rate: Row, owed_at_start: Row | None
) -> tuple[Row, Row]:
    """The months of all leases together: financed, paid in advance, interest on what is owed after the payment, owed."""
    year = monthly.timeline.year
    first = monthly.numbers("first_month", "First month of the fiscal year", "flag", _first_months(monthly.timeline))
    new = monthly.row("financed", "Newly financed", "usd", at_year(financed, year) * first)
    payment = monthly.row("payment", "Payment", "usd", cents(at_year(running, year) * factor))
    owed = monthly.announce("owed", "Owed at month end", "usd")
    after = monthly.row("after_payment", "Owed after the payment", "usd", Prior(owed) + new - payment)
    interest = monthly.row("interest", "Interest", "usd", cents(after * rate / 12))
    monthly.define(owed, after + interest, opening=owed_at_start)
    return payment, interest


def month_timeline(ground: Ground) -> Timeline:
    """The months of all fiscal years, shared by every contract."""
    for timeline in ground.model.timelines():
        if timeline.id == "months":
            return timeline
    start = ground.plan.calendar.start_month
    places = [(year, month) for year in ground.model.years.years for month in range(12)]
    labels = [f"FY{year} M{(start + month - 1) % 12 + 1}" for year, month in places]
    return Timeline("months", tuple(labels), years=tuple(year for year, _ in places), starts=start)


def _first_months(months: Timeline) -> list[float]:
    return [float(number == 0 or year != months.years[number - 1]) for number, year in enumerate(months.years)]
