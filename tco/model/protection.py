"""Damage plans against mending at one's own cost, and what families pay toward damage."""

from __future__ import annotations

from tco.formula.expression import Expression, cents, sum_of, where
from tco.formula.rows import Row
from tco.inputs.devices import Fleet
from tco.inputs.failure import Protection
from tco.model.ask import ask_once, ask_part
from tco.model.failure import Columns
from tco.model.ground import Ground
from tco.model.postings import Item
from tco.model.stock import FleetRows


def plan_rows(ground: Ground, item: Item, fleet: Fleet, rates: Columns, rows: FleetRows) -> Expression:
    """What the damage plan costs, pays and saves; gives the accidents that it takes off the district, by cohort.

    Its accidents, break-even and saving stand in the workbook whichever way is chosen, for the purchases that it is sold with.
    """
    assert fleet.protection is not None, "asked only where there is a plan"
    block, plan, table = item.block, fleet.protection, rows.cohorts.table
    chosen = block.made("protection.chosen")
    covered = rows.serving * Columns(table)["sold_with_plan"]
    in_term = covered * rates.at("in_term", rows.age)
    devices = block.row("in_term_by_cohort", "In the plan's term", "device", in_term, table=table)
    paid = covered * rates.at("plan_pays", rows.age)
    pays = block.row("plan_by_cohort", "Accidents that a plan pays", "incident", paid, table=table)
    incidents = block.row("plan_incidents", "Accidents that a plan pays, all", "incident", sum_of(pays))
    price, index = ask_part(block, plan, "protection", "price"), ground.economy.index[fleet.category]
    premium = cents(rows.bought * price * block.made("protection.sold") * chosen * index)
    item.post(block.row("plan_cost", "Cost of the damage plan", "usd", premium), "acquire")
    saved = _saved_row(item, fleet, plan)
    if plan.deductible is not None:
        due = cents(incidents * chosen * block.made("protection.deductible") * index)
        item.post(block.row("deductibles_cost", "Deductibles", "usd", due), "support")
    _worth_rows(
        item,
        fleet,
        price,
        saved,
        incidents,
        block.row("plan_devices", "Devices in the plan's term", "device", sum_of(devices)),
    )
    return pays * chosen


def _saved_row(item: Item, fleet: Fleet, plan: Protection) -> Row:
    """What the district does not pay for an accident that the plan pays."""
    cost: Expression = ask_once(item.block, fleet, "repair_cost")
    if plan.deductible is not None:
        cost = cost - ask_part(item.block, plan, "protection", "deductible")
    return item.block.constant("plan_saves_each", "The plan saves on an accident", "usd/incident", cost)


def _worth_rows(item: Item, fleet: Fleet, price: Row, saved: Row, incidents: Row, devices: Row) -> None:
    """Whether the plan pays: the rate of accidents from which it does, the rate there is, and the year's saving or loss.

    The saving compares repairs with a year's part of the plan's price, both at the year's prices; a device that the plan keeps from
    being written off counts as one repair, and what it saves beyond that shows in purchases. Source: premium a year over repair
    cost less deductible.
    """
    block, economy = item.block, item.ground.economy
    term = block.made("protection.term")
    a_year = block.constant(
        "plan_a_year", "Price of the damage plan, a year", "usd/device", price * economy.one_year / term
    )
    least = where(saved > 0, a_year / saved, 0)
    block.row("plan_break_even", "Accidents at which a plan pays (0: never)", "incident/device", least)
    rate = where(devices > 0, incidents / devices, 0)
    block.row("plan_rate", "Accidents that a plan pays, for each device", "incident/device", rate)
    worth = (incidents * saved - devices * a_year) * economy.index[fleet.category]
    block.row("plan_saving", "The plan saves (below zero: costs)", "usd", worth)


def family_fee_rows(item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """What families pay for the devices assigned, as a deduction; not for a source of funds that has the same money already."""
    if fleet.family_fee is None:
        return
    fee, share = (ask_part(item.block, fleet.family_fee, "family_fee", field) for field in ("fee", "take_up"))
    paid = item.block.row(
        "family_fees", "Fees from families, as a deduction", "usd", cents(-(rows.assigned * share * fee))
    )
    item.post(paid, "support", "proceeds", base=False)
