"""Leases in the workbook: two engines recalculate every schedule and every rate that a payment implies, as they stand and edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engines import compare, require, stored_values
from tests.model.test_devices import FLEET
from tests.model.worked import DISTRICT
from tests.plans import Computed

BEGUN = {2026: {"financed": 3_000, "owed": 2_100, "payment": 260}}
GROWING = {**FLEET, "count": {"by_year": {2027: 40, 2028: 80}}, "acquire": "lease"}
PLAN: dict[str, Any] = {
    **DISTRICT,
    "devices": {
        "by_payment": {
            **GROWING,
            "label": "By their payment",
            "tags": {"month": 10},
            "lease": {"term": 3, "payments": "quarterly", "payment": 29, "fee": 250, "buy_out": 1, "begun": BEGUN},
        },
        "by_rate": {
            **GROWING,
            "label": "By their rate",
            "lease": {"term": 2, "payments": "half_yearly", "due": "arrears", "rate": 0.055},
        },
    },
}
EDITS: dict[str, Any] = {
    "devices.by_payment.lease.payment": 26,
    "devices.by_payment.lease.due": "arrears",
    "devices.by_rate.lease.term": 3,
    "devices.by_rate.lease.rate": -0.01,
}


@pytest.mark.parametrize(
    ("engine", "edits"),
    [("formualizer", {}), ("formualizer", EDITS), ("libreoffice", EDITS)],
    ids=["formualizer", "formualizer, edited", "libreoffice, edited"],
)
def test_leases_recalculate_to_the_same_cents(tmp_path: Path, engine: str, edits: dict[str, Any]) -> None:
    book = Computed.of(PLAN, edits).result.to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), require(engine)(book), set()) == []
