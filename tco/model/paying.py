"""How a fleet's purchases are paid: at once, or by agreements that begin with each year's purchase."""

from __future__ import annotations

from tco.formula.expression import Expression
from tco.formula.rows import Row
from tco.inputs.devices import Fleet
from tco.model.financing.holding import Holding
from tco.model.financing.schedule import Schedule
from tco.model.ground import Ground
from tco.model.leasing import lease_rows
from tco.model.lessors import way_row
from tco.model.postings import Item
from tco.model.renting import rent_rows
from tco.model.stock import FleetRows


def paying_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows, spent: Row, stays: Row | None) -> None:
    """What is paid to acquire: all of it at once, or over the years of an agreement for each year's purchase.

    A way whose terms are not given is buying. Of what is rented, lines that outlive the unit (`stays`, the price of those in it) are
    bought all the same.
    """
    if fleet.lease is None and fleet.rent is None:
        item.post_purchase(spent, rows.unit_price)
        hold_owned(ground, item, rows, spent)
        return
    block = item.block
    at_once: Expression = spent
    if fleet.lease is not None:
        leases = way_row(block, fleet, "lease")
        financed = block.row("financed", "Leased", "usd", spent * leases)
        at_once = at_once - financed
    if fleet.rent is not None:
        rented = spent if stays is None else spent - stays
        at_once = at_once - rented * way_row(block, fleet, "rent")
    buys = block.row("paid_at_once", "Paid at once", "usd", at_once)
    item.post_purchase(buys, rows.unit_price)
    hold_owned(ground, item, rows, buys)
    rent_rows(ground, item, fleet, rows)
    if fleet.lease is not None:
        schedule, besides = lease_rows(ground, item, fleet, rows.bought * leases, financed)
        hold_leased(ground, item, rows, financed, schedule, besides)


def hold_owned(ground: Ground, item: Item, rows: FleetRows, bought: Row) -> None:
    """Enter what is bought at once for the books, where the plan has any."""
    block = item.block
    if ground.policy is None:
        return
    capital = block.made("spent_capital") if block.has("spent_capital") else None
    ground.holdings.append(
        Holding(
            "owned", "owned", f"{block.label}: bought", block, bought, _serves(item, rows), item.begins,
            paid_at_once=bought, unit_cost=rows.unit_price, capital=capital,
        )
    )  # fmt: skip


def hold_leased(
    ground: Ground, item: Item, rows: FleetRows, financed: Row, schedule: Schedule, besides: Row | None
) -> None:
    """Enter what is bought by lease-purchase for the books, where the plan has any."""
    if ground.policy is None:
        return
    ground.holdings.append(
        Holding(
            "financed_purchase", "lease", f"{item.block.label}: lease-purchase", item.block, financed, _serves(item, rows),
            item.begins, unit_cost=rows.unit_price, schedule=schedule, expensed=besides,
        )
    )  # fmt: skip


def _serves(item: Item, rows: FleetRows) -> Row:
    """How long a unit serves [month]."""
    block = item.block
    if block.has("life_months"):
        return block.made("life_months")
    in_year = block.number("months_in_year", "Months in a year", "month/year", 12)
    return block.constant("life_months", "Life in months", "month", rows.life * in_year)
