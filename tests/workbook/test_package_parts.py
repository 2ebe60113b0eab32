"""The last step of writing a workbook: what it does to charts, links and timestamps."""

import os
import re
import zipfile
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.drawing.spreadsheet_drawing import AbsoluteAnchor, AnchorMarker, TwoCellAnchor
from openpyxl.worksheet.worksheet import Worksheet

from tco.errors import StoredValueError
from tco.workbook.package import StoredValue, store_values
from tests.workbook.packages import AWKWARD_TITLES, new_book, one_sheet, part

CREATED = re.compile(rb"<dcterms:(created|modified)[^>]*>([^<]*)<")
TARGET = re.compile(r' Target="([^"]*)"')


def chart(sheet: Worksheet, kind: type[LineChart] | type[BarChart] = LineChart) -> LineChart | BarChart:
    result = kind()
    result.add_data(Reference(sheet, min_col=1, min_row=1, max_row=3))
    return result


def elements(path: Path, name: str, tag: str) -> list[Element]:
    return list(fromstring(part(path, name)).iterfind(f".//{{*}}{tag}"))


def book_with_charts(saved: Path) -> dict[str, dict[str, StoredValue]]:
    """Two sheets with two charts each, a web link and a formula."""
    book, first = new_book(AWKWARD_TITLES[0])
    second = book.create_sheet(AWKWARD_TITLES[1])
    for sheet in (first, second):
        sheet["A1"], sheet["A2"] = 5, "=A1*2"
        sheet.add_chart(chart(sheet), "C1")
        sheet.add_chart(chart(sheet, BarChart), "C20")
        sheet["B1"].hyperlink = "https://example.org/a?b=1&c=2"
        sheet["B2"].hyperlink = "/shared/budget.xlsx"
    book.calculation.fullCalcOnLoad = True
    book.save(saved)
    return {title: {"A2": 10.0} for title in AWKWARD_TITLES[:2]}


def descriptions(path: Path, drawing: int) -> dict[str | None, str | None]:
    frames = elements(path, f"xl/drawings/drawing{drawing}.xml", "cNvPr")
    return {frame.get("name"): frame.get("descr") for frame in frames}


def test_charts_get_their_texts(saved: Path, target: Path) -> None:
    values = book_with_charts(saved)
    texts = ['Cost rises & "peaks"\nin 2029', "Cost < budget's share"]

    store_values(saved, target, values, chart_texts={AWKWARD_TITLES[1]: texts})

    assert descriptions(target, 2) == {"Chart 1": texts[0], "Chart 2": texts[1]}
    assert descriptions(target, 1) == {"Chart 1": None, "Chart 2": None}
    assert len(elements(target, "xl/drawings/drawing2.xml", "chart")) == 2


def test_charts_keep_their_texts_when_openpyxl_sorts_them(saved: Path, target: Path) -> None:
    """openpyxl writes charts that span cells before those with a corner in one cell, whichever came first."""
    book, sheet = new_book("Summary")
    absolute, corner, spanning = chart(sheet), chart(sheet), chart(sheet)
    anchors = [
        (absolute, AbsoluteAnchor()),
        (corner, "C20"),
        (spanning, TwoCellAnchor(_from=AnchorMarker(col=2, row=40), to=AnchorMarker(col=9, row=60))),
    ]
    for each, anchor in anchors:
        each.anchor = anchor  # type: ignore[assignment]  # the stubs know cell names only
        sheet.add_chart(each)
    book.save(saved)

    store_values(saved, target, {}, chart_texts={"Summary": ["first", "second", "third"]})

    assert descriptions(target, 1) == {"Chart 1": "first", "Chart 2": "second", "Chart 3": "third"}
    assert list(descriptions(target, 1)) == ["Chart 3", "Chart 2", "Chart 1"]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({AWKWARD_TITLES[0]: ["only one"]}, "1 alternative texts for 2 charts"),
        ({AWKWARD_TITLES[0]: ["one", "two", "three"]}, "3 alternative texts for 2 charts"),
        ({AWKWARD_TITLES[0]: ["one", "bell\a"]}, "text of chart 2: control character"),
        ({"Nowhere": ["one"]}, "sheet 'Nowhere': not in"),
    ],
)
def test_texts_that_do_not_fit_are_refused(
    saved: Path, target: Path, texts: dict[str, list[str]], message: str
) -> None:
    values = book_with_charts(saved)

    with pytest.raises(StoredValueError, match=message):
        store_values(saved, target, values, chart_texts=texts)


def test_a_text_for_a_sheet_without_charts_is_refused(saved: Path, target: Path) -> None:
    one_sheet(saved, {"A1": 1})

    with pytest.raises(StoredValueError, match=r"sheet 'Budget': .* it has no chart"):
        store_values(saved, target, {}, chart_texts={"Budget": ["one"]})


def test_links_between_parts_are_relative_and_others_stay(saved: Path, target: Path) -> None:
    store_values(saved, target, book_with_charts(saved))

    def targets(name: str) -> set[str]:
        return set(TARGET.findall(part(target, name).decode()))

    web = {"https://example.org/a?b=1&amp;c=2", "/shared/budget.xlsx"}
    assert targets("xl/worksheets/_rels/sheet2.xml.rels") == {"../drawings/drawing2.xml"} | web
    assert targets("xl/drawings/_rels/drawing2.xml.rels") == {"../charts/chart3.xml", "../charts/chart4.xml"}
    assert {"worksheets/sheet1.xml", "worksheets/sheet2.xml"} < targets("xl/_rels/workbook.xml.rels")
    assert "xl/workbook.xml" in targets("_rels/.rels")


def test_excel_still_recalculates_on_opening(saved: Path, target: Path) -> None:
    store_values(saved, target, book_with_charts(saved))

    assert part(target, "xl/workbook.xml") == part(saved, "xl/workbook.xml")
    assert load_workbook(target).calculation.fullCalcOnLoad is True


def test_the_same_plan_gives_the_same_bytes_at_another_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    for moment in (1_700_000_000, 1_800_000_000):
        monkeypatch.setattr("time.time", lambda moment=moment: moment)
        saved, target = tmp_path / f"{moment}.xlsx", tmp_path / f"target{moment}.xlsx"
        values = book_with_charts(saved)
        again = load_workbook(saved)
        again.properties.created = datetime.fromtimestamp(moment)
        again.save(saved)
        os.utime(saved, (moment, moment))
        store_values(saved, target, values)
        results.append((part(saved, "docProps/core.xml"), target.read_bytes()))

    assert results[0][0] != results[1][0]
    assert results[0][1] == results[1][1]


def test_timestamps_are_fixed_and_files_readable(saved: Path, target: Path) -> None:
    store_values(saved, target, book_with_charts(saved))

    assert CREATED.findall(part(target, "docProps/core.xml")) == [
        (b"created", b"1980-01-01T00:00:00Z"),
        (b"modified", b"1980-01-01T00:00:00Z"),
    ]
    with zipfile.ZipFile(target) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in package.infolist()} == {0o644}
        assert {entry.compress_type for entry in package.infolist()} == {zipfile.ZIP_DEFLATED}
        assert package.testzip() is None
