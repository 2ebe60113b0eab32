"""Rolling a plan forward: each closing position becomes the opening that a district would write by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tco.errors import PlanError
from tco.plan import Plan
from tests.model.worked import INTERNET
from tests.plans import Computed, plan_of

PLAN: dict[str, Any] = {
    "schema": 1,
    "title": "Two years of everything that lasts",
    "district": {"name": "A district", "enrolment": {"all": 100}, "teachers": 10, "staff": 20},
    "calendar": {"start_month": 7, "first_year": 2027, "horizon": 3, "headline_years": 3},
    "economics": {"discount_rate": 0, "prices_as_of": 2027},
    "devices": {
        "student": {
            "label": "Student devices",
            "per": "student",
            "ratio": 1,
            "life": 4,
            "loss": 0.1,
            "breakage": 0,
            "support_years": 6,
            "price": {"device": {"price": 120}},
            "acquire": "lease",
            "lease": {"term": 2, "rate": 0},
            "lots": {"bought_2027": {"bought": 2025, "count": 40, "model": "Delivered early"}},
        }
    },
    "circuits": {
        "internet": {**INTERNET, "capacities": {"one": {"mbps": 500, "price": 100}}, "bid_in": 2024},
    },
    "software": {
        "tool": {
            "label": "A tool",
            "per": "student",
            "licence": "perpetual",
            "licence_price": 10,
            "owned": 30,
            "implementation": {"by_year": {2027: 500, 2029: 700}, "source": "quote"},
            "migration": {"by_year": {2027: 900}},
        }
    },
    "professional_development": {
        "basics": {"label": "Basics", "trained": 0.6, "turnover": 0.1, "fee": 50, "trained_before": 1}
    },
    "projects": {
        "wireless": {
            "label": "Wireless",
            "category": "network",
            "start": 2027,
            "life": 5,
            "lines": {"works": {"label": "Works", "amount": 1000}},
        }
    },
    "sources": {
        "levy": {
            "label": "Levy",
            "recurrence": "recurring",
            "amount": 20000,
            "carries_over": True,
            "opening_balance": 5,
        }
    },
    "scenarios": {
        "longer": {
            "label": "Longer life",
            "changes": {
                "devices.student.life": 5,
                "software.tool.owned": 99,
                "sources.levy.opening_balance": 1,
                "software.tool.migration": {"by_year": {2027: 1, 2028: 2}},
                "software.tool.implementation.by_year.2027": 3,
                "software.tool.implementation.by_year.2029": 4,
            },
        }
    },
}


@pytest.fixture(scope="module")
def rolled() -> dict[str, Any]:
    return plan_of(PLAN).roll_forward().loaded.raw


def test_the_calendar_moves_on_and_ends_in_the_same_year(rolled: dict[str, Any]) -> None:
    assert rolled["calendar"] == {"start_month": 7, "first_year": 2028, "horizon": 2, "headline_years": 2}


def test_what_is_left_of_each_lot_and_of_the_purchase_becomes_a_lot(rolled: dict[str, Any]) -> None:
    """60 were bought beside the 40 there; a tenth of each is lost. An id that is taken stays with its owner."""
    lots = rolled["devices"]["student"]["lots"]
    assert lots["bought_2027"]["model"] == "Delivered early"
    assert lots["bought_2027"]["count"] == pytest.approx(36)
    new = lots["bought_2027_too"]
    assert (new["bought"], new["count"], new["price_paid"]) == (2027, pytest.approx(54), 120)
    assert new["support_end"] == datetime.date(2032, 6, 30), "six fiscal years from July 2026"


def test_a_lease_goes_on_with_what_was_financed_and_what_is_owed(rolled: dict[str, Any]) -> None:
    """60 x 120 = 7,200 over 24 months at 0 %: 300 a month, 3,600 owed after the first year."""
    assert rolled["devices"]["student"]["lease"]["begun"] == {2027: {"financed": 7200, "owed": 3600}}


def test_contracts_and_people_go_on_where_they_stood(rolled: dict[str, Any]) -> None:
    assert rolled["circuits"]["internet"]["bid_in"] == 2027, "three years after the bid of 2024 it was bid again"
    assert rolled["software"]["tool"]["owned"] == 100
    assert rolled["professional_development"]["basics"]["trained_before"] == pytest.approx(6), "0.6 of 10 teachers"
    assert rolled["projects"]["wireless"]["paid_before"] == {2027: 1000}


def test_a_balance_carries_over(rolled: dict[str, Any]) -> None:
    """5 + 20,000 - (lease 3,600 + Internet 12 x 100 x 0.9^0 + licences 700 + 1,400 one-time + training + works 1,000)."""
    training = 50 * (6 - 0.9)
    assert rolled["sources"]["levy"]["opening_balance"] == pytest.approx(
        20005 - (3600 + 1200 + 700 + 1400 + training + 1000)
    )


def test_dated_amounts_that_are_over_are_gone(rolled: dict[str, Any]) -> None:
    assert rolled["software"]["tool"]["implementation"] == {"by_year": {2029: 700}, "source": "quote"}
    assert rolled["software"]["tool"]["migration"] == {"by_year": {2028: 0}}


def test_scenarios_keep_what_does_not_stand_in_the_past(rolled: dict[str, Any]) -> None:
    assert rolled["scenarios"]["longer"]["changes"] == {
        "devices.student.life": 5,
        "software.tool.migration": {"by_year": {2028: 2}},
        "software.tool.implementation.by_year.2029": 4,
    }


def test_the_plan_given_stays_as_it_was() -> None:
    plan = plan_of(PLAN)
    before = repr(plan.loaded.raw)
    plan.roll_forward()
    assert repr(plan.loaded.raw) == before


def test_a_plan_of_one_year_cannot_roll() -> None:
    plan: Plan = plan_of(PLAN).roll_forward().roll_forward()
    with pytest.raises(PlanError, match="calendar.horizon: 1 year, which is over"):
        plan.roll_forward()


def test_a_rolled_plan_runs_in_its_scenarios() -> None:
    plan = Computed.of(PLAN)
    assert plan.rolled().scenario("longer").postings.keys() == plan.postings.keys()
