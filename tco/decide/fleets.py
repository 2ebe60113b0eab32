"""How long to keep a fleet's devices, and what repair is worth paying, by the figures of its own plan.

Money is in dollars of the plan's first year, and the plan's discount rate counts net of the yearly price change of the fleet's
category, so that price rises are on neither side. A device is bought at the start of its first year; repairs, upkeep and losses fall
at each year's end. Counted are the price with tax, repairs, yearly licences and maintenance, replacing what is lost, resale and
disposal. What is the same at every age, such as electricity, is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tco.decide.cost_by_life import LifeCosts, Shortening, cost_by_life, shortening_incident_cost
from tco.decide.fleet_figures import FleetFigures
from tco.decide.repair_limit import RepairLimit, repair_limits


@dataclass(frozen=True, eq=False, repr=False)
class FleetLife:
    """How long to keep a fleet's devices: `table` by life, `meaning` in words; `costs` and `shortening` as numbers."""

    figures: FleetFigures
    costs: LifeCosts
    shortening: Shortening | None

    @property
    def table(self) -> pd.DataFrame:
        """By life [year]: cost of a year and marginal cost of the last year [usd/device], whether support allows it, which is best."""
        lives = range(1, self.figures.years + 1)
        columns = {
            "annual_cost": np.round(self.costs.annual, 2),
            "marginal_cost": np.round(self.costs.marginal, 2),
            "supported": [life <= self.costs.at_most for life in lives],
            "planned": [life == self.figures.planned_life for life in lives],
            "best": [life == self.costs.best for life in lives],
        }
        return pd.DataFrame(columns, index=pd.Index(lives, name="life"))

    @property
    def meaning(self) -> str:
        """What the table says to do, and how far it can be trusted, in words."""
        return " ".join((*self._advice(), *self._limits()))

    def _advice(self) -> Sequence[str]:
        figures, costs = self.figures, self.costs
        lowest, best = f"${costs.lowest:,.2f} a year each", _years(costs.best)
        if figures.support is not None and costs.at_limit:
            told = [f"Keep them until support ends, {best}: the cost of a year is still falling then, to {lowest}."]
        elif costs.at_limit:
            told = [f"The cost of a year is still falling at {best}, the longest life looked at ({lowest})."]
        else:
            told = [f"A year costs least at a life of {best}: {lowest}."]
        if figures.planned_life > costs.at_most:
            told.append(f"The planned {figures.planned_life} years are longer than support.")
        elif figures.planned_life != costs.best:
            told.append(f"At the planned {figures.planned_life} it is ${costs.annual[figures.planned_life - 1]:,.2f}.")
        return told

    def _limits(self) -> Sequence[str]:
        figures, costs, found = self.figures, self.costs, []
        if figures.support is None:
            found.append("The plan gives no end of support (support_years): look it up before you keep them longer.")
        if figures.ages and figures.last_known < costs.best:
            found.append(f"What repairs and upkeep come to after year {figures.last_known} is taken from that year.")
        if not figures.ages:
            found.append("Nothing in the plan gets dearer with age, so no life can be too long: give breakage by age.")
        elif costs.at_limit and self.shortening is not None and figures.incident_cost > 0:
            found.append(
                f"A shorter life would be right only if a repair cost ${self.shortening.incident_cost:,.0f} or more with all that "
                f"goes with it, instead of ${figures.incident_cost:,.2f}."
            )
        if figures.left_out:
            found.append(f"Not counted: {', '.join(figures.left_out)}.")
        return found

    def __repr__(self) -> str:
        return f"{self.figures.label} [usd/device, dollars of the plan's first year]\n{self.table.to_string()}\n{self.meaning}"

    def _repr_html_(self) -> str:
        return f"{self.table.to_html()}<p>{self.meaning}</p>"


