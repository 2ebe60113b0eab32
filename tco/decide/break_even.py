"""What would change the answer: where an option would cost as much as the first one, searched for on the plan's own rows.

The present value of both is computed for many values of one figure at once, and more closely where the cheaper of the two changes.
Whole years are tried one by one. The implied rate is that at which the difference of two options' flows is worth nothing: what the
money costs that an option does not take in its first years.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tco.decide.finance import roots
from tco.formula.number import evaluate
from tco.formula.rows import Model, Row
from tco.formula.units import YEAR

Array = NDArray[np.float64]
POINTS = 41
REFINEMENTS = 3
RATES = (-0.1, 0.4)
"""Rates of interest between which one is looked for [share]."""
LOWEST, HIGHEST = -0.9, 10.0
"""Yearly rates between which an implied one is looked for [share]."""
TIMES_THE_PRICE = 3
LONGEST = 12
"""Years of a life or a term that are tried, where the plan has no longer one."""
HALF_A_CENT = 0.005
A_DOLLAR = 0.5
"""Present values that differ by less are the same: agreements are paid in whole cents."""


@dataclass(frozen=True)
class Figure:
    """One figure of an option, `now` as planned, the bounds between which others are tried, and whether it comes in whole years.

    `option` and `first` are the two rows of dollars that are to be alike; `shared` is true where the first option has the figure too.
    `longest` is the life that a term has no meaning beyond [year].
    """

    row: Row
    now: float
    option: Row
    first: Row
    shared: bool = False
    longest: float | None = None

    @property
    def whole(self) -> bool:
        return self.row.unit == YEAR

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which values to look: of a life or term in whole years, of a rate, or else of a price."""
        if self.whole:
            return 1.0, float(max(self.longest or LONGEST, math.ceil(self.now)))
        if self.row.unit.is_plain:
            return min(RATES[0], self.now), max(RATES[1], self.now)
        return 0.0, TIMES_THE_PRICE * self.now


@dataclass(frozen=True)
class BreakEven:
    """Where an option costs as much as the first: `at` in the figure's unit, None where it does not between `low` and `high`.

    In whole years `at` is the first one, seen from the plan's own, at which the other of the two costs less. `cheaper_now` says whether
    the option costs less than the first as planned. `shared` is true where the figure is the first option's as well.
    """

    row: str
    label: str
    unit: str
    now: float
    at: float | None
    low: float
    high: float
    whole: bool
    shared: bool
    cheaper_now: bool


def break_evens(model: Model, figures: Sequence[Figure], *, inputs: Mapping[Row, Array]) -> list[BreakEven]:
    """For each figure the value at which the two rows are alike, all others as planned.

    `inputs` are those of the scenario, one case each.
    """
    grids = [_grid(figure) for figure in figures]
    found = _differences(model, figures, grids, inputs)
    here = [float(values[-1]) for values in found]  # the last value tried is the one planned
    answers: dict[int, float | None] = {}
    for place, figure in enumerate(figures):
        if abs(here[place]) <= A_DOLLAR:
            answers[place] = figure.now
        elif figure.whole:
            answers[place] = _turned(grids[place], found[place], figure.now)
    for _ in range(REFINEMENTS):
        open_ = [place for place in range(len(figures)) if place not in answers]
        turns = {place: _turn(grids[place][:POINTS], found[place][:POINTS], figures[place].now) for place in open_}
        answers |= {place: None for place, turn in turns.items() if turn is None}
        narrow = {place: turn for place, turn in turns.items() if turn is not None}
        grids = [np.linspace(*narrow[place], POINTS) if place in narrow else grid for place, grid in enumerate(grids)]
        again = _differences(model, [figures[place] for place in narrow], [grids[place] for place in narrow], inputs)
        for place, values in zip(narrow, again, strict=True):
            found[place] = values
    for place, figure in enumerate(figures):
        if place not in answers:
            answers[place] = _crossing(grids[place], found[place], figure.now)
    return [_answer(figure, answers[place], here[place]) for place, figure in enumerate(figures)]


