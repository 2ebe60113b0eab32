"""Whether two engines that are not ours find in a workbook what NumPy found, cell by cell.

Money agrees within half a cent, all else to 1e-9 of its size, errors stand in the same cells. A number that is what is left when large
ones are taken from each other has no better digits than they had; so a trace of the operands' size is allowed as well (`TRACE`),
which for amounts under a billion dollars is less than a hundredth of a cent.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from tco.formula.expression import Expression, Literal, Operation
from tco.formula.number import Values
from tco.formula.rounding import Array
from tco.formula.rows import Row
from tco.formula.text import words
from tco.workbook.cover import Cover
from tco.workbook.layout import FIRST_PERIOD, LETTERS, OPENING, Layout
from tco.workbook.plan import plan_book
from tco.workbook.write import write_workbook
from tests.engines import CellError, Engine, Value, stored_values
from tests.engines import Values as Found
from tests.formula.kitchen import Kitchen
from tests.formula.recipes import Recipe

HALF_CENT, RELATIVE, TRACE = 0.005, 1e-9, 1e-14
SCENARIOS = (("base", "Base"),)


@dataclass(frozen=True)
class Cell:
    """One cell of a row: where it stands, what NumPy found, and the size of what it was computed from."""

    row: Row
    sheet: str
    place: str
    value: float
    size: float

    def agrees(self, found: Value) -> bool:
        if math.isnan(self.value):
            return isinstance(found, CellError)
        if isinstance(found, str | CellError | None):
            return False
        near = HALF_CENT if self.row.unit.is_money else RELATIVE * max(abs(self.value), 1.0)
        return abs(found - self.value) <= near + TRACE * self.size


@dataclass(frozen=True)
class Served:
    """A kitchen's model as a workbook, and the cells of every row."""

    kitchen: Kitchen
    path: Path
    values: Values

    @cached_property
    def cells(self) -> list[tuple[Recipe, list[Cell]]]:
        layout = plan_book(self.kitchen.model, self.values, len(SCENARIOS)).layout
        return [
            (recipe, [cell for row in rows for cell in self.cells_of(row, layout)])
            for recipe, rows in self.kitchen.served
        ]

    def cells_of(self, row: Row, layout: Layout) -> Iterator[Cell]:
        spot, array, sizes = layout.homes[row], self.values[row], Sizes(self.values).of_row(row)
        for period, record in np.ndindex(array.shape[:2]):
            column = spot.column if row.timeline is None else FIRST_PERIOD + period
            place = f"{LETTERS[column]}{spot.line + record}"
            yield Cell(row, spot.page, place, float(array[period, record, 0]), float(sizes[period, record, 0]))
        if row in layout.looked_back_at:
            for record, opening in enumerate(self.values.opening(row)[0, :, 0]):
                yield Cell(
                    row, spot.page, f"{LETTERS[OPENING]}{spot.line + record}", float(opening), abs(float(opening))
                )

    def disagreements(self, found: Found) -> list[str]:
        """One line for each cell in which an engine found something else: the formula, and what it reads."""
        stored = stored_values(self.path)
        return [
            f"{cell.sheet}!{cell.place} {cell.row.id}: NumPy {cell.value!r}, found {other!r} (size {cell.size:.3g})\n"
            f"    {words(cell.row.formula) if cell.row.formula is not None else 'an input'}\n    {recipe}"
            for recipe, cells in self.cells
            for cell in cells
            if cell.place in stored[cell.sheet] and not cell.agrees(other := found[cell.sheet].get(cell.place))
        ]

    def stored_wrongly(self) -> list[str]:
        """Cells whose stored value is not what NumPy found."""
        stored = stored_values(self.path)
        return [
            f"{cell.sheet}!{cell.place} {cell.row.id}: NumPy {cell.value!r}, stored {other!r}"
            for _, cells in self.cells
            for cell in cells
            if (other := stored[cell.sheet].get(cell.place)) is not None
            and not (isinstance(other, CellError) if math.isnan(cell.value) else other == cell.value)
        ]

    def count(self) -> int:
        """How many formula cells are compared."""
        stored = stored_values(self.path)
        return sum(cell.place in stored[cell.sheet] for _, cells in self.cells for cell in cells)


def serve(kitchen: Kitchen, path: Path) -> Served:
    """Write a kitchen's model with the writer that districts' workbooks are written with."""
    values = kitchen.values()
    write_workbook(path, kitchen.model, values, SCENARIOS, Cover("Random formulas", "Nowhere"))
    return Served(kitchen, path, values)


def check(served: Served, engine: Engine) -> list[str]:
    return served.disagreements(engine(served.path))


@dataclass(frozen=True)
class Sizes:
    """How large the numbers were that a formula added up or took from each other, whatever was left of them."""

    values: Values

    def of_row(self, row: Row) -> Array:
        value = np.abs(np.nan_to_num(self.values[row]))
        return value if row.formula is None else np.maximum(value, self.of(row.formula, value))

    def of(self, formula: Expression, like: Array) -> Array:
        if isinstance(formula, Literal):
            return np.full_like(like, abs(formula.value))
        if isinstance(formula, Row):
            return np.full_like(like, np.nanmax(np.abs(self.values.arrays[formula]), initial=0.0))
        assert isinstance(formula, Operation)
        sizes = [self.of(operand, like) for operand in formula.operands]
        if formula.operator.name == "multiply":
            return sizes[0] * sizes[1]
        if formula.operator.name == "divide":
            return sizes[0] * np.maximum(1.0, sizes[0])
        return np.add.reduce(sizes) if sizes else like


def describe(found: Mapping[str, list[str]]) -> str:
    """The first disagreements of each engine, and how many there are."""
    return "\n".join(
        f"{engine}: {len(lines)} cells\n" + "\n".join(lines[:5]) for engine, lines in found.items() if lines
    )
