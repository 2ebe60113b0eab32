"""Professional development: who is trained in each year, first and in place of leavers, refreshers, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_most, cents, sum_rows, where, whole
from tco.formula.rows import Block, Row
from tco.inputs.training import ProfessionalDevelopment, Refresher
from tco.model.ask import ask
from tco.model.ground import Ground, own_index
from tco.model.postings import Item

CATEGORY = "professional_development"
UNITS = {"office": "staff", "position": "fte"}
"""In what the trained are counted, where it has not the name of the role itself."""
RATES = ("stipend", "time_value", "substitute_cost", "group_size")
Rates = Mapping[str, Row]


@dataclass(frozen=True)
class Trained:
    """Those to train in the year, those among them who replace no trained leaver, and those who have had it before."""

    to_train: Row
    first: Row
    still: Row


def training_rows(ground: Ground, block: Block, training: ProfessionalDevelopment) -> None:
    """One training: those who have it, those who get it, and its cost, one-time at first and recurring after."""
    trained = trained_rows(ground, block, training)
    rates = _rates(block, training)
    parts = [*_each(block, training, trained.to_train, rates), *_groups(block, training, trained.to_train, rates)]
    refreshing: list[Row] = []
    if training.refresher is not None:
        refreshing = refresher_rows(ground, block, training, training.refresher, trained.still, rates)
    index = own_index(ground, block, training, "price_change", CATEGORY)
    first_price = sum_rows(parts) if parts else 0
    of_training = block.row("price_training", "First training", "usd", first_price) if refreshing else None
    price = block.row(
        "price", "Cost before price changes", "usd", sum_rows([*parts, *refreshing]) if parts or refreshing else 0
    )
    cost = block.open_row("cost", "Cost of the training", "usd", cents(price * index))
    share: Expression = where(trained.to_train > 0, trained.first / trained.to_train, 0)
    if of_training is not None:
        share = where(price > 0, share * of_training / price, 0)
    at_first = block.row("cost_first", "Part for those trained at first", "usd", cents(cost * share))
    later = "Part for the new in place of leavers" + (", and refreshers" if refreshing else "")
    for_new = block.row("cost_new", later, "usd", cost - at_first)
    item = Item(ground, block, CATEGORY, training.tags)
    item.post(at_first, "deploy", recurrence="one_time")
    item.post(for_new, "operate", once=item.in_its_month)
    if training.time_value is not None:
        time_rows(ground, item, training, rates)


def heads_row(ground: Ground, block: Block, training: ProfessionalDevelopment) -> Expression:
    """Those whom the training is for."""
    heads = ground.heads
    if training.per == "office":
        return block.row(
            "office", "Staff who do not teach", "staff", at_least(0, heads.staff - _teachers(ground, block))
        )
    if training.per == "position":
        return block.row(
            "in_positions",
            "People in these positions",
            "fte",
            sum_rows([ground.positions[id] for id in training.positions]),
        )
    return heads.of(training.per)


def _teachers(ground: Ground, block: Block) -> Expression:
    """Teachers as members of staff, among whom the district counts them."""
    each = block.number_beside(
        "staff_per_teacher", "A teacher is one of the staff", "staff/teacher", 1, ground.heads.teachers
    )
    return ground.heads.teachers * each


def trained_rows(ground: Ground, block: Block, training: ProfessionalDevelopment) -> Trained:
    """Those to train in the year: the share to be reached, and those who come in place of leavers."""
    of = UNITS.get(training.per, training.per)
    heads = heads_row(ground, block, training)
    before = ask(block, training, "trained_before", of=of) if training.trained_before is not None else None
    goal, turnover = ask(block, training, "trained"), ask(block, training, "turnover")
    closing = block.announce("trained_at_end", "Trained, at year end", of)
    left = block.row("left", "Trained and gone since last year", of, Prior(closing) * turnover)
    still = block.row("still", "Trained and still there", of, Prior(closing) - left)
    to_train = block.row("to_train", "To be trained", of, at_least(0, heads * goal - still))
    new = block.row("new", "Of them, new in place of leavers", of, at_most(left, to_train))
    first = block.row("first", "Of them, trained at first", of, to_train - new)
    block.define(closing, at_most(heads, still + to_train), opening=before)
    return Trained(to_train, first, still)


def _rates(block: Block, training: ProfessionalDevelopment) -> Rates:
    """What an hour, a day and a group come to, for the training and its refresher alike."""
    units = {"group_size": UNITS.get(training.per, training.per)}
    given = [field for field in RATES if getattr(training, field) is not None]
    return {field: ask(block, training, field, of=units.get(field, "")) for field in given}


def _each(block: Block, training: ProfessionalDevelopment, to_train: Row, rates: Rates) -> list[Row]:
    """What each person's training costs: fee and material, stipends, substitutes."""
    of, parts = str(to_train.unit), []
    if training.fee is not None:
        fees = to_train * ask(block, training, "fee", of=f"usd/{of}")
        parts.append(block.row("fees", "Fees and material", "usd", fees))
    if training.hours is not None:
        each = ask(block, training, "hours", of=f"hour/{of}")
        label = "Paid hours of training" if "stipend" in rates else "Hours of training in working time"
        hours = block.row("hours_paid", label, "hour", to_train * each)
        if "stipend" in rates:
            parts.append(block.row("stipends", "Stipends", "usd", hours * rates["stipend"]))
    if training.substitute_days is not None:
        absent = to_train * ask(block, training, "substitute_days", of=f"day/{of}")
        days = block.row("days_absent", "Days with a substitute", "day", absent)
        parts.append(block.row("substitutes", "Substitutes", "usd", days * rates["substitute_cost"]))
    return parts


