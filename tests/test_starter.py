"""A plan begun from a few answers loads and runs, whatever the answers are, and holds what was answered to the last digit."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.cli import main
from tco.errors import Fault
from tco.inputs.load import read_raw
from tco.inputs.places import Places
from tco.plan import Plan, load
from tco.rules.shelf import starting, starting_names
from tco.starter import Answers, starter_plan
from tests.hand import line, write

TODAY = datetime.date(2026, 11, 1)
PLAIN = Answers(name="Lincoln", students=100, teachers=7.5, staff=12, first_year=2027)
NEEDED = ["--students", "100", "--teachers", "7.5", "--staff", "12", "--first-year", "2027"]

TEXTS = [
    'He said "no"',
    "it's [not] {a} table = 1",
    "[district]",
    "back\\slash \\n \\u0041 \\",
    "# no comment",
    "=1+1",
    "$name ${students} $",
    "{name} %s %(name)s",
    "École élémentaire Ñuñoa 学校",
    "👩‍🏫 school 😀",
    '"""',
    "'''",
    "<b>&amp;</b>",
    "x" * 200,
    "\u2028 line separator",
    "",
]


def started(folder: Path, answers: Answers) -> Plan:
    return load(write(folder, starter_plan(answers, today=TODAY)))


def new(folder: Path, *words: str, name: str = "Lincoln", **given: Any) -> Result:
    return CliRunner().invoke(main, ["new", str(folder / "started"), "--name", name, *NEEDED, *words], **given)


def raw_of(answers: Answers) -> dict[str, Any]:
    return tomllib.loads(starter_plan(answers, today=TODAY))


# Texts ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS[:-1], ids=range(len(TEXTS) - 1))
def test_a_text_comes_back_as_it_was_answered(text: str, tmp_path: Path) -> None:
    done = new(tmp_path, "--software-name", text, name=text)
    assert done.exit_code == 0, done.output
    form = load(tmp_path / "started" / "plan.toml").loaded.form
    assert (form.district.name, form.software["main"].label) == (text.strip(), text.strip())
    assert form.title == f"{text.strip()}: technology plan from FY2027"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200))
def test_any_line_of_text_comes_back(text: str) -> None:
    found = raw_of(Answers(name=text, students=1, teachers=1, staff=1, first_year=2027, software_name=text))
    assert (found["district"]["name"], found["software"]["main"]["label"]) == (text, text)


@pytest.mark.parametrize("text", ["two\nlines", "a\ttab", "\x07", "del\x7f", "\x85", "\ud800", "x" * 201, "  ", ""])
@pytest.mark.parametrize("option", ["--name", "--software-name"])
def test_what_is_no_line_of_text_is_refused_and_nothing_is_written(text: str, option: str, tmp_path: Path) -> None:
    done = new(tmp_path, option, text)
    assert done.exit_code == 2
    assert f"Invalid value for '{option}'" in done.stderr and "expected a line of 1 to 200 characters" in done.stderr
    assert list(tmp_path.iterdir()) == []


# Numbers -------------------------------------------------------------------------------------------------------------------


def test_numbers_are_written_to_the_last_digit() -> None:
    """Six digits, which is what a short format gives, would turn 1,234,567.89 into 1,234,570."""
    found = raw_of(
        Answers(
            name="L",
            students=1234567,
            teachers=0.123456789,
            staff=1e12,
            first_year=2027,
            device_price=1234.5678,
            technician_salary=85123.45,
            yearly_money=1234567.89,
            internet_month=1e-7,
            device_life=4,
        )
    )
    assert found["district"] == {"name": "L", "enrolment": {"all": 1234567}, "teachers": 0.123456789, "staff": 1e12}
    assert found["sources"]["yearly"]["amount"] == 1234567.89
    assert found["devices"]["students"]["price"]["device"]["price"] == 1234.5678
    assert found["positions"]["technicians"]["salary"] == 85123.45
    assert found["services"]["internet"]["price"] == pytest.approx(1.2e-6)
    assert found["scenarios"]["one_year_longer"]["changes"] == {"devices.students.life": 5}


amounts = st.floats(0, 1e12, allow_subnormal=False).map(lambda amount: float(f"{amount:.15g}"))
heads = st.floats(0.5, 1e6).map(lambda number: float(f"{number:.15g}"))
years = st.integers(1991, 2100)


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    """Answers anywhere in the ranges that the command line takes; students are counted, so there is one at least."""
    first = draw(years)
    return Answers(
        name="Any",
        students=draw(heads),
        teachers=draw(heads | st.just(0.0)),
        staff=draw(heads | st.just(0.0)),
        first_year=first,
        start_month=draw(st.integers(1, 12)),
        devices_per_student=draw(st.floats(0, 10)),
        device_price=draw(st.none() | amounts),
        device_life=draw(st.none() | st.floats(1, 29) | st.integers(1, 29)),
        technicians=draw(st.floats(0, 100)),
        technician_salary=draw(st.none() | amounts),
        internet_month=draw(amounts.map(lambda amount: amount / 12)),
        software_price=draw(amounts),
        yearly_money=draw(amounts),
        ending_money=draw(amounts),
        ending_year=draw(st.none() | st.integers(first, 2100)),
    )


