"""How long things last: Weibull lives, several causes of failure at work together, and the share that fails in each year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from scipy import integrate, special

LASTING = 1e-12  # the share of units still working from which on a longer time changes no mean


class Lifetime(Protocol):
    """A time to failure: what age replacement asks of it. Times are in any one unit, such as years or hours of use."""

    def survival(self, time: float) -> float:
        """The share of units that still work at this age."""

    def hazard(self, time: float) -> float:
        """How fast those that still work fail at this age [share per unit of time]."""

    def service(self, time: float) -> float:
        """The mean time that a unit works until it fails or reaches this age, whichever is first."""

    def mean(self) -> float:
        """The mean time to failure."""


@dataclass(frozen=True)
class Weibull:
    """A life whose failures come at a rising rate (`shape` above 1), an even one (1) or a falling one (below 1).

    `scale` is the age by which 63.2 % have failed. Source: ReliaWiki, The Weibull Distribution. Raises ValueError unless both are
    above 0.
    """

    shape: float
    scale: float

    def __post_init__(self) -> None:
        if not (self.shape > 0 and self.scale > 0 and math.isfinite(self.shape) and math.isfinite(self.scale)):
            raise ValueError(f"shape and scale: expected numbers above 0, found {self.shape} and {self.scale}")

    @classmethod
    def through(cls, *, first: tuple[float, float], second: tuple[float, float]) -> Weibull:
        """The life through two known points, each an age and the share that has failed by it, such as (3, 0.204).

        Raises ValueError unless both age and share rise from the first to the second, and the shares are between 0 and 1.
        """
        (age, failed), (later, more) = first, second
        if not (0 < age < later and 0 < failed < more < 1):
            raise ValueError(
                f"expected two ages and two shares that rise, shares within 0 to 1, found {first}, {second}"
            )
        ratio = math.log1p(-more) / math.log1p(-failed)
        shape = math.log(ratio) / math.log(later / age)
        return cls(shape, age / (-math.log1p(-failed)) ** (1 / shape))

    def survival(self, time: float) -> float:
        return math.exp(-((time / self.scale) ** self.shape))

    def hazard(self, time: float) -> float:
        if time == 0:  # a falling rate begins at infinity
            return 0.0 if self.shape > 1 else 1 / self.scale if self.shape == 1 else math.inf
        return float(self.shape / self.scale * (time / self.scale) ** (self.shape - 1))

    def service(self, time: float) -> float:
        return self.mean() * float(special.gammainc(1 / self.shape, (time / self.scale) ** self.shape))

    def mean(self) -> float:
        return self.scale * math.gamma(1 + 1 / self.shape)


@dataclass(frozen=True)
class CompetingRisks:
    """Several causes of failure, of which the first ends a unit's life: early faults, accidents and wear make a bathtub together.

    Shares that fail are never added: a unit that was dropped can no longer wear out. Raises ValueError without a cause.
    """

    causes: tuple[Lifetime, ...]

    def __post_init__(self) -> None:
        if not self.causes:
            raise ValueError("causes: expected at least one")

    def survival(self, time: float) -> float:
        return math.prod(cause.survival(time) for cause in self.causes)

    def hazard(self, time: float) -> float:
        return sum(cause.hazard(time) for cause in self.causes)

    def service(self, time: float) -> float:
        points = np.linspace(0, time, 9)  # in parts, so that a short life within a long time is not stepped over
        return float(sum(integrate.quad(self.survival, a, b)[0] for a, b in pairwise(points)))

    def mean(self) -> float:
        end = min(cause.mean() for cause in self.causes)
        while self.survival(end) > LASTING:
            end *= 2
        return self.service(end)


def failing_by_year(lifetime: Lifetime, *, years: int) -> tuple[float, ...]:
    """The share of those in service that fails in each year of service: what a plan's figures by age ask for.

    Entry `n - 1` is the share of the units there at the start of their n-th year. Times of `lifetime` are years. Raises ValueError
    for fewer than one year.
    """
    if years < 1:
        raise ValueError(f"years: expected 1 or more, found {years}")
    left = [lifetime.survival(age) for age in range(years + 1)]
    return tuple(1 - after / before if before else 1.0 for before, after in pairwise(left))


def any_of(shares: Sequence[float]) -> float:
    """The share that fails when several causes that know nothing of each other each fail this share: less than their sum.

    Raises ValueError where one is no share from 0 to 1.
    """
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError(f"shares: expected numbers from 0 to 1, found {list(shares)}")
    return 1 - math.prod(1 - share for share in shares)
