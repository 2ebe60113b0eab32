"""Whether a formula fits its row, in unit and in shape, and values their places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tco.errors import FormulaError, ShapeError, UnitError
from tco.formula.expression import Expression, Literal, lift
from tco.formula.rounding import to_15_digits

if TYPE_CHECKING:
    from tco.formula.rows import Row


def check_formula(row: Row, formula: Expression, what: str) -> None:
    """Refuse a formula of another unit, timeline or table than its row. Raises UnitError or ShapeError."""
    free = isinstance(formula, Literal) and formula.value == 0
    if formula.unit != row.unit and not free:
        raise UnitError(f"{row.id}: the {what} gives {formula.unit}, the row says {row.unit}")
    timeline = row.timeline if what == "formula" else None
    if formula.timeline is not None and formula.timeline is not timeline:
        raise ShapeError(
            f"{row.id}: the {what} runs over {formula.timeline.id}, the row over {getattr(timeline, 'id', 'no timeline')}"
        )
    if formula.table is not None and formula.table is not row.table:
        raise ShapeError(f"{row.id}: the {what} has the records of {formula.table.id}; the row has not: use sum_of")


def fill(row: Row, formula: Expression, opening: Expression | None) -> None:
    """Give a row that was announced its formula, once."""
    if row.formula is not None or row.values is not None:
        raise FormulaError(f"{row.id} has its formula already")
    object.__setattr__(row, "formula", formula)
    object.__setattr__(row, "opening", opening)
    row.__post_init__()


def lifted(formula: Expression | float | None) -> Expression | None:
    """A number as a formula; none where there is none."""
    return None if formula is None else lift(formula)


def placed(values: Iterable[float] | None, count: int, place: str) -> tuple[float, ...] | None:
    """Values at the 15 digits that a workbook can carry, one for each place. Raises ShapeError."""
    if values is None:
        return None
    fixed = tuple(to_15_digits(float(value)) for value in values)
    if len(fixed) != count:
        raise ShapeError(f"{place}: {len(fixed)} values for {count} places; give one for each")
    return fixed
