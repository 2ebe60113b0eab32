"""The command line: check a plan, run it, explain a number, start a new plan.

Exit status: 0 good, 1 faults in the data (with `--strict` also advice), 2 wrong usage. Findings go to standard error.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from tco.errors import Advice, Finding, PlanError, TcoError
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import LARGEST
from tco.plan import Plan, load
from tco.result import Result
from tco.shipped import plan_path
from tco.starter import Answers, starter_plan, write_starter
from tco.views import csv_tables
from tco.writing import write_tables

NUMBER = click.FloatRange(0, LARGEST)
YEAR = click.IntRange(*SUPPORTED_YEARS)
MONTH = click.IntRange(1, 12)
PLAN = click.argument("plan", metavar="PLAN")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="school-tco", prog_name="tco")
def main() -> None:
    """Plan what a school district's technology costs, who pays, and when.

    PLAN is a plan file (.toml), a filled input workbook (.xlsx), or the name of a district that comes with tco.
    """


@main.command()
@PLAN
@click.option("--strict", is_flag=True, help="Treat advice as a fault.")
def check(plan: str, strict: bool) -> None:
    """Check a plan and say what is wrong with it."""
    with faults_told():
        read = load(plan_path(plan))
        read.cases  # noqa: B018 - every scenario is read, too
    tell(read.findings)
    click.echo(f"{read.title}: no faults, {len(read.findings)} advice, scenarios: {', '.join(read.scenarios)}")
    leave_if_strict(read.findings, strict)


@main.command()
@PLAN
@click.option("--scenario", metavar="NAME", help="The scenario to show; the plan as it stands by default.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Write the workbook.")
@click.option(
    "--csv", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Write ledger and read-outs as CSV."
)
@click.option("--force", is_flag=True, help="Replace existing outputs.")
@click.option("--strict", is_flag=True, help="Treat advice as a fault.")
def run(plan: str, scenario: str | None, out: Path | None, folder: Path | None, force: bool, strict: bool) -> None:
    """Compute a plan, print what matters, and write its workbook."""
    if out is not None and out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"--out {out}: expected a name that ends in .xlsx")
    with faults_told(), progress(("read", "compute", "write")) as step:
        read: Plan = load(plan_path(plan))
        step()
        result = read.run(scenario)
        step()
        if out is not None:
            result.to_excel(out, force=force)
        if folder is not None:
            write_tables(folder, csv_tables(result.ledger, result.tables()), force=force)
        step()
    tell(result.findings)
    click.echo(page(result))
    for written in (out, folder):
        if written is not None:
            click.echo(f"Written: {written}")
    leave_if_strict(result.findings, strict)


@main.command()
@PLAN
@click.argument("row")
@click.argument("year", type=int)
@click.option("--scenario", metavar="NAME", help="The scenario; the plan as it stands by default.")
def explain(plan: str, row: str, year: int, scenario: str | None) -> None:
    """Explain the value of ROW in fiscal year YEAR, down to inputs and their sources."""
    with faults_told():
        click.echo(str(load(plan_path(plan)).run(scenario).explain(row, year)))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", prompt="Name of the district", help="Name of the district.")
@click.option("--students", type=NUMBER, prompt="Students enrolled", help="Students enrolled.")
@click.option(
    "--teachers", type=NUMBER, prompt="Teachers (full-time equivalent)", help="Teachers (full-time equivalent)."
)
@click.option("--staff", type=NUMBER, prompt="All staff, teachers included", help="All staff, teachers included.")
@click.option("--first-year", type=YEAR, prompt="First fiscal year (the year it ends in)", help="First fiscal year.")
@click.option("--start-month", type=MONTH, default=7, show_default=True, help="Month in which the fiscal year starts.")
@click.option(
    "--devices-per-student", type=NUMBER, default=1.0, show_default=True, help="Student devices for each student."
)
@click.option("--device-price", type=NUMBER, help="Price of a student device [usd]; an assumption if not given.")
@click.option(
    "--device-life", type=click.FloatRange(1, 30), help="Years a student device serves; an assumption if not given."
)
@click.option("--technicians", type=NUMBER, default=1.0, show_default=True, help="Technicians (full-time equivalent).")
@click.option("--technician-salary", type=NUMBER, help="Salary of a technician [usd]; a public figure if not given.")
@click.option("--internet-month", type=NUMBER, default=0.0, help="Internet bill of a month [usd].")
@click.option("--software-name", default="Main subscription", help="Name of the largest subscription.")
@click.option("--software-price", type=NUMBER, default=0.0, help="Its price per student and year [usd].")
@click.option("--yearly-money", type=NUMBER, default=0.0, help="Money for technology that comes every year [usd].")
@click.option("--ending-money", type=NUMBER, default=0.0, help="Money a year from a grant or levy that ends [usd].")
@click.option("--ending-year", type=YEAR, help="Last fiscal year of that money.")
@click.option("--force", is_flag=True, help="Replace an existing plan.")
def new(folder: Path, force: bool, **answers: Any) -> None:
    """Start a plan in DIR from about ten answers; the rest is filled with marked assumptions."""
    with faults_told():
        today = datetime.date.today()
        target = write_starter(folder, starter_plan(Answers(**answers), today=today), force=force)
        loaded = load(target)
        tell(loaded.findings)
    click.echo(f"Written: {target}. Next: tco run {target} --out {folder / 'plan.xlsx'}")


def page(result: Result) -> str:
    """What matters of a result on one page: the headline years of cost, who pays, and per student."""
    years = result.loaded.form.calendar.headline_years
    lines = [f"{result.loaded.form.title} ({result.cases.labels[result.case]})", ""]
    heads = "".join(f"{label:>14}" for label in result.model.years.labels[:years])
    lines.append(f"{'':<44}{heads}")
    for section, block, rows in HEADLINES:
        table = result.block(block)
        lines.append(section)
        for (row, label, unit), numbers in table.iterrows():  # type: ignore[misc]
            if rows is None or row.rsplit(".", 1)[-1] in rows:
                shown = "".join(
                    f"{number:>14,.2f}" if "/" in unit else f"{number:>14,.0f}" for number in numbers[:years]
                )
                lines.append(f"  {label[:42]:<42}{shown}")
    return "\n".join(lines)


HEADLINES: tuple[tuple[str, str, tuple[str, ...] | None], ...] = (
    ("Cost by category [usd]", "by_category", None),
    ("Capital or operating [usd]", "by_kind", ("capital", "operating", "debt_service", "proceeds")),
    ("Per student and over the years", "measures", ("per_student", "cumulative", "unbudgeted")),
    ("Annualised cost of ownership", "annualised", ("tco", "tco_per_student", "tco_per_device", "tco_per_assigned")),
    ("Who pays [usd]", "funding", ("paid", "gap")),
)


def tell(findings: Iterable[Finding]) -> None:
    """Findings on standard error, faults first."""
    for finding in sorted(findings, key=lambda finding: isinstance(finding, Advice)):
        click.echo(str(finding), err=True)


def leave_if_strict(findings: Iterable[Finding], strict: bool) -> None:
    if any(not isinstance(finding, Advice) for finding in findings) or (strict and any(True for _ in findings)):
        sys.exit(1)


@contextmanager
def faults_told() -> Iterator[None]:
    """Faults in the data end the command with status 1 and their messages, never with a traceback."""
    try:
        yield
    except PlanError as error:
        tell(error.findings)
        sys.exit(1)
    except (TcoError, OSError) as error:
        click.echo(f"fault: {error}", err=True)
        sys.exit(1)


@contextmanager
def progress(steps: tuple[str, ...]) -> Iterator[object]:
    """A bar on a terminal when work is long, nothing in a pipe."""
    with tqdm(total=len(steps), disable=not sys.stderr.isatty(), delay=1, leave=False) as bar:
        yield bar.update
