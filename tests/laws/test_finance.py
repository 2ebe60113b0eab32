"""Financial functions against numpy-financial and pyxirr on random inputs, zero and negative rates among them, and by hand.

Both count what is paid as negative, which is what the signs below are for.
"""

from __future__ import annotations

import math
import os

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tco.decide.finance import equivalent_annual, internal_rate, payment, present_value, rate_of

try:
    import numpy_financial
    import pyxirr
except ImportError:
    if os.environ.get("CI"):
        raise  # with CI set, a test that cannot run is a failure
    pytest.skip("not run: numpy-financial or pyxirr is not installed", allow_module_level=True)

RATES = st.one_of(st.just(0.0), st.floats(-0.2, 0.5).filter(lambda rate: abs(rate) > 1e-6))
SMALL = st.floats(-1e-7, 1e-7)  # where their closed forms lose digits, and ours does not
COUNTS = st.integers(1, 120)
MONEY = st.floats(100, 1e7)
FLOWS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


@given(MONEY, RATES, COUNTS, st.booleans(), st.floats(0, 0.6))
def test_level_payments_agree(financed: float, rate: float, count: int, advance: bool, share: float) -> None:
    residual = financed * share
    ours = payment(financed=financed, rate=rate, count=count, advance=advance, residual=residual)
    when = "begin" if advance else "end"
    assert ours == pytest.approx(-numpy_financial.pmt(rate, count, financed, -residual, when), rel=1e-8, abs=1e-6)
    theirs = pyxirr.pmt(rate, count, -financed, residual, pmt_at_beginning=advance)
    assert ours == pytest.approx(theirs, rel=1e-8, abs=1e-6)


@given(FLOWS, RATES)
def test_present_values_agree(flows: list[float], rate: float) -> None:
    ours = present_value(flows=flows, rate=rate)
    scale = math.fsum(abs(flow) * (1 + rate) ** -place for place, flow in enumerate(flows))
    assert ours == pytest.approx(numpy_financial.npv(rate, flows), abs=1e-9 * scale + 1e-9)
    assert ours == pytest.approx(pyxirr.npv(rate, flows), abs=1e-9 * scale + 1e-9)


@given(MONEY, RATES, COUNTS, st.booleans(), st.floats(0, 0.6))
def test_the_rate_of_a_payment_is_the_rate_it_was_solved_from(
    financed: float, rate: float, count: int, advance: bool, share: float
) -> None:
    assume(count > 1 or not advance)  # paid at once, any rate will do
    residual = financed * share
    level = payment(financed=financed, rate=rate, count=count, advance=advance, residual=residual)
    assume(level > financed * 1e-6)  # a residual that grows by itself to what is owed leaves nothing to pay
    found = rate_of(payment=level, financed=financed, count=count, advance=advance, residual=residual)
    assert found == pytest.approx(rate, abs=1e-7)
    theirs = pyxirr.rate(count, -level, financed, -residual, pmt_at_beginning=advance)
    if theirs is not None and theirs > -0.5:  # its search may end at a rate below -1, which is none
        assert present_value(flows=_paid(level, financed, count, advance, residual), rate=theirs) == pytest.approx(
            0, abs=1e-4 * financed
        )


def _paid(level: float, financed: float, count: int, advance: bool, residual: float) -> list[float]:
    flows = [-financed, *[0.0] * count]
    for place in range(count):
        flows[place + (not advance)] += level
    flows[-1] += residual
    return flows


@given(st.floats(1e3, 1e6), st.lists(st.floats(1, 1e6), min_size=1, max_size=20))
def test_internal_rates_of_one_investment_agree(invested: float, returns: list[float]) -> None:
    flows = [-invested, *returns]
    ours, theirs = internal_rate(flows=flows), pyxirr.irr(flows)
    assert ours is not None
    assert abs(present_value(flows=flows, rate=ours)) < 1e-6 * invested
    if theirs is not None:
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-8)
    if -0.5 < ours < 1:  # beyond, numpy-financial looks for other roots of its polynomial
        assert ours == pytest.approx(float(numpy_financial.irr(flows)), rel=1e-6, abs=1e-8)


@given(FLOWS)
def test_at_rate_0_present_value_is_the_sum(flows: list[float]) -> None:
    assert present_value(flows=flows, rate=0.0, first=0.5) == pytest.approx(math.fsum(flows), abs=1e-6)


@given(st.floats(-1e6, 1e6), st.one_of(RATES, SMALL), st.integers(1, 50))
def test_an_equivalent_annual_cost_is_worth_the_same_now(worth: float, rate: float, years: int) -> None:
    yearly = equivalent_annual(present_value=worth, rate=rate, years=years)
    assert present_value(flows=[yearly] * years, rate=rate, first=1) == pytest.approx(worth, rel=1e-9, abs=1e-6)


@given(MONEY, st.floats(0.0001, 0.5), st.integers(2, 120))
def test_advance_costs_less_than_arrears(financed: float, rate: float, count: int) -> None:
    early, late = (payment(financed=financed, rate=rate, count=count, advance=each) for each in (True, False))
    assert early < late


def test_a_lease_purchase_of_311000() -> None:
    """Ridgefield, 3 years at 2.96 % a year: 109,863.40 in arrears, 106,704.93 in advance (worked by another hand)."""
    late = payment(financed=311_000, rate=0.0296, count=3)
    early = payment(financed=311_000, rate=0.0296, count=3, advance=True)
    assert (round(late, 2), round(early, 2)) == (109_863.40, 106_704.93)
    assert rate_of(payment=109_863.40, financed=311_000, count=3) == pytest.approx(0.0296, abs=1e-7)


def test_a_copier_lease_in_advance() -> None:
    """EZLease: 209 a month in advance for 36 months at 4 % / 12 is worth 7,102.59, the first payment included."""
    assert round(present_value(flows=[209] * 36, rate=0.04 / 12), 2) == 7_102.59


@pytest.mark.parametrize("flows", [[], [0.0, 0.0], [5.0, 5.0], [-5.0, -1.0]])
def test_flows_of_one_sign_have_no_internal_rate(flows: list[float]) -> None:
    assert internal_rate(flows=flows) is None


def test_of_two_internal_rates_it_is_the_one_nearest_to_0() -> None:
    """-100 + 230 / 1.1 - 132 / 1.21 = 0 and -100 + 230 / 1.2 - 132 / 1.44 = 0: 10 % and 20 %."""
    assert internal_rate(flows=[-100, 230, -132]) == pytest.approx(0.1)


@pytest.mark.parametrize("rate", [-1.0, -2.0, math.nan])
def test_a_rate_of_minus_1_or_less_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match=r"rate: expected a share a period above -1"):
        present_value(flows=[1.0], rate=rate)
    with pytest.raises(ValueError, match=r"rate: expected"):
        payment(financed=1, rate=rate, count=1)
    with pytest.raises(ValueError, match=r"rate: expected"):
        equivalent_annual(present_value=1, rate=rate, years=1)


def test_no_periods_are_refused() -> None:
    with pytest.raises(ValueError, match=r"count: expected more than 0 periods, found 0"):
        payment(financed=1, rate=0.1, count=0)
