"""The rooms are kept apart, and the rules that keep them apart can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from graphlib import TopologicalSorter

import pytest

from tests.rooms import (
    MOST_LINES_OF_A_FILE,
    MOST_LINES_OF_A_FUNCTION,
    ROOMS,
    Files,
    figures,
    files_of,
    hidden_imports,
    import_cycles,
    imports_of,
    long_files,
    long_functions,
    module_of,
    wrong_imports,
)


def test_every_file_imports_only_what_its_room_may() -> None:
    assert_none(wrong_imports(files_of("tco")))


def test_no_figure_stands_in_the_arithmetic() -> None:
    assert_none(figures(files_of("tco")))


def test_no_modules_import_each_other() -> None:
    assert_none(import_cycles(files_of("tco")))


@pytest.mark.parametrize("folder", ["tco", "tests", "benchmarks"])
def test_files_and_functions_are_short_and_import_at_the_top(folder: str) -> None:
    files = files_of(folder)
    assert_none([*long_files(files), *long_functions(files), *hidden_imports(files)])


def test_there_is_something_to_check() -> None:
    files = files_of("tco")
    modules = {module_of(path) for path in files}
    crossings = [found for path in files for found in imports_of(path, files) if found.target in modules]
    assert "tco.errors" in modules
    assert crossings


def test_the_table_names_only_rooms_and_has_an_order() -> None:
    mentioned = {name.split(".")[0] for room in ROOMS.values() for name in room.ours}
    assert mentioned <= set(ROOMS)
    TopologicalSorter({room: {name.split(".")[0] for name in ROOMS[room].ours} for room in ROOMS}).prepare()


def assert_none(faults: Iterable[str]) -> None:
    found = list(faults)
    assert not found, "\n" + "\n".join(found)


# The rules can fail: each of these small sources is wrong in one way, and each of those is right.

Rule = Callable[[Files], Iterator[str]]
SHELF = "tco/formula/units.py"
LONG_BODY = "    x = 0\n" * MOST_LINES_OF_A_FUNCTION

WRONG: list[tuple[Rule, str, str, str]] = [
    (wrong_imports, "tco/errors.py", "import tco.formula.units", "errors may not"),
    (wrong_imports, "tco/formula/rows.py", "from tco import model", "imports tco, which formula"),
    (wrong_imports, "tco/formula/text.py", "import numpy as np", "imports numpy"),
    (wrong_imports, "tco/rules/shelf.py", "from tco.formula import Row", "imports tco.formula, which"),
    (wrong_imports, "tco/inputs/forms.py", "import pandas", "imports pandas"),
    (wrong_imports, "tco/inputs/forms.py", "from ..model import fleet", "imports tco.model"),
    (wrong_imports, "tco/model/fleet.py", "from pandas.api import types", "imports pandas"),
    (wrong_imports, "tco/model/fleet.py", "if TYPE_CHECKING:\n    import openpyxl", "imports openpyxl"),
    (
        wrong_imports,
        "tco/model/fleet.py",
        "def f():\n    from tco.workbook import cell",
        "imports tco.workbook",
    ),
    (wrong_imports, "tco/model/fleet.py", "importlib.import_module('numpy')", "a module by its name"),
    (wrong_imports, "tco/funding/rows.py", "import scipy.optimize", "imports scipy"),
    (wrong_imports, "tco/views.py", "import tco.checks", "views may not"),
    (wrong_imports, "tco/checks.py", "import openpyxl", "imports openpyxl"),
    (wrong_imports, "tco/workbook/sheet.py", "import click", "imports click"),
    (wrong_imports, "tco/helpers.py", "", "is in no room"),
    (figures, "tco/model/fleet.py", "spent = bought * 1.05", "the number 1.05: give it a name"),
    (figures, "tco/model/deep/fleet.py", "def f(life=4): ...", "the number 4"),
    (figures, "tco/funding/rows.py", "rate = Decimal('0.8')", "the number 0.8"),
    (import_cycles, SHELF, "from . import units", "tco.formula.units <- tco.formula.units"),
    (hidden_imports, "tco/cli.py", "def main():\n    import tqdm", "inside main()"),
    (hidden_imports, "tco/cli.py", "x = __import__('tqdm')", "cannot be read"),
    (long_files, "tco/views.py", "\n" * (MOST_LINES_OF_A_FILE + 1), "351 lines"),
    (long_functions, "tco/views.py", f"def f():\n{LONG_BODY}", "f() has 46 lines"),
]

RIGHT: list[tuple[Rule, str, str]] = [
    (wrong_imports, "tco/__init__.py", "from tco.workbook.sheet import write"),
    (wrong_imports, "tco/formula/operators.py", "import numpy as np\nfrom numpy.typing import NDArray"),
    (wrong_imports, "tco/rules/shelf.py", "import tomllib\nfrom tco.formula import units"),
    (wrong_imports, "tco/inputs/tables.py", "import pandas, pydantic"),
    (wrong_imports, "tco/model/fleet.py", "from tco.formula import Row\nfrom . import ladder"),
    (wrong_imports, "tco/funding/program.py", "import scipy.optimize"),
    (wrong_imports, "tco/cli.py", "import click\nfrom tco.plan import load"),
    (figures, "tco/model/fleet.py", "x = [0, 1, -1, 12, 100, True, '7', f'{y:.2f}']"),
    (figures, "tco/funding/program.py", "tolerance = 1e-9"),
    (figures, "tco/risk/draws.py", "x = 7"),
    (import_cycles, "tco/formula/rows.py", "import tco.formula.units\nif TYPE_CHECKING:\n    import tco.formula.rows"),
    (hidden_imports, "tco/cli.py", "import click\n\ndef main(): ..."),
    (long_files, "tco/views.py", "\n" * MOST_LINES_OF_A_FILE),
    (
        long_functions,
        "tco/views.py",
        f'def f():\n    """One.\n\n    Two.\n    """\n{LONG_BODY}'.removesuffix("    x = 0\n"),
    ),
]


@pytest.mark.parametrize(("rule", "path", "source", "message"), WRONG)
def test_a_rule_finds_what_is_wrong(rule: Rule, path: str, source: str, message: str) -> None:
    faults = list(rule({SHELF: "", path: source}))
    assert len(faults) == 1
    assert faults[0].startswith(path) or rule is import_cycles
    assert message in faults[0]


@pytest.mark.parametrize(("rule", "path", "source"), RIGHT)
def test_a_rule_lets_pass_what_is_right(rule: Rule, path: str, source: str) -> None:
    assert_none(rule({SHELF: "", path: source}))


def test_a_long_way_round_is_a_cycle_too() -> None:
    circle = {
        "tco/views.py": "import tco.ledger",
        "tco/ledger.py": "import tco.checks",
        "tco/checks.py": "from . import views",
    }
    assert len(list(import_cycles(circle))) == 1
