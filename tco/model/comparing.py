"""What options on one need come to side by side: their cash by kind, their present value, and what is left at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression, sum_rows, total
from tco.formula.rows import Block, Row
from tco.inputs.comparing import Comparison
from tco.model.ground import Ground
from tco.model.options import Built, Rows, option_rows
from tco.model.statements import KINDS


@dataclass(frozen=True)
class Compared:
    """An option's rows that others read: what it costs by kind, in all and in present value [usd]."""

    built: Built
    block: Block
    by_kind: dict[str, Row]
    cost: Row
    present_value: Row


def comparison_rows(ground: Ground, id: str, comparison: Comparison, rows: Rows) -> list[Compared]:
    """The options of a comparison, each with what it costs."""
    built = option_rows(ground, id, comparison, rows)
    sheet = ground.model.sheet("comparisons", "Options side by side")
    return [cost_rows(ground, sheet.block(f"comparisons.{id}.{each.id}", each.option.label), each) for each in built]


def cost_rows(ground: Ground, block: Block, built: Built) -> Compared:
    """What an option costs by kind and in all, and its present value."""
    by_kind = {kind: block.row(kind, kind.replace("_", " ").capitalize(), "usd", _sum(built, kind)) for kind in KINDS}
    cost = block.row("cost", "Cost, less what comes back", "usd", sum_rows(list(by_kind.values())))
    factor = ground.economy.discount_factor
    present = block.row("present", "Present value", "usd", cost * factor)
    value = block.constant("present_value", "Present value of all years", "usd", total(present))
    return Compared(built, block, by_kind, cost, value)


def _sum(built: Built, kind: str) -> Expression | int:
    rows: Sequence[Row] = [
        posting.row for posting in built.postings if posting.tags["budgeted"] == "yes" and posting.tags["kind"] == kind
    ]
    return sum_rows(list(rows)) if rows else 0
