"""Levies and sales taxes, worked by hand: tax years to fiscal years, terms and renewals, tax rates."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tco.inputs.levies import Levy
from tests.funding.spending import holds, operating, paid_by

HALVES = {"april": 0.6, "october": 0.4}
LEVY: dict[str, Any] = {"amount": {"by_year": {2026: 1000, 2027: 2000, 2029: 4000}}, "collected": HALVES}


def levied(start_month: int = 9, **more: Any) -> list[float]:
    """What comes in of the levy in each of four fiscal years from FY2027."""
    calendar = {"start_month": start_month, "first_year": 2027, "horizon": 4}
    found = paid_by({"levy": {"levy": LEVY | more}}, operating(100), calendar=calendar)
    holds(found, "levy")
    return found["sources.levy.received"]


def test_tax_years_become_fiscal_years_by_the_months_of_collection() -> None:
    """A year from September has October of the calendar year before and April of its own.

    FY2027: 40 % of 1,000 + 60 % of 2,000 = 1,600; FY2028: 800 + 1,200; FY2029: 800 + 60 % of 4,000; FY2030: 1,600 + 2,400.
    """
    assert levied() == [1_600, 2_000, 3_200, 4_000]


@pytest.mark.parametrize(
    ("start_month", "first"),
    [
        (1, 2_000),  # the fiscal year is the tax year
        (4, 1_000),  # both halves of the tax year before: April begins the year
        (5, 1_600),
        (10, 1_600),  # October begins the year
        (11, 2_000),  # both halves of the year it is named for
    ],
)
def test_the_fiscal_years_first_month_decides_which_half_is_whose(start_month: int, first: float) -> None:
    assert levied(start_month)[0] == first


def test_without_months_of_collection_the_amounts_come_in_as_they_are_given() -> None:
    assert levied(collected={}) == [2_000, 2_000, 4_000, 4_000]


def test_what_is_not_paid_does_not_come_in() -> None:
    """98 % of 1,600, 2,000, 3,200 and 4,000."""
    assert levied(collection_rate=0.98) == [1_568, 1_960, 3_136, 3_920]


def test_a_levy_ends_with_its_last_tax_year_whose_second_half_comes_in_later() -> None:
    """The last tax year is 2028: FY2029 has its October, 40 % of 2,000, and FY2030 nothing."""
    assert levied(last_tax_year=2028) == [1_600, 2_000, 800, 0]
    assert levied(first_tax_year=2027, last_tax_year=2028) == [1_200, 2_000, 800, 0]
    assert levied(last_tax_year=2028, renewed="yes") == [1_600, 2_000, 3_200, 4_000]


def test_a_fund_balance_carries_over_and_pays_later() -> None:
    levy = {"levy": LEVY, "opening_balance": 500}
    found = paid_by({"levy": levy}, operating({2027: 100, 2028: 5000}), calendar=FROM_SEPTEMBER)
    assert found["sources.levy.paid"] == [100, 4_000, 3_200, 4_000]  # 500 + 1,600 - 100 = 2,000, and 2,000 more
    assert found["sources.levy.closing"] == [2_000, 0, 0, 0]
    holds(found, "levy")


FROM_SEPTEMBER = {"start_month": 9, "first_year": 2027, "horizon": 4}


def test_assessed_value_gives_a_tax_rate_and_the_tax_on_a_home() -> None:
    """$6,000,000 on $24 billion is $0.25 for each $1,000; on a home of $600,000 that is $150."""
    levy = {"amount": 6_000_000, "assessed_value": 24e9, "home": 600_000}
    found = paid_by({"levy": {"levy": levy}}, operating(100))
    assert found["sources.levy.tax_rate"] == [0.25] * 4
    assert found["sources.levy.tax_on_home"] == [150] * 4


def test_a_levy_that_may_not_come_counts_by_its_status() -> None:
    levy = {"levy": LEVY, "status": "planned"}
    found = paid_by({"levy": levy}, operating(100), funding={"planned": 0})
    assert found["sources.levy.received"] == [0] * 4
    assert found["funding.gap"] == [100] * 4


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first_tax_year": 2030, "last_tax_year": 2029}, "the last tax year is before the first"),
        (
            {"collected": {"april": 0.5, "october": 0.4}},
            "the parts collected come to 0.9 of the year; they must come to 1",
        ),
        ({"renewed": "yes"}, "give last_tax_year"),
        ({"home": 500_000}, "give it too, or leave home out"),
        ({"collected": {"octobre": 1}}, "octobre"),
    ],
)
def test_what_does_not_go_together_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Levy.model_validate(LEVY | wrong)
