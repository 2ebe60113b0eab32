"""What becomes of retired devices: disposal, or where they go, what they bring there and what the rest costs.

Every way that a plan gives is in the model: what they would bring when sold, bought back or traded in. The choice `goes_to` picks one.
Proceeds are posted as a deduction and not taken off the purchase, so that the purchase keeps its price, its place as capital or
operating, and its share in annualised cost, whichever way the old devices go.
"""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, at_least, at_most, cents, pick, sum_of, sum_rows, whole
from tco.formula.rows import Block, Row
from tco.inputs.afterlife import WAYS, Afterlife, Grade
from tco.inputs.devices import Fleet
from tco.inputs.given import Form
from tco.model.ask import ask, ask_by_age, ask_choice, ask_part
from tco.model.ground import Ground
from tco.model.postings import Item
from tco.model.resale import gone_row, kept_row, price_that_resells, resale_rows
from tco.model.stock import FleetRows


@dataclass(frozen=True)
class Retiring:
    """What the rows of a fleet's retired devices share; `gone` are those of each cohort, `good` the share of them in some grade."""

    ground: Ground
    item: Item
    fleet: Fleet
    afterlife: Afterlife
    rows: FleetRows
    way: Row
    gone: Row
    good: Expression | int

    @property
    def block(self) -> Block:
        return self.item.block

    @property
    def index(self) -> Row:
        return self.ground.economy.index[self.fleet.category]

    def ask(self, field: str) -> Row:
        return ask(self.block, self.afterlife, field, path=f"afterlife.{field}")

    def by_cohort(self, id: str, label: str, of: str, formula: Expression) -> Row:
        return self.block.row(id, label, of, formula, table=self.rows.cohorts.table)

    def only(self, way: str, amount: Expression) -> Expression:
        """The amount where devices go this way, else 0."""
        return pick(self.way, *(amount if option == way else 0 for option in WAYS))

    def proceeds(self, id: str, label: str, way: str, received: Expression) -> None:
        self.item.post_proceeds(self.block.row(id, label, "usd", cents(self.only(way, -received))))

    def cost(self, id: str, label: str, amount: Expression) -> None:
        self.item.post(self.block.row(id, label, "usd", cents(amount)), "retire")


def retirement_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """What it costs to be rid of retired devices, less what they bring."""
    if fleet.disposal is not None:
        disposal = cents(rows.disposed * ask(item.block, fleet, "disposal") * ground.economy.index[fleet.category])
        item.post(item.block.row("disposal_cost", "Disposal and data wipe", "usd", disposal), "retire")
    if fleet.afterlife is None:
        resale_rows(item, fleet, rows)
        return
    block = item.block
    way = ask_choice(block, fleet.afterlife, "goes_to", path="afterlife.goes_to")
    good = _share_in_grades(block, fleet.afterlife)
    at = Retiring(ground, item, fleet, fleet.afterlife, rows, way, gone_row(block, rows), good)
    leaving_rows(at, _taken_rows(at))


def _share_in_grades(block: Block, afterlife: Afterlife) -> Expression | int:
    """The share of retired devices that is in some grade; the rest is scrap. Without grades all of them are in good condition."""
    shares = [
        ask(
            block,
            grade,
            "share",
            path=f"afterlife.grades.{id}.share",
            label=f"Share of the retired: {_named(id, grade)}",
        )
        for id, grade in afterlife.grades.items()
    ]
    if not shares:
        return 1
    return block.constant("in_grades", "Share that is no scrap", "share", at_most(1, sum_rows(shares)))


def _named(id: str, grade: Grade) -> str:
    return grade.label or id.replace("_", " ")


def _taken_rows(at: Retiring) -> Expression | int:
    """The devices that somebody takes, by the way chosen."""
    block, fleet, afterlife = at.block, at.fleet, at.afterlife
    taken: dict[str, Expression] = {}
    sells = any(worth is not None for worth in (fleet.resale_price, fleet.resale_retention, afterlife.worth))
    if sells or afterlife.buy_back is not None:
        price = price_that_resells(block, fleet, at.rows)
        if sells:
            taken["resale"] = sale_rows(at, price)
        if afterlife.buy_back is not None:
            taken["buy_back"] = buy_back_rows(at, price)
    if afterlife.trade_in is not None:
        taken["trade_in"] = trade_in_rows(at)
    if not taken:
        return 0
    chosen = pick(at.way, *(taken.get(option, 0) for option in WAYS))
    return block.row("taken", "Taken by somebody", "device", chosen)


def worth_row(at: Retiring, price: Expression) -> Row:
    """What one retired device of each cohort in good condition is worth in the year: nothing where support is over, if so said."""
    fleet, rows = at.fleet, at.rows
    if fleet.resale_price is not None:
        worth: Expression = ask(at.block, fleet, "resale_price")
    elif fleet.resale_retention is not None:
        worth = price * kept_row(at.block, ask(at.block, fleet, "resale_retention"), rows)
    else:
        worth = price * _after_years(at, at.afterlife, "worth", "afterlife.worth")
    if at.afterlife.until_support_ends:
        worth = worth * (at.block.timeline.year <= rows.cohorts.supported_until)
    return at.by_cohort("resale_each", "Worth of one in good condition", "usd/device", worth)


def _after_years(at: Retiring, form: Form, field: str, path: str) -> Expression:
    """A figure given after the first, second, ... year of service, at each cohort's age."""
    return ask_by_age(at.ground.model, at.block, form, field, at_least(0, at.rows.age - 1), path=path)


