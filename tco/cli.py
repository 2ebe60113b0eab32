"""The command line: check a plan, run it, explain a number, start a new plan.

Exit status: 0 good, 1 faults in the data (with `--strict` also advice), 2 wrong usage: an option or name that there is not, an
output that exists already or cannot be written. Findings go to standard error.
"""

from __future__ import annotations

import datetime
import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from tco.calendars import calendar_page
from tco.checks import check_needs
from tco.cli_allocate import allocate
from tco.cli_books import books
from tco.cli_decide import decide
from tco.cli_funding import funding
from tco.cli_options import options
from tco.funding.planned import check_planned
from tco.inputs.cells import BadCell, number
from tco.inputs.devices import Fleet
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.faults import text_faults
from tco.inputs.given import LARGEST, meaning_of
from tco.inputs.layouts import LAYOUTS
from tco.inputs.places import Places
from tco.inputs.sources import COMES_BACK
from tco.plan import Plan, load
from tco.result import Result
from tco.shipped import plan_path
from tco.starter import Answers, starter_plan
from tco.stocktake import take_stock
from tco.telling import PLAN, counted, faults_told, leave_if_strict, tell
from tco.version import __version__
from tco.views import csv_tables
from tco.writing import must_be_free, texts_ready, told_as_output, write_texts


class Number(click.FloatRange):
    """A number between two bounds, with or without dollar sign and thousands separators."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            said = number(value) if isinstance(value, str) else value
        except BadCell as bad:
            self.fail(str(bad), param, ctx)
        return float(super().convert(said, param, ctx))


_LIFE = meaning_of(Fleet, "life")
STUDENTS = Number(1, LARGEST)
FIRST_YEAR = click.IntRange(SUPPORTED_YEARS[0] + 1, SUPPORTED_YEARS[1])  # prices are as of the year before
LAST_YEAR = click.IntRange(*SUPPORTED_YEARS)
MONTH = click.IntRange(1, 12)
AMOUNT = Number(0, LARGEST)
LIFE = Number(_LIFE.at_least, _LIFE.at_most - 1)  # a scenario of the new plan keeps devices one year longer
LONGEST_NAME = 200
NEW_PLAN = "plan.toml"
DAY = click.DateTime(["%Y-%m-%d"])


class Commands(click.Group):
    """Commands that say so where what they print cannot be written, such as into a file on a full disk."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # a reader such as `head` has enough; click ends quietly
            _forget_what_is_left()
            raise click.UsageError(f"what the command prints cannot be written: {error.strerror}", ctx) from error


