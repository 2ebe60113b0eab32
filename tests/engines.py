"""Recalculate a workbook with engines that are not ours, so that parity is proved and not assumed.

Our workbooks carry a stored value in every formula cell. An engine that merely reads those back would agree with us
whatever the formulas say, so every recalculation here first removes them from a copy. Two engines that share no code
are asked: formualizer, which is quick, and LibreOffice, which is close to what a district opens.

The package is edited as text, because a library that loads and saves a workbook drops whatever it does not know, and
then the file under test would no longer be the file we ship.
"""

import atexit
import functools
import html
import math
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from defusedxml import ElementTree
from openpyxl import Workbook
from openpyxl.utils.cell import coordinate_to_tuple

try:
    import formualizer
except ImportError:  # the tests that need it then say "not run", or fail where CI is set
    formualizer = None  # type: ignore[assignment]


class EngineMissing(Exception):  # noqa: N818 - it names what happened
    """The engine is not installed here, so that nothing was checked."""


class EngineFailed(Exception):  # noqa: N818 - likewise
    """The engine ran, and what it gave cannot be trusted."""


@dataclass(frozen=True)
class CellError:
    """An Excel error such as ``#DIV/0!``; text that merely reads so is a plain string."""

    code: str


Value = float | str | bool | CellError | None
Values = dict[str, dict[str, Value]]
Engine = Callable[[Path], Values]

