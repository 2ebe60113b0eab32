"""What a fleet needs, costs and runs on, each case worked by hand beside it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest

from tests.model.worked import Worked, worked

SCHOOLS: Mapping[str, Any] = {
    "oak": {"name": "Oak", "band": "elementary", "students": 600, "classrooms": 25, "counts": {"display": 20}},
    "high": {"name": "High", "band": "high", "students": 400, "classrooms": 15, "counts": {"display": 10}},
}
DISTRICT: Mapping[str, Any] = {"enrolment": {"elementary": 600, "high": 400}, "schools": SCHOOLS}
FLEET: Mapping[str, Any] = {
    "label": "Devices",
    "price": {"device": {"price": 300}},
    "life": 10,
    "loss": 0,
    "breakage": 0,
}


def fleet(economics: Mapping[str, Any] | None = None, offers: Mapping[str, Any] | None = None, **more: Any) -> Worked:
    """One fleet of the small district with its two schools, prices as of the first year."""
    return worked(
        district=DISTRICT,
        devices={"a": {**FLEET, **more}},
        economics={"prices_as_of": 2027, **(economics or {})},
        offers=offers or {},
    )


# Who gets one ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "needed"),
    [
        ({"per": "student", "ratio": 1}, 1000),
        ({"per": "student", "ratio": 0.5, "bands": ["high"]}, 200),  # half of 400
        ({"per": "teacher", "ratio": 1.1}, 66),  # 60 teachers
        ({"per": "staff", "ratio": 0.9}, 99),  # 110 employees
        ({"per": "classroom", "ratio": 2}, 80),  # 40 rooms
        ({"per": "school", "ratio": 3}, 6),
        ({"school_count": "display"}, 30),  # 20 + 10
        ({"count": 7, "per": "school", "ratio": 3, "school_count": "display"}, 43),  # 7 + 6 + 30
        ({"per": "teacher", "ratio": 1, "spares": 0.07}, 65),  # 64.2, and no part of a device
        ({"per": "teacher", "ratio": 1, "spares": 0.07, "whole_units": False}, 64.2),
    ],
)
def test_the_need_is_the_sum_of_its_parts_with_spares(who: dict[str, Any], needed: float) -> None:
    found = fleet(**who)
    assert found["devices.a.needed"] == [needed] * 4
    assert found["devices.a.bought"] == [needed, 0, 0, 0]


def test_a_rollout_equips_a_share_of_them_each_year() -> None:
    """30 %, 70 % and all of 60 teachers with 5 % spares: 18.9, 44.1 and 63 devices, 19, 45 and 63 whole ones."""
    found = fleet(per="teacher", ratio=1, spares=0.05, rollout={"by_year": {2027: 0.3, 2028: 0.7, 2029: 1}})
    assert found["devices.a.assigned"] == [18, 42, 60, 60]
    assert found["devices.a.needed"] == [19, 45, 63, 63]
    assert found["devices.a.bought"] == [19, 26, 18, 0]


# What one costs --------------------------------------------------------------------------------------------------------------


def test_a_price_is_its_lines_with_tax_where_they_are_taxed_in_the_years_dollars() -> None:
    """$280 x 1.08 + $38 = $340.40 in FY2027; 10 % a year: 374.44, 411.884, 453.0724."""
    price = {"device": {"price": 280, "taxed": True}, "licence": {"price": 38}}
    economics = {"sales_tax": 0.08, "escalation": {"client_devices": 0.10}}
    found = fleet(economics, price=price, count=10, life=1)
    assert found["devices.a.unit_price"] == pytest.approx([340.4, 374.44, 411.884, 453.0724])
    assert found["devices.a.spent"] == [3_404, 3_744.4, 4_118.84, 4_530.72]


def test_a_unit_at_the_threshold_is_capital_and_one_below_it_is_not() -> None:
    """$300, $330, $363, $399.30 against $330."""
    economics = {"capital_threshold": 330, "escalation": {"client_devices": 0.10}}
    found = fleet(economics, count=10, life=1)
    assert found["by_kind.capital"] == [0, 3_300, 3_630, 3_993]
    assert found["by_kind.operating"] == [3_000, 0, 0, 0]


OFFER: Mapping[str, Any] = {
    "coop": {
        "label": "A group",
        "members_volume": 900,
        "fee": 0.02,
        "tiers": {"small": {"floor": 0, "price": 310}, "large": {"floor": 1000, "price": 250}},
    }
}


def test_an_offer_is_the_price_that_all_members_volume_reaches_with_its_fee() -> None:
    """100 with the members' 900 reach $250: x 1.02 = $255, $4,500 less than alone. In FY2028 none is bought: 900, $310 x 1.02."""
    alone = fleet(offers=OFFER, offer="coop", count=100, life=3)
    together = fleet(offers=OFFER, offer="coop", count=100, life=3, buy_through="offer")
    for found in (alone, together):
        assert found["devices.a.offer_volume"] == [1000, 900, 900, 1000]
        assert found["devices.a.offer_price"] == pytest.approx([255, 316.2, 316.2, 255])
        assert found["devices.a.offer_saving"] == [4_500, 0, 0, 4_500]
    assert alone["devices.a.spent"] == [30_000, 0, 0, 30_000]
    assert together["devices.a.spent"] == [25_500, 0, 0, 25_500]


