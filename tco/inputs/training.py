"""Professional development: who is to be trained by when, what it takes for each, refreshers and new people after it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.devices import Tags
from tco.inputs.given import Form, Given, Id, Label, Meaning
from tco.inputs.people import YearlyChange

Trainee = Literal["teacher", "staff", "office", "student", "position"]


class Refresher(Form):
    """A shorter training again for those who have had the first: each year a part of them, so that all come round in `every` years.

    Hours are paid at the training's stipend, days at its substitutes' cost, trainers for groups of its size.
    """

    every: Annotated[Given, Meaning("Refreshed every so many years", "year", at_least=1, at_most=30)]
    fee: Annotated[Given | None, Meaning("Fee and material of a refresher for each", "usd")] = None
    hours: Annotated[Given | None, Meaning("Hours of a refresher for each", "hour")] = None
    substitute_days: Annotated[Given | None, Meaning("Days with a substitute for a refresher", "day")] = None
    trainer_cost: Annotated[Given | None, Meaning("Cost of the trainer of a refresher's group", "usd")] = None


class ProfessionalDevelopment(Form):
    """One training: who is to have had it by when, what it takes for each, and those who come new after it.

    `trained` is the share that has had the training by the end of each year. Those who leave take it with them, so that every
    later year trains the new ones in their place. A role of its own (`per`: teachers, all staff, the office, which is staff
    without teachers, students, or named positions) is a training of its own. `trainer_cost` hires a trainer for a group;
    `trainer_hours` are those of the district's own trainers, whose pay counts in their positions and not here. With
    `time_value` the hours fall in paid working time: they cost no cash and count beside the budget as indirect cost.
    """

    label: Label
    tags: Tags = Tags()
    per: Trainee = "teacher"
    positions: tuple[Id, ...] = ()
    trained: Annotated[Given, Meaning("Share trained by the year's end", "share", at_most=1, by_year=True)]
    trained_before: Annotated[Given | None, Meaning("Trained before the plan", "teacher")] = None
    turnover: Annotated[Given, Meaning("New in place of leavers, a year", "share", at_most=1)]
    fee: Annotated[Given | None, Meaning("Fee and material for each", "usd")] = None
    hours: Annotated[Given | None, Meaning("Paid hours of training for each", "hour")] = None
    stipend: Annotated[Given | None, Meaning("Stipend for an hour", "usd/hour")] = None
    time_value: Annotated[Given | None, Meaning("Worth of an hour in working time", "usd/hour")] = None
    substitute_days: Annotated[Given | None, Meaning("Days with a substitute for each", "day")] = None
    substitute_cost: Annotated[Given | None, Meaning("Cost of a substitute for a day", "usd/day")] = None
    trainer_cost: Annotated[Given | None, Meaning("Cost of the trainer for a group", "usd")] = None
    trainer_hours: Annotated[Given | None, Meaning("Hours of own trainers for a group", "hour")] = None
    group_size: Annotated[Given | None, Meaning("Most in a group", "teacher", at_least=1)] = None
    whole_groups: bool = True
    refresher: Refresher | None = None
    price_change: YearlyChange = None

    @model_validator(mode="after")
    def _consistent(self) -> ProfessionalDevelopment:
        together = (
            ("hours", ("stipend", "time_value")),
            ("substitute_days", ("substitute_cost",)),
            ("group_size", ("trainer_cost", "trainer_hours")),
        )
        for one, others in together:
            if (getattr(self, one) is None) != all(getattr(self, other) is None for other in others):
                said = {"one": one, "other": " or ".join(others)}
                raise PydanticCustomError("training", "{one} and {other} go together", said)
        if self.stipend is not None and self.time_value is not None:
            raise PydanticCustomError("training", "the stipend pays for the hours; leave time_value out", {})
        if self.fee is None and all(getattr(self, one) is None for one, _ in together):
            raise PydanticCustomError("training", "give fee, hours, substitute_days or trainer_cost", {})
        if (self.per == "position") != bool(self.positions):
            raise PydanticCustomError("training", 'per = "position" goes with positions = ["..."]', {})
        self._check_refresher()
        return self

    def _check_refresher(self) -> None:
        """A refresher is paid at the rates of the training."""
        if self.refresher is None:
            return
        needs = (("hours", "hours"), ("substitute_days", "substitute_cost"), ("trainer_cost", "group_size"))
        for field, rate in needs:
            if getattr(self.refresher, field) is not None and getattr(self, rate) is None:
                said = {"field": field, "rate": rate}
                raise PydanticCustomError("training", "the refresher's {field} need the training's {rate}", said)
        if all(getattr(self.refresher, field) is None for field in ("fee", "hours", "substitute_days", "trainer_cost")):
            raise PydanticCustomError("training", "a refresher takes a fee, hours, substitute_days or trainer_cost", {})
