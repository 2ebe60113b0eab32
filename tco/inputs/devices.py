"""Device fleets: who gets one, what one costs, how long it serves, what breaks, and what is there already."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.afterlife import Afterlife, refuse_lines_that_do_not_fit, refuse_two_ways_to_say
from tco.inputs.failure import (
    MOST_RISKS,
    Accessory,
    FamilyFee,
    Labor,
    Mishaps,
    Protection,
    Risk,
    SparePool,
    Warranty,
    check_causes,
)
from tco.inputs.given import LARGEST, Form, Given, Id, Label, Meaning, Switch
from tco.inputs.paying import Lease, Rent
from tco.inputs.refresh import ExtendedSupport, HandDown, Refresh

FLEETS = ("devices", "network")
"""The sections of the plan that hold fleets."""
WAYS_TO_ACQUIRE = ("buy", "lease", "rent")
Per = Literal["student", "teacher", "staff", "classroom", "school", "device"]


class Tags(Form):
    """How an item is found in the ledger beyond its category, and in which calendar month what it buys or is billed for once comes.

    `month` is that of delivery or of the bill; by default that in which the terms of the item's contract begin, that of service
    for devices, or the first of the fiscal year. It is committed so many months before and paid so many after. What runs through
    the year (work, power, leases, circuits) is committed as it is used; a service, circuit or contractor with a `month` is billed
    then, once in a year.
    """

    purpose: Literal["run", "grow", "transform"] = "run"
    initiative: str = ""
    program: str = ""
    month: Annotated[int | None, Field(ge=1, le=12)] = None
    committed_before: Annotated[int, Field(ge=0, le=24)] = 0
    paid_after: Annotated[int, Field(ge=0, le=24)] = 0


class PriceLine(Form):
    """One line of a unit's price: the device, a case, a licence, handling, a warranty. Some of them are worth nothing at resale.

    A `fee` is set by law, such as one for electronic waste: without sales tax, the same whatever prices do, worth nothing at resale.
    A line that `stays` when the unit is replaced (a mount on the wall, a licence that moves to the next device) is bought only for
    units beyond the most that there ever were. `held` of it are there at the start, by default one for each unit in the lots. In
    annualised cost its price is spread over `spread` years, by default the unit's life; `paid_before` is what was paid for it in
    the fiscal years before the plan, and counts there only.
    """

    label: Label | None = None
    price: Annotated[Given, Meaning("Price", "usd/device")]
    taxed: bool = False
    resells: bool = True
    fee: bool = False
    stays: bool = False
    held: Annotated[Given | None, Meaning("In place at the start", "device")] = None
    spread: Annotated[Given | None, Meaning("Years its price is spread over", "year", at_least=1, at_most=100)] = None
    paid_before: dict[int, Annotated[float, Field(ge=0, le=LARGEST)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> PriceLine:
        if self.fee and self.taxed:
            raise PydanticCustomError("price", "no sales tax is paid on a fee; take taxed or fee out", {})
        given = [name for name in ("held", "spread", "paid_before") if getattr(self, name)]
        if given and not self.stays:
            text = "{names} goes with stays = true, for a line that outlives the unit"
            raise PydanticCustomError("price", text, {"names": ", ".join(given)})
        return self


class Lot(Form):
    """Devices already there, bought together: so many are left, of this model, until this support end.

    A Chromebook's support end may be told by the day its platform was released (`platform_released`): the maker's rule adds the years.
    What another fleet handed down (`handed_down`) was paid for there: annualised cost does not count its price again. What is
    `rented` belongs to a lessor, under the agreement of its year in `rent.begun`.
    """

    model: str = ""
    bought: int
    count: Annotated[float, Field(ge=0, le=1e7)]
    support_end: datetime.date | None = None
    platform_released: datetime.date | None = None
    price_paid: Annotated[float, Field(ge=0, le=1e6)] | None = None
    handed_down: bool = False
    rented: bool = False
    paid_by: str = ""
    school: str = ""
    source: str = ""
    note: str = ""
    assumption: bool = False


class Fleet(Form):
    """Devices of one kind, bought and replaced alike.

    `per = "device"` counts the devices in service of the `fleets` named, which stand before this one: batteries for each power
    supply, chargers and carts for so many laptops.
    """

    label: Label
    category: Literal["client_devices", "classroom_print", "network", "security"] = "client_devices"
    tags: Tags = Tags()
    per: Per | None = None
    bands: tuple[Id, ...] = ()
    fleets: tuple[Id, ...] = ()
    school_count: Id | None = None
    ratio: Annotated[Given | None, Meaning("How many for each", "device", by_year=True)] = None
    count: Annotated[Given | None, Meaning("How many, fixed number", "device", by_year=True)] = None
    spares: Annotated[Given | None, Meaning("Spares on top", "share", at_most=1)] = None
    whole_units: bool = True
    rollout: Annotated[Given | None, Meaning("Share of the need that is met", "share", at_most=1, by_year=True)] = None
    price: dict[Id, PriceLine] = Field(min_length=1)
    life: Annotated[Given, Meaning("Life", "year", at_least=1, at_most=30)]
    economic_life: Annotated[Given | None, Meaning("Economic life", "year", at_least=1, at_most=30)] = None
    refresh: Refresh | None = None
    receives: dict[Id, HandDown] = Field(default_factory=dict)
    loss: Annotated[Given | None, Meaning("Lost, stolen or written off in a year", "share", at_most=1, by_age=True)] = (
        None
    )
    breakage: Annotated[
        Given | None, Meaning("Repairs for each in a year", "incident/device", at_most=10, by_age=True)
    ] = None
    failure: dict[Id, Risk] = Field(default_factory=dict, max_length=MOST_RISKS)
    mishaps: Mishaps | None = None
    repair_cost: Annotated[Given | None, Meaning("Cost of a repair", "usd/incident")] = None
    warranty: Warranty | None = None
    protection: Protection | None = None
    family_fee: FamilyFee | None = None
    accessories: dict[Id, Accessory] = Field(default_factory=dict)
    labor: Labor | None = None
    spare_pool: SparePool | None = None
    resale_price: Annotated[Given | None, Meaning("Resale price at the end of life", "usd/device")] = None
    resale_retention: Annotated[Given | None, Meaning("Share of the price kept each year", "share", at_most=1)] = None
    disposal: Annotated[Given | None, Meaning("Disposal and data wipe", "usd/device")] = None
    afterlife: Afterlife | None = None
    energy: Annotated[Given | None, Meaning("Electricity in a year", "kwh/device")] = None
    upkeep: Annotated[Given | None, Meaning("Yearly licence or maintenance", "usd/device", by_age=True)] = None
    support_years: Annotated[Given | None, Meaning("Support from the year bought", "year", at_least=1, at_most=30)] = (
        None
    )
    platform_age: Annotated[Given | None, Meaning("Age of the platform when bought", "year", at_most=10)] = None
    extended_support: ExtendedSupport | None = None
    never_unsupported: bool = True
    purchase_budget: Annotated[Given | None, Meaning("Money there is for purchases", "usd", by_year=True)] = None
    purchase_cap: Annotated[Given | None, Meaning("Most that can be bought", "device", by_year=True)] = None
    lots: dict[Id, Lot] = Field(default_factory=dict)
    acquire: Annotated[Literal["buy", "lease", "rent"], Switch("Way to acquire", WAYS_TO_ACQUIRE)] = "buy"
    lease: Lease | None = None
    rent: Rent | None = None
    offer: Id | None = None
    buy_through: Annotated[
        Literal["alone", "offer"], Switch("Bought alone or through the offer", ("alone", "offer"))
    ] = "alone"

    @model_validator(mode="after")
    def _said_once(self) -> Fleet:
        refuse_lines_that_do_not_fit(self.price)
        if self.afterlife is not None:
            refuse_two_ways_to_say(self.afterlife, self.resale_price or self.resale_retention, self.disposal)
        check_causes(self)
        if self.purchase_budget is not None and self.offer is not None:
            raise PydanticCustomError(
                "budget", "with an offer the price depends on how many are bought; cap them by purchase_cap instead", {}
            )
        return self


class OfferTier(Form):
    """The price from a volume on."""

    floor: Annotated[float, Field(ge=0, le=1e9)]
    price: Annotated[float, Field(ge=0, le=1e9)]


class Offer(Form):
    """A purchasing group's offer: prices by volume of all its members, and a fee."""

    label: Label
    members_volume: Annotated[Given, Meaning("Volume of the other members", "device", by_year=True)]
    tiers: dict[Id, OfferTier] = Field(min_length=1)
    fee: Annotated[Given, Meaning("Fee on the price", "share", at_most=1)]
    line: Id = "device"
    source: str = ""
    note: str = ""
    assumption: bool = False
