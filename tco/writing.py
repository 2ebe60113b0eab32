"""Writing several text files whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tco.errors import OutputError


def write_tables(folder: Path, texts: Mapping[str, str], *, force: bool = False) -> None:
    """Write the texts into a folder by file name. Raises OutputError when one exists and `force` is not given, or on a full disk."""
    existing = [name for name in texts if (folder / name).exists()]
    if existing and not force:
        raise OutputError(f"{folder / existing[0]} exists already; choose another folder, or say --force to replace it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as fresh:
            for name, text in texts.items():
                (Path(fresh) / name).write_text(text, encoding="utf-8")
            for name in texts:
                shutil.move(Path(fresh) / name, folder / name)
    except OSError as error:
        raise OutputError(f"{folder} could not be written: {error}; nothing was left half-written") from error
