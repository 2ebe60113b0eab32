"""The Category Two budget of E-Rate: so much before the discount for five funding years, by students or by schools, and what is left.

The highest of three counts: so much for each student; a floor for each school; and in a district of few schools the sum, school
by school, of whichever of the two is more. Counts that rise lift the budget of a cycle, falls do not cut it; what is unused when the
cycle ends is gone. Source: USAC, Category Two budget; E-Rate Central, News of the Week of 24 August 2020.
"""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, sum_of, where, whole
from tco.formula.rows import Block, Row
from tco.funding.erate_discount import first_day_funded
from tco.inputs.contracts import JULY
from tco.inputs.erate import ERateTwo
from tco.model.ask import ask_part
from tco.model.ground import Ground
from tco.model.public import public_number, public_row
from tco.rules.shelf import figure

PER_STUDENT, FLOOR = "erate_category_two_per_student", "erate_category_two_floor"
FEW = "erate_category_two_few_schools"


@dataclass(frozen=True)
class Budget:
    """What a cycle allows, before the discount [usd]: its budget, what earlier years used of it, and what is left at the year's start."""

    budget: Row
    used_before: Row
    left: Row
    cycle_ends: Row


def budget_rows(ground: Ground, block: Block, form: ERateTwo, schools: Row, used: Row) -> Budget:
    """The budget and what is left of it; `used` is announced and counts what a cycle has used by each year's end.

    Raises FigureError before fixed cycles began.
    """
    cycle, ends = cycle_rows(ground, block)
    starts = block.row("cycle_starts", "A new cycle starts", "flag", cycle > Prior(cycle))
    counted = counted_row(ground, block, schools)
    before = ask_part(block, form, "erate_two", "budget_before") if form.budget_before is not None else None
    budget = block.announce("budget", "Budget of the cycle, before the discount", "usd")
    block.define(budget, at_least(counted, Prior(budget) * (1 - starts)), opening=before)
    used_before = block.row("used_before", "Used in earlier years of the cycle", "usd", Prior(used) * (1 - starts))
    left = block.row("budget_left", "Left of the budget at the start", "usd", at_least(0, budget - used_before))
    return Budget(budget, used_before, left, ends)


def cycle_rows(ground: Ground, block: Block) -> tuple[Row, Row]:
    """The number of the cycle that the year's funding year is in, the first one 1, and whether the year is its last."""
    on = first_day_funded(ground)
    first, length = public_number(block, "erate_cycle_first", on), public_number(block, "erate_cycle_years", on)
    year = block.timeline.year
    funding = block.row("funding_year", "Funding year, by its start", "year", year - 1)
    # the funding year's place counted from 1 is the fiscal year less the first funding year
    opening = whole((ground.economy.year_before - first) / length)
    cycle = block.row("cycle", "Number of the cycle", "index", whole((funding + 1 - first) / length), opening=opening)
    ends = block.row("cycle_ends", "Last year of its cycle", "flag", whole((year + 1 - first) / length) > cycle)
    return cycle, ends


def counted_row(ground: Ground, block: Block, schools: Row) -> Row:
    """The budget that this year's students and schools give: the highest of the counts."""
    per_student = public_row(ground, block, PER_STUDENT, start_month=JULY)
    floor = public_row(ground, block, FLOOR, start_month=JULY)
    by_students = block.row("by_students", "Budget by students", "usd", ground.heads.students * per_student)
    by_schools = block.row("by_schools", "Budget by schools", "usd", schools * floor)
    highest: Expression = at_least(by_students, by_schools)
    few = figure(FEW, on=first_day_funded(ground))
    listed = ground.plan.district.schools.values()
    if 0 < len(listed) <= few.value and any(school.students for school in listed):
        highest = at_least(highest, school_by_school(ground, block, schools, per_student, floor))
    return block.row("budget_counted", "Budget by this year's counts", "usd", highest)


def school_by_school(ground: Ground, block: Block, schools: Row, per_student: Row, floor: Row) -> Row:
    """In a district of few schools, the sum of what each school counts: its students, or the floor. Enrolment moves all alike."""
    table = ground.heads.table
    assert table is not None
    students, site = table.made("students"), table.made("site")
    listed = block.constant("students_listed", "Students of all schools", "student", sum_of(students))
    grown = block.row("grown", "Enrolment for each student listed", "share", ground.heads.students / listed)
    each = block.row(
        "by_school", "Budget of each school", "usd",
        at_least(site * floor, students * grown * per_student), table=table,
    )  # fmt: skip
    few = public_number(block, FEW, first_day_funded(ground))
    together = where(schools <= few, sum_of(each), 0)
    return block.row("by_few_schools", "Budget school by school, if few", "usd", together)
