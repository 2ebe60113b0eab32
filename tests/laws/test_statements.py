"""Statements are the ledger, added up; sources and uses meet; present value at no interest is the sum."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Computed

CENTS = 0.005
STATEMENTS = ("category", "kind", "recurrence", "phase", "purpose")


@FEW
@given(plans())
def test_statements_equal_the_ledger(raw: Raw) -> None:
    plan = Computed.of(raw)
    in_all = plan.posted(budgeted="yes")
    for tag in STATEMENTS:
        values = set(plan.ledger.loc[plan.ledger["budgeted"] == "yes", tag])
        shown = set(plan.rows_of(f"by_{tag}")) - {"total"}
        assert values <= shown
        for value in shown:
            assert np.abs(plan.row(f"by_{tag}.{value}") - plan.posted(budgeted="yes", **{tag: value})).max() < CENTS
        assert np.abs(plan.row(f"by_{tag}.total") - in_all).max() < CENTS
    assert np.abs(plan.row("measures.cumulative") - np.cumsum(in_all)).max() < CENTS


@FEW
@given(plans())
def test_annualised_cost_is_cash_with_prices_over_lives_for_purchases(raw: Raw) -> None:
    plan = Computed.of(raw)
    expected = (
        plan.posted(budgeted="yes") - plan.posted(budgeted="yes", investment="yes") + plan.posted(budgeted="memo")
    )
    assert np.abs(plan.row("annualised.tco") - expected).max() < CENTS


@FEW
@given(plans())
def test_present_value_at_no_interest_is_the_sum(raw: Raw) -> None:
    plan = Computed.of(raw, {"economics.discount_rate": 0})
    assert abs(plan.row("measures.present_value_total")[0] - plan.posted(budgeted="yes").sum()) < CENTS


@FEW
@given(plans())
def test_present_value_falls_as_the_rate_rises(raw: Raw) -> None:
    """Where no year brings in more than it costs."""
    values = [Computed.of(raw, {"economics.discount_rate": rate}) for rate in (0.01, 0.08)]
    if values[0].posted(budgeted="yes").min() >= 0:
        low, high = (plan.row("measures.present_value_total")[0] for plan in values)
        assert high <= low + CENTS


@FEW
@given(plans())
def test_every_posting_is_in_whole_cents(raw: Raw) -> None:
    plan = Computed.of(raw)
    for posting in plan.model.postings:
        found = 100 * plan.row(posting.row.id)
        assert np.abs(found - np.round(found)).max() < CENTS, f"{posting.row.id}: round it with cents(...)"
