"""What is right by itself and does not fit together: names without an owner, years outside the plan, tiers that fall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tco.errors import Finding
from tco.inputs.places import Places
from tco.inputs.plan import PlanForm


def check_plan(form: PlanForm, raw: Mapping[str, Any], places: Places) -> list[Finding]:
    """Every fault and piece of advice that shows only when a plan is read as a whole."""
    return []
