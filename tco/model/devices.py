"""Device fleets: needed, kept, bought, lost, retired, repaired, and what each costs.

Devices are followed by cohort: the lots already there and one cohort for each year's purchase. A cohort's line is what is left of it,
`Prior` times the share that stays, so its age, its support end and its price are its own.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from tco.formula.expression import (
    Expression,
    Prior,
    at_least,
    at_most,
    at_year,
    cents,
    equals,
    sum_of,
    sum_rows,
    where,
    whole,
)
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.devices import Fleet, Lot
from tco.inputs.given import meaning_of
from tco.model.ask import ask, ask_by_age, ask_choice, input_row
from tco.model.ground import Ground, Served
from tco.model.lease import lease_rows
from tco.model.offers import offer_price_rows
from tco.model.postings import Item


@dataclass(frozen=True)
class Cohorts:
    """The records of a fleet: its lots, then a purchase for each year."""

    table: Table
    bought_in: Row
    buys_in: Row
    opening: Row
    price_known: Row
    supported_until: Row


@dataclass(frozen=True)
class FleetRows:
    """The rows of a fleet that others read. Counts in devices, prices in dollars per device; the first four by cohort."""

    cohorts: Cohorts
    age: Row
    kept: Row
    serving: Row
    left: Row
    price_paid: Row
    life: Row
    assigned: Row
    bought: Row
    in_service: Row
    retired: Row
    unit_price: Row


def fleet_rows(ground: Ground, block: Block, fleet: Fleet) -> None:
    """All rows and postings of one fleet, and its entry among those that other items may count."""
    item = Item(ground, block, fleet.category, fleet.tags)
    assigned, needed = needed_rows(ground, block, fleet)
    rows = stock_rows(ground, block, fleet, assigned, needed)
    purchase_rows(ground, item, fleet, rows)
    running_rows(ground, item, fleet, rows)
    annualised_rows(item, rows)
    refresh_rows(ground, block, fleet, rows)
    ground.fleets[block.id.rsplit(".", maxsplit=1)[-1]] = Served(rows.in_service, rows.assigned)


def needed_rows(ground: Ground, block: Block, fleet: Fleet) -> tuple[Row, Row]:
    """How many devices are assigned to somebody, and how many the district wants in service, spares included."""
    parts: list[Expression] = []
    if fleet.per is not None and fleet.ratio is not None:
        ratio = ask(block, fleet, "ratio", of=f"device/{fleet.per}")
        parts.append(ground.heads.of(fleet.per, fleet.bands) * ratio)
    if fleet.count is not None:
        parts.append(ask(block, fleet, "count"))
    if fleet.school_count is not None:
        parts.append(_places(ground, block, fleet.school_count))
    planned = sum(parts[1:], start=parts[0])
    if fleet.rollout is not None:
        planned = planned * ask(block, fleet, "rollout")
    assigned = block.row("assigned", "Assigned", "device", planned)
    wanted = assigned if fleet.spares is None else assigned * (ask(block, fleet, "spares") + 1)
    return assigned, block.row("needed", "Needed", "device", whole(wanted) if fleet.whole_units else wanted)


def _places(ground: Ground, block: Block, count: str) -> Row:
    assert ground.heads.table is not None, "the checks let a school count pass without schools"
    column = next(row for row in ground.heads.table.columns if row.id.endswith(f".count_{count}"))
    return block.constant("places", f"Places for {count.replace('_', ' ')}", "device", sum_of(column))


def stock_rows(ground: Ground, block: Block, fleet: Fleet, assigned: Row, needed: Row) -> FleetRows:
    """The yearly identity: opening + bought = lost + retired + closing."""
    years = block.timeline
    life = ask(block, fleet, "life")
    cohorts = cohort_table(ground, block, fleet)
    age = block.row("age", "Age", "year", years.year - cohorts.bought_in, table=cohorts.table)
    left = block.announce("left", "Left at year end", "device", table=cohorts.table)
    within = (age < life) * (years.year <= cohorts.supported_until)
    due = block.row("due", "Left, life and support not over", "device", Prior(left) * within, table=cohorts.table)
    wanted = block.row("wanted", "To buy", "device", _shortfall(block, fleet, needed, due))
    kept, allowed = _kept_rows(block, fleet, cohorts, left, due, wanted)
    bought = block.open_row("bought", "Bought", "device", allowed)
    arrives = bought * equals(years.year, cohorts.buys_in)
    serving = block.row("serving", "In service", "device", kept + arrives, table=cohorts.table)
    loss = ask_by_age(ground.model, block, fleet, "loss", age)
    block.define(left, serving * (1 - loss), opening=cohorts.opening)
    in_service, retired = statement_rows(block, cohorts, kept, serving, left)
    age_rows(block, age, serving, in_service)
    unit_price = price_rows(ground, block, fleet, bought)
    price_paid = _price_paid(ground, cohorts, unit_price)
    return FleetRows(
        cohorts, age, kept, serving, left, price_paid, life, assigned, bought, in_service, retired, unit_price
    )


def _shortfall(block: Block, fleet: Fleet, needed: Row, due: Row) -> Expression:
    shortfall = at_least(0, needed - block.row("staying", "Can stay", "device", sum_of(due)))
    return whole(shortfall) if fleet.whole_units else shortfall


def _kept_rows(
    block: Block, fleet: Fleet, cohorts: Cohorts, left: Row, due: Row, wanted: Row
) -> tuple[Row, Expression]:
    """What stays in service, and what may be bought: with a cap, old devices stay for those that are put off."""
    if fleet.purchase_cap is None:
        return due, wanted
    cap = ask(block, fleet, "purchase_cap")
    allowed = block.row("allowed", "Allowed by the cap", "device", at_most(cap, wanted))
    overdue = block.row("overdue", "Left, past life or support", "device", Prior(left) - due, table=cohorts.table)
    past = block.row("past", "Past life or support", "device", sum_of(overdue))
    put_off = block.row("put_off", "Purchases put off", "device", wanted - allowed)
    held = block.row("held", "Old ones held for them", "device", at_most(past, put_off))
    share = block.row("held_share", "Share of old ones held", "share", where(past > 0, held / past, 0))
    return block.row("kept", "Kept in service", "device", due + overdue * share, table=cohorts.table), allowed


def cohort_table(ground: Ground, block: Block, fleet: Fleet) -> Cohorts:
    """One line per lot, then one per year of the plan for what is bought in it."""
    years = block.timeline.years
    ids = [f"lot_{id}" for id in fleet.lots] + [f"bought_{year}" for year in years]
    names = [_lot_name(id, lot) for id, lot in fleet.lots.items()] + [f"bought FY{year}" for year in years]
    table = ground.model.table(f"{block.id}.cohorts", f"{block.label}: lots and purchases", ids, names)
    lots, own = list(fleet.lots.values()), Origin(f"{block.id}.lots")
    bought_in = table.column(
        "bought_in", "Bought in", "year", values=[lot.bought for lot in lots] + list(years), origin=own
    )
    buys_in = table.column("buys_in", "Purchase year in the plan", "year", values=[0] * len(lots) + list(years))
    opening = table.column(
        "opening", "There at the start", "device", values=[lot.count for lot in lots] + [0] * len(years), origin=own
    )
    ends = [supported_until(lot, fleet, ground.plan.calendar.start_month, years[-1]) for lot in lots]
    limit = table.column(
        "support_limit", "Known support limit", "year", values=[*ends, *[years[-1]] * len(years)], origin=own
    )
    until: Expression = limit
    if fleet.support_years is not None:
        support = ask(block, fleet, "support_years")
        until = where(buys_in > 0, bought_in + support - 1, limit)
    supported = table.column("supported_until", "Last year with support", "year", formula=until)
    paid = [lot.price_paid or 0 for lot in lots] + [0] * len(years)
    known = table.column("price_known", "Price paid, where known", "usd/device", values=paid, origin=own)
    return Cohorts(table, bought_in, buys_in, opening, known, supported)


def _lot_name(id: str, lot: Lot) -> str:
    return f"{lot.model or id.replace('_', ' ')}, FY{lot.bought}"


def supported_until(lot: Lot, fleet: Fleet, start_month: int, last_year: int) -> int:
    """The last fiscal year in which a lot may serve: the last one whose every day has support if the district never lets a
    device run without, else the one its support end falls in. Without a known support end it has support to the plan's end."""
    end = lot.support_end
    if end is None:
        return last_year
    falls_in = end.year + (1 if end.month >= start_month > 1 else 0)
    next_day = end + datetime.timedelta(days=1)
    ends_with_year = next_day.day == 1 and next_day.month == start_month
    return falls_in if ends_with_year or not fleet.never_unsupported else falls_in - 1


