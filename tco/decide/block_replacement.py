"""Change them all at once: group replacement of lamps, batteries and the like, every so many periods, failed or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tco.decide.renewal import mean_periods, replacements_by_period

LastPeriod = Literal["replaced", "absorbed"]


@dataclass(frozen=True)
class BlockReplacement:
    """What a period costs for each place [usd] with a group change every 1, 2, 3 periods, and with none.

    `interval` [period] is the cheapest of `costs`; `one_by_one` is the cost of a period where each unit is replaced when it fails and the
    group never; `last_period` is the convention both rest on.
    """

    costs: tuple[float, ...]
    one_by_one: float
    last_period: LastPeriod

    @property
    def interval(self) -> int:
        return int(np.argmin(self.costs)) + 1

    @property
    def pays(self) -> bool:
        return self.costs[self.interval - 1] < self.one_by_one

    def __str__(self) -> str:
        best = self.costs[self.interval - 1]
        told = f"${best:,.4g} a period for each, against ${self.one_by_one:,.4g} one by one"
        if not self.pays:
            return f"Replace each when it fails: the best group change costs {told}."
        return f"Change all of them every {self.interval} {'period' if self.interval == 1 else 'periods'}: {told}."


def block_replacement(
    failing: Sequence[float], *, group_cost: float, single_cost: float, last_period: LastPeriod
) -> BlockReplacement:
    """The best interval [period] between group changes, when units that fail in between are replaced one by one.

    `failing[k - 1]` is the share of new units that fails in their k-th period; `group_cost` [usd] is a unit's cost in a group change,
    `single_cost` [usd] that of replacing one alone. `last_period` must be said, because textbooks differ: "replaced" replaces what fails in
    the period before the group change one by one as well, "absorbed" leaves it to the group change. Intervals up to the longest
    life are looked at.

    Raises ValueError where a cost is not above 0, the shares do not come to 1, or `last_period` is neither.
    """
    if not (group_cost > 0 and single_cost > 0):
        raise ValueError(f"costs: expected dollars above 0, found {group_cost} and {single_cost}")
    if last_period not in ("replaced", "absorbed"):
        raise ValueError(f"last_period: expected 'replaced' or 'absorbed', found {last_period!r}")
    mean = mean_periods(failing)
    failures = np.cumsum(replacements_by_period(failing, periods=len(failing)))
    counted = failures if last_period == "replaced" else np.concatenate(([0.0], failures[:-1]))
    costs = (group_cost + single_cost * counted) / np.arange(1.0, len(failing) + 1)
    return BlockReplacement(tuple(costs.tolist()), single_cost / mean, last_period)
