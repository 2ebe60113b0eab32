"""The books of any contract: the fund balance falls by what is paid, assets and debts reconcile, expense is cash in the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.figures import FIRST_YEAR, Raw, Strategy, numbers, some
from tests.laws.words import FEW
from tests.plans import Array, Computed

CENTS = 0.005
DUE = st.sampled_from(["advance", "arrears"])
PAYMENTS = st.sampled_from(["monthly", "quarterly", "half_yearly", "annual"])


def accounting() -> st.SearchStrategy[Raw]:
    amounts = numbers(0, 300_000, 0)
    optional: dict[str, Strategy] = {
        "aggregate": amounts, "lease_threshold": amounts, "subscription_threshold": amounts, "intangible_threshold": amounts,
        "convention": st.sampled_from(["net", "gross"]), "least_life": numbers(1, 3, 0),
    }  # fmt: skip
    return some({}, **optional)


@st.composite
def contracts(draw: st.DrawFn, *, begun: bool = True) -> Raw:
    """Devices acquired in the first year and never again, one way or the other, over a plan that outlasts life and term."""
    life, term = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    lease: dict[str, Any] = {
        "term": term,
        "payments": draw(PAYMENTS),
        "due": draw(DUE),
        "rate": draw(numbers(-0.05, 0.2, 3)),
    }
    rent = {**lease, "term": life, "payment": draw(numbers(1, 400)), "services": draw(numbers(0, 1))}
    lease |= draw(some({}, fee=numbers(0, 900), buy_out=numbers(0, 50)))
    if begun and term > 1 and draw(st.booleans()):
        lease["begun"] = {FIRST_YEAR - 1: {"financed": 90_000, "owed": draw(numbers(0, 90_000))}}
    fleet = {
        "label": "Devices", "count": draw(st.integers(1, 900)), "life": life, "loss": 0, "breakage": 0, "lease": lease,
        "rent": rent, "price": {"device": {"price": draw(numbers(100, 9000))}}, "acquire": draw(st.sampled_from(["buy", "lease", "rent"])),
        "rollout": {"by_year": {FIRST_YEAR: 1, FIRST_YEAR + life: 0}}, "tags": {"month": draw(st.integers(1, 12))},
    }  # fmt: skip
    return {
        "schema": 1,
        "title": "A contract",
        "district": {"name": "A district", "enrolment": {"all": 900}, "teachers": 50, "staff": 90},
        "calendar": {"start_month": draw(st.integers(1, 12)), "first_year": FIRST_YEAR, "horizon": max(life, term) + 2},
        "economics": {"discount_rate": 0.03, "prices_as_of": FIRST_YEAR, "capital_threshold": draw(numbers(500, 9000))},
        "accounting": draw(accounting()),
        "devices": {"fleet": fleet},
    }


@st.composite
def products(draw: st.DrawFn) -> Raw:
    """A product held one way, over a plan of whole terms: committed, paid ahead, or licensed for good and written off."""
    years, rise = draw(st.integers(1, 4)), draw(numbers(0, 0.1, 2))
    last = FIRST_YEAR + 2 * years - 1
    paid = {"label": "Setting up", "amount": {"by_year": {FIRST_YEAR: draw(numbers(0, 30_000))}}}
    outlays = {"set_up": {**paid, "stage": "implementation"}, "training": {**paid, "stage": "training"}}
    common = {"label": "A product", "per": "flat", "outlays": outlays}
    terms = {"term": years, "rate": draw(numbers(0, 0.1, 3)), "payments": draw(PAYMENTS), "due": draw(DUE)}
    ways: dict[str, Raw] = {
        "committed": {"price": draw(numbers(100, 90_000)), "uplift": rise, "pays": "committed", "committed": terms},
        "ahead": {"price": draw(numbers(100, 90_000)), "uplift": rise, "pays": "ahead", "prepaid": {"years": years}},
        "perpetual": {
            "licence": "perpetual",
            "licence_price": draw(numbers(100, 90_000)),
            "maintenance": 0.2,
            "life": years,
        },
    }
    chosen = ways[draw(st.sampled_from(sorted(ways)))]
    booked_as = {"booked_as": draw(st.sampled_from(["capital", "operating"]))} if "life" in chosen else {}
    return {
        "schema": 1,
        "title": "A product",
        "district": {"name": "A district", "enrolment": {"all": 900}, "teachers": 50, "staff": 90},
        "calendar": {"start_month": draw(st.integers(1, 12)), "first_year": FIRST_YEAR, "horizon": 2 * years},
        "economics": {"discount_rate": 0.03, "prices_as_of": FIRST_YEAR, "capital_threshold": 5000},
        "accounting": draw(accounting()),
        "software": {"it": {**common, **chosen, **booked_as, "until_year": last}},
    }


def booked(plan: Computed) -> list[str]:
    """The blocks of all holdings, and that of the district."""
    return [id.removesuffix(".change") for id in plan.rows if id.startswith("books") and id.endswith(".change")]


def in_cents(amounts: Array) -> float:
    return float(np.abs(amounts).max())


@FEW
@given(contracts() | products())
def test_the_fund_balance_falls_by_what_is_paid(raw: Raw) -> None:
    plan = Computed.of(raw)
    assert len(booked(plan)) == (4 if "devices" in raw else 2)
    for id in booked(plan):
        paid = plan.posted(budgeted="yes") if id == "books" else plan.row(f"{id}.cash")
        assert in_cents(plan.row(f"{id}.change") + paid) < CENTS


@FEW
@given(contracts() | products())
def test_cash_by_kind_is_the_ledgers(raw: Raw) -> None:
    """What is no holding is operating in these plans."""
    plan = Computed.of(raw)
    for kind in ("capital", "debt_service", "operating"):
        rows = [plan.row(f"{id}.{kind}") for id in booked(plan) if f"{id}.{kind}" in plan.rows]
        rows += [plan.row("books.others")] if kind == "operating" else []
        assert in_cents(np.sum(rows, axis=0) - plan.posted(budgeted="yes", kind=kind)) < CENTS


@FEW
@given(contracts() | products())
def test_cash_less_expense_is_the_change_in_assets_less_what_is_owed(raw: Raw) -> None:
    plan = Computed.of(raw)
    for id in booked(plan):
        assert in_cents(plan.row(f"{id}.difference")) < CENTS
    for id in booked(plan)[1:]:
        net = plan.row(f"{id}.asset").copy()
        for owed in ("liability", "accrued"):
            net -= plan.row(f"{id}.{owed}") if f"{id}.{owed}" in plan.rows else 0
        difference = plan.row(f"{id}.cash") - plan.row(f"{id}.expense")
        assert in_cents(difference[1:] - np.diff(net)) < CENTS


@FEW
@given(contracts(begun=False) | products())
def test_expense_over_the_longer_of_term_and_life_is_cash(raw: Raw) -> None:
    plan = Computed.of(raw)
    for id in booked(plan):
        paid = plan.posted(budgeted="yes") if id == "books" else plan.row(f"{id}.cash")
        assert abs(plan.row(f"{id}.expense").sum() - paid.sum()) < CENTS
    assert all(abs(plan.row(f"books.{left}")[-1]) < CENTS for left in ("asset", "liability", "accrued"))


SAYINGS = (
    {"payments": "monthly"},
    {"payments": "annual"},
    {"due": "arrears"},
    {"buy_out": 1},
    {"buy_out": 0},
    {"appropriation": True},
)


@FEW
@given(contracts(begun=False), st.sampled_from(SAYINGS))
def test_the_same_contract_in_other_words_has_the_same_class(raw: Raw, saying: Raw) -> None:
    """Whatever the payments and the dollar at the end: owned at the end, it is a financed purchase of the same asset."""
    said = Computed.of(raw, {f"devices.fleet.lease.{key}": value for key, value in saying.items()})
    same = Computed.of(raw)
    for id in booked(same)[1:]:
        for row in ("class", "outlay", "asset"):
            assert (said.row(f"{id}.{row}") == same.row(f"{id}.{row}")).all()


@pytest.mark.parametrize("way", ["buy", "lease"])
def test_a_scenario_that_pays_another_way_moves_the_books(way: str) -> None:
    """The switch is live: the holding that is not chosen has nothing in it."""
    fleet = {
        "label": "Devices", "count": 10, "life": 3, "loss": 0, "breakage": 0, "price": {"device": {"price": 600}},
        "lease": {"term": 3, "payments": "annual", "rate": 0.05}, "acquire": way,
    }  # fmt: skip
    other_way = {"buy": "lease", "lease": "buy"}[way]
    raw = {
        "schema": 1, "title": "Switch", "district": {"name": "A", "enrolment": {"all": 10}, "teachers": 1, "staff": 1},
        "calendar": {"start_month": 7, "first_year": FIRST_YEAR, "horizon": 3},
        "economics": {"discount_rate": 0, "prices_as_of": FIRST_YEAR, "capital_threshold": 500},
        "accounting": {}, "devices": {"fleet": fleet},
        "scenarios": {"other": {"label": "Other", "changes": {"devices.fleet.acquire": other_way}}},
    }  # fmt: skip
    plan, other = Computed.of(raw), Computed.of(raw).scenario("other")
    added = {"buy": "books.devices.fleet.owned.added", "lease": "books.devices.fleet.lease.added"}
    for name, id in added.items():
        assert (plan.row(id)[0], other.row(id)[0]) == ((6000, 0) if name == way else (0, 6000))
