"""The README does what it says: its code runs and its commands exist. (That its links lead somewhere is in `test_docs.py`.)"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tco.cli import main
from tco.errors import Fault
from tco.plan import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ANSWERS = "Lincoln School District\n8800\n500\n1050\n2027\n"
NOT_HERE = (  # what a test cannot do, because it installs; tests/run is what runs this test
    re.compile(r"python3 -m venv \.venv"),
    re.compile(r"\.venv/bin/pip install \."),
    re.compile(r"\. \.venv/bin/activate"),
    re.compile(r"bash tests/run"),
)


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that has the districts as the top of the checkout has them, and may be written in."""
    os.symlink(ROOT / "scenarios", tmp_path / "scenarios", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands() -> Iterator[list[str]]:
    for block in blocks("sh"):
        for line in block.splitlines():
            yield from (shlex.split(command, comments=True) for command in line.split("&&"))


def test_every_shell_command_runs_in_its_order(checkout: Path) -> None:
    ran = []
    for words in commands():
        text = " ".join(words)
        if any(pattern.fullmatch(text) for pattern in NOT_HERE):
            continue
        assert Path(words[0]).name == "tco", f"cannot be run here: {text}"
        done = CliRunner().invoke(main, words[1:], input=ANSWERS if words[1] == "new" else None)
        assert done.exit_code == 0, f"{text}\n{done.output}"
        ran.append(words[1])
    assert ran == ["run", "new", "check", "run"]
    assert {path.name for path in checkout.iterdir()} == {"scenarios", "peninsula.xlsx", "my_district"}
    assert (checkout / "my_district" / "plan.xlsx").exists()


def test_the_python_code_runs(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    names: dict[str, object] = {}
    exec(compile(code.replace("2_000", "200"), "README.md", "exec", dont_inherit=True), names)  # draws are slow
    assert "assumption devices.student_take_home.breakage" in capsys.readouterr().out
    assert (checkout / "peninsula.xlsx").exists()
    assert {"plan", "result", "longer", "draws"} <= set(names)


def test_the_plan_file_is_a_plan(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    plan = load(path)
    assert plan.scenarios == ("base", "fifth_year")
    for scenario in plan.scenarios:
        assert not [finding for finding in plan.run(scenario).findings if isinstance(finding, Fault)]


def test_the_table_of_commands_is_that_of_the_program() -> None:
    listed = re.findall(r"^\| `tco (\w+) ([^`]*)`", README, re.MULTILINE)
    assert sorted(name for name, _ in listed) == sorted(main.commands)
    for name, usage in listed:
        known = main.commands[name].params
        needed = [part for part in known if isinstance(part, click.Argument) and part.required]
        arguments = [part.make_metavar(click.Context(main)) for part in needed]
        options = {option for part in known if isinstance(part, click.Option) for option in part.opts}
        said = set(re.findall(r"--[a-z-]+", usage))
        assert re.sub(r"\[[^\]]*\]", "", usage).split() == arguments
        assert said <= options
        assert name != "run" or said == options - {"--help", "-h"}


def test_nothing_is_left_to_be_filled_in() -> None:
    assert [line for line in README.splitlines() if re.fullmatch(r"[A-Z]{3,}", line.strip())] == []
    assert not re.search(r"\b(TODO|TBD|FIXME)\b", README)