def test_a_lease_without_interest_is_the_price_over_its_payments() -> None:
    """$30,000 over two years in FY2027, $30,000 in FY2029: $15,000 a year; $15,000 is owed at the end of the first."""
    found = fleet(count=100, life=2, acquire="lease", lease={"term": 2, "rate": 0})
    assert found["devices.a.lease_payments"] == [15_000] * 4
    assert found["devices.a.lease_interest"] == [0] * 4
    assert found["devices.a.lease_owed"] == [15_000, 0, 15_000, 0]
    assert found["by_kind.debt_service"] == [15_000] * 4
    assert found["annualised.shares"] == [15_000] * 4  # $30,000 over a life of two years


def test_a_lease_of_a_year_in_advance_at_12_percent() -> None:
    """At 1 % a month, twelve payments in advance: 12,000 x 0.01 / (1 - 1.01^-12) / 1.01 = 1,066.185472 / 1.01 = $1,055.63 a month.
    Eleven of them and, each month's interest in cents, 1,045.16 owed after the eleventh: a last one of 1,045.16 + 10.45 = 1,055.61.
    11 x 1,055.63 + 1,055.61 = $12,667.54, of which 667.54 is interest."""
    found = fleet(count=40, lease={"term": 1, "rate": 0.12}, acquire="lease")
    assert found["devices.a.lease_payments"] == [12_667.54, 0, 0, 0]
    assert found["devices.a.lease_interest"] == [667.54, 0, 0, 0]
    assert found["devices.a.lease_owed"] == [0] * 4


# What it runs on -------------------------------------------------------------------------------------------------------------


def test_repairs_upkeep_and_electricity_of_what_is_in_service() -> None:
    """100 devices: 18 repairs at $80 = $1,440; $12 each = $1,200; 33 kWh at $0.11 = $363. With 10 % a year: 1,584, 1,320."""
    economics = {"electricity": 0.11, "escalation": {"client_devices": 0.10}}
    found = fleet(economics, count=100, breakage=0.18, repair_cost=80, upkeep=12, energy=33)
    assert found["devices.a.repairs_cost"] == [1_440, 1_584, 1_742.4, 1_916.64]
    assert found["devices.a.upkeep_cost"] == [1_200, 1_320, 1_452, 1_597.2]
    assert found["devices.a.energy_cost"] == [363] * 4


