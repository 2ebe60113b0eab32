"""Small plans worked by hand: a district to start from, and its rows read by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tco.build import build
from tco.formula.number import Values, evaluate, raise_on_failure
from tco.formula.rows import Model
from tco.inputs.plan import PlanForm

FIRST = 2027

DISTRICT: Mapping[str, Any] = {
    "schema": 1,
    "title": "Worked by hand",
    "district": {"name": "Small District", "enrolment": {"all": 1000}, "teachers": 60, "staff": 110},
    "calendar": {"start_month": 7, "first_year": FIRST, "horizon": 4},
    "economics": {"discount_rate": 0.04, "prices_as_of": 2026},
}

# 6,000 devices that are neither lost nor replaced within the plan: something to look after.
DEVICES: Mapping[str, Any] = {
    "label": "Student devices",
    "count": 6000,
    "price": {"device": {"price": 300}},
    "life": 10,
    "loss": 0,
    "breakage": 0,
    "lots": {"old": {"bought": 2026, "count": 6000}},
}

# A line to the Internet that all students and staff use, bid for every three years; what a plan says besides is what it costs.
INTERNET: Mapping[str, Any] = {
    "label": "Internet",
    "users_per_student": 1,
    "users_per_staff": 1,
    "mbps": 1,
    "concurrency": 1,
    "rebid": 3,
    "decline": 0.1,
}


@dataclass(frozen=True)
class Worked:
    """A plan that was built and computed."""

    model: Model
    values: Values

    def __getitem__(self, id: str) -> list[float]:
        """All years of a row, exact to less than any cent."""
        found = self.values.of(self.model.by_id()[id])[:, 0]
        return [round(float(value), 9) for value in found]

    def row_ids(self) -> list[str]:
        return list(self.model.by_id())

    def tags(self, id: str) -> Mapping[str, str]:
        """The tags under which a row was posted."""
        return next(posting.tags for posting in self.model.postings if posting.row.id == id)

    def typed(self, id: str, numbers: Mapping[int, float]) -> Worked:
        """The same model with numbers typed over a row in some fiscal years, or with an input's number changed."""
        rows = self.model.by_id()
        row = rows[f"{id}_typed" if f"{id}_typed" in rows else id]
        assert row.values is not None
        places = enumerate(self.model.years.years if row.timeline is not None else [FIRST])
        values = [numbers.get(year, row.values[place]) for place, year in places]
        return _computed(self.model, {id: (row, values)})


def worked(
    *, economics: Mapping[str, Any] | None = None, district: Mapping[str, Any] | None = None, **sections: Any
) -> Worked:
    """The small district with these sections of a plan, built and computed."""
    plan = {
        **DISTRICT,
        "district": {**DISTRICT["district"], **(district or {})},
        "economics": {**DISTRICT["economics"], **(economics or {})},
        **sections,
    }
    return _computed(build(PlanForm.model_validate(plan)), {})


def _computed(model: Model, changed: Mapping[str, Any]) -> Worked:
    inputs = {row: np.array(values).reshape((-1, 1, 1)) for row, values in changed.values()}
    values = evaluate(model, inputs)
    raise_on_failure(model, values)
    return Worked(model, values)