_CELL = re.compile(rb"<c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_STORED = re.compile(rb"<v\s*/>|<v(?:\s[^>]*)?>(.*?)</v>", re.DOTALL)
_TYPE = re.compile(rb"\st=\"([^\"]*)\"")
_REFERENCE = re.compile(rb"\sr=\"([^\"]*)\"")
_FORMULA = re.compile(rb"<f[\s/>]")
_READ: dict[bytes, Callable[[str], Value]] = {
    b"n": lambda text: float(text) if text else None,
    b"str": str,
    b"b": lambda text: text == "1",
    b"e": CellError,
}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROOT = PurePosixPath("/xl")


def strip_stored_values(source: Path, target: Path) -> None:
    """Copy a workbook without the stored value and type of any formula cell, so that no engine can echo them."""
    _rewrite(source, target, lambda _sheet, xml: _CELL.sub(_without_value, xml))


def set_inputs(source: Path, target: Path, edits: Mapping[str, Mapping[str, float]]) -> None:
    """Copy a workbook with numbers typed over input cells, as a district would, and nothing else touched.

    The stored values of formulas are then out of date; the recalculations here remove them anyway. An edit must hit a
    cell that exists and holds no formula: otherwise the test that asked for it would pass without testing anything.
    """
    if unknown := edits.keys() - _sheet_parts(_read(source)).keys():
        raise ValueError(f"{source.name}: there is no sheet {sorted(unknown)}")
    _rewrite(source, target, lambda sheet, xml: _typed_over(sheet, xml, edits.get(sheet, {})))


def stored_values(path: Path) -> Values:
    """What the file itself says each formula cell is worth; None where it says nothing."""
    package = _read(path)  # openpyxl would turn numbers under a date format into dates, and some of them into errors
    return {
        sheet: {_reference(cell): _stored(cell) for cell in _CELL.finditer(package[part]) if _is_formula(cell)}
        for sheet, part in _sheet_parts(package).items()
    }


def _is_formula(cell: re.Match[bytes]) -> bool:
    return _FORMULA.search(cell[2] or b"") is not None


def _stored(cell: re.Match[bytes]) -> Value:
    kind, value = _TYPE.search(cell[1]), _STORED.search(cell[2])
    text = html.unescape((value[1] or b"").decode()) if value else ""
    return _READ[kind[1] if kind else b"n"](text)


def _without_value(cell: re.Match[bytes]) -> bytes:
    emptied = b"<c%s>%s</c>" % (_TYPE.sub(b"", cell[1]), _STORED.sub(b"", cell[2] or b""))
    return emptied if _is_formula(cell) else cell[0]


def _typed_over(sheet: str, xml: bytes, edits: Mapping[str, float]) -> bytes:
    pending = dict(edits)

    def typed(cell: re.Match[bytes]) -> bytes:
        if (reference := _reference(cell)) not in pending:
            return cell[0]
        if _is_formula(cell):
            raise ValueError(f"{sheet}!{reference} holds a formula; only an input cell may be edited")
        if not math.isfinite(number := float(pending.pop(reference))):
            raise ValueError(f"{sheet}!{reference}: {number} cannot be typed into a cell; give a finite number")
        return b"<c%s><v>%s</v></c>" % (_TYPE.sub(b"", cell[1]), repr(number).encode())

    edited = _CELL.sub(typed, xml)
    if pending:
        raise ValueError(f"{sheet} has no cell {sorted(pending)}; an edit must hit a cell that exists")
    return edited


def _reference(cell: re.Match[bytes]) -> str:
    if found := _REFERENCE.search(cell[1]):
        return found[1].decode()
    raise ValueError(f"a cell without its reference, which no writer we use leaves out: {cell[0][:80]!r}")


def _read(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def _rewrite(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> None:
    package = _read(source)
    for sheet, part in _sheet_parts(package).items():
        package[part] = change(sheet, package[part])
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, content in package.items():
            out.writestr(name, content)


def _sheet_parts(package: Mapping[str, bytes]) -> dict[str, str]:
    """Where each sheet lies in the package; targets may be absolute (openpyxl) or relative (our final pass)."""
    relations = ElementTree.fromstring(package["xl/_rels/workbook.xml.rels"])
    targets = {relation.attrib["Id"]: relation.attrib["Target"] for relation in relations}
    sheets = ElementTree.fromstring(package["xl/workbook.xml"]).iterfind("{*}sheets/{*}sheet")
    return {sheet.attrib["name"]: str(_ROOT / targets[sheet.attrib[_RELATION]])[1:] for sheet in sheets}


_KINDS = {"Calc": "#CALC!", "Circ": "#CIRC!", "Div": "#DIV/0!", "Na": "#N/A", "Name": "#NAME?", "Null": "#NULL!"}
_KINDS |= {"Num": "#NUM!", "Ref": "#REF!", "Spill": "#SPILL!", "Value": "#VALUE!"}


def recalculate_formualizer(path: Path) -> Values:
    """Every formula cell as formualizer computes it.

    The workbook is evaluated in memory: the file-to-file mode is slower, refuses a sheet with more than about 100,000
    formulas, and would have to be read back. Beware: its SUMIFS leaves out an error that it should return.
    """
    _find_formualizer()
    with tempfile.TemporaryDirectory() as directory:
        stripped = Path(directory) / "book.xlsx"
        strip_stored_values(path, stripped)
        book = formualizer.load_workbook(str(stripped))
        book.set_temporal_egress("serial")
        book.evaluate_all()
        return {
            sheet: {cell: _formualizer_value(book.get_value(sheet, *coordinate_to_tuple(cell))) for cell in cells}
            for sheet, cells in stored_values(stripped).items()
        }


def _formualizer_value(value: object) -> Value:
    if isinstance(value, dict):
        return CellError(_KINDS.get(value["kind"], f"#{value['kind']}!"))
    if value is None or isinstance(value, bool | str | float):
        return value
    raise EngineFailed(f"formualizer gave {value!r}, which is no cell value")


def _find_formualizer() -> None:
    if formualizer is None:
        raise EngineMissing("formualizer is not installed")


_RECALCULATE = 0  # always; 1 would be never
_SETTINGS = """<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-US</value></prop></item></oor:items>"""
_WRONG, _RIGHT = b"7", 42.0  # what the canary stores in B1, and what its formula gives


def recalculate_libreoffice(path: Path) -> Values:
    """Every formula cell as LibreOffice computes it.

    Its own profile recalculates nothing, and a setting it does not read is ignored without a word. So each run also
    converts a canary: a book whose stored value is wrong, is left in place, and must come back right.
    """
    with tempfile.TemporaryDirectory() as directory:
        book, canary = Path(directory) / "book.xlsx", Path(directory) / "canary.xlsx"
        strip_stored_values(path, book)
        _write_canary(canary)
        converted = _convert([book, canary], Path(directory) / "out")
        if (sung := stored_values(converted[1])["Sheet"]["B1"]) != _RIGHT:
            raise EngineFailed(f"LibreOffice did not recalculate: its canary gives {sung!r} and not {_RIGHT}")
        return stored_values(converted[0])


def _write_canary(path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append([20, "=A1*2+2"])
    book.save(path)
    _rewrite(path, path, lambda _sheet, xml: re.sub(rb"</f><v ?(/>|></v>)", b"</f><v>%s</v>" % _WRONG, xml))


def _convert(books: list[Path], out: Path) -> list[Path]:
    command = [_find_libreoffice(), f"-env:UserInstallation={_profile().as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), *map(str, books)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    converted = [out / book.name for book in books]
    if not all(book.exists() for book in converted):  # its exit code is 0 even then
        raise EngineFailed(f"LibreOffice wrote no workbook: {run.stdout} {run.stderr}")
    return converted


@functools.cache
def _profile() -> Path:
    """One throw-away profile for this process: a profile that two runs share makes the second hand its work over."""
    directory = Path(tempfile.mkdtemp(prefix="tco-libreoffice-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    (directory / "user").mkdir()
    (directory / "user" / "registrymodifications.xcu").write_text(_SETTINGS.format(mode=_RECALCULATE), "utf-8")
    return directory


def _find_libreoffice() -> str:
    if program := shutil.which("soffice") or shutil.which("libreoffice"):
        return program
    raise EngineMissing("LibreOffice is not installed (no soffice on the path)")


ENGINES: dict[str, Engine] = {"formualizer": recalculate_formualizer, "libreoffice": recalculate_libreoffice}
_FIND: dict[str, Callable[[], object]] = {"formualizer": _find_formualizer, "libreoffice": _find_libreoffice}


def require(engine_name: str) -> Engine:
    """The engine for a test or fixture; without it the test is "not run", and fails where CI is set."""
    try:
        _FIND[engine_name]()
    except EngineMissing as missing:
        if os.environ.get("CI"):
            pytest.fail(f"{missing}; parity is proved only with every engine")
        pytest.skip(f"not run: {missing}")
    return ENGINES[engine_name]


Expected = Mapping[str, Mapping[str, Value]]
_HALF_CENT, _TOLERANCE = 0.005, 1e-9


def compare(expected: Expected, actual: Values, money: Collection[tuple[str, str]]) -> list[str]:
    """Where an engine disagrees with what we stored, one line for each cell; empty means parity.

    Money agrees within half a cent, all else to 1e-9 of its size (of one, for numbers below one). An error, or nan, is
    matched by any error, for engines name the same one differently; TRUE is 1. A cell that is not expected must only
    not be an error.
    """
    different = [
        f"{sheet}!{cell}: expected {want!r}, found {found!r}"
        for sheet, cells in expected.items()
        for cell, want in cells.items()
        if not _agree(want, found := actual.get(sheet, {}).get(cell), (sheet, cell) in money)
    ]
    return different + [
        f"{sheet}!{cell}: expected no error, found {found!r}"
        for sheet, cells in actual.items()
        for cell, found in cells.items()
        if isinstance(found, CellError) and cell not in expected.get(sheet, {})
    ]


def _agree(want: Value, found: Value, is_money: bool) -> bool:
    if isinstance(want, CellError) or (isinstance(want, float) and math.isnan(want)):
        return isinstance(found, CellError)
    if want is None or isinstance(want, str) or not isinstance(found, int | float):
        return found == want
    if is_money:
        return abs(found - want) <= _HALF_CENT
    return math.isclose(found, want, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
