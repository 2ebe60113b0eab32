"""Services, projects, what the district stops doing, and users' own time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tco.inputs.devices import Tags
from tco.inputs.district import SUPPORTED_YEARS, Category
from tco.inputs.given import LARGEST, Form, Given, Id, Label, Meaning, Switch
from tco.inputs.people import FirstYear, LastYear, Per, Phase, Recurrence, YearlyChange, check_counted


class Service(Form):
    """Work or supply paid by the year: printing, insurance, electricity of the server room; in all, or for each one counted."""

    label: Label
    category: Category
    tags: Tags = Tags()
    phase: Phase = "operate"
    recurrence: Recurrence = "recurring"
    per: Per | None = None
    bands: tuple[Id, ...] = ()
    fleets: tuple[Id, ...] = ()
    contract: Id | None = None
    price: Annotated[Given, Meaning("Price in a year", "usd", by_year=True)]
    price_change: YearlyChange = None
    from_year: FirstYear = None
    until_year: LastYear = None

    @model_validator(mode="after")
    def _consistent(self) -> Service:
        check_counted(self.per, self.bands, self.fleets)
        return self


class ProjectLine(Form):
    """One cost of a project: so much, from so many years after the project's start, in equal parts over so many years."""

    label: Label
    category: Category | None = None
    kind: Literal["capital", "operating"] = "operating"
    phase: Phase = "deploy"
    amount: Annotated[Given, Meaning("Cost", "usd")]
    after: Annotated[Given | None, Meaning("Years after the project's start", "year", at_most=30)] = None
    over: Annotated[Given | None, Meaning("Spread over years", "year", at_least=1, at_most=30)] = None


class Project(Form):
    """A piece of work with one-time costs. A later start moves all its costs.

    With a `life`, annualised cost spreads what it costs over so many years, and what was paid before the plan too (`paid_before`,
    by fiscal year).
    """

    label: Label
    category: Category
    tags: Tags = Tags(purpose="transform")
    start: Annotated[
        Given, Meaning("Fiscal year of the start", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1])
    ]
    lines: dict[Id, ProjectLine] = Field(min_length=1)
    life: Annotated[Given | None, Meaning("Years of use of what it brings", "year", at_least=1, at_most=30)] = None
    paid_before: dict[int, Annotated[float, Field(ge=0, le=LARGEST)]] = Field(default_factory=dict)
    price_change: YearlyChange = None


class Stop(Form):
    """A cost that the district stops paying because of the plan, and from when.

    It counts as a negative cost from that year on. Give it only for costs that stand nowhere else in the plan: an item of the plan
    ends with its own last year.
    """

    label: Label
    category: Category
    tags: Tags = Tags()
    amount: Annotated[Given, Meaning("Paid in a year until it stops", "usd", by_year=True)]
    from_year: Annotated[
        Given, Meaning("First year without it", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1])
    ]
    price_change: YearlyChange = None


class UserTime(Form):
    """Time that users spend on technology beside their work: helping each other, waiting, learning. It is in no budget."""

    label: Label
    tags: Tags = Tags()
    per: Literal["student", "teacher", "staff"] = "staff"
    bands: tuple[Id, ...] = ()
    hours: Annotated[Given, Meaning("Hours in a year for each", "hour", by_year=True)]
    value: Annotated[Given, Meaning("Worth of an hour", "usd/hour")]
    price_change: YearlyChange = None
    counted: Annotated[Literal["yes", "no"], Switch("Counted beside the budget", ("yes", "no"))] = "no"

    @model_validator(mode="after")
    def _consistent(self) -> UserTime:
        check_counted(self.per, self.bands, ())
        return self
