"""The last step of writing a workbook: the stored values a district sees before Excel has recalculated anything.

Protected View, phones and mail previews show stored values and recalculate nothing, and openpyxl cannot store a value
beside a formula. So the package it saved is copied once, part by part, and on the way the computed values go into the
formula cells. The pass is last because opening and saving again with openpyxl drops them.

The parts are edited as bytes with regular expressions. That is sound for what openpyxl writes (no comments, no CDATA,
`<` and `>` always escaped inside text and attributes), is ten times faster than a tree, and leaves untouched all that
it does not name. Whatever it does not recognise as openpyxl's own form is refused, never guessed at.
"""

import math
import os
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from functools import partial
from pathlib import Path
from secrets import token_hex
from types import MappingProxyType
from typing import BinaryIO, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from defusedxml.ElementTree import fromstring

from tco.errors import StoredValueError


class ErrorValue(Enum):
    """An error that a cell shows instead of a number; `ErrorValue("#DIV/0!")` finds one by its code."""

    NO_INTERSECTION = "#NULL!"
    DIVISION_BY_ZERO = "#DIV/0!"
    WRONG_KIND = "#VALUE!"
    LOST_REFERENCE = "#REF!"
    UNKNOWN_NAME = "#NAME?"
    IMPOSSIBLE_NUMBER = "#NUM!"
    NOT_AVAILABLE = "#N/A"


StoredValue = float | str | bool | ErrorValue

_NO_TEXTS: Mapping[str, Sequence[str]] = MappingProxyType({})

# The earliest moment a zip entry can carry. Any fixed one makes equal plans give equal files.
_FIXED_MOMENT = (1980, 1, 1, 0, 0, 0)
_FIXED_TIMESTAMP = rb"\g<1>1980-01-01T00:00:00Z"
_UNIX = 3
_READABLE_FILE = 0o644 << 16
_LONGEST_TEXT = 32_767

_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"

# openpyxl ends an empty value with `<v />`, or with `<v></v>` where lxml is installed.
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?>(<f>[^<]*</f>)<v(?: ?/>|></v>)</c>')
_ANY_FORMULA = re.compile(rb"<f[ />]")
_CELL_WITH_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*><f[ />]')
_RELATIONSHIP = re.compile(rb"<Relationship [^>]*>")
_ABSOLUTE_TARGET = re.compile(rb' Target="(/[^"]*)"')
_CHART_FRAME = re.compile(rb'(<nvGraphicFramePr><cNvPr id="([0-9]+)" name="[^"]*")')
_TIMESTAMP = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def store_values(
    saved: Path,
    target: Path,
    values: Mapping[str, Mapping[str, StoredValue]],
    *,
    chart_texts: Mapping[str, Sequence[str]] = _NO_TEXTS,
) -> None:
    """Turn a workbook that openpyxl just saved into the file a district opens, with a value behind every formula.

    `values` is {sheet title: {cell: value}} and holds every formula cell, no other. A nan is stored as `#N/A`; any
    other error is an `ErrorValue`. `chart_texts` is {sheet title: alternative text of each chart, in the order the
    charts were added}; a sheet that is not named keeps its charts without.

    Equal input gives equal bytes: timestamps are fixed. Links between the parts become relative, for engines that
    read no others. All else is copied as it stands, `fullCalcOnLoad` among it. `target` may be `saved`; it is replaced
    whole or left as it was.

    Raises StoredValueError, naming sheet and cell, when values or texts do not fit the workbook.
    """
    with (
        _written_whole(target) as stream,
        ZipFile(saved) as source,
        ZipFile(stream, "w", ZIP_DEFLATED) as package,
    ):
        edits = _edits(source, values, chart_texts)
        for part in source.namelist():
            content = source.read(part)
            edit = edits.get(part)
            package.writestr(_fixed_entry(part), edit(content) if edit else content, ZIP_DEFLATED)


