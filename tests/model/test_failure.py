"""Why devices fail and leave service, each case worked by hand beside it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.causes import risk
from tests.model.worked import DEVICES, DISTRICT, Worked, worked

NEW = {**{key: value for key, value in DEVICES.items() if key not in ("loss", "breakage", "lots")}, "count": 1000}
LONG = {**DISTRICT["calendar"], "horizon": 5}


def fleet(**said: Any) -> Worked:
    """1,000 devices, all bought in FY2027, with a life longer than the plan."""
    return worked(devices={"it": {**NEW, **said}}, calendar=LONG)


def column(found: Worked, name: str, table: str = "devices.it.by_age") -> np.ndarray:
    """A column of a table, by record."""
    return np.asarray(found.values.of(found.model.by_id()[f"{table}.{name}"])[0]).ravel()


# 30,000 laptops under warranty (SquareTrade 2009): 5 % had failed after one year and 20.4 % after three, and 10.6 % had an accident
# within three. A Weibull life through both: 1 - exp(-(1 / scale)^shape) = 0.05 and 1 - exp(-(3 / scale)^shape) = 0.204 give
# shape = ln(0.228156 / 0.0512933) / ln 3 = 1.3585 and scale = 0.0512933^(-1 / 1.3585) = 8.903 years.
WEAR = {"shape": 1.3585, "scale": 8.903}
ACCIDENTS = {"shape": 1, "scale": 1 / 0.0374}  # a constant hazard of 0.0374 a year


def test_laptops_fail_by_a_weibull_life_through_two_published_points() -> None:
    """Conditional on having reached the year: 5.0, 7.7, 9.2, 10.3, 11.3 %."""
    fails = column(fleet(loss=0, failure={"wear": WEAR}), "fails")
    assert np.round(100 * fails, 1).tolist() == [5.0, 7.7, 9.2, 10.3, 11.3]
    assert 1 - (1 - fails[:3]).prod() == pytest.approx(0.204, abs=5e-5)
    assert 1 - (1 - fails).prod() == pytest.approx(0.367, abs=5e-4)


def test_failures_and_accidents_compete_and_are_not_added() -> None:
    """After three years 1 - 0.796 x exp(-3 x 0.0374) = 28.8 %, and not 20.4 + 10.6 = 31.0 %."""
    fails = column(fleet(loss=0, failure={"wear": WEAR, "accidents": ACCIDENTS}), "fails")
    assert round(100 * (1 - (1 - fails[:3]).prod()), 1) == 28.8


def test_a_bathtub_is_an_early_a_constant_and_a_late_risk() -> None:
    """Early: shape 0.5, scale 100: sqrt(0.01) = 0.1, then sqrt(0.02) - 0.1 = 0.0414. Constant 3 %. Late: shape 4, scale 8:
    (1 / 8)^4 = 0.000244; in the fifth year (625 - 256) / 4096 = 0.0901."""
    found = fleet(
        loss=0,
        failure={"early": {"shape": 0.5, "scale": 100}, "any": {"share": 0.03}, "late": {"shape": 4, "scale": 8}},
    )
    fails = column(found, "fails")
    assert fails[0] == pytest.approx(1 - math.exp(-0.1) * 0.97 * math.exp(-1 / 4096), abs=1e-12)
    assert fails[4] == pytest.approx(1 - math.exp(-(math.sqrt(0.05) - 0.2)) * 0.97 * math.exp(-369 / 4096), abs=1e-12)
    assert fails[0] > fails[1] < fails[4]


def test_what_fails_is_mended_at_the_rate_of_its_age() -> None:
    """10 % in the first year, 20 % in the second and after; $50 each."""
    found = fleet(loss=0, repair_cost=50, failure={"any": {"share": [0.1, 0.2]}})
    assert found["devices.it.failures"] == [100, 200, 200, 200, 200]
    assert found["devices.it.repairs_cost"] == [5_000, 10_000, 10_000, 10_000, 10_000]


def test_shares_by_age_compete_too() -> None:
    """1 - 0.9 x 0.8 = 28 %, then 1 - 0.8 x 0.8 = 36 %."""
    found = fleet(loss=0, failure={"one": {"share": [0.1, 0.2]}, "other": {"share": 0.2}})
    assert found["devices.it.failures"][:2] == [280, 360]


def test_a_warranty_pays_for_failures_in_its_term() -> None:
    """10 % fail a year; a term of 1.5 years covers 80 % of the first year's and of half the second's: 20, 60, then 100 are paid."""
    found = fleet(loss=0, repair_cost=50, failure={"any": {"share": 0.1}}, warranty={"term": 1.5, "covers": 0.8})
    assert found["devices.it.failures"] == [100] * 5
    assert found["devices.it.repairs"] == [20, 60, 100, 100, 100]


def test_a_warranty_does_not_pay_for_accidents() -> None:
    said = {"failure": {"any": {"share": 0.1}}, "mishaps": {"accidents": 0.2}, "warranty": {"term": 2}}
    found = fleet(loss=0, repair_cost=50, **said)
    assert found["devices.it.incidents"] == [300] * 5
    assert found["devices.it.repairs"] == [200, 200, 300, 300, 300]


def test_lost_stolen_and_written_off_are_counted_apart() -> None:
    """Devices go home, 1.5 times: 4 % lost become 6 %, 60. 5 % stolen become 7.5 % of the 940 still there, 70.5. Accidents of
    0.2 become 0.3, half of them a write-off: 15 % of 869.5 still there, 130.425. Repairs: half of 300."""
    mishaps = {"accidents": 0.2, "lost": 0.04, "stolen": 0.05, "take_home": 1.5, "write_off": 0.5}
    found = fleet(repair_cost=50, mishaps=mishaps)
    parts = {name: found[f"devices.it.of_these_{name}"][0] for name in ("lost", "stolen", "written_off")}
    assert parts == {"lost": 60, "stolen": 70.5, "written_off": 130.425}
    assert found["devices.it.lost"][0] == 260.925
    assert found["devices.it.accidents"][0] == 300
    assert found["devices.it.repairs"][0] == 150


def test_a_repair_above_what_it_is_worth_is_not_made() -> None:
    """A repair of $79.41 is worth it up to $100 in the first year and not at $60 in the second: 200 repairs; then 20 % of all go."""
    found = fleet(repair_cost=79.41, whole_units=False, mishaps={"accidents": 0.2, "largest_repair": [100, 60]})
    assert column(found, "worth").tolist() == [1, 0, 0, 0, 0]
    assert found["devices.it.repairs"][:2] == [200, 0]
    assert found["devices.it.lost"][:2] == [0, 200]
    assert found["devices.it.of_these_written_off"][:2] == [0, 200]


def test_a_repair_that_costs_just_what_it_is_worth_is_made() -> None:
    found = fleet(repair_cost=60, mishaps={"accidents": 0.2, "largest_repair": 60})
    assert found["devices.it.repairs"] == [200] * 5


def test_a_device_is_written_off_once() -> None:
    """Three accidents for each in a year, all of them write-offs: all 1,000 go, and none goes three times."""
    found = fleet(mishaps={"accidents": 3, "write_off": 1})
    assert found["devices.it.lost"] == [1_000] * 5
    assert found["devices.it.closing"] == [0] * 5


def test_loss_may_stand_beside_accidents() -> None:
    """Loss says all that leaves; accidents only what is mended."""
    found = fleet(loss=0.03, repair_cost=50, mishaps={"accidents": 0.2})
    assert found["devices.it.lost"][0] == 30
    assert found["devices.it.repairs"][0] == 200


def test_plans_without_the_new_forms_have_none_of_their_rows() -> None:
    ids = worked(devices={"it": {**DEVICES, "repair_cost": 50}}).row_ids()
    assert not [id for id in ids if "by_age" in id or "of_these" in id or "plan_" in id or "hours" in id]


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(["one", "two", "three"]), risk(), min_size=1))
def test_competing_risks_lie_between_the_largest_and_the_sum(risks: dict[str, Any]) -> None:
    found = fleet(loss=0, failure=risks)
    each = [column(found, f"fails_{id}") for id in risks]
    fails = column(found, "fails")
    assert (fails >= np.max(each, axis=0) - 1e-12).all()
    assert (fails <= np.minimum(1, np.sum(each, axis=0)) + 1e-12).all()
