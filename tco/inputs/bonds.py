"""Bonds and typed schedules of debt: money to spend on capital now, payments later."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import model_validator

from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Meaning, Switch
from tco.inputs.levies import AssessedValue, Home
from tco.inputs.slips import refuse

LONGEST_TERM = 50
PAID = ("elsewhere", "here")
BUYS: dict[str, Any] = {
    "capital": {"kinds": ("capital",)},
    "issuance": {"kinds": ("debt_service",), "recurrences": ("one_time",)},
}
"""What a bond may pay where its source does not say it: capital, and what it costs to issue."""


class Bond(Form):
    """A bond issue, of which technology has all or a part: what comes in when it is issued, and what is paid back.

    All amounts are those of the whole issue; `technology` [usd] is the part of the proceeds that is for technology, and costs and
    payments count by that part. Debt service is level, once a year from the fiscal year after the issue, by `rate` and `term`
    [year], or `payments` [usd] as they are agreed, as of a lease-purchase. It is a cost of this plan with `debt_service = "here"`;
    `elsewhere` it is shown only, as the debt service fund pays it from its own levy, whose tax follows from `assessed_value` and
    `home`. `owed` is what technology's part of an issue from before the plan still owes when the plan begins. `issued` is a fiscal
    year; days on which its money opens or must be spent are dates of the source.
    """

    issued: Annotated[
        Given, Meaning("Fiscal year of issue", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1])
    ]
    proceeds: Annotated[Given, Meaning("Proceeds of the issue", "usd")]
    technology: Annotated[Given | None, Meaning("Part of the proceeds for technology", "usd")] = None
    issuance_cost: Annotated[Given | None, Meaning("Cost of issuing it", "usd")] = None
    rate: Annotated[Given | None, Meaning("Interest rate a year", "share", at_most=0.5)] = None
    term: Annotated[Given | None, Meaning("Term", "year", at_least=1, at_most=LONGEST_TERM)] = None
    payments: Annotated[Given | None, Meaning("Debt service as agreed", "usd", dated=True)] = None
    owed: Annotated[Given | None, Meaning("Owed before the plan, technology's part", "usd")] = None
    debt_service: Annotated[Literal["elsewhere", "here"], Switch("Debt service is a cost of this plan", PAID)] = (
        "elsewhere"
    )
    assessed_value: AssessedValue = None
    home: Home = None

    @model_validator(mode="after")
    def _consistent(self) -> Bond:
        level = self.rate is not None and self.term is not None
        refuse(
            "bond",
            (
                ((self.rate is None) != (self.term is None), "rate and term go together; give both, or payments"),
                (level == (self.payments is not None), "give either rate and term, or payments as they are agreed"),
                (self.owed is not None and not level, "owed goes with rate and term; payments are as they are agreed"),
                (
                    self.technology is not None and (self.technology.value or 0) > (self.proceeds.value or 0),
                    "the part for technology is more than the proceeds; correct one of the two",
                ),
                (
                    self.home is not None and self.assessed_value is None,
                    "the tax on a home follows from the district's assessed_value; give it too, or leave home out",
                ),
                (
                    self.term is not None and not float(self.term.value or 0).is_integer(),
                    "debt service falls due once a year; write whole years of term",
                ),
            ),
        )
        return self
