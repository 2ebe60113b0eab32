"""How many licences are charged and at which price: counted, at least so many, free ones, brackets, dated terms, in use."""

from __future__ import annotations

from tco.formula.expression import Expression, Prior, Tier, at_least, at_most, cents, sum_rows, where
from tco.formula.rows import Block, Origin, Row
from tco.inputs.licences import Benefit, CoTerm, Licensing, Renewal, Term
from tco.inputs.software import Software
from tco.model.ask import ask
from tco.model.contract import in_force_row, user_row, while_in_force
from tco.model.ground import Ground, own_index

EACH = {"site": "school", "flat": "contract", "device_bought": "device"}
"""The unit of what is counted, where it is not the word of the form."""


def charged_row(ground: Ground, block: Block, licensing: Licensing, in_force: Row | None) -> Row:
    """How many the contract charges for: what is counted, not below its minimum, in the years in which it is in force."""
    assert licensing.per is not None, "a rule without per has terms, and those have one each"
    each = EACH.get(licensing.per, licensing.per)
    charged = block.announce("charged", "Number charged", each)
    many = _counted(ground, block, licensing, charged)
    if licensing.concurrent is not None:
        many = many * ask(block, licensing, "concurrent")
    if licensing.minimum_share is not None:
        share = ask(block, licensing, "minimum_share", of=f"{each}/student")
        many = at_least(ground.heads.students * share, many)
    if licensing.minimum is not None:
        many = at_least(ask(block, licensing, "minimum", of=each), many)
    if getattr(licensing, "parallel", None) is not None:
        many = block.row("counted", "Number counted, in force or not", each, many)
    return block.define(charged, while_in_force(many, in_force))


def _counted(ground: Ground, block: Block, licensing: Licensing, charged: Row) -> Expression:
    """What the contract counts: heads, users, devices in service or bought, rooms, sites, or the contract itself."""
    if licensing.per == "flat":
        return block.number_beside("contract", "One contract", EACH["flat"], 1, charged)
    if licensing.per == "user":
        return user_row(ground, block, licensing, licensing.bands)
    assert licensing.per is not None
    return ground.counted(licensing.per, licensing.bands, licensing.fleets)


def added_row(block: Block, coterm: CoTerm, charged: Row) -> Row:
    """How many whole years are billed for: those added in a year count for their months of it."""
    part, each = block.part("coterm"), str(charged.unit)
    before = ask(part, coterm, "number", of=each)
    licensed = part.announce("licensed", "Licensed at year end", each)
    added = part.row("added", "Added in the year", each, at_least(0, charged - Prior(licensed)))
    part.define(licensed, charged, opening=before)
    billed = part.announce("billed", "Number billed, in whole years", each)
    year = part.number_beside("year", "Months in a year", "month", 12, billed)
    missing = year - ask(part, coterm, "months")
    return part.define(billed, charged - added * missing / year)


def bracket_rows(ground: Ground, block: Block, software: Software, charged: Row, in_force: Row | None) -> Expression:
    """What a year costs before its price level, from the table of brackets: a price for each, or one for all."""
    each, brackets = str(charged.unit), software.brackets
    flat = software.bracket_price == "flat"
    unit = "usd" if flat else f"usd/{each}"
    names = [f"from {bracket.floor:,.15g}" for bracket in brackets.values()]
    table = ground.model.table(f"{block.id}.brackets", f"{block.label}: price brackets", list(brackets), names)
    own = Origin(f"{block.id}.brackets")
    floors = table.column("floor", "From", each, values=[row.floor for row in brackets.values()], origin=own)
    prices = table.column("price", "Price a year", unit, values=[row.price for row in brackets.values()], origin=own)
    price = block.row("price", "Price in the table", unit, Tier(charged, floors, prices))
    return while_in_force(price, in_force) if flat else charged * price


def price_level(ground: Ground, block: Block, software: Software, category: str) -> Row:
    """The price level of the year: by the category, by the contract's own rise, or step by step at each renewal."""
    if software.renewal is None:
        return own_index(ground, block, software, "uplift", category, cap="uplift_cap")
    return renewal_rows(block, software, software.renewal)


