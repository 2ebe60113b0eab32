"""Laws of people and print: the gap is need less have, programs pay all pay, more devices never need fewer technicians."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.laws.words import FEW
from tests.plans import Computed

FTE = 1e-9
CENTS = 0.005


@FEW
@given(plans())
def test_the_gap_is_the_need_less_those_there_are(raw: Raw) -> None:
    """Of each function; and filled and vacant posts are the roster."""
    plan = Computed.of(raw)
    functions = {id.split(".")[1] for id in plan.rows if id.startswith("staffing.") and id.endswith(".gap")}
    for function in functions:
        have, needed, gap = (plan.row(f"staffing.{function}.{name}") for name in ("have", "needed", "gap"))
        assert np.abs(gap - (needed - have)).max() < FTE
    for id, position in raw["positions"].items():
        if "roster" in position:
            posts = sum(post.get("fte", 1) for post in position["roster"].values())
            filled = plan.row(f"positions.{id}.have") + plan.row(f"positions.{id}.vacant")
            assert np.abs(filled - posts).max() < FTE


@FEW
@given(plans())
def test_what_the_programs_pay_is_all_pay(raw: Raw) -> None:
    plan = Computed.of(raw)
    for id in raw["positions"]:
        posted = plan.posted(item=f"positions.{id}")
        assert np.abs(posted - plan.row(f"positions.{id}.cost")).max() < CENTS


@FEW
@given(plans(), st.integers(1, 400))
def test_more_devices_never_need_fewer_technicians(raw: Raw, more: int) -> None:
    """The work of requests grows with the devices that are there."""
    workload = {"tickets": 0.7, "hours_per_ticket": 0.9, "paid_hours": 1880, "productive": 0.5}
    technician = {"label": "Technicians", "salary": 50000, "per": "device", "fleets": ["student"], "whole": True}
    raw = {**raw, "positions": {"technician": {**technician, "workload": workload}}, "professional_development": {}}
    fleet = {key: value for key, value in raw["devices"]["student"].items() if key != "purchase_cap"}
    counts = [
        {**fleet, "per": None, "ratio": None, "bands": [], "school_count": None, "count": n} for n in (500, 500 + more)
    ]
    few, many = (
        Computed.of({**raw, "devices": {**raw["devices"], "student": count}}).row("positions.technician.needed")
        for count in counts
    )
    assert (many - few >= -FTE).all()


@FEW
@given(plans(), st.integers(20, 900))
def test_pooled_positions_are_never_more_than_whole_ones_at_each_school(raw: Raw, one_for: int) -> None:
    technician = {"label": "Technicians", "salary": 50000, "per": "student", "one_for": one_for}
    both = {"each": {**technician, "each_school": True}, "pooled": {**technician, "whole": True}}
    plan = Computed.of({**raw, "positions": both, "professional_development": {}, "sources": {}})
    assert (plan.row("positions.each.needed") - plan.row("positions.pooled.needed") >= -FTE).all()


@FEW
@given(plans())
def test_pages_are_wanted_less_avoided_and_never_below_none(raw: Raw) -> None:
    plan = Computed.of(raw)
    for id in raw["print"]:
        pages = plan.row(f"print.{id}.pages")
        assert (pages >= 0).all()
        if f"print.{id}.pages_avoided" in plan.rows:
            assert (
                np.abs(plan.row(f"print.{id}.pages_wanted") - plan.row(f"print.{id}.pages_avoided") - pages).max()
                < 1e-6
            )
