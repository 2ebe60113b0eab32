"""Reserve and sinking funds: money laid by in even parts for what comes in peaks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tco.inputs.given import Form, Given, Id, Meaning, Switch
from tco.inputs.slips import refuse

CONTRIBUTIONS = ("typed", "level")


class Reserve(Form):
    """A reserve: what is laid by each year, what the balance earns, and below which floor it may not fall.

    The contribution is the typed `amount`, or the `level` one: the least even yearly amount with which the reserve could pay all
    that it may pay in the plan and stay above its `floor`. It comes out of another source, `from`, as far as that has the money;
    without `from` it is other money of the district. Interest is earned on the balance at the year's start.
    """

    contribution: Annotated[Literal["typed", "level"], Switch("Yearly contribution", CONTRIBUTIONS)] = "typed"
    amount: Annotated[Given | None, Meaning("Contribution as typed", "usd", by_year=True)] = None
    giver: Id | None = Field(default=None, alias="from")
    interest: Annotated[Given | None, Meaning("Interest a year", "share", at_most=0.5, by_year=True)] = None
    floor: Annotated[Given | None, Meaning("Least balance", "usd", by_year=True)] = None

    @model_validator(mode="after")
    def _consistent(self) -> Reserve:
        missing = self.contribution == "typed" and self.amount is None
        refuse("reserve", ((missing, "give the yearly amount, or write contribution = 'level'"),))
        return self
