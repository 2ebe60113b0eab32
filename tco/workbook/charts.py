"""Native charts made of the summary's lines, with the words that a screen reader says for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.data_source import (
    AxDataSource,
    Level,
    MultiLevelStrData,
    MultiLevelStrRef,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.descriptors import Sequence as SequenceOf
from openpyxl.descriptors import Typed
from openpyxl.descriptors.nested import NestedInteger, NestedText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties

from tco.workbook.layout import FIRST_PERIOD, LABEL, LETTERS, UNIT, YEAR_LINE
from tco.workbook.style import FONT, GREY
from tco.workbook.titles import quoted

# Told apart by lightness too, for those who do not see the colours and for print in grey.
COLOURS = (
    "1F3864",
    "E08A1E",
    "2E86AB",
    "A23B72",
    "7FB069",
    "6B4C9A",
    "C9B037",
    "5C5C5C",
    "9BC4E2",
    "B5651D",
    "00798C",
    "D1495B",
    "A9A9A9",
    "556B2F",
)
GAP_COLOUR = "C00000"
IN_GREY = ("1F3864", "CFE2F3", "E08A1E")  # dark, light and between, in colour and without
WIDE, NARROW, HEIGHT = 16.3, 13.2, 9.0  # centimetres
WIDEST = 25.0  # with so many names beside the columns that they would leave them no room
MOST_NAMES_BESIDE = 9
MOST_NAMES_BELOW = 4  # a longer legend stands beside the columns, where it takes no height from them
SHORT_YEAR = "0"  # on an axis, where FY before each year would not fit
LETTER_SIZE = 800  # hundredths of a point


class _Levels(MultiLevelStrData):
    """openpyxl cannot write how many categories there are: it takes the number for an element."""

    ptCount = NestedInteger(allow_none=True)  # noqa: N815 - the name that the file format has
    lvl = SequenceOf(expected_type=Level)
    __elements__ = ("ptCount", "lvl")


class _LevelsAt(MultiLevelStrRef):
    """openpyxl writes the place of the categories behind them; Excel wants it in front and calls the file damaged."""

    f = NestedText(expected_type=str)
    multiLvlStrCache = Typed(expected_type=MultiLevelStrData, allow_none=True)  # noqa: N815 - as above
    __elements__ = ("f", "multiLvlStrCache")


@dataclass(frozen=True)
class Drawn:
    """A line of the summary to draw: where it stands, its name and its numbers for viewers that compute nothing."""

    line: int
    name: str
    values: Sequence[float]
    colour: str = ""


@dataclass(frozen=True)
class Chart:
    """A finished chart and its alternative text."""

    drawing: Any
    text: str


def columns_chart(
    title: str, page: str, years: Sequence[int], lines: Sequence[Drawn], *, stacked: bool = True
) -> Chart:
    """Dollars per fiscal year as columns on top of each other."""
    chart = BarChart()
    chart.type = "col"
    chart.gapWidth = 60
    if stacked:
        chart.grouping, chart.overlap = "stacked", 100
    for number, line in enumerate(lines):
        series = _series(page, years, line)
        colour = line.colour or COLOURS[number % len(COLOURS)]
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=LineProperties(noFill=True))
        series.invertIfNegative = False
        chart.series.append(series)
    _dress(chart, title, "$#,##0")
    chart.width = WIDE if len(lines) <= MOST_NAMES_BESIDE else WIDEST  # type: ignore[assignment]  # centimetres; the stubs say int
    chart.legend.position = "b" if len(lines) <= MOST_NAMES_BELOW else "r"
    return Chart(chart, _text(title, years, lines, "stacked columns"))


@dataclass(frozen=True)
class Stacked:
    """A column of a sheet to draw as one part of every bar: its heading and its numbers, nan where there is a gap."""

    column: int
    name: str
    values: Sequence[float]


def stacked_chart(
    title: str,
    page: str,
    categories: Sequence[tuple[str, str]],
    first: int,
    parts: Sequence[Stacked],
    options: Sequence[str],
    width: float,
) -> Chart:
    """A bar for each option in each year, told apart in print without colours.

    Figures stand below each other from line `first`; `width` is in centimetres.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "stacked", 100, 15
    sheet, last = quoted(page), first + len(categories) - 1
    reference = f"{sheet}!${LETTERS[LABEL]}${first}:${LETTERS[UNIT]}${last}"
    levels = [
        Level(pt=[StrVal(idx=place, v=pair[level]) for place, pair in enumerate(categories) if pair[level]])
        for level in (1, 0)
    ]
    cache = _Levels(ptCount=len(categories), lvl=levels)
    years = AxDataSource(multiLvlStrRef=_LevelsAt(f=reference, multiLvlStrCache=cache))
    for part, colour in zip(parts, IN_GREY, strict=True):
        letter = LETTERS[part.column]
        figures = NumRef(f=f"{sheet}!${letter}${first}:${letter}${last}", numCache=_cache(part.values, "General"))
        name = StrRef(f=f"{sheet}!${letter}${first - 1}", strCache=StrData(ptCount=1, pt=[StrVal(idx=0, v=part.name)]))
        series = Series(val=NumDataSource(numRef=figures), cat=years, tx=SeriesLabel(strRef=name))
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=GREY, w=6350))
        series.invertIfNegative = False
        chart.series.append(series)
    _dress(chart, title, "$#,##0")
    chart.width, chart.legend.position = width, "b"  # type: ignore[assignment]  # as above
    return Chart(chart, _stacked_text(title, categories, parts, options))


