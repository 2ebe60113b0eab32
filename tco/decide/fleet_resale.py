"""What one device of a fleet brings when it is retired after so many years, less what being rid of it costs.

A plan holds what is sold, bought back or traded in, and fees set by law, in dollars of the year in which that happens; here the price
rises until then come off. What the district pays for is in dollars of the plan's first year.
"""

from __future__ import annotations

from dataclasses import dataclass

from tco.inputs.afterlife import Afterlife
from tco.inputs.devices import Fleet
from tco.inputs.given import Given


@dataclass(frozen=True)
class Retired:
    """One device retired after `years`: its price when new [usd], the price level of the first year, the yearly rise since.

    `supported` [year] is for how long it has support that costs nothing more, None where the plan does not say.
    """

    fleet: Fleet
    price: float
    level: float
    rise: float
    supported: int | None
    years: int

    @property
    def brings(self) -> float:
        """What it brings less what it costs, in first-year dollars, below zero where it costs more."""
        received, taken, paid = 0.0, 0.0, 0.0
        after = self.fleet.afterlife
        if after is None:
            received, taken = self._worth(), 1.0
        elif after.goes_to == "resale":
            received, taken, paid = self._sold(after)
        elif after.goes_to == "buy_back" and after.buy_back is not None:
            in_time = self.years <= one(after.buy_back.age)
            taken = one(after.buy_back.returned) if in_time else 0.0
            received = taken * self._reselling() * after.buy_back.share.at_age(self.years)
        elif after.goes_to == "trade_in":
            taken = min(1.0, sum(share for share, _ in _grades(after)))
            received = taken * min(self.price * (1 + self.rise) ** self.years, one(after.trade_in))
        return received / (1 + self.rise) ** self.years - paid - self._rid(1 - taken)

    @property
    def scrap_cost(self) -> float:
        """What it costs to be rid of one that nobody takes, in first-year dollars."""
        return self._rid(1.0)

    def _reselling(self) -> float:
        """The part of the price that resells, as when it was bought."""
        lines = [line for line in self.fleet.price.values() if not line.stays]
        in_all = sum(one(line.price) for line in lines)
        reselling = sum(one(line.price) for line in lines if line.resells and not line.fee)
        return self.price * reselling / in_all if in_all else 0.0

    def _worth(self) -> float:
        """What one in good condition is worth, in dollars of the year."""
        fleet, after = self.fleet, self.fleet.afterlife
        ends = after is not None and after.until_support_ends and self.supported is not None
        if ends and self.supported is not None and self.years >= self.supported:
            return 0.0
        if fleet.resale_price is not None:
            return one(fleet.resale_price)
        if fleet.resale_retention is not None:
            return self._reselling() * one(fleet.resale_retention) ** self.years
        return (
            self._reselling() * after.worth.at_age(self.years) if after is not None and after.worth is not None else 0.0
        )

    def _sold(self, after: Afterlife) -> tuple[float, float, float]:
        """What a sale brings, the share of devices that somebody takes, and what selling costs."""
        worth, floor = self._worth(), one(after.floor)
        if worth <= 0:
            return 0.0, 0.0, 0.0
        grades = _grades(after)
        sold = [(share, grade) for share, grade in grades if worth * grade >= floor]
        received = worth * sum(share * grade for share, grade in sold) * (1 - one(after.brokers_share))
        selling = sum(share for share, _ in sold) * one(after.selling_cost) * self.level
        return received, min(1.0, sum(share for share, _ in grades)), selling

    def _rid(self, recycled: float) -> float:
        """Disposal and data wipe of each device, and the recycling of the share that nobody takes."""
        after, always = self.fleet.afterlife, one(self.fleet.disposal)
        if after is None:
            return always * self.level
        each = one(after.recycling)
        if after.pickup is not None:
            each += one(after.pickup.fee) / one(after.pickup.devices)
        fee = one(after.waste_fee) / (1 + self.rise) ** self.years
        return (always + one(after.wipe) + recycled * each) * self.level + recycled * fee


def one(given: Given | None) -> float:
    """A figure that is one number, 0 where it is not given."""
    return 0.0 if given is None else given.at_age(1)


def _grades(after: Afterlife) -> list[tuple[float, float]]:
    """Each grade's share of the retired and its worth beside one in good condition."""
    if not after.grades:
        return [(1.0, 1.0)]
    shares = [one(grade.share) for grade in after.grades.values()]
    in_all = max(1.0, sum(shares))
    worths = [one(grade.worth) for grade in after.grades.values()]
    return [(share / in_all, worth) for share, worth in zip(shares, worths, strict=True)]