def _groups(block: Block, training: ProfessionalDevelopment, to_train: Row, rates: Rates) -> list[Row]:
    """What hired trainers cost, group by group; the hours of own trainers are shown, and paid as their positions."""
    if "group_size" not in rates:
        return []
    held = _held(training, to_train, rates)
    if training.trainer_hours is not None:
        hours = held * ask(block, training, "trainer_hours")
        block.row("own_trainers", "Hours of own trainers, paid as positions", "hour", hours)
    if training.trainer_cost is None:
        return []
    return [block.row("trainers", "Trainers, group by group", "usd", held * ask(block, training, "trainer_cost"))]


def _held(training: ProfessionalDevelopment, people: Row, rates: Rates) -> Expression:
    groups = people / rates["group_size"]
    return whole(groups) if training.whole_groups else groups


def refresher_rows(
    ground: Ground, block: Block, training: ProfessionalDevelopment, refresher: Refresher, still: Row, rates: Rates
) -> list[Row]:
    """A part of those who have had the training, each year, so that all come round; and what each takes."""
    of = str(still.unit)

    def asked(field: str, unit: str) -> Row:
        return ask(block, refresher, field, of=unit, path=f"refresher.{field}")

    turn = still * ground.economy.one_year / asked("every", "year")
    again = block.row("refreshed", "Refreshed in the year", of, turn)
    parts = []
    if refresher.fee is not None:
        parts.append(block.row("refresher_fees", "Fees of refreshers", "usd", again * asked("fee", f"usd/{of}")))
    if refresher.hours is not None:
        hours = block.row("refresher_hours", "Hours of refreshers", "hour", again * asked("hours", f"hour/{of}"))
        if "stipend" in rates:
            parts.append(block.row("refresher_stipends", "Stipends of refreshers", "usd", hours * rates["stipend"]))
    if refresher.substitute_days is not None:
        days = again * asked("substitute_days", f"day/{of}")
        cost = days * rates["substitute_cost"]
        parts.append(block.row("refresher_substitutes", "Substitutes of refreshers", "usd", cost))
    if refresher.trainer_cost is not None:
        held = _held(training, again, rates) * asked("trainer_cost", "usd")
        parts.append(block.row("refresher_trainers", "Trainers of refreshers, group by group", "usd", held))
    return parts


def time_rows(ground: Ground, item: Item, training: ProfessionalDevelopment, rates: Rates) -> None:
    """What the participants' own time is worth, in no budget: their salaries pay for it already."""
    names = [f"{item.block.id}.hours_paid", f"{item.block.id}.refresher_hours"]
    hours = sum_rows([row for row in item.block.rows if row.id in names])
    worth = hours * rates["time_value"] * ground.economy.index["indirect"]
    amount = item.block.row("time_worth", "Worth of the participants' time", "usd", cents(worth))
    item.post(amount, "operate", budgeted="no", category="indirect", base=False)
