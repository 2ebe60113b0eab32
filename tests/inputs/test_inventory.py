"""Exports of the systems that districts keep their devices in: each layout, joined, without ghosts, with nothing left out silently."""

from __future__ import annotations

import datetime
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tco.errors import Finding
from tco.inputs.files import Unreadable
from tco.inputs.inventory import Inventory, asked_of, lots_of, take_inventory
from tco.inputs.layouts import LAYOUTS, in_service
from tco.inputs.load import load
from tco.inputs.places import Places
from tests.conftest import IN_CI
from tests.inputs.mutate import NASTY_WORDS, spoiled_bytes, spoiled_text
from tests.inputs.small import FROM_CSV, faults, only_fault, replaced, write_with_csv
from tests.inputs.test_fuzz import check_file, check_findings, no_hang

# Exports as the systems write them: titles above, byte-order marks, semicolons, quotes, times, and what people leave in cells.

GOOGLE = (
    "deviceId,serialNumber,model,status,lastSync,autoUpdateThrough,autoUpdateExpiration,orgUnitPath,annotatedAssetId,notes,"
    "firstEnrollmentTime\n"
    "aa-1,5CD1,HP Chromebook 11 G8 EE,ACTIVE,2026-05-01T14:22:10.123Z,2029-06-01,2029-06-01,/Students/Oak,T1,,2021-08-02T10:00:00Z\n"
    'aa-2,5CD2,HP Chromebook 11 G8 EE,ACTIVE,2026-05-03T09:00:00Z,2029-06-01,1875052800000,/Students/Oak,T2,"cart 3, left",\n'
    "aa-3,5CD3,Lenovo 300e Gen 3,DEPROVISIONED,2024-01-03T09:00:00Z,2030-06-01,,/Retired,T3,,2022-08-02T10:00:00Z\n"
    "aa-4,5CD4,Lenovo 300e Gen 3,ACTIVE,2024-11-20T09:00:00Z,2030-06-01,,/Students/Elm,T4,,2022-08-02T10:00:00Z\n"
    "aa-5,5CD5,Lenovo 300e Gen 3,DISABLED,2026-05-01T09:00:00Z,2030-06-01,,/Students/Elm,T5,,2022-08-02T10:00:00Z\n"
    "aa-6,5CD6,Lenovo 300e Gen 3,ACTIVE,2026-05-01T09:00:00Z,2030-06-01,,/Students/Elm,T6,,2022-08-02T10:00:00Z\n"
)
INTUNE = (
    '\ufeff"Device ID","Device name","Enrollment date","Last check-in","OS","Serial number","Manufacturer","Model","Category"\n'
    '"d1","LT-001","2023-08-01 10:11:12.0000000","2026-05-02 07:00:01.0000000","Windows","PF1","LENOVO","ThinkPad L13","Teachers"\n'
    '"d2","LT-002","2023-08-01 10:11:12.0000000","0001-01-01 00:00:00.0000000","Windows","PF2","LENOVO","ThinkPad L13","Teachers"\n'
    '"d3","LT-003","2023-08-01 10:11:12.0000000","2026-05-02 07:00:01.0000000","Windows","System Serial Number","","VM",""\n'
)
JAMF = (
    "Computer Name,Serial Number,Model,PO Date,Purchase Price,Purchasing Account,Last Check-in,Building\n"
    'mac1,C02A,"MacBook Air (M1, 2020)",2021-07-15,$899.00,Levy,2026-05-01 at 10:00 AM,High\n'
)
SNIPE = (
    '"Asset Tag","Model","Model No.","Serial","Purchased","Cost","EOL","Location","Status","Notes"\n'
    '"A1","Latitude 3120","L3120","SN1","2022-08-10","$1,050.00","2027-08-10","Oak","Deployed (deployed)",""\n'
    '"A2","Latitude 3120","L3120","SN2","2022-08-10","$1,050.00","2027-08-10","Oak","Lost/Stolen (undeployable)",""\n'
    '"A3","Latitude 3120","L3120","SN3","Wed Aug 10, 2022","1050","2027-08-10","Elm","Out for Repair (undeployable)",""\n'
    '"A4","Latitude 3120","L3120","SN4","2022-08-10","1050","","Elm","Sold at auction (archived)",""\n'
)
INCIDENT_IQ = (
    "Asset Tag;Serial Number;Model;Status;Location;Purchase Date;Purchase Price;Funding Source\n"
    "1;iq1;Acer C734;In Service;Oak;8/1/2023;310.50;ESSER III\n"
    "2;iq2;Acer C734;Retired;Oak;8/1/2023;310.50;ESSER III\n"
    "3;iq3;Acer C734;Awaiting Pickup;Oak;8/1/2023;310.50;ESSER III\n"
)
DESTINY = (
    "Resource items, all sites\nRun on 6/1/2026; 4 items, 1 site\n\n"
    "Barcode,Description,Serial Number,Date Acquired,Purchase Price,Funding Source,Status,Site Name\n"
    "T 1,HP Chromebook 11,5cd1 ,8/15/2020,249.00,Levy,Checked Out,Oak Elementary\n"
    "T 2,HP Chromebook 11,5CD2,8/15/2020,249.00,Levy,Available,Oak Elementary\n"
    "T 6,Lenovo 300e,5CD6,7/20/2022,,General fund,Lost,Elm Elementary\n"
    "T 9,Lenovo 300e,5CD9,7/20/2022,,General fund,Available,Elm Elementary\n"
)


