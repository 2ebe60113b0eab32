"""Levies and sales taxes: from tax years to fiscal years by the months in which they are collected; tax rates."""

from __future__ import annotations

from collections.abc import Sequence

from tco.formula.expression import Expression, Prior, at_least, cents, pick
from tco.formula.rows import Block, Origin, Row
from tco.funding.balance import balance
from tco.funding.funds import Funds
from tco.funding.money import Money, added
from tco.inputs.bonds import Bond
from tco.inputs.funding import Source
from tco.inputs.given import meaning_of
from tco.inputs.levies import MONTHS, TAXED_BY, Levy
from tco.model.ask import ask_choice, ask_part, input_row
from tco.model.ground import Ground


def levy_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """What comes in of the levies of this tax year and the one before, until the fund balance is paid out."""
    levy = source.levy
    assert levy is not None
    levied = levied_row(ground, block, levy)
    rate = ask_part(block, levy, "levy", "collection_rate")
    due = _due(ground, block, levy, levied)
    received = block.row("received", "Received", "usd", cents(due * rate * block.made("counted")))
    tax_rows(block, "levy", levy, levied)
    return balance(funds, block, source, received, lapses=0)


def levied_row(ground: Ground, block: Block, levy: Levy) -> Row:
    """What is levied in the tax year that a fiscal year is named for, while the levy is in force; its opening is the year before."""
    amount = ask_part(block, levy, "levy", "amount")
    before = levy.amount.by_year or {}
    year = ground.plan.calendar.first_year - 1
    known = levy.amount.value is not None or min(before) <= year
    earlier = Origin(f"{block.id}.levy.amount", levy.amount.source, levy.amount.note, levy.amount.assumption)
    label = "Levied in the tax year before the plan"
    start = block.number("levy.amount_before", label, "usd", levy.amount.in_year(year) if known else 0, earlier)
    first, last, renewed = _term(block, levy)
    years, year_before = block.timeline.year, ground.economy.year_before
    if first is None and last is None:
        return block.row("levied", "Levied, as long as it is in force", "usd", amount, opening=start)
    now, then = (_in_force(when, first, last, renewed) for when in (years, year_before))
    force = block.row("in_force", "The levy is in force", "flag", now)
    return block.row("levied", "Levied, as long as it is in force", "usd", amount * force, opening=start * then)


def _term(block: Block, levy: Levy) -> tuple[Row | None, Row | None, Row | None]:
    """The first and the last tax year, and 1 where the levy is renewed after it; none where the plan does not say it."""
    first = last = renewed = None
    if levy.first_tax_year is not None:
        first = ask_part(block, levy, "levy", "first_tax_year")
    if levy.last_tax_year is not None:
        last = ask_part(block, levy, "levy", "last_tax_year")
        choice = ask_choice(block, levy, "renewed", path="levy.renewed")
        renewed = block.constant("renewed", "Is renewed", "flag", pick(choice, 0, 1))
    return first, last, renewed


def _in_force(year: Row, first: Row | None, last: Row | None, renewed: Row | None) -> Expression:
    begun = year >= first if first is not None else None
    if last is None or renewed is None:
        assert begun is not None
        return begun
    runs = at_least(renewed, year <= last)
    return runs if begun is None else begun * runs


def _due(ground: Ground, block: Block, levy: Levy, levied: Row) -> Expression:
    """Taxes that fall due in the fiscal year: those of the tax year it is named for up to its end, and of the one before from its start."""
    if not levy.collected:
        return levied
    start = ground.plan.calendar.start_month
    shares = {
        month: input_row(
            block,
            f"levy.collected.{month}",
            share,
            meaning_of(Levy, "collected"),
            label=f"Collected in {month.capitalize()}",
        )
        for month, share in levy.collected.items()
    }
    own = [
        shares[month]
        for place, month in enumerate(MONTHS, start=1)
        if month in shares and (start == 1 or place < start)
    ]
    late = [share for share in shares.values() if share not in own]
    parts = []
    if own:
        parts.append(_part(block, "due_now", "of its own tax year", levied, own))
    if late:
        parts.append(_part(block, "due_before", "of the tax year before", Prior(levied), late))
    return added(parts)


def _part(block: Block, id: str, label: str, levied: Expression, shares: Sequence[Row]) -> Row:
    return block.row(id, f"Due in the fiscal year, {label}", "usd", levied * added(shares))


def tax_rows(block: Block, part: str, form: Levy | Bond, raised: Row, said: str = "") -> None:
    """The tax rate for each $1,000 of assessed value, and the tax on a home; labels end in what is `said`."""
    if form.assessed_value is None:
        return
    value = ask_part(block, form, part, "assessed_value")
    rate = block.announce("tax_rate", f"Tax for each $1,000 of assessed value{said}", "factor")
    each = block.number_beside("tax_rate_for", "Assessed value that the rate is for", "index", TAXED_BY, rate)
    block.define(rate, raised / value * each)
    if form.home is not None:
        home = ask_part(block, form, part, "home")
        block.row("tax_on_home", f"Tax on the home{said}", "usd", cents(rate * home / each))
