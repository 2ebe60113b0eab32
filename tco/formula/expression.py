"""Formulas of a plan, captured as they are written: `at_least(0, needed - kept)` builds a tree that later becomes numbers or cells.

Its unit and shape are known: the timeline it runs over, the table whose records it has. Python's `if` cannot look into a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tco.errors import FormulaError, ShapeError, UnitError
from tco.formula.operators import CELL, OPERATORS, RECORDS, YEARS, Operator
from tco.formula.units import DATE, DAY, MONTH, PLAIN_UNIT, YEAR, Unit

if TYPE_CHECKING:
    from tco.formula.rows import Row, Table, Timeline

LITERALS = (0, 1, -1, 12, 100)
_OF_ONE = {"plain": (PLAIN_UNIT, PLAIN_UNIT), "month": (DATE, MONTH)}  # the unit that a function takes, and gives


class Expression:
    """A formula or a part of one. Arithmetic and comparison on it build larger expressions."""

    unit: Unit
    timeline: Timeline | None
    table: Table | None
    __slots__ = ()

    def __add__(self, other: Expression | float) -> Expression:
        return operate("add", self, other)

    def __radd__(self, other: float) -> Expression:
        return operate("add", other, self)

    def __sub__(self, other: Expression | float) -> Expression:
        return operate("subtract", self, other)

    def __rsub__(self, other: float) -> Expression:
        return operate("subtract", other, self)

    def __mul__(self, other: Expression | float) -> Expression:
        return operate("multiply", self, other)

    def __rmul__(self, other: float) -> Expression:
        return operate("multiply", other, self)

    def __truediv__(self, other: Expression | float) -> Expression:
        return operate("divide", self, other)

    def __rtruediv__(self, other: float) -> Expression:
        return operate("divide", other, self)

    def __pow__(self, other: Expression | float) -> Expression:
        return operate("power", self, other)

    def __neg__(self) -> Expression:
        return operate("negative", self)

    def __gt__(self, other: Expression | float) -> Expression:
        return operate("above", self, other)

    def __lt__(self, other: Expression | float) -> Expression:
        return operate("above", other, self)

    def __ge__(self, other: Expression | float) -> Expression:
        return operate("reaches", self, other)

    def __le__(self, other: Expression | float) -> Expression:
        return operate("reaches", other, self)

    def __bool__(self) -> bool:
        raise FormulaError("a formula is neither true nor false; use where(flag, chosen, otherwise)")


@dataclass(frozen=True, eq=False, slots=True)
class Literal(Expression):
    """One of the few numbers that a formula may name itself: 0, 1, -1, 12, 100. Zero takes the unit of what it meets."""

    value: float
    unit: Unit = PLAIN_UNIT
    timeline: None = None
    table: None = None


@dataclass(frozen=True, eq=False, slots=True)
class Operation(Expression):
    """An operator and what it works on."""

    operator: Operator
    operands: tuple[Expression, ...]
    unit: Unit
    timeline: Timeline | None
    table: Table | None
    digits: int = 9
    tags: Mapping[str, str] = field(default_factory=dict)


def operate(name: str, *operands: Expression | float, tags: Mapping[str, str] | None = None) -> Operation:
    """Build one operation, checking units and shapes. Raises UnitError or ShapeError."""
    operator = OPERATORS[name]
    lifted = tuple([operand if isinstance(operand, Expression) else lift(operand) for operand in operands])
    timeline, table = _shape(operator, lifted)
    digits = 4 if operator.unit == "compare" and any(operand.unit.is_money for operand in lifted) else 9
    return Operation(operator, lifted, _unit(operator, lifted), timeline, table, digits, tags or {})


def lift(operand: Expression | float) -> Expression:
    """A bare number in a formula becomes a literal, if it is one of the few that may stand there."""
    if isinstance(operand, Expression):
        return operand
    if isinstance(operand, bool) or operand not in LITERALS:
        remedy = "make it an input row with a unit and a source"
        raise FormulaError(f"the number {operand!r} may not stand in a formula; {remedy}")
    return Literal(float(operand))


def cents(amount: Expression) -> Expression:
    """An invoice, a payment or a posting: the amount rounded to the cent."""
    return operate("cents", amount)


def whole_percent(share: Expression) -> Expression:
    """A share rounded to a whole percent, half a percent upwards, as E-Rate rounds discounts."""
    return operate("percent", share)


def exp(exponent: Expression) -> Expression:
    """e to a plain power, as survival under a constant hazard and Poisson probabilities need it."""
    return operate("exp", exponent)


def whole(count: Expression) -> Expression:
    """Whole units: the count rounded up, as people and devices come."""
    return operate("whole", count)


def at_least(floor: Expression | float, value: Expression | float) -> Expression:
    """The value, but never below the floor."""
    return operate("at_least", floor, value)


def at_most(cap: Expression | float, value: Expression | float) -> Expression:
    """The value, but never above the cap."""
    return operate("at_most", cap, value)


def equals(left: Expression, right: Expression | float) -> Expression:
    """1 where both are the same, else 0."""
    return operate("equals", left, right)


def where(flag: Expression, chosen: Expression | float, otherwise: Expression | float) -> Expression:
    """The chosen value where the flag is 1, the other where it is 0; the branch not taken may have no value."""
    return operate("where", flag, chosen, otherwise)


def pick(index: Expression, *choices: Expression | float) -> Expression:
    """The choice with this number, counting from 1; no value when there is no such choice."""
    return operate("pick", index, *choices)


def typed_over(computed: Row, typed: Row) -> Expression:
    """The number typed over a computed one, where somebody typed one."""
    return operate("typed_over", computed, typed)


def Prior(row: Row) -> Expression:  # noqa: N802 - the one word for time, written like the thing it names
    """The row one period earlier; in the first period, its opening position."""
    if not getattr(row, "is_row", False) or row.timeline is None:
        raise ShapeError("Prior takes a row over a timeline")
    return operate("prior", row)


def Tier(value: Expression | float, floors: Row, rates: Row) -> Expression:  # noqa: N802 - as Prior
    """The rate of the highest floor that the value reaches; no value below the first floor."""
    return operate("tier", value, floors, rates)


def sum_of(row: Expression) -> Expression:
    """The sum over all records of a table's column or family."""
    return operate("sum_of", row)


