"""People: positions by number, roster, ratio, workload or state formula; contractors and interns."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.devices import Tags
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Id, Label, Meaning, Switch
from tco.inputs.roster import Post

Per = Literal["student", "teacher", "staff", "classroom", "school", "device"]
Function = Literal[
    "support",
    "network",
    "data",
    "applications",
    "instructional_technology",
    "security",
    "leadership",
    "other",
]
FUNCTIONS: tuple[str, ...] = get_args(Function)
StateFormula = Literal["virginia_technical_support", "virginia_instructional_technology"]
NEED_BY = ("ratio", "workload", "state_formula")
BY_SCHOOL = ("school", "classroom")
"""What is counted from the table of schools, where grade bands choose among the schools."""
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


class Work(Form):
    """One more kind of work that a position does: so many hours for each one counted, or for each request of each.

    `device_bought` counts the devices bought in the year, which are staged and handed out; `student` and `staff` together are the users.
    """

    label: Label
    per: Literal["student", "teacher", "staff", "classroom", "school", "device", "device_bought"]
    bands: tuple[Id, ...] = ()
    fleets: tuple[Id, ...] = ()
    tickets: Annotated[Given | None, Meaning("Requests in a year for each", "ticket", by_year=True)] = None
    hours_each: Annotated[Given, Meaning("Hours of work for each", "hour", by_year=True)]

    @model_validator(mode="after")
    def _consistent(self) -> Work:
        check_counted("device" if self.per == "device_bought" else self.per, self.bands, self.fleets)
        return self


class Workload(Form):
    """The work that requests for support and other tasks cause, and the hours that one position has for it.

    `labor_of` names fleets whose hours of the district's own people (their `labor`: repairs, staging, retiring) these positions
    work. The hours of a position are net of leave: `paid_hours` less `leave_hours`, of which the share `productive` is left.
    """

    tickets: Annotated[Given | None, Meaning("Requests in a year for each", "ticket", by_year=True)] = None
    hours_per_ticket: Annotated[Given | None, Meaning("Work on a request", "hour/ticket")] = None
    work: dict[Id, Work] = Field(default_factory=dict)
    labor_of: tuple[Id, ...] = ()
    paid_hours: Annotated[Given, Meaning("Paid hours of a full-time position in a year", "hour/fte", at_least=1)]
    leave_hours: Annotated[Given | None, Meaning("Of them, leave and holidays", "hour/fte")] = None
    productive: Annotated[Given, Meaning("Share of paid hours left for requests", "share", at_least=0.01, at_most=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Workload:
        if (self.tickets is None) != (self.hours_per_ticket is None):
            raise PydanticCustomError("workload", "tickets and hours_per_ticket go together", {})
        if self.tickets is None and not self.work and not self.labor_of:
            raise PydanticCustomError("workload", "give tickets and hours_per_ticket, or work, or labor_of", {})
        if self.leave_hours is not None and (self.leave_hours.value or 0) >= (self.paid_hours.value or 0):
            raise PydanticCustomError("workload", "leave_hours leave nothing of paid_hours; correct one of the two", {})
        return self


class Position(Form):
    """People who do one job: how many there are, how many are needed, and what they are paid.

    Give `fte` or a `roster` for those there are; for those needed `per` with `one_for` (one position for so many) or with a
    `workload`, or a `state_formula`; or both, which shows the gap between them. Of several ways to the need, `need_by` says
    which one counts. With a roster, `salary` is the pay of positions beyond it and of posts without a step or salary of their own.
    """

    label: Label
    tags: Tags = Tags()
    phase: Phase = "support"
    recurrence: Recurrence = "recurring"
    function: Function | None = None
    fte: Annotated[Given | None, Meaning("Positions there are", "fte", at_most=1e6, by_year=True)] = None
    vacancy: Annotated[Given | None, Meaning("Vacant and not paid", "share", at_most=1, by_year=True)] = None
    schedule: Id | None = None
    roster: dict[Id, Post] = Field(default_factory=dict)
    per: Per | None = None
    bands: tuple[Id, ...] = ()
    fleets: tuple[Id, ...] = ()
    one_for: Annotated[Given | None, Meaning("One position for so many", "1/fte", at_least=0.01, by_year=True)] = None
    workload: Workload | None = None
    state_formula: StateFormula | None = None
    need_by: Annotated[Literal["ratio", "workload", "state_formula"] | None, Switch("Need by", NEED_BY)] = None
    whole: bool = False
    each_school: bool = False
    costs_follow: Annotated[Literal["have", "need"], Switch("Pay follows", ("have", "need"))] = "have"
    salary: Annotated[Given, Meaning("Salary of a full-time position", "usd/fte", by_year=True)]
    yearly_raise: Annotated[Given | None, Meaning("Yearly raise", "share", at_least=-0.99, at_most=1)] = None
    benefits: Annotated[Given | None, Meaning("Benefits as a share of salary", "share", at_most=1)] = None
    health: Annotated[Given | None, Meaning("Health insurance paid for a full-time position", "usd/fte")] = None
    health_rise: Annotated[
        Given | None, Meaning("Yearly rise of health insurance", "share", at_least=-0.99, at_most=1)
    ] = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The ways to the need that are given, as `need_by` names them."""
        given = (self.one_for, self.workload, self.state_formula)
        return tuple(way for way, said in zip(NEED_BY, given, strict=True) if said is not None)

    @model_validator(mode="after")
    def _consistent(self) -> Position:
        self._check_need()
        self._check_those_there()
        if self.health_rise is not None and self.health is None:
            raise PydanticCustomError("position", "health_rise goes with health", {})
        return self

    def _check_need(self) -> None:
        if self.fte is None and not self.roster and not self.needs:
            raise PydanticCustomError("position", "give fte, or per with one_for or workload, or a roster", {})
        counted = self.one_for is not None or (self.workload is not None and self.workload.tickets is not None)
        if counted == (self.per is None):
            raise PydanticCustomError("position", "per goes with one_for or workload (its tickets)", {})
        if len(self.needs) > 1 and self.need_by is None:
            ways = {"ways": " and ".join(self.needs)}
            raise PydanticCustomError("position", "the need is given by {ways}; say which counts with need_by", ways)
        if self.need_by is not None and self.need_by not in self.needs:
            way = {"way": self.need_by}
            raise PydanticCustomError("position", 'need_by = "{way}", and this way to the need is not given', way)
        if not self.needs and (self.costs_follow == "need" or self.whole or self.each_school):
            said = 'costs_follow = "need"' if self.costs_follow == "need" else "whole" if self.whole else "each_school"
            raise PydanticCustomError("position", "{said} goes with per and one_for or workload", {"said": said})
        check_counted(self.per, () if self.per in BY_SCHOOL else self.bands, self.fleets)

    def _check_those_there(self) -> None:
        if self.roster and (self.fte is not None or self.vacancy is not None):
            said = "fte" if self.fte is not None else "vacancy"
            raise PydanticCustomError("position", "the roster says who is there; leave {said} out", {"said": said})
        if self.vacancy is not None and self.fte is None:
            raise PydanticCustomError("position", "vacancy goes with fte", {})
        steps = any(post.step is not None for post in self.roster.values())
        if steps and self.schedule is None:
            raise PydanticCustomError("position", 'a step needs its salary schedule, schedule = "..."', {})
        if self.schedule is not None and not steps:
            raise PydanticCustomError("position", "schedule goes with the steps of a roster", {})


