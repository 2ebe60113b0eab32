"""A first plan from about ten answers; the rest are marked assumptions from the shelf, which the plan lists as such."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from string import Template

from tco.inputs.district import SUPPORTED_YEARS
from tco.rules.shelf import figure, starting

_TEMPLATE = Path(__file__).parent / "starter_plan.toml"
MONTHS = 12
HORIZON = 10
STILL_NEW = 2  # years for which a published price passes for today's


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a new plan asks first. A figure that is None becomes a marked assumption.

    Money in dollars; `internet_month` is a month's bill, `software_price` a student's price in a year, `device_life` in years.
    `ending_year` is the last fiscal year of the ending money, by default the plan's first.
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
    technicians: float | None = None
    technician_salary: float | None = None
    internet_month: float | None = None
    software_name: str = "Main subscription"
    software_price: float | None = None
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
        elif name.startswith("student_"):
            said[name] = assumed(
                name.removeprefix("student_"), also="Taken for staff laptops too, for want of a figure of their own."
            )
    said["salary"] = (
        _number(answers.technician_salary) if answers.technician_salary is not None else assumed("technician_salary")
    )
    return template.substitute(said)


def assumed(name: str, *, also: str = "") -> str:
    """A starting assumption as a plan writes it, with what else is to be said of it."""
    figure = starting(name)
    said_too = [text for text in (also, figure.note) if text]
    said = {"value": figure.value, "low": figure.low, "high": figure.high}
    return _table(
        {**said, "assumption": True, "source": figure.source, "note": " ".join((f"{figure.label}.", *said_too))}
    )


def known(name: str, today: datetime.date) -> str:
    """A public figure as a plan writes it, with its source and its date; an old one is an assumption about today."""
    found = figure(name, on=today)
    said: dict[str, object] = {"value": found.value, "source": f"{found.source} ({found.since:%B %Y})"}
    if today.year - found.since.year <= STILL_NEW:
        return _table({**said, "note": found.note})
    old = f"The price of {found.since:%B %Y}: ask for today's."
    return _table({**said, "assumption": True, "note": f"{old} {found.note}".strip()})


def _answered(answers: Answers) -> dict[str, str]:
    life = answers.device_life if answers.device_life is not None else starting("chromebook_life").value
    last = answers.ending_year if answers.ending_year is not None else answers.first_year
    horizon = min(HORIZON, SUPPORTED_YEARS[1] - answers.first_year + 1)
    ends = {answers.first_year: answers.ending_money, max(last + 1, answers.first_year): 0}
    ends = {year: amount for year, amount in ends.items() if year < answers.first_year + horizon}
    return {
        "title": _text(f"{answers.name}: technology plan from FY{answers.first_year}"),
        "name": _text(answers.name),
        "students": _number(answers.students),
        "teachers": _number(answers.teachers),
        "staff": _number(answers.staff),
        "start_month": str(answers.start_month),
        "first_year": str(answers.first_year),
        "horizon": str(horizon),
        "prices_as_of": str(answers.first_year - 1),
        "devices_per_student": _number(answers.devices_per_student),
        "device_life": _number(life) if answers.device_life is not None else assumed("chromebook_life"),
        "device_life_plus_one": _number(life + 1),
        "device_price": _number(answers.device_price)
        if answers.device_price is not None
        else assumed("chromebook_price"),
        "software_name": _text(answers.software_name),
        "software_price": _or_unanswered(answers.software_price, 0),
        "internet_year": _or_unanswered(answers.internet_month, 0, times=MONTHS),
        "technicians": _or_unanswered(answers.technicians, 1),
        "yearly_money": _number(answers.yearly_money),
        "ending_money": "{ by_year = { "
        + ", ".join(f"{year} = {_number(amount)}" for year, amount in ends.items())
        + " } }",
    }


def _or_unanswered(number: float | None, stand_in: float, *, times: float = 1) -> str:
    """An answer, or a stand-in that is marked as one: a cost that nobody gave must not pass for none."""
    if number is not None:
        return _number(number * times)
    return _table({"value": stand_in, "assumption": True, "note": "Not answered yet: put the district's own here."})


def _number(number: float) -> str:
    """A number as a plan writes it, to the last of the 15 digits that count."""
    return f"{number:.15g}"


def _text(text: str) -> str:
    """A text as TOML quotes it: as JSON does, and the delete character escaped, too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _table(entries: dict[str, object]) -> str:
    """An inline table of TOML; empty texts are left out."""
    said = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items() if value != ""]
    return "{ " + ", ".join(said) + " }"
