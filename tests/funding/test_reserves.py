"""Reserves and transfers, worked by hand: level contributions, interest, floors, and money moved between sources."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tco.inputs.reserves import Reserve
from tests.funding.spending import holds, operating, paid_by

PEAK = {2027: 100.0, 2028: 100.0, 2029: 400.0, 2030: 100.0}


def reserve(**more: Any) -> dict[str, Any]:
    opening = more.pop("opening_balance", None)
    form = {"contribution": "level", **more}
    return {"reserve": form} | ({} if opening is None else {"opening_balance": opening})


def test_the_level_contribution_lasts_through_the_worst_year_and_no_more() -> None:
    """So far 100, 200, 600 and 700 are needed: 100, 100, 200 and 175 a year; the peak of FY2029 decides."""
    found = paid_by({"reserve": reserve()}, operating(PEAK))
    assert found["sources.reserve.level"] == [200]
    assert found["sources.reserve.closing"] == [100, 200, 0, 100]
    assert found["funding.gap"] == [0] * 4
    holds(found, "reserve")


def test_a_balance_before_the_plan_and_a_floor_move_it() -> None:
    """With 150 before the plan and a floor of 60: (100 - 90) / 1, (200 - 90) / 2, (600 - 90) / 3 = 170, (700 - 90) / 4 = 152.50."""
    found = paid_by({"reserve": reserve(opening_balance=150, floor=60)}, operating(PEAK))
    assert found["sources.reserve.level"] == [170]
    assert found["sources.reserve.closing"] == [220, 290, 60, 130]
    assert found["funding.gap"] == [0] * 4
    holds(found, "reserve")


def test_with_interest_the_level_contribution_is_smaller() -> None:
    """Two years at 10 %, 210 needed in the second: C x 1.1 + C = 210, so C = 100."""
    found = paid_by({"reserve": reserve(interest=0.1)}, operating({2027: 0, 2028: 210, 2029: 0}))
    assert found["sources.reserve.level"] == [100]
    assert found["sources.reserve.interest"] == [0, 10, 0, 10]
    assert found["sources.reserve.closing"] == [100, 0, 100, 210]
    holds(found, "reserve")


def test_the_level_contribution_is_rounded_up_to_the_cent() -> None:
    """700 / 3 = 233.333...: at 233.33 a cent would be missing in the third year."""
    found = paid_by({"reserve": reserve()}, operating({2027: 0, 2029: 700, 2030: 0}))
    assert found["sources.reserve.level"] == [233.34]
    assert found["funding.gap"] == [0] * 4


def test_enough_before_the_plan_needs_no_contribution() -> None:
    found = paid_by({"reserve": reserve(opening_balance=1_000)}, operating(PEAK))
    assert found["sources.reserve.level"] == [0]


def test_a_typed_contribution_that_is_too_small_leaves_a_gap_and_the_floor() -> None:
    typed = reserve(contribution="typed", amount=120, floor=50, opening_balance=80)
    found = paid_by({"reserve": typed}, operating(PEAK))
    assert found["sources.reserve.paid"] == [100, 100, 190, 100]  # 80 + 20 + 20 + 120 - 50 = 190
    assert found["funding.gap"] == [0, 0, 210, 0]
    assert found["sources.reserve.closing"] == [100, 120, 50, 70]


def test_the_contribution_comes_out_of_another_source_as_far_as_it_has_it() -> None:
    """The general fund has 150 a year, gives 200 where it can, and pays nothing itself: 150 come each year."""
    sources = {"reserve": reserve(**{"from": "general"}), "general": {"amount": 150, "carries_over": True}}
    found = paid_by(sources, operating(PEAK))
    assert found["sources.reserve.contribution"] == [200] * 4
    assert found["sources.general.given_reserve"] == [150] * 4
    assert found["sources.reserve.transferred"] == [150] * 4
    assert found["sources.general.transferred"] == [-150] * 4
    assert found["sources.reserve.received"] == [0] * 4
    assert found["sources.reserve.paid"] == [100, 100, 250, 100]  # 150 - 100, 150 - 100 and 150 are 250
    assert found["sources.reserve.closing"] == [50, 100, 0, 50]
    for id in sources:
        holds(found, id)


def test_what_a_reserve_may_pay_is_what_it_saves_for() -> None:
    """Its uses name nothing that the plan has, so it needs nothing."""
    only = reserve() | {"uses": {"devices": {"categories": ["client_devices"]}}}
    assert paid_by({"reserve": only}, operating(PEAK))["sources.reserve.level"] == [0]


def test_a_typed_reserve_says_its_amount() -> None:
    with pytest.raises(ValidationError, match="give the yearly amount, or write contribution = 'level'"):
        Reserve.model_validate({})


LEVY_TO_GENERAL = {
    "levy": {
        "amount": {"by_year": {2027: 300, 2028: 50}},
        "carries_over": True,
        "transfers": {"training": 80, "general": 200},
    },
    "training": {"amount": 0},
    "general": {"amount": 10},
}


def test_transfers_go_out_in_the_order_of_the_plan_and_never_beyond_what_is_there() -> None:
    """FY2027: 80 + 200 of 300, 20 stay; FY2028: 80 of 70, so 70 and nothing more; then 50 a year, all to training."""
    found = paid_by(LEVY_TO_GENERAL, operating(0))
    assert found["sources.levy.given_training"] == [80, 70, 50, 50]
    assert found["sources.levy.given_general"] == [200, 0, 0, 0]
    assert found["sources.levy.closing"] == [20, 0, 0, 0]
    assert found["sources.general.transferred"] == [200, 0, 0, 0]
    assert found["sources.general.lapsed"] == [210, 10, 10, 10]
    for id in LEVY_TO_GENERAL:
        holds(found, id)


def test_what_is_given_may_be_given_on_in_the_same_year() -> None:
    chain = {
        "last": {"amount": 0},
        "middle": {"amount": 5, "transfers": {"last": 100}},
        "first": {"amount": 40, "transfers": {"middle": 30}},
    }
    found = paid_by(chain, operating(0))
    assert found["sources.last.transferred"] == [35] * 4
    assert found["sources.middle.transferred"] == [-5] * 4
    for id in chain:
        holds(found, id)


def test_what_the_district_stops_paying_may_be_laid_by() -> None:
    """A line of 60 a year ends with FY2027; from FY2028 its money goes to the reserve, which pays 100 in FY2029."""
    stopped = {"stops": {"lines": {"label": "Lines", "category": "connectivity", "amount": 60, "from_year": 2028}}}
    sources = {
        "reserve": reserve(contribution="typed", amount=0),
        "freed": {"returned": {}, "carries_over": True, "transfers": {"reserve": 60}},
    }
    found = paid_by(sources, operating({2027: 0, 2029: 100, 2030: 0}), stopped)
    assert found["sources.freed.given_reserve"] == [0, 60, 60, 60]
    assert found["sources.reserve.paid"] == [0, 0, 100, 0]
    assert found["sources.reserve.closing"] == [0, 60, 20, 80]
    for id in sources:
        holds(found, id)
