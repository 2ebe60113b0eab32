"""What contracts share: the years in which they run, the users that they are for, and what they cost once."""

from __future__ import annotations

from tco.formula.expression import Expression, cents, pick
from tco.formula.rows import Block, Row
from tco.inputs.given import Form
from tco.inputs.software import WAYS_TO_PAY, Software
from tco.model.ask import ask, ask_choice
from tco.model.ground import Ground
from tco.model.postings import Item, Phase

IN_WORDS = {"yearly": "Paid by the year", "ahead": "Paid ahead", "committed": "Committed for a term"}


def in_force_row(block: Block, form: Form) -> Row | None:
    """1 in the fiscal years from `from_year` to `until_year`, both included; no row where neither is given."""
    year = block.timeline.year
    flags: list[Expression] = []
    if getattr(form, "from_year", None) is not None:
        flags.append(year >= ask(block, form, "from_year"))
    if getattr(form, "until_year", None) is not None:
        flags.append(year <= ask(block, form, "until_year"))
    if not flags:
        return None
    return block.row("in_force", "Runs in the year", "flag", flags[0] if len(flags) == 1 else flags[0] * flags[1])


def while_in_force(amount: Expression, in_force: Row | None) -> Expression:
    """The amount in the years in which a contract runs, else 0."""
    return amount if in_force is None else amount * in_force


def way_is(block: Block, software: Software, way: str) -> Row:
    """1 where the subscription is paid this way: by the year, ahead, or committed for a term."""
    id = f"pays_{way}"
    if block.has(id):
        return block.made(id)
    chosen = block.made("pays") if block.has("pays") else ask_choice(block, software, "pays")
    ways = pick(chosen, *(1 if each == way else 0 for each in WAYS_TO_PAY))
    return block.constant(id, IN_WORDS[way], "flag", ways)


def user_row(ground: Ground, block: Block, form: Form, bands: tuple[str, ...] = ()) -> Row:
    """People with an account: for each student and each employee as many users as the plan says."""
    students = ground.heads.of("student", bands) * ask(block, form, "users_per_student")
    staff = ground.heads.staff * ask(block, form, "users_per_staff")
    return block.row("users", "Users", "user", students + staff)


def one_time_rows(item: Item, form: Form, field: str, phase: Phase = "deploy") -> None:
    """A one-time cost in the years it is given for, in those years' dollars."""
    if getattr(form, field) is not None:
        item.post(one_time_row(item, item.block, form, field), phase, recurrence="one_time")


def one_time_row(item: Item, block: Block, form: Form, field: str, *, label: str = "") -> Row:
    """An amount given for some years, in those years' dollars."""
    asked = ask(block, form, field, label=label)
    amount = cents(asked * item.ground.economy.index[item.category])
    return block.row(f"{field}_cost", f"{asked.label}, in the year's dollars", "usd", amount)
