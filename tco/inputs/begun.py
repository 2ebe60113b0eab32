"""Whether agreements from before the plan fit their own terms: they are not over, and what they owe is what is left to be paid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tco.inputs.delivery import month_of
from tco.inputs.paying import MONTHS_IN_YEAR, PAYMENTS_A_YEAR
from tco.inputs.places import Keys
from tco.inputs.review import Review

A_CENT = 0.01
HALF = 0.5  # of a payment: what is owed may be that far from what the payments left are worth before it is told
MUCH = 0.1  # of what was financed: more may not stay unpaid in the end
STEPS = 200  # of halving


@dataclass(frozen=True)
class Begun:
    """One agreement: its place in the plan, its year, `term` [month], months `between` payments, what was `financed`, what is `owed`.

    `pays` gives what is paid each time in a year of the agreement [usd], the first being 0; `rate` is that of a year, None where it
    follows from payments and what was financed.
    """

    place: Keys
    year: int
    term: float
    payments: str
    due: str
    financed: float
    owed: float
    rate: float | None
    pays: Callable[[int], float]

    @property
    def between(self) -> int:
        return MONTHS_IN_YEAR // PAYMENTS_A_YEAR[self.payments]


def check_begun(review: Review, item: Keys, begun: Begun) -> None:
    """What is owed is what the payments left are worth: once the term is over nothing; never more than they come to."""
    calendar = review.form.calendar
    late = (month_of(review.form, *item) - calendar.start_month) % MONTHS_IN_YEAR
    ran = (calendar.first_year - begun.year) * MONTHS_IN_YEAR - late  # months before the plan
    if ran >= begun.term:
        if begun.owed > A_CENT:
            found = f"{begun.owed:,.0f} is owed, and the term of {begun.term / MONTHS_IN_YEAR:g} years was over when the plan began"
            review.fault((*begun.place, "owed"), found, "Correct the year, the term, or what is owed.")
        return
    days = [month for month in range(round(begun.term)) if (month + (begun.due == "arrears")) % begun.between == 0]
    paid = [begun.pays(month // MONTHS_IN_YEAR) for month in days]
    left = [each for month, each in zip(days, paid, strict=True) if month >= ran]
    _compare(review, begun, paid, left)


def _compare(review: Review, begun: Begun, paid: Sequence[float], left: Sequence[float]) -> None:
    """What is owed against the payments left, as they are and as they are worth one stretch before the first of them."""
    rate = _implied(begun, paid) if begun.rate is None else begun.rate / PAYMENTS_A_YEAR[begun.payments]
    worth, comes_to, place = _worth(left, rate, 1), sum(left), (*begun.place, "owed")
    near = HALF * max(paid) + A_CENT
    found = f"{begun.owed:,.2f} is owed, and the {len(left)} payments that are left come to {comes_to:,.2f}"
    remedy = "check what is owed, the payment, the year and the term."
    short = (begun.owed - worth) * (1 + rate) ** len(left)  # what would stay unpaid: the same whenever the plan begins
    if begun.owed > worth + near and short > begun.financed * MUCH:
        review.fault(place, f"{found}: they never pay it off", remedy.capitalize())
    elif begun.owed > max(worth, comes_to) + A_CENT * (1 + len(paid)):
        review.advise(place, found, f"They count as they are, with less than no interest; {remedy}")
    elif abs(begun.owed - worth) > near:
        less = "No more is paid than is owed" if begun.owed < worth else "The last payment takes what is left"
        review.advise(place, f"{found}, worth {worth:,.2f} when the plan begins", f"{less}; {remedy}")


def _worth(payments: Sequence[float], rate: float, wait: int) -> float:
    """What payments are worth at the rate of one stretch, the first of them after `wait` stretches."""
    return sum(each / (1 + rate) ** (wait + place) for place, each in enumerate(payments))


def _implied(begun: Begun, paid: Sequence[float]) -> float:
    """The rate of one stretch at which all payments are worth what was financed: halving, between -50 % and 100,000 %."""
    low, high = -0.5, 1000.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _worth(paid, middle, begun.due == "arrears") > begun.financed else (low, middle)
    return low
