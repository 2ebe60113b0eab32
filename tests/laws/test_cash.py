"""Cash by month: what the district pays first is what its sources pay, and comes back; what is out is never below zero."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Computed

CENTS = 0.005


@FEW
@given(plans())
def test_what_is_paid_first_comes_back_and_is_never_more_than_what_is_paid(raw: Raw) -> None:
    """Costs that are paid in a later year than their own are out only then, so that by a year's end no more was paid than in all."""
    plan = Computed.of(raw)
    late = [id for id, source in plan.result.loaded.form.sources.items() if source.pays == "reimbursed"]
    for id in late:
        fronted, back, owed = (plan.row(f"cash.{id}.{name}") for name in ("fronted", "back", "owed"))
        after = plan.result.loaded.form.sources[id].reimbursed_after
        assert after is not None
        months = int(after.value or 0)
        assert np.abs(back[months:] - fronted[: max(0, len(fronted) - months)]).max(initial=0) < CENTS
        assert np.abs(np.cumsum(fronted - back) - owed).max() < CENTS
        assert owed.min() > -CENTS
        by_year = fronted.reshape(-1, 12).sum(axis=1)
        assert (np.cumsum(by_year) <= np.cumsum(plan.row(f"sources.{id}.paid")) + CENTS).all()
        most = plan.row(f"sources.{id}.fronted_most")
        assert np.abs(most - owed.reshape(-1, 12).max(axis=1)).max() < CENTS
    assert bool(late) == ("fronted.to_advance" in plan.rows)
