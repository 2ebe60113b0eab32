"""Planned payments: what an optimal allocation lets each source pay of each line, live beside the waterfall, and when it is stale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from tco.errors import Advice, Fault, Finding, PlanError
from tco.formula.expression import Expression, at_least, equals, one_each, pick, sum_rows, where
from tco.formula.rows import Block, Model, Row, Sheet
from tco.funding.lines import Lines
from tco.funding.money import added
from tco.inputs.funding import PLANNED, Funding, Source
from tco.model.ask import ask, ask_choice, input_row

REMEDY_UNKNOWN = "Correct its id, take it out, or run tco allocate again."
FREED = " With funding.follow_plan = 'no' it is left out."


@dataclass(frozen=True)
class Planned:
    """Where the planned payments of all sources stand, the choice whether they hold, and whether they do in the plan as it stands."""

    block: Block
    follow: Row
    holds: bool


def planned_block(in_all: Block, working: Sheet, funding: Funding, sources: Mapping[str, Source]) -> Planned | None:
    """The choice whether planned payments hold; none where no source has any."""
    if not any(source.planned for source in sources.values()):
        return None
    block = working.block("planned", "Planned payments")
    return Planned(block, ask_choice(in_all, funding, "follow_plan"), funding.follow_plan == "yes")


def planned_rows(block: Block, plans: Planned | None, lines: Lines, source: Source) -> Row | None:
    """The most that a source pays of each line by its planned payments, among all `plans`; none for a source without them.

    A payment of a line that the plan does not have is left out where they do not hold. Raises PlanError for it where they do.
    """
    if plans is None or not source.planned:
        return None
    known = {line.id: line.name for line in lines.lines}
    unknown = [Fault(place, found, remedy + FREED) for place, found, remedy in unknown_lines(block.name, source, known)]
    if unknown and plans.holds:
        raise PlanError(unknown)
    rows = {
        id: input_row(block, f"planned.{id}", given, PLANNED, label=f"Planned: {known[id]}")
        for id, given in source.planned.items()
        if id in known
    }
    block.row("planned", "Planned to pay", "usd", added([*rows.values()]))
    each = one_each(lines.table, [rows.get(line.id, 0) for line in lines.lines]) if rows else 0
    holds = where(equals(plans.follow, 1), lines.cost, each)
    return plans.block.row(block.name, f"Planned for {block.label}, of", "usd", holds, table=lines.table)


def unknown_lines(id: str, source: Source, known: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Planned payments of lines that the plan does not have, but for those of nothing: place, what was found, and what to do."""
    names = list(known)
    for line in source.planned:
        if line not in names and any(source.planned[line].numbers()):
            near = get_close_matches(line, names)
            there = f"The nearest lines are {', '.join(near)}. " if near else ""
            yield f"sources.{id}.planned.{line}", "the plan has no such cost line", there + REMEDY_UNKNOWN


def check_planned(model: Model, sources: Mapping[str, Source]) -> list[Finding]:
    """Advice about planned payments that are left out, as they do not hold and the plan has no such lines."""
    cost = model.by_id().get("lines.cost")
    known = cost.table.records if cost is not None and cost.table is not None else ()
    return [Advice(*each) for id, source in sources.items() for each in unknown_lines(id, source, known) if known]


def stale_rows(
    block: Block, funding: Funding, sources: Mapping[str, Source], blocks: Mapping[str, Block], plans: Planned | None
) -> None:
    """Where planned payments hold: what of them is not paid, and what is not covered beyond what they leave.

    A payment in whole cents may be off by one from a cost that is cut by months.
    """
    planned = [id for id, block in blocks.items() if block.has("planned")]
    if plans is None or not planned:
        return
    cents = sum(len(sources[id].planned) for id in planned)
    near = block.number("plan_rounding", "Left by whole cents of planned payments", "usd", cents / 100)
    holds = block.constant("plan_holds", "The planned payments hold", "flag", pick(plans.follow, 0, 1))
    away = sum_rows([blocks[id].made("planned") - blocks[id].made("paid") for id in planned])
    unpaid = block.row("plan_unpaid", "Planned and not paid", "usd", at_least(0, away - near) * holds)
    stale: Expression = unpaid
    if funding.planned_gap is not None:
        gap = ask(block, funding, "planned_gap")
        beyond = at_least(0, block.made("gap") - gap - near) * holds
        stale = unpaid + block.row("plan_uncovered", "Not covered beyond what was planned", "usd", beyond)
    block.row("plan_stale", "Planned payments are out of date by", "usd", stale)
