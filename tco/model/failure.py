"""Why devices leave service before their time."""

from __future__ import annotations

from tco.formula.expression import Expression
from tco.formula.rows import Block, Row
from tco.inputs.devices import Fleet
from tco.model.ask import ask_by_age
from tco.model.ground import Ground


def leaving_share(ground: Ground, block: Block, fleet: Fleet, age: Row) -> Expression:
    """The share of each cohort in service that is gone at the year's end: lost, stolen or written off."""
    return ask_by_age(ground.model, block, fleet, "loss", age)
