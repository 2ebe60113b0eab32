"""Random formulas come out the same in NumPy and in a recalculated workbook, and a fault planted on purpose does not go unseen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tco.formula.operators import OPERATORS, PRODUCT, SUM
from tco.formula.rows import Model
from tests.conftest import IN_CI
from tests.engines import ENGINES, require
from tests.formula.kitchen import kitchen
from tests.formula.parity import Served, check, describe, serve
from tests.formula.recipes import COLUMN, SERIES, SHARE, USD, WAYS, Recipe, recipes

OF_EACH = 40 if IN_CI else 8  # recipes that end in each of the ways to make a formula


def drawn(count: int, strategy: st.SearchStrategy[Recipe], *, same_every_time: bool = IN_CI) -> list[Recipe]:
    """So many recipes at once: LibreOffice takes a second to start, whatever a workbook holds."""
    found: list[Recipe] = []
    unhealthy = [HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large]

    @settings(
        max_examples=count,
        derandomize=same_every_time,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=unhealthy,
    )
    @given(strategy)
    def collect(recipe: Recipe) -> None:
        found.append(recipe)

    collect()
    return found


def served(ordered: list[Recipe], path: Path) -> Served:
    made = kitchen()
    for recipe in ordered:
        made.serve(recipe)
    return serve(made, path)


def test_random_formulas_agree_in_every_engine(tmp_path: Path) -> None:
    """Money within half a cent, all else to 1e-9 of its size, errors in the same cells, stored values equal to NumPy's."""
    engines = {name: require(name) for name in ENGINES}
    ordered = [recipe for way in WAYS for recipe in drawn(OF_EACH, recipes(way=way))]
    book = served(ordered, tmp_path / "random.xlsx")
    assert book.stored_wrongly() == []
    found = {name: check(book, engine) for name, engine in engines.items()}
    assert not any(found.values()), describe(found)
    assert_worth_it(book)


def assert_worth_it(book: Served) -> None:
    """There were thousands of formulas, and values, errors and large amounts to compare."""
    rows = [row for _, found in book.kitchen.served for row in found if row.formula is not None]
    assert len(rows) >= 2 * OF_EACH * len(WAYS)
    assert book.count() >= 3 * len(rows)
    values = np.array([cell.value for _, cells in book.cells for cell in cells])
    assert 0.001 < np.isnan(values).mean() < 0.5
    assert np.nanmax(np.abs(values)) > 1e9


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(recipe=recipes())
def test_one_random_formula_agrees(tmp_path_factory: pytest.TempPathFactory, recipe: Recipe) -> None:
    """As above, one by one, so that hypothesis can shrink what fails."""
    book = served([recipe], tmp_path_factory.mktemp("one") / "book.xlsx")
    found = {"formualizer": check(book, require("formualizer"))}
    assert not any(found.values()), describe(found)


@dataclass(frozen=True)
class Fault:
    """An operator, what is wrong with it, and formulas that must tell; without any, drawn ones that use it."""

    operator: str
    wrong: dict[str, Any]
    recipes: tuple[Recipe, ...] = ()

    def ordered(self) -> list[Recipe]:
        way = "flag" if self.operator in ("above", "reaches", "equals") else self.operator
        return list(self.recipes) or drawn(40, recipes(way=way), same_every_time=True)


def numbers(*values: float, of: str = SHARE) -> Recipe:
    return Recipe("given", of, SERIES, numbers=values)


def made(does: str, *parts: Recipe) -> Recipe:
    return Recipe(does, parts[0].unit, parts[0].shape, parts)


A, B, C = numbers(7, 2, 0.5), numbers(2, 4, 3), numbers(3, 5, 2)
EQUAL = (made("above", A, A), made("reaches", A, A), made("equals", A, A), made("above", B, A))
NOISE = made("subtract", made("add", numbers(0.1, 0.1, 1), numbers(0.2, 0.2, 2)), numbers(0.3, 0.3, 3))
HALVES = (made("cents", numbers(2.675, 1.005, -0.125, of=USD)),)
PERCENTS = (made("percent", numbers(0.825, 0.195, 0.345)),)
BY_ZERO = (made("divide", A, numbers(0, 1, 2)),)
DIGITS = tuple(
    made(flag, noise, numbers(0, 0, 0))
    for flag in ("above", "reaches", "equals")
    for noise in (NOISE, made("negative", NOISE))
)

