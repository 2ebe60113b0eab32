"""Cost by life against published answers, and the two ways to it against each other."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.decide import (
    annual_from_marginal,
    best_life,
    cost_by_life,
    equivalent_annual_cost,
    keep_or_replace,
    largest_repair,
    marginal_cost,
    repair_limits,
    shortening_incident_cost,
)

LIFT_TRUCK = {
    "price": 22_000,
    "salvage": [22_000 * 0.6**year for year in range(1, 6)],
    "yearly_cost": [1_200, 1_700, 2_200, 2_700 + 3_000, 3_200],  # with the overhaul of year 4
    "rate": 0.15,
}
# Lifecycles, section E3 case 8 [D]: $353 delivered, of which $300 resell, keeping 0.66874 of it a year, 4 %.
CHROMEBOOK = {"price": 353, "salvage": [300 * 0.66874**year for year in range(1, 11)], "rate": 0.04}
REPAIRS = [0.10 + 0.05 * year for year in range(10)]


def chromebook(incident: float) -> Any:
    return cost_by_life(**CHROMEBOOK, yearly_cost=[incident * count for count in REPAIRS])  # type: ignore[arg-type]


def test_a_machine_without_salvage_is_replaced_after_four_years() -> None:
    """Newnan, Economic Analysis, example 13-1: 7,500, maintenance 0 and 900 more a year, running 500 and 400 more, 8 %: 4 years, $4,589."""
    found = cost_by_life(
        price=7_500, salvage=[0] * 6, yearly_cost=[900 * year + 500 + 400 * year for year in range(6)], rate=0.08
    )
    assert found.annual == pytest.approx([8600.00, 5330.77, 4643.62, 4589.55, 4778.84, 5081.62], abs=0.005)
    assert (found.best, found.at_limit) == (4, False)
    assert str(found) == "A year costs least, $4,589.55, at a life of 4 years."


def test_a_machine_with_a_level_salvage_is_replaced_after_five_years() -> None:
    """Newnan, 14th edition, problem 13-1: 1,050,000, salvage 225,000, 235,000 and 75,000 more each year, 10 %; 5 years, 610,900."""
    annual = equivalent_annual_cost(
        price=1_050_000, salvage=[225_000] * 6, yearly_cost=[235_000 + 75_000 * year for year in range(6)], rate=0.10
    )
    assert annual[3:] == pytest.approx([621_351.00, 610_892.37, 613_692.88], abs=0.01)
    assert best_life(annual, at_most=6) == 5


def test_a_lift_truck_is_kept_as_long_as_it_may_be_and_the_answer_says_that_the_limit_decides() -> None:
    """transtutors 8822517: 22,000, worth 40 % less each year, at most 5 years; the answers offered, 13,300 to 8,882."""
    found = cost_by_life(**LIFT_TRUCK)  # type: ignore[arg-type]
    assert found.annual == pytest.approx([13300.00, 11281.40, 9920.59, 9598.77, 8882.31], abs=0.005)
    assert (found.best, found.at_limit) == (5, True)
    assert "still falling at 5 years, the longest life that is allowed" in str(found)
    assert cost_by_life(**LIFT_TRUCK, at_most=4).best == 4  # type: ignore[arg-type]


def test_a_chromebook_gets_cheaper_as_long_as_it_serves_unless_an_incident_costs_far_more_than_its_part() -> None:
    cheap = chromebook(79)
    column = [174.40, 131.23, 110.21, 96.75, 87.38, 80.62, 75.67, 72.04, 69.39, 67.47]
    assert cheap.annual == pytest.approx(column, abs=0.005)
    assert cheap.at_limit
    for incident, life, lowest in ((200, 8, 104.07), (300, 6, 129.08), (400, 5, 150.32)):
        found = chromebook(incident)
        assert (found.best, found.at_limit) == (life, False)
        assert found.lowest == pytest.approx(lowest, abs=0.005)


@pytest.mark.parametrize("at_most", range(2, 11))
def test_the_incident_cost_that_shortens_a_life_is_where_the_best_life_turns(at_most: int) -> None:
    shortening = shortening_incident_cost(
        **CHROMEBOOK,  # type: ignore[arg-type]
        incidents=REPAIRS,
        other_cost=[0] * 10,
        at_most=at_most,
    )
    assert shortening is not None
    for change, best in ((0.999, at_most), (1.001, shortening.life)):
        costs = [shortening.incident_cost * change * count for count in REPAIRS]
        assert cost_by_life(**CHROMEBOOK, yearly_cost=costs, at_most=at_most).best == best  # type: ignore[arg-type]


def test_no_incident_cost_shortens_a_life_in_which_incidents_do_not_rise() -> None:
    told = {"price": 100, "salvage": [0] * 3, "other_cost": [0] * 3, "rate": 0.0}
    assert shortening_incident_cost(**told, incidents=[0.2] * 3, at_most=3) is None  # type: ignore[arg-type]
    assert shortening_incident_cost(**told, incidents=[0.1] * 3, at_most=1) is None  # type: ignore[arg-type]


def test_with_losses_the_price_is_spread_over_the_mean_years_of_service() -> None:
    """Lifecycles, section E3 case 1 [D]: 5 % lost at each year's end, life 4: 1 + 0.95 + 0.9025 + 0.857375 = 3.709875 years."""
    told = {"price": 1_000, "salvage": [0] * 4, "yearly_cost": [0] * 4, "rate": 0}
    annual = equivalent_annual_cost(**told, loss=[0.05] * 4)  # type: ignore[arg-type]
    assert annual[3] == pytest.approx(269.5509, abs=0.00005)
    assert equivalent_annual_cost(**told)[3] == 250  # type: ignore[arg-type]