@given(answers())
@settings(max_examples=40)
def test_any_answers_give_a_plan_that_loads_and_runs_without_faults(said: Answers) -> None:
    raw = raw_of(said)
    assert raw["district"]["enrolment"]["all"] == said.students
    folder = Path(__file__).parent
    plan = Plan(_read(raw, folder))
    for name in ("base", "one_year_longer"):
        assert not [finding for finding in plan.run(name).findings if isinstance(finding, Fault)]


def _read(raw: dict[str, Any], folder: Path) -> Any:
    from_text = read_raw(raw, Places("plan.toml"), folder / "plan.toml")
    assert from_text.form.calendar.first_year == raw["calendar"]["first_year"]
    return from_text


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (2027, None, {2027: 500, 2028: 0}),
        (2027, 2027, {2027: 500, 2028: 0}),
        (2027, 2030, {2027: 500, 2031: 0}),
        (2027, 2036, {2027: 500}),
        (2027, 2099, {2027: 500}),
        (2100, 2100, {2100: 500}),
    ],
)
def test_ending_money_ends_after_its_last_year(first: int, last: int | None, expected: dict[int, float]) -> None:
    said = Answers(name="L", students=1, teachers=1, staff=1, first_year=first, ending_money=500, ending_year=last)
    by_year = raw_of(said)["sources"]["ending"]["amount"]["by_year"]
    assert {int(year): amount for year, amount in by_year.items()} == expected


# What is not answered ------------------------------------------------------------------------------------------------------


def test_what_is_not_answered_is_a_marked_assumption_that_says_why(tmp_path: Path) -> None:
    form = started(tmp_path, PLAIN).loaded.form
    fleet = form.devices["students"]
    asked = {"chromebook_life": fleet.life, "chromebook_price": fleet.price["device"].price}
    asked["technician_salary"] = form.positions["technicians"].salary
    for name, figure in asked.items():
        shelf = starting(name)
        assert figure.assumption and figure.note
        assert (figure.value, figure.low, figure.high) == (shelf.value, shelf.low, shelf.high)


def test_a_cost_that_nobody_gave_is_marked_and_does_not_pass_for_none(tmp_path: Path) -> None:
    form = started(tmp_path, PLAIN).loaded.form
    asked = (form.software["main"].price, form.services["internet"].price, form.positions["technicians"].fte)
    stand_ins = [figure for figure in asked if figure is not None]
    assert [(figure.value, figure.assumption) for figure in stand_ins] == [(0, True), (0, True), (1, True)]
    assert all("Not answered" in figure.note for figure in stand_ins)


def test_what_is_answered_is_no_assumption(tmp_path: Path) -> None:
    read = started(
        tmp_path,
        Answers(name="L", students=1, teachers=1, staff=1, first_year=2027, device_price=300, device_life=5),
    )
    fleet = read.loaded.form.devices["students"]
    assert (fleet.life.value, fleet.price["device"].price.value) == (5, 300)
    assert not fleet.life.assumption and not fleet.price["device"].price.assumption


def test_every_assumption_of_the_template_is_on_the_shelf_and_is_told(tmp_path: Path) -> None:
    read = started(tmp_path, PLAIN)
    assert any("figures are assumptions" in finding.found for finding in read.findings)
    assert "chromebook_life" in starting_names()
    assert len(read.simulate(5, 1).uncertain) > 5


def test_money_that_ends_is_spent_before_money_that_goes_on(tmp_path: Path) -> None:
    """700 a year of software; 500 that end with FY2027 pay first, so that nothing of them lapses, and the general fund pays 200."""
    said = Answers(
        name="L", students=100, teachers=0, staff=0, first_year=2027, device_price=0, device_life=20, technicians=0,
        software_price=7, internet_month=0, yearly_money=1_000, ending_money=500,
    )  # fmt: skip
    calm = {"economics.escalation.software": 0, "devices.students.repair_cost": 0, "devices.students.disposal": 0}
    read = started(tmp_path, said).with_changes({**calm, "devices.students.price.licence.price": 0})
    table = read.run().sources.droplevel("unit")
    assert list(read.loaded.form.sources) == ["ending", "yearly"]
    paid = [table.loc[f"sources.{id}.paid"][2027].item() for id in ("ending", "yearly")]
    assert paid == [500, 200]


