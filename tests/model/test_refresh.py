"""When devices are replaced, by each policy, worked by hand: 400 devices, none lost, so that every number can be followed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tco.errors import PlanError
from tests.model.worked import DISTRICT, Worked, worked
from tests.plans import plan_of

YEARS: Mapping[str, Any] = {"calendar": {"start_month": 7, "first_year": 2027, "horizon": 8}}
FLEET: Mapping[str, Any] = {
    "label": "Student devices",
    "price": {"device": {"price": 300}},
    "count": 400,
    "life": 4,
    "loss": 0,
    "breakage": 0,
    "lots": {"lump": {"bought": 2024, "count": 400}},
}


def fleet(**more: Any) -> Worked:
    return worked(devices={"a": {**FLEET, **more}}, **YEARS)


POLICIES: Mapping[str, tuple[dict[str, Any], list[float]]] = {
    # bought in FY2024, they serve four years, FY2024 to FY2027: all are due in FY2028 and again in FY2032
    "by_age": ({}, [0, 400, 0, 0, 0, 400, 0, 0]),
    # 400 / 4 a year from the first on
    "yearly_share": ({"parts": 4}, [100] * 8),
    # three years after FY2026: FY2029, FY2032
    "all_at_once": ({"last": 2026, "every": 3}, [0, 0, 400, 0, 0, 400, 0, 0]),
    # 100 enter each year; in FY2028 the 300 that are left of the lump are past their life; 100 of those bought
    # in FY2028 (the first of them past life in FY2032) are let go in each of FY2029 to FY2031
    "grade_entry": ({"entering": 0.25}, [100, 300, 100, 100, 100, 100, 100, 100]),
    "by_year": ({"planned": {"by_year": {2027: 50, 2029: 0, 2030: 400}}}, [50, 50, 0, 400, 400, 400, 400, 400]),
    "run_to_failure": ({}, [0] * 8),
}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_says_what_is_bought(policy: str) -> None:
    figures, bought = POLICIES[policy]
    done = fleet(refresh={"policy": policy, **figures})
    assert done["devices.a.bought"] == bought
    assert done["devices.a.in_service"] == [400] * 8


def test_without_a_policy_devices_are_replaced_by_age() -> None:
    assert fleet()["devices.a.bought"] == POLICIES["by_age"][1]
    assert not [id for id in fleet().row_ids() if id.startswith("devices.a.refresh")]


def test_the_oldest_go_first_and_those_of_one_year_alike() -> None:
    """100 a year take the place of 300 of FY2022 (two lots) first: 2/3 of each 100 from the larger lot."""
    lots = {
        "a": {"bought": 2022, "count": 200},
        "b": {"bought": 2025, "count": 100},
        "c": {"bought": 2022, "count": 100},
    }
    done = fleet(lots=lots, refresh={"policy": "yearly_share", "parts": 4})
    rows = done.model.by_id()
    left = done.values.of(rows["devices.a.left"])[:4, :3]
    expected: list[list[float]] = [[200 - 200 / 3, 100, 100 - 100 / 3], [200 / 3, 100, 100 / 3], [0, 100, 0], [0, 0, 0]]
    np.testing.assert_allclose(left, expected, atol=1e-9)


def test_a_yearly_share_moves_a_lump_to_an_even_fleet() -> None:
    """Ages at the year's start while a quarter of a lump of FY2024 is replaced a year: 3 x 300/400, (1 x 100 + 4 x 200)/400, ..."""
    ages = fleet(refresh={"policy": "yearly_share", "parts": 4})["devices.a.mean_age"]
    assert ages[:5] == [2.25, 2.25, 2, 1.5, 1.5]


def test_the_need_is_bought_even_where_the_policy_asks_for_less() -> None:
    growing = {"by_year": {2027: 400, 2028: 700}}
    done = fleet(count=growing, refresh={"policy": "yearly_share", "parts": 4})
    assert done["devices.a.bought"][:3] == [
        100,
        300,
        175,
    ]  # 700 / 4 = 175 in FY2028 is less than the 300 that are lacking


def test_a_cap_puts_the_policys_purchases_off_and_the_old_ones_stay() -> None:
    done = fleet(purchase_cap=60, refresh={"policy": "yearly_share", "parts": 4})
    assert done["devices.a.bought"][:2] == [60, 60]
    assert done["devices.a.put_off"][:2] == [40, 40]
    assert done["devices.a.in_service"] == [400] * 8


