"""How a fleet's purchases are paid: at once, or by agreements that begin with each year's purchase."""

from __future__ import annotations

from tco.formula.rows import Row
from tco.inputs.devices import Fleet
from tco.model.ground import Ground
from tco.model.leasing import lease_rows
from tco.model.lessors import way_row
from tco.model.postings import Item
from tco.model.renting import rent_rows
from tco.model.stock import FleetRows


def paying_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows, spent: Row, stays: Row | None) -> None:
    """What is paid to acquire: all of it at once, or over the years of an agreement for each year's purchase.

    Of what is rented, lines that outlive the unit (`stays`, the price of those in it) are bought all the same.
    """
    if fleet.lease is None and fleet.rent is None:
        item.post_purchase(spent, rows.unit_price)
        return
    block = item.block
    at_once = spent * way_row(block, fleet, "buy")
    if stays is not None:
        at_once = at_once + stays * way_row(block, fleet, "rent")
    item.post_purchase(block.row("paid_at_once", "Paid at once", "usd", at_once), rows.unit_price)
    rent_rows(ground, item, fleet, rows)
    if fleet.lease is not None:
        leases = way_row(block, fleet, "lease")
        financed = block.row("financed", "Leased", "usd", spent * leases)
        lease_rows(ground, item, fleet, rows.bought * leases, financed)
