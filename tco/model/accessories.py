"""What goes with each device and is lost or worn before it: chargers, cases, batteries."""

from __future__ import annotations

from tco.formula.expression import Expression, cents, sum_of, whole
from tco.inputs.devices import Fleet
from tco.inputs.failure import Accessory
from tco.model.ask import ask_by_age, ask_part
from tco.model.ground import Ground
from tco.model.postings import Item
from tco.model.stock import FleetRows


def accessory_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """Accessories bought with new devices and in place of others; a fleet's price lines may have the first ones instead."""
    for id, accessory in fleet.accessories.items():
        _one_accessory_rows(ground, item, fleet.category, id, accessory, rows)


def _one_accessory_rows(
    ground: Ground, item: Item, category: str, id: str, accessory: Accessory, rows: FleetRows
) -> None:
    block, part = item.block, f"accessories.{id}"
    name = accessory.label or id.replace("_", " ").capitalize()
    price: Expression = ask_part(block, accessory, part, "price", label=f"{name}: price")
    if accessory.taxed and ground.economy.sales_tax is not None:
        price = price * (ground.economy.sales_tax + 1)
    price = block.row(
        f"{part}.now", f"{name}: in the year's dollars", "usd/device", price * ground.economy.index[category]
    )
    table, worn = rows.cohorts.table, _worn(ground, item, part, name, accessory, rows)
    by_cohort = block.row(f"{part}.by_cohort", f"{name}: replaced", "device", worn, table=table)
    replaced = block.row(f"{part}.replaced", f"{name}: replaced, all", "device", sum_of(by_cohort))
    item.post(block.row(f"{part}.cost", f"{name}: replacement", "usd", cents(replaced * price)), "support")
    if accessory.with_device:
        first = block.row(f"{part}.first_cost", f"{name}: with new devices", "usd", cents(rows.bought * price))
        item.post(first, "acquire")


def _worn(ground: Ground, item: Item, part: str, name: str, accessory: Accessory, rows: FleetRows) -> Expression:
    """Those replaced of each cohort: a share in the year, or all whose life ended at the year's start or will in it."""
    block = item.block
    if accessory.life is None:
        path, label = f"{part}.share", f"{name}: replaced in a year"
        return rows.serving * ask_by_age(ground.model, block, accessory, "share", rows.age, path=path, label=label)
    life = ask_part(block, accessory, part, "life", label=f"{name}: life")
    had, will = (whole(years / life) for years in (rows.age, rows.age + 1))
    return rows.serving * (rows.age > 0) * (will - had)
