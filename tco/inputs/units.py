"""The devices of an export, one by one: what each line says."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from tco.errors import Advice, Finding
from tco.inputs.cells import BadCell, date, fiscal_year, year
from tco.inputs.csv_file import Columns, CsvFile, Line, count, each, heading
from tco.inputs.files import Unreadable
from tco.inputs.layouts import GENERIC, LAYOUTS, OURS, Layout, columns_of, in_service, layout_of
from tco.inputs.named import read_named
from tco.inputs.places import legible, shown

Read = TypeVar("Read")

LARGEST_EXPORT = 100_000_000
"""Size of an export of devices [bytes]: 100,000 lines with forty columns have some 50 million."""
NAMED = 3
"""How many devices a finding names before it only counts."""
NO_SERIAL = frozenset(
    {
        "0",
        "none",
        "unknown",
        "default string",
        "system serial number",
        "to be filled by o.e.m.",
        "not specified",
        "invalid",
    }
)
"""What firmware and people put where a serial number is not known."""
NO_DATE = ("0000-", "0001-", "1/1/0001", "01/01/0001", "1/1/1900", "1900-01-01", "1970-01-01")
"""How systems write that there is no date."""

ALSO = {
    **dict.fromkeys(("purchase_date", "purchased", "date_purchased", "fiscal_year", "purchase_year"), "bought"),
    **dict.fromkeys(("quantity", "qty", "units"), "count"),
    **dict.fromkeys(("support_ends", "end_of_support", "auto_update_expiration"), "support_end"),
    **dict.fromkeys(("source", "source_of_funds", "fund", "funding_source"), "paid_by"),
    **dict.fromkeys(("price", "unit_price", "unit_cost", "cost"), "price_paid"),
    **dict.fromkeys(("notes",), "note"),
}
"""Further names of the columns of a list of the district's own."""


@dataclass(frozen=True)
class Source:
    """An export to read: the file, whose it is, its own headings for our columns, and whether devices that only it has count."""

    path: Path
    layout: Layout
    renamed: Mapping[str, str]
    place: str
    counts: bool = True


@dataclass(slots=True)
class Unit:
    """What the exports say of one device, or of several alike on one line."""

    place: str
    model: str
    serial: str
    count: float
    bought: datetime.date | None
    year: int | None
    support_end: datetime.date | None
    price_paid: float | None
    paid_by: str
    school: str
    status: str
    serves: bool | None
    last_seen: datetime.date | None
    retired: datetime.date | None
    platform_released: datetime.date | None
    note: str

    @property
    def name(self) -> str:
        """How findings name it: the serial number, or the line."""
        return legible(self.serial) or self.place


@dataclass
class Units:
    """The devices of one export or of several, with what was found while reading; serial numbers that are there twice are left out."""

    path: Path
    units: list[Unit] = field(default_factory=list)
    twice: list[Unit] = field(default_factory=list)
    by_serial: dict[str, Unit] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    faults: int = 0
    near: str = ""


def read_units(source: Source, needed: tuple[str, ...], start_month: int, words: Mapping[str, bool]) -> Units:
    """The devices of one export. `words` are statuses that the district explains itself. Raises Unreadable."""
    columns = columns_of(source.layout, needed, ALSO)
    csv_file = _read(source, columns)
    found = Units(source.path)
    read = _reader(source, start_month, words)
    unknown: dict[str, int] = {}

    def take(line: Line) -> None:
        unit = read(line)
        if unit.serial and unit.serial in found.by_serial:
            found.twice.append(unit)
            return
        if unit.serial:
            found.by_serial[unit.serial] = unit
        if unit.status and unit.serves is None:
            unknown[unit.status] = unknown.get(unit.status, 0) + 1
        found.units.append(unit)

    each(csv_file, take)
    _say_what_was_found(found, csv_file, unknown)
    found.near = next((near for near in source.layout.near if heading(near) in csv_file.headings), "")
    return found


def _read(source: Source, columns: Columns) -> CsvFile:
    """The lines of an export. One that looks like a system's own is said, as it is by the refusal of a list of one's own."""
    try:
        csv_file = read_named(source.path, columns, source.renamed, source.place, largest=LARGEST_EXPORT)
    except Unreadable as unreadable:
        said = unreadable.fault
        if source.layout is not GENERIC or "there is no column" not in said.found:
            raise
        anyway = read_named(source.path, Columns((), columns.needed), {}, source.place, largest=LARGEST_EXPORT)
        layout = layout_of(anyway.headings, 0)
        if not layout:
            raise
        raise Unreadable(said.place, said.found, f"{_other_layout(layout)} Or: {said.remedy}") from unreadable
    layout = layout_of(csv_file.headings, sum(name in csv_file.at for name in OURS)) if source.layout is GENERIC else ""
    if layout:
        found = f"the headings are those of {LAYOUTS[layout].label}"
        csv_file.findings.append(Advice(csv_file.file, found, _other_layout(layout)))
    return csv_file


