"""Keep what is there or buy a new one: the old unit against the one that would take its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tco.decide.cost_by_life import advantage_of_keeping, marginal_cost


@dataclass(frozen=True)
class KeepOrReplace:
    """How many more years to keep a unit (0: replace it now), what its next year costs, and what keeping it saves [usd]."""

    years: int
    at_limit: bool
    next_year: float
    new_annual_cost: float
    saved: float

    def __str__(self) -> str:
        against = f"its next year costs ${self.next_year:,.2f}, a new one ${self.new_annual_cost:,.2f} a year"
        if self.years == 0:
            return f"Replace it now: {against}, and no longer use makes up for it."
        ending = ", the longest that is allowed" if self.at_limit else ""
        return f"Keep it {self.years} more {'year' if self.years == 1 else 'years'}{ending}: {against}."


def keep_or_replace(
    *,
    market_value: float,
    salvage: Sequence[float],
    yearly_cost: Sequence[float],
    rate: float,
    new_annual_cost: float,
    at_most: int | None = None,
) -> KeepOrReplace:
    """Whether to keep a unit, and for how long, against a new one at its best life.

    A year is worth keeping it for while the year's marginal cost is at most the new one's cost of a year; where an early dear year is
    followed by cheap ones, they count together. `market_value` [usd] is what the unit would bring today, with what must be spent
    now to keep it in use added; what was once paid for it does not count. `salvage[k - 1]` and `yearly_cost[k - 1]` [usd] are those
    after and of the k-th year from now, `rate` a share a year, `new_annual_cost` [usd/year] the lowest of `cost_by_life` for the new
    one, `at_most` [year] how much longer it may be kept.

    Raises ValueError as `cost_by_life` does. Source: defender and challenger with marginal cost, Newnan, chapter 13.
    """
    longest = len(yearly_cost) if at_most is None else at_most
    if not 0 <= longest <= len(yearly_cost):
        raise ValueError(f"at_most: expected 0 to {len(yearly_cost)} years, as many as were given, found {at_most}")
    next_year = marginal_cost(price=market_value, salvage=salvage, yearly_cost=yearly_cost, rate=rate)
    gains = advantage_of_keeping(
        worth_now=market_value,
        salvage=salvage,
        yearly_cost=yearly_cost,
        rate=rate,
        new_annual_cost=new_annual_cost,
    )
    saved = np.concatenate(([0.0], gains[:longest]))
    years = int(np.flatnonzero(saved >= saved.max() - 1e-9)[-1])
    return KeepOrReplace(years, 0 < years == longest, float(next_year[0]), new_annual_cost, float(saved[years]))
