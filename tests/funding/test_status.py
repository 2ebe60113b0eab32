"""How sure the cover is: what awarded, filed and planned sources pay, and the plan with what is awarded only.

Hosting costs 14,400 a year; the levy (awarded) pays 4,000 first, then E-Rate (filed) 3,000 and the renewal (planned) 5,000 from FY2029.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tco.plan import load
from tco.shipped import shipped_plans
from tests.engines import ENGINES, compare, require, stored_values
from tests.model.worked import DISTRICT, worked
from tests.plans import Computed, plan_of

SHIPPED = shipped_plans()
HOSTING: dict[str, Any] = {"label": "Hosting", "category": "software", "price": 14_400, "price_change": 0}
SOURCES: dict[str, Any] = {
    "levy": {"label": "Levy", "recurrence": "at_risk", "amount": 4_000},
    "erate": {"label": "E-Rate", "recurrence": "at_risk", "amount": 3_000, "status": "filed"},
    "renewal": {
        "label": "Renewal",
        "recurrence": "at_risk",
        "amount": {"by_year": {2027: 0, 2029: 5_000}},
        "status": "planned",
    },
}
PLAN: dict[str, Any] = {
    **DISTRICT,
    "services": {"web": HOSTING},
    "sources": SOURCES,
    "scenarios": {
        "only_awarded": {"label": "Only what is awarded", "changes": {"funding.filed": 0, "funding.planned": 0}},
        "approved": {"label": "The renewal is approved", "changes": {"sources.renewal.status": "awarded"}},
    },
}


def test_the_cover_by_status() -> None:
    found = worked(services={"web": HOSTING}, sources=SOURCES)
    assert found["by_status.awarded"] == [4_000] * 4
    assert found["by_status.filed"] == [3_000] * 4
    assert found["by_status.planned"] == [0, 0, 5_000, 5_000]
    assert found["funding.gap"] == [7_400, 7_400, 2_400, 2_400]


def test_only_what_is_awarded() -> None:
    """14,400 - 4,000 = 10,400 every year."""
    found = Computed.of(PLAN).scenario("only_awarded").result
    assert found.funding.loc["funding.gap"].to_numpy().ravel().tolist() == [10_400] * 4
    assert found.by_status.loc["by_status.filed"].to_numpy().ravel().tolist() == [0] * 4
    assert [each.place for each in found.findings if each.place == "by_status"] == []


def test_a_status_may_change_in_a_scenario() -> None:
    found = Computed.of(PLAN).scenario("approved").result
    assert found.by_status.loc["by_status.awarded"].to_numpy().ravel().tolist() == [4_000, 4_000, 9_000, 9_000]
    assert found.by_status.loc["by_status.planned"].to_numpy().ravel().tolist() == [0] * 4


def test_it_is_told_how_much_rests_on_what_nobody_has_awarded() -> None:
    """3,000 of 7,000 is 43 %, 8,000 of 12,000 is 67 %."""
    (told,) = (each for each in plan_of(PLAN).run().findings if each.place == "by_status")
    assert str(told) == (
        "advice: by_status: paid by sources that are not awarded: FY2027 3,000 (43%); FY2028 3,000 (43%); FY2029 8,000 (67%); "
        "FY2030 8,000 (67%). They are E-Rate (filed), Renewal (planned). "
        "A scenario with funding.filed = 0 and funding.planned = 0 shows the plan without them."
    )
    (approved,) = (each for each in plan_of(PLAN).run("approved").findings if each.place == "by_status")
    assert "They are E-Rate (filed). " in str(approved)


def test_what_comes_back_is_as_sure_as_what_is_awarded() -> None:
    """5,000 that are freed from FY2028 on pay first; the levy's 4,000 and 3,000 of E-Rate next."""
    stop = {"label": "Old lines", "category": "connectivity", "amount": 5_000, "price_change": 0, "from_year": 2028}
    found = worked(services={"web": HOSTING}, stops={"lines": stop}, sources=SOURCES)
    assert found["by_status.awarded"] == [4_000, 9_000, 9_000, 9_000]
    assert found["by_status.filed"] == [3_000] * 4


def test_without_sources_there_is_nothing_to_tell() -> None:
    result = plan_of({**DISTRICT, "services": {"web": HOSTING}}).run()
    assert result.by_status.empty
    assert [each for each in result.findings if each.place == "by_status"] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_the_workbook_agrees(engine: str, tmp_path: Path) -> None:
    book = plan_of(PLAN).run("approved").to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), require(engine)(book), set()) == []


def test_the_sample_district_without_what_nobody_has_awarded() -> None:
    """Its renewal of the levy and E-Rate Category Two are not: the gap grows by no more than they paid."""
    base, only = (load(SHIPPED["peninsula_wa"]).run(name) for name in ("base", "only_awarded"))
    paid = base.by_status.loc[["by_status.filed", "by_status.planned"]].sum().to_numpy()
    lacks = (only.funding.loc["funding.gap"] - base.funding.loc["funding.gap"]).to_numpy().ravel()
    assert (paid > 0).all() and (lacks >= -0.005).all() and lacks.sum() > 0
    assert only.by_status.loc[["by_status.filed", "by_status.planned"]].to_numpy().sum() == 0
