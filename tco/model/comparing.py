"""What options on one need come to side by side: cash by kind, present value, what is left at the end, and measures of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_year, equals, sum_rows, total, where
from tco.formula.rows import Block, Posting, Row
from tco.inputs.comparing import Comparison
from tco.model.ask import ask, ask_choice
from tco.model.ground import Ground
from tco.model.options import Built, Rows, option_rows
from tco.model.owning import licences_left_row, owned_row, served_row
from tco.model.savings import savings_rows
from tco.model.statements import KINDS

INVESTING = ("acquire", "deploy", "retire")
"""The phases of a cost that are investment where options are held against each other, as is what is paid ahead; the rest runs."""


@dataclass(frozen=True)
class Period:
    """The study period: 1 in its years [flag], how many and the last of them [year], and what turns present value into a year's cost."""

    block: Block
    within: Row
    years: Row
    last: Row
    recovery: Row
    factor: Row
    end_factor: Row
    takes_end: Row
    twelve: Row


@dataclass(frozen=True)
class Compared:
    """An option's rows that others read [usd]: by year by kind, in all, invested and running, and what is left at the end."""

    built: Built
    block: Block
    item: str
    period: Period
    by_kind: Mapping[str, Row]
    cost: Row
    to_pay: Row
    investment: Row
    running: Row
    end_value: Row
    present_net: Row


def comparison_rows(ground: Ground, id: str, comparison: Comparison, rows: Rows) -> list[Compared]:
    """The options of a comparison, each with what it costs, is bound to and leaves; the later ones against the first."""
    built = option_rows(ground, id, comparison, rows)
    sheet = ground.model.sheet("comparisons", "Options side by side")
    period = period_rows(ground, sheet.block(f"comparisons.{id}", comparison.label), comparison)
    found: list[Compared] = []
    for each in built:
        block = sheet.block(f"comparisons.{id}.{each.id}", each.option.label)
        found.append(cost_rows(ground, block, each, period, comparison.item))
        if len(found) > 1:
            shift_rows(found[0], found[-1])
            savings_rows(ground, found[0], found[-1], period)
    return found


def period_rows(ground: Ground, block: Block, comparison: Comparison) -> Period:
    """The study period of all options, and what an even yearly cost is worth over it.

    The recovery factor is 1 over the sum of the period's discount factors: the capital recovery factor A/P(i, n) with the plan's
    timing of flows in place of year ends, so that a cost that is the same each year is its own equivalent. It knows no rate of 0.
    """
    year, economy = block.timeline.year, ground.economy
    takes_end = equals(ask_choice(block, comparison, "at_horizon"), 1)
    counts = block.constant("takes_end", "What is left at the end counts", "flag", takes_end)
    if comparison.years is not None:
        study = ask(block, comparison, "years")
        in_study: Expression = year - economy.year_before <= study
    else:
        in_study = year >= economy.first_year
    within = block.row("within", "In the study period", "flag", in_study)
    years = block.constant("study_years", "Years of the study period", "year", total(within) * economy.one_year)
    last = block.constant("last_year", "Last year of the study period", "year", economy.year_before + years)
    factor = block.row("factor", "Discount factor in the study period", "index", economy.discount_factor * within)
    recovery = block.constant("recovery", "Yearly cost for a dollar of present value", "share", 1 / total(factor))
    end = block.constant("end_factor", "Discount factor at its end", "index", at_year(economy.discount_end, last))
    twelve = block.number("year_months", "Months in a year", "month/year", 12)
    return Period(block, within, years, last, recovery, factor, end, counts, twelve)


