"""How many positions are needed: by a ratio, by the work itself or by a state formula; in all, or whole ones at each school."""

from __future__ import annotations

from tco.formula.expression import Expression, pick, sum_of, sum_rows, where, whole
from tco.formula.rows import Block, Row
from tco.inputs.people import BY_SCHOOL, NEED_BY, Position, Work, Workload
from tco.model.ask import ask, ask_choice, ask_part
from tco.model.ground import Ground
from tco.model.public import public_row
from tco.model.schools import school_weights

NEEDED = "Positions needed"


def needed_rows(ground: Ground, block: Block, position: Position) -> Row:
    """The positions that the chosen way to the need calls for; each way that is given has a row of its own."""
    weights = school_weights(ground, block, position.per, position.bands) if _by_school(position) else None
    ways = _ways(ground, block, position, weights)
    if len(ways) == 1:
        return _rounded(block, position, "needed", NEEDED, next(iter(ways.values())), weights)
    rows: list[Row | int] = []
    for way in NEED_BY:
        label = f"{NEEDED}, by {way.replace('_', ' ')}"
        rows.append(_rounded(block, position, f"needed_by_{way}", label, ways[way], weights) if way in ways else 0)
    return block.row("needed", NEEDED, "fte", pick(ask_choice(block, position, "need_by"), *rows))


def _ways(ground: Ground, block: Block, position: Position, weights: tuple[Row, Row] | None) -> dict[str, Expression]:
    """The need before rounding, by each way that is given."""
    ways: dict[str, Expression] = {}
    served: Row | None = None
    if position.per is not None:
        chosen = position.per in BY_SCHOOL and position.bands and weights is not None
        many = weights[1] if chosen and weights else ground.counted(position.per, position.bands, position.fleets)
        served = block.row("served", "Served", position.per, many)
    if position.workload is not None:
        ways["workload"] = _work(ground, block, position.workload, served)
    if position.one_for is not None and served is not None:
        ways["ratio"] = served / ask(block, position, "one_for", of=f"{position.per}/fte")
    if position.state_formula is not None:
        ways["state_formula"] = ground.heads.students / public_row(ground, block, position.state_formula)
    return ways


def _rounded(
    block: Block, position: Position, id: str, label: str, exact: Expression, weights: tuple[Row, Row] | None
) -> Row:
    """Parts of positions, whole ones in all, or whole ones at each school, which never needs fewer."""
    if not position.each_school or weights is None:
        return block.row(id, label, "fte", whole(exact) if position.whole else exact)
    weight, in_all = weights
    pooled = block.row(f"{id}_pooled", f"{label}, before rounding", "fte", exact)
    share = where(in_all > 0, pooled * weight / in_all, 0)
    at_school = block.row(f"{id}_at_school", f"{label}, at the school", "fte", whole(share), table=weight.table)
    return block.row(id, label, "fte", sum_of(at_school))


def _by_school(position: Position) -> bool:
    return position.each_school or (position.per in BY_SCHOOL and bool(position.bands))


def _work(ground: Ground, block: Block, workload: Workload, served: Row | None) -> Expression:
    """The hours that all work takes, over the hours that one position has for it."""
    kinds = [_asked_for(ground, block, id, work) for id, work in workload.work.items()]
    if workload.tickets is not None and served is not None:
        each = ask_part(block, workload, "workload", "tickets", of=f"ticket/{served.unit}")
        tickets = block.row("tickets", "Requests for support", "ticket", served * each)
        takes = ask_part(block, workload, "workload", "hours_per_ticket")
        kinds.insert(0, block.row("hours", "Hours of work on requests", "hour", tickets * takes))
    if workload.labor_of:
        hours = [row for id in workload.labor_of if (row := ground.fleets[id].hours) is not None]
        kinds.append(block.row("labor_of", "Hours that fleets ask for", "hour", sum_rows(hours) if hours else 0))
    paid: Expression = ask_part(block, workload, "workload", "paid_hours")
    if workload.leave_hours is not None:
        paid = paid - ask_part(block, workload, "workload", "leave_hours")
    productive = ask_part(block, workload, "workload", "productive")
    free = block.constant("hours_each", "Hours that one position has for requests", "hour/fte", paid * productive)
    if len(kinds) == 1:
        return kinds[0] / free
    return block.row("hours_in_all", "Hours of all work", "hour", sum_rows(kinds)) / free


def _asked_for(ground: Ground, block: Block, id: str, work: Work) -> Row:
    """The hours of one more kind of work. Hours of in-house repairs are work of this kind, counted per device."""
    path = f"workload.work.{id}"
    per: str = "device" if work.per == "device_bought" else work.per
    many = ground.counted(work.per, work.bands, work.fleets)
    count: Expression = block.row(f"work.{id}.counted", f"{work.label}: counted", per, many)
    if work.tickets is not None:
        label = f"{work.label}: requests for each"
        each = ask(block, work, "tickets", of=f"ticket/{per}", path=f"{path}.tickets", label=label)
        count, per = block.row(f"work.{id}.tickets", f"{work.label}: requests", "ticket", count * each), "ticket"
    takes = ask(
        block, work, "hours_each", of=f"hour/{per}", path=f"{path}.hours_each", label=f"{work.label}: hours for each"
    )
    return block.row(f"work.{id}.hours", f"{work.label}: hours", "hour", count * takes)
