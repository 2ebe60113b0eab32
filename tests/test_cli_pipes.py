"""The command line in a pipe and on a terminal: findings on standard error and nothing else there, whatever the terminal is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tco import cli
from tco.cli import main
from tests.hand import replaced, write
from tests.test_cli import FAULTY, names, run


def process(*words: object, **given: Any) -> subprocess.CompletedProcess[str]:
    """The command as a shell runs it, in a pipe."""
    command = [sys.executable, "-c", "from tco.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120, **given)


def test_in_a_pipe_findings_alone_go_to_standard_error(tmp_path: Path) -> None:
    done = process("run", write(tmp_path), "--out", tmp_path / "plan.xlsx")
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    assert len(lines) == 2 and all(line.startswith("advice: ") for line in lines)
    assert "advice" not in done.stdout and done.stdout.endswith("plan.xlsx\n")


def test_status_of_a_process(tmp_path: Path) -> None:
    path = write(tmp_path, FAULTY)
    for words, status in ((["check", path], 1), (["check", tmp_path / "none.toml"], 2)):
        done = process(*words)
        assert (done.returncode, done.stdout) == (status, "") and "Traceback" not in done.stderr


def test_a_terminal_that_knows_no_emoji_ends_no_run(tmp_path: Path) -> None:
    path = write(tmp_path, replaced("Worked by hand", "Work 😀"))
    done = process("run", path, env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert done.stdout.startswith("Work \\U0001f600 (As planned)")


def test_a_reader_who_stops_reading_gets_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from tco.cli import main; main()"]
    words = ["explain", str(write(tmp_path)), "funding.gap", "2030"]
    with subprocess.Popen([*command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.parametrize("on_a_terminal", [True, False])
def test_progress_is_for_terminals(on_a_terminal: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[bool] = []

    class Bar:
        """A progress bar that notes whether it may be seen."""

        def __init__(self, *, disable: bool, **_: object) -> None:
            shown.append(not disable)

        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *_: object) -> None: ...

        def update(self) -> None: ...

    monkeypatch.setattr(cli, "tqdm", Bar)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: on_a_terminal, raising=False)
    assert CliRunner().invoke(main, ["run", str(write(tmp_path))]).exit_code == 0
    assert shown == [on_a_terminal]


def full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_the_old_files_whole_and_no_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out, tables = write(tmp_path), tmp_path / "plan.xlsx", tmp_path / "tables"
    assert run("run", path, "--out", out, "--csv", tables).exit_code == 0
    before = {file: file.read_bytes() for file in (out, *tables.iterdir())}
    path.write_text(replaced("price = 9", "price = 10"), encoding="utf-8")
    for name, words in (("os.fsync", ["--out", out]), ("pathlib.Path.write_text", ["--csv", tables])):
        with monkeypatch.context() as patched:
            patched.setattr(name, full_disk)
            done = run("run", path, *words, "--force")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "could not be written: No space left on device" in done.stderr
    assert {file: file.read_bytes() for file in (out, *tables.iterdir())} == before
    assert names(tmp_path) == ["plan.toml", "plan.xlsx", "tables"]