def test_a_licence_that_cannot_move_brings_nothing_and_an_old_price_is_an_assumption() -> None:
    """The price is of January 2020: nobody vouches for it today. On the day after it was news it was a price like any other."""
    licence = raw_of(PLAIN)["devices"]["students"]["price"]["licence"]
    assert licence["resells"] is False
    assert licence["price"]["assumption"] is True
    assert licence["price"]["note"].startswith("The price of January 2020: ask for today's. Perpetual")
    then = tomllib.loads(starter_plan(PLAIN, today=datetime.date(2020, 2, 1)))["devices"]["students"]["price"][
        "licence"
    ]
    assert "assumption" not in then["price"] and "(January 2020)" in then["price"]["source"]


def test_what_is_known_of_student_devices_is_not_told_as_if_it_were_of_laptops() -> None:
    staff = raw_of(PLAIN)["devices"]["staff"]
    for field in ("loss", "breakage", "repair_cost"):
        assert "Taken for staff laptops too, for want of a figure of their own." in staff[field]["note"]
        assert "Taken for" not in raw_of(PLAIN)["devices"]["students"][field]["note"]


def test_cost_of_a_started_plan_by_hand(tmp_path: Path) -> None:
    """100 students x 9 = 900 of software and 12 x 40 = 480 of Internet a year, in the dollars of FY2026."""
    read = started(
        tmp_path,
        Answers(name="L", students=100, teachers=7, staff=12, first_year=2027, software_price=9, internet_month=40),
    )
    flat = read.with_changes({"economics.escalation.software": 0, "economics.escalation.connectivity": 0}).run()
    assert line(flat.budget, "by_category.software") == [900] * 10
    assert line(flat.budget, "by_category.connectivity") == [480] * 10


# The command ---------------------------------------------------------------------------------------------------------------


def test_answers_are_asked_for_and_asked_again(tmp_path: Path) -> None:
    said = "Lincoln\nmany\n8,800\n-3\n500\n$1,050.5\n27\n2027\n"
    done = CliRunner().invoke(main, ["new", str(tmp_path / "asked")], input=said)
    assert done.exit_code == 0, done.output
    district = load(tmp_path / "asked" / "plan.toml").loaded.form.district
    assert district.enrolment["all"].value == 8800
    assert (district.teachers.value, district.staff.value) == (500, 1050.5)
    assert done.output.count("Error:") == 3


@pytest.mark.parametrize(
    "words",
    [
        ["--students", "-1"],
        ["--students", "0"],
        ["--students", "nan"],
        ["--students", "inf"],
        ["--students", "1e13"],
        ["--students", "8,8"],
        ["--students", "many"],
        ["--first-year", "1990"],
        ["--first-year", "2101"],
        ["--first-year", "2027.5"],
        ["--start-month", "0"],
        ["--start-month", "13"],
        ["--device-life", "0.5"],
        ["--device-life", "30"],
        ["--device-price", "-0.01"],
        ["--ending-year", "2026"],
        ["--ending-year", "2101"],
        ["--unknown", "1"],
    ],
    ids="".join,
)
def test_answers_out_of_range_are_wrong_usage_and_write_nothing(words: list[str], tmp_path: Path) -> None:
    done = new(tmp_path, *words)
    assert done.exit_code == 2, done.output
    assert words[0] in done.stderr and done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_is_there_already_stays_unless_it_may_be_replaced(tmp_path: Path) -> None:
    assert new(tmp_path).exit_code == 0
    target = tmp_path / "started" / "plan.toml"
    target.write_text("mine", encoding="utf-8")
    again = new(tmp_path)
    assert again.exit_code == 2
    assert "plan.toml exists already" in again.stderr and "--force" in again.stderr
    assert target.read_text(encoding="utf-8") == "mine"
    assert new(tmp_path, "--force").exit_code == 0
    assert load(target).title == "Lincoln: technology plan from FY2027"
    assert [path.name for path in target.parent.iterdir()] == ["plan.toml"]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "started").write_text("a file", encoding="utf-8")
    done = new(tmp_path)
    assert done.exit_code == 2
    assert "could not be written" in done.stderr
    assert (tmp_path / "started").read_text(encoding="utf-8") == "a file"


def test_the_next_command_that_it_names_works(tmp_path: Path) -> None:
    done = new(tmp_path)
    next_command = done.stdout.strip().split("Next: tco ")[1].split()
    assert CliRunner().invoke(main, next_command).exit_code == 0
    assert (tmp_path / "started" / "plan.xlsx").exists()
