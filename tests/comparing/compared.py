"""Small plans with options on one need, to be worked by hand: prices stay as they are, nothing is lost, years are paid as they begin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tco
from tco.comparing.answer import OptionsCompared

Raw = dict[str, Any]

PLAN: Mapping[str, Any] = {
    "schema": 1,
    "title": "Options by hand",
    "district": {"name": "Small District", "enrolment": {"all": 1000}, "teachers": 60, "staff": 110},
    "calendar": {"start_month": 7, "first_year": 2027, "horizon": 4},
    "economics": {"discount_rate": 0.1, "flow_timing": 0, "prices_as_of": 2026},
}
FLEET: Mapping[str, Any] = {
    "label": "Student devices",
    "count": 10,
    "price": {"device": {"price": 300}},
    "life": 2,
    "loss": 0,
    "breakage": 0,
    "repair_cost": 40,
}
FACTORS = (1, 1 / 1.1, 1 / 1.21, 1 / 1.331)


def options(**changes: Mapping[str, Any]) -> Raw:
    """Options by their ids, each with what it changes."""
    return {id: {"label": id.capitalize(), "changes": dict(each)} for id, each in changes.items()}


def raw(fleet: Mapping[str, Any], ways: Raw, *, comparison: Mapping[str, Any] | None = None, **more: Any) -> Raw:
    """A plan with one fleet and a comparison of it."""
    compared = {"label": "Student devices", "item": "devices.students", "options": ways, **(comparison or {})}
    plan = {**PLAN, "devices": {"students": {**FLEET, **fleet}}, "comparisons": {"way": compared}}
    economics = {**PLAN["economics"], **more.pop("economics", {})}
    return {**plan, "economics": economics, **more}


def compared(plan: Raw, id: str = "way") -> OptionsCompared:
    return tco.plan_of(plan).run().comparison(id)


def one(found: OptionsCompared, option: str, name: str) -> float:
    return found.options.one(option, name)


def years(found: OptionsCompared, option: str, name: str) -> list[float]:
    return [round(each, 6) for each in found.options.years(option, name)]
