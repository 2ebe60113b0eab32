"""What breaks in a fleet and what mending it costs."""

from __future__ import annotations

from tco.formula.expression import cents, sum_of
from tco.formula.rows import Block, Row
from tco.inputs.devices import Fleet
from tco.model.ask import ask, ask_by_age
from tco.model.ground import Ground
from tco.model.postings import Item
from tco.model.stock import FleetRows


def repair_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """Repairs of the devices in service, each cohort at the rate of its age, and their cost."""
    if fleet.repair_cost is None:
        return
    block = item.block
    price = ask(block, fleet, "repair_cost")
    repairs = at_each_age(ground, block, fleet, rows, "breakage", "repairs", "Repairs", "incident")
    cost = cents(repairs * price * ground.economy.index[fleet.category])
    item.post(block.row("repairs_cost", "Cost of repairs", "usd", cost), "support")


def at_each_age(
    ground: Ground, block: Block, fleet: Fleet, rows: FleetRows, field: str, id: str, label: str, of: str
) -> Row:
    """What a figure by age comes to in the year, each cohort at the rate of its age."""
    rate = ask_by_age(ground.model, block, fleet, field, rows.age)
    by_cohort = block.row(f"{id}_by_cohort", label, of, rows.serving * rate, table=rows.cohorts.table)
    return block.row(id, f"{label}, all", of, sum_of(by_cohort))
