"""When the next circuit is due and what public targets ask for, each case worked by hand beside it."""

from __future__ import annotations

from math import ceil, log
from typing import Any

import pytest
from pydantic import ValidationError

from tco.errors import PlanError, TcoError
from tests.model.test_network import LINE, THREE_SCHOOLS, line
from tests.model.worked import DISTRICT, Worked, worked
from tests.plans import Computed, plan_of

NET = "circuits.internet"
WAITS: dict[str, Any] = {"growth": 0.2, "trigger": 0.8, "present": 1_000}
BIDS: dict[str, Any] = {"rebid": 3, "bid_in": 2025, "decline": 0.1}


def test_the_next_capacity_is_in_place_when_the_trigger_is_reached() -> None:
    """500 students at 1 Mbps, 20 % more a year from 2026: 600, 720, 864, 1,036.8. At 0.8 they call for 750, 900, 1,080, 1,296: a
    circuit of 1,000, then of 2,000. 1,000 carries 800 to the trigger, which is passed in FY2029."""
    found = line(students=500, **WAITS)
    assert found[f"{NET}.demand"] == [750, 900, 1_080, 1_296]
    assert found[f"{NET}.capacity_in_place"] == [1_000, 1_000, 2_000, 2_000]
    assert found[f"{NET}.utilisation"] == [0.6, 0.72, 0.432, 0.5184]
    assert found[f"{NET}.carries"] == [800]
    assert found[f"{NET}.next_due"] == [2029]
    assert found[f"{NET}.past_trigger"] == [0, 0, 0, 0]


@pytest.mark.parametrize(("growth", "trigger"), [(0.2, 0.8), (0.1, 0.7), (0.35, 0.9), (0.05, 0.55), (0.12, 1)])
def test_the_year_agrees_with_the_logarithm(growth: float, trigger: float) -> None:
    """t* = ln(u C / D0) / ln(1 + g) years after the date of the figures; the first whole year past it."""
    after = log(trigger * 1_000 / 500) / log(1 + growth)
    due = 2026 + ceil(after)
    found = line(students=500, growth=growth, trigger=trigger, present=1_000)
    assert found[f"{NET}.next_due"] == [due if due <= 2030 else 0]


def test_a_trigger_without_what_is_in_place_only_sizes() -> None:
    """As headroom does: 600 / 0.8 = 750 on a circuit of 1,000; for schools too, each its own."""
    assert line(students=600, trigger=0.8)[f"{NET}.capacity"] == [1_000] * 4
    schools = {"schools": THREE_SCHOOLS}
    found = worked(district=schools, circuits={"internet": {**LINE, "per": "school", "trigger": 0.5}})
    assert found[f"{NET}.ordered_in_all"] == [1_000 + 500 + 1_000] * 4  # 700, 500 and 800 are called for


def test_an_order_takes_its_lead_time() -> None:
    """Ordered from FY2027 on with two years of lead: in place in FY2029 at the earliest. 900 students: 1,080 in FY2027 are past
    the trigger of 1,000 at once, and the circuit is over-full for two years; it was due before it can be there."""
    found = line(students=900, **WAITS, lead_time=2, orders_from=2027)
    assert found[f"{NET}.capacity_in_place"] == [1_000, 1_000, 2_000, 2_000]
    assert found[f"{NET}.utilisation"][:2] == [1.08, 1.296]
    assert found[f"{NET}.past_trigger"] == [1, 1, 0, 0]
    assert found[f"{NET}.next_due"] == [2027]
    assert found[f"{NET}.order_by"] == [2025]
    assert found[f"{NET}.on_order"] == [1_000, 3_000, 0, 0]  # two of 2,000 in FY2030: 1,866.24 / 0.8 = 2,332.8


def test_an_order_goes_out_its_lead_time_before_the_year_it_is_due() -> None:
    """As in the first case, due in FY2029: with a year of lead it is ordered in FY2028."""
    found = line(students=500, **WAITS, lead_time=1, orders_from=2027)
    assert found[f"{NET}.capacity_in_place"] == [1_000, 1_000, 2_000, 2_000]
    assert found[f"{NET}.on_order"] == [0, 1_000, 0, 0]
    assert found[f"{NET}.order_by"] == [2028]


