"""The debt guard, worked by hand: a bond's term against what it buys, its average maturity, and proceeds that wait too long."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tco.checks_debt import average_maturity
from tco.cli import main
from tco.errors import Finding
from tests.funding.spending import plan_with
from tests.funding.three_sources import DISTRICT

FLEET: dict[str, Any] = {
    "label": "Laptops",
    "count": 100,
    "price": {"device": {"price": 1000}},
    "life": 4,
    "loss": 0,
    "breakage": 0,
}
"""100 laptops of 1,000 dollars are bought in FY2027, and again in FY2031: 100,000 dollars each time."""
BOARDS = {**FLEET, "label": "Boards", "category": "classroom_print", "count": 50, "life": 8}
"""50 boards of 1,000 dollars in FY2027."""
ISSUE: dict[str, Any] = {"issued": 2027, "proceeds": 150_000, "rate": 0.04, "term": 20}


def told(
    *, bond: dict[str, Any], devices: dict[str, Any], policy: str = "advice", horizon: int = 10, **more: Any
) -> list[Finding]:
    """What is said of a bond that may pay all that devices cost."""
    source = {
        "recurrence": "one_time",
        "bond": ISSUE | bond,
        "uses": {"all": {"categories": ["client_devices", "classroom_print", "network"]}},
    }
    calendar = {"start_month": 7, "first_year": 2027, "horizon": horizon}
    plan = plan_with(
        {"bond": source}, {"devices": devices}, calendar=calendar, funding={"debt_beyond_life": policy}, **more
    )
    return [finding for finding in plan.run().findings if finding.place.startswith("sources.bond")]


def test_debt_that_outlives_what_it_buys() -> None:
    """100,000 for laptops of four years and 50,000 for boards of eight: 5.3 years on average, (100 x 4 + 50 x 8) / 150 = 5.33."""
    said, beyond = told(bond={}, devices={"laptops": FLEET, "boards": BOARDS})
    assert (said.kind, said.place) == ("advice", "sources.bond.bond.term")
    assert said.found == (
        "it is paid back over 20 years, and what it buys serves 8 years at most (Boards), 5.3 on average by what it pays"
    )
    assert said.remedy.startswith(
        "Borrow what it pays for by itself, for at most 8 years, or pay for it from other money"
    )
    assert beyond.kind == "advice"


def test_principal_beyond_the_safe_harbor() -> None:
    """20 payments of 0.0735818 for each dollar at 4 % are 1.471635: 0.471635 of interest at 0.04 is 11.79 years on average. What
    is bought serves 5.33 on average, and 120 % of that is 6.4."""
    _, said = told(bond={}, devices={"laptops": FLEET, "boards": BOARDS})
    assert said.found == "its principal is paid back after 11.8 years on average, and 120% of that life is 6.4"
    assert "1.148-1(c)(4)(i)(B)" in said.remedy and "ask bond counsel" in said.remedy


def test_a_policy_makes_it_a_fault() -> None:
    found = told(bond={"proceeds": 100_000}, devices={"laptops": FLEET}, policy="fault")
    assert [each.kind for each in found] == ["fault", "advice"]


@pytest.mark.parametrize(("term", "kinds"), [(4, []), (5, ["advice"]), (9, ["advice", "advice"])])
def test_a_term_within_the_life_is_no_finding(term: int, kinds: list[str]) -> None:
    """At 4 % principal of five years is paid back after 3.1 years on average, of nine after 5.3; 120 % of four years are 4.8."""
    assert [each.kind for each in told(bond={"term": term, "proceeds": 100_000}, devices={"laptops": FLEET})] == kinds


def test_the_technology_part_is_held_against_what_it_buys() -> None:
    """An issue of ten million for buildings, of which 100,000 buy laptops: its twenty years are held against their four."""
    said, _ = told(bond={"proceeds": 10_000_000, "technology": 100_000}, devices={"laptops": FLEET})
    assert "20 years, and what it buys serves 4 years at most (Laptops), 4.0 on average" in said.found


def test_the_economic_life_counts_where_it_is_the_shorter() -> None:
    said, _ = told(bond={"proceeds": 100_000}, devices={"laptops": {**FLEET, "economic_life": 3}}, horizon=3)
    assert "serves 3 years at most" in said.found


def test_payments_as_agreed_end_with_the_last_of_them() -> None:
    """A lease-purchase of FY2027 with payments to FY2032 is paid over five years, one more than laptops serve."""
    agreed = {"rate": None, "term": None, "proceeds": 100_000}
    for last, count in ((2032, 1), (2031, 0)):
        payments = {"by_year": dict.fromkeys(range(2028, last + 1), 25_000)}
        found = told(bond={**agreed, "payments": payments}, devices={"laptops": FLEET})
        assert len(found) == count
    assert found == []


def test_what_has_no_life_is_asked_for() -> None:
    """A project of 50,000 whose life is not given, beside laptops: it may serve as long as the debt runs."""
    cabling = {"label": "Cabling", "category": "network", "start": 2027}
    lines = {"lines": {"all": {"label": "Cabling", "kind": "capital", "amount": 50_000}}}
    found = told(bond={}, devices={"laptops": FLEET}, projects={"cabling": {**cabling, **lines}})
    (said,) = found
    assert said.found.endswith("what it buys serves 4 years at most, as far as its life is given")
    assert said.remedy == "Give projects.cabling.life."
    assert told(bond={}, devices={"laptops": FLEET}, projects={"cabling": {**cabling, **lines, "life": 20}}) == []


def test_proceeds_that_wait_for_the_second_refresh() -> None:
    """200,000 of FY2027 buy laptops then and in FY2031; half of it is left at the end of FY2030."""
    found = told(bond={"proceeds": 200_000, "term": 4}, devices={"laptops": FLEET})
    (said,) = [each for each in found if "proceeds are left" in each.found]
    assert said.found == (
        "100,000 of its proceeds are left at the end of FY2030, 3 years after its issue; "
        "then it pays 100,000 for Laptops in FY2031, which it has bought before"
    )


def test_proceeds_of_before_the_plan_that_are_left_when_it_begins() -> None:
    """Issued in FY2020, with 40,000 left when the plan begins, of which laptops are bought."""
    source = {
        "recurrence": "one_time",
        "opening_balance": 40_000,
        "bond": {**ISSUE, "issued": 2020, "owed": 90_000},
        "uses": {"all": {"items": ["devices"]}},
    }
    found = [str(each) for each in plan_with({"bond": source}, {"devices": {"laptops": FLEET}}).run().findings]
    (said,) = [each for each in found if "proceeds are left" in each]
    assert "40,000 of its proceeds are left at the end of FY2026" in said
    assert "then it pays 40,000 for Laptops in FY2027. Tax-exempt" in said


def test_average_maturity_of_level_debt() -> None:
    """Principal of 317,208.56, 333,068.99 and 349,722.45 after one, two and three years (`test_bonds.py`): 2,032,513.89 dollar-years
    of 1,000,000 are 2.0325 years. At no interest each year pays the same: the middle of them."""
    assert average_maturity(rate=0.05, payments=3) == pytest.approx(2.03251, abs=1e-5)
    assert average_maturity(rate=0, payments=20) == 10.5
    assert average_maturity(rate=1e-17, payments=20) == 10.5


def test_the_command_line_tells_it_and_a_scenario_of_its_own(tmp_path: Path) -> None:
    """A term of four years for laptops of four: only where they serve three is the policy broken, and `tco check` ends with 1."""
    path = tmp_path / "plan.toml"
    path.write_text(
        DISTRICT
        + """
[devices.laptops]
label = "Laptops"
count = 100
price = { device = { price = 1000 } }
breakage = 0
loss = 0
life = 4
[funding]
debt_beyond_life = "fault"
[sources.bond]
label = "Bond"
recurrence = "one_time"
uses = { all = { items = ["devices"] } }
bond = { issued = 2027, proceeds = 100000, rate = 0.04, term = 4 }
[scenarios.sooner]
label = "Replaced sooner"
changes = { "devices.laptops.life" = 3 }
"""
    )
    result = CliRunner().invoke(main, ["check", str(path)])
    said = "fault: sources.bond.bond.term: in scenario 'sooner': it is paid back over 4 years, and what it buys serves 3 years at most"
    assert said in result.output
    assert "1 fault, " in result.output and result.exit_code == 1
    shown = CliRunner().invoke(main, ["run", str(path), "--scenario", "sooner"])
    assert said.replace("in scenario 'sooner': ", "") in shown.output and shown.exit_code == 1
    assert CliRunner().invoke(main, ["run", str(path)]).exit_code == 0
