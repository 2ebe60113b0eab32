"""What the ledger adds up to: by category, by kind, by recurrence, per student, over the years."""

from __future__ import annotations

from tco.formula.expression import Prior, sum_rows, total, total_of
from tco.formula.rows import Block, Model, Row
from tco.inputs.district import CATEGORIES
from tco.model.ground import Ground

KINDS = ("capital", "operating", "debt_service", "proceeds")
RECURRENCES = ("one_time", "recurring", "at_risk")


def statement_rows(ground: Ground) -> Row:
    """The budget: every statement is a sum over the ledger. Gives the row of total budgeted cost."""
    sheet = ground.model.sheet("budget", "Budget")
    cost = _by_tag(ground.model, sheet.block("by_category", "Cost by category"), "category", _used(ground.model))
    _by_tag(ground.model, sheet.block("by_kind", "Capital or operating"), "kind", KINDS)
    _by_tag(ground.model, sheet.block("by_recurrence", "One-time or recurring"), "recurrence", RECURRENCES)
    measure_rows(ground, sheet.block("measures", "Measures"), cost)
    return cost


def _used(model: Model) -> tuple[str, ...]:
    used = {posting.tags["category"] for posting in model.postings}
    return tuple(category for category in CATEGORIES if category in used)


def _by_tag(model: Model, block: Block, tag: str, values: tuple[str, ...]) -> Row:
    rows = []
    for value in values:
        label = value.replace("_", " ").capitalize()
        rows.append(block.row(value, label, "usd", total_of(model.years, budgeted="yes", **{tag: value})))
    return block.row("total", "Total", "usd", sum_rows(rows))


def measure_rows(ground: Ground, block: Block, cost: Row) -> None:
    """Per student, cumulative, and present value to the start of the first year, flows at mid-year."""
    block.row("per_student", "Cost per student", "usd/student", cost / ground.heads.students)
    running = block.announce("cumulative", "Cumulative cost", "usd")
    block.define(running, Prior(running) + cost)
    rate = ground.economy.discount_rate
    end = block.announce("discount_end", "Discount factor, year end", "index")
    block.define(end, Prior(end) / (1 + rate), opening=1)
    before = ground.economy.flow_timing
    middle = block.row("discount_factor", "Discount factor", "index", Prior(end) / (1 + rate) ** before)
    present = block.row("present_value", "Present value", "usd", cost * middle)
    block.constant("present_value_total", "Present value of all years", "usd", total(present))
