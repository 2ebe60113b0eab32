"""Options on one need, whatever their figures: an option that changes nothing is the item, and what is compared adds up."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.comparing.compared import PLAN
from tests.laws.words import FEW
from tests.plans import Computed

CENTS = 0.005
KINDS = ("capital", "operating", "debt_service", "proceeds")
SHIFTS = (*(f"shift_{kind}" for kind in KINDS), "shift_cost", "shift_present")


@st.composite
def fleets(draw: st.DrawFn) -> dict[str, Any]:
    """A fleet with lots, losses, repairs and resale, bought or on a lease-purchase."""
    term = draw(st.integers(1, 5))
    return {
        "label": "Student devices",
        "count": draw(st.integers(1, 2_000)),
        "price": {"device": {"price": draw(st.integers(1, 90_000)) / 100}},
        "life": draw(st.integers(1, 6)),
        "loss": draw(st.integers(0, 20)) / 100,
        "breakage": draw(st.integers(0, 50)) / 100,
        "repair_cost": draw(st.integers(0, 20_000)) / 100,
        "resale_price": draw(st.integers(0, 50)),
        "lots": {"old": {"bought": 2025, "count": draw(st.integers(0, 500)), "price_paid": 250}},
        "acquire": draw(st.sampled_from(["buy", "lease"])),
        "lease": {
            "term": term,
            "payments": draw(st.sampled_from(["monthly", "annual"])),
            "due": draw(st.sampled_from(["advance", "arrears"])),
            "rate": draw(st.integers(0, 12)) / 100,
        },
    }


@st.composite
def plans(draw: st.DrawFn, *, rate: int | None = None) -> dict[str, Any]:
    """A plan that compares its fleet with itself, with a longer life and, over some years, with a dearer one."""
    comparison: dict[str, Any] = {
        "label": "Student devices",
        "item": "devices.students",
        "options": {
            "as_it_is": {"label": "As it is"},
            "the_same": {"label": "The same"},
            "longer": {"label": "Longer", "changes": {"life": draw(st.integers(1, 6)), "price.device.price": 410}},
        },
        **({"years": draw(st.integers(1, 6))} if draw(st.booleans()) else {}),
    }
    percent = draw(st.integers(-5, 12)) if rate is None else rate
    return {
        **PLAN,
        "calendar": {"start_month": 7, "first_year": 2027, "horizon": 6},
        "economics": {**PLAN["economics"], "discount_rate": percent / 100, "capital_threshold": 400},
        "devices": {"students": draw(fleets())},
        "comparisons": {"way": comparison},
    }


def years_of(plan: Computed) -> int:
    return round(float(plan.row("comparisons.way.study_years")[0]))


@FEW
@given(plans())
def test_an_option_without_changes_is_the_item_to_the_cent(raw: dict[str, Any]) -> None:
    plan = Computed.of(raw)
    years = years_of(plan)
    for kind in KINDS:
        posted = plan.posted(item="devices.students", kind=kind, budgeted="yes")
        found = plan.row(f"comparisons.way.as_it_is.{kind}")
        assert np.abs(found[:years] - posted[:years]).max() < CENTS
        assert not found[years:].any()


@FEW
@given(plans())
def test_an_option_differs_from_its_like_by_nothing(raw: dict[str, Any]) -> None:
    plan = Computed.of(raw)
    for name in SHIFTS:
        assert np.abs(plan.row(f"comparisons.way.the_same.{name}")).max() < CENTS
    assert plan.row("comparisons.way.the_same.invests")[0] == 0


@FEW
@given(plans(rate=0))
def test_at_no_interest_present_value_is_the_sum(raw: dict[str, Any]) -> None:
    plan = Computed.of(raw)
    for option in ("as_it_is", "longer"):
        own = {
            name: plan.row(f"comparisons.way.{option}.{name}")[0]
            for name in ("present_net", "net_cost", "equivalent_annual")
        }
        assert abs(own["present_net"] - own["net_cost"]) < CENTS
        assert abs(own["equivalent_annual"] * years_of(plan) - own["net_cost"]) < CENTS


@FEW
@given(plans())
def test_kinds_and_uses_add_up_to_cost(raw: dict[str, Any]) -> None:
    plan = Computed.of(raw)
    for option in ("as_it_is", "longer"):
        own = f"comparisons.way.{option}"
        cost = plan.row(f"{own}.cost")
        assert np.abs(sum(plan.row(f"{own}.{kind}") for kind in KINDS) - cost).max() < CENTS
        assert np.abs(plan.row(f"{own}.investment") + plan.row(f"{own}.running") - cost).max() < CENTS
        averages = sum(plan.row(f"{own}.average_{kind}")[0] for kind in KINDS)
        assert abs(averages * years_of(plan) - cost.sum()) < CENTS
        peak_year = int(plan.row(f"{own}.peak_year")[0])
        assert abs(plan.row(f"{own}.peak")[0] - max(cost[: years_of(plan)].max(), 0)) < CENTS
        assert peak_year in plan.years[: years_of(plan)]
