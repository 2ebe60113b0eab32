"""Years paid at once: what is paid when a term begins, what is added inside it, and each year's share of what was paid."""

from __future__ import annotations

from tco.formula.expression import Expression, Prior, at_least, at_most, cents, where
from tco.formula.rows import Block, Row
from tco.inputs.licences import Prepaid
from tco.inputs.software import Software
from tco.model.ask import ask
from tco.model.contract import way_is, while_in_force
from tco.model.postings import Item


def prepaid_rows(item: Item, software: Software, prepaid: Prepaid, charged: Row, now: Row, in_force: Row | None) -> Row:
    """Post what is paid ahead; give the number that is still paid by the year.

    Those charged in the first year of a term are paid for all its years, but for none after the product's last year.
    """
    block, each = item.block, str(charged.unit)
    part, year = block.part("prepaid"), block.timeline.year
    ahead = way_is(block, software, "ahead")
    years = ask(part, prepaid, "years")
    price = _price_of_a_year(item, prepaid, now)
    start = ask(part, prepaid, "began") if prepaid.began is not None else None
    began = part.announce("term_began", "Fiscal year in which the prepaid term began", "year")
    due = (year - Prior(began) >= years) * ahead
    begins = part.row("begins", "A prepaid term begins", "flag", while_in_force(due, in_force))
    part.define(began, where(begins, year, Prior(began)), opening=start)
    number = part.announce("prepaid", "Prepaid for", each)
    counts = ask(part, prepaid, "number", of=each) if prepaid.number is not None else None
    part.define(number, where(begins, charged, Prior(number)), opening=counts)
    paid = cents(begins * number * price * _years_paid(item, software, years) / item.ground.economy.one_year)
    cost = part.open_row("cost", "Subscription, paid ahead", "usd", paid)
    item.post(cost, "operate", recurrence=software.recurrence, once=True, investment=True)
    covered = part.row("covered", "Paid for ahead, in force", each, while_in_force(number * ahead, in_force))
    held = _held_price(block, prepaid, begins, price)
    share = part.row("annual_share", "The year's share of what was paid ahead", "usd", cents(covered * held))
    item.post(share, "operate", budgeted="memo")
    return part.row("added", "Paid by the year", each, at_least(0, charged - covered))


def _price_of_a_year(item: Item, prepaid: Prepaid, now: Row) -> Row:
    """The price of one prepaid year, discount taken off."""
    if prepaid.discount is None:
        return now
    part = item.block.part("prepaid")
    kept = 1 - ask(part, prepaid, "discount")
    return part.row("year_price", "Price of a prepaid year for each", str(now.unit), now * kept)


def _years_paid(item: Item, software: Software, years: Row) -> Expression:
    """The years of a term, or those left to the product's last one."""
    if software.until_year is None:
        return years
    block = item.block
    left = at_least(0, block.made("until_year") - block.timeline.year + 1)
    return block.part("prepaid").row("years_paid", "Years paid for", "year", at_most(years, left))


def _held_price(block: Block, prepaid: Prepaid, begins: Row, price: Row) -> Row:
    """The price at which the years of the running term were paid."""
    part = block.part("prepaid")
    held = part.announce("price_paid", "Price at which a year was paid", str(price.unit))
    before: Row | None = None
    if prepaid.paid_price is not None:
        before = ask(part, prepaid, "paid_price", of=str(price.unit))
    elif prepaid.number is not None:
        before = block.made("price")
    return part.define(held, where(begins, price, Prior(held)), opening=before)
