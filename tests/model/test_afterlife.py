"""What becomes of devices, and price lines that stay: each case worked by hand beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from tests.model.worked import Worked, worked

# 100 tablets at $294, kept for four years and gone in FY2031: what the plan then says of them is worked out below. The base year of
# prices is the first year's, so that a price is what it says.
TABLETS: Mapping[str, Any] = {
    "label": "Tablets",
    "count": {"by_year": {2027: 100, 2031: 0}},
    "price": {"device": {"price": 294}},
    "life": 4,
    "loss": 0,
    "breakage": 0,
}
FIVE_YEARS = {"start_month": 7, "first_year": 2027, "horizon": 5, "headline_years": 5}


def tablets(told: Mapping[str, Any] | None = None, **figures: Any) -> Worked:
    """A hundred tablets bought in FY2027 and retired in FY2031, with an afterlife."""
    given = {**TABLETS, **figures, **({} if told is None else {"afterlife": told})}
    return worked(calendar=FIVE_YEARS, devices={"them": given}, economics={"prices_as_of": 2027})


def last(plan: Worked, row: str) -> float:
    """A row in FY2031, the only year in which any are retired; it is nothing before."""
    found = plan[f"devices.them.{row}"]
    assert found[:4] == [0, 0, 0, 0]
    return found[4]


BUY_BACK: dict[str, Any] = {"goes_to": "buy_back", "buy_back": {"share": 0.20, "age": 4, "returned": 1}}


def test_knoxville_sold_its_tablets_back_at_20_percent_after_four_years() -> None:
    """20 % of $294 is $58.80; a hundred of them bring $5,880. 20 % after four years is 0.20^(1/4) = 0.6687 kept a year
    (Knoxville IA, 2023): 0.6687^4 = 0.19995, which rounds to the same 20 %, and 100 x 294 x 0.19995 = $5,878.54."""
    assert last(tablets(BUY_BACK), "buy_back") == -5_880
    by_year = last(tablets(resale_retention=0.6687), "resale")
    assert by_year == pytest.approx(-100 * 294 * 0.6687**4, abs=0.005) and by_year == pytest.approx(-5_880, rel=0.0003)


def test_what_is_not_returned_in_time_and_in_condition_brings_nothing_and_is_recycled() -> None:
    """90 of 100 come back: 90 x $58.80 = $5,292. Ten are recycled at $8. Kept for a fifth year they are too late: nothing."""
    told = {**BUY_BACK, "buy_back": {**BUY_BACK["buy_back"], "returned": 0.9}, "recycling": 8}
    assert last(tablets(told), "buy_back") == -5_292
    assert last(tablets(told), "recycling_cost") == 80
    late = {**told, "buy_back": {**BUY_BACK["buy_back"], "age": 3}}
    assert last(tablets(late), "buy_back") == 0
    assert last(tablets(late), "recycling_cost") == 800


def test_a_guarantee_may_fall_with_the_years() -> None:
    """50, 40, 30, 20 % after one to four years: those kept for three years bring 30 % of $294, $88.20 each."""
    told = {**BUY_BACK, "buy_back": {"share": [0.5, 0.4, 0.3, 0.2], "age": 4, "returned": 1}}
    assert last(tablets(told), "buy_back") == -5_880
    earlier = tablets(told, life=3, count={"by_year": {2027: 100, 2030: 0}})
    assert earlier["devices.them.buy_back"] == [0, 0, 0, -8_820, 0]


def test_worth_by_age_is_read_after_the_last_year_of_service() -> None:
    """60, 45, 30, 15 % of $294: after four years $44.10 each, after three $88.20; what is kept longer keeps the last."""
    told = {"goes_to": "resale", "worth": [0.60, 0.45, 0.30, 0.15]}
    assert last(tablets(told), "resale") == -4_410
    assert tablets(told, life=3, count={"by_year": {2027: 100, 2030: 0}})["devices.them.resale"][3] == -8_820
    short = {**told, "worth": [0.60, 0.45]}
    assert last(tablets(short), "resale") == -13_230  # 100 x 0.45 x 294


def test_the_lines_that_resell_are_the_worth_and_fees_are_not() -> None:
    """$280 + $38 licence + $4 fee: half of the $280 after four years is $140 each, whatever the other lines are."""
    price = {"device": {"price": 280}, "licence": {"price": 38, "resells": False}, "law": {"price": 4, "fee": True}}
    assert last(tablets({"goes_to": "resale", "worth": 0.5}, price=price), "resale") == -14_000


GRADES = {"good": {"share": 0.5, "worth": 1}, "worn": {"share": 0.3, "worth": 0.4}}
SOLD = {"goes_to": "resale", "worth": 0.5, "grades": GRADES}


def test_grades_share_out_the_retired_and_the_rest_is_scrap() -> None:
    """Worth $147 in good condition: 50 x $147 + 30 x $58.80 = 7,350 + 1,764 = $9,114; twenty are scrap and recycled at $8."""
    found = tablets({**SOLD, "recycling": 8, "wipe": 3})
    assert last(found, "sold") == 80
    assert last(found, "resale") == -9_114
    assert last(found, "recycled") == 20
    assert last(found, "recycling_cost") == 160
    assert last(found, "wipe_cost") == 300


def test_what_is_worth_less_than_the_floor_is_given_away_and_costs_no_recycling() -> None:
    """At a floor of $60 the thirty worn ones ($58.80) are given away: 50 x $147 = $7,350. At $58.80 they are sold."""
    found = tablets({**SOLD, "floor": 60, "recycling": 8})
    assert (last(found, "sold"), last(found, "given_away"), last(found, "recycled")) == (50, 30, 20)
    assert last(found, "resale") == -7_350
    at_floor = tablets({**SOLD, "floor": 58.8, "recycling": 8})
    assert (last(at_floor, "sold"), last(at_floor, "given_away")) == (80, 0)
    assert last(tablets({"goes_to": "resale", "worth": 0.1, "floor": 50}), "resale") == 0  # $29.40 each


def test_a_broker_takes_a_share_and_selling_costs_something_for_each() -> None:
    """A tenth of $9,114 is the broker's: $8,202.60 is left. Selling eighty at $2 costs $160, apart from the proceeds."""
    found = tablets({**SOLD, "brokers_share": 0.10, "selling_cost": 2})
    assert last(found, "resale") == -8_202.6
    assert last(found, "selling_cost") == 160
    assert found["by_kind.proceeds"][4] == -8_202.6


