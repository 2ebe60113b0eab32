"""Formulas are captured as they are written; what cannot be a formula is refused where it is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tco.errors import FormulaError, ShapeError
from tco.formula.expression import (
    Prior,
    Tier,
    at_least,
    at_year,
    by_year,
    pick,
    rows_in,
    sum_of,
    sum_where,
    total,
    total_of,
    where,
)
from tco.formula.rows import Row
from tests.formula.small import Small, short, small


def test_a_formula_is_neither_true_nor_false() -> None:
    row = small().series("row", [1, 2, 3], "share")
    for formula in (row, row > 0, row + row, (row > 0) * (row < 1)):
        with pytest.raises(FormulaError, match=r"neither true nor false; use where\(flag, chosen, otherwise\)"):
            bool(formula)
    with pytest.raises(FormulaError):
        max(row, row + row)
    with pytest.raises(FormulaError):
        0 < row < 1  # noqa: B015 - a chain asks the first flag for its truth


@pytest.mark.parametrize("figure", [2, 0.05, 1000, -12, 3.0, float("nan"), True])
def test_a_figure_may_not_stand_in_a_formula(figure: float) -> None:
    row = small().constant("row", 1, "share")
    with pytest.raises(FormulaError, match="may not stand in a formula; make it an input row with a unit and a source"):
        row * figure
    with pytest.raises(FormulaError):
        at_least(figure, row)


@pytest.mark.parametrize("number", [0, 1, -1, 12, 100, 1.0])
def test_the_few_numbers_that_are_no_figures_may(number: float) -> None:
    s = small()
    assert s.numbers(s.constant("row", 7, "share") * number) == [7 * number]


def test_numbers_may_stand_on_either_side() -> None:
    s = small()
    x = s.constant("x", 4, "share")
    assert s.numbers(1 + x) == [5]
    assert s.numbers(1 - x) == [-3]
    assert s.numbers(12 * x) == [48]
    assert s.numbers(1 / x) == [0.25]
    assert s.numbers(-x) == [-4]
    assert s.numbers(0 < x) == [1]  # noqa: SIM300 - the number on the left is what is tested
    assert s.numbers(12 <= x) == [0]  # noqa: SIM300 - likewise


def test_a_formula_has_the_timeline_and_the_table_of_what_it_reads() -> None:
    s = small()
    one, series, column = s.constant("one", 1), s.series("series", [1, 2, 3]), s.column("column", [1, 2, 3])
    assert ((one + one).timeline, (one + one).table) == (None, None)
    assert ((one + series).timeline, (one + series).table) == (s.model.years, None)
    assert ((one + column).timeline, (one + column).table) == (None, s.table)
    assert ((series + column).timeline, (series + column).table) == (s.model.years, s.table)
    assert (sum_of(column).timeline, sum_of(column).table) == (None, None)
    assert total(series).timeline is None
    assert total_of(s.model.years, item="x").timeline is s.model.years
    assert by_year(monthly(s), s.model.years).timeline is s.model.years
    assert at_year(series, s.months.year).timeline is s.months
    assert at_year(series, s.column("bought", [2027, 2028, 2029], "year")).table is s.table


def monthly(s: Small) -> Row:
    return s.block.row("monthly", "Monthly", "usd", s.constant("rent", 5), timeline=s.months)


def misfits(s: Small) -> dict[str, Callable[[], object]]:
    """Formulas whose parts run over different years or records, each with what is wrong with it."""
    one, series, column = s.constant("one", 1), s.series("series", [1, 2, 3]), s.column("column", [1, 2, 3])
    other = s.model.table("lots", "Lots", ["a", "b", "c"]).column("other", "Other", "usd", values=[1, 2, 3])
    month = s.block.row("month", "Month", "usd", one, timeline=s.months)
    return {
        "two timelines meet (years and months)": lambda: series + month,
        "two tables meet (schools and lots)": lambda: column + other,
        "sum_where: two tables meet": lambda: sum_where(column, other, one),
        "tier: two tables meet": lambda: Tier(one, column, other),
        "sum_of: b.series has no records": lambda: sum_of(series),
        "sum_of reads a range and takes a row": lambda: sum_of(column * column),
        "total reads a range and takes a row": lambda: total(series + series),  # type: ignore[arg-type]
        "Prior takes a row over a timeline": lambda: Prior(one),
        "Prior takes a row over": lambda: Prior(series + series),  # type: ignore[arg-type]
        "b.one: at_year takes a row over years": lambda: at_year(one, one),
        "b.one: by_year takes a row over months": lambda: by_year(one, s.model.years),
        "b.row: the formula has the records of schools": lambda: s.block.row("row", "Row", "usd", column),
        "b.row: the formula runs over months": lambda: s.block.row("row", "Row", "usd", month),
        "b.row: the formula runs over years, the row over no": lambda: s.block.constant("row", "Row", "usd", series),
        "b.row: the opening runs over years": lambda: s.block.row("row", "Row", "usd", one, opening=series),
        "b.row: 2 values for 3 places": lambda: s.block.numbers("row", "Row", "usd", [1, 2]),
        "schools.row: 4 values for 3": lambda: s.table.column("row", "Row", "usd", values=[1, 2, 3, 4]),
        "b.month: a posting is a row of dollars": lambda: s.model.post(month),
        "b.one: a posting is a row of dollars": lambda: s.model.post(one),
    }


@pytest.mark.parametrize("said", misfits(small()))
def test_shapes_that_do_not_fit_are_refused_with_the_rows_named(said: str) -> None:
    with pytest.raises(ShapeError) as refused:
        misfits(small())[said]()
    assert said in str(refused.value)


def test_total_of_needs_a_tag() -> None:
    with pytest.raises(FormulaError, match="total_of needs at least one tag"):
        total_of(small().model.years)


def test_every_row_that_a_formula_reads_is_found_with_how_it_is_looked_at() -> None:
    s = small()
    series, column, key = (
        s.series("series", [1, 2, 3]),
        s.column("column", [1, 2, 3]),
        s.column("key", [1, 2, 3], "index"),
    )
    one = s.constant("one", 1)
    formula = where(
        one > 0, Prior(series) + total(series), sum_where(column, key, pick(one, key, 1)) - at_least(0, one)
    )
    assert [(short(row), view) for row, view in rows_in(formula)] == [
        ("one", "cell"),
        ("series", "prior"),
        ("series", "years"),
        ("column", "records"),
        ("key", "records"),
        ("one", "cell"),
        ("key", "cell"),
        ("one", "cell"),
    ]
    assert [(short(row), view) for row, view in rows_in(one)] == [("one", "cell")]
    assert list(rows_in(None)) == []


def test_an_announced_row_gets_its_formula_once() -> None:
    s = small()
    row = s.block.announce("row", "Row", "usd")
    s.block.define(row, Prior(row))
    with pytest.raises(FormulaError, match="b.row has its formula already"):
        s.block.define(row, 0)


@pytest.mark.parametrize("wrong", ["Row", "a row", "a-b", "", "a..b"])
def test_a_row_id_is_plain(wrong: str) -> None:
    with pytest.raises(FormulaError, match="only small letters, digits, _ and dots"):
        small().constant(wrong, 1)


def test_an_id_is_given_once() -> None:
    s = small()
    s.constant("twice", 1)
    s.constant("twice", 2)
    with pytest.raises(FormulaError, match="two rows share the id b.twice"):
        s.model.by_id()
