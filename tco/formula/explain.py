"""Why a number is what it is: the formula in words, each row that it reads with its value, down to inputs and their sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from tco.errors import MissingError
from tco.formula.expression import Expression, Literal, Operation, of_record, rows_in
from tco.formula.number import Values
from tco.formula.order import tagged
from tco.formula.rounding import Array
from tco.formula.rows import Model, Row
from tco.formula.text import words
from tco.formula.units import DATE, YEAR, Unit, date_of

Picked = NDArray[np.bool_]
MOST_RECORDS = 3
MOST_HINTS = 8
MOST_LABELLED = 5
LONGEST_SHOWN = 100
BY_KEY = ("sum_where", "sum_below")
HALF_A_KEY = 0.5e-9  # keys are compared at nine digits


@dataclass(frozen=True)
class Step:
    """One row in one period: its value, its formula in words or its source, and the rows that it reads."""

    row: Row
    when: str
    value: float
    words: str
    reads: tuple[Step, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, depth: int = 0) -> list[str]:
        """The explanation as indented lines."""
        pad = "  " * depth
        head = (
            f"{pad}{self.row.label}{self.when} = {_shown(self.value, self.row.unit)} {self.row.unit}  [{self.row.id}]"
        )
        said = [f"{pad}    {self.words}"] if self.words else []
        return [head, *said, *(line for step in self.reads for line in step.lines(depth + 1))]

    def inputs(self) -> list[Step]:
        """The inputs that this number rests on, each once."""
        found = {step.row.id: step for read in self.reads for step in read.inputs()}
        return list({**({self.row.id: self} if self.row.is_input else {}), **found}.values())


def explain(model: Model, values: Values, row_id: str, period: int, *, case: int = 0) -> Step:
    """Explain a row in a period (0 is the first). A row may be said by its label. Raises MissingError."""
    row = find_row(model, row_id)
    record = _line_of_year(model, values, row, period) if row.unit == DATE else None
    return _Explainer(model, values, case, set()).step(row, period, record)


def find_row(model: Model, said: str) -> Row:
    """The row of an id, or the only one that has this label. Raises MissingError with the ids that may be meant."""
    rows = model.by_id()
    if said in rows:
        return rows[said]
    labelled = [id for id, row in rows.items() if row.label.casefold() == said.strip().casefold()]
    if len(labelled) == 1:
        return rows[labelled[0]]
    if labelled:
        more = f" and {len(labelled) - MOST_LABELLED:,} more" if len(labelled) > MOST_LABELLED else ""
        named = f"{', '.join(labelled[:MOST_LABELLED])}{more}"
        raise MissingError(
            f"{said[:LONGEST_SHOWN]!r} is the label of {len(labelled):,} rows; name one by its id: {named}"
        )
    near = _nearest(said, list(rows))
    hint = f"did you mean {', '.join(near)}?" if near else "see the ledger for ids"
    raise MissingError(f"no row {said[:LONGEST_SHOWN]!r}; {hint}")


def _line_of_year(model: Model, values: Values, row: Row, period: int) -> int | None:
    """Days do not add up: the line of their table for the fiscal year, or its first."""
    if row.table is None:
        return None
    columns = [column for column in row.table.columns if column.id == f"{row.table.id}.year"]
    years = values.of(columns[0])[0].tolist() if columns else []
    asked = model.years.years[min(period, len(model.years) - 1)]
    return years.index(asked) if asked in years else 0


def _nearest(row_id: str, known: list[str]) -> list[str]:
    """The ids that look most like one, then those of its block and those that end like it."""
    ending = f".{row_id.rsplit('.', 1)[-1]}"
    alike = get_close_matches(row_id[:LONGEST_SHOWN], known, n=3, cutoff=0.75)
    related = [id for id in known if row_id and (id.startswith(f"{row_id}.") or id.endswith(ending))]
    return list(dict.fromkeys([*alike, *related]))[:MOST_HINTS]


@dataclass(frozen=True)
class _Explainer:
    model: Model
    values: Values
    case: int
    told: set[Row]

    def step(self, row: Row, period: int, record: int | None) -> Step:
        """One row, and all that it reads that was not told before: what recurs every year is told once."""
        when, value = self._when(row, period, record), self._value(row, period, record)
        if row in self.told:
            return Step(row, when, value, "", ())
        self.told.add(row)
        opening = period < 0 and row.timeline is not None
        formula = row.opening if opening else row.formula
        if formula is None:
            return Step(row, when, value, _source(row), ())
        reads = tuple(self._reads(row, period, record, formula))
        return Step(row, when, value, ("opening: " if opening else "= ") + words(formula), reads)

    def _reads(self, row: Row, period: int, record: int | None, formula: Expression) -> list[Step]:
        steps = []
        own = self._taken(formula if record is None else of_record(formula, record), row, period, record)
        matching = self._matching(own, row, period, record)
        for read, view in dict.fromkeys(rows_in(own)):
            if read.id.endswith(".year") and read.table is None:
                continue
            for at in self._periods(row, read, period, view):
                if read.table is not None and (view == "records" or record is None):
                    largest = self._largest(read, at, matching.get(read))
                    steps += [self.step(read, at, each) for each in largest]
                else:
                    steps.append(self.step(read, at, record if read.table is not None else None))
        for tags in tagged(formula):
            posted = [entry for entry in self.model.posted(tags) if self._value(entry, period, None)]
            steps += [self.step(entry, period, None) for entry in posted]
        return steps

    def _periods(self, row: Row, read: Row, period: int, view: str) -> list[int]:
        """Where to look: the same period or the one before, the months of a year, the year of a month."""
        if view == "prior":
            return [period - 1]
        at = max(period, 0)
        if read.timeline is None or read.timeline is row.timeline:
            return [at]
        same_year = row.timeline is not None and row.timeline.years[at]
        found = [place for place, year in enumerate(read.timeline.years) if year == same_year]
        return found or [min(at, len(read.timeline) - 1)]

    def _largest(self, row: Row, period: int, among: Picked | None = None) -> list[int]:
        """The records that weigh most: a sum over two hundred schools is explained by its largest few, of those that a key picks."""
        array = self._array(row, period)
        if among is not None and among.sum() == 1:
            return [int(among.argmax())]
        array = array if among is None else np.where(among, array, 0)
        return [int(place) for place in np.argsort(-np.abs(array), kind="stable")[:MOST_RECORDS] if array[place] != 0]

    def _taken(self, formula: Expression, row: Row, period: int, record: int | None) -> Expression:
        """A formula with only that choice of a list which its number takes, where the number is a row of its own."""
        if not isinstance(formula, Operation):
            return formula
        operands = formula.operands
        if formula.operator.name == "pick" and (number := self._plain(operands[0], row, period, record)) is not None:
            operands = (operands[0], operands[max(1, min(round(number), len(operands) - 1))])
        taken = tuple(self._taken(operand, row, period, record) for operand in operands)
        return replace(formula, operands=taken)

    def _matching(self, formula: Expression, row: Row, period: int, record: int | None) -> dict[Row, Picked]:
        """Of the rows that a formula adds up by a key, which records the key picks."""
        if not isinstance(formula, Operation):
            return {}
        found: dict[Row, Picked] = {}
        for operand in formula.operands:
            found |= self._matching(operand, row, period, record)
        if formula.operator.name not in BY_KEY:
            return found
        values, keys, key = formula.operands
        number = self._plain(key, row, period, record)
        if number is not None and isinstance(keys, Row) and isinstance(values, Row):
            near = self._array(keys, self._periods(row, keys, period, "records")[0]) - number
            picked = np.abs(near) < HALF_A_KEY if formula.operator.name == "sum_where" else near < -HALF_A_KEY
            for each in (values, keys):
                found[each] = np.logical_or(found[each], picked) if each in found else picked
        return found

    def _plain(self, said: Expression, row: Row, period: int, record: int | None) -> float | None:
        """What an operand comes to that is a number or a row by itself; none of what has to be worked out."""
        if isinstance(said, Literal):
            return said.value
        if not isinstance(said, Row) or (said.table is not None and record is None):
            return None
        at = self._periods(row, said, period, "cell")[0]
        return self._value(said, at, record if said.table is not None else None)

    def _array(self, row: Row, period: int) -> Array:
        array = self.values.arrays[row]
        place = 0 if row.timeline is None else period + 1
        case = min(self.case, array.shape[2] - 1)
        return array[place, :, case]

    def _value(self, row: Row, period: int, record: int | None) -> float:
        array = self._array(row, period)
        if record is None:
            return float(array.sum() if row.table is not None else array[0])
        return float(array[min(record, len(array) - 1)])

    def _when(self, row: Row, period: int, record: int | None) -> str:
        named = f" ({row.table.record_names()[record]})" if row.table is not None and record is not None else ""
        if row.timeline is None:
            return named
        return f"{named} in {row.timeline.labels[period]}" if period >= 0 else f"{named} at the start"


def _source(row: Row) -> str:
    """Where an input comes from, as far as the district or the shelf says."""
    origin = row.origin
    said = "assumption" if origin.assumption else "input"
    parts = [f"{said} {origin.path}".strip(), origin.source and f"source: {origin.source}", origin.note]
    return "; ".join(part for part in parts if part) if row.is_input else ""


def _shown(value: float, unit: Unit) -> str:
    if not isfinite(value):
        return "no value"
    if unit == DATE:
        return date_of(value).isoformat()
    if unit == YEAR:
        return f"{value:.6g}"
    return f"{value:,.2f}" if abs(value) >= 1000 or value == int(value) else f"{value:,.6g}"
