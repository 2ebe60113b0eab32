"""The benchmarks run, and what they compare gives the same numbers; how fast is measured by hand and not asserted here."""

from __future__ import annotations

import re

import pytest

from benchmarks import engine, funding, program, workbook


def test_the_engine_gives_what_the_arithmetic_by_hand_gives(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "CASES", 2100)  # more than one chunk
    monkeypatch.setattr(engine, "ROUNDS", 1)
    engine.main()
    said = capsys.readouterr().out.splitlines()
    assert [re.sub(r"\d+\.\d+", "N", line)[:44] for line in said] == [
        "engine, headline rows kept: N times by hand ",
        "engine, every row kept: N times by hand (N s",
    ]
    assert "240 formula rows x 10 years x 2,100 cases" in said[0]


def test_the_workbook_and_its_plain_twin_hold_the_same_cells(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workbook, "ROUNDS", 1)
    monkeypatch.setattr("sys.argv", ["workbook.py", str(workbook.ROOT / "docs" / "guide" / "three_schools.toml")])
    workbook.main()
    assert re.match(r"workbook, whole process: \d+\.\d\d times openpyxl alone", capsys.readouterr().out)


def test_a_plan_with_many_sources_pays_all_that_is_no_gap(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dates, uses, matches and caps of 20 sources are drawn on, and none of the 60 items is refused."""
    monkeypatch.setattr(funding, "ROUNDS", 1)
    funding.main()
    said = capsys.readouterr().out
    assert re.match(r"plan with sources: \d+\.\d\d times the plan without", said)
    assert "60 items x 20 sources x 15 years" in said


def test_the_allocation_of_a_large_plan_is_one_that_may_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, size in {"LINES": 12, "SOURCES": 6, "YEARS": 6, "ROUNDS": 1}.items():
        monkeypatch.setattr(program, name, size)
    program.main()
    said = r"optimal allocation: \d+\.\d\d s, \d+\.\d\d times the sample plan's run .*; 12 lines x 6 sources x 6 years"
    assert re.match(said, capsys.readouterr().out)
