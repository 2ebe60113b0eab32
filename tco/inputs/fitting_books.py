"""Whether a district's accounting policies say what its books need."""

from __future__ import annotations

import datetime

from tco.inputs.review import Review
from tco.rules.shelf import Figure, dates_of, figure, first_day

AGGREGATE = "gasb_aggregate"


def check_accounting(review: Review) -> None:
    """Advice where no amount is given from which things are assets: one thing, and cheap things together."""
    form, accounting = review.form, review.form.accounting
    if accounting is None or accounting.reports == "cash":
        return
    if form.economics.capital_threshold is None:
        found = "there is no price from which a unit is capital, so that by the price of one nothing is an asset"
        review.advise(("accounting",), found, "Write economics.capital_threshold, as the district's policy has it.")
    rule = _in_force(review)
    if accounting.aggregate is None and accounting.shows_assets and rule is not None:
        found = f"cheap things bought together are assets where they are significant ({rule.source}), and no amount is given"
        remedy = "Write aggregate, the amount of a year's purchase from which the auditor takes it as significant."
        review.advise(("accounting",), found, remedy)


def _in_force(review: Review) -> Figure | None:
    """The rule on cheap things bought together, where a year of the plan begins under it."""
    last: datetime.date = first_day(review.last_year, start_month=review.form.calendar.start_month)
    return figure(AGGREGATE, on=last) if last >= dates_of(AGGREGATE)[0] else None
