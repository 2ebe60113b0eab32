"""Whether committed subscriptions fit the plan: their rate, the term that runs at its start, and where terms end."""

from __future__ import annotations

import math

from tco.inputs.begun import Begun, check_begun
from tco.inputs.committed import Committed
from tco.inputs.given import Given
from tco.inputs.paying import MONTHS_IN_YEAR, PAYMENTS_A_YEAR
from tco.inputs.places import Keys
from tco.inputs.review import Review
from tco.inputs.software import Software


def check_commitments(review: Review) -> None:
    """Every committed subscription has a rate and terms that fit its years."""
    for keys, product in review.forms:
        if isinstance(product, Software) and product.committed is not None:
            _check_rate(review, keys, product.committed)
            _check_begun(review, keys, product, product.committed)
            _advise_on_ends(review, keys, product, product.committed)


def _check_rate(review: Review, keys: Keys, committed: Committed) -> None:
    if committed.rate is None and review.form.economics.borrowing_rate is None:
        found = "nothing says at which rate what is committed is worth today"
        remedy = "Add rate, the contract's own, or economics.borrowing_rate, at which the district would borrow."
        review.fault((*keys, "committed"), found, remedy)


def _check_begun(review: Review, keys: Keys, product: Software, committed: Committed) -> None:
    """The term that runs at the start began before the plan and is not over; one that is renewed later is told."""
    first, term = review.first_year, _term(product, committed)
    over = committed.payments == "annual" and committed.due == "advance"
    earliest = first - term + (1 if over else 0)  # payments of a term that began in mid-year go on for some months
    for year in committed.begun:
        if not earliest <= year < first:
            found = f"a term of {term} year{'s' if term > 1 else ''} that began in {year} has nothing to pay from {first} on"
            remedy = f"Write a fiscal year from {earliest} to {first - 1}, or leave begun out."
            if earliest == first:
                remedy = "Leave begun out: a term of a year is paid for when the next begins."
            review.fault((*keys, "committed", "begun", str(year)), found, remedy)
        else:
            _compare_begun(review, keys, product, committed, year)
    renewal, said = product.renewal, review.said((*keys, "committed", "begun"))
    if renewal is None or said or not first - term < _year(renewal.began, first) < first:
        return
    found = (
        f"the term that began in {_year(renewal.began, first)} runs when the plan begins, and nothing says what it owes"
    )
    remedy = f"Add [{'.'.join((*keys, 'committed', 'begun'))}] with the year; until it is renewed it is operating."
    review.advise((*keys, "committed"), found, remedy)


def _compare_begun(review: Review, keys: Keys, product: Software, committed: Committed, year: int) -> None:
    """What a running term owes is what its payments left are worth, to the product's last year."""
    begun, years = committed.begun[year], _term(product, committed)
    if product.until_year is not None:
        years = min(years, _year(product.until_year, review.last_year) - year + 1)
    rise = 0.0
    if product.renewal is None and product.uplift is not None:
        cap = product.uplift_cap
        rise = min(product.uplift.value or 0, (cap.value or 0) if cap is not None else math.inf)
    rate = committed.rate or review.form.economics.borrowing_rate
    each, place = begun.yearly / PAYMENTS_A_YEAR[committed.payments], (*keys, "committed", "begun", str(year))
    share = (rate.value or 0) if rate is not None else 0
    if years > 0:
        months = years * MONTHS_IN_YEAR
        check_begun(review, keys, Begun(
            place, year, months, committed.payments, committed.due, begun.financed, begun.owed, share,
            lambda since: each * (1 + rise) ** since,
        ))  # fmt: skip


def _advise_on_ends(review: Review, keys: Keys, product: Software, committed: Committed) -> None:
    """A term that outlasts the plan owes something after it; one that outlasts the product is counted to its last year."""
    term, horizon = _term(product, committed), review.form.calendar.horizon
    if term > horizon:
        found = f"the term of {term} years is longer than the plan's {horizon}"
        remedy = "What is owed after the plan is shown as owed at year end; lengthen calendar.horizon to see it paid."
        review.advise((*keys, "committed", "term"), found, remedy)
    if product.until_year is None:
        return
    last = _year(product.until_year, review.last_year)
    starts = max(review.first_year, _year(product.from_year, review.first_year))
    renewed = _year(product.renewal.began, starts) if product.renewal is not None else starts
    begins = next(iter(committed.begun), renewed)
    ends = begins + term * ((last - begins) // term + 1) - 1
    if begins <= last < ends:
        found = f"the term that begins in {ends - term + 1} is committed to {ends}, and the product ends in {last}"
        remedy = f"It is counted to {last}; write the year to which it is paid, or a term that ends there."
        review.advise((*keys, "until_year"), found, remedy)


def _term(product: Software, committed: Committed) -> int:
    given = committed.term or (product.renewal.term if product.renewal is not None else None)
    return round(given.in_year(0)) if given is not None else 1


def _year(given: Given | None, otherwise: int) -> int:
    return otherwise if given is None or given.value is None else round(given.value)
