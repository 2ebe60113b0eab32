"""The general fund, fees, allotments and donations, worked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tco.inputs.allotments import Allotment
from tco.inputs.fund_balance import Fund
from tco.inputs.funding import Source
from tests.funding.spending import capital, holds, operating, paid_by

GENERAL: dict[str, Any] = {"revenue": 100e6, "expenditure": 97e6, "gives": 3e6, "policy": 0.12}


def test_the_gap_is_not_taken_from_the_general_fund() -> None:
    """It gives 3 of 4 million: 10 + 100 - 97 - 3 = 10 million stay, a tenth of 100; 12 % would be 12 million, 2 more."""
    found = paid_by({"general": {"opening_balance": 10e6, "fund": GENERAL}}, operating(4e6))
    assert found["sources.general.paid"] == [3e6] * 4
    assert found["funding.gap"] == [1e6] * 4
    assert found["sources.general.closing"] == [10e6] * 4
    assert found["sources.general.closing_share"] == [0.1] * 4
    assert found["sources.general.policy_short"] == [2e6] * 4
    holds(found, "general")


def test_a_fund_pays_down_to_its_floor() -> None:
    """5 + 0 - 2 = 3 million stay above nothing; with a floor of 4: 1 is paid, then nothing comes."""
    fund = {"revenue": 97e6, "expenditure": 97e6, "floor": 4e6}
    found = paid_by({"general": {"opening_balance": 5e6, "fund": fund}}, operating(0.6e6))
    assert found["sources.general.paid"] == [0.6e6, 0.4e6, 0, 0]
    assert found["sources.general.closing"] == [4.4e6, 4e6, 4e6, 4e6]
    assert "sources.general.policy_short" not in found.row_ids()
    holds(found, "general")


def test_a_fund_that_runs_dry_gives_nothing_more_and_shows_it() -> None:
    fund = {"revenue": 90, "expenditure": 100, "gives": 50}
    found = paid_by({"general": {"opening_balance": 15, "fund": fund}}, operating(8))
    assert found["sources.general.paid"] == [5, 0, 0, 0]
    assert found["sources.general.closing"] == [0, -10, -20, -30]
    holds(found, "general")


def test_what_is_transferred_to_a_fund_is_for_technology_beside_what_it_gives() -> None:
    """Washington's rule: licences and training are paid out of the levy by a transfer to the general fund."""
    levy = {"levy": {"amount": 500}, "transfers": {"general": 200}, "uses": {"capital": {"kinds": ["capital"]}}}
    fund = {"revenue": 1_000, "expenditure": 1_000, "gives": 100}
    found = paid_by(
        {"levy": levy, "general": {"opening_balance": 50, "fund": fund}}, operating(320), capital({2027: 90})
    )
    assert found["sources.levy.paid"] == [90, 0, 0, 0]
    assert found["sources.general.paid"] == [250, 200, 200, 200]  # 50 of its own are all it has, and 200
    assert found["funding.gap"] == [70, 120, 120, 120]


def test_a_fund_says_what_it_gives() -> None:
    with pytest.raises(ValidationError, match="say how much it gives to technology"):
        Fund.model_validate({"revenue": 1, "expenditure": 1})


@pytest.mark.parametrize(
    "said", [{"opens": "2027-07-01"}, {"obligate_by": "2028-06-30"}, {"cap": 0.5, "uses": {"all": {"capped": True}}}]
)
def test_a_fund_has_no_window_and_no_cap(said: dict[str, Any]) -> None:
    fund = {"label": "General", "recurrence": "recurring", "fund": GENERAL}
    with pytest.raises(ValidationError, match=f"a fund never lapses and has no cap; take {next(iter(said))} out"):
        Source.model_validate(fund | said)


def test_fees_of_those_who_pay() -> None:
    """Kingsport TN: of a $50 fee 60 % was paid, 32 % waived, 8 % not paid [V2]: 1,000 x 68 % x 50 x 60/68 = 30,000."""
    fees = {"fee": 50, "waived": 0.32, "collected": 0.6 / 0.68}
    found = paid_by({"fees": {"fees": fees}}, operating(25_000))
    assert found["sources.fees.received"] == [30_000] * 4
    assert found["sources.fees.lapsed"] == [5_000] * 4
    holds(found, "fees")


