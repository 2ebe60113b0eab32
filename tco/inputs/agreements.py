"""Whether the register of contracts fits the plan: names, notice that is near, agreements, terms that end too soon."""

from __future__ import annotations

import datetime

from tco.inputs.cells import fiscal_year
from tco.inputs.contracts import MONTHS_IN_YEAR, Contract, after_months
from tco.inputs.given import Form
from tco.inputs.places import Keys
from tco.inputs.review import Review, answer
from tco.inputs.software import Software


def check_contracts(review: Review) -> None:
    """Items name contracts that exist, and the district learns in time of what ends."""
    known = review.ids(("contracts",))
    first_day = _first_day(review)
    for keys, form in review.forms:
        id = answer(form, "contract")
        if id is not None and review.expect((*keys, "contract"), id, known, "contract"):
            contract = review.form.contracts.get(id)
            if contract is not None:
                _check_item(review, keys, form, contract)
                _check_agreement(review, keys, form, contract, first_day)
    for id, contract in review.form.contracts.items():
        _advise_notice(review, ("contracts", id), contract, first_day)
    _check_procurement(review)


def _first_day(review: Review) -> datetime.date:
    month = review.form.calendar.start_month
    return datetime.date(review.first_year - (month > 1), month, 1)


def _check_item(review: Review, keys: Keys, form: Form, contract: Contract) -> None:
    """A contract lasts as long as its item, on the item's terms."""
    until = answer(form, "until_year")
    last = min(review.last_year, until.value or review.last_year) if until is not None else review.last_year
    ends = fiscal_year(contract.end, review.form.calendar.start_month)
    if contract.renewal == "none" and ends < last:
        found = f"its contract ends on {contract.end} and is not renewed, and the item runs to FY{last:.0f}"
        review.advise((*keys, "contract"), found, "Write until_year, or the contract that follows.")
    if not isinstance(form, Software):
        return
    if form.renewal is not None and (form.renewal.term.value or 0) * MONTHS_IN_YEAR != contract.term:
        found = f"its price is fixed for {form.renewal.term.value:g} years, and the contract's term is {contract.term} months"
        review.advise((*keys, "renewal", "term"), found, "Check both.")
    if contract.cap is None or form.uplift is None or form.uplift_cap is not None:
        return
    if (form.uplift.value or 0) > (contract.cap.value or 0):
        found = f"it rises by more than its contract's cap of {contract.cap.value:.1%}"
        review.advise((*keys, "uplift"), found, "Write uplift_cap, so that the cap counts.")


def _check_agreement(review: Review, keys: Keys, form: Form, contract: Contract, first_day: datetime.date) -> None:
    """A product that holds student data has an agreement on its privacy that lasts into the plan."""
    if not answer(form, "holds_student_data"):
        return
    if contract.data_agreement != "yes":
        said = "is unknown" if contract.data_agreement == "unknown" else "is missing"
        found = f"it holds student data, and the data-privacy agreement of its contract {said}"
        review.advise((*keys, "contract"), found, "Find or sign it, and write data_agreement = 'yes'.")
    elif contract.data_agreement_ends is not None and contract.data_agreement_ends < after_months(
        first_day, MONTHS_IN_YEAR
    ):
        verb = "has expired" if contract.data_agreement_ends < first_day else "expires in the plan's first year"
        found = f"it holds student data, and the data-privacy agreement {verb}: {contract.data_agreement_ends}"
        review.advise((*keys, "contract"), found, "Renew it before more data is sent.")


def _advise_notice(review: Review, keys: Keys, contract: Contract, first_day: datetime.date) -> None:
    """The last day to give notice is near, or was, while the term still runs."""
    if contract.renewal == "none" or contract.notice_days is None:
        return
    end = next((end for end in contract.ends() if end >= first_day), None)
    if end is None:
        return
    notice = end - datetime.timedelta(days=round(contract.notice_days.value or 0))
    renews = "renews by itself" if contract.renewal == "automatic" else "needs the board to renew it"
    if notice < first_day:
        found = f"the last day to give notice, {notice}, is before the plan; the term to {end} {renews}"
        review.advise((*keys, "notice_days"), found, "Ask the vendor, or plan for another term.")
    elif notice < after_months(first_day, MONTHS_IN_YEAR):
        found = f"notice is due by {notice}, in the plan's first year; the term to {end} {renews}"
        review.advise((*keys, "notice_days"), found, "Decide before that day whether it goes on.")


def _check_procurement(review: Review) -> None:
    """The items that procurement names are there."""
    procurement = review.form.procurement
    if procurement is None:
        return
    known = [f"{section}.{id}" for section in ("devices", "network") for id in review.ids((section,))]
    for field in ("e_rate", "without_bid"):
        for item in getattr(procurement, field):
            review.expect(("procurement", field), item, known, "fleet")
