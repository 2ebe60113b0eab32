"""A plan file is read with the files it extends; what is no plan file gets one clear sentence."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from tco.errors import PlanError
from tco.inputs.load import changed, load, read_raw
from tco.inputs.places import Places
from tests.inputs.small import FROM_CSV, PLAN, advice, faults, line_of, only_fault, replaced, write, write_with_csv


def test_the_small_district_is_read(tmp_path: Path) -> None:
    found = load(write(tmp_path))
    assert found.form.title == "Three schools"
    assert found.form.devices["student"].life.value == 4
    assert found.form.devices["student"].lots["newer"].support_end == datetime.date(2033, 6, 30)
    assert found.path == tmp_path / "plan.toml"
    assert [str(finding) for finding in found.advice] == [
        f"advice: {tmp_path}/plan.toml:{line_of('[devices.student.lots]')}: devices.student.lots: 1 of 2 lots without a support "
        "end, and others of the fleet have one: old. Their support never ends in this plan; give support_end, or join an export "
        "that has it.",
        f"advice: {tmp_path}/plan.toml: 1 of 34 figures are assumptions: devices.student.loss. "
        "Replace them with the district's own figures where there are any.",
    ]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = load(write(tmp_path))
    windows = load(write(tmp_path, "\ufeff" + PLAN.replace("\n", "\r\n")))
    assert windows.digest == plain.digest
    assert windows.places.spot(("devices", "student", "life")) == plain.places.spot(("devices", "student", "life"))


def test_the_digest_follows_numbers_and_order_and_nothing_else(tmp_path: Path) -> None:
    digest = load(write(tmp_path)).digest
    assert load(write(tmp_path, PLAN + "# a remark\n")).digest == digest
    assert load(write(tmp_path, replaced("teachers = 60", "teachers = 60.0"))).digest == digest
    assert load(write(tmp_path, replaced("teachers = 60", "teachers = 61"))).digest != digest
    order = replaced("[sources.general]", "[sources.levy2]").replace("[sources.levy]", "[sources.general]")
    assert load(write(tmp_path, order)).digest != digest


def test_a_plan_that_came_from_elsewhere_names_its_own_places(tmp_path: Path) -> None:
    raw = load(write(tmp_path)).raw
    raw["devices"]["student"]["life"] = -1
    places = Places("plan.xlsx", {("devices", "student", "life"): "Devices!C12"})
    with pytest.raises(PlanError) as error:
        read_raw(raw, places)
    assert str(error.value.findings[0]) == (
        "fault: Devices!C12: devices.student.life: expected 1 to 30 (year), found -1. Write a number from 1 to 30."
    )


def test_whole_numbers_and_dates_may_come_as_a_sheet_stores_them(tmp_path: Path) -> None:
    raw = load(write(tmp_path)).raw
    raw["calendar"]["horizon"] = 10.0
    raw["devices"]["student"]["lots"]["newer"]["support_end"] = datetime.datetime(2033, 6, 30)
    form = read_raw(raw, Places("plan.xlsx")).form
    assert form.calendar.horizon == 10
    assert form.devices["student"].lots["newer"].support_end == datetime.date(2033, 6, 30)


def test_a_changed_plan_is_checked_anew(tmp_path: Path) -> None:
    plan = load(write(tmp_path))
    assert changed(plan, {"devices.student.life": 6}).form.devices["student"].life.value == 6
    assert changed(plan, {"devices.student.life": 6}).form.scenarios == {}
    with pytest.raises(PlanError, match=r"devices\.student\.life: expected 1 to 30 \(year\), found 60"):
        changed(plan, {"devices.student.life": 60})


# extends


def test_a_small_file_changes_a_base(tmp_path: Path) -> None:
    write(tmp_path, name="base.toml")
    small = 'extends = "base.toml"\ntitle = "Longer"\n[devices.student]\nlife = 5\n[devices.student.price.bag]\nprice = 12\n'
    found = load(write(tmp_path, small))
    student = found.form.devices["student"]
    assert (found.form.title, student.life.value, student.life.source) == ("Longer", 5, "")
    assert list(student.price) == ["device", "licence", "bag"]
    assert found.places.spot(("devices", "student", "life")) == f"{tmp_path}/plan.toml:4"
    assert found.places.spot(("devices", "student", "ratio")) == f"{tmp_path}/base.toml:{line_of('ratio = 1')}"
    assert "extends" not in found.raw


def test_a_figure_is_replaced_whole_and_a_remark_is_added_to_it(tmp_path: Path) -> None:
    write(tmp_path, name="base.toml")
    small = """\
