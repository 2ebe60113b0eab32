"""The roster beside the need: who is there, at which step, what each is paid, and which programs pay."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, Tier, at_least, at_most, cents, sum_of, sum_rows, where
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.given import meaning_of
from tco.inputs.people import Position
from tco.inputs.roster import SalarySchedule
from tco.model.ask import origin_of
from tco.model.ground import Ground, Schedule, own_index
from tco.model.postings import Item


@dataclass(frozen=True)
class Posts:
    """The posts of a roster: their table, what of each is there and vacant in the year, and those filled in all."""

    table: Table
    fte: Row
    filled: Row
    have: Row


@dataclass(frozen=True)
class RosterPay:
    """What the roster is paid: all of it as planned, and by program the share of it that the program pays."""

    planned: Row
    by_program: dict[str, Row]


def schedule_rows(ground: Ground, block: Block, schedule: SalarySchedule) -> None:
    """A salary schedule: its steps, and the level that yearly raises bring it to."""
    steps = range(1, schedule.top + 1)
    ids, names = [f"step_{step}" for step in steps], [f"Step {step}" for step in steps]
    table = ground.model.table(f"{block.id}.steps", f"{schedule.label}: steps", ids, names)
    floors = table.column("step", "Step", "index", values=steps)
    meaning, given = meaning_of(SalarySchedule, "steps"), schedule.steps
    salaries = [given.at_age(step) for step in steps]
    origin = origin_of(given, f"{block.id}.steps")
    rates = table.column("salary", meaning.label, meaning.unit, values=salaries, origin=origin)
    top = block.number("top", "Highest step", "index", schedule.top, Origin(f"{block.id}.steps"))
    index = own_index(ground, block, schedule, "yearly_raise", "labor")
    ground.schedules[block.name] = Schedule(floors, rates, top, index)


def post_rows(ground: Ground, block: Block, position: Position) -> Posts:
    """Who is there in each year: every post less the part of the year in which it is vacant."""
    posts, own = list(position.roster.values()), Origin(f"{block.id}.roster")
    names = [post.name or id.replace("_", " ") for id, post in position.roster.items()]
    table = ground.model.table(f"{block.id}.roster", f"{block.label}: roster", list(position.roster), names)
    fte = table.column("fte", "Part of a full-time position", "fte", values=[post.fte for post in posts], origin=own)
    empty = table.column("vacant", "Vacant", "share", values=[post.vacant_share for post in posts], origin=own)
    years = block.timeline.years
    starts = [post.vacant_from or years[0] for post in posts]
    ends = [post.vacant_until or years[-1] for post in posts]
    since = table.column("vacant_from", "Vacant from", "year", values=starts, origin=own)
    until = table.column("vacant_until", "Vacant until", "year", values=ends, origin=own)
    year = block.timeline.year
    vacant = block.row("post_vacant", "Vacant", "share", empty * (year >= since) * (year <= until), table=table)
    filled = block.row("post_filled", "Filled", "fte", fte * (1 - vacant), table=table)
    on_roster = block.constant("posts", "Posts on the roster", "fte", sum_of(fte))
    have = block.row("have", "Positions filled", "fte", sum_of(filled))
    block.row("vacant", "Positions vacant", "fte", on_roster - have)
    return Posts(table, fte, filled, have)


def roster_pay_rows(
    ground: Ground, block: Block, position: Position, posts: Posts, paid: Row, pay: Row, index: Row
) -> RosterPay:
    """What the posts are paid, person by person; positions paid beyond the roster have the position's own salary."""
    salary = _salary_row(ground, block, position, posts.table, pay, index)
    each = block.row("post_pay", "Pay", "usd", posts.filled * salary, table=posts.table)
    unpaid = block.row(
        "post_unpaid", "Not paid while vacant", "usd", (posts.fte - posts.filled) * salary, table=posts.table
    )
    block.row("vacancy_savings", "Salaries not paid while vacant", "usd", sum_of(unpaid))
    roster = block.row("roster_pay", "Pay of the roster", "usd", sum_of(each))
    some = where(posts.have > 0, at_most(1, paid / posts.have), 0)
    kept = block.row("roster_kept", "Part of the roster that is paid for", "share", some)
    beyond = block.row("beyond", "Positions paid for beyond the roster", "fte", at_least(0, paid - posts.have))
    planned = block.row("planned_pay", "Pay of roster and positions beyond it", "usd", roster * kept + beyond * pay)
    programs = dict.fromkeys(program for post in position.roster.values() for program in post.split)
    by_program = {}
    for program in programs:
        said = program.replace("_", " ")
        shares = [post.split.get(program, 0) for post in position.roster.values()]
        origin = Origin(f"{block.id}.roster")
        share = posts.table.column(f"split_{program}", f"Paid by {said}", "share", values=shares, origin=origin)
        part = block.row(f"post_pay_{program}", f"Pay, by {said}", "usd", each * share, table=posts.table)
        of_it = where(planned > 0, sum_of(part) * kept / planned, 0)
        by_program[program] = block.row(f"by_program.{program}.share", f"Share paid by {said}", "share", of_it)
    return RosterPay(planned, by_program)


def _salary_row(ground: Ground, block: Block, position: Position, table: Table, pay: Row, index: Row) -> Row:
    """Each post's salary in the year's dollars: its own, that of its step, or the position's."""
    own = Origin(f"{block.id}.roster")
    given = [post.salary or 0 for post in position.roster.values()]
    fixed = table.column("salary", "Salary of its own", "usd/fte", values=given, origin=own)
    otherwise: Expression = where(fixed > 0, fixed * index, pay)
    label = "Salary, in the year's dollars"
    if position.schedule is None:
        return block.row("post_salary", label, "usd/fte", otherwise, table=table)
    schedule = ground.schedules[position.schedule]
    steps = [post.step or 0 for post in position.roster.values()]
    start = table.column("step", "Step in the first year", "index", values=steps, origin=own)
    economy = ground.economy
    years = block.row(
        "steps_up",
        "Steps up since the first year",
        "index",
        (block.timeline.year - economy.first_year) / economy.one_year,
    )
    later = at_most(schedule.top, start + years)
    step = block.row("post_step", "Step", "index", where(start > 0, later, 0), table=table)
    without = block.row("post_own", "Salary without a step", "usd/fte", otherwise, table=table)
    rate = Tier(at_least(1, step), schedule.steps, schedule.salaries)
    of_step = block.row("post_rate", "Schedule's salary at the step", "usd/fte", rate, table=table)
    return block.row("post_salary", label, "usd/fte", where(step > 0, of_step * schedule.index, without), table=table)


def post_by_program(item: Item, position: Position, id: str, amount: Row, by_program: dict[str, Row]) -> None:
    """Enter an amount in the ledger, a line for each program that pays a part; the rest is paid by the position's own."""
    rest: Row = amount
    parts = []
    for program, share in by_program.items():
        label = f"{amount.label}, paid by {program.replace('_', ' ')}"
        parts.append(item.block.row(f"by_program.{program}.{id}", label, "usd", cents(amount * share)))
        tags = position.tags.model_copy(update={"program": program})
        named = Item(item.ground, item.block, item.category, tags)
        named.post(parts[-1], position.phase, recurrence=position.recurrence)
    if parts:
        rest = item.block.row(f"by_program_rest.{id}", f"{amount.label}, the rest", "usd", amount - sum_rows(parts))
    item.post(rest, position.phase, recurrence=position.recurrence)
