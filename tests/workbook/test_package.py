"""The last step of writing a workbook: a value behind every formula, and a file that is whole or not there."""

import math
import os
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from tco.errors import StoredValueError
from tco.workbook.package import ErrorValue, StoredValue, store_values
from tests.workbook.packages import AWKWARD_TITLES, new_book, one_sheet, part


def stored(path: Path, title: str, cell: str) -> object:
    """What openpyxl reads as the value behind a formula."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_workbook(path, data_only=True)[title][cell].value


def store_one(saved: Path, target: Path, value: StoredValue) -> object:
    one_sheet(saved, {"A1": "=B1"})
    store_values(saved, target, {"Budget": {"A1": value}})
    return stored(target, "Budget", "A1")


def elements(path: Path, name: str, tag: str) -> list[Element]:
    return list(fromstring(part(path, name)).iterfind(f".//{{*}}{tag}"))


# ---- values -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (1234.5, 1234.5),
        (3, 3),
        (0.1 + 0.2, 0.1 + 0.2),
        (-1e-300, -1e-300),
        (1e22, 1e22),
        (True, True),
        (False, False),
        ("a < b & c > \"d\" 'e'", "a < b & c > \"d\" 'e'"),
        ("two\nlines\tand\r\nWindows", "two\nlines\tand\r\nWindows"),
        ("=1+1", "=1+1"),
        ("</v></c><f>", "</v></c><f>"),
        (r"back\1slash", r"back\1slash"),
        ("\U0001f4bb caf\u00e9", "\U0001f4bb caf\u00e9"),
        (math.nan, "#N/A"),
        (ErrorValue.DIVISION_BY_ZERO, "#DIV/0!"),
        (ErrorValue("#NUM!"), "#NUM!"),
    ],
)
def test_a_value_comes_back_as_it_was(saved: Path, target: Path, value: StoredValue, read: object) -> None:
    found = store_one(saved, target, value)

    assert found == read
    assert isinstance(found, bool) == isinstance(value, bool)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_as_the_same_number(tmp_path_factory: pytest.TempPathFactory, number: float) -> None:
    folder = tmp_path_factory.mktemp("number")
    assert store_one(folder / "saved.xlsx", folder / "target.xlsx", number) == number


@pytest.mark.parametrize(
    ("value", "kind", "content"),
    [
        (5.0, None, "5"),
        (-0.0, None, "0"),
        (1e16, None, "1e+16"),
        ("", "str", None),
        ("5", "str", "5"),
        ("#N/A", "str", "#N/A"),
        (math.nan, "e", "#N/A"),
        (True, "b", "1"),
    ],
)
def test_the_kind_of_a_value_is_marked(
    saved: Path, target: Path, value: StoredValue, kind: str | None, content: str | None
) -> None:
    store_one(saved, target, value)

    (cell,) = elements(target, "xl/worksheets/sheet1.xml", "c")
    assert cell.get("t") == kind
    assert cell.findtext("{*}f") == "B1"
    assert cell.findtext("{*}v") == (content or "")


def test_every_sheet_gets_its_own_values_whatever_its_title(saved: Path, target: Path) -> None:
    book, first = new_book(AWKWARD_TITLES[0])
    first["A1"] = 2
    for title in AWKWARD_TITLES[1:]:
        quoted = AWKWARD_TITLES[0].replace("'", "''")
        book.create_sheet(title, 0)["B2"] = f"='{quoted}'!A1"
    book.save(saved)

    store_values(saved, target, {title: {"B2": number} for number, title in enumerate(AWKWARD_TITLES[1:])})

    for number, title in enumerate(AWKWARD_TITLES[1:]):
        assert stored(target, title, "B2") == number
        assert load_workbook(target)[title]["B2"].value == "='Sources & uses'!A1"


def test_formulas_and_styles_stay(saved: Path, target: Path) -> None:
    book, sheet = new_book("Budget")
    sheet["A1"] = '=IF(B1<2,"a & b","c")&"</f><v>"'
    sheet["A1"].number_format = "#,##0.00"
    book.save(saved)

    store_values(saved, target, {"Budget": {"A1": "c"}})

    cell = load_workbook(target)["Budget"]["A1"]
    assert (cell.value, cell.number_format) == ('=IF(B1<2,"a & b","c")&"</f><v>"', "#,##0.00")


def test_text_that_looks_like_a_formula_is_left_alone(saved: Path, target: Path) -> None:
    book, sheet = new_book("Budget")
    texts = {"A1": "=SUM(B1:B2)", "A2": "<f>1+1</f><v />", "A3": '<c r="A9"><f>1</f><v /></c>', "A4": "="}
    for cell, text in texts.items():
        sheet[cell] = text
        sheet[cell].data_type = "s"
        sheet[cell].quotePrefix = True
    sheet["B1"] = "=1+1"
    book.save(saved)

    store_values(saved, target, {"Budget": {"B1": 2.0}})

    found = load_workbook(target)["Budget"]
    assert {cell: found[cell].value for cell in texts} == texts
    assert {found[cell].data_type for cell in texts} == {"s"}


def test_shared_texts_are_left_alone(saved: Path, target: Path, tmp_path: Path) -> None:
    """Other versions of openpyxl keep texts in a table of their own, where a cell holds a text's number."""
    one_sheet(saved, {"A1": "=1+1", "A2": "total"})
    inline = b't="inlineStr"><is><t>total</t></is>'
    shared = tmp_path / "shared.xlsx"
    rewrite(saved, shared, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(inline, b't="s"><v>0</v>'))

    store_values(shared, target, {"Budget": {"A1": 2.0}})

    cell = elements(target, "xl/worksheets/sheet1.xml", "c")[1]
    assert (cell.get("t"), cell.findtext("{*}v")) == ("s", "0")