AMOUNTS = st.floats(-500, 2000)


@st.composite
def units(draw: st.DrawFn) -> dict[str, Any]:
    years = draw(st.integers(1, 12))
    lists = {name: draw(st.lists(AMOUNTS, min_size=years, max_size=years)) for name in ("salvage", "yearly_cost")}
    loss = draw(st.lists(st.floats(0, 1), min_size=years, max_size=years))
    return {**lists, "loss": loss, "price": draw(AMOUNTS), "rate": draw(st.floats(-0.2, 0.5))}


@given(units())
def test_both_ways_to_the_cost_of_a_year_agree(unit: dict[str, Any]) -> None:
    """Present values spread over the years of service, and the discounted mean of the years' marginal costs."""
    mean = annual_from_marginal(marginal_cost(**unit).tolist(), rate=unit["rate"], loss=unit["loss"])
    assert equivalent_annual_cost(**unit) == pytest.approx(mean, abs=1e-6, rel=1e-9)


@given(units(), st.integers(1, 12))
def test_no_life_within_the_limit_is_cheaper_than_the_best(unit: dict[str, Any], limit: int) -> None:
    at_most = min(limit, len(unit["loss"]))
    found = cost_by_life(**unit, at_most=at_most)
    assert 1 <= found.best <= at_most
    assert found.lowest <= min(found.annual[:at_most]) + 1e-4


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"salvage": [0]}, "found 5 yearly costs, 1 salvage values and 5 losses"),
        ({"rate": -1}, "rate: expected a share above -1, such as 0.04, found -1"),
        ({"loss": [0, 0, 2, 0, 0]}, "loss: expected shares from 0 to 1"),
        ({"loss": [math.nan] * 5}, "loss: expected shares from 0 to 1"),
        ({"yearly_cost": [math.inf] * 5}, "expected finite numbers"),
        ({"at_most": 6}, "at_most: expected 1 to 5 years, as many as were given, found 6"),
        ({"at_most": 0}, "at_most: expected 1 to 5 years"),
    ],
)
def test_figures_that_do_not_fit_are_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cost_by_life(**{**LIFT_TRUCK, **changed})


