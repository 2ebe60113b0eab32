"""Devices of a day: how many, how old, worth what, by hand; on the command line and as CSV."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tco.cli import main
from tco.errors import PlanError
from tco.stocktake import take_stock

ITEMS = (
    "Serial,Model,Bought,Price,Status,Retired\n"
    "A,Acer,2023-07-01,400,Active,\n"
    "B,Acer,2023-07-01,,Active,\n"
    "C,Acer,2025-07-01,400,Active,\n"
    "D,=HYPERLINK(1),2025-07-01,,Active,\n"
    "E,Acer,2023-07-01,400,Retired,2026-06-30\n"
    "F,Acer,,400,Active,\n"
    "G,Acer,2026-07-02,400,Active,\n"
)
DAY = datetime.date(2026, 7, 1)


@pytest.fixture
def items(tmp_path: Path) -> Path:
    (tmp_path / "items.csv").write_text(ITEMS, encoding="utf-8")
    return tmp_path


def test_count_age_and_value_by_hand(items: Path) -> None:
    """1 July 2023 to 1 July 2026 is 1,096 days, 3.0007 years of 365.25; 2025 to 2026 is 365 days, 0.9993.

    At 0.5 a year: 400 x 0.5 ^ 3.0007 = 49.976, and 400 x 0.5 ^ 0.9993 = 200.095. B has no price and D neither.
    """
    stock = take_stock({"csv": "items.csv"}, on=DAY, keeps=0.5, folder=items)
    assert [(line.model, line.bought, line.count, line.unpriced) for line in stock.lines] == [
        ("=HYPERLINK(1)", 2026, 1, 1),
        ("Acer", 2024, 2, 1),
        ("Acer", 2026, 1, 0),
    ]
    assert [line.mean_age for line in stock.lines] == pytest.approx([0.9993, 3.0007, 0.9993], abs=5e-5)
    assert stock.lines[0].value is None
    assert [line.value for line in stock.lines[1:]] == pytest.approx([49.976, 200.095], abs=5e-4)
    assert stock.left_out == {"out of service": 1, "not dated": 1, "bought later": 1}


def test_without_a_share_the_value_is_unknown(items: Path) -> None:
    stock = take_stock({"csv": "items.csv"}, on=DAY, folder=items)
    assert {line.value for line in stock.lines} == {None}
    assert stock.page().splitlines() == [
        "Devices on 2026-07-01",
        "",
        "Model                                 Bought   Devices  Mean age         Value  No price",
        "=HYPERLINK(1)                         FY2026         1       1.0       unknown         1",
        "Acer                                  FY2024         2       3.0       unknown         1",
        "Acer                                  FY2026         1       1.0       unknown         0",
        "All                                                  4       2.0       unknown         2",
        "",
        "Not counted",
        "         1 out of service",
        "         1 not dated",
        "         1 bought later",
    ]


def test_csv_files_hold_the_table_and_every_device(items: Path) -> None:
    stock = take_stock({"csv": "items.csv"}, on=DAY, keeps=0.5, folder=items)
    table = list(csv.reader(io.StringIO(stock.table())))
    assert table[1:3] == [["'=HYPERLINK(1)", "2026", "1", "1.0", "", "1"], ["Acer", "2024", "2", "3.0", "49.98", "1"]]
    lines = list(csv.DictReader(io.StringIO(stock.every_line())))
    assert {line["serial"]: line["fate"] for line in lines} == {
        **dict.fromkeys("ABCD", "counted"),
        "E": "out of service",
        "F": "not dated",
        "G": "bought later",
    }


def test_an_export_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"inventory: csv: .*nope.csv: there is no such file"):
        take_stock({"csv": "nope.csv"}, on=DAY, folder=tmp_path)


# The command


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["inventory", *map(str, words)])


def test_the_command_prints_the_table_and_tells_who_is_left_out(items: Path) -> None:
    done = run(items / "items.csv", "--on", "2026-07-01", "--keeps", "0.5")
    assert done.exit_code == 0, done.output
    assert "Acer                                  FY2024         2       3.0            50         1" in done.stdout
    assert (
        "1 device could not be dated: F. They are left out: they are in no lot, so that a plan buys 1 device anew."
        in done.stderr
    )


def test_the_command_joins_maps_and_writes(items: Path) -> None:
    (items / "google.csv").write_text(
        "serialNumber,model,status,lastSync\nA,Chromebook,ACTIVE,2026-06-01\nB,Chromebook,ACTIVE,2025-06-01\n"
    )
    out, lines = items / "out.csv", items / "lines.csv"
    words = [items / "google.csv", "--layout", "google_admin", "--join", items / "items.csv", "--on", "2026-07-01"]
    done = run(*words, "--seen-since", "2026-01-01", "--csv", out, "--lines", lines)
    assert done.exit_code == 0, done.output
    assert "Chromebook,2024,1,3.0,,0" in out.read_text().splitlines()  # A; the list has its purchase
    assert "not seen,B,Chromebook" in lines.read_text()
    assert run(*words, "--csv", out).exit_code == 2, "an output that exists is not replaced"
    mapped = run(items / "items.csv", "--map", "bought=Retired", "--on", "2026-07-01", "--csv", out, "--force")
    assert mapped.exit_code == 0, mapped.output


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["--layout", "excel"], 2, "'excel' is not one of 'generic', 'google_admin'"),
        (["--map", "bought"], 2, "--map: expected our column and theirs"),
        (["--map", "when=Bought"], 1, "inventory: columns.when: unknown column 'when'"),
        (["--on", "1.7.2026"], 2, "does not match the format"),
        (["--keeps", "70"], 2, "70.0 is not in the range 0<=x<=1"),
        (["--join", "destiny=nope.csv"], 1, "nope.csv: there is no such file"),
        (["--layout", "jamf"], 1, "could not be dated"),
    ],
)
def test_wrong_words_are_told(items: Path, words: list[str], status: int, message: str) -> None:
    done = run(items / "items.csv", *words)
    if words == ["--layout", "jamf"]:
        status = 0  # what cannot be dated is left out and listed here: nothing is planned on it
    assert done.exit_code == status, done.output
    assert message in done.output


def test_a_bad_line_ends_with_status_1_and_no_table(items: Path) -> None:
    (items / "items.csv").write_text(ITEMS.replace("2025-07-01", "soon", 1))
    done = run(items / "items.csv", "--on", "2026-07-01")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "items.csv:4: column 'bought': expected a date or a fiscal year, found 'soon'" in done.stderr


def test_a_price_may_name_its_currency_and_another_one_is_no_price(items: Path) -> None:
    """A, B and C at 1.0 a year are worth what was paid: 248 + 1,400 for A and C; B has no price."""
    priced = ITEMS.replace("2023-07-01,400", "2023-07-01,248 USD", 1).replace("2025-07-01,400", '2025-07-01,"US$1,400"')
    (items / "items.csv").write_text(priced)
    stock = take_stock({"csv": "items.csv"}, on=DAY, keeps=1, folder=items)
    assert [line.value for line in stock.lines] == [None, 248, 1_400]
    (items / "items.csv").write_text(ITEMS.replace("2023-07-01,400", "2023-07-01,248 EUR", 1))
    done = run(items / "items.csv", "--on", "2026-07-01")
    assert (done.exit_code, done.stdout) == (1, "") and "found '248 EUR'" in done.stderr
