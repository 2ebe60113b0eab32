"""Student fees: those who pay times the fee, less what is waived and what is not collected."""

from __future__ import annotations

from tco.formula.expression import cents
from tco.formula.rows import Block
from tco.funding.balance import balance
from tco.funding.funds import Funds
from tco.funding.money import Money
from tco.inputs.funding import Source
from tco.model.ask import ask_part
from tco.model.ground import Ground


def fees_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """What families pay in the year."""
    fees = source.fees
    assert fees is not None
    students = block.row("students", "Students the fee is for", "student", ground.heads.of("student", fees.bands))
    payers = block.row(
        "payers", "Students who owe it", "student", students * (1 - ask_part(block, fees, "fees", "waived"))
    )
    due = block.row("due", "Due", "usd", payers * ask_part(block, fees, "fees", "fee"))
    paid_part = ask_part(block, fees, "fees", "collected")
    received = block.row("received", "Received", "usd", cents(due * paid_part * block.made("counted")))
    return balance(funds, block, source, received)
