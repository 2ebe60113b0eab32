"""The general fund: what technology may take of it, and its ending balance against the board's policy."""

from __future__ import annotations

from tco.formula.expression import Expression, at_least, at_most, cents, where
from tco.formula.rows import Block, Row
from tco.funding.balance import balance, opening_rows
from tco.funding.funds import Funds
from tco.funding.money import Money
from tco.inputs.fund_balance import Fund
from tco.inputs.funding import Source
from tco.model.ask import ask_part
from tco.model.ground import Ground


def fund_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """What the fund gives to technology, as far as its balance goes; what nobody pays does not lower it."""
    fund = source.fund
    assert fund is not None
    of = opening_rows(block, source)
    revenue = ask_part(block, fund, "fund", "revenue")
    expenditure = ask_part(block, fund, "fund", "expenditure")
    left = cents((revenue - expenditure) * block.made("counted"))
    received = block.row("received", "Revenue less all other expenditure", "usd", left)
    floor = ask_part(block, fund, "fund", "floor") if fund.floor is not None else None
    money = balance(funds, block, source, received, of=of, lapses=0, floor=floor)
    lasting = money.lasting
    if fund.gives is not None:
        gives: Expression = cents(ask_part(block, fund, "fund", "gives") * block.made("counted"))
        if block.has("transferred"):
            gives = gives + at_least(0, block.made("transferred"))
        lasting = block.row("for_technology", "For technology", "usd", at_most(gives, at_least(0, money.lasting)))

    def settle(paid: Row, capped_paid: Row | None) -> None:
        money.settle(paid, capped_paid)
        policy_rows(block, fund, paid, expenditure, of.closing)

    return Money(lasting, settle)


def policy_rows(block: Block, fund: Fund, paid: Row, other: Row, closing: Row) -> None:
    """The ending balance as a share of the year's expenditure, and what it falls short of the policy."""
    spent = block.row("expenditure", "Expenditure with technology", "usd", other + paid)
    block.row("closing_share", "Ending balance, of expenditure", "share", where(spent > 0, closing / spent, 0))
    if fund.policy is not None:
        wanted = block.row(
            "policy_balance", "Ending balance by policy", "usd", spent * ask_part(block, fund, "fund", "policy")
        )
        block.row("policy_short", "Short of policy", "usd", at_least(0, wanted - closing))
