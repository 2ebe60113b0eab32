"""Enrolment, schools, inventory and prices from CSV files, tidy and untidy."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest

from tco.inputs.cells import BadCell, date, number, year, year_bought
from tco.inputs.load import Loaded, load
from tests.inputs.small import CSV, FROM_CSV, advice, faults, only_fault, replaced, write_with_csv

STUDENT_LOTS = ("devices", "student", "lots")


def test_the_district_from_csv_files_is_read(tmp_path: Path) -> None:
    form = load(write_with_csv(tmp_path)).form
    assert form.district.enrolment["high"].by_year == {2027: 400, 2030: 420}
    assert form.district.enrolment["high"].source == "enrolment.csv"
    assert form.district.schools["high"].name == "High School, North"
    assert form.district.schools["oak"].counts == {"display": 18}
    assert form.district.schools["elm"].counts == {}
    price = form.devices["student"].price["device"].price
    assert (price.value, price.low, price.high, price.source, price.note) == (285, 270, 310, "Quote 1142", "with case")
    assert form.devices["display"].price["panel"].price.value == 2450


def test_an_inventory_is_gathered_into_lots(tmp_path: Path) -> None:
    """August 2023 is in fiscal year 2023 and September in 2024 where the year begins in September."""
    lots = load(write_with_csv(tmp_path)).form.devices["student"].lots
    assert [(lot.model, lot.bought, lot.count, lot.support_end, lot.paid_by) for lot in lots.values()] == [
        ("Acer C733", 2023, 2, datetime.date(2029, 6, 30), "Levy"),
        ("Acer C733", 2024, 1, datetime.date(2029, 6, 30), "Levy"),
        ("Lenovo 300e", 2025, 1, None, "General fund"),
    ]
    assert list(lots) == ["acer_c733_2023", "acer_c733_2024", "lenovo_300e_2025"]
    assert {lot.source for lot in lots.values()} == {"inventory.csv"}


def test_lots_that_differ_in_one_thing_stay_apart(tmp_path: Path) -> None:
    lines = (
        "Model,Received,Count,Support end,Fund,School\n"
        'A,2024,"1,200",2030-06-30,Levy,oak\n'
        "A,2024,30,2031-06-30,Levy,oak\n"
        "A,2024,7,2030-06-30,Grant,oak\n"
        "A,2024,,2030-06-30,Levy,elm\n"
    )
    lots = load(write_with_csv(tmp_path, inventory=lines)).form.devices["student"].lots
    assert {id: (lot.count, lot.school) for id, lot in lots.items()} == {
        "a_2024": (1201, ""),
        "a_2024_lot_2": (30, "oak"),
        "a_2024_lot_3": (7, "oak"),
    }


def test_a_lot_s_price_is_the_mean_of_its_lines(tmp_path: Path) -> None:
    """3 at $200 and 1 at $300 are $225 each; the line without a price has no say."""
    lines = "Model,Received,Count,Unit price\nA,2024,3,$200\nA,2024,1,300\nA,2024,6,\nB,2024,1,–\n"
    lots = load(write_with_csv(tmp_path, inventory=lines)).form.devices["student"].lots
    assert [(lot.count, lot.price_paid) for lot in lots.values()] == [(10, 225), (1, None)]


def test_a_lot_for_each_line_is_a_column_taken_wrongly(tmp_path: Path) -> None:
    lines = "Model,Received,Source\n" + "".join(f"A,2024,serial {number}\n" for number in range(2001))
    assert (
        "inventory.csv:1: the lines make 2,001 lots, at most 2,000 are expected. Lines are gathered by"
        in only_fault(write_with_csv(tmp_path, inventory=lines))
    )


def test_typed_lots_stand_beside_those_of_a_file(tmp_path: Path) -> None:
    lot = "[devices.student.lots.GIFT]\nbought = 2022\ncount = 5\n\n"
    typed = replaced("[devices.student.lease]", lot + "[devices.student.lease]", FROM_CSV)
    lots = load(write_with_csv(tmp_path, typed.replace("GIFT", "gift"))).form.devices["student"].lots
    assert list(lots)[-1] == "gift" and len(lots) == 4
    assert "the id 'acer_c733_2023' is typed in here and made from" in only_fault(
        write_with_csv(tmp_path, typed.replace("GIFT", "acer_c733_2023"))
    )


def test_a_file_takes_the_place_of_the_base_s_table(tmp_path: Path) -> None:
    write_with_csv(tmp_path).rename(tmp_path / "base.toml")
    (tmp_path / "few.csv").write_text("id,name,band,students\nash,Ash,high,400\nfir,Fir,elementary,600\n")
    small = tmp_path / "plan.toml"
    small.write_text(
        'extends = "base.toml"\n[district]\nschools = { csv = "few.csv" }\n[devices.display]\nschool_count = "ash"\n'
    )
    found = only_fault(small)
    assert found.startswith(
        "fault: plan.toml:5: devices.display.school_count: there is no count in the schools' counts 'ash'"
    )
    small.write_text(
        'extends = "base.toml"\n[district]\nschools = { csv = "few.csv" }\n[devices.display]\nper = "school"\nratio = 20\n'
    )
    assert only_fault(small).startswith("fault: base.toml:")


def test_places_lead_to_the_line_of_the_file(tmp_path: Path) -> None:
    places = load(write_with_csv(tmp_path)).places
    assert places.spot(("district", "schools", "high", "name")).endswith("schools.csv:4")
    assert places.spot(("district", "enrolment", "high", "by_year", "2030")).endswith("enrolment.csv:4")
    assert places.spot((*STUDENT_LOTS, "lenovo_300e_2025", "count")).endswith("inventory.csv:5")
    assert places.spot(("devices", "display", "price", "panel", "price")).endswith("prices.csv:3")


# Untidy and still right


def same(found: Loaded, folder: Path) -> bool:
    return found.form.model_dump() == load(write_with_csv(folder)).form.model_dump()


@pytest.mark.parametrize(
    "untidy",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\n\n").replace("\n\n", "\n ,, \n", 1),
        lambda text: text.replace(",", " , "),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: (
            text.upper().replace("ELEMENTARY", "Elementary").replace("HIGH", "high").replace("STUDENTS", " Students ")
        ),
        lambda text: (
            text.replace("600", '"600"').replace("400", '="400"').replace("2030", "FY30").replace("420", "\u00a0420 ")
        ),
        lambda text: text.replace("2027", "2026-27").replace("420", "420.0"),
        lambda text: text + "\n\n",
        lambda text: "Enrolment of all schools\nPrinted on 6/1/2026, by band and year\n\n" + text,
        lambda text: "Enrolment, all, schools\n" + text.replace(",", ";"),
    ],
)
def test_untidy_enrolment_is_read_all_the_same(tmp_path: Path, untidy: object) -> None:
    assert callable(untidy)
    text = untidy(CSV["enrolment.csv"])
    assert same(load(write_with_csv(tmp_path, enrolment=text)), tmp_path)


def test_a_file_that_is_not_utf_8_is_read_as_windows_text_with_advice(tmp_path: Path) -> None:
    path = write_with_csv(tmp_path)
    (tmp_path / "schools.csv").write_bytes(CSV["schools.csv"].replace("Oak E", "Éc. E").encode("cp1252"))
    assert load(path).form.district.schools["oak"].name == "Éc. Elementary"
    assert (
        "schools.csv:2: the file is not UTF-8 and was read as Windows text. Save it as 'CSV UTF-8'" in advice(path)[0]
    )
    (tmp_path / "schools.csv").write_bytes(CSV["schools.csv"].encode("utf-16"))
    assert same(load(path), tmp_path)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234.5", 1234.5), ("$79.41", 79.41), (" 12 ", 12), ("(5)", -5), ("-$5", -5), ("5%", 0.05), ("1.2E+05", 120_000), (".5", 0.5),
     ("\u22127", -7), ("12,345,678", 12_345_678), ('="0012"', 12)],
)  # fmt: skip
def test_numbers_as_districts_write_them(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    ["12 345", "1,23", "1.234,5", "12a", "one", "1e999", "nan", "inf", "0x10", "--5", "5†", "9" * 5000, "$", "%"],
)
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(BadCell, match="expected a number, found") as error:
        number(text)
    assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    "text",
    ["2029-06-30", "2029/6/30", "6/30/2029", "06/30/29", "30-Jun-29", "Jun 30, 2029", "June 2029", "2029-06", "6/30/2029 0:00",
     "2029-06-30T00:00:00", "30 June 2029"],
)  # fmt: skip
def test_dates_as_districts_write_them(text: str) -> None:
    assert date(text) == datetime.date(2029, 6, 30)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("30/6/2029", "Write it like 2029-06-30"), ("2029-02-30", "Write it"), ("45139", "as Excel stores it"), ("soon", "Write it"),
     ("0000-01-01", "Write it"), ("", "Write it"), ("13-2029", "Write it")],
)  # fmt: skip
def test_what_is_no_date_is_said(text: str, remedy: str) -> None:
    with pytest.raises(BadCell, match=remedy):
        date(text)


@pytest.mark.parametrize(
    "text", ["2027", "FY2027", "fy27", "FY 27", "2026-27", "2026-2027", "2026/27", "SY 2026-27", "2027.0"]
)
def test_fiscal_years_as_districts_write_them(text: str) -> None:
    assert year(text) == 2027


@pytest.mark.parametrize("text", ["2026-28", "26-27", "year 3", "20270", "next"])
def test_what_is_no_fiscal_year_is_said(text: str) -> None:
    with pytest.raises(BadCell, match="expected a fiscal year, found"):
        year(text)


def test_the_fiscal_year_of_a_purchase_follows_the_calendar() -> None:
    assert [year_bought("8/31/2023", 9), year_bought("9/1/2023", 9), year_bought("FY2023", 9)] == [2023, 2024, 2023]
    assert [year_bought("2023-12-31", 1), year_bought("2023-07-01", 7), year_bought("2023-06-30", 7)] == [
        2023,
        2024,
        2023,
    ]


# Untidy and wrong


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("enrolment", "students", "student", "enrolment.csv:1: there is no column 'students'. Rename 'student', or say columns ="),
        ("enrolment", "year,band", "a,b", "there is no column 'year', nor band. The columns are a, b, students; rename one to 'year'."),
        ("enrolment", "2027,elementary,600", "2027,elementary,", "enrolment.csv:2: no students: the cell is empty. Fill it in"),
        ("enrolment", "2027,elementary,600", "2027,elementary,†", "enrolment.csv:2: no students: '†' is the mark of a missing value"),
        ("enrolment", "2027,elementary,600", "2027,elementary,‡", "'‡' is the mark of a missing value"),
        ("enrolment", "2027,elementary,600", "2027,elementary,–", "'–' is the mark of a missing value"),
        ("enrolment", "2027,elementary,600", "2027,elementary", "enrolment.csv:2: no students: the cell is empty"),
        ("enrolment", "600", "6OO", "enrolment.csv:2: column 'students': expected a number, found '6OO'. Write it like 1234.5"),
        ("enrolment", "600", "-600", "enrolment.csv:2: column 'students': expected 0 or more, found '-600'. Correct"),
        ("enrolment", "2027,high", "soon,high", "enrolment.csv:3: column 'year': expected a fiscal year, found 'soon'. Write it like 2027"),
        ("enrolment", "2030,high", "2027,high", "enrolment.csv:4: high in 2027 is there twice, first at enrolment.csv:3. Delete one"),
        ("enrolment", "2030,high", "2040,high", "enrolment.csv:4: district.enrolment.high.by_year.2040: the year 2040 is outside the plan"),
        ("enrolment", "2027,elementary", "2029,elementary", "enrolment.csv:2: district.enrolment.elementary: the first value is for 2029"),
        ("schools", "oak,", "Oak!,", "schools.csv:2: district.schools.'Oak!': the id 'Oak!' has characters"),
        ("schools", "oak,", "3055,", "such as n_3055"),
        ("schools", "elm,", "oak,", "schools.csv:3: the id 'oak' is there twice, first at schools.csv:2. Delete one of the two lines."),
        ("schools", "North\",high", "North\",hihg", "schools.high.band: there is no grade band 'hihg'. Did you mean 'high'?"),
        ("schools", "Elm Elementary", "\"Elm\nElementary\"", "a control character (U+000A)"),
        ("schools", '"High School, North"', '"High School, North', "schools.csv:4: a quote opens here and never closes"),
        ("schools", '"High School, North"', '"High" School', "schools.csv:4: a quote in the middle of a cell"),
        ("inventory", "8/15/2023", "13/45/2023", "inventory.csv:2: column 'bought': expected a date or a fiscal year, found '13/45/2023'"),
        ("inventory", "2029-06-30", "never", "inventory.csv:2: column 'support_end': expected a date, found 'never'. Write it like"),
        ("inventory", "Lenovo 300e", "n/a", "inventory.csv:5: no model: the cell is empty or has the mark"),
        ("inventory", "Received", "Recieved", "there is no column 'received'. Rename 'Recieved', or say columns ="),
        ("inventory", "Serial", "Received", "the column 'bought' is there twice"),
        ("inventory", "FY2025", "FY2031", "inventory.csv:5: devices.student.lots.lenovo_300e_2031.bought: bought in 2031, after"),
        ("prices", "$285", "dear", "prices.csv:2: column 'value': expected a number, found 'dear'"),
        ("prices", "$285", "400", "prices.csv:2: devices.student.price.device.price: low, value and high must not fall: 270.0, 400.0"),
        ("prices", "devices.display.price.panel.price", "devices.dispaly.price.panel.price",
         "the plan has nothing at this path. The nearest path is devices.display.price.panel.price."),
        ("prices", "devices.display.price.panel.price", "devices.display.label",
         "prices.csv:3: 'devices.display.label' is not the path of a figure"),
        ("prices", "devices.display.price.panel.price", "devices.student.price.device.price", "is there twice, first at prices.csv:2"),
        ("prices", "devices.display.price.panel.price", "=cmd|' /C calc'!A0", "prices.csv:3: \"=cmd|' /C calc'!A0\" is no path"),
    ],
)  # fmt: skip
def test_a_bad_line_has_its_file_line_and_remedy(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    text = replaced(old, new, CSV[f"{file}.csv"])
    found = faults(write_with_csv(tmp_path, **{file: text}))
    assert message in found[0].replace(f"{tmp_path}/", ""), found


def test_all_bad_lines_are_said_and_the_good_ones_read(tmp_path: Path) -> None:
    lines = "".join(f"s{n},School {n},elementary,{'x' if n % 2 else 20}\n" for n in range(100))
    path = write_with_csv(tmp_path, schools="id,name,band,students\n" + lines)
    found = faults(path)
    assert sum("expected a number, found 'x'" in line for line in found) == 20
    assert sum("30 more bad lines" in line for line in found) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty. Expected the columns id, name, band, students."),
        (b"id,name,band,students\n", "schools.csv:1: there are no lines below the headings"),
        (b"PK\x03\x04", "this is a workbook or zip archive, not a CSV file. Save the sheet as 'CSV UTF-8' in Excel."),
        (b"id,na\0me", "this is a binary file, not a CSV file"),
        (b"\xff\xfex", "damaged UTF-16"),
        (b"id,\x81\x8d\n", "schools.csv:1: a character that is not UTF-8"),
        (b'"id', "a quote opens here and never closes"),
        (b'id,name,band,students\n"' + b"x" * 200_000, "schools.csv:2: a quote opens here and never closes"),
    ],
)
def test_what_is_no_csv_file_is_said(tmp_path: Path, content: bytes, message: str) -> None:
    path = write_with_csv(tmp_path)
    (tmp_path / "schools.csv").write_bytes(content)
    assert message in faults(path)[0].replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('csv = "schools.csv"', 'csv = "school.csv"', "school.csv: there is no such file. Did you mean 'schools.csv'?"),
        ('csv = "schools.csv"', 'csv = "."', "this is a folder. Name the CSV file in it."),
        ('csv = "schools.csv"', "csv = 7", "district.schools.csv: expected the name of a CSV file, found 7."),
        ('csv = "schools.csv"', 'csv = "schools.csv", colums = {}', "a table that is read from CSV. Did you mean 'columns'?"),
        ('csv = "schools.csv"', 'csv = "schools.csv", columns = { pupils = "x" }', "unknown column 'pupils'."),
        ('csv = "schools.csv"', 'csv = "schools.csv", columns = { students = 4 }', "found 4. Write the file's own heading in quotes."),
        ('csv = "schools.csv"', 'csv = "schools.csv", columns = { students = "Pupils" }', "schools.csv:1: there is no column 'pupils'"),
        ('csv = "schools.csv"', 'csv = "schools.csv", columns = 4', "district.schools.columns: found 4"),
        ('inventory = {', 'inventory = 4 #', "devices.student.inventory: expected the name of a CSV file, found 4."),
        ('prices = {', 'prices = 4 #', "prices: expected the name of a CSV file, found 4."),
        ('csv = "prices.csv"', 'csv = "nope.csv"', "plan.toml:4: prices: nope.csv: there is no such file"),
        ("inventory = {", "inventry = {", "unknown key 'inventry'. Did you mean 'inventory'?"),
        ("prices = {", "price = {", "unknown key 'price'. Did you mean 'prices'?"),
    ],
)  # fmt: skip
def test_a_file_that_is_named_wrongly_is_said_once(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert message in only_fault(write_with_csv(tmp_path, replaced(old, new, FROM_CSV)))


def test_numeric_columns_count_and_others_are_left_alone(tmp_path: Path) -> None:
    lines = "id,name,band,students,carts,principal,zip,nces_id\noak,Oak,elementary,600,3,Ms. Li,98332,530\nelm,Elm,high,400,†,7,1,2\n"
    text = FROM_CSV.replace('school_count = "display"', 'school_count = "carts"')
    schools = load(write_with_csv(tmp_path, text, schools=lines)).form.district.schools
    assert [school.counts for school in schools.values()] == [{"carts": 3}, {}]


def test_a_hundred_thousand_lines_take_seconds(tmp_path: Path) -> None:
    lines = "Model,Received,Count,Support end\n" + "".join(
        f"Model {n % 7},{1 + n % 12}/{1 + n % 28}/{2020 + n % 6},,6/30/2033\n" for n in range(100_000)
    )
    path = write_with_csv(tmp_path, inventory=lines)
    before = time.process_time()
    lots = load(path).form.devices["student"].lots
    assert time.process_time() - before < 15, "100,000 lines took longer than 15 seconds of work"
    assert sum(lot.count for lot in lots.values()) == 100_000