def cost_rows(ground: Ground, block: Block, built: Built, period: Period, item: str) -> Compared:
    """What an option costs in the study period by kind and in all, its present value, what it leaves, and measures of these."""
    budgeted = [posting for posting in built.postings if posting.tags["budgeted"] == "yes"]
    by_kind = {}
    for kind in KINDS:
        own = _sum(built, [posting for posting in budgeted if posting.tags["kind"] == kind], period)
        by_kind[kind] = block.row(kind, kind.replace("_", " ").capitalize(), "usd", own)
    cost = block.row("cost", "Cost, less what comes back", "usd", sum_rows(list(by_kind.values())))
    to_pay = block.row("to_pay", "To be paid, before what comes back", "usd", cost - by_kind["proceeds"])
    invested = _sum(built, [posting for posting in budgeted if _is_investment(posting)], period)
    investment = block.row("investment", "Of it, to acquire, deploy, retire, pay ahead", "usd", invested)
    running = block.row("running", "Of it, to operate and support", "usd", cost - investment)
    present = block.row("present", "Present value", "usd", cost * period.factor)
    end_value = end_rows(ground, block, built, period)
    in_all = block.constant("cost_in_all", "Cost, all years", "usd", total(cost))
    value = block.constant("present_value", "Present value of all years", "usd", total(present))
    at_end = block.constant(
        "end_value_present", "Present value of what is left at the end", "usd", end_value * period.end_factor
    )
    net = block.constant("net_cost", "Cost, less what is left at the end", "usd", in_all - end_value)
    present_net = block.constant("present_net", "Present value, less what is left at the end", "usd", value - at_end)
    block.constant("equivalent_annual", "Equivalent annual cost", "usd", present_net * period.recovery)
    compared = Compared(built, block, item, period, by_kind, cost, to_pay, investment, running, end_value, present_net)
    measure_rows(ground, compared, net, period)
    return compared


def _is_investment(posting: Posting) -> bool:
    return posting.tags["phase"] in INVESTING or posting.tags["investment"] == "yes"


def _sum(built: Built, postings: Sequence[Posting], period: Period) -> Expression | int:
    return _within(built, [posting.row for posting in postings], period)


def end_rows(ground: Ground, block: Block, built: Built, period: Period) -> Row:
    """What is owned and owed at each year's end; at the last the one less the other is left.

    What is owed on a rented unit or a subscription is for using it later, as is the right to use it: neither counts at the end.
    """
    owned = owned_row(ground, block, built)
    owed = block.row("owed", "Owed at year end, with interest", "usd", _within(built, built.ground.owed, period))
    deducted = owed if getattr(built.form, "lease", None) is not None else 0
    left = block.row("left", "Left at year end: owned, less owed on it", "usd", owned - deducted)
    fee = _within(built, [built.block.made("rent_to_end_now")], period) if built.block.has("rent_to_end_now") else owed
    block.row("exit_cost", "To end all agreements at year end", "usd", fee)
    at_last: Expression = at_year(left, period.last)
    licences = licences_left_row(block, built, period.last, period.twelve)
    if licences is not None:
        at_last = at_last + licences
    return block.constant("end_value", "Left at the end of the study period", "usd", at_last * period.takes_end)


def _within(built: Built, rows: Sequence[Row], period: Period) -> Expression | int:
    """Rows together in the study period."""
    return built.added(rows) * period.within if rows else 0


def measure_rows(ground: Ground, option: Compared, net: Row, period: Period) -> None:
    """Cost for each in service and student, the year in which most is paid, and the average of each kind."""
    block, one_year = option.block, ground.economy.one_year
    served = served_row(block, option.built, period.within)
    if served is not None:
        years = block.constant("served_years", "In service, all years together", str(served.unit), total(served))
        each = where(years > 0, net / years, 0)
        block.constant("per_served", "Cost of one in service for a year", f"usd/{served.unit}", each)
    students = block.row("students", "Students in the study period", "student", ground.heads.students * period.within)
    student_years = block.constant("student_years", "Students, all years together", "student", total(students))
    block.constant("per_student", "Cost for a student and year", "usd/student", net / student_years)
    highest = block.announce("highest", "Highest cost of a year so far", "usd")
    when = block.announce("highest_in", "Year in which it was", "year")
    above = option.cost > Prior(highest)
    block.define(when, where(above, block.timeline.year, Prior(when)), opening=ground.economy.first_year)
    block.define(highest, where(above, option.cost, Prior(highest)))
    block.constant("peak", "Cost of the peak year", "usd", at_year(highest, period.last))
    block.constant("peak_year", "Peak year", "year", at_year(when, period.last))
    for kind, row in option.by_kind.items():
        average = total(row) * one_year / period.years
        block.constant(f"average_{kind}", f"{row.label}, average of a year", "usd", average)


def shift_rows(first: Compared, option: Compared) -> None:
    """What shifts between kinds against the first option, year by year and in present value."""
    block = option.block
    for kind, row in option.by_kind.items():
        block.row(f"shift_{kind}", f"{row.label}: more than the first option", "usd", row - first.by_kind[kind])
    block.row("shift_cost", "Cost: more than the first option", "usd", option.cost - first.cost)
    more = option.present_net - first.present_net
    block.constant("shift_present", "Present value: more than the first option", "usd", more)
