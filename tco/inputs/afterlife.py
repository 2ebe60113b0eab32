"""What becomes of devices when they are retired: sold, bought back, traded in, wiped, recycled."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.given import Form, Given, Id, Label, Meaning, Switch

WAYS = ("resale", "buy_back", "trade_in", "disposal")
ROUNDING = 1e-9  # what float arithmetic leaves when shares are added


class Grade(Form):
    """Retired devices of one condition: which share of them, and what one is worth beside one in good condition."""

    label: Label | None = None
    share: Annotated[Given, Meaning("Share of the retired in this condition", "share", at_most=1)]
    worth: Annotated[Given, Meaning("Worth beside one in good condition", "share", at_most=1)]


class BuyBack(Form):
    """A price that a maker or dealer guarantees for devices returned in time and in condition."""

    share: Annotated[Given, Meaning("Guaranteed share of the price", "share", at_most=1, by_age=True)]
    age: Annotated[Given, Meaning("Returned after so many years at most", "year", at_least=1, at_most=30)]
    returned: Annotated[Given, Meaning("Share returned in time and in condition", "share", at_most=1)]


class Pickup(Form):
    """What a recycler charges to come: so much each time, for so many devices at most."""

    fee: Annotated[Given, Meaning("Charge for a pickup", "usd/pickup")]
    devices: Annotated[Given, Meaning("Devices that a pickup takes", "device/pickup", at_least=1)]


class Afterlife(Form):
    """What becomes of retired devices: where they go, what they bring there, and what it costs to be rid of the rest.

    `worth` is what one in good condition still brings after its first, second, ... year of service, as a share of the price of those
    lines that resell. What is in no grade is scrap. A trade-in's credit is paid for at most as many as are bought in the year.
    """

    goes_to: Annotated[Literal["resale", "buy_back", "trade_in", "disposal"], Switch("Retired devices go to", WAYS)]
    worth: Annotated[
        Given | None, Meaning("Worth after so many years, share of the price", "share", at_most=1, by_age=True)
    ] = None
    until_support_ends: bool = False
    grades: dict[Id, Grade] = Field(default_factory=dict)
    floor: Annotated[Given | None, Meaning("Given away when worth less than", "usd/device")] = None
    selling_cost: Annotated[Given | None, Meaning("Cost of selling one", "usd/device")] = None
    brokers_share: Annotated[Given | None, Meaning("Broker's share of the sale", "share", at_most=1)] = None
    buy_back: BuyBack | None = None
    trade_in: Annotated[Given | None, Meaning("Trade-in credit for each old device", "usd/device")] = None
    wipe: Annotated[Given | None, Meaning("Data wipe of a device", "usd/device")] = None
    recycling: Annotated[Given | None, Meaning("Recycling of a device", "usd/device")] = None
    waste_fee: Annotated[Given | None, Meaning("E-waste fee when recycled", "usd/device")] = None
    pickup: Pickup | None = None

    @model_validator(mode="after")
    def _shares_of_a_whole(self) -> Afterlife:
        in_all = sum(grade.share.value or 0 for grade in self.grades.values())
        if in_all > 1 + ROUNDING:
            text = (
                "the shares of the grades come to {in_all}, and all retired devices are 1; what is in no grade is scrap"
            )
            raise PydanticCustomError("grades", text, {"in_all": f"{in_all:g}"})
        for way, given in (("buy_back", self.buy_back), ("trade_in", self.trade_in)):
            if self.goes_to == way and given is None:
                text = "goes_to = '{way}' without '{way}'; add what is paid for a device there"
                raise PydanticCustomError("afterlife", text, {"way": way})
        return self


def refuse_two_ways_to_say(afterlife: Afterlife, worth: Given | None, disposal: Given | None) -> None:
    """A fleet's worth and its disposal are each said once. `worth` is its `resale_price` or `resale_retention`.

    Raises PydanticCustomError, also where devices go to resale and nothing says what they are worth.
    """
    problem = ""
    if worth is not None and afterlife.worth is not None:
        problem = "afterlife.worth, resale_price and resale_retention say the same thing; give one of them"
    elif afterlife.goes_to == "resale" and worth is None and afterlife.worth is None:
        problem = "afterlife.goes_to = 'resale', and nothing says what they are worth; add afterlife.worth"
    elif disposal is not None and (afterlife.wipe is not None or afterlife.recycling is not None):
        problem = "disposal is data wipe and recycling in one; give it, or afterlife.wipe and afterlife.recycling"
    if problem:
        raise PydanticCustomError("afterlife", problem, {})


def refuse_lines_that_do_not_fit(price: dict[str, Any]) -> None:
    """Some line of a unit's price is bought with every unit. Raises PydanticCustomError."""
    if all(line.stays for line in price.values()):
        raise PydanticCustomError(
            "price", "every line of the price stays when a unit is replaced; one is the unit's", {}
        )
