"""One filled sheet as a part of a plan's tables, with the cell of every key and a finding for what is not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tco.errors import Advice, Fault, Finding
from tco.inputs.changes import change_fault
from tco.inputs.paths import hint, slot_at, value_at
from tco.inputs.places import Keys, dotted, shown, split_path
from tco.workbook.blanks import fiscal_year
from tco.workbook.cells import Content, Grid, Spot, spot_name
from tco.workbook.columns import Column, Lines, lines_of
from tco.workbook.entries import NOTHING, Unreadable, entry_of
from tco.workbook.naming import words
from tco.workbook.questions import ANY_ID, Question, Section, asked_at

Ages = dict[Keys, dict[int, tuple[Any, str]]]


@dataclass
class Tables:
    """A plan's tables as far as they were read, where each key stands, and what was found on the way.

    `lost` are the keys whose cells could not be understood; `wanted` those that must be there, with cell and label.
    """

    file: str
    raw: dict[str, Any] = field(default_factory=dict)
    spots: dict[Keys, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    figures: set[Keys] = field(default_factory=set)
    records: dict[Keys, str] = field(default_factory=dict)
    lost: list[Keys] = field(default_factory=list)
    wanted: list[tuple[Keys, Question, str]] = field(default_factory=list)

    @property
    def first_year(self) -> int | None:
        """The plan's first fiscal year, once its sheet was read."""
        first = value_at(self.raw, ("calendar", "first_year"))
        return first if type(first) is int else None

    def make(self, keys: Keys) -> dict[str, Any]:
        """The table at a path, made where there is none."""
        table = self.raw
        for key in keys:
            inner = table.setdefault(key, {})
            table = inner if isinstance(inner, dict) else {}
        return table

    def put(self, keys: Keys, value: Any, spot: str) -> None:
        """Set one value, making the tables above it."""
        self.make(keys[:-1])[keys[-1]] = value
        self.spots[keys] = spot

    def fault(self, spot: str, found: str, remedy: str) -> None:
        self.findings.append(Fault(spot, found, remedy))


