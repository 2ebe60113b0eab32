"""How many replacements a place needs over time when what fails in it is replaced at once: the renewal function."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def renewal_function(failed_by: Callable[[float], float], *, time: float, steps: int = 1000) -> float:
    """The mean number of failures up to a time in a place where each failed unit is replaced by a new one at once.

    `failed_by(age)` is the share of units that has failed by an age (1 less `Weibull.survival`), in the unit of `time`. With 1000
    steps about six decimals are right for smooth lives. Raises ValueError unless `time` is above 0 and `steps` 1 or more.

    Source: Xie 1989, the midpoint method for Riemann-Stieltjes sums, here for steps and half steps with Richardson's extrapolation.
    """
    if not time > 0:
        raise ValueError(f"time: expected more than 0, found {time}")
    if steps < 1:
        raise ValueError(f"steps: expected 1 or more, found {steps}")
    coarse, fine = (_midpoint(failed_by, time, parts) for parts in (steps, 2 * steps))
    return (4 * fine - coarse) / 3


def _midpoint(failed_by: Callable[[float], float], time: float, parts: int) -> float:
    step = time / parts
    at = np.array([failed_by(step * n) for n in range(1, parts + 1)])
    between = np.array([failed_by(step * (n + 0.5)) for n in range(parts)])
    found = np.zeros(parts + 1)
    for n in range(1, parts + 1):
        known = np.diff(found[:n]) @ between[n - 1 : 0 : -1]  # the rises so far, each with what has failed since
        found[n] = (at[n - 1] + known - found[n - 1] * between[0]) / (1 - between[0])
    return float(found[parts])


def replacements_by_period(failing: Sequence[float], *, periods: int) -> tuple[float, ...]:
    """The mean number of replacements in each period for each place, when all places begin with a new unit.

    `failing[k - 1]` is the share of new units that fails in their k-th period, and each is replaced at that period's end. Raises
    ValueError where a share is below 0, they come to more than 1, or `periods` is below 1.
    """
    shares = _shares(failing)
    if periods < 1:
        raise ValueError(f"periods: expected 1 or more, found {periods}")
    replaced = [1.0]  # the first equipment
    for period in range(1, periods + 1):
        reach = min(period, len(shares))
        replaced.append(float(sum(replaced[period - age] * shares[age - 1] for age in range(1, reach + 1))))
    return tuple(replaced[1:])


def mean_periods(failing: Sequence[float]) -> float:
    """The mean life [period] of units of which `failing[k - 1]` fail in their k-th period. Raises ValueError unless they come to 1."""
    shares = _shares(failing)
    if abs(shares.sum() - 1) > 1e-6:
        raise ValueError(f"failing: expected shares that come to 1, found {shares.sum():g}; give the later periods too")
    return float(shares @ np.arange(1.0, len(shares) + 1))


def _shares(failing: Sequence[float]) -> Array:
    shares = np.asarray(failing, dtype=float)
    if not (len(shares) and (shares >= 0).all() and shares.sum() <= 1 + 1e-9):
        raise ValueError(f"failing: expected shares from 0 that come to at most 1, found {shares.tolist()}")
    return shares