@dataclass(frozen=True, eq=False, repr=False)
class FleetRepairs:
    """The largest repair worth paying for a fleet's devices: `table` by years served, `meaning` in words.

    `limits` hold where devices are kept for `best_life`, `planned` where the plan's life stays: then a mended one goes with the others.
    """

    figures: FleetFigures
    limits: tuple[RepairLimit, ...]
    best_life: int
    planned: tuple[RepairLimit, ...]

    @property
    def table(self) -> pd.DataFrame:
        """By years served [year]: the largest repair worth paying [usd/incident] and for how many more years it is then kept.

        `at_planned_life` [usd/incident] is the largest where devices are replaced at the plan's life.
        """
        lines = [
            (round(limit.largest, 2), limit.years_kept, round(self.at_planned_life(limit.served), 2))
            for limit in self.limits
        ]
        index = pd.Index([limit.served for limit in self.limits], name="years_served")
        return pd.DataFrame(lines, columns=["largest_repair", "years_kept", "at_planned_life"], index=index)

    def at_planned_life(self, served: int) -> float:
        """The largest repair worth paying [usd/incident] where the plan's life stays: 0 from its end on."""
        return self.planned[min(served, len(self.planned) - 1)].largest

    @property
    def meaning(self) -> str:
        """Until when a repair at the plan's cost is worth paying, in words."""
        cost, figures = self.figures.incident_cost, self.figures
        if not cost:
            return "The plan gives no cost of a repair to compare with."
        told = f"{self._told_at_best(cost)} That holds where devices are kept for their cheapest life, {_years(self.best_life)}."
        stays = len(self.planned) - 1
        if stays == self.best_life == figures.at_most:
            return told
        worth = [limit.served for limit in self.planned if limit.largest >= cost]
        mend = f"mend it up to {_years(max(worth))} of service" if worth else "it is never worth paying"
        return (
            f"{told} Where they are replaced after {_years(stays)}, as planned, {mend}: at_planned_life has the limits."
        )

    def _told_at_best(self, cost: float) -> str:
        figures, worth = self.figures, [limit.served for limit in self.limits if limit.largest >= cost]
        repair = f"A repair at the plan's ${cost:,.2f}"
        if not worth:
            return f"{repair} is never worth paying."
        last = max(worth)
        served = f"{repair} is worth paying for a device that has served up to {_years(last)}"
        if figures.support is None:
            return f"{served}, if it may serve {figures.at_most} years: the plan gives no end of support."
        if last == self.limits[-1].served - 1:
            return f"{repair} is worth paying until the year before support ends."
        return f"{served}; after that replace it when it breaks."

    def __repr__(self) -> str:
        return f"{self.figures.label} [usd/incident, dollars of the plan's first year]\n{self.table.to_string()}\n{self.meaning}"

    def _repr_html_(self) -> str:
        return f"{self.table.to_html()}<p>{self.meaning}</p>"


def _years(count: int) -> str:
    return f"{count} year" if count == 1 else f"{count} years"


def life_of_fleet(figures: FleetFigures) -> FleetLife:
    """What each life costs a year, and the one to choose."""
    costs = cost_by_life(
        price=figures.price,
        salvage=figures.salvage,
        yearly_cost=figures.yearly_cost,
        rate=figures.rate,
        at_most=figures.at_most,
        loss=figures.loss,
    )
    shortening = shortening_incident_cost(
        price=figures.price,
        salvage=figures.salvage,
        incidents=figures.incidents,
        other_cost=figures.other_cost,
        rate=figures.rate,
        at_most=figures.at_most,
        loss=figures.loss,
    )
    return FleetLife(figures, costs, shortening)


def repairs_of_fleet(figures: FleetFigures) -> FleetRepairs:
    """The largest repair worth paying at each age up to the longest life allowed, against a new device kept for its best life; and
    up to the plan's life, against a new device kept for that.

    A broken device brings nothing and is disposed of.
    """
    costs = life_of_fleet(figures).costs
    stays = min(figures.planned_life, figures.at_most)
    limits = _limits_up_to(figures, figures.at_most, costs.lowest)
    return FleetRepairs(figures, limits, costs.best, _limits_up_to(figures, stays, costs.annual[stays - 1]))


def _limits_up_to(figures: FleetFigures, most: int, new_annual_cost: float) -> tuple[RepairLimit, ...]:
    return repair_limits(
        worth_broken=[-cost for cost in figures.scrap_cost[:most]],
        salvage=figures.salvage[:most],
        yearly_cost=figures.yearly_cost[:most],
        rate=figures.rate,
        new_annual_cost=new_annual_cost,
        loss=figures.loss[:most],
    )
