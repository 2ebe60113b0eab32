"""Rows as numbers: every formula computed over all cases at once.

Arrays have shape [periods, records, cases], float64; where nothing varies an axis has length 1. A case is whatever varies: a
scenario, a draw, a point of a sweep, a district. A row over a timeline is stored with its opening position in front, so that
`Prior` is the same array one place earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import numpy as np

from tco.errors import RunError, ShapeError
from tco.formula.expression import Expression, Literal, Operation, rows_in
from tco.formula.operators import CELL, YEARS
from tco.formula.order import Group, ordered, tagged
from tco.formula.rounding import Array
from tco.formula.rows import Model, Row

Reader = Callable[[int | None], Array]
CASES_AT_ONCE = 2048  # so many float64 of one row and period stay in the cache of a core


@dataclass(frozen=True, eq=False)
class Values:
    """What every row comes to: `values[row]` has shape [periods, records, cases]."""

    arrays: Mapping[Row, Array] = field(repr=False)
    cases: int

    def __getitem__(self, row: Row) -> Array:
        """All periods of a row, without its opening."""
        return self.arrays[row][1:] if row.timeline is not None else self.arrays[row]

    def opening(self, row: Row) -> Array:
        """A row's opening position, shape [1, records, cases]."""
        return self.arrays[row][:1]

    def of(self, row: Row, case: int = 0) -> Array:
        """One case of a row, shape [periods, records]."""
        found = self[row]
        return found[:, :, min(case, found.shape[2] - 1)]

    def __contains__(self, row: Row) -> bool:
        return row in self.arrays


def evaluate(
    model: Model, inputs: Mapping[Row, Array] | None = None, *, cases: int = 1, keep: Iterable[Row] | None = None
) -> Values:
    """Compute the model. `inputs` replaces the values of input rows, shape [periods or 1, records or 1, cases or 1].

    `keep` names the rows whose values are wanted: only these and what they read are computed, and cases go in chunks, so that
    thousands of them fit into memory; all rows are kept without it. Rows that cannot be computed hold nan.
    """
    for row, array in (inputs or {}).items():
        _check_given(row, array, cases)
    groups = ordered(model)
    if keep is not None:
        keep = set(keep)
        groups = _needed(model, groups, keep)
    done = [[] for _ in groups] if keep is None else _read_no_more(model, groups, set(keep))
    steps = list(zip(groups, done, strict=True))
    if keep is None or cases <= CASES_AT_ONCE:
        return Values(_evaluate_chunk(model, steps, inputs or {}), cases)
    kept: dict[Row, Array] = {}
    for start in range(0, cases, CASES_AT_ONCE):
        part = _evaluate_chunk(model, steps, _cut(inputs or {}, start))
        for row, array in part.items():
            _join(kept, row, array, start, cases)
    return Values(kept, cases)


def _check_given(row: Row, array: Array, cases: int) -> None:
    shape = (1 if row.timeline is None else len(row.timeline), _records(row), cases)
    fits = array.ndim == 3 and all(size in (1, whole) for size, whole in zip(array.shape, shape, strict=True))
    if not row.is_input or not fits:
        raise ShapeError(f"{row.id}: values of shape {array.shape} for an input of shape {shape}, or 1 in any place")


def _cut(inputs: Mapping[Row, Array], start: int) -> dict[Row, Array]:
    """The inputs of one chunk of cases."""
    stop = start + CASES_AT_ONCE
    return {row: array[:, :, start:stop] if array.shape[2] > 1 else array for row, array in inputs.items()}


def _join(kept: dict[Row, Array], row: Row, array: Array, start: int, cases: int) -> None:
    """Put one chunk's values to those of the chunks before it. What is the same in all cases was kept with the first."""
    if start == 0:
        varies = array.shape[2] > 1
        kept[row] = np.empty((*array.shape[:2], cases)) if varies else array
    if kept[row].shape[2] == cases:
        kept[row][:, :, start : start + CASES_AT_ONCE] = array


def _needed(model: Model, groups: list[Group], wanted: set[Row]) -> list[Group]:
    """The groups that the rows wanted rest on, in their order."""
    needed, found = set(wanted), []
    for group in reversed(groups):
        if not needed.isdisjoint(group.rows):
            found.append(group)
            for row in group.rows:
                needed.update(_read(row, model))
    return found[::-1]


