"""How long to keep a plan's fleet, by its own figures: published and hand-worked cases as plans, in Python, terminal and workbook."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import tco
from tco.cli import main
from tco.decide.fleet_figures import fleets_of

PLAN = """
schema = 1
title = "How long to keep them"
district = { name = "Deciding", enrolment = { all = 100 }, teachers = 10, staff = 20 }
calendar = { start_month = 7, first_year = 2027, horizon = 3 }
economics = { discount_rate = 0.04, prices_as_of = 2027 }

# Lifecycles, section E3 case 8 [D]: $353 delivered, of which $300 resell, 10 % repairs in the first year and 5 points more each year.
[devices.chromebooks]
label = "Chromebooks"
per = "student"
ratio = 1
life = 4
support_years = 8
loss = 0
breakage = [0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45]
repair_cost = 79
resale_retention = 0.66874
price = { device = { price = 300 }, licence = { price = 53, resells = false } }

[devices.lost]
label = "Devices that are lost"
per = "student"
ratio = 1
life = 4
loss = 0.05
breakage = 0
price = { device = { price = 100 } }

[scenarios.dear]
label = "A repair with all that goes with it"
changes = { "devices.chromebooks.repair_cost" = 400 }
"""
CHROMEBOOKS = "devices.chromebooks"
COLUMN = [174.40, 131.23, 110.21, 96.75, 87.38, 80.62, 75.67, 72.04]


def plan(folder: Path, *changes: tuple[str, str]) -> Path:
    text = PLAN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_fleet_is_kept_until_support_ends_and_not_longer(tmp_path: Path) -> None:
    answer = tco.load(plan(tmp_path)).cost_by_life(CHROMEBOOKS)
    table = answer.table
    assert table["annual_cost"].tolist()[:8] == pytest.approx(COLUMN, abs=0.005)
    assert table["supported"].tolist() == [True] * 8 + [False] * 2
    assert [int(life) for life in table.index[table["best"]]] == [8]
    assert table["annual_cost"].iloc[9] < table["annual_cost"].iloc[7], "cheaper still, and not chosen"
    assert answer.meaning == (
        "Keep them until support ends, 8 years: the cost of a year is still falling then, to $72.04 a year each. At the planned 4 "
        "it is $96.75. A shorter life would be right only if a repair cost $240 or more with all that goes with it, instead of $79.00."
    )
    assert repr(answer).endswith(answer.meaning) and answer.meaning in answer._repr_html_()


def test_a_scenario_has_its_own_answer(tmp_path: Path) -> None:
    """At $400 an incident the published column is lowest at 5 years, 150.32."""
    answer = tco.load(plan(tmp_path)).cost_by_life(CHROMEBOOKS, scenario="dear")
    assert (answer.costs.best, answer.costs.at_limit) == (5, False)
    assert (
        answer.meaning
        == "A year costs least at a life of 5 years: $150.32 a year each. At the planned 4 it is $152.14."
    )


def test_lost_devices_are_replaced_and_price_rises_are_on_neither_side(tmp_path: Path) -> None:
    """$100 over 3.709875 years of service at a rate of 0, and at 6 % against prices that rise by 6 %, in the first year's dollars."""
    level = plan(tmp_path, ("discount_rate = 0.04", "discount_rate = 0"))
    assert tco.load(level).cost_by_life("devices.lost").costs.annual[3] == pytest.approx(100 / 3.709875)
    rising = plan(
        tmp_path,
        ("discount_rate = 0.04, prices_as_of = 2027", "discount_rate = 0.06, prices_as_of = 2026"),
        ("economics = {", "economics = { escalation = { client_devices = 0.06 },"),
    )
    answer = tco.load(rising).cost_by_life("devices.lost")
    assert answer.costs.annual[3] == pytest.approx(106 / 3.709875)
    assert "gives no end of support (support_years)" in answer.meaning
    assert "Nothing in the plan gets dearer with age" in answer.meaning


