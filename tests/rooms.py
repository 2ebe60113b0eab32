"""Who may import what, as a table; and the few rules about files and functions that a reader of any room relies on.

The rules read parsed source and import nothing. A room that does not exist yet is simply not there; a file in no room
is a fault, so that a new room gets its row here first. `test_rooms.py` runs them, over the project and planted faults.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
MOST_LINES_OF_A_FILE = 350
MOST_LINES_OF_A_FUNCTION = 45  # without its docstring; about 20 is the aim
NO_FIGURES_IN = ("tco.model", "tco.funding")
NO_ROWS = tuple(f"tco.funding.{part}" for part in ("branching", "network", "outcome", "program"))  # a search, no rows
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
            "tco.formula.explain": names("numpy"),
            "tco.formula.number": names("numpy"),
            "tco.formula.operators": names("numpy"),
            "tco.formula.rounding": names("numpy"),
        },
    ),
    "rules": Room(names("errors formula.units")),
    "inputs": Room(
        names("errors formula.units rules"),
        theirs=names("pydantic pydantic_core"),  # two halves of one library
        theirs_in={"tco.inputs.tables": names("pandas")},
    ),
    "model": Room(ROWS),
    "funding": Room(
        ROWS | names("model"),
        theirs_in={  # the optimal allocation: its numbers, what it comes to, and the search
            "tco.funding.branching": names("numpy scipy"),
            "tco.funding.network": names("numpy scipy"),
            "tco.funding.outcome": names("numpy"),
            "tco.funding.program": names("numpy scipy"),
        },
    ),
    "build": Room(ANSWERS),  # the one list of what makes a model
    "probe": Room(
        READ_OUTS | names("build"), theirs=names("numpy")
    ),  # one fleet by itself, read off a model of its own
    "cases": Room(ANSWERS | names("build"), theirs=names("numpy")),
    "allocation": Room(  # who pays what, best: read off a computed plan
        ANSWERS | names("build"), theirs=names("numpy pandas")
    ),
    "decide": Room(
        ANSWERS,
        theirs=names("numpy scipy"),
        theirs_in={"tco.decide.fleets": names("pandas"), "tco.decide.survival": names("lifelines")},
    ),
    "consortium": Room(ANSWERS, theirs=names("numpy scipy")),
    "risk": Room(ANSWERS, theirs=names("numpy scipy"), theirs_in={"tco.risk.simulation": names("pandas")}),
    "ledger": Room(READ_OUTS, theirs=names("pandas")),
    "views": Room(READ_OUTS | names("ledger"), theirs=names("pandas")),
    "calendars": Room(READ_OUTS, theirs=names("pandas")),
    "payments": Room(READ_OUTS | names("ledger views"), theirs_in={"tco.payments.tables": names("pandas")}),
    "comparing": Room(  # options on one need, read by option, and in words
        READ_OUTS | names("payments"),
        theirs_in={"tco.comparing.tables": names("pandas"), "tco.comparing.answer": names("pandas")},
    ),
    "checks": Room(READ_OUTS | names("ledger views payments checks_debt checks_funding"), theirs=names("numpy pandas")),
    "checks_debt": Room(READ_OUTS | names("payments")),
    "checks_funding": Room(ROWS),
    "accounts": Room(READ_OUTS | names("ledger views"), theirs=names("pandas")),
    "granted": Room(READ_OUTS | names("payments"), theirs=names("numpy")),
    "rolling": Room(READ_OUTS | names("rolling_agreements")),  # a closing position becomes next year's opening
    "rolling_agreements": Room(READ_OUTS),
    "workbook": Room(
        PRINTS,
        theirs=names("openpyxl defusedxml"),
        theirs_in={"tco.workbook.values": names("numpy"), "tco.workbook.questions": names("pydantic")},
    ),
    "plots": Room(PRINTS, theirs=names("matplotlib")),
    "version": Room(frozenset()),
    "writing": Room(names("errors")),
    "shipped": Room(names("errors inputs")),  # where the districts that come with the library lie
    "starter": Room(names("errors rules inputs")),
    "stocktake": Room(names("errors inputs")),
    "result": Room(
        PRINTS | names("calendars cases checks_debt comparing granted payments probe version workbook"),
        theirs=names("pandas"),
    ),
    "plan": Room(PRINTS | names("allocation build cases probe result rolling shipped workbook")),
    "tco": Room(PRINTS | names("version workbook plan result")),  # tco/__init__.py, the dozen public names
    "telling": Room(names("errors"), theirs=names("click")),
    "cli_funding": Room(PRINTS | names("plan shipped telling"), theirs=names("click")),
    "cli_books": Room(PRINTS | names("accounts plan shipped telling"), theirs=names("click")),
    "cli_decide": Room(PRINTS | names("plan shipped telling"), theirs=names("click")),
    "cli_options": Room(PRINTS | names("plan shipped telling"), theirs=names("click")),
    "cli_allocate": Room(PRINTS | names("allocation plan shipped telling writing"), theirs=names("click")),
    "__main__": Room(names("cli")),
    "cli": Room(
        PRINTS
        | names(
            "calendars plan result shipped starter stocktake version writing telling "
            "cli_allocate cli_books cli_decide cli_funding cli_options"
        ),
        theirs=names("click tqdm"),
    ),
}
LOADED_WHEN_ASKED = ("tco.decide.survival",)  # an extra that takes a second to load and draws in a library for charts


class Import(NamedTuple):
    target: str
    line: int
    for_types_only: bool


# The rules. Each gives one line per fault: where, what was found, what to do.


def wrong_imports(files: Files) -> Iterator[str]:
    for path in files:
        module = module_of(path)
        name = room_of(module)
        if name not in ROOMS:
            yield f"{path}: is in no room; move it, or give its room a row in ROOMS of tests/rooms.py"
            continue
        for found in imports_of(path, files):
            if not may_import(ROOMS[name], module, found.target):
                yield f"{path}:{found.line}: imports {found.target}, which {name} may not; see ROOMS of tests/rooms.py"


def may_import(room: Room, module: str, target: str) -> bool:
    package = target.split(".", maxsplit=1)[0]
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
        if module.startswith(NO_FIGURES_IN) and module not in NO_ROWS:
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
                    with suppress(ValueError):
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
        for function in () if module_of(path) in LOADED_WHEN_ASKED else functions_of(source):
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
                found = f"{function.name}() has {lines} lines, at most {MOST_LINES_OF_A_FUNCTION}"
                yield f"{path}:{function.lineno}: {found}; let it do one thing"


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
        return list(dict.fromkeys(target if target in modules else base for target in reached))
    if isinstance(node, ast.Call) and last_name(node.func) == "import_module":
        return ["a module by its name"]
    return []


def functions_of(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def lines_of(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