def sum_product(left: Row, right: Row) -> Expression:
    """The sum over all records of one column or family times another (SUMPRODUCT)."""
    return operate("sum_product", left, right)


def one_each(table: Table, rows: Sequence[Expression | float]) -> Expression:
    """A family whose every record has a row of its own, in the order of the table's records."""
    if len(rows) != len(table):
        raise ShapeError(f"{table.id}: {len(rows)} rows for {len(table)} records; give one for each")
    return replace(operate("one_each", *rows), table=table)


def of_record(expression: Expression, record: int) -> Expression:
    """A formula as one record of its family has it."""
    if not isinstance(expression, Operation) or expression.table is None:
        return expression
    if expression.operator.name == "one_each":
        return expression.operands[record]
    return replace(expression, operands=tuple(of_record(operand, record) for operand in expression.operands))


def month_from(day: Expression) -> Expression:
    """The first month that lies wholly after the day or begins with it, as `12 x calendar year + month`."""
    return operate("month_from", day)


def month_to(day: Expression) -> Expression:
    """The last month that lies wholly before the day or ends with it, as `12 x calendar year + month`."""
    return operate("month_to", day)


def sum_rows(rows: Sequence[Expression]) -> Expression:
    """The sum of several rows of one shape."""
    return operate("sum_rows", *rows)


def sum_where(values: Row, keys: Row, key: Expression | float) -> Expression:
    """The sum of the values of those records whose key is the one given (SUMIFS)."""
    return operate("sum_where", values, keys, key)


def sum_below(values: Row, keys: Row, key: Expression | float) -> Expression:
    """The sum of the values of those records whose key is below the one given (SUMIFS): for a cohort, all older ones."""
    return operate("sum_below", values, keys, key)


def total(row: Row) -> Expression:
    """The sum of a row over all its periods: one number."""
    return operate("total", row)


def at_year(row: Row, when: Expression) -> Expression:
    """The yearly row's value in the fiscal year `when`: for a cohort its purchase year, for a month its year."""
    if row.timeline is None:
        raise ShapeError(f"{row.id}: at_year takes a row over years")
    return operate("at_year", row, when, row.timeline.year)


def by_year(row: Row, years: Timeline) -> Expression:
    """The sum of a monthly row over the months of each fiscal year."""
    if row.timeline is None:
        raise ShapeError(f"{row.id}: by_year takes a row over months")
    return operate("by_year", row, row.timeline.year, years.year)


def in_month(row: Row, numbers: Row, when: Expression) -> Expression:
    """The monthly row's value in the month with the number `when`, the months being numbered by `numbers`; 0 where there is none."""
    return operate("in_month", row, numbers, when)