PRECEDENCE = {
    "a-(b-c) as a-b-c": Fault("subtract", {"needs": (SUM, SUM)}),
    "a/(b/c) as a/b/c": Fault("divide", {"needs": (PRODUCT, PRODUCT)}),
    "(a+b)*c as a+b*c": Fault("multiply", {"needs": (SUM, SUM)}),
    "a*(b/c) as a*b/c, harmless but for the last digit": Fault("multiply", {"needs": (PRODUCT, PRODUCT)}),
    "-(a^b) as -a^b": Fault("power", {"excel": "{0}^{1}"}, (made("negative", made("power", A, numbers(2, 2, 2))),)),
    "a-(b-c) in a condition": Fault("above", {"needs": (SUM, SUM)}, (made("above", A, made("subtract", B, C)),)),
}
ROUNDING = {
    "cents by NumPy": Fault("cents", {"numpy": partial(np.round, decimals=2)}, HALVES),
    "cents half to even": Fault("cents", {"numpy": lambda x: np.rint(x * 100) / 100}, HALVES),
    "cents cut off": Fault("cents", {"excel": "ROUNDDOWN({0},2)"}),
    "cents up": Fault("cents", {"excel": "ROUNDUP({0},2)"}, (made("cents", numbers(1.234, 0.001, -5.671, of=USD)),)),
    "tenths for cents": Fault("cents", {"excel": "ROUND({0},1)"}),
    "percents half to even": Fault("percent", {"numpy": lambda x: np.rint(x * 100) / 100}, PERCENTS),
    "percents cut off": Fault("percent", {"excel": "ROUNDDOWN({0},2)"}, PERCENTS),
    "whole units to the nearest": Fault("whole", {"excel": "ROUND({0},0)"}),
    "whole units of noise": Fault("whole", {"excel": "ROUNDUP({0},0)"}, (made("whole", NOISE),)),
    "whole units of noise by NumPy": Fault("whole", {"numpy": np.ceil}, (made("whole", NOISE),)),
    "comparison of noise": Fault("above", {"condition": "{0}>{1}"}, DIGITS),
    "comparison of noise by NumPy": Fault("reaches", {"numpy": lambda a, b, digits: (a >= b) * 1.0}, DIGITS),
}
in_order = OPERATORS["one_each"].numpy
OPERATOR = {
    "add": Fault("add", {"excel": "{0}-{1}"}),
    "subtract": Fault("subtract", {"excel": "{0}+{1}"}),
    "multiply": Fault("multiply", {"excel": "{0}/{1}"}),
    "divide": Fault("divide", {"excel": "{0}*{1}"}),
    "divide by zero": Fault(
        "divide", {"numpy": lambda a, b: np.where(b == 0, 0.0, a / np.where(b == 0, 1.0, b))}, BY_ZERO
    ),
    "power": Fault("power", {"excel": "({0}*{1})"}),
    "exp": Fault("exp", {"excel": "EXP(-{0})"}),
    "negative": Fault("negative", {"excel": "({0})"}),
    "at_least": Fault("at_least", {"excel": "MIN({0},{1})"}),
    "at_most": Fault("at_most", {"excel": "MAX({0},{1})"}),
    "at_least that skips errors": Fault("at_least", {"numpy": np.fmax}),
    "above": Fault("above", {"condition": "ROUND({0}-{1},{digits})>=0"}, EQUAL),
    "reaches": Fault("reaches", {"condition": "ROUND({0}-{1},{digits})>0"}, EQUAL),
    "equals": Fault("equals", {"condition": "ROUND({0}-{1},{digits})>=0"}, (*EQUAL, made("equals", A, B))),
    "where": Fault("where", {"excel": "IF({0},{2},{1})"}),
    "where both branches count": Fault("where", {"numpy": lambda flag, a, b: flag * a + (1 - flag) * b}),
    "pick": Fault("pick", {"excel": "CHOOSE(ROUND({0}+1,0),{*})"}),
    "typed_over": Fault("typed_over", {"excel": "{0}"}),
    "prior": Fault("prior", {"numpy": lambda x: x + 1}),
    "tier": Fault("tier", {"excel": "INDEX({2},MATCH(ROUND({0},9),{1},-1))"}),
    "sum_of": Fault("sum_of", {"excel": "MAX({0})"}),
    "sum_product": Fault("sum_product", {"excel": "SUM({0})"}),
    "sum_where": Fault("sum_where", {"excel": "SUM({0})"}),
    "sum_below": Fault("sum_below", {"excel": 'SUMIFS({0},{1},"<="&ROUND({2},9))'}),
    "one_each": Fault("one_each", {"numpy": lambda *rows: in_order(*reversed(rows))}),
    "month_from": Fault("month_from", {"excel": "YEAR({0})*12+MONTH({0})+1"}),
    "month_to": Fault("month_to", {"excel": "YEAR({0}+1)*12+MONTH({0}+1)"}),
    "sum_rows": Fault("sum_rows", {"excel": "MAX({*})"}),
    "total": Fault("total", {"excel": "MAX({0})"}),
    "at_year": Fault("at_year", {"excel": "INDEX({0},MATCH(ROUND({1}-1,0),{2},0))"}),
    "in_month": Fault("in_month", {"excel": "SUMIFS({0},{1},ROUND({2}-1,0))"}),
    "by_year": Fault("by_year", {"excel": "SUM({0})"}),
}
FAULTS = PRECEDENCE | ROUNDING | OPERATOR
UNSEEN = {"a*(b/c) as a*b/c, harmless but for the last digit"}


