"""What is found can be paid: debts, transfers, floors and refunds are no money, and nothing is worse than the waterfall."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings

from tco.allocation.answer import _nobody_pays, _run
from tco.allocation.pots import pots_of
from tco.errors import MissingError
from tco.funding.problem import SPLIT, Pot
from tco.inputs.plan import PlanForm
from tco.plan import Allocated, Plan
from tests.allocation.districts import Raw, district
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Computed, plan_of


def followed(plan: Plan) -> tuple[Allocated, Computed]:
    """The allocation of a plan, which the plan can pay, and which is no worse than the waterfall, wish by wish."""
    found = plan.allocate(seconds=2)
    after, comparison = Computed(found.plan.run()), found.comparison
    assert after.row("funding.plan_stale").max() == 0
    cents = 0.01 * len(comparison.problem.lines) * comparison.problem.years**2
    for name in list(comparison.allocation.values)[:-1]:
        apart = comparison.optimal[name] - comparison.waterfall[name]
        if abs(apart) > (0 if name == SPLIT else cents):
            assert apart < 0, name
            break
    return found, after


def pots(sources: Raw, of: str) -> list[Pot]:
    form = PlanForm.model_validate(district(sources))
    books = _run(form)
    return pots_of(books, _run(_nobody_pays(form, books.lines[0])), of)


def test_an_overdrawn_fund_pays_when_it_is_out_of_debt() -> None:
    """$150,000 in debt and $100,000 more each year: $50,000 in debt, then $50,000 in hand, then $100,000 more.

    Of the costs of $130,000, $70,000 and $70,000 it pays none, $50,000 and $70,000.
    """
    fund = {
        "label": "Fund",
        "recurrence": "recurring",
        "fund": {"revenue": 200_000, "expenditure": 100_000, "floor": 0},
    }
    sources = {"fund": {**fund, "opening_balance": -150_000}}
    assert pots(sources, "fund") == [Pot(5_000_000, 1, 2), Pot(10_000_000, 2, 2)]
    found, after = followed(plan_of(district(sources)))
    assert after.row("funding.gap").tolist() == [130_000, 20_000, 0]
    assert found.comparison.status.startswith("Proved")


def test_a_fund_that_shrinks_is_never_planned_twice() -> None:
    """$100,000, and $60,000 less each year: $40,000 in the first year, and nothing after, whatever is paid; not proved."""
    fund = {
        "label": "Fund",
        "recurrence": "recurring",
        "fund": {"revenue": 100_000, "expenditure": 160_000, "floor": 0},
    }
    found, after = followed(plan_of(district({"fund": {**fund, "opening_balance": 100_000}})))
    assert after.row("funding.gap").tolist() == [90_000, 70_000, 70_000]
    assert not found.comparison.status.startswith("Proved")


def test_a_balance_that_is_given_away_is_counted_once() -> None:
    """$40,000 go from one to the other in the first year, of costs of $130,000, $70,000 and $70,000."""
    one: Raw = {"label": "One", "recurrence": "recurring", "amount": 0, "carries_over": True}
    giver = {**one, "opening_balance": 40_000, "transfers": {"other": 40_000}}
    sources = {"giver": giver, "other": {**one, "label": "Other"}}
    assert pots(sources, "giver") == []
    assert pots(sources, "other") == [Pot(4_000_000, 0, 2)]
    found, after = followed(plan_of(district(sources)))
    assert after.row("funding.gap").sum() == 230_000
    assert found.comparison.status.startswith("Proved")


def test_a_floor_stays_where_the_rest_lapses() -> None:
    """$20,000 a year until June 2028, $5,000 of it kept: $15,000 and $20,000 are paid, and what comes later is for nothing."""
    june = datetime.date(2028, 6, 30)
    reserve = {"label": "Reserve", "recurrence": "recurring", "reserve": {"amount": 20_000, "floor": 5_000}}
    sources = {"reserve": {**reserve, "obligate_by": june}}
    until = 12 * 2028 + 6
    kept = [Pot(1_500_000, 0, 1, until=until, lapses=True), Pot(2_000_000, 1, 1, until=until, lapses=True)]
    assert pots(sources, "reserve")[:2] == kept
    found, after = followed(plan_of(district(sources)))
    assert after.row("sources.reserve.paid").sum() == 35_000
    assert found.comparison.status.startswith("Proved")


def test_refunds_of_indirect_cost_are_there_when_they_are_planned() -> None:
    """A grant that brings 10 % back pays $50,000 a year; the $5,000 that come back the year after pay before all.

    With $110,000, $15,000 and $15,000 of another source that covers $130,000, $70,000 and $70,000. If the grant paid only the $20,000
    that the other leaves in the first year, so that nothing of that lapses, $3,000 of the second year would stay open.
    """
    sources = {
        "grant": {"label": "Grant", "recurrence": "at_risk", "grant": {"award": 55_000, "indirect_rate": 0.1}},
        "other": {"label": "Other", "recurrence": "recurring", "amount": {"by_year": {2027: 110_000, 2028: 15_000}}},
    }
    found, after = followed(plan_of(district(sources)))
    assert after.row("funding.gap").tolist() == pytest.approx([0, 0, 0], abs=0.05)
    assert not found.comparison.status.startswith("Proved")


def test_a_plan_in_which_nothing_pays_but_what_comes_back() -> None:
    raw = district({})
    with pytest.raises(MissingError, match="nothing to allocate"):
        plan_of(
            {**raw, "stops": {"books": {"label": "Books", "category": "software", "amount": 5_000, "from_year": 2028}}}
        ).allocate()


@settings(FEW, max_examples=6)
@given(plans())
def test_no_answer_is_one_that_the_plan_cannot_follow(raw: Raw) -> None:
    try:
        followed(plan_of(raw))
    except MissingError:  # nothing costs anything, or nobody pays
        return
