"""The checks before a workbook is read."""

import functools
import re
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.errors import UnsafeWorkbook
from tco.workbook import safety
from tco.workbook.package import store_values
from tco.workbook.safety import check_safe_to_read
from tests.workbook.packages import one_sheet


def test_our_own_workbooks_are_safe(saved: Path, target: Path) -> None:
    one_sheet(saved, {"A1": "=1+1"})
    store_values(saved, target, {"Budget": {"A1": 2.0}})

    check_safe_to_read(saved)
    check_safe_to_read(target)


def archive(path: Path, parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def refused(path: Path, message: str) -> None:
    """It is refused, and the message says where, what was expected and what to do."""
    with pytest.raises(UnsafeWorkbook, match=message) as refusal:
        check_safe_to_read(path)
    assert str(refusal.value).startswith(str(path))
    assert re.search(r"expected|Excel uses", str(refusal.value))


def test_a_bomb_is_refused_before_it_is_unpacked(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive(saved, {"xl/worksheets/sheet1.xml": bytes(8 * safety.MEBIBYTE)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))

    refused(saved, "unpacks from .* to 8,388,608 bytes")


def test_too_much_content_is_refused(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "LARGEST_CONTENT", 10_000)
    archive(saved, {"a.xml": bytes(6_000), "b.xml": bytes(6_000)})

    refused(saved, "12,000 bytes once unpacked; expected at most 10,000")


def test_a_large_file_is_refused_before_it_is_read(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "LARGEST_FILE", 10)
    saved.write_bytes(bytes(11))

    refused(saved, "11 bytes; expected at most 10")


def test_too_many_parts_are_refused(saved: Path) -> None:
    archive(saved, {f"part{number}.xml": b"" for number in range(safety.MOST_PARTS + 1)})

    refused(saved, "2,001 parts; expected at most 2,000")


@pytest.mark.parametrize("stated", [0, 1_000, 10_000])
def test_a_false_size_is_refused(saved: Path, stated: int) -> None:
    """A bomb that says it is small passes every limit on stated sizes, and openpyxl would unpack all of it."""
    archive(saved, {"xl/styles.xml": bytes(9 * safety.MEBIBYTE)})
    content = bytearray(saved.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, directory + 24, stated)
    saved.write_bytes(content)

    refused(saved, "states|CRC")


MACRO_TYPES = b'<Types><Override PartName="/x" ContentType="application/%b"/></Types>'


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/vbaProject.bin": b"x"},
        {"XL/VBAPROJECT.BIN": b"x"},
        {"[Content_Types].xml": MACRO_TYPES % b"vnd.ms-excel.sheet.macroEnabled.main+xml"},
        {"[Content_Types].xml": MACRO_TYPES % b"vnd.ms-excel.sheet.&#109;acroEnabled.main+xml"},
        {"[Content_Types].xml": MACRO_TYPES % b"vnd.ms-office.vbaProject"},
        {"[Content_Types].xml": MACRO_TYPES % b"vnd.ms-excel.macrosheet+xml"},
    ],
)
def test_macros_are_refused(saved: Path, parts: dict[str, bytes]) -> None:
    refused(archive(saved, parts), "carries macros")


def test_macros_hidden_in_a_good_workbook_are_refused(saved: Path) -> None:
    one_sheet(saved, {"A1": 1})
    with zipfile.ZipFile(saved, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")

    refused(saved, r"carries macros \(xl/vbaProject.bin\)")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a whole zip archive"),
        (b"school,devices\nLincoln,300\n", "not a whole zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "an old .xls, or a workbook with a password"),
    ],
)
def test_a_file_that_is_no_archive_is_refused(saved: Path, content: bytes, message: str) -> None:
    saved.write_bytes(content)

    refused(saved, message)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"letter.txt": b"hello"}, "without an Excel workbook in it"),
        ({"[Content_Types].xml": MACRO_TYPES % b"wordprocessingml.document.main+xml"}, "without an Excel workbook"),
        ({"[Content_Types].xml": b"<Types>"}, "its list of parts cannot be read"),
        ({"[Content_Types].xml": b'<!DOCTYPE t [<!ENTITY a "b">]><Types>&a;</Types>'}, "cannot be read"),
    ],
)
def test_an_archive_that_is_no_workbook_is_refused(saved: Path, parts: dict[str, bytes], message: str) -> None:
    refused(archive(saved, parts), message)


def test_packing_that_excel_does_not_use_is_refused(saved: Path) -> None:
    refused(archive(saved, {"a.xml": b"a"}, zipfile.ZIP_LZMA), "packed by method 14")


def test_a_password_on_a_part_is_refused(saved: Path) -> None:
    content = bytearray(archive(saved, {"a.xml": b"a"}).read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    saved.write_bytes(content)

    refused(saved, "a.xml has a password")


def test_a_missing_file_is_said_to_be_missing(saved: Path) -> None:
    with pytest.raises(FileNotFoundError, match=re.escape(saved.name)):
        check_safe_to_read(saved)


@functools.cache
def small_workbook() -> bytes:
    """One for all draws: the next would carry another time and may have another length."""
    stream = BytesIO()
    one_sheet(stream, {"A1": "=1+1"})
    return stream.getvalue()


@given(st.data())
def test_a_damaged_workbook_is_refused_or_fine_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "book.xlsx"
    content = bytearray(small_workbook())
    directory = content.index(b"PK\x01\x02")
    places = st.integers(0, len(content) - 1) | st.integers(directory, len(content) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=5)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(directory, len(content)))])

    try:
        check_safe_to_read(path)
    except UnsafeWorkbook as refusal:
        assert str(refusal).startswith(str(path))
