"""Training, first and again, each case worked by hand beside it."""

from __future__ import annotations

from tests.model.worked import worked

# Half the teachers in the first year, all from the second; 8 % leave in a year and are replaced (NCES 2020-21 to 2021-22).
TRAINING = {"label": "Learning platform", "trained": {"by_year": {2027: 0.5, 2028: 1}}, "turnover": 0.08}


def test_training_reaches_all_and_then_only_the_new() -> None:
    found = worked(professional_development={"lms": {**TRAINING, "fee": 100}})
    # 60 x 0.5 = 30; of them 30 x 0.92 = 27.6 are still there, so 60 - 27.6 = 32.4; then 60 - 55.2 = 4.8 a year.
    assert found["professional_development.lms.to_train"] == [30, 32.4, 4.8, 4.8]
    assert found["professional_development.lms.new"] == [0, 2.4, 4.8, 4.8]
    assert found["professional_development.lms.trained_at_end"] == [30, 60, 60, 60]
    assert found["professional_development.lms.cost"] == [3_000, 3_240, 480, 480]


def test_training_costs_hours_substitutes_and_groups() -> None:
    training = {
        **TRAINING,
        **{"fee": 50, "hours": 6, "stipend": 35, "substitute_days": 1, "substitute_cost": 140},
        **{"trainer_cost": 1200, "group_size": 20},
    }
    found = worked(professional_development={"lms": training})
    # Each: 50 + 6 x 35 + 140 = 400. Groups of at most 20: 2 for 30, 2 for 32.4, 1 for 4.8.
    assert found["professional_development.lms.trainers"] == [2_400, 2_400, 1_200, 1_200]
    assert found["professional_development.lms.cost"] == [14_400, 15_360, 3_120, 3_120]
    # FY2028: 30 of 32.4 for the first time, 15,360 x 30 / 32.4 = 14,222.22.
    assert found["professional_development.lms.cost_first"] == [14_400, 14_222.22, 0, 0]
    assert found["professional_development.lms.cost_new"] == [0, 1_137.78, 3_120, 3_120]
    assert found["by_recurrence.one_time"] == [14_400, 14_222.22, 0, 0]
    assert found["by_category.professional_development"] == [14_400, 15_360, 3_120, 3_120]


def test_training_may_be_counted_in_parts_of_a_group() -> None:
    training = {**TRAINING, "trainer_cost": 1200, "group_size": 20, "whole_groups": False}
    found = worked(professional_development={"lms": training})
    assert found["professional_development.lms.cost"] == [1_800, 1_944, 288, 288]  # 60 dollars each


def test_training_follows_growth_and_decline_of_the_staff() -> None:
    training = {**TRAINING, "per": "staff", "trained": 1, "trained_before": 100, "fee": 10}
    staff = {"by_year": {2027: 110, 2028: 120, 2029: 90, 2030: 90}}
    found = worked(district={"staff": staff}, professional_development={"lms": training})
    # 100 x 0.92 = 92, 110 - 92 = 18; 110 x 0.92 = 101.2, 18.8; 120 x 0.92 = 110.4 > 90, none; 90 x 0.92 = 82.8, 7.2.
    assert found["professional_development.lms.to_train"] == [18, 18.8, 0, 7.2]
    assert found["professional_development.lms.new"] == [8, 8.8, 0, 7.2]
    assert found["professional_development.lms.trained_at_end"] == [110, 120, 90, 90]


def test_refreshers_go_round_in_three_years_at_the_rates_of_the_training() -> None:
    training = {**TRAINING, "trained": 1, "turnover": 0.1, "hours": 6, "stipend": 40}
    training |= {"refresher": {"every": 3, "hours": 1.5, "fee": 20}}
    found = worked(professional_development={"lms": training})
    # All 60 in FY2027; then 60 x 0.9 = 54 are still there, 6 are new, and 54 / 3 = 18 are refreshed.
    assert found["professional_development.lms.refreshed"] == [0, 18, 18, 18]
    # 60 x 6 x 40 = 14,400; then 6 x 240 = 1,440, and 18 x (1.5 x 40 + 20) = 1,440.
    assert found["professional_development.lms.cost"] == [14_400, 2_880, 2_880, 2_880]
    assert found["professional_development.lms.cost_first"] == [14_400, 0, 0, 0]
    assert found["professional_development.lms.cost_new"] == [0, 2_880, 2_880, 2_880]