def take(folder: Path, text: str, *, start_month: int = 7, **said: Any) -> Inventory:
    """An inventory of one export, with what a plan would say beside it; `files` are written beside it."""
    files: dict[str, str] = said.pop("files", {})
    for name, content in {"export.csv": text, **files}.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return take_inventory(asked_of({"csv": "export.csv", **said}, Places("plan.toml"), (), folder), start_month)


def texts(found: list[Finding], folder: Path) -> list[str]:
    check_findings(tuple(found))
    return [str(finding).replace(f"{folder}/", "") for finding in found]


def count(inventory: Inventory) -> dict[str, float]:
    """How many devices met which fate."""
    return {fate: len(units) for fate, units in inventory.by_fate.items() if units}


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
    said = {"columns": {"bought": "firstEnrollmentTime"}, "undated": "leave out"}
    found = take(tmp_path, GOOGLE, layout="google_admin", **said)
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


# Two exports beside each other


def test_what_one_export_lacks_the_other_fills(tmp_path: Path) -> None:
    """Google knows who is active and until when; Destiny knows what was paid when. 5CD6 is lost there and active here."""
    join = {"csv": "items.csv", "layout": "destiny"}
    found = take(tmp_path, GOOGLE, layout="google_admin", join=join, undated="leave out", files={"items.csv": DESTINY})
    assert [(unit.serial, unit.year, unit.price_paid, unit.support_end) for unit in found.counted] == [
        ("5CD1", 2021, 249.0, datetime.date(2029, 6, 1)),
        ("5CD2", 2021, 249.0, datetime.date(2029, 6, 1)),
        ("5CD6", 2023, None, datetime.date(2030, 6, 1)),
        ("5CD9", 2023, None, None),
    ]
    said = texts(found.findings, tmp_path)
    assert said[2].startswith(
        "advice: export.csv: status differs from items.csv for 1 of the devices, first 5CD6: 'ACTIVE' here, 'Lost' there. What"
    )
    assert said[3].startswith("advice: export.csv: 3 devices not in items.csv: 5CD3, 5CD4, 5CD5. They are counted, as")
    assert said[4].startswith(
        "advice: items.csv: 1 device not in export.csv: 5CD9. They are counted; say counts = false"
    )
    assert said[0].startswith("advice: export.csv: model differs from items.csv for 3 of the devices, first 5CD1: 'HP")
    left = take(tmp_path, GOOGLE, layout="google_admin", join={**join, "counts": False}, undated="leave out")
    assert [unit.serial for unit in left.counted] == ["5CD1", "5CD2", "5CD6"]


def test_exports_that_differ_in_a_date_or_a_price_say_so(tmp_path: Path) -> None:
    """Two days of one fiscal year do not differ; the first file's word stands."""
    here = "Serial,Model,Bought,Price\nA,M,2024-08-01,100\nB,M,2024-08-01,100\nC,M,,\n"
    there = "Serial,Model,Bought,Price\nA,M,2025-01-01,100\nB,M,2023-08-01,120\nC,M,2022-08-01,90\n,M,2022-08-01,90\n"
    found = take(tmp_path, here, join=[{"csv": "there.csv"}], files={"there.csv": there})
    assert [(unit.serial, unit.year, unit.price_paid) for unit in found.counted] == [
        ("A", 2025, 100.0),
        ("B", 2025, 100.0),
        ("C", 2023, 90.0),
    ]
    said = texts(found.findings, tmp_path)
    assert [line.split(". ")[0] for line in said] == [
        "advice: export.csv: price_paid differs from there.csv for 1 of the devices, first B: '100.0' here, '120.0' there",
        "advice: export.csv: bought differs from there.csv for 1 of the devices, first B: '2024-08-01' here, '2023-08-01' there",
        "advice: there.csv: 1 device without a serial number: " + f"{tmp_path}/there.csv:5".replace(f"{tmp_path}/", ""),
    ]


def test_joining_is_the_same_whichever_file_comes_first(tmp_path: Path) -> None:
    """Where two exports do not contradict each other, both orders count the same devices alike."""
    here = "".join(f"S{n},Model {n % 3},\n" for n in range(0, 60))
    there = "".join(f"S{n},,{2020 + n % 4}\n" for n in range(0, 60))
    first, second = "serial,model,bought\n" + here, "serial,model,bought\n" + there
    one = take(tmp_path, first, join={"csv": "b.csv"}, files={"b.csv": second})
    other = take(tmp_path, second, join={"csv": "b.csv"}, files={"b.csv": first})
    assert Counter((unit.model, unit.year) for unit in one.counted) == Counter(
        (unit.model, unit.year) for unit in other.counted
    )
    assert len(one.counted) == 60


