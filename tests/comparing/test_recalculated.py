"""A comparison in the workbook: an engine recalculates it with stored values removed and agrees, as it stands and after edits."""

from __future__ import annotations

from pathlib import Path

import tco
from tests.comparing.compared import options, raw
from tests.comparing.test_option_sources import ECONOMICS, LEASE, SOURCES
from tests.engines import compare, require, stored_values

RENT = {"term": 3, "payments": "quarterly", "payment": 30, "rate": 0.04, "exit_fee": 0.2}
WAYS = options(
    buy={"breakage": 0.5},
    lease={"acquire": "lease"},
    rent={"acquire": "rent"},
    longer={"life": 3, "price.device.price": 420},
)


def test_a_recalculated_comparison_is_the_same(tmp_path: Path) -> None:
    fleet = {"lease": LEASE, "rent": RENT, "breakage": 0.25, "resale_price": 20}
    plan = raw(fleet, WAYS, sources=SOURCES, economics=ECONOMICS, comparison={"years": 3})
    book = tco.plan_of(plan).run().to_excel(tmp_path / "book.xlsx")
    stored = stored_values(book)
    assert sum(map(len, stored.values())) > 1_000
    assert compare(stored, require("formualizer")(book), set()) == []
