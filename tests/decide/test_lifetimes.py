"""Lives from records: curves by hand, fits that find what was drawn, and records that are left out with their place."""

from __future__ import annotations

import datetime
import math
import os
import random
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import tco
from tco.cli import main
from tco.decide.lifetimes import Lived, lifetimes, read_life_records

try:
    import lifelines  # noqa: F401 - whether it is there
except ImportError:
    if os.environ.get("CI"):
        raise  # with CI set, a test that cannot run is a failure
    pytest.skip("not run: `lifelines` is not installed", allow_module_level=True)

RECORDS = """Model,Purchase date,Ended,Why,Seen from
11e,2020-08-01,2022-03-01,failed,
11e,2020-08-01,2021-03-01,sold,
11e,8/1/2020,,,2022-08-01
11e,2021-08-15,2025-06-01,Broken,
11e,2021-08-15,,,
"""


def file(folder: Path, text: str = RECORDS) -> Path:
    path = folder / "records.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_survival_curve_by_hand() -> None:
    """Failures at 1.5 and 2.6 years, one sold at 2.5, one at work at 3.2, and one seen from 2.0 to 3.5 years only. At 1.5 one of four
    fails, at 2.6 one of three (the two others and the late one): 3/4, then 3/4 x 2/3 = 1/2."""
    ages = [(0, 1.5, True), (0, 2.5, False), (0, 2.6, True), (0, 3.2, False), (2.0, 3.5, False)]
    (found,) = lifetimes([Lived("11e", 2021, entered, ended, failed) for entered, ended, failed in ages])
    assert found.surviving == pytest.approx({1: 1, 2: 0.75, 3: 0.5})
    assert (found.units, found.failures, found.seen_from, found.weibull) == (5, 2, 0, None)
    assert found.note == "2 failed: too few for a fit, which takes 10"


def drawn(model: str, shape: float, scale: float, *, seed: int, count: int = 3000) -> list[Lived]:
    """Units that are first seen at up to three years of age and last seen four years later, failed or not."""
    found: list[Lived] = []
    draw = random.Random(seed)
    while len(found) < count:
        life, entered = draw.weibullvariate(scale, shape), draw.uniform(0, 3)
        if life > entered:
            found.append(Lived(model, 2021, entered, min(life, entered + 4), life <= entered + 4))
    return found


@pytest.mark.parametrize(("shape", "scale"), [(1.36, 8.9), (2.5, 6.0), (1.0, 12.0)])
def test_a_fit_finds_the_life_that_was_drawn_though_units_enter_late_and_leave_early(
    shape: float, scale: float
) -> None:
    (found,) = lifetimes(drawn("11e", shape, scale, seed=7))
    assert found.weibull is not None
    assert found.weibull.shape == pytest.approx(shape, rel=0.06)
    assert found.weibull.scale == pytest.approx(scale, rel=0.06)
    assert found.surviving[4] == pytest.approx(math.exp(-((4 / scale) ** shape)), abs=0.03)


def test_models_and_purchase_years_are_never_mixed() -> None:
    """Two models that fail at random, each at a rate of its own: neither wears out, and no curve is of both."""
    found = lifetimes([*drawn("good", 1, 30, seed=3), *drawn("bad", 1, 5, seed=2)])
    assert [group.model for group in found] == ["bad", "good"]
    assert [group.weibull.shape for group in found if group.weibull] == pytest.approx([1, 1], abs=0.15)
    assert (found[0].surviving[4], found[1].surviving[4]) == pytest.approx(
        (math.exp(-4 / 5), math.exp(-4 / 30)), abs=0.03
    )


def test_one_unit_seen_early_does_not_end_the_curve_of_those_seen_late() -> None:
    """It failed alone at 1.0. Of twenty seen from 3.0 on five fail at 4.5: the curve is of those that reached 3 years, and 3/4 go on."""
    late = [Lived("11e", 2021, 3.0, 4.5 if number < 5 else 6.0, number < 5) for number in range(20)]
    (found,) = lifetimes([Lived("11e", 2021, 0, 1.0, True), *late])
    assert (found.seen_from, found.units, found.failures) == (3.0, 21, 6)
    assert found.surviving == pytest.approx({4: 1, 5: 0.75, 6: 0.75})


def test_failures_that_fall_together_have_no_fit() -> None:
    (found,) = lifetimes([Lived("11e", 2021, 0, 2.0, True)] * 12)
    assert found.weibull is None
    assert found.note == "no life fits: the failures fall too close together"


