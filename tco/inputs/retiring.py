"""Whether what becomes of a fleet's devices fits the rest of the plan: a buy-back in time, figures that count for something."""

from __future__ import annotations

from tco.inputs.afterlife import Afterlife
from tco.inputs.devices import Fleet
from tco.inputs.fitting import fleets_in
from tco.inputs.places import Keys
from tco.inputs.review import Review

OF_A_SALE = ("floor", "selling_cost", "brokers_share")


def check_retiring(review: Review) -> None:
    """Every fleet's devices reach the age that a buy-back is promised for, and no figure of theirs is idle."""
    for keys, fleet in fleets_in(review):
        _check_offered_line(review, keys, fleet)
        _check_paid_before(review, keys, fleet)
        if fleet.afterlife is not None:
            _check_buy_back(review, keys, fleet, fleet.afterlife)
            _advise_on_idle(review, keys, fleet, fleet.afterlife)


def _check_offered_line(review: Review, keys: Keys, fleet: Fleet) -> None:
    offer = review.form.offers.get(fleet.offer or "")
    line = None if offer is None else fleet.price.get(offer.line)
    if offer is not None and line is not None and line.stays:
        found = f"the offer '{fleet.offer}' prices this line, which stays when a device is replaced"
        review.fault((*keys, "price", offer.line, "stays"), found, "An offer is for what is bought with every device.")


def _check_paid_before(review: Review, keys: Keys, fleet: Fleet) -> None:
    for id, line in fleet.price.items():
        for year in [year for year in line.paid_before if year >= review.first_year]:
            found = f"the year {year} is not before the plan"
            remedy = f"Write a fiscal year to {review.first_year - 1}; later ones the plan works out."
            review.fault((*keys, "price", id, "paid_before", str(year)), found, remedy)


def _check_buy_back(review: Review, keys: Keys, fleet: Fleet, afterlife: Afterlife) -> None:
    if afterlife.buy_back is None:
        return
    age, life = afterlife.buy_back.age.value or 0, fleet.life.value or 0
    where = (*keys, "afterlife", "buy_back", "age")
    if age < life and afterlife.goes_to == "buy_back":
        found = f"bought back after {age:g} years at most, and they are kept for {life:g}: most come too late and bring nothing"
        review.advise(where, found, f"Write {life:g} if the maker agrees, or keep them for {age:g} years.")
    elif age > life:
        found = f"bought back after as many as {age:g} years, and their life is {life:g}: none gets that old"
        review.advise(where, found, "They are taken as bought back at the end of their life; write its years.")


def _advise_on_idle(review: Review, keys: Keys, fleet: Fleet, afterlife: Afterlife) -> None:
    """Figures of a sale where nothing is ever sold, and grades where nobody asks for the condition."""
    where = (*keys, "afterlife")
    if afterlife.worth is None and fleet.resale_price is None and fleet.resale_retention is None:
        for field in OF_A_SALE:
            if getattr(afterlife, field) is not None:
                review.advise(
                    (*where, field), "not counted: nothing says what a device is worth", "Add afterlife.worth."
                )
        if afterlife.grades and afterlife.trade_in is None:
            remedy = "Add afterlife.worth or afterlife.trade_in; a buy-back has its own share."
            review.advise((*where, "grades"), "not counted: nothing is sold or traded in", remedy)
    ends = [fleet.support_years, *(lot.support_end for lot in fleet.lots.values())]
    if afterlife.until_support_ends and ends.count(None) == len(ends):
        remedy = "Add support_years, or support_end to the lots."
        review.advise((*where, "until_support_ends"), "no end of support is known for any device", remedy)