def test_a_locked_term_holds_the_capacity_to_its_end() -> None:
    """600 students: 720, 864, 1,036.8, 1,244.16; 1,000 carries 800 to the trigger, passed in FY2028. Bid for FY2026 for three years,
    it is held to FY2029, and FY2028 is past the trigger. Not locked, or bid for FY2025, 864 / 0.8 = 1,080 comes in FY2028."""
    assert line(students=600, **WAITS, **BIDS)[f"{NET}.capacity_in_place"] == [1_000, 2_000, 2_000, 2_000]
    later = {**BIDS, "bid_in": 2026}
    held = line(students=600, **WAITS, **later, term_locked=True)
    assert held[f"{NET}.is_bid"] == [0, 0, 1, 0]
    assert held[f"{NET}.capacity_in_place"] == [1_000, 1_000, 2_000, 2_000]
    assert held[f"{NET}.past_trigger"] == [0, 1, 0, 0]
    assert line(students=600, **WAITS, **later)[f"{NET}.capacity_in_place"] == [1_000, 2_000, 2_000, 2_000]


def test_a_bid_for_a_locked_term_carries_its_last_year() -> None:
    """500 students, 50 % more a year: 750, 1,125, 1,687.5, 2,531.25; at 0.8 they call for 937.5, 1,406.25, 2,109.375, 3,164.0625.
    Bid in FY2028 for three years the term outlasts the plan: FY2030 counts, two of 2,000. Not locked, FY2029 asks for the second."""
    terms: dict[str, Any] = {**WAITS, **BIDS, "growth": 0.5, "term_locked": True}
    held = line(students=500, **terms)
    assert held[f"{NET}.term_ends"] == [2029, 2030, 2030, 2030]
    assert held[f"{NET}.demand_of_term"] == [2109.375, 3164.0625, 3164.0625, 3164.0625]
    assert held[f"{NET}.circuits_in_place"] == [1, 2, 2, 2]
    assert held[f"{NET}.capacity_in_place"] == [1_000, 2_000, 2_000, 2_000]
    assert held[f"{NET}.past_trigger"] == [0, 0, 0, 0]
    assert line(students=500, **{**terms, "term_locked": False})[f"{NET}.circuits_in_place"] == [1, 1, 2, 2]


def test_a_bid_for_a_locked_term_carries_its_first_year_where_demand_falls() -> None:
    """2,000 students, 20 % less a year: 1,600, 1,280, 1,024, 819.2, at 0.8 they call for 2,000, 1,600, 1,280, 1,024. Bid in FY2028."""
    held = line(students=2_000, **{**WAITS, **BIDS, "growth": -0.2, "present": 2_000}, term_locked=True)
    assert held[f"{NET}.demand_of_term"] == [2_000, 1_600, 1_280, 1_024]
    assert held[f"{NET}.capacity_in_place"] == [2_000] * 4


def test_what_is_in_place_is_given_up_only_at_a_bid() -> None:
    """2,000 for 400 students, who need 500: it stays where there is no bid, and goes at the bid of FY2028."""
    shrinks: dict[str, Any] = {"students": 400, "trigger": 0.8, "present": 2_000}
    assert line(**shrinks)[f"{NET}.capacity_in_place"] == [2_000] * 4
    assert line(**shrinks, **BIDS)[f"{NET}.capacity_in_place"] == [2_000, 500, 500, 500]


def test_two_circuits_in_place_count_together() -> None:
    """Two of 500 carry 800 at the trigger, as one of 1,000 does; 720 / 0.8 = 900 over two is 450 each."""
    found = line(students=500, **{**WAITS, "present": 500}, present_circuits=2, circuits=2)
    assert found[f"{NET}.circuits_in_place"] == [2] * 4
    assert found[f"{NET}.capacity_in_place"] == [500, 500, 1_000, 1_000]
    assert found[f"{NET}.bill"] == [1_200, 1_200, 1_700, 1_700]


