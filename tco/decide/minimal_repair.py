"""Mend it until it is replaced: how long to keep a unit whose repairs leave it as old as it was, as a laptop's screen does."""

from __future__ import annotations

from dataclasses import dataclass

from tco.decide.failure import Weibull


@dataclass(frozen=True)
class MinimalRepair:
    """The age at which to replace a unit that is mended until then, None where no age is best, and its cost per unit of time [usd]."""

    age: float | None
    cost_rate: float
    reason: str

    def __str__(self) -> str:
        return self.reason


def minimal_repair(lifetime: Weibull, *, planned_cost: float, repair_cost: float) -> MinimalRepair:
    """The age at which replacing costs least when each failure is mended and leaves the unit as old as it was.

    `planned_cost` [usd] is a replacement's, `repair_cost` [usd] one repair's; the age is in the unit of time of `lifetime`, whose hazard
    is the rate of repairs. Where the rate does not rise (shape 1 or less), no age is best: `age` is None and `cost_rate` is what
    the cost falls to in the long run, which is 0 for a rate that falls.

    Raises ValueError unless both costs are above 0. Source: Barlow and Hunter 1960, policy II.
    """
    if not (planned_cost > 0 and repair_cost > 0):
        raise ValueError(f"costs: expected dollars above 0, found {planned_cost} and {repair_cost}")
    if lifetime.shape <= 1:
        endless = repair_cost / lifetime.scale if lifetime.shape == 1 else 0.0
        return MinimalRepair(
            None, endless, "No age is best: repairs do not become more frequent. Mend it until support ends."
        )
    age = lifetime.scale * (planned_cost / (repair_cost * (lifetime.shape - 1))) ** (1 / lifetime.shape)
    cost = minimal_repair_cost(lifetime, age=age, planned_cost=planned_cost, repair_cost=repair_cost)
    return MinimalRepair(age, cost, f"Mend it until age {age:,.2f}, then replace it.")


def minimal_repair_cost(lifetime: Weibull, *, age: float, planned_cost: float, repair_cost: float) -> float:
    """What replacing at `age` and mending until then costs per unit of time [usd]. Raises ValueError unless `age` is above 0."""
    if not age > 0:
        raise ValueError(f"age: expected a time above 0, found {age}")
    return float(planned_cost + repair_cost * (age / lifetime.scale) ** lifetime.shape) / age
