"""Which column of a filled sheet answers which question, found by the words of its heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from openpyxl.utils import range_boundaries

from tco.inputs.paths import nearest
from tco.inputs.places import shown
from tco.workbook.blanks import CORNER_COLUMN, FIRST_RECORD, NOT_READ, corner, numbered
from tco.workbook.cells import Grid, Spot
from tco.workbook.questions import Question, Section

HEAD_WITHIN = 40
_YEAR_IN_FORMULA = '"Year '
Said = tuple[Spot, str, str]


@dataclass(frozen=True)
class Column:
    """A column of answers, or a line of them where records stand side by side."""

    asked: Question
    at: int
    number: int = 0


@dataclass
class Lines:
    """What a sheet holds: its columns, the lines of its records, and what is wrong with its headings."""

    across: bool
    columns: list[Column] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    faults: list[Said] = field(default_factory=list)
    advice: list[Said] = field(default_factory=list)

    def at(self, column: Column, line: int) -> Spot:
        return (column.at, line) if self.across else (line, column.at)


@dataclass(frozen=True)
class _Turned:
    """A sheet as lines and columns, whichever way it runs."""

    grid: Grid
    across: bool

    def spot(self, line: int, column: int) -> Spot:
        return (column, line) if self.across else (line, column)

    def text(self, line: int, column: int) -> str:
        return self.grid.text(*self.spot(line, column))

    def heading(self, line: int, column: int) -> str:
        """A heading's words; a year's formula that was never computed is read as what it says."""
        content = self.grid.cells.get(self.spot(line, column))
        if content is not None and content.value is None and _YEAR_IN_FORMULA in content.formula:
            return "Year " + content.formula.split(_YEAR_IN_FORMULA)[1].split('"')[0]
        return self.text(line, column)

    def filled(self) -> list[Spot]:
        """Line and column of every filled cell."""
        return sorted((spot[1], spot[0]) if self.across else spot for spot in self.grid.cells)


def lines_of(section: Section, grid: Grid) -> Lines:
    """Find the headings and the records of a sheet."""
    turned = _Turned(grid, section.across)
    lines = Lines(section.across)
    filled = turned.filled()
    head = _head(section, turned, filled)
    if head is None:
        names = ", ".join(asked.label for asked in section.columns[:3])
        remedy = f"Keep the headings of the blank workbook: {names}, ..."
        lines.faults.append(((1, 1), "no headings were found on this sheet", remedy))
        return lines
    corner = _corner(section, turned, head, filled)
    filled = [spot for spot in filled if spot[1] >= corner and spot[0] >= head]
    not_read = {line for line, column in filled if column == corner and _folded(turned.text(line, column)) in _NOT_READ}
    filled = [spot for spot in filled if spot[0] not in not_read]
    lines.records = sorted({line for line, column in filled if line > head and column > corner})
    if section.is_plan:
        lines.records = [_answer_line(turned, corner, {line for line, _ in filled})]
    _match(section, turned, head, lines, filled)
    lines.faults += _merged(turned, head)
    return lines


_USUAL_ANSWER = CORNER_COLUMN + FIRST_RECORD
_NOT_READ = {word.casefold() for word in NOT_READ}


def _folded(text: str) -> str:
    return text.strip().rstrip(":*").casefold()


def _head(section: Section, turned: _Turned, filled: list[Spot]) -> int | None:
    """The line with most of the known headings."""
    by_label = _by_label(section)
    counts: dict[int, int] = {}
    for line, group in groupby((spot for spot in filled if spot[0] <= HEAD_WITHIN), key=lambda spot: spot[0]):
        counts[line] = sum(_asked(section, by_label, turned.heading(*spot))[0] is not None for spot in group)
    best = max(counts, key=lambda line: (counts[line], -line), default=None)
    return best if best is not None and counts[best] >= min(2, len(section.columns)) else None


def _answer_line(turned: _Turned, corner: int, there: set[int]) -> int:
    """Where the single answers stand: under their heading, wherever it was moved."""
    return next((line for line in sorted(there) if _folded(turned.text(line, corner)) == "answer"), _USUAL_ANSWER)


def _corner(section: Section, turned: _Turned, head: int, filled: list[Spot]) -> int:
    """Where the names of the lines stand, before the first question."""
    by_label = _by_label(section)
    columns = [column for line, column in filled if line == head]
    named = [column for column in columns if turned.text(head, column) == corner(section)]
    first = min(column for column in columns if _asked(section, by_label, turned.heading(head, column))[0] is not None)
    return min([*named, first - 1])


def _match(section: Section, turned: _Turned, head: int, lines: Lines, filled: list[Spot]) -> None:
    """Give each heading its question; what has no question is said where something stands under it."""
    by_label = _by_label(section)
    answered = {column for line, column in filled if line > head}
    taken: set[str] = set()
    unknown: list[int] = []
    for column in sorted({column for _, column in filled}):
        heading = turned.heading(head, column)
        asked, number = _asked(section, by_label, heading)
        name = f"{asked.kind} {number}" if asked and number else _folded(heading)
        if asked is None:
            unknown += [column] if column in answered and heading != corner(section) else []
        elif name in taken:
            found = f"the heading {shown(heading)} stands twice"
            lines.faults.append((turned.spot(head, column), found, "Clear or rename one of the two."))
        else:
            taken.add(name)
            lines.columns.append(Column(asked, column, number))
    missing = [label for label in by_label if label not in taken]
    for column in unknown:
        _say_unknown(turned, head, column, [by_label[label].label for label in missing], lines)
    for asked in section.names:
        if _folded(asked.label) in missing and lines.records:
            lines.faults.append(
                (turned.spot(head, 1), f"there is no heading '{asked.label}'", "Put it back as in the blank workbook.")
            )


def _by_label(section: Section) -> dict[str, Question]:
    return {_folded(asked.label): asked for asked in section.columns if asked.kind not in ("year", "age")}


def _asked(section: Section, by_label: dict[str, Question], heading: str) -> tuple[Question | None, int]:
    known = by_label.get(_folded(heading))
    if known is not None:
        return known, 0
    found = numbered(heading)
    if found is not None:
        for asked in section.questions:
            if asked.kind == found[0]:
                return replace(asked, number=found[1]), found[1]
    return None, 0


def _say_unknown(turned: _Turned, head: int, column: int, missing: list[str], lines: Lines) -> None:
    heading, spot = turned.heading(head, column), turned.spot(head, column)
    close = nearest(heading, missing) if heading else None
    if close is not None:
        lines.faults.append((spot, f"unknown heading {shown(heading)}", f"Did you mean '{close}'?"))
    elif heading:
        lines.advice.append((spot, f"nothing under the heading {shown(heading)} is read", "It may stay as it is."))
    else:
        lines.advice.append((spot, "what stands here has no heading and is not read", "It may stay as it is."))


def _merged(turned: _Turned, head: int) -> Iterator[Said]:
    """Merged cells among the answers hold one value where several are meant."""
    for cells in turned.grid.merged:
        first_column, first_row, last_column, last_row = range_boundaries(cells)
        last = last_column if turned.across else last_row
        if last is not None and last >= head:
            found = f"merged cells {cells}: only the first of them holds a value"
            yield (first_row or 1, first_column or 1), found, "Unmerge them and fill in each cell."
