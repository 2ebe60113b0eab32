"""Whether the terms on which a fleet is rented fit the fleet: a rate to discount by, how long units serve, what limits them."""

from __future__ import annotations

from tco.inputs.begun import A_CENT
from tco.inputs.devices import Fleet
from tco.inputs.district import LONGEST_HORIZON
from tco.inputs.fitting import fleets_in
from tco.inputs.leases import LEAST_PAID, check_begun_rents, planned_life, price_of_one, tell_of_debt
from tco.inputs.paying import MONTHS_IN_YEAR, PAYMENTS_A_YEAR, Rent
from tco.inputs.places import Keys, dotted
from tco.inputs.review import Review
from tco.rules.shelf import dates_of, figure, first_day

SHORT_TERM = "gasb87_short_term_months"
"""How long an agreement may last at most to be a short-term one, with all options to extend it [month]."""


def check_rents(review: Review) -> None:
    """Every rented fleet has a rate where one is needed, terms that its life and its limits allow, and agreements for rented lots."""
    for keys, fleet in fleets_in(review):
        _check_rented_lots(review, keys, fleet)
        if fleet.rent is not None:
            at = (*keys, "rent")
            check_begun_rents(review, keys, fleet.rent)
            _check_rate(review, at, fleet, fleet.rent)
            _check_asked(review, at, fleet, fleet.rent)
            _check_limits(review, keys, fleet, fleet.rent)
            _advise_on_term(review, at, fleet, fleet.rent)


def _check_rented_lots(review: Review, keys: Keys, fleet: Fleet) -> None:
    """A rented lot has the agreement of its year, and agreements from before the plan are from before it."""
    begun = {} if fleet.rent is None else fleet.rent.begun
    for id, lot in fleet.lots.items():
        if lot.rented and lot.bought not in begun:
            found = f"the lot is rented, and no agreement of {lot.bought} is begun"
            remedy = (
                f"Add [{dotted(keys)}.rent.begun.{lot.bought}] with financed, owed and payment, or take rented out."
            )
            review.fault((*keys, "lots", id, "rented"), found, remedy)
    first = review.first_year
    for year in begun:
        if not first - LONGEST_HORIZON <= year < first:
            found = f"the year {year} is not one of those before the plan, which begins in {first}"
            remedy = (
                f"Write a fiscal year from {first - LONGEST_HORIZON} to {first - 1}; later ones are part of the plan."
            )
            review.fault((*keys, "rent", "begun", str(year)), found, remedy)


def _check_rate(review: Review, keys: Keys, fleet: Fleet, rent: Rent) -> None:
    """A long agreement is a debt, which is measured at a rate."""
    if rent.rate is not None:
        return
    if rent.residual is not None:
        _check_payment(review, keys, fleet, rent)
        return
    months = (rent.term.value or 0) * MONTHS_IN_YEAR
    if rent.may_extend is not None:
        months += (rent.may_extend.value or 0) * MONTHS_IN_YEAR
    calendar = review.form.calendar
    start = first_day(calendar.first_year, start_month=calendar.start_month)
    short = figure(SHORT_TERM, on=max(start, dates_of(SHORT_TERM)[0])).value
    if months > short:
        found = f"missing rate: an agreement of up to {months:g} months is a debt at the present value of its rents"
        remedy = "Add rate, that of the contract or what the district would pay to borrow, such as rate = 0.04."
        review.fault(keys, found, remedy)


def _check_payment(review: Review, keys: Keys, fleet: Fleet, rent: Rent) -> None:
    """A rate is looked for where rents and residual come to at least half the price, and are not all of it on the first day."""
    residual, services = (given.value or 0 if given is not None else 0 for given in (rent.residual, rent.services))
    each = (rent.payment.value or 0 if rent.payment is not None else 0) - services
    price = price_of_one(review, fleet)
    count = round((rent.term.value or 0) * PAYMENTS_A_YEAR[rent.payments])
    found = f"{count} rents of {each:,.2f} and a residual of {residual * price:,.2f} for a price of {price:,.2f}"
    if each * count < (1 - residual) * price * LEAST_PAID:
        review.fault(
            (*keys, "payment"), f"{found}: no rate fits them", "Write the rent of one each time, or give rate."
        )
    elif rent.due == "advance" and (each >= price or count == 1):
        remedy = "Give rate, or let it be due in arrears."
        review.fault((*keys, "payment"), f"{found}: all of it is paid on the first day", remedy)
    elif each * count < (1 - residual) * price - A_CENT:
        review.advise((*keys, "payment"), f"{found}: the rate is below 0", "Check payment and residual.")


def _check_asked(review: Review, keys: Keys, fleet: Fleet, rent: Rent) -> None:
    """A payment is more than the services in it; where it follows from rate and residual, there is something to pay."""
    payment, services, rate, residual = (
        given.value or 0 if given is not None else 0
        for given in (rent.payment, rent.services, rent.rate, rent.residual)
    )
    if rent.payment is not None:
        if services > payment:
            found = f"services of {services:,.2f} are more than the payment of {payment:,.2f} that they are part of"
            remedy = "Write the part of the payment that is for services, or a payment with services and rent."
            review.fault((*keys, "services"), found, remedy)
        return
    count = round((rent.term.value or 0) * PAYMENTS_A_YEAR[rent.payments])
    stretch = rate / PAYMENTS_A_YEAR[rent.payments]
    level = stretch / (1 - (1 + stretch) ** -count) if stretch else 1 / count
    if level * (1 - residual) + stretch * residual <= 0:
        found = f"a residual of {residual:.0%} at a rate of {rate:.1%} leaves no rent to pay"
        remedy = "Write a residual below 1 that the rate goes with, or the payment."
        review.fault((*keys, "residual"), found, remedy)


def _check_limits(review: Review, keys: Keys, fleet: Fleet, rent: Rent) -> None:
    """Where purchases may be put off, old units stay for them; those of a lessor only for more payments."""
    if fleet.purchase_budget is not None:
        found = "money for purchases limits what is bought, and this fleet may be rented"
        review.fault((*keys, "purchase_budget"), found, "Limit the number by purchase_cap, or take rent out.")
    elif fleet.purchase_cap is not None and rent.at_end == "return" and rent.extension is None:
        found = "a cap puts off new units, and rented ones are returned at the end of their term"
        remedy = "Add rent.extension, what is paid for those kept longer, or take the cap out."
        review.fault((*keys, "purchase_cap"), found, remedy)


def _advise_on_term(review: Review, keys: Keys, fleet: Fleet, rent: Rent) -> None:
    """A term that units do not serve, or that the plan does not reach the end of."""
    term, life = float(rent.term.value or 0), planned_life(fleet)
    horizon = review.form.calendar.horizon
    if life < term:
        found = f"a life of {life:g} years is shorter than the term of {term:g}: rents are paid for units no longer in service"
        remedy = "Shorten the term, or lengthen the life."
        tell_of_debt(review, (*keys, "term"), found, remedy, chosen=fleet.acquire == "rent")
    elif not term.is_integer():
        found = f"a term of {term:g} years: units serve whole fiscal years, and rents are paid to the month"
        review.advise((*keys, "term"), found, "Write a whole number of years, or read the last year with care.")
    if term > horizon:
        found = f"a term of {term:g} years in a plan of {horizon}: what is paid later is not in the plan"
        review.advise((*keys, "term"), found, "Lengthen calendar.horizon to see the whole agreement.")
