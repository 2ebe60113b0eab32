"""The one table of operators: for each, its Excel text, its NumPy function, its words, its rank and its unit rule, side by side.

Excel reads `a-b-c` from the left and binds unary minus above `^`: a right operand therefore asks one rank more than a left one, and
`^` and unary minus always stand in brackets. A template's `{0}` is an operand; `needs` is the rank an operand must have to stand
there without brackets (0 inside a function, `ATOM` for a single cell).

NumPy functions take arrays of shape [periods, records, cases] and return the same shape after broadcasting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tco.formula.rounding import Array, round_half_away, round_up_whole

SUM, PRODUCT, ATOM = 1, 2, 9
MOST_TERMS = 8  # of one sum that a person reads; longer ones are made of shorter ones
CELL, YEARS, RECORDS = "cell", "years", "records"

# A comparison is made on the difference rounded to 9 places, for money to 4: what float noise cannot reach.
_LARGEST_EXPONENT = 709.0  # e to a higher one is no floating-point number
_MONTHS_TO_1970 = 1970 * 12 + 1.0
_JUST_BELOW_HALF = {9: 4.999999999999995e-10, 4: 4.999999999999995e-5}


Lookup = Callable[[Array], Array]


@dataclass(frozen=True)
class Operator:
    """One operation of the row language. `reads` says how each operand is looked at: its cell, all its years, all its records.

    `looked_up` takes all operands but the first, and says what the operation makes of the first: done once where they never change.
    """

    name: str
    excel: str
    words: str
    numpy: Callable[..., Array]
    unit: str
    rank: int = ATOM
    needs: tuple[int, ...] = (0,)
    reads: tuple[str, ...] = (CELL,)
    condition: str = ""
    looked_up: Callable[..., Lookup] | None = None

    def operand_rank(self, position: int) -> int:
        return self.needs[min(position, len(self.needs) - 1)]

    def operand_view(self, position: int) -> str:
        return self.reads[position] if position < len(self.reads) else self.reads[-1]


def _divide(above: Array, below: Array) -> Array:
    """Excel's #DIV/0!: nan, where NumPy would give infinity and lose it again in 1/infinity."""
    return above / np.where(below == 0, np.nan, below)


def _power(base: Array, exponent: Array) -> Array:
    """Excel's #NUM! for 0^0, and errors that spread, where NumPy gives 1."""
    result = np.power(base, exponent)
    known = np.isfinite(result) & ~np.isnan(base) & ~np.isnan(exponent)
    return np.where(known & ~((base == 0) & (exponent == 0)), result, np.nan)


def _exp(exponent: Array) -> Array:
    """Excel's #NUM! where the power is larger than any number."""
    result = np.exp(np.minimum(exponent, _LARGEST_EXPONENT))
    return np.where(exponent < _LARGEST_EXPONENT, result, np.nan)


def _flag(test: Callable[[Array, float], NDArray[np.bool_]]) -> Callable[..., Array]:
    def compare(left: Array, right: Array, digits: int = 9) -> Array:
        difference = left - right
        return np.where(np.isnan(difference), np.nan, test(difference, _JUST_BELOW_HALF[digits]))

    return compare


def _choose(flag: Array, chosen: Array, otherwise: Array) -> Array:
    return np.where(np.isnan(flag), np.nan, np.where(flag == 1, chosen, otherwise))


def _pick(index: Array, *choices: Array) -> Array:
    chosen = round_half_away(index, 0)
    result: Array = np.full((1, 1, 1), np.nan)
    for number, choice in enumerate(choices, start=1):
        result = np.where(chosen == number, choice, result)
    return result


def _tier(value: Array, floors: Array, rates: Array) -> Array:
    """The rate of the highest floor reached. Floors and rates run over their own records, which the answer does not have."""
    reached = round_half_away(value, 9)
    result: Array = np.full((1, 1, 1), np.nan)
    for floor, rate in zip(_by_record(floors), _by_record(rates), strict=True):
        result = np.where(reached >= floor, rate, result)
    return result


def _whole(looked_up: Callable[..., Lookup]) -> Callable[..., Array]:
    return lambda values, *others: looked_up(*others)(values)


def _sums(keys: Array, key: Array, compare: Callable[[Array, Array], Array]) -> Lookup:
    """One sum for each key: the key may be a column of another table, which has as many records as it likes."""

    def read(values: Array) -> Array:
        sums = [_sum_records(np.where(compare(keys, one), values, 0.0)) for one in _by_record(key)]
        return np.where(np.isnan(key), np.nan, np.concatenate(sums, axis=1))

    return read


