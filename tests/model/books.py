"""A thousand devices of 400 dollars, bought, lease-purchased or held in other ways, as the tests of the books take them."""

from __future__ import annotations

from typing import Any

HORIZON = 6


def devices(way: str = "buy", **more: Any) -> dict[str, Any]:
    """1,000 devices at 400 dollars, all in the first year and never again, with a lease-purchase at 4 % over four years."""
    return {
        "label": "Devices",
        "count": 1000,
        "life": 4,
        "loss": 0,
        "breakage": 0,
        "price": {"device": {"price": 400}},
        "acquire": way,
        "rollout": {"by_year": {2027: 1, 2031: 0}},
        "lease": {"term": 4, "payments": "annual", "due": "advance", "rate": 0.04},
        **more,
    }


def plan(way: str = "buy", *, accounting: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The plan of the fund shift: a threshold of 5,000 for one unit, and 100,000 for a year's purchase."""
    return {
        "schema": 1,
        "title": "The same need, paid another way",
        "district": {"name": "Small District", "enrolment": {"all": 1000}, "teachers": 60, "staff": 110},
        "calendar": {"start_month": 7, "first_year": 2027, "horizon": HORIZON},
        "economics": {"discount_rate": 0.04, "prices_as_of": 2027, "capital_threshold": 5000},
        "accounting": {"aggregate": 100_000} if accounting is None else accounting,
        "devices": {"fleet": devices(way, **more)},
    }
