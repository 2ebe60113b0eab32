"""The command that says who pays: sources and uses, the cliff, what lapses, and why a cost was paid by what it was paid by."""

from __future__ import annotations

import click

from tco.plan import load
from tco.shipped import plan_path
from tco.telling import PLAN, faults_told


@click.command()
@PLAN
@click.option("--year", type=int, metavar="YEAR", help="One fiscal year; by default those that summaries show.")
@click.option("--why", metavar="ITEM", help="Why this item or cost line was paid by what it was paid by; with --year.")
@click.option("--scenario", metavar="NAME", help="The scenario; the plan as it stands by default.")
def funding(plan: str, year: int | None, why: str | None, scenario: str | None) -> None:
    """Say who pays: sources and uses, the gap, the cliff, what lapses, who pays after year two."""
    with faults_told():
        result = load(plan_path(plan)).run(scenario)
        first = result.model.years.years[0]
        text = result.funding_page(year) if why is None else result.why_paid(why, first if year is None else year)
    click.echo(text)
