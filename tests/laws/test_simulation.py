"""Draws: the same seed gives the same numbers, and one more uncertain input changes no other input's draws."""

from __future__ import annotations

import copy

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tco.build import build
from tco.formula.rows import Model
from tco.inputs.load import read_raw
from tco.risk.draws import draw_inputs
from tco.risk.simulation import KEPT, PERCENTILES, simulate
from tests.laws.figures import Raw, spread
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import NOWHERE

SEEDS = st.integers(0, 2**63)
DRAWS = 24


@st.composite
def uncertain(draw: st.DrawFn) -> Raw:
    """A plan whose price, loss and discount rate are given with a low and a high."""
    raw = copy.deepcopy(draw(plans()))
    student = raw["devices"]["student"]
    student["price"]["device"]["price"] = draw(spread(100, 500))
    plainly_lost(student)
    student["loss"] = draw(spread(0, 0.3, 3))
    raw["economics"]["discount_rate"] = draw(spread(0, 0.1, 3))
    return raw


def plainly_lost(fleet: Raw) -> None:
    """Without other causes than plain loss and breakage, which a fleet may say instead of them."""
    for other_cause in ("mishaps", "failure", "warranty", "protection", "spare_pool", "family_fee"):
        fleet.pop(other_cause, None)
    fleet.setdefault("breakage", 0.1)


def model_of(raw: Raw) -> Model:
    return build(read_raw(raw, NOWHERE).form)


@FEW
@given(uncertain(), SEEDS)
def test_the_same_seed_gives_the_same_numbers(raw: Raw, seed: int) -> None:
    first, again = (simulate(model_of(raw), draws=DRAWS, seed=seed) for _ in range(2))
    assert first.uncertain == again.uncertain
    assert all(np.array_equal(first.rows[id], again.rows[id]) for id in KEPT)


@FEW
@given(uncertain(), SEEDS)
def test_another_seed_gives_other_draws(raw: Raw, seed: int) -> None:
    model = model_of(raw)
    first, other = (draw_inputs(model, draws=DRAWS, seed=each) for each in (seed, seed + 1))
    assert all(not np.array_equal(first[row], other[row]) for row in first)


@FEW
@given(uncertain(), SEEDS, spread(1, 9))
def test_one_more_uncertain_input_changes_no_other_draws(raw: Raw, seed: int, life: Raw) -> None:
    more = copy.deepcopy(raw)
    more["devices"]["student"]["life"] = life
    few, many = (draw_inputs(model_of(each), draws=DRAWS, seed=seed) for each in (raw, more))
    by_id = {row.id: drawn for row, drawn in many.items()}
    assert set(by_id) == {row.id for row in few} | {"devices.student.life"}
    assert all(np.array_equal(drawn, by_id[row.id]) for row, drawn in few.items())


@FEW
@given(plans(), SEEDS)
def test_two_inputs_of_the_same_shape_are_drawn_apart(raw: Raw, seed: int) -> None:
    raw = copy.deepcopy(raw)
    student = raw["devices"]["student"]
    plainly_lost(student)
    student["price"]["device"]["price"] = {"low": 0, "value": 100, "high": 400}
    student["loss"] = {"low": 0, "value": 0.1, "high": 0.4}
    drawn = {row.id: values for row, values in draw_inputs(model_of(raw), draws=DRAWS, seed=seed).items()}
    price, loss = drawn["devices.student.price.device.price"], drawn["devices.student.loss"]
    assert np.abs(price / 400 - loss / 0.4).max() > 0.01


@FEW
@given(uncertain(), SEEDS)
def test_draws_stay_between_low_and_high(raw: Raw, seed: int) -> None:
    for row, drawn in draw_inputs(model_of(raw), draws=DRAWS, seed=seed).items():
        assert row.origin.low is not None and row.origin.high is not None
        assert row.origin.low <= drawn.min() <= drawn.max() <= row.origin.high


@FEW
@given(uncertain(), SEEDS)
def test_percentiles_rise_with_their_level(raw: Raw, seed: int) -> None:
    found = simulate(model_of(raw), draws=DRAWS, seed=seed)
    for id in found.rows:
        levels = found.percentiles(id)
        assert levels.shape == (raw["calendar"]["horizon"], len(PERCENTILES))
        assert (np.diff(levels, axis=1) >= -1e-9 * np.abs(levels[:, 1:])).all()
        assert (levels[:, 0] >= found.rows[id].min(axis=1) - 1e-6).all()
