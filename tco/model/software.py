"""Software: what each contract costs as heads, devices or sites change and its price rises."""

from __future__ import annotations

from collections.abc import Mapping

from tco.formula.expression import Expression, cents, sum_rows
from tco.formula.rows import Block
from tco.inputs.software import Software
from tco.model.ask import ask
from tco.model.devices import FleetRows
from tco.model.ground import Ground
from tco.model.postings import Item


def software_rows(ground: Ground, block: Block, software: Software, fleets: Mapping[str, FleetRows]) -> None:
    """The yearly cost of one product."""
    item = Item(ground, block, software.category, software.tags)
    counted: Expression
    if software.per == "device":
        counted = sum_rows([fleets[id].in_service for id in software.fleets])
    else:
        counted = ground.heads.of(software.per, software.bands)
    price = ask(block, software, "price", of=f"usd/{software.per if software.per != 'site' else 'school'}")
    amount = cents(counted * price * ground.economy.index[software.category])
    item.post(block.open_row("cost", "Subscription", "usd", amount), "operate")
