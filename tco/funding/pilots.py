"""Pilots that pay by the student, between a least and a most, for some years."""

from __future__ import annotations

from tco.formula.expression import Expression, at_least, at_most, cents
from tco.formula.rows import Block, Row
from tco.funding.balance import balance, month_row
from tco.funding.funds import Funds
from tco.funding.money import Money
from tco.inputs.funding import Source
from tco.inputs.grants import Pilot
from tco.model.ask import ask_once, ask_part
from tco.model.ground import Ground
from tco.model.public import public_row


def pilot_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """A budget by the student for each year of the pilot or once for its term, of which the pilot pays what the district need not match."""
    pilot = source.pilot
    assert pilot is not None, "the table of ways names this for sources with a pilot"
    budget = budget_row(ground, block, pilot)
    support: Expression = budget * block.made("counted")
    if source.match is not None:
        support = support * (1 - ask_once(block, source, "match"))
    opens, ends = month_row(block, source, "opens"), month_row(block, source, "obligate_by")
    assert opens is not None and ends is not None, "the form asks for both days of a pilot"
    months = funds.months
    end_of_year = block.row("last_month", "Last month of the fiscal year", "month", months.base + months.last)
    begun = end_of_year >= opens
    falls = begun * (ends >= end_of_year) if pilot.budget_for == "year" else begun - (end_of_year - 12 >= opens)
    comes = block.row("comes", "A budget comes in the year", "flag", falls)
    received = block.row("received", "Received, as far as it counts", "usd", cents(support * comes))
    return balance(funds, block, source, received)


def budget_row(ground: Ground, block: Block, pilot: Pilot) -> Row:
    """So much for each student, no less than the least and no more than the most."""
    students = ground.heads.students if pilot.students is None else ask_part(block, pilot, "pilot", "students")
    amount: Expression = students * _own_or_rule(ground, block, pilot, "per_student")
    if pilot.has("least"):
        amount = at_least(_own_or_rule(ground, block, pilot, "least"), amount)
    if pilot.has("most"):
        amount = at_most(_own_or_rule(ground, block, pilot, "most"), amount)
    return block.row("budget", "Budget, before any match", "usd", amount)


def _own_or_rule(ground: Ground, block: Block, pilot: Pilot, field: str) -> Row:
    """The pilot's own figure where the plan gives one, else the program's."""
    if getattr(pilot, field) is not None:
        return ask_part(block, pilot, "pilot", field)
    return public_row(ground, block, f"{pilot.program}_{field}")
