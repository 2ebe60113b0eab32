"""The district: who is taught and taught by whom, its schools, its fiscal year and the prices it expects."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from tco.inputs.erate import ERate
from tco.inputs.given import Form, Given, Id, Label, Meaning

Category = Literal[
    "client_devices",
    "classroom_print",
    "network",
    "software",
    "connectivity",
    "security",
    "labor",
    "professional_development",
    "financing",
    "indirect",
]
CATEGORIES: tuple[str, ...] = get_args(Category)
IN_WORDS = {category: category.replace("_", " ") for category in CATEGORIES} | {
    "classroom_print": "classroom and print"
}
LONGEST_HORIZON = 30
SUPPORTED_YEARS = (1990, 2100)


class School(Form):
    """One site. Its numbers share out and size what is bought by school."""

    name: Label
    band: Id
    students: Annotated[float, Field(ge=0, le=1e6)]
    classrooms: Annotated[float, Field(ge=0, le=1e5)] = 0
    counts: dict[Id, Annotated[float, Field(ge=0, le=1e6)]] = Field(default_factory=dict)


class District(Form):
    """Who the technology is for."""

    name: Label
    state: str = ""
    nces_id: str = ""
    source: str = ""
    enrolment: dict[Id, Annotated[Given, Meaning("Enrolled students", "student", by_year=True)]] = Field(min_length=1)
    teachers: Annotated[Given, Meaning("Teachers", "teacher", by_year=True)]
    staff: Annotated[Given, Meaning("Staff, teachers included", "staff", by_year=True)]
    income_share: Annotated[Given | None, Meaning("Students from low-income families", "share", at_most=1)] = None
    erate: ERate | None = None
    schools: dict[Id, School] = Field(default_factory=dict)


class Calendar(Form):
    """The fiscal years planned for. A fiscal year is named for the year in which it ends."""

    start_month: Annotated[int, Field(ge=1, le=12)]
    first_year: Annotated[int, Field(ge=SUPPORTED_YEARS[0], le=SUPPORTED_YEARS[1])]
    horizon: Annotated[int, Field(ge=1, le=LONGEST_HORIZON)] = 10
    headline_years: Annotated[int, Field(ge=1, le=LONGEST_HORIZON)] = 5

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.first_year, self.first_year + self.horizon))


class Shock(Form):
    """A dated change of a category's price level, on top of its yearly escalation."""

    category: Id
    year: Annotated[int, Field(ge=SUPPORTED_YEARS[0], le=SUPPORTED_YEARS[1])]
    change: Annotated[Given, Meaning("Price shock", "share", at_least=-1, at_most=1)]


class Economics(Form):
    """Prices over time, the discount rate, and what counts as capital."""

    discount_rate: Annotated[Given, Meaning("Discount rate", "share", at_least=-0.5, at_most=1)]
    flow_timing: Annotated[Given, Meaning("Part of the year that passes before its flows", "share", at_most=1)] = Given(
        value=0.5, note="mid-year"
    )
    prices_as_of: Annotated[int, Field(ge=SUPPORTED_YEARS[0], le=SUPPORTED_YEARS[1])]
    escalation: dict[Id, Annotated[Given, Meaning("Yearly price change", "share", at_least=-0.99, at_most=1)]] = Field(
        default_factory=dict
    )
    shocks: dict[Id, Shock] = Field(default_factory=dict)
    contingency: dict[Id, Annotated[Given, Meaning("Contingency", "share", at_most=1)]] = Field(default_factory=dict)
    capital_threshold: Annotated[Given | None, Meaning("Price from which a unit is capital", "usd/device")] = None
    borrowing_rate: Annotated[
        Given | None, Meaning("Rate at which the district would borrow", "share", at_least=-0.5, at_most=1)
    ] = None
    sales_tax: Annotated[Given | None, Meaning("Sales tax", "share", at_most=1)] = None
    electricity: Annotated[Given | None, Meaning("Price of electricity", "usd/kwh")] = None
