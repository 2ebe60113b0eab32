"""Writing text files whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tco.errors import OutputError


def must_be_free(files: Iterable[Path], *, force: bool) -> None:
    """Raises OutputError where a file exists already and nobody said that it may be replaced."""
    if force:
        return
    for file in files:
        if file.exists():
            raise OutputError(f"{file} exists already; choose another place, or say --force to replace it")


def write_texts(folder: Path, texts: Mapping[str, str], *, force: bool = False) -> None:
    """Write texts into a folder by file name, each whole. The folder is made where there is none.

    Raises OutputError when a file exists and `force` is not given, or cannot be written; old files then stay whole.
    """
    try:
        must_be_free((folder / name for name in texts), force=force)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as fresh:
            for name, text in texts.items():
                (Path(fresh) / name).write_text(text, encoding="utf-8", newline="")
            for name in texts:
                (Path(fresh) / name).replace(folder / name)
    except (OSError, ValueError) as error:  # a ValueError is a name or a letter that no file can have
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"{folder} could not be written: {reason}; choose another folder") from error
