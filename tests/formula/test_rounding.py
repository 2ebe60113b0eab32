"""Rounding is decimal, half away from zero, on the 15 digits that a spreadsheet sees; NumPy's own is shown to be another."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

import numpy as np
import pytest

from tco.formula.number import CASES_AT_ONCE
from tco.formula.rounding import Array, round_half_away, round_up_whole, to_15_digits

MANY = 200_000


def by_decimal(value: float, digits: int) -> float:
    """The rule itself, one value at a time."""
    return float(Decimal(f"{value:.14e}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def whole_by_decimal(value: float) -> float:
    nine = Decimal(f"{value:.14e}").quantize(Decimal("1e-9"), ROUND_HALF_UP)
    return float(nine.quantize(Decimal(1), ROUND_UP))


def amounts(kind: str, seed: int = 1) -> Array:
    """Values that stand on, or one step beside, the places where rounding turns."""
    draw = np.random.default_rng(seed)
    made: dict[str, Callable[[], Array]] = {
        "thousandths": lambda: draw.integers(-(10**9), 10**9, MANY) / 1000,
        "half cents": lambda: draw.integers(-(10**7), 10**7, MANY) / 200,
        "products": lambda: draw.integers(0, 10**6, MANY) * np.float64(0.1) * draw.integers(1, 9, MANY),
        "any size": lambda: draw.normal(size=MANY) * 10.0 ** draw.integers(-8, 12, MANY),
        "whole and a trace": lambda: (
            draw.integers(0, 10**6, MANY) + draw.choice([5e-10, 4.999999e-10, -5e-10, 1e-12], MANY)
        ),
    }
    exact = made[kind]()
    step = draw.integers(-1, 2, MANY)
    return np.where(step == 0, exact, np.nextafter(exact, np.copysign(np.inf, step)))


KINDS = ["thousandths", "half cents", "products", "any size", "whole and a trace"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("digits", [0, 2, 9])
def test_rounding_is_decimal_on_many_awkward_values(kind: str, digits: int) -> None:
    values = amounts(kind)
    expected = np.array([by_decimal(value, digits) for value in values.tolist()])
    np.testing.assert_array_equal(round_half_away(values, digits), expected)


@pytest.mark.parametrize("kind", KINDS)
def test_whole_units_are_decimal_on_many_awkward_values(kind: str) -> None:
    values = amounts(kind)
    np.testing.assert_array_equal(
        round_up_whole(values), np.array([whole_by_decimal(value) for value in values.tolist()])
    )


def test_numpys_own_rounding_would_not_do() -> None:
    values = amounts("half cents")
    assert (np.round(values, 2) != round_half_away(values, 2)).sum() > 1000


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (2.675, 2, 2.68),  # 2.67499999999999982 in binary
        (1.005, 2, 1.01),
        (-1.005, 2, -1.01),
        (0.5, 0, 1.0),
        (-2.5, 0, -3.0),
        (2.4999999999999996, 0, 3.0),  # 2.50000000000000 at 15 digits
        (2.49999999999999, 0, 2.0),
        (4.999999999999995e-10, 9, 1e-9),
        (4.99999999999999e-10, 9, 0.0),
        (1_000_000_000.005, 2, 1_000_000_000.01),
        (99_999_999_999.995, 2, 100_000_000_000.0),
        (123456789012345.6, 2, 123456789012346.0),  # at 15 digits no fraction is left
        (7e15, 2, 7e15),
        (3.0, 9, 3.0),
        (123456789.0, 9, 123456789.0),
    ],
)
def test_worked_by_hand(value: float, digits: int, rounded: float) -> None:
    assert round_half_away(np.array([value]), digits).tolist() == [rounded]


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (1.1 * 3, 4.0),
        (3.0000000004, 3.0),
        (3.0000000006, 4.0),
        (-2.1, -3.0),
        (-2.0000000001, -2.0),
        (0.1 + 0.2 - 0.3, 0.0),
        (0.0, 0.0),
        (1e15 + 0.5, 1e15 + 0.5),
        (100 * 1.1, 110.0),  # 110.00000000000001 in binary
    ],
)
def test_whole_units_worked_by_hand(value: float, rounded: float) -> None:
    assert round_up_whole(np.array([value])).tolist() == [rounded]


def test_no_value_stays_no_value_and_zero_has_no_sign() -> None:
    values = np.array([[np.nan, -0.001], [-0.0, 5.0]])
    for rounded in (round_half_away(values, 2), round_up_whole(values)):
        assert np.isnan(rounded[0, 0])
        assert not np.signbit(rounded[1, 0])
    assert not np.signbit(round_half_away(values, 2)[0, 1])
    assert round_half_away(np.array([np.inf]), 2).tolist() == [np.inf]


def test_the_values_given_are_left_alone() -> None:
    values = np.array([2.675, 1.5])
    values.flags.writeable = False
    round_half_away(values, 2)
    round_up_whole(values)
    assert values.tolist() == [2.675, 1.5]


@pytest.mark.parametrize("value", [0.1 + 0.2, 1 / 3, 123456789.123456789, -2.5e-7, 0.0])
def test_an_input_is_held_at_15_digits(value: float) -> None:
    assert to_15_digits(value) == float(f"{value:.15g}")
    assert to_15_digits(to_15_digits(value)) == to_15_digits(value)


def test_ordinary_amounts_are_rounded_about_as_fast_as_numpy_rounds() -> None:
    values = np.random.default_rng(1).uniform(0, 1e6, (10, 1, CASES_AT_ONCE))
    ours, theirs = seconds(lambda: round_half_away(values, 2)), seconds(lambda: np.round(values, 2))
    assert ours < 8 * theirs, f"{ours / theirs:.1f} times NumPy's own rounding"


def seconds(work: Callable[[], object]) -> float:
    """The best of several runs."""
    times = []
    for _ in range(50):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)