def _price_paid(ground: Ground, cohorts: Cohorts, unit_price: Row) -> Row:
    """What each cohort's devices cost when bought; lots from before the plan are valued at its first year's price."""
    at_price = at_year(unit_price, at_least(ground.economy.first_year, cohorts.bought_in))
    paid = where(cohorts.price_known > 0, cohorts.price_known, at_price)
    return cohorts.table.column("price_paid", "Price paid, or the first year's", "usd/device", formula=paid)


def statement_rows(block: Block, cohorts: Cohorts, kept: Row, serving: Row, left: Row) -> tuple[Row, Row]:
    """The fleet's statement: what was there, kept, in service, lost, retired, and what remains."""
    at_start = block.constant("at_start", "There at the plan's start", "device", sum_of(cohorts.opening))
    closing = block.announce("closing", "Closing", "device")
    opening = block.row("opening", "Opening", "device", Prior(closing))
    kept_in_all = block.row("kept_in_all", "Kept in service, all", "device", sum_of(kept))
    retired = block.row("retired", "Retired", "device", opening - kept_in_all)
    in_service = block.row("in_service", "In service, all", "device", sum_of(serving))
    block.define(closing, sum_of(left), opening=at_start)
    block.row("lost", "Lost", "device", in_service - closing)
    return in_service, retired


