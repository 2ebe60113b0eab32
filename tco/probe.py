"""A fleet by itself: what its devices bring when they are retired after so many years, read off the rows of the plan.

The fleet is bought in the first year, in numbers so large that whole pickups and cents weigh nothing, loses none, and is replaced when
its life ends; every life is a case. So what a retired device brings has its formula in one place, the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tco.build import build
from tco.decide.fleet_figures import Retirement
from tco.formula.number import evaluate, raise_on_failure
from tco.inputs.afterlife import WAYS
from tco.inputs.devices import Fleet
from tco.inputs.given import Given
from tco.inputs.plan import PlanForm
from tco.inputs.refresh import ExtendedSupport

MANY = 1e6  # devices
NONE, ENDLESS = Given(value=0), ExtendedSupport(price=Given(value=0), years=Given(value=30))
BY_ITSELF: Mapping[str, Any] = {
    "per": None, "ratio": None, "bands": (), "fleets": (), "school_count": None, "rollout": None, "spares": None,
    "spare_pool": None, "sizing": None, "count": Given(value=MANY), "lots": {}, "receives": {}, "refresh": None,
    "purchase_cap": None, "purchase_budget": None, "lease": None, "rent": None, "acquire": "buy", "offer": None,
    "failure": {}, "mishaps": None, "warranty": None, "protection": None, "loss": NONE, "breakage": NONE, "labor": None,
    "economic_life": None, "extended_support": ENDLESS,
}  # fmt: skip


def retirement(form: PlanForm, path: str, years: int) -> Retirement:
    """What one device of a fleet brings after each number of years up to `years`, and what a broken one costs to be rid of."""
    section, id = path.split(".")
    fleet: Fleet = getattr(form, section)[id]
    alone = _alone(form, section, id, fleet, years)
    ways = ["as it is"] if fleet.afterlife is None else [fleet.afterlife.goes_to, "disposal"]
    cases = years * len(ways)
    model = build(alone)
    rows = model.by_id()
    inputs = {rows[f"{path}.life"]: np.tile(np.arange(1.0, years + 1), len(ways)).reshape(1, 1, cases)}
    if fleet.afterlife is not None:
        codes = [float(WAYS.index(way) + 1) for way in ways]
        inputs[rows[f"{path}.afterlife.goes_to"]] = np.repeat(codes, years).reshape(1, 1, cases)
    values = evaluate(model, inputs, cases=cases)
    raise_on_failure(model, values)
    index = values.of(rows[f"economics.index.{fleet.category}"])[:, 0]

    def paid(case: int, *, proceeds: bool) -> float:
        """What is paid for one device in the year after its life, less what it brings, in dollars of the first year."""
        year = case % years + 1
        posted = (
            values.of(posting.row, case)[year, 0]
            for posting in model.postings
            if posting.tags["phase"] == "retire" and (proceeds or posting.tags["kind"] != "proceeds")
        )
        return float(sum(posted)) / MANY / float(index[year] / index[0])

    brings = tuple(-paid(case, proceeds=True) for case in range(years))
    scrap = tuple(paid(case, proceeds=False) for case in range(cases - years, cases))
    return Retirement(brings, scrap)


def _alone(form: PlanForm, section: str, id: str, fleet: Fleet, years: int) -> PlanForm:
    """The plan with nothing but this fleet, long enough to see its devices retired after the last of the years."""
    known = {name: value for name, value in BY_ITSELF.items() if name in type(fleet).model_fields}
    price = {name: line for name, line in fleet.price.items() if not line.stays} or dict(fleet.price)
    own = fleet.model_copy(update=known | {"price": price, "life": Given(value=1), "whole_units": False})
    empty: dict[str, Any] = {name: {} for name, value in form if isinstance(value, dict)}
    calendar = form.calendar.model_copy(update={"horizon": years + 1, "headline_years": 1})
    return form.model_copy(update=empty | {section: {id: own}, "calendar": calendar, "procurement": None})
