"""A plan rolled forward at its base has the same years before it as it had."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Computed

A_CENT = 0.0101  # where float noise meets a half cent, a posting may go the other way


@FEW
@given(plans(least_years=2))
def test_the_years_that_remain_are_unchanged(raw: Raw) -> None:
    """Every posting within a cent, every fleet and source to what float arithmetic leaves."""
    plan = Computed.of(raw)
    rolled = plan.rolled()
    assert rolled.years == plan.years[1:]
    before = {posting.row.id: plan.row(posting.row.id)[1:] for posting in plan.cases.model.postings}
    after = {posting.row.id: rolled.row(posting.row.id) for posting in rolled.cases.model.postings}
    assert before.keys() == after.keys()
    for id, amount in before.items():
        assert np.abs(after[id] - amount).max() <= A_CENT, f"{id}: {amount.tolist()} became {after[id].tolist()}"
    assert np.abs(rolled.row("funding.gap") - plan.row("funding.gap")[1:]).max() < len(before) * A_CENT


@FEW
@given(plans(least_years=3))
def test_rolled_twice_it_is_still_the_same_plan(raw: Raw) -> None:
    plan = Computed.of(raw)
    rolled = plan.rolled().rolled()
    for fleet in (f"{section}.{id}" for section in ("devices", "network") for id in raw.get(section, {})):
        for part in ("bought", "lost", "retired", "closing", "in_service"):
            assert np.abs(rolled.row(f"{fleet}.{part}") - plan.row(f"{fleet}.{part}")[2:]).max() < 1e-6