@pytest.mark.parametrize("empty", [b"<v />", b"<v/>", b"<v></v>"])
def test_an_empty_value_is_found_however_the_xml_library_writes_it(
    saved: Path, target: Path, tmp_path: Path, empty: bytes
) -> None:
    one_sheet(saved, {"A1": "=1+1"})
    other = tmp_path / "other.xlsx"
    rewrite(saved, other, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb"<v ?/>|<v></v>", empty, xml))

    store_values(other, target, {"Budget": {"A1": 2.0}})

    assert stored(target, "Budget", "A1") == 2


def rewrite(source: Path, target: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Copy a package with one part changed; the change must be one."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))


# ---- values that do not fit -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"Budget": {"A1": 1.0}}, "sheet 'Budget', cell A2: a formula without a value"),
        ({}, "sheet 'Budget', cell A1: a formula without a value"),
        ({"Budget": {"A1": 1.0, "A2": 2.0, "A3": 3.0}}, "sheet 'Budget', cell A3: a value without a formula"),
        ({"Budget": {"A1": 1.0, "A2": 2.0, "Z9": 3.0}}, "sheet 'Budget', cell Z9: a value without a formula"),
        ({"Bugdet": {"A1": 1.0}}, "sheet 'Bugdet': not in .* which has 'Budget'"),
        ({"Budget": {"A1": math.inf, "A2": 2.0}}, "sheet 'Budget', cell A1: infinite"),
        ({"Budget": {"A1": "bell\a", "A2": 2.0}}, r"sheet 'Budget', cell A1: control character '\\x07'"),
        ({"Budget": {"A1": "\ud800", "A2": 2.0}}, "sheet 'Budget', cell A1: control character"),
        ({"Budget": {"A1": "x" * 32_768, "A2": 2.0}}, "sheet 'Budget', cell A1: a text of 32768 characters"),
        ({"Budget": {"A1": None, "A2": 2.0}}, "sheet 'Budget', cell A1: None is a NoneType"),
    ],
)
def test_a_misfit_is_named_with_its_place(
    saved: Path, target: Path, values: dict[str, dict[str, StoredValue]], message: str
) -> None:
    one_sheet(saved, {"A1": "=B1", "A2": "=B2", "A3": 7})

    with pytest.raises(StoredValueError, match=message):
        store_values(saved, target, values)


def test_array_entry_is_refused(saved: Path, target: Path) -> None:
    one_sheet(saved, {"A1": "=B1", "A2": ArrayFormula("A2:A3", "=B1:B2")})

    with pytest.raises(StoredValueError, match="cell A2: not a plain formula"):
        store_values(saved, target, {"Budget": {"A1": 1.0, "A2": 2.0}})


def test_a_workbook_that_has_its_values_already_is_refused(saved: Path, target: Path) -> None:
    store_one(saved, target, 1.0)

    with pytest.raises(StoredValueError, match="cell A1: not a plain formula with an empty value"):
        store_values(target, saved, {"Budget": {"A1": 2.0}})


def test_an_unknown_error_code_is_refused() -> None:
    with pytest.raises(ValueError, match="#OOPS!"):
        ErrorValue("#OOPS!")


# ---- whole or not at all ----------------------------------------------------------------------------------------


def test_the_saved_workbook_may_be_replaced_itself(saved: Path) -> None:
    one_sheet(saved, {"A1": "=1+1"})

    store_values(saved, saved, {"Budget": {"A1": 2.0}})

    assert stored(saved, "Budget", "A1") == 2
    assert [path.name for path in saved.parent.iterdir()] == ["saved.xlsx"]


def test_a_failure_leaves_the_old_file_whole_and_nothing_else(saved: Path, target: Path) -> None:
    target.write_bytes(b"last year's plan")
    book, sheet = new_book("First")
    sheet["A1"] = "=1+1"
    book.create_sheet("Second")["A1"] = "=2+2"
    book.save(saved)

    with pytest.raises(StoredValueError, match="Second"):
        store_values(saved, target, {"First": {"A1": 2.0}})

    assert target.read_bytes() == b"last year's plan"
    assert {path.name for path in saved.parent.iterdir()} == {"saved.xlsx", "target.xlsx"}


def test_a_rename_that_fails_leaves_the_old_file_whole(
    saved: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows while the workbook is open in Excel."""
    target.write_bytes(b"last year's plan")
    one_sheet(saved, {"A1": "=1+1"})

    def refuse(*_: object) -> None:
        raise PermissionError("open in another program")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(PermissionError):
        store_values(saved, target, {"Budget": {"A1": 2.0}})

    assert target.read_bytes() == b"last year's plan"
    assert {path.name for path in saved.parent.iterdir()} == {"saved.xlsx", "target.xlsx"}


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has these rights")
def test_the_file_is_readable_like_any_new_file(saved: Path, target: Path) -> None:
    one_sheet(saved, {"A1": "=1+1"})

    store_values(saved, target, {"Budget": {"A1": 2.0}})

    assert target.stat().st_mode == saved.stat().st_mode
