"""Levies and sales taxes: money of taxpayers for a term of years, collected by tax year and not by fiscal year."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Id, Meaning, Switch
from tco.inputs.slips import refuse

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
TAXED_BY = 1000
"""Dollars of assessed value for which a tax rate is said."""
RENEWED = ("no", "yes")
ALL = Given(value=1)

AssessedValue = Annotated[Given | None, Meaning("Assessed value of the district", "usd", at_least=1, by_year=True)]
Home = Annotated[Given | None, Meaning("Assessed value of a home", "usd", by_year=True)]


class Levy(Form):
    """A levy or sales tax for technology: how much is levied in each tax year, for which years, and in which months it comes in.

    The years of `amount` [usd] are tax years, which are calendar years; each amount holds until the next year given. `collected` says
    which part of a tax year comes in in which month, and from there follows the fiscal year. Only without `collected` are the years
    fiscal years, and the amounts as they come in.
    After `last_tax_year` nothing is levied unless it is `renewed`. With the district's `assessed_value` there is a tax rate for each
    $1,000, and with a `home` the tax on it.
    """

    program: str = ""
    amount: Annotated[Given, Meaning("To be levied in the tax year", "usd", by_year=True)]
    collected: dict[Id, Annotated[Given, Meaning("Part that comes in", "share", at_most=1)]] = Field(
        default_factory=dict
    )
    collection_rate: Annotated[Given, Meaning("Part of the taxes that is paid", "share", at_most=1)] = ALL
    first_tax_year: Annotated[
        Given | None, Meaning("First tax year", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1])
    ] = None
    last_tax_year: Annotated[
        Given | None, Meaning("Last tax year", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1])
    ] = None
    renewed: Annotated[Literal["no", "yes"], Switch("Renewed after its last year", RENEWED)] = "no"
    assessed_value: AssessedValue = None
    home: Home = None

    @model_validator(mode="after")
    def _consistent(self) -> Levy:
        first, last = self.window
        parts = sum(share.value or 0 for share in self.collected.values())
        unknown = [month for month in self.collected if month not in MONTHS]
        refuse(
            "levy",
            (
                (bool(unknown), f"there is no month {unknown[:1]}; write january to december"),
                (last < first, "the last tax year is before the first; correct first_tax_year or last_tax_year"),
                (
                    bool(self.collected) and not math.isclose(parts, 1),
                    f"the parts collected come to {parts:g} of the year; they must come to 1",
                ),
                (
                    self.renewed == "yes" and self.last_tax_year is None,
                    "a levy that is renewed has a last year before; give last_tax_year",
                ),
                (
                    self.home is not None and self.assessed_value is None,
                    "the tax on a home follows from the district's assessed_value; give it too, or leave home out",
                ),
            ),
        )
        return self

    @property
    def window(self) -> tuple[float, float]:
        """The first and the last tax year, renewals aside; all years where none is said."""
        first, last = self.first_tax_year, self.last_tax_year
        return (first.value or 0 if first else -math.inf, last.value or 0 if last else math.inf)
