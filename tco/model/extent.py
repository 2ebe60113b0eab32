"""How far an item reaches: how many it is counted for, and in which years it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tco.formula.expression import Expression, sum_rows
from tco.formula.rows import Block, Row
from tco.inputs.given import Form
from tco.model.ask import ask
from tco.model.devices import FleetRows
from tco.model.ground import Ground


def counted(
    ground: Ground, per: str, bands: tuple[str, ...], fleets: Mapping[str, FleetRows], named: Sequence[str]
) -> Expression:
    """The students, employees, rooms or sites that an item is for, or the devices in service of the fleets it names."""
    if per == "device":
        return sum_rows([fleets[id].in_service for id in named])
    return ground.heads.of(per, bands)


def running(block: Block, form: Form) -> Row | None:
    """1 in the fiscal years from `from_year` until `until_year`, both included; none when neither is given."""
    flags: list[Expression] = []
    year = block.timeline.year
    if getattr(form, "from_year", None) is not None:
        flags.append(year >= ask(block, form, "from_year"))
    if getattr(form, "until_year", None) is not None:
        flags.append(year <= ask(block, form, "until_year"))
    if not flags:
        return None
    both = flags[0] if len(flags) == 1 else flags[0] * flags[1]
    return block.row("runs", "Runs in the year", "flag", both)


def while_running(amount: Expression, runs: Row | None) -> Expression:
    """The amount in the years in which the item runs, else 0."""
    return amount if runs is None else amount * runs
