"""The command that shows the books: what each contract is and why, and all cost in three views."""

from __future__ import annotations

import click

from tco.accounts import accounts_page
from tco.plan import load
from tco.shipped import plan_path
from tco.telling import PLAN, faults_told


@click.command()
@PLAN
@click.option("--scenario", metavar="NAME", help="The scenario; the plan as it stands by default.")
def books(plan: str, scenario: str | None) -> None:
    """Show the books: what is an asset and why; cash, governmental funds and government-wide side by side."""
    with faults_told():
        result = load(plan_path(plan)).run(scenario)
        years = result.loaded.form.calendar.headline_years
        text = accounts_page(result.model, result.values, years, result.case)
    click.echo(text)