@contextmanager
def _written_whole(target: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become `target` at the end, or vanish if anything fails.

    The temporary file is a neighbour because a rename is atomic on one disk only. It is opened rather than made by
    `tempfile`, whose files are readable by their owner alone: a shared folder would receive an unreadable workbook.
    """
    temporary = target.with_name(f".{token_hex(8)}.temporary")
    try:
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _fixed_entry(part: str) -> ZipInfo:
    """A zip entry that tells neither when nor on which system it was written."""
    entry = ZipInfo(part, _FIXED_MOMENT)
    entry.create_system = _UNIX
    entry.external_attr = _READABLE_FILE
    return entry


def _edits(
    source: ZipFile, values: Mapping[str, Mapping[str, StoredValue]], chart_texts: Mapping[str, Sequence[str]]
) -> dict[str, Callable[[bytes], bytes]]:
    """What to do to which part of the package; a part that is not named is copied."""
    sheets = _sheets(source)
    for title in (*values, *chart_texts):
        if title not in sheets:
            raise StoredValueError(
                f"sheet {title!r}: not in {source.filename}, which has {', '.join(map(repr, sheets))}; "
                "use the title as openpyxl saved it"
            )
    edits: dict[str, Callable[[bytes], bytes]] = {"docProps/core.xml": _with_fixed_timestamps}
    for part in source.namelist():
        if part.endswith(".rels"):
            edits[part] = partial(_with_relative_targets, folder=posixpath.dirname(posixpath.dirname(part)))
    for title, part in sheets.items():
        edits[part] = partial(_with_values, title=title, values=values.get(title, {}))
    for title, texts in chart_texts.items():
        edits[_drawing(source, title, sheets[title])] = partial(_with_chart_texts, title=title, texts=texts)
    return edits


class _Link(NamedTuple):
    identifier: str
    kind: str
    part: str


def _links(source: ZipFile, part: str) -> list[_Link]:
    """The parts that a part refers to; web addresses are left out."""
    folder, name = posixpath.split(part)
    relationships = f"{folder}/_rels/{name}.rels"
    if relationships not in source.NameToInfo:
        return []
    return [
        _Link(link.attrib["Id"], link.attrib["Type"], _absolute(folder, link.attrib["Target"]))
        for link in fromstring(source.read(relationships))
        if link.get("TargetMode") != "External"
    ]


def _absolute(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).removeprefix("/")


def _sheets(source: ZipFile) -> dict[str, str]:
    """{title: part}; the order of the parts' file names is not the order of the sheets."""
    parts = {link.identifier: link.part for link in _links(source, "xl/workbook.xml")}
    workbook = fromstring(source.read("xl/workbook.xml"))
    return {sheet.attrib["name"]: parts[sheet.attrib[_RELATIONSHIP_ID]] for sheet in workbook.iter(_SHEET)}


def _drawing(source: ZipFile, title: str, sheet: str) -> str:
    """The one part that holds all charts of a sheet."""
    for link in _links(source, sheet):
        if link.kind.endswith("/drawing"):
            return link.part
    raise StoredValueError(f"sheet {title!r}: alternative texts were given, but it has no chart; take them away")


def _with_fixed_timestamps(properties: bytes) -> bytes:
    return _TIMESTAMP.sub(_FIXED_TIMESTAMP, properties)


def _with_relative_targets(relationships: bytes, *, folder: str) -> bytes:
    """`/xl/charts/chart1.xml` becomes `../charts/chart1.xml`; an external target that starts with `/` stays."""

    def relative_target(target: re.Match[bytes]) -> bytes:
        return b' Target="%b"' % posixpath.relpath(target[1], b"/" + folder.encode())

    def relative(relationship: re.Match[bytes]) -> bytes:
        if b' TargetMode="External"' in relationship[0]:
            return relationship[0]
        return _ABSOLUTE_TARGET.sub(relative_target, relationship[0])

    return _RELATIONSHIP.sub(relative, relationships)


def _with_chart_texts(drawing: bytes, *, title: str, texts: Sequence[str]) -> bytes:
    """Give each chart the words a screen reader says.

    Charts are told apart by their number: openpyxl writes them sorted by kind of anchor, not in the order they were
    added, but numbers them in that order, before any picture.
    """
    count = len(_CHART_FRAME.findall(drawing))
    if count != len(texts):
        raise StoredValueError(
            f"sheet {title!r}: {len(texts)} alternative texts for {count} charts; give one text to each chart"
        )

    def described(frame: re.Match[bytes]) -> bytes:
        chart = int(frame[2])
        text = _escaped(texts[chart - 1], f"sheet {title!r}, text of chart {chart}", {'"': "&quot;", "\n": "&#10;"})
        return b'%b descr="%b"' % (frame[1], text)

    return _CHART_FRAME.sub(described, drawing)


def _with_values(sheet: bytes, *, title: str, values: Mapping[str, StoredValue]) -> bytes:
    """Put a value into every formula cell of one sheet; text that only looks like a formula is left alone."""

    def filled(formula_cell: re.Match[bytes]) -> bytes:
        reference, style, formula = formula_cell.groups(b"")
        cell = reference.decode("ascii")
        if cell not in values:
            raise StoredValueError(
                f"sheet {title!r}, cell {cell}: a formula without a value; compute its row before writing"
            )
        kind, content = _kind_and_content(values[cell], title, cell)
        return b'<c r="%b"%b%b>%b<v>%b</v></c>' % (reference, style, kind, formula, content)

    result, count = _FORMULA_CELL.subn(filled, sheet)
    if count != len(values) or count != len(_ANY_FORMULA.findall(sheet)):
        raise StoredValueError(f"sheet {title!r}, cell {_misfit(sheet, values)}")
    return result


def _misfit(sheet: bytes, values: Mapping[str, StoredValue]) -> str:
    """The first cell that makes a sheet and its values disagree, and why."""
    plain = {found[1].decode("ascii") for found in _FORMULA_CELL.finditer(sheet)}
    for found in _CELL_WITH_FORMULA.finditer(sheet):
        if (cell := found[1].decode("ascii")) not in plain:
            return (
                f"{cell}: not a plain formula with an empty value; "
                "use no array entry or data table, and pass the workbook as openpyxl saved it"
            )
    surplus = [cell for cell in values if cell not in plain]
    if surplus:
        return f"{surplus[0]}: a value without a formula; openpyxl writes plain values itself, so leave it out"
    return "unknown: holds a formula in a form that openpyxl does not write; pass the workbook as openpyxl saved it"


def _kind_and_content(value: object, title: str, cell: str) -> tuple[bytes, bytes]:
    """The type attribute and the text that Excel reads as this value; numbers are the unmarked kind."""
    place = f"sheet {title!r}, cell {cell}"
    if isinstance(value, float) and math.isnan(value):
        value = ErrorValue.NOT_AVAILABLE
    if isinstance(value, bool):
        return b' t="b"', b"1" if value else b"0"
    if isinstance(value, float | int):
        return b"", _number(value, place)
    if isinstance(value, str):
        return b' t="str"', _escaped(value, place, {"\r": "&#13;"})
    if isinstance(value, ErrorValue):
        return b' t="e"', value.value.encode("ascii")
    raise StoredValueError(
        f"{place}: {value!r} is a {type(value).__name__}; expected float, str, bool or ErrorValue "
        "(NumPy's own kinds become these with .item() or .tolist())"
    )


def _number(value: float, place: str) -> bytes:
    """The shortest digits that read back as the same number; Excel knows neither infinity nor a negative zero."""
    if math.isinf(value):
        raise StoredValueError(f"{place}: infinite, which no cell can hold; store ErrorValue.IMPOSSIBLE_NUMBER instead")
    return repr(float(value) + 0.0).removesuffix(".0").encode("ascii")


def _escaped(text: str, place: str, entities: dict[str, str]) -> bytes:
    """Text as it must stand inside XML; what Excel would call a damaged file is refused here, with its place."""
    if forbidden := _NOT_IN_XML.search(text):
        raise StoredValueError(f"{place}: control character {forbidden[0]!r} in a text; take it out at the input")
    if len(text) > _LONGEST_TEXT:
        raise StoredValueError(f"{place}: a text of {len(text)} characters; a cell holds {_LONGEST_TEXT}; shorten it")
    return escape(text, entities).encode("utf-8")