def sale_rows(at: Retiring, price: Expression) -> Expression:
    """What is sold, by grade, and what it brings less the broker's share. Gives the devices that a buyer or a new owner takes."""
    block, each = at.block, worth_row(at, price)
    fit = at.by_cohort("resale_fit", "Retired, still worth something", "device", at.gone * (each > 0))
    sells, brings = _grade_rows(at, each)
    sold_each = at.by_cohort("sold_by_cohort", "Sold", "device", fit * sells)
    received = at.by_cohort("receipts_by_cohort", "Receipts", "usd", fit * each * brings)
    sold = block.row("sold", "Sold, all", "device", sum_of(sold_each))
    usable = block.row("usable", "Retired, worth something and no scrap", "device", sum_of(fit) * at.good)
    if at.afterlife.floor is not None:
        block.row("given_away", "Worth too little to sell, given away", "device", usable - sold)
    receipts: Expression = block.row("receipts", "Receipts, all", "usd", sum_of(received))
    if at.afterlife.brokers_share is not None:
        receipts = receipts * (1 - at.ask("brokers_share"))
    at.proceeds("resale", "Resale, as a deduction", "resale", receipts)
    if at.afterlife.selling_cost is not None:
        selling = at.only("resale", sold * at.ask("selling_cost") * at.index)
        at.cost("selling_cost", "Cost of selling", selling)
    return usable


def _grade_rows(at: Retiring, each: Row) -> tuple[Expression | int, Expression | int]:
    """The share of a cohort's retired devices that is sold, and what that share brings beside one in good condition."""
    floor = None if at.afterlife.floor is None else at.ask("floor")
    grades = at.afterlife.grades
    if not grades:
        if floor is None:
            return 1, 1
        flag = at.by_cohort("sells", "Worth selling", "flag", each >= floor)
        return flag, flag
    shares = {id: at.block.made(f"afterlife.grades.{id}.share") for id in grades}
    in_all = at.block.constant(
        "grades_in_all", "Grades in all, at least 1", "share", at_least(1, sum_rows(list(shares.values())))
    )
    sells, brings = [], []
    for id, grade in grades.items():
        path, name = f"afterlife.grades.{id}.worth", _named(id, grade)
        worth = ask(at.block, grade, "worth", path=path, label=f"Worth beside one in good condition: {name}")
        share = shares[id] / in_all
        if floor is not None:
            share = share * (each * worth >= floor)
        sold = at.by_cohort(f"sells_{id}", f"Share of the retired that is sold: {name}", "share", share)
        sells.append(sold)
        brings.append(sold * worth)
    return sum_rows(sells), sum_rows(brings)


def buy_back_rows(at: Retiring, price: Expression) -> Expression:
    """What the maker pays for those returned in time and in condition: the guaranteed share of their price. Gives those."""
    offer = at.afterlife.buy_back
    assert offer is not None, "asked only where a buy-back is given"
    latest = ask(at.block, offer, "age", path="afterlife.buy_back.age", label="Bought back after so many years at most")
    returned = ask_part(at.block, offer, "afterlife.buy_back", "returned")
    share = _after_years(at, offer, "share", "afterlife.buy_back.share")
    back = at.gone * (at.rows.age <= latest) * returned
    back_each = at.by_cohort("bought_back_by_cohort", "Could be bought back", "device", back)
    paid = at.by_cohort("buy_back_worth", "Guaranteed for them", "usd", back_each * price * share)
    at.proceeds("buy_back", "Buy-back, as a deduction", "buy_back", sum_of(paid))
    return at.block.row("bought_back", "Could be bought back, all", "device", sum_of(back_each))


def trade_in_rows(at: Retiring) -> Expression:
    """A credit for each old device that is no scrap, for as many as are bought, and no more than a new one costs. Gives those."""
    rows = at.rows
    traded = at.block.row("traded_in", "Could be traded in", "device", at_most(rows.bought, rows.disposed * at.good))
    credit = at.block.row("credit", "Credit for each", "usd/device", at_most(rows.unit_price, at.ask("trade_in")))
    at.proceeds("trade_in", "Trade-in, as a deduction", "trade_in", traded * credit)
    return traded


def leaving_rows(at: Retiring, taken: Expression | int) -> None:
    """The data wipe of all that is retired, and the recycling of what nobody takes, with its fee and pickups."""
    block, afterlife = at.block, at.afterlife
    if afterlife.wipe is not None:
        at.cost("wipe_cost", "Data wipe", at.rows.disposed * at.ask("wipe") * at.index)
    if afterlife.recycling is None and afterlife.waste_fee is None and afterlife.pickup is None:
        return
    recycled = block.row("recycled", "Recycled", "device", at_least(0, at.rows.disposed - taken))
    if afterlife.recycling is not None:
        at.cost("recycling_cost", "Recycling", recycled * at.ask("recycling") * at.index)
    if afterlife.waste_fee is not None:
        at.cost("waste_fee_cost", "E-waste fees", recycled * at.ask("waste_fee"))
    if afterlife.pickup is not None:
        load = ask_part(block, afterlife.pickup, "afterlife.pickup", "devices")
        fee = ask_part(block, afterlife.pickup, "afterlife.pickup", "fee")
        pickups = block.row("pickups", "Pickups", "pickup", whole(recycled / load))
        at.cost("pickups_cost", "Charges for pickups", pickups * fee * at.index)
