"""A small district for the workbook's tests: every shape and word of the row language, and names that try to break a cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tco.formula.expression import (
    Expression,
    Prior,
    Tier,
    at_least,
    at_most,
    at_year,
    by_year,
    cents,
    equals,
    pick,
    sum_of,
    sum_rows,
    sum_where,
    total,
    total_of,
    where,
    whole,
)
from tco.formula.ladder import ladder_rows
from tco.formula.number import Values, evaluate
from tco.formula.rounding import Array
from tco.formula.rows import Block, Model, Origin, Row, Table, Timeline
from tco.workbook.cover import Cover, Decision, Simulation

SCENARIOS = (("base", "Base plan"), ("longer", "Keep five years"), ("lease", 'Lease = "cheaper?" *'))
MONTHS = ("Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug")
LONG_NAME = "A school whose name somebody pasted from a letter, " * 6


@dataclass
class District:
    """The model while it is being made, and the inputs that scenarios change."""

    model: Model
    years: Timeline
    changes: dict[Row, Array]
    schools: Table
    enrolment: Row
    life: Row
    invoices: Row


@dataclass(frozen=True)
class Sample:
    model: Model
    values: Values
    changes: dict[Row, Array]
    enrolment: Row
    life: Row


TYPED = Origin("a plan's own table")


def sample(years: int = 10, schools: int = 3) -> Sample:
    """The district's model, computed for its three scenarios."""
    district = _district(years, schools)
    _fleet(district)
    _software(district)
    _lease(district)
    _staff(district)
    _budget(district)
    values = evaluate(district.model, district.changes, cases=len(SCENARIOS))
    return Sample(district.model, values, district.changes, district.enrolment, district.life)


def cover() -> Cover:
    return Cover(
        title="Technology plan 2027",
        district='=Example & "Sons" District [1]',
        summary_lines=("Ten years of devices, software and staff.", "+ The gap opens when one-time money ends. " * 8),
        scope=(("Client devices", "included"), ("Connectivity", "excluded"), ("Security and risk", "unknown")),
        plan_hash="3f5a" * 16,
        version="0.1.0",
        changes=(("0.1.0", "First version."),),
        findings=(
            ("advice", "funding", "The gap in FY2031 is paid by nobody. " * 4),
            ("advice", "=fleet", "-1 is odd"),
        ),
        simulation=Simulation(
            "seed 7, 200 draws, version 0.1.0",
            ("Cost", "FY2027", "FY2028", "Median of all years"),
            (("Low (10 of 100)", 1234567.5, 1200.0, 0.5), ("High (90 of 100)", 2234567.5, 2200.0, 0.75)),
        ),
        decisions=(
            Decision(
                "=fleet",
                "-1 year, so to speak. " * 20,
                (("", 293.84, 293.84, 509.36, 353.0), ("Cheapest life", 96.15, 31.03, 0.0, 0.0)),
            ),
        ),
        undecided=("@Laptops", "Copiers"),
    )


def _district(count: int, schools: int) -> District:
    first = 2027
    years = Timeline("years", tuple(f"FY{first + n}" for n in range(count)), tuple(range(first, first + count)))
    model = Model(years)
    block = model.sheet("district", "District").block("district", "District")
    students = [5000.0 + 37 * n for n in range(count)]
    enrolment = block.numbers(
        "enrolment", "Enrolment", "student", students, Origin("district.enrolment", "OSPI report card")
    )
    names = ("Lincoln", '=SUM(1) "Élémentaire" [x] \U0001f600', LONG_NAME, *(f"School {n}" for n in range(3, schools)))
    table = model.table("schools", "Schools", [f"s{n}" for n in range(schools)], names[:schools])
    table.column("students", "Students", "student", values=[400.0 + 11 * n for n in range(schools)], origin=TYPED)
    table.column("level", "Level", "index", values=[1 + n % 2 for n in range(schools)], origin=TYPED)
    changes: dict[Row, Array] = {}
    longer = np.array(students).reshape(-1, 1, 1) * np.array([1.0, 1.0, 1.01])
    changes[enrolment] = np.round(longer, 0)
    return District(model, years, changes, table, enrolment, enrolment, enrolment)


def _case(district: District, row: Row, *values: float) -> Row:
    district.changes[row] = np.array(values).reshape(1, 1, -1)
    return row


