"""Local and state money in the workbook: two engines recalculate every formula to the same cents, as it stands and edited."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.engines import compare, require, stored_values
from tests.plans import Computed

FORM: dict[str, Any] = {
    "schema": 1,
    "title": "Local money",
    "district": {
        "name": "Worked",
        "enrolment": {"low": 600, "high": {"by_year": {2027: 400, 2029: 380}}},
        "teachers": 60,
        "staff": 110,
    },
    "calendar": {"start_month": 9, "first_year": 2027, "horizon": 6},
    "economics": {"discount_rate": 0.04, "prices_as_of": 2026, "escalation": {"software": 0.03}},
    "services": {"web": {"label": "Web hosting", "category": "software", "price": 90_000}},
    "projects": {
        "cabling": {
            "label": "Cabling",
            "category": "network",
            "start": 2028,
            "lines": {"all": {"label": "Cabling", "kind": "capital", "amount": 400_000}},
        }
    },
    "sources": {
        "bond": {
            "label": "Bond",
            "recurrence": "one_time",
            "obligate_by": datetime.date(2030, 6, 30),
            "bond": {
                "issued": 2027,
                "proceeds": 1e6,
                "technology": 3e5,
                "issuance_cost": 2e4,
                "rate": 0.041,
                "term": 4,
                "debt_service": "here",
            },
        },
        "reserve": {
            "label": "Reserve",
            "recurrence": "recurring",
            "opening_balance": 12_345.67,
            "uses": {"capital": {"kinds": ["capital"]}},
            "reserve": {
                "contribution": "level",
                "amount": 10_000,
                "from": "general",
                "floor": 5_000,
                "interest": {"by_year": {2027: 0.021, 2029: 0.035}},
            },
        },
        "levy": {
            "label": "Levy",
            "recurrence": "at_risk",
            "transfers": {"general": 11_111.11},
            "uses": {"capital": {"kinds": ["capital"]}},
            "levy": {
                "amount": {"by_year": {2026: 80_000, 2029: 90_000}},
                "collected": {"april": 0.53, "october": 0.47},
                "collection_rate": 0.985,
                "last_tax_year": 2029,
                "assessed_value": 1.7e9,
                "home": 512_300,
            },
        },
        "fees": {
            "label": "Fees",
            "recurrence": "recurring",
            "fees": {"fee": 25, "bands": ["high"], "waived": 0.32, "collected": 0.88},
        },
        "state": {
            "label": "Allotment",
            "recurrence": "recurring",
            "allotment": {
                "years": 2,
                "begins": 2026,
                "groups": {"all": {"label": "All", "figure": "texas_technology_per_student"}},
            },
        },
        "general": {
            "label": "General fund",
            "recurrence": "recurring",
            "opening_balance": 50_000,
            "fund": {
                "revenue": 1_000_000,
                "expenditure": {"by_year": {2027: 940_000, 2030: 960_000}},
                "gives": 70_000,
                "policy": 0.08,
            },
        },
    },
    "scenarios": {
        "typed": {"label": "Typed contribution", "changes": {"sources.reserve.reserve.contribution": "typed"}},
        "renewed": {"label": "Levy renewed", "changes": {"sources.levy.levy.renewed": "yes"}},
        "longer": {
            "label": "Bond over twelve years, a year later",
            "changes": {"sources.bond.bond.term": 12, "sources.bond.bond.issued": 2028},
        },
    },
}


@pytest.mark.parametrize("engine", ["formualizer", "libreoffice"])
@pytest.mark.parametrize("scenario", [None, "typed", "renewed", "longer"])
def test_local_money_recalculates_to_the_same_cents(tmp_path: Path, engine: str, scenario: str | None) -> None:
    changes = FORM["scenarios"][scenario]["changes"] if scenario else {}
    book = Computed.of(FORM, changes).result.to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), require(engine)(book), set()) == []