def _stacked_text(
    title: str, categories: Sequence[tuple[str, str]], parts: Sequence[Stacked], options: Sequence[str]
) -> str:
    """What the bars show: for each option what its parts come to over the years drawn."""
    said = []
    for option in options:
        own = [place for place, (_, letter) in enumerate(categories) if letter == option[0]]
        sums = ", ".join(f"{part.name.lower()} ${sum(part.values[place] for place in own):,.0f}" for part in parts)
        said.append(f"{option}: {sums}")
    years = [year for year, _ in categories if year]
    return (
        f"{title}, {years[0]} to {years[-1]}, as stacked columns, one for each option in each year. {'; '.join(said)}."
    )


def line_chart(title: str, page: str, years: Sequence[int], line: Drawn) -> Chart:
    """One line over the fiscal years."""
    chart = LineChart()
    series = _series(page, years, line)
    series.smooth = False
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=COLOURS[0], w=28575))
    series.marker.symbol, series.marker.size = "circle", 6
    series.marker.graphicalProperties = GraphicalProperties(solidFill=COLOURS[0])
    chart.series.append(series)
    _dress(chart, title, "$#,##0")
    chart.width = NARROW  # type: ignore[assignment]  # as above
    chart.legend = None
    chart.y_axis.scaling.min = 0 if min(line.values) >= 0 else None
    return Chart(chart, _text(title, years, [line], "a line"))


def _series(page: str, years: Sequence[int], line: Drawn) -> Any:
    """Cells of the summary, with their values beside the references for viewers that draw only what is stored."""
    last = LETTERS[FIRST_PERIOD + len(years) - 1]
    sheet, first = quoted(page), LETTERS[FIRST_PERIOD]
    figures = NumRef(f=f"{sheet}!${first}${line.line}:${last}${line.line}", numCache=_cache(line.values, "General"))
    heads = NumRef(f=f"{sheet}!${first}${YEAR_LINE}:${last}${YEAR_LINE}", numCache=_cache(years, SHORT_YEAR))
    name = StrRef(
        f=f"{sheet}!${LETTERS[LABEL]}${line.line}", strCache=StrData(ptCount=1, pt=[StrVal(idx=0, v=line.name)])
    )
    return Series(val=NumDataSource(numRef=figures), cat=AxDataSource(numRef=heads), tx=SeriesLabel(strRef=name))


def _cache(values: Sequence[float], shown: str) -> NumData:
    known = [NumVal(idx=place, v=repr(value)) for place, value in enumerate(values) if not math.isnan(value)]
    return NumData(formatCode=shown, ptCount=len(values), pt=known)


def _dress(chart: Any, title: str, shown: str) -> None:
    """Axes that are drawn, letters of one font, faint lines, the legend below."""
    chart.title, chart.height = title, HEIGHT
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_letters(1200, bold=True))
    for run in chart.title.tx.rich.p[0].r:
        run.rPr = _letters(1200, bold=True)
    chart.title.overlay = False
    chart.legend.txPr = _rich()
    chart.x_axis.number_format, chart.y_axis.number_format = SHORT_YEAR, shown
    chart.x_axis.tickLblPos = "low"
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _rich()
        axis.title = None
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill="BFBFBF"))
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="E3E3E3"))


def _letters(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, latin=Font(typeface=FONT), solidFill=GREY)


def _rich() -> RichText:
    return RichText(
        p=[Paragraph(pPr=ParagraphProperties(defRPr=_letters(LETTER_SIZE)), endParaRPr=_letters(LETTER_SIZE))]
    )


def _text(title: str, years: Sequence[int], lines: Sequence[Drawn], drawn: str) -> str:
    """What the chart shows, with first and last year of each line; the figures stand in the lines named."""
    first, last = f"FY{years[0]}", f"FY{years[-1]}"
    said = [f"{line.name}: ${line.values[0]:,.0f} in {first}, ${line.values[-1]:,.0f} in {last}" for line in lines]
    return f"{title}, {first} to {last}, as {drawn}. " + "; ".join(said) + ". The figures stand in the lines above."
