"""The examples of the guide, taken out of its pages and run: what a page shows is what the program says.

`python docs/examples.py` runs every page and writes the real output under each command and each Python line; the tests compare.
In a page, a fence says what its text is:

    ```toml NAME     a plan file, written to NAME beside `three_schools.toml`, checked and run in all its scenarios
    ```csv NAME      a file beside it, and so with any other kind that has a name
    ```console       commands after `$ `, each with what it prints; `2>/dev/null` leaves the findings out
    ```pycon         Python after `>>> `, with what it prints
    ```sh, ```text   shown only

A line `...` in an output stands for any lines, and `...` in a line for any words.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from click.testing import CliRunner

import tco
from tco.cli import main

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "guide"
BASE = GUIDE / "three_schools.toml"
LIKE = doctest.ELLIPSIS
_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One fenced text of a page, and the line on which it begins."""

    kind: str
    name: str
    text: str
    line: int


@dataclass(frozen=True)
class Said:
    """What a page says that a command or a Python line prints, and what it does print."""

    asked: str
    shown: str
    real: str

    @property
    def holds(self) -> bool:
        return doctest.OutputChecker().check_output(self.shown, self.real, LIKE)


def pages() -> list[Path]:
    """The guide's table of contents and its pages."""
    return [ROOT / "docs" / "guide.md", *sorted(GUIDE.glob("*.md"))]


def examples(text: str) -> Iterator[Example]:
    for found in _FENCE.finditer(text):
        yield Example(found[1], found[2] or "", found[3], text.count("\n", 0, found.start()) + 1)


def tried(page: str, folder: Path) -> Iterator[tuple[Example, list[Said]]]:
    """The examples of one page, run one after the other in a folder that has the guide's plan and the shipped districts.

    Raises what the library raises for a plan that has faults or cannot be computed.
    """
    shutil.copy(BASE, folder)
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    names: dict[str, Any] = {}
    with _inside(folder), pd.option_context("display.width", 80, "display.max_columns", 20):
        for example in examples(page):
            if example.name:
                Path(example.name).write_text(example.text, encoding="utf-8")
            if example.kind == "toml":
                tco.load(example.name).run()
            yield example, list(_said(example, names))


def _said(example: Example, names: dict[str, Any]) -> Iterator[Said]:
    if example.kind == "console":
        for command, shown in _COMMAND.findall(example.text):
            yield Said(command, shown, _printed_by_command(command))
    if example.kind == "pycon":
        for part in doctest.DocTestParser().get_examples(example.text):
            yield Said(part.source, part.want, _printed_by_python(part.source, names))


def _printed_by_command(command: str) -> str:
    quiet = command.endswith(" 2>/dev/null")
    words = shlex.split(command.removesuffix(" 2>/dev/null"), comments=True)
    if words[0] != "tco":
        raise ValueError(f"{command}: a console example runs tco and nothing else")
    result = CliRunner().invoke(main, words[1:])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    text = result.stdout if quiet else result.output
    return _trimmed(text.replace(f"{ROOT}/", ""))


def _printed_by_python(source: str, names: dict[str, Any]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "<guide>", "single", dont_inherit=True), names)
    return _trimmed(printed.getvalue()).replace("\n\n", "\n<BLANKLINE>\n")


def _trimmed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def refreshed(text: str, folder: Path) -> str:
    """A page with the real output under each command and Python line; what it abbreviates stays abbreviated."""
    for example, all_said in list(tried(text, folder)):
        body = example.text
        for said in all_said:
            if not said.holds:
                body = body.replace(f"$ {said.asked}\n{said.shown}", f"$ {said.asked}\n{_cut(said)}", 1)
                body = _in_pycon(body, said) if example.kind == "pycon" else body
        text = text.replace(example.text, body, 1)
    return text


def _in_pycon(body: str, said: Said) -> str:
    lines = said.asked.splitlines()
    prompt = "".join(f"{'...' if number else '>>>'} {line}".rstrip() + "\n" for number, line in enumerate(lines))
    return body.replace(prompt + said.shown, prompt + _cut(said), 1)


def _cut(said: Said) -> str:
    """The real output with as many lines before and after each `...` line as the page shows."""
    shown, real = said.shown.splitlines(), said.real.splitlines()
    if "..." not in shown:
        return said.real
    before, after = shown.index("..."), len(shown) - 1 - shown[::-1].index("...")
    kept = [*real[:before], "...", *real[len(real) - (len(shown) - 1 - after) :]]
    return "".join(f"{line}\n" for line in kept)


def refresh() -> None:
    for page in pages():
        before = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            after = refreshed(before, Path(folder))
        if after != before:
            page.write_text(after, encoding="utf-8")
            print(f"refreshed {page.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    refresh()
