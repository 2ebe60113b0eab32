"""How every command tells what it found: findings on standard error, and the exit status that goes with them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from tco.errors import Advice, Finding, MissingError, OutputError, PlanError, TcoError

PLAN = click.argument("plan", metavar="PLAN")


def tell(findings: Iterable[Finding]) -> None:
    """Findings on standard error, faults first."""
    for finding in sorted(findings, key=lambda finding: isinstance(finding, Advice)):
        click.echo(str(finding), err=True)


def counted(findings: Sequence[Finding]) -> str:
    """How many faults and how much advice, in words."""
    advice = sum(isinstance(finding, Advice) for finding in findings)
    faults = len(findings) - advice
    return f"{faults or 'no'} fault{'' if faults == 1 else 's'}, {advice} advice"


def leave_if_strict(findings: Iterable[Finding], strict: bool) -> None:
    if any(not isinstance(finding, Advice) for finding in findings) or (strict and any(True for _ in findings)):
        sys.exit(1)


@contextmanager
def faults_told() -> Iterator[None]:
    """Faults in the data end the command with status 1, wrong usage with 2, each with its message and never a traceback."""
    try:
        yield
    except PlanError as error:
        tell(error.findings)
        sys.exit(1)
    except (MissingError, OutputError) as error:
        raise click.UsageError(str(error)) from error
    except (TcoError, OSError) as error:
        click.echo(f"fault: {error}", err=True)
        sys.exit(1)
