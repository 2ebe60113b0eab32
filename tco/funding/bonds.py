"""Bonds: proceeds when they are issued, what issuing costs, and the payments that follow."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_most, cents, equals, pick, where
from tco.formula.rows import Block, Row
from tco.funding.balance import balance
from tco.funding.funds import Funds
from tco.funding.levies import tax_rows
from tco.funding.money import Money
from tco.inputs.bonds import Bond
from tco.inputs.devices import Tags
from tco.inputs.funding import Source
from tco.model.ask import ask_choice, ask_part
from tco.model.ground import Ground
from tco.model.postings import Item


def bond_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """The proceeds for technology, from their issue until they are spent."""
    received = block.row("received", "Received", "usd", block.made("proceeds"))
    return balance(funds, block, source, received, lapses=0)


def bond_costs(ground: Ground, block: Block, source: Source) -> None:
    """What issuing costs and what is paid back, of the part that is for technology."""
    bond = source.bond
    assert bond is not None
    item = Item(ground, block, "financing", Tags(month=source.opens.month if source.opens is not None else None))
    loan = loan_rows(block, bond)
    if bond.issuance_cost is not None:
        whole = ask_part(block, bond, "bond", "issuance_cost")
        cost = block.row("issuance", own_label(bond, "Cost of issuing"), "usd", cents(whole * loan.part * loan.issue))
        item.post(cost, "acquire", "debt_service", "one_time", once=True, base=False)
    choice = ask_choice(block, bond, "debt_service", path="bond.debt_service")
    here = block.constant("here", "Is a cost of this plan", "flag", pick(choice, 0, 1))
    debt = typed_rows(item, bond, loan, here) if bond.payments is not None else level_rows(item, bond, loan, here)
    if bond.assessed_value is not None:
        label = own_label(bond, "Debt service that a levy of its own pays")
        tax_rows(block, "bond", bond, block.row("taxed", label, "usd", debt * (1 - here)), own_label(bond, ""))


def own_label(bond: Bond, label: str) -> str:
    """A label of amounts that are only technology's part of the issue, where it has a part."""
    return f"{label}, technology's part" if bond.technology is not None else label


@dataclass(frozen=True)
class Loan:
    """The part of an issue that is for technology: its share, its amount [usd], the year it is issued in, and what comes in then."""

    part: Expression | int
    borrowed: Row
    issued: Row
    issue: Row
    proceeds: Row


def loan_rows(block: Block, bond: Bond) -> Loan:
    """What is borrowed for technology, and when."""
    borrowed = proceeds = ask_part(block, bond, "bond", "proceeds")
    part: Expression | int = 1
    if bond.technology is not None:
        borrowed = ask_part(block, bond, "bond", "technology")
        part = block.constant("part", "Part for technology", "share", where(proceeds > 0, borrowed / proceeds, 0))
    issued = ask_part(block, bond, "bond", "issued")
    now = equals(block.timeline.year, issued) * block.made("counted")
    issue = block.row("issue", "Is issued in the year", "flag", now)
    return Loan(
        part, borrowed, issued, issue, block.row("proceeds", "Proceeds for technology", "usd", cents(borrowed * issue))
    )


def typed_rows(item: Item, bond: Bond, loan: Loan, here: Row) -> Row:
    """Debt service as it is agreed, of the part that is for technology."""
    agreed = ask_part(item.block, bond, "bond", "payments")
    due = cents(agreed * loan.part * item.block.made("counted"))
    debt = item.block.row("debt_service", own_label(bond, "Debt service"), "usd", due)
    _post(item, debt, here, "debt_service_here", investment=True)
    return debt


def level_rows(item: Item, bond: Bond, loan: Loan, here: Row) -> Row:
    """Level debt service once a year, from the year after the issue; the last payment pays what is left.

    Source: ordinary annuity, A/P(i, n); at a rate of 0 the amount over the number of payments.
    """
    block = item.block
    rate, term = ask_part(block, bond, "bond", "rate"), ask_part(block, bond, "bond", "term")
    count = block.constant("payment_count", "Payments in all", "index", term / item.ground.economy.one_year)
    annuity = where(rate > 0, rate / (1 - (1 + rate) ** -count), 1 / count)
    factor = block.constant("payment_factor", "Payment per dollar borrowed", "share", annuity)
    counted = block.made("counted")
    due = cents(loan.borrowed * factor * counted)
    level = block.constant("level_payment", own_label(bond, "Level payment"), "usd", due)
    number = block.row("payment_number", "Years since the issue", "year", block.timeline.year - loan.issued)
    runs = block.row("payment_due", "A payment is due", "flag", (number >= 1) * (number <= term))
    owed = block.announce("bond_owed", own_label(bond, "Owed at year end"), "usd")
    interest = block.row("interest", own_label(bond, "Interest"), "usd", cents(Prior(owed) * rate) * runs)
    rest = where(equals(number, term), Prior(owed), at_most(Prior(owed), at_least(0, level - interest)))
    principal = block.row("principal", own_label(bond, "Principal"), "usd", rest * runs)
    before = cents(ask_part(block, bond, "bond", "owed") * counted) if bond.owed is not None else None
    block.define(owed, Prior(owed) + loan.proceeds - principal, opening=before)
    _post(item, principal, here, "principal_here", investment=True)
    _post(item, interest, here, "interest_here")
    return block.row("debt_service", own_label(bond, "Debt service"), "usd", interest + principal)


def _post(item: Item, amount: Row, here: Row, id: str, *, investment: bool = False) -> None:
    """Enter debt service in the ledger where it is a cost of this plan."""
    paid = item.block.row(id, f"{amount.label}, a cost of this plan", "usd", amount * here)
    item.post(paid, "acquire", "debt_service", base=False, investment=investment)
