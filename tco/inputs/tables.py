"""Enrolment, schools, inventory and prices from CSV files next to the plan: they become ordinary keys of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tco.errors import Fault, Finding
from tco.inputs.cells import BadCell, number, year
from tco.inputs.changes import change
from tco.inputs.csv_file import Columns, CsvFile, Entries, Line, Reader, Spots, Taken, count, each
from tco.inputs.faults import slug
from tco.inputs.files import Unreadable, beside
from tco.inputs.inventory import inventory_taken
from tco.inputs.named import Take, bad_reference, check_keys, file_named, read_named, renamed_columns
from tco.inputs.paths import fields_of, nearest_path, slot_at, value_at
from tco.inputs.places import Keys, Places, dotted, shown, split_path
from tco.inputs.plan import PlanForm
from tco.inputs.roster_file import ROSTER, RosterFile

ENROLMENT = Columns(("year", "band", "students"))
SCHOOLS = Columns(("id", "name", "band", "students"), ("classrooms",))
PRICES = Columns(("path", "value"), ("low", "high", "source", "note"))
NO_COUNTS = frozenset(
    {"zip", "zip_code", "zipcode", "phone", "fax", "latitude", "longitude", "lat", "lon", "lng", "year"}
)
"""Numeric columns of a list of schools that count nothing; so do those that end in `id`, `code` or `number`."""


@dataclass(frozen=True)
class Prices:
    """A price list that waits until the plan's other keys are there."""

    path: Path
    renamed: Mapping[str, str]
    place: str


@dataclass
class Filled:
    """A plan file's tables with its CSV files read into them."""

    raw: dict[str, Any]
    places: Places
    findings: list[Finding] = field(default_factory=list)
    whole: list[Keys] = field(default_factory=list)
    lost: list[Keys] = field(default_factory=list)
    prices: Prices | None = None


def fill(
    raw: dict[str, Any], places: Places, folder: Path, start_month: int, rosters: Mapping[str, Path | None]
) -> Filled:
    """Read the CSV files that one plan file names. A file that cannot be read is a fault, and its table is lost.

    `rosters` are all positions of the plan, whichever of its files they stand in, with the file that their roster is read from.
    """
    filled = Filled(raw, Places(places.file, dict(places.spots)))
    enrolment, schools = _table(folder, ENROLMENT, _enrolment), _table(folder, SCHOOLS, _schools)
    _fill_one(filled, ("district", "enrolment"), ("district", "enrolment"), enrolment)
    _fill_one(filled, ("district", "schools"), ("district", "schools"), schools)
    for keys in _fleets(raw):
        _fill_one(filled, (*keys, "inventory"), (*keys, "lots"), inventory_taken(folder, start_month))
    positions = raw.get("positions")
    for id, position in list(positions.items()) if isinstance(positions, dict) else ():
        if isinstance(position, dict) and "roster" in position:
            keys = ("positions", id, "roster")
            _fill_one(filled, keys, keys, _table(folder, ROSTER, RosterFile(id, rosters)))
    if "prices" in raw:
        filled.prices = _asked_prices(filled, folder)
    return filled


def rosters_in(raw: Mapping[str, Any], folder: Path) -> dict[str, Path | None]:
    """The positions of one plan file, each with the file that its roster is read from, if it is read from one."""
    positions = raw.get("positions")
    files = {
        id: value_at(position, ("roster", "csv"))
        for id, position in (positions.items() if isinstance(positions, dict) else ())
    }
    return {id: beside(folder, name) if isinstance(name, str) else None for id, name in files.items()}


def _fleets(raw: Mapping[str, Any]) -> Iterator[Keys]:
    """Every item whose form has existing lots, in any section."""
    for section in fields_of(PlanForm):
        slot, items = slot_at((section,)), raw.get(section)
        if slot is None or slot.kind != "table" or not isinstance(items, dict):
            continue
        form = slot.inner.form
        if form is not None and "lots" in form.model_fields:
            yield from ((section, id) for id, item in items.items() if isinstance(item, dict) and "inventory" in item)


