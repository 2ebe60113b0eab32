"""People: positions by number, ratio or workload, contractors, and the training of teachers and staff."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.devices import Tags
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Id, Label, Meaning, Switch

Per = Literal["student", "teacher", "staff", "classroom", "school", "device"]
Phase = Literal["acquire", "deploy", "operate", "support", "retire"]
Recurrence = Literal["one_time", "recurring", "at_risk"]

FirstYear = Annotated[
    Given | None, Meaning("First fiscal year", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1])
]
LastYear = Annotated[
    Given | None, Meaning("Last fiscal year", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1])
]
YearlyChange = Annotated[Given | None, Meaning("Yearly price change of its own", "share", at_least=-0.99, at_most=1)]


def check_counted(per: str | None, bands: tuple[str, ...], fleets: tuple[str, ...]) -> None:
    """Bands go with students and fleets with devices, and devices need fleets. Raises the finding that says so."""
    if bands and per != "student":
        raise PydanticCustomError("counted", 'bands go with per = "student"', {})
    if fleets and per != "device":
        raise PydanticCustomError("counted", 'fleets go with per = "device"', {})
    if per == "device" and not fleets:
        raise PydanticCustomError("counted", 'per = "device" needs the fleets that are counted, fleets = ["..."]', {})


class Workload(Form):
    """The work that requests for support cause, and the hours that one position has for it."""

    tickets: Annotated[Given, Meaning("Requests in a year for each", "ticket", by_year=True)]
    hours_per_ticket: Annotated[Given, Meaning("Work on a request", "hour/ticket")]
    paid_hours: Annotated[Given, Meaning("Paid hours of a full-time position in a year", "hour/fte", at_least=1)]
    productive: Annotated[Given, Meaning("Share of paid hours left for requests", "share", at_least=0.01, at_most=1)]


class Position(Form):
    """People who do one job: how many there are, how many are needed, and what they are paid.

    Give `fte` for those there are; `per` with `one_for` (one position for so many) or with `workload` for those needed; or both,
    which shows the gap between them.
    """

    label: Label
    tags: Tags = Tags()
    phase: Phase = "support"
    recurrence: Recurrence = "recurring"
    fte: Annotated[Given | None, Meaning("Positions there are", "fte", at_most=1e6, by_year=True)] = None
    per: Per | None = None
    bands: tuple[Id, ...] = ()
    fleets: tuple[Id, ...] = ()
    one_for: Annotated[Given | None, Meaning("One position for so many", "1/fte", at_least=0.01, by_year=True)] = None
    workload: Workload | None = None
    whole: bool = False
    costs_follow: Annotated[Literal["have", "need"], Switch("Pay follows", ("have", "need"))] = "have"
    salary: Annotated[Given, Meaning("Salary of a full-time position", "usd/fte", by_year=True)]
    yearly_raise: Annotated[Given | None, Meaning("Yearly raise", "share", at_least=-0.99, at_most=1)] = None
    benefits: Annotated[Given | None, Meaning("Benefits as a share of salary", "share", at_most=1)] = None
    health: Annotated[Given | None, Meaning("Health insurance paid for a full-time position", "usd/fte")] = None
    health_rise: Annotated[
        Given | None, Meaning("Yearly rise of health insurance", "share", at_least=-0.99, at_most=1)
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> Position:
        needs = [self.one_for, self.workload]
        if needs.count(None) == 0:
            raise PydanticCustomError("position", "give one_for or workload, not both", {})
        if self.fte is None and needs.count(None) == len(needs):
            raise PydanticCustomError("position", "give fte, or per with one_for or workload", {})
        if (self.per is None) != (needs.count(None) == len(needs)):
            raise PydanticCustomError("position", "per goes with one_for or workload", {})
        if self.costs_follow == "need" and self.per is None:
            raise PydanticCustomError("position", 'costs_follow = "need" goes with per and one_for or workload', {})
        if self.health_rise is not None and self.health is None:
            raise PydanticCustomError("position", "health_rise goes with health", {})
        check_counted(self.per, self.bands, self.fleets)
        return self


class Contractor(Form):
    """Work by people who are not on the payroll: hours at a rate, or an amount in a year."""

    label: Label
    tags: Tags = Tags()
    phase: Phase = "support"
    recurrence: Recurrence = "recurring"
    hours: Annotated[Given | None, Meaning("Hours in a year", "hour", by_year=True)] = None
    rate: Annotated[Given | None, Meaning("Price of an hour", "usd/hour")] = None
    amount: Annotated[Given | None, Meaning("Amount in a year", "usd", by_year=True)] = None
    price_change: YearlyChange = None
    from_year: FirstYear = None
    until_year: LastYear = None

    @model_validator(mode="after")
    def _consistent(self) -> Contractor:
        by_hour = self.hours is not None and self.rate is not None
        half = (self.hours is None) != (self.rate is None)
        if half or by_hour == (self.amount is not None):
            raise PydanticCustomError("contractor", "give hours and rate, or amount", {})
        return self


class ProfessionalDevelopment(Form):
    """One training: who is to have had it by when, what it takes for each, and those who come new after it.

    `trained` is the share that has had the training by the end of each year. Those who leave take it with them, so that every
    later year trains the new ones in their place.
    """

    label: Label
    tags: Tags = Tags()
    per: Literal["teacher", "staff"] = "teacher"
    trained: Annotated[Given, Meaning("Share trained by the year's end", "share", at_most=1, by_year=True)]
    trained_before: Annotated[Given | None, Meaning("Trained before the plan", "teacher")] = None
    turnover: Annotated[Given, Meaning("New in place of leavers, a year", "share", at_most=1)]
    fee: Annotated[Given | None, Meaning("Fee and material for each", "usd")] = None
    hours: Annotated[Given | None, Meaning("Paid hours of training for each", "hour")] = None
    stipend: Annotated[Given | None, Meaning("Stipend for an hour", "usd/hour")] = None
    substitute_days: Annotated[Given | None, Meaning("Days with a substitute for each", "day")] = None
    substitute_cost: Annotated[Given | None, Meaning("Cost of a substitute for a day", "usd/day")] = None
    trainer_cost: Annotated[Given | None, Meaning("Cost of the trainer for a group", "usd")] = None
    group_size: Annotated[Given | None, Meaning("Most in a group", "teacher", at_least=1)] = None
    whole_groups: bool = True
    price_change: YearlyChange = None

    @model_validator(mode="after")
    def _consistent(self) -> ProfessionalDevelopment:
        pairs = (("hours", "stipend"), ("substitute_days", "substitute_cost"), ("trainer_cost", "group_size"))
        for one, other in pairs:
            if (getattr(self, one) is None) != (getattr(self, other) is None):
                raise PydanticCustomError("training", "{one} and {other} go together", {"one": one, "other": other})
        if self.fee is None and all(getattr(self, one) is None for one, _ in pairs):
            raise PydanticCustomError("training", "give fee, hours, substitute_days or trainer_cost", {})
        return self
