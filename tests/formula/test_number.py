"""Formulas as numbers: cases by the thousand give what one case gives, and a missing value goes where Excel's error goes."""

from __future__ import annotations

import datetime
from math import nan

import numpy as np
import pytest

from tco.errors import RunError, ShapeError
from tco.formula.expression import (
    Expression,
    Prior,
    Tier,
    at_least,
    at_most,
    at_year,
    by_year,
    cents,
    equals,
    exp,
    in_month,
    month_from,
    month_to,
    one_each,
    pick,
    sum_below,
    sum_of,
    sum_product,
    sum_rows,
    sum_where,
    total,
    total_of,
    where,
    whole,
)
from tco.formula.ladder import ladder_rows
from tco.formula.number import CASES_AT_ONCE, evaluate, failures, raise_on_failure
from tco.formula.rows import Row
from tco.formula.units import day_number
from tests.formula.small import Small, small


def test_shapes_are_spread_over_years_and_records() -> None:
    s = small()
    one, series, column = s.constant("one", 100), s.series("series", [1, 2, 3]), s.column("column", [10, 20, 30])
    assert s.numbers(one + series) == [101, 102, 103]
    assert s.numbers(one + column) == [110, 120, 130]
    assert s.numbers(series + column) == [11, 21, 31, 12, 22, 32, 13, 23, 33]


def test_sums_go_over_records_years_rows_and_months() -> None:
    s = small()
    series, column = s.series("series", [1, 2, 3]), s.column("column", [10, 20, 30])
    family = s.block.row("family", "Family", "usd", series + column, table=s.table)
    month = s.block.row("month", "Month", "usd", at_year(series, s.months.year), timeline=s.months)
    assert s.numbers(sum_of(column)) == [60]
    assert s.numbers(sum_of(family)) == [63, 66, 69]
    part = s.table.column("part", "Part", "share", values=[1, 0.5, 0])
    assert s.numbers(sum_product(column, part)) == [20]  # 10 + 20 / 2
    assert s.numbers(sum_product(family, part)) == [21.5, 23, 24.5]  # 11 + 21 / 2 and so on
    assert s.numbers(total(series)) == [6]
    assert s.numbers(total(family)) == [36, 66, 96]
    assert s.numbers(sum_rows([series, series, s.constant("one", 100)])) == [102, 104, 106]
    assert s.numbers(by_year(month, s.model.years)) == [12, 24, 36]


def test_a_month_is_found_by_its_number_and_months_that_are_not_there_have_nothing() -> None:
    """What was two months earlier, and what each year's last month has, of months numbered from 1."""
    s = small()
    block = s.model.sheet("months", "Months", s.months).block("months_of", "Months")
    count = len(s.months)
    number = block.numbers("number", "Number", "month", range(1, count + 1))
    amount = block.numbers("amount", "Amount", "usd", [10 * n for n in range(1, count + 1)])
    two = s.constant("two", 2.0000000001, "month")
    assert s.numbers(in_month(amount, number, number - two)) == [0, 0, *(10 * n for n in range(1, count - 1))]
    ends = s.block.numbers("ends", "Ends", "month", [2, 4, count + 1])
    assert s.numbers(in_month(amount, number, ends)) == [20, 40, 0]
    nowhere = number / s.constant("zero", 0, "index")
    assert np.isnan(s.numbers(in_month(amount, number, nowhere))).all()


def test_a_sum_counts_every_record_even_where_one_number_holds_for_all() -> None:
    s = small()
    same = s.table.column("same", "Same", "usd", formula=s.constant("one", 5))
    typed = s.column("typed", [1, 2, 3])
    asked = s.block.constant("asked", "Asked", "usd", sum_of(typed))
    assert s.numbers(sum_of(same)) == [15]
    values = evaluate(s.model, {typed: np.full((1, 1, 2), 7.0)}, cases=2)
    assert values[asked].ravel().tolist() == [21, 21]


def test_records_of_one_table_are_summed_by_the_records_of_another() -> None:
    s = small()
    lots = s.model.table("lots", "Lots", ["a", "b", "c", "d"])
    school = lots.column("school", "School", "index", values=[3, 1, 3, 9])
    count = lots.column("count", "Count", "device", values=[10, 20, 30, 40])
    number = s.column("number", [1, 2, 3], "index")
    assert s.numbers(sum_where(count, school, number)) == [20, 0, 40]
    assert s.numbers(sum_where(count, school, s.constant("nine", 9, "index"))) == [40]
    assert s.numbers(sum_below(count, school, number)) == [0, 20, 20]
    assert s.numbers(sum_below(count, school, school)) == [20, 0, 20, 60]


