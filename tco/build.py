"""From a plan to its model: every item's rows, then the statements over their postings."""

from __future__ import annotations

from collections.abc import Mapping

from tco.formula.rows import Model, Timeline
from tco.funding.waterfall import waterfall_rows
from tco.inputs.plan import PlanForm
from tco.model.devices import FleetRows, fleet_rows
from tco.model.ground import Ground, ground_rows
from tco.model.network import circuit_rows
from tco.model.people import contractor_rows, position_rows
from tco.model.services import contingency_rows, project_rows, service_rows, stop_rows, user_time_rows
from tco.model.software import software_rows
from tco.model.statements import statement_rows
from tco.model.training import training_rows


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
    _contracts(ground, fleets)
    _people(ground, fleets)
    _services(ground, fleets)
    waterfall_rows(ground, statement_rows(ground, fleets))
    return model


def _contracts(ground: Ground, fleets: Mapping[str, FleetRows]) -> None:
    plan, model = ground.plan, ground.model
    for id, circuit in plan.circuits.items():
        circuit_rows(
            ground, model.sheet("connectivity", "Connectivity").block(f"circuits.{id}", circuit.label), circuit
        )
    for section, label in (("software", "Software"), ("security", "Security")):
        for id, software in getattr(plan, section).items():
            block = model.sheet(section, label).block(f"{section}.{id}", software.label)
            software_rows(ground, block, software, fleets, category=section)


def _people(ground: Ground, fleets: Mapping[str, FleetRows]) -> None:
    plan, model = ground.plan, ground.model
    for id, position in plan.positions.items():
        position_rows(
            ground, model.sheet("people", "People").block(f"positions.{id}", position.label), position, fleets
        )
    for id, contractor in plan.contractors.items():
        contractor_rows(
            ground, model.sheet("people", "People").block(f"contractors.{id}", contractor.label), contractor
        )
    for id, training in plan.professional_development.items():
        block = model.sheet("people", "People").block(f"professional_development.{id}", training.label)
        training_rows(ground, block, training)


def _services(ground: Ground, fleets: Mapping[str, FleetRows]) -> None:
    plan, (id, label) = ground.plan, ("services", "Services and projects")
    for name, service in plan.services.items():
        service_rows(ground, ground.model.sheet(id, label).block(f"services.{name}", service.label), service, fleets)
    for name, project in plan.projects.items():
        project_rows(ground, ground.model.sheet(id, label).block(f"projects.{name}", project.label), project)
    for name, stop in plan.stops.items():
        stop_rows(ground, ground.model.sheet(id, label).block(f"stops.{name}", stop.label), stop)
    for name, time in plan.user_time.items():
        user_time_rows(ground, ground.model.sheet(id, label).block(f"user_time.{name}", time.label), time)
    contingency_rows(ground)
