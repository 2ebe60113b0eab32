"""Every error that `tco` raises on purpose is raised here, and says where, what was found and what to do."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from tco import errors
from tco.errors import (
    Advice,
    CircleError,
    Fault,
    FigureError,
    Finding,
    FormulaError,
    MissingError,
    OutputError,
    PlanError,
    RunError,
    ShapeError,
    StoredValueError,
    TcoError,
    UnitError,
    UnsafeWorkbook,
)
from tco.formula.order import ordered
from tco.formula.rows import Block, Model, Timeline
from tco.inputs.load import load
from tco.rules.shelf import figure
from tco.workbook.package import store_values
from tco.workbook.safety import check_safe_to_read
from tests.hand import BELOW_THE_FIRST_TIER, PLAN, one_found, plan, replaced, said, write

LIFE = PLAN.splitlines().index("life = 2") + 1
SOURCES = sorted((Path(__file__).parents[1] / "tco").rglob("*.py"))


def block() -> tuple[Model, Block]:
    model = Model(Timeline("years", ("FY2027",), (2027,)))
    return model, model.sheet("calculation", "Calculation").block("fleet", "Fleet")


# One way to each error, and what must be in its text: the place, what was found, the remedy ---------------------------------


def a_plan_with_a_fault(folder: Path) -> None:
    plan(folder, replaced("life = 2", "life = 0"))


def a_row_without_a_value(folder: Path) -> None:
    plan(folder, BELOW_THE_FIRST_TIER).run()


def an_unknown_scenario(folder: Path) -> None:
    plan(folder).run("longre")


def an_output_that_exists(folder: Path) -> None:
    target = folder / "plan.xlsx"
    target.touch()
    plan(folder).run().to_excel(target)


def a_figure_before_its_first_date(_: Path) -> None:
    figure("device_repair", on=date(1950, 1, 1))


def dollars_plus_devices(folder: Path) -> None:
    rows = block()[1]
    sum_of_both = rows.number("spent", "Spent", "usd", 1) + rows.number("bought", "Bought", "device", 1)
    raise AssertionError(f"{sum_of_both} in {folder}")


def a_condition_on_a_row(_: Path) -> None:
    rows = block()[1]
    bool(rows.number("spent", "Spent", "usd", 1))


def values_that_do_not_fit_the_years(_: Path) -> None:
    block()[1].numbers("spent", "Spent", "usd", [1, 2, 3])


def rows_that_need_each_other(_: Path) -> None:
    model, rows = block()
    needed = rows.announce("needed", "Needed", "device")
    bought = rows.row("bought", "Bought", "device", needed + needed)
    rows.define(needed, bought + bought)
    ordered(model)


def a_file_that_is_no_workbook(folder: Path) -> None:
    with ZipFile(folder / "plan.xlsx", "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    check_safe_to_read(folder / "plan.xlsx")


def a_value_for_a_sheet_that_is_not_there(folder: Path) -> None:
    target = plan(folder).run().to_excel(folder / "plan.xlsx")
    store_values(target, folder / "again.xlsx", {"Budget 9": {"A1": 1.0}})


RAISED: list[tuple[type[TcoError], Callable[[Path], None], tuple[str, ...]]] = [
    (
        PlanError,
        a_plan_with_a_fault,
        (f"plan.toml:{LIFE}: devices.student.life", "found 0", "Write a number from 1 to 30"),
    ),
    (
        RunError,
        a_row_without_a_value,
        ("devices.student.offer_price", "no value in FY2028", "tco explain PLAN devices.student"),
    ),
    (MissingError, an_unknown_scenario, ("scenario 'longre'", "none of this name", "Did you mean 'longer'?")),
    (OutputError, an_output_that_exists, ("plan.xlsx", "exists already", "--force")),
    (
        FigureError,
        a_figure_before_its_first_date,
        ("device_repair", "no value is known for 1950-01-01", "or give your own figure"),
    ),
    (UnitError, dollars_plus_devices, ("add", "usd meets device", "put a row between them")),
    (FormulaError, a_condition_on_a_row, ("a formula", "neither true nor false", "use where(")),
    (ShapeError, values_that_do_not_fit_the_years, ("fleet.spent", "3 values for 1 place", "give one for each")),
    (
        CircleError,
        rows_that_need_each_other,
        ("fleet.needed (Needed)", "in the same period", "break the circle with Prior"),
    ),
    (UnsafeWorkbook, a_file_that_is_no_workbook, ("plan.xlsx", "without an Excel workbook", "Save it in Excel as")),
    (
        StoredValueError,
        a_value_for_a_sheet_that_is_not_there,
        ("sheet 'Budget 9'", "which has 'About', 'Summary'", "use the title as"),
    ),
]


@pytest.mark.parametrize(("error", "way", "parts"), RAISED, ids=[error.__name__ for error, _, _ in RAISED])
def test_an_error_says_where_what_and_what_to_do(
    error: type[TcoError], way: Callable[[Path], None], parts: tuple[str, ...], tmp_path: Path
) -> None:
    with pytest.raises(error) as raised:
        way(tmp_path)
    assert type(raised.value) is error
    assert [part for part in parts if part not in str(raised.value)] == [], str(raised.value)


def test_every_class_of_error_is_raised_above() -> None:
    classes = {kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, TcoError)}
    assert classes == {error for error, _, _ in RAISED} | {TcoError}


def test_the_tree_is_the_one_that_is_drawn() -> None:
    """The module's own picture of it: one level is four characters deeper, each name stands once, with what it means."""
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        name = line.lstrip("├└│─ ").split(" ")[0]
        if not line or line[0] not in "├└│T" or not isinstance(getattr(errors, name, None), type):
            continue
        depth = (len(line) - len(line.lstrip("├└│─ "))) // 4
        above = [*above[:depth], name]
        drawn[name] = above[-2] if depth else "Exception"
    classes = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, TcoError)]
    assert drawn == {kind.__name__: kind.__bases__[0].__name__ for kind in classes}