class SheetReader:
    """Reads one sheet into the tables."""

    def __init__(self, tables: Tables, section: Section, grid: Grid) -> None:
        self.tables, self.section, self.grid = tables, section, grid
        self.lines: Lines = lines_of(section, grid)

    def read(self) -> None:
        for at, found, remedy in self.lines.faults:
            self.tables.fault(self._spot(at), found, remedy)
        if self.grid.beyond is not None:
            found, remedy = "what stands here is too far out to be read", "Move it to the other answers, or clear it."
            self.tables.fault(self._spot(self.grid.beyond), found, remedy)
        for at, found, remedy in self.lines.advice:
            self.tables.findings.append(Advice(self._spot(at), found, remedy))
        for line in self.lines.records:
            filled = {column: content for column in self.lines.columns if (content := self._content(column, line))}
            keys = self._keys(line, filled) if filled or self.section.is_plan else None
            if keys is not None:
                self._record(keys, line, filled)

    def _spot(self, at: Spot) -> str:
        return spot_name(self.tables.file, self.grid.title, at)

    def _cell(self, column: Column, line: int) -> str:
        return self._spot(self.lines.at(column, line))

    def _content(self, column: Column, line: int) -> Content | None:
        return self.grid.cells.get(self.lines.at(column, line))

    def _record(self, keys: Keys, line: int, filled: Mapping[Column, Content]) -> None:
        """All answers of one record."""
        ages: Ages = {}
        for column in self.lines.columns:
            if column.asked in self.section.names:
                continue
            spot, path = self._cell(column, line), (*keys, *column.asked.keys)
            if column.asked.kind not in ("year", "age") and self.section.holds != "details":
                self.tables.spots.setdefault(path, spot)
                if column.asked.required or column.asked.with_part:
                    self.tables.wanted.append((path, column.asked, spot))
            if column in filled:
                self._answer(column, path, filled[column], spot, ages)
        for path, by_age in ages.items():
            self._put_ages(path, by_age)

    def _answer(self, column: Column, path: Keys, content: Content, spot: str, ages: Ages) -> None:
        asked = column.asked
        value = self._value(self._of_option(path) or asked, content, spot)
        if self.section.holds in ("figure", "any", "details"):
            self.tables.figures.add(path[:-1])
        if value is NOTHING:
            inside = self.section.holds in ("figure", "any", "details") or asked.kind in ("year", "age")
            self.tables.lost += [path, path[:-1]] if inside else [path]
        elif asked.kind == "age":
            ages.setdefault(path, {})[column.number] = (value, spot)
        elif asked.kind == "year":
            self._put_year(path, column.number, value, spot)
        elif asked.is_figure and self.section.holds == "form":
            self.tables.figures.add(path)
            self.tables.put((*path, "value"), value, spot)
            self.tables.spots[path] = spot
        else:
            self.tables.put(path, value, spot)

    def _of_option(self, path: Keys) -> Question | None:
        """The question that an option answers anew, where the answer is a list or yes or no."""
        if path[:1] != ("comparisons",) or self.section.holds != "any" or path[-1:] != ("value",):
            return None
        item = value_at(self.tables.raw, (*path[:2], "item"))
        try:
            asked = asked_at((*split_path(str(item)), *split_path(path[-2])))
        except ValueError:
            return None  # said of the path itself
        return asked if asked is not None and asked.kind in ("ids", "wholes", "yes_no") else None

    def _put_year(self, path: Keys, number: int, value: Any, spot: str) -> None:
        year = fiscal_year(number, self.tables.first_year)
        if year is None:
            found = "a value by year, and the plan's first fiscal year is not known"
            self.tables.fault(spot, found, "Fill in the first fiscal year on the sheet Plan.")
            self.tables.lost.append(path[:-1])
        else:
            self.tables.put((*path, str(year)), value, spot)

    def _put_ages(self, path: Keys, by_age: Mapping[int, tuple[Any, str]]) -> None:
        missing = next((age for age in range(1, max(by_age) + 1) if age not in by_age), None)
        if missing is not None:
            spot = by_age[max(by_age)][1]
            found = f"service year {missing} is empty and later ones are not"
            self.tables.fault(spot, found, "Fill in every service year up to the last.")
            self.tables.lost.append(path[:-1])
            return
        self.tables.put(path, [by_age[age][0] for age in sorted(by_age)], by_age[1][1])
        for age, (_, spot) in by_age.items():
            self.tables.spots[(*path, str(age - 1))] = spot

    def _value(self, asked: Question, content: Content, spot: str) -> Any:
        """An answer as a plan file would say it, or nothing, with a finding where it cannot be understood."""
        try:
            return entry_of(asked, content)
        except Unreadable as unreadable:
            self.tables.fault(spot, f"{asked.label}: {unreadable.found}", unreadable.remedy)
            return NOTHING

    def _keys(self, line: int, filled: Mapping[Column, Content]) -> Keys | None:
        """The path of a line's record, or None with a finding where the line does not say whose it is."""
        if self.section.is_plan:
            return ()
        names: list[tuple[str, str]] = []
        for asked in self.section.names:
            column = next((column for column in self.lines.columns if column.asked == asked), None)
            if column is None:
                return None  # the missing heading is said once
            where = self._cell(column, line)
            if column not in filled:
                found = f"there are answers here and no {asked.label.lower()}"
                self.tables.fault(where, found, "Fill it in, or clear the line.")
                return None
            value = self._value(asked, filled[column], where)
            if value is NOTHING:
                return None
            names.append((str(value), where))
        keys = self._path(names)
        return None if keys is None or self._is_double(keys, names[-1][1]) else keys

    def _path(self, names: list[tuple[str, str]]) -> Keys | None:
        """The keys that names and their cells stand for; each but the last must be a record of another sheet."""
        if self.section.holds == "details":
            return self._figure_path(*names[0])
        root = self.section.roots[0]
        if len(self.section.roots) > 1:
            root = next((each for each in self.section.roots if words(each[0]) == names[0][0]), root)
            names = names[1:]
        keys: Keys = ()
        rest = iter(names)
        for part in root:
            name, where = next(rest) if part == ANY_ID else (part, "")
            keys = (*keys, name)
            if part == ANY_ID and len(keys) < len(root) and keys not in self.tables.records:
                known = [each[-1] for each in self.tables.records if each[:-1] == keys[:-1]]
                found = f"there is no {shown(name)} in {dotted(keys[:-1])}"
                self.tables.fault(where, found, hint(name, known, "ids"))
                return None
        return keys

    def _figure_path(self, path: str, where: str) -> Keys | None:
        """The way to a figure that is named by its path; one that leads nowhere is a finding."""
        fault = change_fault(self.tables.raw, path, 0)
        keys = () if fault is not None else split_path(path)
        slot = slot_at(keys)
        if fault is not None:
            self.tables.fault(where, f"{fault.found}: {shown(path)}", fault.remedy)
        elif slot is None or slot.kind != "figure":
            found = f"there is no figure at {shown(path)}"
            self.tables.fault(where, found, "Name a figure, such as devices.student.life.")
        else:
            return keys
        return None

    def _is_double(self, keys: Keys, where: str) -> bool:
        """Whether a record stands on its sheet already; a new one is noted."""
        of_sheet = self.section.holds == "details"
        earlier = self.tables.records.setdefault((self.section.title, *keys) if of_sheet else keys, where)
        if earlier != where:
            found = f"{shown(dotted(keys) if of_sheet else keys[-1])} stands here a second time; first at {earlier}"
            self.tables.fault(where, found, "Give it another name, or clear one of the two.")
        elif self.section.holds == "form":
            self.tables.put(keys, {}, where)
        elif not of_sheet:
            self.tables.spots.setdefault(keys, where)
            self.tables.wanted.append((keys, self.section.questions[0], where))
        return earlier != where
