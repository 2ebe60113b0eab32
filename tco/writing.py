"""Writing text files whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tco.errors import OutputError


@contextmanager
def told_as_output(place: Path) -> Iterator[None]:
    """Whatever a disk refuses, as an OutputError; a ValueError is a name or a letter that no file can have."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"{place} could not be written: {reason}; choose another place") from error


def must_be_free(files: Iterable[Path], *, force: bool) -> None:
    """Raises OutputError where a file exists already and nobody said that it may be replaced, or where a folder has its name."""
    for file in files:
        with told_as_output(file):
            is_folder, is_there = file.is_dir(), file.exists()
        if is_folder:
            raise OutputError(f"{file} is a folder; choose another name")
        if is_there and not force:
            raise OutputError(f"{file} exists already; choose another name, or say --force to replace it")


@contextmanager
def texts_ready(folder: Path, texts: Mapping[str, str], *, force: bool = False) -> Iterator[None]:
    """Texts that appear in a folder by file name, each whole, once all else that is done meanwhile went well.

    The folder is made where there is none. Raises OutputError when a file exists and `force` is not given, or cannot be
    written; old files then stay whole, and no new folder is left.
    """
    must_be_free((folder / name for name in texts), force=force)
    made: list[Path] = []
    try:
        with told_as_output(folder):
            made = [each for each in (folder, *folder.parents) if not each.exists()]
            folder.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(dir=folder))
        try:
            with told_as_output(folder):
                for name, text in texts.items():
                    (fresh / name).write_text(text, encoding="utf-8", newline="")
            yield
            with told_as_output(folder):
                for name in texts:
                    (fresh / name).replace(folder / name)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except BaseException:
        for each in made:
            with suppress(OSError):
                each.rmdir()
        raise


def write_texts(folder: Path, texts: Mapping[str, str], *, force: bool = False) -> None:
    """Write texts into a folder by file name, all of them or none. Raises OutputError as `texts_ready` does."""
    with texts_ready(folder, texts, force=force):
        pass