class Contractor(Form):
    """Work by people outside the regular payroll, student interns too: hours at a rate, months at a price, or an amount in a year.

    With `people`, hours and months are those of each of them.
    """

    label: Label
    tags: Tags = Tags()
    phase: Phase = "support"
    recurrence: Recurrence = "recurring"
    people: Annotated[Given | None, Meaning("People", "person", by_year=True)] = None
    hours: Annotated[Given | None, Meaning("Hours in a year", "hour", by_year=True)] = None
    rate: Annotated[Given | None, Meaning("Price of an hour", "usd/hour")] = None
    months: Annotated[Given | None, Meaning("Months in a year", "month", at_most=12, by_year=True)] = None
    monthly: Annotated[Given | None, Meaning("Price of a month", "usd/month")] = None
    amount: Annotated[Given | None, Meaning("Amount in a year", "usd", by_year=True)] = None
    payroll_taxes: Annotated[Given | None, Meaning("Payroll taxes on top", "share", at_most=1)] = None
    price_change: YearlyChange = None
    from_year: FirstYear = None
    until_year: LastYear = None

    @model_validator(mode="after")
    def _consistent(self) -> Contractor:
        half = (self.hours is None) != (self.rate is None) or (self.months is None) != (self.monthly is None)
        ways = (self.hours, self.months, self.amount)
        if half or sum(way is not None for way in ways) != 1:
            said = "give one of these: hours and rate, or amount, or months and monthly"
            raise PydanticCustomError("contractor", said, {})
        if self.people is not None and self.amount is not None:
            raise PydanticCustomError("contractor", "people goes with hours or months, not with an amount", {})
        return self
