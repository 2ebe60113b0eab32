"""Draws of the inputs that a district gives as low, base and high.

Each uncertain input has its own stream, derived from the seed and its id: adding an input changes no other draw, and scenarios are
compared on the same draws. The distribution is the PERT distribution of project risk: a beta distribution between low and high
whose mean is (low + 4 base + high) / 6. Lives and terms given in whole years are drawn in whole years.
A source of funds with a probability comes or does not come as a whole: a number drawn evenly between 0 and 1 lies below the probability or
above it, so that a source that is surer in one scenario comes in all draws in which it comes in the other.
Source: Malcolm, Roseboom, Clark, Fazar, Operations Research 7 (1959), 646-669.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from tco.formula.rows import Model, Row
from tco.formula.units import YEAR

Array = NDArray[np.float64]
WEIGHT_OF_BASE = 4.0


def uncertain_rows(model: Model) -> list[Row]:
    """The inputs given with a low and a high that differ."""
    return [
        row
        for row in model.rows()
        if row.is_input
        and row.origin.low is not None
        and row.origin.high is not None
        and row.origin.low < row.origin.high
    ]


def draw_inputs(model: Model, *, draws: int, seed: int) -> dict[Row, Array]:
    """A value of every uncertain input for each draw, shape [1, 1, draws]."""
    return {
        row: (_even if row.origin.evenly else _pert)(row, _stream(seed, row.id), draws) for row in uncertain_rows(model)
    }


def _stream(seed: int, id: str) -> np.random.Generator:
    own = int.from_bytes(hashlib.sha256(id.encode()).digest()[:8], "big")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, own])))


def _even(row: Row, stream: np.random.Generator, draws: int) -> Array:
    low, high = row.origin.low, row.origin.high
    assert low is not None and high is not None
    return stream.uniform(low, high, draws).reshape(1, 1, draws)


def _pert(row: Row, stream: np.random.Generator, draws: int) -> Array:
    low, high = row.origin.low, row.origin.high
    assert low is not None and high is not None and row.values is not None
    base = row.values[0]
    rise = 1 + WEIGHT_OF_BASE * (base - low) / (high - low)
    fall = 1 + WEIGHT_OF_BASE * (high - base) / (high - low)
    drawn = low + (high - low) * stream.beta(rise, fall, draws)
    given_whole = row.unit == YEAR and all(number == round(number) for number in (low, base, high))
    return (np.rint(drawn) if given_whole else drawn).reshape(1, 1, draws)
