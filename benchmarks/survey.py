"""A plan for every district of Washington's survey of school technology, without hand work. `python benchmarks/survey.py FILE`.

FILE is the survey as the state publishes it (OSPI, school technology survey): a line for each school and year. Each district with
devices becomes a plan, is computed, and must open with as many devices as the survey counts; else the program ends with status 1.
What the survey does not ask comes from the assumptions that a new plan starts from, marked as such.
"""

from __future__ import annotations

import csv
import datetime
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tco.errors import TcoError
from tco.inputs.cells import BadCell, number
from tco.plan import Plan, plan_of
from tco.starter import Answers, starter_plan

STUDENTS = "K-12 Total Enrollment"
FORMS = {
    "laptops": "Number of Instructional Laptops",
    "desktops": "Number of Instructional Desktops",
    "netbooks": "Number of Instructional Netbooks",
    "tablets": "Number of Instructional Tablets",
    "thin_clients": "Number of Instructional Thin Clients",
}
PRICED_AS_LAPTOPS = ("laptops", "desktops")
NOTE = "The survey counts devices and does not date them: spread evenly over the years of their life."


@dataclass
class District:
    """What the survey says of one district: its students and its devices by form; cells that hold no number are counted."""

    name: str
    students: float = 0
    devices: dict[str, float] = field(default_factory=lambda: dict.fromkeys(FORMS, 0.0))
    unread: int = 0

    @property
    def count(self) -> float:
        return sum(self.devices.values())


def districts_of(rows: Iterable[Mapping[str, str | None]]) -> list[District]:
    """The districts of a survey, each school as its latest year says, and as its first line says where a year is there twice."""
    latest: dict[tuple[str, str], tuple[int, Mapping[str, str | None]]] = {}
    names: dict[str, str] = {}
    for row in rows:
        district, school, year = (" ".join((row.get(key) or "").split()) for key in ("District", "School", "Year"))
        if district and year.isdigit():
            names.setdefault(district.lower(), district)
            key = (district.lower(), school.lower())
            if key not in latest or int(year) > latest[key][0]:
                latest[key] = (int(year), row)
    found = {key: District(name) for key, name in sorted(names.items())}
    for (name, _), (_, row) in latest.items():
        _add(found[name], row)
    return list(found.values())


def _add(district: District, row: Mapping[str, str | None]) -> None:
    district.students += _number(district, row.get(STUDENTS))
    for form, heading in FORMS.items():
        district.devices[form] += _number(district, row.get(heading))


def _number(district: District, cell: str | None) -> float:
    """A whole number of a survey; an empty cell is none, and what is no number is counted as not read."""
    try:
        found = number(cell) if cell and cell.strip() else 0.0
    except BadCell:
        found = -1.0
    if found >= 0 and found.is_integer():
        return found
    district.unread += 1
    return 0.0


def plan_from(district: District, first_year: int) -> Plan:
    """A district's plan: a fleet for each form of device that it has, replaced like for like."""
    answers = Answers(
        name=district.name,
        students=max(district.students, 1),
        teachers=0,
        staff=0,
        first_year=first_year,
        start_month=9,
    )
    raw = tomllib.loads(starter_plan(answers, today=datetime.date.today()))
    raw["district"]["enrolment"] = {"all": _enrolment(district)}
    for unasked in ("teachers", "staff"):
        raw["district"][unasked] = {"value": 0, "assumption": True, "note": "The survey does not ask for it."}
    students, staff = raw["devices"]["students"], raw["devices"]["staff"]
    fleets = {
        form: staff if form in PRICED_AS_LAPTOPS else students for form, count in district.devices.items() if count
    }
    raw["devices"] = {
        form: _fleet(pattern, form, district.devices[form], first_year) for form, pattern in fleets.items()
    }
    raw["scenarios"] = {}
    return plan_of(raw)


def _enrolment(district: District) -> Any:
    if district.students:
        return district.students
    return {"value": 1, "assumption": True, "note": "The survey has no enrolment; costs per student mean nothing here."}


def _fleet(pattern: Mapping[str, Any], form: str, count: float, first_year: int) -> dict[str, Any]:
    """A fleet as large as the survey counts, with the price and life of the one that comes nearest in a new plan."""
    kept = {key: value for key, value in pattern.items() if key not in ("per", "ratio", "spares")}
    life = int(pattern["life"]["value"])
    shares = [count // life + (1 if age < count % life else 0) for age in range(life)]
    lots = {
        f"year_{first_year - 1 - age}": {
            "bought": first_year - 1 - age,
            "count": share,
            "assumption": True,
            "note": NOTE,
        }
        for age, share in enumerate(shares)
        if share
    }
    return {**kept, "label": form.replace("_", " ").capitalize(), "count": count, "lots": lots}


def opening(plan: Plan) -> float:
    """How many devices a plan opens with."""
    result = plan.run()
    rows = result.model.by_id()
    return sum(float(result.values.of(rows[f"devices.{id}.opening"])[0, 0]) for id in plan.loaded.form.devices)


def read_survey(path: Path) -> Iterator[dict[str, str | None]]:
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
        yield from csv.DictReader(lines)


def main(path: Path) -> int:
    districts = [district for district in districts_of(read_survey(path)) if district.count]
    first_year = 1 + max(int(row["Year"] or 0) for row in read_survey(path) if (row["Year"] or "").isdigit())
    wrong, before = [], time.process_time()
    for district in districts:
        try:
            opens = opening(plan_from(district, first_year))
        except TcoError as error:
            wrong.append(f"{district.name}: {error}")
            continue
        if opens != district.count:
            wrong.append(f"{district.name}: opens with {opens:,.0f}, the survey counts {district.count:,.0f}")
    took = time.process_time() - before
    devices, unread = (sum(district.count for district in districts), sum(district.unread for district in districts))
    print(f"{len(districts):,} districts with {devices:,.0f} devices, {unread:,} cells that hold no number")
    print(f"{len(districts) - len(wrong):,} became a plan, ran, and open with the survey's count")
    print(f"{len(districts) / took:.1f} districts in a second ({took:.1f} s of processor time)")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong or not districts else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("expected the survey's file: python benchmarks/survey.py FILE")
    sys.exit(main(Path(sys.argv[1])))
