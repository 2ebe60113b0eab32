"""The budget of E-Rate Category Two by hand and by its published cases: students, floors, few schools, cycles.

The numbers in capitals (E1, V11) are those of the project's list of validation cases; each test says where its numbers come from.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.funding.applying import pays, schools, spending
from tests.model.worked import DISTRICT, Worked, worked


def budget(first_year: int, *students: float, horizon: int = 2, **erate: Any) -> Worked:
    """A district of so many schools from a fiscal year on, with a budget and nothing to spend."""
    calendar = {**DISTRICT["calendar"], "first_year": first_year, "horizon": horizon}
    source = {"label": "Two", "recurrence": "at_risk", "erate_two": {}}
    web = {"label": "Web site", "category": "software", "price": 1}
    found = {"enrolment": {"all": sum(students)}, "schools": schools(*students), "erate": {"discount": 0.8, **erate}}
    economics = {"prices_as_of": first_year - 1}
    return worked(
        calendar=calendar, district=found, economics=economics, sources={"erate_two": source}, services={"web": web}
    )


BUDGETS = [
    pytest.param(2022, (149,), 25_000, id="E1: 149 x 167 = 24,883, under the floor of funding year 2021"),
    pytest.param(2027, (149,), 30_175, id="E12: 149 x 201.57 = 30,033.93, under the floor of funding year 2026"),
    pytest.param(2027, (150,), 30_235.50, id="E12: 150 x 201.57"),
    pytest.param(2027, (500,), 100_785, id="V11: 500 x 201.57"),
    pytest.param(2026, (500,), 83_500, id="V11 in the cycle before: 500 x 167"),
]


@pytest.mark.parametrize(("first_year", "students", "expected"), BUDGETS)
def test_published_budgets_of_one_school(first_year: int, students: tuple[float, ...], expected: float) -> None:
    assert budget(first_year, *students)["sources.erate_two.budget"][0] == expected


def test_ten_schools_count_school_by_school_and_eleven_do_not() -> None:
    """Nine schools of 100 under the floor and one of 1,000: 9 x 30,175 + 1,000 x 201.57 = 271,575 + 201,570 = 473,145.

    By students it is 1,900 x 201.57 = 382,983, by schools 10 x 30,175 = 301,750. With an eleventh school of 100, by schools
    11 x 30,175 = 331,925 and by students 2,000 x 201.57 = 403,140, which is more and counts.
    """
    assert budget(2027, *[100] * 9, 1000)["sources.erate_two.budget"] == [473_145] * 2
    assert budget(2027, *[100] * 10, 1000)["sources.erate_two.budget"] == [403_140] * 2


def test_many_small_schools_have_the_floor_for_each() -> None:
    """Eleven schools of 100: 11 x 30,175 = 331,925 is more than 1,100 x 201.57 = 221,727."""
    assert budget(2027, *[100] * 11)["sources.erate_two.budget"] == [331_925] * 2


def test_counts_that_rise_lift_the_budget_and_falls_do_not_cut_it() -> None:
    """1,000, 1,100, 900, 900, 900 students of funding years 2026 to 2030, then 800 in a new cycle, each x 201.57."""
    students = {2027: 1000, 2028: 1100, 2029: 900, 2032: 800}
    plan = spending({"by_year": {2027: 0}}, enrolment={"all": {"by_year": students}}, horizon=6)
    assert plan["sources.erate_two.budget"] == [201_570, 221_727, 221_727, 221_727, 221_727, 161_256]
    assert plan["sources.erate_two.cycle"] == [2, 2, 2, 2, 2, 3]
    assert plan["sources.erate_two.funding_year"] == [2026, 2027, 2028, 2029, 2030, 2031]


def test_the_budget_is_before_the_discount_and_lasts_five_funding_years() -> None:
    """201,570 for 2026 to 2030: 150,000 of it in the first year is 75,000 of support; 51,570 are left, 25,785 of support.

    Then nothing until the cycle of 2031, which begins in FY2032 and has 201,570 again: 100,000 of 200,000.
    """
    plan = spending({"by_year": {2027: 150_000, 2028: 80_000, 2029: 10_000, 2030: 0, 2032: 200_000}}, horizon=6)
    assert pays(plan, "erate_two") == [75_000, 25_785, 0, 0, 0, 100_000]
    assert plan["sources.erate_two.used"] == [150_000, 201_570, 201_570, 201_570, 201_570, 200_000]
    assert plan["sources.erate_two.budget_left"] == [201_570, 51_570, 0, 0, 0, 201_570]
    assert plan["sources.erate_two.budget_lapses"] == [0, 0, 0, 0, 0, 0]


def test_what_is_unused_at_the_end_of_a_cycle_lapses() -> None:
    """120,000 of 201,570 in five years; 81,570 lapse with FY2031 and are not added to the next 201,570."""
    plan = spending({"by_year": {2027: 120_000, 2028: 0, 2032: 300_000}}, horizon=6)
    assert plan["sources.erate_two.budget_lapses"] == [0, 0, 0, 0, 81_570, 0]
    assert pays(plan, "erate_two") == [60_000, 0, 0, 0, 0, 100_785]


def test_a_cycle_that_runs_already_has_what_was_committed_before_and_its_own_budget() -> None:
    """From FY2030, funding year 2029, the fourth of its cycle: 250,000 as USAC shows it, 180,000 used, 70,000 left, then 201,570."""
    two = {"budget_before": 250_000, "committed_before": 180_000}
    plan = worked(
        calendar={**DISTRICT["calendar"], "first_year": 2030, "horizon": 3},
        economics={"prices_as_of": 2029},
        district={"schools": schools(1000), "erate": {"discount": 0.5}},
        services={"switches": {"label": "Switches", "category": "network", "price": 50_000}},
        sources={
            "erate_two": {"label": "Two", "recurrence": "at_risk", "erate_two": two, "uses": {"all": {}}},
        },
    )
    assert plan["sources.erate_two.budget"] == [250_000, 250_000, 201_570]
    assert plan["sources.erate_two.budget_left"] == [70_000, 20_000, 201_570]
    assert pays(plan, "erate_two") == [25_000, 10_000, 25_000]


def test_past_the_last_published_cycle_the_factors_hold_and_say_so() -> None:
    plan = spending({"by_year": {2027: 0}}, horizon=10)
    rows = plan.model.by_id()
    assert plan["sources.erate_two.erate_category_two_per_student"] == [201.57] * 10
    assert (
        "The latest that is known, of 2026-07-01"
        in rows["sources.erate_two.erate_category_two_per_student"].origin.note
    )