def _other_layout(layout: str) -> str:
    return f'Say layout = "{layout}" in a plan, --layout {layout} on the command line: more of its columns are read.'


def _say_what_was_found(found: Units, csv_file: CsvFile, unknown: Mapping[str, int]) -> None:
    found.findings, found.faults = csv_file.closed(), csv_file.faults
    if found.twice:
        said = f"{devices(found.twice)} with a serial number that stands further up: {named(found.twice)}"
        found.findings.append(
            Advice(csv_file.file, said, "Each serial number is counted once, as its first line says.")
        )
    if unknown:
        most = sorted(unknown, key=lambda word: -unknown[word])[:NAMED]
        said = "statuses that are not known count as in service: " + ", ".join(
            f"{shown(word)} ({unknown[word]:,})" for word in most
        )
        said += f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
        found.findings.append(
            Advice(csv_file.file, said, "Say in_service = [...] or out_of_service = [...] beside csv, with the words.")
        )


def _reader(source: Source, start_month: int, words: Mapping[str, bool]) -> Callable[[Line], Unit]:
    """Reads one line of an export."""

    @lru_cache(maxsize=10_000)
    def serves(status: str) -> bool | None:
        said = words.get(status.lower())
        return in_service(source.layout, status) if said is None else said

    @lru_cache(maxsize=100_000)
    def bought(text: str) -> tuple[datetime.date | None, int | None]:
        return _bought(text, start_month)

    def read(line: Line) -> Unit:
        when, in_year = line.read("bought", bought) or (None, None)
        status, pieces = line.text("status"), line.read("count", whole_count)
        serial = line.text("serial").upper().replace(" ", "")
        return Unit(
            line.place,
            line.text("model"),
            "" if serial.lower() in NO_SERIAL or line.text("serial").lower() in NO_SERIAL else serial,
            1 if pieces is None else pieces,
            when,
            in_year,
            line.read("support_end", day),
            line.read("price_paid", count),
            line.text("paid_by"),
            line.text("school"),
            status,
            serves(status) if status else None,
            None if line.text("last_seen").lower() == "never" else line.read("last_seen", day),
            line.read("retired", day),
            line.read("platform_released", day),
            line.text("note"),
        )

    return read


@lru_cache(maxsize=100_000)
def day(text: str) -> datetime.date | None:
    """A day of an export: as people write one, or as milliseconds since 1970; None where the system knows none. Raises BadCell."""
    if text.lower().startswith(NO_DATE):
        return None
    if len(text) == 13 and text.isascii() and text.isdigit():
        return datetime.datetime.fromtimestamp(int(text) // 1000, tz=datetime.UTC).date()
    return date(text)


def _bought(text: str, start_month: int) -> tuple[datetime.date | None, int | None]:
    """The day and the fiscal year of a purchase; a fiscal year alone means its first day. Raises BadCell."""
    try:
        in_year = year(text)
    except BadCell:
        pass
    else:
        return first_day(in_year, start_month), in_year
    try:
        when = day(text)
    except BadCell as bad:
        raise BadCell(bad.found.replace("a date", "a date or a fiscal year"), bad.remedy) from None
    return when, None if when is None else fiscal_year(when, start_month)


def first_day(in_year: int, start_month: int) -> datetime.date:
    """The day on which a fiscal year begins."""
    return datetime.date(in_year - (start_month > 1), start_month, 1)


def whole_count(text: str) -> float:
    """A number of whole devices. Raises BadCell."""
    pieces = count(text)
    if not pieces.is_integer():
        raise BadCell(f"expected whole pieces, found {shown(text)}", "Correct the number.")
    return pieces


def pieces_of(units: Sequence[Unit]) -> float:
    return sum(unit.count for unit in units)


def devices(units: Sequence[Unit]) -> str:
    """How many devices these are, in words."""
    pieces = pieces_of(units)
    return f"{pieces:,.0f} device{'' if pieces == 1 else 's'}"


def named(units: Sequence[Unit]) -> str:
    """The first devices of several by their serial numbers."""
    names = ", ".join(unit.name for unit in units[:NAMED])
    return names + (f" and {len(units) - NAMED:,} more" if len(units) > NAMED else "")
