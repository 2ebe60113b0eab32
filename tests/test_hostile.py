"""What a breaker of the library found, so that it stays mended."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tco
from tco.errors import OutputError, PlanError
from tco.formula.expression import sum_rows
from tco.formula.text import MOST_ARGUMENTS, excel_text
from tests.formula.small import small
from tests.hand import replaced, write

COMMAND = "import sys; from tco.cli import main; main(sys.argv[1:], prog_name='tco')"


def test_a_sum_of_many_rows_keeps_to_what_a_function_of_excel_takes() -> None:
    s = small()
    rows = [s.constant(f"row_{number}", 1) for number in range(600)]
    lines = {row.id: 2 * number for number, row in enumerate(rows, start=1)}
    text = excel_text(sum_rows(rows), lambda row, _: f"H{lines[row.id]}", str)
    groups = re.findall(r"SUM\(([^()]*)\)", text)
    assert [group.count(",") + 1 for group in groups] == [MOST_ARGUMENTS, MOST_ARGUMENTS, 600 - 2 * MOST_ARGUMENTS]
    assert text == f"SUM({','.join(f'SUM({group})' for group in groups)})"
    assert re.findall(r"H\d+", text) == [f"H{line}" for line in lines.values()]


@pytest.mark.parametrize("life", [np.int64(3), np.int32(3), np.float32(3), np.float64(3)])
def test_numbers_of_another_library_are_numbers(tmp_path: Path, life: object) -> None:
    plan = tco.load(write(tmp_path))
    path = next(f"devices.{id}.life" for id in plan.loaded.form.devices)
    assert plan.with_changes({path: life}).loaded.digest == plan.with_changes({path: 3}).loaded.digest
    by_year = {"by_year": {str(plan.loaded.form.calendar.first_year): np.int64(9)}}
    assert plan.with_changes({"district.teachers": by_year}).loaded.form.district.teachers.numbers() == (9.0,)


def test_a_flag_is_still_no_number(tmp_path: Path) -> None:
    plan = tco.load(write(tmp_path))
    with pytest.raises(PlanError, match="expected a number"):
        plan.with_changes({"district.teachers": True})


def test_a_negative_seed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="seed: expected 0 or more, found -1"):
        tco.load(write(tmp_path)).simulate(3, seed=-1)


def test_a_name_that_no_file_has_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="could not be written"):
        tco.load(write(tmp_path)).run().to_excel(tmp_path / "a\0.xlsx")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="not run: there is no /dev/full here")
def test_printing_onto_a_full_disk_ends_without_a_traceback(tmp_path: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        command = [sys.executable, "-c", COMMAND, "run", str(write(tmp_path))]
        buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        ended = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60, env=buffered
        )
    assert ended.returncode == 2
    assert "what the command prints cannot be written: No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("enrolled", "year"), [({"value": 0}, 2027), ({"by_year": {"2027": 3, "2029": 0}}, 2029), ({"value": 1e-300}, None)]
)
def test_a_year_without_students_is_a_fault_at_enrolment(tmp_path: Path, enrolled: object, year: int | None) -> None:
    plan = tco.load(write(tmp_path))
    changes = {f"district.enrolment.{band}": enrolled for band in plan.loaded.form.district.enrolment}
    if year is None:
        plan.with_changes(changes).run()
        return
    with pytest.raises(PlanError, match=f"district.enrolment: nobody is enrolled in FY{year}. Write how many"):
        plan.with_changes(changes)


def test_a_lease_of_long_ago_is_not_called_a_later_one(tmp_path: Path) -> None:
    lease = "life = 2\nlease = { term = 3, rate = 0, begun = { 1980 = { financed = 5, owed = 1 } } }"
    with pytest.raises(
        PlanError, match="the year 1980 is long before the plan, which begins in 2027. Write a fiscal year from 1997"
    ):
        tco.load(write(tmp_path, replaced("life = 2", lease)))


def test_a_workbook_of_results_is_no_plan(tmp_path: Path) -> None:
    book = tco.load(write(tmp_path)).run().to_excel(tmp_path / "results.xlsx")
    with pytest.raises(PlanError, match="a workbook that tco wrote, with results; expected a plan. Name the plan file"):
        tco.load(book)