def test_repairs_and_upkeep_follow_the_age_of_each_lot() -> None:
    """60 of FY2026 are in their second year of service in FY2027, 40 new ones in their first: 60 x 0.2 + 40 x 0.1 = 16 repairs,
    then 60 x 0.3 + 40 x 0.2 = 26, then 30 (all at 0.3). Upkeep from the third year on: none, 60 x $20, 100 x $20."""
    lots = {"old": {"bought": 2026, "count": 60}}
    found = fleet(count=100, lots=lots, breakage=[0.1, 0.2, 0.3], repair_cost=50, upkeep=[0, 0, 20])
    assert found["devices.a.repairs"] == [16, 26, 30, 30]
    assert found["devices.a.repairs_cost"] == [800, 1_300, 1_500, 1_500]
    assert found["devices.a.upkeep_cost"] == [0, 1_200, 2_000, 2_000]


def test_losses_are_at_the_years_end_and_replaced_in_the_next() -> None:
    """A tenth of 100 each year: 10 lost in FY2027, 10 bought in FY2028. By age 10, 20 %: 10; 90 x 0.2 + 10 x 0.1 = 19; and with
    72 + 9 left and 19 new ones, 72 x 0.2 + 9 x 0.2 + 19 x 0.1 = 18.1."""
    even = fleet(count=100, loss=0.10)
    assert even["devices.a.lost"] == [10] * 4
    assert even["devices.a.bought"] == [100, 10, 10, 10]
    by_age = fleet(count=100, loss=[0.1, 0.2], whole_units=False)
    assert by_age["devices.a.lost"][:3] == pytest.approx([10, 19, 18.1])
    assert by_age["devices.a.bought"][:3] == pytest.approx([100, 10, 19])


@pytest.mark.parametrize(("end", "never", "serves"), [
    (datetime.date(2028, 6, 30), True, 2),  # the last day of FY2028
    (datetime.date(2028, 6, 29), True, 1),  # inside FY2028
    (datetime.date(2028, 6, 29), False, 2),
    (datetime.date(2028, 7, 1), False, 3),  # the first day of FY2029
])  # fmt: skip
def test_a_lot_serves_while_it_has_support(end: datetime.date, never: bool, serves: int) -> None:
    lots = {"old": {"bought": 2026, "count": 50, "support_end": end}}
    found = fleet(count=50, lots=lots, never_unsupported=never)
    assert found["devices.a.bought"] == [0] * serves + [50] + [0] * (3 - serves)


# What it was worth -----------------------------------------------------------------------------------------------------------


def test_lots_are_worth_what_was_paid_for_them_or_the_first_years_price() -> None:
    """50 of FY2025 at $200 and 50 at an unknown price, taken as $300: over four years 2,500 + 3,750 in FY2027 and FY2028. Replaced
    in FY2029 for $30,000, $7,500 a year. At half of its price kept a year, four years leave 1/16: 625 + 937.50."""
    lots = {"known": {"bought": 2025, "count": 50, "price_paid": 200}, "unknown": {"bought": 2025, "count": 50}}
    found = fleet(count=100, life=4, lots=lots, resale_retention=0.5)
    assert found["annualised.shares"] == [6_250, 6_250, 7_500, 7_500]
    assert found["devices.a.resale"] == [0, 0, -1_562.5, 0]


def test_only_lines_that_resell_are_worth_something() -> None:
    """$240 of $300 resell, 80 %: 50 x $200 x 0.8 / 16 = $500."""
    price = {"device": {"price": 240}, "licence": {"price": 60, "resells": False}}
    lots = {"known": {"bought": 2025, "count": 50, "price_paid": 200}}
    found = fleet(count=50, life=4, lots=lots, price=price, resale_retention=0.5)
    assert found["devices.a.resale"] == [0, 0, -500, 0]


def test_the_refresh_calendar_shares_purchases_out_by_what_a_school_has() -> None:
    """By students 60 and 40 %; in the band high all at the high school; by displays two thirds and one third."""
    plans = [fleet(count=90), fleet(per="student", ratio=0.225, bands=["high"]), fleet(school_count="display")]
    shared = [
        plan.values.of(plan.model.by_id()["devices.a.by_school"])[0].tolist()  # FY2027
        for plan in plans
    ]
    assert shared == [pytest.approx([54, 36]), pytest.approx([0, 90]), pytest.approx([20, 10])]
