"""What a source receives and pays is whole cents, also where only a share of it counts; so the workbook rounds nothing at a tie.

Planned sources count half: of 1,000.01 that is 500.005, which is 500.01 to the cent, as amounts are rounded half away from 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engines import ENGINES, compare, require, stored_values
from tests.funding.spending import capital, operating, paid_by
from tests.model.worked import DISTRICT
from tests.plans import plan_of

HALF = {"funding": {"planned": 0.5}}
WAYS: dict[str, dict[str, Any]] = {
    "amount": {"amount": 1000.01},
    "levy": {"levy": {"amount": 1000.01}},
    "bond": {"bond": {"issued": 2027, "proceeds": 1000.01, "rate": 0, "term": 2}},
    "reserve": {"reserve": {"amount": 1000.01, "contribution": "typed"}},
    "allotment": {"allotment": {"groups": {"all": {"label": "All", "count": 1, "rate": 1000.01}}}},
    "fees": {"fees": {"fee": 1.00001, "waived": 0, "collected": 1}},
    "fund": {"fund": {"revenue": 1000.01, "expenditure": 0, "floor": 0}},
    "grant": {"grant": {"award": 1000.01, "first_months": 12, "carry_months": 0}},
}


@pytest.mark.parametrize("way", WAYS)
def test_half_of_an_odd_amount_is_whole_cents(way: str) -> None:
    """Of 14,400 the source pays the 500.01 that it receives."""
    found = paid_by({"one": {**WAYS[way], "status": "planned"}}, capital({2027: 14_400}), **HALF)
    assert found["sources.one.received"][0] == found["sources.one.paid"][0] == 500.01
    assert found["funding.gap"][0] == 13_899.99


def test_the_eligible_part_of_a_bill_is_whole_cents() -> None:
    """Half of 100.01 is 50.005: the source pays 50.01 and leaves 50.00, of which the next may pay half of the bill."""
    half = {"amount": 1000, "uses": {"part": {"categories": ["software"], "share": 0.5}}}
    found = paid_by({"one": half, "other": half}, operating(100.01))
    assert (found["sources.one.paid"][0], found["sources.other.paid"][0]) == (50.01, 50)


def test_a_cap_is_whole_cents() -> None:
    """Half of 1,000.01 may go to capital: 500.01 in FY2027, and as much again in FY2028, as all of it was used."""
    capped = {"amount": 1000.01, "cap": 0.5, "uses": {"built": {"kinds": ["capital"], "capped": True}}}
    found = paid_by({"one": capped}, capital({2027: 800, 2028: 800}))
    assert found["sources.one.paid"][:2] == [500.01, 500.01]


def test_a_bond_that_counts_half_pays_back_half() -> None:
    """Half of 1,000 at 4 % over two years: 500 x 0.530196 = 265.10 a year. Of the first, 20.00 are interest; 10.20 of the second."""
    bond = {"bond": {"issued": 2027, "proceeds": 1000, "rate": 0.04, "term": 2}, "status": "planned"}
    found = paid_by({"one": bond}, operating(100), **HALF)
    assert found["sources.one.interest"] == [0, 20, 10.2, 0]
    assert found["sources.one.principal"] == [0, 245.1, 254.9, 0]
    assert found["sources.one.bond_owed"] == [500, 254.9, 0, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_workbook_agrees_at_ties(engine: str, tmp_path: Path) -> None:
    """Every way at once, each for half of a bill of 14,400.01."""
    half = {"recurrence": "recurring", "status": "planned", "uses": {"part": {"share": 0.5}}}
    sources = {id: {"label": id, **half, **way} for id, way in WAYS.items() if id != "bond"}
    book = plan_of({**DISTRICT, **operating(14_400.01), **HALF, "sources": sources}).run().to_excel(tmp_path / "b.xlsx")
    assert compare(stored_values(book), require(engine)(book), set()) == []
