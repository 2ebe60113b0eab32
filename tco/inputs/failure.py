"""Why devices fail and what that costs: risks by age, accidents, loss and theft, warranties, damage plans, accessories, spares."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Label, Meaning, Switch

if TYPE_CHECKING:
    from tco.inputs.devices import Fleet

LEAST_POOL, LARGEST_POOL = 60, 400  # lines of the table of spares
POOL_MEANS, POOL_ROOTS = (
    2,
    6,
)  # how far the table goes where the plan does not say: so many means and so many of their square roots
MOST_RISKS = 6  # what one formula of the workbook can show


class Risk(Form):
    """One way in which devices fail by themselves: a share a year (one, or by age), or a Weibull life.

    A Weibull shape below 1 is what fails early, 1 a constant risk, above 1 what wears out. The scale is the age [year] by which
    63 % have failed of this risk alone.
    """

    label: Label | None = None
    share: Annotated[Given | None, Meaning("Fails in a year", "share", at_most=1, by_age=True)] = None
    shape: Annotated[Given | None, Meaning("Weibull shape", "factor", at_least=0.05, at_most=20)] = None
    scale: Annotated[Given | None, Meaning("Weibull scale", "year", at_least=0.1, at_most=1000)] = None

    @model_validator(mode="after")
    def _one_way(self) -> Risk:
        if (self.shape is None) != (self.scale is None):
            raise PydanticCustomError("risk", "shape and scale go together", {})
        if (self.share is None) == (self.shape is None):
            raise PydanticCustomError("risk", "give share, or shape and scale, not both", {})
        return self


class Mishaps(Form):
    """What happens to devices in people's hands: accidents, loss, theft, and which damage is not worth a repair.

    `write_off` is the share of incidents after which a device is given up; `largest_repair` the cost from which all are. Both hold
    for failures too. `take_home` multiplies accidents, loss and theft.
    """

    accidents: Annotated[
        Given | None, Meaning("Accidents for each in a year", "incident/device", at_most=10, by_age=True)
    ] = None
    lost: Annotated[Given | None, Meaning("Lost in a year", "share", at_most=1, by_age=True)] = None
    stolen: Annotated[Given | None, Meaning("Stolen in a year", "share", at_most=1, by_age=True)] = None
    take_home: Annotated[Given | None, Meaning("More mishaps because devices go home, times", "factor", at_most=10)] = (
        None
    )
    write_off: Annotated[
        Given | None, Meaning("Incidents that end in a write-off", "share", at_most=1, by_age=True)
    ] = None
    largest_repair: Annotated[Given | None, Meaning("Largest repair worth paying", "usd/incident", by_age=True)] = None

    @model_validator(mode="after")
    def _fits(self) -> Mishaps:
        if self.take_home is not None and self.accidents is None and self.lost is None and self.stolen is None:
            raise PydanticCustomError("mishaps", "take_home multiplies accidents, lost or stolen; give one of them", {})
        if self.lost is not None and self.stolen is not None:
            for age in range(1, max(self.lost.oldest, self.stolen.oldest) + 1):
                both = self.lost.at_age(age) + self.stolen.at_age(age)
                if both > 1:
                    said = {"age": age, "both": f"{both:g}"}
                    raise PydanticCustomError(
                        "mishaps", "lost and stolen are {both} of all devices in year {age}; write at most 1", said
                    )
        return self

    @property
    def leave(self) -> bool:
        """Whether it says which devices leave service, as `loss` of the fleet otherwise does."""
        return any(part is not None for part in (self.lost, self.stolen, self.write_off, self.largest_repair))


class Warranty(Form):
    """Failures cost nothing in the first years, or a share of them."""

    term: Annotated[Given, Meaning("Warranty from the purchase", "year", at_least=0.1, at_most=30)]
    covers: Annotated[Given | None, Meaning("Failures that the warranty covers", "share", at_most=1)] = None


class Protection(Form):
    """A plan for accidental damage, bought with each device: its price, and what it pays.

    `protected` chooses; every line stands in the workbook either way. `since` is the fiscal year from which purchases come with
    the plan: the plan's first year where it is left out.
    """

    price: Annotated[Given, Meaning("Price of the damage plan for its term", "usd/device")]
    term: Annotated[Given, Meaning("Term of the damage plan", "year", at_least=1, at_most=30)]
    deductible: Annotated[Given | None, Meaning("Deductible", "usd/incident")] = None
    limit: Annotated[Given | None, Meaning("Incidents paid in a year", "incident/device", at_most=10)] = None
    limit_in_term: Annotated[Given | None, Meaning("Incidents paid in the term", "incident/device", at_most=100)] = None
    coverage: Annotated[Given | None, Meaning("Accidents that the plan covers", "share", at_most=1)] = None
    since: Annotated[
        Given | None,
        Meaning("First purchases with the plan", "year", at_least=SUPPORTED_YEARS[0], at_most=SUPPORTED_YEARS[1]),
    ] = None
    protected: Annotated[Literal["yes", "no"], Switch("Damage plan is bought", ("yes", "no"))] = "no"


class FamilyFee(Form):
    """What families pay in a year toward damage, whether the district buys a plan or mends at its own cost. No price rise is added."""

    fee: Annotated[Given, Meaning("Fee for each device in a year", "usd/device", by_year=True)]
    take_up: Annotated[Given, Meaning("Families that pay the fee", "share", at_most=1, by_year=True)]


class Accessory(Form):
    """A charger, a case, a battery: one for each device, lost or worn with it.

    `share` is replaced in a year, or all when they reach their `life`. `with_device` adds one to every device bought; leave it out
    where the fleet's price has it already.
    """

    label: Label | None = None
    price: Annotated[Given, Meaning("Price", "usd/device")]
    share: Annotated[Given | None, Meaning("Replaced in a year", "share", at_most=10, by_age=True)] = None
    life: Annotated[Given | None, Meaning("Life", "year", at_least=0.25, at_most=30)] = None
    taxed: bool = False
    with_device: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Accessory:
        if (self.share is None) == (self.life is None):
            raise PydanticCustomError("accessory", "give share or life, not both", {})
        return self


class Labor(Form):
    """Hours of the district's own people for a fleet. Give `rate` only where those people are not in [positions]."""

    repair: Annotated[Given | None, Meaning("Work on a repair", "hour/incident")] = None
    staging: Annotated[Given | None, Meaning("Work to stage a new device", "hour/device")] = None
    retiring: Annotated[Given | None, Meaning("Work to retire a device", "hour/device")] = None
    rate: Annotated[Given | None, Meaning("Price of an hour", "usd/hour")] = None

    @model_validator(mode="after")
    def _some(self) -> Labor:
        if self.repair is None and self.staging is None and self.retiring is None:
            raise PydanticCustomError("labor", "give repair, staging or retiring, in hours", {})
        return self


