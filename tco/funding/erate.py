"""E-Rate as money: a share of what eligible lines cost, as asked for, as committed, in time or a year late, billed or refunded.

Category One pays the discount on whatever is asked for; Category Two does so within the budget of its cycle. Support that is
committed a year late pays nothing in its year: the district pays all of it then, and the support comes back in the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import (
    Expression,
    Prior,
    at_least,
    at_most,
    cents,
    sum_of,
    sum_rows,
    where,
    whole_percent,
)
from tco.formula.rows import Block, Origin, Row
from tco.funding.erate_budget import budget_rows
from tco.funding.erate_discount import discount_rows
from tco.funding.funds import Funds
from tco.funding.money import Money
from tco.inputs.erate import ERateSupport
from tco.inputs.funding import Source
from tco.model.ask import ask_part
from tco.model.ground import Ground

ONE, TWO = "erate_one", "erate_two"


@dataclass(frozen=True)
class Support:
    """What of the support [usd] pays in its own year, and what comes back a year later because it was committed late."""

    in_time: Row
    later: Row


def erate_one_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """Category One: the discount on all that is asked for."""
    form = source.erate_one
    assert form is not None
    discount = discount_row(block, ONE, form, discount_rows(ground).one)
    eligible, asked = asked_rows(funds, block, discount)
    support = support_rows(funds, block, ONE, form, asked)

    def settle(paid: Row, capped: Row | None) -> None:
        settle_rows(block, eligible, paid)

    return Money(support.in_time, settle, share=discount)


def erate_two_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """Category Two: the discount on what is asked for, as far as the budget of the cycle goes."""
    form = source.erate_two
    assert form is not None
    known = discount_rows(ground)
    assert known.schools is not None, "the checks let no budget be without schools"
    discount = discount_row(block, TWO, form, known.two)
    used = block.announce("used", "Used of the budget, to the year's end", "usd")
    budget = budget_rows(ground, block, form, known.schools, used)
    eligible, asked = asked_rows(funds, block, discount)
    most = block.row("most", "Support that the budget has room for", "usd", cents(cents(budget.left) * discount))
    support = support_rows(funds, block, TWO, form, at_most(most, asked))
    before = ask_part(block, form, TWO, "committed_before") if form.committed_before is not None else None

    def settle(paid: Row, capped: Row | None) -> None:
        settle_rows(block, eligible, paid)
        spent = block.row(
            "used_now",
            "Used of the budget in the year",
            "usd",
            where(discount > 0, (paid + support.later) / discount, 0),
        )
        block.define(used, budget.used_before + spent, opening=before)
        lapses = at_least(0, budget.budget - used) * budget.cycle_ends
        block.row("budget_lapses", "Budget that lapses with the cycle", "usd", lapses)

    return Money(support.in_time, settle, share=discount)


def asked_rows(funds: Funds, block: Block, discount: Row) -> tuple[Row, Row]:
    """The eligible cost of all lines, and the support that they ask for, each line to the cent as it is invoiced."""
    eligible = funds.asked(block)
    each = cents(funds.lines.cost * funds.covers[block.name] * discount)
    support = block.row("support_for", "Support for", "usd", each, table=funds.lines.table)
    return eligible, block.row("support_asked", "Support that lines ask for", "usd", sum_of(support))


def discount_row(block: Block, part: str, form: ERateSupport, own: Row) -> Row:
    """The discount of the category: the district's own, or the plain average of its consortium's, to a whole percent."""
    if not form.consortium:
        return block.row("discount", "Discount", "share", own)
    members = []
    for id, discount in form.consortium.items():
        path, said = f"{part}.consortium.{id}", f"Discount of a member, {id.replace('_', ' ')}"
        members.append(block.number(path, said, "share", discount, Origin(f"{block.id}.{path}")))
    number = block.number("consortium_members", "Members of the consortium", "index", len(members))
    average = whole_percent(sum_rows(members) / number)
    return block.row("discount", "Discount of the consortium", "share", average)


def support_rows(funds: Funds, block: Block, part: str, form: ERateSupport, asked: Expression) -> Support:
    """From what is filed to what is committed, and of that what comes in its year and what a year later."""
    filed = block.row("filed", "Filed", "usd", known_or(block, part, form, "filed", asked))
    committed = filed * ask_part(block, form, part, "committed")
    known = known_or(block, part, form, "commitments", committed)
    granted = block.row("granted", "Committed", "usd", cents(known * ask_part(block, form, part, "goes_on")))
    late = ask_part(block, form, part, "late")
    counted = block.made("counted")
    owed = ask_part(block, form, part, "owed_before") if form.owed_before is not None else None
    in_time = block.row("in_time", "Committed in time", "usd", cents(granted * (1 - late) * counted))
    later = block.row("later", "Committed a year late", "usd", cents(granted * late * counted), opening=owed)
    funds.refunds.append(later)
    block.row("refunded", "Comes back from the year before", "usd", Prior(later))
    return Support(in_time, later)


def known_or(block: Block, part: str, form: ERateSupport, field: str, computed: Expression) -> Expression:
    """What the district knows in the fiscal years that it gives an amount for, and what is computed in all others."""
    if getattr(form, field) is None:
        return computed
    known = ask_part(block, form, part, field)
    return where(known > 0, known, computed)


def settle_rows(block: Block, eligible: Row, paid: Row) -> None:
    """What came in is what was paid; the district's part is the rest."""
    block.row("opening", "Balance at the start", "usd", 0)
    block.row("received", "Received", "usd", paid)
    block.row("lapsed", "Lapses", "usd", 0)
    block.row("closing", "Balance at year end", "usd", 0)
    block.row("district_part", "Eligible cost less support", "usd", eligible - paid)