def test_a_device_is_worth_nothing_once_its_support_is_over() -> None:
    """Support of four years, FY2027 to FY2030, is over in FY2031: nothing. With a fifth year of it they bring half of $294."""
    told = {"goes_to": "resale", "worth": 0.5, "until_support_ends": True, "recycling": 8}
    over = tablets(told, support_years=4)
    assert (last(over, "resale"), last(over, "recycling_cost")) == (0, 800)
    left = tablets(told, support_years=5)
    assert (last(left, "resale"), last(left, "recycling_cost")) == (-14_700, 0)


def test_a_trade_in_is_credited_for_as_many_as_are_bought() -> None:
    """A hundred retired in FY2031 and 60 bought: 60 x $40 = $2,400; forty are recycled. No credit is above the new one's price."""
    shrinks = {"by_year": {2027: 100, 2031: 60}}
    told = {"goes_to": "trade_in", "trade_in": 40, "recycling": 8}
    found = tablets(told, count=shrinks)
    assert last(found, "trade_in") == -2_400
    assert last(found, "recycling_cost") == 320
    assert last(tablets({**told, "trade_in": 400}, count=shrinks), "trade_in") == -60 * 294
    assert last(tablets({**told, "trade_in": 40}), "trade_in") == 0  # none is bought


def test_scrap_is_not_taken_in_trade() -> None:
    """Twenty of a hundred are scrap: 80 x $40 = $3,200 where a hundred are bought."""
    told = {"goes_to": "trade_in", "trade_in": 40, "grades": GRADES, "recycling": 8}
    found = tablets(told, count=100)
    assert (last(found, "trade_in"), last(found, "recycling_cost")) == (-3_200, 160)
    assert found["devices.them.spent"] == [29_400, 0, 0, 0, 29_400]  # the purchase keeps its price


