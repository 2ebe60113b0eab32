"""Who may pay an option, worked by hand: uses, days, and years that are paid ahead."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tests.comparing.compared import FLEET, PLAN, compared, one, options, raw, years

SOURCES: dict[str, Any] = {
    "bond": {
        "label": "Bond",
        "recurrence": "one_time",
        "amount": {"by_year": {2027: 0, 2028: 100_000, 2029: 0}},
        "carries_over": True,
        "uses": {"buys": {"kinds": ["capital"]}},
    },
    "grant": {
        "label": "Grant",
        "recurrence": "one_time",
        "amount": {"by_year": {2027: 50_000, 2028: 0}},
        "opens": datetime.date(2026, 7, 1),
        "obligate_by": datetime.date(2028, 9, 30),
    },
    "general": {"label": "General fund", "recurrence": "recurring", "amount": 60_000},
}
LEASE = {"term": 4, "payments": "annual", "rate": 0.04}
WAYS = options(buy={}, lease={"acquire": "lease"})
ECONOMICS = {"capital_threshold": 300}


def test_a_bond_buys_once_it_has_come_and_pays_no_lease() -> None:
    """3,000 are bought in FY2027, before the bond comes, and again in FY2029."""
    found = compared(raw({"lease": LEASE, "life": 2}, WAYS, sources=SOURCES, economics=ECONOMICS))
    assert years(found, "buy", "may_pay.bond") == [0, 0, 3_000, 0]
    assert years(found, "lease", "may_pay.bond") == [0, 0, 0, 0]
    assert one(found, "buy", "may_pay_share.bond") == pytest.approx(0.5)
    reasons = found.sources["reason"]
    assert reasons[("bond", "lease")] == "it may pay capital only, so that it buys but cannot subscribe or pay rent"


def test_a_grant_pays_what_is_committed_in_its_days() -> None:
    """Repairs of 100 a year run evenly: until 30 September 2028 a quarter of FY2029 is the grant's. What is bought in July 2028 is too."""
    fleet = {"lease": LEASE, "life": 2, "breakage": 0.25}
    found = compared(raw(fleet, WAYS, sources=SOURCES, economics=ECONOMICS))
    assert years(found, "buy", "operating") == [100, 100, 100, 100]
    assert years(found, "buy", "may_pay.grant") == [3_100, 100, 3_025, 0]
    assert "its money may be committed until 2028-09-30" in found.sources["reason"][("grant", "buy")]


def test_the_general_fund_may_pay_all() -> None:
    found = compared(raw({"lease": LEASE}, WAYS, sources=SOURCES, economics=ECONOMICS))
    assert years(found, "lease", "may_pay.general") == years(found, "lease", "to_pay")
    assert one(found, "lease", "may_pay_share.general") == pytest.approx(1)
    assert found.sources["reason"][("general", "lease")] == "it may pay all of it"


def test_a_grant_cannot_prepay_past_its_end() -> None:
    """Three years at 9 dollars (a tenth off 10) for 1,000 students, paid in July 2026: 27,000. The grant's last day is 27 of the 36
    months later: three quarters, 20,250."""
    product = {"label": "Platform", "per": "student", "price": 10, "prepaid": {"years": 3, "discount": 0.1}}
    ways = options(yearly={}, ahead={"pays": "ahead"})
    plan = {
        **PLAN,
        "devices": {"students": FLEET},
        "software": {"lms": product},
        "sources": SOURCES,
        "comparisons": {"way": {"label": "Platform", "item": "software.lms", "options": ways}},
    }
    found = compared(plan)
    assert years(found, "ahead", "cost") == [27_000, 0, 0, 27_000]
    assert years(found, "ahead", "may_pay.grant") == [20_250, 0, 0, 0]
    assert years(found, "yearly", "may_pay.grant") == [10_000, 10_000, 10_000, 0]
    assert years(found, "ahead", "owned") == [18_000, 9_000, 0, 18_000]
    assert "it cannot prepay years after that day" in found.sources["reason"][("grant", "ahead")]
    assert "Ahead pays 3 years ahead" in found.words


def test_a_plan_without_sources_asks_none() -> None:
    found = compared(raw({"lease": LEASE}, WAYS))
    assert found.sources.empty
    assert "may pay" not in found.words


def test_e_rate_pays_its_discount_on_the_eligible_part_of_what_is_bought() -> None:
    """Of 3,000 for switches 80 % are eligible and half of that is paid: 1,200. A lease's payments are financing, which it may not pay."""
    uses = {"networks": {"items": ["network"], "categories": ["network"], "share": 0.8}}
    school = {"name": "School", "band": "all", "students": 1000}
    plan = {
        **PLAN,
        "district": {**PLAN["district"], "schools": {"one": school}, "erate": {"discount": 0.5}},
        "network": {"switches": {**FLEET, "label": "Switches", "category": "network", "life": 5, "lease": LEASE}},
        "sources": {"two": {"label": "E-Rate", "recurrence": "at_risk", "erate_two": {}, "uses": uses}},
        "comparisons": {"way": {"label": "Switches", "item": "network.switches", "options": WAYS}},
    }
    found = compared(plan)
    assert years(found, "buy", "may_pay.two") == [1_200, 0, 0, 0]
    assert years(found, "lease", "may_pay.two") == [0, 0, 0, 0]
    assert "By its rules E-Rate may pay 40% of Buy and none of Lease" in found.words
    assert "E-Rate pays its discount on eligible cost" in found.sources["reason"][("two", "buy")]
