"""Whatever stands in a plan file and whatever is typed, a command ends with status 0, 1 or 2, says something, and leaves no pieces.

480 commands in CI, 120 elsewhere. The number in a failing test's name gives the same ones again.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from zipfile import is_zipfile

import pytest
from click.testing import CliRunner, Result

from tco.cli import main
from tests.conftest import IN_CI
from tests.hand import BELOW_THE_FIRST_TIER, PLAN, TABLES
from tests.inputs import small
from tests.inputs.mutate import NASTY_WORDS, spoiled_bytes, spoiled_text
from tests.inputs.test_fuzz import no_hang
from tests.workbook.input_workbook import small_workbook
from tests.workbook.spoil import spoiled_file

EACH = 40 if IN_CI else 10
STOCK_HEADS = {
    "model,bought,count,mean_age,value,without_price",
    "fate,serial,model,bought,status,last_seen,support_end,price_paid,paid_by,school,place",
}
OLD = "an old file"


def rarely(chance: random.Random, *ways: Callable[[random.Random], str]) -> str:
    """Mostly the first of some ways."""
    return ways[0](chance) if chance.random() < 0.85 else chance.choice(ways)(chance)


def word(chance: random.Random) -> str:
    """Anything that a shell can pass on, which no NUL is."""
    return chance.choice([word for word in NASTY_WORDS if len(word) < 400 and "\0" not in word])


def plan_name(chance: random.Random) -> str:
    return rarely(
        chance,
        lambda _: "plan.toml",
        word,
        lambda c: c.choice(["plan.xlsx", "plan.xlsx", ".", "schools.csv", "none.toml"]),
    )


def row(chance: random.Random) -> str:
    known = [
        "devices.student.repairs_cost",
        "devices.student.life",
        "funding.gap",
        "by_category.total",
        "schools.students",
    ]
    return rarely(chance, lambda c: c.choice(known), word, lambda _: "devices.student")


def year(chance: random.Random) -> str:
    return rarely(chance, lambda c: c.choice(["2027", "2030"]), word, lambda c: str(c.randrange(-10, 10**6)))


def scenario(chance: random.Random) -> list[str]:
    return ["--scenario", rarely(chance, lambda c: c.choice(["base", "longer"]), word)] if chance.random() < 0.3 else []


def flags(chance: random.Random) -> list[str]:
    return [flag for flag in ("--strict", "--unknown") if chance.random() < (0.3 if flag == "--strict" else 0.03)]


def outputs(chance: random.Random) -> list[str]:
    """Where to write: to new places, over old ones, to places that there are not. A workbook takes long, so not often."""
    words = ["--force"] if chance.random() < 0.5 else []
    if chance.random() < 0.3:
        likely = ["new.xlsx", "new.xlsx", "old.xlsx", "nowhere/new.xlsx", "folder.xlsx"]
        words += ["--out", rarely(chance, lambda c: c.choice(likely), word)]
    if chance.random() < 0.5:
        words += ["--csv", chance.choice(["tables", "old", "old/old.txt", "deep/er/tables", word(chance)])]
    return words


def command(chance: random.Random) -> list[str]:
    """One line as somebody may type it."""
    which = chance.choice(["check", "run", "run", "run", "explain", "explain", "new", "inventory"])
    if which == "check":
        return ["check", plan_name(chance), *flags(chance)]
    if which == "run":
        return ["run", plan_name(chance), *scenario(chance), *outputs(chance), *flags(chance)]
    if which == "explain":
        return ["explain", plan_name(chance), row(chance), year(chance), *scenario(chance)]
    return new(chance) if which == "new" else inventory(chance)


def inventory(chance: random.Random) -> list[str]:
    """A list of devices, good or bad, alone or joined with another."""
    file = rarely(chance, lambda c: c.choice(["inventory.csv", "bad.csv", "schools.csv"]), word)
    words = [
        "inventory",
        file,
        *([] if chance.random() < 0.3 else ["--map", rarely(chance, lambda _: "bought=Received", word)]),
    ]
    if chance.random() < 0.5:
        words += ["--join", rarely(chance, lambda c: c.choice(["bad.csv", "snipe_it=bad.csv"]), word)]
    if chance.random() < 0.5:
        words += ["--on", rarely(chance, lambda c: c.choice(["2024-07-01", "2030-01-01", "0001-01-01"]), word)]
    if chance.random() < 0.5:
        words += [
            chance.choice(["--csv", "--lines"]),
            chance.choice(["stock.csv", "old.xlsx", "old/old.txt", "nowhere/stock.csv"]),
        ]
    return [*words, *(["--force"] if chance.random() < 0.5 else [])]


def new(chance: random.Random) -> list[str]:
    def number(likely: str) -> str:
        return rarely(chance, lambda _: likely, word, lambda c: f"{c.uniform(-1, 1) * 10 ** c.randrange(20):g}")

    given = {
        "name": rarely(chance, lambda _: "Lincoln", word),
        "students": number("800"),
        "teachers": number("50"),
        "staff": "90",
    }
    given |= {
        "first-year": number("2027"),
        "start-month": number("7"),
        "device-life": number("4"),
        "ending-money": number("5"),
    }
    words = [part for option, value in given.items() for part in (f"--{option}", value)]
    return ["new", chance.choice(["started", "old", "old.xlsx", word(chance)]), *words, *flags(chance)]


def furnish(folder: Path, chance: random.Random, workbook: bytes) -> None:
    """A folder with a plan that may be spoiled, its tables, and old outputs."""
    text = chance.choice([PLAN, PLAN, BELOW_THE_FIRST_TIER, small.PLAN, small.FROM_CSV])
    content = text.encode("utf-8")
    if chance.random() < 0.4:
        content = spoiled_text(text, chance).encode("utf-8", "surrogatepass")
    elif chance.random() < 0.2:
        content = spoiled_bytes(content, chance)
    (folder / "plan.toml").write_bytes(content)
    for name, table in small.CSV.items():
        (folder / name).write_text(table, encoding="utf-8")
    (folder / "bad.csv").write_bytes(spoiled_bytes(small.CSV["inventory.csv"].encode(), chance))
    (folder / "plan.xlsx").write_bytes(chance.choice([spoiled_bytes, spoiled_file])(workbook, chance))
    for name in ("old", "folder.xlsx"):
        (folder / name).mkdir()
    for name in ("old.xlsx", "old/old.txt", "old/ledger.csv", "old/plan.toml"):
        (folder / name).write_text(OLD, encoding="utf-8")


def check_ending(done: Result, words: list[str]) -> None:
    """A status that is documented, a message where it is not 0, and no traceback anywhere."""
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert done.exit_code in (0, 1, 2)
    assert "Traceback" not in done.output
    assert bool(done.stderr) or done.exit_code == 0
    assert bool(done.stdout) or done.exit_code != 0
    if done.exit_code == 1 and "--strict" not in words:
        assert any(line.startswith("fault: ") for line in done.stderr.splitlines())


def check_files(folder: Path, before: dict[Path, bytes], words: list[str], *, good: bool) -> None:
    """Every file is an old one as it was, or a whole new one that was asked for."""
    for path in folder.rglob("*"):
        if path.is_dir() or before.get(path) == path.read_bytes():
            continue
        assert good, f"{path} was written by a command that failed"
        assert path not in before or "--force" in words, f"{path} was replaced"
        if words[0] == "inventory":
            assert path.read_text(encoding="utf-8").splitlines()[0] in STOCK_HEADS
        elif path.suffix == ".xlsx":
            assert is_zipfile(path)
        else:
            assert path.stem in TABLES or (path.name == "plan.toml" and words[0] == "new"), path
            assert path.read_text(encoding="utf-8").endswith("\n")
    assert before.keys() <= set(folder.rglob("*"))


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A filled input workbook."""
    return small_workbook(tmp_path_factory.mktemp("workbook")).read_bytes()


@pytest.mark.parametrize("run", range(12))
def test_any_command_on_any_plan(run: int, workbook: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(EACH):
        chance = random.Random(f"{run}.{number}")
        folder = tmp_path / str(number)
        folder.mkdir()
        furnish(folder, chance, workbook)
        monkeypatch.chdir(folder)
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        words = command(chance)
        with no_hang():
            done = CliRunner().invoke(main, words)
        check_ending(done, words)
        check_files(folder, before, words, good=done.exit_code == 0 or "--strict" in words)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(map(str, range(EACH)))
