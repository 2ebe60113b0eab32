"""What a year of a thing costs if it is kept one year, two years, three: the life that costs least, and the year not to keep it.

Money is in one year's dollars and the rate goes with it: dollars without price rises with a rate without them, or both with.
A unit is bought at the start of its first year; its yearly costs fall at each year's end. Units that are lost on the way (`loss`)
are replaced by new ones and bring nothing, so that costs are for each place that is kept filled.

Source: formulas 2 and 3 of engineering economy as in Newnan, Engineering Economic Analysis, chapter 13 (equivalent annual cost and
marginal cost); with losses they are renewal-reward averages over the expected, discounted years of service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SMALLEST_DIFFERENCE = 1e-9  # of the amounts compared; below it two lives cost the same, and the longer one is taken


@dataclass(frozen=True)
class LifeCosts:
    """What each life costs a year: `annual[n - 1]` for a life of n years, `marginal[n - 1]` for keeping it its n-th year [usd/year].

    `best` is the life that costs least among those up to `at_most`; `at_limit` says that the cost is still falling there, so that the
    limit decides and not the cost. Years after `at_most` are shown and never chosen.
    """

    annual: tuple[float, ...]
    marginal: tuple[float, ...]
    at_most: int
    best: int

    @property
    def lowest(self) -> float:
        """What a year costs at the best life [usd/year]."""
        return self.annual[self.best - 1]

    @property
    def at_limit(self) -> bool:
        return self.best == self.at_most

    def __str__(self) -> str:
        if self.at_limit:
            return (
                f"The cost of a year is still falling at {self.at_most} years, the longest life that is allowed: keep it until "
                f"then, at ${self.lowest:,.2f} a year. Nothing after that was looked at."
            )
        return f"A year costs least, ${self.lowest:,.2f}, at a life of {self.best} {'year' if self.best == 1 else 'years'}."


@dataclass(frozen=True)
class Shortening:
    """The cost of an incident [usd/incident] from which a life of `life` years is cheaper than the longest one allowed."""

    incident_cost: float
    life: int


def cost_by_life(
    *,
    price: float,
    salvage: Sequence[float],
    yearly_cost: Sequence[float],
    rate: float,
    at_most: int | None = None,
    loss: Sequence[float] | None = None,
) -> LifeCosts:
    """The cost of a year at each life, and the life to choose: the cheapest one that support allows.

    `price` [usd] is paid at the start; `salvage[n - 1]` [usd] is what a unit brings after n years, below zero where being rid of it
    costs money; `yearly_cost[n - 1]` [usd] is what its n-th year costs; `rate` a year as a share; `at_most` [year] the longest life
    allowed, such as the end of support, all years given if none; `loss[n - 1]` the share of units lost in their n-th year.

    Raises ValueError where lists differ in length, a rate is -1 or less, a loss is no share, or `at_most` is not in 1 to n.
    """
    annual = equivalent_annual_cost(price=price, salvage=salvage, yearly_cost=yearly_cost, rate=rate, loss=loss)
    marginal = marginal_cost(price=price, salvage=salvage, yearly_cost=yearly_cost, rate=rate, loss=loss)
    longest = len(annual) if at_most is None else at_most
    return LifeCosts(tuple(annual.tolist()), tuple(marginal.tolist()), longest, best_life(annual, at_most=longest))


def equivalent_annual_cost(
    *,
    price: float,
    salvage: Sequence[float],
    yearly_cost: Sequence[float],
    rate: float,
    loss: Sequence[float] | None = None,
) -> Array:
    """What one unit costs a year [usd/year] for each life from 1 year on: all that is paid, spread evenly over the years of service.

    Arguments, units and errors as in `cost_by_life`. Source: present worth times the capital recovery factor (Newnan, chapter 13).
    """
    worth, costs, lost = _checked(salvage, yearly_cost, rate, loss)
    entering, discount = _entering(lost), _discount(len(costs), rate)
    kept = entering * (1 - lost)
    paid = price + np.cumsum(costs * entering * discount) - worth * kept * discount
    return np.asarray(paid / np.cumsum(entering * discount))


def marginal_cost(
    *,
    price: float,
    salvage: Sequence[float],
    yearly_cost: Sequence[float],
    rate: float,
    loss: Sequence[float] | None = None,
) -> Array:
    """What keeping a unit for its n-th year costs [usd/year]: the fall of its worth, interest on it, and the year's costs.

    For a unit that is there already, `price` is what it would bring today: what was once paid for it is gone either way.
    Arguments, units and errors as in `cost_by_life`. Source: marginal cost (total cost of year k), Newnan, chapter 13.
    """
    worth, costs, lost = _checked(salvage, yearly_cost, rate, loss)
    before = np.concatenate(([price], worth[:-1]))
    return np.asarray(before * (1 + rate) - worth * (1 - lost) + costs)


def annual_from_marginal(marginal: Sequence[float], *, rate: float, loss: Sequence[float] | None = None) -> Array:
    """The cost of a year at each life [usd/year] from the marginal costs of its years: their discounted mean.

    It equals `equivalent_annual_cost`, by another way. Raises ValueError as `cost_by_life` does.
    """
    _, costs, lost = _checked(marginal, marginal, rate, loss)
    weights = _entering(lost) * _discount(len(costs), rate)
    return np.asarray(np.cumsum(costs * weights) / np.cumsum(weights))


def best_life(annual: Sequence[float] | Array, *, at_most: int) -> int:
    """The life [year] that costs least a year, the longest of equals, among those up to `at_most`.

    Raises ValueError where `at_most` is not between 1 and the number of lives given.
    """
    if not 1 <= at_most <= len(annual):
        raise ValueError(f"at_most: expected 1 to {len(annual)} years, as many as were given, found {at_most}")
    allowed = np.asarray(annual[:at_most], dtype=float)
    near = allowed.min() + SMALLEST_DIFFERENCE * np.abs(allowed).max()
    return int(np.flatnonzero(allowed <= near)[-1]) + 1


def shortening_incident_cost(
    *,
    price: float,
    salvage: Sequence[float],
    incidents: Sequence[float],
    other_cost: Sequence[float],
    rate: float,
    at_most: int,
    loss: Sequence[float] | None = None,
) -> Shortening | None:
    """The least that an incident must cost for a life shorter than `at_most` to be right; None where no cost makes it so.

    `incidents[n - 1]` is how many a unit has in its n-th year, `other_cost[n - 1]` [usd] what else that year costs; the rest, units
    and errors as in `cost_by_life`. Count in the full cost of an incident: part, labor, the loaner, and lost time.
    """
    fixed = equivalent_annual_cost(price=price, salvage=salvage, yearly_cost=other_cost, rate=rate, loss=loss)
    nothing = [0.0] * len(incidents)
    each = equivalent_annual_cost(price=0, salvage=nothing, yearly_cost=incidents, rate=rate, loss=loss)
    best_life(fixed, at_most=at_most)  # refuses a limit outside the years given
    dearer, saved = fixed[: at_most - 1] - fixed[at_most - 1], each[at_most - 1] - each[: at_most - 1]
    found = [
        Shortening(max(0.0, float(more / less)), life)
        for life, (more, less) in enumerate(zip(dearer, saved, strict=True), start=1)
        if less > SMALLEST_DIFFERENCE * float(np.abs(each).max())
    ]
    return min(found, key=lambda shortening: shortening.incident_cost, default=None)


def advantage_of_keeping(
    *,
    worth_now: float,
    salvage: Sequence[float],
    yearly_cost: Sequence[float],
    rate: float,
    new_annual_cost: float,
    loss: Sequence[float] | None = None,
) -> Array:
    """What is saved, in today's dollars [usd], by keeping a unit 1, 2, 3 more years before a new one takes its place.

    `worth_now` [usd] is what the unit would bring today, `salvage` and `yearly_cost` are those of its coming years, and
    `new_annual_cost` [usd/year] is a new one's cost of a year at its best life. Other units and errors as in `cost_by_life`.
    """
    costs = marginal_cost(price=worth_now, salvage=salvage, yearly_cost=yearly_cost, rate=rate, loss=loss)
    _, _, lost = _checked(salvage, yearly_cost, rate, loss)
    return np.asarray(np.cumsum((new_annual_cost - costs) * _entering(lost) * _discount(len(costs), rate)))


def _checked(
    salvage: Sequence[float], yearly_cost: Sequence[float], rate: float, loss: Sequence[float] | None
) -> tuple[Array, Array, Array]:
    """The lists as arrays. Raises ValueError naming what does not fit."""
    costs = np.asarray(yearly_cost, dtype=float)
    worth = np.asarray(salvage, dtype=float)
    lost = np.zeros(len(costs)) if loss is None else np.asarray(loss, dtype=float)
    if not 0 < len(costs) == len(worth) == len(lost):
        raise ValueError(
            f"expected one entry for each year of service in each list, found {len(costs)} yearly costs, "
            f"{len(worth)} salvage values and {len(lost)} losses"
        )
    if not rate > -1:
        raise ValueError(f"rate: expected a share above -1, such as 0.04, found {rate}")
    if not ((lost >= 0) & (lost <= 1)).all():
        raise ValueError(f"loss: expected shares from 0 to 1, found {lost.tolist()}")
    if not (np.isfinite(costs).all() and np.isfinite(worth).all()):
        raise ValueError("expected finite numbers of dollars in every list")
    return worth, costs, lost


def _entering(lost: Array) -> Array:
    """The share of units that is still there when each year begins."""
    return np.concatenate(([1.0], np.cumprod(1 - lost)[:-1]))


def _discount(years: int, rate: float) -> Array:
    return np.asarray((1 + rate) ** -np.arange(1.0, years + 1))
