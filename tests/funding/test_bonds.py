"""Bonds, worked by hand: proceeds and what they may pay, issuance, level and typed debt service."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from tco.inputs.bonds import Bond
from tests.funding.spending import capital, holds, operating, paid_by, plan_with

ISSUE: dict[str, Any] = {"issued": 2027, "proceeds": 1_000_000, "rate": 0.05, "term": 3}


def bond(**more: Any) -> dict[str, Any]:
    return {"recurrence": "one_time", "bond": ISSUE | more}


def test_proceeds_pay_capital_until_they_are_spent_and_nothing_else() -> None:
    costs = (capital({2027: 300_000, 2028: 900_000}), operating(1_000))
    found = paid_by({"bond": bond()}, *costs)
    assert found["sources.bond.received"] == [1_000_000, 0, 0, 0]
    assert found["sources.bond.paid"] == [300_000, 700_000, 0, 0]
    assert found["funding.gap"] == [1_000, 201_000, 1_000, 1_000]
    holds(found, "bond")


def test_a_plan_may_say_itself_what_a_bond_pays() -> None:
    found = paid_by({"bond": bond() | {"uses": {"all": {"kinds": ["operating"]}}}}, operating(1_000))
    assert found["sources.bond.paid"] == [1_000] * 4


def test_what_is_left_on_the_day_it_must_be_spent_lapses() -> None:
    """Issued in FY2027 and to be spent by the end of FY2028: what comes in FY2029 is not paid."""
    spent = bond() | {"obligate_by": datetime.date(2028, 6, 30)}
    found = paid_by({"bond": spent}, capital({2027: 300_000, 2028: 200_000, 2029: 400_000}))
    assert found["sources.bond.paid"] == [300_000, 200_000, 0, 0]
    assert found["sources.bond.lapsed"] == [0, 500_000, 0, 0]
    holds(found, "bond")


def test_level_debt_service_to_the_cent_with_the_rest_in_the_last_payment() -> None:
    """$1,000,000 at 5 % over three years: 1,000,000 x 0.05 / (1 - 1.05^-3) = 367,208.56.

    Interest 50,000.00, principal 317,208.56, owed 682,791.44; interest 34,139.57, principal 333,068.99, owed 349,722.45; interest
    17,486.12, and the last payment is 349,722.45 + 17,486.12 = 367,208.57.
    """
    found = paid_by({"bond": bond()}, operating(0))
    assert found["sources.bond.interest"] == [0, 50_000, 34_139.57, 17_486.12]
    assert found["sources.bond.principal"] == [0, 317_208.56, 333_068.99, 349_722.45]
    assert found["sources.bond.debt_service"] == [0, 367_208.56, 367_208.56, 367_208.57]
    assert found["sources.bond.bond_owed"] == [1_000_000, 682_791.44, 349_722.45, 0]


def test_the_payments_of_ridgefields_borrowing() -> None:
    """Ridgefield CT, July 2019: $311,000 over 3 years at 2.96 % (theridgefieldpress.com); payments in arrears worked out from that:
    109,863.40 a year, with interest 9,205.60, 6,226.13 and 3,158.47."""
    found = paid_by({"bond": bond(proceeds=311_000, rate=0.0296)}, operating(0))
    assert found["sources.bond.interest"] == [0, 9_205.60, 6_226.13, 3_158.47]
    assert found["sources.bond.level_payment"] == [109_863.40]


def test_at_no_interest_a_payment_is_the_amount_over_the_term() -> None:
    """1,000,000 / 3 = 333,333.33, and the last payment is a cent more."""
    found = paid_by({"bond": bond(rate=0)}, operating(0))
    assert found["sources.bond.debt_service"] == [0, 333_333.33, 333_333.33, 333_333.34]


def test_a_part_for_technology_has_its_part_of_the_cost_and_of_the_payments() -> None:
    """A fifth of the issue: 200,000 of proceeds, 4,000 of the 20,000 of issuing, 73,441.71 of each payment.

    200,000 x 0.05 / (1 - 1.05^-3) = 73,441.71.
    """
    found = paid_by({"bond": bond(technology=200_000, issuance_cost=20_000, debt_service="here")}, operating(0))
    assert found["sources.bond.received"] == [200_000, 0, 0, 0]
    assert found["sources.bond.issuance"] == [4_000, 0, 0, 0]
    assert found["sources.bond.paid"] == [4_000, 0, 0, 0]  # it pays what it costs to issue
    assert found["sources.bond.debt_service"][1] == 73_441.71
    assert found["by_category.financing"] == [4_000, 73_441.71, 73_441.71, found["sources.bond.debt_service"][3]]
    assert found["by_kind.debt_service"] == found["by_category.financing"]


def test_debt_service_here_is_paid_by_a_levy_for_it_and_elsewhere_is_no_cost() -> None:
    levy = {"levy": {"amount": 400_000}, "uses": {"debt": {"kinds": ["debt_service"]}}}
    here = paid_by({"bond": bond(debt_service="here"), "debt_levy": levy}, operating(1_000))
    assert here["sources.debt_levy.paid"] == [0, 367_208.56, 367_208.56, 367_208.57]
    assert here["funding.gap"] == [1_000] * 4
    elsewhere = paid_by({"bond": bond(), "debt_levy": levy}, operating(1_000))
    assert elsewhere["funding.cost"] == [1_000] * 4
    assert elsewhere["sources.bond.debt_service"] == here["sources.bond.debt_service"]


def test_an_issue_from_before_the_plan_goes_on_with_what_it_owes() -> None:
    """Issued in FY2026 and owing 682,791.44 a year later: the second and the third payment of the schedule above."""
    found = paid_by({"bond": bond(issued=2025, owed=682_791.44)}, operating(0))
    assert found["sources.bond.debt_service"] == [367_208.56, 367_208.57, 0, 0]
    assert found["sources.bond.received"] == [0] * 4


def test_payments_as_agreed_and_their_tax_rate() -> None:
    """50,000 on assessed $1 billion is $0.05 for each $1,000, $20 on a home of $400,000."""
    agreed = {"issued": 2027, "proceeds": 0, "payments": {"by_year": {2028: 50_000, 2029: 50_000}}}
    found = paid_by(
        {"lease": {"recurrence": "one_time", "bond": agreed | {"assessed_value": 1e9, "home": 400_000}}}, operating(0)
    )
    assert found["sources.lease.debt_service"] == [0, 50_000, 50_000, 0]
    assert found["sources.lease.tax_rate"] == [0, 0.05, 0.05, 0]
    assert found["sources.lease.tax_on_home"] == [0, 20, 20, 0]


def test_the_tax_is_that_of_a_levy_of_its_own_and_none_where_the_plans_sources_pay() -> None:
    """The same payments as a cost of this plan: its own sources pay them, and no debt levy is raised for them."""
    agreed = {
        "issued": 2027,
        "proceeds": 0,
        "payments": {"by_year": {2028: 50_000}},
        "assessed_value": 1e9,
        "home": 400_000,
    }
    found = paid_by({"lease": {"recurrence": "one_time", "bond": agreed | {"debt_service": "here"}}}, operating(0))
    assert found["sources.lease.debt_service"] == [0, 50_000, 0, 0]
    assert found["sources.lease.tax_rate"] == found["sources.lease.tax_on_home"] == [0] * 4


def test_labels_say_what_is_technologys_part_and_what_issuing_costs() -> None:
    """A fifth of the issue is technology's; of an issue that is all technology's, nothing needs to be said."""
    terms = {"issuance_cost": 20_000, "assessed_value": 1e9, "home": 400_000, "debt_service": "here"}
    part = plan_with({"bond": bond(technology=200_000, **terms)}, operating(0)).run().model
    labels = {id: row.label for id, row in part.by_id().items()}
    for id in (
        "issuance",
        "interest",
        "principal",
        "debt_service",
        "level_payment",
        "bond_owed",
        "tax_rate",
        "tax_on_home",
    ):
        assert labels[f"sources.bond.{id}"].endswith(", technology's part"), id
    (lines,) = [table for table in part.tables if table.id == "lines"]
    assert "bond, cost of issuing, technology's part" in lines.record_names()
    whole = plan_with({"bond": bond(**terms)}, operating(0)).run().model
    assert whole.by_id()["sources.bond.interest"].label == "Interest"


def test_proceeds_that_are_left_three_years_after_the_issue_draw_advice() -> None:
    """$1,000,000 of FY2027, of which 900,000 are spent by FY2030: 100,000 are left. Spent in time, nothing is said."""
    late = plan_with({"bond": bond()}, capital({2027: 300_000, 2028: 600_000})).run()
    (said,) = [str(finding) for finding in late.findings if "proceeds are left" in finding.found]
    assert "sources.bond: 100,000 of its proceeds are left at the end of FY2030, 3 years after its issue" in said
    assert "1.148-2(e)(2)" in said
    in_time = plan_with({"bond": bond()}, capital({2027: 300_000, 2029: 700_000})).run()
    assert not [finding for finding in in_time.findings if "proceeds are left" in finding.found]


def test_a_bond_that_is_not_counted_owes_nothing() -> None:
    planned = bond(debt_service="here", issuance_cost=5_000) | {"status": "planned"}
    found = paid_by({"bond": planned}, capital({2027: 100}), funding={"planned": 0})
    assert found["sources.bond.debt_service"] == [0] * 4
    assert found["funding.cost"] == found["funding.gap"] == [100, 0, 0, 0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"term": None}, "rate and term go together"),
        ({"rate": None, "term": None}, "give either rate and term, or payments"),
        ({"payments": {"by_year": {2028: 1}}}, "give either rate and term, or payments"),
        ({"technology": 2_000_000}, "more than the proceeds"),
        ({"term": 2.5}, "write whole years of term"),
        ({"home": 1}, "give it too, or leave home out"),
    ],
)
def test_what_does_not_go_together_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Bond.model_validate(ISSUE | wrong)