ALL_WAYS = {"worth": 0.5, "trade_in": 40, "buy_back": {"share": 0.2, "age": 4, "returned": 1}, "recycling": 8}


@pytest.mark.parametrize(
    ("way", "proceeds", "recycling"),
    [("resale", -14_700, 0), ("buy_back", -5_880, 0), ("trade_in", -4_000, 0), ("disposal", 0, 800)],
)
def test_every_way_is_in_the_model_and_one_of_them_counts(way: str, proceeds: float, recycling: float) -> None:
    """100 x 294 x 0.5; x 0.2; 100 x $40; or all recycled at $8."""
    found = tablets({**ALL_WAYS, "goes_to": way}, count=100)
    assert found["by_kind.proceeds"] == [0, 0, 0, 0, proceeds]
    assert found["devices.them.recycling_cost"][4] == recycling
    assert [found[f"devices.them.{each}"][4] for each in ("sold", "bought_back", "traded_in")] == [100, 100, 100]
    assert found.row_ids() == tablets({**ALL_WAYS, "goes_to": "resale"}, count=100).row_ids()


def test_pickups_are_whole_and_the_e_waste_fee_is_for_each() -> None:
    """A hundred at thirty a pickup are four pickups at $150: $600. At $5 each the fee is $500, the same in every year."""
    told = {"goes_to": "disposal", "waste_fee": 5, "pickup": {"fee": 150, "devices": 30}}
    found = tablets(told)
    assert last(found, "pickups") == 4
    assert (last(found, "pickups_cost"), last(found, "waste_fee_cost")) == (600, 500)


def test_prices_of_services_rise_and_fees_and_credits_do_not() -> None:
    """At 10 % a year FY2031 is 1.4641 dollars: wipe $3 x 100 x 1.4641 = $439.23; pickups $600 x 1.4641 = $878.46; the fee $500."""
    told = {"goes_to": "disposal", "wipe": 3, "waste_fee": 5, "pickup": {"fee": 150, "devices": 30}}
    economics = {"prices_as_of": 2027, "escalation": {"client_devices": 0.10}}
    fleet = {**TABLETS, "afterlife": told, "price": {"device": {"price": 294}, "law": {"price": 4, "fee": True}}}
    found = worked(calendar=FIVE_YEARS, devices={"them": fleet}, economics={**economics, "sales_tax": 0.08})
    assert [last(found, row) for row in ("wipe_cost", "pickups_cost", "waste_fee_cost")] == [439.23, 878.46, 500]
    assert found["devices.them.price_law"] == [4] * 5
    assert found["devices.them.unit_price"][1] == pytest.approx(294 * 1.1 + 4)


# Lines that stay --------------------------------------------------------------------------------------------------------------

# Panels at $2,000 with a mount at $500: 10 rooms, then 12, 8, 12, 13. Life 2, so the first ten are replaced in FY2029 and FY2031.
PANELS: Mapping[str, Any] = {
    "label": "Panels",
    "count": {"by_year": {2027: 10, 2028: 12, 2029: 8, 2030: 12, 2031: 13}},
    "price": {"panel": {"price": 2000}, "mount": {"price": 500, "stays": True}},
    "life": 2,
    "loss": 0,
    "breakage": 0,
}


