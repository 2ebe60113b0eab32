"""Before a file that someone sent is opened as a workbook.

A workbook is a zip archive: half a megabyte can unfold into half a gigabyte, and the sizes that it states about itself
can be false. A district's own workbooks are far from every limit here, so whoever meets one has the wrong file.
"""

import copy
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tco.errors import UnsafeWorkbook

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 64 * MEBIBYTE
"""Size on disk [bytes]."""
LARGEST_CONTENT = 256 * MEBIBYTE
"""Size of all parts together once unpacked [bytes]; 50,000 formulas take about 6 MiB."""
LARGEST_RATIO = 100
"""Unpacked size over packed size: near 5 with real numbers, near 30 in 20,000 equal rows, over 1,000 in a bomb."""
CONTENT_OF_ANY_RATIO = 4 * MEBIBYTE
"""Unpacked size below which no ratio does harm [bytes]."""
MOST_PARTS = 2_000
"""Parts of the archive; a book of fifty sheets with a chart on each has about 250."""

_CONTENT_TYPES = "[Content_Types].xml"
_WORKBOOK_TYPES = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")
_MACRO_WORDS = ("macroenabled", "vbaproject", "macrosheet")
_OLD_OFFICE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_PIECE = 256 * 1024

# What `zipfile` raises on an archive that is cut short or was tampered with, beside its own BadZipFile.
_DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)


def check_safe_to_read(path: Path) -> None:
    """Refuse a file that could exhaust the machine, carries macros or is no Excel workbook; return if it is fine.

    Every part is unpacked once, piece by piece and no further than the size it states, because a false size would
    otherwise pass here and unfold in the reader. Text inside the parts is not judged: the reader's XML parser must
    refuse entities, as openpyxl's does once defusedxml is installed and lxml is not.

    Raises UnsafeWorkbook; OSError where the file cannot be read at all.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise UnsafeWorkbook(f"{path}: {size:,} bytes; expected at most {LARGEST_FILE:,}. Send only the sheets in use.")
    content = path.read_bytes()
    if content.startswith(_OLD_OFFICE_FILE):
        raise UnsafeWorkbook(
            f"{path}: an old .xls, or a workbook with a password to open; expected a plain .xlsx. "
            "Save it in Excel as 'Excel Workbook (.xlsx)' without a password."
        )
    try:
        # From memory, so that an OSError is the disk's and never a false position inside the archive.
        with ZipFile(BytesIO(content)) as archive:
            _check_archive(path, archive)
    except UnsafeWorkbook:
        raise
    except _DAMAGE as damage:
        raise UnsafeWorkbook(
            f"{path}: not a whole zip archive ({damage}); expected an .xlsx, which is one. "
            "Save it again in Excel as 'Excel Workbook (.xlsx)', or ask for the file again."
        ) from damage


def _check_archive(path: Path, archive: ZipFile) -> None:
    parts = archive.infolist()
    _check_sizes(path, parts)
    for part in parts:
        _check_part(path, part)
        _check_stated_size(path, archive, part)
    _check_kind(path, archive)


def _check_sizes(path: Path, parts: list[ZipInfo]) -> None:
    """Compare what the archive states about itself with the limits, before a byte of it is unpacked."""
    if len(parts) > MOST_PARTS:
        raise UnsafeWorkbook(
            f"{path}: {len(parts):,} parts; expected at most {MOST_PARTS:,}. Copy the sheets in use to a new workbook."
        )
    content = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if content > LARGEST_CONTENT:
        raise UnsafeWorkbook(
            f"{path}: {content:,} bytes once unpacked; expected at most {LARGEST_CONTENT:,}. "
            "Delete unused rows and sheets, save and try again."
        )
    if content > CONTENT_OF_ANY_RATIO and content > LARGEST_RATIO * packed:
        raise UnsafeWorkbook(
            f"{path}: unpacks from {packed:,} to {content:,} bytes; expected at most {LARGEST_RATIO} times its size. "
            "Copy the cells in use to a new workbook; if the file came from outside, do not open it."
        )


def _check_part(path: Path, part: ZipInfo) -> None:
    """Refuse macros by name, and what `zipfile` would unpack without a bound or not at all."""
    if part.filename.lower().endswith("vbaproject.bin"):
        raise _macros(path, part.filename)
    if part.flag_bits & _ENCRYPTED:
        raise UnsafeWorkbook(f"{path}: {part.filename} has a password; expected none. Save a copy without a password.")
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise UnsafeWorkbook(
            f"{path}: {part.filename} is packed by method {part.compress_type}; Excel uses 0 or 8 only. "
            "Save it again in Excel as 'Excel Workbook (.xlsx)'."
        )


def _check_stated_size(path: Path, archive: ZipFile, part: ZipInfo) -> None:
    """Unpack one part and see that it ends where it says.

    `zipfile` cuts a part off at its stated size, but only after it has unpacked all of it into memory. Asked for one
    byte more, in pieces, it unpacks no more than that and shows whether there is one.
    """
    one_more = copy.copy(part)
    one_more.file_size += 1
    found = 0
    with archive.open(one_more) as content:
        while piece := content.read(_PIECE):
            found += len(piece)
    if found != part.file_size:
        raise UnsafeWorkbook(
            f"{path}: {part.filename} states {part.file_size:,} bytes and holds another number; expected a true size. "
            "Save it again in Excel; if the file came from outside, do not open it."
        )


def _check_kind(path: Path, archive: ZipFile) -> None:
    """Refuse macros under any name, and archives that are something else than a workbook."""
    kinds = _content_types(path, archive)
    for kind in kinds:
        if any(word in kind.lower() for word in _MACRO_WORDS):
            raise _macros(path, kind)
    if not any(kind.endswith(_WORKBOOK_TYPES) for kind in kinds):
        raise UnsafeWorkbook(
            f"{path}: an archive without an Excel workbook in it; expected an .xlsx. "
            "Save it in Excel as 'Excel Workbook (.xlsx)'."
        )


def _content_types(path: Path, archive: ZipFile) -> list[str]:
    if _CONTENT_TYPES not in archive.NameToInfo:
        return []
    try:
        declared: Iterable[str | None] = (part.get("ContentType") for part in fromstring(archive.read(_CONTENT_TYPES)))
        return [kind for kind in declared if kind]
    except (ParseError, DefusedXmlException) as damage:
        raise UnsafeWorkbook(
            f"{path}: its list of parts cannot be read ({damage}); expected an .xlsx as Excel saves it. "
            "Save it again in Excel as 'Excel Workbook (.xlsx)'."
        ) from damage


def _macros(path: Path, found: str) -> UnsafeWorkbook:
    return UnsafeWorkbook(
        f"{path}: carries macros ({found}); expected a workbook without. "
        "Save it in Excel as 'Excel Workbook (.xlsx)', which leaves them out."
    )
