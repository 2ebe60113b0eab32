"""Rounding as spreadsheets do it: half away from zero, on the value at 15 significant decimal digits.

NumPy's own rounding disagrees with every spreadsheet on thousands of awkward amounts (2.675, 1.005). Here the plain arithmetic is
used where the answer cannot be in doubt, and decimal arithmetic on the few values that stand within the last digits of a half.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from functools import partial

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SIGNIFICANT_DIGITS = 15
_DOUBT = 5.2e-15  # of a value, just wider than half its 15th digit: so near to a half, it may round either way
_PLACES = [Decimal(1).scaleb(-digits) for digits in range(SIGNIFICANT_DIGITS)]
_NO_FRACTION = 1e15  # from here on 15 digits hold none


def to_15_digits(value: float) -> float:
    """The nearest value that a spreadsheet can hold: inputs pass through here at the door."""
    return float(f"{value:.14e}")


def round_half_away(values: Array, digits: int) -> Array:
    """Round as Excel's ROUND: half away from zero to `digits` decimal places. Any shape; nan stays nan."""
    scale = 10.0**digits
    scaled = values * scale
    result = np.rint(scaled)
    with np.errstate(invalid="ignore"):
        doubtful = np.abs(scaled - result) + np.abs(scaled) * _DOUBT >= 0.5
    result /= scale
    return _settle(result, values, doubtful, partial(_decimal_round, place=_PLACES[digits]))


def cents_of(amount: float) -> float:
    """One amount as `round_half_away` gives it: a difference of amounts may end in a trace of nothing. nan stays nan."""
    return _decimal_round(amount, _PLACES[2]) + 0.0


def round_up_whole(values: Array) -> Array:
    """Round as Excel's ROUNDUP(ROUND(x,9),0): away from zero to whole units. Any shape; nan stays nan."""
    size = np.abs(values)
    nearest = np.rint(size)
    with np.errstate(invalid="ignore"):
        result = np.copysign(np.ceil(size), values)
        doubtful = (np.abs(size - nearest) <= np.maximum(6e-10, _DOUBT * size)) & (size != nearest)
    return _settle(result, values, doubtful, _decimal_up)


def _settle(result: Array, values: Array, doubtful: NDArray[np.bool_], exact: Callable[[float], float]) -> Array:
    if doubtful.any():
        settled = values[doubtful]
        broken = settled != np.rint(settled)  # a whole number stays as it is
        unique, places = np.unique(settled[broken], return_inverse=True)
        settled[broken] = np.array([exact(value) for value in unique.tolist()])[places]
        result[doubtful] = settled
    result += 0.0  # no negative zero
    return result


def _decimal_round(value: float, place: Decimal) -> float:
    if not -_NO_FRACTION < value < _NO_FRACTION:
        return value
    return float(Decimal(f"{value:.14e}").quantize(place, ROUND_HALF_UP))


def _decimal_up(value: float) -> float:
    if not -_NO_FRACTION < value < _NO_FRACTION:
        return value
    return float(Decimal(f"{value:.14e}").quantize(_PLACES[9], ROUND_HALF_UP).quantize(_PLACES[0], ROUND_UP))
