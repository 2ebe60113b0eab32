"""Whether a fleet's lease fits the fleet, its price and the plan."""

from __future__ import annotations

import math

from tco.inputs.delivery import month_of
from tco.inputs.devices import Fleet
from tco.inputs.district import LONGEST_HORIZON
from tco.inputs.paying import MONTHS_IN_YEAR, PAYMENTS_A_YEAR, Lease
from tco.inputs.places import Keys
from tco.inputs.review import Review

A_CENT = 0.01
LEAST_PAID = 0.5  # of the price; for less no rate is looked for


def check_lease(review: Review, keys: Keys, fleet: Fleet) -> None:
    """What was leased before the plan was leased before it; terms fit the plan and the life; a payment given pays off the price."""
    lease = fleet.lease
    if lease is None:
        return
    _check_begun(review, keys, lease)
    _check_term_not_over(review, keys, lease)
    _check_begun_payments(review, keys, lease)
    _check_term(review, keys, fleet, lease.term.value or 0)
    if lease.payment is not None:
        _check_payment(review, keys, lease, price_of_one(review, fleet))


def _check_begun(review: Review, keys: Keys, lease: Lease) -> None:
    first = review.first_year
    for year in lease.begun:
        if not first - LONGEST_HORIZON <= year < first:
            found = f"the year {year} is not before the plan, which begins in {first}"
            remedy = f"Write a fiscal year to {first - 1}; later leases are part of the plan."
            if year < first:
                found = f"the year {year} is long before the plan, which begins in {first}"
                remedy = f"Write a fiscal year from {first - LONGEST_HORIZON} to {first - 1}; older leases are over."
            review.fault((*keys, "lease", "begun", str(year)), found, remedy)


def _check_term_not_over(review: Review, keys: Keys, lease: Lease) -> None:
    """What is still owed on an agreement is paid within its term: once that is over, nothing is."""
    years, calendar = lease.term.value or 0, review.form.calendar
    late = (month_of(review.form, *keys) - calendar.start_month) % MONTHS_IN_YEAR
    for year, begun in lease.begun.items():
        ends = (year - calendar.first_year + years) * MONTHS_IN_YEAR + late
        if begun.owed > A_CENT and ends <= 0:
            found = f"{begun.owed:,.0f} is owed, and the term of {years:g} years was over when the plan began"
            remedy = "Correct the year, the term, or what is owed."
            review.fault((*keys, "lease", "begun", str(year), "owed"), found, remedy)


def _check_begun_payments(review: Review, keys: Keys, lease: Lease) -> None:
    """What an agreement of before the plan still pays is no less than what it owes, and all its payments pay it off."""
    calendar, between = review.form.calendar, MONTHS_IN_YEAR / PAYMENTS_A_YEAR[lease.payments]
    late = (month_of(review.form, *keys) - calendar.start_month) % MONTHS_IN_YEAR
    count = round((lease.term.value or 0) * PAYMENTS_A_YEAR[lease.payments])
    for year, begun in lease.begun.items():
        stretches = max(0, (calendar.first_year - year) * MONTHS_IN_YEAR - late) / between
        left = count - (math.ceil(stretches) if lease.due == "advance" else math.floor(stretches))
        each = begun.payment
        if each is None or left <= 0:
            continue
        place = (*keys, "lease", "begun", str(year))
        if each * count < begun.financed * LEAST_PAID:
            found = (
                f"{count} payments of {each:,.2f} come to {each * count:,.2f}, and {begun.financed:,.2f} was financed"
            )
            remedy = "Write what all of the agreement pays each time, or correct what was financed."
            review.fault((*place, "payment"), f"{found}: they never pay it off", remedy)
        elif each * left < begun.owed - A_CENT:
            found = f"{begun.owed:,.2f} is owed, and the {left} payments that are left come to {each * left:,.2f}"
            remedy = "They count as they are, with less than no interest; check what is owed, the payment, the year and the term."
            review.advise((*place, "owed"), found, remedy)


def _check_term(review: Review, keys: Keys, fleet: Fleet, term: float) -> None:
    """A term that goes beyond the plan, or beyond the units that it pays for."""
    horizon, life, place = review.form.calendar.horizon, planned_life(fleet), (*keys, "lease", "term")
    if term > horizon:
        found = f"the term of {term:g} years is longer than the plan of {horizon}"
        review.advise(place, found, "Lengthen the plan to see all payments; the rest shows as owed at year end.")
    if term > life:
        found = f"the term of {term:g} years is longer than the life of {life:g}"
        remedy = "Shorten the term: units are still being paid when they are gone."
        tell_of_debt(review, place, found, remedy, chosen=fleet.acquire == "lease")


def planned_life(fleet: Fleet) -> float:
    """How long a unit is planned to serve: its life or, where it is shorter, its economic one [year]."""
    lives = [fleet.life.value, fleet.economic_life.value if fleet.economic_life is not None else None]
    return min(life for life in lives if life is not None)


def tell_of_debt(review: Review, place: Keys, found: str, remedy: str, *, chosen: bool) -> None:
    """An agreement that outlives its units is advice, or a fault where the district's policy says so and units are paid that way."""
    if chosen and review.form.funding.debt_beyond_life == "fault":
        review.fault(place, f"{found}, and the district's policy rules that out", remedy)
    else:
        review.advise(place, found, remedy)


def price_of_one(review: Review, fleet: Fleet) -> float:
    """The price of one unit as of the year of prices [usd]."""
    tax = review.form.economics.sales_tax
    rate = (tax.value or 0) if tax is not None else 0
    return sum((line.price.value or 0) * (1 + rate * line.taxed) for line in fleet.price.values())


def _check_payment(review: Review, keys: Keys, lease: Lease, price: float) -> None:
    """A rate is looked for where payments come to at least half the price, and none of them is all of it on the first day."""
    each = (lease.payment.value or 0) if lease.payment is not None else 0
    count = round((lease.term.value or 0) * PAYMENTS_A_YEAR[lease.payments])
    place, paid = (*keys, "lease", "payment"), each * count
    found = f"{count} payments of {each:,.2f} come to {paid:,.2f}, and the price of one is {price:,.2f}"
    if paid < price * LEAST_PAID:
        review.fault(place, f"{found}: they never pay it off", "Write what one unit costs each time, or give rate.")
    elif lease.due == "advance" and (each >= price or count == 1):
        review.fault(place, f"{found}: all of it is paid on the first day", "Give rate, or let it be due in arrears.")
    elif paid < price - A_CENT:
        review.advise(place, f"{found}: the rate is below 0", "Check the payment; a lender rarely asks for less.")
