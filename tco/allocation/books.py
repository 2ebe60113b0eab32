"""A computed plan as the allocation reads it: cost lines and sources in years, by the ids of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tco.errors import MissingError
from tco.formula.number import Values
from tco.formula.rows import Model, Row

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Books:
    """The base case of a run: series by year, families and columns by cost line."""

    model: Model
    values: Values

    @cached_property
    def rows(self) -> dict[str, Row]:
        return self.model.by_id()

    def has(self, id: str) -> bool:
        return id in self.rows

    def series(self, id: str) -> Array:
        """A row by year; 0 where there is no such row, one number in every year where it is a constant."""
        if id not in self.rows:
            return np.zeros(len(self.years))
        return np.broadcast_to(self.values.of(self.rows[id])[:, 0], (len(self.years),))

    def family(self, id: str) -> Array:
        """A family of the cost lines, shape [lines, years]."""
        found = self.values.of(self.rows[id]).T
        return np.broadcast_to(found, (len(self.lines), len(self.years)))

    def column(self, id: str) -> Array:
        """A column of the table of cost lines."""
        return np.broadcast_to(self.values.of(self.rows[f"lines.{id}"])[0], (len(self.lines),))

    @property
    def years(self) -> tuple[int, ...]:
        return self.model.years.years

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The ids of the cost lines. Raises MissingError in a plan where nothing costs anything, or nobody pays."""
        tables = [table for table in self.model.tables if table.id == "lines"]
        if not tables or not self.has("months.base_month"):
            raise MissingError("sources: the plan has no sources, or nothing to pay; there is nothing to allocate")
        return tables[0].records

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call each cost line."""
        table = next(table for table in self.model.tables if table.id == "lines")
        return dict(zip(self.lines, table.names or self.lines, strict=True))

    def place(self, source: str) -> str:
        """The block of the place in the waterfall at which a source stands."""
        return f"waterfall.{round(float(self.series(f'sources.{source}.place')[0]))}"
