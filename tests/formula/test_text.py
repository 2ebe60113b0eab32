"""Excel's reading of a formula is ours: `a-b-c` from the left, unary minus above `^`, brackets where they are needed and nowhere else."""

from __future__ import annotations

import re

import pytest

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
    typed_over,
    where,
    whole,
    whole_percent,
)
from tco.formula.operators import OPERATORS
from tco.formula.rows import Row
from tco.formula.text import excel_text
from tests.formula.small import Small, small, text, words


def formulas(s: Small) -> dict[str, Expression]:
    """Formulas by the Excel text that a hand would give them."""
    plain = [s.constant(id, 1, "share") for id in "abcd"]
    return arithmetic(*plain) | functions(s, *plain)


def arithmetic(a: Row, b: Row, c: Row, d: Row) -> dict[str, Expression]:
    return {
        "a-(b-c)": a - (b - c),
        "a-b-c": a - b - c,
        "a-(b+c)": a - (b + c),
        "a+(b-c)": a + (b - c),
        "a/(b/c)": a / (b / c),
        "a/b/c": a / b / c,
        "a/(b*c)": a / (b * c),
        "a*(b/c)": a * (b / c),
        "a*b/c": a * b / c,
        "(a+b)*c": (a + b) * c,
        "a+b*c": a + b * c,
        "a*b-c*d": a * b - c * d,
        "(a-b)/(c-d)": (a - b) / (c - d),
        "((a^b)^c)": (a**b) ** c,
        "(a^(b^c))": a ** (b**c),
        "((a+b)^(c*d))": (a + b) ** (c * d),
        "(-(a^b))": -(a**b),
        "((-a)^b)": (-a) ** b,
        "a*(-b)": a * -b,
        "a-(-(b-c))": a - -(b - c),
        "(-(a*b))": -(a * b),
        "a*(-1)": a * -1,
        "(1+a)*12": (1 + a) * 12,
        "a*100-(a-(b-(c-d)))": a * 100 - (a - (b - (c - d))),
    }


def functions(s: Small, a: Row, b: Row, c: Row, d: Row) -> dict[str, Expression]:
    x, y = s.constant("x", 1), s.constant("y", 1)
    f, r, k = s.column("f", [1, 2, 3], "share"), s.column("r", [1, 2, 3]), s.column("k", [1, 2, 3], "share")
    t, u = s.series("t", [1, 2, 3]), s.series("u", [1, 2, 3])
    day = s.constant("day", 46204, "date")
    m = s.block.row("m", "M", "usd", x, timeline=s.months)
    return {
        "MAX(0,a-b)*c": at_least(0, a - b) * c,
        "MIN(a,b)-(c-d)": at_most(a, b) - (c - d),
        "ROUND(x/a,2)": cents(x / a),
        "ROUND(a-b,2)": whole_percent(a - b),
        "ROUNDUP(ROUND(a*b,9),0)": whole(a * b),
        "IF(ROUND(a-b,9)>0,1,0)": a > b,
        "IF(ROUND(b-a,9)>0,1,0)": a < b,
        "IF(ROUND(a-(b-c),9)>=0,1,0)": a >= b - c,
        "IF(ROUND(x-y,4)=0,1,0)": equals(x, y),
        "IF(ROUND(a-0,9)>0,1,0)*b": (a > 0) * b,
        "IF(ROUND(a-b,9)>0,c,c-d)": where(a > b, c, c - d),
        "IF(ROUND(x-0,4)>=0,x,0)": where(x >= 0, x, 0),
        "IF(IF(ROUND(a-b,9)>0,1,0)*c=1,a,b)": where((a > b) * c, a, b),
        "IF(a=1,b,c)": where(a, b, c),
        "IF(a-b=1,b,c)": where(a - b, b, c),
        "IF(ROUND(IF(a=1,b,c)-d,9)=0,a,b)": where(equals(where(a, b, c), d), a, b),
        "CHOOSE(ROUND(a+b,0),x,x-y,0)": pick(a + b, x, x - y, 0),
        'IF(y="",x,y)': typed_over(x, y),
        "prior.t*a": Prior(t) * a,
        "t-(prior.u-prior.t)": t - (Prior(u) - Prior(t)),
        "INDEX(records.r,MATCH(ROUND(a-b,9),records.f,1))": Tier(a - b, f, r),
        "SUM(records.r)/a": sum_of(r) / a,
        "SUMPRODUCT(records.r,records.f)": sum_product(r, f),
        "SUMIFS(records.r,records.f,ROUND(k,9))": sum_where(r, f, k),
        'SUMIFS(records.r,records.f,"<"&ROUND(k,9))': sum_below(r, f, k),
        "EXP(a-b)": exp(a - b),
        "x": one_each(s.table, [x, y, x]),
        "YEAR(day-1)*12+MONTH(day-1)+1": month_from(day),
        "YEAR(day+1)*12+MONTH(day+1)-1": month_to(day),
        "SUM(years.t)": total(t),
        "INDEX(years.t,MATCH(ROUND(months.year,0),years.years.year,0))": at_year(t, s.months.year),
        "SUMIFS(years.m,years.months.year,years.year)": by_year(m, s.model.years),
        "SUMIFS(years.m,years.months.year,ROUND(months.year-1,0))": in_month(m, s.months.year, s.months.year - 1),
        "{'item': 'x', 'kind': 'y'}-t": total_of(s.model.years, item="x", kind="y") - t,
        "SUM(a,b+c,d)": sum_rows([a, b + c, d]),
    }


