"""The command of the optimal allocation: which source pays how much of which cost, beside the waterfall, as a small plan file."""

from __future__ import annotations

from pathlib import Path

import click

from tco.allocation.answer import plan_text
from tco.funding.problem import WISHES
from tco.funding.program import SECONDS
from tco.plan import load
from tco.shipped import plan_path
from tco.telling import PLAN, faults_told, tell
from tco.writing import must_be_free, write_texts

ALLOCATED = Path("plan_allocated.toml")


def wishes_said(context: click.Context, parameter: click.Parameter, said: str | None) -> tuple[str, ...]:
    """Wishes in their order, with commas between them."""
    wishes = tuple(name.strip() for name in said.split(",")) if said else ()
    if not set(wishes) <= set(WISHES) or len(set(wishes)) < len(wishes):
        raise click.BadParameter(f"expected some of {', '.join(WISHES)}, each once", context, parameter)
    return wishes


def toml_file(context: click.Context, parameter: click.Parameter, path: Path) -> Path:
    """A name that a plan file may have."""
    if path.suffix.lower() != ".toml":
        raise click.BadParameter(f"{path}: expected a name that ends in .toml", context, parameter)
    return path


@click.command()
@PLAN
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=ALLOCATED,
    show_default=True,
    callback=toml_file,
    metavar="FILE.toml",
    help="Where the planned payments go: a plan file that extends PLAN.",
)
@click.option(
    "--wishes", callback=wishes_said, metavar="A,B", help=f"What is kept low, in this order: {', '.join(WISHES)}."
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 3600),
    default=SECONDS,
    show_default=True,
    help="For the search for cost lines that stay with one source.",
)
@click.option("--force", is_flag=True, help="Replace an existing file.")
def allocate(plan: str, out: Path, wishes: tuple[str, ...], seconds: float, force: bool) -> None:
    """Plan which source pays how much of which cost, beside the waterfall.

    The payments are written to a small plan file that extends PLAN; run that to see them in the workbook.
    """
    with faults_told():
        base = plan_path(plan)
        if base.suffix.lower() != ".toml":
            raise click.UsageError(f"{plan}: only a plan file (.toml) can be extended by planned payments")
        if out.resolve() == base.resolve():
            raise click.UsageError(f"--out {out}: this is the plan itself; choose another name")
        must_be_free([out], force=force)
        read = load(base)
        found = read.allocate(wishes=wishes, seconds=seconds)
        text = plan_text(found.comparison, base, out.parent, read.loaded.form)
        write_texts(out.parent, {out.name: text}, force=force)
    tell(finding for finding in found.plan.run().findings if finding.place.startswith("funding"))
    click.echo(found.comparison.page())
    click.echo(f"\nWritten: {out}. Next: tco run {out} --out plan.xlsx")
