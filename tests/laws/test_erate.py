"""What holds for E-Rate whatever a district says of it: its share, its budget, its yearly identity, and the plan rolled forward."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.laws.figures import FIRST_YEAR, Raw, numbers, some, yearly
from tests.model.worked import DISTRICT
from tests.plans import Computed

CENT = 0.0051  # half of one, and float noise
CENT_OF_SUPPORT = 0.03  # half a cent of support at 20 % is two and a half before the discount
FEW = settings(max_examples=25)
FLAG = st.fixed_dictionaries(
    {"by_year": st.fixed_dictionaries({FIRST_YEAR: st.integers(0, 1), FIRST_YEAR + 1: st.integers(0, 1)})}
)


def support(**more: Any) -> st.SearchStrategy[Raw]:
    members = st.lists(numbers(0, 1), min_size=1, max_size=3).map(lambda each: dict(zip("abc", each, strict=False)))
    return some(
        {},
        committed=numbers(0, 1),
        goes_on=FLAG,
        late=FLAG,
        owed_before=numbers(0, 50_000),
        filed=numbers(0, 90_000).map(lambda amount: {"by_year": {FIRST_YEAR + 1: amount}}),
        consortium=members,
        **more,
    )


@st.composite
def plans(draw: st.DrawFn) -> Raw:
    """A district with both categories, bills in both and in others, and a general fund that may not be enough."""
    students = draw(st.lists(st.integers(1, 900), min_size=1, max_size=12))
    enrolled = sum(students)
    erate = draw(
        some(
            {"eligible": st.integers(0, enrolled), "locale": st.sampled_from(["urban", "rural"])},
            rounding=st.sampled_from(["none", "whole"]),
            discount=numbers(0, 1),
        )
    )
    bill = yearly(0, 900_000)
    budget = {"budget_before": numbers(0, 900_000), "committed_before": numbers(0, 900_000)}
    source = {"label": "E-Rate", "recurrence": "at_risk"}
    part = {"categories": ["connectivity"], "share": draw(numbers(0, 1))}
    return {
        **DISTRICT,
        "calendar": {
            "start_month": draw(st.integers(1, 12)),
            "first_year": FIRST_YEAR,
            "horizon": 7,
            "headline_years": 1,
        },
        "district": {
            **DISTRICT["district"],
            "enrolment": {"all": {"by_year": {FIRST_YEAR: enrolled, FIRST_YEAR + 2: draw(st.integers(1, 9000))}}},
            "schools": {f"s{n}": {"name": f"S{n}", "band": "all", "students": each} for n, each in enumerate(students)},
            "erate": erate,
        },
        "services": {
            id: {"label": id, "category": id, "price": draw(bill)} for id in ("software", "connectivity", "network")
        },
        "sources": {
            "one": {**source, "erate_one": draw(support()), "uses": {"all": part}},
            "two": {**source, "erate_two": draw(support(**budget)), "uses": {"all": {"categories": ["network"]}}},
            "general": {"label": "General fund", "recurrence": "recurring", "amount": draw(bill)},
        },
    }


@FEW
@given(plans())
def test_it_pays_at_most_its_share_and_its_budget(raw: Raw) -> None:
    plan = Computed.of(raw)
    for id in ("one", "two"):
        paid, later, discount, asked = (
            plan.row(f"sources.{id}.{row}") for row in ("paid", "later", "discount", "asked")
        )
        assert (paid <= discount * asked + CENT).all()
        assert (np.minimum(paid, later) >= 0).all()
    budget, used, cycle = (plan.row(f"sources.two.{row}") for row in ("budget", "used", "cycle"))
    if "filed" not in raw["sources"]["two"]["erate_two"]:  # a district that files for more than there is has said so
        before = raw["sources"]["two"]["erate_two"].get("committed_before", 0)
        assert (used <= np.maximum(budget, before) + CENT_OF_SUPPORT * len(used)).all()
    for number in np.unique(cycle):
        assert (np.diff(budget[cycle == number]) >= -CENT).all(), "falls do not cut it"
        assert (np.diff(used[cycle == number]) >= -CENT).all()


@FEW
@given(plans())
def test_what_comes_in_is_what_is_paid_and_cost_is_paid_or_gap(raw: Raw) -> None:
    plan = Computed.of(raw)
    names = ("opening", "received", "paid", "lapsed", "closing")
    for id in ("one", "two"):
        opening, received, paid, lapsed, closing = (plan.row(f"sources.{id}.{row}") for row in names)
        assert np.abs(opening + received - paid - lapsed - closing).max() < CENT
    paid = np.sum([plan.row(f"sources.{id}.paid") for id in ("one", "two", "general", "returned")], axis=0)
    assert np.abs(paid + plan.row("funding.gap") - plan.row("funding.cost")).max() < CENT


@FEW
@given(plans())
def test_late_support_is_all_there_a_year_later(raw: Raw) -> None:
    plan = Computed.of(raw)
    later = plan.row("sources.one.later") + plan.row("sources.two.later")
    received = plan.row("sources.returned.received")
    assert np.abs(received[1:] - later[:-1]).max() < CENT


@FEW
@given(plans())
def test_e_rate_never_raises_the_gap(raw: Raw) -> None:
    without = {**raw, "sources": {"general": raw["sources"]["general"]}}
    assert Computed.of(raw).row("funding.gap").sum() <= Computed.of(without).row("funding.gap").sum() + CENT


@FEW
@given(plans())
def test_rolled_forward_it_is_the_same(raw: Raw) -> None:
    plan = Computed.of(raw)
    assume(plan.row("sources.returned.closing")[0] < CENT)  # what comes back and nobody needs is not carried by rolling
    later = plan.rolled()
    for id in (
        "one.paid",
        "one.later",
        "two.paid",
        "two.later",
        "two.used",
        "two.budget",
        "one.discount",
        "two.discount",
    ):
        assert np.abs(plan.row(f"sources.{id}")[1:] - later.row(f"sources.{id}")).max() < CENT, id
