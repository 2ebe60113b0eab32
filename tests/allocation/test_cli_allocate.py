"""The command of the allocation: what it prints, the file it writes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tco
from tco.cli import main
from tests.funding.three_sources import DISTRICT
from tests.plans import Computed

PLAN = (
    DISTRICT
    + """\
[services.lms]
label = "Learning platform"
category = "software"
price = 70_000
[projects.refresh]
label = "Refresh"
category = "client_devices"
start = 2027
tags = { month = 3 }
lines = { devices = { label = "Devices", amount = 60_000, phase = "acquire" } }
[sources.grant]
label = "State grant"
recurrence = "one_time"
amount = { by_year = { 2027 = 60_000, 2028 = 0 } }
obligate_by = 2027-09-30
[sources.levy]
label = "Levy"
recurrence = "at_risk"
amount = 70_000
carries_over = true
"""
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["allocate", *map(str, words)])


def test_the_file_extends_the_plan_and_pays_as_printed(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "sub" / "paid.toml"
    done = run(plan, "--out", out)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Recurring cost on one-time money" in done.stdout
    assert "  State grant, FY2027: $60,000; one-time money for a one-time cost" in done.stdout
    assert done.stdout.endswith(f"Written: {out}. Next: tco run {out} --out plan.xlsx\n")
    written = tco.load(out)
    assert written.scenarios == ("base", "waterfall")
    assert Computed(written.run()).row("funding.recurring_on_one_time").tolist() == [0, 0, 0, 0]
    assert Computed(written.run("waterfall")).row("funding.recurring_on_one_time").tolist() == [17_500, 0, 0, 0]


def test_a_plan_with_planned_payments_is_allocated_anew(plan: Path, tmp_path: Path) -> None:
    """What was planned before and is no longer is 0 in the new file, which extends the old one."""
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    run(plan, "--out", first)
    kept, own = first.read_text(encoding="utf-8"), "[sources.grant.planned]"
    assert own in kept
    lms = next(id for id in tco.load(plan).allocate().comparison.planned["levy"] if id.startswith("services.lms"))
    first.write_text(kept.replace(own, f'{own}\n"{lms}" = {{ by_year = {{ 2027 = 500 }} }}'), encoding="utf-8")
    assert Computed(tco.load(first).run()).row("sources.grant.planned").tolist() == [60_500, 0, 0, 0]
    assert run(first, "--out", second).exit_code == 0
    written = Computed(tco.load(second).run())
    assert written.row("sources.grant.planned").tolist() == [60_000, 0, 0, 0]
    assert written.row("funding.plan_stale").tolist() == [0, 0, 0, 0]


def test_an_existing_file_stays_unless_it_may_go(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "paid.toml"
    out.write_text("mine", encoding="utf-8")
    assert run(plan, "--out", out).exit_code == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert run(plan, "--out", out, "--force").exit_code == 0
    assert "follow_plan" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "paid.xlsx"], "expected a name that ends in .toml"),
        (["--wishes", "gap,cheap"], "expected some of split, gap, recurring_on_one_time"),
        (["--wishes", "gap,gap"], "expected some of split, gap, recurring_on_one_time"),
    ],
)
def test_wrong_usage_is_refused(plan: Path, words: list[str], said: str) -> None:
    done = run(plan, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())


def test_the_plan_itself_is_not_written_over(plan: Path) -> None:
    done = run(plan, "--out", plan, "--force")
    assert done.exit_code == 2
    assert "this is the plan itself" in done.stderr
    assert plan.read_text(encoding="utf-8") == PLAN


def test_a_plan_without_sources_has_nothing_to_allocate(plan: Path, tmp_path: Path) -> None:
    plan.write_text(PLAN[: PLAN.index("[sources.grant]")], encoding="utf-8")
    done = run(plan, "--out", tmp_path / "paid.toml")
    assert done.exit_code == 2
    assert "there is nothing to allocate" in " ".join(done.stderr.split())
    assert not (tmp_path / "paid.toml").exists()
