"""Two exports beside each other, large ones and spoiled ones: what one lacks the other fills, and what differs is said."""

from __future__ import annotations

import datetime
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.inputs.files import Unreadable
from tco.inputs.inventory import asked_of, lots_of, take_inventory
from tco.inputs.places import Places
from tests.conftest import IN_CI
from tests.inputs.exports import DESTINY, EXPORTS, GOOGLE, count, large, take, texts
from tests.inputs.mutate import NASTY_WORDS, spoiled_bytes, spoiled_text
from tests.inputs.small import FROM_CSV, replaced, write_with_csv
from tests.inputs.test_fuzz import check_file, check_findings, no_hang


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


def test_one_model_under_two_names_is_said_where_a_serial_number_shows_it(tmp_path: Path) -> None:
    """C alone is in the second file only, under its name for what the first calls Chromebook 11; D's model has one name."""
    here = "serial,model,bought\nA,Chromebook 11,2024\nB,Chromebook 11,2024\n"
    there = "serial,model,bought\nA,HP CB11,2024\nB,HP CB11,2024\nC,HP CB11,2024\nD,Lenovo,2024\n"
    found = take(tmp_path, here, join={"csv": "there.csv"}, files={"there.csv": there})
    assert len(lots_of(found, ())) == 3
    said = [line for line in texts(found.findings, tmp_path) if "two lots" in line]
    assert said == [
        "advice: there.csv: models that export.csv calls otherwise, of devices that only this file has: "
        "'HP CB11' for 'Chromebook 11', 1 device. A model under two names makes two lots; write one name in both files."
    ]
    alone = take(tmp_path, here, join={"csv": "there.csv", "counts": False}, files={"there.csv": there})
    assert not [line for line in texts(alone.findings, tmp_path) if "two lots" in line]


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


STATUSES = ("ACTIVE", "Retired", "", "Lost/Stolen", "Odd word")
DAYS = ("2023-08-01", "2025-12-31", "", "2026-07-01", "soon", "0001-01-01")


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDEFGH "), st.sampled_from(STATUSES), *[st.sampled_from(DAYS)] * 3),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([None, datetime.date(2025, 1, 1), datetime.date(2026, 7, 1)]),
    st.sampled_from([None, datetime.date(2026, 1, 1)]),
)
def test_no_device_is_lost(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[str, ...]],
    on: datetime.date | None,
    since: datetime.date | None,
) -> None:
    """Every line that can be read is counted, or stands among those left out for one reason."""
    text = "Serial,Model,Status,Bought,Last seen,Retired\n"
    text += "".join(f"{line[0]},M,{','.join(line[1:])}\n" for line in lines)
    said: dict[str, Any] = {"on": on} if on else {}
    said |= {"seen_since": since} if since else {}
    found = take(tmp_path_factory.getbasetemp(), text, undated="leave out", **said)
    bad = sum("soon" in line for line in lines)
    assert sum(len(units) for units in found.by_fate.values()) == len(lines) - bad
    assert found.faults == bad
    assert len({unit.serial for unit in found.counted if unit.serial}) == sum(
        bool(unit.serial) for unit in found.counted
    )


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