def test_each_record_has_a_row_of_its_own() -> None:
    s = small()
    one, flow = s.constant("one", 5), s.series("flow", [1, 2, 3])
    family = s.block.row("family", "Family", "usd", one_each(s.table, [flow, one, 0]), table=s.table)
    assert s.values(family)[:, :, 0].tolist() == [[1, 5, 0], [2, 5, 0], [3, 5, 0]]
    with pytest.raises(ShapeError, match="2 rows for 3 records"):
        one_each(s.table, [flow, one])


def test_a_day_is_brought_to_the_whole_months_on_either_side_of_it() -> None:
    """The month of July 2026 is 12 x 2026 + 7 = 24,319."""
    s = small()
    days = {datetime.date(2026, 7, 1): (24319, 24318), datetime.date(2026, 6, 30): (24319, 24318)}
    days |= {datetime.date(2026, 7, 15): (24320, 24318), datetime.date(2026, 12, 31): (24325, 24324)}
    for day, (first, last) in days.items():
        row = s.constant(f"d{day:%Y%m%d}", day_number(day), "date")
        assert s.numbers(month_from(row)) == [first]
        assert s.numbers(month_to(row)) == [last]


def test_prior_is_the_opening_in_the_first_year() -> None:
    s = small()
    start, flow = s.constant("start", 50), s.series("flow", [1, 2, 3])
    kept = s.block.announce("kept", "Kept", "usd")
    s.block.define(kept, Prior(kept) + flow, opening=start * s.constant("share", 0.5, "share"))
    assert s.values(kept).ravel().tolist() == [26, 28, 31]
    assert s.numbers(Prior(kept)) == [25, 26, 28]
    assert s.numbers(Prior(flow)) == [0, 1, 2]
    assert evaluate(s.model).opening(kept).tolist() == [[[25]]]


def test_prior_of_a_family_is_each_records_own() -> None:
    s = small()
    left = s.block.announce("left", "Left", "device", table=s.table)
    s.block.define(
        left, Prior(left) * s.column("share", [1, 0.5, 0], "share"), opening=s.column("n", [8, 8, 8], "device")
    )
    assert s.values(left)[:, :, 0].tolist() == [[8, 4, 0], [8, 2, 0], [8, 1, 0]]


def test_lookups() -> None:
    s = small()
    floors, rates = s.column("floors", [0, 100, 1000], "device"), s.column("rates", [300, 280, 250], "usd/device")
    volume = s.series("volume", [99.9999999999, 100, 5000], "device")
    assert s.numbers(Tier(volume, floors, rates)) == [280, 280, 250]
    assert s.numbers(Tier(s.constant("few", 99.9, "device"), floors, rates)) == [300]
    price = s.series("price", [7, 8, 9], "usd/device")
    assert s.numbers(at_year(price, s.column("bought", [2029, 2027, 2028.0000000001], "year"))) == [9, 7, 8]
    choice = s.series("choice", [2, 1, 2], "index")
    assert s.numbers(pick(choice, s.constant("buy", 5), s.constant("lease", 6))) == [6, 5, 6]


def test_a_number_typed_over_counts_and_a_blank_does_not() -> None:
    s = small()
    cost = s.block.open_row("cost", "Cost", "usd", s.series("computed", [1, 2, 3]))
    typed = s.model.by_id()["b.cost_typed"]
    assert s.values(cost).ravel().tolist() == [1, 2, 3]
    values = evaluate(s.model, {typed: np.array([nan, 0.0, nan]).reshape(3, 1, 1)})
    assert values[cost].ravel().tolist() == [1, 0, 3]
    assert failures(s.model, values) == []


def test_comparisons_do_not_see_the_noise_of_binary_fractions() -> None:
    s = small()
    sum_, three = (
        s.constant("tenth", 0.1, "share") + s.constant("fifth", 0.2, "share"),
        s.constant("three", 0.3, "share"),
    )
    assert 0.1 + 0.2 > 0.3
    assert [s.numbers(flag) for flag in (sum_ > three, sum_ >= three, equals(sum_, three), sum_ < three)] == [
        [0], [1], [1], [0],
    ]  # fmt: skip
    assert s.numbers(three > s.constant("less", 0.2999999994, "share")) == [1]
    assert s.numbers(three > s.constant("hardly", 0.2999999996, "share")) == [0]


def test_postings_are_summed_by_their_tags() -> None:
    s = small()
    for id, values, kind in (
        ("a", [1, 2, 3], "capital"),
        ("b", [10, 20, 30], "operating"),
        ("c", [5, 5, 5], "capital"),
    ):
        s.model.post(s.series(id, values), kind=kind, item=id)
    assert s.numbers(total_of(s.model.years, kind="capital")) == [6, 7, 8]
    assert s.numbers(total_of(s.model.years, kind="capital", item="c")) == [5, 5, 5]
    assert s.numbers(total_of(s.model.years, kind="debt service") + s.constant("one", 1)) == [1, 1, 1]