def _forget_what_is_left() -> None:
    """Send what still waits to be printed to nowhere: Python would try it again at its end, and fail with a status of its own."""
    with suppress(OSError, ValueError):  # where standard output is no file there is nothing to send
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tco")
def main() -> None:
    """Plan what a school district's technology costs, who pays, and when.

    PLAN is a plan file (.toml), a filled input workbook (.xlsx), or the name of a district that comes with tco.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that a terminal does not know ends no run


@main.command()
@PLAN
@click.option("--strict", is_flag=True, help="Treat advice as a fault.")
def check(plan: str, strict: bool) -> None:
    """Check a plan and say what is wrong with it."""
    with faults_told():
        read = load(plan_path(plan))
        result = read.run()  # every scenario, for what only shows in numbers
    planned = check_planned(result.model, result.loaded.form.sources)
    found = (*read.findings, *planned, *check_needs(result.model, result.values, result.cases.plans))
    tell(found)
    click.echo(f"{read.title}: {counted(found)}, scenarios: {', '.join(read.scenarios)}")
    leave_if_strict(found, strict)


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
        write_outputs(result, out, folder, force=force)
        step()
    tell(result.findings)
    click.echo(page(result))
    for written in (out, folder):
        if written is not None:
            click.echo(f"Written: {written}")
    leave_if_strict(result.findings, strict)


@main.command()
@PLAN
@click.option("--scenario", metavar="NAME", help="The scenario; the plan as it stands by default.")
@click.option("--all", "whole", is_flag=True, help="All years of the plan; by default those that summaries show.")
@click.option("--on", type=DAY, help="The day before which days are marked as passed; today by default.")
def calendar(plan: str, scenario: str | None, whole: bool, on: datetime.datetime | None) -> None:
    """Show when contracts renew and notice is due, and by when each purchase goes to order, board and bid."""
    day = datetime.date.today() if on is None else on.date()
    with faults_told():
        result = load(plan_path(plan)).run(scenario)
    calendars = (result.contract_calendar, result.procurement_calendar)
    click.echo(calendar_page(result.loaded.form.calendar, *calendars, whole=whole, on=day))


@main.command()
@PLAN
@click.argument("row")
@click.argument("year", type=int)
@click.option("--scenario", metavar="NAME", help="The scenario; the plan as it stands by default.")
def explain(plan: str, row: str, year: int, scenario: str | None) -> None:
    """Explain the value of ROW in fiscal year YEAR, down to inputs and their sources."""
    with faults_told():
        step = load(plan_path(plan)).explain(row, year, scenario=scenario)
    click.echo(str(step))


def plain_text(context: click.Context, parameter: click.Parameter, text: str) -> str:
    """A name as a plan can hold it: something on one line."""
    text = text.strip()
    faults = text_faults({"name": text}, Places(parameter.opts[0]))
    if faults or not 0 < len(text) <= LONGEST_NAME:
        found = faults[0].found if faults else f"{len(text)} characters"
        raise click.BadParameter(
            f"expected a line of 1 to {LONGEST_NAME} characters, found {found}", context, parameter
        )
    return text


def free_folder(context: click.Context, parameter: click.Parameter, folder: Path) -> Path:
    """A folder that a new plan may be written to, said before anything is asked."""
    with faults_told():
        must_be_free([folder / NEW_PLAN], force=bool(context.params.get("force")))
    return folder


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR", is_eager=True, callback=free_folder)
@click.option("--name", callback=plain_text, prompt="Name of the district", help="Name of the district.")
@click.option("--students", type=STUDENTS, prompt="Students enrolled", help="Students enrolled.")
@click.option(
    "--teachers", type=AMOUNT, prompt="Teachers (full-time equivalent)", help="Teachers (full-time equivalent)."
)
@click.option("--staff", type=AMOUNT, prompt="All staff, teachers included", help="All staff, teachers included.")
@click.option(
    "--first-year", type=FIRST_YEAR, prompt="First fiscal year (the year it ends in)", help="First fiscal year."
)
@click.option("--start-month", type=MONTH, default=7, show_default=True, help="Month in which the fiscal year starts.")
@click.option(
    "--devices-per-student", type=AMOUNT, default=1.0, show_default=True, help="Student devices for each student."
)
@click.option("--device-price", type=AMOUNT, help="Price of a student device [usd]; an assumption if not given.")
@click.option("--device-life", type=LIFE, help="Years a student device serves; an assumption if not given.")
@click.option("--technicians", type=AMOUNT, help="Technicians (full-time equivalent); one, marked, if not given.")
@click.option("--technician-salary", type=AMOUNT, help="Salary of a technician [usd]; a public figure if not given.")
@click.option("--internet-month", type=AMOUNT, help="Internet bill of a month [usd]; 0, marked, if not given.")
@click.option("--software-name", callback=plain_text, default="Main subscription", help="The largest subscription.")
@click.option("--software-price", type=AMOUNT, help="Its price per student and year [usd]; 0, marked, if not given.")
@click.option("--yearly-money", type=AMOUNT, default=0.0, help="Money for technology that comes every year [usd].")
@click.option("--ending-money", type=AMOUNT, default=0.0, help="Money a year from a grant or levy that ends [usd].")
@click.option("--ending-year", type=LAST_YEAR, help="Last fiscal year of that money.")
@click.option("--force", is_flag=True, is_eager=True, help="Replace an existing plan.")
def new(folder: Path, force: bool, **answers: Any) -> None:
    """Start a plan in DIR from about ten answers; the rest is filled with marked assumptions."""
    if answers["ending_year"] is not None and answers["ending_year"] < answers["first_year"]:
        raise click.UsageError(f"--ending-year {answers['ending_year']}: expected {answers['first_year']} or later")
    target = folder / NEW_PLAN
    with faults_told():
        text = starter_plan(Answers(**answers), today=datetime.date.today())
        write_texts(folder, {target.name: text}, force=force)
        findings = load(target).findings
    tell(findings)
    click.echo(f"Written: {target}. Next: tco run {target} --out {folder / 'plan.xlsx'}")


@main.command()
@click.argument("file", type=click.Path())
@click.option("--layout", type=click.Choice(list(LAYOUTS)), default="generic", help="Whose export FILE is.")
@click.option("--map", "columns", multiple=True, metavar="OURS=THEIRS", help="FILE's heading for one of our columns.")
@click.option(
    "--join", "joins", multiple=True, metavar="[LAYOUT=]FILE", help="Another export, joined by serial number."
)
@click.option("--on", type=DAY, help="The day to count on; today by default.")
@click.option("--seen-since", type=DAY, help="Leave out devices that were last seen before this day.")
@click.option("--keeps", type=Number(0, 1), help="Share of its price that a device keeps each year, for its value.")
@click.option("--start-month", type=MONTH, default=7, show_default=True, help="Month in which the fiscal year starts.")
@click.option("--csv", "table", type=click.Path(path_type=Path), metavar="FILE", help="Write the table as CSV.")
@click.option("--lines", type=click.Path(path_type=Path), metavar="FILE", help="Write every device, counted or not.")
@click.option("--force", is_flag=True, help="Replace existing outputs.")
def inventory(
    file: str, columns: tuple[str, ...], joins: tuple[str, ...], table: Path | None, lines: Path | None, **said: Any
) -> None:
    """Count the devices in FILE, an export as CSV: by model and year of purchase, with their age and value."""
    renamed = dict(pair.split("=", 1) for pair in columns if "=" in pair)
    if len(renamed) < len(columns):
        raise click.UsageError("--map: expected our column and theirs, such as --map bought='PO date', each once")
    reference = {
        "csv": file,
        "layout": said["layout"],
        "columns": renamed,
        "join": [joined_file(name) for name in joins],
    }
    if said["seen_since"] is not None:
        reference["seen_since"] = said["seen_since"].date()
    on = datetime.date.today() if said["on"] is None else said["on"].date()
    with faults_told():
        must_be_free([path for path in (table, lines) if path is not None], force=said["force"])
        stock = take_stock(reference, on=on, keeps=said["keeps"], start_month=said["start_month"], folder=Path())
    tell(stock.findings)
    leave_if_strict(stock.findings, strict=False)
    click.echo(stock.page())
    with faults_told():
        for path, text in ((table, stock.table), (lines, stock.every_line)):
            if path is not None:
                write_texts(path.parent, {path.name: text()}, force=said["force"])
                click.echo(f"Written: {path}")


def joined_file(name: str) -> dict[str, str]:
    """Another export as a plan names it; `destiny=items.csv` says whose it is."""
    layout, sign, file = name.partition("=")
    return {"csv": file, "layout": layout} if sign and layout in LAYOUTS else {"csv": name}


for command in (decide, funding, allocate, options, books):
    main.add_command(command)


def write_outputs(result: Result, out: Path | None, folder: Path | None, *, force: bool) -> None:
    """The workbook and the tables; none of them where one exists already or cannot be written."""
    texts = csv_tables(result.ledger, result.tables()) if folder is not None else {}
    must_be_free([*([out] if out else []), *(folder / name for name in texts if folder)], force=force)
    with nullcontext() if folder is None else texts_ready(folder, texts, force=force):
        if out is not None:
            with told_as_output(out):
                result.to_excel(out, force=force)


def page(result: Result) -> str:
    """What matters of a result on one page: the headline years of cost, who pays, and per student."""
    years = result.loaded.form.calendar.headline_years
    lines = [f"{result.loaded.form.title} ({result.cases.labels[result.case]})", ""]
    heads = "".join(f"{label:>14}" for label in result.model.years.labels[:years])
    lines.append(f"{'':<44}{heads}")
    for section, block, rows in HEADLINES:
        lines.append(section)
        table = result.block(block)
        for (row, label, unit), numbers in zip(table.index, table.to_numpy().tolist(), strict=True):
            if rows is None or row.rsplit(".", 1)[-1] in rows:
                lines.append(_page_line(label, unit, numbers[:years]))
            if row == "funding.cost":
                lines += [_page_line(name, "usd", pays[:years]) for name, pays in _payers(result)]
    return "\n".join([*lines, *_scenario_lines(result)])


def _payers(result: Result) -> Iterator[tuple[str, list[float]]]:
    """What each source pays over the years, with what comes back where no source of the plan takes it."""
    blocks = {block.id: block.label for sheet in result.model.sheets for block in sheet.blocks}
    for name in dict.fromkeys(f"sources.{id}" for id in (COMES_BACK, *result.loaded.form.sources)):
        if name in blocks:
            yield blocks[name], result.block(name).loc[f"{name}.paid"].to_numpy().tolist()[0]


def _scenario_lines(result: Result) -> list[str]:
    """All scenarios side by side, where there is more than one."""
    table = result.scenarios
    if len(table) == 1:
        return []
    heads = "".join(f"{name.replace('_', ' '):>15}" for name in table.columns[1:])
    figures = table.to_numpy().tolist()
    lines = [f"  {label[:42]:<42}" + "".join(f"{n:>15,.0f}" for n in numbers) for label, *numbers in figures]
    return [f"{'All years, by scenario [usd]':<44}{heads}", *lines]


def _page_line(label: str, unit: str, numbers: list[float]) -> str:
    shown = "".join(f"{number:>14,.2f}" if "/" in unit else f"{number:>14,.0f}" for number in numbers)
    return f"  {label[:42]:<42}{shown}"


HEADLINES: tuple[tuple[str, str, tuple[str, ...] | None], ...] = (
    ("Cost by category [usd]", "by_category", None),
    ("Capital or operating [usd]", "by_kind", ("capital", "operating", "debt_service", "proceeds")),
    ("Per student and over the years", "measures", ("per_student", "cumulative", "unbudgeted")),
    ("Annualised cost of ownership", "annualised", ("tco", "tco_per_student", "tco_per_device", "tco_per_assigned")),
    ("Who pays [usd]", "funding", ("budgeted", "came_back", "cost", "paid", "gap", "exposed")),
)


@contextmanager
def progress(steps: tuple[str, ...]) -> Iterator[Callable[[], object]]:
    """A bar on a terminal when work is long, nothing in a pipe."""
    with tqdm(total=len(steps), disable=sys.stderr is None or not sys.stderr.isatty(), delay=1, leave=False) as bar:
        yield bar.update
