"""How a fleet's purchases are paid: at once, or by agreements that begin with each year's purchase."""

from __future__ import annotations

from tco.formula.expression import equals
from tco.formula.rows import Row
from tco.inputs.devices import Fleet
from tco.model.ask import ask_choice
from tco.model.ground import Ground
from tco.model.leasing import lease_rows
from tco.model.postings import Item
from tco.model.stock import FleetRows


def paying_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows, spent: Row) -> None:
    """What is paid to acquire: all of it at once, or over the years of an agreement for each year's purchase."""
    if fleet.lease is None:
        item.post_purchase(spent, rows.unit_price)
        return
    block = item.block
    way = ask_choice(block, fleet, "acquire")
    buys = block.row("paid_at_once", "Paid at once", "usd", spent * equals(way, 1))
    item.post_purchase(buys, rows.unit_price)
    financed = block.row("financed", "Leased", "usd", spent - buys)
    units = rows.bought * (1 - equals(way, 1))
    lease_rows(ground, item, fleet, units, financed)
