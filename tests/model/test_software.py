"""Software and recurring security lines, each case worked by hand beside it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.model.worked import DEVICES, DISTRICT, Worked, worked
from tests.plans import Computed

TWO_SCHOOLS = {
    "oak": {"name": "Oak", "band": "elementary", "students": 600, "classrooms": 25},
    "high": {"name": "High", "band": "high", "students": 400, "classrooms": 15},
}


def product(**figures: Any) -> Worked:
    """The small district with one product, its prices rising by 10 % a year in the category."""
    software = {"label": "Product", "per": "flat", **figures}
    return worked(software={"it": software}, economics={"escalation": {"software": 0.10}})


# Google Workspace for Education Plus, 5,000 students and 700 staff: a published change of terms (vendor's notice, 2025). Before,
# staff were free up to a quarter of the students: 5,000 x $5 = $25,000. Since, everybody with an account is licensed, at least 50:
# 5,700 x $6 = $34,200, 36.8 % more.
WORKSPACE = {"label": "Workspace", "per": "user", "minimum": 50}


def test_workspace_before_and_after_staff_were_charged() -> None:
    district = {"enrolment": {"all": 5000}, "staff": 700}
    before = worked(district=district, software={"it": {**WORKSPACE, "price": 5, "users_per_staff": 0}})
    after = worked(district=district, software={"it": {**WORKSPACE, "price": 6}})
    assert before["software.it.cost"] == [25_000] * 4
    assert after["software.it.cost"] == [34_200] * 4
    assert after["by_category.software"][0] / before["by_category.software"][0] - 1 == pytest.approx(0.368, abs=1e-12)


def test_a_contract_charges_for_its_minimum_at_least() -> None:
    """30 students and 12 staff are 42 users, 50 are charged: 50 x $6 = $300. With 60 students, 72 x $6 = $432."""
    few = {"enrolment": {"all": {"by_year": {2027: 30, 2029: 60}}}, "staff": 12, "teachers": 4}
    found = worked(district=few, software={"it": {**WORKSPACE, "price": 6}})
    assert found["software.it.charged"] == [50, 50, 72, 72]
    assert found["software.it.cost"] == [300, 300, 432, 432]


@pytest.mark.parametrize(
    ("counted", "year"),
    [
        ({"per": "student"}, 2_500),  # 1,000 students at $2.50
        ({"per": "student", "bands": ["high"]}, 1_000),  # 400
        ({"per": "teacher"}, 150),  # 60
        ({"per": "staff"}, 275),  # 110
        ({"per": "user"}, 2_775),  # 1,110
        ({"per": "user", "bands": ["high"], "users_per_staff": 0.5}, 1_137.5),  # 400 + 55
        ({"per": "device", "fleets": ["student"]}, 15_000),  # 6,000
        ({"per": "device", "fleets": ["student", "spare"]}, 30_000),  # 12,000
        ({"per": "classroom"}, 100),  # 40
        ({"per": "site"}, 5),  # 2
        ({"per": "flat"}, 2.5),
    ],
)
def test_a_product_is_priced_at_2_50_for_each_one_counted(counted: dict[str, Any], year: float) -> None:
    found = worked(
        district={"enrolment": {"elementary": 600, "high": 400}, "schools": TWO_SCHOOLS},
        devices={"student": DEVICES, "spare": DEVICES},
        software={"it": {"label": "Product", "price": 2.5, **counted}},
    )
    assert found["software.it.cost"] == [year] * 4


def test_without_an_uplift_the_price_follows_its_category() -> None:
    """100 x 1.10, 1.21, 1.331, 1.4641, from the year after the prices' date, 2026."""
    assert product(price=100)["software.it.cost"] == [110, 121, 133.1, 146.41]


def test_an_uplift_replaces_the_category_and_its_cap_holds_it_down() -> None:
    """8 %: 108, 116.64, 125.9712, 136.048896. Capped at 5 %: 105, 110.25, 115.7625, 121.550625. A cap above it does nothing."""
    assert product(price=100, uplift=0.08)["software.it.cost"] == [108, 116.64, 125.97, 136.05]
    assert product(price=100, uplift=0.08, uplift_cap=0.05)["software.it.cost"] == [105, 110.25, 115.76, 121.55]
    assert product(price=100, uplift=0.08, uplift_cap=0.20)["software.it.cost"] == [108, 116.64, 125.97, 136.05]


def test_an_uplift_counts_from_the_date_of_the_prices() -> None:
    """Prices as of 2024, 5 % a year: FY2027 is 100 x 1.05^3 = 115.7625. Prices as of FY2028 hold until then."""
    software = {"it": {"label": "Product", "per": "flat", "price": 100, "uplift": 0.05}}
    assert worked(software=software, economics={"prices_as_of": 2024})["software.it.cost"][0] == 115.76
    assert worked(software=software, economics={"prices_as_of": 2028})["software.it.cost"] == [100, 100, 105, 110.25]


