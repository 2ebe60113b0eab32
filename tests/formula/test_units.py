"""Units are computed through every formula and compared where amounts meet."""

from __future__ import annotations

import datetime

import pytest

from tco.errors import FormulaError, UnitError
from tco.formula.expression import (
    Expression,
    Tier,
    at_least,
    at_most,
    cents,
    equals,
    exp,
    month_from,
    operate,
    pick,
    sum_below,
    sum_of,
    sum_rows,
    sum_where,
    where,
    whole,
)
from tco.formula.units import KNOWN_UNITS, PLAIN_UNIT, date_of, day_number, unit
from tests.formula.small import Small, small


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("usd", "usd"),
        ("usd/device", "usd/device"),
        ("device/student", "device/student"),
        ("usd/device/year", "usd/device/year"),
        ("device*usd", "device*usd"),
        ("usd*device", "device*usd"),
        ("1/year", "1/year"),
        ("usd@2027/device", "usd@2027/device"),
        ("device*usd/device", "usd"),
        ("usd/usd", "share"),
        ("share", "share"),
        ("flag", "flag"),
        ("index", "index"),
        ("device^2", "device^2"),
    ],
)
def test_a_unit_is_read_as_people_write_it(written: str, read: str) -> None:
    assert str(unit(written)) == read


@pytest.mark.parametrize("wrong", ["dollar", "USD", "usd/devices", "usd@27", "usd per device", "5"])
def test_an_unknown_symbol_is_refused_and_the_known_ones_are_named(wrong: str) -> None:
    with pytest.raises(UnitError, match="is not a known unit; known are usd, device, student"):
        unit(wrong)


def test_every_known_unit_can_be_read_and_says_what_it_counts() -> None:
    for symbol, meaning in KNOWN_UNITS.items():
        assert str(unit(symbol)) == symbol
        assert meaning


def test_products_and_quotients_cancel() -> None:
    assert unit("device") * unit("usd/device") == unit("usd")
    assert unit("usd") / unit("device") == unit("usd/device")
    assert unit("usd") / unit("usd") == PLAIN_UNIT
    assert unit("mbps/user") * unit("user") * unit("usd/mbps") == unit("usd")


@pytest.mark.parametrize(
    ("written", "is_money"),
    [("usd", True), ("usd@2027", True), ("usd/device", False), ("usd^2", False), ("1/usd", False), ("device", False)],
)
def test_only_an_amount_of_dollars_is_money(written: str, is_money: bool) -> None:
    assert unit(written).is_money is is_money


def test_a_formula_has_the_unit_that_its_operands_make() -> None:
    s = small()
    devices, price, share, age = (
        s.constant(of.replace("/", "_"), 2, of) for of in ("device", "usd/device", "share", "year")
    )
    made: dict[str, Expression] = {
        "usd": devices * price * share,
        "usd/device": devices * price / devices,
        "share": (1 + share) ** age,
        "device": at_least(0, devices - 1 * devices),
        "year": age + 1,
    }
    assert {name: str(formula.unit) for name, formula in made.items()} == {name: name for name in made}
    assert (devices > 0).unit == PLAIN_UNIT
    assert where(devices > 0, price, 0).unit == unit("usd/device")
    assert pick(share, price, price).unit == unit("usd/device")


def meetings(s: Small) -> dict[str, object]:
    """Formulas in which dollars meet devices, or dollars meet dollars of another year: one for each way to meet."""
    usd, devices, share = s.constant("usd", 1), s.constant("device", 1, "device"), s.constant("share", 1, "share")
    real = s.constant("real", 1, "usd@2027")
    floors, rates = s.column("floors", [0, 1, 2], "device"), s.column("rates", [3, 4, 5], "usd/device")
    return {
        "add": lambda: usd + devices,
        "subtract": lambda: usd - devices,
        "prices of one year and dollars of another": lambda: usd + real,
        "above": lambda: usd > devices,
        "reaches": lambda: usd >= devices,
        "equals": lambda: equals(usd, devices),
        "at least": lambda: at_least(usd, devices),
        "at most": lambda: at_most(usd, devices),
        "where": lambda: where(share, usd, devices),
        "pick": lambda: pick(share, usd, devices),
        "typed over": lambda: operate("typed_over", usd, devices),
        "sum of rows": lambda: sum_rows([usd, devices]),
        "tier": lambda: Tier(usd, floors, rates),
        "sum where": lambda: sum_where(rates, floors, usd),
        "the month of dollars": lambda: month_from(usd),
        "sum below": lambda: sum_below(rates, floors, usd),
        "a power of e in dollars": lambda: exp(usd),
        "a literal one beside dollars": lambda: usd + 1,
        "dollars to a power": lambda: usd**share,
        "years to the power of years": lambda: s.constant("age", 1, "year") ** s.constant("life", 1, "year"),
        "a share to the power of dollars": lambda: share**usd,
    }


@pytest.mark.parametrize("meeting", meetings(small()))
def test_two_units_that_cannot_meet_are_refused(meeting: str) -> None:
    formula = meetings(small())[meeting]
    assert callable(formula)
    with pytest.raises(UnitError):
        formula()


def test_what_meets_is_named_with_the_remedy() -> None:
    s = small()
    with pytest.raises(UnitError, match="add: usd meets usd@2027; put a row between them that converts them"):
        s.constant("nominal", 1) + s.constant("real", 1, "usd@2027")


def test_days_before_or_after_a_calendar_day_are_a_calendar_day() -> None:
    """30 June 2028 is day 46,934 of a spreadsheet; 90 days before it is 1 April."""
    s = small()
    end, notice = s.constant("end", day_number(datetime.date(2028, 6, 30)), "date"), s.constant("notice", 90, "day")
    assert str((end - notice).unit) == "date"
    assert [date_of(number) for number in s.numbers(end - notice)] == [datetime.date(2028, 4, 1)]
    with pytest.raises(UnitError):
        notice - end
    with pytest.raises(UnitError):
        end + end - notice * notice
    with pytest.raises(UnitError):
        end * notice + end


def test_an_index_row_turns_prices_of_a_year_into_dollars() -> None:
    s = small()
    real, index = s.constant("real", 200, "usd@2027"), s.constant("index", 1.5, "usd/usd@2027")
    assert str((real * index).unit) == "usd"
    assert s.numbers(real * index) == [300]


def test_a_row_refuses_a_formula_of_another_unit() -> None:
    s = small()
    devices = s.constant("devices", 1, "device")
    with pytest.raises(UnitError, match="b.spent: the formula gives device, the row says usd"):
        s.block.row("spent", "Spent", "usd", devices)
    with pytest.raises(UnitError, match="b.kept: the opening gives device, the row says usd"):
        s.block.row("kept", "Kept", "usd", 0, opening=devices)


def test_zero_fits_every_unit_and_one_fits_years() -> None:
    s = small()
    usd, age = s.constant("usd", 3), s.constant("age", 3, "year")
    assert s.numbers(at_least(0, usd)) == [3]
    assert s.numbers(age - 1) == [2]
    assert str(whole(age).unit) == "year"
    assert str(cents(usd).unit) == "usd"
    assert s.block.row("empty", "Empty", "usd", 0).unit == unit("usd")
    with pytest.raises(UnitError):
        age + 12


def test_sums_over_records_keep_the_unit() -> None:
    s = small()
    assert str(sum_of(s.column("count", [1, 2, 3], "device")).unit) == "device"


def test_a_unit_error_is_a_formula_error() -> None:
    assert issubclass(UnitError, FormulaError)
