"""The pool of spare devices: a share on top, or as many as repairs keep away."""

from __future__ import annotations

import math

from tco.formula.expression import Expression, Prior, at_most, exp, sum_below, sum_of
from tco.formula.rows import Block, Row, Table
from tco.inputs.devices import Fleet
from tco.inputs.failure import LEAST_POOL, SparePool
from tco.model.ask import ask, ask_part
from tco.model.failure import Columns
from tco.model.ground import Ground


def with_spares(ground: Ground, block: Block, fleet: Fleet, assigned: Row) -> Expression:
    """The devices assigned with the spares that the district wants beside them."""
    if fleet.spare_pool is not None:
        return assigned + pool_row(ground, block, fleet.spare_pool, assigned)
    return assigned if fleet.spares is None else assigned * (ask(block, fleet, "spares") + 1)


def pool_row(ground: Ground, block: Block, pool: SparePool, assigned: Row) -> Row:
    """The fewest spares that are enough in the wanted share of all cases.

    Devices out at a time are repairs of the year times the days each takes, over the days that count (Little's law), and their number
    is Poisson: the pool is its quantile. Repairs that come in clusters need more.
    """
    if pool.repairs is not None:
        each: Expression = ask_part(block, pool, "spare_pool", "repairs")
    else:
        ask_part(block, pool, "spare_pool", "repairs_before")
        last = block.announce("repairs_each", "Incidents for each device in service", "incident/device")
        ground.announced[last.id] = last
        each = Prior(last)
    days, away = (ask_part(block, pool, "spare_pool", field) for field in ("days", "turnaround"))
    out = block.row("out_for_repair", "Out for repair at a time, on average", "factor", assigned * each * away / days)
    level = ask_part(block, pool, "spare_pool", "service_level")
    most = pool.most if pool.most is not None else LEAST_POOL
    table = _counts(ground, block, most)
    none = _chance_rows(block, most, table, out)
    exactly, fewer = (row for row in block.rows if row.table is table)
    short = block.row("spares_short", "Spares needed", "device", Columns(table)["spare"] * (fewer < level), table=table)
    in_table = block.row("spares_in_table", "The table is enough in", "share", none + sum_of(exactly))
    block.row("pool_beyond", "More spares are needed than the table has", "flag", in_table < level)
    return block.row("spare_devices", "Spares for devices out for repair", "device", sum_of(short))


def _counts(ground: Ground, block: Block, most: int) -> Table:
    """A line for each spare, the first, the second, ..., with the root of its factorial, which keeps powers small."""
    numbers = range(1, most + 1)
    names = [f"{number} out" for number in numbers]
    ids = [f"out_{number}" for number in numbers]
    table = ground.model.table(f"{block.id}.spares_by_count", f"{block.label}: spares", ids, names)
    table.column("count", "Devices out", "index", values=numbers)
    roots = [math.exp(math.lgamma(number + 1) / number) for number in numbers]
    table.column("root", "Root of the factorial", "factor", values=roots)
    table.column("spare", "One spare", "device", values=[1 for _ in numbers])
    return table


def _chance_rows(block: Block, most: int, table: Table, out: Row) -> Row:
    """In which share of all cases none, exactly so many, and fewer than so many are out.

    Far above what the table holds the mean is cut off, so that powers stay numbers. Source: Poisson, e^-m x m^k / k!, here with
    the root of k!.
    """
    columns = Columns(table)
    count = columns["count"]
    lines = block.number("spare_pool.most", "Lines of the table of spares", "factor", most)
    mean = block.row("out_in_table", "The same, as far as the table goes", "factor", at_most(lines + 100, out))
    none = block.row("spares_none_out", "None is out", "share", exp(-mean))
    exactly = block.row(
        "spares_exactly", "So many are out", "share", none * (mean / columns["root"]) ** count, table=table
    )
    block.row("spares_fewer", "Fewer are out", "share", none + sum_below(exactly, count, count), table=table)
    return none
