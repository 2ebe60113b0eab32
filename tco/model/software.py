"""Software and policies: what each contract costs as heads, devices or sites change and its price rises."""

from __future__ import annotations

from tco.formula.expression import Expression, Prior, at_least, cents, equals, sum_rows
from tco.formula.rows import Block, Row
from tco.inputs.software import Software
from tco.model.ask import ask, ask_choice
from tco.model.changeover import changeover_rows, parallel_rows
from tco.model.committed import Owed, committed_rows
from tco.model.contract import in_force_row, while_in_force
from tco.model.ground import Ground, own_index
from tco.model.intangible import holding_rows
from tco.model.licences import (
    added_row,
    benefit_rows,
    bracket_rows,
    charged_row,
    price_level,
    term_rows,
    use_rows,
)
from tco.model.postings import Item
from tco.model.prepaid import prepaid_rows


def software_rows(ground: Ground, block: Block, software: Software, *, category: str) -> None:
    """All rows and postings of one product: its terms, its subscription, its perpetual licence, or both with a switch."""
    item = Item(ground, block, category, software.tags)
    owed: Owed | None = None
    if software.terms:
        item.post(term_rows(ground, block, software), "operate", recurrence=software.recurrence, once=True)
    else:
        in_force = in_force_row(block, software)
        owed = licence_rows(item, software, charged_row(ground, block, software, in_force), in_force)
    around = changeover_rows(item, software)
    holding_rows(item, software, owed, around)


def licence_rows(item: Item, software: Software, charged: Row, in_force: Row | None) -> Owed | None:
    """A subscription, a perpetual licence, or either; what is owed on terms that are committed."""
    if software.licence_price is None:
        return subscription_rows(item, software, charged, in_force)
    if software.price is None:
        perpetual_rows(item, software, charged, in_force)
        return None
    return either_rows(item, software, charged, in_force)


def either_rows(item: Item, software: Software, charged: Row, in_force: Row | None) -> Owed | None:
    """A subscription and a perpetual licence, and the choice between them."""
    block, unit = item.block, str(charged.unit)
    subscribes = block.constant(
        "is_subscription", "Licence is a subscription", "flag", equals(ask_choice(block, software, "licence"), 1)
    )
    owns = block.constant("is_perpetual", "Licence is perpetual", "flag", 1 - subscribes)
    subscribed = block.row("subscribed", "Subscribed", unit, charged * subscribes)
    owed = subscription_rows(item, software, subscribed, in_force)
    holding = owns if in_force is None else block.row("holds", "Perpetual licences in use", "flag", in_force * owns)
    perpetual_rows(item, software, block.row("licensed", "Perpetual licences needed", unit, charged * owns), holding)
    return owed


def subscription_rows(item: Item, software: Software, charged: Row, in_force: Row | None) -> Owed | None:
    """The bill of each year: so many at the price of the year, or what their bracket costs."""
    ground, block = item.ground, item.block
    if software.brackets:
        amount: Expression = bracket_rows(ground, block, software, charged, in_force)
        amount = amount * price_level(ground, block, software, item.category)
        cost = block.open_row("cost", "Subscription", "usd", cents(amount))
    else:
        price = ask(block, software, "price", of=f"usd/{charged.unit}")
        level = price_level(ground, block, software, item.category)
        now = block.row("unit_price", "Price for each, in the year's dollars", str(price.unit), price * level)
        if software.per == "device_bought":
            unit_licence_rows(item, software, charged, now, in_force)
            return None
        amount = _billed(item, software, charged, now, in_force) * now
        if software.benefit is not None:
            amount = amount + benefit_rows(ground, block, software.benefit, charged, in_force, level)
        cost = block.open_row("cost", "Subscription", "usd", cents(amount))
        parallel_rows(item, software, now)
    owed = _post_bill(item, software, cost, amount, in_force)
    use_rows(block, software, charged, _yearly(block, software, cost))
    return owed


def _post_bill(item: Item, software: Software, cost: Row, amount: Expression, in_force: Row | None) -> Owed | None:
    """The bill as it stands in the budget: operating, or the payments of what is committed and the rest."""
    if software.committed is not None:
        return committed_rows(item, software, cost, amount, in_force)
    item.post(cost, "operate", recurrence=software.recurrence, once=True)
    return None


def _billed(item: Item, software: Software, charged: Row, now: Row, in_force: Row | None) -> Row:
    """The number that is paid by the year: all, those of whole years, or those not paid ahead."""
    if software.coterm is not None:
        return added_row(item.block, software.coterm, charged)
    if software.prepaid is not None:
        return prepaid_rows(item, software, software.prepaid, charged, now, in_force)
    return charged


def _yearly(block: Block, software: Software, cost: Row) -> Row:
    """What a year of the subscription costs: its bill, and its share of what was paid ahead."""
    if software.prepaid is None or software.in_use is None:
        return cost
    share = block.made("prepaid.annual_share")
    return block.row("yearly_cost", "Cost of the year, paid ahead or in it", "usd", cost + share)


def unit_licence_rows(item: Item, software: Software, bought: Row, now: Row, in_force: Row | None) -> None:
    """A licence that is bought with each device and lost with it; its yearly share is its price over the device's life."""
    block, ground = item.block, item.ground
    cost = block.open_row("cost", "Licences for devices bought", "usd", cents(bought * now))
    item.post(cost, "acquire", recurrence=software.recurrence, investment=True)
    fleets = [ground.fleets[id] for id in software.fleets]
    yearly = [fleet.in_service * ground.economy.one_year / fleet.life for fleet in fleets]
    parts = [
        block.row(f"worn_{id}", f"Licences over the life of a device, {id.replace('_', ' ')}", "device", part)
        for id, part in zip(software.fleets, yearly, strict=True)
    ]
    worn = block.row("worn", "Licences worn off in the year", "device", while_in_force(sum_rows(parts), in_force))
    share = block.row("annual_share", "Licence price over the device's life", "usd", cents(worn * now))
    item.post(share, "acquire", budgeted="memo")


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
    item.post(
        block.open_row("maintenance_cost", "Maintenance", "usd", cents(maintained * yearly * index)),
        "support",
        once=True,
    )
