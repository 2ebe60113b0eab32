"""What becomes of retired devices: disposal, and what they bring."""

from __future__ import annotations

from tco.formula.expression import Expression, Prior, cents, sum_of, sum_rows, where
from tco.formula.rows import Block
from tco.inputs.devices import Fleet
from tco.model.ask import ask
from tco.model.ground import Ground
from tco.model.postings import Item
from tco.model.stock import FleetRows


def retirement_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """What it costs to be rid of retired devices, less what they bring."""
    if fleet.disposal is not None:
        disposal = cents(rows.disposed * ask(item.block, fleet, "disposal") * ground.economy.index[fleet.category])
        item.post(item.block.row("disposal_cost", "Disposal and data wipe", "usd", disposal), "retire")
    resale_rows(item, fleet, rows)


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
    kept, table = ask(block, fleet, "resale_retention"), rows.cohorts.table
    let_go = Prior(rows.left) - rows.kept if rows.handed is None else Prior(rows.left) - rows.kept - rows.handed
    gone = block.row("retired_by_cohort", "Retired", "device", let_go, table=table)
    of_price = block.row(
        "resale_share", "Share of the price left", "share", where(rows.age > 0, kept**rows.age, 1), table=table
    )
    worth = gone * _price_that_resells(block, fleet, rows) * of_price
    return sum_of(block.row("resale_worth", "Resale worth", "usd", worth, table=table))


def _price_that_resells(block: Block, fleet: Fleet, rows: FleetRows) -> Expression:
    """The price paid without the share of lines that bring nothing at resale, such as licences and handling."""
    if all(line.resells for line in fleet.price.values()):
        return rows.price_paid
    asked = {row.id: row for row in block.rows if row.is_input}
    lines = {id: asked[f"{block.id}.price.{id}.price"] for id in fleet.price}
    reselling = [lines[id] for id, line in fleet.price.items() if line.resells]
    in_all = sum_rows(list(lines.values()))
    share = where(in_all > 0, sum_rows(reselling) / in_all, 0) if reselling else 0
    return rows.price_paid * block.constant("resale_part", "Part of the price that resells", "share", share)