def _table(folder: Path, columns: Columns, read: Reader) -> Take:
    """How a table that stands in one CSV file is taken from it."""

    def take(reference: Mapping[str, Any], places: Places, keys: Keys) -> Taken:
        path, renamed = _reference(reference, places, keys, folder, columns)
        csv_file = read_named(path, columns, renamed, places.place((*keys, "csv")))
        entries, spots = read(csv_file)
        return Taken(entries, spots, csv_file.closed(), bool(csv_file.faults))

    return take


def _fill_one(filled: Filled, asked: Keys, goal: Keys, take: Take) -> None:
    """Put the entries of a CSV file where the plan names it."""
    reference = value_at(filled.raw, asked)
    if not isinstance(reference, dict) or ("csv" not in reference and asked == goal):
        if asked != goal:
            filled.findings.append(bad_reference(filled.places.place(asked), reference))
            _outer(filled.raw, asked).pop(asked[-1])
        return
    outer = _outer(filled.raw, asked)
    del outer[asked[-1]]
    try:
        taken = take(reference, filled.places, asked)
    except Unreadable as unreadable:
        filled.findings.append(unreadable.fault)
        filled.lost.append(goal)
        return
    filled.findings += taken.findings
    typed = outer.get(goal[-1]) if asked != goal else None
    _add(filled, goal, taken.entries, typed, taken.spots)
    if taken.faulty:
        filled.lost.append(goal)
    spot = filled.places.spot(asked)
    filled.places = filled.places.below(
        Places(filled.places.file, {goal: spot, **{(*goal, *keys): place for keys, place in taken.spots.items()}})
    )


def _add(filled: Filled, goal: Keys, entries: Entries, typed: Any, spots: Spots) -> None:
    """Entries of a file beside those that the plan types in itself; an id in both is a fault."""
    both = dict(typed) if isinstance(typed, dict) else {}
    for id in [id for id in entries if id in both]:
        found = f"the id {shown(id)} is typed in here and made from {spots[(id,)]} too"
        filled.findings.append(Fault(filled.places.place((*goal, id)), found, "Give this one another id."))
        del both[id]
    _outer(filled.raw, goal)[goal[-1]] = {**entries, **both}
    filled.whole.append(goal)


def _outer(raw: dict[str, Any], keys: Keys) -> dict[str, Any]:
    found = value_at(raw, keys[:-1]) if len(keys) > 1 else raw
    assert isinstance(found, dict)
    return found


def _reference(
    reference: Mapping[str, Any], places: Places, keys: Keys, folder: Path, columns: Columns
) -> tuple[Path, dict[str, str]]:
    """The file that a table is read from, and how its columns are called there. Raises Unreadable."""
    check_keys(reference, places, keys, ("csv", "columns"))
    return file_named(reference, places, keys, folder), renamed_columns(reference, places, keys, columns.known)


def _enrolment(csv_file: CsvFile) -> tuple[Entries, Spots]:
    bands: Entries = {}
    spots: Spots = {}

    def take(line: Line) -> None:
        band, when = line.needed("band", slug), str(line.needed("year", year))
        students = line.needed("students", count)
        if (band, "by_year", when) in spots:
            raise _twice(f"{band} in {when}", spots[(band, "by_year", when)])
        bands.setdefault(band, {"by_year": {}, "source": csv_file.path.name})["by_year"][when] = students
        spots.setdefault((band,), line.place)
        spots[(band, "by_year", when)] = line.place

    each(csv_file, take)
    for figure in bands.values():
        figure["by_year"] = dict(sorted(figure["by_year"].items()))
    return bands, spots


def _twice(what: str, first: str) -> BadCell:
    return BadCell(f"{what} is there twice, first at {first}", "Delete one of the two lines.")