def _answer(figure: Figure, at: float | None, here: float) -> BreakEven:
    low, high = figure.bounds
    row = figure.row
    return BreakEven(
        row.id, row.label, str(row.unit), figure.now, at, low, high, figure.whole, figure.shared, here < -A_DOLLAR
    )


def _grid(figure: Figure) -> Array:
    """What is tried first: values between the bounds, and the one planned."""
    low, high = figure.bounds
    return np.append(np.arange(low, high + 1) if figure.whole else np.linspace(low, high, POINTS), figure.now)


def _differences(
    model: Model, figures: Sequence[Figure], grids: Sequence[Array], inputs: Mapping[Row, Array]
) -> list[Array]:
    """What an option costs more than the first at each value of its figure, all figures in one run: each has cases of its own."""
    if not figures:
        return []
    starts = np.cumsum([0, *map(len, grids)])
    cases = int(starts[-1])
    tried = dict(inputs)
    for figure, grid, start in zip(figures, grids, starts, strict=False):
        values = np.full((1, 1, cases), figure.now) if figure.row not in tried else np.array(tried[figure.row])
        values = np.array(np.broadcast_to(values, (1, 1, cases)))
        values[0, 0, start : start + len(grid)] = grid
        tried[figure.row] = values
    kept = {row for figure in figures for row in (figure.option, figure.first)}
    values_of = evaluate(model, tried, cases=cases, keep=kept)
    found = []
    for figure, grid, start in zip(figures, grids, starts, strict=False):
        more = np.broadcast_to((values_of[figure.option] - values_of[figure.first])[0, 0], (cases,))
        found.append(np.array(more[start : start + len(grid)]))
    return found


def _turned(years: Array, found: Array, now: float) -> float | None:
    """The whole number of years nearest to the planned at which the other one is cheaper."""
    here = found[-1]
    turned = [year for year, value in zip(years, found, strict=True) if math.isfinite(value) and value * here < 0]
    return float(min(turned, key=lambda year: abs(year - now))) if turned else None


def _turn(values: Array, found: Array, now: float) -> tuple[float, float] | None:
    """The two values nearest to the planned between which the cheaper of the two changes; where both cost nothing none does."""
    told = [(float(value), more) for value, more in zip(values, found, strict=True) if math.isfinite(more) and more]
    turns = [(low, high) for (low, before), (high, after) in pairwise(told) if before * after < 0]
    return min(turns, key=lambda turn: abs(sum(turn) / 2 - now)) if turns else None


def _crossing(values: Array, found: Array, now: float) -> float | None:
    """Where a straight line between the last two values crosses 0."""
    turn = _turn(values, found, now)
    if turn is None:
        return None
    before, after = (float(found[list(values).index(value)]) for value in turn)
    return turn[0] + (turn[1] - turn[0]) * before / (before - after)


def implied_rate(*, flows: Sequence[float], end: float, before: float) -> float | None:
    """The one yearly rate at which flows and what is left at their end are worth nothing [share]; None where there is not just one.

    `flows` [usd] are an option's cost less the first one's by year, `end` [usd] what it leaves more than that; `before` is the part of a
    year that passes before its flows. What costs less at first borrows and pays the rate, what costs more at first earns it: a rate
    with the other sign than what is paid or saved in all says neither, and is none.
    """
    amounts = np.array([*flows, -end])
    telling = amounts[np.abs(amounts) > A_DOLLAR]
    if not (telling.min(initial=0.0) < 0 < telling.max(initial=0.0)):
        return None
    times = np.array([*(np.arange(len(flows)) + before), float(len(flows))])
    found = roots(lambda growth: float(np.dot(amounts, np.exp(-times * growth))), low=LOWEST, high=HIGHEST)
    borrows, dearer = telling[0] < 0, math.fsum(amounts) > 0
    return found[0] if len(found) == 1 and (found[0] > 0) == (borrows == dearer) else None
