"""What there is of a fleet: needed, kept, bought, lost and retired, followed by cohort.

The cohorts are the lots already there and one for each year's purchase. A cohort's line is what is left of it, `Prior` times the
share that stays, so its age, its support end and its price are its own.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_most, equals, sum_of, where, whole
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.devices import Fleet, Lot
from tco.model.ask import ask
from tco.model.failure import leaving_share
from tco.model.ground import Ground
from tco.model.sizing import sized_rows
from tco.model.spares import with_spares


@dataclass(frozen=True)
class Cohorts:
    """The records of a fleet: its lots, then a purchase for each year."""

    table: Table
    bought_in: Row
    buys_in: Row
    opening: Row
    price_is_known: Row
    price_known: Row
    supported_until: Row


@dataclass(frozen=True)
class Stock:
    """The rows of a fleet's devices that others read, in devices and years; the first five by cohort."""

    cohorts: Cohorts
    age: Row
    kept: Row
    serving: Row
    left: Row
    life: Row
    assigned: Row
    bought: Row
    in_service: Row
    retired: Row


@dataclass(frozen=True)
class FleetRows(Stock):
    """A fleet's devices with their prices: of one bought in the year, and what each cohort's cost [usd/device]."""

    unit_price: Row
    price_paid: Row


def needed_rows(ground: Ground, block: Block, fleet: Fleet) -> tuple[Row, Row]:
    """How many devices are assigned to somebody, and how many the district wants in service, spares included."""
    parts: list[Expression] = []
    if fleet.per is not None and fleet.ratio is not None:
        ratio = ask(block, fleet, "ratio", of=f"device/{fleet.per}")
        parts.append(ground.counted(fleet.per, fleet.bands, fleet.fleets) * ratio)
    if fleet.count is not None:
        parts.append(ask(block, fleet, "count"))
    if fleet.school_count is not None:
        parts.append(_places(ground, block, fleet.school_count))
    parts += sized_rows(ground, block, fleet)
    planned = sum(parts[1:], start=parts[0])
    if fleet.rollout is not None:
        planned = planned * ask(block, fleet, "rollout")
    assigned = block.row("assigned", "Assigned", "device", planned)
    wanted = with_spares(block, fleet, assigned)
    return assigned, block.row("needed", "Needed", "device", whole(wanted) if fleet.whole_units else wanted)


def _places(ground: Ground, block: Block, count: str) -> Row:
    assert ground.heads.table is not None, "the checks let a school count pass without schools"
    column = next(row for row in ground.heads.table.columns if row.id.endswith(f".count_{count}"))
    return block.constant("places", f"Places for {count.replace('_', ' ')}", "device", sum_of(column))


def stock_rows(ground: Ground, block: Block, fleet: Fleet, assigned: Row, needed: Row) -> Stock:
    """The yearly identity: opening + bought = lost + retired + closing."""
    years = block.timeline
    life = ask(block, fleet, "life")
    cohorts = cohort_table(ground, block, fleet)
    age = block.row("age", "Age", "year", at_least(0, years.year - cohorts.bought_in), table=cohorts.table)
    left = block.announce("left", "Left at year end", "device", table=cohorts.table)
    within = (age < life) * (years.year <= cohorts.supported_until)
    due = block.row("due", "Left, life and support not over", "device", Prior(left) * within, table=cohorts.table)
    wanted = block.row("wanted", "To buy", "device", _shortfall(block, fleet, needed, due))
    kept, allowed = _kept_rows(block, fleet, cohorts, left, due, wanted)
    bought = block.open_row("bought", "Bought", "device", allowed)
    arrives = bought * equals(years.year, cohorts.buys_in)
    serving = block.row("serving", "In service", "device", kept + arrives, table=cohorts.table)
    block.define(left, serving * (1 - leaving_share(ground, block, fleet, age)), opening=cohorts.opening)
    in_service, retired = statement_rows(block, cohorts, kept, serving, left)
    age_rows(block, age, serving, in_service)
    return Stock(cohorts, age, kept, serving, left, life, assigned, bought, in_service, retired)


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
    is_known = [float(lot.price_paid is not None) for lot in lots] + [0] * len(years)
    flag = table.column("price_is_known", "Price paid is known", "flag", values=is_known, origin=own)
    known = table.column("price_known", "Price paid, where known", "usd/device", values=paid, origin=own)
    return Cohorts(table, bought_in, buys_in, opening, flag, known, supported)


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