class SparePool(Form):
    """Spares that stand in for devices out for repair, so many that a spare is there in a share of all cases.

    `repairs` for each device in a year is a figure of its own; without it the pool follows the fleet's repairs of the year before,
    and `repairs_before` says what they were before the plan. `most` is the largest pool that the workbook's table has lines for; where
    it is left out, the table has lines for twice what the plan and its scenarios have out for repair, and more.
    """

    turnaround: Annotated[Given, Meaning("Days that a repair takes", "day/incident", at_most=366)]
    days: Annotated[Given, Meaning("Days in a year that count", "day", at_least=1, at_most=366)]
    service_level: Annotated[Given, Meaning("A spare is there when needed", "share", at_most=0.9999)]
    repairs: Annotated[
        Given | None, Meaning("Repairs for each in a year, for the pool", "incident/device", at_most=10, by_year=True)
    ] = None
    repairs_before: Annotated[
        Given | None, Meaning("Repairs for each, year before the plan", "incident/device", at_most=10)
    ] = None
    most: Annotated[int, Field(ge=1, le=LARGEST_POOL)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> SparePool:
        if (self.repairs is None) == (self.repairs_before is None):
            raise PydanticCustomError("spare_pool", "give repairs, or repairs_before to start from", {})
        return self


def pool_lines(mean: float) -> int:
    """The lines of the table of spares where the plan does not say them, for the most [device] that are out for repair on average."""
    lines = math.ceil(POOL_MEANS * mean + POOL_ROOTS * math.sqrt(mean)) if math.isfinite(mean) else LEAST_POOL
    return min(LARGEST_POOL, max(LEAST_POOL, lines))


def check_causes(fleet: Fleet) -> None:
    """What is said of failure, mishaps and spares fits together, and nothing is said twice. Raises the finding that says so."""
    said = fleet.model_fields_set
    mishaps = fleet.mishaps or Mishaps()
    incidents = bool(fleet.failure) or mishaps.accidents is not None
    _one_of("breakage", "breakage" in said, "failure or mishaps.accidents", incidents, needed=fleet.breakage is None)
    _one_of("loss", "loss" in said, "mishaps.lost, stolen or write_off", mishaps.leave, needed=fleet.loss is None)
    _one_of("spares", fleet.spares is not None, "spare_pool", fleet.spare_pool is not None, needed=False)
    priced = fleet.repair_cost is not None
    for name, given, needs, there in (
        ("mishaps.write_off", mishaps.write_off, "failure or mishaps.accidents", incidents),
        ("mishaps.largest_repair", mishaps.largest_repair, "failure or mishaps.accidents", incidents),
        ("mishaps.largest_repair", mishaps.largest_repair, "repair_cost", priced),
        ("warranty", fleet.warranty, "failure", bool(fleet.failure)),
        ("protection", fleet.protection, "mishaps.accidents", mishaps.accidents is not None),
        ("protection", fleet.protection, "repair_cost", priced),
    ):
        if given is not None and not there:
            raise PydanticCustomError(
                "causes", "{name} needs {needs}; add that, or take {name} out", {"name": name, "needs": needs}
            )
    _check_deductible(fleet)


def _one_of(one: str, has_one: bool, other: str, has_other: bool, *, needed: bool) -> None:
    names = {"one": one, "other": other}
    if has_one and has_other:
        raise PydanticCustomError("causes", "{one} and {other} say the same; leave one of the two out", names)
    if needed and not has_other:
        raise PydanticCustomError("causes", "give {one}, or {other}", names)


def _check_deductible(fleet: Fleet) -> None:
    if fleet.protection is None or fleet.protection.deductible is None or fleet.repair_cost is None:
        return
    deductible, repair = fleet.protection.deductible.value or 0, fleet.repair_cost.value or 0
    if deductible > repair:
        said = {"deductible": f"{deductible:g}", "repair": f"{repair:g}"}
        raise PydanticCustomError(
            "causes",
            "protection.deductible {deductible} is above repair_cost {repair}; correct one of the two, for such a plan never pays",
            said,
        )
