"""What every item stands on: the district's head counts and its prices over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tco.formula.expression import Expression, Prior, at_least, at_most, equals, sum_of, sum_rows
from tco.formula.rows import Block, Model, Origin, Row, Table, Timeline
from tco.inputs.district import CATEGORIES, IN_WORDS, District
from tco.inputs.given import Form, meaning_of
from tco.inputs.plan import PlanForm
from tco.model.ask import ask, ask_each, input_row
from tco.model.financing.holding import Holding
from tco.model.financing.policy import Policy, policy_rows


@dataclass(frozen=True)
class HeadCounts:
    """Who and what there is to equip, by fiscal year."""

    students: Row
    by_band: Mapping[str, Row]
    teachers: Row
    staff: Row
    classrooms: Row | None
    schools: Row | None
    table: Table | None

    def of(self, per: str, bands: tuple[str, ...] = ()) -> Row | Expression:
        """The head count behind `per`, in some bands only where bands are named."""
        if per == "student" and bands:
            return sum_rows([self.by_band[band] for band in bands])
        found = {
            "student": self.students,
            "teacher": self.teachers,
            "staff": self.staff,
            "classroom": self.classrooms,
            "school": self.schools,
            "site": self.schools,
        }[per]
        assert found is not None, (
            f"an item per {per} passed the checks without schools; they look at a form's field `per`"
        )
        return found


@dataclass(frozen=True)
class Economy:
    """Prices over time: an index per category (1 in the year that prices are as of), tax, discounting."""

    index: Mapping[str, Row]
    discount_rate: Row
    flow_timing: Row
    discount_end: Row
    discount_factor: Row
    prices_as_of: Row
    year_before: Row
    first_year: Row
    one_year: Row
    contingency: Mapping[str, Row]
    capital_threshold: Row | None
    sales_tax: Row | None
    electricity: Row | None
    borrowing_rate: Row | None = None


@dataclass(frozen=True)
class Served:
    """What other items may count of a fleet; `hours` is the work of the district's own people that its form asks for."""

    in_service: Row
    assigned: Row
    bought: Row
    life: Row
    hours: Row | None = None


@dataclass(frozen=True)
class Schedule:
    """A salary schedule: the salary [usd/fte] from each step on, the highest step, and the level that raises bring it to."""

    steps: Row
    salaries: Row
    top: Row
    index: Row


@dataclass(frozen=True)
class Staffed:
    """A position as staffing by function counts it: those there are, and those needed where the plan says so [fte]."""

    function: str
    have: Row
    needed: Row | None


@dataclass(frozen=True)
class HandedOn:
    """What a fleet that hands down tells the one that receives: its records, and what it lets go; `handed` is answered there."""

    id: str
    label: str
    block: Block
    table: Table
    number: Row
    bought_in: Row
    supported_until: Row
    price_paid: Row
    leaving: Row
    handed: Row


@dataclass(frozen=True)
class Ground:
    """All that the rows of an item may read besides the item's own form. Fleets, schedules and positions enter themselves.

    Fleets come first, those that are sized for each school enter the number there [device]; circuits enter
    what users ask of them at the busiest time [mbps]. `announced` keeps a row that one part of an item looks back at until another
    part gives it its formula.
    """

    model: Model
    plan: PlanForm
    heads: HeadCounts
    economy: Economy
    fleets: dict[str, Served] = field(default_factory=dict)
    at_schools: dict[str, Row] = field(default_factory=dict)
    busiest: dict[str, Row] = field(default_factory=dict)
    announced: dict[str, Row] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    positions: dict[str, Row] = field(default_factory=dict)
    staffed: list[Staffed] = field(default_factory=list)
    handed_on: dict[str, HandedOn] = field(default_factory=dict)
    owed: list[Row] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    policy: Policy | None = None

    def counted(self, per: str, bands: tuple[str, ...] = (), fleets: Sequence[str] = ()) -> Expression:
        """The students, employees, rooms or sites that an item is for, or devices in service or bought of the fleets it names."""
        if per == "device":
            return sum_rows([self.fleets[id].in_service for id in fleets])
        if per == "device_bought":
            return sum_rows([self.fleets[id].bought for id in fleets])
        return self.heads.of(per, bands)


def ground_rows(model: Model, plan: PlanForm) -> Ground:
    """The rows that every item reads: head counts first, then prices."""
    sheet = model.sheet("district", "District")
    heads = head_count_rows(model, sheet.block("district", plan.district.name), plan.district)
    economy = economy_rows(model, sheet.block("economics", "Prices over time"), plan)
    policy = None
    if plan.accounting is not None:
        block = sheet.block("accounting", "Accounting policies")
        policy = policy_rows(block, plan.accounting, plan.calendar, economy.capital_threshold)
    return Ground(model, plan, heads, economy, policy=policy)


def head_count_rows(model: Model, block: Block, district: District) -> HeadCounts:
    """Students by band and in all, teachers, staff, and the schools with their classrooms."""
    by_band = ask_each(block, district, "enrolment")
    students = block.row("students", "Students", "student", sum_rows(list(by_band.values())))
    teachers, staff = ask(block, district, "teachers"), ask(block, district, "staff")
    if district.income_share is not None:
        ask(block, district, "income_share")
    if not district.schools:
        return HeadCounts(students, by_band, teachers, staff, None, None, None)
    table = school_table(model, district)
    column = {row.id.rsplit(".", 1)[-1]: row for row in table.columns}
    classrooms = block.constant("classrooms", "Classrooms", "classroom", sum_of(column["classrooms"]))
    schools = block.constant("school_count", "Schools", "school", sum_of(column["site"]))
    return HeadCounts(students, by_band, teachers, staff, classrooms, schools, table)


