"""However a plan or its CSV files are spoiled, reading gives a plan or says what is wrong: nothing else, and no hang.

In CI 2,400 spoiled districts are read, elsewhere 360. The number in a failing test's name gives the same ones again.
"""

from __future__ import annotations

import copy
import random
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.build import build
from tco.errors import Fault, Finding, PlanError
from tco.inputs.load import Loaded, load, read_raw
from tco.inputs.places import Places
from tests.conftest import IN_CI
from tests.inputs.mutate import NASTY_WORDS, spoil_tables, spoiled_bytes, spoiled_text
from tests.inputs.small import CSV, FROM_CSV, OPTIONS, PLAN, write, write_with_csv

RUNS = range(24)
EACH = 25 if IN_CI else 4
LONGEST = 60  # seconds for one district, which takes a fiftieth of one where the machine is idle


class Hang(Exception):  # noqa: N818 - what is found, not what is raised
    """Reading one district took longer than anyone waits."""


@contextmanager
def no_hang() -> Generator[None, None, None]:
    def stop(*_: object) -> None:
        raise Hang(f"not read within {LONGEST} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def check(read: Callable[[], Loaded]) -> Loaded | None:
    """Read a district that may be spoiled: it is right and can be built, or has faults that can be shown."""
    with no_hang():
        try:
            loaded = read()
        except PlanError as error:
            assert any(isinstance(finding, Fault) for finding in error.findings)
            check_findings(error.findings)
            return None
        check_findings(loaded.advice)
        build(loaded.form)
        return loaded


def check_file(path: Path) -> Loaded | None:
    return check(lambda: load(path))


def check_tables(raw: dict[str, Any]) -> Loaded | None:
    return check(lambda: read_raw(raw, Places("plan.xlsx")))


def check_findings(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        assert finding.place and finding.found and finding.remedy
        text = str(finding)
        text.encode("utf-8")
        assert text.isprintable(), ascii(text)
        assert len(text) < 2000, text[:300]


def each(run: int) -> Iterator[random.Random]:
    for number in range(EACH):
        yield random.Random(f"{run}.{number}")


@pytest.mark.parametrize("run", RUNS)
def test_spoiled_plan_files(tmp_path: Path, run: int) -> None:
    for chance in each(run):
        text = spoiled_text(chance.choice((PLAN, FROM_CSV)), chance)
        path = write_with_csv(tmp_path, "")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        check_file(path)


@pytest.mark.parametrize("run", RUNS[:6])
def test_spoiled_options(tmp_path: Path, run: int) -> None:
    for chance in each(run):
        path = write(tmp_path, "")
        path.write_bytes((PLAN + spoiled_text(OPTIONS, chance)).encode("utf-8", "surrogatepass"))
        check_file(path)


@pytest.mark.parametrize("run", RUNS)
def test_spoiled_csv_files(tmp_path: Path, run: int) -> None:
    for chance in each(run):
        path = write_with_csv(tmp_path)
        name = chance.choice(list(CSV))
        (tmp_path / name).write_bytes(spoiled_text(CSV[name], chance).encode("utf-8", "surrogatepass"))
        check_file(path)


@pytest.mark.parametrize("run", RUNS)
def test_spoiled_bytes(tmp_path: Path, run: int) -> None:
    for chance in each(run):
        path = write_with_csv(tmp_path)
        spoiled = chance.choice((path, *(tmp_path / name for name in CSV)))
        spoiled.write_bytes(spoiled_bytes(spoiled.read_bytes(), chance))
        check_file(path)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return load(write_with_csv(tmp_path_factory.mktemp("district"))).raw


@pytest.mark.parametrize("run", RUNS)
def test_spoiled_tables(raw: dict[str, Any], run: int) -> None:
    """As a workbook or a notebook may hand them over."""
    for chance in each(run):
        spoiled = copy.deepcopy(raw)
        spoil_tables(spoiled, chance)
        check_tables(spoiled)


def test_every_nasty_cell_in_every_column(tmp_path: Path) -> None:
    words = NASTY_WORDS if IN_CI else NASTY_WORDS[::6]
    for name, text in CSV.items():
        lines = [line.split(",") for line in text.splitlines()]
        for column in range(len(lines[0])):
            for word in words:
                spoiled = [*lines[:1], [*lines[1][:column], word, *lines[1][column + 1 :]], *lines[2:]]
                content = "\n".join(",".join(cells) for cells in spoiled)
                path = write_with_csv(tmp_path, **{name.removesuffix(".csv"): content})
                check_file(path)


MANY = 100_000
ENDLESS = {
    "spaces": "x = 1\n" + " " * MANY + "y",
    "letters": "a" * MANY,
    "quotes": '"' * MANY,
    "single quotes": "'" * MANY,
    "open text": "x = '''" + "a" * MANY,
    "brackets": "[" * MANY,
    "braces": "{" * MANY,
    "dots": "a." * MANY,
    "dotted lines": "a.\n" * MANY,
    "dashes": "a-" * MANY + ".",
    "backslashes": "\\" * MANY,
    "list": "x = [" + "1," * MANY + "]",
    "one table": "x = {" + ",".join(f"k{number} = 1" for number in range(MANY // 10)) + "}",
    "keys": "\n".join(f"k{number} = 1" for number in range(MANY // 10)),
    "same key": "a = 1\n" * MANY,
    "same table": "[a]\n" * MANY,
    "yaml": "- a: b\n" * MANY,
    "colons": "a: " * MANY,
    "line ends": "\n" * MANY,
    "commas": "," * MANY,
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_an_endless_file_comes_to_an_end(tmp_path: Path, kind: str) -> None:
    assert check_file(write(tmp_path, ENDLESS[kind])) is None
    path = write_with_csv(tmp_path, schools=ENDLESS[kind])
    assert check_file(path) is None
    assert check_file(write_with_csv(tmp_path, schools=CSV["schools.csv"] + ENDLESS[kind])) is None or kind in (
        "line ends",
        "commas",
    )


@given(st.binary(max_size=200))
@settings(max_examples=200 if IN_CI else 30)
def test_any_bytes_are_a_plan_or_a_fault(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    check_file(path)


def test_the_fuzz_can_fail(tmp_path: Path) -> None:
    path = write(tmp_path)

    def broken() -> Loaded:
        raise KeyError(load(path).form.title)

    with pytest.raises(KeyError, match="Three schools"):
        check(broken)
    assert check_file(path) is not None
