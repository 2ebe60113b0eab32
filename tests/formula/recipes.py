"""Random formulas as recipes: trees that hypothesis draws and shrinks, with every operator, every shape and both signs.

Amounts go from cents to ten billion dollars before they are multiplied. A recipe says what to build and holds its numbers;
`kitchen.py` builds it. Units and shapes fit by construction. Four honest limits:

- A divisor is never a bare difference. LibreOffice makes a difference of nearly equal numbers 0, so that one engine would see a
  tiny divisor and the other none.
- What goes into SUMIFS (`by_year`, `sum_where`, `total_of`) is drawn without errors (`safe`): formualizer leaves out an error there.
- 0 to the power 0 and broken powers of negative numbers are not drawn: both engines give numbers where Excel gives #NUM!.
- Whole units are drawn of anything but dollars: LibreOffice's ROUNDUP takes a fraction under 1e-12 of the number, such as the cent of
  10,000,000,000.01, for none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from tests.formula.small import FIRST_YEAR

PERIODS, TERMS, RECORDS = 3, 2, 3  # fiscal years, terms in each, records of a table
CONSTANT, SERIES, COLUMN, FAMILY, TERM = "constant", "series", "column", "family", "term"
SHAPES = (CONSTANT, SERIES, COLUMN, FAMILY, TERM)
WITHIN = {  # a formula of one shape may read rows of these
    CONSTANT: (CONSTANT,),
    SERIES: (SERIES, SERIES, CONSTANT),
    COLUMN: (COLUMN, COLUMN, CONSTANT),
    FAMILY: (FAMILY, SERIES, COLUMN, CONSTANT),
    TERM: (TERM, TERM, CONSTANT),
}
LENGTHS = {CONSTANT: 1, SERIES: PERIODS, COLUMN: RECORDS, FAMILY: 0, TERM: PERIODS * TERMS}
USD, DEVICE, SHARE, PRICE, YEAR = "usd", "device", "share", "usd/device", "year"
UNITS = (USD, DEVICE, SHARE, PRICE)


@dataclass(frozen=True)
class Recipe:
    """One part of a formula: what it does (`given` for an input), its unit and shape, its parts, its numbers."""

    does: str
    unit: str
    shape: str
    parts: tuple[Recipe, ...] = ()
    numbers: tuple[float, ...] = ()

    def __str__(self) -> str:
        inside = ", ".join(map(str, self.parts or self.numbers))
        return f"{self.does}<{self.unit} {self.shape}>({inside})"


def _hundredths(most: int, least: int = 0) -> st.SearchStrategy[float]:
    return st.integers(least, most).map(lambda n: n / 100)


_AMOUNTS = {
    USD: st.one_of(
        _hundredths(100000, -100000), _hundredths(10**12, -(10**12)), st.sampled_from([0.0, 2.675, 1.005, -0.125, 0.01])
    ),
    DEVICE: st.one_of(st.integers(0, 50), st.integers(-9, 99999), st.integers(0, 9999).map(lambda n: n / 10)).map(
        float
    ),
    SHARE: st.one_of(
        st.integers(-2000, 2000).map(lambda n: n / 1000), st.sampled_from([0.0, 1.0, 0.1, 0.2, 0.3, 1 / 3, -1.0])
    ),
    PRICE: st.one_of(_hundredths(5 * 10**5), _hundredths(9999, -9999), st.sampled_from([0.0, 79.41, 0.005, 383.25])),
    YEAR: st.integers(0, 6).map(float),
}
_POSITIVE = {
    USD: st.one_of(_hundredths(10**5, 100), _hundredths(10**12, 10**8)),
    DEVICE: st.integers(1, 9999).map(float),
    SHARE: st.integers(200, 2500).map(lambda n: n / 1000),
    PRICE: _hundredths(10**5, 100),
    YEAR: st.integers(1, 6).map(float),
}


class Cook:
    """Draws recipes with hypothesis's `draw`."""

    def __init__(self, draw: Callable[..., Any]) -> None:
        self.draw = draw

    def one_of(self, *choices: str) -> str:
        return str(self.draw(st.sampled_from(choices)))

    def given(self, unit: str, shape: str, numbers: st.SearchStrategy[float] | None = None) -> Recipe:
        """An input of this shape or of a smaller one; a family has no numbers of its own."""
        of = self.one_of(*(within for within in WITHIN[shape] if LENGTHS[within]))
        return Recipe(
            "given", unit, of, numbers=self.numbers(_AMOUNTS[unit] if numbers is None else numbers, LENGTHS[of])
        )

    def numbers(self, of: st.SearchStrategy[float], count: int) -> tuple[float, ...]:
        return tuple(self.draw(st.lists(of, min_size=count, max_size=count)))

    def formula(self, unit: str, shape: str, depth: int, safe: bool = False) -> Recipe:
        """Any formula of this unit and shape, at most `depth` operators deep; `safe` ones have a value in every cell."""
        if depth == 0:
            return self.given(unit, shape)
        makers = self.makers(unit, shape, safe)
        return makers[self.one_of(*makers)](unit, shape, depth - 1, safe)

    def makers(self, unit: str, shape: str, safe: bool) -> dict[str, Callable[[str, str, int, bool], Recipe]]:
        """The ways to make such a formula, by name."""
        found: dict[str, Callable[[str, str, int, bool], Recipe]] = {}
        found |= dict.fromkeys(("add", "subtract", "at_least", "at_most", "sum_rows"), self.several)
        found |= dict.fromkeys(("negative", "own_row"), self.alone)
        found |= {"literal": self.literal, "where": self.where, "pick": self.pick, "tier": self.tier}
        found |= {"multiply": self.multiply, "divide": self.divide}
        found |= {"cents": self.alone} if unit == USD else {"whole": self.alone}
        found |= (
            {"power": self.power, "exp": self.exp, "flag": self.flag, "percent": self.alone} if unit == SHARE else {}
        )
        found |= {"prior": self.prior} if shape in (SERIES, FAMILY, TERM) else {}
        found |= {"rolling": self.rolling} if shape in (SERIES, FAMILY) else {}
        found |= {"sum_of": self.sum_of, "sum_where": self.sum_where} if shape in (CONSTANT, SERIES) else {}
        found |= {"sum_product": self.sum_product} if shape in (CONSTANT, SERIES) else {}
        found |= {"sum_below": self.sum_below} if shape != TERM else {}
        found |= {"one_each": self.one_each} if shape in (COLUMN, FAMILY) else {}
        found |= {"month_from": self.month, "month_to": self.month} if unit == SHARE else {}
        found |= {"total": self.total} if shape in (CONSTANT, COLUMN) else {}
        found |= {"sum_where": self.sum_where_each} if shape == COLUMN else {}
        found |= (
            {"by_year": self.by_year, "ladder": self.ladder, "typed_over": self.typed_over} if shape == SERIES else {}
        )
        found |= {"total_of": self.total_of} if (unit, shape) == (USD, SERIES) else {}
        found |= {"at_year": self.at_year} if shape in (CONSTANT, SERIES, COLUMN, TERM) else {}
        found |= {"in_month": self.in_month} if shape in (CONSTANT, SERIES, TERM) else {}
        return {name: self.named(name, maker) for name, maker in found.items()}

    def named(self, name: str, maker: Callable[..., Recipe]) -> Callable[[str, str, int, bool], Recipe]:
        """A maker whose recipes do what their name says."""

        def make(unit: str, shape: str, depth: int, safe: bool) -> Recipe:
            return replace(maker(unit, shape, depth, safe), does=self.variant(name))

        return make

    def variant(self, name: str) -> str:
        return self.one_of("above", "reaches", "equals") if name == "flag" else name

    def several(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        return Recipe("", unit, shape, (self.formula(unit, shape, depth, safe), self.formula(unit, shape, depth, safe)))

    def alone(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        return Recipe("", unit, shape, (self.formula(unit, shape, depth, safe),))

    def literal(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """Times or over one of the few numbers that may stand in a formula, or 0 less the formula."""
        number = self.draw(st.sampled_from([0.0, 1.0, -1.0, 12.0, 100.0]))
        return Recipe("", unit, shape, (self.formula(unit, shape, depth, safe),), (number,))

    def where(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """The flag is a comparison, or a number that is 1 now and then."""
        compared = self.one_of(*UNITS)
        flag = self.one_of("above", "reaches", "equals", "given")
        asked = (
            self.given(SHARE, shape, st.sampled_from([0.0, 1.0]))
            if flag == "given"
            else Recipe(flag, SHARE, shape, self.several(compared, shape, depth, safe).parts)
        )
        return Recipe("", unit, shape, (asked, *self.several(unit, shape, depth, safe).parts))

    def pick(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        choices = self.several(unit, shape, depth, safe).parts + self.several(unit, shape, 0, safe).parts[:1]
        out = 0 if safe else 1
        index = self.given(SHARE, shape, st.integers(1 - out, len(choices) + out).map(float))
        return Recipe("", unit, shape, (index, *choices))

    def tier(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        compared = self.one_of(*UNITS)
        floors = sorted(self.numbers(_AMOUNTS[compared], RECORDS))
        if safe:
            floors[0] = -1e14
        value = self.formula(compared, shape, depth, safe)
        return Recipe("", unit, shape, (value,), (*floors, *self.numbers(_AMOUNTS[unit], RECORDS)))

    def multiply(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        ways = {USD: ((DEVICE, PRICE), (PRICE, DEVICE), (USD, SHARE), (SHARE, USD))}
        left, right = ways.get(unit, ((unit, SHARE), (SHARE, unit)))[self.draw(st.integers(0, 1))]
        return Recipe(
            "", unit, shape, (self.formula(left, shape, depth, safe), self.formula(right, shape, depth, safe))
        )

    def divide(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        same = self.one_of(*UNITS)
        ways = {PRICE: (USD, DEVICE), SHARE: (same, same)}
        above, below = ways.get(unit, (unit, SHARE))
        return Recipe(
            "", unit, shape, (self.formula(above, shape, depth, safe), self.divisor(below, shape, depth, safe))
        )

    def divisor(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """0 now and then, else a size that no engine takes for 0."""
        kind = self.one_of(
            "given",
            "product",
            "quotient",
            "sum",
            "at_least",
            "negative",
            *(() if safe else ("zero", "whole")[: 1 + (unit != USD)]),
        )
        positive = self.given(unit, shape, _POSITIVE[unit])
        share = self.given(SHARE, shape, _POSITIVE[SHARE])
        made = {
            "given": positive,
            "product": Recipe("multiply", unit, shape, (positive, share)),
            "quotient": Recipe("divide", unit, shape, (positive, share)),
            "sum": Recipe("add", unit, shape, (positive, self.given(unit, shape, _POSITIVE[unit]))),
            "negative": Recipe("negative", unit, shape, (positive,)),
        }
        if kind == "zero":
            return self.given(unit, shape, st.one_of(st.just(0.0), _POSITIVE[unit]))
        if kind == "whole":
            return Recipe("whole", unit, shape, (self.formula(unit, shape, max(depth - 1, 0), safe),))
        if kind == "at_least":
            return Recipe("at_least", unit, shape, (positive, self.formula(unit, shape, depth, safe)))
        return made[kind]

    def power(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """A positive base to any power, or a negative one to a whole one; powers of powers, too."""
        kind = self.one_of("positive", "sum", "power", "negative")
        base = self.given(SHARE, shape, _POSITIVE[SHARE])
        if kind == "sum":
            base = Recipe("add", SHARE, shape, (base, self.given(SHARE, shape, _POSITIVE[SHARE])))
        if kind == "power":
            base = Recipe(
                "power", SHARE, shape, (base, self.given(SHARE, shape, st.sampled_from([0.5, 2.0, -1.0, 3.0])))
            )
        if kind == "negative":
            negative = Recipe("negative", SHARE, shape, (base,))
            return Recipe("", unit, shape, (negative, self.given(SHARE, shape, st.integers(1, 4).map(float))))
        exponent = self.given(self.one_of(SHARE, YEAR), shape, st.one_of(st.integers(-3, 6).map(float), st.just(0.5)))
        return Recipe("", unit, shape, (base, exponent))

    def exp(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """An exponent that leaves room for what multiplies the result; a sum of two has more digits than either."""
        exponents = st.integers(-3000, 3000).map(lambda n: n / 1000)
        of_two = Recipe(
            "subtract", SHARE, shape, (self.given(SHARE, shape, exponents), self.given(SHARE, shape, exponents))
        )
        return Recipe("", unit, shape, (of_two if depth else self.given(SHARE, shape, exponents),))

    def flag(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        compared = self.one_of(*UNITS)
        return Recipe("", unit, shape, self.several(compared, shape, depth, safe).parts)

    def opening(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        return self.formula(unit, COLUMN if shape == FAMILY else CONSTANT, depth, safe)

    def prior(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """The row that is looked back at, and its opening."""
        return Recipe("", unit, shape, (self.formula(unit, shape, depth, safe), self.opening(unit, shape, 0, safe)))

    def rolling(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """What comes in, the share that goes on, and the opening of a row that looks back at itself."""
        share = self.given(SHARE, shape, st.integers(-1000, 1000).map(lambda n: n / 1000))
        return Recipe(
            "", unit, shape, (self.formula(unit, shape, depth, safe), share, self.opening(unit, shape, depth, safe))
        )

    def sum_of(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        return Recipe("", unit, shape, (self.formula(unit, COLUMN if shape == CONSTANT else FAMILY, depth, safe),))

    def sum_product(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        wider = COLUMN if shape == CONSTANT else FAMILY
        parts = (self.formula(unit, wider, depth, True), self.formula(SHARE, wider, depth, True))
        return Recipe("", unit, shape, parts)

    def total(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        return Recipe("", unit, shape, (self.formula(unit, SERIES if shape == CONSTANT else FAMILY, depth, safe),))

    def by_year(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        return Recipe("", unit, shape, (self.formula(unit, TERM, depth, True),))

    def sum_where(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        values = self.formula(unit, {CONSTANT: COLUMN, SERIES: FAMILY}[shape], depth, True)
        keys = self.numbers(st.integers(1, 3).map(float), RECORDS)
        key = self.given(SHARE, shape, st.integers(1, 4).map(float))
        return Recipe("", unit, shape, (values, key), keys)

    def sum_below(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """What lies below a key: one key for all, or for each record its own, as a cohort asks for all that are older."""
        wider = {CONSTANT: COLUMN, SERIES: FAMILY}.get(shape, shape)
        values = self.formula(unit, wider, depth, True)
        keys = self.numbers(st.integers(1, 3).map(float), RECORDS)
        return Recipe("", unit, shape, (values, self.given(SHARE, shape, st.integers(0, 4).map(float))), keys)

    def one_each(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """A row of its own for each record."""
        narrow = CONSTANT if shape == COLUMN else SERIES
        return Recipe("", unit, shape, tuple(self.formula(unit, narrow, depth, safe) for _ in range(RECORDS)))

    def month(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """Days around the ends of months and years, one for all or one for each record."""
        days = st.sampled_from([46203, 46204, 46205, 46387, 46388, 46811, 46812, 46813]).map(float)
        return Recipe("", unit, shape, (), self.numbers(days, RECORDS))

    def sum_where_each(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """Records of another table, summed for each record of this one by its number."""
        keys, values = (
            self.numbers(st.integers(1, 4).map(float), RECORDS + 1),
            self.numbers(_AMOUNTS[unit], RECORDS + 1),
        )
        return Recipe("", unit, shape, (), (*keys, *values))

    def ladder(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        intake, share = self.formula(unit, SERIES, depth, safe), self.given(SHARE, SERIES)
        return Recipe("", unit, shape, (intake, self.given(YEAR, CONSTANT), share))

    def typed_over(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        typed = self.numbers(st.one_of(st.just(float("nan")), _AMOUNTS[unit]), PERIODS)
        return Recipe("", unit, shape, (self.formula(unit, SERIES, depth, safe),), typed)

    def total_of(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        posted = (self.formula(USD, SERIES, depth, True), self.given(USD, SERIES), self.given(USD, SERIES))
        return Recipe("", unit, shape, posted)

    def in_month(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        """What a term's row has in the term with a number, also before the first and after the last."""
        number = self.given(SHARE, shape, st.integers(0, PERIODS * TERMS + 1).map(float))
        return Recipe("", unit, shape, (self.formula(unit, TERM, depth, True), number))

    def at_year(self, unit: str, shape: str, depth: int, safe: bool) -> Recipe:
        out = 0 if safe else 1
        years = st.integers(FIRST_YEAR - out, FIRST_YEAR + PERIODS - 1 + out).map(float)
        asked = self.one_of("given", "year") if shape in (SERIES, TERM) else "given"
        when = self.given(YEAR, shape, years) if asked == "given" else Recipe("year", YEAR, shape)
        return Recipe("", unit, shape, (self.formula(unit, SERIES, depth, safe), when))


EVERY_WAY = sorted(
    {(way, unit, shape) for unit in UNITS for shape in SHAPES for way in Cook(lambda _: "").makers(unit, shape, False)}
)
WAYS = sorted({way for way, _, _ in EVERY_WAY})


@st.composite
def recipes(draw: Callable[..., Any], *, way: str | None = None, depth: int = 3) -> Recipe:
    """One random formula, with any unit and shape; `way` is what it does last."""
    cook = Cook(draw)
    last = way or cook.one_of(*WAYS)
    unit, shape = draw(st.sampled_from([(unit, shape) for found, unit, shape in EVERY_WAY if found == last]))
    return cook.makers(unit, shape, False)[last](unit, shape, depth - 1, False)