def test_a_capacity_may_fall_in_price_by_its_own_decline() -> None:
    """Bid each year from FY2027: 1,000 Mbps for $850 falls 10 % a year, 2,000 for $1,300 by 20 %. FY2027 and FY2028 1,000: 765, 688.50;
    FY2029 and FY2030 2,000: 1,300 x 0.512 = 665.60, x 0.4096 = 532.48."""
    capacities = {"one": {"mbps": 1_000, "price": 850}, "two": {"mbps": 2_000, "price": 1_300, "decline": 0.2}}
    found = line(students=500, **WAITS, capacities=capacities, rebid=1, bid_in=2026, decline=0.1)
    assert found[f"{NET}.bill"] == [765, 688.5, 665.6, 532.48]
    assert found[f"{NET}.price_level"] == [0.9, 0.81, 0.512, 0.4096]


def test_each_school_pays_the_level_of_its_own_circuit() -> None:
    """350 and 250 students on circuits of 500 at $600, 400 with a trigger of 0.7 on one of 1,000 (571.4 are called for) at $850.
    FY2027, bid at 10 % and 50 % less: 2 x 540 + 425 = 1,505."""
    capacities = {"half": {"mbps": 500, "price": 600}, "one": {"mbps": 1_000, "price": 850, "decline": 0.5}}
    terms = {"per": "school", "trigger": 0.7, "capacities": capacities, "rebid": 1, "bid_in": 2026, "decline": 0.1}
    found = worked(district={"schools": THREE_SCHOOLS}, circuits={"internet": {**LINE, **terms}})
    assert found[f"{NET}.bill"][0] == 1_505


@pytest.mark.parametrize(
    ("students", "factor"), [(999, 1), (1_000, 1.5), (10_000, 1.75), (49_999, 1.75), (50_000, 2.25)]
)
def test_concurrency_by_size_is_used_where_it_is_asked_for(students: int, factor: float) -> None:
    """EducationSuperHighway: students x 1 Mbps over 1, 1.5, 1.75 and 2.25; where the sizes begin is the plan's own."""
    sizes = {"medium_from": 1_000, "large_from": 10_000, "mega_from": 50_000}
    circuits = {"internet": {**LINE, "concurrency_by_size": sizes}}
    del circuits["internet"]["concurrency"]
    found = worked(district={"enrolment": {"all": students}}, circuits=circuits)
    assert found[f"{NET}.busiest"] == [pytest.approx(students / factor)] * 4


def yardstick(students: float, first_year: int = 2027, **figures: Any) -> Worked:
    circuits = {"internet": {**LINE, "capacities": {"ten": {"mbps": 10_000, "price": 1}}, **figures}}
    calendar = {"start_month": 7, "first_year": first_year, "horizon": 4}
    economics = {"prices_as_of": min(2026, first_year)}
    return worked(district={"enrolment": {"all": students}}, economics=economics, calendar=calendar, circuits=circuits)


@pytest.mark.parametrize(
    ("students", "asked"), [(80, 300), (900, 2_520), (3_000, 6_000), (10_000, 20_000), (12_000, 16_800)]
)
def test_the_share_of_setda_s_target_that_is_met(students: int, asked: float) -> None:
    """For 2023-24 and, as the latest, after it: small 2.8 Mbps a user and 300 at least, medium 2.0, large (above 10,000) 1.4."""
    found = yardstick(students, targets=["setda"], circuits=1)
    assert found[f"{NET}.setda_target"] == [asked] * 4
    assert found[f"{NET}.setda_met"] == [pytest.approx(found[f"{NET}.ordered"][0] / asked)] * 4


def test_targets_change_on_their_dates() -> None:
    """3,000 users: 1.0 for 2017-18 to 2019-20, 3.0 from 2020-21. A plan from FY2018 to FY2021."""
    assert yardstick(3_000, first_year=2018, targets=["setda"])[f"{NET}.setda_target"] == [3_000, 3_000, 3_000, 9_000]
    assert yardstick(500, first_year=2018, targets=["setda"])[f"{NET}.setda_target"] == [750, 750, 750, 2_150]