def _where(keys: Array, key: Array) -> Lookup:
    if key.size == 1 and float(key.item()).is_integer():  # nothing to round, and one sum
        these = keys == key.item()
        return lambda values: _sum_records(np.where(these, values, 0.0))
    return _sums(keys, round_half_away(key, 9), np.equal)


def _below(keys: Array, key: Array) -> Lookup:
    limits = round_half_away(key, 9)
    each = _sums(keys, limits, np.less)
    shared = keys.shape[0] == keys.shape[2] == limits.shape[0] == limits.shape[2] == 1
    if limits.shape[1] == 1 or not shared or not np.isfinite(limits).all():
        return each
    running = _running(keys[0, :, 0], limits[0, :, 0])
    return lambda values: running(values) if np.isfinite(values).all() else each(values)


def _running(keys: Array, limits: Array) -> Lookup:
    """The same by one running sum in the order of the keys, which all periods and cases share: the lines of a waterfall."""
    order = np.argsort(keys, kind="stable")
    at = np.searchsorted(keys[order], limits, side="left")

    def read(values: Array) -> Array:
        sums = np.zeros((values.shape[0], values.shape[1] + 1, values.shape[2]))
        np.cumsum(values[:, order], axis=1, out=sums[:, 1:])
        found: Array = sums[:, at]
        return found

    return read


def _one_each(*rows: Array) -> Array:
    """The rows as records of one family, each as far as the longest of them."""
    found = np.empty((max(row.shape[0] for row in rows), len(rows), max(row.shape[2] for row in rows)))
    for record, row in enumerate(rows):
        found[:, record] = row[:, 0]
    return found


def _month_number(days: Array) -> Array:
    """Months since the year 0 of the months that days lie in, days being numbered as spreadsheets do."""
    known = np.isfinite(days)
    whole = np.where(known, np.floor(days), 1).astype("timedelta64[D]")
    months = (np.datetime64("1899-12-30") + whole).astype("datetime64[M]").astype(float) + _MONTHS_TO_1970
    return np.where(known, months, np.nan)


def _by_record(values: Array) -> list[Array]:
    return [values[:, record : record + 1] for record in range(values.shape[1])]


def _sum_records(values: Array) -> Array:
    total: Array = values.sum(axis=1, keepdims=True)
    return total


def _sum_product(left: Array, right: Array) -> Array:
    return _sum_records(left * right)


def _sum_rows(*rows: Array) -> Array:
    result = rows[0]
    for row in rows[1:]:
        result = result + row
    return result


def _sum_years(values: Array) -> Array:
    total: Array = values.sum(axis=0, keepdims=True)
    return total


def _at_year(values: Array, when: Array, years: Array) -> Array:
    shape = np.broadcast_shapes(values.shape[1:], when.shape[1:])
    result = np.full((when.shape[0], *shape), np.nan)
    wanted = round_half_away(when, 0)
    for period in range(values.shape[0]):
        result = np.where(wanted == years[period : period + 1], values[period : period + 1], result)
    return result


def _by_year(values: Array, year_of_period: Array, years: Array) -> Array:
    sums = [np.where(year_of_period == year, values, 0.0).sum(axis=0, keepdims=True) for year in years]
    return np.concatenate(sums, axis=0)


def _in_month(values: Array, months: Array, when: Array) -> Array:
    """The value of the month asked for, 0 where there is no such month."""
    sums = [
        np.where(np.isnan(month), np.nan, np.where(months == month, values, 0.0).sum(axis=0, keepdims=True))
        for month in round_half_away(when, 0)
    ]
    return np.concatenate(sums, axis=0)


def _typed_over(computed: Array, typed: Array) -> Array:
    """What somebody typed over a computed number; a blank cell, here nan, leaves the computed one."""
    return np.where(np.isnan(typed), computed, typed)


def _first(values: Array) -> Array:
    return values


_LEFT = (SUM, PRODUCT)
_COMPARED = (SUM, PRODUCT)

