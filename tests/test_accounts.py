"""The books as people read them: classes with their reasons, the three views on a page, and the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tco.accounts import accounts_page, books_table, classes
from tco.cli import main
from tests.model.books import plan
from tests.plans import Computed

LEASE = {"term": 4, "payments": "annual", "due": "advance", "rate": 0.04}


def said(raw: dict[str, Any]) -> list[str]:
    result = Computed.of(raw).result
    return [str(each) for each in classes(result.model, result.values, result.case)]


@pytest.mark.parametrize(
    ("way", "more", "reason"),
    [
        ("buy", {}, "Devices: bought, FY2027: capital asset: a year's purchase is significant, 100,000 or more"),
        ("buy", {"price": {"device": {"price": 5000}}}, "one costs the district's threshold of 5,000 or more"),
        ("buy", {"count": 100}, "one costs less than the district's threshold of 5,000 and a year's purchase is less than the 100,000"),
        ("buy", {"life": 1}, "supplies and services, used up as they are paid: it serves less than 24 months"),
        ("lease", {}, "Devices: lease-purchase, FY2027: financed purchase: owned at the end (GASB 87, paragraph 19)"),
        ("rent", {}, "lease: it lasts longer than a short-term lease with all options to extend it (GASB 87)"),
        ("rent", {"rent": {"term": 1, "payments": "annual", "payment": 120, "rate": 0.04}}, "short-term agreement"),
    ],
)  # fmt: skip
def test_the_reason_is_said_in_words(way: str, more: dict[str, Any], reason: str) -> None:
    rent = {"term": 3, "payments": "annual", "payment": 120, "rate": 0.04}
    assert reason in "\n".join(said(plan(way, **{"rent": rent, **more})))


@pytest.mark.parametrize(
    ("accounting", "reason"),
    [
        ({"aggregate": 1, "lease_threshold": 400_000}, "it is less than the district's threshold for its kind"),
        ({"aggregate": 1}, "lease: it lasts longer"),
    ],
)
def test_a_lease_below_the_threshold_says_so(accounting: dict[str, Any], reason: str) -> None:
    rent = {"term": 3, "payments": "annual", "payment": 120, "rate": 0.04}
    assert reason in "\n".join(said(plan("rent", rent=rent, accounting=accounting)))


def test_a_lease_before_its_rule_and_a_purchase_without_thresholds_say_so() -> None:
    rent = {"term": 3, "payments": "annual", "payment": 120, "rate": 0.04}
    raw = plan("rent", rent=rent, rollout=1)
    raw["calendar"]["first_year"] = raw["economics"]["prices_as_of"] = 2019
    assert "the rule that makes it an asset is not in force yet" in said(raw)[0]
    bare = {**plan(accounting={}), "economics": {"discount_rate": 0, "prices_as_of": 2027}}
    assert "the district gives no threshold from which it is an asset" in said(bare)[0]


def test_years_with_one_reason_are_told_once() -> None:
    """Bought again as they are lost: 400,000 are significant, 20,000 a year are not."""
    found = said(plan(loss=0.05, rollout=1))
    assert [each.split(":")[1] for each in found] == [" bought, FY2027, FY2031", " bought, FY2028 to FY2030, FY2032"]


def test_the_page_shows_the_three_views() -> None:
    result = Computed.of(plan("lease")).result
    page = accounts_page(result.model, result.values, 4)
    lines = {line[:44].strip(): line[44:].split() for line in page.splitlines()}
    assert lines["Debt service"] == ["105,958"] * 4
    assert lines["Other financing source"] == ["294,042", "0", "0", "0"]
    assert lines["Expense"] == ["111,762", "107,994", "104,075", "100,000"]
    table = books_table(result.model, result.values)
    assert table.loc[("books.devices.fleet.lease", "principal"), 2028] == pytest.approx(94_196.02)
    assert table.loc[("books", "asset"), 2027] == 300_000


def test_a_plan_without_policies_says_what_to_add(tmp_path: Path) -> None:
    raw = {key: value for key, value in plan().items() if key != "accounting"}
    result = Computed.of(raw).result
    assert "Add [accounting]" in accounts_page(result.model, result.values, 5)
    assert books_table(result.model, result.values).empty


def test_the_command_prints_the_page(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        'schema = 1\ntitle = "Books"\naccounting = { aggregate = 1 }\n'
        'district = { name = "A", enrolment = { all = 10 }, teachers = 1, staff = 1 }\n'
        "calendar = { start_month = 7, first_year = 2027, horizon = 3 }\n"
        "economics = { discount_rate = 0, prices_as_of = 2027, capital_threshold = 5000 }\n"
        '[devices.d]\nlabel = "Devices"\ncount = 10\nlife = 4\nloss = 0\nbreakage = 0\nprice = { d = { price = 400 } }\n',
        encoding="utf-8",
    )
    ran = CliRunner().invoke(main, ["books", str(path)])
    assert ran.exit_code == 0, ran.output
    assert "Devices: bought, FY2027: capital asset: a year's purchase is significant, 1 or more" in ran.output
    assert "Government-wide" in ran.output
