"""The E-Rate discount of a district: who is eligible, the band that the share falls in, and the discount of both categories.

A fiscal year has the discount of the funding year in which most of it lies: the one that starts in July of the year before the fiscal
year's name. FY2027 has funding year 2026.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from tco.formula.expression import Expression, Tier, at_most, pick, sum_of, where, whole_percent
from tco.formula.rows import Block, Origin, Row, Table
from tco.inputs.contracts import JULY
from tco.inputs.erate import ERate
from tco.model.ask import ask, ask_choice
from tco.model.ground import Ground
from tco.model.public import public_number, public_origin, public_row
from tco.rules.shelf import Figure, figure, figure_names, first_day

PLACES = ("urban", "rural")
MATRIX = "erate_discount_"


@dataclass(frozen=True)
class Discounts:
    """The discount [share] of each category, and the schools that E-Rate counts [school], by fiscal year."""

    one: Row
    two: Row
    schools: Row | None


def discount_rows(ground: Ground) -> Discounts:
    """The district's discounts, made when a source asks for them first."""
    form = ground.plan.district.erate
    assert form is not None, "the checks let no source of E-Rate be without [district.erate]"
    sheet = ground.model.sheet("district", "District")
    for block in sheet.blocks:
        if block.id == "district.erate":
            schools = block.made("schools_counted") if block.has("schools_counted") else None
            return Discounts(block.made("discount_one"), block.made("discount_two"), schools)
    return _made(ground, sheet.block("district.erate", "E-Rate discount"), form)


def _made(ground: Ground, block: Block, form: ERate) -> Discounts:
    schools = schools_row(ground, block, form)
    own = ask(block, form, "discount") if form.discount is not None else matrix_row(ground, block, form, schools)
    in_force = public_row(ground, block, "erate_in_force", start_month=JULY)
    one = block.row("discount_one", "Discount, Category One", "share", own * in_force)
    cap = public_number(block, "erate_category_two_cap", first_day_funded(ground))
    return Discounts(one, block.row("discount_two", "Discount, Category Two", "share", at_most(cap, one)), schools)


def first_day_funded(ground: Ground) -> datetime.date:
    """The first day of the funding year that the plan's first fiscal year has."""
    return first_day(ground.plan.calendar.first_year, start_month=JULY)


def schools_row(ground: Ground, block: Block, form: ERate) -> Row | None:
    """How many schools count: those typed, else those that the plan lists."""
    if form.schools is not None:
        counted: Expression = ask(block, form, "schools")
    elif ground.heads.schools is not None:
        counted = ground.heads.schools
    else:
        return None
    return block.row("schools_counted", "Schools that count", "school", counted)


def matrix_row(ground: Ground, block: Block, form: ERate, schools: Row | None) -> Row:
    """The discount that the matrix gives for the share of eligible students and the locale."""
    eligible = eligible_row(ground, block, form)
    rounding = ask_choice(block, form, "rounding")
    share = pick(rounding, eligible, whole_percent(eligible))
    counted = block.row("share_counted", "Eligible share that counts", "share", share)
    table = discount_table(ground)
    floor = table.made("floor")
    band = block.row("band", "Band, from", "share", Tier(counted, floor, floor))
    found = [block.row(place, f"Discount, {place}", "share", Tier(band, floor, table.made(place))) for place in PLACES]
    urban, rural = found
    return block.row(
        "from_matrix", "Discount by the matrix", "share", where(rural_row(ground, block, form, schools), rural, urban)
    )


def discount_table(ground: Ground) -> Table:
    """The discount matrix as it stands in the plan's first funding year: one line for each band."""
    on = first_day_funded(ground)
    known = {place: bands(place, on) for place in PLACES}
    floors = [floor for floor, _ in known[PLACES[0]]]
    names = [f"From {floor} % of students" for floor in floors]
    table = ground.model.table(
        "erate_discounts", "E-Rate discount matrix", [f"from_{floor}" for floor in floors], names
    )
    origin = public_origin(known[PLACES[0]][0][1])
    table.column("floor", "Students eligible, from", "share", values=[floor / 100 for floor in floors], origin=origin)
    for place, found in known.items():
        values = [each.value for _, each in found]
        table.column(place, f"Discount, {place}", "share", values=values, origin=public_origin(found[0][1]))
    return table


def bands(place: str, on: datetime.date) -> list[tuple[int, Figure]]:
    """The bands of the matrix for urban or rural districts on a date: the percentage from which each holds, and its discount."""
    start = f"{MATRIX}{place}_"
    floors = sorted(int(name.removeprefix(start)) for name in figure_names() if name.startswith(start))
    return [(floor, figure(f"{start}{floor}", on=on)) for floor in floors]


def eligible_row(ground: Ground, block: Block, form: ERate) -> Row:
    """The share of all students who are eligible, by the schools under CEP, by count, or by the district's income share."""
    if form.eligible is None:
        income = ground.model.sheet("district", "District").blocks[0].made("income_share")
        return block.row("share", "Students eligible", "share", at_most(1, income))
    elsewhere = ask(block, form, "eligible")
    if not form.cep:
        return block.row("share", "Students eligible", "share", at_most(1, elsewhere / ground.heads.students))
    under_cep, enrolled = cep_rows(ground, block, form)
    return block.row("share", "Students eligible", "share", at_most(1, (under_cep + elsewhere) / enrolled))


def cep_rows(ground: Ground, block: Block, form: ERate) -> tuple[Row, Row]:
    """Eligible students at schools under CEP, and the students of all schools, as the plan lists both."""
    multiplier = public_number(block, "erate_cep_multiplier", first_day_funded(ground))
    schools = ground.heads.table
    assert schools is not None, "the checks let no school be under CEP that the plan does not list"
    certified = schools.column(
        "erate_certified", "Directly certified (0: not under CEP)", "share",
        values=[form.cep.get(id, 0) for id in schools.records], origin=Origin("district.erate.cep"),
    )  # fmt: skip
    students = schools.made("students")
    counted = schools.column(
        "erate_eligible", "Eligible under CEP", "student", formula=students * at_most(1, certified * multiplier)
    )
    under_cep = block.constant("eligible_cep", "Eligible at schools under CEP", "student", sum_of(counted))
    return under_cep, block.constant("students_listed", "Students of all schools", "student", sum_of(students))


def rural_row(ground: Ground, block: Block, form: ERate, schools: Row | None) -> Row:
    """1 where the district counts as rural: as it says, or by the share of its schools that are."""
    locale = ask_choice(block, form, "locale")
    if form.rural_schools is None:
        return block.row("rural_district", "Rural district", "flag", pick(locale, 0, 1))
    assert schools is not None, "the checks let no school be rural where none is counted"
    limit = public_number(block, "erate_rural_share", first_day_funded(ground))
    share = block.row("rural_share", "Schools that are rural", "share", ask(block, form, "rural_schools") / schools)
    return block.row("rural_district", "Rural district", "flag", pick(locale, 0, 1, share > limit))
