"""Spare pools from repair turnaround: published quantiles, and the fleet's own repairs a year later."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.test_failure import fleet
from tests.model.worked import DISTRICT, Worked
from tests.plans import Computed

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
    assert any("more spares are needed than the table has lines for, in FY2027" in line for line in told), told
    plan = {**DISTRICT, "devices": {"it": {**fleet, "spare_pool": {**POOL, "most": 8}}}}
    assert not any("more spares" in str(finding) for finding in Computed.of(plan).result.findings)


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
