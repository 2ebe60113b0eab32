"""Sources that do not fit the plan are told with their place and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tco.errors import PlanError
from tests.model.worked import DISTRICT
from tests.plans import plan_of

GRANT = {"label": "A grant", "recurrence": "one_time", "amount": 1000}
GENERAL = {"label": "General fund", "recurrence": "recurring", "amount": 500_000}
PLAN: dict[str, Any] = {
    **DISTRICT,
    "district": {
        **DISTRICT["district"],
        "schools": {"oak": {"name": "Oak", "band": "all", "students": 1000, "classrooms": 40}},
    },
    "software": {"lms": {"label": "Learning platform", "per": "student", "price": 9, "tags": {"program": "title"}}},
}
"""A district whose fiscal years 2027 to 2030 run from 1 July 2026 to 30 June 2030, with a product of 9,000 dollars a year."""


def told(**sources: Any) -> list[str]:
    """What is said of a plan with these sources, without the gap."""
    found = plan_of({**PLAN, "sources": sources}).run().findings
    return [str(finding) for finding in found if "sources" in finding.place]


def only_fault(**sources: Any) -> str:
    with pytest.raises(PlanError) as refused:
        plan_of({**PLAN, "sources": sources})
    (fault,) = [finding for finding in refused.value.findings if finding.kind == "fault"]
    return str(fault).removeprefix("fault: plan.toml: sources.grant")


REFUSED = [
    ({"uses": {"all": {"categories": ["sofware"]}}}, ".uses.all.categories: there is no category 'sofware'. Did you mean 'software'?"),
    ({"uses": {"all": {"items": ["software.lsm"]}}},
     ".uses.all.items: there is no item or section 'software.lsm'. Did you mean 'software.lms'?"),
    ({"uses": {"all": {"items": ["devices"]}}}, ".uses.all.items: there is no item or section 'devices'."),
    ({"uses": {"all": {"schools": ["oka"]}}}, ".uses.all.schools: there is no school 'oka'. Did you mean 'oak'?"),
    ({"uses": {"all": {"programs": ["titel"]}}},
     ".uses.all.programs: there is no program among the items' tags 'titel'. Did you mean 'title'?"),
    ({"uses": {"all": {"initiatives": ["title"]}}},
     ".uses.all.initiatives: there is no initiative among the items' tags 'title'. There are no names here; take it out."),
    ({"opens": date(2027, 7, 1), "obligate_by": date(2027, 6, 30)},
     ": opens, obligate_by and liquidate_by must not go backwards: 2027-07-01, 2027-06-30"),
    ({"liquidate_by": date(2027, 6, 30)}, ": liquidate_by goes with obligate_by"),
    ({"obligate_by": date(1, 1, 1)}, ".obligate_by: the date is 0001-01-01. Write a date in the years from 1990 to 2100."),
    ({"opens": date(9999, 12, 31)}, ".opens: the date is 9999-12-31. Write a date in the years from 1990 to 2100."),
    ({"amount": -1}, ".amount: expected 0 or more (usd), found -1. Correct the number."),
    ({"opening_balance": -0.01}, ": a balance before the plan is 0 or more, found -0.01. Only a fund may have spent more than it had."),
    ({"match": 1}, ".match: expected 0 to 0.99 (share), found 1. Write a number from 0 to 0.99."),
    ({"cap": 0.1}, ": cap goes with a use that is capped = true, and the other way round"),
    ({"uses": {"all": {"capped": True}}}, ": cap goes with a use that is capped = true, and the other way round"),
    ({"cap_unused": 5}, ": cap_unused goes with cap"),
]  # fmt: skip


@pytest.mark.parametrize(("spoiled", "message"), REFUSED)
def test_what_does_not_go_together_is_refused(spoiled: dict[str, Any], message: str) -> None:
    assert message in only_fault(grant={**GRANT, **spoiled})


def test_an_amount_goes_with_no_other_way() -> None:
    assert "say in exactly one way how much it brings" in only_fault(grant={**GRANT, "returned": {}})


def test_the_name_of_what_comes_back_is_taken() -> None:
    said = only_fault(returned=GRANT)
    assert (
        "sources.returned: the id 'returned' is that of the money that comes back and that no other source takes."
        in said
    )


def test_what_comes_back_names_items_of_the_plan() -> None:
    said = only_fault(grant={"label": "Sold", "recurrence": "one_time", "returned": {"items": ["softwear"]}})
    assert ".returned.items: there is no item or section 'softwear'. Did you mean 'software'?" in said


WORTH_A_LOOK = [
    ({"opens": date(2030, 7, 1)}, ".opens: it opens on 2030-07-01, after the plan's last day 2030-06-30."),
    ({"obligate_by": date(2026, 6, 30)}, ".obligate_by: it ends on 2026-06-30, before the plan's first day 2026-07-01."),
    ({"obligate_by": date(2028, 9, 30)},
     ".amount: it ends on 2028-09-30, and brings money from FY2030 on, which lapses. Write 0 from 2030 on, or correct the date."),
    ({"recurrence": "at_risk", "renewed_by": date(2028, 2, 8)},
     ".renewed_by: it has to be renewed by 2028-02-08, and its money from FY2029 on counts as if it were."),
    ({"recurrence": "at_risk", "renewed_by": date(2026, 2, 8)}, ".renewed_by: it was to be renewed by 2026-02-08, before the plan begins."),
    ({"renewed_by": date(2028, 2, 8)}, ".renewed_by: it is renewed by 2028-02-08, and its recurrence is 'one_time'."),
    ({"status": "planned", "opening_balance": 5},
     ".opening_balance: it has a balance before the plan, and its status is 'planned'."),
    ({"uses": {"all": {"kinds": ["capital"]}}},
     ".uses: it may pay nothing: no cost of the plan fits its uses."),
    ({"uses": {"all": {"share": 0}}}, ".uses: it may pay nothing: no cost of the plan fits its uses."),
]  # fmt: skip


@pytest.mark.parametrize(("spoiled", "message"), WORTH_A_LOOK)
def test_what_is_worth_a_look_is_advised(spoiled: dict[str, Any], message: str) -> None:
    assert f"advice: plan.toml: sources.grant{message}".replace(
        "plan.toml: sources.grant.uses", "sources.grant.uses"
    ) in "\n".join(told(grant={**GRANT, **spoiled}))


def test_a_source_that_fits_is_told_nothing_of() -> None:
    dated = {"opens": date(2026, 7, 1), "obligate_by": date(2027, 9, 30), "amount": {"by_year": {2027: 1000, 2028: 0}}}
    assert told(grant={**GRANT, **dated}, general=GENERAL) == []


def test_a_match_that_nobody_can_pay() -> None:
    """The platform's 9,000 dollars: half may come from the grant, and the fund pays only what is bought."""
    half, narrow = {**GRANT, "match": 0.5}, {**GENERAL, "uses": {"bought": {"kinds": ["capital"]}}}
    said = "advice: sources.grant.match: no other source may pay the match of 1 costs: Learning platform"
    assert any(finding.startswith(said) for finding in told(grant=half, general=narrow))
    assert told(grant=half, general=GENERAL) == []