def test_money_that_is_short_puts_purchases_off_and_the_fleet_ages() -> None:
    """$50,000 buys 166 of $300; 400 are due in FY2028, and 234 of them are held past their life, then 68."""
    done = fleet(purchase_budget=50_000, breakage=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], repair_cost=100)
    assert done["devices.a.bought"][:4] == [0, 166, 166, 68]
    assert done["devices.a.put_off"][:4] == [0, 234, 68, 0]
    assert done["devices.a.spent"][:4] == [0, 49_800, 49_800, 20_400]
    # FY2028: 166 in their first year and 234 in their fifth: 16.6 + 117 repairs; all new ones would need 40
    assert done["devices.a.repairs"][1] == 133.6


def test_money_goes_with_no_offer() -> None:
    with pytest.raises(PlanError, match="Cap them by purchase_cap instead"):
        plan_of({**DISTRICT, "devices": {"a": {**FLEET, "purchase_budget": 1, "offer": "group"}}})


def test_nothing_is_replaced_where_somebody_types_that_nothing_is_bought() -> None:
    typed = fleet(refresh={"policy": "yearly_share", "parts": 4}).typed("devices.a.bought", {2028: 0})
    assert typed["devices.a.in_service"] == [400] * 8
    assert typed["devices.a.retired"][:3] == [100, 0, 100]


def test_the_shorter_of_policy_life_and_economic_life_counts() -> None:
    done = fleet(economic_life=3, lots={"lump": {"bought": 2026, "count": 400}})
    assert done["devices.a.planned_life"] == [3]
    assert done["devices.a.bought"] == [0, 0, 400, 0, 0, 400, 0, 0]


def test_which_limit_binds_is_said_of_each_cohort() -> None:
    """A lot without known end, a lot whose support ends on 30 June 2027, and purchases: 6 years from release, 3 years old."""
    lots = {"free": {"bought": 2026, "count": 1}, "ends": {"bought": 2026, "count": 1, "support_end": "2027-06-30"}}
    done = fleet(lots=lots, support_years=6, platform_age=3)
    rows, first = done.model.by_id(), slice(0, 3)
    column = {name: done.values.of(rows[f"devices.a.cohorts.{name}"])[0, first] for name in COLUMNS}
    assert [column[name].tolist() for name in COLUMNS] == [
        [2029, 2029, 2030],
        [2034, 2027, 2029],
        [0, 1, 1],
        [2029, 2027, 2029],
    ]


COLUMNS = ("planned_until", "supported_until", "support_first", "serves_until")


def test_a_chromebooks_support_follows_from_the_release_of_its_platform() -> None:
    """Released on 15 March 2021: ten years, to 15 March 2031, which is in FY2031; the last whole year is FY2030."""
    lots = {"new": {"bought": 2026, "count": 400, "platform_released": "2021-03-15"}}
    done = fleet(lots=lots, life=9)
    rows = done.model.by_id()
    assert done.values.of(rows["devices.a.cohorts.supported_until"])[0, 0] == 2030


class TestPaidSupport:
    """Windows 10 for schools: $1, $2 and $4 in the three years after October 2025; who joins late pays the missed years."""

    told: Mapping[str, Any] = {
        "life": 12,
        "lots": {"old": {"bought": 2022, "count": 100, "support_end": "2028-06-30"}},
        "count": 100,
    }

    def test_in_time(self) -> None:
        done = fleet(**self.told, extended_support={"price": {"by_age": [1, 2, 4]}, "years": 3})
        assert done["devices.a.support_cost"] == [0, 0, 100, 200, 400, 0, 0, 0]
        assert done["devices.a.bought"] == [0, 0, 0, 0, 0, 100, 0, 0]

    def test_late_pays_the_years_missed(self) -> None:
        done = fleet(**self.told, extended_support={"price": {"by_age": [1, 2, 4]}, "years": 3, "joined": 2030})
        assert done["devices.a.support_cost"] == [0, 0, 0, 300, 400, 0, 0, 0]

    def test_late_and_not_cumulative(self) -> None:
        told = {"price": {"by_age": [1, 2, 4]}, "years": 3, "joined": 2030, "cumulative": False}
        assert fleet(**self.told, extended_support=told)["devices.a.support_cost"] == [0, 0, 0, 200, 400, 0, 0, 0]

    def test_fewer_years(self) -> None:
        done = fleet(**self.told, extended_support={"price": {"by_age": [1, 2, 4]}, "years": 1})
        assert done["devices.a.support_cost"] == [0, 0, 100, 0, 0, 0, 0, 0]
        assert done["devices.a.bought"] == [0, 0, 0, 100, 0, 0, 0, 0]


