"""Damage plans, family fees, accessories and hours, each case worked by hand beside it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.laws.causes import protection
from tests.laws.figures import Raw
from tests.model.test_failure import fleet
from tests.model.worked import Worked

# $80 for four years with each device (a family fee set to cover it: TJUHSD), $79 a repair (Palm Beach County FL 2024: $2.7 million
# for 34,000 repairs): the plan pays from 80 / 4 / 79 = 25 % accidents a year on.
PLAN = {"price": 80, "term": 4}


def planned(accidents: float = 0.18, *, write_off: float | None = None, **said: Any) -> Worked:
    """The fleet with accidents and the plan; without a write-off nothing leaves."""
    leaves: Raw = {"loss": 0} if write_off is None else {}
    mishaps = {"accidents": accidents, **({} if write_off is None else {"write_off": write_off})}
    return fleet(**leaves, repair_cost=79, mishaps=mishaps, protection={**PLAN, **said})


def test_a_plan_of_20_a_year_breaks_even_at_25_percent() -> None:
    assert planned()["devices.it.plan_break_even"] == [pytest.approx(20 / 79)] * 5
    assert round(planned()["devices.it.plan_break_even"][0], 2) == 0.25


def test_at_the_usual_rate_the_plan_costs_more_than_it_saves() -> None:
    """1,000 devices, 18 %: 180 x $79 = $14,220 less 1,000 x $20 = $20,000. At 42 %: 420 x $79 = $33,180 less $20,000.
    In the fifth year the term is over."""
    assert planned()["devices.it.plan_saving"] == [-5_780] * 4 + [0]
    assert planned(0.42)["devices.it.plan_saving"] == [13_180] * 4 + [0]
    assert planned()["devices.it.plan_rate"] == [0.18] * 4 + [0]


def test_what_is_chosen_is_paid() -> None:
    """Without: 180 repairs a year. With: $80 for each of 1,000 bought, no repairs in the term of four years."""
    without, chosen = planned(), planned(protected="yes")
    assert without["devices.it.repairs_cost"] == [14_220] * 5
    assert without["devices.it.plan_cost"] == [0] * 5
    assert chosen["devices.it.repairs_cost"] == [0] * 4 + [14_220]
    assert chosen["devices.it.plan_cost"] == [80_000, 0, 0, 0, 0]
    assert without["devices.it.plan_saving"] == chosen["devices.it.plan_saving"]


def test_a_deductible_is_paid_and_moves_the_break_even() -> None:
    """20 / (79 - 10) = 29 %; 180 deductibles of $10."""
    found = planned(protected="yes", deductible=10)
    assert found["devices.it.plan_break_even"] == [pytest.approx(20 / 69)] * 5
    assert found["devices.it.deductibles_cost"] == [1_800] * 4 + [0]


@pytest.mark.parametrize(
    ("limits", "paid"),
    [
        ({"limit": 0.3}, 300),  # of 500
        ({"limit_in_term": 1}, 250),  # a quarter a year
        ({"coverage": 0.8}, 400),
        ({"limit": 0.3, "limit_in_term": 1, "coverage": 0.8}, 200),  # 80 % of 250
        ({"limit": 1}, 500),
    ],
)
def test_limits_and_coverage_leave_the_rest_to_the_district(limits: Raw, paid: int) -> None:
    found = planned(0.5, protected="yes", **limits)
    assert found["devices.it.plan_incidents"][0] == paid
    assert found["devices.it.repairs"][0] == 500 - paid


def test_a_term_may_end_within_a_year() -> None:
    found = planned(protected="yes", term=1.5)
    assert found["devices.it.repairs"] == [0, 90, 180, 180, 180]


def test_devices_bought_before_the_plan_are_not_covered_unless_it_says_since_when() -> None:
    lots = {"old": {"bought": 2026, "count": 1000}}
    said = {"loss": 0, "lots": lots, "repair_cost": 79, "mishaps": {"accidents": 0.2}}
    from_now = fleet(**said, protection={**PLAN, "protected": "yes"})
    earlier = fleet(**said, protection={**PLAN, "protected": "yes", "since": 2026})
    assert from_now["devices.it.repairs"] == [200] * 5
    assert earlier["devices.it.repairs"] == [0, 0, 0, 200, 200]
    assert earlier["devices.it.plan_cost"] == [0] * 5


def test_purchases_before_the_plan_is_sold_do_not_pay_for_it() -> None:
    found = planned(protected="yes", since=2028)
    assert found["devices.it.plan_cost"] == [0] * 5
    assert found["devices.it.repairs"] == [180] * 5


def test_a_plan_keeps_devices_from_being_written_off() -> None:
    """20 % have an accident and half of those are given up, 100 of 1,000; with the plan none."""
    assert planned(0.2, write_off=0.5)["devices.it.lost"] == [100] * 5
    assert planned(0.2, write_off=0.5, protected="yes")["devices.it.lost"][:4] == [0] * 4


@settings(max_examples=20, deadline=None)
@given(protection())
def test_a_plan_for_nothing_never_costs_more(plan: Raw) -> None:
    """Price 0 and no deductible: repairs can only fall."""
    free = {**plan, "price": 0, "deductible": 0}
    without, chosen = (planned(0.4, **{**free, "protected": way}) for way in ("no", "yes"))
    for one, other in zip(chosen["by_category.total"], without["by_category.total"], strict=True):
        assert one <= other + 0.005
    assert min(chosen["devices.it.plan_saving"]) >= 0


def test_families_pay_a_fee_whether_or_not_there_is_a_plan() -> None:
    """1,000 devices x 60 % x $20; it comes back and is no cost that contingency counts."""
    found = fleet(loss=0, breakage=0, family_fee={"fee": 20, "take_up": 0.6})
    assert found["devices.it.family_fees"] == [-12_000] * 5
    assert found["by_kind.proceeds"] == [-12_000] * 5


def accessory(**said: Any) -> Worked:
    return fleet(loss=0, breakage=0, accessories={"it": {"price": 25, **said}})


def test_accessories_are_replaced_by_share_or_by_life() -> None:
    """10 %, then 20 % of 1,000 at $25. A battery of 3 years is due when the device begins its fourth year. One of 1.5 years in the
    second year and at the start of the fourth; one of half a year twice a year from the second."""
    path = "devices.it.accessories.it"
    assert accessory(share=[0.1, 0.2])[f"{path}.cost"] == [2_500, 5_000, 5_000, 5_000, 5_000]
    assert accessory(life=3)[f"{path}.replaced"] == [0, 0, 0, 1_000, 0]
    assert accessory(life=1.5)[f"{path}.replaced"] == [0, 1_000, 0, 1_000, 1_000]
    assert accessory(life=0.5)[f"{path}.replaced"] == [0, 2_000, 2_000, 2_000, 2_000]


def test_accessories_may_come_with_each_device() -> None:
    found = accessory(share=0, with_device=True)
    assert found["devices.it.accessories.it.first_cost"] == [25_000, 0, 0, 0, 0]
    assert not [id for id in accessory(share=0).row_ids() if id.endswith("first_cost")]


HOURS = {"repair": 0.75, "staging": 0.25, "retiring": 0.2}


def test_hours_are_counted_and_cost_nothing_without_a_rate() -> None:
    """200 repairs x 0.75 = 150; 1,000 staged x 0.25 = 250 in the first year."""
    found = fleet(loss=0, breakage=0.2, labor=HOURS)
    assert found["devices.it.labor_hours"] == [400, 150, 150, 150, 150]
    assert found["by_category.total"][1] == 0


def test_hours_with_a_rate_are_labor_in_their_phases() -> None:
    """At $30: $4,500 of support, $7,500 to deploy; a life of four years retires 1,000 in FY2031: 200 hours, $6,000."""
    found = fleet(loss=0, breakage=0.2, life=4, labor={**HOURS, "rate": 30})
    assert found["by_category.labor"][0] == 12_000
    assert found["by_phase.support"][0] == 4_500
    assert found["by_phase.deploy"][0] == 7_500
    assert found["by_phase.retire"][4] == 6_000