def renewal_rows(block: Block, software: Software, renewal: Renewal) -> Row:
    """A price that stays for its term; each renewal raises it by the term's yearly rises together, up to the cap."""
    part, year = block.part("renewal"), block.timeline.year
    term, start = ask(part, renewal, "term"), ask(part, renewal, "began")
    began = block.announce("began", "Fiscal year in which the term began", "year")
    renews = block.row("renews", "Renewed in the year", "flag", year - Prior(began) >= term)
    block.define(began, Prior(began) * (1 - renews) + year * renews, opening=start)
    years = block.constant(
        "years_asked", "Years whose rise a renewal asks for", "factor", term / _one_year(block, began)
    )
    rise: Expression = years * ask(block, software, "uplift")
    if software.uplift_cap is not None:
        cap: Expression = ask(block, software, "uplift_cap")
        if renewal.cap_basis == "year":
            cap = years * cap
        rise = at_most(block.constant("renewal_cap", "Cap on the rise at a renewal", "share", cap), rise)
    asked = block.constant("renewal_rise", "Rise of the price at a renewal", "share", rise)
    before = ask(part, renewal, "before") if renewal.before is not None else None
    renewals = block.announce("renewals", "Renewals since the price was quoted", "factor")
    block.define(renewals, Prior(renewals) + renews, opening=before)
    return block.row("price_level", "Level of the price in force", "index", (asked + 1) ** renewals)


def _one_year(block: Block, beside: Row) -> Row:
    return block.number_beside("one_year", "One year", "year", 1, beside)


def benefit_rows(
    ground: Ground, block: Block, benefit: Benefit, charged: Row, in_force: Row | None, level: Row | None
) -> Expression:
    """What those cost who are beyond the free licences that come with the ones paid."""
    part = block.part("benefit")
    ratio = ask(part, benefit, "free_for_each", of=f"{benefit.per}/{charged.unit}")
    free = part.row("free", "Free with those paid", benefit.per, charged * ratio)
    beyond = while_in_force(at_least(0, ground.heads.of(benefit.per) - free), in_force)
    paid = part.row("charged", "Charged beyond the free ones", benefit.per, beyond)
    price = ask(part, benefit, "price", of=f"usd/{benefit.per}")
    if level is None:
        return paid * price
    return paid * part.row("unit_price", "Price for each beyond, in the year's dollars", str(price.unit), price * level)


def use_rows(block: Block, licensing: Licensing, charged: Row, cost: Row) -> None:
    """Licences in use and not, what each in use costs, and what is paid for the others."""
    if licensing.in_use is None:
        return
    each = str(charged.unit)
    share = ask(block, licensing, "in_use")
    used = block.row("used", "Licences in use", each, charged * share)
    block.row("unused", "Licences not in use", each, charged - used)
    block.row("cost_for_used", "Cost for each in use", f"usd/{each}", where(used > 0, cost / used, 0))
    block.row("unused_cost", "Paid for licences not in use", "usd", cost - cost * share)


def term_rows(ground: Ground, block: Block, software: Software) -> Row:
    """What all dated terms of a product bill in the year; each has a block of its own below the product's."""
    sheet = next(sheet for sheet in ground.model.sheets if any(other is block for other in sheet.blocks))
    bills = []
    for id, term in software.terms.items():
        own = sheet.block(f"{block.id}.terms.{id}", f"{software.label}: {term.label}")
        bills.append(_term_bill(ground, own, term))
    return block.open_row("cost", "Subscription, all terms", "usd", sum_rows(bills))


def _term_bill(ground: Ground, block: Block, term: Term) -> Row:
    in_force = in_force_row(block, term)
    charged = charged_row(ground, block, term, in_force)
    price = ask(block, term, "price", of=f"usd/{charged.unit}")
    level = _term_level(ground, block, term)
    now: Expression = price
    if level is not None:
        now = block.row("unit_price", "Price for each, in the year's dollars", str(price.unit), price * level)
    amount = charged * now
    if term.benefit is not None:
        amount = amount + benefit_rows(ground, block, term.benefit, charged, in_force, level)
    bill = block.row("cost", "Bill of this term", "usd", cents(amount))
    use_rows(block, term, charged, bill)
    return bill


def _term_level(ground: Ground, block: Block, term: Term) -> Row | None:
    """The level of a term's price: 1 in its first year, or in the year of the prices where it has none."""
    if term.uplift is None:
        return None
    first = ground.economy.prices_as_of if term.from_year is None else block.made("from_year")
    years = at_least(0, block.timeline.year - first)
    return block.row("price_level", "Level of the price", "index", (ask(block, term, "uplift") + 1) ** years)
