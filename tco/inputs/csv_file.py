"""A CSV file next to the plan, as lines with named columns; a bad line is a finding and the others are read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from tco.errors import Advice, Fault, Finding
from tco.inputs.cells import NO_VALUE, BadCell, number, plain
from tco.inputs.faults import MOST_FAULTS_OF_A_KIND
from tco.inputs.files import LARGEST_FILE, Unreadable, read_bytes
from tco.inputs.paths import nearest
from tco.inputs.places import Keys, legible, shown

Read = TypeVar("Read")
MOST_PREAMBLE = 20
"""Lines of an export among which its headings stand."""


@dataclass(frozen=True)
class Columns:
    """What a kind of table asks for: columns that must be there, those that may, and other names they go by.

    `also` are names of which a file may have one; of `choices` it may have several, and the first of them counts. Of a table that is
    read `only` for its known columns the others are forgotten at once: an export of 100,000 lines may have sixty of them.
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: bool = False

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.needed, *self.optional)


@dataclass
class CsvFile:
    """The lines of one CSV file; findings gather here as its cells are read."""

    path: Path
    headings: list[str]
    at: dict[str, int]
    lines: list[tuple[int, list[str]]]
    findings: list[Finding] = field(default_factory=list)
    faults: int = 0

    @property
    def file(self) -> str:
        return str(self.path)

    def place(self, line: int) -> str:
        return f"{self.file}:{line}"

    def fault(self, line: int, found: str, remedy: str) -> None:
        """Note a bad line: the first twenty in words, the others as a number."""
        self.faults += 1
        if self.faults <= MOST_FAULTS_OF_A_KIND:
            self.findings.append(Fault(self.place(line), found, remedy))

    def closed(self) -> list[Finding]:
        more = self.faults - MOST_FAULTS_OF_A_KIND
        last = Fault(self.file, f"{more:,} more bad lines", "Mend those above first, then check again.")
        return [*self.findings, last] if more > 0 else self.findings


class Line:
    """One line of a CSV file, asked by column."""

    def __init__(self, csv_file: CsvFile, number: int, cells: list[str]) -> None:
        self.csv_file, self.number, self.cells = csv_file, number, cells

    @property
    def place(self) -> str:
        return self.csv_file.place(self.number)

    def text(self, column: str) -> str:
        """A cell's text, empty where the column or its value is missing."""
        index = self.csv_file.at.get(column)
        text = plain(self.cells[index]) if index is not None and index < len(self.cells) else ""
        return "" if text.lower() in NO_VALUE else text

    def needed(self, column: str, read: Callable[[str], Read]) -> Read:
        """A cell that must have a value. Raises BadCell."""
        found = self.read(column, read)
        if found is None:
            index = self.csv_file.at[column]
            mark = plain(self.cells[index]) if index < len(self.cells) else ""
            what = f"{shown(mark)} is the mark of a missing value" if mark else "the cell is empty"
            raise BadCell(f"no {column}: {what}", "Fill it in, or delete the line.")
        return found

    def read(self, column: str, read: Callable[[str], Read]) -> Read | None:
        """A cell's value, or None where it has none. Raises BadCell naming the column."""
        text = self.text(column)
        if not text:
            return None
        try:
            return read(text)
        except BadCell as bad:
            raise BadCell(f"column '{column}': {bad.found}", bad.remedy) from None


Entries = dict[str, Any]
Spots = dict[Keys, str]
Reader = Callable[[CsvFile], tuple[Entries, Spots]]
"""Makes of a file's lines what the plan would have typed, and where each part of it stands."""


@dataclass(frozen=True)
class Taken:
    """What CSV files gave for a table of the plan; `faulty` where they have lines that cannot be read."""

    entries: Entries
    spots: Spots
    findings: Sequence[Finding]
    faulty: bool


