"""What a district is told about its grants, before and after a plan is computed, and that each is told for a reason."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest

from tco.errors import Advice, Fault, Finding
from tco.inputs.consistency import check_plan
from tco.inputs.places import Places
from tco.inputs.plan import PlanForm
from tests.funding.test_grants import AWARD, TITLE_ONE, K, spent
from tests.model.worked import DISTRICT
from tests.plans import plan_of

GENERAL = {"label": "General fund", "recurrence": "recurring", "amount": 900 * K}


def raw_plan(sections: Mapping[str, Any]) -> dict[str, Any]:
    return {**DISTRICT, "services": {"coaching": spent(fy2027=60 * K)}, **sections}


def told(sections: Mapping[str, Any], of: str) -> list[Finding]:
    """The findings about a plan as it is read whose place has these words."""
    raw = raw_plan(sections)
    return [
        found for found in check_plan(PlanForm.model_validate(raw), raw, Places("plan.toml")) if of in str(found.place)
    ]


def grant(**said: Any) -> dict[str, Any]:
    return {"sources": {"grant": {"label": "Grant", "recurrence": "recurring", "grant": {"award": AWARD, **said}}}}


def computed(sections: Mapping[str, Any], words: str) -> list[str]:
    """The advice about a computed plan that has these words."""
    found = plan_of(raw_plan(sections)).run().findings
    return [str(finding) for finding in found if isinstance(finding, Advice) and words in str(finding)]


@pytest.mark.parametrize(
    ("program", "looked_at", "said"),
    [
        ("title_one_a", [], ["not line by line"]),
        ("title_one_a", ["supplement"], []),
        ("idea_b", [], ["leaves out capital outlay and debt service", "maintenance of effort"]),
        ("idea_b", ["effort"], ["leaves out capital outlay and debt service"]),
        ("perkins", [], []),
    ],
)
def test_what_the_law_asks_of_the_district_is_said_until_it_has_looked(
    program: str, looked_at: list[str], said: list[str]
) -> None:
    found = told(grant(program=program, looked_at=looked_at), "sources.grant")
    assert len(found) == len(said)
    for finding, words in zip(found, said, strict=True):
        assert isinstance(finding, Advice)
        assert words in finding.found and "then write looked_at" in finding.remedy


@pytest.mark.parametrize(
    ("said", "place", "words", "kind"),
    [
        ({"left_before": {2027: 5}}, "left_before.2027", "FY2027 is a year of the plan", Fault),
        ({"left_before": {2024: 5}}, "left_before.2024", "the award of FY2024 ends before the plan begins", Advice),
        (
            {**TITLE_ONE, "waiver": {"by_year": {2027: 1, 2029: 1}}},
            "waiver",
            "waived in FY2027, FY2029, and may be once in three years",
            Advice,
        ),
        (
            {"program": "title_four_a", "ed_tech": 0.5, "well_rounded": 0.1},
            "well_rounded",
            "10% of an award of 30,000 dollars or more, and at least 20% is asked for",
            Advice,
        ),
        ({"program": "title_four_a"}, "sources.grant.grant", "no use is capped", Advice),
    ],
)
def test_a_grant_that_does_not_fit_the_plan_or_the_law(
    said: dict[str, Any], place: str, words: str, kind: type[Finding]
) -> None:
    found = [finding for finding in told(grant(**said), place) if words in finding.found]
    assert len(found) == 1 and isinstance(found[0], kind) and found[0].remedy.endswith(".")


def test_the_award_before_last_still_counts() -> None:
    """The award of FY2025 opened on 1 July 2024 and ends on 30 September 2026, in FY2027."""
    assert not told(grant(left_before={2025: 5}), "left_before")
    assert not told(grant(**{**TITLE_ONE, "waiver": {"by_year": {2027: 1, 2030: 1}}}), "waiver")


def test_a_plan_before_the_rules_are_known_is_told_so() -> None:
    calendar = {"start_month": 7, "first_year": 2005, "horizon": 2}
    found = told({**grant(), "calendar": calendar, "services": {"c": spent(fy2005=1)}}, "sources.grant.grant")
    assert [finding.found for finding in found if isinstance(finding, Fault)] == [
        "the rules of yearly grants are known from 2009-07-01 on, and the plan begins before that day"
    ]


def esser(**said: Any) -> dict[str, Any]:
    source = {"label": "ESSER III", "recurrence": "one_time", "amount": 5, "program": "esser_iii", **said}
    return {"sources": {"esser": source}}


def test_a_program_that_is_over_pays_nothing_in_a_later_plan_and_cannot_be_made_longer() -> None:
    found = told(esser(), "sources.esser.program")
    assert [finding.found for finding in found] == [
        "ESSER III (American Rescue Plan) could be obligated until 2024-09-30, before the plan begins; it pays nothing"
    ]
    later = {"obligate_by": datetime.date(2027, 9, 30), "liquidate_by": datetime.date(2028, 1, 28)}
    found = told(esser(**later), "sources.esser.obligate_by")
    assert [type(finding) for finding in found] == [Fault]
    assert "could be obligated until 2024-09-30, and here until 2027-09-30" in found[0].found


# After the plan is computed --------------------------------------------------------------------------------------------------


def moving(**said: Any) -> dict[str, Any]:
    """Title II-A, which comes in FY2028 and pays coaching of 60,000 that the general fund paid in FY2027."""
    given = {"program": "title_two_a", "award": {"by_year": {2027: 0, 2028: 50 * K}}, **said}
    two = {"label": "Title II-A", "recurrence": "at_risk", "grant": given}
    return {"sources": {"title_two": two, "general": GENERAL}}


def test_a_grant_that_pays_what_local_money_paid_the_year_before() -> None:
    """60,000 of FY2027 come from the general fund; of FY2028 50,000 come from the grant, 10,000 from the general fund."""
    found = computed(moving(), "paid the year before")
    assert len(found) == 1
    assert "FY2028" in found[0] and "of services.coaching" in found[0]
    assert not computed(moving(looked_at=["supplement"]), "paid the year before")
    assert not computed(moving(program="title_one_a"), "paid the year before")


def test_a_grant_that_pays_what_is_new_takes_nobodys_place() -> None:
    new = {"services": {"coaching": spent(fy2027=0, fy2028=60 * K)}}
    assert not computed({**moving(), **new}, "paid the year before")


def dated(**said: Any) -> dict[str, Any]:
    source = {"label": "Award", "recurrence": "one_time", "amount": {"by_year": {2027: 900 * K, 2028: 0}}}
    return {"sources": {"award": {**source, "opens": datetime.date(2026, 7, 1), **said}, "general": GENERAL}}


DEVICES = {
    "label": "Devices",
    "count": 100,
    "price": {"device": {"price": 300}},
    "life": 10,
    "loss": 0,
    "breakage": 0,
}


def test_devices_late_in_a_window_are_worth_a_look() -> None:
    """100 x 300 are committed in July 2026: two months before 30 September 2026, eleven before 30 June 2027."""
    devices = {"devices": {"new": DEVICES}}
    late = computed({**devices, **dated(obligate_by=datetime.date(2026, 9, 30))}, "devices are committed")
    assert len(late) == 1 and "FY2027 30,000 of devices.new" in late[0]
    assert not computed({**devices, **dated(obligate_by=datetime.date(2027, 6, 30))}, "devices are committed")


@pytest.mark.parametrize(("until", "told_of"), [(2027, 1), (2028, 1), (2029, 0)])
def test_years_paid_ahead_beyond_the_award_are_worth_a_look(until: int, told_of: int) -> None:
    """Three years from July 2026 begin their last in July 2028: an award to June 2028 does not reach it, one to June 2029 does."""
    software = {
        "label": "Filter", "per": "student", "price": 5, "pays": "ahead", "prepaid": {"years": 3},
    }  # fmt: skip
    found = computed(
        {"software": {"filter": software}, **dated(obligate_by=datetime.date(until, 6, 30))}, "for years ahead"
    )
    assert len(found) == told_of


def test_a_grant_that_pays_equipment_is_told_to_ask_first() -> None:
    switch = {"economics": {**DISTRICT["economics"], "capital_threshold": 250}, "devices": {"new": DEVICES}}
    assert len(computed({**switch, **grant(award=AWARD)}, "units that are capital")) == 1
    assert not computed({**switch, **grant(award=AWARD, looked_at=["approval"])}, "units that are capital")
    assert not computed({"devices": {"new": DEVICES}, **grant(award=AWARD)}, "units that are capital")


def test_in_the_books_equipment_is_told_by_the_lesser_of_both_limits() -> None:
    """2 CFR 200: 12,000 dollars are below the district's 20,000, and above the federal 10,000."""
    dear = {**DEVICES, "count": 2, "price": {"device": {"price": 12_000}}}
    plan = {"economics": {**DISTRICT["economics"], "capital_threshold": 20_000}, "devices": {"new": dear}}
    assert not computed({**plan, **grant(award=AWARD)}, "units that are capital")
    assert len(computed({**plan, "accounting": {}, **grant(award=AWARD)}, "units that are capital")) == 1
