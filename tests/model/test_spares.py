"""Spare pools from repair turnaround: published quantiles, and the fleet's own repairs a year later."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from tests.model.test_failure import fleet
from tests.model.worked import DISTRICT, Worked
from tests.plans import Computed

POOL = {"turnaround": 5, "days": 180, "service_level": 0.95, "repairs": 0.15}


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
    assert found["devices.it.spare_devices"][1] == poisson.ppf(0.95, 1000 * 0.3 * 5 / 180)


def test_a_pool_larger_than_its_table_is_told() -> None:
    fleet = {"label": "F", "count": 1000, "price": {"one": {"price": 1}}, "life": 4, "loss": 0, "breakage": 0}
    plan = {**DISTRICT, "devices": {"it": {**fleet, "spare_pool": {**POOL, "most": 5}}}}
    told = [str(finding) for finding in Computed.of(plan).result.findings]
    assert any("more spares are needed than the table has lines for, in FY2027" in line for line in told), told
    plan = {**DISTRICT, "devices": {"it": {**fleet, "spare_pool": {**POOL, "most": 8}}}}
    assert not any("more spares" in str(finding) for finding in Computed.of(plan).result.findings)


@settings(max_examples=60, deadline=None)
@given(
    repairs=st.floats(0, 2).map(lambda each: round(each, 3)),
    days=st.integers(0, 30),
    levels=st.lists(st.integers(0, 999), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_the_pool_is_the_quantile_and_grows_with_the_level(repairs: float, days: int, levels: list[int]) -> None:
    """Against SciPy's quantile, for means to 333."""
    low, high = (level / 1000 for level in levels)
    said = {"repairs": repairs, "turnaround": days, "most": 400}
    pools = [pooled(**said, service_level=level)["devices.it.spare_devices"][0] for level in (low, high)]
    assert pools[0] <= pools[1]
    for level, found in zip((low, high), pools, strict=True):
        mean = 1000 * repairs * days / 180
        assert abs(found - max(0, poisson.ppf(level, mean))) <= (
            1 if abs(poisson.cdf(found, mean) - level) < 1e-8 else 0
        )
