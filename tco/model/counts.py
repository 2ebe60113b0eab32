"""How many an item is counted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tco.formula.expression import Expression, sum_rows
from tco.model.devices import FleetRows
from tco.model.ground import Ground


def counted(
    ground: Ground, per: str, bands: tuple[str, ...], fleets: Mapping[str, FleetRows], named: Sequence[str]
) -> Expression:
    """The students, employees, rooms or sites that an item is for, or the devices in service of the fleets it names."""
    if per == "device":
        return sum_rows([fleets[id].in_service for id in named])
    return ground.heads.of(per, bands)
