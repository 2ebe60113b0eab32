"""The waterfall of a computed plan, read by source: the places that sources stand at in one case, and what they pay of each line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tco.formula.number import Values
from tco.formula.rows import Model, Row, Table
from tco.funding.lines import Line, cost_lines
from tco.inputs.funding import Source
from tco.inputs.plan import PlanForm

NOT_COVERED = "Not covered"
HALF_A_CENT = 0.005


@dataclass(frozen=True)
class Waterfall:
    """One case of a computed plan. Numbers are lists over fiscal years; of families, lists over lines for each year."""

    model: Model
    values: Values
    plan: PlanForm
    case: int = 0

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        return self.model.by_id()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return cost_lines(self.model, self.plan) if self._table("lines") is not None else ()

    @cached_property
    def sources(self) -> dict[str, str]:
        """Ids and labels of all sources, in the order in which they pay in this case."""
        table = self._table("order")
        if table is None:
            return {}
        named = zip(table.records, table.record_names(), strict=True)
        return dict(sorted(named, key=lambda entry: self.place_of(entry[0])))

    @property
    def labels(self) -> tuple[str, ...]:
        return self.model.years.labels

    def form(self, source: str) -> Source | None:
        """What the plan says of a source; none of money that comes back and that no source takes."""
        return self.plan.sources.get(source)

    def has(self, id: str) -> bool:
        return id in self.rows

    def place_of(self, source: str) -> int:
        return round(self.one(f"sources.{source}.place"))

    def one(self, id: str) -> float:
        """A figure that is the same in all years."""
        return float(self._array(id)[0, 0])

    def years(self, id: str) -> list[float]:
        """A row over the fiscal years; a figure that is the same in all is repeated."""
        numbers = [float(each) for each in self._array(id)[:, 0]]
        return numbers if len(numbers) > 1 else numbers * len(self.labels)

    def column(self, id: str) -> list[float]:
        """A column of the lines."""
        return [float(each) for each in self._array(id)[0]]

    def family(self, id: str) -> list[list[float]]:
        """For each fiscal year what each line has."""
        found = [[float(each) for each in year] for year in self._array(id)]
        return found if len(found) > 1 else found * len(self.labels)

    def pays(self, source: str) -> list[list[float]]:
        """What a source pays of each line, year by year [usd]."""
        return self.family(f"waterfall.{self.place_of(source)}.pays")

    @cached_property
    def cost(self) -> list[list[float]]:
        return self.family("lines.cost")

    def remaining(self, place: int) -> list[list[float]]:
        """What remains of each line after the source at a place, or of all before the first [usd]."""
        return self.family(f"waterfall.{place}.remaining") if place else self.cost

    def _table(self, id: str) -> Table | None:
        return next((table for table in self.model.tables if table.id == id), None)

    def _array(self, id: str) -> Any:
        return self.values.of(self.rows[id], self.case)