def _fleet(district: District) -> None:
    model = district.model
    block = model.sheet("devices", "Devices").block("fleet", "Student laptops")
    note = Origin("fleet.life", "Vendor's support list", "Checked in May", True, 3, 6)
    life = district.life = _case(district, block.number("life", "Service life", "year", 4, note), 4, 5, 5)
    loss = block.number(
        "loss", "Lost or broken beyond repair each year", "share", 0.035, Origin("fleet.loss", assumption=True)
    )
    price = block.number("price", "Price of a laptop", "usd/device", 383.25, Origin("fleet.price", "Quote 2026-114"))
    ratio = block.number("ratio", "Laptops per student", "device/student", 1.05, Origin("fleet.ratio"))
    growth = block.number("growth", "Price growth", "share", 0.031, Origin("fleet.growth", low=-0.01, high=0.06))
    index = block.announce("price_index", "Price index", "share")
    block.define(index, Prior(index) * (1 + growth), opening=1)
    needed = block.row("needed", "Needed", "device", whole(district.enrolment * ratio))
    cohorts = model.table("cohorts", "Purchases by year", [f"c{year}" for year in district.years.years])
    bought_in = cohorts.column("bought_in", "Bought in", "year", values=district.years.years)
    left = block.announce("left", "Left at year end", "device", table=cohorts)
    age = block.row("age", "Age", "year", district.years.year - bought_in, table=cohorts)
    kept = block.row("kept_by_year", "Kept", "device", Prior(left) * (age < life), table=cohorts)
    kept_all = block.row("kept", "Kept", "device", sum_of(kept))
    bought = block.open_row("bought", "Bought", "device", at_least(0, needed - kept_all))
    in_service = block.row("in_service", "In service", "device", kept + bought * equals(age, 0), table=cohorts)
    block.define(left, in_service * (1 - loss))
    district.invoices = block.row("spent", "Spent on laptops", "usd", cents(bought * price * index))
    model.post(
        district.invoices,
        category="client_devices",
        kind="capital",
        budgeted="yes",
        account="5320",
        recurrence="recurring",
    )
    _schools(district, block, price)
    repairs = model.sheet("devices", "Devices").block("repairs", "Repairs")
    cost = repairs.number("cost", "Cost of a repair", "usd/device", 88.4, Origin("repairs.cost", assumption=True))
    rate = repairs.number("rate", "Repairs per laptop", "share", 0.08, Origin("repairs.rate"))
    spent = repairs.row("spent", "Spent on repairs", "usd", cents(sum_of(in_service) * rate * cost * index))
    model.post(spent, category="client_devices", kind="operating", budgeted="yes", account="5320")
    cohorts.column("all_years", "In service, all years", "device", formula=total(in_service))
    cohorts.column("enrolment_then", "Enrolment then", "student", formula=at_year(district.enrolment, bought_in))


def _schools(district: District, block: Block, price: Row) -> None:
    """Columns of formulas, sums by a key, and a family over schools."""
    students, level = district.schools.columns
    half = block.number("carts", "Laptops on carts per student", "device/student", 0.5, Origin("carts"))
    carts = district.schools.column("carts", "Laptops on carts", "device", formula=students * half)
    which = block.number("which", "Level shown", "index", 2, Origin("which", "", "1 elementary, 2 high"))
    block.constant("level_carts", "Laptops on carts at that level", "device", sum_where(carts, level, which))
    extra = district.schools.column(
        "extra", "Extra laptops", "device", values=[10.0] * len(district.schools), origin=TYPED
    )
    district.changes[extra] = np.array([10.0, 12.0, 10.0]).reshape(1, 1, 3) + np.zeros((1, len(district.schools), 1))
    by_school = block.row(
        "value",
        "Value of extra laptops",
        "usd",
        extra * price * (district.years.year / district.years.year),
        table=district.schools,
    )
    block.row("value_all", "Value of all extra laptops", "usd", sum_of(by_school))


def _software(district: District) -> None:
    model = district.model
    block = model.sheet("software", "Software & services (leases)").block("filter", "Web filter [tiered]: 'gold'")
    tiers = model.table("tiers", "Price tiers of the web filter", ["t1", "t2", "t3"])
    floors = tiers.column("floor", "From students", "student", values=[0, 5100, 5250], origin=TYPED)
    rates = tiers.column("rate", "Price", "usd/student", values=[6.5, 6.05, 5.55], origin=TYPED)
    price = block.row("price", "Price per student", "usd/student", Tier(district.enrolment, floors, rates))
    renewal = block.numbers("renewal", "Renewed", "share", [1.0] * (len(district.years) - 1) + [0.0], Origin("renewal"))
    spent = block.row("spent", "Spent on the web filter", "usd", cents(price * district.enrolment * renewal))
    model.post(
        spent, category="security", kind="operating", budgeted="yes", recurrence="recurring", account='Fund "7*"'
    )
    flat = block.number("flat", "Flat fee", "usd", 12500.5, Origin("flat"))
    choice = _case(
        district,
        block.number("choice", "Way of paying", "index", 1, Origin("", "", "1 flat, 2 by students, 3 none")),
        1,
        2,
        3,
    )
    by_head = block.number("by_head", "Fee per student", "usd/student", 2.3, Origin("by_head"))
    fee = block.row(
        "fee",
        "Fee",
        "usd",
        pick(choice, flat, cents(by_head * district.enrolment), 0) * (district.years.year / district.years.year),
    )
    model.post(fee, category="software", kind="operating", budgeted="yes", recurrence="at_risk", account="1e3")


