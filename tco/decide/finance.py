"""Money over time for one agreement or one row of flows: present value, level payment, rates, equivalent annual cost.

Rates are shares per period (0.04 is 4 %), above -1; 0 and negative ones are rates like others. Amounts are dollars and keep the sign they
are given. SciPy finds the roots; numpy-financial, with one release since 2019, is what tests compare with and is not needed to run.

Sources: annuity and internal rate of return as in any text of engineering economy; equivalent annual cost, NIST Handbook 135.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import brentq

LOWEST, HIGHEST = -1 + 1e-9, 1e4  # rates a period between which one is looked for
STEPS = 400  # of the grid on which a change of sign is looked for
EXACT = 1e-14


def present_value(*, flows: Sequence[float], rate: float, first: float = 0.0) -> float:
    """What flows at equal distances are worth now [usd], the first of them `first` periods from now.

    Raises ValueError unless the rate is above -1.
    """
    _check_rate(rate)
    times = np.arange(len(flows)) + first
    return math.fsum(np.asarray(flows, dtype=float) * np.exp(-times * math.log1p(rate)))


def payment(*, financed: float, rate: float, count: int, advance: bool = False, residual: float = 0.0) -> float:
    """The level payment that pays off `financed` [usd] in `count` periods, but for a `residual` [usd] that is due at their end.

    `advance` is true where each period is paid at its begin. Raises ValueError unless the rate is above -1 and there is a payment.
    """
    _check_rate(rate)
    _check_count(count)
    later = residual * math.exp(-count * math.log1p(rate))
    return (financed - later) / _annuity(rate, count, advance)


def rate_of(
    *, payment: float, financed: float, count: int, advance: bool = False, residual: float = 0.0
) -> float | None:
    """The rate of a period at which level payments and a `residual` at their end pay off `financed`, all in dollars; None where none does.

    Of several the one nearest to 0. Raises ValueError unless there is a payment.
    """
    _check_count(count)
    flows = [-financed, *[payment] * count] if not advance else [payment - financed, *[payment] * (count - 1), 0.0]
    flows[-1] += residual
    return internal_rate(flows=flows)


def internal_rate(*, flows: Sequence[float]) -> float | None:
    """The rate of a period at which flows at equal distances are worth nothing now [share]; None where there is no such rate.

    Where flows change their sign more than once there may be several: this is the one nearest to 0.
    """
    amounts = np.asarray(flows, dtype=float)
    if not (amounts.min(initial=0.0) < 0 < amounts.max(initial=0.0)):
        return None
    times = np.arange(len(amounts))

    def worth(growth: float) -> float:
        """Present value on a scale of its own at each rate, so that none is too large for a number: only its sign counts."""
        powers = -times * growth
        return float(np.dot(amounts, np.exp(powers - powers.max())))

    found = roots(worth, low=LOWEST, high=HIGHEST)
    return min(found, key=abs) if found else None


def roots(function: Callable[[float], float], *, low: float, high: float) -> list[float]:
    """The rates between two bounds at which a function of the logarithm of growth is 0, as far as a fine grid tells them apart."""
    grid = np.union1d(np.linspace(math.log1p(low), math.log1p(high), STEPS + 1), np.linspace(-0.5, 0.5, STEPS + 1))
    values = [function(float(at)) for at in grid]
    found = [math.expm1(float(at)) for at, value in zip(grid, values, strict=True) if value == 0]
    for left, right, before, after in zip(grid, grid[1:], values, values[1:], strict=False):
        if before * after < 0:
            found.append(math.expm1(float(brentq(function, float(left), float(right), xtol=EXACT))))
    return sorted(found)


def equivalent_annual(*, present_value: float, rate: float, years: float) -> float:
    """The equal yearly amount, paid at each year's end, that is worth as much now [usd]: present value x A/P(rate, years).

    Raises ValueError unless the rate is above -1 and the years above 0.
    """
    _check_rate(rate)
    _check_count(years)
    return present_value / _annuity(rate, years, advance=False)


def _annuity(rate: float, count: float, advance: bool) -> float:
    """What one dollar each period is worth now."""
    growth = math.log1p(rate)
    worth = count if rate == 0 else -math.expm1(-count * growth) / rate
    return worth * (1 + rate) if advance else worth


def _check_rate(rate: float) -> None:
    if not rate > -1:
        raise ValueError(f"rate: expected a share a period above -1, found {rate}")


def _check_count(count: float) -> None:
    if not count > 0:
        raise ValueError(f"count: expected more than 0 periods, found {count}")
