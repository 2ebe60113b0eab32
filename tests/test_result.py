"""A computed plan shows what was worked out by hand: its ledger, its statements, its findings and why a number is what it is."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from tco.build import KINDS
from tco.errors import Advice, MissingError, OutputError
from tco.plan import load
from tco.result import Result
from tests.hand import COST, PLAN, YEARS, line, plan, replaced, said, years_of

SAMPLE = Path(__file__).parents[1] / "scenarios" / "peninsula_wa" / "plan.toml"


@pytest.fixture
def result(tmp_path: Path) -> Result:
    return plan(tmp_path).run()


# Statements ----------------------------------------------------------------------------------------------------------------


def test_cost_by_category_and_by_kind(result: Result) -> None:
    assert years_of(result.budget) == YEARS
    assert line(result.budget, "by_category.total") == COST
    assert line(result.budget, "by_category.client_devices") == [20300, 13700, 20300, 13700]
    assert line(result.budget, "by_category.classroom_print") == [10000, 0, 0, 0]
    assert line(result.budget, "by_category.software") == [900] * 4
    assert line(result.block("by_kind"), "by_kind.capital") == [10000, 0, 0, 0]
    assert line(result.block("by_kind"), "by_kind.operating") == [21200, 14600, 21200, 14600]


def test_measures(result: Result) -> None:
    """100 students. At a discount rate of 0 present value is the sum, 31,200 + 14,600 + 21,200 + 14,600 = 81,600."""
    assert line(result.measures, "measures.per_student") == [312, 146, 212, 146]
    assert line(result.measures, "measures.cumulative") == [31200, 45800, 67000, 81600]
    assert line(result.measures, "measures.present_value") == COST
    total = result.model.by_id()["measures.present_value_total"]
    assert result.values.of(total)[0, 0] == pytest.approx(81600)


def test_annualised_cost(result: Result) -> None:
    """100 x 330 / 2 = 16,500 and 5 x 2,000 / 4 = 2,500 a year, with 500 of repairs and 900 of software: 20,400; 105 devices serve."""
    assert line(result.annualised, "annualised.shares") == [19000] * 4
    assert line(result.annualised, "annualised.invested") == [-29800, -13200, -19800, -13200]
    assert line(result.annualised, "annualised.tco") == [20400] * 4
    assert line(result.annualised, "annualised.tco_per_student") == [204] * 4
    assert line(result.annualised, "annualised.tco_per_device") == [pytest.approx(194.285714)] * 4


def test_who_pays(result: Result) -> None:
    assert line(result.funding, "funding.paid") == [26000, 14600, 21200, 14600]
    assert line(result.funding, "funding.gap") == [5200, 0, 0, 0]
    general, levy = result.block("sources.general"), result.block("sources.levy")
    assert line(general, "sources.general.paid") == [15000, 14600, 15000, 14600]
    assert line(general, "sources.general.lapsed") == [0, 400, 0, 400]
    assert line(levy, "sources.levy.paid") == [11000, 0, 6200, 0]
    assert line(levy, "sources.levy.closing") == [0, 10000, 3800, 3800]


def test_the_ledger_adds_up_to_the_cost(result: Result) -> None:
    ledger = result.ledger
    assert len(ledger) == len(result.model.postings) * len(YEARS)
    assert set(ledger["budgeted"]) == {"yes", "memo"}
    cash = ledger[ledger["budgeted"] == "yes"].groupby("fiscal_year")["amount"].sum()
    assert cash.round(2).to_dict() == dict(zip(YEARS, COST, strict=True))
    capital = ledger[(ledger["kind"] == "capital") & (ledger["budgeted"] == "yes") & (ledger["amount"] != 0)]
    assert capital[["item", "row", "fiscal_year", "amount"]].to_numpy().tolist() == [
        ["devices.panel", "devices.panel.spent_capital", 2027, 10000]
    ]


def test_another_scenario_has_tables_of_its_own(tmp_path: Path) -> None:
    longer = plan(tmp_path).run("longer")
    assert line(longer.budget, "by_category.total") == [31200, 1400, 14600, 21200]
    assert longer.ledger.loc[longer.ledger["budgeted"] == "yes", "amount"].sum() == pytest.approx(68400)
    assert "Keep them a third year" in longer._repr_html_()


def test_tables_are_the_read_outs_by_name(result: Result) -> None:
    tables = result.tables()
    assert list(tables) == [
        *("budget", "by_kind", "by_recurrence", "measures", "annualised", "funding", "sources"),
        *("who_pays", "cliff", "lapses", "by_status", "cash_by_month", "scenarios"),
        *("refresh_calendar", "fleet_ages", "contract_calendar", "procurement_calendar", "staffing"),
    ]
    assert all(table.equals(getattr(result, name)) for name, table in tables.items())


def test_scenarios_stand_side_by_side(result: Result) -> None:
    """As planned 31,200 + 14,600 + 21,200 + 14,600, and with devices kept a third year 31,200 + 1,400 + 14,600 + 21,200."""
    table = result.scenarios
    assert (list(table.index), list(table["cost"])) == (["base", "longer"], [81600, 68400])
    assert [table[name].iloc[0] for name in ("not_covered", "owed_at_end", "dearest_year")] == [5200, 0, 31200]


def test_what_lasts_is_told_from_what_ends(result: Result) -> None:
    """The general fund is recurring and pays 15,000, 14,600, 15,000, 14,600; all cost of the plan is recurring."""
    assert line(result.funding, "funding.paid_recurring") == [15000, 14600, 15000, 14600]
    assert line(result.funding, "funding.recurring_cost") == COST
    assert line(result.funding, "funding.exposed") == [16200, 0, 6200, 0]


# Findings and scope --------------------------------------------------------------------------------------------------------


def test_findings_are_those_of_the_plan_and_of_what_it_comes_to(result: Result) -> None:
    assert all(isinstance(finding, Advice) for finding in result.findings)
    assert result.findings[:-1] == result.loaded.advice
    assert str(result.findings[-1]) == (
        "advice: funding.gap: not covered: FY2027 5,200. Add a source, move a purchase or stop a cost."
    )


def test_scope_says_of_each_category_what_the_totals_hold(tmp_path: Path) -> None:
    text = f'{PLAN}\n[scope]\nlabor = "excluded"\nsoftware = "excluded"\n'
    scope = plan(tmp_path, text).run().scope()
    assert (scope["client_devices"], scope["labor"], scope["connectivity"]) == ("included", "excluded", "unknown")
    assert scope["software"] == "included", "what costs something is in the totals, whatever was said"
    assert len(scope) == 10


def test_what_is_posted_beside_the_budget_is_not_in_the_totals(tmp_path: Path) -> None:
    text = f'{PLAN}\n[user_time.peers]\nlabel = "Peers"\nhours = 20\nvalue = 60\ncounted = "yes"\n'
    assert plan(tmp_path, text).run().scope()["indirect"] == "excluded"


# Explanations --------------------------------------------------------------------------------------------------------------


def test_an_explanation_of_repairs_reaches_the_assumption_and_its_source(result: Result) -> None:
    step = result.explain("devices.student.repairs_cost", 2028)
    assert step.value == 500
    told = str(step)
    assert told.startswith("Cost of repairs in FY2028 = 500.00 usd  [devices.student.repairs_cost]")
    assert "assumption devices.student.repair_cost; source: repair shop's list" in told
    assert {"devices.student.breakage", "devices.student.repair_cost"} <= {found.row.id for found in step.inputs()}


def test_repairs_of_the_sample_district_reach_the_assumption_and_its_source() -> None:
    """The plan file says both: that the rate of repairs is assumed and why, and where the price of one was read."""
    fleet = load(SAMPLE).loaded.form.devices["student_take_home"]
    assert fleet.breakage is not None
    assert fleet.breakage.assumption and fleet.breakage.note
    assert fleet.repair_cost is not None and fleet.repair_cost.source
    told = str(load(SAMPLE).explain("devices.student_take_home.repairs_cost", 2028))
    assert "assumption devices.student_take_home.breakage" in told and fleet.breakage.note in told
    assert "devices.student_take_home.repair_cost" in told and f"source: {fleet.repair_cost.source}" in told


def test_an_unknown_row_is_told_with_those_that_are_near(result: Result) -> None:
    near = said(MissingError, lambda: result.explain("devices.student.repair_costs", 2028))
    assert near.startswith("no row 'devices.student.repair_costs'; did you mean devices.student.repair")
    assert "devices.panel.unit_price" in said(MissingError, lambda: result.explain("unit_price", 2028))
    assert "see the ledger for ids" in said(MissingError, lambda: result.explain("", 2028))


def test_a_fleet_s_day_may_be_text_and_what_is_none_is_told(result: Result) -> None:
    """The plan's fiscal years begin as its calendar says; a day and its text are the same day."""
    assert result.fleet_on("2028-01-01").equals(result.fleet_on(datetime.date(2028, 1, 1)))
    for wrong in ("soon", 2028, None):
        assert 'is no day; give datetime.date(2028, 1, 1) or "2028-01-01"' in said(
            MissingError,
            lambda wrong=wrong: result.fleet_on(wrong),
        )
    assert "is not in the plan" in said(MissingError, lambda: result.fleet_on("1999-01-01"))


