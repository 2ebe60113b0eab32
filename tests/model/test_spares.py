"""Spare pools from repair turnaround: published quantiles, and the fleet's own repairs a year later."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.checks import check_needs
from tco.inputs.failure import pool_lines
from tests.model.test_failure import fleet
from tests.model.worked import DISTRICT, Worked
from tests.plans import Computed, plan_of

POOL = {"turnaround": 5, "days": 180, "service_level": 0.95, "repairs": 0.15}


def at_most(number: int, mean: float) -> float:
    """P(N <= number) for a Poisson mean, by the plain series in exact fractions."""
    term = in_all = Fraction(1)
    for count in range(1, number + 1):
        term *= Fraction(mean) / count
        in_all += term
    return float(in_all * Fraction(math.exp(-mean)))


def pooled(**said: Any) -> Worked:
    return fleet(loss=0, breakage=0, spare_pool={**POOL, **said})


@pytest.mark.parametrize(
    ("repairs", "days", "mean", "at_95", "at_99"),
    [(0.15, 5, 4.167, 8, 10), (0.15, 15, 12.5, 19, 21), (0.30, 20, 33.33, 43, 47)],
)
def test_spares_for_a_thousand_devices(repairs: float, days: int, mean: float, at_95: int, at_99: int) -> None:
    """1,000 devices x repairs x days / 180 are out on average (Little's law); the pool is a Poisson quantile."""
    found = pooled(repairs=repairs, turnaround=days)
    assert found["devices.it.out_for_repair"] == [pytest.approx(mean, abs=0.005)] * 5
    assert found["devices.it.spare_devices"] == [at_95] * 5
    assert found["devices.it.needed"] == [1_000 + at_95] * 5
    assert pooled(repairs=repairs, turnaround=days, service_level=0.99)["devices.it.spare_devices"] == [at_99] * 5


def test_a_pool_follows_the_repairs_of_the_year_before() -> None:
    """2.78 out at first, from 0.1 repairs each: 6 spares, since P(N <= 5) = 0.936 and P(N <= 6) = 0.976. Then 0.3 each."""
    pool = {key: value for key, value in POOL.items() if key != "repairs"}
    found = fleet(loss=0, breakage=0.3, spare_pool={**pool, "repairs_before": 0.1})
    assert found["devices.it.spare_devices"][0] == 6
    assert found["devices.it.repairs_each"] == [pytest.approx(0.3)] * 5
    assert found["devices.it.out_for_repair"][1] == pytest.approx(1000 * 0.3 * 5 / 180)
    second = int(found["devices.it.spare_devices"][1])
    assert at_most(second - 1, 8.3333) < 0.95 < at_most(second, 8.3333)


def test_a_pool_larger_than_its_table_is_told() -> None:
    fleet = {"label": "F", "count": 1000, "price": {"one": {"price": 1}}, "life": 4, "loss": 0, "breakage": 0}
    plan = {**DISTRICT, "devices": {"it": {**fleet, "spare_pool": {**POOL, "most": 5}}}}
    told = [str(finding) for finding in Computed.of(plan).result.findings]
    # 4.17 out on average ask for 8; the table ends at 5
    said = "more spares are needed than the table has lines for (5), by so many: FY2027 3; FY2028 3"
    assert any(said in line for line in told), told
    plan = {**DISTRICT, "devices": {"it": {**fleet, "spare_pool": {**POOL, "most": 8}}}}
    assert not any("more spares" in str(finding) for finding in Computed.of(plan).result.findings)


LARGE = {"label": "F", "count": 6000, "price": {"one": {"price": 1}}, "life": 4, "loss": 0, "breakage": 0}
SLOW = {"slow": {"label": "Slow", "changes": {"devices.it.spare_pool.turnaround": 20}}}


def test_a_table_is_as_long_as_the_plan_and_its_scenarios_ask() -> None:
    """6,000 x 0.18 x 12 / 180 = 72 out: P(N <= 85) = 0.941 and P(N <= 86) = 0.953. At 20 days, 120 out: 138 in 95 % of all cases."""
    pool = {"turnaround": 12, "days": 180, "service_level": 0.95, "repairs": 0.18}
    plan = plan_of({**DISTRICT, "devices": {"it": {**LARGE, "spare_pool": pool}}, "scenarios": SLOW})
    for name, mean in (("base", 72.0), ("slow", 120.0)):
        result = plan.run(name)
        spares = int(result.block("devices.it").loc[["devices.it.spare_devices"]].to_numpy()[0, 0])
        assert at_most(spares - 1, mean) < 0.95 <= at_most(spares, mean)
        assert not any("more spares" in str(finding) for finding in result.findings)
    assert len(result.model.by_id()["devices.it.spares_exactly"].table or ()) == 306  # 2 x 120 + 6 x sqrt(120) = 305.7
    assert plan.simulate(3, seed=1).draws == 3


def test_a_small_pool_keeps_the_table_it_had_and_none_passes_the_bound() -> None:
    assert [pool_lines(mean) for mean in (0, 4.2, math.nan, 100, 1e9)] == [60, 60, 60, 260, 400]


def test_pools_are_told_of_in_every_scenario() -> None:
    """Given a table of 100 lines: 86 are enough as planned, and 20 days ask for 138."""
    pool = {"turnaround": 12, "days": 180, "service_level": 0.95, "repairs": 0.18, "most": 100}
    plan = plan_of({**DISTRICT, "devices": {"it": {**LARGE, "spare_pool": pool}}, "scenarios": SLOW})
    result = plan.run()
    found = [str(finding) for finding in check_needs(result.model, result.values, result.cases.plans)]
    lack = next(count for count in range(100, 200) if at_most(count, 120) >= 0.95) - 100
    assert len(found) == 1
    assert (
        f"devices.it: in scenario 'slow': more spares are needed than the table has lines for (100), by so many: FY2027 {lack}"
        in found[0]
    )


@settings(max_examples=40, deadline=None)
@given(
    repairs=st.integers(0, 2000).map(lambda each: each / 1000),
    days=st.integers(0, 30),
    levels=st.lists(st.integers(1, 999), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_the_pool_is_the_quantile_and_grows_with_the_level(repairs: float, days: int, levels: list[int]) -> None:
    """For means up to 333."""
    mean, near = 1000 * repairs * days / 180, 1e-8
    pools = []
    for level in (each / 1000 for each in levels):
        said = {"repairs": repairs, "turnaround": days, "most": 400, "service_level": level}
        found = int(pooled(**said)["devices.it.spare_devices"][0])
        assert at_most(found, mean) > level - near
        assert found == 0 or at_most(found - 1, mean) < level + near
        pools.append(found)
    assert pools[0] <= pools[1]
