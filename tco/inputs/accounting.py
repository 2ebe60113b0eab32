"""How a district keeps its books: on which basis it reports, and from what amounts it counts as an asset what it acquires."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from tco.inputs.given import Form, Given, Meaning, Switch
from tco.inputs.slips import refuse

CONVENTIONS = ("net", "gross")


class Accounting(Form):
    """The district's accounting policies; with them the plan shows each contract in the books.

    `economics.capital_threshold` is the price from which one unit is capital; what is cheaper is capital all the same where a
    year's purchase comes to `aggregate`. Leases, subscriptions and intangibles (perpetual licences) count from thresholds of
    their own, each by the amount of one agreement or of a year's purchase; without a threshold all of them count. `least_life`
    replaces the two years that GFOA recommends. With `reports = "cash"` only cash by the kinds of the budget is shown;
    `government_wide = false` leaves the view of assets and liabilities out.

    By convention `net` what is paid on the day an agreement begins is not in its liability; `gross` only reproduces sources
    that put it there.
    """

    reports: Literal["gaap", "cash"] = "gaap"
    government_wide: bool = True
    convention: Annotated[
        Literal["net", "gross"], Switch("What is paid on the first day, in the liability", CONVENTIONS)
    ] = "net"
    aggregate: Annotated[Given | None, Meaning("A year's purchase of cheap things that is significant", "usd")] = None
    lease_threshold: Annotated[Given | None, Meaning("Lease from which it is an asset and a liability", "usd")] = None
    subscription_threshold: Annotated[
        Given | None, Meaning("Subscription from which it is an asset and a liability", "usd")
    ] = None
    intangible_threshold: Annotated[Given | None, Meaning("Perpetual licences from which they are an asset", "usd")] = (
        None
    )
    least_life: Annotated[Given | None, Meaning("Shortest life of what is capital", "year", at_most=30)] = None

    @model_validator(mode="after")
    def _one_basis(self) -> Accounting:
        asked = self.reports == "cash" and "government_wide" in self.model_fields_set and self.government_wide
        said = "reports = 'cash' with government_wide = true; assets and liabilities are no part of a cash basis: leave one of the two out"
        refuse("accounting", ((asked, said),))
        return self

    @property
    def shows_funds(self) -> bool:
        """Whether the statement of governmental funds is on generally accepted principles."""
        return self.reports == "gaap"

    @property
    def shows_assets(self) -> bool:
        """Whether the government-wide view is shown."""
        return self.reports == "gaap" and self.government_wide
