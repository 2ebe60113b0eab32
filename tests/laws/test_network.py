"""Networks: more people never need less equipment, and a circuit with a trigger is never over-full."""

from __future__ import annotations

import copy

import numpy as np
from hypothesis import given

from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Computed

ALMOST = 1e-9


@FEW
@given(plans())
def test_more_students_never_need_fewer_access_points_switches_or_firewalls(raw: Raw) -> None:
    """Half as many again in each school and band; who is there changes nobody's number of rooms."""
    larger = copy.deepcopy(raw)
    for band, enrolled in larger["district"]["enrolment"].items():
        larger["district"]["enrolment"][band] = _half_more(enrolled)
    small, large = Computed.of(raw), Computed.of(larger)
    for id, item in raw["network"].items():
        if "sizing" in item and "fleets" not in item:
            row = f"network.{id}.assigned"
            assert (large.row(row) >= small.row(row) - ALMOST).all(), row


def _half_more(enrolled: object) -> object:
    if isinstance(enrolled, dict):
        return {key: _half_more(value) if key in ("value", "by_year") or isinstance(key, int) else value
                for key, value in enrolled.items()}  # fmt: skip
    return enrolled * 1.5 if isinstance(enrolled, int | float) else enrolled


@FEW
@given(plans())
def test_a_circuit_is_never_fuller_than_its_trigger_unless_it_has_to_wait(raw: Raw) -> None:
    plan = Computed.of(raw)
    for id, circuit in raw["circuits"].items():
        trigger = circuit.get("trigger")
        if trigger is None or "lead_time" in circuit or "term_locked" in circuit:
            continue
        most = trigger["value"] if isinstance(trigger, dict) else trigger
        assert plan.row(f"circuits.{id}.utilisation").max() <= most + ALMOST
        if "present" in circuit:
            assert not np.any(plan.row(f"circuits.{id}.past_trigger"))


@FEW
@given(plans())
def test_the_next_circuit_is_due_in_the_first_year_past_the_trigger(raw: Raw) -> None:
    plan = Computed.of(raw)
    for id, circuit in raw["circuits"].items():
        if "present" in circuit:
            past = plan.row(f"circuits.{id}.busiest") > plan.row(f"circuits.{id}.carries")[0] + ALMOST
            expected = plan.years[int(np.argmax(past))] if past.any() else 0
            assert plan.row(f"circuits.{id}.next_due")[0] == expected
