"""A filled input workbook as a plan: the same tables as a plan file gives, with the sheet and cell of every key.

Headings are found by their words, so that columns may be moved and lines inserted. What cannot be understood becomes a
finding at its cell, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tco.errors import Advice, Fault, Finding, PlanError
from tco.inputs.changes import change_fault
from tco.inputs.load import Loaded, read_raw
from tco.inputs.paths import hint, nearest, slot_at, value_at
from tco.inputs.places import Keys, Places, dotted, shown, split_path
from tco.workbook.blanks import START, fiscal_year
from tco.workbook.cells import Content, Grid, Spot, read_grids, spot_name
from tco.workbook.columns import Column, Lines, lines_of
from tco.workbook.entries import NOTHING, Unreadable, entry_of
from tco.workbook.naming import words
from tco.workbook.questions import Question, Section, sections


@dataclass
class Tables:
    """A plan's tables as far as they were read, where each key stands, and what was found on the way."""

    file: str
    raw: dict[str, Any] = field(default_factory=dict)
    spots: dict[Keys, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    figures: set[Keys] = field(default_factory=set)
    records: dict[Keys, str] = field(default_factory=dict)

    def put(self, keys: Keys, value: Any, spot: str) -> None:
        """Set one value, making the tables above it."""
        table = self.raw
        for key in keys[:-1]:
            inner = table.setdefault(key, {})
            if not isinstance(inner, dict):
                return
            table = inner
        table[keys[-1]] = value
        self.spots[keys] = spot

    def fault(self, spot: str, found: str, remedy: str) -> None:
        self.findings.append(Fault(spot, found, remedy))


def read_workbook(path: Path) -> Loaded:
    """Read and check a filled input workbook. Raises PlanError with every fault that was found, by sheet and cell."""
    tables = read_tables(path)
    places = Places(tables.file, tables.spots)
    try:
        loaded = read_raw(tables.raw, places, path)
    except PlanError as error:
        raise PlanError([*tables.findings, *_not_said_yet(error.findings, tables.findings)]) from None
    if any(isinstance(finding, Fault) for finding in tables.findings):
        raise PlanError(tables.findings)
    advice = tuple(finding for finding in tables.findings if isinstance(finding, Advice))
    return Loaded(loaded.form, loaded.raw, loaded.places, (*advice, *loaded.advice), loaded.path, loaded.digest)


def _not_said_yet(later: tuple[Finding, ...], earlier: list[Finding]) -> Iterator[Finding]:
    """Findings about cells that are not in question already: a text where a number belongs is not a missing number, too."""
    spots = {finding.place for finding in earlier if isinstance(finding, Fault)}
    for finding in later:
        if not any(finding.place == spot or finding.place.startswith(f"{spot}: ") for spot in spots):
            yield finding


def read_tables(path: Path) -> Tables:
    """The tables of a filled input workbook, not yet checked. Raises PlanError where it is no such workbook."""
    grids = read_grids(path)
    tables = Tables(str(path))
    asked = sections()
    _check_sheets(tables, grids, asked)
    first_year: int | None = None
    for section in asked:
        if section.title in grids:
            _Sheet(tables, section, grids[section.title], first_year).read()
        if section.is_plan:
            first = value_at(tables.raw, ("calendar", "first_year"))
            first_year = first if isinstance(first, int) else None
    _finish_figures(tables)
    return tables


def _check_sheets(tables: Tables, grids: Mapping[str, Grid], asked: tuple[Section, ...]) -> None:
    """Say which sheets are not read; one that looks like a missing sheet is a fault."""
    titles = [section.title for section in asked]
    if not any(title in grids for title in titles):
        remedy = "Begin with the blank workbook excel_templates/plan.xlsx and keep the names of its sheets."
        raise PlanError(
            [Fault(tables.file, "this is no input workbook: it has none of the sheets that are asked for", remedy)]
        )
    missing = [title for title in titles if title not in grids]
    for title in grids:
        if title in titles or title == START:
            continue
        close = nearest(title, missing)
        if close is None:
            tables.findings.append(Advice(f"{tables.file}: {title}", "this sheet is not read", "It may stay as it is."))
        else:
            tables.fault(
                f"{tables.file}: {title}",
                f"no sheet of this name is asked for: {shown(title)}",
                f"Rename it to '{close}'.",
            )


class _Sheet:
    """One sheet being read."""

    def __init__(self, tables: Tables, section: Section, grid: Grid, first_year: int | None) -> None:
        self.tables, self.section, self.grid, self.first_year = tables, section, grid, first_year

    def spot(self, at: Spot) -> str:
        return spot_name(self.tables.file, self.grid.title, at)

    def read(self) -> None:
        lines = lines_of(self.section, self.grid)
        for at, found, remedy in lines.faults:
            self.tables.fault(self.spot(at), found, remedy)
        for at, found, remedy in lines.advice:
            self.tables.findings.append(Advice(self.spot(at), found, remedy))
        for line in lines.records:
            filled = {column: content for column in lines.columns if (content := self._content(lines, column, line))}
            if filled or self.section.is_plan:
                self._record(lines, line, filled)

    def _content(self, lines: Lines, column: Column, line: int) -> Content | None:
        return self.grid.cells.get(lines.at(column, line))

    def _record(self, lines: Lines, line: int, filled: Mapping[Column, Content]) -> None:
        keys = self._keys(lines, line, filled)
        if keys is None:
            return
        ages: dict[Keys, dict[int, Any]] = {}
        for column in lines.columns:
            if column.asked in self.section.names:
                continue
            at, path = lines.at(column, line), (*keys, *column.asked.keys)
            if column.asked.kind not in ("year", "age"):
                self.tables.spots.setdefault(path, self.spot(at))
            if column.asked.is_figure or self.section.holds in ("figure", "any", "details"):
                self.tables.figures.add(path if column.asked.is_figure and self.section.holds == "form" else keys)
            value = self._value(column.asked, filled.get(column), at)
            if value is not NOTHING:
                self._answer(column, path, value, self.spot(at), ages)
        for path, by_age in ages.items():
            self._put_ages(path, by_age)

    def _answer(self, column: Column, path: Keys, value: Any, spot: str, ages: dict[Keys, dict[int, Any]]) -> None:
        asked = column.asked
        if asked.kind == "age":
            ages.setdefault(path, {})[column.number] = (value, spot)
        elif asked.kind == "year":
            year = fiscal_year(column.number, self.first_year)
            if year is None:
                self.tables.fault(
                    spot,
                    "a value by year, and the plan's first fiscal year is not known",
                    "Fill in the calendar on the sheet Plan.",
                )
            else:
                self.tables.figures.add(path[:-1])
                self.tables.put((*path, str(year)), value, spot)
        elif asked.is_figure and self.section.holds == "form":
            self.tables.put((*path, "value"), value, spot)
        else:
            self.tables.put(path, value, spot)

    def _put_ages(self, path: Keys, by_age: Mapping[int, tuple[Any, str]]) -> None:
        missing = next((age for age in range(1, max(by_age) + 1) if age not in by_age), None)
        if missing is not None:
            spot = min(by_age.items())[1][1]
            self.tables.fault(
                spot,
                f"service year {missing} is empty and later ones are not",
                "Fill in every service year up to the last.",
            )
            return
        self.tables.put(path, [by_age[age][0] for age in sorted(by_age)], by_age[1][1])
        for age, (_, spot) in by_age.items():
            self.tables.spots[(*path, str(age - 1))] = spot

    def _value(self, asked: Question, content: Content | None, at: Spot) -> Any:
        """An answer as a plan file would say it, or nothing, with a finding where it cannot be understood."""
        if content is None:
            return NOTHING
        try:
            return entry_of(asked, content)
        except Unreadable as unreadable:
            self.tables.fault(self.spot(at), f"{asked.label}: {unreadable.found}", unreadable.remedy)
            return NOTHING

    def _keys(self, lines: Lines, line: int, filled: Mapping[Column, Content]) -> Keys | None:
        """The path of a line's record, or None with a finding where the line does not say whose it is."""
        if self.section.is_plan:
            return ()
        names: list[str] = []
        where = ""
        for asked in self.section.names:
            column = next((column for column in lines.columns if column.asked == asked), None)
            if column is None:
                return None
            where = self.spot(lines.at(column, line))
            value = self._value(asked, filled.get(column), lines.at(column, line))
            if value is NOTHING:
                if column not in filled:
                    self.tables.fault(
                        where, f"there are answers here and no {asked.label.lower()}", "Fill it in, or clear the line."
                    )
                return None
            names.append(str(value))
        keys = self._path(names, where)
        return None if keys is None or self._is_double(keys, where) else keys

    def _path(self, names: list[str], where: str) -> Keys | None:
        if self.section.holds == "details":
            return self._figure_path(names[0], where)
        root = self.section.roots[0]
        if len(self.section.roots) > 1:
            root = next((each for each in self.section.roots if words(each[0]) == names[0]), root)
            names = names[1:]
        keys: Keys = ()
        rest = iter(names)
        for part in root:
            keys = (*keys, next(rest) if part == "*" else part)
            if part == "*" and len(keys) < len(root) and keys not in self.tables.records:
                known = [each[-1] for each in self.tables.records if each[:-1] == keys[:-1]]
                self.tables.fault(where, f"there is no {shown(keys[-1])} in {dotted(keys[:-1])}", hint(keys[-1], known))
                return None
        return keys

    def _figure_path(self, path: str, where: str) -> Keys | None:
        """The way to a figure that is named by its path. Raises nothing: a path that leads nowhere is a finding."""
        fault = change_fault(self.tables.raw, path, 0)
        keys = () if fault is not None else split_path(path)
        slot = slot_at(keys)
        if fault is not None:
            self.tables.fault(where, f"{fault.found}: {shown(path)}", fault.remedy)
        elif slot is None or slot.kind != "figure":
            self.tables.fault(
                where, f"there is no figure at {shown(path)}", "Name a figure, such as devices.student.life."
            )
        else:
            return keys
        return None

    def _is_double(self, keys: Keys, where: str) -> bool:
        mark = (self.section.title, *keys) if self.section.holds == "details" else keys
        earlier = self.tables.records.setdefault(mark, where)
        if earlier != where:
            self.tables.fault(
                where,
                f"{shown(keys[-1])} stands here a second time; first at {earlier}",
                "Give it another id, or clear one of the two.",
            )
        elif self.section.holds == "form":
            self.tables.put(keys, {}, where)
        return earlier != where


def _finish_figures(tables: Tables) -> None:
    """Write each figure that has nothing but a value as that value."""
    for keys in tables.figures:
        above = value_at(tables.raw, keys[:-1])
        figure = above.get(keys[-1]) if isinstance(above, dict) else None
        if isinstance(figure, dict) and set(figure) == {"value"}:
            above[keys[-1]] = figure["value"]  # type: ignore[index]
