"""Options on one need, worked by hand: unequal lives, what is left, equivalent cost, savings, and measures of them.

10 devices at 300 dollars live 2 years; 10 at 420 live 3. In four years the first are bought twice (FY2027, FY2029), the others as well
(FY2027, FY2030). Years are paid as they begin and the rate is 10 %.
"""

from __future__ import annotations

import pytest

import tco
from tests.comparing.compared import FACTORS, PLAN, compared, one, options, raw, years

TWO_LIVES = options(two={}, three={"life": 3, "price.device.price": 420})


def test_unequal_lives_leave_something_at_the_end() -> None:
    """Of the 4,200 of FY2030 two of three years are left: 2,800. In present value 4,200 + 4,200 / 1.331 - 2,800 / 1.4641."""
    found = compared(raw({}, TWO_LIVES))
    assert years(found, "two", "cost") == [3_000, 0, 3_000, 0]
    assert years(found, "three", "cost") == [4_200, 0, 0, 4_200]
    assert years(found, "two", "owned") == [1_500, 0, 1_500, 0]
    assert years(found, "three", "owned") == [2_800, 1_400, 0, 2_800]
    assert (one(found, "two", "end_value"), one(found, "three", "end_value")) == pytest.approx((0, 2_800))
    assert one(found, "two", "present_net") == pytest.approx(3_000 + 3_000 / 1.21)
    assert one(found, "three", "present_value") == pytest.approx(4_200 + 4_200 / 1.331)
    assert one(found, "three", "present_net") == pytest.approx(4_200 + 4_200 / 1.331 - 2_800 / 1.4641)
    assert one(found, "three", "shift_present") == pytest.approx(-36.25, abs=0.005)
    assert years(found, "three", "shift_operating") == [1_200, 0, -3_000, 4_200]


def test_equivalent_annual_cost_of_whole_cycles_is_that_of_one() -> None:
    """Two cycles of two years cost what one does a year: 3,000 / (1 + 1 / 1.1) = 1,571.43, paid as each year begins."""
    found = compared(raw({}, TWO_LIVES))
    assert one(found, "two", "equivalent_annual") == pytest.approx(3_000 / (1 + 1 / 1.1))
    assert one(found, "three", "equivalent_annual") == pytest.approx(
        (4_200 + 4_200 / 1.331 - 2_800 / 1.4641) / sum(FACTORS)
    )


def test_at_year_ends_the_recovery_factor_is_the_textbooks() -> None:
    """A/P(10 %, 4) = 0.1 / (1 - 1.1^-4) = 0.31547 (any table of compound interest)."""
    found = compared(raw({}, TWO_LIVES, economics={"flow_timing": 1}))
    recovery = found.options.values.of(found.options.rows["comparisons.way.recovery"])[0, 0]
    assert round(float(recovery), 5) == 0.31547


def test_at_rate_0_the_recovery_factor_is_one_over_the_years() -> None:
    found = compared(raw({}, TWO_LIVES, economics={"discount_rate": 0}))
    assert one(found, "two", "equivalent_annual") == pytest.approx(1_500)
    assert one(found, "two", "present_value") == one(found, "two", "cost_in_all") == 6_000


def test_cost_of_a_device_year_and_of_a_student_and_the_peak() -> None:
    """6,000 over 40 device-years and 4,000 student-years; 8,400 - 2,800 = 5,600 for the others."""
    found = compared(raw({}, TWO_LIVES))
    assert [one(found, option, "per_served") for option in ("two", "three")] == pytest.approx([150, 140])
    assert [one(found, option, "per_student") for option in ("two", "three")] == pytest.approx([1.5, 1.4])
    assert [one(found, option, "peak") for option in ("two", "three")] == [3_000, 4_200]
    assert [one(found, option, "peak_year") for option in ("two", "three")] == [2027, 2027]
    assert [one(found, option, "average_operating") for option in ("two", "three")] == [1_500, 2_100]


def test_nothing_at_the_end_where_the_plan_says_so() -> None:
    found = compared(raw({}, TWO_LIVES, comparison={"at_horizon": "nothing"}))
    assert one(found, "three", "end_value") == 0
    assert one(found, "three", "present_net") == one(found, "three", "present_value")