def test_a_learning_platform_whose_vendor_asked_for_14_percent() -> None:
    """DeKalb County paid $715,310 and a year later up to $815,250, 14 % more (board papers, 2024 and 2025). With a cap of 5 %
    in the contract it would have been 715,310 x 1.05 = $751,075.50."""
    platform = {"price": 715_310, "uplift": 815_250 / 715_310 - 1}
    assert product(**platform)["software.it.cost"][0] == 815_250
    assert product(**platform, uplift_cap=0.05)["software.it.cost"][0] == 751_075.50


def test_a_product_runs_from_its_first_to_its_last_year() -> None:
    found = product(price=100, uplift=0, from_year=2028, until_year=2029)
    assert found["software.it.in_force"] == [0, 1, 1, 0]
    assert found["software.it.cost"] == [0, 100, 100, 0]
    assert found.typed("software.it.until_year", {2027: 2030})["software.it.cost"] == [0, 100, 100, 100]


PERPETUAL = {"per": "student", "licence": "perpetual", "licence_price": 50, "maintenance": 0.20}
GROWING = {"all": {"by_year": {2027: 100, 2028: 120, 2029: 110, 2030: 150}}}


def licensed(**figures: Any) -> Worked:
    return worked(district={"enrolment": GROWING}, software={"it": {"label": "Product", **PERPETUAL, **figures}})


def test_perpetual_licences_are_bought_when_the_count_grows_and_maintained_from_the_year_after() -> None:
    """100, 20, none (110 students, 120 owned), 30 licences at $50; maintenance of $10 on 0, 100, 120, 120 owned before."""
    found = licensed()
    assert found["software.it.bought"] == [100, 20, 0, 30]
    assert found["software.it.licences_cost"] == [5_000, 1_000, 0, 1_500]
    assert found["software.it.maintenance_cost"] == [0, 1_000, 1_200, 1_200]
    assert found["by_recurrence.one_time"] == [5_000, 1_000, 0, 1_500]
    assert found["by_recurrence.recurring"] == [0, 1_000, 1_200, 1_200]
    assert found["by_kind.operating"] == [5_000, 2_000, 1_200, 2_700]


def test_licences_owned_at_the_start_are_maintained_and_not_bought() -> None:
    found = licensed(owned=80)
    assert found["software.it.bought"] == [20, 20, 0, 30]
    assert found["software.it.maintenance_cost"] == [800, 1_000, 1_200, 1_200]


def test_maintenance_may_begin_with_the_purchase_and_rise_by_itself() -> None:
    """Half a year's maintenance with the purchase: on 50, 110, 120, 135. Dearer by 10 % a year: $11, 12.10, 13.31, 14.641."""
    found = licensed(maintenance_at_purchase=0.5, maintenance_uplift=0.10)
    assert found["software.it.maintained"] == [50, 110, 120, 135]
    assert found["software.it.maintenance_cost"] == [550, 1_331, 1_597.2, 1_976.54]  # 135 x 14.641 = 1,976.535


def test_licences_may_be_booked_as_capital_and_end_with_their_contract() -> None:
    """None bought before FY2028, 120 then, 0 later; maintenance of $10 on 120 in FY2029, none after the last year."""
    found = licensed(booked_as="capital", from_year=2028, until_year=2029)
    assert found["by_kind.capital"] == [0, 6_000, 0, 0]
    assert found["by_kind.operating"] == [0, 0, 1_200, 0]


def test_licences_stay_owned_when_the_plan_is_rolled_forward() -> None:
    """100 bought in FY2027 are there when the plan begins in FY2028: 20 more are bought, and 100 are maintained for $10 each.
    What was paid once in FY2027 is past and is not counted."""
    district = {**DISTRICT["district"], "enrolment": GROWING}
    software = {"label": "Product", **PERPETUAL, "implementation": {"by_year": {2027: 400, 2029: 300}}}
    now = Computed.of({**DISTRICT, "district": district, "software": {"it": software}})
    next_year = now.rolled()
    assert next_year.row("software.it.bought").tolist() == [20, 0, 30]
    assert next_year.row("software.it.maintenance_cost").tolist() == [1_000, 1_200, 1_200]
    assert next_year.row("software.it.implementation_cost").tolist() == [0, 300, 0]


# Its present value is the golden case perpetual_or_subscription.
CHOICE = {
    "label": "Business system",
    "per": "flat",
    "price": 40_000,
    "uplift": 0.05,
    "licence_price": 100_000,
    "maintenance": 0.20,
    "maintenance_at_purchase": 1,
    "maintenance_uplift": 0.03,
}


