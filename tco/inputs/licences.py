"""How a licence is charged: for whom, from how many on, what comes free, in brackets, over which term, paid when."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tco.inputs.committed import Stage
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import LARGEST, Form, Given, Id, Label, Meaning
from tco.inputs.people import FirstYear, LastYear
from tco.inputs.slips import Slips, refuse

Counted = Literal[
    "student", "teacher", "staff", "user", "device", "device_bought", "classroom", "site", "flat"
]  # fmt: skip
BY_FLEET = ("device", "device_bought")
HEADS = ("student", "teacher", "staff", "user")
ONE_EACH = Given(value=1, note="an account for each")


class Benefit(Form):
    """Licences for others that come free with those paid for, and what each of them costs beyond.

    One free staff licence for four paid student licences is `per = "staff"`, `free_for_each = 0.25`; forty students for each paid
    staff licence is `per = "student"`, `free_for_each = 40`.
    """

    per: Literal["student", "teacher", "staff"]
    free_for_each: Annotated[Given, Meaning("Free for each one paid", "licence/licence", at_least=0.0001, at_most=1e4)]
    price: Annotated[Given, Meaning("Price for each beyond the free ones, per year", "usd")]


class Bracket(Form):
    """A price from a number on: for each one counted, or for all of them together."""

    floor: Annotated[float, Field(ge=0, le=LARGEST)]
    price: Annotated[float, Field(ge=0, le=LARGEST)]
    source: str = ""
    note: str = ""
    assumption: bool = False


class Renewal(Form):
    """A price that is fixed for a term and rises when the contract is renewed.

    The vendor asks for the yearly rise of all the term's years at once. A cap per renewal holds that whole rise down; a cap per year
    is allowed once for every year of the term: 3 % on three years is 9 %.
    """

    term: Annotated[Given, Meaning("Term of the price", "year", at_least=1, at_most=30)]
    began: Annotated[
        Given, Meaning("First fiscal year of the term", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1])
    ]
    before: Annotated[Given | None, Meaning("Renewals since the price was quoted", "factor", at_most=30)] = None
    cap_basis: Literal["year", "renewal"] = "year"


class Prepaid(Form):
    """Several years paid at once in the first year of each term; those added later are paid by the year.

    `began` and `number` say what is prepaid when the plan starts, `paid_price` at which price; without it, at the plan's.
    """

    years: Annotated[Given, Meaning("Years paid at once", "year", at_least=1, at_most=10)]
    discount: Annotated[Given | None, Meaning("Discount for paying ahead", "share", at_most=0.99)] = None
    began: Annotated[
        Given | None,
        Meaning("Prepaid since fiscal year", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1]),
    ] = None
    number: Annotated[Given | None, Meaning("Prepaid for at the start", "licence")] = None
    paid_price: Annotated[Given | None, Meaning("Price at which a year was paid before the plan", "usd")] = None

    @model_validator(mode="after")
    def _consistent(self) -> Prepaid:
        half = (self.began is None) != (self.number is None)
        alone = self.paid_price is not None and self.began is None
        refuse(
            "prepaid",
            (
                (half, "began and number go together; add the other, or leave both out"),
                (alone, "paid_price without began and number; add them, or leave it out"),
            ),
        )
        return self


class CoTerm(Form):
    """Licences added in a year end with all others: in that year they are paid for some months only."""

    months: Annotated[Given, Meaning("Months billed for those added in a year", "month", at_most=12)]
    number: Annotated[Given, Meaning("Licensed in the year before the plan", "licence")]


class Work(Form):
    """Hours of work around a product: integration, data conversion, retraining; once in the years given, or every year.

    With `per`, the hours are for each one counted. Work that nobody is paid extra for is `budgeted = false`, valued beside the budget.
    Work is used up at once unless its `stage` makes it part of an asset: implementation, or an addition to what the product does.
    """

    label: Label
    phase: Literal["deploy", "operate", "support", "retire"] = "deploy"
    stage: Stage | None = None
    per: Literal["student", "teacher", "staff"] | None = None
    hours: Annotated[Given | None, Meaning("Hours, one-time", "hour", dated=True)] = None
    yearly_hours: Annotated[Given | None, Meaning("Hours in a year", "hour", by_year=True)] = None
    rate: Annotated[Given, Meaning("Price or worth of an hour", "usd/hour")]
    budgeted: bool = True

    @model_validator(mode="after")
    def _consistent(self) -> Work:
        both = (self.hours is None) == (self.yearly_hours is None)
        refuse("work", ((both, "give hours for one-time work or yearly_hours for work every year, one of them"),))
        return self


class Licensing(Form):
    """A rule by which a product is charged: who is counted, from how many on, what comes free, and the price."""

    label: Label
    per: Counted | None = None
    bands: tuple[Id, ...] = ()
    fleets: tuple[Id, ...] = ()
    users_per_student: Annotated[Given, Meaning("Users for each student", "user/student", at_most=10)] = ONE_EACH
    users_per_staff: Annotated[Given, Meaning("Users for each employee", "user/staff", at_most=10)] = ONE_EACH
    concurrent: Annotated[Given | None, Meaning("Share at the same time", "share", at_least=0.0001, at_most=1)] = None
    minimum: Annotated[Given | None, Meaning("Smallest number charged", "licence")] = None
    minimum_share: Annotated[
        Given | None, Meaning("Smallest number charged, for each student enrolled", "licence/student", at_most=10)
    ] = None
    benefit: Benefit | None = None
    price: Annotated[Given | None, Meaning("Price for each, per year", "usd")] = None
    uplift: Annotated[Given | None, Meaning("Yearly rise of the price", "share", at_least=-0.99, at_most=1)] = None
    in_use: Annotated[
        Given | None, Meaning("Share of licences in use", "share", at_least=0.0001, at_most=1, by_year=True)
    ] = None

    def counting_slips(self) -> Slips:
        """What does not go together in who is counted, each with what to do."""
        by_fleet, flat = self.per in BY_FLEET, self.per == "flat"
        return (
            (by_fleet and not self.fleets, f"per = '{self.per}' without fleets; name those that are counted"),
            (not by_fleet and bool(self.fleets), "fleets are counted where per = 'device'; leave them out"),
            (
                bool(self.bands) and self.per not in ("student", "user"),
                "bands go with students and users; leave them out",
            ),
            (flat and self.minimum is not None, "a flat amount has no smallest number; leave it out"),
            (flat and self.minimum_share is not None, "a flat amount has no smallest number; leave it out"),
            (flat and self.in_use is not None, "a flat amount has no number in use; leave in_use out"),
            (
                self.concurrent is not None and self.per not in HEADS,
                "concurrent goes with students, teachers, staff or users; leave it out",
            ),
            (self.benefit is not None and flat, "a benefit comes with licences; a flat amount has none: leave it out"),
            (
                self.benefit is not None and self.benefit.per == self.per,
                "a benefit is for others than those counted; correct benefit.per",
            ),
        )


class Term(Licensing):
    """One period of a product's rules. Its price is that of its first year and rises by its own uplift alone."""

    from_year: FirstYear = None
    until_year: LastYear = None

    @model_validator(mode="after")
    def _consistent(self) -> Term:
        missing = self.per is None or self.price is None
        refuse("term", ((missing, "a term says how it charges; add per and price"), *self.counting_slips()))
        return self


