"""How a unit is said and how its numbers are shown: dollars without cents, shares as per cent, years without commas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tco.formula.number import Values
from tco.formula.rows import Row
from tco.formula.units import DATE, YEAR, Unit

FISCAL_YEAR = '"FY"0'
PLAIN_TEXT = "@"
WHOLE = '#,##0_);(#,##0);"-"_)'
WHOLE_TYPED = "#,##0_);(#,##0);0_)"
ONE_PLACE = '#,##0.0_);(#,##0.0);"-"_)'
TWO_PLACES = '#,##0.00_);(#,##0.00);"-"_)'
TYPED_PLACES = "#,##0.00##_);(#,##0.00##);0_)"
SHARE = "0.0%_);(0.0%);0.0%_)"
SHARE_TYPED = "0.0##%_);(0.0##%);0.0%_)"
INDEX = "0.0000_);(0.0000);0_)"
CALENDAR_DAY = "yyyy-mm-dd"
FIRST_CALENDAR_YEAR = 1900
CALENDAR = "0_);(0);0_)"
YEARS_AND_MONTHS = "0.0#_);(0.0#);0_)"

_MANY: Mapping[str, str] = {
    "usd": "$",
    "staff": "staff",
    "person": "people",
    "fte": "FTE",
    "mbps": "Mbps",
    "kwh": "kWh",
}
_PLAIN: Mapping[str, str] = {"flag": "0 or 1", "index": "number", "factor": "number"}
_ONE: Mapping[str, str] = {"usd": "$", "fte": "FTE", "mbps": "Mbps", "kwh": "kWh", "staff": "employee"}


def unit_words(row: Row, values: Values) -> str:
    """The unit as a business officer says it: `$ per device`, `%`, `0 or 1`, `fiscal year`."""
    if row.unit == DATE:
        return "date"
    if row.unit == YEAR and _largest(row, values) >= FIRST_CALENDAR_YEAR:
        return "fiscal year"
    if row.unit.is_plain:
        return _PLAIN.get(row.unit.said, "%")
    return words_of(row.unit)


@cache
def words_of(of: Unit) -> str:
    above = [_power(_many(name), power) for name, power in of.powers if power > 0]
    below = [_power(_one(name), -power) for name, power in of.powers if power < 0]
    return " × ".join(above or ["1"]) + "".join(f" per {name}" for name in below)


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


def _many(name: str) -> str:
    name, _, prices = name.partition("@")
    return _MANY.get(name, f"{name}s") + (f" of {prices}" if prices else "")


def _one(name: str) -> str:
    name, _, prices = name.partition("@")
    return _ONE.get(name, name) + (f" of {prices}" if prices else "")


def number_format(row: Row, values: Values, *, typed: bool = False, headline: bool = False) -> str:
    """The number format of a row: by its unit, and by whether parts of a unit occur in it."""
    if row.unit.is_plain and row.unit.said in _PLAIN:
        return INDEX if _has_parts(row, values) else CALENDAR
    if row.unit.is_plain:
        return SHARE_TYPED if typed else SHARE
    if row.unit in (DATE, YEAR):
        years = YEARS_AND_MONTHS if _has_parts(row, values) else CALENDAR
        return CALENDAR_DAY if row.unit == DATE else years
    if typed:
        return TYPED_PLACES if _has_parts(row, values) else WHOLE_TYPED
    if row.unit.is_money or (headline and _largest(row, values) >= 100):
        return WHOLE
    if dict(row.unit.powers).get("usd", 0) > 0:
        return TWO_PLACES
    if not _has_parts(row, values):
        return WHOLE
    return ONE_PLACE if _largest(row, values) >= 100 else TWO_PLACES


def _has_parts(row: Row, values: Values) -> bool:
    """Whether any value is no whole number; blanks, which hold nan, have no parts."""
    array = values[row]
    return bool((array % 1 > 0).any())


def _largest(row: Row, values: Values) -> float:
    array = values[row]
    known = array[abs(array) >= 0]
    return float(abs(known).max()) if known.size else 0.0
