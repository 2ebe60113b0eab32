"""What every fleet obeys whatever its figures: life, support, growth, and how it is cut into items."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.figures import FIRST_YEAR, Raw, numbers
from tests.laws.fleets import fleet
from tests.laws.plans import fitted, plans
from tests.laws.words import FEW
from tests.plans import Computed

DEVICES = 1e-6
YEARS = 6


def plan_with(fleets: Raw) -> Raw:
    raw: Raw = fitted(with_fleets(fleets), FIRST_YEAR + YEARS - 1)
    return raw


def with_fleets(fleets: Raw) -> Raw:
    return {
        "schema": 1,
        "title": "A plan",
        "district": {"name": "A district", "enrolment": {"all": 1000}, "teachers": 60, "staff": 100},
        "calendar": {"start_month": 7, "first_year": FIRST_YEAR, "horizon": YEARS, "headline_years": 1},
        "economics": {"discount_rate": 0.04, "prices_as_of": FIRST_YEAR},
        "devices": fleets,
    }


def simple(**more: Any) -> dict[str, Any]:
    return {"label": "A fleet", "price": {"device": {"price": 300}}, "breakage": 0, "whole_units": False, **more}


def steady(count: float, loss: float, life: int) -> dict[str, Any]:
    """A fleet that has been replaced by age for ever: as many of each age as survive to it."""
    surviving = (1 - loss) ** np.arange(life)
    bought = count / surviving.sum()
    lots = {f"age_{age}": {"bought": FIRST_YEAR - age, "count": bought * (1 - loss) ** age} for age in range(1, life)}
    return simple(count=count, loss=loss, life=life, lots=lots)


@FEW
@given(numbers(100, 9000, 0), numbers(0, 0.4, 3), st.integers(1, 7))
def test_a_longer_life_never_raises_yearly_purchases_in_steady_state(count: float, loss: float, life: int) -> None:
    """N / sum of S_a a year, which every year of the plan buys, and a longer life adds a survivor below the line."""
    shorter, longer = (
        Computed.of(plan_with({"a": steady(count, loss, years)})).row("devices.a.bought") for years in (life, life + 1)
    )
    for bought in (shorter, longer):
        assert np.abs(bought - bought[0]).max() < DEVICES * count
    assert (longer < shorter + DEVICES).all()


@FEW
@given(fleet(), st.integers(1, 6), st.integers(0, 5))
def test_support_that_ends_early_is_a_shorter_life(raw: Raw, supported: int, longer: int) -> None:
    """Bought in the plan with so many years of support, or with so many years of life: the same purchases and retirements."""
    plain = {key: value for key, value in raw.items() if key not in LIMITS} | {"count": 700}
    ends_early = plain | {"life": supported + longer, "support_years": supported}
    lives_shorter = plain | {"life": supported}
    one, other = (Computed.of(plan_with({"a": each}) | OFFERS) for each in (ends_early, lives_shorter))
    for row in ("bought", "retired", "lost", "in_service", "mean_age"):
        assert np.abs(one.row(f"devices.a.{row}") - other.row(f"devices.a.{row}")).max() < DEVICES, row


LIMITS = {"lots", "life", "support_years", "platform_age", "economic_life", "refresh", "extended_support"} | {
    "per", "ratio", "bands", "school_count", "energy"
}  # fmt: skip
OFFERS = {
    "offers": {"coop": {"label": "A group", "members_volume": 0, "fee": 0, "tiers": {"one": {"floor": 0, "price": 1}}}}
}


@FEW
@given(st.lists(numbers(0, 900, 0), min_size=YEARS, max_size=YEARS), numbers(0, 900, 0))
def test_without_failure_support_end_and_life_purchases_come_from_growth_alone(need: list[float], there: float) -> None:
    """Each year buys what is needed beyond the most there ever was."""
    by_year = {"by_year": {FIRST_YEAR + number: count for number, count in enumerate(need)}}
    lots = {"old": {"bought": FIRST_YEAR - 9, "count": there}}
    told = simple(count=by_year, loss=0, life=3, lots=lots, refresh={"policy": "run_to_failure"})
    bought = Computed.of(plan_with({"a": told})).row("devices.a.bought")
    most = np.maximum.accumulate([there, *need])
    assert np.abs(bought - np.diff(most)).max() < DEVICES


@FEW
@given(plans())
def test_each_cohort_serves_until_its_life_or_its_support_ends(raw: Raw) -> None:
    """And what one fleet hands down is what the other receives."""
    plan = Computed.of(raw)
    for id, told in raw["devices"].items():
        if told.keys() & {"refresh", "purchase_cap", "purchase_budget"}:
            continue
        until = plan.records(f"devices.{id}.cohorts.serves_until")[0]
        serving = plan.records(f"devices.{id}.serving")
        late = np.array(plan.years)[:, None] > until
        assert np.abs(serving[late]).max(initial=0) < DEVICES
    if "carts" in raw["devices"] and "receives" in raw["devices"]["carts"]:
        handed = plan.row("devices.student.handed_in_all")
        assert np.abs(handed - plan.row("devices.carts.received")).max() < DEVICES
        assert (plan.row("devices.student.disposed") > -DEVICES).all()