def age_rows(block: Block, age: Row, serving: Row, in_service: Row) -> None:
    """How old the fleet is when the year starts."""
    years_behind = block.row("years_behind", "Years behind them", "device*year", serving * age, table=serving.table)
    all_years = block.row("years_behind_in_all", "Years behind them, all", "device*year", sum_of(years_behind))
    block.row("mean_age", "Mean age at the year's start", "year", where(in_service > 0, all_years / in_service, 0))


def price_rows(ground: Ground, block: Block, fleet: Fleet, bought: Row) -> Row:
    """The price of one device, line by line, in each year's dollars."""
    lines: list[Row] = []
    for id, line in fleet.price.items():
        meaning = meaning_of(type(line), "price")
        asked = input_row(
            block, f"price.{id}.price", line.price, meaning, label=line.label or f"Price, {id.replace('_', ' ')}"
        )
        price: Expression = asked
        if fleet.offer is not None and id == ground.plan.offers[fleet.offer].line:
            price = offer_price_rows(ground, block, fleet, asked, bought)
        if line.taxed and ground.economy.sales_tax is not None:
            price = price * (ground.economy.sales_tax + 1)
        label = f"{asked.label}, in the year's dollars"
        lines.append(block.row(f"price_{id}", label, "usd/device", price * ground.economy.index[fleet.category]))
    return block.open_row("unit_price", "Price of one", "usd/device", sum_rows(lines))


def purchase_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """What is paid to acquire: at once, or over the years of a lease."""
    block = item.block
    spent: Expression = cents(rows.bought * rows.unit_price)
    if fleet.lease is None:
        item.post_purchase(block.row("spent", "Spent on purchases", "usd", spent), rows.unit_price)
        return
    bill = block.row("bill", "Price of what is bought", "usd", spent)
    way = ask_choice(block, fleet, "acquire")
    buys = block.row("paid_at_once", "Paid at once", "usd", bill * equals(way, 1))
    item.post_purchase(buys, rows.unit_price)
    lease_rows(ground, item, fleet.lease, block.row("financed", "Leased", "usd", bill - buys))