def test_tax_upkeep_disposal_a_late_platform_and_paid_support_count(tmp_path: Path) -> None:
    """Worked by hand at a rate of 0, support for 6 - 2 = 4 years and 2 paid for at $10 and $20. Price 300 x 1.1 + 53 = 383, upkeep 7,
    repairs 79 a time, disposal 5, nothing at resale. One year: 383 + 7 + 7.9 + 5 = 402.90. Two: (383 + 14 + 19.75 + 5) / 2 = 210.875.
    Five: (383 + 35 + 79 + 10 + 5) / 5 = 102.40. Six: (383 + 42 + 106.65 + 30 + 5) / 6 = 94.44."""
    path = plan(
        tmp_path,
        ("discount_rate = 0.04,", "discount_rate = 0, sales_tax = 0.1,"),
        (
            "support_years = 8",
            "support_years = 6\nplatform_age = 2\nextended_support = { price = [10, 20], years = 2 }",
        ),
        ("resale_retention = 0.66874", "disposal = 5\nupkeep = 7"),
        ("device = { price = 300 }, licence", "device = { price = 300, taxed = true }, licence"),
    )
    answer = tco.load(path).cost_by_life(CHROMEBOOKS)
    annual = answer.costs.annual
    assert (annual[0], annual[1], annual[4], annual[5]) == pytest.approx((402.90, 210.875, 102.40, 94.441667))
    assert answer.costs.at_most == 6
    repairs = tco.load(path).repair_limits(CHROMEBOOKS)
    # In its last year a unit saves 94.44 a year against 7 upkeep, 0.35 x 79 = 27.65 repairs and 20 for support.
    assert repairs.table["largest_repair"].iloc[5] == pytest.approx(94.44 - 7 - 27.65 - 20, abs=0.006)


def test_the_life_of_a_plan_that_outlasts_support_is_said_to(tmp_path: Path) -> None:
    answer = tco.load(plan(tmp_path, ("support_years = 8", "support_years = 3"))).cost_by_life(CHROMEBOOKS)
    assert (answer.costs.best, answer.costs.at_most) == (3, 3)
    assert "The planned 4 years are longer than support." in answer.meaning


def test_what_is_not_known_of_later_years_is_said(tmp_path: Path) -> None:
    path = plan(tmp_path, ("breakage = [0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45]", "breakage = [0.10, 0.15]"))
    meaning = tco.load(path).cost_by_life(CHROMEBOOKS).meaning
    assert "What repairs and upkeep come to after year 2 is taken from that year." in meaning


def test_the_repair_worth_paying_falls_with_age(tmp_path: Path) -> None:
    """A new one is worth mending for its whole price; in the last year, 72.04 - 0.45 x 79 and 300 x 0.66874^8, over 1.04."""
    answer = tco.load(plan(tmp_path)).repair_limits(CHROMEBOOKS)
    largest = answer.table["largest_repair"].tolist()
    assert largest[0] == pytest.approx(353, abs=0.005)
    assert largest[7] == pytest.approx((72.04 - 0.45 * 79 + 300 * 0.66874**8) / 1.04, abs=0.01)
    assert largest[8] == 0 and sorted(largest, reverse=True) == largest
    assert answer.meaning == (
        "A repair at the plan's $79.00 is worth paying for a device that has served up to 6 years; after that replace it when it breaks. "
        "That holds where devices are kept for their cheapest life, 8 years. "
        "Where they are replaced after 4 years, as planned, mend it up to 3 years of service: at_planned_life has the limits."
    )


def test_the_limits_at_the_plan_s_life_are_those_of_a_device_that_goes_with_the_others(tmp_path: Path) -> None:
    """Kept four years a device costs a year what the table of lives says at 4. Mended after three years it serves one more, with 0.25 x
    79 of repairs, and brings 300 x 0.66874^4 at its end: worth (annual - 19.75 + 60.00) / 1.04. After four it goes, mended or not."""
    read = tco.load(plan(tmp_path))
    annual = read.cost_by_life(CHROMEBOOKS).costs.annual[3]
    limits = read.repair_limits(CHROMEBOOKS).table["at_planned_life"].tolist()
    assert limits[0] == pytest.approx(353, abs=0.005)
    assert limits[3] == pytest.approx((annual - 0.25 * 79 + 300 * 0.66874**4) / 1.04, abs=0.01)
    assert limits[4:] == [0] * 5


