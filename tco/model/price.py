"""What one unit costs: the lines bought with every unit, and those that stay when it is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_year, equals, sum_of, sum_rows, where
from tco.formula.rows import Block, Origin, Row
from tco.inputs.devices import Fleet, PriceLine
from tco.inputs.given import meaning_of
from tco.model.ask import input_row
from tco.model.cohorts import Cohorts, of_givers
from tco.model.ground import Ground
from tco.model.offers import offer_price_rows
from tco.model.stock import Stock


@dataclass(frozen=True)
class Prices:
    """Prices in each year's dollars [usd/device]: of a unit, and by id of each line that stays when the unit is replaced."""

    unit: Row
    staying: Mapping[str, Row]


@dataclass(frozen=True)
class Staying:
    """What a line that stays comes to in a year [usd]: bought, and the year's share of the price of all that is in place."""

    spent: Row
    share: Row


def price_paid(ground: Ground, cohorts: Cohorts, unit_price: Row) -> Row:
    """What each cohort's devices cost when bought; lots from before the plan are valued at its first year's price."""
    at_price = at_year(unit_price, at_least(ground.economy.first_year, cohorts.bought_in))
    paid = where(equals(cohorts.price_is_known, 1), cohorts.price_known, at_price)
    if cohorts.given:
        own = cohorts.table.column("own_price", "Price paid for own ones", "usd/device", formula=paid)
        paid = of_givers(cohorts.given, "price_paid", own)
    return cohorts.table.column("price_paid", "Price paid, or the first year's", "usd/device", formula=paid)


def price_rows(ground: Ground, block: Block, fleet: Fleet, bought: Row | None) -> Prices:
    """The price of one device, line by line, in each year's dollars; an offer's depends on how many are bought."""
    rows: dict[str, Row] = {}
    for id, line in fleet.price.items():
        asked = input_row(
            block, f"price.{id}.price", line.price, meaning_of(PriceLine, "price"), label=_named(id, line)
        )
        price: Expression = asked
        if fleet.offer is not None and bought is not None and id == ground.plan.offers[fleet.offer].line:
            price = offer_price_rows(ground, block, fleet, asked, bought)
        if line.taxed and ground.economy.sales_tax is not None:
            price = price * (ground.economy.sales_tax + 1)
        if not line.fee:
            price = price * ground.economy.index[fleet.category]
        rows[id] = block.row(f"price_{id}", f"{asked.label}, in the year's dollars", "usd/device", price)
    bought_with_each = [row for id, row in rows.items() if not fleet.price[id].stays]
    unit_price = block.open_row("unit_price", "Price of one", "usd/device", sum_rows(bought_with_each))
    return Prices(unit_price, {id: row for id, row in rows.items() if fleet.price[id].stays})


def _named(id: str, line: PriceLine) -> str:
    return line.label or f"Price, {id.replace('_', ' ')}"


def staying_rows(ground: Ground, block: Block, fleet: Fleet, stock: Stock, prices: Prices) -> list[Staying]:
    """Lines that outlive the unit: bought for units beyond the most that there ever were, at the price of that year.

    What is in place is never given up: a school that shrinks keeps its mounts, and growing back costs none. A fleet that is handed
    devices buys the line for them; the giver's stays with the giver. In annualised cost what was paid is spread over the line's own
    years (`spread`), or over the unit's life, and is over then: it is not bought again. Whether a purchase is capital is decided
    by the unit's price without these lines.
    """
    return [_staying(ground, block, fleet, stock, id, price) for id, price in prices.staying.items()]


def _staying(ground: Ground, block: Block, fleet: Fleet, stock: Stock, id: str, price: Row) -> Staying:
    name, own = _named(id, fleet.price[id]), f"stays.{id}"
    there = _asked(block, fleet, id, "held", sum_of(stock.cohorts.opening))
    at_start = block.constant(f"{own}.at_start", f"{name}: in place at the start", "device", there)
    in_place = block.announce(f"{own}.in_place", f"{name}: in place", "device")
    block.define(in_place, at_least(Prior(in_place), stock.in_service), opening=at_start)
    added = block.row(f"{own}.added", f"{name}: added", "device", in_place - Prior(in_place))
    spent = block.row(f"{own}.spent", f"{name}: spent on those added", "usd", added * price)
    over = _asked(block, fleet, id, "spread", stock.life)
    counts = _within(ground, block, id, name, spent, over)
    if fleet.price[id].paid_before:
        counts = counts + _before_row(ground, block, fleet, id, over)
    share = block.row(f"{own}.share", f"{name}: price over its years", "usd", counts * ground.economy.one_year / over)
    return Staying(spent, share)


def _asked(block: Block, fleet: Fleet, id: str, field: str, otherwise: Expression) -> Expression:
    """A figure of a line, or what stands for it where it is not given."""
    given, meaning = getattr(fleet.price[id], field), meaning_of(PriceLine, field)
    label = f"{_named(id, fleet.price[id])}: {meaning.label.lower()}"
    return otherwise if given is None else input_row(block, f"price.{id}.{field}", given, meaning, label=label)


def _within(ground: Ground, block: Block, id: str, name: str, spent: Row, over: Expression) -> Expression:
    """What was paid in the plan and is still being spread: all of it but what was paid so many years ago or earlier."""
    year = block.timeline.year
    paid = block.announce(f"stays.{id}.paid", f"{name}: paid in the plan so far", "usd")
    block.define(paid, Prior(paid) + spent)
    until = where(year - over >= ground.economy.first_year, at_year(paid, year - over), 0)
    return paid - block.row(f"stays.{id}.spread", f"{name}: of this, spread by now", "usd", until)


def _before_row(ground: Ground, block: Block, fleet: Fleet, id: str, over: Expression) -> Row:
    """What was paid before the plan and is still being spread."""
    line, path = fleet.price[id], f"{block.id}.price.{id}.paid_before"
    name, years = _named(id, line), sorted(line.paid_before)
    table = ground.model.table(path, f"{block.label}: {name}, paid before the plan", [f"fy{year}" for year in years])
    paid_in = table.column("year", "Paid in", "year", values=years)
    amount = table.column(
        "amount", "Paid", "usd", values=[line.paid_before[year] for year in years], origin=Origin(path)
    )
    counts = amount * (block.timeline.year - paid_in < over)
    by_year = block.row(
        f"stays.{id}.before_by_year", f"{name}: paid before, not spread yet", "usd", counts, table=table
    )
    return block.row(f"stays.{id}.before", f"{name}: paid before, not spread yet, all", "usd", sum_of(by_year))