def bracket_slips(brackets: dict[str, Bracket], *, flat: bool) -> Slips:
    """Brackets begin at 0 and rise; one price for all does not fall when there are more."""
    floors = [bracket.floor for bracket in brackets.values()]
    prices = [bracket.price for bracket in brackets.values()]
    return (
        (bool(floors) and floors[0] != 0, "the first bracket starts at a floor of 0; add it, so that every number has a price"),
        (
            any(above <= below for below, above in pairwise(floors)),
            "a bracket's floor is not above the one before; list them from the lowest up, each once",
        ),
        (
            flat and any(above < below for below, above in pairwise(prices)),
            "a larger bracket costs less in all than a smaller one; correct its price",
        ),
    )  # fmt: skip


def term_slips(terms: dict[str, Term]) -> Slips:
    """Terms follow each other."""
    spans = [
        (_year(term.from_year, SUPPORTED_YEARS[0]), _year(term.until_year, SUPPORTED_YEARS[1]))
        for term in terms.values()
    ]
    return (
        (any(last < first for first, last in spans), "a term ends before it begins; correct one of its two years"),
        (
            any(first <= before for (_, before), (first, _) in pairwise(spans)),
            "a term begins before the one above it has ended; list terms in order, each from the year after",
        ),
    )


def _year(given: Given | None, otherwise: int) -> float:
    return otherwise if given is None or given.value is None else given.value
