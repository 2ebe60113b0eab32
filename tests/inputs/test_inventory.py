"""Exports of the systems that districts keep their devices in: each layout, as of a day, and what a plan says wrongly."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from tco.inputs.files import Unreadable, beside
from tco.inputs.inventory import lots_of
from tco.inputs.layouts import LAYOUTS, in_service
from tco.inputs.load import load
from tests.inputs.exports import DESTINY, EXPORTS, GOOGLE, INCIDENT_IQ, INTUNE, JAMF, SNIPE, count, take, texts
from tests.inputs.small import FROM_CSV, faults, only_fault, replaced, write_with_csv


def test_google_s_devices_have_support_ends_and_no_purchase(tmp_path: Path) -> None:
    found = take(tmp_path, GOOGLE, layout="google_admin", seen_since=datetime.date(2026, 1, 1))
    assert count(found) == {"out of service": 2, "not seen": 1, "not dated": 3}
    assert [unit.serial for unit in found.undated] == ["5CD1", "5CD2", "5CD6"]
    first = found.undated[0]
    assert (first.model, first.support_end, first.school) == (
        "HP Chromebook 11 G8 EE",
        datetime.date(2029, 6, 1),
        "/Students/Oak",
    )
    assert found.undated[1].note == "cart 3, left"
    assert texts(found.findings, tmp_path) == [
        "advice: export.csv: 2 devices out of service: 5CD3, 5CD5. They are not counted; say in_service = [...] where a status "
        "means another thing.",
        "advice: export.csv: 1 device not seen since 2026-01-01: 5CD4. They are not counted. Look for them, or write them off.",
        "fault: export.csv:2: 3 devices could not be dated: 5CD1, 5CD2, 5CD6. Join a list that has their purchase, or say "
        'undated = "leave out" or a fiscal year, undated = 2022. What comes near is columns = { bought = "firstEnrollmentTime" }.',
    ]


def test_the_enrolment_is_the_purchase_only_where_the_district_says_so(tmp_path: Path) -> None:
    """July 2021 begins fiscal year 2022; the one without an enrolment stays undated."""
    columns = {"bought": "firstEnrollmentTime"}
    found = take(tmp_path, GOOGLE, layout="google_admin", columns=columns, undated="leave out")
    assert [(unit.serial, unit.year) for unit in found.counted] == [("5CD1", 2022), ("5CD4", 2023), ("5CD6", 2023)]
    assert [unit.serial for unit in found.undated] == ["5CD2"]
    assert not found.faults


def test_those_that_nothing_dates_take_the_year_that_is_said_and_are_marked(tmp_path: Path) -> None:
    found = take(tmp_path, GOOGLE, layout="google_admin", undated=2021, in_service=["disabled"])
    lots = lots_of(found, found.undated)
    assert [(key[0], key[1], lot.pieces) for key, lot in lots.items()] == [
        ("HP Chromebook 11 G8 EE", 2021, 2),
        ("Lenovo 300e Gen 3", 2021, 3),
    ]
    text = FROM_CSV.replace(
        'inventory = { csv = "inventory.csv", columns = { bought = "Received" } }',
        'inventory = { csv = "export.csv", layout = "google_admin", undated = 2021 }',
    )
    form = load(write_with_csv(tmp_path, text)).form
    lot = form.devices["student"].lots["hp_chromebook_11_g8_ee_2021"]
    assert (lot.count, lot.assumption, lot.note) == (2, True, "The export does not date them; this year is taken.")


def test_intune_s_devices_have_their_last_check_in(tmp_path: Path) -> None:
    """A day in year 1 is Intune's way to say never; a firmware's placeholder is no serial number."""
    found = take(tmp_path, INTUNE, layout="intune", columns={"bought": "Enrollment date"})
    assert [(unit.serial, unit.last_seen, unit.model, unit.year) for unit in found.counted] == [
        ("PF1", datetime.date(2026, 5, 2), "ThinkPad L13", 2024),
        ("PF2", None, "ThinkPad L13", 2024),
        ("", datetime.date(2026, 5, 2), "VM", 2024),
    ]


def test_jamf_knows_purchase_and_price(tmp_path: Path) -> None:
    (unit,) = take(tmp_path, JAMF.replace(" at ", " "), layout="jamf").counted
    assert (unit.model, unit.bought, unit.price_paid) == ("MacBook Air (M1, 2020)", datetime.date(2021, 7, 15), 899)
    assert (unit.paid_by, unit.school, unit.last_seen) == ("Levy", "High", datetime.date(2026, 5, 1))


def test_snipe_it_s_labels_go_before_their_kind(tmp_path: Path) -> None:
    found = take(tmp_path, SNIPE, layout="snipe_it")
    assert [unit.serial for unit in found.counted] == ["SN1", "SN3"]
    assert [unit.serial for unit in found.gone] == ["SN2", "SN4"]
    assert {(unit.bought, unit.price_paid) for unit in found.counted} == {(datetime.date(2022, 8, 10), 1050.0)}


def test_incident_iq_with_semicolons_and_a_status_of_the_district_s_own(tmp_path: Path) -> None:
    found = take(tmp_path, INCIDENT_IQ, layout="incident_iq")
    assert count(found) == {"counted": 2, "out of service": 1}
    assert found.counted[0].paid_by == "ESSER III"
    assert (
        "statuses that are not known count as in service: 'Awaiting Pickup' (1). Say in_service"
        in texts(found.findings, tmp_path)[0]
    )
    found = take(tmp_path, INCIDENT_IQ, layout="incident_iq", out_of_service=["Awaiting pickup"])
    assert count(found) == {"counted": 1, "out of service": 2}


def test_destiny_with_lines_above_its_headings(tmp_path: Path) -> None:
    found = take(tmp_path, DESTINY, layout="destiny", start_month=9)
    assert [(unit.serial, unit.year, unit.place[-1]) for unit in found.counted] == [
        ("5CD1", 2020, "5"),
        ("5CD2", 2020, "6"),
        ("5CD9", 2022, "8"),
    ]


def test_every_status_of_a_layout_has_one_meaning() -> None:
    for layout in LAYOUTS.values():
        assert not layout.here & layout.away
        assert all(in_service(layout, word.upper()) is True for word in layout.here)
        assert all(in_service(layout, word.replace(" ", "_")) is False for word in layout.away)


# As of a day


DATED = (
    "Serial,Model,Bought,Status,Retired,Last seen\n"
    "A,M,2022-08-01,Active,,2026-06-01\n"
    "B,M,2022-08-01,Retired,2025-07-01,2025-06-01\n"
    "C,M,2022-08-01,Retired,,2024-06-01\n"
    "D,M,2025-08-01,Active,,2026-06-01\n"
    "E,M,2022-08-01,Active,,2025-03-01\n"
    "F,M,2022-08-01,,2025-07-01,\n"
)


@pytest.mark.parametrize(
    ("on", "counted", "not_yet", "ghosts"),
    [
        ((2026, 7, 1), "AD", "", "E"),
        ((2025, 7, 1), "A", "D", "E"),
        ((2025, 6, 30), "ABF", "D", "E"),
        ((2025, 2, 1), "ABEF", "D", ""),
        ((2022, 8, 1), "ABEF", "D", ""),
        ((2022, 7, 31), "", "ABDEF", ""),
    ],
)
def test_a_past_day_has_the_devices_of_that_day(
    tmp_path: Path, on: tuple[int, int, int], counted: str, not_yet: str, ghosts: str
) -> None:
    """Bought on the day or before, not retired by then, and seen since 2026 or on the day or after it.

    C was retired on a day that nobody wrote down: it is never counted, and the finding says that it may have served.
    """
    found = take(tmp_path, DATED, on=datetime.date(*on), seen_since=datetime.date(2026, 1, 1))
    fates = (found.counted, found.later, found.ghosts)
    assert ["".join(sorted(unit.serial for unit in units)) for units in fates] == [counted, not_yet, ghosts]
    assert "C" in {unit.serial for unit in found.gone}
    assert any("out of service since a day that is not known: C" in text for text in texts(found.findings, tmp_path))


# Bad input


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"layout": "google"}, "plan.toml: layout: unknown layout 'google'. Did you mean 'google_admin'"),
        ({"layout": 4}, "unknown layout 4"),
        ({"seen_since": "2026-01-01"}, "seen_since: expected a date, found '2026-01-01'. Write 2026-01-01, without quotes."),
        ({"undated": "drop"}, "undated: expected \"leave out\" or a fiscal year, found 'drop'. Write undated ="),
        ({"undated": True}, "found true"),
        ({"undated": 22}, "found 22"),
        ({"out_of_service": "Surplus"}, 'expected a list of words, found \'Surplus\'. Write a list of statuses: out_of_service = ["'),
        ({"join": "other.csv"}, "join: expected the name of a CSV file, found 'other.csv'. Write { csv ="),
        ({"join": {"csv": "other.csv", "seen_since": 1}}, "join.seen_since: unknown key 'seen_since' in a table that is read from CSV"),
        ({"join": {"csv": "other.csv", "counts": "no"}}, "join.counts: found 'no'. Write true or false."),
        ({"join": {"csv": "nope.csv"}}, "join.csv: nope.csv: there is no such file"),
        ({"columns": {"bougth": "x"}}, "unknown column 'bougth'. Did you mean 'bought'?"),
        ({"ghosts": True}, "unknown key 'ghosts' in a table that is read from CSV"),
    ],
)  # fmt: skip
def test_what_a_plan_says_wrongly_is_told(tmp_path: Path, said: dict[str, Any], message: str) -> None:
    with pytest.raises(Unreadable) as raised:
        take(tmp_path, DATED, **said)
    assert message in str(raised.value.fault).replace(f"{tmp_path}/", "")


def test_a_join_needs_serial_numbers_in_both(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as raised:
        take(tmp_path, "Model,Bought\nM,2024\n", join={"csv": "other.csv"}, files={"other.csv": "Serial,Model\nA,M\n"})
    assert "export.csv:1: there is no column 'serial'" in str(raised.value.fault)


def test_a_bad_line_loses_no_other(tmp_path: Path) -> None:
    """Each bad line is named; every other device is there."""
    lines = DATED.splitlines()
    lines[3] = lines[3].replace("2022-08-01", "soon")
    lines[6] = 'F,"M,2022-08-01'
    found = take(tmp_path, "\n".join(lines) + "\n")
    assert sorted(unit.serial for units in found.by_fate.values() for unit in units) == ["A", "B", "D", "E"]
    said = [text for text in texts(found.findings, tmp_path) if text.startswith("fault")]
    assert said[0].startswith("fault: export.csv:7: a quote opens here and never closes")
    assert said[1].startswith("fault: export.csv:4: column 'bought': expected a date or a fiscal year, found 'soon'")
    assert found.faults == 2


def test_devices_without_a_model_are_faults_only_where_they_count(tmp_path: Path) -> None:
    found = take(tmp_path, "Serial,Model,Bought,Status\nA,,2024,Active\nB,,2024,Retired\n")
    assert [text for text in texts(found.findings, tmp_path) if "fault" in text] == [
        "fault: export.csv:2: no model: the cell is empty or has the mark of a missing value. Fill it in, or delete the line."
    ]


def test_the_platform_s_release_goes_to_the_lot(tmp_path: Path) -> None:
    text = replaced(
        "Serial,Model,Received", "Platform released,Model,Received", "Serial,Model,Received\n2021-03-01,A,2024\n"
    )
    path = write_with_csv(tmp_path, inventory=text)
    lot = load(path).form.devices["student"].lots["a_2024"]
    assert (lot.platform_released, lot.support_end) == (datetime.date(2021, 3, 1), None)


def test_an_undated_device_of_a_plan_s_list_stops_the_run_with_what_to_do(tmp_path: Path) -> None:
    path = write_with_csv(tmp_path, inventory="Serial,Model,Received\nA1,Acer,2024\nA2,Acer,\n")
    assert only_fault(path) == (
        "fault: inventory.csv:3: 1 device could not be dated: A2. Join a list that has their purchase, or say undated = "
        '"leave out" or a fiscal year, undated = 2022.'
    )
    assert not faults(write_with_csv(tmp_path, FROM_CSV.replace('"Received" }', '"Received" }, undated = 2022')))


@pytest.mark.parametrize("layout", ["google_admin", "snipe_it"])
def test_an_export_read_as_a_list_of_ones_own_says_whose_it_looks_like(tmp_path: Path, layout: str) -> None:
    said = texts(take(tmp_path, EXPORTS[layout], undated="leave out").findings, tmp_path)
    told = [line for line in said if "the headings are those of" in line]
    known = take(tmp_path, EXPORTS[layout], layout=layout, undated="leave out")
    assert not any("headings are those" in line for line in texts(known.findings, tmp_path))
    if layout == "google_admin":
        assert told[0].endswith(
            'the headings are those of Google Admin, ChromeOS devices. Say layout = "google_admin" in a plan, '
            "--layout google_admin on the command line: more of its columns are read."
        )
        with pytest.raises(Unreadable, match="there is no column 'bought'. Say layout = \"google_admin\" in a plan"):
            take(tmp_path, EXPORTS[layout])
    else:
        assert told == [], "a list of one's own reads as many of its columns"


def test_a_list_of_ones_own_is_nobody_s_export(tmp_path: Path) -> None:
    found = take(tmp_path, "Serial number,Model,Bought,Status,Location\nA,M,2024,Active,Oak\n")
    assert texts(found.findings, tmp_path) == []
    with pytest.raises(Unreadable, match="there is no column 'bought'. The columns are"):
        take(tmp_path, "Serial,Model,Kind\nA,M,x\n")


def test_a_file_in_the_folder_above_is_named_plainly(tmp_path: Path) -> None:
    (tmp_path / "harbor").mkdir()
    assert beside(tmp_path / "harbor", "../google.csv") == tmp_path / "google.csv"
    assert str(beside(Path("harbor"), "../google.csv")) == "google.csv"
    (tmp_path / "other" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "other" / "deep")
    through = beside(tmp_path / "link", "../google.csv")
    assert through.resolve() == tmp_path / "other" / "google.csv", "a link leads elsewhere"
