"""The districts that come with the library, by name, so that an installed copy can run one at once."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from tco.errors import MissingError
from tco.inputs.paths import nearest
from tco.inputs.places import shown

_HERE = Path(__file__).parent
_FOLDERS = (_HERE / "scenarios", _HERE.parent / "scenarios")  # in an installed copy, in a checkout
_ENDINGS = (".toml", ".xlsx")
_MOST_NEIGHBOURS = 1000


def shipped_plans() -> dict[str, Path]:
    """The plan files that come with the library, by name."""
    folder = next((folder for folder in _FOLDERS if any(folder.rglob("*.toml"))), _FOLDERS[0])
    whole = {plan.parent.name: plan for plan in sorted(folder.glob("*/plan.toml"))}
    return whole | {plan.stem: plan for plan in sorted(folder.glob("*.toml"))}


def own_or_shipped(said: str | Path) -> Path:
    """The shipped plan of this name, unless a file has it; any other name is a file's."""
    own = Path(said)
    try:
        is_file = own.exists() and not own.is_dir()
    except (OSError, ValueError):  # no name that a file can have
        return own
    return own if own.suffix or is_file else shipped_plans().get(str(said), own)


def plan_path(said: str) -> Path:
    """The plan file that somebody means: a file of their own, or the name of a shipped one.

    Raises MissingError, with the nearest name, where it is neither.
    """
    own, shipped = Path(said), shipped_plans()
    try:
        if own.exists() and not own.is_dir():
            return own
        if said in shipped:
            return shipped[said]
        if said and own.is_dir():
            raise MissingError(
                f"{shown(said)}: this is a folder. Name the plan file in it, such as {own / 'plan.toml'}."
            )
        plans = [file.name for file in islice(own.parent.iterdir(), _MOST_NEIGHBOURS) if file.suffix in _ENDINGS]
    except (OSError, ValueError):  # no such folder, or no name that a file can have
        plans = []
    close = nearest(own.name, [*plans, *shipped])
    remedy = f"Did you mean '{own.parent / close if close in plans else close}'?" if close else "Check the name."
    raise MissingError(f"{shown(said)}: there is no such file, and no such district comes with tco. {remedy}")
