"""Professional development: who is trained in each year, first and in place of leavers, and what it costs."""

from __future__ import annotations

from tco.formula.expression import Expression, Prior, at_least, at_most, cents, sum_rows, where, whole
from tco.formula.rows import Block, Row
from tco.inputs.people import ProfessionalDevelopment
from tco.model.ask import ask
from tco.model.ground import Ground, own_index
from tco.model.postings import Item

CATEGORY = "professional_development"


def training_rows(ground: Ground, block: Block, training: ProfessionalDevelopment) -> None:
    """One training: those who have it, those who get it, and its cost, one-time at first and recurring after."""
    to_train, first = trained_rows(ground, block, training)
    parts = [*_each(block, training, to_train), *_groups(block, training, to_train)]
    index = own_index(ground, block, training, "price_change", CATEGORY)
    price = block.row("price", "Cost before price changes", "usd", sum_rows(parts))
    cost = block.open_row("cost", "Cost of the training", "usd", cents(price * index))
    share = where(to_train > 0, first / to_train, 0)
    at_first = block.row("cost_first", "Part for those trained at first", "usd", cents(cost * share))
    for_new = block.row("cost_new", "Part for the new in place of leavers", "usd", cost - at_first)
    item = Item(ground, block, CATEGORY, training.tags)
    item.post(at_first, "deploy", recurrence="one_time")
    item.post(for_new, "operate")


def trained_rows(ground: Ground, block: Block, training: ProfessionalDevelopment) -> tuple[Row, Row]:
    """Those to train in the year, and those among them who do not replace a trained leaver."""
    of = training.per
    heads = ground.heads.of(of)
    before = ask(block, training, "trained_before", of=of) if training.trained_before is not None else None
    goal, turnover = ask(block, training, "trained"), ask(block, training, "turnover")
    closing = block.announce("trained_at_end", "Trained, at year end", of)
    left = block.row("left", "Trained and gone since last year", of, Prior(closing) * turnover)
    still = block.row("still", "Trained and still there", of, Prior(closing) - left)
    to_train = block.row("to_train", "To be trained", of, at_least(0, heads * goal - still))
    new = block.row("new", "Of them, new in place of leavers", of, at_most(left, to_train))
    first = block.row("first", "Of them, trained at first", of, to_train - new)
    block.define(closing, at_most(heads, still + to_train), opening=before)
    return to_train, first


def _each(block: Block, training: ProfessionalDevelopment, to_train: Row) -> list[Expression]:
    """What each person's training costs: fee and material, stipends, substitutes."""
    of, parts = training.per, []
    if training.fee is not None:
        fees = to_train * ask(block, training, "fee", of=f"usd/{of}")
        parts.append(block.row("fees", "Fees and material", "usd", fees))
    if training.hours is not None:
        hours = block.row(
            "hours_paid", "Paid hours of training", "hour", to_train * ask(block, training, "hours", of=f"hour/{of}")
        )
        parts.append(block.row("stipends", "Stipends", "usd", hours * ask(block, training, "stipend")))
    if training.substitute_days is not None:
        absent = to_train * ask(block, training, "substitute_days", of=f"day/{of}")
        days = block.row("days_absent", "Days with a substitute", "day", absent)
        parts.append(block.row("substitutes", "Substitutes", "usd", days * ask(block, training, "substitute_cost")))
    return list(parts)


def _groups(block: Block, training: ProfessionalDevelopment, to_train: Row) -> list[Expression]:
    """What the trainers cost, group by group."""
    if training.trainer_cost is None:
        return []
    groups = to_train / ask(block, training, "group_size", of=training.per)
    held = whole(groups) if training.whole_groups else groups
    return [block.row("trainers", "Trainers, group by group", "usd", held * ask(block, training, "trainer_cost"))]
