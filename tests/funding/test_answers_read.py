"""Who pays, read out: by line, by item, what lapses and why, in words, in the workbook; the plan of `test_answers.py`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from tco.cli import main
from tco.errors import MissingError
from tco.plan import load
from tco.result import Result
from tests.engines import compare, require, stored_values
from tests.funding.three_sources import PLAN
from tests.model.worked import DISTRICT
from tests.plans import plan_of


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("answers") / "plan.toml"
    target.write_text(PLAN)
    return target


@pytest.fixture(scope="module")
def result(path: Path) -> Result:
    return load(path).run()


def test_who_pays_line_by_line(result: Result) -> None:
    table: Any = result.who_pays
    assert table.index.names == ["item", "line", "source"]
    assert list(table.loc[("services.filter", "Content filter", "Filter grant")]) == [70, 80, 0, 0]
    assert list(table.loc[("services.coach", "Coach", "Not covered")]) == [0, 0, 10, 60]
    assert list(table.sum()) == [160, 210, 160, 160]
    assert ("services.coach", "Coach", "Filter grant") not in table.index


def test_the_glide_path_of_an_item(result: Result) -> None:
    path = result.glide_path("services.filter")
    assert {source: list(path.loc[source]) for source in path.index} == {
        "Filter grant": [70, 80, 0, 0],
        "Levy": [30, 0, 50, 0],
        "General fund": [0, 20, 50, 100],
    }
    assert list(result.glide_path("services").loc["Not covered"]) == [0, 0, 10, 60]
    with pytest.raises(MissingError, match="nothing is paid for it"):
        result.glide_path("services.fliter")


def test_what_lapses_says_until_when_and_what_it_could_pay(tmp_path: Path) -> None:
    """The grant may use 120 until 31 March 2027 and only in the year: of the filter (100 a year) nine months, 75, fall into its time,
    and 45 lapse. Three months of the filter, 25, are on the general fund, and the coach it may not pay."""
    text = PLAN.replace("{ 2027 = 70, 2028 = 80, 2029 = 0 }", "{ 2027 = 120, 2028 = 0 }")
    target = tmp_path / "plan.toml"
    text = text.replace("[sources.levy]", "obligate_by = 2027-03-31\n[sources.levy]").replace("2027 = 50", "2027 = 0")
    target.write_text(text)
    table = load(target).run().lapses
    first = table.iloc[0]
    assert (first["source"], first["fiscal_year"], first["amount"]) == ("grant", 2027, 45)
    assert first["date"] == datetime.date(2027, 3, 31)
    assert first["could_pay"].startswith(
        "paid by General fund and of a kind that it may pay: Content filter, April to June ("
    )
    assert "Coach" not in first["could_pay"]


def test_why_a_line_was_paid_by_what_it_was_paid_by(result: Result) -> None:
    said = result.why_paid("services.coach", 2029)
    assert said.splitlines() == [
        "Coach in FY2029: 60.00 to be paid (recurring, operating) [services.coach_recurring]",
        "  1. Filter grant: pays 0.00; its rules of use do not name this cost",
        "  2. Levy: pays 0.00; it has 50.00 in this year, and the rest is used up by costs that come before this one",
        "  3. General fund: pays 50.00; it has 100.00 in this year, and the rest is used up by costs that come before this one",
        "  Not covered: 10.00",
    ]
    assert "1. Filter grant: pays 0.00; it has no money in this year" in result.why_paid("services.filter", 2030)
    assert result.why_paid("projects.phones", 2027) == "Nothing is to be paid for projects.phones in FY2027."
    assert result.why_paid("Coach", 2029) == said
    with pytest.raises(MissingError, match="services.coach"):
        result.why_paid("services.coahc", 2029)
    with pytest.raises(MissingError, match="FY2040"):
        result.why_paid("services.coach", 2040)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ("opens = 2028-07-01", "the cost is committed before the source opens (2028-07-01)"),
        ("match = 0.5", "it pays at most 0.5 of a cost"),
        ('status = "planned"', "sources of its status (planned) do not count"),
        ("obligate_by = 2026-08-31", "the cost is committed after the source's last day (2026-08-31)"),
        ("uses = { all = { share = 0.4 } }", "0.4 of it is eligible"),
    ],
)
def test_why_no_more_is_paid(tmp_path: Path, terms: str, reason: str) -> None:
    text = PLAN.partition("[sources.grant]")[0] + "[funding]\nplanned = 0\n"
    text += f'[sources.only]\nlabel = "Only"\nrecurrence = "one_time"\namount = 1000\n{terms}\n'
    target = tmp_path / "plan.toml"
    target.write_text(text)
    assert reason in load(target).run().why_paid("services.filter", 2027)


# In words ------------------------------------------------------------------------------------------------------------------


def test_the_command_says_who_pays(path: Path) -> None:
    done = CliRunner().invoke(main, ["funding", str(path)])
    assert done.exit_code == 0
    lines = {line[:44].strip(): line[44:].split() for line in done.stdout.splitlines()}
    assert lines["Filter grant"] == ["70", "80", "0", "0"]
    assert lines["General fund, with what is not covered"] == ["40", "80", "110", "160"]
    for said in (
        "In FY2028 recurring cost of $80 rests on one-time money.",
        "In FY2029 Filter grant pays no more ($80); the cost goes on: $10 is not covered, $50 falls to money at risk of renewal "
        "and $20 falls to recurring money.",
        "In FY2030 Levy pays no more ($50); the cost goes on: $50 is not covered.",
        "Recurring cost exceeds recurring money: FY2027 $90, FY2028 $70, FY2029 $60, FY2030 $60.",
        "Money that lapses\n  None.",
        "After year 2, in FY2029 to FY2030, of the cost pays: recurring money 62%, one-time money 0%, money at risk of renewal 16%, "
        "nobody 22%.",
    ):
        assert said in done.stdout


def test_the_command_shows_one_year_and_explains_one_cost(path: Path) -> None:
    year = CliRunner().invoke(main, ["funding", str(path), "--year", "2028"])
    assert year.stdout.splitlines()[0].split()[-1] == "FY2028"
    why = CliRunner().invoke(main, ["funding", str(path), "--why", "services.coach", "--year", "2029"])
    assert why.stdout.splitlines()[-1] == "  Not covered: 10.00"
    for words in (["--year", "2050"], ["--why", "nothing"]):
        wrong = CliRunner().invoke(main, ["funding", str(path), *words])
        assert wrong.exit_code == 2 and "Traceback" not in wrong.output


def test_a_plan_without_sources_says_so(tmp_path: Path) -> None:
    target = tmp_path / "plan.toml"
    target.write_text(PLAN.partition("[sources.grant]")[0])
    result = load(target).run()
    assert "no sources of funds" in result.funding_page()
    assert list(result.who_pays.sum()) == [160, 210, 160, 160]
    assert result.lapses.empty and result.cliff.empty
    assert result.why_paid("services.coach", 2027).endswith("Not covered: 60.00")


# The workbook ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return result.to_excel(tmp_path_factory.mktemp("book") / "plan.xlsx")


def texts(book: Path, sheet: str) -> list[str]:
    """What stands in the first two columns of a sheet."""
    page = load_workbook(book)[sheet]
    lines = page.iter_rows(max_col=2, values_only=True)
    return [value for line in lines for value in line if isinstance(value, str)]


def test_the_summary_says_the_cliff_in_words_and_draws_it(book: Path) -> None:
    said = texts(book, "Summary")
    assert "Who pays, in words (scenario as run: As planned; no formulas)" in said
    assert any(
        text.startswith("In FY2029 Filter grant pays no more ($80); the cost goes on: $10 is not") for text in said
    )
    assert "Recurring cost on one-time money" in said and "Falls off one-time money; cost goes on" in said
    page: Any = load_workbook(book)["Summary"]
    assert len(page._charts) == 4


def test_answers_come_before_sources_and_the_working_sheet_names_who_stands_where(book: Path) -> None:
    said = texts(book, "Sources and uses")
    order = [
        text
        for text in said
        if text in {"Who pays, in all", "What the general fund must find", "Sources and uses", "Levy"}
    ]
    assert order[1:] == ["Who pays, in all", "What the general fund must find", "Sources and uses", "Levy"]
    working: Any = load_workbook(book)["Who pays what"]
    assert "Place 1; as planned: Filter grant" in texts(book, "Who pays what")
    assert working.print_area.endswith("$5")


def test_every_source_is_balanced_on_the_sheet_of_checks(book: Path) -> None:
    said = texts(book, "Checks")
    assert {"Balance: Filter grant", "Balance: Levy", "Balance: General fund"} <= set(said)


@pytest.mark.parametrize("engine", ["formualizer", "libreoffice"])
def test_another_engine_comes_to_the_same_answers(engine: str, book: Path) -> None:
    """The same cells in an engine that is not ours."""
    assert compare(stored_values(book), require(engine)(book), set()) == []


def test_sources_without_costs_are_told_as_such() -> None:
    gift = {"label": "A gift", "recurrence": "recurring", "amount": 500}
    said = plan_of({**DISTRICT, "sources": {"gift": gift}}).run().funding_page()
    assert said.startswith("The plan has no costs, so that its sources have nothing to pay")
