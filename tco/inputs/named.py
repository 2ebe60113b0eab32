"""The table by which a plan names a CSV file: `{ csv = "file.csv", columns = { ours = "Theirs" } }`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tco.errors import Fault
from tco.inputs.csv_file import Columns, CsvFile, Taken, read_csv
from tco.inputs.files import LARGEST_FILE, Unreadable, beside
from tco.inputs.paths import hint
from tco.inputs.places import Keys, Places, shown

Take = Callable[[Mapping[str, Any], Places, Keys], Taken]
"""Reads what a plan's reference names: the reference, where it stands, and its keys. Raises Unreadable."""


def bad_reference(place: str, reference: object) -> Fault:
    return Fault(place, f"expected the name of a CSV file, found {shown(reference)}", 'Write { csv = "file.csv" }.')


def check_keys(reference: Mapping[str, object], places: Places, keys: Keys, known: Sequence[str]) -> None:
    """Raises Unreadable where a table that names a file has a key that is not known."""
    for key in reference:
        if key not in known:
            found = f"unknown key {shown(key)} in a table that is read from CSV"
            raise Unreadable(places.place((*keys, str(key))), found, hint(str(key), known, "keys beside csv"))


def file_named(reference: Mapping[str, object], places: Places, keys: Keys, folder: Path) -> Path:
    """The file that a table is read from. Raises Unreadable where it names none."""
    name = reference.get("csv")
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        fault = bad_reference(places.place((*keys, "csv")), name)
        raise Unreadable(fault.place, fault.found, fault.remedy)
    return beside(folder, name)


def renamed_columns(
    reference: Mapping[str, object], places: Places, keys: Keys, known: Sequence[str]
) -> dict[str, str]:
    """What the file calls our columns, as the plan says it. Raises Unreadable."""
    renamed = reference.get("columns", {})
    if not isinstance(renamed, dict):
        place = places.place((*keys, "columns"))
        raise Unreadable(place, f"found {shown(renamed)}", 'Write { students = "Enrolled" }.')
    for ours, theirs in renamed.items():
        place = places.place((*keys, "columns", str(ours)))
        if ours not in known:
            raise Unreadable(place, f"unknown column {shown(ours)}", hint(str(ours), known, "columns"))
        if not isinstance(theirs, str):
            raise Unreadable(place, f"found {shown(theirs)}", "Write the file's own heading in quotes.")
    return dict(renamed)


def read_named(
    path: Path, columns: Columns, renamed: Mapping[str, str], place: str, *, largest: int = LARGEST_FILE
) -> CsvFile:
    """Read a CSV file that stands at a place of the plan. Raises Unreadable, which names the place where the file is missing."""
    try:
        return read_csv(path, columns, renamed, largest=largest)
    except Unreadable as unreadable:
        fault = unreadable.asked_at(place, path)
        raise Unreadable(fault.place, fault.found, fault.remedy) from unreadable