# fmt: off
OPERATORS: Mapping[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("add", "{0}+{1}", "{0} + {1}", np.add, "same", SUM, _LEFT),
        Operator("subtract", "{0}-{1}", "{0} - {1}", np.subtract, "same", SUM, _LEFT),
        Operator("multiply", "{0}*{1}", "{0} x {1}", np.multiply, "product", PRODUCT, (PRODUCT, PRODUCT + 1)),
        Operator("divide", "{0}/{1}", "{0} / {1}", _divide, "quotient", PRODUCT, (PRODUCT, PRODUCT + 1)),
        Operator("power", "({0}^{1})", "{0} to the power {1}", _power, "power", ATOM, (ATOM,)),
        Operator("exp", "EXP({0})", "e to the power {0}", _exp, "plain"),
        Operator("negative", "(-{0})", "minus {0}", np.negative, "same", ATOM, (ATOM,)),
        Operator("at_least", "MAX({0},{1})", "the larger of {0} and {1}", np.maximum, "same"),
        Operator("at_most", "MIN({0},{1})", "the smaller of {0} and {1}", np.minimum, "same"),
        Operator("cents", "ROUND({0},2)", "{0}, to the cent", lambda x: round_half_away(x, 2), "same"),
        Operator("percent", "ROUND({0},2)", "{0}, to a whole percent", lambda x: round_half_away(x, 2), "plain"),
        Operator("whole", "ROUNDUP(ROUND({0},9),0)", "{0}, rounded up to whole units", round_up_whole, "same"),
        Operator(
            "above", "IF({c},1,0)", "1 if {0} is above {1}, else 0", _flag(lambda d, h: d >= h), "compare",
            needs=_COMPARED, condition="ROUND({0}-{1},{digits})>0",
        ),
        Operator(
            "reaches", "IF({c},1,0)", "1 if {0} is at least {1}, else 0", _flag(lambda d, h: d > -h), "compare",
            needs=_COMPARED, condition="ROUND({0}-{1},{digits})>=0",
        ),
        Operator(
            "equals", "IF({c},1,0)", "1 if {0} equals {1}, else 0", _flag(lambda d, h: np.abs(d) < h), "compare",
            needs=_COMPARED, condition="ROUND({0}-{1},{digits})=0",
        ),
        Operator("where", "IF({0},{1},{2})", "{1} where {0}, else {2}", _choose, "choice", needs=(SUM, 0, 0)),
        Operator("pick", "CHOOSE(ROUND({0},0),{*})", "choice number {0} of ({*})", _pick, "choice"),
        Operator("typed_over", 'IF({1}="",{0},{1})', "{0} unless {1} is typed over it", _typed_over, "same"),
        Operator("prior", "{0}", "{0} one period earlier", _first, "same", reads=("prior",)),
        Operator(
            "tier", "INDEX({2},MATCH(ROUND({0},9),{1},1))", "the rate in {2} for the highest floor in {1} that {0} reaches",
            _tier, "tier", reads=(CELL, RECORDS, RECORDS),
        ),
        Operator("sum_of", "SUM({0})", "the sum of {0} over all records", _sum_records, "same", reads=(RECORDS,)),
        Operator(
            "sum_product", "SUMPRODUCT({0},{1})", "the sum of {0} x {1} over all records",
            _sum_product, "product", reads=(RECORDS, RECORDS),
        ),
        Operator(
            "sum_where", "SUMIFS({0},{1},ROUND({2},9))", "the sum of {0} over the records whose {1} is {2}",
            _whole(_where), "lookup", reads=(RECORDS, RECORDS, CELL), looked_up=_where,
        ),
        Operator(
            "sum_below", 'SUMIFS({0},{1},"<"&ROUND({2},9))', "the sum of {0} over the records whose {1} is below {2}",
            _whole(_below), "lookup", reads=(RECORDS, RECORDS, CELL), looked_up=_below,
        ),
        Operator("one_each", "{0}", "each line's own", _one_each, "same"),
        Operator(
            "month_from", "YEAR({0}-1)*12+MONTH({0}-1)+1", "the first whole month from {0}",
            lambda day: _month_number(day - 1) + 1, "month", SUM, (SUM,),
        ),
        Operator(
            "month_to", "YEAR({0}+1)*12+MONTH({0}+1)-1", "the last whole month to {0}",
            lambda day: _month_number(day + 1) - 1, "month", SUM, (SUM,),
        ),
        Operator("sum_rows", "SUM({*})", "the sum of {*}", _sum_rows, "same"),
        Operator("total", "SUM({0})", "the sum of {0} over all periods", _sum_years, "same", reads=(YEARS,)),
        Operator(
            "at_year", "INDEX({0},MATCH(ROUND({1},0),{2},0))", "{0} in the fiscal year {1}",
            _at_year, "lookup", reads=(YEARS, CELL, YEARS),
        ),
        Operator(
            "by_year", "SUMIFS({0},{1},{2})", "the sum of {0} over the months of the fiscal year",
            _by_year, "lookup", reads=(YEARS, YEARS, CELL),
        ),
        Operator(
            "in_month", "SUMIFS({0},{1},ROUND({2},0))", "{0} in the month {2}", _in_month, "lookup", reads=(YEARS, YEARS, CELL)
        ),
        Operator("total_of", "{postings}", "the sum of all postings tagged {tags}", _first, "same"),
    )
}
# fmt: on