# Nothing else is raised, and what is raised says enough -----------------------------------------------------------------------


ON_THEIR_WAY = {"ArithmeticError", "BadCell", "PydanticCustomError", "Unreadable"}  # caught in their own room, and become findings there
OF_PYTHON = {"KeyError", "ValueError", "TypeError"}  # for whoever calls a function wrongly
OF_THE_COMMAND_LINE = {"UsageError", "BadParameter"}


def raised_in(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            called = node.exc.func
            yield (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")), node.lineno


def test_what_is_raised_is_of_the_tree_or_on_its_way_there() -> None:
    known = {error.__name__ for error, _, _ in RAISED} | ON_THEIR_WAY | OF_PYTHON | OF_THE_COMMAND_LINE
    strangers = [
        f"{path}:{line}: {name}"
        for path in SOURCES
        for name, line in raised_in(path)
        if name[:1].isupper() and name not in known
    ]
    assert strangers == []


# Findings ------------------------------------------------------------------------------------------------------------------


def test_a_finding_is_one_line_with_kind_place_and_remedy() -> None:
    assert (
        str(Fault("plan.toml:3: title", "found 5", "Write a text."))
        == "fault: plan.toml:3: title: found 5. Write a text."
    )
    assert (
        str(Advice("funding.gap", "not covered", "Add a source.")) == "advice: funding.gap: not covered. Add a source."
    )
    with pytest.raises(FrozenInstanceError):
        Fault("a", "b", "c").place = "d"  # type: ignore[misc]
    assert len({Fault("a", "b", "c"), Advice("a", "b", "c"), Fault("a", "b", "c")}) == 2
    assert isinstance(Advice("a", "b", "c"), Finding)


def test_a_plan_error_carries_every_finding(tmp_path: Path) -> None:
    text = replaced(
        "life = 4", "lief = 4", replaced("teachers = 5", "teachers = -5", replaced('per = "student"', "per = 7"))
    )
    with pytest.raises(PlanError) as raised:
        load(write(tmp_path, text))
    places = " ".join(finding.place for finding in raised.value.findings)
    assert all(path in places for path in ("district.teachers", "devices.student.per", "devices.panel.lief"))
    assert str(raised.value).splitlines() == [str(finding) for finding in raised.value.findings]


def test_one_fault_is_one_finding(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as raised:
        a_plan_with_a_fault(tmp_path)
    assert one_found(raised.value).startswith(f"fault: {tmp_path}/plan.toml:{LIFE}: devices.student.life: ")


def test_errors_do_not_hide_what_caused_them(tmp_path: Path) -> None:
    result = plan(tmp_path).run()
    with pytest.raises(OutputError) as raised:
        result.to_excel(tmp_path / "nowhere" / "plan.xlsx")
    assert isinstance(raised.value.__cause__, FileNotFoundError)
    assert "No such file or directory" in said(OutputError, lambda: result.to_excel(tmp_path / "nowhere" / "plan.xlsx"))