def test_first_training_is_one_time_where_refreshers_fall_in_the_same_year() -> None:
    training = {**TRAINING, "fee": 100, "turnover": 0, "refresher": {"every": 2, "fee": 40}}
    found = worked(professional_development={"lms": training})
    # FY2027: 30 first. FY2028: the other 30 first, 3,000; 30 / 2 = 15 refreshed, 600. Then 60 / 2 = 30, 1,200.
    assert found["professional_development.lms.cost_first"] == [3_000, 3_000, 0, 0]
    assert found["professional_development.lms.cost_new"] == [0, 600, 1_200, 1_200]


def test_refreshers_may_have_trainers_and_substitutes() -> None:
    training = {**TRAINING, "trained": 1, "turnover": 0, "substitute_days": 1, "substitute_cost": 150}
    training |= {"trainer_cost": 1200, "group_size": 20}
    training |= {"refresher": {"every": 2, "substitute_days": 0.5, "trainer_cost": 500}}
    found = worked(professional_development={"lms": training})
    # 60 x 150 + 3 groups x 1,200 = 12,600; then 30 x 0.5 x 150 = 2,250 and 2 groups x 500 = 1,000.
    assert found["professional_development.lms.cost"] == [12_600, 3_250, 3_250, 3_250]


def test_the_office_is_the_staff_without_the_teachers() -> None:
    training = {**TRAINING, "per": "office", "trained": 1, "turnover": 0.2, "fee": 30}
    found = worked(professional_development={"sis": training})
    assert found["professional_development.sis.to_train"] == [50, 10, 10, 10]  # 110 - 60; 50 x 0.2
    assert found["professional_development.sis.cost"] == [1_500, 300, 300, 300]


def test_technicians_are_trained_as_many_as_are_paid() -> None:
    support = {"label": "Technicians", "salary": 50_000, "fte": {"by_year": {2027: 4, 2028: 6}}}
    training = {**TRAINING, "per": "position", "positions": ["support"], "trained": 1, "turnover": 0, "fee": 900}
    found = worked(positions={"support": support}, professional_development={"repairs": training})
    assert found["professional_development.repairs.cost"] == [3_600, 1_800, 0, 0]  # four, then two more


def test_working_time_is_worth_something_and_in_no_budget() -> None:
    training = {**TRAINING, "trained": 1, "turnover": 0, "hours": 2, "time_value": 50, "fee": 10}
    training |= {"refresher": {"every": 3, "hours": 1}}
    found = worked(professional_development={"lms": training}, economics={"escalation": {"indirect": 0.1}})
    # 60 x 2 h x $50 x 1.1 = 6,600; refreshed 60 / 3 = 20 x 1 h x $50 x 1.21 = 1,210.
    assert found["professional_development.lms.time_worth"][:2] == [6_600, 1_210]
    tags = found.tags("professional_development.lms.time_worth")
    assert (tags["budgeted"], tags["category"]) == ("no", "indirect")
    assert found["by_category.total"][:2] == [600, 0]
    assert found["measures.unbudgeted"][:2] == [6_600, 1_210]


def test_own_trainers_hours_are_shown_and_paid_as_positions() -> None:
    training = {**TRAINING, "trained": 1, "turnover": 0, "fee": 5, "trainer_hours": 8, "group_size": 25}
    found = worked(professional_development={"lms": training})
    assert found["professional_development.lms.own_trainers"] == [24, 0, 0, 0]  # 3 groups of at most 25
    assert found["professional_development.lms.cost"] == [300, 0, 0, 0]
