"""Builds recipes into a model: each in a block and with tables of its own, so that thousands share one workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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
    exp,
    in_month,
    month_from,
    month_to,
    one_each,
    pick,
    sum_below,
    sum_of,
    sum_product,
    sum_rows,
    sum_where,
    total,
    total_of,
    where,
    whole,
    whole_percent,
)
from tco.formula.ladder import ladder_rows
from tco.formula.number import Values, evaluate
from tco.formula.rounding import Array
from tco.formula.rows import Block, Model, Row, Table, Timeline
from tests.formula.recipes import COLUMN, CONSTANT, FAMILY, PERIODS, RECORDS, SERIES, SHARE, TERM, TERMS, Recipe
from tests.formula.small import FIRST_YEAR

RECORD_NAMES = ["oak", "elm", "fir", "ash"]
PLAIN: dict[str, Callable[..., Expression]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "exp": exp,
    "negative": lambda a: -a,
    "above": lambda a, b: a > b,
    "reaches": lambda a, b: a >= b,
    "equals": equals,
    "at_least": at_least,
    "at_most": at_most,
    "cents": cents,
    "whole": whole,
    "percent": whole_percent,
    "where": where,
    "pick": pick,
}
LITERALS: dict[float, Callable[[Expression], Expression]] = {
    0.0: lambda x: 0 - x,
    1.0: lambda x: x * 1,
    -1.0: lambda x: x * -1,
    12.0: lambda x: x / 12,
    100.0: lambda x: 100 * x,
}


@dataclass
class Kitchen:
    """The model being made, the numbers typed over in it, and what each recipe became."""

    model: Model
    terms: Timeline
    typed: dict[Row, Array] = field(default_factory=dict)
    served: list[tuple[Recipe, list[Row]]] = field(default_factory=list)

    def serve(self, recipe: Recipe) -> None:
        """Build a recipe; its rows are all that its block and its tables hold."""
        number = len(self.served)
        dish = Dish(self, number, self.block("calculation", f"r{number}"), self.block("terms", f"m{number}"))
        dish.row(dish.made(recipe), recipe.unit, recipe.shape)
        tables = [table for table in self.model.tables if table.id.startswith(f"r{number}_")]
        rows = [row for part in (dish.block, dish.by_term) for row in part.rows]
        self.served.append((recipe, rows + [column for table in tables for column in table.columns]))

    def block(self, sheet: str, id: str) -> Block:
        return self.model.sheet(sheet, sheet.title()).block(id, id)

    def values(self) -> Values:
        return evaluate(self.model, self.typed)


def kitchen() -> Kitchen:
    years = tuple(range(FIRST_YEAR, FIRST_YEAR + PERIODS))
    model = Model(Timeline("years", tuple(f"FY{year}" for year in years), years))
    labels = tuple(f"{year} {term}" for year in years for term in range(1, TERMS + 1))
    terms = Timeline("terms", labels, tuple(year for year in years for _ in range(TERMS)))
    model.sheet("calculation", "Calculation")
    model.sheet("terms", "Terms", terms)
    return Kitchen(model, terms)


@dataclass
class Dish:
    """One recipe being built."""

    kitchen: Kitchen
    number: int
    block: Block
    by_term: Block
    tables: dict[str, Table] = field(default_factory=dict)
    count: int = 0

    def id(self) -> str:
        self.count += 1
        return f"n{self.count}"

    def table(self, name: str, records: int = RECORDS) -> Table:
        if name not in self.tables:
            id = f"r{self.number}_{name}"
            self.tables[name] = self.kitchen.model.table(id, id, RECORD_NAMES[:records])
        return self.tables[name]

    def row(self, formula: Expression, of: str, shape: str, opening: Expression | None = None) -> Row:
        """A row of its own for a formula."""
        id = self.id()
        if shape == CONSTANT:
            return self.block.constant(id, id, of, formula)
        if shape == COLUMN:
            return self.table("schools").column(id, id, of, formula=formula)
        block = self.by_term if shape == TERM else self.block
        return block.row(id, id, of, formula, opening=opening, table=self.table("schools") if shape == FAMILY else None)

    def made_row(self, recipe: Recipe, shape: str) -> Row:
        """A recipe as a row of this very shape, which its formula may be smaller than."""
        made = self.made(recipe)
        return made if isinstance(made, Row) and self.fits(made, shape) else self.row(made, recipe.unit, shape)

    def fits(self, row: Row, shape: str) -> bool:
        """Whether a row has this very shape: what is looked at as a range must."""
        timelines = {SERIES: self.kitchen.model.years, FAMILY: self.kitchen.model.years, TERM: self.kitchen.terms}
        return row.timeline is timelines.get(shape) and (row.table is not None) == (shape in (COLUMN, FAMILY))

    def made(self, recipe: Recipe) -> Expression:
        """The formula of a recipe."""
        if recipe.does in PLAIN:
            return PLAIN[recipe.does](*map(self.made, recipe.parts))
        make: Callable[[Recipe], Expression] = getattr(self, recipe.does)
        return make(recipe)

    def given(self, recipe: Recipe) -> Row:
        id = self.id()
        if recipe.shape == COLUMN:
            return self.table("schools").column(id, id, recipe.unit, values=recipe.numbers)
        if recipe.shape == CONSTANT:
            return self.block.number(id, id, recipe.unit, recipe.numbers[0])
        return (self.by_term if recipe.shape == TERM else self.block).numbers(id, id, recipe.unit, recipe.numbers)

    def literal(self, recipe: Recipe) -> Expression:
        return LITERALS[recipe.numbers[0]](self.made(recipe.parts[0]))

    def year(self, recipe: Recipe) -> Row:
        return (self.kitchen.terms if recipe.shape == TERM else self.kitchen.model.years).year

    def prior(self, recipe: Recipe) -> Expression:
        seen, opening = recipe.parts
        return Prior(self.row(self.made(seen), seen.unit, recipe.shape, self.made(opening)))

    def rolling(self, recipe: Recipe) -> Row:
        flow, share, opening = (self.made(part) for part in recipe.parts)
        id = self.id()
        row = self.block.announce(id, id, recipe.unit, table=self.table("schools") if recipe.shape == FAMILY else None)
        return self.block.define(row, Prior(row) * share + flow, opening=opening)

    def own_row(self, recipe: Recipe) -> Row:
        return self.row(self.made(recipe.parts[0]), recipe.unit, recipe.shape)

    def sum_rows(self, recipe: Recipe) -> Expression:
        """Two rows under each other, which become a range, and a formula."""
        made = [self.made(part) for part in recipe.parts]
        rows = [self.row(formula, recipe.unit, recipe.shape) for formula in made]
        return sum_rows([*rows, made[0] + made[1]])

    def sum_of(self, recipe: Recipe) -> Expression:
        return sum_of(self.made_row(recipe.parts[0], COLUMN if recipe.shape == CONSTANT else FAMILY))

    def sum_product(self, recipe: Recipe) -> Expression:
        values, shares = (self.made_row(part, COLUMN if recipe.shape == CONSTANT else FAMILY) for part in recipe.parts)
        return sum_product(values, shares)

    def total(self, recipe: Recipe) -> Expression:
        return total(self.made_row(recipe.parts[0], SERIES if recipe.shape == CONSTANT else FAMILY))

    def by_year(self, recipe: Recipe) -> Expression:
        return by_year(self.made_row(recipe.parts[0], TERM), self.kitchen.model.years)

    def at_year(self, recipe: Recipe) -> Expression:
        values, when = recipe.parts
        return at_year(self.made_row(values, SERIES), self.made(when))

    def in_month(self, recipe: Recipe) -> Expression:
        values, number = recipe.parts
        numbers = self.by_term.numbers(self.id(), "Number", SHARE, range(1, PERIODS * TERMS + 1))
        return in_month(self.made_row(values, TERM), numbers, self.made(number))

    def tier(self, recipe: Recipe) -> Expression:
        floors, rates = recipe.numbers[:RECORDS], recipe.numbers[RECORDS:]
        table = self.kitchen.model.table(f"r{self.number}_{self.id()}", "Tiers", RECORD_NAMES[:RECORDS])
        floor = table.column("floor", "Floor", recipe.parts[0].unit, values=floors)
        return Tier(self.made(recipe.parts[0]), floor, table.column("rate", "Rate", recipe.unit, values=rates))

    def sum_where(self, recipe: Recipe) -> Expression:
        if recipe.shape == COLUMN:
            return self.sum_where_each(recipe)
        values, key = recipe.parts
        keys = self.table("schools").column(self.id(), "Key", SHARE, values=recipe.numbers)
        wider = COLUMN if recipe.shape == CONSTANT else FAMILY
        return sum_where(self.made_row(values, wider), keys, self.made(key))

    def sum_below(self, recipe: Recipe) -> Expression:
        values, key = recipe.parts
        keys = self.table("schools").column(self.id(), "Key", SHARE, values=recipe.numbers)
        wider = COLUMN if recipe.shape == CONSTANT else recipe.shape if recipe.shape == COLUMN else FAMILY
        return sum_below(self.made_row(values, wider), keys, self.made(key))

    def one_each(self, recipe: Recipe) -> Expression:
        return one_each(self.table("schools"), [self.made(part) for part in recipe.parts])

    def month_from(self, recipe: Recipe) -> Expression:
        return month_from(self.day(recipe)) / self.month()

    def month_to(self, recipe: Recipe) -> Expression:
        return month_to(self.day(recipe)) / self.month()

    def day(self, recipe: Recipe) -> Row:
        if recipe.shape in (COLUMN, FAMILY):
            return self.table("schools").column(self.id(), "Day", "date", values=recipe.numbers)
        return self.block.number(self.id(), "Day", "date", recipe.numbers[0])

    def month(self) -> Row:
        return self.block.number(self.id(), "One month", "month", 1)

    def sum_where_each(self, recipe: Recipe) -> Expression:
        lots, half = self.table("lots", RECORDS + 1), RECORDS + 1
        keys = lots.column(self.id(), "School", SHARE, values=recipe.numbers[:half])
        values = lots.column(self.id(), "Amount", recipe.unit, values=recipe.numbers[half:])
        number = self.table("schools").column(self.id(), "Number", SHARE, values=range(1, RECORDS + 1))
        return sum_where(values, keys, number)

    def ladder(self, recipe: Recipe) -> Expression:
        intake, life, share = recipe.parts
        bought = self.made_row(intake, SERIES)
        return sum_rows(ladder_rows(self.block, self.id(), "Rung", bought, self.made(life), share=self.made(share)))

    def typed_over(self, recipe: Recipe) -> Row:
        id = self.id()
        row = self.block.open_row(id, id, recipe.unit, self.made(recipe.parts[0]))
        typed = self.block.rows[-2]
        self.kitchen.typed[typed] = np.array(recipe.numbers).reshape(-1, 1, 1)
        return row

    def total_of(self, recipe: Recipe) -> Expression:
        """Two postings that are asked for, and one of another kind that is not."""
        item = f"r{self.number}_{self.id()}"
        for part, kind in zip(recipe.parts, ("capital", "capital", "operating"), strict=True):
            self.kitchen.model.post(self.row(self.made(part), recipe.unit, SERIES), item=item, kind=kind)
        return total_of(self.kitchen.model.years, item=item, kind="capital")