def test_a_year_outside_the_plan_is_told_with_those_inside(result: Result) -> None:
    message = said(MissingError, lambda: result.explain("by_category.total", 2031))
    assert message == "FY2031 is not in the plan; it covers FY2027 to FY2030"


def test_a_row_over_months_is_explained_in_the_year_that_was_asked_for(tmp_path: Path) -> None:
    """The first month of FY2028, and not the second of all months."""
    text = replaced("lots = { old", 'acquire = "lease"\nlease = { term = 2, rate = 0 }\nlots = { old')
    step = plan(tmp_path, text).run().explain("devices.student_lease_months.owed", 2028)
    assert "in FY2028 M" in str(step).splitlines()[0]


# The workbook --------------------------------------------------------------------------------------------------------------


def test_the_workbook_is_written_once_and_replaced_only_with_force(result: Result, tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    assert result.to_excel(target) == target
    first = target.read_bytes()
    assert "plan.xlsx exists already" in said(OutputError, lambda: result.to_excel(target))
    assert result.to_excel(str(target), force=True) == target
    assert target.read_bytes() == first, "the same plan gives the same file"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.toml", "plan.xlsx"]


def test_the_workbook_shows_the_scenario_and_the_draws_that_were_asked_for(tmp_path: Path) -> None:
    read = plan(tmp_path)
    target = read.run("longer").to_excel(tmp_path / "plan.xlsx", simulation=read.simulate(20, 1))
    book = load_workbook(target, data_only=True)
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "Keep them a third year" in texts
    assert any("20 draws of 1 figures, seed 1" in text for text in texts)


def test_a_folder_that_is_not_there_is_told_and_nothing_is_left(result: Result, tmp_path: Path) -> None:
    message = said(OutputError, lambda: result.to_excel(tmp_path / "nowhere" / "plan.xlsx"))
    assert "nowhere/plan.xlsx could not be written" in message and "folder exists" in message
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def test_every_posting_of_the_sample_is_explained_down_to_what_it_rests_on() -> None:
    """In its dearest year; every kind of item is in the sample."""
    result = load(SAMPLE).run()
    for posting in result.model.postings:
        amounts = np.abs(result.values.of(posting.row)[:, 0])
        told = str(result.explain(posting.row.id, result.model.years.years[int(amounts.argmax())]))
        assert " in FY" in told
        assert not amounts.any() or "input " in told or "assumption " in told, posting.row.id


def test_the_sample_has_every_kind_of_item() -> None:
    form = load(SAMPLE).loaded.form
    assert [kind.section for kind in KINDS if not getattr(form, kind.section)] == []