# An old unit against a new one ---------------------------------------------------------------------------------------------------

OLD = {"market_value": 1_000, "salvage": [700, 400, 0], "yearly_cost": [300, 500, 900], "rate": 0.10}
"""Worked by hand: 1,000 x 1.1 - 700 + 300 = 700; 700 x 1.1 - 400 + 500 = 870; 400 x 1.1 - 0 + 900 = 1,340 a year."""


@pytest.mark.parametrize(("new", "years"), [(650, 0), (700, 1), (800, 1), (870, 2), (1_339, 2), (1_340, 3)])
def test_an_old_unit_is_kept_while_its_next_year_costs_no_more_than_a_new_one(new: float, years: int) -> None:
    found = keep_or_replace(**OLD, new_annual_cost=new)  # type: ignore[arg-type]
    assert found.years == years
    assert found.next_year == pytest.approx(700)
    assert found.at_limit is (years == 3)


def test_a_dear_year_is_borne_for_the_cheap_one_after_it() -> None:
    """1,000 x 1.1 - 900 + 700 = 900, then 900 x 1.1 - 800 + 100 = 290: (900 / 1.1 + 290 / 1.21) / (1 / 1.1 + 1 / 1.21) = 609.52 a year."""
    unit = {"market_value": 1_000, "salvage": [900, 800], "yearly_cost": [700, 100], "rate": 0.10}
    kept = keep_or_replace(**unit, new_annual_cost=610)  # type: ignore[arg-type]
    assert (kept.years, kept.at_limit) == (2, True)
    assert str(kept) == (
        "Keep it 2 more years, the longest that is allowed: its next year costs $900.00, a new one $610.00 a year."
    )
    replaced = keep_or_replace(**unit, new_annual_cost=609)  # type: ignore[arg-type]
    assert str(replaced).startswith("Replace it now: its next year costs $900.00")
    assert keep_or_replace(**unit, new_annual_cost=610, at_most=1).years == 0  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at_most: expected 0 to 2 years"):
        keep_or_replace(**unit, new_annual_cost=610, at_most=3)  # type: ignore[arg-type]


def test_the_largest_repair_is_where_mending_and_replacing_cost_the_same() -> None:
    """Worked by hand at 10 %, $100 a year for a new one, $60 for the old: two years, 40 x 1.7355372 - 50 + 20 / 1.21 = 35.95;
    one year, 40 / 1.1 - 50 + 30 / 1.1 = 13.64."""
    told = {"worth_now": 50, "salvage": [30, 20], "yearly_cost": [60, 60], "rate": 0.10, "new_annual_cost": 100}
    largest, years = largest_repair(**told)  # type: ignore[arg-type]
    assert largest == pytest.approx(35.9504, abs=0.00005)
    assert years == 2
    assert largest_repair(**{**told, "new_annual_cost": 60}) == (0, 0)  # type: ignore[arg-type]


def test_the_largest_repair_of_a_new_unit_is_its_price_and_at_the_end_of_support_it_is_nothing() -> None:
    costs = [79 * count for count in REPAIRS[:8]]
    lowest = chromebook(79).annual[7]
    limits = repair_limits(
        worth_broken=[0] * 8,
        salvage=CHROMEBOOK["salvage"][:8],  # type: ignore[index]
        yearly_cost=costs,
        rate=0.04,
        new_annual_cost=lowest,
    )
    assert limits[0].largest == pytest.approx(353)
    assert (limits[8].largest, limits[8].years_kept) == (0, 0)
    assert all(before.largest > after.largest for before, after in pairwise(limits))
    with pytest.raises(ValueError, match="2 worths of a broken unit"):
        repair_limits(worth_broken=[0, 0], salvage=[0], yearly_cost=[1], rate=0, new_annual_cost=1)
