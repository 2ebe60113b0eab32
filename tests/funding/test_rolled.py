"""A year on, sources open with what they had left: their balance, the room under their cap, money that came back."""

from __future__ import annotations

from typing import Any

from tests.model.worked import DISTRICT
from tests.plans import Computed


def product(price: float, first: int = 2027) -> dict[str, Any]:
    return {"label": "A product", "per": "student", "price": price, "from_year": first}


def test_room_under_a_cap_is_kept_with_the_money() -> None:
    """1,000 dollars a year, a tenth of them for the second product, which begins in 2028 at 150 dollars.

    2027: 600 for the first product, 400 and room for 100 left. 2028: 1,400 and room for 100 + 100, so all 150 are paid and room for
    50 is left, which with 100 pays all of 2029; in 2030 there are 100. A tenth of the 400 dollars would have made room for 40 + 100.
    """
    uses = {"late": {"items": ["software.late"], "capped": True}, "rest": {}}
    grant = {"label": "Grant", "recurrence": "one_time", "amount": 1000, "carries_over": True, "cap": 0.1, "uses": uses}
    software = {"early": product(0.6), "late": product(0.15, 2028)}
    plan = Computed.of({**DISTRICT, "software": software, "sources": {"grant": grant}})
    for found in (plan.rolled(), plan):
        assert [round(amount, 6) for amount in found.row("sources.grant.paid_capped")[-3:]] == [150, 150, 100]
        assert round(found.row("sources.grant.cap_room")[-3], 6) == 200
    assert round(plan.rolled().row("sources.grant.opening")[0], 6) == 400


def test_room_under_a_cap_lapses_with_the_money() -> None:
    """The same grant keeps nothing: in 2028 there is room for a tenth of that year's 1,000 dollars."""
    uses = {"late": {"items": ["software.late"], "capped": True}, "rest": {}}
    grant = {"label": "Grant", "recurrence": "one_time", "amount": 1000, "cap": 0.1, "uses": uses}
    software = {"early": product(0.6), "late": product(0.15, 2028)}
    plan = Computed.of({**DISTRICT, "software": software, "sources": {"grant": grant}})
    for found in (plan.rolled(), plan):
        assert [round(amount, 6) for amount in found.row("sources.grant.paid_capped")[-3:]] == [100, 100, 100]


def test_money_that_came_back_is_still_there_a_year_on() -> None:
    """20,000 dollars are freed a year, and 9,000 are needed: 11,000 are left of the first year, 22,000 of two."""
    stop = {"label": "Textbooks", "category": "software", "amount": 20_000, "from_year": 2027}
    plan = Computed.of({**DISTRICT, "software": {"lms": product(9)}, "stops": {"books": stop}})
    rolled = plan.rolled()
    assert plan.row("sources.returned.closing").tolist() == [11_000, 22_000, 33_000, 44_000]
    assert rolled.row("sources.returned.opening").tolist() == [11_000, 22_000, 33_000]
    assert rolled.rolled().row("sources.returned.closing").tolist() == [33_000, 44_000]
    assert rolled.row("funding.gap").tolist() == [0, 0, 0]
