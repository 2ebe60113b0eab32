"""A plan rolled forward at its base has the same years before it as it had."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Computed

DEVICES = 1e-6
A_CENT = 0.0101  # where float noise meets a half cent, a posting may go the other way


@FEW
@given(plans(least_years=2))
def test_the_years_that_remain_are_unchanged(raw: Raw) -> None:
    """Every posting within a cent, every fleet and source to what float arithmetic leaves."""
    plan = Computed.of(raw)
    rolled = plan.rolled()
    assert rolled.years == plan.years[1:]
    expect_the_same(plan, rolled)


def expect_the_same(plan: Computed, rolled: Computed) -> None:
    """Every posting, device and dollar left of the later plan's years as in the earlier plan."""
    over = len(plan.years) - len(rolled.years)
    assert plan.postings.keys() == rolled.postings.keys()
    for id, amount in plan.postings.items():
        found = rolled.postings[id]
        assert np.abs(found - amount[over:]).max() <= A_CENT, f"{id}: {amount[over:].tolist()} became {found.tolist()}"
    for id in rolled.rows:
        if rolled.rows[id].timeline is not None and id.endswith((".bought", ".lost", ".retired", ".in_service")):
            assert np.abs(rolled.row(id) - plan.row(id)[over:]).max() < DEVICES, id
    assert np.abs(rolled.row("funding.gap") - plan.row("funding.gap")[over:]).max() < len(plan.postings) * A_CENT


@FEW
@given(plans(least_years=3))
def test_rolled_twice_it_is_still_the_same_plan(raw: Raw) -> None:
    """Now with leases that have begun, licences that are owned, projects that are paid for."""
    plan = Computed.of(raw)
    expect_the_same(plan, plan.rolled().rolled())
