"""What is wrong with a register of contracts, and what a district should be told in time."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from tco.errors import PlanError
from tco.inputs.contracts import Contract
from tests.model.test_contracts import LEAD, advice, day, plan
from tests.model.worked import DISTRICT
from tests.plans import plan_of

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"start": day("2027-07-01"), "end": day("2027-06-30")}, "the contract ends before it starts"),
    ({"end": day("2027-06-30"), "term": 12, "notice_days": 400}, "the notice is longer than the term"),
    ({"end": day("2027-06-30"), "data_agreement_ends": day("2027-06-30")}, "without an agreement"),
    (
        {"start": day("2027-07-01"), "end": day("2028-06-30"), "data_agreement": "yes",
         "data_agreement_ends": day("2027-06-01")},
        "agreement ends before the contract starts",
    ),
    ({"end": day("2027-06-30"), "term": 0}, "greater than or equal to 1"),
]  # fmt: skip


@pytest.mark.parametrize(("figures", "message"), WRONG)
def test_what_does_not_go_together_is_refused(figures: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Contract.model_validate({"label": "Wrong", **figures})


def test_an_unknown_contract_is_a_fault_with_the_nearest_name() -> None:
    raw = plan({"end": day("2028-06-30")})
    raw["software"]["it"]["contract"] = "mian"
    with pytest.raises(PlanError, match=r"software.it.contract: there is no contract 'mian'. Did you mean 'main'\?"):
        plan_of(raw)
    with pytest.raises(PlanError, match="procurement.e_rate: there is no fleet 'network.ap'"):
        plan_of(plan(procurement={**LEAD, "e_rate": ["network.ap"]}))


@pytest.mark.parametrize(
    ("contract", "said"),
    [
        ({"end": "2026-07-31", "notice_days": 60}, "the last day to give notice, 2026-06-01, is before the plan"),
        ({"end": "2027-06-30", "notice_days": 60, "renewal": "automatic"}, "notice is due by 2027-05-01, in the plan's first year"),
        ({"end": "2027-06-30", "renewal": "none"}, "its contract ends on 2027-06-30 and is not renewed, and the item runs to FY2030"),
        ({"end": "2029-06-30", "cap": 0.03}, "it rises by more than its contract's cap of 3.0%"),
        ({"end": "2029-06-30"}, "the data-privacy agreement of its contract is unknown"),
        ({"end": "2029-06-30", "data_agreement": "no"}, "the data-privacy agreement of its contract is missing"),
        ({"end": "2029-06-30", "data_agreement": "yes", "data_agreement_ends": "2026-06-30"}, "agreement has expired: 2026-06-30"),
        ({"end": "2029-06-30", "data_agreement": "yes", "data_agreement_ends": "2027-06-01"}, "expires in the plan's first year"),
    ],
)  # fmt: skip
def test_what_ends_is_said_in_time(contract: dict[str, Any], said: str) -> None:
    dates = {key: day(value) if "end" in key else value for key, value in contract.items()}
    raw = plan(dates)
    raw["software"]["it"]["holds_student_data"] = True
    assert said in advice(raw)


def test_a_cap_is_compared_with_what_the_price_follows() -> None:
    """Its own rise, and without one that of its category: 5 % is above a cap of 4 %, and not above one of 5 %."""
    dear, fair = ({"end": day("2029-06-30"), "cap": cap} for cap in (0.04, 0.05))
    rises = {"discount_rate": 0, "prices_as_of": 2027, "escalation": {"software": 0.05, "security": 0.01}}
    said = "software.it.contract: its price rises with its category by 5.0%, more than its contract's cap of 4.0%. Write uplift at"
    for contract, own, told in (
        (dear, {}, True), (fair, {}, False), (dear, {"uplift": 0.04}, False), (dear, {"uplift": 0.06, "uplift_cap": 0.04}, False),
    ):  # fmt: skip
        raw = {**plan(contract), "economics": rises}
        raw["software"]["it"] = {"label": "Product", "per": "flat", "price": 1_000, "contract": "main", **own}
        assert (said in advice(raw)) == told
        assert ("cap of" in advice(raw)) == told
    service = {"label": "Hosting", "category": "software", "price": 300, "contract": "main"}
    for own, words in (({}, "its price rises with its category"), ({"price_change": 0.06}, "it rises by more")):
        raw = {**plan(None, contracts={"main": {"label": "Main", **dear}}), "economics": rises}
        raw["services"] = {"hosting": {**service, **own}}
        assert words in advice(raw)


def test_dated_terms_rise_by_their_own_uplift_alone() -> None:
    terms = {"now": {"label": "Now", "per": "flat", "price": 900, "uplift": 0.06}}
    for uplift, told in ((0.06, True), (0, False)):
        raw = plan({"end": day("2029-06-30"), "cap": 0.04})
        raw["economics"] = {"discount_rate": 0, "prices_as_of": 2027, "escalation": {"software": 0.05}}
        terms["now"]["uplift"] = uplift
        raw["software"]["it"] = {"label": "Product", "terms": terms, "contract": "main"}
        assert ("software.it.terms.now.uplift: it rises by more than its contract's cap of 4.0%" in advice(raw)) == told
        assert ("cap of" in advice(raw)) == told


def test_a_contract_in_order_and_an_item_without_one_are_no_finding() -> None:
    good = {"end": day("2029-06-30"), "data_agreement": "yes", "cap": 0.1, "notice_days": 30}
    for raw in (plan(good), plan()):
        assert "software.it" not in advice(raw)
        assert "contracts.main" not in advice(raw)


@pytest.mark.parametrize(
    ("end", "term", "found"),
    [
        (datetime.date(9999, 12, 31), 12, "end: found 9999-12-31, expected at most 2100-12-31"),
        (datetime.date(1, 1, 1), 12, "end: found 0001-01-01, expected 1990-01-01 or more"),
    ],
)
def test_a_term_ends_in_years_that_are_known(end: datetime.date, term: int, found: str) -> None:
    with pytest.raises(PlanError, match=found):
        plan_of({**DISTRICT, "contracts": {"main": {"label": "A contract", "end": end, "term": term}}})


def test_a_long_term_and_an_old_contract_that_renews_by_the_month_are_no_trouble() -> None:
    """From June 1995 every month: 12 ends in each of FY2027 to FY2030. Twenty years from August 2027: one."""
    old = {"label": "Old", "end": datetime.date(1995, 6, 30), "term": 1, "renewal": "automatic"}
    long = {"label": "Dark fibre", "end": datetime.date(2027, 8, 31), "term": 240}
    result = plan_of({**DISTRICT, "contracts": {"old": old, "long": long}}).run()
    assert result.contract_calendar.index.value_counts().to_dict() == {"old": 48, "long": 1}