def panels(mount: Mapping[str, Any] | None = None, **figures: Any) -> Worked:
    price = {"panel": {"price": 2000}, "mount": {"price": 500, "stays": True, **(mount or {})}}
    fleet = {**PANELS, "price": price, **figures}
    return worked(calendar=FIVE_YEARS, devices={"them": fleet}, economics={"prices_as_of": 2027})


def test_a_mount_is_bought_once_for_each_place() -> None:
    """Bought: 10; 2 more; ten retire, 2 stay of 8 needed, so 6; two retire, 6 stay of 12, so 6; six retire, 6 stay of 13, so 7.
    Mounts: 10, 2, none, none (12 were there before), 1."""
    found = panels()
    assert found["devices.them.bought"] == [10, 2, 6, 6, 7]
    assert found["devices.them.stays.mount.in_place"] == [10, 12, 12, 12, 13]
    assert found["devices.them.stays.mount.added"] == [10, 2, 0, 0, 1]
    assert found["devices.them.unit_price"] == [2_000] * 5
    assert found["devices.them.spent"] == [25_000, 5_000, 12_000, 12_000, 14_500]


def test_mounts_are_there_for_the_lots_or_as_many_as_the_district_says() -> None:
    """With ten old panels that are replaced in FY2027, no mount is needed for them; with four mounts, six more are."""
    old = {"lots": {"old": {"bought": 2025, "count": 10}}}
    assert panels(**old)["devices.them.spent"][0] == 20_000
    assert panels({"held": 4}, **old)["devices.them.spent"][0] == 23_000


def test_what_stays_is_spread_over_its_own_years_and_is_over_then() -> None:
    """Over three years: $5,000 / 3 in FY2027 to FY2029, $1,000 / 3 in FY2028 to FY2030, $500 / 3 in FY2031. Panels at $1,000 a year:
    10, 12, 8, 12, 13 in service."""
    found = panels({"spread": 3})
    third = 1 / 3
    assert found["devices.them.stays.mount.share"] == pytest.approx(
        [5_000 * third, 6_000 * third, 6_000 * third, 1_000 * third, 500 * third]
    )
    assert found["annualised.shares"] == [11_666.67, 14_000, 10_000, 12_333.33, 13_166.67]
    spread = found["devices.them.stays.mount.share"]
    assert sum(spread) == pytest.approx(
        6_500 - 2 * 500 * third
    )  # all that was paid, less two years to come of the last


def test_without_years_of_its_own_it_is_spread_over_the_units_life() -> None:
    """Two years: 5,000 / 2, 6,000 / 2, 1,000 / 2, none, 500 / 2."""
    assert panels()["devices.them.stays.mount.share"] == [2_500, 3_000, 500, 0, 250]


def test_what_was_paid_before_the_plan_counts_while_it_is_spread() -> None:
    """$900 of FY2026 and $600 of FY2025 over three years: 300 + 200 in FY2027, 300 in FY2028, then none."""
    found = panels({"spread": 3, "paid_before": {2026: 900, 2025: 600}})
    assert found["devices.them.stays.mount.before"] == [1_500, 900, 0, 0, 0]
    plain = panels({"spread": 3})["annualised.shares"]
    assert [round(a - b, 2) for a, b in zip(found["annualised.shares"], plain, strict=True)] == [500, 300, 0, 0, 0]


def test_annualised_cost_is_cash_less_purchases_plus_shares() -> None:
    found = panels({"spread": 3})
    rows = [found[f"annualised.{row}"] for row in ("cash", "invested", "shares", "tco")]
    assert rows[1] == [-amount for amount in found["devices.them.spent"]]
    assert [round(sum(parts), 2) for parts in zip(*rows[:3], strict=True)] == rows[3]


