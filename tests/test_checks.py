"""Each finding about a computed plan can be produced, with its place and what to do; a plan that adds up has none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tco.checks import check_needs, check_result
from tco.cli import main
from tco.errors import Finding
from tco.formula.number import Values
from tco.result import Result
from tests.hand import plan, replaced

ENOUGH = replaced("amount = 15_000", "amount = 50_000")


def spoiled(result: Result, added: Mapping[str, float]) -> list[Finding]:
    """What the checks find when a row is off by so much in its second year."""
    rows, arrays = result.model.by_id(), dict(result.values.arrays)
    for id, amount in added.items():
        array = np.array(arrays[rows[id]])
        array[2] += amount  # the opening stands in front
        arrays[rows[id]] = array
    return check_result(result.model, Values(arrays, result.values.cases))


@pytest.fixture
def enough(tmp_path: Path) -> Result:
    """The plan with money enough."""
    return plan(tmp_path, ENOUGH).run()


def test_a_plan_that_adds_up_and_is_paid_for_has_no_findings(enough: Result) -> None:
    assert spoiled(enough, {}) == []


def test_a_gap_is_told_year_by_year(tmp_path: Path) -> None:
    """Without the general fund the levy pays 11,000 and then 10,000 of 31,200, 14,600, 21,200 and 14,600."""
    found = plan(tmp_path, replaced("amount = 15_000", "amount = 0")).run()
    assert [str(finding) for finding in spoiled(found, {})] == [
        "advice: funding.gap: not covered: FY2027 20,200; FY2028 4,600; FY2029 21,200; FY2030 14,600. "
        "Add a source, move a purchase or stop a cost."
    ]


def test_a_gap_is_that_of_the_scenario_looked_at(tmp_path: Path) -> None:
    """Kept a third year, FY2030 costs 21,200: 15,000 and the 10,000 that the levy has kept pay it, and FY2027 lacks as much."""
    found = plan(tmp_path, replaced("opening_balance = 1_000", "opening_balance = 0")).run("longer")
    assert [finding.found for finding in check_result(found.model, found.values, 1)] == ["not covered: FY2027 6,200"]


def test_half_a_cent_is_no_gap(enough: Result) -> None:
    assert spoiled(enough, {"funding.gap": 0.004}) == []
    assert len(spoiled(enough, {"funding.gap": 0.006})) == 1


@pytest.mark.parametrize("tag", ["category", "kind", "recurrence", "phase", "purpose"])
def test_a_statement_that_is_not_the_ledger_is_a_fault(enough: Result, tag: str) -> None:
    assert [str(finding) for finding in spoiled(enough, {f"by_{tag}.total": 1234.5})] == [
        f"fault: by_{tag}.total: differs from the ledger by 1,234.50 dollars. This is a fault of the library; report it."
    ]
    assert spoiled(enough, {f"by_{tag}.total": 0.004}) == []


def test_a_posting_that_no_statement_has_is_a_fault_of_all_of_them(enough: Result) -> None:
    found = spoiled(enough, {"software.platform.cost": 0.02})
    assert [finding.place for finding in found] == [
        f"by_{tag}.total" for tag in ("category", "kind", "recurrence", "phase", "purpose")
    ]


@pytest.mark.parametrize("part", ["bought", "lost", "retired", "closing", "opening"])
def test_a_fleet_that_does_not_add_up_is_a_fault(enough: Result, part: str) -> None:
    assert [str(finding) for finding in spoiled(enough, {f"devices.student.{part}": 0.01})] == [
        "fault: devices.student: opening + bought is not lost + retired + closing. "
        "This is a fault of the library; report it."
    ]


def test_adding_in_another_order_is_no_fault_and_a_millionth_is(tmp_path: Path) -> None:
    """Of 100 x 1e12 dollars no cent is left in 16 digits; what is off by 1e-6 of them is told all the same."""
    huge = plan(tmp_path, replaced("price = 9", "price = 1_000_000_000_000", ENOUGH)).run()
    statements = [finding for finding in spoiled(huge, {"by_phase.total": 16}) if finding.place != "funding.gap"]
    assert statements == []
    assert any(finding.place == "by_phase.total" for finding in spoiled(huge, {"by_phase.total": 1e8}))


def test_devices_that_are_needed_and_not_bought_are_told(tmp_path: Path) -> None:
    """Of 100 needed 40 are there, and 40 are all that may be bought: 20 are missing in FY2027. Then 40 of the 80 are due: 40 are bought,
    and 20 old ones held for those that are put off, which is 100 in service in each year."""
    capped = replaced("life = 2", "life = 2\npurchase_cap = 40", ENOUGH)
    result = plan(tmp_path, capped).run()
    assert result.values.of(result.model.by_id()["devices.student.missing"])[:, 0].tolist() == [20, 0, 0, 0]
    told = [str(finding) for finding in spoiled(result, {}) if "fewer in service" in str(finding)]
    assert told == [
        "advice: devices.student: fewer in service than needed: FY2027 20. "
        "Look at what holds purchases back, such as purchase_cap, or say by rollout that fewer are wanted."
    ]


def test_what_a_scenario_lacks_is_told_once_with_its_name(tmp_path: Path) -> None:
    """As planned 60 may be bought and all 100 are there; kept a third year changes nothing in that; with 40 a year 20 are missing."""
    fewer = '\n[scenarios.fewer]\nlabel = "Fewer"\nchanges = { "devices.student.purchase_cap" = 40 }\n'
    read = plan(tmp_path, replaced("life = 2", "life = 2\npurchase_cap = 60", ENOUGH) + fewer)
    result = read.run()
    told = [finding.found for finding in check_needs(result.model, result.values, result.cases.plans)]
    assert told == ["in scenario 'fewer': fewer in service than needed: FY2027 20"]
    path = tmp_path / "plan.toml"
    assert "in scenario 'fewer'" in CliRunner().invoke(main, ["check", str(path)]).output