# A price of 300 that resells and 53 that does not, 0.66874 of it kept a year: worth 200.62, 134.16, 89.72, 60.00 after 1 to 4 years.
SOLD = """
[devices.chromebooks.afterlife]
goes_to = "resale"
until_support_ends = true
floor = 50
brokers_share = 0.1
selling_cost = 4
wipe = 2
recycling = 6
waste_fee = 3
buy_back = { share = [0.5, 0.4], age = 2, returned = 0.8 }
trade_in = 20
grades = { good = { share = 0.5, worth = 1 }, worn = { share = 0.3, worth = 0.5 } }

[devices.lost]"""


@pytest.mark.parametrize(
    ("goes_to", "years", "brings"),
    [
        ("resale", 1, 0.65 * 0.9 * 200.622 - 0.8 * 4 - 2 - 0.2 * 9),  # 0.5 + 0.3 x 0.5 of its worth; 0.2 is scrap
        ("resale", 4, 0.5 * 0.9 * 60.0005 - 0.5 * 4 - 2 - 0.2 * 9),  # a worn one, at 30.00, is given away
        ("resale", 8, -2 - 9),  # support is over: nothing is taken
        ("buy_back", 2, 0.8 * 0.4 * 300 - 2 - 0.2 * 9),
        ("buy_back", 3, -2 - 9),  # too late
        ("trade_in", 3, 0.8 * 20 - 2 - 0.2 * 9),
        ("disposal", 1, -2 - 9),
    ],
)
def test_what_old_devices_bring_counts_by_the_way_they_go(
    tmp_path: Path, goes_to: str, years: int, brings: float
) -> None:
    path = plan(tmp_path, ("\n[devices.lost]", SOLD.replace('"resale"', f'"{goes_to}"')))
    answer = tco.load(path).cost_by_life(CHROMEBOOKS)
    assert answer.figures.salvage[years - 1] == pytest.approx(brings, abs=0.001)
    assert answer.figures.scrap_cost[0] == 11


def test_failures_told_apart_count_and_what_has_no_figure_by_age_is_named(tmp_path: Path) -> None:
    """Fails 5, 10, 20 %, under warranty in the first year, and 10 % accidents; a fifth of them is written off; half an hour at $30.
    The plan's table by age has three years, and the last holds. Leaving: 0.2 x 0.10, 0.2 x 0.20, 0.2 x 0.30.
    Repairs at $79 + 15: 0.08, 0.16, 0.24."""
    told = """
failure = { wear = { share = [0.05, 0.10, 0.20] } }
mishaps = { accidents = 0.10, write_off = 0.2 }
warranty = { term = 1 }
labor = { repair = 0.5, rate = 30 }
accessories = { charger = { price = 20, share = 0.1 } }
"""
    path = plan(
        tmp_path,
        (
            "support_years = 8\nloss = 0\nbreakage = [0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45]",
            f"support_years = 8{told}",
        ),
    )
    answer = tco.load(path).cost_by_life(CHROMEBOOKS)
    assert answer.figures.loss[:4] == pytest.approx([0.02, 0.04, 0.06, 0.06])
    assert answer.figures.yearly_cost[:4] == pytest.approx([0.08 * 94, 0.16 * 94, 0.24 * 94, 0.24 * 94])
    assert "What repairs and upkeep come to after year 3 is taken from that year." in answer.meaning
    assert answer.meaning.endswith("Not counted: accessories with a life of their own.")


@pytest.mark.parametrize(
    ("changes", "meaning"),
    [
        ((("repair_cost = 79", "repair_cost = 9000"),), "A repair at the plan's $9,000.00 is never worth paying."),
        ((("repair_cost = 79\n", ""),), "The plan gives no cost of a repair to compare with."),
        (
            (("repair_cost = 79", "repair_cost = 20"),),
            "A repair at the plan's $20.00 is worth paying until the year before support ends.",
        ),
        (
            (("support_years = 8\n", ""),),
            "A repair at the plan's $79.00 is worth paying for a device that has served up to 7 years, if it may serve 10 years: "
            "the plan gives no end of support.",
        ),
    ],
)
def test_what_is_said_of_repairs(tmp_path: Path, changes: tuple[tuple[str, str], ...], meaning: str) -> None:
    path = plan(
        tmp_path, *changes, ('{ "devices.chromebooks.repair_cost" = 400 }', '{ "devices.chromebooks.life" = 5 }')
    )
    assert tco.load(path).repair_limits(CHROMEBOOKS).meaning.split(" That holds")[0] == meaning


