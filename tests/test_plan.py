"""The ways in: a plan is loaded, run, varied, drawn and rolled forward, and varying it never changes the plan at hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tco.errors import MissingError, PlanError, RunError
from tco.inputs.load import read_raw
from tco.plan import Plan, load, plan_of
from tco.result import Result
from tco.shipped import plan_path
from tests.hand import BELOW_THE_FIRST_TIER, COST, PLAN, YEARS, line, plan, replaced, said, write, years_of

LONGER_COST = [31200, 1400, 14600, 21200]  # bought 60, 0, 40, 60 at 330; 500 of repairs and 900 of software each year


def costs(result: Result) -> list[float]:
    return line(result.budget, "by_category.total")


def numbers(result: Result) -> dict[str, list[float]]:
    """Every posting, what every source pays, and the gap, to the millionth of a dollar."""
    rows = result.model.by_id()
    ids = [posting.row.id for posting in result.model.postings]
    ids += [id for id in rows if id.startswith("sources.") and id.endswith(".paid")] + ["funding.gap"]
    return {id: result.values.of(rows[id], result.case)[:, 0].round(6).tolist() for id in ids}


def test_a_plan_is_loaded_from_a_path_or_its_name(tmp_path: Path) -> None:
    path = write(tmp_path)
    for read in (load(path), load(str(path))):
        assert (read.title, read.scenarios) == ("Worked by hand", ("base", "longer"))
        assert [finding.kind for finding in read.findings] == ["advice"]
        assert "devices.student.repair_cost" in read.findings[0].found


def test_a_run_shows_the_plan_as_it_stands_or_one_scenario(tmp_path: Path) -> None:
    read = plan(tmp_path)
    assert costs(read.run()) == costs(read.run("base")) == COST
    assert costs(read.run("longer")) == LONGER_COST
    assert (read.run().scenario, read.run("longer").scenario) == ("base", "longer")


def test_an_unknown_scenario_is_named_with_the_nearest(tmp_path: Path) -> None:
    read = plan(tmp_path)
    message = said(MissingError, lambda: read.run("longr"))
    assert message == "scenario 'longr': the plan has none of this name. Did you mean 'longer'?"
    assert "Known scenarios: base, longer." in said(MissingError, lambda: read.simulate(9, 1, scenario="xyz"))


# Laws ----------------------------------------------------------------------------------------------------------------------


def test_a_plan_with_no_changes_is_the_same_plan(tmp_path: Path) -> None:
    read = plan(tmp_path)
    same = read.with_changes({})
    assert same.loaded.form == read.loaded.form
    assert same.loaded.digest == read.loaded.digest
    assert numbers(same.run()) == numbers(read.run())


def test_a_scenario_comes_to_what_the_plan_with_its_changes_comes_to(tmp_path: Path) -> None:
    """In every posting and payment of the plan worked by hand."""
    read = plan(tmp_path)
    changed = read.with_changes(read.loaded.form.scenarios["longer"].changes).run()
    assert numbers(read.run("longer")) == numbers(changed) != numbers(read.run())


def test_scenarios_of_the_sample_district_are_its_changes() -> None:
    """In every posting and payment of a whole district."""
    read = load(Path(__file__).parents[1] / "scenarios" / "peninsula_wa" / "plan.toml")
    alone = Plan(read_raw({**read.loaded.raw, "scenarios": {}}, read.loaded.places))
    scenarios, base = read.loaded.form.scenarios, read.run()
    assert len(scenarios) >= 3
    for case, (name, scenario) in enumerate(scenarios.items(), start=1):
        changed = alone.with_changes(scenario.changes).run()
        assert numbers(replace(base, case=case)) == numbers(changed), name
        assert numbers(changed) != numbers(base), f"{name} changes nothing, so this shows nothing"


def test_a_change_leaves_the_plan_at_hand_as_it_was(tmp_path: Path) -> None:
    read = plan(tmp_path)
    changed = read.with_changes({"devices.student.life": 3, "district.name": "Another"})
    assert (costs(changed.run()), costs(read.run())) == (LONGER_COST, COST)
    assert read.loaded.form.district.name == "Small District"


def test_a_change_that_makes_a_fault_is_refused_with_its_place(tmp_path: Path) -> None:
    read = plan(tmp_path)
    assert "devices.student.life" in said(PlanError, lambda: read.with_changes({"devices.student.life": 0}))
    nowhere = said(PlanError, lambda: read.with_changes({"devices.students.life": 3}))
    assert "devices.students.life" in nowhere and "nearest path is devices.student" in nowhere


def test_the_text_of_an_error_has_the_faults_and_only_counts_the_advice(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as raised:
        plan(tmp_path).with_changes({"devices.student.per": "device"})
    lines = str(raised.value).splitlines()
    assert lines[-1] == "(and 1 advice, in findings)"
    assert len(lines) == 2 and lines[0].startswith("fault: ")
    assert [finding.kind for finding in raised.value.findings] == ["fault", "advice"]


def test_a_plan_from_python_data_that_names_files_is_told_what_to_do(tmp_path: Path) -> None:
    raw = plan(tmp_path).loaded.raw
    extends = said(PlanError, lambda: plan_of({**raw, "extends": "base.toml"}))
    assert "plan: extends: a plan from Python data cannot extend a file. Read the file with tco.load" in extends
    assert "Did you mean" not in extends
    assert "cannot extend a file" in said(PlanError, lambda: plan(tmp_path).with_changes({"extends": "base.toml"}))
    prices = said(PlanError, lambda: plan_of({**raw, "prices": {"csv": "prices.csv"}}))
    assert "cannot read a price list" in prices
    for wrong in ("three", 3, None, [1]):
        assert "Give the plan's tables as a dictionary" in said(PlanError, lambda wrong=wrong: plan_of(wrong))


def test_a_shipped_district_is_loaded_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load("peninsula_wa").loaded.path == plan_path("peninsula_wa")
    missing = said(PlanError, lambda: load("nofile.toml"))
    assert missing.endswith(f"nofile.toml: there is no such file. Check the name; it is not in {tmp_path}.")
    for name in ("", "nul\0", "x" * 5000, "nodistrict"):
        assert "fault: " in said(PlanError, lambda name=name: load(name))
    write(tmp_path, name="peninsula_wa")
    assert load("peninsula_wa").title == "Worked by hand", "a file of one's own comes first"


# Draws and years -----------------------------------------------------------------------------------------------------------


def test_draws_vary_what_is_uncertain_and_nothing_else(tmp_path: Path) -> None:
    """Repairs are 10 x (40 to 90) dollars a year; all other cost is certain."""
    found = plan(tmp_path).simulate(200, 7)
    assert found.uncertain == ("devices.student.repair_cost",)
    assert (found.years, found.draws, found.failed) == (tuple(YEARS), 200, ())
    repairs = found.rows["by_category.total"] - (np.array(COST) - 500)[:, np.newaxis]
    assert 400 <= repairs.min() < 450 and 650 < repairs.max() <= 900
    assert np.abs(repairs - repairs[0]).max() < 1e-6  # the same draw in every year


def test_draws_of_a_scenario_are_the_same_draws(tmp_path: Path) -> None:
    read = plan(tmp_path)
    base, longer = read.simulate(50, 3), read.simulate(50, 3, scenario="longer")
    between = base.rows["by_category.total"] - longer.rows["by_category.total"]
    assert np.abs(between - np.array(np.subtract(COST, LONGER_COST))[:, np.newaxis]).max() < 1e-6


def test_a_plan_rolled_forward_costs_the_same_in_the_years_that_remain(tmp_path: Path) -> None:
    later = plan(tmp_path).roll_forward()
    result = later.run()
    assert years_of(result.budget) == YEARS[1:]
    assert costs(result) == COST[1:]
    assert line(result.funding, "funding.gap") == [0, 0, 0]  # the levy kept nothing of FY2027
    assert costs(later.roll_forward().run()) == COST[2:]


def test_a_plan_of_one_year_cannot_be_rolled(tmp_path: Path) -> None:
    text = replaced("headline_years = 2\n", "", replaced("horizon = 4", "horizon = 1"))
    one = plan(tmp_path, replaced(", 2029 = 0", "", text))
    message = said(PlanError, one.roll_forward)
    assert "calendar.horizon" in message and "longer horizon" in message


# What cannot be computed ---------------------------------------------------------------------------------------------------


def test_a_row_without_a_value_stops_the_run_and_can_be_explained(tmp_path: Path) -> None:
    """The district buys 60, then 40, and the group's first tier begins at 50. The remedy that the error names works."""
    read = plan(tmp_path, BELOW_THE_FIRST_TIER)
    message = said(RunError, read.run)
    assert "devices.student.offer_price" in message and "has no value in FY2028" in message
    assert message.endswith("tco explain PLAN devices.student.offer_price 2028")
    why = str(read.explain("devices.student.offer_price", 2028))
    assert "no value usd/device" in why and "Volume of all members in FY2028 = 40.00 device" in why
    assert said(RunError, read.roll_forward) == message


