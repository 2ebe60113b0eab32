"""The records of a fleet: a line for each lot that is there, for each year's purchase, and for what other fleets hand down."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression, at_least, at_most, sum_rows, sum_where, where, whole
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.devices import Fleet, Lot
from tco.inputs.support import support_end
from tco.model.ask import ask, ask_part
from tco.model.ground import Ground, HandedOn
from tco.model.lessors import Renting, on_rent_column, returned_by


@dataclass(frozen=True)
class FromGiver:
    """Another fleet that hands down, and the column that names its records on the lines of this one (0 on all others)."""

    giver: HandedOn
    number: Row


@dataclass(frozen=True)
class Cohorts:
    """The columns of a fleet's records: what was bought when, how long it has support and may serve [year]."""

    table: Table
    bought_in: Row
    buys_in: Row
    opening: Row
    price_is_known: Row
    price_known: Row
    supported_until: Row
    serves_until: Row
    given: tuple[FromGiver, ...]
    from_others: Row | None
    on_rent: Row | None = None


def cohort_table(
    ground: Ground, block: Block, fleet: Fleet, life: Row, life_binds: Row | None, renting: Renting | None = None
) -> Cohorts:
    """One line per lot, one per year of the plan for what is bought in it, one per record of a fleet that hands down."""
    years = block.timeline.years
    givers = [ground.handed_on[id] for id in fleet.receives]
    lots, own = list(fleet.lots.values()), Origin(f"{block.id}.lots")
    ids = [f"lot_{id}" for id in fleet.lots] + [f"bought_{year}" for year in years]
    names = [_lot_name(id, lot) for id, lot in fleet.lots.items()] + [f"bought FY{year}" for year in years]
    ids += [f"from_{giver.id}_{record}" for giver in givers for record in giver.table.records]
    names += [f"{name}, from {giver.label}" for giver in givers for name in giver.table.record_names()]
    table = ground.model.table(f"{block.id}.cohorts", f"{block.label}: lots and purchases", ids, names)
    none = [0.0] * (len(ids) - len(lots))
    in_plan = [*years, *[0.0] * (len(ids) - len(lots) - len(years))]
    since = [float(year) for giver in givers for year in giver.bought_in.values or ()]
    bought_in = table.column(
        "bought_in", "Bought in", "year", values=[*(lot.bought for lot in lots), *years, *since], origin=own
    )
    buys_in = table.column("buys_in", "Purchase year in the plan", "year", values=[0.0] * len(lots) + in_plan)
    opening = table.column(
        "opening", "There at the start", "device", values=[*(lot.count for lot in lots), *none], origin=own
    )
    given = _given_columns(table, givers, len(lots) + len(years))
    supported = _supported_column(ground, block, fleet, table, given)
    is_known = [float(lot.price_paid is not None) for lot in lots]
    flag = table.column("price_is_known", "Price paid is known", "flag", values=[*is_known, *none], origin=own)
    paid = [lot.price_paid or 0 for lot in lots]
    known = table.column("price_known", "Price paid, where known", "usd/device", values=[*paid, *none], origin=own)
    on_rent = on_rent_column(block, table, fleet, renting) if renting is not None else None
    serves = _serves_column(block, fleet, table, life, life_binds, renting)
    counted = [*(float(lot.handed_down) for lot in lots), *[0.0] * len(years), *[1.0] * len(since)]
    others = table.column("from_others", "Handed down by others", "flag", values=counted) if any(counted) else None
    return Cohorts(table, bought_in, buys_in, opening, flag, known, supported, serves, given, others, on_rent)


def _lot_name(id: str, lot: Lot) -> str:
    return f"{lot.model or id.replace('_', ' ')}, FY{lot.bought}"


def _given_columns(table: Table, givers: Sequence[HandedOn], own: int) -> tuple[FromGiver, ...]:
    """For each fleet that hands down, which of its records each line stands for."""
    found, start = [], own
    for giver in givers:
        numbers = [0.0] * len(table)
        numbers[start : start + len(giver.table)] = [float(each) for each in giver.number.values or ()]
        start += len(giver.table)
        column = table.column(f"from_{giver.id}", f"Line in {giver.label}", "index", values=numbers)
        found.append(FromGiver(giver, column))
    return tuple(found)


def of_givers(given: Sequence[FromGiver], column: str, own: Expression) -> Expression:
    """A column's value on own lines, and on the others what it is in the fleet that hands down."""
    if not given:
        return own
    theirs = sum_rows([sum_where(getattr(each.giver, column), each.giver.number, each.number) for each in given])
    return where(sum_rows([each.number for each in given]) > 0, theirs, own)


def _supported_column(ground: Ground, block: Block, fleet: Fleet, table: Table, given: Sequence[FromGiver]) -> Row:
    """The last fiscal year in which each cohort has support without paying for more of it."""
    last_year = block.timeline.years[-1]
    ends = [supported_until(lot, fleet, ground.plan.calendar.start_month, last_year) for lot in fleet.lots.values()]
    ends += [last_year] * (len(table) - len(ends))
    limit = table.column("support_limit", "Known support limit", "year", values=ends, origin=Origin(f"{block.id}.lots"))
    until: Expression = limit
    if fleet.support_years is not None:
        bought_in, buys_in = (table.made(name) for name in ("bought_in", "buys_in"))
        support: Row = ask(block, fleet, "support_years")
        if fleet.platform_age is not None:
            left = support - ask(block, fleet, "platform_age")
            support = block.constant("support_left", "Support left when bought", "year", at_least(0, left))
        until = where(buys_in > 0, bought_in + support - 1, limit)
    if given:
        until = of_givers(
            given, "supported_until", table.column("own_until", "Support of own ones", "year", formula=until)
        )
    return table.column("supported_until", "Last year with support", "year", formula=until)


def _serves_column(
    block: Block, fleet: Fleet, table: Table, life: Row, life_binds: Row | None, renting: Renting | None
) -> Row:
    """The last fiscal year in which each cohort may serve, and whether its life or its support says so."""
    supported, bought_in = table.made("supported_until"), table.made("bought_in")
    planned = table.column("planned_until", "Last year by its life", "year", formula=bought_in + whole(life) - 1)
    table.column("support_first", "Support ends before its life", "flag", formula=supported < planned)
    until: Expression = supported
    if fleet.extended_support is not None:
        extra = ask_part(block, fleet.extended_support, "extended_support", "years")
        until = table.column("extended_until", "Last year with paid support", "year", formula=supported + extra)
    serves = at_most(planned, until)
    if life_binds is not None:
        serves = where(life_binds, serves, until)
    if renting is not None:
        serves = returned_by(table, renting, table.made("on_rent"), bought_in, serves)
    return table.column("serves_until", "Last year it may serve", "year", formula=serves)


def supported_until(lot: Lot, fleet: Fleet, start_month: int, last_year: int) -> int:
    """The last fiscal year in which a lot may serve: the last one whose every day has support if the district never lets a
    device run without, else the one its support end falls in. Without a known support end it has support to the plan's end."""
    end = support_end(lot)
    if end is None:
        return last_year
    falls_in = end.year + (1 if end.month >= start_month > 1 else 0)
    next_day = end + datetime.timedelta(days=1)
    ends_with_year = next_day.day == 1 and next_day.month == start_month
    return falls_in if ends_with_year or not fleet.never_unsupported else falls_in - 1
