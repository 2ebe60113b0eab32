"""From a plan to its model: every item's rows, then the statements over their postings."""

from __future__ import annotations

from tco.formula.rows import Model, Timeline
from tco.funding.waterfall import waterfall_rows
from tco.inputs.plan import PlanForm
from tco.model.devices import FleetRows, fleet_rows
from tco.model.ground import ground_rows
from tco.model.software import software_rows
from tco.model.statements import statement_rows


def build(plan: PlanForm) -> Model:
    """All rows, tables and postings of a plan; no number has been computed yet."""
    years = plan.calendar.years
    model = Model(Timeline("years", tuple(f"FY{year}" for year in years), years=years))
    ground = ground_rows(model, plan)
    fleets: dict[str, FleetRows] = {}
    for section, label in (("devices", "Devices"), ("network", "Network")):
        for id, fleet in getattr(plan, section).items():
            block = model.sheet(section, label).block(f"{section}.{id}", fleet.label)
            fleets[id] = fleet_rows(ground, block, fleet)
    for id, software in plan.software.items():
        block = model.sheet("software", "Software").block(f"software.{id}", software.label)
        software_rows(ground, block, software, fleets)
    waterfall_rows(ground, statement_rows(ground, fleets))
    return model
