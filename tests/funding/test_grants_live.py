"""Grants and pilots in the workbook: other engines recalculate them and agree with the Python numbers."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.engines import ENGINES, Engine, compare, require, stored_values
from tests.funding.test_grants import AWARD, K, spent
from tests.model.worked import DISTRICT
from tests.plans import plan_of

PLAN = {
    **DISTRICT,
    "services": {
        "coaching": spent(fy2027=40 * K, fy2028=80 * K, fy2029=200 * K, fy2030=60 * K),
        "kits": {"label": "Kits", "category": "client_devices", "price": 9 * K},
    },
    "sources": {
        "four": {
            "label": "Title IV-A",
            "recurrence": "at_risk",
            "grant": {"program": "title_four_a", "award": 50 * K, "ed_tech": 0.4, "left_before": {2026: 10 * K}},
            "uses": {"kits": {"categories": ["client_devices"], "capped": True}, "rest": {}},
        },
        "one": {
            "label": "Title I-A",
            "recurrence": "recurring",
            "grant": {
                "program": "title_one_a",
                "award": AWARD,
                "indirect_rate": 0.07,
                "waiver": {"by_year": {2028: 1}},
                "awards_before": {2025: AWARD, 2026: AWARD},
                "left_before": {2025: 3 * K, 2026: 60 * K},
            },
        },
        "pilot": {
            "label": "Pilot",
            "recurrence": "one_time",
            "opens": datetime.date(2027, 9, 1),
            "obligate_by": datetime.date(2029, 8, 31),
            "match": 0.2,
            "pilot": {"program": "cyber_pilot", "budget_for": "year"},
        },
    },
}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return require(request.param)


def test_grants_in_the_workbook_equal_python(engine: Engine, tmp_path: Path) -> None:
    book = plan_of(PLAN).run().to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), engine(book), set()) == []
