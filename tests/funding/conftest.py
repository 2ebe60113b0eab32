"""The plan of three sources as a file, and computed, for the tests of who pays and of how that is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tco.plan import load
from tco.result import Result
from tests.funding.three_sources import PLAN


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("answers") / "plan.toml"
    target.write_text(PLAN)
    return target


@pytest.fixture(scope="session")
def result(path: Path) -> Result:
    return load(path).run()
