"""The largest repair worth paying: what mending an old unit may cost before a new one is the better buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tco.decide.cost_by_life import advantage_of_keeping


@dataclass(frozen=True)
class RepairLimit:
    """For a unit that has served so many years: the largest repair worth paying [usd], and for how many more years it is mended."""

    served: int
    largest: float
    years_kept: int


def largest_repair(
    *,
    worth_now: float,
    salvage: Sequence[float],
    yearly_cost: Sequence[float],
    rate: float,
    new_annual_cost: float,
    loss: Sequence[float] | None = None,
) -> tuple[float, int]:
    """The most that a repair may cost today [usd], 0 if none is worth it, and how many more years the unit then serves.

    `worth_now` [usd] is what the broken unit would bring as it stands; `salvage[k - 1]` and `yearly_cost[k - 1]` [usd] are those after
    and of the k-th year from now, as many years as it may still serve; `rate` a share a year; `new_annual_cost` [usd/year] what a
    new one costs a year at its best life; `loss` as in `cost_by_life`.

    Raises ValueError as `cost_by_life` does. Source: the repair at which keeping for m more years and replacing cost the same in present
    worth, for the best m.
    """
    if not yearly_cost:
        return 0.0, 0
    gains = advantage_of_keeping(
        worth_now=worth_now,
        salvage=salvage,
        yearly_cost=yearly_cost,
        rate=rate,
        new_annual_cost=new_annual_cost,
        loss=loss,
    )
    best = float(gains.max())
    return (best, int(gains.argmax()) + 1) if best > 0 else (0.0, 0)


def repair_limits(
    *,
    worth_broken: Sequence[float],
    salvage: Sequence[float],
    yearly_cost: Sequence[float],
    rate: float,
    new_annual_cost: float,
    loss: Sequence[float] | None = None,
) -> tuple[RepairLimit, ...]:
    """The largest repair worth paying for a new unit and after each year of service up to the end of support, where it is 0.

    The lists hold an entry for each year of service up to that end; `worth_broken[a]` [usd] is what a broken unit brings that has served
    a years. Other units and errors as in `largest_repair`. Raises ValueError where the lists differ in length.
    """
    years = len(yearly_cost)
    lost = [0.0] * years if loss is None else loss
    if not len(worth_broken) == len(salvage) == len(lost) == years:
        raise ValueError(
            f"expected one entry for each year of service in each list, found {years} yearly costs, {len(salvage)} "
            f"salvage values, {len(worth_broken)} worths of a broken unit and {len(lost)} losses"
        )
    limits = []
    for served in range(years):
        largest, kept = largest_repair(
            worth_now=worth_broken[served],
            salvage=salvage[served:],
            yearly_cost=yearly_cost[served:],
            rate=rate,
            new_annual_cost=new_annual_cost,
            loss=lost[served:],
        )
        limits.append(RepairLimit(served, largest, kept))
    return (*limits, RepairLimit(years, 0.0, 0))