def _read_no_more(model: Model, groups: list[Group], wanted: set[Row]) -> list[list[Row]]:
    """For each group the rows, other than those wanted, that no later group reads: their memory can be used again."""
    last: dict[Row, int] = {}
    for place, group in enumerate(groups):
        for row in group.rows:
            last |= dict.fromkeys((row, *_read(row, model)), place)
    done: list[list[Row]] = [[] for _ in groups]
    for row, place in last.items():
        if row not in wanted:
            done[place].append(row)
    return done


def _read(row: Row, model: Model) -> Iterator[Row]:
    """The rows that a row's formula and its opening read."""
    for formula in (row.formula, row.opening):
        yield from (read for read, _ in rows_in(formula))
        yield from (posted for tags in tagged(formula) for posted in model.posted(tags))


def _evaluate_chunk(
    model: Model, steps: list[tuple[Group, list[Row]]], inputs: Mapping[Row, Array]
) -> dict[Row, Array]:
    chunk = _Chunk(model, {})
    with np.errstate(all="ignore"):
        for group, done in steps:
            if group.by_period:
                chunk.compute_by_period(group.rows)
            else:
                chunk.compute_at_once(group.rows[0], inputs.get(group.rows[0]))
            for row in done:
                del chunk.arrays[row]
    return chunk.arrays


@dataclass(frozen=True, eq=False)
class _Chunk:
    """The arrays of one chunk of cases while they are being computed."""

    model: Model
    arrays: dict[Row, Array]
    by_period: set[Row] = field(default_factory=set)

    def compute_at_once(self, row: Row, given: Array | None) -> None:
        if row.is_input:
            self.arrays[row] = _input_array(row, given)
            return
        assert row.formula is not None, f"{row.id} has neither values nor a formula"
        found = self.number(row.formula)
        if row.timeline is None:
            self.arrays[row] = _spread(found, row)
            return
        opening = self.opening(row)
        array = np.empty((len(row.timeline) + 1, _records(row), max(found.shape[2], opening.shape[2])))
        array[:1], array[1:] = opening, found
        self.arrays[row] = array

    def compute_by_period(self, rows: tuple[Row, ...]) -> None:
        """Rows that look back at each other: all of them for one period, then the next."""
        timeline = rows[0].timeline
        assert timeline is not None
        width = self._cases(rows)
        for row in rows:
            array = np.empty((len(timeline) + 1, _records(row), width))
            array[:1] = self.opening(row)
            self.arrays[row] = array
        self.by_period.update(rows)
        steps = [(self.arrays[row], self.reader(row.formula)) for row in rows if row.formula is not None]
        self.by_period.clear()
        for period in range(len(timeline)):
            for array, read in steps:
                array[period + 1 : period + 2] = read(period)

    def opening(self, row: Row) -> Array:
        return _literal(0.0) if row.opening is None else self.number(row.opening)

    def _cases(self, rows: tuple[Row, ...]) -> int:
        """How many cases the rows vary over: 1 when nothing that they read varies."""
        return max(
            (self.arrays[read].shape[2] for row in rows for read in _read(row, self.model) if read in self.arrays),
            default=1,
        )

    def number(self, expression: Expression) -> Array:
        """The value of a formula in all periods."""
        return self.reader(expression)(None)

    def reader(self, expression: Expression, view: str = CELL) -> Reader:
        """How a formula is computed in one period, or in all of them; found once, whatever the number of periods."""
        if isinstance(expression, Row):
            return _row_reader(self.arrays[expression], expression, view)
        if isinstance(expression, Literal):
            value = _literal(expression.value)
            return lambda period: value
        assert isinstance(expression, Operation)
        read = self._operation_reader(expression)
        return _kept(read) if self.by_period and self._is_known(expression) else read

    def _operation_reader(self, expression: Operation) -> Reader:
        if expression.tags:
            posted = [self.reader(row) for row in self.model.posted(expression.tags)]
            return lambda period: sum((row(period) for row in posted), _literal(0.0))
        operator = expression.operator
        operands = [
            self.reader(operand, operator.operand_view(position))
            for position, operand in enumerate(expression.operands)
        ]
        if operator.unit == "compare":
            return _applied(partial(operator.numpy, digits=expression.digits), operands)
        if operator.looked_up is not None and all(operand.timeline is None for operand in expression.operands[1:]):
            return _applied(operator.looked_up(*[operand(None) for operand in operands[1:]]), operands[:1])
        return _picked(operator.numpy, operands) if operator.name == "pick" else _applied(operator.numpy, operands)

    def _is_known(self, expression: Operation) -> bool:
        """Whether a part of a formula rests on no row that is being computed, and is the same in all cases: so it is small."""
        reads = [row for row, _ in rows_in(expression)]
        return not tagged(expression) and all(
            row not in self.by_period and self.arrays[row].shape[2] == 1 for row in reads
        )


