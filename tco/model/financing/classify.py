"""What is an asset in the books and what an expense, by the district's thresholds and the dated rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tco.formula.expression import Expression, at_least, at_year, where
from tco.formula.rows import Block, Row, Table
from tco.model.financing.holding import Holding
from tco.model.financing.policy import Policy
from tco.model.financing.schedule import Schedule
from tco.model.ground import Ground

PER_DEVICE = "usd/device"
BY_UNIT = ("owned", "financed_purchase")
"""What counts by the price of one, or by a year's purchase."""
TESTS = {
    "by_unit": "One reaches the threshold",
    "together": "All of a year's are significant together",
    "enough": "Reaches the threshold",
}
RIGHTS = ("lease", "subscription")
"""What is an asset only with its liability."""
NO_LIFE = (*RIGHTS, "prepaid")
"""What is written off over its term, however short."""


@dataclass(frozen=True)
class Acquired:
    """What a holding acquires, a record for each fiscal year.

    `begins` is the month of the plan (1 its first), `capitalised` what of the cost is an asset [usd], `counts` 1 where it is one
    and `in_year` the same by fiscal year [flag]. `begun` says whether some began before the plan.
    """

    table: Table
    year: Row
    begins: Row
    in_year: Row
    counts: Row
    capitalised: Row
    begun: bool


def acquired_columns(ground: Ground, block: Block, holding: Holding, policy: Policy) -> Acquired:
    """The records of a holding, and which of them are assets."""
    first, counts, cost = ground.economy.first_year, counts_row(block, holding, policy), holding.measured
    schedule, begun = holding.schedule, False
    if schedule is None:
        table, year, begins = _purchases(ground, block, holding)
    else:
        table, year, begins = schedule.agreements.table, schedule.agreements.year, schedule.agreements.begins
        begun = any(each < ground.plan.calendar.first_year for each in year.values or ())
    amount, flag = at_year(cost, year), at_year(counts, year)
    if schedule is not None and begun:
        amount, flag = _with_begun(block, holding, policy, schedule, first, counts)
    column = table.column("books_cost", "Acquired for", "usd", formula=amount)
    counted = table.column("books_counts", "An asset in the books", "flag", formula=flag)
    capitalised = table.column("books_asset", "Of it an asset", "usd", formula=column * counted)
    return Acquired(table, year, begins, counts, counted, capitalised, begun)


def _with_begun(
    block: Block, holding: Holding, policy: Policy, schedule: Schedule, first: Row, counts: Row
) -> tuple[Expression, Expression]:
    """What is acquired and whether it is an asset, for agreements from before the plan by what was financed then."""
    table, year, before = (getattr(schedule.agreements, each) for each in ("table", "year", "financed"))
    in_plan = table.column("books_year", "Begun in, or the first year", "year", formula=at_least(first, year))
    price: Row | None = None
    if holding.unit_cost is not None:
        unit = str(holding.unit_cost.unit)
        price = block.constant("first_price", "Price of one in the first year", unit, at_year(holding.unit_cost, first))
    old = _asset(block, holding, policy, tests_of(holding, policy, before, price), in_plan)
    counted = table.column("books_old", "An asset by what was financed", "flag", formula=old)
    return (
        where(year >= first, at_year(holding.measured, in_plan), before),
        where(year >= first, at_year(counts, in_plan), counted),
    )


def _purchases(ground: Ground, block: Block, holding: Holding) -> tuple[Table, Row, Row]:
    years, start = block.timeline.years, ground.plan.calendar.first_year
    ids, names = [f"fy{year}" for year in years], [f"FY{year}" for year in years]
    table = ground.model.table(f"{block.id}.acquired", f"{block.label}: by year", ids, names)
    year = table.column("year", "Acquired in", "year", values=years)
    months = [(each - start) * 12 + holding.begins for each in years]
    return table, year, table.column("begins", "Month of the plan", "month", values=months)


def counts_row(block: Block, holding: Holding, policy: Policy) -> Row:
    """Whether what is acquired in a year is an asset, below the tests that say so."""
    if holding.what not in NO_LIFE:
        block.constant("lasts", "Lasts long enough to be capital", "flag", holding.serves >= policy.least_life)
    tests = tests_of(holding, policy, holding.measured, holding.unit_cost)
    flags = [block.row(id, TESTS[id], "flag", test) for id, test in tests.items()]
    passed = dict(zip(tests, flags, strict=True))
    return block.row(
        "counts", "An asset in the books", "flag", _asset(block, holding, policy, passed, block.timeline.year)
    )


def tests_of(holding: Holding, policy: Policy, cost: Row, unit_cost: Expression | None) -> dict[str, Expression]:
    """The thresholds of its class, any of which makes it an asset: that of one unit, of a year's purchase, of an agreement."""
    tests: dict[str, Expression] = {}
    if holding.what not in BY_UNIT:
        threshold = policy.thresholds.get(holding.what)
        return {"enough": cost > 0 if threshold is None else cost >= threshold}
    if policy.capital_threshold is not None and unit_cost is not None and str(unit_cost.unit) == PER_DEVICE:
        tests["by_unit"] = unit_cost >= policy.capital_threshold
    if policy.aggregate is not None:
        tests["together"] = cost >= policy.aggregate
    return tests


def _asset(
    block: Block, holding: Holding, policy: Policy, tests: Mapping[str, Expression], year: Expression
) -> Expression | int:
    """One of the tests is met, and it lasts; a right to use counts only while its rule is in force and its term is long."""
    if not tests:
        return 0
    first, *more = tests.values()
    met = at_least(first, more[0]) if more else first
    if holding.what in RIGHTS:
        met = met * (year >= policy.in_force[holding.what])
        return met if holding.is_long is None else met * holding.is_long
    return met if holding.what in NO_LIFE else met * block.made("lasts")


def class_rows(block: Block, holding: Holding, policy: Policy, counts: Row) -> Row:
    """The class of what is acquired in each year, 0 where nothing is; and whether a unit is equipment to federal grants."""
    codes, long = policy.codes, holding.is_long
    if holding.what in ("financed_purchase", "prepaid"):
        code: Expression = codes[holding.what]
    elif holding.what in RIGHTS:
        expense: Expression = codes["supplies"]
        if long is not None:
            other = where(long, codes["supplies"], codes["short_term"])
            expense = block.constant("class_else", "Class of what is no asset", "index", other)
        code = where(counts, codes[holding.what], expense)
    else:
        code = where(counts, codes["intangible" if holding.what == "licence" else "capital"], codes["supplies"])
    if holding.what in BY_UNIT and holding.unit_cost is not None and str(holding.unit_cost.unit) == PER_DEVICE:
        flag = (holding.unit_cost >= policy.federal_limit) * (holding.serves > policy.federal_life)
        block.row("federal_equipment", "Equipment to federal grants", "flag", flag)
    return block.row("class", "Class in the books", "index", where(holding.measured > 0, code, 0))
