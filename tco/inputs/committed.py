"""A subscription committed for a term of years, and the stages of the outlays around it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tco.inputs.given import LARGEST, Form, Given, Label, Meaning, Switch
from tco.inputs.paying import DUE, LONGEST_TERM
from tco.inputs.slips import refuse

Stage = Literal["preliminary", "implementation", "operation", "addition", "training"]
CAPITALISED = ("implementation", "addition")
"""Stages whose outlays belong to the asset; the others are used up at once. Source: GASB Statement No. 96, stages of implementation."""


class Outlay(Form):
    """An amount paid once around a product, and the stage it belongs to.

    `preliminary` is needs, bids and selection; `implementation` configuration, testing and the conversion of data that is needed to
    start; `operation` upkeep and support; `addition` later work by which the product does more; `training` is used up in any case.
    """

    label: Label
    stage: Stage
    amount: Annotated[Given, Meaning("Outlay, one-time", "usd", dated=True)]


class Running(Form):
    """A term that began before the plan: what was financed then, what is owed at the plan's start, what its first year cost [usd]."""

    financed: Annotated[float, Field(ge=0, le=LARGEST)]
    owed: Annotated[float, Field(ge=0, le=LARGEST)]
    yearly: Annotated[float, Field(ge=0, le=LARGEST)]


class Committed(Form):
    """A subscription that the district may not leave for a term, so that it owes the payments of the whole term from its first day.

    Terms follow each other from the product's first year to its last. Without `term` it is that of `renewal`, in which the price
    stays; else payments rise with the product's own `uplift` and stay where it has none. What was charged in a term's first year is
    committed and paid even when fewer are charged later; what is charged beyond it is paid by the year. `rate` is the contract's,
    without it the district's borrowing rate. `begun` is the term that runs when the plan starts, by the fiscal year it began in.
    """

    term: Annotated[Given | None, Meaning("Committed term", "year", at_least=1, at_most=LONGEST_TERM)] = None
    may_extend: Annotated[Given | None, Meaning("Options to extend, beyond the term", "year", at_most=LONGEST_TERM)] = (
        None
    )
    payments: Literal["monthly", "quarterly", "half_yearly", "annual"] = "annual"
    due: Annotated[Literal["advance", "arrears"], Switch("Payments are due in", DUE)] = "advance"
    rate: Annotated[Given | None, Meaning("Rate of interest a year", "share", at_least=-0.5, at_most=1)] = None
    begun: dict[int, Running] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Committed:
        years = self.term.numbers() if self.term is not None else ()
        refuse(
            "committed",
            (
                (any(not year.is_integer() for year in years), "a committed term has whole years; write how many"),
                (len(self.begun) > 1, "one term runs when the plan starts; leave those that are over out of begun"),
            ),
        )
        return self
