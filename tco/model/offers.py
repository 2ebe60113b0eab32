"""Buying with others: the price that a group's volume reaches, its fee, and what is saved against buying alone."""

from __future__ import annotations

from tco.formula.expression import Expression, Tier, cents, pick
from tco.formula.rows import Block, Origin, Row
from tco.inputs.devices import Fleet
from tco.model.ask import ask, ask_choice
from tco.model.ground import Ground


def offer_price_rows(ground: Ground, block: Block, fleet: Fleet, alone: Row, bought: Row) -> Expression:
    """The price of one device before tax and escalation, alone or through the fleet's offer as the choice says."""
    assert fleet.offer is not None
    offer = ground.plan.offers[fleet.offer]
    tiers = list(offer.tiers.values())
    table = ground.model.table(f"{block.id}.tiers", f"{block.label}: {offer.label}", list(offer.tiers))
    own = Origin(f"offers.{fleet.offer}.tiers", offer.source, offer.note, offer.assumption)
    floors = table.column("floor", "From this volume on", "device", values=[tier.floor for tier in tiers], origin=own)
    prices = table.column("price", "Price", "usd/device", values=[tier.price for tier in tiers], origin=own)
    others = ask(block, offer, "members_volume", path="offer.members_volume", label="Volume of the other members")
    fee = ask(block, offer, "fee", path="offer.fee", label="Fee on the price through the offer")
    volume = block.row("offer_volume", "Volume of all members", "device", bought + others)
    offered = block.row(
        "offer_price", "Price through the offer, with fee", "usd/device", Tier(volume, floors, prices) * (fee + 1)
    )
    saved = bought * (alone - offered) * ground.economy.index[fleet.category]
    if fleet.price[offer.line].taxed and ground.economy.sales_tax is not None:
        saved = saved * (ground.economy.sales_tax + 1)
    block.row("offer_saving", "Saved through the offer", "usd", cents(saved))
    way = ask_choice(block, fleet, "buy_through")
    return pick(way, alone, offered)
