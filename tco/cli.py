"""The command line: check a plan, run it, explain a number, start a new plan.

Exit status: 0 good, 1 faults in the data (with `--strict` also advice), 2 wrong usage. Findings go to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from tqdm import tqdm

from tco.errors import Advice, Finding, PlanError, TcoError
from tco.plan import Plan, load
from tco.result import Result
from tco.shipped import plan_path, shipped_plans
from tco.views import csv_tables
from tco.writing import write_tables

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
@click.option("--csv", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Write ledger and read-outs as CSV.")
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
                shown = "".join(f"{number:>14,.2f}" if "/" in unit else f"{number:>14,.0f}" for number in numbers[:years])
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
