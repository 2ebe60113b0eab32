"""Positions, contractors and training, each case worked by hand beside it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.model.worked import DEVICES, worked

TECHNICIAN = {"label": "Technicians", "salary": 50_000}


def test_virginia_asks_for_one_position_per_1000_students() -> None:
    # Virginia SOQ, 22.1-253.13:2: one technical support position per 1,000 students.
    found = worked(
        district={"enrolment": {"all": {"by_year": {2027: 14_500, 2028: 15_200}}}},
        positions={"support": {**TECHNICIAN, "per": "student", "one_for": 1000}},
    )
    assert found["positions.support.needed"] == [14.5, 15.2, 15.2, 15.2]
    assert found["positions.support.salaries"] == [725_000, 760_000, 760_000, 760_000]  # 14.5 x 50,000; 15.2 x 50,000


def test_whole_positions_are_rounded_up() -> None:
    position = {**TECHNICIAN, "per": "student", "one_for": 1000, "whole": True}
    found = worked(district={"enrolment": {"all": 14_500}}, positions={"support": position})
    assert found["positions.support.needed"] == [15.0] * 4


def test_pay_rises_by_the_own_raise_and_health_insurance_by_its_own() -> None:
    position = {**TECHNICIAN, "fte": 3, "yearly_raise": 0.03, "benefits": 0.45, "health": 8000, "health_rise": 0.05}
    found = worked(positions={"support": position}, economics={"escalation": {"labor": 0.10}})
    # Prices are as of 2026, so FY2027 has risen once: 50,000 x 1.03 = 51,500; then 53,045.
    assert found["positions.support.salaries"][:2] == [154_500, 159_135]
    # 0.45 x 154,500 + 3 x 8,000 x 1.05 = 69,525 + 25,200; 0.45 x 159,135 + 3 x 8,820 = 71,610.75 + 26,460
    assert found["positions.support.benefits_cost"][:2] == [94_725, 98_070.75]
    assert found["positions.support.cost"][:2] == [249_225, 257_205.75]


def test_without_a_raise_of_its_own_pay_follows_the_price_of_labor() -> None:
    found = worked(
        positions={"support": {**TECHNICIAN, "fte": {"by_year": {2027: 2, 2029: 1}}}},
        economics={"escalation": {"labor": 0.10}},
    )
    # 50,000 x 1.1, x 1.1, ...: 55,000; 60,500; 66,550; 73,205. Two positions for two years, then one.
    assert found["positions.support.cost"] == [110_000, 121_000, 66_550, 73_205]


def test_prices_of_an_earlier_year_have_risen_before_the_plan_begins() -> None:
    positions = {"own": {**TECHNICIAN, "fte": 1, "yearly_raise": 0.1}, "as_labor": {**TECHNICIAN, "fte": 1}}
    found = worked(positions=positions, economics={"prices_as_of": 2024, "escalation": {"labor": 0.2}})
    # From 2024 to FY2027 three times: 50,000 x 1.331 and 50,000 x 1.728; then once more a year.
    assert found["positions.own.cost"][:2] == [66_550, 73_205]
    assert found["positions.as_labor.cost"][:2] == [86_400, 103_680]


WORKLOAD = {
    "per": "device",
    "fleets": ["student"],
    "workload": {"tickets": 0.6, "hours_per_ticket": 1.5, "paid_hours": 2000, "productive": 0.75},
}


def test_workload_asks_for_positions_and_shows_the_gap() -> None:
    position = {**TECHNICIAN, **WORKLOAD, "fte": 2}
    found = worked(devices={"student": DEVICES}, positions={"support": position})
    # 6,000 devices x 0.6 = 3,600 requests x 1.5 h = 5,400 h; a position has 2,000 x 0.75 = 1,500 h: 3.6 positions.
    assert found["positions.support.tickets"] == [3600.0] * 4
    assert found["positions.support.needed"] == [3.6] * 4
    assert found["positions.support.gap"] == [1.6] * 4
    assert found["positions.support.cost"] == [100_000.0] * 4  # those there are


def test_costs_may_follow_the_need_and_have_the_same_rows() -> None:
    have = worked(devices={"student": DEVICES}, positions={"support": {**TECHNICIAN, **WORKLOAD, "fte": 2}})
    asked = {**TECHNICIAN, **WORKLOAD, "fte": 2, "costs_follow": "need"}
    need = worked(devices={"student": DEVICES}, positions={"support": asked})
    assert need["positions.support.cost"] == [180_000.0] * 4  # 3.6 x 50,000
    assert need.row_ids() == have.row_ids()
    assert have.typed("positions.support.costs_follow", {2027: 2})["positions.support.cost"] == [180_000.0] * 4


def test_a_number_typed_over_the_positions_or_the_pay_is_what_counts() -> None:
    found = worked(positions={"support": {**TECHNICIAN, "fte": 2, "benefits": 0.4}})
    hired = found.typed("positions.support.paid", {2028: 3})
    assert hired["positions.support.salaries"] == [100_000, 150_000, 100_000, 100_000]
    settled = found.typed("positions.support.salaries", {2029: 105_000})
    assert settled["positions.support.benefits_cost"] == [40_000, 40_000, 42_000, 40_000]


def test_salaries_and_benefits_are_posted_as_labor() -> None:
    found = worked(positions={"support": {**TECHNICIAN, "fte": 2, "benefits": 0.4, "recurrence": "at_risk"}})
    for id in ("positions.support.salaries", "positions.support.benefits_cost"):
        tags = found.tags(id)
        assert (tags["category"], tags["phase"], tags["recurrence"]) == ("labor", "support", "at_risk")
    assert found["by_category.labor"] == [140_000.0] * 4


def test_a_contractor_is_paid_by_the_hour_in_the_years_named() -> None:
    contractor = {"label": "Bench", "hours": 120, "rate": 30, "from_year": 2028, "until_year": 2029}
    found = worked(contractors={"bench": contractor}, economics={"escalation": {"labor": 0.10}})
    # 120 h x $30 = 3,600; in FY2028 x 1.21, in FY2029 x 1.331.
    assert found["contractors.bench.cost"] == [0, 4_356, 4_791.6, 0]


def test_a_contractor_may_have_an_amount_and_a_price_change_of_its_own() -> None:
    contractor = {"label": "Managed service", "amount": 20_000, "price_change": 0.05}
    found = worked(contractors={"managed": contractor}, economics={"escalation": {"labor": 0.10}})
    assert found["contractors.managed.cost"] == [21_000, 22_050, 23_152.5, 24_310.13]  # 24,310.125


def test_interns_work_hours_each_and_payroll_taxes_come_on_top() -> None:
    interns = {"label": "Student interns", "people": {"by_year": {2027: 4, 2029: 6}}, "hours": 200, "rate": 18}
    found = worked(contractors={"interns": {**interns, "payroll_taxes": 0.08}})
    # 4 x 200 h = 800 h x $18 = 14,400, with 8 % 15,552; 6 people: 1,200 h, 21,600, 23,328.
    assert found["contractors.interns.hours_in_all"] == [800, 800, 1200, 1200]
    assert found["contractors.interns.cost"] == [15_552, 15_552, 23_328, 23_328]


def test_a_contractor_may_work_for_some_months_of_the_year() -> None:
    contractor = {"label": "Summer staging", "people": 2, "months": 2.5, "monthly": 6_000}
    found = worked(contractors={"staging": contractor}, economics={"escalation": {"labor": 0.10}})
    assert found["contractors.staging.cost"][:2] == [33_000, 36_300]  # 2 x 2.5 x 6,000 = 30,000, x 1.1, x 1.21


def test_vacant_positions_cost_nothing_and_count_in_the_gap() -> None:
    position = {**TECHNICIAN, "per": "student", "one_for": 200, "fte": 4, "vacancy": 0.25}
    found = worked(positions={"support": position})
    # 1,000 / 200 = 5 needed; 4 x 0.75 = 3 filled: gap 2; 1 x 50,000 not paid.
    assert found["positions.support.gap"] == [2.0] * 4
    assert found["positions.support.vacancy_savings"] == [50_000.0] * 4
    assert found["positions.support.cost"] == [150_000.0] * 4


TRAINING = {"label": "Learning platform", "trained": 1, "turnover": 0.08}


@pytest.mark.parametrize(
    ("section", "form", "said"),
    [
        ("positions", {}, "give fte, or per with one_for or workload, or a roster"),
        ("positions", {"per": "student"}, "give fte, or per"),
        ("positions", {"fte": 1, "per": "student"}, "per goes with one_for or workload"),
        ("positions", {"one_for": 1000}, "per goes with one_for or workload"),
        ("positions", {**WORKLOAD, "one_for": 500}, "the need is given by ratio and workload; say which counts"),
        ("positions", {"per": "student", "one_for": 500, "need_by": "workload"}, "this way to the need is not given"),
        ("positions", {"fte": 1, "whole": True}, "whole goes with per and one_for or workload"),
        ("positions", {"fte": 1, "each_school": True}, "each_school goes with per"),
        ("positions", {"state_formula": "ohio"}, "virginia_technical_support"),
        ("positions", {"function": "cooking", "fte": 1}, "instructional_technology"),
        ("positions", {"vacancy": 0.1, "per": "student", "one_for": 500}, "vacancy goes with fte"),
        ("positions", {"per": "device", "one_for": 500}, "needs the fleets"),
        ("positions", {"per": "student", "one_for": 500, "fleets": ["student"]}, "fleets go with"),
        ("positions", {"per": "device", "one_for": 500, "fleets": ["student"], "bands": ["all"]}, "bands go with"),
        ("positions", {"fte": 1, "costs_follow": "need"}, 'costs_follow = "need" goes with'),
        ("positions", {"fte": 1, "health_rise": 0.05}, "goes with health"),
        ("positions", {"fte": 1, "benefits": 45}, "written as 0.45"),
        ("contractors", {}, "hours and rate, or amount"),
        ("contractors", {"hours": 10}, "hours and rate, or amount"),
        ("contractors", {"hours": 10, "rate": 30, "amount": 300}, "hours and rate, or amount"),
        ("contractors", {"hours": 10, "amount": 300}, "hours and rate, or amount"),
        ("contractors", {"months": 10}, "hours and rate, or amount, or months and monthly"),
        ("contractors", {"months": 13, "monthly": 10}, "expected 0 to 12"),
        ("contractors", {"months": 10, "monthly": 10, "hours": 1, "rate": 2}, "give one of these"),
        ("contractors", {"people": 2, "amount": 300}, "people goes with hours or months"),
        ("professional_development", {}, "give fee, hours"),
        ("professional_development", {"hours": 6}, "hours and stipend or time_value go together"),
        (
            "professional_development",
            {"fee": 5, "group_size": 20},
            "group_size and trainer_cost or trainer_hours go together",
        ),
        ("professional_development", {"hours": 6, "stipend": 40, "time_value": 50}, "leave time_value out"),
        ("professional_development", {"fee": 5, "per": "position"}, "goes with positions = "),
        ("professional_development", {"fee": 5, "positions": ["support"]}, "goes with positions = "),
        ("professional_development", {"fee": 5, "refresher": {"every": 3}}, "a refresher takes a fee"),
        ("professional_development", {"fee": 5, "refresher": {"every": 3, "hours": 1}}, "need the training's hours"),
        ("professional_development", {"fee": 5, "refresher": {"every": 0.5, "fee": 1}}, "expected 1 to 30"),
    ],
)
def test_a_form_says_what_goes_together(section: str, form: dict[str, Any], said: str) -> None:
    base: dict[str, dict[str, Any]] = {
        "positions": TECHNICIAN,
        "contractors": {"label": "Bench"},
        "professional_development": TRAINING,
    }
    with pytest.raises(ValidationError, match=said):
        worked(**{section: {"one": {**base[section], **form}}})
