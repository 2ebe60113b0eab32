"""Print: pages by who prints them, less what a policy avoids, at the price of a page and the base charge of a machine."""

from __future__ import annotations

from tco.formula.expression import Expression, at_least, cents, sum_rows
from tco.formula.rows import Block, Row
from tco.inputs.printing import Print
from tco.model.ask import ask
from tco.model.contract import in_force_row, while_in_force
from tco.model.ground import Ground, own_index
from tco.model.postings import Item

CATEGORY = "classroom_print"


def print_rows(ground: Ground, block: Block, form: Print) -> None:
    """Pages printed in the year and their cost; the machines themselves are fleets and cost there."""
    pages = pages_row(ground, block, form)
    mono: Row = pages
    bills = []
    if form.colour is not None:
        colour = block.row("colour_pages", "Pages in colour", "page", pages * ask(block, form, "colour"))
        mono = block.row("mono_pages", "Pages in black and white", "page", pages - colour)
        bills.append(block.row("colour_bill", "Colour pages", "usd", colour * ask(block, form, "price_colour")))
    if form.fleets:
        machines = block.row(
            "machines", "Machines with a base charge", "device", ground.counted("device", (), form.fleets)
        )
        bills.append(block.row("base_bill", "Base charges", "usd", machines * ask(block, form, "base_charge")))
        if form.included is not None:
            paid_for = machines * ask(block, form, "included")
            mono = block.row(
                "billed_pages", "Pages above those in the base charge", "page", at_least(0, mono - paid_for)
            )
    bills.insert(0, block.row("mono_bill", "Black-and-white pages", "usd", mono * ask(block, form, "price_mono")))
    if form.paper is not None:
        bills.append(block.row("paper_bill", "Paper and staples", "usd", pages * ask(block, form, "paper")))
    price = block.row("price", "Cost before price changes", "usd", sum_rows(bills))
    bill = price * own_index(ground, block, form, "price_change", CATEGORY)
    cost = block.open_row("cost", "Cost of print", "usd", cents(while_in_force(bill, in_force_row(block, form))))
    item = Item(ground, block, CATEGORY, form.tags)
    item.post(cost, "operate", once=item.in_its_month)


def pages_row(ground: Ground, block: Block, form: Print) -> Row:
    """Pages of all who print, with their yearly change since the year that prices are as of, less those avoided."""
    parts: list[Expression] = []
    for per in ("student", "teacher", "staff"):
        field = f"pages_per_{per}"
        if getattr(form, field) is not None:
            bands = form.bands if per == "student" else ()
            parts.append(ground.heads.of(per, bands) * ask(block, form, field))
    asked: Expression = sum_rows(parts)
    if form.pages_change is not None:
        years = at_least(0, block.timeline.year - ground.economy.prices_as_of)
        level = (ask(block, form, "pages_change") + 1) ** years
        asked = asked * block.row("pages_level", "Level of pages", "index", level)
    if form.avoided is None:
        return block.row("pages", "Pages", "page", asked)
    wanted = block.row("pages_wanted", "Pages without the policy", "page", asked)
    avoided = block.row("pages_avoided", "Pages avoided by the policy", "page", wanted * ask(block, form, "avoided"))
    return block.row("pages", "Pages", "page", wanted - avoided)
