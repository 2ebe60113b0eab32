"""Services, projects, costs that end, users' own time and contingency, each case worked by hand beside it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tco.build import build
from tco.formula.number import evaluate
from tco.inputs.load import read_raw
from tco.inputs.places import Places
from tco.rolling import rolled_raw
from tests.model.worked import DEVICES, DISTRICT, worked


def test_a_service_is_paid_by_the_year_at_the_price_level_of_its_category() -> None:
    service = {
        "label": "Web hosting",
        "category": "software",
        "price": 1000,
        "recurrence": "at_risk",
        "until_year": 2029,
    }
    found = worked(services={"web": service}, economics={"escalation": {"software": 0.10}})
    assert found["services.web.cost"] == [1_100, 1_210, 1_331, 0]
    assert found["by_recurrence.at_risk"] == [1_100, 1_210, 1_331, 0]
    assert found["by_category.software"] == [1_100, 1_210, 1_331, 0]


def test_a_service_without_years_has_no_row_for_them() -> None:
    found = worked(services={"web": {"label": "Web hosting", "category": "software", "price": 1000}})
    assert "services.web.in_force" not in found.row_ids()
    assert found["services.web.cost"] == [1_000.0] * 4


@pytest.mark.parametrize(
    ("counted", "year"),
    [
        ({"per": "student"}, 2_500),  # 1,000 students
        ({"per": "student", "bands": ["high"]}, 1_000),  # 400
        ({"per": "teacher"}, 150),  # 60
        ({"per": "staff"}, 275),  # 110
        ({"per": "school"}, 5),  # 2
        ({"per": "classroom"}, 100),  # 40
        ({"per": "device", "fleets": ["student"]}, 15_000),  # 6,000
    ],
)
def test_a_service_is_priced_at_2_50_for_each_one_counted(counted: dict[str, Any], year: float) -> None:
    schools = {
        "oak": {"name": "Oak", "band": "elementary", "students": 600, "classrooms": 25},
        "high": {"name": "High", "band": "high", "students": 400, "classrooms": 15},
    }
    service = {"label": "Printing", "category": "classroom_print", "price": 2.5, **counted}
    found = worked(
        district={"enrolment": {"elementary": 600, "high": 400}, "schools": schools},
        devices={"student": DEVICES},
        services={"print": service},
    )
    assert found["services.print.cost"] == [year] * 4


MIGRATION = {
    "label": "New student information system",
    "category": "software",
    "start": 2028,
    "lines": {
        "licence": {"label": "Licence", "amount": 40_000, "kind": "capital"},
        "data": {"label": "Data migration", "amount": 9_000, "after": 1},
        "training": {"label": "Training", "amount": 6_000, "over": 2, "category": "professional_development"},
    },
}


def test_a_project_costs_once_line_by_line() -> None:
    found = worked(projects={"sis": MIGRATION})
    assert found["projects.sis.lines.licence.cost"] == [0, 40_000, 0, 0]
    assert found["projects.sis.lines.data.cost"] == [0, 0, 9_000, 0]
    assert found["projects.sis.lines.training.cost"] == [0, 3_000, 3_000, 0]
    assert found["by_kind.capital"] == [0, 40_000, 0, 0]
    assert found["by_category.professional_development"] == [0, 3_000, 3_000, 0]
    assert found["by_recurrence.one_time"] == found["by_category.total"] == [0, 43_000, 12_000, 0]
    assert found["by_purpose.transform"] == [0, 43_000, 12_000, 0]
    assert found["by_phase.deploy"] == [0, 43_000, 12_000, 0]


def test_a_later_start_moves_all_lines_at_the_prices_of_the_later_year() -> None:
    found = worked(projects={"sis": MIGRATION}, economics={"escalation": {"software": 0.10}})
    assert found["projects.sis.lines.licence.cost"] == [0, 48_400, 0, 0]  # 40,000 x 1.21
    later = found.typed("projects.sis.start", {2027: 2029})
    assert later["projects.sis.lines.licence.cost"] == [0, 0, 53_240, 0]  # 40,000 x 1.331
    assert later["projects.sis.lines.data.cost"] == [0, 0, 0, 13_176.9]  # 9,000 x 1.4641
    assert later["projects.sis.lines.training.cost"] == [0, 0, 3_000, 3_000]  # another category, no price change


def test_annualised_cost_takes_a_project_over_its_years_of_use() -> None:
    found = worked(projects={"sis": {**MIGRATION, "life": 2}})
    # 43,000 / 2 in FY2028 and FY2029, 12,000 / 2 in FY2029 and FY2030.
    assert found["projects.sis.annual_share"] == [0, 21_500, 27_500, 6_000]
    assert found["annualised.tco"] == [0, 21_500, 27_500, 6_000]
    assert found["by_category.total"] == [0, 43_000, 12_000, 0]


def test_what_was_paid_before_the_plan_is_still_in_use() -> None:
    project = {**MIGRATION, "life": 3, "paid_before": {2025: 9_000, 2023: 30_000}}
    found = worked(projects={"sis": project})
    # 9,000 of FY2025 over FY2025 to FY2027; 30,000 of FY2023 is used up. 43,000 / 3; 55,000 / 3.
    assert found["projects.sis.annual_share"] == [3_000, 14_333.33, 18_333.33, 18_333.33]


def test_what_the_district_stops_is_a_negative_cost_from_then_on() -> None:
    found = worked(
        services={"web": {"label": "Web hosting", "category": "software", "price": 50_000}},
        stops={
            "old": {
                "label": "Old system",
                "category": "software",
                "amount": 20_000,
                "from_year": 2029,
                "price_change": 0.02,
            }
        },
    )
    # 20,000 x 1.02^3 = 21,224.16 in FY2029, x 1.02^4 = 21,648.6432 in FY2030.
    assert found["stops.old.freed"] == [0, 0, 21_224.16, 21_648.64]
    assert found["by_category.software"] == [50_000, 50_000, 28_775.84, 28_351.36]
    assert found["by_category.total"] == found["by_phase.total"] == found["by_purpose.total"] == found["by_kind.total"]


def test_a_plan_rolled_forward_keeps_who_is_trained_and_what_was_paid() -> None:
    training = {"label": "Platform", "trained": {"by_year": {"2027": 0.5, "2028": 1}}, "turnover": 0.08, "fee": 100}
    projects = {"sis": {**MIGRATION, "start": 2027, "life": 3}}
    loaded = read_raw({**DISTRICT, "professional_development": {"lms": training}, "projects": projects}, Places("plan"))
    model = build(loaded.form)
    rolled = worked(**rolled_raw(loaded, model, evaluate(model)))
    assert rolled["professional_development.lms.cost"] == [3_240, 480, 480]  # as in test_people, a year on
    # 43,000 of FY2027 to FY2029, 12,000 of FY2028 to FY2030.
    assert rolled["projects.sis.annual_share"] == [18_333.33, 18_333.33, 4_000]


TIME = {"label": "Help among colleagues", "hours": 40, "value": 35}


def test_users_own_time_is_off_by_default_and_never_in_the_budget() -> None:
    found = worked(user_time={"peers": TIME})
    assert found["user_time.peers.worth"] == [154_000.0] * 4  # 110 employees x 40 h x $35
    assert found["measures.unbudgeted"] == [0.0] * 4
    counted = worked(user_time={"peers": {**TIME, "counted": "yes"}})
    assert counted["measures.unbudgeted"] == [154_000.0] * 4
    assert counted["measures.with_unbudgeted"] == [154_000.0] * 4
    assert counted["by_category.total"] == [0.0] * 4
    assert counted["funding.cost"] == [0.0] * 4
    assert counted.row_ids() == found.row_ids()
    assert found.typed("user_time.peers.counted", {2027: 1})["measures.unbudgeted"] == [154_000.0] * 4


def test_without_user_time_there_is_no_row_for_it() -> None:
    assert "measures.unbudgeted" not in worked(projects={"sis": MIGRATION}).row_ids()


def test_contingency_is_a_share_of_the_costs_of_its_category_alone() -> None:
    found = worked(
        economics={"contingency": {"software": 0.05, "labor": 0.02, "indirect": 0.5, "client_devices": 0.1}},
        services={"web": {"label": "Web hosting", "category": "software", "price": 10_000}},
        stops={"old": {"label": "Old system", "category": "software", "amount": 4_000, "from_year": 2027}},
        positions={"support": {"label": "Technicians", "fte": 2, "salary": 50_000, "benefits": 0.4}},
        user_time={"peers": {**TIME, "counted": "yes"}},
        devices={"student": {**DEVICES, "lots": {}, "count": 10, "life": 1, "resale_price": 20}},
    )
    # 5 % of 10,000, not of 10,000 - 4,000; 2 % of 140,000; users' own time is in no budget.
    assert found["contingency.software"] == [500.0] * 4
    assert found["contingency.labor"] == [2_800.0] * 4
    assert found["contingency.indirect"] == [0.0] * 4
    # 10 devices a year at $300: 10 % of 3,000, although 10 old ones bring in 200 from the second year on.
    assert found["contingency.client_devices"] == [300.0] * 4
    assert found["by_category.client_devices"] == [3_300, 3_100, 3_100, 3_100]
    assert found["by_category.software"] == [6_500.0] * 4  # 10,000 - 4,000 + 500
    assert found["by_category.labor"] == [142_800.0] * 4
    assert found.tags("contingency.software")["item"] == "contingency"
    assert found.typed("economics.contingency.software", {2027: 0.1})["contingency.software"] == [1_000.0] * 4


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"per": "device"}, "needs the fleets"),
        ({"bands": ["all"]}, "bands go with"),
        ({"fleets": ["student"]}, "fleets go with"),
        ({"category": "soft_ware"}, "Input should be"),
        ({"from_year": 28}, "expected 1990 to 2100"),
    ],
)
def test_a_service_says_what_goes_together(form: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        worked(services={"web": {"label": "Web hosting", "category": "software", "price": 1, **form}})
