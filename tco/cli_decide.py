"""The commands of replacement: how long to keep a fleet, which repair to pay for, how long a district's own devices last."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from tco.decide.lifetimes import FEWEST_FAILURES, Lifetimes, lifetimes, read_life_records
from tco.inputs.cells import BadCell, date
from tco.plan import load
from tco.shipped import plan_path
from tco.telling import PLAN, faults_told, leave_if_strict, tell

SCENARIO = click.option("--scenario", metavar="NAME", help="The scenario; the plan as it stands by default.")
FLEET = click.argument("fleet", metavar="FLEET")
MOST_AGES = 8


def a_day(context: click.Context, parameter: click.Parameter, said: str | None) -> datetime.date | None:
    """A day, such as 2026-06-30 or 6/30/2026."""
    try:
        return None if said is None else date(said)
    except BadCell as bad:
        raise click.BadParameter(str(bad), context, parameter) from bad


@click.group()
def decide() -> None:
    """How long to keep a fleet, which repair is worth paying, and how long devices last.

    FLEET is a fleet's path in the plan, such as devices.students or network.switches.
    """


@decide.command()
@PLAN
@FLEET
@SCENARIO
def life(plan: str, fleet: str, scenario: str | None) -> None:
    """What a year of a device costs at each life, and how long to keep it."""
    with faults_told():
        answer = load(plan_path(plan)).cost_by_life(fleet, scenario=scenario)
    click.echo(str(answer))


@decide.command()
@PLAN
@FLEET
@SCENARIO
def repair(plan: str, fleet: str, scenario: str | None) -> None:
    """The largest repair worth paying, by the years that a device has served."""
    with faults_told():
        answer = load(plan_path(plan)).repair_limits(fleet, scenario=scenario)
    click.echo(str(answer))


@decide.command("lifetimes")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.csv")
@click.option(
    "--as-of", callback=a_day, metavar="DAY", help="The day of the records; by default the last one in the file."
)
@click.option(
    "--start-month",
    type=click.IntRange(1, 12),
    default=7,
    show_default=True,
    help="Month in which the fiscal year starts.",
)
@click.option(
    "--fewest",
    type=click.IntRange(2),
    default=FEWEST_FAILURES,
    show_default=True,
    help="Failures that a fitted life takes.",
)
def lives(file: Path, as_of: datetime.date | None, start_month: int, fewest: int) -> None:
    """How long devices last by model and purchase year, from a CSV of units: model, bought, ended, why, seen_from."""
    with faults_told():
        records = read_life_records(file, start_month=start_month, as_of=as_of)
        found = lifetimes(records.units, fewest=fewest)
    tell(records.findings)
    leave_if_strict(records.findings, False)
    click.echo(f"{len(records.units):,} units as of {records.as_of}; share still working by years of service")
    for group in found:
        click.echo(_told(group, fewest))


def _told(group: Lifetimes, fewest: int) -> str:
    """One model and purchase year, on two lines where there are enough units for a curve."""
    seen = f", seen from {group.seen_from:.1f} years on" if group.seen_from > 0 else ""
    head = (
        f"{group.model}, FY{group.purchase_year}: {group.units:,} units, {group.failures:,} failed{seen}; {group.note}"
    )
    if group.units < fewest or not group.surviving:
        return head
    shares = "  ".join(f"{age}: {share:.0%}" for age, share in list(group.surviving.items())[:MOST_AGES])
    fitted = (
        "" if group.weibull is None else f"; Weibull shape {group.weibull.shape:.2f}, scale {group.weibull.scale:.2f}"
    )
    return f"{head}\n  {shares}{fitted}"