def test_the_licence_is_a_switch_with_the_same_rows_in_both_settings() -> None:
    models = [
        product(**{**CHOICE, "licence": licence, "from_year": 2027}).model for licence in ("subscription", "perpetual")
    ]
    rented, owned = ({row.id: (row.unit, row.timeline and row.timeline.id) for row in model.rows()} for model in models)
    assert list(rented) == list(owned)
    assert rented == owned
    assert [posting.tags for posting in models[0].postings] == [posting.tags for posting in models[1].postings]


def test_the_licence_not_chosen_costs_nothing() -> None:
    rented, owned = (product(**{**CHOICE, "licence": licence}) for licence in ("subscription", "perpetual"))
    assert rented["software.it.licences_cost"] == rented["software.it.maintenance_cost"] == [0] * 4
    assert owned["software.it.cost"] == [0] * 4
    assert rented.typed("software.it.licence", {2027: 2})["by_category.total"] == owned["by_category.total"]


def test_one_time_costs_fall_in_their_years_and_in_no_others() -> None:
    """$40,000 in FY2028 and $10,000 in FY2029 of 2026, at 10 % a year: x 1.21 and x 1.331. Migration $500 in FY2027, x 1.10."""
    found = product(
        price=100,
        uplift=0,
        implementation={"by_year": {2028: 40_000, 2029: 10_000}},
        migration={"by_year": {2027: 500}},
    )
    assert found["software.it.implementation_cost"] == [0, 48_400, 13_310, 0]
    assert found["software.it.migration_cost"] == [550, 0, 0, 0]
    assert found["by_recurrence.one_time"] == [550, 48_400, 13_310, 0]
    assert found.tags("software.it.migration_cost")["phase"] == "deploy"


def test_a_yearly_cost_may_be_typed_over() -> None:
    found = product(price=100, uplift=0).typed("software.it.cost", {2028: 90})
    assert found["software.it.cost"] == [100, 90, 100, 100]
    assert found["by_category.software"] == [100, 90, 100, 100]


def test_security_lines_take_the_same_form_and_their_own_category() -> None:
    """Insurance of $30,000 rising by 10 %; filtering at $4 for each of 1,000 students, up by 3 % a year as security is."""
    found = worked(
        security={
            "insurance": {
                "label": "Cyber insurance",
                "per": "flat",
                "price": 30_000,
                "uplift": 0.10,
                "recurrence": "at_risk",
            },
            "filter": {"label": "Web filter", "per": "student", "price": 4},
        },
        economics={"escalation": {"security": 0.03, "software": 0.50}},
    )
    assert found["security.insurance.cost"] == [33_000, 36_300, 39_930, 43_923]
    assert found["security.filter.cost"] == [4_120, 4_243.6, 4_370.91, 4_502.04]  # 4,370.908; 4,502.03524
    assert found["by_category.security"][0] == 37_120
    assert found.tags("security.filter.cost")["category"] == "security"
    assert found["by_recurrence.at_risk"][0] == 33_000
    assert "security" in [sheet.id for sheet in found.model.sheets]


def test_what_is_not_given_has_no_rows() -> None:
    plain = {id.removeprefix("software.it.") for id in product(price=100).row_ids() if id.startswith("software.it.")}
    assert plain == {"contract", "charged", "price", "unit_price", "cost_computed", "cost_typed", "cost"}


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"per": "device", "price": 1}, "per = 'device' without fleets; name those"),
        ({"fleets": ["student"], "price": 1}, "fleets are counted where per = 'device'"),
        ({"per": "staff", "bands": ["high"], "price": 1}, "bands go with students and users"),
        ({"minimum": 50, "price": 1}, "a flat amount has no smallest number"),
        ({}, "licence = 'subscription' without a price"),
        ({"licence": "perpetual", "price": 1}, "licence = 'perpetual' without a licence_price"),
        ({"price": 1, "uplift_cap": 0.03}, "uplift_cap without an uplift"),
        ({"licence": "perpetual", "licence_price": 1, "uplift": 0.03}, "uplift without a price"),
        ({"price": 1, "owned": 3}, "owned without a licence_price"),
        ({"price": 1, "maintenance": 0.2}, "maintenance without a licence_price"),
        ({"licence": "perpetual", "licence_price": 1, "maintenance_at_purchase": 1}, "without maintenance; add it"),
        ({"licence": "perpetual", "licence_price": 1, "maintenance_uplift": 0.03}, "without maintenance; add it"),
        ({"price": 1, "implementation": 40_000}, "this amount falls in a year"),
        ({"price": 1, "uplift": 3}, "a share is written as 0.03, not 3"),
        ({"price": 1, "per": "pupil"}, "Input should be 'student'"),
    ],
)
def test_what_does_not_go_together_is_refused(figures: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        product(**figures)
