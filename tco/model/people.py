"""People: positions there are and positions needed, what they are paid, and contractors."""

from __future__ import annotations

from tco.formula.expression import Expression, cents, pick, sum_rows, whole
from tco.formula.rows import Block, Row
from tco.inputs.given import meaning_of
from tco.inputs.people import Contractor, Position, Workload
from tco.model.ask import ask, ask_choice
from tco.model.contract import in_force_row
from tco.model.ground import Ground, own_index
from tco.model.postings import Item

CATEGORY = "labor"


def position_rows(ground: Ground, block: Block, position: Position) -> None:
    """One job: positions, the gap between need and what there is, salaries and benefits."""
    item = Item(ground, block, CATEGORY, position.tags)
    paid = block.open_row("paid", "Positions paid for", "fte", _paid_for(ground, block, position))
    salary = ask(block, position, "salary") * own_index(ground, block, position, "yearly_raise", CATEGORY)
    pay = block.row("pay", "Salary of a full-time position, in the year's dollars", "usd/fte", salary)
    salaries = block.open_row("salaries", "Salaries", "usd", cents(paid * pay))
    item.post(salaries, position.phase, recurrence=position.recurrence)
    cost = [salaries]
    beside = _benefits(ground, block, position, paid, salaries)
    if beside is not None:
        cost.append(block.open_row("benefits_cost", "Benefits", "usd", cents(beside)))
        item.post(cost[-1], position.phase, recurrence=position.recurrence)
    block.row("cost", "Cost of these positions", "usd", sum_rows(cost))


def _paid_for(ground: Ground, block: Block, position: Position) -> Expression:
    """The positions whose pay the plan counts: those there are, those needed, or as the choice says."""
    if position.fte is None:
        return _needed(ground, block, position)
    have = ask(block, position, "fte")
    if position.per is None:
        return have
    needed = _needed(ground, block, position)
    block.row("gap", "Positions needed and not there (below zero: more than needed)", "fte", needed - have)
    return pick(ask_choice(block, position, "costs_follow"), have, needed)


def _needed(ground: Ground, block: Block, position: Position) -> Row:
    """The positions that a ratio or the work itself calls for."""
    assert position.per is not None, "the form lets no need pass without what it is counted for"
    many = ground.counted(position.per, position.bands, position.fleets)
    served = block.row("served", "Served", position.per, many)
    if position.workload is not None:
        needed = _work(block, position.workload, position.per, served)
    else:
        needed = served / ask(block, position, "one_for", of=f"{position.per}/fte")
    return block.row("needed", "Positions needed", "fte", whole(needed) if position.whole else needed)


def _work(block: Block, workload: Workload, per: str, served: Row) -> Expression:
    """The hours that all requests take, over the hours that one position has for them."""
    each, each_takes, paid, productive = (
        ask(block, workload, field, of=of, path=f"workload.{field}", label=meaning_of(Workload, field).label)
        for field, of in (
            ("tickets", f"ticket/{per}"),
            ("hours_per_ticket", ""),
            ("paid_hours", ""),
            ("productive", ""),
        )
    )
    tickets = block.row("tickets", "Requests for support", "ticket", served * each)
    hours = block.row("hours", "Hours of work on requests", "hour", tickets * each_takes)
    free = block.constant("hours_each", "Hours that one position has for requests", "hour/fte", paid * productive)
    return hours / free


def _benefits(ground: Ground, block: Block, position: Position, paid: Row, salaries: Row) -> Expression | None:
    """Benefits that follow the salary, and health insurance that is a sum for each position."""
    parts: list[Expression] = []
    if position.benefits is not None:
        parts.append(salaries * ask(block, position, "benefits"))
    if position.health is not None:
        price = ask(block, position, "health") * own_index(ground, block, position, "health_rise", CATEGORY)
        parts.append(paid * price)
    return sum(parts[1:], start=parts[0]) if parts else None


def contractor_rows(ground: Ground, block: Block, contractor: Contractor) -> None:
    """Hours at a rate or an amount, in the years in which it runs."""
    if contractor.amount is not None:
        amount: Expression = ask(block, contractor, "amount")
    else:
        amount = ask(block, contractor, "hours") * ask(block, contractor, "rate")
    index = own_index(ground, block, contractor, "price_change", CATEGORY)
    in_force = in_force_row(block, contractor)
    bill = amount * index if in_force is None else amount * index * in_force
    cost = block.open_row("cost", "Contractors", "usd", cents(bill))
    Item(ground, block, CATEGORY, contractor.tags).post(cost, contractor.phase, recurrence=contractor.recurrence)
