"""What does not fit between a comparison and its plan is said with its place, what was found and what to do."""

from __future__ import annotations

from typing import Any

import pytest

import tco
from tests.comparing.compared import Raw, options, raw

LEASE = {"term": 4, "payments": "annual", "rate": 0.04}


def faults(plan: Raw) -> str:
    with pytest.raises(tco.PlanError) as raised:
        tco.plan_of(plan)
    return str(raised.value)


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        (
            {"item": "devices.studnets"},
            "comparisons.way.item: there is no item 'devices.studnets'. Did you mean 'devices.students'?",
        ),
        (
            {"item": "sources.levy"},
            "comparisons.way.item: sources.levy cannot be met in several ways. Name an item of devices",
        ),
        ({"years": 9}, "comparisons.way.years: a study period of 9 years in a plan of 4. Write at most 4"),
        ({"years": 2.5}, "comparisons.way.years: a study period of 2.5 years. Write whole fiscal years."),
    ],
)
def test_a_comparison_that_does_not_fit(comparison: dict[str, Any], said: str) -> None:
    assert said in faults(raw({}, options(a={}, b={"life": 3}), comparison=comparison))


def test_an_option_that_leads_nowhere() -> None:
    found = faults(raw({}, options(a={}, b={"lief": 3})))
    assert (
        "comparisons.way.options.b.changes.lief: the item has nothing at this path. The nearest path is life." in found
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"life": 0}, "changes.life: expected 1 to 30 (year), found 0."),
        ({"lease": {"term": 4, "payments": "annual"}}, "changes.lease: neither rate nor payment. Give one of the two,"),
        (
            {"acquire": "borrow"},
            "changes.acquire: found 'borrow'. Known choices: buy, lease,",
        ),
    ],
)
def test_an_option_that_the_item_cannot_be(changes: dict[str, Any], said: str) -> None:
    found = faults(raw({}, options(a={}, b=changes)))
    assert "comparisons.way.options.b.changes" in found
    assert said in found


def test_a_scenario_that_pays_another_way_asks_options_for_their_own() -> None:
    plan = raw({"lease": LEASE}, options(a={}, b={"acquire": "lease"}))
    plan["scenarios"] = {"leased": {"label": "Leased", "changes": {"devices.students.acquire": "lease"}}}
    found = faults(plan)
    assert "comparisons.way.options.a.changes: scenario leased changes devices.students.acquire" in found
    assert "such as acquire = 'buy'" in found
    plan["comparisons"]["way"]["options"]["a"]["changes"] = {"acquire": "buy"}
    result = tco.plan_of(plan).run("leased")
    assert result.comparison("way").options.years("a", "debt_service") == [0, 0, 0, 0]


def test_two_options_alike_are_worth_a_word() -> None:
    plan = tco.plan_of(raw({}, options(a={"life": 3}, b={"life": 3})))
    assert any(
        "comparisons.way.options.b: it comes to the same as option 'a'." in str(finding) for finding in plan.findings
    )


def test_labels_that_two_share_are_worth_a_word() -> None:
    ways = options(a={"life": 3}, b={"life": 4})
    ways["b"]["label"] = "a "
    plan = raw({}, ways)
    plan["comparisons"]["again"] = plan["comparisons"]["way"]
    said = "\n".join(map(str, tco.plan_of(plan).findings))
    assert (
        "comparisons.way.options.b.label: 'a' is the label of 'a' too. Give one of the two a label of its own" in said
    )
    assert "comparisons.again.label: 'Student devices' is the label of 'way' too." in said
    assert " too" not in "\n".join(map(str, tco.plan_of(raw({}, options(a={}, b={"life": 3}))).findings))
