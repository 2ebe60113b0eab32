"""What every sheet of a written workbook keeps to: from spreadsheet standards, banking conventions and Section 508."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tco.formula.number import evaluate
from tco.formula.rows import Model, Timeline
from tco.workbook import style
from tco.workbook.cover import Cover
from tco.workbook.style import Role
from tco.workbook.write import write_workbook
from tests.workbook.sample import LONG_NAME, SCENARIOS, cover, sample

SAFE = set(
    [
        "SUM",
        "SUMIFS",
        "COUNTIFS",
        "IF",
        "MIN",
        "MAX",
        "ABS",
        "ROUND",
        "ROUNDUP",
        "INDEX",
        "MATCH",
        "CHOOSE",
        "EXP",
        "YEAR",
        "MONTH",
        "IFERROR",
    ]
)
LITERALS = {"0", "1", "12", "100"}
ROUNDING = ("ROUND(", "ROUNDUP(")
LONGEST, LONGEST_SUM = 150, 200
FIRST_PERIOD = 8
INPUT_SHEETS = ("Assumptions", "Yearly assumptions", "Overrides", "Tables")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    district = sample()
    target = tmp_path_factory.mktemp("books") / "book.xlsx"
    write_workbook(target, district.model, district.values, SCENARIOS, cover())
    return target


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def formulas(book: Workbook) -> Iterator[tuple[str, Cell]]:
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            yield from ((sheet.title, cell) for cell in line if cell.data_type == "f")  # type: ignore[misc]


def assert_none(found: Iterator[str]) -> None:
    faults = list(found)
    assert not faults, "\n".join(faults[:20])


def test_formulas_use_only_functions_that_every_engine_knows(book: Workbook) -> None:
    assert_none(
        f"{sheet}!{cell.coordinate}: {cell.value}"
        for sheet, cell in formulas(book)
        if not set(re.findall(r"([A-Z][A-Z.0-9]*)\(", str(cell.value))) <= SAFE or "{" in str(cell.value)
    )


def test_formulas_are_short(book: Workbook) -> None:
    assert_none(
        f"{sheet}!{cell.coordinate}: {len(str(cell.value))} characters: {cell.value}"
        for sheet, cell in formulas(book)
        if len(str(cell.value)) > (LONGEST_SUM if "SUMIFS" in str(cell.value) else LONGEST)
    )


def test_a_line_has_one_formula(book: Workbook) -> None:
    """The formula of each year, moved to the first year's column, is the first year's."""

    def faults() -> Iterator[str]:
        for sheet, cell in formulas(book):
            if cell.column <= FIRST_PERIOD or sheet in ("Assumptions", "About", "Tables", "Decisions", "Simulation"):
                continue
            first = book[sheet].cell(cell.row, FIRST_PERIOD)
            moved = Translator(cell.value, origin=cell.coordinate).translate_formula(first.coordinate)
            if first.value != moved:
                yield f"{sheet}!{cell.coordinate}: {cell.value} is not {first.value}"

    assert_none(faults())


def numbers_and_depth(formula: str) -> Iterator[tuple[str, str, int]]:
    """Each number of a formula with the function it stands in, and how many IFs are around it."""
    around: list[str] = []
    for token in Tokenizer(formula).items:
        if token.subtype == Token.OPEN:
            around.append(token.value)
        elif token.subtype == Token.CLOSE:
            around.pop()
        elif token.type == Token.OPERAND:
            number = token.value if token.subtype == Token.NUMBER else ""
            yield number, around[-1] if around else "", sum(name == "IF(" for name in around)


def test_no_number_stands_in_a_formula_and_no_if_in_another(book: Workbook) -> None:
    assert_none(
        f"{sheet}!{cell.coordinate}: {cell.value}"
        for sheet, cell in formulas(book)
        if any(
            (number and number not in LITERALS and function not in ROUNDING) or depth > 1
            for number, function, depth in numbers_and_depth(str(cell.value))
        )
    )


def test_only_inputs_may_be_typed_in_and_each_is_checked(book: Workbook) -> None:
    def faults() -> Iterator[str]:
        for sheet in book.worksheets:
            checked = [area for check in sheet.data_validations.dataValidation for area in check.sqref.ranges]
            for line in sheet.iter_rows():
                for cell in line:
                    if cell.protection.locked:
                        continue
                    if not any(cell.coordinate in area for area in checked) or sheet.title not in INPUT_SHEETS:
                        yield f"{sheet.title}!{cell.coordinate} may be typed in and is not checked"
            for check in sheet.data_validations.dataValidation:
                if not (check.prompt and check.error and check.showInputMessage and check.showErrorMessage):
                    yield f"{sheet.title}: a check without its message"

    assert_none(faults())


def test_sheets_are_protected_without_a_password_and_none_is_hidden(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.protection.sheet and not sheet.protection.password, sheet.title
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())


def test_sheets_are_laid_out_for_screen_and_paper(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.freeze_panes, sheet.title
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.oddFooter is not None and "&P" in str(sheet.oddFooter.right.text), sheet.title
        assert sheet.print_area, sheet.title
        months, charts = sheet.title == "Leases by month", sheet.title == "Summary"
        assert (sheet.page_setup.fitToWidth == 1) is not (months or charts), sheet.title
        assert months is bool(sheet.col_breaks.brk), sheet.title
        assert charts is bool(sheet.row_breaks.brk), "the charts begin a page"


def test_the_same_year_stands_in_the_same_column(book: Workbook, path: Path) -> None:
    shown = openpyxl.load_workbook(path, data_only=True)
    for sheet in shown.worksheets:
        years = [cell.value for cell in sheet[5][FIRST_PERIOD - 1 :]]
        if sheet.title not in ("About", "Assumptions", "Tables", "Decisions", "Simulation", "Leases by month"):
            assert years[:10] == list(range(2027, 2037)), sheet.title


def test_every_number_has_a_format_and_every_cell_a_font(book: Workbook) -> None:
    def faults() -> Iterator[str]:
        for sheet in book.worksheets:
            for cell in (cell for line in sheet.iter_rows() for cell in line if cell.value is not None):
                if not cell.font.name or not cell.font.color:
                    yield f"{sheet.title}!{cell.coordinate}: no font"
                if isinstance(cell.value, int | float) and cell.number_format == "General":
                    yield f"{sheet.title}!{cell.coordinate}: no number format"

    assert_none(faults())


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_can_be_read_on_its_ground() -> None:
    roles = {name: role for name, role in vars(style).items() if isinstance(role, Role)}
    assert len(roles) > 20
    for name, role in roles.items():
        light, dark = sorted((luminance(role.colour), luminance(role.ground or "FFFFFF")), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, name


def test_charts_have_words_for_those_who_do_not_see_them(path: Path) -> None:
    with ZipFile(path) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        assert all(b'<c:smooth val="1"' not in package.read(name) for name in charts)
    texts = re.findall(r'descr="([^"]*)"', drawing)
    assert len(texts) == len(charts) == 3
    assert "Client devices: $2,112,715 in FY2027" in texts[0]


def test_nothing_leads_out_of_the_book(path: Path) -> None:
    with ZipFile(path) as package:
        assert not [name for name in package.namelist() if "external" in name.lower() or "vba" in name.lower()]
        assert b'TargetMode="External"' not in b"".join(
            package.read(name) for name in package.namelist() if name.endswith(".rels")
        )


def test_sheets_are_in_order_and_the_contents_lead_to_each(book: Workbook) -> None:
    titles = book.sheetnames
    assert titles[:5] == ["About", "Summary", "Assumptions", "Yearly assumptions", "Overrides"]
    assert titles[-1] == "Checks"
    jumps = {cell.hyperlink.location for line in book["About"].iter_rows() for cell in line if cell.hyperlink}
    assert jumps == {f"{name}!A1" if name.isalpha() else f"'{name}'!A1" for name in titles[1:]}


def test_what_people_typed_is_text_as_they_typed_it(book: Workbook) -> None:
    about, tables = book["About"], book["Tables"]
    texts = {cell.value: cell for sheet in (about, tables) for line in sheet.iter_rows() for cell in line if cell.value}
    for typed in ("=fleet", "-1 is odd", '=SUM(1) "Élémentaire" [x] \U0001f600', LONG_NAME.strip()):
        assert texts[typed].data_type == "s"
        assert texts[typed].quotePrefix or not typed.startswith(("=", "-"))


def test_scenarios_are_named_so_that_match_tells_them_apart(tmp_path: Path) -> None:
    years = Timeline("years", ("FY2027",), (2027,))
    model = Model(years)
    block = model.sheet("s", "A/very*long?sheet [name] with: everything \\ in it that Excel refuses").block("b", "B")
    model.sheet("t", "a very long sheet name with everything else").block("c", "C").number("x", "X", "usd", 2)
    block.numbers("n", "N", "usd", [1])
    names = [("a", "What if?"), ("b", "what if*"), ("c", "5320"), ("d", ""), ("e", "x" * 300), ("f", "\x07=1+1")]
    values = evaluate(model, cases=len(names))
    write_workbook(tmp_path / "book.xlsx", model, values, names, Cover("\x00Plan & more", "&P"))
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    heads = [str(cell.value) for cell in book["Assumptions"][5][5:11]]
    assert len({head.casefold() for head in heads}) == len(names)
    assert not [head for head in heads if re.search(r'["*?~]|^[=\d]', head)]
    assert all(len(title) <= 31 for title in book.sheetnames)


def header_of(sheet: Worksheet) -> list[object]:
    return [sheet[f"{get_column_letter(column)}5"].value for column in range(1, 8)]


def test_sheets_share_their_columns(book: Workbook) -> None:
    for title in ("Devices", "Budget", "People", "Yearly assumptions"):
        assert header_of(book[title])[:3] == ["Section", "Line", "Unit"], title
        assert header_of(book[title])[4:] == ["Constant", "Total", "Opening"], title
