"""The pool of spare devices: a share on top, or as many as repairs keep away."""

from __future__ import annotations

import math

from tco.formula.expression import Expression, Prior, equals, exp, sum_below, sum_of, where
from tco.formula.rows import Block, Row, Table
from tco.inputs.devices import Fleet
from tco.inputs.failure import SparePool
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
    table = _counts(ground, block, pool.most)
    enough = _enough_row(block, table, out)
    device = Columns(table)["device"]
    short = block.row("spares_short", "One more spare is needed", "device", device * (enough < level), table=table)
    spares = block.row("spare_devices", "Spares for devices out for repair", "device", sum_of(short))
    most = block.constant("spare_pool.lines", "Lines of the table of spares", "device", sum_of(device))
    block.row("pool_beyond", "More spares are needed than the table has", "flag", spares >= most)
    return spares


def _counts(ground: Ground, block: Block, most: int) -> Table:
    """A line for each number of devices that may be out: 0, 1, 2, ..., with the root of its factorial that keeps terms small."""
    numbers = range(most + 1)
    names = [f"{number} out" for number in numbers]
    ids = [f"out_{number}" for number in numbers]
    table = ground.model.table(f"{block.id}.spares_by_count", f"{block.label}: devices out for repair", ids, names)
    roots = [math.exp(math.lgamma(number + 1) / number) if number else 1 for number in numbers]
    table.column("count", "Devices out", "index", values=numbers)
    table.column("root", "Root of the factorial", "factor", values=roots)
    table.column("device", "One device", "device", values=[1 for _ in numbers])
    return table


def _enough_row(block: Block, table: Table, out: Row) -> Row:
    """In which share of all cases at most so many are out. Source: Poisson, m^k / k! x e^-m, here as ((m / g) x e^(-m / k))^k."""
    columns = Columns(table)
    count, root = columns["count"], columns["root"]
    term = ((out / root) * exp(-(out / count))) ** count
    chance = where(equals(count, 0), exp(-out), term)
    exactly = block.row("spares_exactly", "So many are out", "share", chance, table=table)
    at_most = sum_below(exactly, count, count) + exactly
    return block.row("spares_enough", "At most so many are out", "share", at_most, table=table)
