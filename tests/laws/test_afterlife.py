"""What becomes of devices: nobody takes more than there is or pays more than was paid; what stays never costs more."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import given

from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Computed

DEVICES = 1e-6
A_CENT = 0.0051


def fleets_in(raw: Raw) -> Iterator[tuple[str, dict[str, Any]]]:
    for section in ("devices", "network"):
        for id, fleet in raw[section].items():
            yield f"{section}.{id}", fleet


@FEW
@given(plans())
def test_what_comes_back_is_a_deduction(raw: Raw) -> None:
    plan = Computed.of(raw)
    assert plan.posted(kind="proceeds").max() <= 0
    for posting in plan.model.postings:
        if posting.tags["kind"] == "proceeds":
            assert plan.row(posting.row.id).max() <= 0, posting.row.id


@FEW
@given(plans())
def test_nothing_is_taken_that_was_not_retired(raw: Raw) -> None:
    plan = Computed.of(raw)
    for fleet, told in fleets_in(raw):
        disposed = plan.row(f"{fleet}.disposed" if f"{fleet}.disposed" in plan.rows else f"{fleet}.retired")
        for row in ("taken", "sold", "usable", "given_away", "bought_back", "traded_in", "recycled"):
            if f"{fleet}.{row}" in plan.rows:
                amount = plan.row(f"{fleet}.{row}")
                assert amount.min() > -DEVICES and (amount - disposed).max() < DEVICES, f"{fleet}.{row}"
        if f"{fleet}.recycled" in plan.rows:
            taken = plan.row(f"{fleet}.taken") if f"{fleet}.taken" in plan.rows else 0
            assert np.abs(taken + plan.row(f"{fleet}.recycled") - disposed).max() < DEVICES
        if f"{fleet}.traded_in" in plan.rows:
            assert (plan.row(f"{fleet}.traded_in") - plan.row(f"{fleet}.bought")).max() < DEVICES
        if "floor" in told.get("afterlife", {}) and f"{fleet}.sold" in plan.rows:
            parts = plan.row(f"{fleet}.sold") + plan.row(f"{fleet}.given_away")
            assert np.abs(parts - plan.row(f"{fleet}.usable")).max() < DEVICES


@FEW
@given(plans())
def test_nobody_pays_more_for_them_than_was_paid(raw: Raw) -> None:
    """For those sold or bought back no more than they cost; for those traded in no more than the new ones cost."""
    plan = Computed.of(raw)
    for fleet, told in fleets_in(raw):
        if "afterlife" not in told:
            continue
        for row in ("resale", "buy_back"):
            if f"{fleet}.{row}" in plan.rows:
                cost = (plan.records(f"{fleet}.retired_by_cohort") * plan.records(f"{fleet}.cohorts.price_paid")).sum(
                    axis=1
                )
                assert (-plan.row(f"{fleet}.{row}") - cost).max() < A_CENT, f"{fleet}.{row}"
        if f"{fleet}.trade_in" in plan.rows:
            cost = plan.row(f"{fleet}.bought") * plan.row(f"{fleet}.unit_price")
            assert (-plan.row(f"{fleet}.trade_in") - cost).max() < A_CENT


@FEW
@given(plans())
def test_a_line_that_stays_never_costs_more_than_one_bought_with_every_unit(raw: Raw) -> None:
    """Where it is there for all units in the lots, and no other fleet hands down units for which it is bought."""
    staying, going = copy.deepcopy(raw), copy.deepcopy(raw)
    for plan in (staying, going):
        for _, told in fleets_in(plan):
            told.pop("receives", None)
            told.pop("purchase_budget", None)  # which a lower price of a unit stretches
            for line in told["price"].values():
                for field in ("held", "spread", "paid_before", *(["stays"] if plan is going else [])):
                    line.pop(field, None)
    with_it, without = Computed.of(staying), Computed.of(going)
    for fleet, _ in fleets_in(raw):
        row = f"{fleet}.spent" if f"{fleet}.spent" in with_it.rows else f"{fleet}.bill"
        assert (with_it.row(row) - without.row(row)).max() < A_CENT, row


@FEW
@given(plans())
def test_what_stays_is_spread_once(raw: Raw) -> None:
    """No more of it enters annualised cost than was paid in the plan and the years before."""
    plan = Computed.of(raw)
    for fleet, told in fleets_in(raw):
        for id, line in told["price"].items():
            if line.get("stays"):
                paid = plan.row(f"{fleet}.stays.{id}.spent").sum() + sum(line.get("paid_before", {}).values())
                assert plan.row(f"{fleet}.stays.{id}.share").sum() <= paid + A_CENT
