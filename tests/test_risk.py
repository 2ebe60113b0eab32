"""Uncertain inputs: what is drawn follows the distribution that it says, and what cannot be computed is set aside and counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tco.build import build
from tco.errors import MissingError, RunError
from tco.formula.expression import where
from tco.formula.rows import Model, Origin, Timeline
from tco.risk.draws import draw_inputs, uncertain_rows
from tco.risk.simulation import simulate
from tests.hand import BELOW_THE_FIRST_TIER, PLAN, YEARS, plan, replaced, said

Array = NDArray[np.float64]
DRAWS = 40_000


def model_of(*given: tuple[str, float, float, float], of: str = "usd") -> Model:
    """A model of inputs with low, base and high, and their sum as the budget's total."""
    model = Model(Timeline("years", ("FY2027", "FY2028"), (2027, 2028)))
    block = model.sheet("inputs", "Inputs").block("inputs", "Inputs")
    rows = [block.number(id, id, of, base, Origin(low=low, high=high)) for id, low, base, high in given]
    statement = model.sheet("budget", "Budget").block("by_category", "Cost by category")
    statement.row("total", "Total", of, sum(rows[1:], start=rows[0] + 0))
    return model


def drawn(low: float, base: float, high: float, of: str = "usd", draws: int = DRAWS) -> Array:
    model = model_of(("x", low, base, high), of=of)
    (array,) = draw_inputs(model, draws=draws, seed=1).values()
    assert array.shape == (1, 1, draws)
    found: Array = array[0, 0]
    return found


# The distribution ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "base", "high", "mean", "deviation"),
    [
        # Beta of PERT: mean (low + 4 base + high) / 6, variance (mean - low)(high - mean) / 7.
        (40, 50, 90, 55, (15 * 35 / 7) ** 0.5),
        (0, 30, 60, 30, (30 * 30 / 7) ** 0.5),
        (100, 100, 220, 120, (20 * 100 / 7) ** 0.5),
        (-60, 0, 0, -10, (50 * 10 / 7) ** 0.5),
    ],
)
def test_mean_and_spread_are_those_of_the_closed_form(
    low: float, base: float, high: float, mean: float, deviation: float
) -> None:
    """The mean of 40,000 draws lies within 4 of its standard errors of the true one in all but 1 of 16,000 seeds."""
    found = drawn(low, base, high)
    assert low <= found.min() and found.max() <= high
    assert found.mean() == pytest.approx(mean, abs=4 * deviation / DRAWS**0.5)
    assert found.std() == pytest.approx(deviation, rel=0.03)


def test_a_symmetric_figure_has_the_percentiles_of_its_beta_distribution() -> None:
    """With base in the middle it is Beta(3, 3), of which x^3 (10 - 15 x + 6 x^2) lies below x.

    At 0.25 that is 0.015625 x (10 - 3.75 + 0.375) = 0.103516.
    """
    found = drawn(0, 0.5, 1)
    for x, share in ((0.25, 0.103516), (0.5, 0.5), (0.75, 1 - 0.103516)):
        assert (found < x).mean() == pytest.approx(share, abs=4 * (share * (1 - share) / DRAWS) ** 0.5)


def test_years_given_whole_are_drawn_whole() -> None:
    found = drawn(3, 4, 6, of="year")
    assert set(np.unique(found)) == {3, 4, 5, 6}
    assert np.argmax(np.bincount(found.astype(int))) == 4


def test_years_not_given_whole_are_not_and_stay_between_low_and_high() -> None:
    found = drawn(3.4, 4, 6, of="year")
    assert found.min() >= 3.4
    assert not np.array_equal(found, np.rint(found))
    assert not np.array_equal(drawn(3, 4, 6), np.rint(drawn(3, 4, 6))), "dollars are not years"


def test_what_has_no_spread_is_not_drawn() -> None:
    model = model_of(("fixed", 5, 5, 5), ("free", 4, 5, 6))
    assert [row.id for row in uncertain_rows(model)] == ["inputs.free"]


# Streams -------------------------------------------------------------------------------------------------------------------


def test_an_input_more_changes_no_other_draw() -> None:
    one = model_of(("b", 1, 2, 3))
    three = model_of(("a", 1, 2, 3), ("b", 1, 2, 3), ("c", 1, 2, 3))
    (alone,) = draw_inputs(one, draws=500, seed=5).values()
    together = {row.id: array for row, array in draw_inputs(three, draws=500, seed=5).items()}
    assert np.array_equal(together["inputs.b"], alone)


