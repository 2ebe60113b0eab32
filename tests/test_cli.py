"""The command line: what it prints and where, its exit status in every case, and that no output is lost or left half-written."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from tco import telling
from tco.cli import main
from tco.errors import Advice, Fault
from tco.version import __version__
from tests.hand import BELOW_THE_FIRST_TIER, TABLES, replaced, write
from tests.workbook.input_workbook import EXAMPLE, filled_workbook

ENOUGH = replaced("amount = 15_000", "amount = 50_000")
CERTAIN = replaced(", assumption = true", "", ENOUGH)  # nothing to advise on
FAULTY = replaced("life = 2", "life = -2", replaced('per = "classroom"', 'per = "clasroom"'))
HEADINGS = ("Cost by category", "Capital or operating", "Per student", "Annualised cost", "Who pays")


def run(*words: object, **given: Any) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], **given)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Status 0 ------------------------------------------------------------------------------------------------------------------


def test_check_says_that_a_plan_is_good(tmp_path: Path) -> None:
    done = run("check", write(tmp_path, CERTAIN))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Worked by hand: no faults, 0 advice, scenarios: base, longer\n"


def test_calendar_shows_notice_and_purchases_of_the_headline_years(tmp_path: Path) -> None:
    """A contract to 30 June 2027 with 30 days of notice: 31 May. 60 devices for FY2027 are ordered 10 days before 1 July 2026."""
    lead = "prepare = 0\ndelivery = 10\norder = 5\nboard = 5\nevaluation = 5\nbid = 5\n"
    contract = '[contracts.main]\nlabel = "Main"\nend = 2027-06-30\nnotice_days = 30\n'
    path = write(tmp_path, f"{CERTAIN}\n{contract}\n[procurement]\n{lead}")
    done = run("calendar", path, "--on", "2026-06-21")
    assert done.exit_code == 0
    assert "  2027-05-31  2027-06-30  Main" in done.stdout
    first = next(line for line in done.stdout.splitlines() if "Student devices" in line)
    assert first.split()[0] == "2027"
    assert first.split()[-3:] == ["2026-06-16*", "2026-06-21", "2026-07-01"]  # what is due today has not passed
    assert done.stdout.endswith("* passed: before 2026-06-21\n")
    assert "\n  2029" not in done.stdout
    assert "\n  2029" in run("calendar", path, "--all").stdout
    assert "No [contracts.ID] in the plan." in run("calendar", write(tmp_path, CERTAIN, "other.toml")).stdout


def test_run_prints_the_headline_years_on_a_page(tmp_path: Path) -> None:
    """FY2027 costs 31,200 and FY2028 14,600; the plan has two headline years of its four."""
    done = run("run", write(tmp_path))
    assert done.exit_code == 0
    assert done.stdout.splitlines()[2].split() == ["FY2027", "FY2028"]
    page, _, scenarios = done.stdout.partition("All years, by scenario")
    lines = {line[:44].strip(): line[44:].split() for line in page.splitlines()}
    assert "As planned" in scenarios and "81,600" in scenarios  # 31,200 + 14,600 + 21,200 + 14,600
    assert lines["Total"] == ["31,200", "14,600"]
    assert lines["Client devices"] == ["20,300", "13,700"]
    assert lines["Cost per student"] == ["312.00", "146.00"]
    assert lines["Annualised cost of ownership"] == ["20,400", "20,400"]
    assert lines["Not covered"] == ["5,200", "0"]
    assert [heading for heading in HEADINGS if heading not in done.stdout] == []
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_run_shows_the_scenario_that_was_asked_for(tmp_path: Path) -> None:
    done = run("run", write(tmp_path), "--scenario", "longer")
    assert done.exit_code == 0
    assert "Worked by hand (Keep them a third year)" in done.stdout
    assert "1,400" in done.stdout  # FY2028: nothing is bought


def test_run_writes_the_workbook_and_the_tables(tmp_path: Path) -> None:
    out, folder = tmp_path / "plan.xlsx", tmp_path / "deep" / "tables"
    done = run("run", write(tmp_path), "--out", out, "--csv", folder)
    assert done.exit_code == 0
    assert done.stdout.endswith(f"Written: {out}\nWritten: {folder}\n")
    assert "Summary" in load_workbook(out).sheetnames
    assert names(tmp_path) == ["deep", "plan.toml", "plan.xlsx"]
    assert names(folder) == [f"{name}.csv" for name in TABLES]
    budget = (folder / "budget.csv").read_text(encoding="utf-8")
    assert "by_category.total,Total,usd,31200,14600,21200,14600\n" in budget


def test_tables_start_no_formula(tmp_path: Path) -> None:
    text = replaced('name = "Oak Elementary"', 'name = "=cmd|A1"')
    assert run("run", write(tmp_path, text), "--csv", tmp_path / "tables").exit_code == 0
    lines = csv.reader(io.StringIO((tmp_path / "tables" / "refresh_calendar.csv").read_text(encoding="utf-8")))
    assert {line[1] for line in lines} == {"school", "'=cmd|A1", "High School"}


def test_explain_goes_down_to_the_source(tmp_path: Path) -> None:
    done = run("explain", write(tmp_path), "devices.student.repairs_cost", 2028)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Cost of repairs in FY2028 = 500.00 usd")
    assert "assumption devices.student.repair_cost; source: repair shop's list" in done.stdout
    life = run("explain", write(tmp_path), "devices.student.life", 2028, "--scenario", "longer")
    assert life.stdout.startswith("Life = 3 year")


def test_explain_tells_why_a_run_stops(tmp_path: Path) -> None:
    path = write(tmp_path, BELOW_THE_FIRST_TIER)
    stopped = run("run", path)
    assert stopped.exit_code == 1
    words = stopped.stderr.strip().split("tco ")[-1].replace("PLAN", str(path)).split()
    why = run(*words)
    assert why.exit_code == 0
    assert "no value" in why.stdout and "Volume of all members in FY2028 = 40.00 device" in why.stdout


def test_a_shipped_district_is_known_by_its_name() -> None:
    done = run("check", "peninsula_wa")
    assert done.exit_code == 0
    assert done.stdout.startswith("Peninsula School District")


def test_a_filled_input_workbook_is_a_plan_too(tmp_path: Path) -> None:
    """The workbook and the plan file that it was filled from come to the same page."""
    page = run("run", EXAMPLE)
    assert page.exit_code == 0
    done = run("run", filled_workbook(tmp_path), "--out", tmp_path / "out.xlsx")
    assert done.exit_code == 0
    assert done.stdout == f"{page.stdout}Written: {tmp_path / 'out.xlsx'}\n"


def test_a_blank_input_workbook_is_told_cell_by_cell() -> None:
    done = run("check", EXAMPLE.with_name("plan.xlsx"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "plan.xlsx: Plan!" in done.stderr and all(line.startswith("fault: ") for line in done.stderr.splitlines())


def test_a_folder_of_ones_own_does_not_hide_a_shipped_district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "peninsula_wa").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run("explain", "peninsula_wa", "calendar", "x").exit_code == 2
    assert "folder" not in run("explain", "peninsula_wa", "nothing", 2028).stderr


def test_a_plan_that_is_there_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    path = write(tmp_path)
    before = path.read_text()
    done = run("new", tmp_path)
    assert (done.exit_code, done.stdout) == (2, "") and "exists already" in done.stderr
    assert path.read_text() == before
    for words in (("--force", tmp_path), (tmp_path, "--force")):
        assert run("new", *words).stdout.startswith("Name of the district"), "with --force it asks"


def test_a_row_is_explained_by_its_label(tmp_path: Path) -> None:
    path = write(tmp_path)
    done = run("explain", path, "client devices", 2027)
    assert done.exit_code == 0 and "[by_category.client_devices]" in done.stdout.splitlines()[0]


def test_version_and_help() -> None:
    assert run("--version").stdout == f"tco, version {__version__}\n"
    for words in ([], ["check"], ["run"], ["explain"], ["new"], ["inventory"]):
        for option in ("-h", "--help"):
            done = run(*words, option)
            assert (done.exit_code, done.stderr) == (0, "") and "Usage:" in done.stdout


# Status 1 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["check"], ["run"], ["explain", "devices.student.life", "2027"]])
def test_faults_in_a_plan_are_told_together(tmp_path: Path, command: list[str]) -> None:
    path = write(tmp_path, FAULTY)
    done = run(command[0], path, *command[1:])
    assert (done.exit_code, done.stdout) == (1, "")
    faults = [line for line in done.stderr.splitlines() if line.startswith("fault: ")]
    assert len(faults) == 2 == len(done.stderr.splitlines())
    assert all(f"{path}:" in line for line in faults)
    assert "devices.student.life" in done.stderr and "classroom" in done.stderr


def test_faults_come_before_advice(capsys: pytest.CaptureFixture[str]) -> None:
    telling.tell([Advice("a", "x", "y"), Fault("b", "x", "y"), Advice("c", "x", "y"), Fault("d", "x", "y")])
    assert [line[:9] for line in capsys.readouterr().err.splitlines()] == [
        "fault: b:",
        "fault: d:",
        "advice: a",
        "advice: c",
    ]


def test_a_row_without_a_value_is_a_fault_for_check_too(tmp_path: Path) -> None:
    for command in ("check", "run"):
        done = run(
            command, write(tmp_path, BELOW_THE_FIRST_TIER), *(["--out", tmp_path / "x.xlsx"] * (command == "run"))
        )
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith("fault: devices.student.offer_price (Price through the offer")
    assert names(tmp_path) == ["plan.toml"]


def test_advice_is_told_and_is_a_fault_only_when_strict(tmp_path: Path) -> None:
    assumed = write(tmp_path, ENOUGH, "assumed.toml")
    gap = write(tmp_path, replaced(", assumption = true", ""), "gap.toml")
    for command in ("check", "run"):
        assert (run(command, assumed).exit_code, run(command, assumed, "--strict").exit_code) == (0, 1)
        assert run(command, assumed).stderr.startswith("advice: ")
    assert (run("run", gap).exit_code, run("run", gap, "--strict").exit_code) == (0, 1)
    assert "funding.gap: not covered: FY2027 5,200" in run("run", gap).stderr
    assert run("check", gap, "--strict").exit_code == 0, "a gap is what a run finds, not a fault in the plan"
    certain = write(tmp_path, CERTAIN, "certain.toml")
    assert all(run(command, certain, "--strict").exit_code == 0 for command in ("check", "run"))


NO_PLANS = {
    "yaml": (b"title: Our plan\ndistrict:\n  name: X\n", "looks like YAML"),
    "json": (b'{"title": "Our plan"}', "looks like JSON"),
    "binary": (bytes(range(256)), "binary file"),
    "empty": (b"", "the file is empty"),
    "zip": (b"PK\x03\x04rest", "a workbook or zip archive"),
    "utf-16": ("schema = 1".encode("utf-16"), "UTF-16"),
}


@pytest.mark.parametrize("kind", NO_PLANS)
def test_another_kind_of_file_gets_one_clear_sentence(kind: str, tmp_path: Path) -> None:
    content, expected = NO_PLANS[kind]
    path = tmp_path / "plan.toml"
    path.write_bytes(content)
    done = run("run", path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert expected in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_workbook_that_is_none_gets_one_clear_sentence(tmp_path: Path) -> None:
    text, other = tmp_path / "text.xlsx", tmp_path / "other.xlsx"
    text.write_text("no workbook", encoding="utf-8")
    Workbook().save(other)
    for path, expected in ((text, "not a whole zip archive"), (other, "this is no input workbook")):
        done = run("run", path)
        assert (done.exit_code, done.stdout) == (1, "")
        assert expected in done.stderr and len(done.stderr.splitlines()) == 1


# Status 2 ------------------------------------------------------------------------------------------------------------------


WRONG_USAGE: list[tuple[list[str], str]] = [
    (["run"], "Missing argument 'PLAN'"),
    (["run", "PLAN", "extra"], "unexpected extra argument"),
    (["run", "PLAN", "--unknown"], "No such option"),
    (["runn", "PLAN"], "No such command"),
    (["run", "PLAN", "--out", "plan.xls"], "--out plan.xls: expected a name that ends in .xlsx"),
    (["run", "PLAN", "--out", "plan"], "ends in .xlsx"),
    (["run", "PLAN", "--out", "nowhere/plan.xlsx"], "nowhere/plan.xlsx could not be written"),
    (["run", "PLAN", "--csv", "PLAN"], "could not be written"),
    (["run", "PLAN", "--csv", "PLAN/tables"], "could not be written"),
    (["run", "PLAN", "--out", "x" * 300 + ".xlsx"], "could not be written"),
    (["run", "PLAN", "--scenario", "longr"], "Did you mean 'longer'?"),
    (["run", "PLAN", "--scenario", ""], "Known scenarios: base, longer"),
    (["explain", "PLAN", "devices.student.life"], "Missing argument 'YEAR'"),
    (["explain", "PLAN", "devices.student.life", "next"], "'next' is not a valid integer"),
    (["explain", "PLAN", "devices.student.life", "2031"], "it covers FY2027 to FY2030"),
    (["explain", "PLAN", "devices.student.lief", "2027"], "did you mean devices.student.life"),
    (["explain", "PLAN", "devices.student.life", "2027", "--scenario", "x"], "Known scenarios: base, longer"),
    (["run", "missing.toml"], "'missing.toml': there is no such file"),
    (["check", "plam.toml"], "Did you mean 'plan.toml'?"),
    (["check", "peninsula"], "Did you mean 'peninsula_wa'?"),
    (["check", "nowhere/plan.toml"], "there is no such file"),
    (["check", "PLAN/plan.toml"], "there is no such file"),
    (["check", "."], "this is a folder. Name the plan file in it"),
    (["check", ""], "there is no such file"),
    (["check", "x" * 5000], "there is no such file"),
    (["check", "nul\0"], "there is no such file"),
]


@pytest.mark.parametrize(("words", "expected"), WRONG_USAGE, ids=[" ".join(words)[:60] for words, _ in WRONG_USAGE])
def test_wrong_usage_says_what_is_right_and_writes_nothing(
    words: list[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = run(*(word.replace("PLAN", "plan.toml") for word in words))
    assert (done.exit_code, done.stdout) == (2, ""), done.output
    assert expected in done.stderr and "Traceback" not in done.stderr
    assert names(tmp_path) == ["plan.toml"]


def test_an_existing_output_stays_unless_it_may_be_replaced(tmp_path: Path) -> None:
    path, out, tables = write(tmp_path), tmp_path / "plan.xlsx", tmp_path / "tables"
    tables.mkdir()
    out.write_text("mine", encoding="utf-8")
    (tables / "budget.csv").write_text("mine", encoding="utf-8")
    for words in (["--out", out], ["--csv", tables], ["--csv", tables, "--out", tmp_path / "new.xlsx"]):
        done = run("run", path, *words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "exists already" in done.stderr and "--force" in done.stderr
    assert names(tmp_path) == ["plan.toml", "plan.xlsx", "tables"], "where one output is in the way, none is written"
    assert (names(tables), out.read_text(), (tables / "budget.csv").read_text()) == (["budget.csv"], "mine", "mine")
    assert run("run", path, "--out", out, "--csv", tables, "--force").exit_code == 0
    assert out.read_bytes()[:2] == b"PK" and names(tables) == [f"{name}.csv" for name in TABLES]
    assert (tables / "budget.csv").read_text(encoding="utf-8").startswith("row,label,unit")


def test_a_folder_in_the_place_of_an_output_is_refused_with_force_too(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "plan.xlsx").mkdir()
    (tmp_path / "tables" / "ledger.csv").mkdir(parents=True)
    for words in (["--out", tmp_path / "plan.xlsx"], ["--csv", tmp_path / "tables"]):
        done = run("run", path, *words, "--force")
        assert done.exit_code == 2 and "is a folder; choose another name" in done.stderr
    assert names(tmp_path / "tables") == ["ledger.csv"]


@pytest.mark.parametrize(
    "words", [["--out", "new.xlsx", "--csv", "plan.toml/tables"], ["--out", "nowhere/new.xlsx", "--csv", "deep/tables"]]
)
def test_where_one_output_cannot_be_written_none_is(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = run("run", "plan.toml", *words, "--force")
    assert (done.exit_code, done.stdout) == (2, "")
    assert names(tmp_path) == ["plan.toml"]
