"""When devices are replaced, how long support can be bought, and who gets what others hand down."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Meaning, Switch

POLICIES = ("by_age", "yearly_share", "all_at_once", "grade_entry", "by_year", "run_to_failure")
NEEDED_BY = {
    "yearly_share": ("parts",),
    "all_at_once": ("last", "every"),
    "grade_entry": ("entering",),
    "by_year": ("planned",),
}
"""The figures that a policy cannot do without."""


class Refresh(Form):
    """How the district decides which devices are replaced in a year. Whatever is chosen, a need that is not met is bought.

    - `by_age`: each device at the end of its life.
    - `yearly_share`: one part in `parts` of the need each year, the oldest first.
    - `all_at_once`: all of them, `every` so many years after the `last` time.
    - `grade_entry`: a new device for all who enter (`entering`, a share of those served), which goes with them until their life in
      that span of grades is over: 4 years from grade 9 on.
    - `by_year`: as many as `planned`, the oldest first.
    - `run_to_failure`: none before it is lost, written off or without support.

    Life retires devices under `by_age` and `grade_entry` only; support that ends retires them under every policy.
    """

    policy: Annotated[
        Literal["by_age", "yearly_share", "all_at_once", "grade_entry", "by_year", "run_to_failure"],
        Switch("Refresh policy", POLICIES),
    ] = "by_age"
    parts: Annotated[Given | None, Meaning("Replaced each year, one part in", "index", at_least=1, at_most=30)] = None
    last: Annotated[
        Given | None,
        Meaning(
            "Fiscal year of the last full replacement", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1]
        ),
    ] = None
    every: Annotated[Given | None, Meaning("Years between full replacements", "year", at_least=1, at_most=30)] = None
    entering: Annotated[Given | None, Meaning("Share of those served who enter", "share", at_most=1, by_year=True)] = (
        None
    )
    planned: Annotated[Given | None, Meaning("Planned purchase", "device", by_year=True)] = None


class ExtendedSupport(Form):
    """Updates that are paid for after support has ended, by device and year, at the published price of each year.

    With `cumulative`, who joins late pays the missed years too. A device serves `years` longer. The price is as published, in the
    dollars of the year: no price change is put on it.
    """

    price: Annotated[Given, Meaning("Price of a year after support", "usd/device", by_age=True)]
    years: Annotated[Given, Meaning("Years paid after support", "year", at_most=30)]
    cumulative: bool = True
    joined: Annotated[
        Given | None,
        Meaning("First fiscal year it is paid", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1]),
    ] = None

    @model_validator(mode="after")
    def _priced(self) -> ExtendedSupport:
        if self.price.by_age is not None and (self.years.value or 0) > self.price.oldest:
            raise PydanticCustomError(
                "extended_support",
                "{years} years are paid and {priced} have a price; give a price for each",
                {"years": f"{self.years.value:g}", "priced": self.price.oldest},
            )
        return self


class HandDown(Form):
    """What another fleet hands down when it replaces its devices: the share that is fit for it, and what preparing one costs."""

    fit: Annotated[Given, Meaning("Share fit to be handed down", "share", at_most=1)] = Given(
        value=1, assumption=True, note="all that leaves the other fleet is fit; loss and write-offs are gone before"
    )
    preparing: Annotated[Given | None, Meaning("Preparing one that is handed down", "usd/device")] = None
