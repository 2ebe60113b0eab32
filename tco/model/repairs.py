"""What breaks in a fleet and what mending it costs, and how many devices are lost, stolen and written off."""

from __future__ import annotations

from tco.formula.expression import Expression, cents, sum_of, where
from tco.formula.rows import Block, Row
from tco.inputs.devices import Fleet
from tco.model.ask import ask_by_age, ask_once
from tco.model.failure import Columns, by_age
from tco.model.ground import Ground
from tco.model.postings import Item
from tco.model.protection import family_fee_rows, plan_rows
from tco.model.stock import FleetRows


def repair_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows, paid: FleetRows) -> Row | None:
    """Repairs at the district's cost of the devices in service, each cohort at the rate of its age, and what they cost.

    `paid` are the devices whose repairs no lessor pays; all of them break.
    """
    block = item.block
    rates = by_age(ground, block)
    if rates is not None:
        _leaver_rows(block, rates, rows)
    incidents = repairs = None
    if rates is not None and "incidents" in rates:
        incidents, repairs = _incident_rows(ground, item, fleet, rates, rows, paid)
    elif fleet.repair_cost is not None or fleet.labor is not None or fleet.spare_pool is not None:
        incidents = repairs = at_each_age(ground, block, fleet, paid, "breakage", "repairs", "Repairs", "incident")
    if repairs is not None and fleet.repair_cost is not None:
        cost = cents(repairs * ask_once(block, fleet, "repair_cost") * ground.economy.index[fleet.category])
        item.post(block.row("repairs_cost", "Cost of repairs", "usd", cost), "support")
    if incidents is not None:
        _repairs_each(ground, block, rows if incidents is not repairs else paid, incidents)
    family_fee_rows(item, fleet, rows)
    return repairs


def _leaver_rows(block: Block, rates: Columns, rows: FleetRows) -> None:
    """Of the devices lost in the year, those lost by their users, stolen, and written off after an incident."""
    if "leaving" not in rates:
        return
    rest: Expression = block.made("lost")
    for name in ("lost", "stolen"):
        if f"away_{name}" in rates:
            away = by_cohort_row(block, rates, rows, f"away_{name}", f"{name}_by_cohort", name.capitalize(), "device")
            rest = rest - block.row(f"of_these_{name}", f"Of these {name}", "device", sum_of(away))
    if "mended" in rates:
        block.row("of_these_written_off", "Of these written off", "device", rest)


def _incident_rows(
    ground: Ground, item: Item, fleet: Fleet, rates: Columns, rows: FleetRows, paid: FleetRows
) -> tuple[Row, Row]:
    """Failures and accidents, and the repairs that the district pays for: not those under warranty, covered or given up."""
    block, of = item.block, "incident"
    in_all = []
    for name, label in (("failures", "Failures"), ("accidents", "Accidents")):
        if name in rates:
            each = by_cohort_row(block, rates, rows, name, f"{name}_by_cohort", label, of)
            in_all.append(block.row(name, f"{label}, all", of, sum_of(each)))
    incidents = in_all[0] if len(in_all) == 1 else block.row("incidents", "Incidents", of, in_all[0] + in_all[1])
    own: Expression = by_cohort_row(block, rates, paid, "own", "own_by_cohort", "Incidents that no warranty covers", of)
    if fleet.protection is not None:
        own = own - plan_rows(ground, item, fleet, rates, paid)
    if "mended" in rates:
        own = own * rates.at("mended", rows.age)
    repairs = block.row("repairs_by_cohort", "Repairs at the district's cost", of, own, table=rows.cohorts.table)
    return incidents, block.row("repairs", "Repairs at the district's cost, all", of, sum_of(repairs))


def by_cohort_row(block: Block, rates: Columns, rows: FleetRows, name: str, id: str, label: str, of: str) -> Row:
    """What a column of the table by age comes to in each cohort."""
    return block.row(id, label, of, rows.serving * rates.at(name, rows.age), table=rows.cohorts.table)


def _repairs_each(ground: Ground, block: Block, rows: FleetRows, incidents: Row) -> None:
    """Incidents for each device in service, which next year's spare pool is made for."""
    announced = ground.announced.pop(f"{block.id}.repairs_each", None)
    if announced is not None:
        before = block.made("spare_pool.repairs_before")
        block.define(announced, where(rows.in_service > 0, incidents / rows.in_service, 0), opening=before)


def at_each_age(
    ground: Ground, block: Block, fleet: Fleet, rows: FleetRows, field: str, id: str, label: str, of: str
) -> Row:
    """What a figure by age comes to in the year, each cohort at the rate of its age."""
    rate = ask_by_age(ground.model, block, fleet, field, rows.age)
    by_cohort = block.row(f"{id}_by_cohort", label, of, rows.serving * rate, table=rows.cohorts.table)
    return block.row(id, f"{label}, all", of, sum_of(by_cohort))
