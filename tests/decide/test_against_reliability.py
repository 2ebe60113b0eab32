"""Replacement ages and Weibull lives against `reliability`, another author's library, on random parameters.

Its optimum is the best point of a grid that begins at 1, so costs are compared tightly and ages loosely, on lives long enough that
the grid is fine. Its own grid of 10,000 points takes a minute here; 1,000 of them show the same.
"""

from __future__ import annotations

import math
import os
import random
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tco.decide import Weibull, age_replacement, minimal_repair

OPTIONS = ("display.float_format", "display.max_columns", "display.max_rows", "display.width")

try:
    with pd.option_context(
        *[part for option in OPTIONS for part in (option, pd.get_option(option))]
    ):  # it sets its own
        from reliability import Repairable_systems
        from reliability.Distributions import Weibull_Distribution
except ImportError:
    if os.environ.get("CI"):
        raise  # with CI set, a test that cannot run is a failure
    pytest.skip("not run: `reliability` is not installed", allow_module_level=True)

SETS = 200
QUIET = {"show_time_plot": False, "show_ratio_plot": False, "print_results": False}


def drawn() -> list[tuple[float, float, float, float]]:
    """Shape, scale, planned and unplanned cost, the same in every run; the best age lies well within three scales."""
    draw = random.Random(20270701)
    found: list[tuple[float, float, float, float]] = []
    while len(found) < SETS:
        shape, scale = draw.uniform(1.5, 5), draw.uniform(200, 5000)
        planned = draw.uniform(50, 500)
        unplanned = planned * draw.uniform(1.5, 20)
        found.append((shape, scale, planned, unplanned))
    return found


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {name: getattr(np, name) for name in np.__all__}
    names["linspace"] = lambda start, stop, count: np.linspace(start, stop, min(count, 1000))
    monkeypatch.setattr(Repairable_systems, "np", SimpleNamespace(**names))


@pytest.mark.usefixtures("coarse")
def test_replacement_ages_agree_on_two_hundred_random_lives() -> None:
    compared = 0
    for shape, scale, planned, unplanned in drawn():
        ours = age_replacement(Weibull(shape, scale), planned_cost=planned, unplanned_cost=unplanned)
        theirs = Repairable_systems.optimal_replacement_time(
            cost_PM=planned, cost_CM=unplanned, weibull_alpha=scale, weibull_beta=shape, q=0, **QUIET
        )
        assert ours.age is not None
        assert math.isclose(ours.cost_rate, theirs.min_cost, rel_tol=1e-4), (shape, scale, planned, unplanned)
        assert ours.cost_rate <= theirs.min_cost * (1 + 1e-12), "a point of a grid cannot be better than the optimum"
        if ours.age < 2 * scale and ours.cost_rate < 0.95 * ours.run_to_failure:
            assert math.isclose(ours.age, theirs.ORT, rel_tol=0.05)
            compared += 1
    assert compared > SETS / 2


def test_minimal_repair_agrees_on_two_hundred_random_lives() -> None:
    """Its formula for repairs that leave a unit as old as it was has the two costs in each other's place, and so they are given."""
    for shape, scale, repair, replacement in drawn():
        ours = minimal_repair(Weibull(shape, scale), planned_cost=replacement, repair_cost=repair)
        theirs = Repairable_systems.optimal_replacement_time(
            cost_PM=repair, cost_CM=replacement, weibull_alpha=scale, weibull_beta=shape, q=1, **QUIET
        )
        assert ours.age is not None
        assert math.isclose(ours.age, theirs.ORT, rel_tol=1e-12)
        assert math.isclose(ours.cost_rate, theirs.min_cost, rel_tol=1e-12)


def test_weibull_lives_agree_on_two_hundred_random_ones() -> None:
    for shape, scale, *_ in drawn():
        ours, theirs = Weibull(shape, scale), Weibull_Distribution(alpha=scale, beta=shape)
        assert math.isclose(ours.mean(), theirs.mean, rel_tol=1e-9)
        for age in (0.1 * scale, scale, 1.5 * scale):
            assert math.isclose(ours.survival(age), theirs.SF(age, show_plot=False), rel_tol=1e-9)
            assert math.isclose(ours.hazard(age), theirs.HF(age, show_plot=False), rel_tol=1e-9)