class TestHandDowns:
    """400 devices of grades 6 to 12 are replaced in FY2028; 80 % are fit for grades 3 to 5, which need 100 then."""

    def done(self) -> Worked:
        upper = {**FLEET, "disposal": 5}
        lower = {**FLEET, "label": "Younger students", "count": 100, "life": 6}
        lower |= {"lots": {"old": {"bought": 2022, "count": 100}}}
        lower |= {"receives": {"a": {"fit": 0.8, "preparing": 10}}}
        return worked(devices={"a": upper, "b": lower}, **YEARS)

    def test_the_need_is_met_by_what_is_handed_down(self) -> None:
        done = self.done()
        assert done["devices.b.offered_in_all"] == [0, 320, 0, 0, 0, 320, 0, 0]
        assert done["devices.b.received"] == [0, 100, 0, 0, 0, 0, 0, 0]
        # bought in FY2024, they serve six years in all, to FY2029; in FY2030 nobody lets any go
        assert done["devices.b.bought"] == [0, 0, 0, 100, 0, 0, 0, 0]
        assert done["devices.b.preparing_cost_a"] == [0, 1000, 0, 0, 0, 0, 0, 0]

    def test_what_is_handed_down_is_not_disposed_of(self) -> None:
        done = self.done()
        assert done["devices.a.retired"] == [0, 400, 0, 0, 0, 400, 0, 0]
        assert done["devices.a.disposal_cost"] == [0, 1500, 0, 0, 0, 2000, 0, 0]

    def test_its_price_is_spread_once(self) -> None:
        """Over the life of those who bought it; the others bought 100 in FY2022 for six years and 100 in FY2030."""
        assert self.done()["devices.b.annual_share_in_all"] == [5000, 0, 0, 5000, 5000, 5000, 5000, 5000]


FAULTS: Mapping[str, dict[str, Any]] = {
    "the policy 'all_at_once' without 'every'": {"refresh": {"policy": "all_at_once", "last": 2025}},
    "it is 2031, and what it tells of is there from 2027 on": {
        "refresh": {"policy": "all_at_once", "last": 2031, "every": 3}
    },
    "60000 is owed of 50000 financed": {
        "lease": {"term": 4, "rate": 0.05, "begun": {2025: {"financed": 50_000, "owed": 60_000}}}
    },
    "the term of 2 years was over when the plan began": {
        "lease": {"term": 2, "rate": 0.05, "begun": {2023: {"financed": 50_000, "owed": 10_000}}}
    },
    "platform_age without support_years": {"platform_age": 2},
    "bought 2 years after its support has ended": {"support_years": 3, "platform_age": 5},
    "released on 9999-12-31": {
        "lots": {"new": {"bought": 2026, "count": 1, "platform_released": datetime.date(9999, 12, 31)}}
    },
    "the rule is known for platforms from 2020-01-01 to": {
        "lots": {"old": {"bought": 2019, "count": 1, "platform_released": datetime.date(2018, 5, 1)}}
    },
    "4 years are paid and 3 have a price": {"extended_support": {"price": [1, 2, 4], "years": 4}},
    "there is no fleet 'nobody'": {"receives": {"nobody": {}}},
    "does not stand before 'a'": {"receives": {"a": {}}},
}


@pytest.mark.parametrize("found", FAULTS)
def test_what_does_not_fit_is_a_fault(found: str) -> None:
    with pytest.raises(PlanError, match=found):
        plan_of({**DISTRICT, "devices": {"a": {**FLEET, **FAULTS[found]}}})


def test_a_scenario_cannot_choose_a_policy_without_its_figures() -> None:
    told = {**FLEET, "refresh": {"policy": "by_age"}}
    choice = {"label": "A quarter", "changes": {"devices.a.refresh.policy": "yearly_share"}}
    with pytest.raises(PlanError, match="the policy 'yearly_share' without 'parts'"):
        plan_of({**DISTRICT, "devices": {"a": told}, "scenarios": {"quarter": choice}})


ADVICE: Mapping[str, dict[str, Any]] = {
    "the economic life of 6 years is longer than the life of 4": {"economic_life": 6},
    "support is paid after its end, and no lot and no purchase has an end": {
        "extended_support": {"price": [1], "years": 1}
    },
    "support of 3 years is shorter than the life of 4": {"support_years": 8, "platform_age": 5},
}


@pytest.mark.parametrize("found", ADVICE)
def test_what_is_worth_a_look_is_advice(found: str) -> None:
    plan = plan_of({**DISTRICT, "devices": {"a": {**FLEET, **ADVICE[found]}}})
    assert [str(each) for each in plan.findings if found in str(each)]