def test_two_inputs_of_the_same_spread_are_drawn_apart() -> None:
    first, second = draw_inputs(model_of(("a", 1, 2, 3), ("b", 1, 2, 3)), draws=DRAWS, seed=5).values()
    assert abs(np.corrcoef(first[0, 0], second[0, 0])[0, 1]) < 4 / DRAWS**0.5


def test_the_seed_says_which_draws_they_are() -> None:
    model = model_of(("x", 1, 2, 3))
    again = [simulate(model, draws=50, seed=seed).rows["by_category.total"] for seed in (1, 1, 2)]
    assert np.array_equal(again[0], again[1])
    assert not np.array_equal(again[0], again[2])


def test_a_new_label_changes_no_draw(tmp_path: Path) -> None:
    relabelled = replaced('label = "Student devices"', 'label = "Chromebooks"')
    first, second = (plan(tmp_path, text).simulate(100, 3).rows["by_category.total"] for text in (PLAN, relabelled))
    assert np.array_equal(first, second)


# What comes out ------------------------------------------------------------------------------------------------------------


def test_percentiles_and_mean_of_the_draws_by_year() -> None:
    """Of the values 0 to 100, one each, the p-th percentile is p."""
    found = simulate(model_of(("x", 1, 2, 3)), draws=101, seed=1)
    found.rows["by_category.total"] = np.stack([np.arange(101.0)[::-1], np.arange(101.0) * 2])
    assert found.percentiles(levels=[0, 5, 62.5]).tolist() == [[0, 5, 62.5], [0, 10, 125]]
    table: Any = found.table()
    assert list(table.columns) == ["p5", "p10", "p25", "p50", "p75", "p90", "p95", "mean"]
    assert [float(each) for each in table.loc[2027]] == [5, 10, 25, 50, 75, 90, 95, 50]
    assert [float(each) for each in table.loc[2028]] == [10, 20, 50, 100, 150, 180, 190, 100]


def failing(floor: float) -> Model:
    """A total that has no value where a draw between 0 and 1 lies below the floor."""
    model = model_of(("x", 0, 0.5, 1), of="share")
    row = model.by_id()["inputs.x"]
    block = model.sheet("budget", "Budget").block("measures", "Measures")
    least = block.number("least", "Least", "share", floor)
    block.row("cumulative", "Cumulative", "share", 1 / where(row >= least, row, 0))
    return model


def test_draws_without_a_value_are_set_aside_and_counted() -> None:
    model = failing(0.25)
    found = simulate(model, draws=1000, seed=2)
    (x,) = (array[0, 0] for array in draw_inputs(model, draws=1000, seed=2).values())
    assert found.failed == tuple(np.flatnonzero(x < 0.25))
    assert len(found.failed) == pytest.approx(103.5, abs=40)
    assert found.draws == 1000
    assert (
        found.rows["by_category.total"].shape
        == found.rows["measures.cumulative"].shape
        == (2, 1000 - len(found.failed))
    )
    assert np.isfinite(found.rows["measures.cumulative"]).all()
    assert found.rows["by_category.total"][0].tolist() == x[x >= 0.25].tolist()


def test_when_no_draw_can_be_computed_the_run_stops(tmp_path: Path) -> None:
    assert "no draw could be computed" in said(RunError, lambda: simulate(failing(2), draws=9, seed=1))
    read = plan(tmp_path, BELOW_THE_FIRST_TIER)
    assert "run the plan as it stands" in said(RunError, lambda: read.simulate(9, 1))


def test_fewer_than_one_draw_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="draws: expected 1 or more, found 0"):
        plan(tmp_path).simulate(0, 1)


def test_rows_that_were_not_kept_are_told_with_those_that_were(tmp_path: Path) -> None:
    read = plan(tmp_path)
    found = read.simulate(9, 1)
    message = said(MissingError, lambda: found.table("devices.student.bought"))
    assert message.startswith(
        "row 'devices.student.bought': the simulation did not keep it. Kept are by_category.total"
    )
    more = simulate(build(read.loaded.form), draws=9, seed=1, keep=["devices.student.bought"])
    assert more.table("devices.student.bought")["p50"].tolist() == [60, 40, 60, 40]
    assert more.years == tuple(YEARS)


def test_a_simulation_shows_itself_in_a_notebook(tmp_path: Path) -> None:
    html = plan(tmp_path).simulate(1500, 8)._repr_html_()
    assert "Total: 1,500 draws of 1 figures, seed 8" in html and "<table" in html and "p95" in html