def _lease(district: District) -> None:
    """A monthly schedule and a ladder of leases, brought to years."""
    model, years = district.model, district.years
    labels = tuple(f"{MONTHS[month]} {year - (month < 4)}" for year in years.years for month in range(12))
    months = Timeline("months", labels, tuple(year for year in years.years for _ in MONTHS))
    block = model.sheet("leases", "Leases by month", months).block("lease", "Copier lease")
    rent = block.number("rent", "Rent", "usd/month", 1450, Origin("rent"))
    on = _case(district, block.number("on", "Leased (1) or not (0)", "flag", 0, Origin("lease.on")), 0, 0, 1)
    length = block.number("length", "Months in a month", "month", 1)
    paid = block.row("paid", "Paid", "usd", cents(rent * length) * (months.year / months.year))
    owed = block.announce("owed", "Paid so far", "usd")
    block.define(owed, Prior(owed) + paid, opening=0)
    yearly = model.sheet("software", "").block("copiers", "Copiers")
    spent = yearly.row("spent", "Spent on copiers", "usd", where(equals(on, 1), by_year(paid, years), 0))
    model.post(spent, category="client_devices", kind="debt_service", budgeted="yes")
    rungs = ladder_rows(yearly, "rung", "Copiers in service", district.enrolment, district.life, share=1)
    yearly.row("ladder", "All copiers", "student", sum_rows(rungs))


def _staff(district: District) -> None:
    """A fee on other postings, which is itself a posting."""
    block = district.model.sheet("people", "People").block("people", "Technicians")
    salary = block.number(
        "salary", "Salary and benefits", "usd/fte", 91250.75, Origin("people.salary", "Salary schedule")
    )
    positions = block.numbers("positions", "Positions", "fte", [3.5] * len(district.years), Origin("positions"))
    spent = block.row("spent", "Spent on technicians", "usd", cents(salary * positions))
    district.model.post(spent, category="labor", kind="operating", budgeted="yes", recurrence="recurring")
    rate = block.number("fee_rate", "Service fee on operating cost", "share", 0.02, Origin("fee_rate"))
    fee = block.row(
        "fee",
        "Service fee",
        "usd",
        cents(rate * total_of(district.years, kind="operating", budgeted="yes", category="labor")),
    )
    district.model.post(fee, category="indirect", kind="operating", budgeted="yes", recurrence="recurring")


def _budget(district: District) -> None:
    model, years = district.model, district.years
    sheet = model.sheet("budget", "Budget")
    cost = _statement(
        sheet.block("by_category", "By category"),
        "category",
        ("client_devices", "software", "security", "labor", "indirect", "connectivity"),
        years,
    )
    _statement(sheet.block("by_kind", "By kind"), "kind", ("capital", "operating", "debt_service"), years, summed=False)
    measures = sheet.block("measures", "Measures")
    measures.row("per_student", "Cost per student", "usd/student", cost / district.enrolment)
    cumulative = measures.announce("cumulative", "Cost to date", "usd")
    measures.define(cumulative, Prior(cumulative) + cost)
    rate = measures.number("rate", "Discount rate", "share", 0.0325, Origin("economics.rate"))
    start = measures.number("start", "First fiscal year", "year", 2027)
    one_year = measures.number("one_year", "A year", "year", 1)
    factor = measures.row(
        "discount_factor", "Discount factor", "share", ((1 + rate) ** (-((years.year - start) / one_year)))
    )
    measures.row("present_value", "Present value", "usd", cost * factor)
    _funding(district, cost)


def _statement(block: Block, key: str, tags: tuple[str, ...], years: Timeline, *, summed: bool = True) -> Row:
    rows: list[Expression] = [
        block.row(tag, tag.replace("_", " ").capitalize(), "usd", total_of(years, **{key: tag})) for tag in tags
    ]
    return block.row("total", "All cost", "usd", sum_rows(rows)) if summed else rows[0]  # type: ignore[return-value]


def _funding(district: District, cost: Row) -> None:
    block = district.model.sheet("funding", "Sources and uses").block("sources.levy", "Technology levy")
    amount = block.numbers(
        "amount", "Levy", "usd", [1_200_000.0] * len(district.years), Origin("levy.amount", "Ballot 2026")
    )
    closing = block.announce("closing", "Left of the levy at year end", "usd")
    opening = block.row("opening", "Carried over", "usd", Prior(closing))
    used = block.row("paid", "Used", "usd", at_most(opening + amount, cost))
    start = block.number("start", "In hand at the start", "usd", 250_000, Origin("levy.start"))
    block.define(closing, opening + amount - used, opening=start)
    uses = district.model.sheet("funding", "").block("funding", "Cost, paid and gap")
    needed = uses.row("cost", "Cost", "usd", cost)
    paid = uses.row("paid", "Paid by sources", "usd", used)
    uses.row("gap", "Gap", "usd", needed - paid)
