"""A small model to write formulas in: three fiscal years, their months, and a table of three schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression
from tco.formula.number import evaluate
from tco.formula.rounding import Array
from tco.formula.rows import Block, Model, Row, Table, Timeline
from tco.formula.text import excel_text, words

FIRST_YEAR, YEARS = 2027, 3


@dataclass(frozen=True, eq=False)
class Small:
    """The model with one block, its months and its table, and short ways to look at a formula."""

    model: Model
    block: Block
    months: Timeline
    table: Table

    def constant(self, id: str, value: float, of: str = "usd") -> Row:
        return self.block.number(id, id, of, value)

    def series(self, id: str, values: Sequence[float], of: str = "usd") -> Row:
        return self.block.numbers(id, id, of, values)

    def column(self, id: str, values: Sequence[float], of: str = "usd") -> Row:
        return self.table.column(id, id, of, values=values)

    def numbers(self, formula: Expression) -> list[float]:
        """What a formula comes to in the one case, periods and records one after another."""
        row = Row(f"asked_{len(self.block.rows)}", "Asked", formula.unit, formula.timeline, formula.table, formula)
        self.block.rows.append(row)
        found: list[float] = self.values(row).ravel().tolist()
        return found

    def values(self, row: Row) -> Array:
        return evaluate(self.model)[row]


def small() -> Small:
    years = range(FIRST_YEAR, FIRST_YEAR + YEARS)
    model = Model(Timeline("years", tuple(f"FY{year}" for year in years), tuple(years)))
    labels = tuple(f"{year}-{month:02}" for year in years for month in range(1, 13))
    months = Timeline("months", labels, tuple(year for year in years for _ in range(12)))
    table = model.table("schools", "Schools", ["oak", "elm", "high"])
    model.sheet("monthly", "Monthly", months)
    return Small(model, model.sheet("calculation", "Calculation").block("b", "Block"), months, table)


def text(formula: Expression) -> str:
    """The Excel text, with ids for cells: what is looked at otherwise than as a cell says how."""
    return excel_text(formula, lambda row, view: short(row) if view == "cell" else f"{view}.{short(row)}", str)


def short(row: Row) -> str:
    return row.id.removeprefix("b.").removeprefix("schools.")


__all__ = ["FIRST_YEAR", "YEARS", "Small", "short", "small", "text", "words"]
