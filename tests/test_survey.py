"""Every district of a survey becomes a plan without hand work and opens with the devices that the survey counts."""

from __future__ import annotations

from pathlib import Path

import pytest

import tco
from benchmarks import survey

HEADS = ",".join(
    ["Year", "ESD", "District", "School", survey.STUDENTS, *survey.FORMS.values(), "Number of document cameras:"]
)
LINES = """\
2015,113,Riverbend School District,Oak Elementary,410,160,83,0,113,0,22
2016,113,Riverbend School District,Oak Elementary,395,170,80,0,120,0,22
2016,113,Riverbend School District,Oak Elementary,395,999,80,0,120,0,22
2015,113,riverbend  school district,"Harbor High, North",120,"1,030",62,0,,0,6
2016,113,Riverbend School District,Juvenile Center,,10,12,0,0,0,2
2016,114,Two Trees School District,Two Trees School,31,about 20,7,,3,0,1
2016,114,Nothing School District,Empty School,50,0,0,0,0,0,0
2016,115,No Students Co-op,Skills Center,0,25,0,0,0,4,0
,115,No Students Co-op,Totals,0,25,0,0,0,4,0
"""


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "survey.csv"
    path.write_text("\ufeff" + HEADS + "\n" + LINES, encoding="utf-8")
    return path


def test_a_school_counts_once_as_its_latest_year_says(extract: Path) -> None:
    """Riverbend: Oak of 2016, its first line (170 + 80 + 120), Harbor of 2015 (1,030 + 62), the center (22): 1,484 devices."""
    found = {district.name: district for district in survey.districts_of(survey.read_survey(extract))}
    assert found["Riverbend School District"].count == 370 + 1_092 + 22 == 1_484
    assert found["Riverbend School District"].students == 395 + 120
    assert (found["Two Trees School District"].count, found["Two Trees School District"].unread) == (10, 1)
    assert found["No Students Co-op"].count == 29
    assert found["Nothing School District"].count == 0


def test_every_district_with_devices_opens_with_its_count(extract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert survey.main(extract) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "3 districts with 1,523 devices, 1 cells that hold no number"  # 1,484 + 10 + 29
    assert said[1] == "3 became a plan, ran, and open with the survey's count"
    assert "districts in a second" in said[2]


def test_a_plan_says_what_the_survey_did_not_ask(extract: Path) -> None:
    districts = list(survey.districts_of(survey.read_survey(extract)))
    plan = survey.plan_from(next(each for each in districts if each.name.startswith("Riverbend")), 2017)
    fleets = plan.loaded.form.devices
    assert {id: fleet.count.value for id, fleet in fleets.items() if fleet.count} == {
        "laptops": 1_210,
        "desktops": 154,
        "tablets": 120,
    }
    assert all(
        lot.assumption and "does not date them" in lot.note for fleet in fleets.values() for lot in fleet.lots.values()
    )
    assert plan.loaded.form.district.teachers.assumption


def test_a_wrong_count_is_found(
    extract: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "opening", lambda plan: 29.0)
    assert survey.main(extract) == 1
    assert "Riverbend School District: opens with 29, the survey counts 1,484" in capsys.readouterr().out


def test_a_plan_from_python_data_has_faults_with_their_paths() -> None:
    with pytest.raises(tco.PlanError, match=r"plan: 'schema' is missing"):
        tco.plan_of({"title": "Nothing"})
    with pytest.raises(tco.PlanError, match="district"):
        tco.plan_of({"schema": 1, "title": "Nothing"})
