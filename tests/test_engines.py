"""The harness that proves parity must itself be shown to recalculate, to fail loudly, and to notice a wrong cent."""

import functools
import math
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests import engines
from tests.engines import CellError, Engine, EngineFailed, EngineMissing, Value, compare, require

Cells = Mapping[str, float | str | bool]
DIV = CellError("#DIV/0!")

INPUTS: Cells = {
    **{"A1": 2.675, "A2": 1.005, "A3": 0, "A4": 2, "E1": 12},
    **{"B1": "device", "B2": "staff", "B3": "device"},
    **{"C1": 10, "C2": 20, "C3": 30.5},
    **{"D1": 2027, "D2": 2028, "D3": 2029},
}
FORMULAS: dict[str, tuple[str, Value]] = {
    "A1": ("=ROUND('In puts'!A1,2)", 2.68),
    "A2": ("=ROUND('In puts'!A2,2)", 1.01),
    "A3": ("=ROUND(-2.5,0)", -3.0),
    "A4": ("=ROUNDUP(ROUND(1.1*3,9),0)", 4.0),
    "A5": ("=1/'In puts'!A3", DIV),
    "A6": ("=IF('In puts'!A3=0,7,1/'In puts'!A3)", 7.0),
    "A7": ("=IF('In puts'!A3=0,1/'In puts'!A3,7)", DIV),
    "A8": ("=MIN(A5,1)+MAX(0,2)", DIV),
    "A9": ("=CHOOSE('In puts'!A4,1/0,5)", 5.0),
    "A10": ("=CHOOSE(3,1,2)", CellError("#VALUE!")),
    "A11": ("=SUMIFS('In puts'!C1:C3,'In puts'!B1:B3,\"device\")", 40.5),
    "A12": ("=SUMIFS('In puts'!C1:C3,'In puts'!B1:B3,\"device\",'In puts'!D1:D3,2029)", 30.5),
    "A13": ("=INDEX('In puts'!C1:C3,MATCH(2028,'In puts'!D1:D3,0))", 20.0),
    "A14": ("=LOOKUP(2028,'In puts'!D1:D3,'In puts'!C1:C3)", 20.0),
    "A15": ("=MATCH(1,'In puts'!D1:D3,0)", CellError("#N/A")),
    "A16": ('="a & "&"<b>"', "a & <b>"),
    "A17": ('=""', ""),
    "A18": ("=2>1", True),
    "A19": ("=DATE(2026,7,1)", 46204.0),
    "A20": ("=-2^2", 4.0),
    "A21": ("=SUMPRODUCT('In puts'!C1:C3,'In puts'!D1:D3)/3", (20270 + 40560 + 61884.5) / 3),
    "A22": ('="#DIV/0!"', "#DIV/0!"),
    "A23": ("=A1*'In puts'!E1", 32.16),
}


