"""The command that holds options on one need side by side."""

from __future__ import annotations

import click

from tco.errors import MissingError
from tco.plan import load
from tco.shipped import plan_path
from tco.telling import PLAN, faults_told


@click.command()
@PLAN
@click.argument("comparison", required=False, metavar="[ID]")
@click.option("--scenario", metavar="NAME", help="The scenario; the plan as it stands by default.")
def options(plan: str, comparison: str | None, scenario: str | None) -> None:
    """Hold options on one need side by side: cost, who may pay, what would change the answer.

    ID is a comparison of the plan, such as student_devices; all of them by default.
    """
    with faults_told():
        result = load(plan_path(plan)).run(scenario)
        ids = list(result.loaded.form.comparisons) if comparison is None else [comparison]
        if not ids:
            raise MissingError("the plan compares no options; add [comparisons.ID] with an item and its options")
        pages = [result.comparison(id).page() for id in ids]
    click.echo("\n\n".join(pages))
