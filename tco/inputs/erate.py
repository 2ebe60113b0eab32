"""E-Rate as a district tells it: what decides its discount, once, and what it asks for and is granted in each category."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.given import Form, Given, Id, Meaning, Switch

ONE = Given(value=1)
USES: Mapping[str, Mapping[str, Any]] = {
    "erate_one": {"circuits": {"items": ("circuits",), "categories": ("connectivity",)}},
    "erate_two": {
        "networks": {
            "items": ("network",),
            "categories": ("network",),
            "phases": ("acquire", "deploy", "operate", "support"),
        }
    },
}
"""What each category may pay where a source does not say it: circuits, and network equipment with its licences and maintenance.

End-user devices, software, staff, voice, cameras and disposal are not eligible. Servers, storage and what equipment draws of electricity
are not either, and no tag tells them apart: a plan that has them names its items in `uses`.
"""


def uses_of(way: str, said: Any) -> Any:
    """The uses of a source of E-Rate: those of the program, unless it names its own."""
    if not said or not isinstance(said, Mapping):
        return said or USES[way]
    own = {id: use for id, use in said.items() if isinstance(use, Mapping)}
    return {**said, **{id: {**USES[way].get(id, {}), **use} for id, use in own.items()}}


class ERate(Form):
    """What decides the E-Rate discount of the whole district.

    Without `eligible` the share of students is the district's `income_share`. `cep` has, for each school under CEP, the share of its
    students who are directly certified; `eligible` is then those of all other schools. A `discount` that the district types counts alone.
    """

    eligible: Annotated[Given | None, Meaning("Students eligible by income", "student", by_year=True)] = None
    cep: dict[Id, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    rounding: Annotated[Literal["none", "whole"], Switch("Rounding of the eligible share", ("none", "whole"))] = "none"
    locale: Annotated[
        Literal["urban", "rural", "schools"],
        Switch("Locale, or by the share of rural schools", ("urban", "rural", "schools")),
    ] = "urban"
    rural_schools: Annotated[Given | None, Meaning("Schools in a rural locale", "school", by_year=True)] = None
    schools: Annotated[Given | None, Meaning("Schools that E-Rate counts", "school", by_year=True)] = None
    discount: Annotated[Given | None, Meaning("Category One discount, typed", "share", by_year=True, at_most=1)] = None

    @model_validator(mode="after")
    def _goes_together(self) -> ERate:
        if self.cep and self.eligible is None:
            raise PydanticCustomError(
                "erate", "cep without eligible; add eligible, the students eligible at all other schools, 0 if none", {}
            )
        if self.locale == "schools" and self.rural_schools is None:
            raise PydanticCustomError(
                "erate", "locale = 'schools' without rural_schools; add how many schools are in a rural locale", {}
            )
        return self


class ERateSupport(Form):
    """What both categories ask: support asked for and granted, how late, and who pays the vendor first.

    Amounts are support, after the discount is worked out. `filed` and `commitments` replace what the plan computes in the fiscal years
    that they have an amount for. A year with `late` = 1 is committed only in the next one; one with `goes_on` = 0 brings nothing.
    Districts that apply together name each member's discount under `consortium`: the plain average counts, whatever their size.
    Where the vendor bills the rest (SPI) the source `pays` directly, where the district pays all first (BEAR) it is reimbursed.
    """

    filed: Annotated[Given | None, Meaning("Support asked for in Form 471", "usd", dated=True)] = None
    committed: Annotated[Given, Meaning("Committed of what is asked", "share", by_year=True, at_most=1)] = ONE
    commitments: Annotated[Given | None, Meaning("Support committed, as the letter says", "usd", dated=True)] = None
    goes_on: Annotated[Given, Meaning("Program goes on (1) or has ended (0)", "flag", by_year=True, at_most=1)] = ONE
    late: Annotated[Given, Meaning("Committed a year late (1) or in time (0)", "flag", by_year=True, at_most=1)] = (
        Given(value=0)
    )
    owed_before: Annotated[Given | None, Meaning("Support of earlier years, still to come", "usd")] = None
    consortium: dict[Id, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)


class ERateOne(ERateSupport):
    """E-Rate Category One: a share of Internet access and of lines between schools, as much as is asked for."""


class ERateTwo(ERateSupport):
    """E-Rate Category Two: a share of networks inside schools, within a budget for five funding years before the discount.

    `budget_before` is the budget of the cycle that runs when the plan begins, as USAC shows it, if more than the plan would compute;
    `committed_before` is what of it is used. Both are before the discount.
    """

    budget_before: Annotated[Given | None, Meaning("Budget of the cycle that runs already", "usd")] = None
    committed_before: Annotated[Given | None, Meaning("Used of it before the plan", "usd")] = None