def test_a_source_that_is_never_reached() -> None:
    """The fund before it pays all that there is; its 1,000 dollars of each of four years lapse."""
    (said,) = told(general=GENERAL, grant=GRANT)
    assert said.startswith("advice: sources.grant: it is never reached: it pays nothing in any year, and 4,000 lapse.")
    assert told(general=GENERAL, grant={**GRANT, "carries_over": True}) == [], "a reserve that stays is none"


def test_what_comes_back_from_what_brings_nothing() -> None:
    (said,) = told(
        sold={"label": "Sold", "recurrence": "one_time", "returned": {"items": ["software"]}}, general=GENERAL
    )
    assert said.startswith("advice: sources.sold: nothing comes back to it. Name other items under returned.items")


@pytest.mark.parametrize(
    "second",
    [
        {"label": "a  grant"},
        {"label": "Another", "uses": {"mine": {"programs": ["title"]}}, "obligate_by": date(2028, 6, 30)},
    ],
)
def test_money_that_may_be_told_twice(second: dict[str, Any]) -> None:
    first = {**GRANT, "uses": {"all": {"programs": ["title"]}}}
    said = "\n".join(told(first=first, second={**GRANT, **second}))
    assert "sources.second: it has the same " in said
    assert "as first, and their dates overlap" in said


def test_one_grant_after_the_other_is_not_told_twice() -> None:
    ends = {"amount": {"by_year": {2027: 1000, 2028: 0}}, "obligate_by": date(2027, 6, 30)}
    later = {"amount": {"by_year": {2027: 0, 2028: 1000}}, "opens": date(2027, 7, 1)}
    assert told(first={**GRANT, **ends}, second={**GRANT, **later}) == []


def test_ranks_that_are_equal_or_missing() -> None:
    said = told(
        general={**GENERAL, "rank": 2}, grant={**GRANT, "rank": 2}, gift={**GRANT, "label": "A gift", "amount": 0}
    )
    assert said[0].startswith(
        "advice: plan.toml: sources: these have the same rank 2: general, grant. They pay in the order"
    )
    assert said[1].startswith(
        "advice: plan.toml: sources: some sources have a rank, and others take their place in the plan as theirs: gift 3."
    )


def test_a_rank_beyond_the_number_of_sources_is_a_last_place_and_needs_no_others() -> None:
    """Rank 9 of three sources: which comes last is clear, and the others pay as the plan lists them."""
    gift = {**GRANT, "label": "A gift", "amount": 500}
    assert told(general={**GENERAL, "rank": 9}, grant=GRANT, gift=gift) == []
    assert "gift 3" in told(general={**GENERAL, "rank": 2}, grant=GRANT, gift=gift)[0]
