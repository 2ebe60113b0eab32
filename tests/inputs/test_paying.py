"""Ways to pay that do not fit are said with their place and what to do, and no figure, however absurd, ends in a traceback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

import tco
from tco.errors import Advice, Fault, Finding
from tests.comparing.compared import Raw, options, raw

LEASE = {"term": 2, "payments": "annual", "rate": 0.04}
PAID = {"term": 2, "payments": "annual", "due": "arrears", "payment": 160}
RENT = {"term": 2, "payments": "annual", "payment": 90, "rate": 0.04}
BOTH = options(a={"acquire": "buy"}, b={"life": 3})
"""Ten devices of 300 dollars that serve two years, in a plan of FY2027 to FY2030; two options that are not asked about."""


def told(plan: Raw) -> tuple[Finding, ...]:
    try:
        return tco.plan_of(plan).findings
    except tco.PlanError as error:
        return error.findings


def of_kind(kind: type[Finding], fleet: Mapping[str, Any], **more: Any) -> list[str]:
    found = told(raw({**fleet, "acquire": fleet.get("acquire", next(iter(fleet)))}, BOTH, **more))
    return [str(each).partition(": plan: ")[2] for each in found if isinstance(each, kind)]


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"lease": {"term": 4, "payments": "annual"}}, "devices.students.lease: neither rate nor payment. Give one of the two,"),
    ({"lease": {**LEASE, "payment": 90}}, "devices.students.lease: rate and payment. Leave one of the two out, it follows from"),
    ({"lease": {**PAID, "payment": 60}},
     "devices.students.lease.payment: 2 payments of 60.00 come to 120.00, and the price of one is 300.00: they never pay it off. Write"),
    ({"lease": {**LEASE, "term": 0}}, "devices.students.lease.term: expected 0.0833333 to 30 (year), found 0. Write a number"),
    ({"lease": {**LEASE, "term": 2.5}}, "devices.students.lease: 2.5 years are no whole number of annual payments. Change one of the two."),
    ({"lease": {**LEASE, "rate": 4}}, "devices.students.lease.rate: expected -0.5 to 1 (share), found 4. A share is written as 0.04,"),
    ({"lease": LEASE, "life": 0}, "devices.students.life: expected 1 to 30 (year), found 0. Write a number from 1 to 30."),
    ({"rent": RENT, "life": 0}, "devices.students.life: expected 1 to 30 (year), found 0. Write a number from 1 to 30."),
    ({"rent": {**RENT, "rate": None}}, "devices.students.rent: missing rate: an agreement of up to 24 months is a debt at the present"),
    ({"rent": {"term": 2, "residual": 0.2}}, "devices.students.rent: no payment, and no rate with residual from which it follows. Give"),
    ({"rent": {"term": 2, "rate": 0.04}}, "devices.students.rent: no payment, and no rate with residual from which it follows. Give"),
    ({"lease": {**LEASE, "begun": {"2026": {"financed": 100, "owed": 200}}}},
     "devices.students.lease.begun.2026: 200 is owed of 100 financed. Correct one of the two."),
    ({"lease": {**LEASE, "begun": {"2024": {"financed": 200, "owed": 100}}}},
     "devices.students.lease.begun.2024.owed: 100 is owed, and the term of 2 years was over when the plan began. Correct the year,"),
    ({"lease": {**LEASE, "begun": {"2027": {"financed": 200, "owed": 100}}}},
     "devices.students.lease.begun.2027: the year 2027 is not before the plan, which begins in 2027. Write a fiscal year to 2026;"),
    ({"lease": {**PAID, "begun": {"2026": {"financed": 3000, "owed": 500, "payment": 600}}}},
     "devices.students.lease.begun.2026.payment: 2 payments of 600.00 come to 1,200.00, and 3,000.00 was financed: they never pay"),
    ({"lease": {**PAID, "begun": {"2026": {"financed": 3000, "owed": 2600, "payment": 1600}}}},
     "devices.students.lease.begun.2026.owed: 2,600.00 is owed, and the 1 payments that are left come to 1,600.00: they never pay it"),
    ({"rent": {**RENT, "begun": {"2024": {"financed": 3000, "owed": 500, "payment": 900}}}},
     "devices.students.rent.begun.2024.owed: 500 is owed, and the term of 2 years was over when the plan began. Correct the year,"),
    ({"rent": {**RENT, "services": 91}},
     "devices.students.rent.services: services of 91.00 are more than the payment of 90.00 that they are part of. Write the part"),
    ({"rent": {"term": 2, "payments": "annual", "rate": -0.5, "residual": 0.9}},
     "devices.students.rent.residual: a residual of 90% at a rate of -50.0% leaves no rent to pay. Write a residual below 1"),
    ({"rent": {"term": 2, "payments": "annual", "rate": 0, "residual": 1}},
     "devices.students.rent.residual: a residual of 100% at a rate of 0.0% leaves no rent to pay. Write a residual below 1"),
]  # fmt: skip


@pytest.mark.parametrize(("fleet", "said"), FAULTS, ids=[said[:70] for _, said in FAULTS])
def test_terms_that_cannot_be_are_faults(fleet: dict[str, Any], said: str) -> None:
    terms = {key: _without_none(value) for key, value in fleet.items()}
    (found,) = of_kind(Fault, terms)
    assert found.startswith(said)


def _without_none(value: Any) -> Any:
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, dict) else value


ADVISED: list[tuple[dict[str, Any], str]] = [
    ({"lease": {"term": 3, "payments": "annual", "payment": 110, "begun": {"2026": {"financed": 30000, "owed": 3000, "payment": 11000}}}},
     "devices.students.lease.begun.2026.owed: 3,000.00 is owed, and the 2 payments that are left come to 22,000.00, worth 19,000.00 when"),
    ({"rent": {**RENT, "begun": {"2026": {"financed": 3000, "owed": 100, "payment": 1500}}}},
     "devices.students.rent.begun.2026.owed: 100.00 is owed, and the 1 payments that are left come to 1,500.00, worth 1,442.31 when"),
    ({"lease": {"term": 3, "payments": "annual", "rate": 0, "begun": {"2026": {"financed": 3000, "owed": 100}}}},
     "devices.students.lease.begun.2026.owed: 100.00 is owed, and the 2 payments that are left come to 2,000.00, worth 2,000.00 when"),
    ({"lease": {**PAID, "begun": {"2026": {"financed": 3000, "owed": 1700, "payment": 1600}}}},
     "devices.students.lease.begun.2026.owed: 1,700.00 is owed, and the 1 payments that are left come to 1,600.00. They count"),
    ({"lease": {**LEASE, "term": 5}, "life": 6},
     "devices.students.lease.term: the term of 5 years is longer than the plan of 4. Lengthen the plan to see all payments; the rest"),
    ({"rent": {**RENT, "term": 5}, "life": 6},
     "devices.students.rent.term: a term of 5 years in a plan of 4: what is paid later is not in the plan. Lengthen"),
    ({"lease": {**PAID, "payment": 140}},
     "devices.students.lease.payment: 2 payments of 140.00 come to 280.00, and the price of one is 300.00: the rate is below 0. Check"),
    ({"lease": {**LEASE, "term": 3}},
     "devices.students.lease.term: the term of 3 years is longer than the life of 2. Shorten the term: units are still being paid"),
    ({"rent": {**RENT, "term": 3}},
     "devices.students.rent.term: a life of 2 years is shorter than the term of 3: rents are paid for units no longer in service."),
]  # fmt: skip


@pytest.mark.parametrize(("fleet", "said"), ADVISED, ids=[said[:70] for _, said in ADVISED])
def test_terms_that_are_odd_are_advice(fleet: dict[str, Any], said: str) -> None:
    assert of_kind(Fault, fleet) == []
    assert any(found.startswith(said) for found in of_kind(Advice, fleet))


@pytest.mark.parametrize(("way", "terms"), [("lease", {**LEASE, "term": 3}), ("rent", {**RENT, "term": 3})])
def test_the_districts_policy_makes_debt_beyond_the_life_a_fault(way: str, terms: dict[str, Any]) -> None:
    """Where units are paid that way: the plan that buys them is only told, and the scenario or option that does not is refused."""
    policy = {"funding": {"debt_beyond_life": "fault"}}
    (said,) = of_kind(Fault, {way: terms}, **policy)
    assert said.startswith(f"devices.students.{way}.term: ") and "and the district's policy rules that out" in said
    assert of_kind(Fault, {way: terms, "acquire": "buy"}, **policy) == []
    ways = options(a={"acquire": "buy"}, b={"acquire": way})
    (refused,) = [each for each in told(raw({way: terms}, ways, **policy)) if isinstance(each, Fault)]
    assert refused.found.startswith("in option 'b' of comparisons.way: ")
    leased = {"leased": {"label": "Leased", "changes": {"devices.students.acquire": way}}}
    own = options(a={"acquire": "buy"}, b={"acquire": "buy", "life": 3})
    (refused,) = [each for each in told(raw({way: terms}, own, scenarios=leased, **policy)) if isinstance(each, Fault)]
    assert refused.found.startswith("in scenario 'leased': ")


def test_the_shorter_of_both_lives_is_paid_for() -> None:
    said = "devices.students.lease.term: the term of 3 years is longer than the life of 2. "
    fleet = {"lease": {**LEASE, "term": 3}, "life": 4, "economic_life": 2}
    assert any(found.startswith(said) for found in of_kind(Advice, fleet))


# Options


def test_all_that_is_said_of_an_item_is_said_of_an_option_on_it() -> None:
    """A life of three years in option b is shorter than the lease of four that it takes; the plan itself buys, for five years."""
    ways = options(a={"acquire": "buy"}, b={"acquire": "lease", "life": 3}, c={"acquire": "lease", "lease.term": 40})
    fleet = {"life": 5, "lease": {**LEASE, "term": 4}}
    found = [str(each) for each in told(raw(fleet, ways)) if "option" in str(each)]
    assert found == [
        "fault: plan: comparisons.way.options.c.changes.lease.term: expected 0.0833333 to 30 (year), found 40. "
        "Write a number from 0.0833333 to 30.",
        "advice: plan: devices.students.lease.term: in option 'b' of comparisons.way: the term of 4 years is longer than the life of 3. "
        "Shorten the term: units are still being paid when they are gone.",
    ]


def test_an_option_is_held_against_the_way_that_it_chooses_alone() -> None:
    """Bought for two years: the lease of three years that the plan has for other options is none of its business."""
    plan = raw(
        {"life": 3, "lease": {**LEASE, "term": 3}}, options(a={"acquire": "lease"}, b={"acquire": "buy", "life": 2})
    )
    assert not [each for each in told(plan) if "option" in str(each)]


def test_an_option_may_add_what_its_item_does_not_have() -> None:
    case = {"label": "Case", "share": 0.5, "price": 20}
    plan = raw({}, options(a={}, b={"accessories": {"case": case}}, c={"price.bag": {"price": 9}}))
    result = tco.plan_of(plan).run()
    assert result.comparison("way").options.years("b", "cost")[0] == 3_000 + 10 * 0.5 * 20
    assert result.comparison("way").options.years("c", "cost")[0] == 3_090


def test_options_that_come_to_the_same_in_other_words() -> None:
    """The item is bought for two years: saying so changes nothing."""
    found = told(raw({"lease": LEASE}, options(a={}, b={"acquire": "buy", "life": 2}, c={"acquire": "lease"})))
    said = [str(each) for each in found if "comes to the same" in each.found]
    assert said == [
        "advice: plan: comparisons.way.options.b: it comes to the same as option 'a'. Change something in one of the two, or take one out."
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"": 5}, {"a..b": 5}, {"x = 1\ny": 5}, {"lots": {}, "lots.old.count": 5}, {"life": {}}, {"life": {"by_year": {2027: 3}}},
        {"lease": 5}, {"lease": {}}, {"lease": {"begun": {2026: {"financed": 5}}}}, {"devices.students.life": 3}, {"label": 5},
        {"price": {}}, {"price": {"device": None}}, {"acquire": None}, {"acquire": ["buy"]}, {"x" * 300: 1}, {"life": "3"},
    ],
    ids=repr,
)  # fmt: skip
def test_whatever_an_option_changes_there_is_no_traceback(changes: dict[str, Any]) -> None:
    plan = raw({"lots": {"old": {"bought": 2026, "count": 3}}}, options(a={}, b=changes, c={"life": 3}))
    found = told(plan)
    assert any(isinstance(each, Fault) and "comparisons.way.options.b" in str(each) for each in found), found


@pytest.mark.parametrize(
    "item", ["", ".", "devices", "devices.", "devices..students", "a.b.c", "devices.'x", "x" * 90, "=1"]
)
def test_whatever_a_comparison_names_there_is_no_traceback(item: str) -> None:
    found = told(raw({}, BOTH, comparison={"item": item}))
    assert [each.place for each in found if isinstance(each, Fault)] == ["plan: comparisons.way.item"]


# Absurd figures


ABSURD = (0, -1, -0.5, 1, 1e-12, 0.01, 30, 1e6, 1e12, 1e13, float("nan"), float("inf"))
TERMS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "lease": (LEASE, ("term", "rate", "fee", "buy_out")),
    "rent": (
        {**RENT, "at_end": "extend", "extension": 5, "damaged": 0.1, "damage_charge": 9},
        (
            "term",
            "payment",
            "rate",
            "residual",
            "services",
            "extension",
            "may_extend",
            "damaged",
            "loss_charge",
            "exit_fee",
        ),
    ),
}


def spoiled() -> Iterator[tuple[str, str, float, Raw]]:
    """Plans with one absurd figure in a way to pay that the plan takes, and an option on it too."""
    for way, (terms, figures) in TERMS.items():
        for figure in figures:
            for number in ABSURD:
                fleet = {"acquire": way, way: {**terms, figure: number}}
                yield way, figure, number, raw(fleet, options(a={"acquire": "buy"}, b={"acquire": way}))
    for number in ABSURD:
        for due in ("advance", "arrears"):
            paid = {**PAID, "due": due, "payment": number}
            yield "lease", f"payment in {due}", number, raw({"lease": paid}, options(a={}, b={"acquire": "lease"}))


@pytest.mark.parametrize(("way", "figure"), sorted({each[:2] for each in spoiled()}))
def test_absurd_figures_give_numbers_or_a_fault(way: str, figure: str) -> None:
    for _, _, number, plan in (each for each in spoiled() if each[:2] == (way, figure)):
        try:
            read = tco.plan_of(plan)
        except tco.PlanError as error:
            assert any(isinstance(each, Fault) for each in error.findings)
            continue
        result = read.run()
        for row in (row for row in result.model.by_id().values() if not row.id.endswith("_typed")):
            assert np.isfinite(result.values.of(row)).all(), (number, row.id)
