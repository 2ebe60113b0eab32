"""The roster: who fills a position, at which salary step, paid by which programs, and the salary schedule behind the steps."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Id, Label, Meaning

MOST_STEPS = 60
SUMS_TO_ONE = 1e-6  # a third, a third and a third, as people write them
Share = Annotated[float, Field(ge=0, le=1)]
FiscalYear = Annotated[int, Field(ge=SUPPORTED_YEARS[0], le=SUPPORTED_YEARS[1])]


class SalarySchedule(Form):
    """A pay scale: the salary at each step, the first step first; the schedule itself rises by the yearly raise."""

    label: Label
    steps: Annotated[Given, Meaning("Salary by step", "usd/fte", by_age=True)]
    yearly_raise: Annotated[Given | None, Meaning("Yearly raise", "share", at_least=-0.99, at_most=1)] = None

    @model_validator(mode="after")
    def _consistent(self) -> SalarySchedule:
        if self.steps.by_age is None:
            raise PydanticCustomError("steps", "write the steps as a list, the first step first: [52000, 53500]", {})
        if len(self.steps.by_age) > MOST_STEPS:
            raise PydanticCustomError("steps", "at most {most} steps are expected", {"most": MOST_STEPS})
        return self

    @property
    def top(self) -> int:
        """The number of the highest step."""
        return len(self.steps.by_age or ())


class Post(Form):
    """One post of a position: how much of a full-time position it is, its step or salary, and when it is vacant.

    `step` is the step in the plan's first year; it rises by one each year to the top of the schedule. A post is vacant for the
    share `vacant` of each year from `vacant_from` to `vacant_until`; with years and no share, for all of those years. `split`
    names the programs or grants that pay it, each with its share; without it the position's own program pays.
    """

    name: str = ""
    fte: Annotated[float, Field(gt=0, le=1)] = 1
    step: Annotated[int, Field(ge=1, le=MOST_STEPS)] | None = None
    salary: Annotated[float, Field(ge=0, le=1e7)] | None = None
    vacant: Share | None = None
    vacant_from: FiscalYear | None = None
    vacant_until: FiscalYear | None = None
    split: dict[Id, Share] = Field(default_factory=dict)
    source: str = ""
    note: str = ""
    assumption: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Post:
        if self.step is not None and self.salary is not None:
            raise PydanticCustomError("post", "give a step of the schedule or a salary, not both", {})
        if self.split and abs(sum(self.split.values()) - 1) > SUMS_TO_ONE:
            found = {"sum": f"{sum(self.split.values()):g}"}
            raise PydanticCustomError("post", "the shares of split add up to {sum}; they must add up to 1", found)
        if self.vacant_from is not None and self.vacant_until is not None and self.vacant_until < self.vacant_from:
            raise PydanticCustomError("post", "vacant_until lies before vacant_from; correct one of the two", {})
        return self

    @property
    def vacant_share(self) -> float:
        """The part of a year in which the post is empty, in the years in which it is."""
        if self.vacant is not None:
            return self.vacant
        return float(self.vacant_from is not None or self.vacant_until is not None)
