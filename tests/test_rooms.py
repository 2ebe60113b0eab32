"""Who may import what, as a table; and the few rules about files and functions that a reader of any room relies on.

The rules are checked on parsed source, never by importing it. A room that does not exist yet is simply not there; a file
that is in no room fails, so that a new room gets its row here first.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES_OF_A_FILE = 350
MOST_LINES_OF_A_FUNCTION = 45  # without its docstring; about 20 is the aim
NO_FIGURES_IN = ("tco.model", "tco.funding")
NUMBERS_THAT_ARE_NO_FIGURES = (0, 1, 12, 100)  # -1 is a minus before a 1
NUMBER_MAKERS = {"float", "int", "Decimal", "Fraction"}

Files = Mapping[str, str]  # {path from the top of the checkout: source}


class Room(NamedTuple):
    """What one room may import: rooms or single modules of ours, packages of others everywhere or in one file."""

    ours: frozenset[str]
    theirs: frozenset[str] = frozenset()
    theirs_in: Mapping[str, frozenset[str]] = {}


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ROWS = names("errors formula rules inputs")
ANSWERS = ROWS | names("model funding")
READ_OUTS = ANSWERS | names("decide consortium risk")
PRINTS = READ_OUTS | names("ledger views checks")

ROOMS: Mapping[str, Room] = {
    "errors": Room(frozenset()),
    "formula": Room(
        names("errors"),
        theirs_in={
            "tco.formula.evaluate": names("numpy"),
            "tco.formula.operators": names("numpy"),
            "tco.formula.rounding": names("numpy"),
        },
    ),
    "rules": Room(names("errors formula.units")),
    "inputs": Room(
        names("errors formula.units"),
        theirs=names("pydantic"),
        theirs_in={"tco.inputs.tables": names("pandas")},
    ),
    "model": Room(ROWS),
    "funding": Room(ROWS, theirs_in={"tco.funding.program": names("numpy scipy")}),
    "decide": Room(ANSWERS, theirs=names("numpy scipy")),
    "consortium": Room(ANSWERS, theirs=names("numpy scipy")),
    "risk": Room(ANSWERS, theirs=names("numpy scipy")),
    "ledger": Room(READ_OUTS, theirs=names("pandas")),
    "views": Room(READ_OUTS | names("ledger"), theirs=names("pandas")),
    "checks": Room(READ_OUTS | names("ledger views"), theirs=names("pandas")),
    "workbook": Room(PRINTS, theirs=names("openpyxl defusedxml")),
    "plots": Room(PRINTS, theirs=names("matplotlib")),
    "tco": Room(PRINTS | names("workbook")),  # tco/__init__.py, the dozen public names
    "cli": Room(PRINTS | names("workbook plots tco"), theirs=names("click tqdm")),
}


class Import(NamedTuple):
    target: str
    line: int
    for_types_only: bool


def test_every_file_imports_only_what_its_room_may() -> None:
    assert_none(imports_across_the_table(files_of("tco")))


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


# The rules. Each gives one line per fault: where, what was found, what to do.


def imports_across_the_table(files: Files) -> Iterator[str]:
    for path in files:
        module = module_of(path)
        room = ROOMS.get(room_of(module))
        if room is None:
            yield f"{path}: is in no room; move it, or give its room a row in ROOMS of tests/test_rooms.py"
            continue
        for found in imports_of(path, files):
            if not may_import(room, module, found.target):
                yield f"{path}:{found.line}: imports {found.target}, which {room_of(module)} may not; see CONTRIBUTING.md"


def may_import(room: Room, module: str, target: str) -> bool:
    package = target.split(".")[0]
    if package != "tco":
        theirs = room.theirs | room.theirs_in.get(module, frozenset())
        return package in sys.stdlib_module_names or package in theirs
    inside = target.removeprefix("tco.")
    return room_of(target) == room_of(module) or any(
        inside == name or inside.startswith(f"{name}.") for name in room.ours
    )


def figures(files: Files) -> Iterator[str]:
    for path, source in files.items():
        module = module_of(path)
        if module.startswith(NO_FIGURES_IN) and module != "tco.funding.program":
            for number, line in numbers_in(ast.parse(source)):
                if number not in NUMBERS_THAT_ARE_NO_FIGURES:
                    yield f"{path}:{line}: the number {number:g}: give it a name, a unit and a source in rules/"


def numbers_in(tree: ast.Module) -> Iterator[tuple[float, int]]:
    """Each number of a source with its line, those inside `float("0.05")` too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield node.value, node.lineno
        elif isinstance(node, ast.Call) and last_name(node.func) in NUMBER_MAKERS:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield float(argument.value), argument.lineno


