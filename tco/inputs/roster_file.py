"""A position's roster from a CSV file, such as an export of the payroll system: one line for each post."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tco.errors import Advice
from tco.inputs.cells import BadCell, number, year
from tco.inputs.csv_file import Columns, CsvFile, Entries, Line, Spots, count, each
from tco.inputs.faults import slug
from tco.inputs.paths import nearest
from tco.inputs.places import shown

ROSTER = Columns(
    ("id",),
    ("position", "name", "fte", "step", "salary", "vacant", "vacant_from", "vacant_until", "split", "source", "note"),
    {
        **dict.fromkeys(("person", "employee", "employee_id", "position_id", "post"), "id"),
        **dict.fromkeys(("job", "job_title", "position_code"), "position"),
        **dict.fromkeys(("salary_step", "pay_step"), "step"),
        **dict.fromkeys(("annual_salary", "base_salary"), "salary"),
        **dict.fromkeys(("programs", "grants", "funding"), "split"),
        **dict.fromkeys(("vacancy",), "vacant"),
        **dict.fromkeys(("notes",), "note"),
    },
)

NAMED = 5
"""How many positions a finding names before it only counts."""


class RosterFile:
    """Reads the posts of one position. A file for all positions has a column `position`; lines of others are passed over.

    `files` has every position of the plan with the file that its roster is read from, or None. The first that reads a file says
    which of its lines nobody reads.
    """

    def __init__(self, position: str, files: Mapping[str, Path | None]) -> None:
        self.position, self.files = position, files

    def __call__(self, csv_file: CsvFile) -> tuple[Entries, Spots]:
        posts: Entries = {}
        spots: Spots = {}
        others: dict[str, list[Line]] = {}

        def take(line: Line) -> None:
            if line.text("position") and slug(line.text("position")) != self.position:
                others.setdefault(line.text("position"), []).append(line)
                return
            id = line.needed("id", slug)
            if (id,) in spots:
                found = f"the post {shown(id)} is there twice, first at {spots[(id,)]}"
                raise BadCell(found, "Delete one of the two lines, or give it another id.")
            posts[id] = _post(line)
            spots[(id,)] = line.place

        each(csv_file, take)
        if not posts and not csv_file.faults:
            remedy = "Write the position's id in the column 'position', or leave the column out."
            csv_file.fault(1, f"no line has the position {shown(self.position)}", remedy)
        self._say_who_is_read_by_nobody(csv_file, others)
        return posts, spots

    def _say_who_is_read_by_nobody(self, csv_file: CsvFile, others: Mapping[str, list[Line]]) -> None:
        """Nobody is dropped silently: a position that the plan seems to mean is a fault, any other is said."""
        readers = [id for id, file in self.files.items() if file == csv_file.path]
        if readers[:1] != [self.position]:
            return
        unknown: dict[str, int] = {}
        for said, lines in others.items():
            id, count_of = slug(said), _lines(len(lines))
            if id in readers:
                continue
            close = nearest(id, self.files)
            if id in self.files:
                found = f"{count_of} of the position {shown(id)}, whose roster is not read from this file"
                remedy = f"They are not counted; give positions.{id}.roster this file if they are its posts."
                csv_file.findings.append(Advice(lines[0].place, found, remedy))
            elif close is not None:
                found = f"{count_of} of the position {shown(said)}, which the plan does not have"
                remedy = f"Did you mean '{close}'? Correct the lines, or take them out of the file."
                csv_file.fault(lines[0].number, found, remedy)
            else:
                unknown[said] = len(lines)
        if unknown:
            named = ", ".join(f"{shown(said)} ({number:,})" for said, number in list(unknown.items())[:NAMED])
            more = f" and {len(unknown) - NAMED:,} more positions" if len(unknown) > NAMED else ""
            found = f"{_lines(sum(unknown.values()))} of positions that the plan does not have: {named}{more}"
            csv_file.findings.append(Advice(csv_file.file, found, "They are not counted."))


def _lines(number: int) -> str:
    return f"{number:,} line{'' if number == 1 else 's'}"


def _post(line: Line) -> dict[str, Any]:
    """One line as the plan would have typed it."""
    read: Mapping[str, Any] = {
        "fte": line.read("fte", count),
        "step": line.read("step", _step),
        "salary": line.read("salary", count),
        "vacant": line.read("vacant", number),
        "vacant_from": line.read("vacant_from", year),
        "vacant_until": line.read("vacant_until", year),
        "split": line.read("split", split),
    }
    texts = {
        "name": line.text("name"),
        "source": line.text("source") or line.csv_file.path.name,
        "note": line.text("note"),
    }
    post = {name: value for name, value in read.items() if value is not None}
    return post | {name: text for name, text in texts.items() if text}


def _step(text: str) -> int:
    step = count(text)
    if not step.is_integer():
        raise BadCell(f"expected a whole step, found {shown(text)}", "Correct the number.")
    return int(step)


def split(text: str) -> dict[str, float]:
    """Programs with their shares, as `title_ii 0.5; general 50%`; one program alone pays all. Raises BadCell."""
    shares: dict[str, float] = {}
    for part in text.replace("=", " ").replace(":", " ").split(";"):
        words = part.split()
        if not words:
            continue
        has_share = len(words) > 1
        program = slug(" ".join(words[:-1] if has_share else words))
        if program in shares:
            raise BadCell(f"{shown(program)} is there twice in {shown(text)}", "Add its shares up.")
        shares[program] = number(words[-1]) if has_share else 1.0
    return shares