def _row_reader(array: Array, row: Row, view: str) -> Reader:
    if row.timeline is None:
        return lambda period: array
    if view == YEARS:
        return lambda period: array[1:]
    if view == "prior":
        return lambda period: array[:-1] if period is None else array[period : period + 1]
    return lambda period: array[1:] if period is None else array[period + 1 : period + 2]


def _kept(read: Reader) -> Reader:
    """What is computed for all periods before the first is asked for."""
    whole = read(None)
    return lambda period: whole if period is None or len(whole) == 1 else whole[period : period + 1]


def _applied(function: Callable[..., Array], operands: Sequence[Reader]) -> Reader:
    if len(operands) == 2:
        left, right = operands
        return lambda period: function(left(period), right(period))
    return lambda period: function(*[operand(period) for operand in operands])


def _picked(function: Callable[..., Array], operands: Sequence[Reader]) -> Reader:
    """A choice; where all periods and cases take the same, the others need not be computed."""
    which, *choices = operands

    def read(period: int | None) -> Array:
        index = which(period)
        number = index.item() if index.size == 1 else 0.0
        if number in range(1, len(choices) + 1):
            return choices[int(number) - 1](period)
        return function(index, *[choice(period) for choice in choices])

    return read


@cache
def _literal(value: float) -> Array:
    return np.broadcast_to(np.float64(value), (1, 1, 1))  # which nobody can write into


def _records(row: Row) -> int:
    return 1 if row.table is None else len(row.table)


def _spread(column: Array, row: Row) -> Array:
    """A value for every record, where a formula or a case gives one for all."""
    return column if column.shape[1] == _records(row) else np.repeat(column, _records(row), axis=1)


def _input_array(row: Row, given: Array | None) -> Array:
    """An input as it stands, or as the cases give it; a series gets an opening of 0."""
    assert row.values is not None
    if given is None:
        given = np.array(row.values).reshape((1, -1, 1) if row.timeline is None else (-1, 1, 1))
    if row.timeline is None:
        return _spread(given, row)
    full = np.broadcast_to(given, (len(row.timeline), *given.shape[1:]))
    return np.concatenate([np.zeros((1, *given.shape[1:])), full])


def failures(model: Model, values: Values) -> list[tuple[Row, int, int]]:
    """Rows without a value as (row, period from 0, case), what fails first in computing order first."""
    gaps = {
        row: _first_gap(array)
        for row, array in values.arrays.items()
        if not row.may_be_blank and not np.isfinite(array).all()
    }
    if not gaps:
        return []  # as nearly always: finding the order again would take as long as computing
    found = []
    for group in ordered(model):
        failing = [(*gaps[row], row) for row in group.rows if row in gaps]
        found += [(row, period, case) for period, case, row in sorted(failing, key=lambda place: place[0])]
    return found


def _first_gap(array: Array) -> tuple[int, int]:
    """The first place (period with the opening counted as 0, case) that holds no number."""
    periods, _, cases = np.nonzero(~np.isfinite(array))
    return int(periods[0]), int(cases[0])


def raise_on_failure(model: Model, values: Values, scenarios: Sequence[str] = ()) -> None:
    """Stop the run when a row has no value. Raises RunError naming the row, the year, the scenario and what to look at.

    `scenarios` names the cases; the first is the plan as it stands.
    """
    for row, period, case in failures(model, values):
        timeline = row.timeline or model.years
        when = f" in {('the opening', *timeline.labels)[period]}" if row.timeline is not None else ""
        year = timeline.years[max(period - 1, 0)]
        which, option = (
            (f" in scenario {scenarios[case]!r}", f" --scenario {scenarios[case]}") if case and scenarios else ("", "")
        )
        raise RunError(
            f"{row.id} ({row.label}) has no value{when}{which}: a division by zero, a choice that does not exist or a quantity "
            f"below the first tier; look at what it reads with: tco explain PLAN {row.id} {year}{option}"
        )
