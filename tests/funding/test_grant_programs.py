"""Pilots with a budget by the student, programs that are over, and what a dated award pays of leases and purchases."""

from __future__ import annotations

import datetime

import pytest

from tco.inputs.funding import Source
from tests.funding.test_grants import K, spent
from tests.model.worked import worked

PILOT = {
    "label": "Cybersecurity pilot",
    "recurrence": "one_time",
    "opens": datetime.date(2027, 7, 1),
    "obligate_by": datetime.date(2030, 6, 30),
    "match": 0.2,
}


def test_a_pilot_by_the_year_brings_a_budget_in_each_of_its_years() -> None:
    """1,000 students x 13.60 = 13,600, raised to 15,000; 80 % of it is 12,000 in FY2028, 2029 and 2030."""
    source = {**PILOT, "pilot": {"program": "cyber_pilot", "budget_for": "year"}}
    found = worked(services={"coaching": spent(fy2027=10 * K)}, sources={"pilot": source})
    assert found["sources.pilot.received"] == [0, 12 * K, 12 * K, 12 * K]
    assert found["sources.pilot.paid"] == [0, 8 * K, 8 * K, 8 * K]
    assert found["sources.pilot.lapsed"] == [0, 0, 0, 12 * K]


def test_a_pilot_by_the_term_brings_one_budget_in_its_first_year() -> None:
    source = {**PILOT, "pilot": {"program": "cyber_pilot", "budget_for": "term", "students": 10 * K}}
    found = worked(services={"coaching": spent(fy2027=10 * K)}, sources={"pilot": source})
    assert found["sources.pilot.received"] == [0, 108_800, 0, 0]


def test_a_pilot_that_began_before_the_plan_brings_nothing_more_by_the_term() -> None:
    source = {**PILOT, "opens": datetime.date(2025, 9, 16), "pilot": {"program": "cyber_pilot", "budget_for": "term"}}
    found = worked(services={"coaching": spent(fy2027=10 * K)}, sources={"pilot": source})
    assert found["sources.pilot.received"] == [0, 0, 0, 0]


def test_a_program_that_is_over_has_its_days_on_the_shelf() -> None:
    """ESSER III: the American Rescue Plan of 11 March 2021, obligated by 30 September 2024, paid by 28 January 2025."""
    told = {"label": "ESSER III", "recurrence": "one_time", "amount": 1, "program": "esser_iii"}
    source = Source.model_validate(told)
    found = (source.opens, source.obligate_by, source.liquidate_by)
    assert found == (datetime.date(2021, 3, 11), datetime.date(2024, 9, 30), datetime.date(2025, 1, 28))
    late = Source.model_validate({**told, "liquidate_by": datetime.date(2026, 3, 30)})
    assert (late.obligate_by, late.liquidate_by) == (datetime.date(2024, 9, 30), datetime.date(2026, 3, 30))


def test_looking_back_a_program_pays_until_its_last_day() -> None:
    """120,000 a year through FY2025, which ends its first quarter on 30 September 2024: 120,000 and 30,000 of 200,000, 50,000 lapse."""
    source = {"label": "ESSER III", "recurrence": "one_time", "amount": {"by_year": {2024: 200 * K, 2025: 0}}}
    found = worked(
        calendar={"start_month": 7, "first_year": 2024, "horizon": 3},
        economics={"prices_as_of": 2023},
        services={"coaching": spent(fy2024=120 * K)},
        sources={"esser": {**source, "program": "esser_iii"}},
    )
    assert found["sources.esser.paid"] == [120 * K, 30 * K, 0]
    assert found["sources.esser.lapsed"] == [0, 50 * K, 0]


@pytest.mark.parametrize(("acquire", "paid"), [("buy", 30_000), ("lease", 3_750)])
def test_what_is_bought_is_obligated_when_committed_and_what_is_leased_as_it_is_used(acquire: str, paid: float) -> None:
    """100 x 300 in July 2026. To 30 September 2026 an award pays all of it, or three of twelve months of 15,000 a year."""
    fleet = {
        "label": "Devices", "count": 100, "price": {"device": {"price": 300}}, "life": 10, "loss": 0, "breakage": 0,
        "acquire": acquire, "lease": {"term": 2, "rate": 0},
    }  # fmt: skip
    days = {"opens": datetime.date(2026, 7, 1), "obligate_by": datetime.date(2026, 9, 30)}
    source = {"label": "Award", "recurrence": "one_time", "amount": {"by_year": {2027: 90 * K, 2028: 0}}, **days}
    found = worked(devices={"new": fleet}, sources={"award": source})
    assert found["sources.award.paid"][0] == paid
