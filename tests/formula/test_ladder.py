"""An age ladder follows each year's intake down its diagonal, and a live life closes the rungs below it."""

from __future__ import annotations

import numpy as np
import pytest

from tco.formula.expression import sum_rows
from tco.formula.ladder import ladder_rows
from tco.formula.number import evaluate
from tco.formula.rows import Block, Model, Row, Timeline
from tco.formula.text import words


def years(count: int) -> tuple[Model, Block]:
    span = range(2027, 2027 + count)
    model = Model(Timeline("years", tuple(f"FY{year}" for year in span), tuple(span)))
    return model, model.sheet("calculation", "Calculation").block("b", "Block")


def rungs(model: Model, rows: list[Row]) -> list[list[float]]:
    values = evaluate(model)
    return [values[row].ravel().tolist() for row in rows]


def test_an_intake_goes_down_the_diagonal_until_its_life_is_over() -> None:
    model, block = years(5)
    intake = block.numbers("bought", "Bought", "device", [100, 0, 40, 0, 7])
    life = block.number("life", "Life", "year", 3)
    rows = ladder_rows(block, "age", "In service", intake, life)
    assert rungs(model, rows) == [
        [100, 0, 40, 0, 7],
        [0, 100, 0, 40, 0],
        [0, 0, 100, 0, 40],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
    ]


def test_a_share_goes_on_each_year() -> None:
    model, block = years(4)
    intake = block.numbers("bought", "Bought", "device", [1000, 0, 0, 0])
    life, kept = block.number("life", "Life", "year", 4), block.number("kept", "Kept", "share", 0.9)
    rows = ladder_rows(block, "age", "In service", intake, life, share=kept)
    in_service = block.row("in_service", "In service", "device", sum_rows(rows))
    np.testing.assert_allclose(evaluate(model)[in_service].ravel(), [1000, 900, 810, 729], rtol=1e-15)


def test_what_stands_at_the_start_ages_too() -> None:
    model, block = years(2)
    intake = block.numbers("bought", "Bought", "device", [5, 6])
    openings = [block.number(f"opening_{age}", "Opening", "device", count) for age, count in ((1, 30), (2, 20))]
    rows = ladder_rows(block, "age", "In service", intake, block.number("life", "Life", "year", 3), openings=openings)
    assert rungs(model, rows) == [[5, 6], [30, 5], [20, 30], [0, 0]]


@pytest.mark.parametrize("life", [1, 2, 4, 9])
def test_life_is_live(life: int) -> None:
    model, block = years(4)
    intake = block.numbers("bought", "Bought", "device", [1, 1, 1, 1])
    length = block.number("life", "Life", "year", 3)
    ladder = sum_rows(ladder_rows(block, "age", "In service", intake, length))
    in_service = block.row("in_service", "In service", "device", ladder)
    values = evaluate(model, {length: np.full((1, 1, 1), float(life))})
    assert values[in_service].ravel().tolist() == [min(year, life) for year in (1, 2, 3, 4)]


def test_every_rung_is_the_rung_above_one_year_earlier() -> None:
    _, block = years(4)
    intake = block.numbers("bought", "Bought", "device", [1, 1, 1, 1])
    rows = ladder_rows(block, "age", "In service", intake, block.number("life", "Life", "year", 3))
    assert [row.id for row in rows] == ["b.age_1", "b.age_2", "b.age_3", "b.age_4"]
    assert [row.label for row in rows][:2] == ["In service, year 1", "In service, year 2"]
    assert rows[2].formula is not None
    assert words(rows[2].formula).startswith("([In service, year 2] one period earlier) x (1 if [Life]")
    assert {str(row.unit) for row in rows} == {"device"}


def test_the_years_behind_a_rung_stand_beside_the_rung_that_they_are_behind() -> None:
    model, block = years(3)
    intake = block.numbers("bought", "Bought", "device", [1, 1, 1])
    rows = ladder_rows(block, "age", "In service", intake, block.number("life", "Life", "year", 3))
    beside = {row.beside: row for row in block.rows if row.beside is not None}
    values = evaluate(model)
    assert [(row, values[beside[row]].item()) for row in rows[:2]] == [(rows[0], 1), (rows[1], 2)]