def test_a_study_period_ends_before_the_plan() -> None:
    """Three years: 4,200 in FY2027 alone, and nothing left of it; the others are bought twice and have half of 3,000 left."""
    found = compared(raw({}, TWO_LIVES, comparison={"years": 3}))
    assert found.options.labels == ("FY2027", "FY2028", "FY2029")
    assert (one(found, "two", "cost_in_all"), one(found, "three", "cost_in_all")) == (6_000, 4_200)
    assert (one(found, "two", "end_value"), one(found, "three", "end_value")) == pytest.approx((1_500, 0))
    assert one(found, "two", "equivalent_annual") == pytest.approx(
        (3_000 + 3_000 / 1.21 - 1_500 / 1.331) / sum(FACTORS[:3])
    )


LEASED = {"life": 4, "price": {"device": {"price": 40_000}}, "count": 1}
LEASE = {"term": 4, "payments": "annual", "rate": 0.04}


def test_what_is_owed_on_a_lease_purchase_is_taken_off_what_is_owned() -> None:
    """40,000 at 4 % in four payments in advance of 10,595.77 leaves 29,404.23, and a year's interest on it is 1,176.17: 30,580.40 is owed
    after a year, against 30,000 owned."""
    ways = options(buy={}, lease={"acquire": "lease"})
    found = compared(raw({**LEASED, "lease": LEASE}, ways, comparison={"years": 1}))
    assert years(found, "lease", "debt_service") == [10_595.77]
    assert years(found, "lease", "owed") == [30_580.40]
    assert years(found, "lease", "exit_cost") == [30_580.40]
    assert one(found, "buy", "end_value") == pytest.approx(30_000)
    assert one(found, "lease", "end_value") == pytest.approx(-580.40)


@pytest.mark.parametrize("timing", [0, 0.5])
def test_a_lease_purchase_implies_its_own_rate_whenever_the_flows_of_a_year_count(timing: float) -> None:
    """The same devices at the same price: what is paid later, and what is owed at the end, is worth the price at the lease's 4 %."""
    plan = raw(
        {**LEASED, "lease": LEASE}, options(buy={"acquire": "buy"}, lease={"acquire": "lease"}), comparison={"years": 2}
    )
    plan["economics"] = {**plan["economics"], "flow_timing": timing}
    rates = compared(plan).options.implied_rates
    assert rates["lease"] == pytest.approx(0.04, abs=0.0004)


def test_rented_units_are_owned_by_none_and_what_is_owed_on_them_is_for_later_use() -> None:
    """10 at 30 dollars a quarter in advance: 1,200 a year for three years; nothing is owned at the end of any."""
    rent = {"term": 3, "payments": "quarterly", "payment": 30, "rate": 0.04, "exit_fee": 0.2}
    found = compared(raw({"life": 4, "rent": rent}, options(buy={}, rent={"acquire": "rent"}), comparison={"years": 2}))
    assert years(found, "rent", "cost") == [1_200, 1_200]
    assert years(found, "rent", "owned") == [0, 0]
    assert one(found, "rent", "end_value") == 0
    owed = found.options.years("rent", "owed")
    assert found.options.years("rent", "exit_cost") == pytest.approx([0.2 * each for each in owed], abs=0.005)
    assert one(found, "buy", "end_value") == pytest.approx(1_500)


# Savings ---------------------------------------------------------------------------------------------------------------------

STURDY = options(plain={"breakage": 1}, sturdy={"price.device.price": 400})


def test_savings_to_investment_and_paybacks() -> None:
    """1,000 more at first saves 10 repairs at 40 dollars a year: simple payback 2.5 years. Discounted, 400 + 363.64 in two years leave
    236.36 of the third year's 330.58: 2.715 years. 400 x 3.486852 = 1,394.74 saved for 1,000."""
    found = compared(raw({"life": 4, "breakage": 0}, STURDY))
    saved = 400 * sum(FACTORS)
    assert one(found, "sturdy", "invested") == pytest.approx(1_000)
    assert one(found, "sturdy", "saving") == pytest.approx(saved)
    assert one(found, "sturdy", "sir") == pytest.approx(1.394741, abs=1e-6)
    assert one(found, "sturdy", "airr") == pytest.approx(1.1 * 1.394741**0.25 - 1, abs=1e-6)
    assert one(found, "sturdy", "simple_payback") == pytest.approx(2.5)
    assert one(found, "sturdy", "discounted_payback") == pytest.approx(2 + (1_000 - 400 - 400 / 1.1) / (400 / 1.21))


