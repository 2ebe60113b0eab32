"""What is an asset in the books and what an expense, by the district's thresholds and the dated rules."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, at_least, at_year, sum_where, where
from tco.formula.rows import Block, Row, Table
from tco.model.financing.holding import Holding
from tco.model.financing.policy import Policy
from tco.model.ground import Ground

PER_DEVICE = "usd/device"
BY_UNIT = ("owned", "financed_purchase")
"""What counts by the price of one, or by a year's purchase."""
RIGHTS = ("lease", "subscription")
"""What is an asset only with its liability."""


@dataclass(frozen=True)
class Acquired:
    """What a holding acquires, a record for each fiscal year.

    `begins` is the month of the plan (1 its first), `cost` what is acquired and `capitalised` what of it is an asset [usd], `counts`
    1 where it is one [flag]. `begun` says whether some began before the plan.
    """

    table: Table
    year: Row
    begins: Row
    cost: Row
    counts: Row
    capitalised: Row
    begun: bool


def acquired_columns(ground: Ground, block: Block, holding: Holding, policy: Policy) -> Acquired:
    """The records of a holding, and which of them are assets."""
    first = ground.economy.first_year
    schedule, begun = holding.schedule, False
    if schedule is None:
        table, year, begins = _purchases(ground, block, holding)
    else:
        table, year, begins = schedule.agreements.table, schedule.agreements.year, schedule.agreements.begins
        begun = any(each < ground.plan.calendar.first_year for each in year.values or ())
    cost = at_year(holding.measured, at_least(first, year))
    if schedule is not None and begun:
        cost = where(year >= first, cost, schedule.agreements.financed)
    measured = table.column("books_cost", "Acquired for", "usd", formula=cost)
    flag = _counts(ground, block, holding, policy, measured, at_least(first, year))
    counts = table.column("books_counts", "An asset in the books", "flag", formula=flag)
    capitalised = table.column("books_asset", "Of it an asset", "usd", formula=measured * counts)
    return Acquired(table, year, begins, measured, counts, capitalised, begun)


def _purchases(ground: Ground, block: Block, holding: Holding) -> tuple[Table, Row, Row]:
    years, start = block.timeline.years, ground.plan.calendar.first_year
    ids, names = [f"fy{year}" for year in years], [f"FY{year}" for year in years]
    table = ground.model.table(f"{block.id}.acquired", f"{block.label}: by year", ids, names)
    year = table.column("year", "Acquired in", "year", values=years)
    months = [(each - start) * 12 + holding.begins for each in years]
    return table, year, table.column("begins", "Month of the plan", "month", values=months)


def _counts(
    ground: Ground, block: Block, holding: Holding, policy: Policy, cost: Row, year: Expression
) -> Expression | int:
    """Whether what is acquired for `cost` in a year is an asset."""
    if holding.what == "prepaid":
        return cost > 0
    over = _over(holding, policy, cost, year)
    if holding.what in RIGHTS:
        flag = over * (year >= policy.in_force[holding.what])
        return flag if holding.is_long is None else flag * holding.is_long
    lasts = block.constant("lasts", "Lasts long enough to be capital", "flag", holding.serves >= policy.least_life)
    return over * lasts


def _over(holding: Holding, policy: Policy, cost: Row, year: Expression) -> Expression | int:
    """Whether it reaches the threshold of its class: one unit, or all that is bought in the year."""
    if holding.what not in BY_UNIT:
        threshold = policy.thresholds.get(holding.what)
        return cost > 0 if threshold is None else cost >= threshold
    tests: list[Expression] = []
    if policy.capital_threshold is not None and _is_priced(holding) and holding.unit_cost is not None:
        tests.append(at_year(holding.unit_cost, year) >= policy.capital_threshold)
    if policy.aggregate is not None:
        tests.append(cost >= policy.aggregate)
    if not tests:
        return 0
    return tests[0] if len(tests) == 1 else at_least(tests[0], tests[1])


def _is_priced(holding: Holding) -> bool:
    return holding.unit_cost is not None and str(holding.unit_cost.unit) == PER_DEVICE


def class_rows(block: Block, holding: Holding, policy: Policy, acquired: Acquired) -> Row:
    """The class of what is acquired in each year, 0 where nothing is; and whether a unit is equipment to federal grants."""
    codes, counted = policy.codes, sum_where(acquired.counts, acquired.year, block.timeline.year)
    if holding.what in ("financed_purchase", "prepaid"):
        code: Expression = codes[holding.what]
    elif holding.what in RIGHTS:
        long = holding.is_long
        otherwise: Expression = (
            codes["supplies"] if long is None else where(long, codes["supplies"], codes["short_term"])
        )
        code = where(counted, codes[holding.what], otherwise)
    else:
        code = where(counted, codes["intangible" if holding.what == "licence" else "capital"], codes["supplies"])
    if holding.what in BY_UNIT and _is_priced(holding) and holding.unit_cost is not None:
        lasts = holding.serves > policy.federal_life
        flag = (holding.unit_cost >= policy.federal_limit) * lasts
        block.row("federal_equipment", "Equipment to federal grants", "flag", flag)
    return block.row("class", "Class in the books", "index", where(holding.measured > 0, code, 0))