def missing(s: Small) -> dict[str, tuple[Expression, list[float]]]:
    """Formulas that meet a division by zero or a choice that is not there, with what Excel's cells hold (nan: an error)."""
    zero, one, two = (s.constant(id, value, "share") for id, value in (("zero", 0), ("one", 1), ("two", 2)))
    series = s.series("series", [0, 1, 2], "share")
    error = one / zero
    floors, rates = s.column("floors", [1, 5, 9], "share"), s.column("rates", [3, 4, 5], "share")
    broken = s.table.column("broken", "Broken", "share", formula=one / (floors - one))
    family = s.block.row("family", "Family", "share", one / (series - floors), table=s.table)
    row = s.block.row("row", "Row", "share", one / series)
    return {
        "division by zero": (one / series, [nan, 1, 0.5]),
        "zero by zero": (zero / zero, [nan]),
        "its reciprocal, which NumPy makes 0": (one / (one / zero), [nan]),
        "minus": (-error, [nan]),
        "times zero": (zero * error, [nan]),
        "the larger": (at_least(zero, error), [nan]),
        "the smaller": (at_most(error, zero), [nan]),
        "cents and whole": (whole(cents(error)), [nan]),
        "compared": (error > zero, [nan]),
        "found equal": (equals(error, error), [nan]),
        "to the power zero": (error**zero, [nan]),
        "one to its power": (one**error, [nan]),
        "zero to the power zero": (zero**zero, [nan]),
        "zero to a negative power": (zero**-one, [nan]),
        "the root of a negative": ((-one) ** (one / two), [nan]),
        "a branch taken": (where(series > zero, one / series, two), [2, 1, 0.5]),
        "a branch not taken": (where(one > zero, two, error), [2]),
        "the other branch not taken": (where(zero > one, error, two), [2]),
        "the flag itself": (where(error > zero, one, two), [nan]),
        "a choice not picked": (pick(two, error, one), [1]),
        "a choice picked": (pick(one, error, one), [nan]),
        "no such choice": (pick(series, one), [nan, 1, nan]),
        "below the first floor": (Tier(series, floors, rates), [nan, 3, 3]),
        "a tier of nothing": (Tier(error, floors, rates), [nan]),
        "a year outside": (at_year(series, s.constant("when", 2031, "year")), [nan]),
        "another year's error": (at_year(row, s.constant("then", 2028, "year")), [1]),
        "a sum over records": (sum_of(broken), [nan]),
        "a sum over records of a year": (sum_of(family), [1 / -1 + 1 / -5 + 1 / -9, nan, 1 / 1 + 1 / -3 + 1 / -7]),
        "a sum over years": (total(row), [nan]),
        "a sum of rows": (sum_rows([one, error]), [nan]),
        "records not asked for": (sum_where(broken, floors, s.constant("five", 5, "share")), [0.25]),
        "records asked for": (sum_where(broken, floors, one), [nan]),
        "below no value": (sum_below(rates, floors, error), [nan]),
        "asked by no value": (sum_where(rates, floors, error), [nan]),
        "the year after": (Prior(row), [0, nan, 1]),
    }


def test_a_power_of_e_that_no_number_holds_is_missing() -> None:
    s = small()
    exponent = s.series("exponent", [-1, 0, 709], "share")
    np.testing.assert_allclose(s.numbers(exp(exponent)), [0.36787944117144233, 1, np.nan], rtol=1e-15)


@pytest.mark.parametrize("name", missing(small()))
def test_a_missing_value_goes_where_excels_error_goes(name: str) -> None:
    s = small()
    formula, expected = missing(s)[name]
    np.testing.assert_allclose(s.numbers(formula), expected, rtol=1e-15)


def test_a_failing_row_of_the_base_case_stops_the_run_with_row_and_year() -> None:
    s = small()
    count = s.series("count", [1, 0, 2], "device")
    price = s.block.row("price", "Price each", "usd/device", s.constant("cost", 10) / count)
    s.block.row("later", "Later", "usd", price * count)
    with pytest.raises(RunError, match=r"b.price \(Price each\) has no value in FY2028: a division by zero"):
        raise_on_failure(s.model, evaluate(s.model))


