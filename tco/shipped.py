"""The districts that come with the library, by name, so that an installed copy can run one at once."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
_FOLDERS = (_HERE / "scenarios", _HERE.parent / "scenarios")  # in an installed copy, in a checkout


def shipped_plans() -> dict[str, Path]:
    """The plan files that come with the library, by name."""
    folder = next((folder for folder in _FOLDERS if any(folder.rglob("*.toml"))), _FOLDERS[0])
    whole = {plan.parent.name: plan for plan in sorted(folder.glob("*/plan.toml"))}
    return whole | {plan.stem: plan for plan in sorted(folder.glob("*.toml"))}


def plan_path(said: str) -> Path:
    """The plan file that somebody means: a file of their own, or the name of a shipped one."""
    return Path(said) if Path(said).exists() else shipped_plans().get(said, Path(said))
