"""What a product leaves in the books: a committed subscription, years paid ahead, a perpetual licence."""

from __future__ import annotations

from tco.formula.expression import Expression, sum_rows
from tco.formula.rows import Row
from tco.inputs.software import Software
from tco.model.ask import ask
from tco.model.changeover import Around
from tco.model.committed import Owed, committing_row
from tco.model.financing.holding import Holding
from tco.model.months import begins_in
from tco.model.postings import Item


def holding_rows(item: Item, software: Software, owed: Owed | None, around: Around) -> None:
    """Enter what a product holds longer than a year with the ground, one holding for each way to pay that the plan has."""
    if owed is not None:
        _subscription(item, software, owed, around)
    if software.prepaid is not None:
        _prepaid(item)
    if software.life is not None:
        _licence(item, software, around)


def _subscription(item: Item, software: Software, owed: Owed, around: Around) -> None:
    """The right to use what is subscribed to: liability, payment on the first day, and capitalised outlays."""
    part = item.block.part("committed")
    asset: Expression = owed.schedule.financed
    paid: Row | None = None
    if around.capital:
        outlays = sum_rows(around.capital) * committing_row(item.block, software)
        paid = part.row("outlays", "Outlays that become part of it", "usd", outlays)
        asset = asset + paid
    measured = part.row("asset", "Subscription asset", "usd", asset)
    used_up = part.row("expensed", "Used up at once", "usd", sum_rows([owed.beyond, *around.expensed]))
    item.ground.holdings.append(
        Holding(
            "subscription", "committed", f"{item.block.label}: committed subscription", item.block, measured, owed.term,
            _begins(item), paid_at_once=paid, schedule=owed.schedule, is_long=owed.is_long, expensed=used_up, capital=paid,
        )
    )  # fmt: skip


def _prepaid(item: Item) -> None:
    """Years paid ahead, used up year by year over their term."""
    part = item.block.part("prepaid")
    cost = part.made("cost")
    serves = _in_months(item, part.made("years"), "prepaid.months")
    item.ground.holdings.append(
        Holding(
            "prepaid",
            "prepaid",
            f"{item.block.label}: paid ahead",
            item.block,
            cost,
            serves,
            _begins(item),
            paid_at_once=cost,
        )
    )


def _licence(item: Item, software: Software, around: Around) -> None:
    """A licence of the district's own with the outlays that become part of it, written off over its useful life."""
    block = item.block
    cost = block.made("licences_cost")
    serves = _in_months(item, ask(block, software, "life"), "life_months")
    if around.capital and block.has("is_perpetual"):
        outlays = sum_rows(around.capital) * block.made("is_perpetual")
        cost = block.row("licence_asset", "Licences with their outlays", "usd", cost + outlays)
    capital = cost if software.booked_as == "capital" else None
    item.ground.holdings.append(
        Holding(
            "licence", "licence", f"{block.label}: perpetual licence", block, cost, serves, _begins(item),
            paid_at_once=cost, capital=capital,
        )
    )  # fmt: skip


def _in_months(item: Item, years: Row, id: str) -> Row:
    block = item.block
    year = block.number(f"{id}_in_year", "Months in a year", "month/year", 12)
    return block.constant(id, "Written off over", "month", years * year)


def _begins(item: Item) -> int:
    """The month of the fiscal year in which it begins, 1 the first."""
    return begins_in(item.ground, item.ground.plan.calendar.first_year, item.month)
