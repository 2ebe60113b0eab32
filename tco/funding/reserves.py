"""Reserve funds: what is laid by each year, typed or level, what the balance earns, and the floor under it."""

from __future__ import annotations

from tco.formula.expression import Prior, at_least, at_year, cents, pick, whole
from tco.formula.rows import Block, Row
from tco.funding.balance import balance, opening_rows
from tco.funding.funds import Funds
from tco.funding.money import Money, added
from tco.funding.transfers import contribution_of
from tco.inputs.funding import Source
from tco.inputs.reserves import Reserve
from tco.model.ask import ask_choice, ask_part
from tco.model.ground import Ground


def reserve_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """The balance with the year's interest and contribution, down to the floor."""
    reserve = source.reserve
    assert reserve is not None
    of = opening_rows(block, source)
    interest = ask_part(block, reserve, "reserve", "interest") if reserve.interest is not None else None
    floor = ask_part(block, reserve, "reserve", "floor") if reserve.floor is not None else None
    level = level_row(ground, block, need_row(ground, funds, block), of.before, interest, floor)
    contribution = contribution_rows(funds, block, reserve, level)
    income = [contribution] if reserve.giver is None else []
    if interest is not None:
        earned = cents(at_least(0, of.opening) * interest * block.made("counted"))
        income.append(block.row("interest", "Interest on the balance at the start", "usd", earned))
    received = block.row("received", "Received", "usd", added(income))
    return balance(funds, block, source, received, of=of, lapses=0, floor=floor)


def need_row(ground: Ground, funds: Funds, block: Block) -> Row:
    """What costs could ask of the reserve in each year, line by line on the sheet of who pays what."""
    working = ground.model.sheet("waterfall", "Who pays what")
    asked = funds.asked(working.block(f"asked.{block.name}", f"{block.label}: what may be asked of it"))
    return block.row("need", "Cost that it may pay", "usd", asked)


def contribution_rows(funds: Funds, block: Block, reserve: Reserve, level: Row) -> Row:
    """What is to be laid by in the year: the amount as typed, or the level one."""
    typed = ask_part(block, reserve, "reserve", "amount") if reserve.amount is not None else 0
    choice = ask_choice(block, reserve, "contribution", path="reserve.contribution")
    chosen = cents(pick(choice, typed, level) * block.made("counted"))
    return block.define(contribution_of(funds, block, block.name), chosen)


def level_row(
    ground: Ground, block: Block, need: Row, before: Row | None, interest: Row | None, floor: Row | None
) -> Row:
    """The least even contribution with which the balance never falls below the floor, whatever may be asked of it is asked.

    By each year the discounted needs so far and the floor, less the balance before the plan, are met by the contributions so far;
    the year that asks most decides. Rounded up to the cent.
    """
    factor, paid_in = _discounting(block, interest)
    so_far = block.announce("need_so_far", "Needed so far, at the plan's begin", "usd")
    block.define(so_far, Prior(so_far) + need * factor)
    short = so_far if floor is None else so_far + floor * factor
    if before is not None:
        short = short - before
    by_year = block.row("level_by_year", "Even contribution that lasts to this year", "usd", short / paid_in)
    highest = block.announce("level_so_far", "The highest of them so far", "usd")
    block.define(highest, at_least(Prior(highest), by_year))
    last = block.number("last_year", "Last year of the plan", "year", ground.plan.calendar.years[-1])
    most = block.constant(
        "level_exact", "Even contribution that lasts to the plan's end", "usd", at_year(highest, last)
    )
    return block.constant("level", "Level contribution, rounded up to the cent", "usd", whole(most * 100) / 100)


def _discounting(block: Block, interest: Row | None) -> tuple[Row, Row]:
    """What a dollar of the year is worth at the plan's begin, and one dollar a year so far."""
    factor = block.announce("worth", "A dollar of the year, at the plan's begin", "factor")
    block.define(factor, Prior(factor) if interest is None else Prior(factor) / (1 + interest), opening=1)
    paid_in = block.announce("worth_so_far", "A dollar a year so far, at the plan's begin", "factor")
    return factor, block.define(paid_in, Prior(paid_in) + factor)