def test_a_serial_number_counts_once(tmp_path: Path) -> None:
    found = take(tmp_path, "Serial,Model,Bought\na 1,M,2024\nB,M,2024\nA1,M,2023\nA1,M,2022\nN/A,M,2024\n,M,2024\n")
    assert [(unit.serial, unit.year) for unit in found.counted] == [
        ("A1", 2024),
        ("B", 2024),
        ("", 2024),
        ("", 2024),
    ]
    assert len(found.twice) == 2
    assert "2 devices with a serial number that stands further up: A1, A1" in texts(found.findings, tmp_path)[0]


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


# Large, spoiled


def large(lines: int) -> tuple[str, str]:
    """Google's export and Destiny's of as many devices; each has a hundred that the other lacks."""
    google = "deviceId,serialNumber,model,status,lastSync,autoUpdateExpiration,orgUnitPath,annotatedUser\n" + "".join(
        f"{n:08d}-aa,5CD{n:07d},HP Chromebook 11 G{n % 4} EE,{'DEPROVISIONED' if n % 10 == 0 else 'ACTIVE'},"
        f"202{5 + n % 2}-0{1 + n % 9}-{1 + n % 28:02d}T14:22:{n % 60:02d}.000Z,2031-06-01,/Students/School {n % 30},u{n}@x.org\n"
        for n in range(lines)
    )
    destiny = (
        "Items of all sites\n\nBarcode,Serial Number,Description,Date Acquired,Purchase Price,Funding Source\n"
        + "".join(
            f'T {n},5cd{n:07d},HP 11,{1 + n % 12}/{1 + n % 28}/{2020 + n % 6},"$1,0{n % 100:02d}.00",Levy\n'
            for n in range(100, lines + 100)
        )
    )
    return google, destiny


def test_a_hundred_thousand_devices_of_two_exports_take_seconds(tmp_path: Path) -> None:
    """A tenth of the 100,000 are deprovisioned; 90 of the 100 that Destiny lacks are active and cannot be dated."""
    google, destiny = large(100_000)
    (tmp_path / "items.csv").write_text(destiny, encoding="utf-8")
    before = time.process_time()
    join = {"csv": "items.csv", "layout": "destiny"}
    found = take(tmp_path, google, layout="google_admin", join=join, undated="leave out")
    took = time.process_time() - before
    assert count(found) == {"counted": 90_010, "out of service": 10_000, "not dated": 90}
    assert took < 40, f"200,000 lines took {took:.0f} seconds of work"  # 4 on an idle machine


EXPORTS = {
    "google_admin": GOOGLE,
    "intune": INTUNE,
    "jamf": JAMF,
    "snipe_it": SNIPE,
    "incident_iq": INCIDENT_IQ,
    "destiny": DESTINY,
}


@pytest.mark.parametrize("layout", EXPORTS)
def test_spoiled_exports_give_an_inventory_or_say_what_is_wrong(tmp_path: Path, layout: str) -> None:
    asked = {
        "csv": "export.csv",
        "layout": layout,
        "seen_since": datetime.date(2026, 1, 1),
        "join": {"csv": "items.csv", "layout": "destiny"},
    }
    for number in range(150 if IN_CI else 25):
        chance = random.Random(f"{layout}.{number}")
        texts_of = {"export.csv": EXPORTS[layout], "items.csv": DESTINY}
        for name, text in texts_of.items():
            if chance.random() < 0.5:
                content = spoiled_text(text, chance).encode("utf-8", "surrogatepass")
            else:
                content = spoiled_bytes(text.encode(), chance)
            (tmp_path / name).write_bytes(content)
        with no_hang():
            try:
                found = take_inventory(asked_of(asked, Places("plan.toml"), (), tmp_path), 7)
            except Unreadable as unreadable:
                check_findings((unreadable.fault,))
            else:
                check_findings(tuple(found.findings))
                assert bool(found.faults) == any(finding.kind == "fault" for finding in found.findings)
                lots_of(found, ())


def test_every_nasty_word_beside_csv_is_a_plan_or_a_fault(tmp_path: Path) -> None:
    for key in ("layout", "join", "seen_since", "on", "undated", "in_service", "columns"):
        for word in NASTY_WORDS if IN_CI else NASTY_WORDS[::13]:
            quoted = "'" + word.replace("'", "") + "'"
            for value in (quoted, word, f"{{ csv = {quoted} }}", f"[{quoted}]"):
                text = replaced(
                    'csv = "inventory.csv", columns = { bought = "Received" }',
                    f'csv = "inventory.csv", {key} = {value}',
                    FROM_CSV,
                )
                check_file_surrogates(tmp_path, text)


def check_file_surrogates(folder: Path, text: str) -> None:
    path = write_with_csv(folder, "")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    check_file(path)
