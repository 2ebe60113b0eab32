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
    and 45 lapse. Three months of the filter, 25, are on the general fund, but they are committed too late, and the coach it may not
    pay. Where the general fund pays first, it pays what the grant could have paid in time; what it leaves itself is not lost."""
    text = PLAN.replace("{ 2027 = 70, 2028 = 80, 2029 = 0 }", "{ 2027 = 120, 2028 = 0 }")
    target = tmp_path / "plan.toml"
    text = text.replace("[sources.levy]", "obligate_by = 2027-03-31\n[sources.levy]").replace("2027 = 50", "2027 = 0")
    target.write_text(text)
    table = load(target).run().lapses
    first = table.iloc[0]
    assert (first["source"], first["fiscal_year"], first["amount"]) == ("grant", 2027, 45)
    assert first["date"] == datetime.date(2027, 3, 31)
    assert first["could_pay"] == "no cost of the year that it may pay in time is open or on the general fund"
    assert "general" not in set(table["source"])
    target.write_text(text.replace("obligate_by", "rank = 9\nobligate_by"))
    could_pay = load(target).run().lapses.iloc[0]["could_pay"]
    assert could_pay.startswith("paid by General fund and of a kind that it may pay: Content filter, ")
    assert "April to June" not in could_pay and "Coach" not in could_pay


def test_yearly_awards_lapse_on_their_own_day_and_only_what_is_lost_is_listed(tmp_path: Path) -> None:
    """An award of 1 July 2026 may be used for 15 and 12 months more, until 30 September 2028, which lies in FY2029. It pays 50 for
    phones in FY2028, and 50 of its 100 lapse. What the general fund leaves each year is not lost."""
    text = PLAN.partition("[sources.grant]")[0]
    text += """
[sources.title]
label = "Title IV-A"
recurrence = "at_risk"
uses = { phones = { items = ["projects.phones"] } }
[sources.title.grant]
award = { by_year = { 2027 = 100, 2028 = 0 } }
first_months = 15
carry_months = 12
[sources.general]
label = "General fund"
recurrence = "recurring"
amount = 500
"""
    target = tmp_path / "plan.toml"
    target.write_text(text)
    table = load(target).run().lapses
    assert [tuple(each) for each in table[["source", "fiscal_year", "amount"]].values] == [("title", 2029, 50)]
    assert table.iloc[0]["date"] == datetime.date(2028, 9, 30)


def test_why_a_line_was_paid_by_what_it_was_paid_by(result: Result) -> None:
    said = result.why_paid("services.coach", 2029)
    assert said.splitlines() == [
        "Coach in FY2029: 60.00 to be paid (recurring, operating) [services.coach_recurring]",
        "  1. Filter grant: pays 0.00; its rules of use do not name this cost",
        "  2. Levy: pays 0.00; it has 50.00 in this year; 50.00 of it went to costs that come before this one: "
        "Content filter (50.00)",
        "  3. General fund: pays 50.00; it has 100.00 in this year; 50.00 of it went to costs that come before this one: "
        "Content filter (50.00)",
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
        "Not covered\n  FY2029 $10: Coach (10)\n  FY2030 $60: Coach (60)\n",
        "Recurring cost rests on one-time money: from $0 in FY2029, the least, to $80 in FY2028, the most.",
        "In FY2029 Filter grant pays no more: $80 of recurring cost falls off; of that $40 then rests on Levy (at risk) and $40 on "
        "General fund.",
        "In FY2030 Levy pays no more: $50 of recurring cost falls off; of that $50 then rests on General fund.",
        "Recurring cost exceeds recurring money: FY2027 $90, FY2028 $70, FY2029 $60, FY2030 $60.",
        "Money that lapses\n  None.",
        "After year 2, in FY2029 to FY2030, of the cost pays: recurring money 62%, one-time money 0%, money at risk of renewal 16%, "
        "nobody 22%.",
    ):
        assert said in done.stdout


def test_the_command_shows_one_year_and_explains_one_cost(path: Path) -> None:
    year = CliRunner().invoke(main, ["funding", str(path), "--year", "2028"])
    assert year.stdout.splitlines()[0].split()[-1] == "FY2028"
    assert "FY2027" not in year.stdout and "FY2030" not in year.stdout and "Later" not in year.stdout
    assert "Recurring cost exceeds recurring money: FY2028 $70." in year.stdout
    why = CliRunner().invoke(main, ["funding", str(path), "--why", "services.coach", "--year", "2029"])
    assert why.stdout.splitlines()[-1] == "  Not covered: 10.00"
    for words in (["--year", "2050"], ["--why", "nothing"]):
        wrong = CliRunner().invoke(main, ["funding", str(path), *words])
        assert wrong.exit_code == 2 and "Traceback" not in wrong.output


def test_the_page_says_how_sure_it_is_what_is_left_and_what_later_years_lack(tmp_path: Path) -> None:
    """A planned levy of 50 and a bond of 1,000 for phones (50, in FY2028), of which 950 stay; two years are shown of four."""
    text = PLAN.replace("horizon = 4", "horizon = 4\nheadline_years = 2").replace(
        "[sources.levy]",
        """[sources.bond]
label = "Bond"
recurrence = "one_time"
carries_over = true
amount = { by_year = { 2027 = 1000, 2028 = 0 } }
uses = { phones = { items = ["projects.phones"] } }
[sources.levy]
status = "planned"
""",
    )
    target = tmp_path / "plan.toml"
    target.write_text(text)
    result = load(target).run()
    page = result.funding_page()
    for said in (
        f"  {'Of what is paid, not awarded yet':<42}{50:>14}{50:>14}",
        "Of what is paid in FY2027, $50 is not awarded yet (31%): Levy (planned) $50.",  # 50 of 160
        "Not covered in the years after FY2028: FY2029 $10, FY2030 $60.",
        "Left unspent at the end of the plan, FY2030: Bond $950.",
    ):
        assert said in page, page
    assert "Left unspent at the end of FY2027: Bond $1,000." in result.funding_page(2027)
    why = result.why_paid("services.filter", 2027)
    assert "pays the remaining 30.00 of the cost" in why


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
        text.startswith("In FY2029 Filter grant pays no more: $80 of recurring cost falls off; of that $40")
        for text in said
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