def write(path: Path, sheets: Mapping[str, Cells]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for place, content in cells.items():
            sheet[place] = content
    book.save(path)
    return path


def store(path: Path, cell: str, stored: str) -> None:
    """Put a stored value into a formula cell of the second sheet, as our own last pass does."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    part = "xl/worksheets/sheet2.xml"
    parts[part], count = re.subn(rf'(r="{cell}"[^>]*><f>[^<]*</f>)<v ?(/>|></v>)', rf"\1<v>{stored}</v>", parts[part])
    assert count == 1
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


@pytest.fixture(params=engines.ENGINES)
def recalculate(request: pytest.FixtureRequest) -> Engine:
    return require(request.param)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    sheets = {"In puts": INPUTS, "Calc": {cell: formula for cell, (formula, _) in FORMULAS.items()}}
    return write(tmp_path / "book.xlsx", sheets)


@pytest.fixture
def fresh_profile() -> Iterator[None]:
    engines._profile.cache_clear()
    yield
    engines._profile.cache_clear()


def test_every_formula_gives_its_known_value(book: Path, recalculate: Engine) -> None:
    expected = {cell: value for cell, (_, value) in FORMULAS.items() if value is not None}
    actual = recalculate(book)
    assert compare({"Calc": expected}, actual, set()) == []
    assert list(actual) == ["In puts", "Calc"]
    assert actual["In puts"] == {}
    assert actual["Calc"].keys() == FORMULAS.keys()


def test_values_come_with_their_kind(book: Path, recalculate: Engine) -> None:
    calc = recalculate(book)["Calc"]
    assert calc["A5"] == DIV
    assert calc["A22"] == "#DIV/0!"
    assert calc["A18"] is True
    assert calc["A17"] == ""
    assert isinstance(calc["A6"], float)


def test_dates_come_as_the_number_that_excel_holds(tmp_path: Path, recalculate: Engine) -> None:
    path = write(tmp_path / "dates.xlsx", {"Calc": {"A1": "=DATE(2026,7,1)", "A2": "=1/4"}})
    book = load_workbook(path)
    for cell in ("A1", "A2"):
        book["Calc"][cell].number_format = "yyyy-mm-dd"
    book.save(path)
    assert recalculate(path) == {"Calc": {"A1": 46204.0, "A2": 0.25}}


def test_no_engine_echoes_a_wrong_stored_value(book: Path, recalculate: Engine) -> None:
    store(book, "A6", "999")
    assert engines.stored_values(book)["Calc"]["A6"] == 999.0
    assert recalculate(book)["Calc"]["A6"] == 7.0


def test_edited_inputs_are_recalculated(book: Path, tmp_path: Path, recalculate: Engine) -> None:
    edited = tmp_path / "edited.xlsx"
    engines.set_inputs(book, edited, {"In puts": {"A3": 0.5, "C1": 11, "B2": 3}})
    calc = recalculate(edited)["Calc"]
    assert (calc["A5"], calc["A6"], calc["A11"]) == (2.0, 2.0, 41.5)


def test_both_engines_agree_on_a_long_ladder(tmp_path: Path) -> None:
    run_all = [require(name) for name in engines.ENGINES]
    cells = {"A1": 1000} | {f"A{row}": f"=ROUND(A{row - 1}*0.97,9)+ROUNDUP({row}/7,2)" for row in range(2, 400)}
    first, second = (run(write(tmp_path / "ladder.xlsx", {"Ladder": cells})) for run in run_all)
    numbers = {cell: value for cell, value in first["Ladder"].items() if isinstance(value, float)}
    assert len(numbers) == 398
    assert compare({"Ladder": numbers}, second, set()) == []


def test_stripping_leaves_formulas_and_inputs_and_takes_values_and_types(book: Path, tmp_path: Path) -> None:
    store(book, "A6", "999")
    engines.strip_stored_values(book, tmp_path / "stripped.xlsx")
    assert set(engines.stored_values(tmp_path / "stripped.xlsx")["Calc"].values()) == {None}
    before, after = load_workbook(book), load_workbook(tmp_path / "stripped.xlsx")
    for sheet in before:
        assert [cell.value for row in sheet for cell in row] == [
            cell.value for row in after[sheet.title] for cell in row
        ]


@pytest.mark.parametrize(
    ("cell", "emptied"),
    [
        (b'<c r="A1" s="3" t="str"><f>B1</f><v>x</v></c>', b'<c r="A1" s="3"><f>B1</f></c>'),
        (b'<c r="A1" t="e"><f t="shared" si="0"/><v>#N/A</v></c>', b'<c r="A1"><f t="shared" si="0"/></c>'),
        (b'<c r="A1"><f>B1</f><v /></c>', b'<c r="A1"><f>B1</f></c>'),
        (b'<c r="A1" t="s"><v>4</v></c>', b'<c r="A1" t="s"><v>4</v></c>'),
        (b'<c r="A1" s="2"/><c r="B1"><f>1</f><v>1</v></c>', b'<c r="A1" s="2"/><c r="B1"><f>1</f></c>'),
        (b'<cols><col min="1"/></cols>', b'<cols><col min="1"/></cols>'),
    ],
)
def test_only_formula_cells_are_emptied(cell: bytes, emptied: bytes) -> None:
    assert engines._CELL.sub(engines._without_value, cell) == emptied


def test_stored_values_are_what_another_reader_finds(book: Path) -> None:
    require("libreoffice")
    converted = engines._convert([book], book.parent / "out")[0]
    reader = load_workbook(converted, data_only=True)["Calc"]
    ours = engines.stored_values(converted)["Calc"]
    assert reader["A21"].value == pytest.approx(ours["A21"], rel=1e-15)
    assert (reader["A16"].value, reader["A18"].value, reader["A5"].value) == (ours["A16"], True, "#DIV/0!")


def test_an_edit_keeps_the_style_and_fills_a_blank_cell() -> None:
    typed = functools.partial(engines._typed_over, "Inputs")
    assert typed(b'<c r="A1" s="5" t="s"><v>3</v></c>', {"A1": 2}) == b'<c r="A1" s="5"><v>2.0</v></c>'
    assert typed(b'<c r="A1" s="5"/><c r="A10"/>', {"A1": 0.1}) == b'<c r="A1" s="5"><v>0.1</v></c><c r="A10"/>'


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ({"Calc": {"A1": 1.0}}, "Calc!A1 holds a formula"),
        ({"In puts": {"Z9": 1.0}}, "In puts has no cell"),
        ({"Inputs": {"A1": 1.0}}, "there is no sheet"),
        ({"In puts": {"A1": math.nan}}, "In puts!A1: nan cannot be typed"),
    ],
)
def test_an_edit_that_would_test_nothing_is_refused(
    book: Path, tmp_path: Path, edits: dict[str, dict[str, float]], said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        engines.set_inputs(book, tmp_path / "edited.xlsx", edits)


def test_the_canary_carries_a_wrong_value(tmp_path: Path) -> None:
    engines._write_canary(tmp_path / "canary.xlsx")
    assert engines.stored_values(tmp_path / "canary.xlsx") == {"Sheet": {"B1": float(engines._WRONG)}}
    assert float(engines._WRONG) != engines._RIGHT


@pytest.mark.usefixtures("fresh_profile")
def test_a_profile_that_recalculates_nothing_is_caught(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recalculate = require("libreoffice")
    monkeypatch.setattr(engines, "_RECALCULATE", 1)
    with pytest.raises(EngineFailed, match=r"did not recalculate: its canary gives 7\.0 and not 42\.0"):
        recalculate(book)


def test_a_book_that_libreoffice_cannot_write_is_caught(tmp_path: Path) -> None:
    require("libreoffice")
    with pytest.raises(EngineFailed, match="wrote no workbook"):
        engines._convert([tmp_path / "absent.xlsx"], tmp_path / "out")


@pytest.fixture
def without_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "formualizer", None)
    monkeypatch.setattr("shutil.which", lambda _name: None)


@pytest.mark.usefixtures("without_engines")
@pytest.mark.parametrize("name", engines.ENGINES)
def test_a_missing_engine_is_not_run_here_and_fails_in_ci(
    name: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EngineMissing, match="not installed"):
        engines.ENGINES[name](book)
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match=r"not run: .* not installed"):
        require(name)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        require(name)


@pytest.mark.parametrize(
    ("want", "found", "is_money", "agrees"),
    [
        (10.0, 10.0049, True, True),
        (10.0, 10.0051, True, False),
        (10.0, 10.0049, False, False),
        (1e12, 1e12 + 100, False, True),
        (1e12, 1e12 + 2000, False, False),
        (0.0, 1e-10, False, True),
        (0.0, 1e-8, False, False),
        (1.0, True, False, True),
        (0.0, None, False, False),
        (0.0, "", False, False),
        ("", "", False, True),
        ("a", "A", False, False),
        ("#DIV/0!", DIV, False, False),
        (DIV, CellError("#VALUE!"), True, True),
        (math.nan, DIV, False, True),
        (math.nan, 0.0, False, False),
        (DIV, None, False, False),
        (5.0, DIV, True, False),
    ],
)
def test_what_counts_as_agreement(want: float | str | CellError, found: Value, is_money: bool, agrees: bool) -> None:
    money = {("Calc", "A1")} if is_money else set()
    assert (compare({"Calc": {"A1": want}}, {"Calc": {"A1": found}}, money) == []) is agrees


def test_a_mismatch_names_its_cell_and_both_values() -> None:
    actual: engines.Values = {"Calc": {"A1": 2.0, "A2": DIV, "A3": 4.0}, "Notes": {"B1": DIV}}
    assert compare({"Calc": {"A1": 1.0}, "Gone": {"C1": "x"}}, actual, set()) == [
        "Calc!A1: expected 1.0, found 2.0",
        "Gone!C1: expected 'x', found None",
        "Calc!A2: expected no error, found CellError(code='#DIV/0!')",
        "Notes!B1: expected no error, found CellError(code='#DIV/0!')",
    ]
