"""What would change the answer, and the comparison in words, at the command line and where nothing is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import tco
from tco.cli import main
from tco.decide.break_even import implied_rate
from tests.comparing.compared import compared, options, raw
from tests.comparing.test_options import LEASE, LEASED, TWO_LIVES

PLAN = """
schema = 1
title = "Options by hand"
district = { name = "Small District", enrolment = { all = 1000 }, teachers = 60, staff = 110 }
calendar = { start_month = 7, first_year = 2027, horizon = 4 }
economics = { discount_rate = 0.1, flow_timing = 0, prices_as_of = 2026 }

[devices.students]
label = "Student devices"
count = 10
price = { device = { price = 300 } }
life = 2
loss = 0
breakage = 0
"""
COMPARED = """
[comparisons.way]
label = "How long to keep them"
item = "devices.students"
options.two = { label = "Two years" }
options.three = { label = "Three years", changes = { life = 3, "price.device.price" = 420 } }
"""


def test_the_price_at_which_both_cost_the_same() -> None:
    """10 p (1 + 1 / 1.331 - 2 / 3 / 1.4641) = 3,000 + 3,000 / 1.21, so that p is 422.80."""
    table = compared(raw({}, TWO_LIVES)).break_evens
    price = (3_000 + 3_000 / 1.21) / 10 / (1 + 1 / 1.331 - 2 / 3 / 1.4641)
    at = ("three", "comparisons.way.three.students.price.device.price")
    assert table.loc[at, "planned"] == 420
    assert table.loc[at, "break_even"] == pytest.approx(price, abs=0.01)


def test_the_life_from_which_the_other_is_cheaper() -> None:
    """Over two years instead of three 420 dollars cost more than 300; over three they cost less, as planned."""
    table = compared(raw({}, TWO_LIVES)).break_evens
    assert table.loc[("three", "comparisons.way.three.students.life"), "break_even"] == 2


def test_the_rate_at_which_a_lease_costs_what_buying_does_is_the_discount_rate() -> None:
    found = compared(raw({**LEASED, "lease": LEASE}, options(buy={}, lease={"acquire": "lease"})))
    table = found.break_evens
    assert table.loc[("lease", "devices.students.lease.rate"), "break_even"] == pytest.approx(0.1, abs=1e-5)
    assert table.loc[("lease", "implied_rate"), "break_even"] == pytest.approx(0.04, abs=1e-5)
    assert "To take Lease instead of Buy is to borrow at 4.0 % a year." in found.words
    assert "at a rate of interest of 10.0 % (planned 4.0 %)" in found.words


def test_none_where_nothing_turns_the_answer() -> None:
    """With ten repairs a year each the same device is dearer at any price and life."""
    found = compared(raw({}, options(plain={}, weak={"breakage": 10})))
    assert found.break_evens.drop(index=("weak", "implied_rate"))["break_even"].isna().all()
    assert (
        "Weak stays dearer than Plain at any life between 1 year and 12 years and price between $0.00 and $900.00."
        in found.words
    )


@pytest.mark.parametrize(
    ("flows", "end", "rate"),
    [
        ([-100.0, 110.0], 0.0, 0.1),  # 100 not paid now, 110 a year later
        ([100.0, 0.0], 121.0, 0.1),  # 100 more now leaves 121 after two years
        ([-100.0, 90.0], 0.0, -0.1),
        ([-100.0, -10.0], 0.0, None),  # cheaper in every year
        ([0.0, 0.0], 0.0, None),
        ([-100.0, 230.0, -132.0], 0.0, None),  # 10 % and 20 %: two rates say nothing
    ],
)
def test_the_rate_of_a_difference(flows: list[float], end: float, rate: float | None) -> None:
    found = implied_rate(flows=flows, end=end, before=0)
    assert found == (None if rate is None else pytest.approx(rate))


def test_the_paragraph_says_what_shifts() -> None:
    words = compared(raw({}, TWO_LIVES)).words
    assert words.startswith(
        "Over FY2027 to FY2030 Three costs least in present value, less what is left at the end: $5,443 ($1,561 a year); "
        "Two $36 (0.7 %) more."
    )
    assert (
        "Against Two, with Three, operating cost is $600 a year higher on average, and $2,400 more is paid by the end of FY2030."
        in words
    )
    assert "The dearest year: Two in FY2027 with $3,000 and Three in FY2027 with $4,200." in words


def test_a_scenario_moves_the_comparison_and_its_break_even() -> None:
    plan = raw({}, TWO_LIVES)
    plan["scenarios"] = {"dear": {"label": "Dearer", "changes": {"devices.students.price.device.price": 330}}}
    found = tco.plan_of(plan).run("dear").comparison("way")
    price = (3_300 + 3_300 / 1.21) / 10 / (1 + 1 / 1.331 - 2 / 3 / 1.4641)
    assert found.options.years("two", "cost") == [3_300, 0, 3_300, 0]
    table = found.break_evens
    assert table.loc[("three", "comparisons.way.three.students.price.device.price"), "break_even"] == pytest.approx(
        price, abs=0.01
    )


def test_tables_have_tidy_names() -> None:
    found = compared(raw({}, TWO_LIVES))
    assert list(found.measures.columns) == ["two", "three"]
    assert found.measures.index.names == ["measure", "label", "unit"]
    assert [str(year) for year in found.by_year.columns] == ["2027", "2028", "2029", "2030"]
    assert set(found.differences.index.get_level_values("option")) == {"three"}
    assert found.commitments.index.names == ["option", "row", "label"]
    assert "<table" in found._repr_html_()
    assert "Student devices" in repr(found)


# The command line ------------------------------------------------------------------------------------------------------------


def run(folder: Path, text: str, *said: str) -> tuple[int, str]:
    plan = folder / "plan.toml"
    plan.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["options", str(plan), *said])
    return result.exit_code, result.output


def test_the_command_shows_all_comparisons_or_one(tmp_path: Path) -> None:
    status, shown = run(tmp_path, PLAN + COMPARED)
    assert status == 0
    assert "How long to keep them" in shown
    assert "Over FY2027 to FY2030 Three years costs least" in shown
    assert run(tmp_path, PLAN + COMPARED, "way") == (0, shown)


def test_the_command_says_what_there_is_not(tmp_path: Path) -> None:
    status, shown = run(tmp_path, PLAN + COMPARED, "wey")
    assert status == 2
    assert "comparison 'wey': the plan has none of this name" in shown
    assert "way" in shown
    status, shown = run(tmp_path, PLAN)
    assert status == 2
    assert "the plan compares no options; add [comparisons.ID]" in shown


def test_read_outs_of_a_result_have_its_comparisons() -> None:
    tables = tco.plan_of(raw({}, TWO_LIVES)).run().tables()
    assert {"options_way", "options_way_by_year"} <= set(tables)
