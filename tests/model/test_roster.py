"""Rosters, salary schedules, the ways to the need and the gap by function, each case worked by hand beside it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tco.errors import PlanError
from tests.model.worked import DEVICES, DISTRICT, worked
from tests.plans import plan_of

SCHEDULE = {"label": "Support staff", "steps": [50_000, 52_000, 55_000], "yearly_raise": 0.02}
SUPPORT = {"label": "Technicians", "salary": 48_000, "yearly_raise": 0.0, "schedule": "support"}
ROSTER = {
    "technician_1": {"step": 2},
    "technician_2": {"step": 1, "fte": 0.5},
    "technician_3": {"salary": 60_000},
}


def roster(posts: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "salary_schedules": {"support": SCHEDULE},
        "positions": {"support": {**SUPPORT, "roster": posts or ROSTER, **more}},
    }


def test_steps_rise_by_one_each_year_to_the_top_and_the_schedule_by_its_raise() -> None:
    found = worked(**roster())
    # Prices are as of 2026: the schedule has risen once in FY2027, x 1.02, then x 1.0404, ...
    # FY2027: 52,000 x 1.02 + half of 50,000 x 1.02 + 60,000 = 53,040 + 25,500 + 60,000.
    assert found["positions.support.salaries"][0] == 138_540
    # FY2028: (55,000 + half of 52,000) x 1.0404 + 60,000 = 84,272.40 + 60,000.
    assert found["positions.support.salaries"][1] == 144_272.4
    # FY2029: the first is at the top: (55,000 + half of 55,000) x 1.061208 + 60,000 = 87,549.66 + 60,000.
    assert found["positions.support.salaries"][2] == 147_549.66
    assert found["positions.support.have"] == [2.5] * 4


def test_a_post_without_step_or_salary_has_that_of_the_position() -> None:
    found = worked(
        positions={"support": {"label": "Technicians", "salary": 48_000, "roster": {"one": {}, "two": {"fte": 0.5}}}}
    )
    assert found["positions.support.cost"] == [72_000.0] * 4  # 1.5 x 48,000


def test_vacant_posts_cost_nothing_and_count_in_the_gap() -> None:
    posts = {
        "one": {"salary": 60_000},
        "two": {"salary": 50_000, "vacant_until": 2027},  # hired for FY2028
        "three": {"salary": 40_000, "vacant": 0.25, "vacant_from": 2029},  # a quarter of each year from FY2029
    }
    position = {"label": "Technicians", "salary": 48_000, "yearly_raise": 0, "per": "student", "one_for": 250}
    found = worked(positions={"support": {**position, "roster": posts}})
    assert found["positions.support.have"] == [2, 3, 2.75, 2.75]
    assert found["positions.support.vacant"] == [1, 0, 0.25, 0.25]
    assert found["positions.support.gap"] == [2, 1, 1.25, 1.25]  # 1,000 / 250 = 4 needed
    assert found["positions.support.cost"] == [100_000, 150_000, 140_000, 140_000]
    assert found["positions.support.vacancy_savings"] == [50_000, 0, 10_000, 10_000]


def test_programs_pay_their_shares_of_salaries_and_benefits() -> None:
    posts = {
        "one": {"salary": 60_000, "split": {"title_ii": 0.5, "general": 0.5}},
        "two": {"salary": 40_000},
    }
    position = {"label": "Coaches", "salary": 48_000, "yearly_raise": 0, "benefits": 0.3, "roster": posts}
    found = worked(positions={"coach": {**position, "tags": {"program": "levy"}}})
    # 100,000: 30,000 by Title II, 30,000 by the general fund, the rest by the levy; benefits 30,000 alike.
    assert found["positions.coach.by_program.title_ii.salaries"] == [30_000.0] * 4
    assert found["positions.coach.by_program.general.salaries"] == [30_000.0] * 4
    assert found["positions.coach.by_program_rest.salaries"] == [40_000.0] * 4
    assert found["positions.coach.by_program.title_ii.benefits"] == [9_000.0] * 4
    assert found["positions.coach.by_program_rest.benefits"] == [12_000.0] * 4
    for id, program in (("by_program.title_ii.salaries", "title_ii"), ("by_program_rest.benefits", "levy")):
        assert found.tags(f"positions.coach.{id}")["program"] == program
    assert found["by_category.labor"] == [130_000.0] * 4
    typed = found.typed("positions.coach.salaries", {2028: 50_000})
    assert typed["positions.coach.by_program.title_ii.salaries"][1] == 15_000


def test_pay_for_the_need_pays_positions_beyond_the_roster_at_the_position_s_salary() -> None:
    posts = {"one": {"salary": 60_000}, "two": {"salary": 50_000}}
    position = {"label": "Technicians", "salary": 45_000, "yearly_raise": 0, "roster": posts, "per": "student"}
    found = worked(positions={"support": {**position, "one_for": 250, "costs_follow": "need"}})
    assert found["positions.support.cost"] == [200_000.0] * 4  # 110,000 and two more at 45,000
    fewer = found.typed("positions.support.paid", {2028: 1, 2029: 0})
    assert fewer["positions.support.cost"] == [200_000, 55_000, 0, 200_000]  # half the roster, then none


def test_work_of_several_kinds_adds_up_to_positions() -> None:
    more = {"label": "More", "per": "student", "hours_each": 0.3}
    staging = {"label": "Staging", "per": "device_bought", "fleets": ["student"], "hours_each": 0.25}
    staff = {"label": "Office requests", "per": "staff", "tickets": 4, "hours_each": 0.5}
    workload = {"tickets": 0.6, "hours_per_ticket": 1.5, "paid_hours": 2080, "leave_hours": 80, "productive": 0.75}
    work = {"accounts": more, "staging": staging, "office": staff}
    fleet = {**DEVICES, "lots": {"old": {"bought": 2026, "count": 5000}}}
    position = {
        "label": "Technicians",
        "salary": 50_000,
        "per": "device",
        "fleets": ["student"],
        "workload": {**workload, "work": work},
    }
    found = worked(devices={"student": fleet}, positions={"support": position})
    # FY2027: 6,000 x 0.6 x 1.5 = 5,400 h; 1,000 x 0.3 = 300; 1,000 bought x 0.25 = 250; 110 x 4 x 0.5 = 220: 6,170 h.
    assert found["positions.support.hours_in_all"] == [6_170, 5_920, 5_920, 5_920]
    # A position has (2,080 - 80) x 0.75 = 1,500 h.
    assert found["positions.support.needed"][0] == pytest.approx(6_170 / 1_500)


def test_hours_that_a_fleet_asks_for_are_work_of_a_position_that_names_it() -> None:
    fleet = {**DEVICES, "lots": {"old": {"bought": 2026, "count": 5000}}, "labor": {"staging": 0.5}}
    workload = {"labor_of": ["student"], "paid_hours": 2000, "productive": 0.5}
    position = {"label": "Technicians", "salary": 50_000, "workload": workload}
    found = worked(devices={"student": fleet}, positions={"support": position})
    # 1,000 bought in FY2027, half an hour each: 500 h of 1,000 that a position has.
    assert found["positions.support.needed"] == [0.5, 0, 0, 0]


def test_hours_that_a_fleet_pays_for_itself_are_advice() -> None:
    workload = {"labor_of": ["student"], "paid_hours": 2000, "productive": 0.5}
    sections = {"positions": {"support": {"label": "Technicians", "salary": 50_000, "workload": workload}}}
    for labor, said in (({"staging": 0.5, "rate": 40}, "are paid at its labor.rate, too"), (None, "says no hours")):
        fleet = {**DEVICES, **({} if labor is None else {"labor": labor})}
        plan = plan_of({**DISTRICT, **sections, "devices": {"student": fleet}})
        assert any(said in advice.found for advice in plan.findings)


def test_the_ways_to_the_need_stand_side_by_side_and_one_of_them_counts() -> None:
    workload = {"tickets": 0.5, "hours_per_ticket": 1, "paid_hours": 2000, "productive": 0.75}
    ways = {"per": "device", "fleets": ["student"], "one_for": 1200, "workload": workload}
    ways |= {"state_formula": "virginia_technical_support", "need_by": "workload", "whole": True}
    position = {"label": "Technicians", "salary": 50_000, "fte": 2, **ways}
    enrolment = {"enrolment": {"all": {"by_year": {2027: 2000, 2028: 2100}}}}
    found = worked(district=enrolment, devices={"student": DEVICES}, positions={"support": position})
    assert found["positions.support.needed_by_ratio"] == [5.0] * 4  # 6,000 / 1,200
    assert found["positions.support.needed_by_workload"] == [2.0] * 4  # 3,000 h / 1,500 h
    assert found["positions.support.needed_by_state_formula"] == [2, 3, 3, 3]  # 2.0; 2.1, rounded up
    assert found["positions.support.needed"] == [2.0] * 4
    by_ratio = found.typed("positions.support.need_by", {2027: 1})
    assert by_ratio["positions.support.gap"] == [3.0] * 4
    row = found.model.by_id()["positions.support.virginia_technical_support"]
    assert "14 January 2005" in row.origin.source


SCHOOLS = {
    "a": {"name": "High", "band": "high", "students": 600, "classrooms": 30},
    "b": {"name": "North middle", "band": "middle", "students": 250, "classrooms": 20},
    "c": {"name": "South middle", "band": "middle", "students": 150, "classrooms": 10},
}
BANDS = {"enrolment": {"high": 600, "middle": 400}, "schools": SCHOOLS}


def test_one_for_each_high_school_and_one_for_two_middle_schools() -> None:
    # Practice in California (anotherschwab.com, 2015): one for a high school, one for two middle schools.
    technician = {"label": "Site technicians", "salary": 50_000, "per": "school"}
    high = {**technician, "bands": ["high"], "one_for": 1}
    middle = {**technician, "bands": ["middle"], "one_for": 2}
    found = worked(district=BANDS, positions={"high": high, "middle": middle})
    assert found["positions.high.needed"] == [1.0] * 4
    assert found["positions.middle.needed"] == [1.0] * 4


def test_whole_positions_at_each_school_are_more_than_pooled() -> None:
    technician = {"label": "Technicians", "salary": 50_000, "per": "student", "one_for": 500}
    each, pooled = {**technician, "each_school": True}, {**technician, "whole": True}
    found = worked(district=BANDS, positions={"each": each, "pooled": pooled})
    assert found["positions.pooled.needed"] == [2.0] * 4  # 1,000 / 500
    assert found["positions.each.needed"] == [4.0] * 4  # 600 / 500 = 1.2, so 2; 0.5, so 1; 0.3, so 1


def test_the_gap_by_function_is_over_all_its_positions() -> None:
    technician = {
        "label": "Technicians",
        "salary": 50_000,
        "function": "support",
        "per": "student",
        "one_for": 200,
        "fte": 3,
    }
    desk = {"label": "Help desk", "salary": 45_000, "function": "support", "fte": 1}
    network = {"label": "Network", "salary": 80_000, "function": "network", "fte": 2}
    found = worked(positions={"technician": technician, "desk": desk, "network": network})
    assert found["staffing.support.needed"] == [5.0] * 4
    assert found["staffing.support.have"] == [4.0] * 4
    assert found["staffing.support.gap"] == [1.0] * 4
    assert found["staffing.network.have"] == [2.0] * 4
    assert "staffing.network.gap" not in found.row_ids(), "nothing says what is needed"


def test_positions_without_a_function_make_no_block() -> None:
    found = worked(positions={"desk": {"label": "Help desk", "salary": 45_000, "fte": 1}})
    assert not [id for id in found.row_ids() if id.startswith("staffing.")]


@pytest.mark.parametrize(
    ("section", "form", "said"),
    [
        ("positions", {"fte": 2}, "the roster says who is there; leave fte out"),
        ("positions", {"vacancy": 0.1}, "leave vacancy out"),
        ("positions", {"schedule": None}, "a step needs its salary schedule"),
        ("positions", {"roster": {"one": {"salary": 1}}}, "schedule goes with the steps"),
        ("positions", {"roster": {"one": {"step": 2, "salary": 1}}}, "a step of the schedule or a salary"),
        ("positions", {"roster": {"one": {"step": 0}}}, "greater than or equal to 1"),
        ("positions", {"roster": {"one": {"step": 1, "vacant": -0.1}}}, "greater than or equal to 0"),
        ("positions", {"roster": {"one": {"step": 1, "fte": 1.5}}}, "less than or equal to 1"),
        (
            "positions",
            {"roster": {"one": {"step": 1, "split": {"a": 0.7, "b": 0.5}}}},
            "add up to 1.2; they must add up to 1",
        ),
        ("positions", {"roster": {"one": {"step": 1, "split": {"a": 0.7}}}}, "add up to 0.7"),
        (
            "positions",
            {"roster": {"one": {"step": 1, "vacant_from": 2029, "vacant_until": 2028}}},
            "lies before vacant_from",
        ),
        ("salary_schedules", {"steps": 50_000}, "write the steps as a list"),
        ("salary_schedules", {"steps": []}, "exactly one of value, by_year and by_age, not empty"),
        ("salary_schedules", {"steps": [50_000] * 61}, "at most 60 steps"),
    ],
)
def test_a_form_says_what_goes_together(section: str, form: dict[str, Any], said: str) -> None:
    sections = roster()
    sections[section]["support"] = {**sections[section]["support"], **form}
    with pytest.raises(ValidationError, match=said):
        worked(**sections)


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"salary_schedules": {}}, "positions.support.schedule", "there is no schedule 'support'"),
        (
            {"positions.support.roster.technician_1.step": 9},
            "technician_1.step",
            "step 9, and the schedule 'support' has 3",
        ),
        (
            {"positions.support.per": "student", "positions.support.one_for": 9, "positions.support.each_school": True},
            "positions.support.each_school",
            "the plan has no schools",
        ),
        (
            {"positions.support.state_formula": "virginia_technical_support", "calendar.first_year": 2001}
            | {"economics.prices_as_of": 2001},
            "positions.support.state_formula",
            "the formula is known from 2005-01-14, and the plan begins in FY2001",
        ),
        (
            {"professional_development": {"t": {"label": "T", "trained": 1, "turnover": 0, "fee": 1}}}
            | {"professional_development.t.per": "position", "professional_development.t.positions": ["suport"]},
            "professional_development.t.positions",
            "there is no position 'suport'",
        ),
    ],
)
def test_what_does_not_fit_the_plan_is_a_fault(changes: dict[str, Any], place: str, said: str) -> None:
    with pytest.raises(PlanError) as raised:
        plan_of({**DISTRICT, **roster()}, changes)
    assert any(place in fault.place and said in fault.found for fault in raised.value.findings), str(raised.value)


@pytest.mark.parametrize(
    ("benefits", "health", "said"),
    [
        (0.622, None, "62.2% look like a load with paid leave in it"),
        (0.538, None, "load with paid leave"),
        (0.514, None, ""),
        (0.449, 8000, "44.9% look like a load with health insurance in it"),
        (0.30, 8000, ""),
    ],
)
def test_benefits_that_count_something_twice_are_advice(benefits: float, health: float | None, said: str) -> None:
    position = {"label": "Technicians", "salary": 50_000, "fte": 1, "benefits": benefits}
    sections = {"positions": {"support": position | ({} if health is None else {"health": health})}}
    found = [advice.found for advice in plan_of({**DISTRICT, **sections}).findings if "benefits of" in advice.found]
    assert bool(found) == bool(said)
    assert all(said in each for each in found)


def test_a_falling_step_is_advice() -> None:
    plan = plan_of({**DISTRICT, **roster()}, {"salary_schedules.support.steps": [50_000, 49_000, 60_000]})
    assert any("a later step pays less" in advice.found for advice in plan.findings)


def test_a_roster_rolls_forward_with_its_steps() -> None:
    plan = plan_of({**DISTRICT, **roster()})
    rolled = plan.roll_forward().loaded.form.positions["support"].roster
    assert [post.step for post in rolled.values()] == [3, 2, None]
