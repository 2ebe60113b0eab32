"""The register of contracts, and how long the district takes to buy something."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import count, takewhile
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from tco.inputs.cells import fiscal_year
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Label, Meaning
from tco.inputs.slips import refuse

DAYS_IN_MONTH = 31  # the longest
MONTHS_IN_YEAR = 12
DAYS_IN_YEAR = 365  # leap days only make an order fall a day later within its fiscal year
JULY = 7
Day = Annotated[
    datetime.date,
    Field(ge=datetime.date(SUPPORTED_YEARS[0], 1, 1), le=datetime.date(SUPPORTED_YEARS[1], 12, 31)),
]
ItemId = Annotated[str, StringConstraints(pattern=r"^(devices|network)\.[a-z][a-z0-9_]*$", max_length=80)]


class Contract(Form):
    """One contract with a vendor: when its term ends, how it renews, and until when notice can be given.

    Items name it by `contract`. `end` is the last day of the term that runs now; later terms follow from it by `term`, in months.
    """

    label: Label
    vendor: str = ""
    start: Day | None = None
    end: Day
    term: Annotated[int, Field(ge=1, le=360)] = MONTHS_IN_YEAR
    renewal: Literal["automatic", "board", "none"] = "board"
    notice_days: Annotated[Given | None, Meaning("Notice before the term ends", "day", at_most=3660)] = None
    cap: Annotated[Given | None, Meaning("Cap on the rise of the price", "share", at_most=1)] = None
    data_agreement: Literal["yes", "no", "unknown"] = "unknown"
    data_agreement_ends: Day | None = None
    bid: bool = False
    e_rate: bool = False
    owner: str = ""
    source: str = ""
    note: str = ""
    assumption: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Contract:
        notice = max(self.notice_days.numbers()) if self.notice_days is not None else 0
        refuse(
            "contract",
            (
                (self.start is not None and self.end <= self.start, "the contract ends before it starts; correct a date"),
                (notice > self.term * DAYS_IN_MONTH, "the notice is longer than the term; correct notice_days or term"),
                (
                    self.data_agreement != "yes" and self.data_agreement_ends is not None,
                    "data_agreement_ends without an agreement; write data_agreement = 'yes', or leave it out",
                ),
                (
                    self.data_agreement_ends is not None
                    and self.start is not None
                    and self.data_agreement_ends < self.start,
                    "the data-privacy agreement ends before the contract starts; correct a date",
                ),
            ),
        )  # fmt: skip
        return self

    @property
    def begins_in(self) -> int | None:
        """The calendar month in which each of its terms begins, where that is the same for all of them."""
        return (self.end + datetime.timedelta(days=1)).month if self.term % MONTHS_IN_YEAR == 0 else None

    def ends(self) -> Sequence[datetime.date]:
        """The last days of the terms, this one's first; one alone where nothing renews."""
        if self.renewal == "none":
            return (self.end,)
        following = (after_months(self.end, number * self.term) for number in count())
        return tuple(takewhile(lambda end: end.year <= SUPPORTED_YEARS[1], following))


class Procurement(Form):
    """How many days the district needs from bid to service, counted back from the day something must be in service."""

    service_month: Annotated[int, Field(ge=1, le=12)] | None = None
    service_day: Annotated[int, Field(ge=1, le=28)] = 1
    prepare: Annotated[Given, Meaning("From delivery to service", "day", at_most=730)]
    delivery: Annotated[Given, Meaning("From order to delivery", "day", at_most=730)]
    order: Annotated[Given, Meaning("From board approval to the order", "day", at_most=730)]
    board: Annotated[Given, Meaning("From award to board approval", "day", at_most=730)]
    evaluation: Annotated[Given, Meaning("From bids closed to award", "day", at_most=730)]
    bid: Annotated[Given, Meaning("A bid stays open", "day", at_most=730)]
    e_rate: tuple[ItemId, ...] = ()
    without_bid: tuple[ItemId, ...] = ()

    def in_service(self, year: int, start_month: int) -> datetime.date:
        """The day of a fiscal year on which what is bought for it must be in service."""
        month = self.service_month or start_month
        day = datetime.date(year, month, self.service_day)
        return day if fiscal_year(day, start_month) == year else datetime.date(year - 1, month, self.service_day)


def after_months(day: datetime.date, months: int) -> datetime.date:
    """So many months later; the last day of a month stays the last day of a month."""
    is_last = (day + datetime.timedelta(days=1)).day == 1
    years, month = divmod(day.month - 1 + months, MONTHS_IN_YEAR)
    last = _last_day(day.year + years, month + 1)
    return last if is_last or day.day > last.day else last.replace(day=day.day)


def _last_day(year: int, month: int) -> datetime.date:
    years, next_month = divmod(month, MONTHS_IN_YEAR)
    return datetime.date(year + years, next_month + 1, 1) - datetime.timedelta(days=1)


def terms_in(contract: Contract, years: Sequence[int], start_month: int) -> list[tuple[datetime.date, int]]:
    """The terms after which another year of the plan begins: each one's last day, and the fiscal year that follows it."""
    following = [(end, fiscal_year(end + datetime.timedelta(days=1), start_month)) for end in contract.ends()]
    return [(end, year) for end, year in following if years[0] <= year <= years[-1]]
