"""What the ledger adds up to: by category, by kind, by recurrence, per student, over the years."""

from __future__ import annotations

from tco.formula.expression import Prior, sum_rows, total, total_of, where
from tco.formula.rows import Block, Model, Row
from tco.inputs.district import CATEGORIES, IN_WORDS
from tco.model.ground import Ground

KINDS = ("capital", "operating", "debt_service", "proceeds")
RECURRENCES = ("one_time", "recurring", "at_risk")
PHASES = ("acquire", "deploy", "operate", "support", "retire")
PURPOSES = ("run", "grow", "transform")


def statement_rows(ground: Ground) -> Row:
    """The budget: every statement is a sum over the ledger. Gives the row of total budgeted cost."""
    sheet = ground.model.sheet("budget", "Budget")
    cost = _by_tag(
        ground.model,
        sheet.block("by_category", "Cost by category"),
        "category",
        _used(ground.model, "category", CATEGORIES),
    )
    _by_tag(ground.model, sheet.block("by_kind", "Capital or operating"), "kind", KINDS)
    _by_tag(ground.model, sheet.block("by_recurrence", "One-time or recurring"), "recurrence", RECURRENCES)
    for tag, label, values in (("phase", "Cost by phase", PHASES), ("purpose", "Run, grow or transform", PURPOSES)):
        _by_tag(ground.model, sheet.block(f"by_{tag}", label), tag, _used(ground.model, tag, values))
    measure_rows(ground, sheet.block("measures", "Measures"), cost)
    annualised_rows(ground, sheet.block("annualised", "Annualised cost, and how it follows from cash"), cost)
    return cost


def _used(model: Model, tag: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Those values of a tag that some budgeted posting has."""
    used = {posting.tags[tag] for posting in model.postings if posting.tags["budgeted"] == "yes"}
    return tuple(value for value in values if value in used)


def _by_tag(model: Model, block: Block, tag: str, values: tuple[str, ...]) -> Row:
    rows = []
    for value in values:
        label = IN_WORDS.get(value, value.replace("_", " ")).capitalize()
        rows.append(block.row(value, label, "usd", total_of(model.years, budgeted="yes", **{tag: value})))
    return block.row("total", "Total", "usd", sum_rows(rows) if rows else 0)


def measure_rows(ground: Ground, block: Block, cost: Row) -> None:
    """Per student, cumulative, and present value to the start of the first year, flows at mid-year."""
    block.row("per_student", "Cost per student", "usd/student", cost / ground.heads.students)
    if any(posting.tags["budgeted"] == "no" for posting in ground.model.postings):
        unbudgeted = block.row(
            "unbudgeted", "Users' own time, in no budget", "usd", total_of(block.timeline, budgeted="no")
        )
        block.row("with_unbudgeted", "Budgeted and unbudgeted", "usd", cost + unbudgeted)
    running = block.announce("cumulative", "Cumulative cost", "usd")
    block.define(running, Prior(running) + cost)
    if ground.owed:
        block.row("owed", "Owed on agreements at year end", "usd", sum_rows(ground.owed))
    present = block.row("present_value", "Present value", "usd", cost * ground.economy.discount_factor)
    block.constant("present_value_total", "Present value of all years", "usd", total(present))


def annualised_rows(ground: Ground, block: Block, cost: Row) -> None:
    """Total cost of ownership in a steady year: cash, less what is paid for purchases, plus each purchase's price over its life."""
    years = ground.model.years
    cash = block.row("cash", "Budgeted cash", "usd", cost)
    invested = block.row(
        "invested", "Less paid for purchases", "usd", -total_of(years, budgeted="yes", investment="yes")
    )
    shares = block.row("shares", "Plus price over life of what is in service", "usd", total_of(years, budgeted="memo"))
    annual = block.row("tco", "Annualised cost of ownership", "usd", sum_rows([cash, invested, shares]))
    block.row("tco_per_student", "Annualised cost per student", "usd/student", annual / ground.heads.students)
    clients = [rows for id, rows in ground.fleets.items() if id in ground.plan.devices]
    if clients:
        serving = block.row("devices", "Devices in service", "device", sum_rows([rows.in_service for rows in clients]))
        assigned = block.row("assigned", "Devices assigned", "device", sum_rows([rows.assigned for rows in clients]))
        block.row("tco_per_device", "Annualised cost per device", "usd/device", where(serving > 0, annual / serving, 0))
        per_assigned = where(assigned > 0, annual / assigned, 0)
        block.row("tco_per_assigned", "Annualised cost per assigned device", "usd/device", per_assigned)
