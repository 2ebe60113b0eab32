"""Age, minimal-repair and block replacement, renewal and lives against published and closed-form answers."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.decide import (
    CompetingRisks,
    Weibull,
    age_replacement,
    age_replacement_cost,
    any_of,
    block_replacement,
    failing_by_year,
    mean_periods,
    minimal_repair,
    minimal_repair_cost,
    renewal_function,
    replacements_by_period,
)

RELIAWIKI = Weibull(2.5, 1000)  # ReliaWiki, Optimum Replacement: shape 2.5, scale 1,000 h, failure 5, planned 1
LAMPS = (0.03, 0.07, 0.20, 0.40, 0.15, 0.15)  # skedbooks, group replacement of 10,000 lamps


# Lives ----------------------------------------------------------------------------------------------------------------------------


def test_a_life_goes_through_two_published_points() -> None:
    """SquareTrade 2009, malfunctions of laptops: 5 % in a year and 20.4 % in three; lifecycles, section A8 [D]."""
    life = Weibull.through(first=(1, 0.05), second=(3, 0.204))
    assert life.shape == pytest.approx(1.3585, abs=5e-5)
    assert life.scale == pytest.approx(8.903, abs=5e-4)
    failed = [1 - life.survival(age) for age in (1, 2, 3, 5)]
    assert failed == pytest.approx([0.05, 0.123, 0.204, 0.367], abs=5e-4)
    assert failing_by_year(life, years=5) == pytest.approx([0.050, 0.077, 0.092, 0.103, 0.113], abs=5e-4)


def test_causes_of_failure_are_not_added() -> None:
    """Malfunction 20.4 % and accident 10.6 % in three years: 28.8 % together, not 31.0 %; lifecycles, section A8 [D]."""
    assert any_of([0.204, 0.106]) == pytest.approx(0.288, abs=5e-4)
    accident = -math.log(1 - 0.106) / 3
    assert accident == pytest.approx(0.0374, abs=1e-4)
    both = CompetingRisks((Weibull.through(first=(1, 0.05), second=(3, 0.204)), Weibull(1, 1 / accident)))
    assert 1 - both.survival(3) == pytest.approx(0.288, abs=5e-4)
    assert any_of([]) == 0


def test_causes_together_behave_as_one_life_where_they_come_to_one() -> None:
    """Two even rates of 1/10 and 1/15 are one of 1/6: mean 6, and 6 x (1 - e^-0.5) years of service within the first three."""
    both = CompetingRisks((Weibull(1, 10), Weibull(1, 15)))
    assert [both.hazard(2), both.mean()] == pytest.approx([1 / 6, 6])
    assert both.service(3) == pytest.approx(6 * (1 - math.exp(-0.5)))
    assert RELIAWIKI.service(1e6) == pytest.approx(RELIAWIKI.mean())


def test_what_is_no_life_is_refused() -> None:
    for shape, scale in ((0, 1), (1, 0), (math.inf, 1)):
        with pytest.raises(ValueError, match="shape and scale: expected numbers above 0"):
            Weibull(shape, scale)
    for first, second in (((1, 0.2), (3, 0.1)), ((3, 0.1), (1, 0.2)), ((1, 0.1), (2, 1.0))):
        with pytest.raises(ValueError, match="expected two ages and two shares that rise"):
            Weibull.through(first=first, second=second)
    with pytest.raises(ValueError, match="causes: expected at least one"):
        CompetingRisks(())
    with pytest.raises(ValueError, match="years: expected 1 or more"):
        failing_by_year(RELIAWIKI, years=0)
    with pytest.raises(ValueError, match="expected numbers from 0 to 1"):
        any_of([0.5, 1.5])
    assert (Weibull(0.5, 1).hazard(0), Weibull(1, 4).hazard(0), Weibull(2, 1).hazard(0)) == (math.inf, 0.25, 0)


# Before it fails ------------------------------------------------------------------------------------------------------------------


def test_the_published_age_of_replacement() -> None:
    """493.0470 h at 0.003462043 an hour; its optimality condition comes to 5 / (5 - 1) = 1.25; run to failure 0.005635302."""
    found = age_replacement(RELIAWIKI, planned_cost=1, unplanned_cost=5)
    assert found.age == pytest.approx(493.047, abs=0.5)  # loosely: the cost is flat there
    assert found.cost_rate == pytest.approx(0.003462043, abs=5e-10)
    assert found.run_to_failure == pytest.approx(0.005635302, abs=5e-10)
    assert found.age is not None and found.pays
    condition = RELIAWIKI.hazard(found.age) * RELIAWIKI.service(found.age) + RELIAWIKI.survival(found.age)
    assert condition == pytest.approx(1.25, abs=1e-9)
    assert str(found) == "Replace what still works at age 493.05: it costs 38.6% less than running to failure."


def test_planned_replacement_of_laptops_gains_nothing() -> None:
    """Lifecycles, section E3 case 9 [D]: shape 2, scale 4, $350 planned, $410 unplanned: 115.6589 a year, as running to failure."""
    found = age_replacement(Weibull(2, 4), planned_cost=350, unplanned_cost=410)
    assert [found.cost_rate, found.run_to_failure] == pytest.approx([115.6589] * 2, abs=5e-5)
    assert found.age is not None and found.age > 15
    assert not found.pays
    assert str(found).startswith("Run it to failure: replacing at the best age")


@pytest.mark.parametrize(
    ("shape", "planned", "unplanned", "reason"),
    [
        (1.0, 1, 5, "its failure rate never rises far enough"),
        (0.7, 1, 5, "its failure rate never rises far enough"),
        (3.0, 5, 5, "a planned replacement costs no less than a failure"),
        (3.0, 6, 5, "a planned replacement costs no less than a failure"),
    ],
)
def test_where_no_age_is_best_the_answer_says_so(shape: float, planned: float, unplanned: float, reason: str) -> None:
    life = Weibull(shape, 10)
    found = age_replacement(life, planned_cost=planned, unplanned_cost=unplanned)
    assert (found.age, found.pays) == (None, False)
    assert reason in str(found)
    assert found.cost_rate == found.run_to_failure == pytest.approx(unplanned / life.mean())


def test_a_bathtub_is_replaced_when_it_wears_and_not_when_it_is_new() -> None:
    bathtub = CompetingRisks((Weibull(0.5, 20), Weibull(1, 30), Weibull(4, 8)))
    found = age_replacement(bathtub, planned_cost=100, unplanned_cost=1000)
    assert found.age is not None and found.pays
    near = [
        age_replacement_cost(bathtub, age=found.age * part, planned_cost=100, unplanned_cost=1000)
        for part in (0.02, 0.5, 0.95, 1.05, 2)
    ]
    assert found.cost_rate < min(near)
    costly = CompetingRisks((Weibull(0.3, 1), Weibull(5, 50)))
    assert age_replacement(costly, planned_cost=900, unplanned_cost=1000).age is None


@given(st.floats(1.05, 6), st.floats(0.1, 1e4), st.floats(1, 1e4), st.floats(1.01, 1e4))
def test_no_age_costs_less_than_the_best(shape: float, scale: float, planned: float, times: float) -> None:
    life, unplanned = Weibull(shape, scale), planned * times
    found = age_replacement(life, planned_cost=planned, unplanned_cost=unplanned)
    assert found.cost_rate <= found.run_to_failure * (1 + 1e-12)
    for part in (0.01, 0.1, 0.5, 0.9, 1.1, 1.5, 3):
        age = part * (found.age or scale)
        if life.survival(age) < 1 and life.service(age) > 0:
            other = age_replacement_cost(life, age=age, planned_cost=planned, unplanned_cost=unplanned)
            assert found.cost_rate <= other * (1 + 1e-9)


def test_mending_until_an_age() -> None:
    """Lifecycles, section E2 T10: shape 2.5, scale 1,000, replacement 1, repair 5: 446.6584 and 0.003731412."""
    found = minimal_repair(RELIAWIKI, planned_cost=1, repair_cost=5)
    assert found.age is not None
    assert found.age == pytest.approx(446.6584, abs=5e-5)
    assert found.cost_rate == pytest.approx(0.003731412, abs=5e-10)
    for age in (0.9 * found.age, 1.1 * found.age):
        assert minimal_repair_cost(RELIAWIKI, age=age, planned_cost=1, repair_cost=5) > found.cost_rate
    level, falling = (minimal_repair(Weibull(shape, 10), planned_cost=1, repair_cost=5) for shape in (1, 0.5))
    assert (level.age, level.cost_rate, falling.age, falling.cost_rate) == (None, 0.5, None, 0)
    assert "No age is best" in str(level)
    assert str(found) == "Mend it until age 446.66, then replace it."


# All at once ----------------------------------------------------------------------------------------------------------------------


def test_the_published_replacements_of_ten_thousand_lamps() -> None:
    """skedbooks: 300, 709, 2042, 4171, 2030, 2590 lamps; mean life 4.02 months; 2,488 a month in the long run."""
    monthly = [10_000 * share for share in replacements_by_period(LAMPS, periods=6)]
    assert [round(lamps) for lamps in monthly] == [300, 709, 2042, 4171, 2030, 2590]
    assert mean_periods(LAMPS) == pytest.approx(4.02)
    assert 10_000 / mean_periods(LAMPS) == pytest.approx(2487.56, abs=0.005)


def test_group_replacement_by_both_conventions() -> None:
    """The same lamps, one alone $1 and in a group $0.25 each, worked by hand. Replaced: (0.25 + 0.03) / 1 = 0.28; (0.25 + 0.1009) / 2 =
    0.17545; (0.25 + 0.305127) / 3 = 0.185042. Absorbed: 0.25; (0.25 + 0.03) / 2 = 0.14; (0.25 + 0.1009) / 3 = 0.116967;
    (0.25 + 0.305127) / 4 = 0.138782. One by one: 1 / 4.02 = 0.248756."""
    replaced = block_replacement(LAMPS, group_cost=0.25, single_cost=1, last_period="replaced")
    assert replaced.costs[:3] == pytest.approx([0.28, 0.17545, 0.185042], abs=5e-7)
    assert (replaced.interval, replaced.pays) == (2, True)
    absorbed = block_replacement(LAMPS, group_cost=0.25, single_cost=1, last_period="absorbed")
    assert absorbed.costs[:4] == pytest.approx([0.25, 0.14, 0.116967, 0.138782], abs=5e-7)
    assert absorbed.interval == 3
    assert absorbed.one_by_one == pytest.approx(0.248756, abs=5e-7)
    assert "every 3 periods: $0.117 a period for each, against $0.2488 one by one" in str(absorbed)
    dear = block_replacement(LAMPS, group_cost=0.9, single_cost=1, last_period="absorbed")
    assert not dear.pays
    assert str(dear).startswith("Replace each when it fails")


def test_what_group_replacement_refuses() -> None:
    with pytest.raises(TypeError, match="last_period"):
        block_replacement(LAMPS, group_cost=1, single_cost=2)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="expected 'replaced' or 'absorbed', found 'both'"):
        block_replacement(LAMPS, group_cost=1, single_cost=2, last_period="both")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="shares that come to 1, found 0.1"):
        block_replacement([0.03, 0.07], group_cost=1, single_cost=2, last_period="replaced")
    with pytest.raises(ValueError, match="come to at most 1"):
        replacements_by_period([0.6, 0.6], periods=2)
    with pytest.raises(ValueError, match="periods: expected 1 or more"):
        replacements_by_period([1.0], periods=0)
    with pytest.raises(ValueError, match="costs: expected dollars above 0"):
        block_replacement(LAMPS, group_cost=0, single_cost=2, last_period="replaced")
    with pytest.raises(ValueError, match="costs: expected dollars above 0"):
        age_replacement(RELIAWIKI, planned_cost=0, unplanned_cost=1)
    with pytest.raises(ValueError, match="costs: expected dollars above 0"):
        minimal_repair(RELIAWIKI, planned_cost=1, repair_cost=0)
    with pytest.raises(ValueError, match="age: expected a time above 0"):
        minimal_repair_cost(RELIAWIKI, age=0, planned_cost=1, repair_cost=1)
    with pytest.raises(ValueError, match="age: expected a time above 0"):
        age_replacement_cost(RELIAWIKI, age=0, planned_cost=1, unplanned_cost=1)


def even(age: float) -> float:
    return min(age, 1.0)


def exponential(age: float) -> float:
    return 1 - math.exp(-0.25 * age)


def erlang(age: float) -> float:
    return 1 - math.exp(-2 * age) * (1 + 2 * age)


@pytest.mark.parametrize(
    ("failed_by", "time", "replaced"),
    [
        (exponential, 4, 1.0),  # 0.25 t
        (erlang, 0.5, 0.28383382),  # t - (1 - e^-4t) / 4, for two stages of rate 2
        (erlang, 1, 0.75457891),
        (erlang, 2, 1.75008387),
        (even, 0.25, 0.28402542),  # e^t - 1
        (even, 0.5, 0.64872127),
        (even, 1, 1.71828183),
    ],
)
def test_the_renewal_function_meets_its_closed_forms(
    failed_by: Callable[[float], float], time: float, replaced: float
) -> None:
    assert renewal_function(failed_by, time=time) == pytest.approx(replaced, abs=5e-7)


def test_the_renewal_function_nears_its_asymptote() -> None:
    """t / m + (s^2 - m^2) / (2 m^2): two stages of rate 2 have mean 1 and variance 1/2, so t - 1/4."""
    assert renewal_function(erlang, time=8) == pytest.approx(7.75, abs=1e-5)
    with pytest.raises(ValueError, match="time: expected more than 0"):
        renewal_function(erlang, time=0)
    with pytest.raises(ValueError, match="steps: expected 1 or more"):
        renewal_function(erlang, time=1, steps=0)
