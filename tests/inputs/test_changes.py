"""Changes by path, and scenarios that may change figures, choices and dates only."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tco.errors import PlanError
from tco.inputs.changes import check_scenario_paths, figure_changed, with_changes
from tco.inputs.load import load
from tco.inputs.plan import Scenario
from tests.inputs.small import PLAN, advice, faults, findings, line_of, only_fault, replaced, write


@pytest.fixture
def raw(tmp_path: Path) -> dict[str, Any]:
    return load(write(tmp_path)).raw


def test_a_change_leaves_the_plan_as_it_was(raw: dict[str, Any]) -> None:
    before = copy.deepcopy(raw)
    changed = with_changes(raw, {"devices.student.life": 5, "devices.student.price.device.price": 300})
    assert raw == before
    assert changed["devices"]["student"]["price"]["device"] == {"price": 300, "taxed": True}


def test_a_number_keeps_what_is_known_of_the_figure() -> None:
    life = {"value": 4, "low": 3, "high": 6, "source": "policy", "note": "yearly", "assumption": True}
    known = {"source": "policy", "note": "yearly", "assumption": True}
    assert figure_changed(life, 5) == {"value": 5, "low": 3, "high": 6, **known}
    assert figure_changed(life, 7) == {"value": 7, **known}
    assert figure_changed({"by_year": {"2027": 1, "2029": 2}, **known}, 5) == {"value": 5, **known}
    assert figure_changed({"by_age": [0.1, 0.2], **known}, 0.3) == {"by_age": [0.3, 0.3], **known}
    assert figure_changed([0.1, 0.2], 0.3) == [0.3, 0.3]
    assert figure_changed(4, 5) == 5
    assert figure_changed(None, 5) == 5


def test_a_table_replaces_a_figure_or_adds_to_it() -> None:
    life = {"value": 4, "low": 3, "high": 6, "source": "policy"}
    assert figure_changed(life, {"value": 5, "source": "survey"}) == {"value": 5, "source": "survey"}
    assert figure_changed(life, {"high": 7}) == {"value": 4, "low": 3, "high": 7, "source": "policy"}
    assert figure_changed(life, [1, 2]) == {"by_age": [1, 2]}


def test_paths_may_go_inside_a_figure_and_to_what_is_not_said_yet(raw: dict[str, Any]) -> None:
    changes = {
        "devices.student.life.high": 7,
        "devices.student.ratio.source": "school board",
        "district.enrolment.high.by_year.2028": 405,
        "devices.student.acquire": "lease",
        "devices.student.disposal": 6,
        "calendar.horizon": 8,
        "devices.cart": {"label": "Carts"},
        "district.enrolment.preschool": 40,
        'scenarios."longer".label': "Five years",
    }
    changed = with_changes(raw, changes)
    assert changed["devices"]["student"]["life"]["high"] == 7
    assert changed["devices"]["student"]["ratio"] == {"value": 1, "source": "school board"}
    assert changed["district"]["enrolment"]["high"]["by_year"] == {"2027": 400, "2030": 420, "2028": 405}
    assert (changed["devices"]["student"]["acquire"], changed["devices"]["student"]["disposal"]) == ("lease", 6)
    assert (changed["calendar"]["horizon"], changed["devices"]["cart"]) == (8, {"label": "Carts"})
    assert (changed["district"]["enrolment"]["preschool"], changed["scenarios"]["longer"]["label"]) == (
        40,
        "Five years",
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "devices.student.lief",
            "devices.student.lief: the plan has nothing at this path. The nearest path is devices.student.life.",
        ),
        ("devices.studnet.life", "The nearest path is devices.student.life."),
        ("device.student.life", "The nearest path is devices.student.life."),
        ("devices.student.life.hihg", "The nearest path is devices.student.life."),
        ("software.lsm.price", "The nearest path is software.lms.price."),
        ("software.new", "The nearest path is software."),
        ("devices.student.price.device.price.value.x", "The nearest path is devices.student.price.device.price."),
        ("zzz", "Begin with a section, such as devices or software."),
        ("", "this is no path. Write keys with dots between them"),
        ("a..b", "this is no path"),
        ("a b", "this is no path"),
        ("x = 1\ny", "this is no path"),
        ("devices.'student", "this is no path"),
    ],
)
def test_a_path_that_leads_nowhere_names_the_nearest(raw: dict[str, Any], path: str, message: str) -> None:
    with pytest.raises(PlanError) as error:
        with_changes(raw, {path: 5})
    assert message in str(error.value)


def test_all_wrong_paths_are_said(raw: dict[str, Any]) -> None:
    with pytest.raises(PlanError) as error:
        with_changes(raw, {"devices.student.lief": 5, "devices.student.life": 5, "calender.horizon": 5})
    assert [finding.place for finding in error.value.findings] == ["devices.student.lief", "calender.horizon"]


# Scenarios


def test_changes_may_be_written_with_quotes_or_as_tables(tmp_path: Path) -> None:
    changes = load(write(tmp_path)).form.scenarios["lease"].changes
    assert dict(changes) == {"devices.student.acquire": "lease", "devices.student.lease.rate": 0.05}
    table = replaced('"devices.student.life" = 5', "devices.student.life = { value = 5, low = 4, high = 6 }")
    assert load(write(tmp_path, table)).form.scenarios["longer"].changes["devices.student.life"]["value"] == 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('"calendar.horizon" = 12', "calendar.horizon: a scenario may change figures, choices and dates only, and this is structural. "
         "Put it in a file that extends this one."),
        ('"devices.student.label" = "x"', "this is structural"),
        ('"devices.student.price.bag" = { price = 4 }', "the plan has nothing at this path. The nearest path is devices.student.price"),
        ('"devices.student.lots.old.count" = 5', "this is structural"),
        ('"devices.student.lief" = 5', "the plan has nothing at this path. The nearest path is devices.student.life."),
        ('"devices.student.resale_price" = 40', "the plan gives no figure here that a scenario could change. "
         "Give devices.student.resale_price in the plan first; 0 will do."),
        ('"devices.student.economic_life" = 3', "Give devices.student.economic_life in the plan first, as a number from 1 to 30."),
        ('"software.lms.exit" = { by_year = { 2028 = 5 } }',
         "Give software.lms.exit in the plan first, with by_year and the year and amount."),
        ('"devices.student.breakage" = [0.1, 0.2]', "may not change a figure by age. Give devices.student.breakage one value for all"),
        ('"devices.student.life" = 50', "in scenario 'longer': expected 1 to 30 (year), found 50. Write a number from 1 to 30."),
        ('"devices.student.loss" = 0.5', "a scenario may not change a figure by age. Give devices.student.loss one value"),
        ('"devices.student.spares" = 5', "in scenario 'longer': expected 0 to 1 (share), found 5. A share is written as 0.05, not 5."),
        ('"devices.student.acquire" = "hire"', "in scenario 'longer': found 'hire'. Known choices: buy, lease, rent."),
        ('"devices.display.acquire" = "lease"', "in scenario 'longer': acquire = 'lease' without 'lease'."),
        ('"sources.levy.amount" = { by_year = { 2029 = 5 } }', "in scenario 'longer': the first value is for 2029"),
        ('"software.mdm.until_year" = 2027', "in scenario 'longer': it ends in 2027 and begins in 2028"),
        ('"" = 5', "'': the plan has nothing at this path"),
    ],
)  # fmt: skip
def test_a_scenario_that_may_not_is_told_at_its_line(tmp_path: Path, change: str, message: str) -> None:
    found = only_fault(write(tmp_path, replaced('"devices.student.life" = 5', change)))
    assert message in found
    assert f"plan.toml:{line_of('changes = {')}: " in found


def test_a_scenario_written_as_tables_has_its_own_line(tmp_path: Path) -> None:
    found = only_fault(write(tmp_path, replaced('acquire = "lease"', 'acquire = "rent"')))
    assert found.startswith(
        f"fault: plan.toml:{line_of('devices.student.acquire')}: devices.student.acquire: in scenario 'lease'"
    )


def test_faults_are_said_before_advice(tmp_path: Path) -> None:
    assert [finding.kind for finding in findings(write(tmp_path, replaced("life = 8", "life = 80")))] == ["fault"]
    both = findings(write(tmp_path, replaced('offer = "coop"', 'offer = "koop"')))
    assert [finding.kind for finding in both] == ["fault", "advice", "advice"]


def test_a_figure_that_the_form_fills_in_may_be_changed(tmp_path: Path) -> None:
    assert faults(write(tmp_path, replaced('"devices.student.life" = 5', '"economics.flow_timing" = 1'))) == []


def test_advice_that_only_a_scenario_gives_rise_to_is_shown(tmp_path: Path) -> None:
    longer = advice(write(tmp_path, replaced('"devices.student.life" = 5', '"devices.student.life" = 9')))
    assert any(
        "in scenario 'longer': support ends before the planned life of 9 years: newer (2033-06-30)" in line
        for line in longer
    )


def test_the_base_is_no_scenario(tmp_path: Path) -> None:
    found = only_fault(write(tmp_path, replaced("[scenarios.longer]", "[scenarios.base]")))
    assert "'base' is the plan as it stands. Give the scenario another id." in found


def test_a_scenario_can_be_checked_by_itself(raw: dict[str, Any], tmp_path: Path) -> None:
    places = load(write(tmp_path)).places
    scenario = Scenario(label="x", changes={"calendar.horizon": 3, "devices.student.life": 5})
    assert [str(finding) for finding in check_scenario_paths(raw, scenario, places)] == [
        "fault: calendar.horizon: a scenario may change figures, choices and dates only, and this is structural. "
        "Put it in a file that extends this one."
    ]


def test_a_fault_of_the_plan_is_not_said_again_for_each_scenario(tmp_path: Path) -> None:
    only_fault(write(tmp_path, replaced('bands = ["elementary", "high"]', 'bands = ["elementary", "hihg"]', PLAN)))
