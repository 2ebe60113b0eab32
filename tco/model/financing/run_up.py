"""The interest that has run up on agreements since their last payment: whoever ends them at a year's end owes it too."""

from __future__ import annotations

from tco.formula.expression import Expression, at_most, cents, in_month, sum_product, whole
from tco.formula.rows import Block, Row
from tco.model.financing.schedule import Schedule
from tco.model.ground import Ground
from tco.model.months import month_number, month_sheet


def run_up_row(ground: Ground, block: Block, schedule: Schedule, *, name: str, label: str) -> Row:
    """Interest since the last payment, at each year's end, on all agreements of an item: they fall due in the same months.

    Present value counts a year's flows at one time of it (mid-year, unless the plan says another): a payment before that time bears
    interest from then on only, so that a lease at the discount rate is worth its price.
    """
    agreements = schedule.agreements
    month = int((agreements.begins.values or (1,))[0] - 1) % 12
    one = block.number(f"{name}_one_month", "One month", "month", 1)
    run = block.number(f"{name}_run", f"{label}: months run at the first year's end", "month", 12 - month)
    stretches = whole((run + one * agreements.arrears) / agreements.between)
    since = block.constant(
        f"{name}_since",
        f"{label}: months since a payment at year end",
        "month",
        run - (stretches - 1) * agreements.between,
    )
    year = block.number(f"{name}_year", "Months of a year", "month", 12)
    counted = at_most((1 - ground.economy.flow_timing) * year, since)
    share = block.constant(
        f"{name}_share", f"{label}: part of a stretch since then", "share", counted / agreements.between
    )
    run_up = cents(_bearing(ground, block, schedule, name) * share)
    return block.row(f"{name}_run_up", f"{label}: interest run up at year end", "usd", run_up)


def _bearing(ground: Ground, block: Block, schedule: Schedule, name: str) -> Expression:
    """What the agreements owe at each year's end, times the rate of a stretch, each by its own."""
    rate, years = schedule.agreements.rate, block.timeline
    if rate.table is None:
        return schedule.owed_at_end * rate
    monthly = month_sheet(ground).block(f"{block.id}_{name}_run_up", f"{block.label}: interest of a stretch")
    bears = monthly.row("bears", "Interest that a stretch would bear", "usd", sum_product(schedule.owed, rate))
    in_year = block.number(f"{name}_months_of_year", "Months in a year", "month/year", 12)
    last = block.row(
        f"{name}_last_month", "Last month of the year", "month", (years.year - ground.economy.year_before) * in_year
    )
    return in_month(bears, month_number(ground), last)
