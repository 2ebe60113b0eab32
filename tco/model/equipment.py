"""What equipment costs to keep lawful and supported: licences for terms paid ahead, their renewals, and maintenance."""

from __future__ import annotations

from tco.formula.expression import Expression, Prior, at_least, cents, sum_of, where, whole
from tco.formula.rows import Block, Origin, Row
from tco.inputs.devices import Fleet
from tco.inputs.equipment import EquipmentLicence, OneEnd
from tco.inputs.network import Equipment
from tco.model.ask import ask, ask_part
from tco.model.ground import Ground
from tco.model.postings import Item
from tco.model.stock import FleetRows
from tco.rules.shelf import first_day


def equipment_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """Maintenance and licences of network equipment; no rows where neither is given."""
    if not isinstance(fleet, Equipment):
        return
    if fleet.maintenance is not None:
        yearly = rows.in_service * rows.unit_price * ask(item.block, fleet, "maintenance")
        item.post(
            item.block.row("maintenance_cost", "Hardware maintenance", "usd", cents(yearly)), "support", once=True
        )
    if fleet.licence is not None:
        licence_rows(ground, item, fleet.licence, rows)


def licence_rows(ground: Ground, item: Item, licence: EquipmentLicence, rows: FleetRows) -> None:
    """A term with each unit bought, renewals after it, at the prices of the year."""
    block = item.block
    term, price = ask_part(block, licence, "licence", "term"), ask_part(block, licence, "licence", "price")
    paid: Expression = rows.bought * price
    if licence.renewal_term is None:
        ended = block.row(
            "ended", "Licence over", "device", rows.serving * (rows.age >= term), table=rows.serving.table
        )
        block.row("unlicensed", "In service without a licence", "device", sum_of(ended))
    else:
        every = ask_part(block, licence, "licence", "renewal_term")
        if licence.one_end is None:
            renewed = renewals_by_age(block, rows, term, every)
        else:
            renewed = renewals_at_one_end(ground, block, licence.one_end, rows, term, every)
        paid = paid + renewed * ask_part(block, licence, "licence", "renewal_price")
    index = ground.economy.index[item.category]
    item.post(
        block.row("licence_cost", "Licences for terms paid ahead", "usd", cents(paid * index)), "operate", once=True
    )


def renewals_by_age(block: Block, rows: FleetRows, term: Row, every: Row) -> Row:
    """Each unit on its own: so many renewals as it takes to be licensed to the year's end, less those bought before."""
    table = rows.age.table
    so_far = at_least(0, whole((rows.age - term) / every))
    by_now = at_least(0, whole((rows.age + 1 - term) / every))
    due = block.row("renewals_due", "Renewals due of each", "index", by_now - so_far, table=table)
    renewed = block.row("renewals", "Renewed", "device", rows.serving * due, table=table)
    return block.row("renewed", "Licences renewed", "device", sum_of(renewed))


def renewals_at_one_end(ground: Ground, block: Block, one_end: OneEnd, rows: FleetRows, term: Row, every: Row) -> Row:
    """All units together: when what is paid ahead no longer carries the year, every unit in service is renewed."""
    days = ask_part(block, one_end, "licence.one_end", "days_in_year")
    ahead = block.announce("paid_ahead", "Paid ahead at year end", "device*year")
    before = block.row("ahead", "Paid ahead, with what is bought", "device*year", Prior(ahead) + rows.bought * term)
    used = block.row("licensed", "Used in the year", "device*year", rows.in_service * ground.economy.one_year)
    renewed = block.row("renewed", "Licences renewed", "device", rows.in_service * (before < used))
    opening = _opening(ground, block, one_end, days)
    block.define(ahead, before + renewed * every - used, opening=opening)
    left = where(rows.in_service > 0, ahead * days / rows.in_service, 0)
    block.row("days_left", "Days to the one end, at year end", "day", left)
    return renewed


def _opening(ground: Ground, block: Block, one_end: OneEnd, days: Row) -> Expression | int:
    """What is paid ahead at the start: as known, or the licences held times the days that each has left."""
    if one_end.paid_ahead is not None:
        return ask_part(block, one_end, "licence.one_end", "paid_ahead")
    if not one_end.held:
        return 0
    held, calendar = one_end.held, ground.plan.calendar
    start = first_day(calendar.first_year, start_month=calendar.start_month)
    table = ground.model.table(f"{block.id}.licences", f"{block.label}: licences held", list(held))
    own = Origin(f"{block.id}.licence.one_end.held")
    count = table.column("count", "Licences", "device", values=[each.count for each in held.values()], origin=own)
    left = [max(0, (each.until - start).days) for each in held.values()]
    remaining = table.column("days", "Days left at the start", "day", values=left, origin=own)
    weight = table.column("weight", "Licences x days", "device*day", formula=count * remaining)
    in_all = block.constant("licences_held", "Licences held", "device", sum_of(count))
    device_days = block.constant("device_days", "Licences x days left, all", "device*day", sum_of(weight))
    mean = where(in_all > 0, device_days / in_all, 0)
    block.constant("mean_days", "Days to the one end of all, at the start", "day", mean)
    return device_days / days