@pytest.mark.parametrize("expected", formulas(small()))
def test_the_text_is_what_a_hand_would_write(expected: str) -> None:
    assert text(formulas(small())[expected]) == expected


def test_every_operator_is_written_here() -> None:
    written = {name for formula in formulas(small()).values() for name in operators(formula)}
    assert written == set(OPERATORS)


def operators(formula: Expression) -> set[str]:
    own = {formula.operator.name} if hasattr(formula, "operator") else set()
    return own.union(*(operators(operand) for operand in getattr(formula, "operands", ())))


def in_cells(formula: Expression, cells: dict[str, str]) -> str:
    return excel_text(formula, lambda row, view: cells[row.id.split(".")[-1]], str)


def test_rows_under_each_other_are_summed_as_a_range() -> None:
    s = small()
    rows = [s.series(id, [1, 2, 3]) for id in "abcd"]
    near = {"a": "H6", "b": "H7", "c": "H9", "d": "H10"}
    assert in_cells(sum_rows(rows), near) == "SUM(H6:H7,H9:H10)"
    assert in_cells(sum_rows([rows[0], rows[2]]), near) == "SUM(H6,H9)"
    far = {"a": "'A sheet'!H6", "b": "'A sheet'!H7", "c": "Other!H8", "d": "$H$9"}
    assert in_cells(sum_rows(rows), far) == "SUM('A sheet'!H6:H7,Other!H8,$H$9)"


def test_formulas_that_end_in_cells_under_each_other_are_no_range() -> None:
    s = small()
    a, b, c = (s.series(id, [1, 2, 3], "share") for id in "abc")
    cells = {"a": "H6", "b": "H7", "c": "H8"}
    assert in_cells(sum_rows([a + b, a + c]), cells) == "SUM(H6+H7,H6+H8)"
    assert in_cells(sum_rows([a * b, c]), cells) == "SUM(H6*H7,H8)"


@pytest.mark.parametrize("name", sorted(OPERATORS))
def test_the_templates_are_excels_safe_functions(name: str) -> None:
    safe = {
        "MAX",
        "MIN",
        "ROUND",
        "ROUNDUP",
        "IF",
        "CHOOSE",
        "INDEX",
        "MATCH",
        "SUM",
        "SUMIFS",
        "SUMPRODUCT",
        "EXP",
        "YEAR",
        "MONTH",
    }
    operator = OPERATORS[name]
    assert set(re.findall(r"[A-Z]{2,}", operator.excel + operator.condition)) <= safe


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda a, b, c: a - (b - c), "[A] - ([B] - [C])"),
        (lambda a, b, c: a - b - c, "[A] - [B] - [C]"),
        (lambda a, b, c: a / (b / c), "[A] / ([B] / [C])"),
        (lambda a, b, c: (a + b) * c, "([A] + [B]) x [C]"),
        (lambda a, b, c: (a**b) ** c, "([A] to the power [B]) to the power [C]"),
        (lambda a, b, c: -(a - b), "minus ([A] - [B])"),
        (lambda a, b, c: at_least(0, a - b), "the larger of 0 and [A] - [B]"),
        (lambda a, b, c: where(a > b, b, c), "[B] where (1 if [A] is above [B], else 0), else [C]"),
        (lambda a, b, c: sum_rows([a, b]), "the sum of [A], [B]"),
        (pick, "choice number [A] of ([B], [C])"),
    ],
)
def test_the_words_can_be_read_in_one_way(build: object, said: str) -> None:
    s = small()
    rows = [s.block.number(id, id.upper(), "share", 1) for id in "abc"]
    assert callable(build)
    assert words(build(*rows)) == said


def test_a_label_may_hold_braces() -> None:
    s = small()
    a, b = (s.block.number(id, label, "share", 1) for id, label in (("a", "{0}"), ("b", "{*} {x}")))
    assert words(pick(a + b, b, a)) == "choice number [{0}] + [{*} {x}] of ([{*} {x}], [{0}])"
    assert in_cells(pick(a, b, a), {"a": "'{*}'!H6", "b": "'{1}'!H7"}) == "CHOOSE(ROUND('{*}'!H6,0),'{1}'!H7,'{*}'!H6)"


def test_tags_and_time_in_words() -> None:
    s = small()
    row: Row = s.block.numbers("row", "Amount", "usd", [1, 2, 3])
    assert words(Prior(row)) == "[Amount] one period earlier"
    assert words(total_of(s.model.years, item="lms")) == "the sum of all postings tagged item lms"
