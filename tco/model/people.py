"""People: positions there are and positions needed, what they are paid, the gap by function, and contractors."""

from __future__ import annotations

from tco.formula.expression import Expression, cents, pick, sum_rows
from tco.formula.rows import Block, Row
from tco.inputs.people import FUNCTIONS, Contractor, Position
from tco.model.ask import ask, ask_choice
from tco.model.contract import in_force_row, while_in_force
from tco.model.ground import Ground, Staffed, own_index
from tco.model.need import needed_rows
from tco.model.postings import Item
from tco.model.roster import Posts, RosterPay, post_by_program, post_rows, roster_pay_rows

CATEGORY = "labor"


def position_rows(ground: Ground, block: Block, position: Position) -> None:
    """One job: positions, the gap between need and what there is, salaries and benefits."""
    item = Item(ground, block, CATEGORY, position.tags)
    posts = post_rows(ground, block, position) if position.roster else None
    paid = block.open_row("paid", "Positions paid for", "fte", _paid_for(ground, block, position, posts))
    ground.positions[block.name] = paid
    index = own_index(ground, block, position, "yearly_raise", CATEGORY)
    salary = ask(block, position, "salary") * index
    pay = block.row("pay", "Salary of a full-time position, in the year's dollars", "usd/fte", salary)
    roster = roster_pay_rows(ground, block, position, posts, paid, pay, index) if posts is not None else None
    if position.vacancy is not None:
        _vacancy_savings(block, pay)
    _cost_rows(item, position, paid, paid * pay if roster is None else roster.planned, roster)


def _cost_rows(item: Item, position: Position, paid: Row, planned: Expression, roster: RosterPay | None) -> None:
    """Salaries and benefits, each posted to the programs that pay it."""
    block = item.block
    by_program = roster.by_program if roster is not None else {}
    salaries = block.open_row("salaries", "Salaries", "usd", cents(planned))
    post_by_program(item, position, "salaries", salaries, by_program)
    cost = [salaries]
    beside = _benefits(item.ground, block, position, paid, salaries)
    if beside is not None:
        cost.append(block.open_row("benefits_cost", "Benefits", "usd", cents(beside)))
        post_by_program(item, position, "benefits", cost[-1], by_program)
    block.row("cost", "Cost of these positions", "usd", sum_rows(cost))


def _paid_for(ground: Ground, block: Block, position: Position, posts: Posts | None) -> Expression:
    """The positions whose pay the plan counts: those there are, those needed, or as the choice says."""
    have = posts.have if posts is not None else _have(block, position)
    if not position.needs:
        assert have is not None, "the form lets no position pass without those there are or those needed"
        _enter(ground, position, have, None)
        return have
    needed = needed_rows(ground, block, position)
    _enter(ground, position, needed if have is None else have, needed)
    if have is None:
        return needed
    block.row("gap", "Positions needed and not there (below zero: more than needed)", "fte", needed - have)
    return pick(ask_choice(block, position, "costs_follow"), have, needed)


def _have(block: Block, position: Position) -> Row | None:
    """The positions there are without a roster: as given, less the part that is vacant."""
    if position.fte is None:
        return None
    there = ask(block, position, "fte")
    if position.vacancy is None:
        return there
    vacant = block.row("vacant", "Positions vacant", "fte", there * ask(block, position, "vacancy"))
    return block.row("have", "Positions filled", "fte", there - vacant)


def _vacancy_savings(block: Block, pay: Row) -> None:
    block.row("vacancy_savings", "Salaries not paid while vacant", "usd", block.made("vacant") * pay)


def _enter(ground: Ground, position: Position, have: Row, needed: Row | None) -> None:
    """Enter a position among those of its function."""
    if position.function is not None:
        ground.staffed.append(Staffed(position.function, have, needed))


def staffing_rows(ground: Ground) -> None:
    """The gap by function: those needed over all positions of a function, less those there are."""
    used = [function for function in FUNCTIONS if any(one.function == function for one in ground.staffed)]
    if not used:
        return
    block = ground.model.sheet("people", "People").block("staffing", "Staffing by function")
    for function in used:
        said = function.replace("_", " ").capitalize()
        staffed = [one for one in ground.staffed if one.function == function]
        have = block.row(f"{function}.have", f"{said}: there are", "fte", sum_rows([one.have for one in staffed]))
        needs = [one.needed for one in staffed if one.needed is not None]
        if needs:
            needed = block.row(f"{function}.needed", f"{said}: needed", "fte", sum_rows(needs))
            block.row(f"{function}.gap", f"{said}: gap (below zero: more than needed)", "fte", needed - have)


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
    """Hours or months at a price, or an amount, in the years in which it runs, with payroll taxes where there are any."""
    amount = _contracted(block, contractor)
    if contractor.payroll_taxes is not None:
        amount = amount * (ask(block, contractor, "payroll_taxes") + 1)
    index = own_index(ground, block, contractor, "price_change", CATEGORY)
    bill = while_in_force(amount * index, in_force_row(block, contractor))
    cost = block.open_row("cost", "Contractors", "usd", cents(bill))
    item = Item(ground, block, CATEGORY, contractor.tags)
    item.post(cost, contractor.phase, recurrence=contractor.recurrence, once=item.in_its_month)


def _contracted(block: Block, contractor: Contractor) -> Expression:
    """What is paid in a year before price changes."""
    if contractor.amount is not None:
        return ask(block, contractor, "amount")
    time, price, of = ("hours", "rate", "hour") if contractor.hours is not None else ("months", "monthly", "month")
    if contractor.people is None:
        return ask(block, contractor, time) * ask(block, contractor, price)
    worked = ask(block, contractor, "people") * ask(block, contractor, time, of=f"{of}/person")
    label = f"{time.capitalize()} of all"
    return block.row(f"{time}_in_all", label, of, worked) * ask(block, contractor, price)