def test_a_licence_that_moves_is_bought_for_growth_and_one_that_is_lost_with_every_unit() -> None:
    """100 Chromebooks, a tenth lost each year and replaced: 100, 10, 10, 10, and with a life of 4 the first 65.61 in FY2031.
    Bound licences at $38 go with each; a licence that moves is bought a hundred times and no more."""
    chromebooks = {**TABLETS, "count": 100, "loss": 0.10, "whole_units": False}
    bound = {"device": {"price": 300}, "licence": {"price": 38, "resells": False}}
    moves = {"device": {"price": 300}, "licence": {"price": 38, "stays": True}}
    plans = [
        worked(calendar=FIVE_YEARS, economics={"prices_as_of": 2027}, devices={"them": {**chromebooks, "price": price}})
        for price in (bound, moves)
    ]
    assert plans[0]["devices.them.bought"] == pytest.approx([100, 10, 10, 10, 75.61])
    assert plans[0]["devices.them.spent"] == pytest.approx([33_800, 3_380, 3_380, 3_380, 25_556.18])
    assert plans[1]["devices.them.spent"] == pytest.approx([33_800, 3_000, 3_000, 3_000, 22_683])


def test_a_line_that_stays_does_not_resell_and_a_lease_finances_it() -> None:
    """Half of the panel's $2,000 for ten retired in FY2029: $10,000. Leased: $25,000 financed in FY2027."""
    sold = panels(afterlife={"goes_to": "resale", "worth": 0.5})
    assert sold["devices.them.resale"][2] == -10_000
    leased = panels(acquire="lease", lease={"term": 2, "rate": 0})
    assert leased["devices.them.financed"][0] == 25_000


# What does not fit --------------------------------------------------------------------------------------------------------------

RETURNED = {"share": 0.2, "age": 4, "returned": 0.9}


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"afterlife": {**SOLD, "grades": {**GRADES, "more": {"share": 0.3, "worth": 0}}}}, "come to 1.1"),
        ({"afterlife": {**SOLD, "grades": {"odd": {"share": -0.1, "worth": 1}}}}, "expected 0 to 1"),
        ({"afterlife": {"goes_to": "resale"}}, "nothing says what they are worth"),
        ({"afterlife": {"goes_to": "buy_back"}}, "without 'buy_back'"),
        ({"afterlife": {"goes_to": "trade_in"}}, "without 'trade_in'"),
        ({"afterlife": {"goes_to": "attic"}}, "resale"),
        ({"afterlife": {"goes_to": "disposal", "trade_in": -5}}, "expected 0 or more"),
        ({"afterlife": {**BUY_BACK, "buy_back": {**RETURNED, "share": 1.2}}}, "expected 0 to 1"),
        ({"afterlife": {**BUY_BACK, "buy_back": {**RETURNED, "age": 0}}}, "expected 1 to 30"),
        ({"afterlife": {"goes_to": "disposal", "pickup": {"fee": 100, "devices": 0}}}, "expected 1 or more"),
        ({"afterlife": SOLD, "resale_retention": 0.5}, "say the same thing"),
        ({"afterlife": SOLD, "resale_price": 0}, "say the same thing"),
        ({"afterlife": {**SOLD, "wipe": 3}, "disposal": 5}, "in one"),
        ({"price": {"device": {"price": 9, "stays": True}}}, "one is the unit's"),
        ({"price": {"device": {"price": 9}, "law": {"price": 4, "fee": True, "taxed": True}}}, "no sales tax"),
        ({"price": {"device": {"price": 9, "held": 4}}}, "held goes with stays"),
        ({"price": {"device": {"price": 9, "spread": 4, "paid_before": {2026: 1}}}}, "spread, paid_before goes with"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(figures: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        tablets(**figures)


def test_a_fleet_without_an_afterlife_has_none_of_its_rows() -> None:
    """Nor has one whose lines all go with the unit any that stay."""
    rows = tablets(resale_price=20, disposal=5).row_ids()
    assert [id for id in rows if any(word in id for word in ("afterlife", "taken", "recycled", "stays", "sold"))] == []