def school_table(model: Model, district: District) -> Table:
    """The schools: students, classrooms and what each has places for."""
    schools = district.schools
    table = model.table("schools", "Schools", list(schools), [school.name for school in schools.values()])
    bands, own = list(district.enrolment), Origin("district.schools")
    table.column(
        "band",
        f"Band ({', '.join(f'{n} {band}' for n, band in enumerate(bands, 1))})",
        "index",
        values=[bands.index(school.band) + 1 for school in schools.values()],
    )
    table.column("site", "Site", "school", values=[1 for _ in schools])
    table.column("students", "Students", "student", values=[school.students for school in schools.values()], origin=own)
    table.column(
        "classrooms", "Classrooms", "classroom", values=[school.classrooms for school in schools.values()], origin=own
    )
    for id in dict.fromkeys(id for school in schools.values() for id in school.counts):
        values = [school.counts.get(id, 0) for school in schools.values()]
        table.column(f"count_{id}", id.replace("_", " ").capitalize(), "device", values=values, origin=own)
    return table


def economy_rows(model: Model, block: Block, plan: PlanForm) -> Economy:
    """A price index per category that anything is bought in, and the district's rates."""
    economics = plan.economics
    rate = ask(block, economics, "discount_rate")
    timing = ask(block, economics, "flow_timing")
    end, factor = discount_rows(block, rate, timing)
    optional = {
        field: ask(block, economics, field) if getattr(economics, field) is not None else None
        for field in ("capital_threshold", "sales_tax", "electricity", "borrowing_rate")
    }
    as_of = block.number("prices_as_of", "Prices are as of", "year", economics.prices_as_of)
    first = block.number("first_year", "First fiscal year", "year", plan.calendar.first_year)
    before = block.constant("year_before", "Year before the first", "year", first - 1)
    index = {category: _index_row(block, plan, category, as_of, before) for category in CATEGORIES}
    one_year = block.number("one_year", "One year", "year", 1)
    return Economy(
        index,
        rate,
        timing,
        end,
        factor,
        as_of,
        before,
        first,
        one_year,
        ask_each(block, economics, "contingency"),
        optional["capital_threshold"],
        optional["sales_tax"],
        optional["electricity"],
        optional["borrowing_rate"],
    )


def discount_rows(block: Block, rate: Row, before: Row) -> tuple[Row, Row]:
    """What a dollar is worth at the start of the plan: one at a year's end, and one when the year's flows are."""
    end = block.announce("discount_end", "Discount factor, year end", "index")
    block.define(end, Prior(end) / (1 + rate), opening=1)
    return end, block.row("discount_factor", "Discount factor", "index", Prior(end) / (1 + rate) ** before)


def _index_row(block: Block, plan: PlanForm, category: str, as_of: Row, before: Row) -> Row:
    """The category's price level: escalation starts in the year after the prices' date, shocks fall in their year."""
    economics, years = plan.economics, block.timeline
    label = IN_WORDS[category]
    rate = _rate_row(block, plan, category)
    growth, opening = _escalated(years, rate, as_of, before)
    for id, shock in economics.shocks.items():
        if shock.category == category and shock.year > economics.prices_as_of:
            change = input_row(block, f"shocks.{id}.change", shock.change, meaning_of(type(shock), "change"))
            when = block.number(
                f"shocks.{id}.year", f"Year of the price shock, {id.replace('_', ' ')}", "year", shock.year
            )
            growth = growth * (change * equals(years.year, when) + 1)
            opening = opening * (change * (when <= before) + 1)
    index = block.announce(f"index.{category}", f"Price index, {label}", "index")
    return block.define(index, Prior(index) * growth, opening=opening)


def own_index(ground: Ground, block: Block, form: Form, field: str, category: str, *, cap: str = "") -> Row:
    """The price level by the item's own yearly change where it gives one, up to its cap if it has one, else its category's."""
    economy = ground.economy
    if getattr(form, field) is None:
        return economy.index[category]
    rate = ask(block, form, field)
    if cap and getattr(form, cap) is not None:
        rate = block.constant(
            f"{field}_counts", f"{rate.label}, at most the cap", "share", at_most(ask(block, form, cap), rate)
        )
    growth, opening = _escalated(block.timeline, rate, economy.prices_as_of, economy.year_before)
    index = block.announce(f"{field}_index", f"Price index, {rate.label.lower()}", "index")
    return block.define(index, Prior(index) * growth, opening=opening)


def _escalated(years: Timeline, rate: Row, as_of: Row, before: Row) -> tuple[Expression, Expression]:
    """A price level's yearly growth, which starts in the year after the prices' date, and what it has become by the start."""
    return rate * (years.year > as_of) + 1, (rate + 1) ** at_least(0, before - as_of)


def _rate_row(block: Block, plan: PlanForm, category: str) -> Row:
    """The yearly price change of a category; none given means none assumed, and the row says so."""
    given = plan.economics.escalation.get(category)
    meaning = meaning_of(type(plan.economics), "escalation")
    path, label = f"escalation.{category}", f"{meaning.label}, {IN_WORDS[category]}"
    if given is not None:
        return input_row(block, path, given, meaning, label=label)
    return block.number(path, f"{label} (none given)", meaning.unit, 0, Origin(f"{block.id}.{path}"))