def disagreements(
    fault: Fault, engine: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[str], list[str]]:
    """What an engine finds in the same formulas before the fault is planted, and after."""
    ordered = fault.ordered()
    before = check(served(ordered, folder / "right.xlsx"), require(engine))
    monkeypatch.setitem(OPERATORS, fault.operator, replace(OPERATORS[fault.operator], **fault.wrong))
    return before, check(served(ordered, folder / "wrong.xlsx"), require(engine))


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_seen(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = disagreements(FAULTS[name], "formualizer", tmp_path, monkeypatch)
    assert before == []
    assert bool(after) == (name not in UNSEEN), f"{name}: {after[:3]}"


@pytest.mark.parametrize("name", ["a-(b-c) as a-b-c", "subtract", "cents half to even"])
def test_a_planted_fault_is_seen_by_libreoffice_too(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = disagreements(FAULTS[name], "libreoffice", tmp_path, monkeypatch)
    assert before == []
    assert after, name


def test_a_posting_left_out_of_a_statement_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ordered = drawn(20, recipes(way="total_of"), same_every_time=True)
    whole = Model.posted
    monkeypatch.setattr(Model, "posted", lambda model, tags: whole(model, tags)[:-1])
    assert check(served(ordered, tmp_path / "book.xlsx"), require("formualizer"))


def test_every_operator_is_drawn_and_has_a_planted_fault() -> None:
    assert set(OPERATORS) <= {*WAYS, "above", "reaches", "equals"}
    assert {fault.operator for fault in FAULTS.values()} | {"total_of"} == set(OPERATORS)


def test_an_error_in_a_matched_cell_of_sumifs_is_an_error(tmp_path: Path) -> None:
    """Not drawn above, for formualizer leaves such errors out; LibreOffice agrees with Excel."""
    broken = Recipe("divide", SHARE, COLUMN, (column(1, 2, 3), column(0, 1, 1)))
    asked = [Recipe("sum_where", SHARE, "constant", (broken, constant(key)), (1, 2, 3)) for key in (1, 2, 4)]
    by_term = Recipe("divide", SHARE, "term", (term(1, 1, 1, 1, 1, 1), term(1, 0, 2, 2, 2, 2)))
    book = served([*asked, Recipe("by_year", SHARE, SERIES, (by_term,))], tmp_path / "book.xlsx")
    assert check(book, require("libreoffice")) == []
    last = [[cell.value for cell in cells if cell.row is cells[-1].row] for _, cells in book.cells]
    assert sum(np.isnan(values).any() for values in last) >= 1


def column(*values: float) -> Recipe:
    return Recipe("given", SHARE, COLUMN, numbers=values)


def constant(value: float) -> Recipe:
    return Recipe("given", SHARE, "constant", numbers=(value,))


def term(*values: float) -> Recipe:
    return Recipe("given", SHARE, "term", numbers=values)
