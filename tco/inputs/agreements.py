"""Whether the register of contracts fits the plan: names, notice that is near, agreements, terms that end too soon."""

from __future__ import annotations

import datetime
import math

from tco.inputs.cells import fiscal_year
from tco.inputs.contracts import MONTHS_IN_YEAR, Contract, after_months, terms_in
from tco.inputs.given import Form
from tco.inputs.network import Circuit
from tco.inputs.places import Keys
from tco.inputs.review import Review, answer
from tco.inputs.services import Service
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
    _check_cap(review, keys, form, contract)
    if isinstance(form, Circuit):
        _check_bids(review, keys, form, contract)
    if not isinstance(form, Software) or form.renewal is None:
        return
    if (form.renewal.term.value or 0) * MONTHS_IN_YEAR != contract.term:
        found = f"its price is fixed for {form.renewal.term.value:g} years, and the contract's term is {contract.term} months"
        review.advise((*keys, "renewal", "term"), found, "Check both.")


def _check_bids(review: Review, keys: Keys, circuit: Circuit, contract: Contract) -> None:
    """A circuit is bid again when its contract's term ends."""
    if circuit.rebid is None or circuit.bid_in is None:
        return
    bid = (circuit.bid_in.value or 0) + (circuit.rebid.value or 0)
    terms = [year for _, year in terms_in(contract, review.form.calendar.years, review.form.calendar.start_month)]
    if review.first_year <= bid <= review.last_year and math.ceil(bid) not in terms:
        found = f"it is bid again for FY{math.ceil(bid)}, and no term of its contract ends before that year"
        review.advise((*keys, "bid_in"), found, "Check bid_in and rebid, and the contract's end and term.")


def _check_cap(review: Review, keys: Keys, form: Form, contract: Contract) -> None:
    """A price rises by no more than its contract allows: by its own yearly rise, or by its category's where it has none."""
    cap = contract.cap.value or 0 if contract.cap is not None else None
    if cap is None or answer(form, "uplift_cap") is not None:
        return
    terms = form.terms if isinstance(form, Software) else {}
    rises = [((*keys, "terms", id, "uplift"), term.uplift) for id, term in terms.items()]
    field, category = _followed(keys, form)
    own = answer(form, field)
    for place, rise in (*rises, ((*keys, field), own)):
        if rise is not None and (rise.value or 0) > cap:
            remedy = (
                "Write uplift_cap, so that the cap counts." if field == "uplift" else f"Write {place[-1]} at the cap."
            )
            review.advise(place, f"it rises by more than its contract's cap of {cap:.1%}", remedy)
    rise = review.form.economics.escalation.get(category)
    if own is None and rise is not None and (rise.value or 0) > cap:
        found = f"its price rises with its category by {rise.value:.1%}, more than its contract's cap of {cap:.1%}"
        remedy = f"Write {field} at the cap, so that it counts." if field else "Check both."
        review.advise((*keys, "contract"), found, remedy)


def _followed(keys: Keys, form: Form) -> tuple[str, str]:
    """The field of an item's own yearly rise, and the category whose rise it follows without one; blank where there is none."""
    if isinstance(form, Service):
        return "price_change", form.category
    if isinstance(form, Circuit):
        return "", "connectivity" if form.rebid is None else ""
    assert isinstance(form, Software), "no other form names a contract"
    if form.price is not None or form.brackets:
        return "uplift", str(keys[0])
    return ("maintenance_uplift", str(keys[0])) if form.maintenance is not None else ("", "")


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
