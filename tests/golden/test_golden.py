"""Published and hand-worked cases: each plan is read, computed, posted and compared to the precision that was printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.golden.readings import Asked, Case

CASES = [Case.read(path) for path in sorted(Path(__file__).parent.glob("*.toml"))]


def _asked(kind: str) -> Iterator[object]:
    for case in CASES:
        for asked in case.told.get(kind, []):
            yield pytest.param(case, asked, id=f"{case.path.stem}: {asked['says']}")


@pytest.mark.parametrize(("case", "asked"), list(_asked("shows")))
def test_case_shows(case: Case, asked: Asked) -> None:
    found, expected = case.reading(asked), case.expected(asked)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= asked["within"], f"found {found.tolist()}"


@pytest.mark.parametrize(("case", "asked"), list(_asked("fails")))
def test_case_fails_when_it_should(case: Case, asked: Asked) -> None:
    """A case discriminates: with one of its assumptions left out it no longer shows the published number."""
    found, expected = case.reading(asked), case.expected(asked)
    assert np.abs(found - expected).min() > asked["within"], f"found {found.tolist()}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_case_names_its_source_and_who_worked_it(case: Case) -> None:
    assert all(case.told[said].strip() for said in ("name", "source", "worked_by"))
    assert "[" in case.told["source"], "the source carries no mark of how far it can be trusted"
