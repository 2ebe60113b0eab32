"""From a plan to its model: every item's rows, then the statements over their postings, then who pays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from tco.formula.rows import Block, Model, Timeline
from tco.funding.option_sources import option_source_rows
from tco.funding.statement import funding_rows, source_cost_rows
from tco.inputs.plan import PlanForm
from tco.model.comparing import comparison_rows
from tco.model.contracts import contract_rows
from tco.model.devices import fleet_rows
from tco.model.financing.books import book_rows, option_book_rows
from tco.model.ground import Ground, ground_rows
from tco.model.network import circuit_rows
from tco.model.people import contractor_rows, position_rows, staffing_rows
from tco.model.printing import print_rows
from tco.model.roster import schedule_rows
from tco.model.services import contingency_rows, project_rows, service_rows, stop_rows, user_time_rows
from tco.model.software import software_rows
from tco.model.statements import statement_rows
from tco.model.training import training_rows


@dataclass(frozen=True)
class Kind:
    """One kind of item: its section of the plan, the sheet that its blocks stand on, and the function that makes its rows."""

    section: str
    sheet: str
    label: str
    rows: Callable[[Ground, Block, Any], None]


KINDS = (
    Kind("devices", "devices", "Devices", fleet_rows),
    Kind("circuits", "connectivity", "Connectivity", circuit_rows),
    Kind("network", "network", "Network", fleet_rows),
    Kind("software", "software", "Software", partial(software_rows, category="software")),
    Kind("security", "security", "Security", partial(software_rows, category="security")),
    Kind("salary_schedules", "people", "People", schedule_rows),
    Kind("positions", "people", "People", position_rows),
    Kind("contractors", "people", "People", contractor_rows),
    Kind("professional_development", "people", "People", training_rows),
    Kind("services", "services", "Services and projects", service_rows),
    Kind("print", "services", "Services and projects", print_rows),
    Kind("projects", "services", "Services and projects", project_rows),
    Kind("stops", "services", "Services and projects", stop_rows),
    Kind("user_time", "services", "Services and projects", user_time_rows),
)


def build(plan: PlanForm) -> Model:
    """All rows, tables and postings of a plan; no number has been computed yet."""
    years = plan.calendar.years
    labels = tuple(f"FY{year}" for year in years)
    model = Model(Timeline("years", labels, years=years, starts=plan.calendar.start_month))
    ground = ground_rows(model, plan)
    for kind in KINDS:
        for id, form in getattr(plan, kind.section).items():
            block = model.sheet(kind.sheet, kind.label).block(f"{kind.section}.{id}", form.label)
            kind.rows(ground, block, form)
    staffing_rows(ground)
    contingency_rows(ground)
    contract_rows(ground)
    begun = source_cost_rows(ground)
    cost = statement_rows(ground)
    funding_rows(ground, cost, begun)
    if ground.policy is not None:
        book_rows(ground, model.sheet("books", "The books").block("books", "All cost"), ground.holdings, cash=cost)
    for id, comparison in plan.comparisons.items():
        kind = next(kind for kind in KINDS if kind.section == comparison.item.partition(".")[0])
        compared = comparison_rows(ground, id, comparison, kind.rows)
        option_source_rows(ground, compared)
        for option in compared if ground.policy is not None else ():
            option_book_rows(option.built, id, comparison.label)
    return model
