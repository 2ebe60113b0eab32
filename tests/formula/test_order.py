"""Rows are computed after what they read; circles are named, and Prior breaks them."""

from __future__ import annotations

import pytest

from tco.errors import CircleError
from tco.formula.expression import Prior, at_year, by_year, cents, sum_of, total, total_of
from tco.formula.order import Group, ordered
from tco.formula.rows import Row
from tests.formula.small import Small, short, small


def places(s: Small) -> dict[str, int]:
    return {short(row): place for place, group in enumerate(ordered(s.model)) for row in group.rows}


def group_of(s: Small, row: Row) -> Group:
    return next(group for group in ordered(s.model) if row in group.rows)


def announced(s: Small, *ids: str) -> list[Row]:
    return [s.block.announce(id, id.title(), "usd") for id in ids]


def test_what_is_read_comes_first_whatever_the_order_of_lines() -> None:
    s = small()
    last, middle = announced(s, "last", "middle")
    s.block.define(last, middle + middle)
    s.block.define(middle, total(s.series("first", [1, 2, 3])))
    order = places(s)
    assert order["first"] < order["middle"] < order["last"]
    assert not any(group.by_period for group in ordered(s.model))


def test_a_row_that_looks_back_at_itself_goes_year_by_year() -> None:
    s = small()
    (balance,) = announced(s, "balance")
    paid = s.series("paid", [1, 2, 3])
    s.block.define(balance, Prior(balance) - paid, opening=s.constant("start", 10))
    assert group_of(s, balance) == Group((balance,), by_period=True)
    assert s.values(balance).ravel().tolist() == [9, 7, 4]


def test_rows_that_look_back_at_each_other_go_together_in_the_order_of_the_year() -> None:
    s = small()
    closing, spent, opening = announced(s, "closing", "spent", "opening")
    s.block.define(closing, opening - spent, opening=s.constant("start", 8))
    s.block.define(spent, opening / s.constant("half", 2, "share"))
    s.block.define(opening, Prior(closing))
    group = group_of(s, closing)
    assert group.by_period
    assert [short(row) for row in group.rows] == ["opening", "spent", "closing"]
    assert s.values(closing).ravel().tolist() == [4, 2, 1]


def test_a_row_that_only_looks_back_at_another_needs_no_walk() -> None:
    s = small()
    first = s.series("first", [1, 2, 3])
    echo = s.block.row("echo", "Echo", "usd", Prior(first))
    assert group_of(s, echo) == Group((echo,), by_period=False)
    assert s.values(echo).ravel().tolist() == [0, 1, 2]


def test_a_circle_within_a_year_is_named() -> None:
    s = small()
    one, two, three = announced(s, "one", "two", "three")
    s.block.define(one, two)
    s.block.define(two, three)
    s.block.define(three, one + s.constant("elsewhere", 1))
    with pytest.raises(CircleError) as circle:
        ordered(s.model)
    said = str(circle.value)
    assert "need each other in the same period" in said
    assert "break the circle with Prior" in said
    for name in ("b.one (One)", "b.two (Two)", "b.three (Three)"):
        assert name in said
    assert "elsewhere" not in said


def test_a_row_that_reads_itself_is_a_circle() -> None:
    s = small()
    (row,) = announced(s, "row")
    s.block.define(row, row + row)
    with pytest.raises(CircleError, match=r"same period: b.row \(Row\)"):
        ordered(s.model)


def test_prior_breaks_only_the_edge_it_stands_on() -> None:
    s = small()
    one, two = announced(s, "one", "two")
    s.block.define(one, two + Prior(two))
    s.block.define(two, one)
    with pytest.raises(CircleError, match="same period"):
        ordered(s.model)


@pytest.mark.parametrize("look", ["total", "another timeline", "opening"])
def test_a_circle_through_a_whole_course_is_named_though_prior_stands_in_it(look: str) -> None:
    s = small()
    (row,) = announced(s, "row")
    if look == "total":
        sum_ = s.block.constant("sum", "Sum", "usd", total(row))
        s.block.define(row, Prior(row) + sum_)
    elif look == "another timeline":
        month = s.block.row("month", "Month", "usd", at_year(row, s.months.year), timeline=s.months)
        s.block.define(row, Prior(row) + by_year(month, s.model.years))
    else:
        sum_ = s.block.constant("sum", "Sum", "usd", total(row))
        s.block.define(row, Prior(row), opening=sum_)
    with pytest.raises(CircleError, match=r"each other's whole course: .*b.row \(Row\)"):
        ordered(s.model)


def test_a_posting_is_read_by_the_statements_that_ask_for_its_tags() -> None:
    s = small()
    (posted,) = announced(s, "posted")
    asked = s.block.row("asked", "Asked", "usd", total_of(s.model.years, item="lease"))
    s.block.define(posted, cents(s.series("cost", [1, 2, 3])))
    s.model.post(posted, item="lease", kind="operating")
    order = places(s)
    assert order["posted"] < order["asked"]
    (around,) = announced(s, "around")
    s.block.define(around, asked)
    s.model.post(around, item="lease")
    with pytest.raises(CircleError, match="b.asked"):
        ordered(s.model)


def test_a_sum_over_records_is_read_within_its_year() -> None:
    s = small()
    left = s.block.announce("left", "Left", "usd", table=s.table)
    (sum_,) = announced(s, "sum")
    s.block.define(sum_, sum_of(left))
    s.block.define(left, Prior(left) + Prior(sum_), opening=s.column("start", [1, 2, 3]))
    assert group_of(s, left).by_period
    # 1+2+3 = 6 stand at the start, but Prior of the sum is its own opening, 0, in the first year.
    assert s.values(sum_).ravel().tolist() == [6, 6 + 3 * 6, 24 + 3 * 24]


def test_a_long_chain_needs_no_recursion() -> None:
    s = small()
    row = s.series("row_0", [1, 2, 3])
    for number in range(1, 3000):
        row = s.block.row(f"row_{number}", "Row", "usd", row + 0)
    assert s.values(row).ravel().tolist() == [1, 2, 3]
