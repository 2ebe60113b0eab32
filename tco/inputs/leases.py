"""Whether a fleet's lease fits the fleet, its price and the plan."""

from __future__ import annotations

from tco.inputs.begun import A_CENT, Begun, check_begun
from tco.inputs.devices import Fleet
from tco.inputs.district import LONGEST_HORIZON
from tco.inputs.paying import MONTHS_IN_YEAR, PAYMENTS_A_YEAR, Lease, PaidOver, Rent
from tco.inputs.places import Keys
from tco.inputs.review import Review

LEAST_PAID = 0.5  # of the price; for less no rate is looked for


def check_lease(review: Review, keys: Keys, fleet: Fleet) -> None:
    """What was leased before the plan was leased before it; terms fit the plan and the life; a payment given pays off the price."""
    lease = fleet.lease
    if lease is None:
        return
    _check_begun(review, keys, lease)
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


def _check_begun_payments(review: Review, keys: Keys, lease: Lease) -> None:
    """What agreements of before the plan still pay is what they owe, and all their payments pay them off."""
    term, rate = lease.term.value or 0, None if lease.rate is None else lease.rate.value or 0
    count = round(term * PAYMENTS_A_YEAR[lease.payments])
    for year, begun in lease.begun.items():
        place, each = (*keys, "lease", "begun", str(year)), begun.payment
        if each is None:
            stretch = (rate or 0) / PAYMENTS_A_YEAR[lease.payments]
            worth = sum((1 + stretch) ** -(since + (lease.due == "arrears")) for since in range(count))
            level = begun.financed / worth
        elif each * count < begun.financed * LEAST_PAID:
            found = (
                f"{count} payments of {each:,.2f} come to {each * count:,.2f}, and {begun.financed:,.2f} was financed"
            )
            remedy = "Write what all of the agreement pays each time, or correct what was financed."
            review.fault((*place, "payment"), f"{found}: they never pay it off", remedy)
            continue
        else:
            level = each
        check_begun(review, keys, _begun(place, year, lease, begun.financed, begun.owed, level))


def _begun(place: Keys, year: int, paid_over: PaidOver, financed: float, owed: float, level: float) -> Begun:
    """An agreement on these terms; its rate is what it implies where payments are given without one."""
    rate = None if paid_over.rate is None else paid_over.rate.value or 0
    term = (paid_over.term.value or 0) * MONTHS_IN_YEAR
    return Begun(place, year, term, paid_over.payments, paid_over.due, financed, owed, rate, lambda _: level)


def check_begun_rents(review: Review, keys: Keys, rent: Rent) -> None:
    """What rents of before the plan still pay is worth what they owe."""
    for year, begun in rent.begun.items():
        if year < review.first_year and begun.payment:
            place = (*keys, "rent", "begun", str(year))
            check_begun(review, keys, _begun(place, year, rent, begun.financed, begun.owed, begun.payment))


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