def test_records_are_read_with_headings_of_ones_own(tmp_path: Path) -> None:
    records = read_life_records(file(tmp_path))
    assert (len(records.units), records.findings) == (5, ())
    assert records.as_of == datetime.date(2025, 6, 1)
    first, sold, late, broken, used = records.units
    assert (first.purchase_year, first.failed, round(first.ended, 2)) == (2021, True, 1.58)  # 577 days
    assert (sold.failed, late.failed, used.failed) == (False, False, False)
    assert (round(late.entered, 2), round(late.ended, 2)) == (2.0, 4.83)
    assert (broken.purchase_year, broken.failed) == (2022, True)
    earlier = read_life_records(file(tmp_path), as_of=datetime.date(2024, 6, 1))
    assert [unit.failed for unit in earlier.units] == [True, False, False, False, False], "it broke after that day"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("11e,2020-08-01,2021-03-01,,", "it ended and the line does not say why"),
        ("11e,2020-08-01,2021-03-01,banana,", "it ended for 'banana'. Write one of failed"),
        (
            "11e,2020-08-01,2020-08-01,failed,",
            "its end, 2020-08-01, is not after the day from which it is seen, 2020-08-01",
        ),
        ("11e,2020-08-01,2021-03-01,failed,2022-01-01", "the day from which it is seen, 2022-01-01"),
        ("11e,last year,,,", "column 'bought': expected a date, found 'last year'"),
        (",2020-08-01,,,", "no model: the cell is empty"),
    ],
)
def test_a_bad_line_is_left_out_and_loses_no_other(tmp_path: Path, line: str, found: str) -> None:
    path = file(tmp_path, f"{RECORDS}{line}\n")
    records = read_life_records(path)
    assert len(records.units) == 5
    assert len(records.findings) == 1
    assert str(records.findings[0]).startswith(f"fault: {path}:7: ") and found in str(records.findings[0])


@pytest.mark.parametrize("text", ["", "model\n11e\n", "model,bought\n", "model,bought\n11e,banana\n"])
def test_a_file_without_a_unit_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(tco.PlanError) as raised:
        read_life_records(file(tmp_path, text))
    assert "records.csv" in str(raised.value)
    done = CliRunner().invoke(main, ["decide", "lifetimes", str(file(tmp_path, text))])
    assert (done.exit_code, done.stdout) == (1, "")


def test_two_columns_for_one_thing_are_named_as_the_file_has_them(tmp_path: Path) -> None:
    with pytest.raises(
        tco.PlanError, match="the column 'serial' is there twice: 'Serial Number' and 'Asset Tag'. Rename"
    ):
        read_life_records(file(tmp_path, "Serial Number,Model,Bought,Asset Tag\nA,11e,2020-08-01,1\n"))
    with pytest.raises(tco.PlanError, match="the column 'serial' is there twice. Rename"):
        read_life_records(file(tmp_path, "serial,Model,Bought,Serial\nA,11e,2020-08-01,1\n"))


def test_the_command_tells_each_model_and_year(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["decide", "lifetimes", str(file(tmp_path)), "--as-of", "6/1/2025"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "5 units as of 2025-06-01; share still working by years of service",
        "11e, FY2021: 3 units, 1 failed; 1 failed: too few for a fit, which takes 10",
        "11e, FY2022: 2 units, 1 failed; 1 failed: too few for a fit, which takes 10",
    ]
    few = CliRunner().invoke(main, ["decide", "lifetimes", str(file(tmp_path)), "--fewest", "2"])
    assert few.stdout.splitlines()[-1] == "  1: 100%  2: 100%  3: 100%"
    bad = CliRunner().invoke(main, ["decide", "lifetimes", str(file(tmp_path, RECORDS + "11e,banana,,,\n"))])
    assert (bad.exit_code, bad.stdout) == (1, "") and "records.csv:7" in bad.stderr
    day = CliRunner().invoke(main, ["decide", "lifetimes", str(file(tmp_path)), "--as-of", "soon"])
    assert day.exit_code == 2 and "expected a date, found 'soon'" in day.stderr


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "lifelines", None)
    with pytest.raises(tco.MissingError, match=r'pip install "school-tco\[lifetimes\]"'):
        lifetimes([Lived("11e", 2021, 0, 2, True)])
    done = CliRunner().invoke(main, ["decide", "lifetimes", str(file(tmp_path))])
    assert done.exit_code == 2 and "school-tco[lifetimes]" in done.stderr


def test_ages_that_do_not_rise_are_refused() -> None:
    with pytest.raises(ValueError, match="expected ages from 0 that rise"):
        Lived("11e", 2021, 2, 2, True)
