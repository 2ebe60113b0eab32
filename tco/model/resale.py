"""What retired devices bring, told in one figure: a price of their own, or the share of their price that is left at their age."""

from __future__ import annotations

from tco.formula.expression import Expression, Prior, cents, sum_of, sum_rows, where
from tco.formula.rows import Block, Row
from tco.inputs.devices import Fleet
from tco.model.ask import ask
from tco.model.postings import Item
from tco.model.stock import FleetRows


def resale_rows(item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """What retired devices bring in: a price of their own, or the share of their price that is left at their age."""
    block = item.block
    if fleet.resale_price is not None:
        worth: Expression = rows.disposed * ask(block, fleet, "resale_price")
    elif fleet.resale_retention is not None:
        worth = _worth_by_age(block, fleet, rows)
    else:
        return
    item.post_proceeds(block.row("resale", "Resale, as a deduction", "usd", cents(-worth)))


def _worth_by_age(block: Block, fleet: Fleet, rows: FleetRows) -> Expression:
    """Each cohort's price, as far as its lines resell, times what is kept of it at its age."""
    kept = ask(block, fleet, "resale_retention")
    gone, of_price = gone_row(block, rows), kept_row(block, kept, rows)
    worth = gone * price_that_resells(block, fleet, rows) * of_price
    return sum_of(block.row("resale_worth", "Resale worth", "usd", worth, table=rows.cohorts.table))


def gone_row(block: Block, rows: FleetRows) -> Row:
    """Each cohort's devices that are retired at the start of the year, neither handed down nor returned to a lessor."""
    gone = Prior(rows.left) - rows.kept
    if rows.handed is not None:
        gone = gone - rows.handed
    if rows.lessors is not None:
        gone = gone - rows.lessors.returned
    return block.row("retired_by_cohort", "Retired", "device", gone, table=rows.cohorts.table)


def kept_row(block: Block, kept: Row, rows: FleetRows) -> Row:
    """The share of its price that a device of each cohort has kept, given the share kept each year."""
    share = where(rows.age > 0, kept**rows.age, 1)
    return block.row("resale_share", "Share of the price left", "share", share, table=rows.cohorts.table)


def price_that_resells(block: Block, fleet: Fleet, rows: FleetRows) -> Expression:
    """The price paid without the share of lines that bring nothing at resale, such as licences, handling and fees."""
    units = {id: line for id, line in fleet.price.items() if not line.stays}
    if all(line.resells and not line.fee for line in units.values()):
        return rows.price_paid
    lines = {id: block.made(f"price.{id}.price") for id in units}
    reselling = [lines[id] for id, line in units.items() if line.resells and not line.fee]
    in_all = sum_rows(list(lines.values()))
    share = where(in_all > 0, sum_rows(reselling) / in_all, 0) if reselling else 0
    return rows.price_paid * block.constant("resale_part", "Part of the price that resells", "share", share)
