"""A plan with grants, rolled forward a year at its base, has the same years before it as it had."""

from __future__ import annotations

import numpy as np
import pytest

from tests.funding.test_grants_live import PLAN
from tests.plans import Computed

ROWS = ("opening", "received", "paid", "lapsed", "closing")


@pytest.mark.parametrize("start_month", [7, 9, 10])
def test_the_years_that_remain_are_unchanged(start_month: int) -> None:
    calendar = {"start_month": start_month, "first_year": 2027, "horizon": 4}
    plan = Computed.of(PLAN, {"calendar": calendar})
    rolled = plan.rolled()
    twice = rolled.rolled()
    for later, over in ((rolled, 1), (twice, 2)):
        for id in ("four", "one"):
            for row in (*ROWS, *(["cap", "paid_capped"] if id == "four" else ["indirect"])):
                found, expected = later.row(f"sources.{id}.{row}"), plan.row(f"sources.{id}.{row}")[over:]
                assert np.abs(found - expected).max() < 0.005, f"{id}.{row}: {expected} became {found}"
        assert np.abs(later.row("funding.gap") - plan.row("funding.gap")[over:]).max() < 0.005


@pytest.mark.parametrize("start_month", [7, 9])
def test_an_award_that_never_was_is_not_rolled(start_month: int) -> None:
    """Title I with nothing said of the years before the plan: FY2027's award alone is carried into FY2028."""
    calendar = {"start_month": start_month, "first_year": 2027, "horizon": 4}
    plan = Computed.of(PLAN, {"calendar": calendar, "sources.one.grant": {"program": "title_one_a", "award": 2_000}})
    rolled = plan.rolled()
    grant = rolled.result.loaded.form.sources["one"].grant
    assert grant is not None and grant.awards_before == {2027: 2_000}
    for row in ROWS:
        assert np.abs(rolled.row(f"sources.one.{row}") - plan.row(f"sources.one.{row}")[1:]).max() < 0.005
