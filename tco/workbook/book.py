"""The book being written: the plan of its sheets, the numbers of its scenarios, and the pages written so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property

from openpyxl import Workbook

from tco.formula.number import Values
from tco.formula.rows import Model, Posting, Row
from tco.workbook.cover import Cover
from tco.workbook.page import Page
from tco.workbook.plan import BookPlan
from tco.workbook.style import Looks

NARROWEST_YEAR = 11.5


@dataclass(frozen=True)
class Figures:
    """What rows come to, as plain numbers: `case` counts the scenarios from 0."""

    values: Values

    def series(self, row: Row, case: int, record: int = 0) -> list[float]:
        """All periods of a row, for one record."""
        array = self.values.of(row, case)
        return array[:, min(record, array.shape[1] - 1)].tolist()  # type: ignore[no-any-return]

    def one(self, row: Row, case: int, record: int = 0) -> float:
        """A constant, or a column's value for one record."""
        return self.series(row, case, record)[0]

    def opening(self, row: Row, case: int, record: int = 0) -> float:
        """A row's position before the first period."""
        array = self.values.opening(row)
        return float(array[0, min(record, array.shape[1] - 1), min(case, array.shape[2] - 1)])


@dataclass(frozen=True)
class Book:
    """All that the writers of sheets share."""

    workbook: Workbook
    looks: Looks
    model: Model
    figures: Figures
    plan: BookPlan
    scenarios: tuple[str, ...]
    selected: int
    headline_years: int
    cover: Cover
    tags: Mapping[str, str]
    tag_keys: list[str]
    postings: tuple[Posting, ...]
    year_width: float
    pages: list[Page] = field(default_factory=list)

    def page(self, title: str, tab: str) -> Page:
        """A new sheet at the end of the book."""
        page = Page(self.workbook.create_sheet(title), self.looks, {})
        page.sheet.sheet_properties.tabColor = tab
        self.pages.append(page)
        return page

    @property
    def values(self) -> Values:
        return self.figures.values

    def series(self, row: Row, record: int = 0) -> list[float]:
        """All periods of a row in the selected scenario."""
        return self.figures.series(row, self.selected, record)

    def one(self, row: Row, record: int = 0) -> float:
        """A constant in the selected scenario."""
        return self.figures.one(row, self.selected, record)

    def rows_like(self, pattern: str) -> Iterator[Row]:
        """The rows whose ids fit a pattern: one id, all of a block (`by_category.*`), one of each source (`sources.*.paid`)."""
        return (row for row in self.items if fnmatchcase(row.id, pattern))

    @cached_property
    def model_rows(self) -> Mapping[str, Row]:
        """Every row by its id."""
        return self.model.by_id()

    @cached_property
    def items(self) -> Mapping[Row, str]:
        """The label of the block that each row stands in."""
        return {row: block.label for sheet in self.model.sheets for block in sheet.blocks for row in block.rows}


def year_width(model: Model, values: Values) -> float:
    """Wide enough for the largest amount of any scenario in parentheses, with room for it to grow tenfold."""
    widest = 0.0
    for row in model.rows():
        if row.unit.is_money and row.timeline is not None and row in values:
            array = values[row]
            widest = max(widest, float(abs(array).sum(axis=0).max()))
    return max(NARROWEST_YEAR, len(f"({widest * 10:,.0f})") + 1.5)


def total(values: Sequence[float]) -> float:
    """The sum as a sheet's SUM gives it."""
    return float(sum(values))
