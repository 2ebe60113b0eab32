"""A first plan from about ten answers; the rest are marked assumptions from the shelf, which the plan lists as such."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from string import Template

from tco.errors import OutputError
from tco.rules.shelf import figure, starting

_TEMPLATE = Path(__file__).parent / "starter_plan.toml"
MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a new plan asks first. A figure that is None becomes a marked assumption.

    Money in dollars; `internet_month` is a month's bill, `software_price` a student's price in a year, `device_life` in years.
    """

    name: str
    students: float
    teachers: float
    staff: float
    first_year: int
    start_month: int = 7
    devices_per_student: float = 1.0
    device_price: float | None = None
    device_life: float | None = None
    technicians: float = 1.0
    technician_salary: float | None = None
    internet_month: float = 0.0
    software_name: str = "Main subscription"
    software_price: float = 0.0
    yearly_money: float = 0.0
    ending_money: float = 0.0
    ending_year: int | None = None


def starter_plan(answers: Answers, *, today: datetime.date) -> str:
    """The text of a plan file for these answers, with prices as of the fiscal year before its first."""
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    said = _answered(answers)
    for name in template.get_identifiers():
        if name.startswith("assume_"):
            said[name] = assumed(name.removeprefix("assume_"))
        elif name.startswith("figure_"):
            said[name] = known(name.removeprefix("figure_"), today)
    said["salary"] = (
        f"{answers.technician_salary:g}"
        if answers.technician_salary is not None
        else known("salary_user_support", today)
    )
    return template.substitute(said)


def write_starter(folder: Path, text: str, *, force: bool = False) -> Path:
    """Write the plan into a folder. Raises OutputError when there is one and `force` is not given."""
    target = folder / "plan.toml"
    if target.exists() and not force:
        raise OutputError(f"{target} exists already; choose another folder, or say --force to replace it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".toml.new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(target)
    except OSError as error:
        raise OutputError(f"{target} could not be written: {error}") from error
    return target


def assumed(name: str) -> str:
    """A starting assumption as a plan writes it."""
    figure = starting(name)
    said = {"value": figure.value, "low": figure.low, "high": figure.high}
    return _table({**said, "assumption": True, "source": figure.source, "note": f"{figure.label}. {figure.note}"})


def known(name: str, today: datetime.date) -> str:
    """A public figure as a plan writes it, with its source and its date."""
    found = figure(name, on=today)
    return _table({"value": found.value, "source": f"{found.source} ({found.since:%B %Y})", "note": found.note})


def _answered(answers: Answers) -> dict[str, str]:
    life = answers.device_life if answers.device_life is not None else starting("chromebook_life").value
    before = answers.ending_year if answers.ending_year is not None else answers.first_year
    ends = {str(answers.first_year): answers.ending_money, str(before + 1): 0}
    return {
        "title": json.dumps(f"{answers.name}: technology plan from FY{answers.first_year}", ensure_ascii=False),
        "name": json.dumps(answers.name, ensure_ascii=False),
        "students": f"{answers.students:g}",
        "teachers": f"{answers.teachers:g}",
        "staff": f"{answers.staff:g}",
        "start_month": str(answers.start_month),
        "first_year": str(answers.first_year),
        "prices_as_of": str(answers.first_year - 1),
        "devices_per_student": f"{answers.devices_per_student:g}",
        "device_life": f"{life:g}" if answers.device_life is not None else assumed("chromebook_life"),
        "device_life_plus_one": f"{life + 1:g}",
        "device_price": f"{answers.device_price:g}"
        if answers.device_price is not None
        else assumed("chromebook_price"),
        "software_name": json.dumps(answers.software_name, ensure_ascii=False),
        "software_price": f"{answers.software_price:g}",
        "internet_year": f"{answers.internet_month * MONTHS:g}",
        "technicians": f"{answers.technicians:g}",
        "yearly_money": f"{answers.yearly_money:g}",
        "ending_money": "{ by_year = { " + ", ".join(f"{year} = {amount:g}" for year, amount in ends.items()) + " } }",
    }


def _table(entries: dict[str, object]) -> str:
    """An inline table of TOML; empty texts are left out."""
    said = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items() if value != ""]
    return "{ " + ", ".join(said) + " }"
