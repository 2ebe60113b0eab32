"""Rosters that are read from an export of all positions: who is counted where, and who is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tco.errors import PlanError
from tco.plan import load

PLAN = """
schema = 1
title = "From the payroll"
district = { name = "Small", enrolment = { all = 1000 }, teachers = 60, staff = 110 }
calendar = { start_month = 7, first_year = 2027, horizon = 2, headline_years = 2 }
economics = { discount_rate = 0.04, prices_as_of = 2027 }
salary_schedules = { support = { label = "Support", steps = [50000, 52000] } }
[positions.technicians]
label = "Technicians"
salary = 48000
schedule = "support"
roster = { csv = "people.csv" }
"""
HEADINGS = "Employee ID,Position,FTE,Salary Step,Salary,Vacant from,Vacant until,Split\n"


def test_a_roster_is_read_from_an_export_of_all_positions(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(PLAN)
    lines = '1001,Technicians,1,2,,,,title_ii 0.5; general 50%\n1002,Technicians,0.5,,"$60,000",,2027,\n7,Director,1,,170000,,,\n'
    (tmp_path / "people.csv").write_text(HEADINGS + lines)
    plan = load(tmp_path / "plan.toml")
    posts = plan.loaded.form.positions["technicians"].roster
    assert list(posts) == ["n_1001", "n_1002"]
    assert posts["n_1001"].split == {"title_ii": 0.5, "general": 0.5}
    result = plan.run()
    cost = result.block("positions.technicians").loc["positions.technicians.cost"].iloc[0].tolist()
    assert cost == [52_000, 82_000]  # the second is hired for FY2028: 52,000 + 0.5 x 60,000


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("1,Technicians,1,1.5,,,,\n", "expected a whole step, found '1.5'"),
        ("1,Technicians,1,one,,,,\n", "column 'step': expected a"),
        ("1,Technicians,1,1,,,,\n1,Technicians,1,1,,,,\n", "is there twice"),
        ("1,Technicians,1,1,,,,a 0.7; b 0.7\n", "add up to 1.4"),
        ("1,Technicians,1,1,,,,a 0.5; a 0.5\n", "'a' is there twice"),
        ("1,Technicians,-1,1,,,,\n", "-1"),
        ("1,Director,1,1,,,,\n", "no line has the position 'technicians'"),
    ],
)
def test_a_bad_line_of_a_roster_is_a_finding(tmp_path: Path, lines: str, said: str) -> None:
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "people.csv").write_text(HEADINGS + lines)
    with pytest.raises(PlanError) as raised:
        load(tmp_path / "plan.toml")
    assert said in str(raised.value)


TWO = """\
schema = 1
title = "Two positions of one export"
district = { name = "A", enrolment = { all = 100 }, teachers = 1, staff = 1 }
calendar = { start_month = 7, first_year = 2027, horizon = 2, headline_years = 2 }
economics = { discount_rate = 0.04, prices_as_of = 2027 }
positions.technicians = { label = "Technicians", salary = 48000, roster = { csv = "people.csv" } }
positions.coaches = { label = "Coaches", salary = 60000, roster = { csv = "./people.csv" } }
positions.director = { label = "Director", salary = 90000, fte = 1 }
"""
PEOPLE = "id,position\n1,Technicians\n2,coaches\n"


def test_nobody_of_a_roster_is_dropped_silently(tmp_path: Path) -> None:
    """A position that the plan seems to mean stops the run, once; others are said, once, though two positions read the file."""
    (tmp_path / "plan.toml").write_text(TWO)
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert not any("people.csv" in finding.place for finding in load(tmp_path / "plan.toml").findings)
    (tmp_path / "people.csv").write_text(PEOPLE + "3,technician\n4,technician\n")
    with pytest.raises(PlanError) as raised:
        load(tmp_path / "plan.toml")
    faults = [line for line in str(raised.value).splitlines() if line.startswith("fault")]
    assert len(faults) == 1
    assert (
        "people.csv:4: 2 lines of the position 'technician', which the plan does not have. Did you mean 'technicians'?"
        in faults[0]
    )
    (tmp_path / "people.csv").write_text(PEOPLE + "3,Director\n4,Bus driver\n5,Bus driver\n6,Nurse\n")
    found = [str(finding) for finding in load(tmp_path / "plan.toml").findings if "people.csv" in finding.place]
    assert [line.split("people.csv")[1] for line in found] == [
        ":4: 1 line of the position 'director', whose roster is not read from this file. They are not counted; give "
        "positions.director.roster this file if they are its posts.",
        ": 3 lines of positions that the plan does not have: 'Bus driver' (2), 'Nurse' (1). They are not counted.",
    ]


def test_a_position_of_the_file_that_is_extended_is_one_of_the_plan(tmp_path: Path) -> None:
    base, _, director = TWO.rpartition("positions.director")
    (tmp_path / "base.toml").write_text(base)
    (tmp_path / "plan.toml").write_text(f'schema = 1\nextends = "base.toml"\npositions.director{director}')
    (tmp_path / "people.csv").write_text(PEOPLE + "3,Director\n")
    found = [str(finding) for finding in load(tmp_path / "plan.toml").findings if "people.csv" in finding.place]
    assert len(found) == 1 and "whose roster is not read from this file" in found[0]
