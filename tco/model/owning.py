"""What an option owns at each year's end, and how many units or licences it has in service."""

from __future__ import annotations

from tco.formula.expression import Expression, at_least, equals, sum_of, sum_rows, whole
from tco.formula.rows import Block, Row
from tco.model.ground import Ground
from tco.model.options import Built


def owned_row(ground: Ground, block: Block, built: Built) -> Row:
    """The unexpired share of what was paid for what is owned at year end: the years left of its life, or of what was prepaid."""
    own = built.block
    parts: list[Expression] = []
    if own.has("left"):
        parts.append(sum_of(_by_cohort(ground, block, built)))
    if own.has("prepaid.covered"):
        ends = own.made("prepaid.term_began") + own.made("prepaid.years")
        years = at_least(0, ends - own.timeline.year - 1)
        price = own.made("prepaid.price_paid")
        paid = own.made("prepaid.covered") * price * years / ground.economy.one_year
        parts.append(block.row("owned_ahead", "Years paid for and still to come", "usd", paid))
    return block.row("owned", "Unexpired price of what is owned", "usd", sum_rows(parts) if parts else 0)


def _by_cohort(ground: Ground, block: Block, built: Built) -> Row:
    """Of each lot and purchase, what is left of it times the unexpired part of its price; what is rented is not owned."""
    own, economy = built.block, ground.economy
    left = own.made("left")
    table = left.table
    assert table is not None, "a fleet is kept by lots and purchases"
    life = own.made("planned_life" if own.has("planned_life") else "life")
    remains = at_least(0, whole(life) - own.made("age") - economy.one_year) / whole(life)
    if getattr(built.form, "rent", None) is not None:
        left_owned: Expression = left * equals(table.made("buys_in"), 0)
    else:
        left_owned = left
    unexpired = left_owned * table.made("price_paid") * remains
    return block.row("owned_by_cohort", "Unexpired price", "usd", unexpired, table=table)


def served_row(block: Block, built: Built, within: Row) -> Row | None:
    """Units in service, or licences or contracts in force, in the study period; none where a product's terms count each their own."""
    own = built.block
    name = next((name for name in ("in_service", "charged") if own.has(name)), None)
    if name is None:
        return None
    row = own.made(name)
    return block.row("served", "In service", str(row.unit), row * within)
