"""Where workbooks are saved, and filled input workbooks, made once for each file of tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbook.input_workbook import copied, filled_workbook, small_workbook


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example plan, whole."""
    return filled_workbook(tmp_path_factory.mktemp("filled"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the example plan."""
    return small_workbook(tmp_path_factory.mktemp("small"))


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    """A part of the example plan, to be changed."""
    return copied(small, tmp_path)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return tmp_path / "saved.xlsx"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target.xlsx"