def test_among_many_cases_the_failing_ones_are_named() -> None:
    s = small()
    count = s.constant("count", 1, "device")
    price = s.block.constant("price", "Price", "usd/device", s.constant("cost", 10) / count)
    values = evaluate(s.model, {count: np.array([2.0, 0.0, 5.0]).reshape(1, 1, 3)}, cases=3)
    assert failures(s.model, values) == [(price, 0, 1)]
    assert values[price].ravel()[[0, 2]].tolist() == [5, 2]


def everything(s: Small) -> list[Row]:
    """Inputs that cases vary, in a model that has every shape."""
    life, price = s.constant("life", 3, "year"), s.series("price", [10, 11, 12], "usd/device")
    need, start = s.constant("need", 100, "device"), s.column("start", [5, 6, 7], "device")
    left = s.block.announce("left", "Left", "device", table=s.table)
    bought = s.block.row("bought", "Bought", "device", whole(at_least(0, need - sum_of(left))))
    s.block.define(left, Prior(left) * s.column("share", [0.9, 0.8, 0.7], "share"), opening=start)
    rungs = ladder_rows(s.block, "rung", "In service", bought, life)
    serving = s.block.row("serving", "In service", "device", sum_rows(rungs))
    spent = s.block.row("spent", "Spent", "usd", cents(bought * price))
    month = s.block.row("month", "Month", "usd", cents(at_year(spent, s.months.year) / 12), timeline=s.months)
    s.model.post(s.block.row("posted", "Posted", "usd", by_year(month, s.model.years)), item="x")
    all_ = s.block.row("all", "All", "usd", total_of(s.model.years, item="x"))
    s.block.constant("in_all", "In all", "usd", total(all_))
    s.block.row("each", "Each", "usd/device", all_ / (serving - need))
    s.block.row("same", "The same in all cases", "usd/device", price + price)
    return [life, price, need, start]


def test_thousands_of_cases_give_what_each_gives_alone() -> None:
    s = small()
    draw = np.random.default_rng(7)
    cases = 2 * CASES_AT_ONCE + 1  # three chunks, the last of one case
    inputs = {row: draw.integers(1, 90, (len(row.values or ()), cases)) for row in everything(s)}
    shaped = {row: shape(row, array.astype(float)) for row, array in inputs.items()}
    rows = list(s.model.rows())
    together, in_chunks = evaluate(s.model, shaped, cases=cases), evaluate(s.model, shaped, cases=cases, keep=rows)
    for row in rows:
        np.testing.assert_array_equal(in_chunks[row], together[row], err_msg=row.id)
    for case in (0, 1, CASES_AT_ONCE - 1, CASES_AT_ONCE, 2 * CASES_AT_ONCE - 1, 2 * CASES_AT_ONCE):
        alone = evaluate(s.model, {row: array[:, :, case : case + 1] for row, array in shaped.items()})
        for row in rows:
            np.testing.assert_array_equal(together.of(row, case), alone.of(row), err_msg=row.id)


def shape(
    row: Row, array: np.ndarray[tuple[int, int], np.dtype[np.float64]]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return array[np.newaxis] if row.table is not None else array[:, np.newaxis]


def test_what_does_not_vary_is_computed_once() -> None:
    s = small()
    need = everything(s)[2]
    values = evaluate(s.model, {need: np.arange(9.0).reshape(1, 1, 9)}, cases=9)
    ids = s.model.by_id()
    assert values[ids["b.same"]].shape == (3, 1, 1)
    assert values[ids["b.bought"]].shape == (3, 1, 9)
    assert values[ids["b.left"]].shape == (3, 3, 1)


def test_only_the_rows_asked_for_are_kept() -> None:
    s = small()
    row = s.block.row("row", "Row", "usd", s.series("input", [1, 2, 3]))
    values = evaluate(s.model, keep=[row])
    assert list(values.arrays) == [row]
    assert row in values


@pytest.mark.parametrize("wrong", [(2, 1, 1), (3, 1, 4), (3, 2, 1), (3, 1)])
def test_values_that_do_not_fit_an_input_are_refused(wrong: tuple[int, ...]) -> None:
    s = small()
    row = s.series("row", [1, 2, 3])
    with pytest.raises(ShapeError, match=r"b.row: values of shape .* for an input of shape \(3, 1, 5\)"):
        evaluate(s.model, {row: np.ones(wrong)}, cases=5)


def test_values_for_a_formula_are_refused() -> None:
    s = small()
    row = s.block.row("row", "Row", "usd", s.series("input", [1, 2, 3]))
    with pytest.raises(ShapeError, match="b.row"):
        evaluate(s.model, {row: np.ones((1, 1, 1))})


def test_an_input_is_held_at_15_digits() -> None:
    s = small()
    assert s.numbers(s.constant("sum", 0.1 + 0.2)) == [0.3]
