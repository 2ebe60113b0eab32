"""State allotments: students times the rate for each, all of it there when its term begins."""

from __future__ import annotations

from tco.formula.expression import cents
from tco.formula.rows import Block, Row
from tco.funding.balance import balance
from tco.funding.funds import Funds
from tco.funding.money import Money, added
from tco.inputs.allotments import Allotment, Group
from tco.inputs.funding import Source
from tco.model.ask import ask
from tco.model.ground import Ground
from tco.model.public import public_row


def allotment_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """The allotment of a term in its first year; what is left at the end of its last lapses unless it carries over."""
    allotment = source.allotment
    assert allotment is not None
    parts = [_part_row(ground, block, id, counted) for id, counted in allotment.groups.items()]
    whole = added(parts)
    if allotment.years > 1:
        whole = whole * _flags(block, allotment, "begins", "A term of the allotment begins", shift=0)
    received = block.row("received", "Received", "usd", cents(whole * block.made("counted")))
    lapses: Row | int = 0 if source.carries_over else 1
    if lapses and allotment.years > 1:
        lapses = _flags(block, allotment, "ends", "The last year of its term", shift=1)
    return balance(funds, block, source, received, lapses=lapses)


def _part_row(ground: Ground, block: Block, id: str, counted: Group) -> Row:
    """One kind of students times its rate."""
    path = f"allotment.groups.{id}"
    if counted.figure:
        rate = public_row(ground, block, counted.figure)
    else:
        rate = ask(block, counted, "rate", path=f"{path}.rate", label=f"{counted.label}: for each")
    if counted.count is not None:
        students = ask(block, counted, "count", path=f"{path}.count", label=f"{counted.label}: students")
    else:
        students = block.row(
            f"{path}.students", f"{counted.label}: students", "student", ground.heads.of("student", counted.bands)
        )
    return block.row(f"{path}.amount", counted.label, "usd", cents(students * rate))


def _flags(block: Block, allotment: Allotment, id: str, label: str, *, shift: int) -> Row:
    values = [float(allotment.begins_in(year + shift)) for year in block.timeline.years]
    return block.numbers(f"allotment_{id}", label, "flag", values)