def total_of(years: Timeline, **tags: str) -> Expression:
    """The sum, per fiscal year, of all postings that carry these tags."""
    if not tags:
        raise FormulaError("total_of needs at least one tag")
    return Operation(OPERATORS["total_of"], (), Unit((("usd", 1),)), years, None, tags=dict(tags))


def rows_in(expression: Expression | None) -> Iterator[tuple[Row, str]]:
    """Every row that a formula reads, with how it looks at it: its cell, `prior`, all its years or all its records."""
    if isinstance(expression, Operation):
        for position, operand in enumerate(expression.operands):
            if isinstance(operand, Operation):
                yield from rows_in(operand)
            elif not isinstance(operand, Literal):
                yield operand, expression.operator.operand_view(position)  # type: ignore[misc]
    elif expression is not None and not isinstance(expression, Literal):
        yield expression, "cell"  # type: ignore[misc]


def _shape(operator: Operator, operands: tuple[Expression, ...]) -> tuple[Timeline | None, Table | None]:
    timelines, tables, ranges, ranged = [], [], [], operator.reads != (CELL,)
    for position, operand in enumerate(operands):
        view = operator.operand_view(position) if ranged else CELL
        if view == RECORDS:
            _check_records(operator, operand)
            ranges.append(operand.table)
        elif operand.table is not None:
            tables.append(operand.table)
        if view == YEARS:
            _check_row(operator, operand)
        elif operand.timeline is not None:
            timelines.append(operand.timeline)
    _same(operator, "tables", ranges)
    return _same(operator, "timelines", timelines), _same(operator, "tables", tables)


def _same(operator: Operator, what: str, found: list[Any]) -> Any:
    if len(found) > 1 and len(set(map(id, found))) > 1:
        named = " and ".join(dict.fromkeys(str(getattr(one, "id", one)) for one in found))
        remedy = "bring them together with by_year, at_year or sum_of"
        raise ShapeError(f"{operator.name}: two {what} meet ({named}); {remedy}")
    return found[0] if found else None


def _check_records(operator: Operator, operand: Expression) -> None:
    _check_row(operator, operand)
    if operand.table is None:
        raise ShapeError(f"{operator.name}: {getattr(operand, 'id', 'the formula')} has no records to go over")


def _check_row(operator: Operator, operand: Expression) -> None:
    if not getattr(operand, "is_row", False):
        raise ShapeError(f"{operator.name} reads a range and takes a row; give the formula a row of its own first")


def _unit(operator: Operator, operands: tuple[Expression, ...]) -> Unit:
    if operator.unit == "product":
        return operands[0].unit * operands[1].unit
    if operator.unit == "quotient":
        return operands[0].unit / operands[1].unit
    if operator.unit == "power":
        base, exponent = (operand.unit for operand in operands)
        if not base.is_plain or exponent not in (PLAIN_UNIT, YEAR):  # a share kept each year, over years
            raise UnitError(f"power: {base} to the power {exponent}; a plain number takes a plain power, or years")
        return PLAIN_UNIT
    if operator.unit in _OF_ONE:
        taken, given = _OF_ONE[operator.unit]
        if operands[0].unit != taken:
            raise UnitError(f"{operator.name}: takes {taken}, found {operands[0].unit}")
        return given
    if operator.unit == "choice":
        return _agree(operator, operands[1:])
    if operator.unit == "tier":
        _agree(operator, operands[:2])
        return operands[2].unit
    if operator.unit == "lookup":
        _agree(operator, operands[1:])
        return operands[0].unit
    agreed = _agree(operator, operands)
    return PLAIN_UNIT if operator.unit == "compare" else agreed


def _agree(operator: Operator, operands: tuple[Expression, ...]) -> Unit:
    """The one unit of all operands. A literal 0 fits any unit; a literal 1 fits years, where it counts one."""
    literals = any(isinstance(operand, Literal) for operand in operands)
    one_counts = literals and any(operand.unit in (YEAR, MONTH) for operand in operands)
    firm = [operand.unit for operand in operands if not (literals and _is_free(operand, one_counts))]
    for other in firm[1:]:
        if other == firm[0] or (operator.name in ("add", "subtract") and firm == [DATE, DAY]):
            continue  # alike, or from one calendar day to another
        raise UnitError(f"{operator.name}: {firm[0]} meets {other}; put a row between them that converts them")
    return firm[0] if firm else PLAIN_UNIT


def _is_free(operand: Expression, one_counts: bool) -> bool:
    return isinstance(operand, Literal) and (operand.value == 0 or (abs(operand.value) == 1 and one_counts))