def test_fees_of_some_bands() -> None:
    enrolment = {"elementary": 600, "high": {"by_year": {2027: 400, 2029: 300}}}
    fees = {"fee": 25, "waived": 0, "collected": 1, "bands": ["high"]}
    found = paid_by({"fees": {"fees": fees}}, operating(0), district={"enrolment": enrolment})
    assert found["sources.fees.received"] == [10_000, 10_000, 7_500, 7_500]


def biennial(**more: Any) -> dict[str, Any]:
    groups = {"all": {"label": "Students", "rate": 100}}
    return {"allotment": {"years": 2, "begins": 2026, "groups": groups} | more}


def test_an_allotment_for_two_years_comes_in_the_first_and_lasts_through_the_second() -> None:
    """1,000 students x $100 begin in FY2028 and FY2030; 40,000 of FY2028 are left for FY2029, of which 10,000 lapse at its end."""
    found = paid_by({"state": biennial()}, operating({2027: 0, 2028: 60_000, 2029: 30_000, 2030: 0}))
    assert found["sources.state.received"] == [0, 100_000, 0, 100_000]
    assert found["sources.state.paid"] == [0, 60_000, 30_000, 0]
    assert found["sources.state.lapsed"] == [0, 0, 10_000, 0]
    assert found["sources.state.closing"] == [0, 40_000, 0, 100_000]
    holds(found, "state")


def test_an_allotment_may_carry_over() -> None:
    found = paid_by({"state": biennial() | {"carries_over": True}}, operating({2027: 0, 2028: 60_000, 2029: 30_000}))
    assert found["sources.state.lapsed"] == [0] * 4
    assert found["sources.state.closing"] == [0, 40_000, 10_000, 80_000]


def test_an_allotment_for_a_year_lapses_with_it() -> None:
    yearly = {
        "allotment": {"groups": {"some": {"label": "Some", "rate": 10, "count": {"by_year": {2027: 50, 2028: 60}}}}}
    }
    found = paid_by({"state": yearly}, operating(200))
    assert found["sources.state.received"] == [500, 600, 600, 600]
    assert found["sources.state.lapsed"] == [300, 400, 400, 400]


def test_rates_by_the_name_of_a_public_figure_change_on_their_dates() -> None:
    """Texas: $171.84 for 2024-25 and $174.69 for 2026-27 (TEA); 1,000 students."""
    groups = {"all": {"label": "Students", "figure": "texas_technology_per_student"}}
    calendar = {"start_month": 9, "first_year": 2024, "horizon": 4}
    found = paid_by({"state": biennial(groups=groups, begins=2024)}, operating(0), calendar=calendar)
    assert found["sources.state.received"] == [171_840, 0, 174_690, 0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"years": 2}, "say in which fiscal year one of its terms begins"),
        ({"groups": {}}, "at least one group of students"),
        ({"groups": {"all": {"label": "All"}}}, "give either a rate or the name of a public figure"),
        ({"groups": {"all": {"label": "All", "rate": 1, "figure": "x"}}}, "give either a rate or the name"),
        ({"groups": {"all": {"label": "All", "rate": 1, "count": 5, "bands": ["a"]}}}, "give either bands or a count"),
    ],
)
def test_an_allotment_that_does_not_go_together_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Allotment.model_validate({"groups": {"all": {"label": "All", "rate": 1}}} | wrong)


def test_a_donation_and_a_capital_projects_fund_are_amounts_with_rules_of_use() -> None:
    """The gift pays software only and until it is used up; the capital projects fund pays capital and keeps the rest."""
    gift = {
        "recurrence": "one_time",
        "amount": 0,
        "opening_balance": 150,
        "carries_over": True,
        "uses": {"software": {"categories": ["software"]}},
    }
    projects = {"amount": 40, "opening_balance": 20, "carries_over": True, "uses": {"capital": {"kinds": ["capital"]}}}
    found = paid_by({"gift": gift, "capital_projects": projects}, operating(100), capital({2028: 90}))
    assert found["sources.gift.paid"] == [100, 50, 0, 0]
    assert found["sources.capital_projects.paid"] == [0, 90, 0, 0]  # 20 + 40 + 40 = 100
    assert found["sources.capital_projects.closing"] == [60, 10, 50, 90]
    assert found["funding.gap"] == [0, 50, 100, 100]
