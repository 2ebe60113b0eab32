"""How a fleet's purchases are paid: at once, or by agreements that begin with each year's purchase."""

from __future__ import annotations

from tco.formula.expression import at_least, at_year, cents
from tco.formula.rows import Origin, Row
from tco.inputs.devices import Fleet
from tco.inputs.paying import Lease
from tco.model.ask import ask_part
from tco.model.financing.schedule import Agreements, Schedule, schedule_rows
from tco.model.financing.terms import level_factor, stretch_rate, term_rows
from tco.model.ground import Ground
from tco.model.lessors import way_row
from tco.model.months import begins_in
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
    if fleet.lease is None:
        return
    financed = block.row("financed", "Leased", "usd", spent * way_row(block, fleet, "lease"))
    schedule = lease_rows(ground, item, fleet.lease, financed)
    ground.owed.append(schedule.owed_at_end)
    item.post(schedule.principal, "acquire", "debt_service", category="financing", investment=True)
    item.post(schedule.paid_interest, "acquire", "debt_service", category="financing")


def lease_rows(ground: Ground, item: Item, lease: Lease, financed: Row) -> Schedule:
    """A lease-purchase for each year's purchase, and those begun before the plan, on the same terms."""
    block = item.block
    terms = term_rows(block, lease, "lease")
    rate = stretch_rate(block, terms, ask_part(block, lease, "lease", "rate"))
    factor = level_factor(block, terms, rate)
    years = [*sorted(lease.begun), *block.timeline.years]
    ids, names = [f"fy{year}" for year in years], [f"Begun in FY{year}" for year in years]
    table = ground.model.table(f"{block.id}.agreements", f"{block.label}: leases", ids, names)
    begun, new = [lease.begun[year] for year in sorted(lease.begun)], [0.0] * len(block.timeline)
    year = table.column("year", "Begun in", "year", values=years)
    begins = table.column(
        "begins", "Month of the plan", "month", values=[begins_in(ground, each, item.month) for each in years]
    )
    own = Origin(f"{block.id}.lease.begun")
    before = table.column(
        "before", "Financed before the plan", "usd", values=[*(each.financed for each in begun), *new], origin=own
    )
    owed = table.column("owed", "Owed at the start", "usd", values=[*(each.owed for each in begun), *new], origin=own)
    in_plan = at_year(financed, at_least(ground.economy.first_year, year)) * (year >= ground.economy.first_year)
    amount = table.column("financed", "Financed", "usd", formula=before + in_plan)
    level = table.column("level", "Level payment", "usd", formula=cents(amount * factor))
    agreements = Agreements(table, year, begins, terms.term, terms.between, terms.arrears, rate, amount, level, owed)
    return schedule_rows(ground, block, agreements, name="lease", label="Leases")
