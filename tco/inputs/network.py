"""The network: equipment that is replaced in waves, and the circuits that a district rents."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.devices import Fleet, Tags
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Id, Label, Meaning
from tco.inputs.people import FirstYear, LastYear, Recurrence
from tco.inputs.sizing import Sizing

FIRST, LAST = SUPPORTED_YEARS
STAYS_PUT = Given(value=0, assumption=True, note="fixed equipment; what fails is under warranty or upkeep")


class Equipment(Fleet):
    """Network equipment of one kind, bought and replaced alike: access points, switches, firewalls, cabling, servers."""

    category: Literal["client_devices", "classroom_print", "network", "security"] = "network"
    loss: Annotated[Given, Meaning("Lost, stolen or written off in a year", "share", at_most=1, by_age=True)] = (
        STAYS_PUT
    )
    breakage: Annotated[Given, Meaning("Repairs for each in a year", "incident/device", at_most=10, by_age=True)] = (
        STAYS_PUT
    )
    sizing: Sizing | None = None


class Capacity(Form):
    """A circuit that a provider offers: so much capacity for so much a month."""

    mbps: Annotated[float, Field(gt=0, le=1e9)]
    price: Annotated[float, Field(ge=0, le=1e9)]
    source: str = ""
    note: str = ""
    assumption: bool = False


class Circuit(Form):
    """Internet access or the lines between schools, sized by the people who use them.

    Use is of the date of the plan's prices; growth counts from the year after. Prices are a month's; what was bid last holds until
    the next bid, and each bid follows the market's fall from that date on.
    """

    label: Label
    tags: Tags = Tags()
    per: Literal["district", "school"] = "district"
    recurrence: Recurrence = "recurring"
    users_per_student: Annotated[Given, Meaning("Users for each student", "user/student", at_most=10)]
    users_per_staff: Annotated[Given, Meaning("Users for each employee", "user/staff", at_most=10)]
    mbps: Annotated[Given, Meaning("Use at the busiest time", "mbps/user", at_most=1e6, by_year=True)]
    growth: Annotated[Given | None, Meaning("Yearly growth of use", "share", at_least=-0.99, at_most=1)] = None
    concurrency: Annotated[Given, Meaning("Users at work at the same time", "share", at_most=1)]
    headroom: Annotated[Given | None, Meaning("Headroom above the busiest time", "share", at_most=1)] = None
    minimum: Annotated[Given | None, Meaning("Smallest capacity to order", "mbps", at_most=1e9)] = None
    circuits: Annotated[Given, Meaning("Circuits, at least", "circuit", at_least=1, at_most=1000)] = Given(value=1)
    capacities: dict[Id, Capacity] = Field(min_length=1)
    rebid: Annotated[Given | None, Meaning("Years from one bid to the next", "year", at_least=1, at_most=30)] = None
    bid_in: Annotated[
        Given | None, Meaning("Fiscal year of the present contract's start", "year", at_least=FIRST, at_most=LAST)
    ] = None
    decline: Annotated[Given | None, Meaning("Yearly fall of bid prices", "share", at_least=-1, at_most=0.99)] = None
    install: Annotated[Given | None, Meaning("Installation, one-time", "usd", dated=True)] = None
    from_year: FirstYear = None
    until_year: LastYear = None

    @model_validator(mode="after")
    def _consistent(self) -> Circuit:
        if self.growth is not None and self.mbps.by_year is not None:
            raise PydanticCustomError("circuit", "use grows by growth or is given by year, not both; leave one out", {})
        given = {self.rebid is None, self.bid_in is None, self.decline is None}
        if len(given) > 1:
            raise PydanticCustomError("circuit", "rebid, bid_in and decline go together; give all three or none", {})
        if any(after.mbps <= before.mbps for before, after in pairwise(self.capacities.values())):
            raise PydanticCustomError("circuit", "list capacities from the smallest to the largest, each once", {})
        return self
