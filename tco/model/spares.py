"""The pool of spare devices."""

from __future__ import annotations

from tco.formula.expression import Expression
from tco.formula.rows import Block, Row
from tco.inputs.devices import Fleet
from tco.model.ask import ask


def with_spares(block: Block, fleet: Fleet, assigned: Row) -> Expression:
    """The devices assigned with the spares that the district wants beside them."""
    return assigned if fleet.spares is None else assigned * (ask(block, fleet, "spares") + 1)
