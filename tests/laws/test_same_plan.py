"""The same plan said otherwise comes to the same; with all prices doubled it costs twice as much."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tco.formula.number import evaluate
from tco.formula.rows import Row
from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Array, Computed

FLOATS = 1e-6  # what the order of a sum may change
ROUNDING = 0.05  # a posting is rounded to the cent, and some of it twice
BILLS = 0.5  # a circuit's monthly bill is rounded, then taken twelve times; contingency is a share of such amounts
PARTS = ("devices.one", "devices.two")
MONTHLY = 3.0  # a lease, rent or committed term rounds payment and interest in every month, and owes interest on what was rounded


def money_inputs(plan: Computed) -> Mapping[Row, Array]:
    """Every input in dollars, per whatever it is, doubled."""
    rows = [row for row in plan.model.rows() if row.values is not None and not row.may_be_blank]
    dollars = [row for row in rows if ("usd", 1) in row.unit.powers]
    return {row: 2 * np.array(row.values).reshape((-1, 1, 1) if row.timeline else (1, -1, 1)) for row in dollars}


def away(plan: Computed, expected: Mapping[str, Array]) -> float:
    """By how much the postings are away from what is expected, beyond rounding."""
    found = [np.abs(plan.row(id) - amount) - rounding_of(id) for id, amount in expected.items()]
    return max((float(each.max()) for each in found), default=0.0)


def rounding_of(id: str) -> float:
    """By how many dollars rounding may move twice a posting away from the posting at twice the price."""
    section, *parts, name = id.split(".")
    if name.startswith(("lease_", "rent_")) or "committed" in parts:
        return MONTHLY
    return BILLS if section in ("circuits", "contingency") else ROUNDING


@FEW
@given(plans())
def test_all_prices_doubled_double_every_cost(raw: Raw) -> None:
    """Within rounding. Everything in dollars doubles: prices, tiers of offers, salaries, and the threshold of capital too."""
    plan = Computed.of(raw)
    values = evaluate(plan.model, money_inputs(plan))
    doubled = Computed(replace(plan.result, values=values))
    assert away(doubled, {id: 2 * amount for id, amount in plan.postings.items()}) <= 0


@FEW
@given(plans())
def test_a_scenario_with_no_changes_equals_the_base(raw: Raw) -> None:
    same = {"label": "The same again"}
    said_again = {"label": "Said again", "changes": {"devices.student.life": raw["devices"]["student"]["life"]}}
    plan = Computed.of({**raw, "scenarios": {"same": same, "said_again": said_again}})
    for name in ("same", "said_again"):
        other = plan.scenario(name)
        assert all(np.array_equal(other.row(id), amount) for id, amount in plan.postings.items())
        assert np.array_equal(other.row("funding.gap"), plan.row("funding.gap"))


@FEW
@given(plans(), st.integers(1, 7), st.sampled_from(["buy", "lease"]))
def test_a_scenario_equals_the_plan_with_its_changes(raw: Raw, life: int, acquire: str) -> None:
    changes: Raw = {"devices.student.life": life, "economics.discount_rate": 0.031}
    if "lease" in raw["devices"]["student"]:
        changes["devices.student.acquire"] = acquire
    scenario = Computed.of({**raw, "scenarios": {"other": {"label": "Other", "changes": changes}}}).scenario("other")
    changed = Computed.of(raw, changes)
    assert all(np.abs(scenario.row(id) - amount).max() < FLOATS for id, amount in changed.postings.items())
    present = [plan.row("measures.present_value_total")[0] for plan in (scenario, changed)]
    assert abs(present[0] - present[1]) < FLOATS


@FEW
@given(plans(), st.floats(1, 500))
def test_an_offer_of_one_tier_at_the_price_alone_without_fee_changes_nothing(raw: Raw, price: float) -> None:
    raw = copy.deepcopy(raw)
    raw["offers"]["coop"] |= {"tiers": {"all": {"floor": 0, "price": price}}, "fee": 0}
    raw["devices"]["student"].pop("purchase_budget", None)
    raw["devices"]["student"] |= {"offer": "coop"}
    raw["devices"]["student"]["price"]["device"] |= {"price": price}
    alone, together = (Computed.of(raw, {"devices.student.buy_through": way}) for way in ("alone", "offer"))
    assert all(np.array_equal(together.row(id), amount) for id, amount in alone.postings.items())
    assert np.abs(together.row("devices.student.offer_saving")).max() == 0


@FEW
@given(plans(whole=False, offers=False), st.integers(1, 9))
def test_a_fleet_split_in_two_changes_no_total(raw: Raw, tenths: int) -> None:
    """Where units are not whole and no offer counts volume: a part has its share of need, cap, lots and leases.

    Sources pay any cost, at any time and whole: what pays some costs only goes to them in their order, and that of the parts differs.
    """
    raw = divisible(raw)
    whole = Computed.of(raw)
    split = Computed.of(split_in_two(raw, tenths / 10))
    rows = len(split.postings)
    for id in ("by_category.total", "annualised.tco", "by_kind.capital", "funding.gap"):
        assert np.abs(whole.row(id) - split.row(id)).max() < rows * ROUNDING + 2 * MONTHLY
    for id in ("bought", "retired", "lost", "closing"):
        parts = split.row(f"devices.one.{id}") + split.row(f"devices.two.{id}")
        assert np.abs(whole.row(f"devices.student.{id}") - parts).max() < 1e-6


PAYS_ANY = {"label", "amount", "opening_balance", "carries_over", "recurrence", "rank", "status"}


def divisible(raw: Raw) -> Raw:
    """The plan without what comes whole for the student fleet: spares of a pool, pickups, lines held before, hand-downs."""
    raw = copy.deepcopy(raw)
    student = raw["devices"]["student"]
    for field in ("school_count", "spare_pool", "afterlife"):
        student.pop(field, None)
    for line in student["price"].values():
        for field in ("stays", "held", "spread", "paid_before"):
            line.pop(field, None)
    raw["devices"].get("carts", {}).pop("receives", None)
    raw.pop("procurement", None)  # which names the fleet
    plain = {id: source for id, source in raw.get("sources", {}).items() if "amount" in source}
    raw["sources"] = {id: {field: source[field] for field in PAYS_ANY & source.keys()} for id, source in plain.items()}
    if not {"ratio", "count"} & student.keys():
        student["count"] = 100
    return raw


def split_in_two(raw: Raw, share: float) -> Raw:
    """The plan with its student fleet as two: `one` with this share of it, `two` with the rest."""
    split = copy.deepcopy(raw)
    fleet = split["devices"].pop("student")
    split["devices"] = {"one": part_of(fleet, share), "two": part_of(fleet, 1 - share), **split["devices"]}
    both: Raw = counting_both(split)
    return both


def counting_both(part: Any) -> Any:
    """The same tables where whatever counts the student fleet counts its two parts."""
    if isinstance(part, list):  # such as the items that a source may pay
        return [both for each in part for both in (PARTS if each == "devices.student" else [each])]
    if not isinstance(part, dict):
        return part
    return {
        key: _halves(value) if key in ("fleets", "labor_of") else counting_both(value) for key, value in part.items()
    }


def _halves(fleets: list[str]) -> list[str]:
    return [half for each in fleets for half in (["one", "two"] if each == "student" else [each])]


def part_of(fleet: Raw, share: float) -> Raw:
    part = copy.deepcopy(fleet)
    for field in ("ratio", "count", "purchase_cap", "purchase_budget"):
        if field in part:
            part[field] = times(part[field], share)
    if "refresh" in part:
        part["refresh"]["planned"] = times(part["refresh"]["planned"], share)
    for lot in part.get("lots", {}).values():
        lot["count"] *= share
    return part


def times(figure: object, share: float) -> object:
    if isinstance(figure, dict) and "by_year" in figure:
        return {"by_year": {year: value * share for year, value in figure["by_year"].items()}}
    return (figure["value"] if isinstance(figure, dict) else figure) * share  # type: ignore[operator]