def _schools(csv_file: CsvFile) -> tuple[Entries, Spots]:
    schools: Entries = {}
    spots: Spots = {}
    counted = _count_columns(csv_file)

    def take(line: Line) -> None:
        id = line.needed("id", str)
        if (id,) in spots:
            raise _twice(f"the id {shown(id)}", spots[(id,)])
        school = {
            "name": line.needed("name", str),
            "band": line.needed("band", slug),
            "students": line.needed("students", count),
        }
        rooms = line.read("classrooms", count)
        counts = {name: value for name in counted if (value := line.read(name, count)) is not None}
        schools[id] = school | ({} if rooms is None else {"classrooms": rooms}) | ({"counts": counts} if counts else {})
        spots[(id,)] = line.place

    each(csv_file, take)
    return schools, spots


def _count_columns(csv_file: CsvFile) -> list[str]:
    """Further columns that hold a number in most lines that say anything: what each school has places for."""
    found = []
    for name, index in csv_file.at.items():
        if name in SCHOOLS.known or name in NO_COUNTS or name.endswith(("id", "code", "number")) or name != slug(name):
            continue
        cells = [Line(csv_file, 0, cells).text(name) for _, cells in csv_file.lines[:1000] if index < len(cells)]
        numeric = [_is_number(cell) for cell in cells if cell]
        if numeric and sum(numeric) * 2 > len(numeric):
            found.append(name)
    return found


def _is_number(cell: str) -> bool:
    try:
        number(cell)
    except BadCell:
        return False
    return True


def _asked_prices(filled: Filled, folder: Path) -> Prices | None:
    reference = filled.raw.pop("prices")
    place = filled.places.place(("prices",))
    if not isinstance(reference, dict) or "csv" not in reference:
        filled.findings.append(bad_reference(place, reference))
        return None
    try:
        path, renamed = _reference(reference, filled.places, ("prices",), folder, PRICES)
    except Unreadable as unreadable:
        filled.findings.append(unreadable.fault)
        return None
    return Prices(path, renamed, place)


def set_prices(raw: dict[str, Any], places: Places, prices: Prices | None) -> Filled:
    """A plan with the figures of its price list set by their paths."""
    filled = Filled(raw, places)
    if prices is None:
        return filled
    try:
        csv_file = read_named(prices.path, PRICES, prices.renamed, prices.place)
    except Unreadable as unreadable:
        filled.findings.append(unreadable.fault)
        return filled
    spots: Spots = {}

    def take(line: Line) -> None:
        path = line.needed("path", str)
        keys = _figure_path(raw, path)
        if keys in spots:
            raise _twice(path, spots[keys])
        fault = change(raw, dotted(keys), _figure(line, csv_file))
        if fault is not None:
            raise BadCell(f"{fault.place}: {fault.found}", fault.remedy)
        spots[keys] = line.place

    each(csv_file, take)
    filled.findings += csv_file.closed()
    filled.places = places.below(Places(places.file, spots))
    return filled


def _figure_path(raw: dict[str, Any], path: str) -> Keys:
    try:
        keys = split_path(path)
    except ValueError:
        raise BadCell(
            f"{shown(path)} is no path", "Write keys with dots between them, such as software.lms.price."
        ) from None
    slot = slot_at(keys)
    if slot is None or slot.kind != "figure":
        close = nearest_path(raw, keys)
        raise BadCell(
            f"{shown(path)} is not the path of a figure", f"The nearest path is {close}." if close else "Correct it."
        )
    return keys


def _figure(line: Line, csv_file: CsvFile) -> dict[str, Any]:
    figure: dict[str, Any] = {"value": line.needed("value", number)}
    for name in ("low", "high"):
        value = line.read(name, number)
        figure |= {} if value is None else {name: value}
    figure["source"] = line.text("source") or csv_file.path.name
    return figure | ({"note": line.text("note")} if line.text("note") else {})