def test_what_is_paid_back_within_a_year_takes_a_part_of_it() -> None:
    """1,000 more at first saves 30 repairs at 40 dollars a year: 1,000 / 1,200 of a year."""
    found = compared(raw({"life": 4}, options(plain={"breakage": 3}, sturdy={"price.device.price": 400})))
    assert one(found, "sturdy", "simple_payback") == pytest.approx(1_000 / 1_200)


def test_no_ratio_without_an_investment_and_no_payback_beyond_the_period() -> None:
    """Saving 40 dollars a year for 1,000 is not paid back in four years; paying less saves nothing that an investment would."""
    ways = options(
        plain={"breakage": 0.1}, sturdy={"breakage": 0, "price.device.price": 400}, cheap={"price.device.price": 200}
    )
    found = compared(raw({"life": 4}, ways))
    table = found.measures
    assert one(found, "sturdy", "invests") == 1
    assert table.xs("simple_payback", level="measure")["sturdy"].isna().all()
    assert table.xs("sir", level="measure")["cheap"].isna().all()
    assert "n/a" in repr(found)
    assert "not paid back within the period" in found.words


# Software --------------------------------------------------------------------------------------------------------------------

PLATFORM = {"label": "Platform", "per": "student", "price": 10, "licence_price": 40, "life": 5, "maintenance": 0.1}


def platform(product: dict[str, object], ways: dict[str, object]) -> dict[str, object]:
    """A plan with one product for 1,000 students and a comparison of it."""
    comparison = {"label": "Platform", "item": "software.lms", "options": ways}
    return {**PLAN, "software": {"lms": product}, "comparisons": {"way": comparison}}


def test_of_a_perpetual_licence_the_unexpired_share_is_left() -> None:
    """40,000 in FY2027 and 4,000 of maintenance a year from FY2028. After four of five years 8,000 are left. A year costs 10,000."""
    found = compared(platform(PLATFORM, options(subscribe={}, own={"licence": "perpetual"})))
    assert years(found, "own", "cost") == [40_000, 4_000, 4_000, 4_000]
    assert one(found, "own", "end_value") == pytest.approx(8_000)
    assert one(found, "subscribe", "per_served") == pytest.approx(10)
    assert one(found, "own", "per_served") == pytest.approx((52_000 - 8_000) / 4_000)
    assert one(found, "own", "invested") == pytest.approx(40_000 - 8_000 / 1.1**4)
    assert one(found, "own", "saving") == pytest.approx(10_000 + 6_000 * sum(FACTORS[1:]))


def test_what_is_owed_on_a_committed_subscription_is_for_later_years() -> None:
    """Three years at 10,000 in advance, at 0 %: 20,000 are owed after the first. None of it counts at the end."""
    product = {**PLATFORM, "committed": {"term": 3, "payments": "annual", "rate": 0}}
    found = compared(platform(product, options(yearly={}, committed={"pays": "committed"})))
    assert years(found, "committed", "owed") == [20_000, 10_000, 0, 20_000]
    assert years(found, "committed", "shift_debt_service") == [10_000] * 4
    assert years(found, "committed", "shift_cost") == [0, 0, 0, 0]
    assert one(found, "committed", "end_value") == 0
    assert "Committed binds for 3 years at a time; $20,000 is owed at the end of FY2027, the most." in found.words


def test_who_pays_less_first_and_more_later_borrows_and_does_not_invest() -> None:
    """A lease at 4 % in arrears pays nothing in FY2027 but repairs, which it has fewer of, and 3,000 with interest later."""
    lease = {"term": 2, "payments": "annual", "due": "arrears", "rate": 0.3}
    ways = options(buy={"breakage": 1}, lease={"acquire": "lease"})
    found = compared(raw({"life": 4, "lease": lease}, ways))
    assert one(found, "lease", "invests") == 0
    assert one(found, "lease", "simple_pays") == 0
    assert found.measures.xs("simple_payback", level="measure")["lease"].isna().all()
    assert "paid back" not in found.words


def test_a_study_period_of_all_years_ends_with_the_plan_when_it_rolls_forward() -> None:
    plan = tco.plan_of(raw({}, options(a={}, b={"life": 3}), comparison={"years": 4}))
    assert plan.roll_forward().run().comparison("way").measures.notna().any(axis=None)
    assert plan.roll_forward().loaded.raw["comparisons"]["way"]["years"] == 3
