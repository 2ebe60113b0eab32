"""A source with a probability comes or does not come as a whole in each draw of a simulation, and counts whole in the plan as it stands.

Hosting costs 14,400 a year and the grant brings as much: the gap is 0 where it comes and 14,400 where it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tco.risk.simulation import Simulation
from tests.engines import ENGINES, compare, require, stored_values
from tests.model.worked import DISTRICT, worked
from tests.plans import plan_of

DRAWS, SEED = 10_000, 7
HOSTING: dict[str, Any] = {"label": "Hosting", "category": "software", "price": 14_400, "price_change": 0}
GRANT: dict[str, Any] = {"label": "Grant", "recurrence": "one_time", "amount": 14_400, "probability": 0.6}
HALF: dict[str, Any] = {"label": "Gift", "recurrence": "one_time", "amount": 7_200, "probability": 0.5}


def drawn(sources: Mapping[str, Any], changes: Mapping[str, Any] | None = None) -> Simulation:
    plan = {**DISTRICT, "services": {"web": HOSTING}, "sources": sources}
    scenarios = {"other": {"label": "Other", "changes": changes}} if changes else {}
    return plan_of({**plan, "scenarios": scenarios}).simulate(DRAWS, SEED, scenario="other" if changes else None)


def within(share: float, expected: float) -> bool:
    """Within 4 standard errors of a binomial share: outside for 1 in 16,000 seeds."""
    return bool(abs(share - expected) <= 4 * (expected * (1 - expected) / DRAWS) ** 0.5)


def test_in_the_plan_as_it_stands_the_whole_amount_counts() -> None:
    for probability in (0, 0.1, 0.6, 1):
        found = worked(services={"web": HOSTING}, sources={"grant": GRANT | {"probability": probability}})
        assert found["sources.grant.received"] == [14_400] * 4
        assert found["funding.gap"] == [0] * 4


def test_it_comes_in_so_many_draws_and_in_all_years_of_a_draw() -> None:
    gap = drawn({"grant": GRANT}).rows["funding.gap"]
    assert set(np.unique(gap)) == {0, 14_400}
    assert (gap == gap[0]).all(), "a draw in which it does not come is without it in every year"
    assert within((gap[0] == 0).mean(), 0.6)


def test_the_percentiles_of_the_gap_show_it() -> None:
    """It comes in 60 % of the draws: the 50th percentile is covered, the 75th is not; the mean gap is 0.4 x 14,400 = 5,760."""
    table = drawn({"grant": GRANT}).table("funding.gap")
    assert table["p50"].tolist() == [0] * 4
    assert table["p75"].tolist() == [14_400] * 4
    assert table["mean"].tolist() == pytest.approx([5_760] * 4, abs=14_400 * 4 * (0.24 / DRAWS) ** 0.5)


@pytest.mark.parametrize(("probability", "gap"), [(0, 14_400), (1, 0)])
def test_what_is_sure_is_sure(probability: float, gap: float) -> None:
    assert set(np.unique(drawn({"grant": GRANT | {"probability": probability}}).rows["funding.gap"])) == {gap}


def test_sources_come_apart_from_each_other() -> None:
    """The grant alone covers all; without it the gift covers half. 0.4 x 0.5 = 0.2 each of half a gap and of a whole one."""
    gap = drawn({"grant": GRANT, "gift": HALF}).rows["funding.gap"][0]
    assert set(np.unique(gap)) == {0, 7_200, 14_400}
    assert within((gap == 0).mean(), 0.6) and within((gap == 7_200).mean(), 0.2)


def test_a_source_more_changes_no_draw_of_another() -> None:
    alone = drawn({"grant": GRANT}).rows["funding.gap"]
    both = drawn({"gift": HALF | {"amount": 0}, "grant": GRANT}).rows["funding.gap"]
    assert np.array_equal(alone, both)


def test_scenarios_are_compared_on_the_same_draws() -> None:
    """Surer by 20 points, it comes wherever it came before, and in 20 % of the draws besides."""
    before = drawn({"grant": GRANT}).rows["funding.gap"][0] == 0
    after = drawn({"grant": GRANT}, {"sources.grant.probability": 0.8}).rows["funding.gap"][0] == 0
    assert (after | ~before).all()
    assert within((after & ~before).mean(), 0.2)


def test_only_sources_that_count_come() -> None:
    """Planned sources are left out by the scenario, however probable."""
    planned = GRANT | {"status": "planned"}
    assert set(np.unique(drawn({"grant": planned}, {"funding.planned": 0}).rows["funding.gap"])) == {14_400}


def test_the_draw_may_be_typed_in_the_workbook() -> None:
    """What if it does not come: a number above the probability."""
    found = worked(services={"web": HOSTING}, sources={"grant": GRANT})
    assert found.typed("sources.grant.drawn", {2027: 0.61})["funding.gap"] == [14_400] * 4
    assert found.typed("sources.grant.drawn", {2027: 0.59})["funding.gap"] == [0] * 4


@pytest.mark.parametrize("engine", ENGINES)
def test_the_workbook_agrees(engine: str, tmp_path: Any) -> None:
    result = plan_of({**DISTRICT, "services": {"web": HOSTING}, "sources": {"grant": GRANT, "gift": HALF}}).run()
    book = result.to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), require(engine)(book), set()) == []


def test_without_a_probability_nothing_is_drawn() -> None:
    found = worked(services={"web": HOSTING}, sources={"grant": {**GRANT, "probability": None}})
    assert not [id for id in found.row_ids() if id.endswith((".drawn", ".comes", ".probability"))]


def test_a_probability_above_one_is_refused() -> None:
    with pytest.raises(ValidationError, match="a share is written as 0.6, not 60"):
        worked(services={"web": HOSTING}, sources={"grant": GRANT | {"probability": 60}})
