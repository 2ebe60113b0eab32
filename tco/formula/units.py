"""Units of a plan's rows: what is counted, computed and compared through every formula.

A unit is written as people write it: `usd`, `usd/device`, `device/student`, `share`. Annual flows omit `/year`; `year` is for
ages, lives and terms. Money of one year's prices is `usd@2027` and does not mix with nominal `usd`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from tco.errors import UnitError

KNOWN_UNITS: Mapping[str, str] = {
    "usd": "dollars of the year they are paid in",
    "device": "a device in service or bought",
    "student": "an enrolled student",
    "teacher": "a teacher, full-time equivalent",
    "staff": "an employee, full-time equivalent",
    "classroom": "a teaching space",
    "school": "a school or other site",
    "user": "a person with an account: student or staff",
    "fte": "a full-time position",
    "person": "a person, whatever the hours",
    "page": "a printed page",
    "ticket": "a request for support",
    "incident": "a breakage that is repaired",
    "hour": "an hour of work",
    "day": "a day of work or of notice",
    "date": "a calendar day, numbered as spreadsheets number days",
    "mbps": "megabits per second of circuit capacity",
    "terabyte": "a terabyte of stored data",
    "sqft": "a square foot of floor",
    "port": "a socket of a switch",
    "connection": "a device connected to an access point",
    "kwh": "kilowatt-hours of electricity",
    "licence": "a licence or seat",
    "unit": "a piece of equipment that is not a student or staff device",
    "circuit": "a leased line",
    "pickup": "a recycler's visit",
    "contract": "a contract or policy for the whole district",
    "year": "years of age, life or term",
    "month": "months of a term",
}
PLAIN = {"", "1", "share", "flag", "index", "factor"}
_SYMBOL = re.compile(r"^([a-z]+)(@\d{4})?(\^-?\d+)?$")


@dataclass(frozen=True)
class Unit:
    """A product of counted things with whole powers; the empty product is a plain number, `said` as share, factor, index or flag."""

    powers: tuple[tuple[str, int], ...] = ()
    said: str = field(default="share", compare=False)

    def __str__(self) -> str:
        above = [_power(name, power) for name, power in self.powers if power > 0]
        below = [_power(name, -power) for name, power in self.powers if power < 0]
        if not self.powers:
            return self.said
        return "*".join(above or ["1"]) + "".join(f"/{name}" for name in below)

    def __mul__(self, other: Unit) -> Unit:
        return _merge(self, other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return _merge(self, other, -1)

    @property
    def is_plain(self) -> bool:
        return not self.powers

    @property
    def is_money(self) -> bool:
        """Whether an amount of dollars: what is rounded and compared in cents."""
        return len(self.powers) == 1 and self.powers[0][0].startswith("usd") and self.powers[0][1] == 1


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


@cache
def _merge(left: Unit, right: Unit, sign: int) -> Unit:
    powers = dict(left.powers)
    for name, power in right.powers:
        powers[name] = powers.get(name, 0) + sign * power
    return Unit(tuple(sorted((name, power) for name, power in powers.items() if power)))


@cache
def unit(text: str) -> Unit:
    """Read a unit such as `usd/device`. Raises UnitError for a symbol that is not in `KNOWN_UNITS`."""
    powers: dict[str, int] = {}
    for position, part in enumerate(text.split("/")):
        for symbol in part.split("*"):
            if symbol in PLAIN:
                continue
            found = _SYMBOL.match(symbol)
            if not found or found[1] not in KNOWN_UNITS:
                known = (
                    f"known are {', '.join(KNOWN_UNITS)}; a new one is a line of KNOWN_UNITS in tco/formula/units.py"
                )
                raise UnitError(f"unit {text!r}: {symbol!r} is not a known unit; {known}")
            name = found[1] + (found[2] or "")
            power = int(found[3][1:]) if found[3] else 1
            powers[name] = powers.get(name, 0) + (power if position == 0 else -power)
    said = text if text in ("index", "flag", "factor") else "share"
    return Unit(tuple(sorted((name, power) for name, power in powers.items() if power)), said)


PLAIN_UNIT = Unit()
YEAR = unit("year")
DATE, DAY, MONTH = unit("date"), unit("day"), unit("month")
_DAY_ZERO = datetime.date(1899, 12, 30)


def day_number(day: datetime.date) -> int:
    """A calendar day as spreadsheets number it."""
    return (day - _DAY_ZERO).days


def date_of(number: float) -> datetime.date:
    """The calendar day with a number of `day_number`."""
    return _DAY_ZERO + datetime.timedelta(days=round(number))
