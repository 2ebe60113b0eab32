"""Purchases on a bond, what is left at the plan's end, and positions whole by year: worked by hand in whole plans."""

from __future__ import annotations

import datetime

from tests.allocation.districts import Raw, district
from tests.plans import plan_of

BOND: Raw = {
    "label": "Bond 2027",
    "recurrence": "one_time",
    "amount": {"by_year": {2027: 60_000, 2028: 0}},
    "carries_over": True,
    "uses": {"buys": {"kinds": ["capital"]}},
}
GENERAL: Raw = {"label": "General fund", "recurrence": "recurring", "amount": 200_000, "unrestricted": True}
REFRESH = {"devices": {"label": "Devices", "amount": 50_000, "kind": "capital", "phase": "acquire"}}


def refresh() -> Raw:
    """A refresh of $50,000 in March 2027 beside $70,000 a year of services."""
    project = {"label": "Refresh", "category": "client_devices", "start": 2027}
    return {"refresh": {**project, "tags": {"month": 3}, "lines": REFRESH}}


def test_a_bond_for_purchases_pays_a_refresh_and_its_rest_is_not_used() -> None:
    """$60,000 - $50,000 = $10,000 left at the end; the general fund pays 3 x $70,000 and none of the refresh."""
    found = plan_of(district({"general": GENERAL, "bond": BOND}, projects=refresh())).allocate().comparison
    wishes = dict(found.wishes["optimal"])
    assert [one.capital_only for one in found.problem.payers] == [False, True]
    assert wishes["Recurring cost on one-time money"] == 0
    assert wishes["Paid by unrestricted money"] == 210_000
    assert wishes["Restricted money that lapses or is left at the end"] == 10_000
    assert dict(found.wishes["waterfall"])["Restricted money that lapses or is left at the end"] == 60_000
    assert "Not used: Bond 2027 $10,000" in found.page()


def coach(**funding: object) -> Raw:
    """A coach of $25,000 a year: $6,250 in each quarter. Title IV ends on 30 September 2026 with $6,250; the levy has $25,000 a year."""
    person = {"label": "Coach", "fte": 1, "salary": 25_000, "benefits": 0}
    title = {
        "label": "Title IV-A",
        "recurrence": "at_risk",
        "amount": {"by_year": {2027: 6_250, 2028: 0}},
        "obligate_by": datetime.date(2026, 9, 30),
    }
    levy = {"label": "Levy", "recurrence": "at_risk", "amount": 25_000, "carries_over": True}
    plan = district({"title": title, "levy": levy}, positions={"coach": person}, **funding)
    return {**plan, "services": {}, "projects": {}}


def test_a_coach_stays_with_one_source_all_year_and_what_that_costs_is_said() -> None:
    """The waterfall pays July to September from Title IV-A; whole, the levy pays all three years and $6,250 lapse."""
    found = plan_of(coach()).allocate().comparison
    assert list(found.wishes.loc["Positions and contracts split among sources [times]"]) == [1, 0]
    assert list(found.wishes.loc["Restricted money that lapses or is left at the end"]) == [0, 6_250]
    assert "for that, more by $6,250: Restricted money that lapses or is left at the end" in found.page()
    assert "Not used: Title IV-A $6,250" in found.page()


def test_a_district_may_put_the_grant_before_the_whole_coach() -> None:
    found = plan_of(coach(funding={"wishes": ["gap", "lapsed", "split"]})).allocate().comparison
    assert list(found.wishes.loc["Positions and contracts split among sources [times]"]) == [1, 1]
    assert list(found.wishes.loc["Restricted money that lapses or is left at the end"]) == [0, 0]
    assert found.status.startswith("Proved")


def test_where_only_days_split_the_year_it_is_said() -> None:
    """The levy opens on 1 October 2026: in the first year nobody may pay all, in the others the levy does."""
    plan = coach()
    plan["sources"]["levy"]["opens"] = datetime.date(2026, 10, 1)
    found = plan_of(plan).allocate().comparison
    assert list(found.wishes.loc["Positions and contracts split among sources [times]"]) == [0, 0]
    assert list(found.wishes.loc["Not covered"]) == [0, 0]
    assert "FY2027: no one source may pay all of that year, by its days or rules; each part has its own" in found.page()


def test_parts_of_a_year_are_paid_to_the_cent() -> None:
    """$100.01 and $33.35 a year, cut into quarters and more, on a fund of $120 that goes back each year.

    The waterfall leaves 3 x ($133.36 - $120.00) = $40.08 open, and so does the optimal allocation.
    """
    services = {
        "one": {"label": "One", "category": "security", "price": 100.01},
        "two": {"label": "Two", "category": "software", "price": 33.35},
    }
    fund = {"label": "Fund", "recurrence": "recurring", "amount": 120, "obligate_by": datetime.date(2032, 2, 29)}
    found = plan_of({**district({"fund": fund}, services=services), "projects": {}}).allocate().comparison
    assert list(found.wishes.loc["Not covered"]) == [40.08, 40.08]
