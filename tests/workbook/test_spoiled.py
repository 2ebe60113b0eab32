"""Whatever stands in a file that is called an input workbook, it gives a plan or findings, and never a traceback."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tco.errors import PlanError
from tco.inputs.load import Loaded, read_raw
from tco.inputs.places import Places
from tco.workbook import cells
from tco.workbook.cells import Grid, read_grids
from tco.workbook.read import read_workbook, tables_of
from tests.workbook.input_workbook import faults
from tests.workbook.spoil import spoiled_cells, spoiled_file

SPOILED_SHEETS, SPOILED_FILES = 250, 120


def drawn() -> random.Random:
    """The same draws on every run in CI, others at every run elsewhere."""
    return random.Random(20261121 if os.environ.get("CI") else None)


def survived(read: Callable[[], Any]) -> bool:
    """Whether it gave a plan; findings are fine, too, and each of them has a place and a remedy."""
    try:
        read()
    except PlanError as refused:
        assert refused.findings
        assert all(finding.place and finding.found and finding.remedy for finding in refused.findings)
        return False
    return True


def read_cells(grids: dict[str, Grid]) -> Loaded:
    tables = tables_of("plan.xlsx", grids)
    return read_raw(tables.raw, Places(tables.file, tables.spots), findings=tables.findings, lost=tables.lost)


def test_spoiled_cells_give_a_plan_or_findings(small: Path, filled: Path) -> None:
    chance = drawn()
    books = [read_grids(small)] * 4 + [read_grids(filled)]
    good = sum(survived(lambda: read_cells(spoiled_cells(chance.choice(books), chance))) for _ in range(SPOILED_SHEETS))
    assert 0 < good < SPOILED_SHEETS


def test_spoiled_files_give_a_plan_or_findings(small: Path, tmp_path: Path) -> None:
    chance, content, path = drawn(), small.read_bytes(), tmp_path / "plan.xlsx"
    good = 0
    for _ in range(SPOILED_FILES):
        path.write_bytes(spoiled_file(content, chance))
        good += survived(lambda: read_workbook(path))
    assert 0 < good < SPOILED_FILES


def test_the_check_can_fail(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path) -> dict[str, Grid]:
        raise KeyError("a traceback")

    monkeypatch.setattr("tco.workbook.read.read_grids", broken)
    with pytest.raises(KeyError):
        survived(lambda: read_workbook(small))


def test_damage_of_every_kind_is_one_fault(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError("in the reader")

    monkeypatch.setattr(cells, "load_workbook", damaged)
    (fault,) = faults(small)
    assert "this workbook is damaged (in the reader)" in fault
