"""A fund of the district with all its revenue and expenditure, of which technology is a part: the general fund."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from tco.inputs.given import Form, Given, Meaning
from tco.inputs.slips import refuse


class Fund(Form):
    """The general fund: its revenue, what it spends on all else, what of it is for technology, and the ending balance it must keep.

    It pays for technology up to `gives` [usd] a year beside what other sources transfer to it, or down to a balance of `floor`
    [usd], or both. `policy` is the ending balance that the board asks for, as a share of the year's expenditure. The source's
    opening balance is that of the fund.
    """

    revenue: Annotated[Given, Meaning("Revenue of the whole fund", "usd", by_year=True)]
    expenditure: Annotated[Given, Meaning("Expenditure on all but this plan", "usd", by_year=True)]
    gives: Annotated[Given | None, Meaning("Most that it gives to technology", "usd", by_year=True)] = None
    floor: Annotated[Given | None, Meaning("Balance that technology may not touch", "usd", by_year=True)] = None
    policy: Annotated[Given | None, Meaning("Ending balance by policy, of expenditure", "share", at_most=1)] = None

    @model_validator(mode="after")
    def _consistent(self) -> Fund:
        missing = self.gives is None and self.floor is None
        refuse("fund", ((missing, "say how much it gives to technology: gives by year, or a floor of its balance"),))
        return self