extends = "base.toml"
[district]
enrolment = { high = 390 }
teachers = { note = "October count" }
[devices.student]
life = { value = 6, source = "survey" }
loss = { low = 0.01, high = 0.1, value = 0.02 }
"""
    form = load(write(tmp_path, small)).form
    high, teachers = form.district.enrolment["high"], form.district.teachers
    assert (high.value, high.by_year) == (390, None)
    assert (teachers.value, teachers.note) == (60, "October count")
    life, loss = form.devices["student"].life, form.devices["student"].loss
    assert (life.value, life.low, life.source, life.note) == (6, None, "survey", "")
    assert loss is not None
    assert (loss.value, loss.by_age, loss.assumption) == (0.02, None, False)


def test_a_chain_is_read_from_its_end_and_from_each_file_s_own_folder(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    write_with_csv(tmp_path / "state")
    write(tmp_path, 'extends = "state/plan.toml"\n[calendar]\nhorizon = 9\n', name="county.toml")
    found = load(write(tmp_path, 'extends = "county.toml"\ntitle = "Ours"\n'))
    assert (found.form.title, found.form.calendar.horizon, found.form.district.schools["oak"].students) == (
        "Ours",
        9,
        350,
    )


def test_files_that_extend_each_other_are_named(tmp_path: Path) -> None:
    write(tmp_path, 'extends = "b.toml"\n', name="a.toml")
    write(tmp_path, '\nextends = "a.toml"\n', name="b.toml")
    assert only_fault(tmp_path / "a.toml") == (
        "fault: b.toml:2: extends: files that extend each other: a.toml extends b.toml extends a.toml. "
        "One of them must stand by itself."
    )
    itself = write(tmp_path, 'extends = "plan.toml"\n')
    assert "plan.toml extends plan.toml" in only_fault(itself)


def test_a_base_that_is_not_there_is_named_where_it_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, name="base.toml")
    assert only_fault(write(tmp_path, '# ours\nextends = "bass.toml"\n')) == (
        "fault: plan.toml:2: extends: bass.toml: there is no such file. Did you mean 'base.toml'?"
    )
    assert "plan.toml:1: extends: found 7. Write the name of a plan file" in only_fault(
        write(tmp_path, "extends = 7\n")
    )


def test_a_fault_in_the_base_stands_in_the_base(tmp_path: Path) -> None:
    write(tmp_path, replaced("teachers = 60", "teachers = -60"), name="base.toml")
    assert only_fault(write(tmp_path, 'extends = "base.toml"\n')).startswith("fault: base.toml:7: district.teachers: ")


# What is no plan file


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty. Begin with a sample plan"),
        (b"\n \n", "the file is empty"),
        (b"\x00\x01\x02plan", "this is a binary file, not text. Name the plan file"),
        (b"PK\x03\x04rest", "this is a workbook or zip archive, not a plan file"),
        (b"%PDF-1.7 ...", "this is a PDF, not a plan file"),
        (b"\xff\xfet\x00i\x00", "the file is saved as UTF-16. Save it as UTF-8"),
        (b'{"title": "Plan"}', "this looks like JSON. Expected a plan file in TOML"),
        (b'[1, {"title": "Plan"}]', "this looks like JSON"),
        (b"---\ntitle: Plan\n", "this looks like YAML. Expected a plan file in TOML"),
        (b"title: Plan\ndistrict:\n  name: X\n  teachers: 60\n", "this looks like YAML"),
        (b"<html><body>Not found</body></html>", "this looks like a web page or XML"),
        (b"year,band,students\n2027,all,900\n", "this looks like a CSV file"),
    ],
)
def test_another_kind_of_file_gets_one_clear_sentence(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(content)
    assert only_fault(path).startswith(f"fault: {tmp_path}/plan.toml: {message}".replace(f"{tmp_path}/", ""))


def test_what_is_no_file_gets_one_clear_sentence(tmp_path: Path) -> None:
    write(tmp_path)
    assert only_fault(tmp_path / "plna.toml").endswith("plna.toml: there is no such file. Did you mean 'plan.toml'?")
    assert "this is a folder. Name the plan file in it." in faults(tmp_path)[0]
    assert "There is no folder" in faults(tmp_path / "nowhere" / "plan.toml")[0]
    assert "there is no such file" in faults(Path("pl\0an.toml"))[0]
    assert "no ordinary file" in faults(Path("/dev/zero"))[0]
    assert faults(tmp_path / ("x" * 5000))[0].count("x") < 100


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    with path.open("wb") as file:
        file.truncate(4_000_001)
    assert (
        only_fault(path)
        == "fault: plan.toml: 4,000,001 bytes, expected at most 4,000,000. Is this really the plan file?"
    )


# Slips of the keyboard in TOML


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'title = "Three schools"',
            'title = "Three schools',
            """'title = "Three schools'. Close the text with " on the same line.""",
        ),
        ("teachers = 60", "teachers = 6O", "plan.toml:7: expected newline or end of document after a statement in"),
        ("teachers = 60", "teachers = 1,060", "numbers have no commas, dollar or percent signs"),
        ("teachers = 60", "teachers = $60", "plan.toml:7: invalid value in 'teachers = $60'. Texts stand in quotes"),
        ("teachers = 60", "teachers 60", "plan.toml:7: expected '=' after a key"),
        (
            "teachers = 60",
            "teachers = 60\nteachers = 61",
            "plan.toml:8: a key is given twice in 'teachers = 61'. It looks like line 7.",
        ),
        (
            "[district.schools.elm]",
            "[district.schools.oak]",
            "plan.toml:17: the table [district.schools.oak] is there twice",
        ),
        ("enrolment = {", "enrolment = { elementary = 1,", "a key is given twice"),
        ("[calendar]", "[calendar", "plan.toml:29: "),
        ("[calendar]", "[district.teachers]", "plan.toml:29: "),
    ],
)
def test_a_slip_in_the_text_has_its_line_and_a_remedy(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert message in only_fault(write(tmp_path, replaced(old, new)))


def test_what_would_break_a_reader_is_a_fault_too(tmp_path: Path) -> None:
    assert "brackets inside brackets" in only_fault(write(tmp_path, "x = " + "[" * 100_000))
    assert "tables inside tables" in only_fault(write(tmp_path, "x = " + "{a = " * 60 + "1" + "}" * 60))
    assert "a key of more than 40 parts" in only_fault(write(tmp_path, "\n" + "a." * 100_000 + "b = 1"))
    assert "a number that cannot be read" in only_fault(write(tmp_path, "x = " + "9" * 5000))
    assert "plan.toml:3: a character that is not UTF-8" in only_fault(_bytes(tmp_path, b"schema = 1\n\ntitle = '\xe9'"))


def _bytes(folder: Path, content: bytes) -> Path:
    path = folder / "plan.toml"
    path.write_bytes(content)
    return path


def test_the_schema_is_asked_first(tmp_path: Path) -> None:
    assert "'schema' is missing" in only_fault(write(tmp_path, replaced("schema = 1\n", "")))
    newer = only_fault(write(tmp_path, replaced("schema = 1\n", "schema = 2\n")))
    assert newer.startswith("fault: plan.toml:1: schema: found schema 2. This program reads schema = 1")
    assert "found schema true" in only_fault(write(tmp_path, replaced("schema = 1\n", "schema = true\n")))


# Names


LEGAL_NAMES = [
    'The "new" one',
    "O'Brien [annex] {B} / north \\ south",
    "Café Ünïcode 👩‍🏫 学校",
    "=SUM(A1:A9)",
    "+1 -1 @home",
    "x" * 300,
    "a, b; c | d",
]


@pytest.mark.parametrize("name", LEGAL_NAMES)
def test_a_name_may_have_anything_that_can_be_read(tmp_path: Path, name: str) -> None:
    quoted = json.dumps(name, ensure_ascii=False)
    text = PLAN.replace('"Oak Elementary"', quoted).replace('"Student Chromebooks"', quoted)
    form = load(write(tmp_path, text)).form
    assert form.district.schools["oak"].name == name
    assert form.devices["student"].label == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x" * 301, "plan.toml:11: district.schools.oak.name: a text of 301 characters. Shorten it to at most 300."),
        ("", "plan.toml:11: district.schools.oak.name: there is nothing in it. Write a text."),
        ("Oak\\u0007", "plan.toml:11: district.schools.oak.name: a control character (U+0007) at character 4 of"),
        ("Oak\\nElementary", "a control character (U+000A) at character 4"),
        ("Oak\\uFFFE", "a control character (U+FFFE)"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused(tmp_path: Path, name: str, message: str) -> None:
    assert message in only_fault(write(tmp_path, replaced("Oak Elementary", name)))


def test_a_note_may_have_lines_and_not_be_endless(tmp_path: Path) -> None:
    assert load(write(tmp_path, replaced("reviewed yearly", "reviewed\\nyearly"))).form.devices["student"].life.note
    assert "a text of 32,768 characters" in only_fault(write(tmp_path, replaced("reviewed yearly", "x" * 32_768)))


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    text = FROM_CSV.replace("teachers = 60", "teachers = -60").replace("per = ", "pre = ", 1).replace("2026", "2026.5")
    found = faults(write_with_csv(tmp_path, text, enrolment="year,band,students\nnext,high,4\n"))
    for part in ("teachers", "pre", "prices_as_of", "enrolment.csv:2"):
        assert any(part in line for line in found), (part, found)


def test_what_fits_not_together_is_said_beside_what_a_form_refuses(tmp_path: Path) -> None:
    text = (
        PLAN.replace("price = 9\n", "price = -9\n")
        .replace('band = "high"', 'band = "hihg"')
        .replace("repair_cost", "repair")
    )
    found = faults(write(tmp_path, text))
    assert len(found) == 3, found
    assert "there is no grade band 'hihg'. Did you mean 'high'?" in found[2]


def test_an_item_that_is_refused_still_counts_as_a_name(tmp_path: Path) -> None:
    found = only_fault(write(tmp_path, replaced("members_volume = 2000", "members_volume = -2000")))
    assert "offers.coop.members_volume" in found


def test_advice_is_no_fault(tmp_path: Path) -> None:
    path = write(tmp_path, replaced("prices_as_of = 2026", "prices_as_of = 2028"))
    assert faults(path) == []
    assert any("prices are as of 2028, after the first fiscal year 2027" in line for line in advice(path))
