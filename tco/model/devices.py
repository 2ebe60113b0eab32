"""Device fleets: what is bought, what it costs to acquire, run and retire, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence

from tco.formula.expression import Expression, cents, equals, sum_of, sum_rows, where, whole
from tco.formula.rows import Block, Row
from tco.inputs.devices import Fleet
from tco.inputs.paying import COVERED
from tco.model.accessories import accessory_rows
from tco.model.afterlife import retirement_rows
from tco.model.ask import ask
from tco.model.equipment import equipment_rows
from tco.model.ground import Ground, HandedOn, Served
from tco.model.labor import labor_rows
from tco.model.paying import paying_rows
from tco.model.postings import Item
from tco.model.price import Staying, price_paid, price_rows, staying_rows
from tco.model.renting import own_rows, price_a_year
from tco.model.repairs import at_each_age, repair_rows
from tco.model.schools import school_weights
from tco.model.stock import FleetRows, needed_rows, stock_rows
from tco.model.support import extended_support_rows
from tco.model.worth import worth_rows


def fleet_rows(ground: Ground, block: Block, fleet: Fleet) -> None:
    """All rows and postings of one fleet, and its entry among those that other items may count."""
    item = Item(ground, block, fleet.category, fleet.tags)
    assigned, needed = needed_rows(ground, block, fleet)
    first = price_rows(ground, block, fleet, None) if fleet.purchase_budget is not None else None
    stock = stock_rows(ground, block, fleet, assigned, needed, first.unit if first is not None else None)
    prices = first or price_rows(ground, block, fleet, stock.bought)
    paid = price_paid(ground, stock.cohorts, prices.unit)
    rows = FleetRows(**vars(stock), unit_price=prices.unit, price_paid=paid)
    staying = staying_rows(ground, block, fleet, rows, prices)
    purchase_rows(ground, item, fleet, rows, staying)
    hours = running_rows(ground, item, fleet, rows)
    worth_rows(block, fleet, rows)
    handing_rows(ground, item, fleet, rows)
    annualised_rows(item, rows, staying)
    refresh_rows(ground, block, fleet, rows)
    ground.fleets[block.name] = Served(rows.in_service, rows.assigned, rows.bought, rows.life, hours)


def purchase_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows, staying: Sequence[Staying]) -> None:
    """What is paid to acquire: at once, or over the years of a lease. Lines that stay are bought where they are not yet."""
    block = item.block
    spent = cents(_with(rows.bought * rows.unit_price, [line.spent for line in staying]))
    stays = None
    if staying and fleet.rent is not None:
        lines = sum_rows([line.spent for line in staying])
        stays = block.row("spent_staying", "Of this, lines that stay", "usd", cents(lines))
    paying_rows(ground, item, fleet, rows, block.row("spent", "Price of what is bought", "usd", spent), stays)


def running_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> Row | None:
    """What a fleet costs while it serves and when it goes: repairs, upkeep, electricity, disposal, less resale.

    What a lessor's payments include is paid for the district's own units alone. Gives the hours of the district's own people
    where the form asks for them.
    """
    block = item.block
    own = own_rows(block, rows)
    included = fleet.rent.includes if fleet.rent is not None else ()
    repaired, kept_up, equipped, worked = (own if part in included else rows for part in COVERED)
    index = ground.economy.index[fleet.category]
    repairs = repair_rows(ground, item, fleet, rows, repaired)
    accessory_rows(ground, item, fleet, equipped)
    hours = labor_rows(item, fleet, worked, repairs)
    if fleet.upkeep is not None:
        upkeep = cents(_upkeep(ground, block, fleet, kept_up) * index)
        item.post(block.row("upkeep_cost", "Yearly licences and maintenance", "usd", upkeep), "operate", once=True)
    if fleet.energy is not None and ground.economy.electricity is not None:
        used = rows.in_service * ask(block, fleet, "energy") * ground.economy.electricity
        energy = block.row("energy_cost", "Electricity", "usd", cents(used * ground.economy.index["indirect"]))
        item.post(energy, "operate")
    if fleet.extended_support is not None:
        extended_support_rows(ground, item, fleet.extended_support, rows)
    equipment_rows(ground, item, fleet, kept_up)
    retirement_rows(ground, item, fleet, rows)
    return hours


def _upkeep(ground: Ground, block: Block, fleet: Fleet, rows: FleetRows) -> Expression:
    """Yearly licences and maintenance before price changes: one figure for all devices, or more for older ones."""
    assert fleet.upkeep is not None, "asked only where upkeep is given"
    if fleet.upkeep.oldest == 1:
        return rows.in_service * ask(block, fleet, "upkeep")
    return at_each_age(ground, block, fleet, rows, "upkeep", "upkeep_by_age", "Licences and maintenance by age", "usd")


def handing_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """What it costs to prepare devices that are handed down to here, and what this fleet hands down itself."""
    block = item.block
    for id, hand in fleet.receives.items():
        if hand.preparing is not None:
            giver = ground.handed_on[id].label
            price = ask(block, hand, "preparing", path=f"receives.{id}.preparing", label=f"Preparing one, of {giver}")
            received = block.made(f"received_from_{id}")
            devices = block.row(f"prepared_{id}", f"Prepared, of {giver}", "device", sum_of(received))
            cost = cents(devices * price * ground.economy.index[fleet.category])
            item.post(block.row(f"preparing_cost_{id}", f"Preparing those of {giver}", "usd", cost), "deploy")
    if rows.handed is None:
        return
    id, cohorts = block.name, rows.cohorts
    number = cohorts.table.column("number", "Line", "index", values=range(1, len(cohorts.table) + 1))
    ground.handed_on[id] = HandedOn(
        id, block.label, block, cohorts.table, number, cohorts.bought_in, cohorts.supported_until, rows.price_paid,
        block.made("leaving"), rows.handed,
    )  # fmt: skip


def _with(amount: Expression, more: Sequence[Row]) -> Expression:
    return sum_rows([amount, *more]) if more else amount


def annualised_rows(item: Item, rows: FleetRows, staying: Sequence[Staying]) -> None:
    """This year's share of what the devices in service once cost: their price over their life, nothing once that is over.

    What another fleet hands down was counted there; what a lessor owns counts by its payments.
    """
    one_year = item.ground.economy.one_year
    each = price_a_year(item.block, rows, one_year, rows.price_paid * one_year / whole(rows.life))
    share = rows.serving * each * (rows.age < rows.life)
    if rows.cohorts.from_others is not None:
        share = share * equals(rows.cohorts.from_others, 0)
    by_cohort = item.block.row("annual_share", "Price over life", "usd", share, table=rows.cohorts.table)
    in_year = _with(sum_of(by_cohort), [line.share for line in staying])
    in_all = item.block.row("annual_share_in_all", "Price over life, all", "usd", cents(in_year))
    item.post(in_all, "acquire", "capital", budgeted="memo")


def refresh_rows(ground: Ground, block: Block, fleet: Fleet, rows: FleetRows) -> None:
    """The refresh calendar: where each year's purchase goes, in proportion to what each school has to equip."""
    schools = ground.heads.table
    if schools is None or fleet.per in ("teacher", "staff", "device"):
        return
    wanted = ground.at_schools.get(block.name)
    if wanted is not None:
        in_all = block.row("at_schools", "Wanted at all schools", "device", sum_of(wanted))
        block.row(
            "by_school", "Bought for", "device", where(in_all > 0, rows.bought * wanted / in_all, 0), table=schools
        )
        return
    weight, weights = school_weights(ground, block, fleet.per, fleet.bands, fleet.school_count or "")
    bought_for = where(weights > 0, rows.bought * weight / weights, 0)
    block.row("by_school", "Bought for", "device", bought_for, table=schools)