def test_the_scenario_in_which_a_row_has_no_value_is_named(tmp_path: Path) -> None:
    text = replaced("floor = 50", "floor = 30", BELOW_THE_FIRST_TIER)
    read = plan(tmp_path, text)  # bought 60, 40, 60, 40, and 0 in FY2028 where they are kept longer
    message = said(RunError, read.run)
    assert "in FY2028 in scenario 'longer'" in message
    assert message.endswith("tco explain PLAN devices.student.offer_price 2028 --scenario longer")


def test_a_plan_and_its_result_are_a_line_each_in_a_session(tmp_path: Path) -> None:
    assert repr(plan(tmp_path)) == "<tco.Plan 'Worked by hand', scenarios base, longer>"
    assert repr(plan(tmp_path).run("longer")) == "<tco.Result of 'Worked by hand', scenario 'longer'>"


def test_a_plan_shows_itself_in_a_notebook(tmp_path: Path) -> None:
    text = replaced('title = "Worked by hand"', 'title = "Work & <b>play</b>"')
    html = plan(tmp_path, text)._repr_html_()
    assert "Work &amp; &lt;b&gt;play&lt;/b&gt;: As planned" in html
    assert "<table" in html and "31200" in html.replace(",", "")


@pytest.mark.parametrize("name", ["plan.yaml", "plan.json", "plan"])
def test_the_ending_of_a_plan_file_does_not_matter(tmp_path: Path, name: str) -> None:
    assert load(write(tmp_path, PLAN, name)).title == "Worked by hand"