def running_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """What a fleet costs while it serves and when it goes: repairs, upkeep, electricity, disposal, less resale."""
    block = item.block
    index = ground.economy.index[fleet.category]
    if fleet.repair_cost is not None:
        price = ask(block, fleet, "repair_cost")
        repairs = _at_each_age(ground, block, fleet, rows, "breakage", "repairs", "Repairs", "incident")
        item.post(block.row("repairs_cost", "Cost of repairs", "usd", cents(repairs * price * index)), "support")
    if fleet.upkeep is not None:
        upkeep = cents(_upkeep(ground, block, fleet, rows) * index)
        item.post(block.row("upkeep_cost", "Yearly licences and maintenance", "usd", upkeep), "operate")
    if fleet.energy is not None and ground.economy.electricity is not None:
        used = rows.in_service * ask(block, fleet, "energy") * ground.economy.electricity
        energy = block.row("energy_cost", "Electricity", "usd", cents(used * ground.economy.index["indirect"]))
        item.post(energy, "operate")
    if fleet.disposal is not None:
        disposal = cents(rows.retired * ask(block, fleet, "disposal") * index)
        item.post(block.row("disposal_cost", "Disposal and data wipe", "usd", disposal), "retire")
    resale_rows(ground, item, fleet, rows)


def _at_each_age(
    ground: Ground, block: Block, fleet: Fleet, rows: FleetRows, field: str, id: str, label: str, of: str
) -> Row:
    """What a figure by age comes to in the year, each cohort at the rate of its age."""
    rate = ask_by_age(ground.model, block, fleet, field, rows.age)
    by_cohort = block.row(f"{id}_by_cohort", label, of, rows.serving * rate, table=rows.cohorts.table)
    return block.row(id, f"{label}, all", of, sum_of(by_cohort))


def _upkeep(ground: Ground, block: Block, fleet: Fleet, rows: FleetRows) -> Expression:
    """Yearly licences and maintenance before price changes: one figure for all devices, or more for older ones."""
    assert fleet.upkeep is not None, "asked only where upkeep is given"
    if fleet.upkeep.oldest == 1:
        return rows.in_service * ask(block, fleet, "upkeep")
    return _at_each_age(ground, block, fleet, rows, "upkeep", "upkeep_by_age", "Licences and maintenance by age", "usd")


def resale_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """What retired devices bring in: a price of their own, or the share of their price that is left at their age."""
    block = item.block
    if fleet.resale_price is not None:
        worth: Expression = rows.retired * ask(block, fleet, "resale_price")
    elif fleet.resale_retention is not None:
        worth = _worth_by_age(block, fleet, rows)
    else:
        return
    item.post_proceeds(block.row("resale", "Resale, as a deduction", "usd", cents(-worth)))


def _worth_by_age(block: Block, fleet: Fleet, rows: FleetRows) -> Expression:
    """Each cohort's price, as far as its lines resell, times what is kept of it at its age."""
    kept, table = ask(block, fleet, "resale_retention"), rows.cohorts.table
    gone = block.row("retired_by_cohort", "Retired", "device", Prior(rows.left) - rows.kept, table=table)
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


def annualised_rows(item: Item, rows: FleetRows) -> None:
    """This year's share of what the devices in service once cost: their price over their life."""
    share = rows.serving * rows.price_paid * item.ground.economy.one_year / rows.life
    by_cohort = item.block.row("annual_share", "Price over life", "usd", share, table=rows.cohorts.table)
    in_all = item.block.row("annual_share_in_all", "Price over life, all", "usd", cents(sum_of(by_cohort)))
    item.post(in_all, "acquire", "capital", budgeted="memo")


def refresh_rows(ground: Ground, block: Block, fleet: Fleet, rows: FleetRows) -> None:
    """The refresh calendar: where each year's purchase goes, in proportion to what each school has to equip."""
    schools = ground.heads.table
    if schools is None or fleet.per in ("teacher", "staff"):
        return
    column = {row.id.split(".", 1)[-1]: row for row in schools.columns}
    named = {"classroom": "classrooms", "school": "site"}.get(fleet.per or "", "students")
    size = column[f"count_{fleet.school_count}" if fleet.school_count else named]
    takes_part = [
        float(not fleet.bands or school.band in fleet.bands) for school in ground.plan.district.schools.values()
    ]
    name = block.id.replace(".", "_")
    part = schools.column(f"{name}_part", f"Takes part: {block.label}", "flag", values=takes_part)
    weight = schools.column(f"{name}_weight", f"Weight: {block.label}", str(size.unit), formula=size * part)
    weights = block.constant("weights", "Weight of all schools", str(size.unit), sum_of(weight))
    bought_for = where(weights > 0, rows.bought * weight / weights, 0)
    block.row("by_school", "Bought for", "device", bought_for, table=schools)