@pytest.mark.parametrize(
    ("changes", "ending"),
    [
        ((("life = 4", "life = 8"),), "That holds where devices are kept for their cheapest life, 8 years."),
        (
            (("repair_cost = 79", "repair_cost = 9000"),),
            "as planned, it is never worth paying: at_planned_life has the limits.",
        ),
    ],
)
def test_the_life_for_which_the_limits_hold_is_said(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], ending: str
) -> None:
    path = plan(
        tmp_path, *changes, ('{ "devices.chromebooks.repair_cost" = 400 }', '{ "devices.chromebooks.loss" = 0.01 }')
    )
    assert tco.load(path).repair_limits(CHROMEBOOKS).meaning.endswith(ending)


@pytest.mark.parametrize(
    ("fleet", "message"),
    [
        (
            "devices.chromebook",
            "fleet 'devices.chromebook': the plan has none of this id. Did you mean 'devices.chromebooks'?",
        ),
        ("chromebooks", "the plan has none of this id"),
    ],
)
def test_a_fleet_that_there_is_not(tmp_path: Path, fleet: str, message: str) -> None:
    with pytest.raises(tco.MissingError) as raised:
        tco.load(plan(tmp_path)).repair_limits(fleet)
    assert message in str(raised.value)


def test_every_fleet_of_the_sample_district_has_an_answer() -> None:
    """Whatever a plan gives, the answer is a life that support allows, and its cost is a number."""
    sample = tco.load(Path(__file__).parents[2] / "scenarios" / "peninsula_wa" / "plan.toml")
    fleets = fleets_of(sample.loaded.form)
    assert len(fleets) > 8
    for path in fleets:
        answer = sample.cost_by_life(path)
        assert 1 <= answer.costs.best <= answer.costs.at_most <= len(answer.table)
        assert all(math.isfinite(cost) for cost in answer.costs.annual)
        assert answer.meaning and sample.repair_limits(path).meaning


# In the terminal and in the workbook ----------------------------------------------------------------------------------------------


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


def test_the_commands_print_table_and_meaning(tmp_path: Path) -> None:
    path = plan(tmp_path)
    status, shown, _ = run("decide", "life", path, CHROMEBOOKS, "--scenario", "dear")
    assert status == 0
    assert shown.startswith("Chromebooks [usd/device, dollars of the plan's first year]\n")
    assert "A year costs least at a life of 5 years" in shown
    status, shown, _ = run("decide", "repair", path, CHROMEBOOKS)
    assert (status, shown.splitlines()[-1][:36]) == (0, "A repair at the plan's $79.00 is wor")
    status, shown, told = run("decide", "repair", path, "devices.ipads")
    assert (status, shown) == (2, "")
    assert "fleet 'devices.ipads': the plan has none of this id" in told


def test_the_workbook_holds_the_answers_as_values_and_says_so(tmp_path: Path) -> None:
    target = tco.load(plan(tmp_path)).run("dear").to_excel(tmp_path / "plan.xlsx")
    sheet = load_workbook(target)["Decisions"]
    cells = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3)]
    assert not [value for line in cells for value in line if str(value).startswith("=")], "values, not formulas"
    assert "Values of scenario A repair with all" in str(sheet["A3"].value)
    texts = [str(value) for line in cells for value in line if isinstance(value, str)]
    assert any(text.startswith("Worked out when this workbook was written; does not follow changes.") for text in texts)
    assert any("A year costs least at a life of 5 years: $150.32" in text for text in texts)
    years: dict[object, list[object]] = {line[0]: list(line) for line in cells if isinstance(line[0], int)}
    assert years[5][1:4] == ["Cheapest life", pytest.approx(150.32, abs=0.005), pytest.approx(143.03, abs=2)]
    assert years[4][1] == "The plan's life"
    assert any(text.startswith("Not worked out") and "Devices that are lost" in text for text in texts)


def test_a_plan_whose_figures_say_nothing_has_no_sheet_of_decisions(tmp_path: Path) -> None:
    path = plan(
        tmp_path,
        ("support_years = 8\n", ""),
        ("breakage = [0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45]", "breakage = 0"),
    )
    assert "Decisions" not in load_workbook(tco.load(path).run().to_excel(tmp_path / "plan.xlsx")).sheetnames
