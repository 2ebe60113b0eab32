"""What there is of a fleet: needed, kept, bought, lost and retired, followed by cohort.

The cohorts are the lots already there and one for each year's purchase. A cohort's line is what is left of it, `Prior` times the
share that stays, so its age, its support end and its price are its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, equals, sum_of, where, whole
from tco.formula.rows import Block, Row
from tco.inputs.devices import Fleet
from tco.model.ask import ask
from tco.model.cohorts import Cohorts, cohort_table
from tco.model.failure import leaving_share
from tco.model.ground import Ground
from tco.model.lessors import Lessors, Renting, lessor_rows, renting_rows, returned_row
from tco.model.refresh import Need, life_binds_row, life_row, replaced_rows
from tco.model.sizing import sized_rows
from tco.model.spares import with_spares


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
    disposed: Row
    handed: Row | None
    lessors: Lessors | None


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
    wanted = with_spares(ground, block, fleet, assigned)
    return assigned, block.row("needed", "Needed", "device", whole(wanted) if fleet.whole_units else wanted)


def _places(ground: Ground, block: Block, count: str) -> Row:
    assert ground.heads.table is not None, "the checks let a school count pass without schools"
    column = ground.heads.table.made(f"count_{count}")
    return block.constant("places", f"Places for {count.replace('_', ' ')}", "device", sum_of(column))


def stock_rows(ground: Ground, block: Block, fleet: Fleet, assigned: Row, needed: Row, price: Row | None) -> Stock:
    """The yearly identity: opening + bought + handed down to here = lost + retired + closing."""
    years = block.timeline
    life = life_row(block, fleet)
    renting = renting_rows(block, fleet)
    cohorts = cohort_table(ground, block, fleet, life, life_binds_row(block, fleet), renting)
    age = block.row("age", "Age", "year", at_least(0, years.year - cohorts.bought_in), table=cohorts.table)
    left = block.announce("left", "Left at year end", "device", table=cohorts.table)
    replaced = replaced_rows(block, fleet, cohorts, left, Need(assigned, needed, price))
    arrives = replaced.bought * equals(years.year, cohorts.buys_in)
    there = replaced.kept + arrives if replaced.received is None else replaced.kept + replaced.received + arrives
    serving = block.row("serving", "In service", "device", there, table=cohorts.table)
    block.define(left, serving * (1 - leaving_share(ground, block, fleet, age)), opening=cohorts.opening)
    lessors = _lessors(block, renting, cohorts, age, left, replaced.kept)
    handed = handed_rows(ground, block, left, replaced.kept, lessors)
    in_service, retired = statement_rows(block, cohorts, replaced.kept, serving, left)
    block.row("missing", "Needed and not in service", "device", where(needed > in_service, needed - in_service, 0))
    disposed = disposed_row(block, retired, handed, lessors)
    age_rows(block, age, serving, in_service)
    return Stock(
        cohorts,
        age,
        replaced.kept,
        serving,
        left,
        life,
        assigned,
        replaced.bought,
        in_service,
        retired,
        disposed,
        handed,
        lessors,
    )


def _lessors(block: Block, renting: Renting | None, cohorts: Cohorts, age: Row, left: Row, kept: Row) -> Lessors | None:
    """What belongs to a lessor and what goes back to it, where the fleet may be rented."""
    if renting is None or cohorts.on_rent is None:
        return None
    serving = lessor_rows(block, renting, cohorts.on_rent, age)
    return Lessors(renting, serving, returned_row(block, renting, cohorts.on_rent, age, left, kept))


def disposed_row(block: Block, retired: Row, handed: Row | None, lessors: Lessors | None) -> Row:
    """What the district is rid of itself: neither returned to a lessor nor handed down."""
    gone: Expression = retired
    if lessors is not None:
        gone = gone - block.row("returned_in_all", "Returned to the lessor, all", "device", sum_of(lessors.returned))
    if handed is not None:
        gone = gone - block.row("handed_in_all", "Handed down, all", "device", sum_of(handed))
    if gone is retired:
        return retired
    label = "Retired and not handed down" if lessors is None else "Retired, neither returned nor handed down"
    return block.row("disposed", label, "device", gone)


def handed_rows(ground: Ground, block: Block, left: Row, kept: Row, lessors: Lessors | None) -> Row | None:
    """What the fleet lets go, where another one receives it; how much that one takes is answered there."""
    id = block.name
    fleets = (*ground.plan.devices.values(), *ground.plan.network.values())
    if not any(id in fleet.receives for fleet in fleets):
        return None
    gone = Prior(left) - kept if lessors is None else Prior(left) - kept - lessors.returned
    block.row("leaving", "Let go", "device", gone, table=left.table)
    return block.announce("handed", "Handed down", "device", table=left.table)


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