def import_cycles(files: Files) -> Iterator[str]:
    """A circle of imports at run time; those for types only do not count."""
    modules = {module_of(path) for path in files}
    graph = {
        module_of(path): {found.target for found in imports_of(path, files) if not found.for_types_only} & modules
        for path in files
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"modules import each other: {' <- '.join(error.args[1])}; move what they share into a third"


def hidden_imports(files: Files) -> Iterator[str]:
    for path, source in files.items():
        for function in functions_of(source):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{path}:{node.lineno}: an import inside {function.name}(); move it to the top of the file"
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and last_name(node.func) == "__import__":
                yield f"{path}:{node.lineno}: an import that cannot be read; write it as one at the top of the file"


def long_files(files: Files) -> Iterator[str]:
    for path, source in files.items():
        lines = len(source.splitlines())
        if lines > MOST_LINES_OF_A_FILE:
            yield f"{path}: {lines} lines, at most {MOST_LINES_OF_A_FILE}; what in it belongs elsewhere?"


def long_functions(files: Files) -> Iterator[str]:
    for path, source in files.items():
        for function in functions_of(source):
            lines = lines_of(function) - (lines_of(function.body[0]) if ast.get_docstring(function) else 0)
            if lines > MOST_LINES_OF_A_FUNCTION:
                most = MOST_LINES_OF_A_FUNCTION
                yield f"{path}:{function.lineno}: {function.name}() has {lines} lines, at most {most}; let it do one thing"


# Reading source.


def files_of(folder: str) -> Files:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob("*.py"))
    }


def module_of(path: str) -> str:
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def imports_of(path: str, files: Files) -> Iterator[Import]:
    """Each import of a file, as the module it reaches: `from tco.formula import units` reaches `tco.formula.units`."""
    modules = {module_of(other) for other in files}
    tree = ast.parse(files[path])
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and last_name(node.test) == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        for target in targets_of(node, path, modules):
            yield Import(target, getattr(node, "lineno", 0), id(node) in for_types)


def targets_of(node: ast.AST, path: str, modules: set[str]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = Path(path).parts[: -node.level] if node.level else ()
        base = ".".join([*above, *([node.module] if node.module else [])])
        reached = [f"{base}.{alias.name}" for alias in node.names]
        return [target if target in modules else base for target in reached]
    if isinstance(node, ast.Call) and last_name(node.func) == "import_module":
        return ["a module by its name"]
    return []


def functions_of(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def lines_of(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def assert_none(faults: Iterator[str] | list[str]) -> None:
    found = list(faults)
    assert not found, "\n" + "\n".join(found)


# The rules can fail: each of these small sources is wrong in one way, and each of those is right.

Rule = Callable[[Files], Iterator[str]]
SHELF = "tco/formula/units.py"
LONG_BODY = "    x = 0\n" * MOST_LINES_OF_A_FUNCTION

WRONG: list[tuple[Rule, str, str, str]] = [
    (imports_across_the_table, "tco/errors.py", "import tco.formula.units", "errors may not"),
    (imports_across_the_table, "tco/formula/rows.py", "from tco import model", "imports tco, which formula"),
    (imports_across_the_table, "tco/formula/text.py", "import numpy as np", "imports numpy"),
    (imports_across_the_table, "tco/rules/shelf.py", "from tco.formula import Row", "imports tco.formula, which"),
    (imports_across_the_table, "tco/inputs/forms.py", "import pandas", "imports pandas"),
    (imports_across_the_table, "tco/inputs/forms.py", "from ..model import fleet", "imports tco.model"),
    (imports_across_the_table, "tco/model/fleet.py", "from pandas.api import types", "imports pandas"),
    (imports_across_the_table, "tco/model/fleet.py", "if TYPE_CHECKING:\n    import openpyxl", "imports openpyxl"),
    (
        imports_across_the_table,
        "tco/model/fleet.py",
        "def f():\n    from tco.workbook import cell",
        "imports tco.workbook",
    ),
    (imports_across_the_table, "tco/model/fleet.py", "importlib.import_module('numpy')", "a module by its name"),
    (imports_across_the_table, "tco/funding/rows.py", "import scipy.optimize", "imports scipy"),
    (imports_across_the_table, "tco/views.py", "import tco.checks", "views may not"),
    (imports_across_the_table, "tco/checks.py", "import openpyxl", "imports openpyxl"),
    (imports_across_the_table, "tco/workbook/sheet.py", "import click", "imports click"),
    (imports_across_the_table, "tco/helpers.py", "", "is in no room"),
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
    (imports_across_the_table, "tco/__init__.py", "from tco.workbook.sheet import write"),
    (imports_across_the_table, "tco/formula/operators.py", "import numpy as np\nfrom numpy.typing import NDArray"),
    (imports_across_the_table, "tco/rules/shelf.py", "import tomllib\nfrom tco.formula import units"),
    (imports_across_the_table, "tco/inputs/tables.py", "import pandas, pydantic"),
    (imports_across_the_table, "tco/model/fleet.py", "from tco.formula import Row\nfrom . import ladder"),
    (imports_across_the_table, "tco/funding/program.py", "import scipy.optimize"),
    (imports_across_the_table, "tco/cli.py", "import click\nfrom tco import load"),
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