def test_the_fcc_counts_students_and_the_line_between_schools_counts_users() -> None:
    """1,000 students and 110 staff on one circuit of 10,000: 10,000 / 1,110 = 9.009 a user; the FCC asks 1,000, SETDA for the WAN
    11,100 Mbps, of which 90.09 % are there."""
    found = yardstick(1_000, users_per_staff=1, targets=["fcc", "setda_wan"])
    assert found[f"{NET}.per_user"] == [pytest.approx(9.009009009)] * 4
    assert found[f"{NET}.fcc_target"] == [1_000] * 4
    assert found[f"{NET}.fcc_met"] == [10] * 4
    assert found[f"{NET}.setda_wan_target"] == [11_100] * 4
    assert found[f"{NET}.setda_wan_met"] == [pytest.approx(0.9009009009)] * 4


def test_before_the_first_target_a_plan_says_so() -> None:
    with pytest.raises(TcoError, match="no value is known for 2016-07-01; the first is of 2017-07-01"):
        yardstick(1_000, first_year=2017, targets=["setda"])


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"trigger": 0}, "expected 0.05 to 1"),
        ({"trigger": 80}, "a share is written as 0.8, not 80"),
        ({"trigger": 0.8, "headroom": 0.3}, "give trigger or headroom"),
        ({"present": 1_000}, "go with a trigger; add it"),
        ({"lead_time": 1, "orders_from": 2027}, "go with a trigger; add it"),
        ({"trigger": 0.8, "present": 500, "lead_time": 1}, "lead_time and orders_from go together"),
        ({"trigger": 0.8, "lead_time": 1, "orders_from": 2027}, "need what is in place; add present"),
        ({"trigger": 0.8, "present": 500, "term_locked": True}, "term_locked without a contract's term"),
        ({"trigger": 0.8, "present": 500, "per": "school"}, 'present goes with per = "district"'),
        ({"trigger": 0.8, "present": 5_000}, "present is above the largest capacity on offer"),
        ({"concurrency": None}, "give concurrency or concurrency_by_size"),
        ({"concurrency_by_size": {"medium_from": 2, "large_from": 3, "mega_from": 4}}, "one of the two"),
        ({"capacities": {"one": {"mbps": 1, "price": 1, "decline": 0.1}}}, "a capacity's own decline counts at bids"),
        ({"targets": ["fbi"]}, "Input should be 'setda', 'fcc' or 'setda_wan'"),
    ],
)
def test_what_does_not_go_together_is_refused(figures: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        line(**figures)


def test_sizes_rise() -> None:
    with pytest.raises(ValidationError, match="sizes rise: medium_from, then large_from, then mega_from"):
        line(concurrency=None, concurrency_by_size={"medium_from": 5, "large_from": 3, "mega_from": 4})


def test_a_lead_time_longer_than_the_plan_is_advice() -> None:
    circuit = {**LINE, **WAITS, "lead_time": 5, "orders_from": 2027}
    plan = plan_of({**DISTRICT, "circuits": {"internet": circuit}})
    said = [str(each) for each in plan.findings]
    assert any("what is ordered in 2027 is in place after 5 years, when the plan is over" in each for each in said), (
        said
    )
    with pytest.raises(PlanError, match="expected a fiscal year, found 2027.5"):
        plan_of({**DISTRICT, "circuits": {"internet": {**circuit, "orders_from": 2027.5}}})


def test_a_plan_rolled_forward_keeps_what_is_in_place_and_on_order() -> None:
    circuit = {**LINE, **WAITS, **BIDS, "lead_time": 2, "orders_from": 2027}
    plan = Computed.of({**DISTRICT, "circuits": {"internet": circuit}})
    for row in (f"{NET}.capacity_in_place", f"{NET}.on_order", f"{NET}.cost"):
        assert plan.rolled().row(row).tolist() == plan.row(row)[1:].tolist()