def read_csv(path: Path, columns: Columns, renamed: Mapping[str, str], *, largest: int = LARGEST_FILE) -> CsvFile:
    """Read a CSV file; lines above its headings are passed over. Raises Unreadable where it is none or lacks a column."""
    file = str(path)
    text, findings = _decoded(read_bytes(path, "CSV file", largest=largest), file)
    csv_file = CsvFile(path, [], {}, [], findings)
    records = _records(text, csv_file, _names(columns, renamed))
    first = next(records, None)
    if first is None:
        if csv_file.faults:
            bad = csv_file.findings[-1]
            raise Unreadable(bad.place, bad.found, bad.remedy)
        raise Unreadable(file, "the file is empty", f"Expected the columns {', '.join(columns.needed)}.")
    csv_file.headings = [heading(cell) for cell in first[1]]
    csv_file.at = _positions(csv_file, first, columns, renamed)
    csv_file.lines = list(records) if not columns.only else list(_known_only(csv_file, records))
    if not csv_file.lines and not csv_file.faults:
        raise Unreadable(f"{file}:{first[0]}", "there are no lines below the headings", "Add one line for each entry.")
    return csv_file


def _known_only(csv_file: CsvFile, records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The lines with the known columns alone, which then stand side by side."""
    kept = sorted(csv_file.at.values())
    csv_file.at = {name: kept.index(index) for name, index in csv_file.at.items()}
    for line, cells in records:
        yield line, [cells[index] if index < len(cells) else "" for index in kept]


def _names(columns: Columns, renamed: Mapping[str, str]) -> frozenset[str]:
    """Every heading that a file may have for a column we know, as headings are compared."""
    chosen = (name for names in columns.choices.values() for name in names)
    return frozenset(joined(name) for name in (*columns.known, *columns.also, *chosen, *renamed.values()))


def each(csv_file: CsvFile, take: Callable[[Line], None]) -> None:
    """Read every line; one that cannot be read becomes a fault and the others go on."""
    for number_of_line, cells in csv_file.lines:
        try:
            take(Line(csv_file, number_of_line, cells))
        except BadCell as bad:
            csv_file.fault(number_of_line, bad.found, bad.remedy)


def heading(cell: str) -> str:
    """A column's name as it is compared: lower case, words joined by underscores."""
    return re.sub(r"[^\w]+", "_", plain(cell).lower()).strip("_")


def joined(name: str) -> str:
    """A heading without what stands between its words, so that `serialNumber` and `Serial number` are one."""
    return heading(name).replace("_", "")


def _decoded(content: bytes, file: str) -> tuple[str, list[Finding]]:
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable(
            file, "this is a workbook or zip archive, not a CSV file", "Save the sheet as 'CSV UTF-8' in Excel."
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), []
        except UnicodeDecodeError:
            raise Unreadable(file, "the file is damaged UTF-16 text", "Save it as 'CSV UTF-8'.") from None
    if b"\0" in content:
        raise Unreadable(file, "this is a binary file, not a CSV file", "Save the sheet as 'CSV UTF-8' in Excel.")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable(f"{file}:{line}", "a character that is not UTF-8", "Save it as 'CSV UTF-8'.") from None
    advice = Advice(
        f"{file}:{line}", "the file is not UTF-8 and was read as Windows text", "Save it as 'CSV UTF-8' to be sure."
    )
    return text, [advice]


def _records(text: str, csv_file: CsvFile, names: frozenset[str]) -> Iterator[tuple[int, list[str]]]:
    """The headings and the lines that have anything in them, each with its number. A quote that never closes costs its own line only."""
    lines = list(io.StringIO(text, newline=""))
    start = _first(lines, names)
    comma = _separator(lines[start] if lines else "")
    while start < len(lines) and csv_file.faults <= MOST_FAULTS_OF_A_KIND:
        taken = 0
        reader = csv.reader(islice(lines, start, None), delimiter=comma, strict=True)
        try:
            for cells in reader:
                first, taken = start + taken, reader.line_num
                if any(cell.strip() for cell in cells):
                    yield first + 1, cells
            return
        except csv.Error as error:
            csv_file.fault(
                start + taken + 1, _csv_words(str(error)), 'Put "" for a quote inside quotes, and close each.'
            )
            start += taken + 1


def _first(lines: Sequence[str], names: frozenset[str]) -> int:
    """Where the headings stand: the line with the most known names among the first, for exports put a title above them."""
    known = [len(names & {joined(cell) for cell in line.split(_separator(line))}) for line in lines[:MOST_PREAMBLE]]
    return known.index(max(known)) if known and max(known) > 1 else 0


def _csv_words(error: str) -> str:
    if "unexpected end" in error or "field larger" in error:
        return "a quote opens here and never closes"
    if "expected after" in error:
        return "a quote in the middle of a cell"
    return f"the line cannot be read: {error}"


def _separator(first: str) -> str:
    """Comma, or what a file without a comma in its headings uses."""
    return "," if "," in first else max(";\t|", key=first.count) if any(sign in first for sign in ";\t|") else ","


def _positions(
    csv_file: CsvFile, first: tuple[int, list[str]], columns: Columns, renamed: Mapping[str, str]
) -> dict[str, int]:
    """Where each known column stands. Raises Unreadable where one that is needed is missing or stands twice."""
    line, cells = first
    place = csv_file.place(line)
    at: dict[str, int] = {}
    wanted = {heading(theirs): ours for ours, theirs in renamed.items()}
    lost = [name for name in wanted if name not in csv_file.headings]
    wanted |= _chosen(csv_file.headings, columns, wanted)
    for index, name in enumerate(csv_file.headings):
        ours = wanted.get(name) or (name if name not in wanted.values() else "")
        ours = columns.also.get(ours, ours)
        if ours in at and ours in columns.known:
            raise Unreadable(place, *_twice(ours, plain(cells[at[ours]]), plain(cells[index])))
        if ours:
            at.setdefault(ours, index)
    if lost:
        raise Unreadable(place, f"there is no column '{lost[0]}'", _column_remedy(lost[0], cells))
    missing = [name for name in columns.needed if name not in at]
    if missing:
        found = f"there is no column '{missing[0]}'" + (f", nor {', '.join(missing[1:])}" if missing[1:] else "")
        raise Unreadable(place, found, _column_remedy(missing[0], cells))
    return at


def _twice(name: str, first: str, second: str) -> tuple[str, str]:
    """Two columns for one thing, by their headings as they stand in the file."""
    named = f": {shown(legible(first))} and {shown(legible(second))}" if heading(first) != heading(second) else ""
    return f"the column '{name}' is there twice{named}", "Rename or delete one of them."


def _chosen(headings: Sequence[str], columns: Columns, said: Mapping[str, str]) -> dict[str, str]:
    """For each column with a choice of headings the first that a file has, unless the plan says which it is."""
    there = {joined(name): name for name in reversed(headings)}
    found: dict[str, str] = {}
    for ours, names in columns.choices.items():
        theirs = next((there[joined(name)] for name in names if joined(name) in there), None)
        if theirs is not None and ours not in said.values() and theirs not in said and theirs not in found:
            found[theirs] = ours
    return found


def _column_remedy(name: str, cells: Sequence[str]) -> str:
    headings = [legible(plain(cell)) for cell in cells if plain(cell)]
    by_heading = {heading(cell): cell for cell in headings}
    close = nearest(name, by_heading)
    if close:
        return f"Rename '{by_heading[close]}', or say columns = {{ {name} = {shown(by_heading[close])} }} in the plan."
    return f"The columns are {', '.join(headings[:12]) or 'without names'}; rename one to '{name}'."


def count(text: str) -> float:
    """A number of things, 0 or more. Raises BadCell."""
    value = number(text)
    if value < 0:
        raise BadCell(f"expected 0 or more, found {shown(text)}", "Correct the number.")
    return value
