"""What EZLease prints of its copier by the month: the first interest, and the write-off of the right to use it."""

from __future__ import annotations

from pathlib import Path

import pytest

import tco
from tests.golden.readings import Case

CASE = Case.read(Path(__file__).parent / "copier_lease.toml")
MONTHS_OF_THE_TERM, MONTHS_OF_A_YEAR = 36, 12


def test_the_first_interest_is_22_98_and_a_month_of_the_copier_is_197_29() -> None:
    result = tco.plan_of({**CASE.told["plan"], "accounting": {}}).run()
    rows, values = result.model.by_id(), result.values
    interest = values.of(rows["devices.copier_rent_months.interest"])[:, 0]
    assert interest[:2].tolist() == [0, pytest.approx(22.98, abs=1e-9)]
    added, gone = (values.of(rows[f"books.devices.copier.rent.{name}"])[:, 0] for name in ("added", "written_off"))
    assert added[0] / MONTHS_OF_THE_TERM == pytest.approx(197.29, abs=0.005)
    assert gone[:3] / MONTHS_OF_A_YEAR == pytest.approx([197.29] * 3, abs=0.005)
