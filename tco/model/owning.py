"""What an option owns at each year's end, and how many units or licences it has in service."""

from __future__ import annotations

from tco.formula.expression import Expression, at_least, at_most, sum_of, sum_rows, total, where, whole
from tco.formula.rows import Block, Row
from tco.model.ground import Ground
from tco.model.options import Built


def owned_row(ground: Ground, block: Block, built: Built) -> Row:
    """The unexpired share of what was paid for what is owned at year end: the years left of its life, or of what was prepaid."""
    own = built.block
    parts: list[Expression] = []
    if own.has("left"):
        parts.append(sum_of(_by_cohort(ground, own)))
    if own.has("prepaid.covered"):
        ends = own.made("prepaid.term_began") + own.made("prepaid.years")
        years = at_least(0, ends - own.timeline.year - 1)
        price = own.made("prepaid.price_paid")
        paid = own.made("prepaid.covered") * price * years / ground.economy.one_year
        parts.append(block.row("owned_ahead", "Years paid for and still to come", "usd", paid))
    return block.row("owned", "Unexpired price of what is owned", "usd", sum_rows(parts) if parts else 0)


def _by_cohort(ground: Ground, own: Block) -> Row:
    """Of each lot and purchase, what is left of it times the unexpired part of its price; what a lessor owns does not count."""
    left, one_year = own.made("left"), ground.economy.one_year
    table = left.table
    assert table is not None, "a fleet is kept by lots and purchases"
    planned = own.made("planned_life" if own.has("planned_life") else "life")
    life = own.constant("owned_life", "Life over which its price expires", "year", whole(planned))
    a_year: Expression = table.made("price_paid") * one_year / life
    if table.has("left_a_year"):  # bought when the term was over, at a price for the life left then
        a_year = where(table.made("on_rent"), table.made("left_a_year"), a_year)
    price = table.column("owned_a_year", "Price that expires in a year", "usd/device", formula=a_year)
    years = at_least(0, life - own.made("age") - one_year)
    unexpired = left * price * years / one_year
    if own.has("lessors"):
        unexpired = unexpired * (1 - own.made("lessors"))
    return own.row("owned", "Unexpired price at year end", "usd", unexpired, table=table)


def licences_left_row(block: Block, built: Built, last: Row, twelve: Row) -> Row | None:
    """What is left at the period's end of licences with a useful life; none where the option holds no such licence."""
    licence = next((each for each in built.ground.holdings if each.what == "licence"), None)
    if licence is None:
        return None
    served = (last - block.timeline.year + 1) * twelve
    share = at_most(1, at_least(0, licence.serves - served) / licence.serves)
    bought = licence.measured * share * (block.timeline.year <= last)
    by_year = block.row("licences_by_year", "Licences bought, unexpired at the end", "usd", bought)
    return block.constant("licences_left", "Licences, unexpired at the end", "usd", total(by_year))


def served_row(block: Block, built: Built, within: Row) -> Row | None:
    """Units in service, or licences or contracts in force, in the study period; none where a product's terms count each their own."""
    own = built.block
    name = next((name for name in ("in_service", "charged") if own.has(name)), None)
    if name is None:
        return None
    row = own.made(name)
    return block.row("served", "In service", str(row.unit), row * within)
