"""Planned payments: what an optimal allocation lets each source pay of each line, live beside the waterfall, and when it is stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tco.errors import Fault, PlanError
from tco.formula.expression import Expression, at_least, equals, one_each, pick, sum_rows, where
from tco.formula.rows import Block, Row, Sheet
from tco.funding.lines import Lines
from tco.inputs.funding import PLANNED, Funding, Source
from tco.model.ask import ask, ask_choice, input_row

STALE = "The costs or the money changed since: run tco allocate again, or set funding.follow_plan to no."


@dataclass(frozen=True)
class Planned:
    """Where the planned payments of all sources stand, and the choice whether they hold."""

    block: Block
    follow: Row


def planned_block(in_all: Block, working: Sheet, funding: Funding, sources: Mapping[str, Source]) -> Planned | None:
    """The choice whether planned payments hold; none where no source has any."""
    if not any(source.planned for source in sources.values()):
        return None
    return Planned(working.block("planned", "Planned payments"), ask_choice(in_all, funding, "follow_plan"))


def planned_rows(block: Block, plans: Planned | None, lines: Lines, source: Source) -> Row | None:
    """The most that a source pays of each line by its planned payments, among all `plans`; none for a source without them.

    Raises PlanError for a payment of a line that the plan does not have.
    """
    if plans is None or not source.planned:
        return None
    known = {line.id: line.name for line in lines.lines}
    unknown = [id for id in source.planned if id not in known]
    if unknown:
        raise PlanError([Fault(f"{block.id}.planned.{id}", "the plan has no such cost line", STALE) for id in unknown])
    rows = {
        id: input_row(block, f"planned.{id}", given, PLANNED, label=f"Planned: {known[id]}")
        for id, given in source.planned.items()
    }
    block.row("planned", "Planned to pay", "usd", sum_rows([*rows.values()]))
    holds = where(
        equals(plans.follow, 1), lines.cost, one_each(lines.table, [rows.get(line.id, 0) for line in lines.lines])
    )
    return plans.block.row(block.name, f"Planned for {block.label}, of", "usd", holds, table=lines.table)


def stale_rows(
    block: Block, funding: Funding, sources: Mapping[str, Source], blocks: Mapping[str, Block], plans: Planned | None
) -> None:
    """Where planned payments hold: what of them is not paid, and what is not covered beyond what they leave.

    A payment in whole cents may be off by one from a cost that is cut by months.
    """
    planned = [id for id in blocks if id in sources and sources[id].planned]
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
