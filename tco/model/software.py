"""Software and policies: what each contract costs as heads, devices or sites change and its price rises."""

from __future__ import annotations

from tco.formula.expression import Expression, Prior, at_least, cents, equals
from tco.formula.rows import Block, Row
from tco.inputs.software import Software
from tco.model.ask import ask, ask_choice
from tco.model.contract import in_force_row, one_time_rows, user_row, while_in_force
from tco.model.ground import Ground, own_index
from tco.model.postings import Item

EACH = {"site": "school", "flat": "contract"}  # the unit of what is counted, where it is not the word of the form


def software_rows(ground: Ground, block: Block, software: Software, *, category: str) -> None:
    """All rows and postings of one product: its subscription, its perpetual licence, or both with a switch between them."""
    item = Item(ground, block, category, software.tags)
    in_force = in_force_row(block, software)
    charged = charged_row(ground, block, software, in_force)
    if software.licence_price is None:
        subscription_rows(item, software, charged)
    elif software.price is None:
        perpetual_rows(item, software, charged, in_force)
    else:
        way = ask_choice(block, software, "licence")
        subscribes = block.constant("is_subscription", "Licence is a subscription", "flag", equals(way, 1))
        owns = block.constant("is_perpetual", "Licence is perpetual", "flag", 1 - subscribes)
        unit = str(charged.unit)
        subscription_rows(item, software, block.row("subscribed", "Subscribed", unit, charged * subscribes))
        holding = owns if in_force is None else block.row("holds", "Perpetual licences in use", "flag", in_force * owns)
        perpetual_rows(
            item, software, block.row("licensed", "Perpetual licences needed", unit, charged * owns), holding
        )
    one_time_rows(item, software, "implementation")
    one_time_rows(item, software, "migration")


def charged_row(ground: Ground, block: Block, software: Software, in_force: Row | None) -> Row:
    """How many the contract charges for: what is counted, not below its minimum, in the years in which it in_force."""
    each = EACH.get(software.per, software.per)
    charged = block.announce("charged", "Number charged", each)
    many: Expression = counted_row(ground, block, software, charged)
    if software.minimum is not None:
        many = at_least(ask(block, software, "minimum", of=each), many)
    return block.define(charged, while_in_force(many, in_force))


def counted_row(ground: Ground, block: Block, software: Software, charged: Row) -> Expression:
    """What the contract counts: heads, users, devices in service, rooms, sites, or the contract itself."""
    if software.per == "flat":
        return block.number_beside("contract", "One contract", EACH["flat"], 1, charged)
    if software.per == "user":
        return user_row(ground, block, software, software.bands)
    return ground.counted(software.per, software.bands, software.fleets)


def subscription_rows(item: Item, software: Software, charged: Row) -> None:
    """The yearly bill: so many at the price of the year."""
    block = item.block
    price = ask(block, software, "price", of=f"usd/{charged.unit}")
    index = own_index(item.ground, block, software, "uplift", item.category, cap="uplift_cap")
    now = block.row("unit_price", "Price for each, in the year's dollars", str(price.unit), price * index)
    cost = block.open_row("cost", "Subscription", "usd", cents(charged * now))
    item.post(cost, "operate", recurrence=software.recurrence)


def perpetual_rows(item: Item, software: Software, needed: Row, holding: Row | None) -> None:
    """Licences bought when more are needed than owned, and maintenance on those owned."""
    block, each = item.block, str(needed.unit)
    start = ask(block, software, "owned", of=each) if software.owned is not None else None
    owned = block.announce("licences", "Licences owned at year end", each)
    bought = block.row("bought", "Licences bought", each, at_least(0, needed - Prior(owned)))
    block.define(owned, Prior(owned) + bought, opening=start)
    price = ask(block, software, "licence_price", of=f"usd/{each}")
    now = price * item.ground.economy.index[item.category]
    spent = block.row("licences_cost", "Spent on perpetual licences", "usd", cents(bought * now))
    item.post(spent, "acquire", software.booked_as, "one_time")
    if software.maintenance is not None:
        maintenance_rows(item, software, price, owned, bought, holding)


def maintenance_rows(item: Item, software: Software, price: Row, owned: Row, bought: Row, holding: Row | None) -> None:
    """Maintenance from the year after a licence is bought, and with the purchase as far as the plan says."""
    block = item.block
    kept: Expression = Prior(owned)
    if software.maintenance_at_purchase is not None:
        kept = kept + bought * ask(block, software, "maintenance_at_purchase")
    maintained = block.row("maintained", "Licences maintained", str(owned.unit), while_in_force(kept, holding))
    yearly = price * ask(block, software, "maintenance")
    index = own_index(item.ground, block, software, "maintenance_uplift", item.category)
    item.post(block.open_row("maintenance_cost", "Maintenance", "usd", cents(maintained * yearly * index)), "support")
