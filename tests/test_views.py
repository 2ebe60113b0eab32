"""Read-outs against hand arithmetic, and CSV files that no spreadsheet runs."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tco.errors import MissingError
from tco.plan import load
from tco.result import Result
from tco.views import csv_safe, csv_tables
from tests.hand import BOUGHT, COST, YEARS, line, plan, replaced, said, write, years_of

NO_ITEMS = """\
schema = 1
title = "Nothing yet"

[district]
name = "Empty District"
enrolment = { all = 100 }
teachers = 5
staff = 10

[calendar]
start_month = 7
first_year = 2027
horizon = 3

[economics]
discount_rate = 0
prices_as_of = 2026
"""


@pytest.fixture
def result(tmp_path: Path) -> Result:
    return plan(tmp_path).run()


def test_cost_by_one_tag_and_by_two(result: Result) -> None:
    by_item = result.cost_by("item")
    assert line(by_item, "devices.student") == [20300, 13700, 20300, 13700]
    assert line(by_item, "devices.panel") == [10000, 0, 0, 0]
    assert [float(cost) for cost in by_item.sum()] == COST
    by_phase = result.cost_by("item", "phase")
    assert line(by_phase, "devices.student", "acquire") == [19800, 13200, 19800, 13200]
    assert line(by_phase, "devices.student", "support") == [500] * 4
    assert years_of(by_phase) == YEARS


def test_constants_of_a_block_have_row_label_unit_and_value(result: Result) -> None:
    constants = result.constants("devices.student")
    assert list(constants.columns) == ["value"] and list(constants.index.names) == ["row", "label", "unit"]
    life = constants.xs("devices.student.life", level="row")
    assert life.index.tolist() == [("Life", "year")] and life["value"].tolist() == [2]
    assert not set(constants.index.get_level_values("row")) & set(
        result.block("devices.student").index.get_level_values("row")
    )
    longer = dataclasses.replace(result, case=result.cases.number_of("longer")).constants("devices.student")
    assert longer["value"].xs("devices.student.life", level="row").tolist() == [3]
    assert "Did you mean 'devices.student'?" in said(MissingError, lambda: result.constants("devices.studen"))


def test_cost_by_an_unknown_tag_names_those_that_there_are(result: Result) -> None:
    assert "Did you mean 'category'?" in said(MissingError, lambda: result.cost_by("categori"))
    assert "Known tags: item, category, phase" in said(MissingError, lambda: result.cost_by("item", "zzz"))
    assert "Known tags: item" in said(MissingError, result.cost_by)


def test_a_block_is_its_yearly_rows_with_label_and_unit(result: Result) -> None:
    block = result.block("devices.student")
    assert block.index.names == ["row", "label", "unit"]
    assert line(block, "devices.student.bought", "Bought", "device") == BOUGHT
    assert line(block, "devices.student.unit_price", "Price of one", "usd/device") == [330] * 4
    assert line(block, "devices.student.in_service") == [100] * 4
    assert line(block, "devices.student.retired") == [0, 40, 60, 40]
    assert not any(id.endswith("_typed") for id in block.index.get_level_values("row"))


def test_an_unknown_block_is_told_with_the_nearest(result: Result) -> None:
    assert "Did you mean 'devices.student'?" in said(MissingError, lambda: result.block("devices.studnet"))


def test_the_refresh_calendar_shares_out_by_students_and_by_classrooms(result: Result) -> None:
    """60 of 100 students are at Oak, and 3 of 5 classrooms."""
    calendar = result.refresh_calendar
    assert line(calendar, "devices.student", "Oak Elementary") == pytest.approx([36, 24, 36, 24])
    assert line(calendar, "devices.student", "High School") == pytest.approx([24, 16, 24, 16])
    assert line(calendar, "devices.panel", "Oak Elementary") == pytest.approx([3, 0, 0, 0])
    assert len(calendar) == 4


def test_fleet_ages_at_the_start_of_each_year(result: Result) -> None:
    """FY2027: 40 of 2026 are one year old, 60 are new. FY2028: 60 are one year old, 40 are new."""
    ages = result.fleet_ages
    assert line(ages, "devices.student.mean_age") == pytest.approx([0.4, 0.6, 0.4, 0.6])
    assert line(ages, "devices.panel.mean_age") == [0, 1, 2, 3]


def test_a_plan_without_items_has_empty_read_outs(tmp_path: Path) -> None:
    empty = plan(tmp_path, NO_ITEMS).run()
    assert line(empty.budget, "by_category.total") == [0, 0, 0]
    assert (len(empty.ledger), len(empty.refresh_calendar), len(empty.fleet_ages)) == (0, 0, 0)
    texts = csv_tables(empty.ledger, empty.tables())
    assert texts["ledger.csv"] == "row,label,fiscal_year,amount\n"
    assert "no posting has it" in said(MissingError, lambda: empty.cost_by("item"))


# CSV -----------------------------------------------------------------------------------------------------------------------


def test_csv_tables_hold_the_ledger_and_every_read_out(result: Result) -> None:
    texts = csv_tables(result.ledger, result.tables())
    assert set(texts) == {"ledger.csv", *(f"{name}.csv" for name in result.tables())}
    budget: Any = pd.read_csv(io.StringIO(texts["budget.csv"]), index_col="row")
    assert [float(budget.at["by_category.total", str(year)]) for year in YEARS] == COST
    assert pd.read_csv(io.StringIO(texts["ledger.csv"]))["amount"].sum() == pytest.approx(result.ledger["amount"].sum())


def test_no_text_of_a_plan_starts_a_formula_in_a_csv_file(tmp_path: Path) -> None:
    text = replaced('name = "Oak Elementary"', 'name = "=HYPERLINK(\\"http://x\\")"')
    text = replaced(
        'label = "Student devices"', 'label = "@SUM(A1)"\ntags = { initiative = "-1+1", program = "+1" }', text
    )
    found = load(write(tmp_path, text)).run()
    cells = [
        cell
        for table in csv_tables(found.ledger, found.tables()).values()
        for line in csv.reader(io.StringIO(table))
        for cell in line
    ]
    assert {'\'=HYPERLINK("http://x")', "'-1+1", "'+1"} <= set(cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "\n"))] == []
    assert all(float(cell) <= 0 for cell in cells if cell.startswith("-"))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\0=1", "'\0=1"),
        ("", ""),
        ("Lincoln = best", "Lincoln = best"),
        ("'quoted", "'quoted"),
        (-5, -5),
    ],
)
def test_text_in_csv_starts_no_formula(text: object, safe: object) -> None:
    assert csv_safe(text) == safe


STAFF = """
[positions.network]
label = "Network"
fte = 2
salary = 80000
function = "network"

[positions.desk]
label = "Desk"
fte = 3
salary = 50000
per = "student"
one_for = 25
function = "support"

[positions.clerk]
label = "Clerk"
fte = 1
salary = 45000
"""


def test_staffing_is_the_gap_by_function(tmp_path: Path) -> None:
    """100 students / 25 = 4 needed, 3 there; whoever names no function is in no line."""
    staffing = plan(tmp_path, NO_ITEMS + STAFF).run().staffing
    assert line(staffing, "staffing.support.needed") == [4, 4, 4]
    assert line(staffing, "staffing.support.gap") == [1, 1, 1]
    assert line(staffing, "staffing.network.have") == [2, 2, 2]
    assert len(staffing) == 4
