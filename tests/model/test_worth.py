"""What serves in a year and what it is worth, by hand."""

from __future__ import annotations

import datetime
import math
from pathlib import Path

import pytest

from tco.errors import MissingError
from tco.result import Result
from tests.hand import line, plan, replaced

KEEPS = replaced('label = "Student devices"', 'label = "Student devices"\nresale_retention = 0.5')


def worth_on(result: Result, day: datetime.date) -> float:
    """What the student devices are worth in the fiscal year of a day."""
    return float(result.fleet_on(day)["worth"].to_dict()["devices.student"])


def test_what_serves_is_worth_its_price_times_what_is_left_of_it(tmp_path: Path) -> None:
    """100 students, a device each for two years. FY2027: 40 of 2026 at $330 x 0.5 and 60 new at $330, 6,600 + 19,800 = 26,400.

    FY2028: the 60 at half, 9,900, and 40 new, 13,200.
    """
    result = plan(tmp_path, KEEPS).run()
    worth = line(result.block("devices.student"), "devices.student.worth")
    assert worth[:2] == [26_400, 23_100]
    found = result.fleet_on(datetime.date(2026, 7, 1)).to_dict("index")["devices.student"]
    assert found == {
        "label": "Student devices",
        "fiscal_year": 2027,
        "in_service": 100,
        "mean_age": 0.4,
        "worth": 26_400,
    }
    assert worth_on(result, datetime.date(2028, 6, 30)) == 23_100


def test_a_licence_that_brings_nothing_is_worth_nothing(tmp_path: Path) -> None:
    """Of $330, $30 are a licence: 40 x 300 x 0.5 + 60 x 300 = 24,000."""
    text = replaced("licence = { price = 30 }", "licence = { price = 30, resells = false }", KEEPS)
    result = plan(tmp_path, text).run()
    assert worth_on(result, datetime.date(2027, 1, 1)) == 24_000


def test_an_afterlife_s_worth_by_age_is_used(tmp_path: Path) -> None:
    """0.6 of the price after a year: 40 x 330 x 0.6 = 7,920, and 60 new ones at 330, 19,800."""
    after = 'label = "Student devices"\nafterlife = { goes_to = "resale", worth = [0.6, 0.3] }'
    result = plan(tmp_path, replaced('label = "Student devices"', after)).run()
    assert worth_on(result, datetime.date(2027, 1, 1)) == 27_720


def test_a_price_at_the_end_of_life_says_nothing_of_the_years_before(tmp_path: Path) -> None:
    text = replaced('label = "Student devices"', 'label = "Student devices"\nresale_price = 40')
    assert math.isnan(worth_on(plan(tmp_path, text).run(), datetime.date(2027, 1, 1)))


def test_without_a_share_the_worth_is_unknown_and_there_is_no_row(tmp_path: Path) -> None:
    result = plan(tmp_path).run()
    assert math.isnan(worth_on(result, datetime.date(2027, 1, 1)))
    assert not [row.id for row in result.model.rows() if row.id.endswith(".worth")]


def test_a_day_outside_the_plan_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="FY2026 is not in the plan; it covers FY2027 to FY2030"):
        plan(tmp_path).run().fleet_on(datetime.date(2026, 6, 30))
