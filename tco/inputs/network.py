"""The network: equipment that is replaced in waves, and the circuits that a district rents."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.devices import Fleet, Tags
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.equipment import EquipmentLicence
from tco.inputs.given import Form, Given, Id, Label, Meaning
from tco.inputs.people import FirstYear, LastYear, Recurrence
from tco.inputs.sizing import Sizing

FIRST, LAST = SUPPORTED_YEARS
Target = Literal["setda", "fcc", "setda_wan"]
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
    maintenance: Annotated[Given | None, Meaning("Maintenance a year, share of the price", "share", at_most=1)] = None
    licence: EquipmentLicence | None = None
    stops_without_licence: bool = False


class Capacity(Form):
    """A circuit that a provider offers: so much capacity for so much a month, and how its bid prices fall if not as the others'."""

    mbps: Annotated[float, Field(gt=0, le=1e9)]
    price: Annotated[float, Field(ge=0, le=1e9)]
    decline: Annotated[float, Field(ge=-1, le=0.99)] | None = None
    source: str = ""
    note: str = ""
    assumption: bool = False


class DistrictSizes(Form):
    """From how many students on a district counts as medium, large and very large; below that it is small.

    EducationSuperHighway's factors for the sizes are on the shelf; where the sizes begin it does not say.
    """

    medium_from: Annotated[Given, Meaning("Students of a medium-sized district, from", "student")]
    large_from: Annotated[Given, Meaning("Students of a large district, from", "student")]
    mega_from: Annotated[Given, Meaning("Students of a very large district, from", "student")]

    @model_validator(mode="after")
    def _consistent(self) -> DistrictSizes:
        floors = [given.value or 0 for given in (self.medium_from, self.large_from, self.mega_from)]
        if floors != sorted(floors):
            raise PydanticCustomError("circuit", "sizes rise: medium_from, then large_from, then mega_from", {})
        return self


class Circuit(Form):
    """Internet access or the lines between schools, sized by the people who use them.

    Use is of the date of the plan's prices; growth counts from the year after. Prices are a month's; what was bid last holds until
    the next bid, and each bid follows the market's fall from that date on. How many are at work at the same time is one of two:
    `concurrency`, or `concurrency_by_size` for a figure by the district's size. One of them must be given.

    With a `trigger`, the next capacity is in place when the busiest time reaches that share of what there is: not before
    `orders_from` and `lead_time`, and with `term_locked` not before the contract's end. What is in place is given up only at a bid.
    """

    label: Label
    tags: Tags = Tags()
    per: Literal["district", "school"] = "district"
    recurrence: Recurrence = "recurring"
    contract: Id | None = None
    users_per_student: Annotated[Given, Meaning("Users for each student", "user/student", at_most=10)]
    users_per_staff: Annotated[Given, Meaning("Users for each employee", "user/staff", at_most=10)]
    mbps: Annotated[Given, Meaning("Use at the busiest time", "mbps/user", at_most=1e6, by_year=True)]
    growth: Annotated[Given | None, Meaning("Yearly growth of use", "share", at_least=-0.99, at_most=1)] = None
    concurrency: Annotated[Given | None, Meaning("Users at work at the same time", "share", at_most=1)] = None
    concurrency_by_size: DistrictSizes | None = None
    headroom: Annotated[Given | None, Meaning("Headroom above the busiest time", "share", at_most=1)] = None
    trigger: Annotated[
        Given | None, Meaning("Share in use at which the next is due", "share", at_least=0.05, at_most=1)
    ] = None
    lead_time: Annotated[Given | None, Meaning("Years from the order to service", "year", at_most=10)] = None
    orders_from: Annotated[
        Given | None, Meaning("Fiscal year from which orders may be placed", "year", at_least=FIRST, at_most=LAST)
    ] = None
    term_locked: bool = False
    present: Annotated[
        Given | None, Meaning("Capacity of a circuit in place", "mbps/circuit", at_least=1, at_most=1e9)
    ] = None
    present_circuits: Annotated[Given, Meaning("Circuits in place", "circuit", at_least=1, at_most=1000)] = Given(
        value=1
    )
    minimum: Annotated[Given | None, Meaning("Smallest capacity to order", "mbps", at_most=1e9)] = None
    circuits: Annotated[Given, Meaning("Circuits, at least", "circuit", at_least=1, at_most=1000)] = Given(value=1)
    capacities: dict[Id, Capacity] = Field(min_length=1)
    rebid: Annotated[Given | None, Meaning("Years from one bid to the next", "year", at_least=1, at_most=30)] = None
    bid_in: Annotated[
        Given | None, Meaning("Fiscal year of the present contract's start", "year", at_least=FIRST, at_most=LAST)
    ] = None
    decline: Annotated[Given | None, Meaning("Yearly fall of bid prices", "share", at_least=-1, at_most=0.99)] = None
    targets: tuple[Target, ...] = ()
    install: Annotated[Given | None, Meaning("Installation, one-time", "usd", dated=True)] = None
    from_year: FirstYear = None
    until_year: LastYear = None

    @model_validator(mode="after")
    def _consistent(self) -> Circuit:
        for wrong, message in (*self._slips(), *self._slips_of_orders()):
            if wrong:
                raise PydanticCustomError("circuit", message, {})
        return self

    def _slips(self) -> tuple[tuple[bool, str], ...]:
        """What does not go together in use, capacities and bids, each with what to do."""
        bids = {self.rebid is None, self.bid_in is None, self.decline is None}
        rises = all(after.mbps > before.mbps for before, after in pairwise(self.capacities.values()))
        own = any(capacity.decline is not None for capacity in self.capacities.values())
        return (
            (
                self.growth is not None and self.mbps.by_year is not None,
                "use grows by growth or is given by year, not both; leave one out",
            ),
            (
                (self.concurrency is None) == (self.concurrency_by_size is None),
                "give concurrency or concurrency_by_size, one of the two",
            ),
            (len(bids) > 1, "rebid, bid_in and decline go together; give all three or none"),
            (not rises, "list capacities from the smallest to the largest, each once"),
            (own and self.rebid is None, "a capacity's own decline counts at bids; give rebid, bid_in and decline"),
        )

    def _slips_of_orders(self) -> tuple[tuple[bool, str], ...]:
        """What does not go together in when the next capacity is ordered, each with what to do."""
        waits = self.lead_time is not None or self.term_locked
        largest = max(capacity.mbps for capacity in self.capacities.values())
        present = self.present.value if self.present is not None else None
        return (
            (self.trigger is not None and self.headroom is not None, "give trigger or headroom, one of the two"),
            (
                self.trigger is None and (waits or self.present is not None),
                "present, lead_time and term_locked go with a trigger; add it",
            ),
            (
                (self.lead_time is None) != (self.orders_from is None),
                "lead_time and orders_from go together; give both or none",
            ),
            (waits and self.present is None, "lead_time and term_locked need what is in place; add present"),
            (
                self.term_locked and self.rebid is None,
                "term_locked without a contract's term; add rebid, bid_in and decline",
            ),
            (
                self.present is not None and self.per == "school",
                'present goes with per = "district"; the schools\' lines follow the trigger at once',
            ),
            ((present or 0) > largest, "present is above the largest capacity on offer; list it under capacities too"),
        )
