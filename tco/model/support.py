"""Support that is paid for after it has ended: the yearly price of each device, and what late joiners pay for missed years."""

from __future__ import annotations

from tco.formula.expression import Tier, at_least, cents, sum_below, sum_of
from tco.formula.rows import Block, Table
from tco.inputs.refresh import ExtendedSupport
from tco.model.ask import ask_part, origin_of
from tco.model.ground import Ground
from tco.model.postings import Item
from tco.model.stock import FleetRows


def extended_support_rows(ground: Ground, item: Item, support: ExtendedSupport, rows: FleetRows) -> None:
    """What the devices past their support cost, year by year after it."""
    block, cohorts, year = item.block, rows.cohorts, item.block.timeline.year
    prices = _price_table(ground, block, support)
    number, due_by_then = prices.columns[0], prices.columns[-1]
    past = at_least(0, year - cohorts.supported_until)
    age = block.row("past_support", "Years past support", "year", past, table=cohorts.table)
    price = Tier(age, number, due_by_then)
    joined = ask_part(block, support, "extended_support", "joined") if support.joined is not None else None
    if support.cumulative:
        before = Tier(at_least(0, age - 1), number, due_by_then)
        if joined is not None:
            before = before * (year > joined)
        price = price - before
    each = block.row("support_price", "Support of one past its end", "usd/device", price, table=cohorts.table)
    due = rows.serving * each
    if joined is not None:
        due = due * (year >= joined)
    by_cohort = block.row("support_by_cohort", "Support past its end", "usd", due, table=cohorts.table)
    cost = block.open_row("support_cost", "Support past its end, all", "usd", cents(sum_of(by_cohort)))
    item.post(cost, "support", once=True)


def _price_table(ground: Ground, block: Block, support: ExtendedSupport) -> Table:
    """The price of each year after the end of support, 0 in the year before; where late joiners pay all, what has come due by then."""
    given = support.price
    years = range(given.oldest + 1)
    table = ground.model.table(
        f"{block.id}.extended_support", f"{block.label}: support past its end", [f"year_{year}" for year in years]
    )
    number = table.column("number", "Year after support", "year", values=years)
    values = [0.0, *(given.at_age(year) for year in years if year)]
    origin = origin_of(given, f"{block.id}.extended_support.price")
    price = table.column("price", "Price of the year", "usd/device", values=values, origin=origin)
    if support.cumulative:
        table.column("due_by_then", "Come due by then", "usd/device", formula=sum_below(price, number, number) + price)
    return table
