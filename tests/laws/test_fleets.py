"""Devices neither appear nor vanish: opening + bought = lost + retired + closing, in every fleet and year."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Computed

DEVICES = 1e-6  # what float arithmetic may leave of a device


def fleets_of(plan: Computed) -> list[str]:
    return [f"{section}.{id}" for section in ("devices", "network") for id in getattr(plan.result.loaded.form, section)]


@FEW
@given(plans())
def test_opening_and_bought_are_lost_retired_and_closing(raw: Raw) -> None:
    plan = Computed.of(raw)
    for fleet in fleets_of(plan):
        part = {name: plan.row(f"{fleet}.{name}") for name in ("opening", "bought", "lost", "retired", "closing")}
        received = plan.row(f"{fleet}.received") if f"{fleet}.received" in plan.rows else 0
        away = part["opening"] + part["bought"] + received - part["lost"] - part["retired"] - part["closing"]
        assert np.abs(away).max() < DEVICES
        assert all(series.min() > -DEVICES for series in part.values())
        assert np.abs(part["opening"][1:] - part["closing"][:-1]).max(initial=0) < DEVICES


@FEW
@given(plans())
def test_lost_stolen_and_written_off_are_all_that_is_lost(raw: Raw) -> None:
    """And never more than there is."""
    plan = Computed.of(raw)
    for fleet in fleets_of(plan):
        parts = [plan.row(id) for id in plan.rows if id.startswith(f"{fleet}.of_these_")]
        if parts:
            assert np.abs(sum(parts) - plan.row(f"{fleet}.lost")).max() < DEVICES
            assert min(part.min() for part in parts) > -DEVICES
            assert (plan.row(f"{fleet}.lost") - plan.row(f"{fleet}.in_service")).max() < DEVICES


@FEW
@given(plans())
def test_repairs_are_no_more_than_incidents(raw: Raw) -> None:
    """A warranty, a damage plan and write-offs take from them, and never more than all."""
    plan = Computed.of(raw)
    for fleet in fleets_of(plan):
        kinds = [plan.row(f"{fleet}.{name}") for name in ("failures", "accidents") if f"{fleet}.{name}" in plan.rows]
        if kinds:
            assert plan.row(f"{fleet}.repairs").min() > -DEVICES
            assert (plan.row(f"{fleet}.repairs") - sum(kinds)).max() < DEVICES


@FEW
@given(plans())
def test_a_fleet_opens_with_its_lots(raw: Raw) -> None:
    plan = Computed.of(raw)
    for fleet in fleets_of(plan):
        section, id = fleet.split(".")
        there = sum(lot["count"] for lot in raw[section][id].get("lots", {}).values())
        assert abs(plan.row(f"{fleet}.opening")[0] - there) < DEVICES


@FEW
@given(plans())
def test_no_lot_retires_before_its_life_and_support_are_over(raw: Raw) -> None:
    """What is younger than the plan's life for it, and has no known end of support, is there in the first year."""
    plan = Computed.of(raw)
    first = raw["calendar"]["first_year"]
    for fleet in fleets_of(plan):
        section, id = fleet.split(".")
        told = raw[section][id]
        if "refresh" in told or "economic_life" in told:
            continue  # these retire sooner on purpose
        young = [lot for lot in told.get("lots", {}).values() if first - lot["bought"] < told["life"]]
        stays = sum(lot["count"] for lot in young if not lot.keys() & {"support_end", "platform_released"})
        assert plan.row(f"{fleet}.kept_in_all")[0] > stays - DEVICES


@FEW
@given(plans(caps=False))
def test_without_a_cap_everybody_has_a_device(raw: Raw) -> None:
    """And nobody buys while enough can stay. With a cap, purchases are put off; the next law is for that."""
    plan = Computed.of(raw)
    for fleet in fleets_of(plan):
        spare = plan.row(f"{fleet}.in_service") - plan.row(f"{fleet}.needed")
        assert spare.min() > -DEVICES
        section, id = fleet.split(".")
        tightly = plan.row(f"{fleet}.bought") > DEVICES
        if "refresh" in raw[section][id]:
            tightly &= plan.row(f"{fleet}.planned") < DEVICES  # a policy buys without need
        assert spare[tightly].max(initial=0) < 1 - DEVICES


@FEW
@given(plans())
def test_no_more_is_bought_than_the_cap_allows(raw: Raw) -> None:
    plan = Computed.of(raw)
    for fleet in fleets_of(plan):
        section, id = fleet.split(".")
        if "purchase_cap" in raw[section][id]:
            assert (plan.row(f"{fleet}.bought") - plan.row(f"{fleet}.purchase_cap")).max() < DEVICES


@FEW
@given(plans())
def test_the_refresh_calendar_places_every_purchase_at_a_school(raw: Raw) -> None:
    """Where some school takes part with something to equip."""
    plan = Computed.of(raw)
    for fleet in fleets_of(plan):
        if {f"{fleet}.by_school", f"{fleet}.weights"} <= plan.rows.keys() and plan.row(f"{fleet}.weights")[0] > 0:
            placed = plan.records(f"{fleet}.by_school").sum(axis=1)
            assert np.abs(placed - plan.row(f"{fleet}.bought")).max() < DEVICES
