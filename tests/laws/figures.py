"""Figures as a district writes them: plain, as a table with source and spread, by year, by age."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

FIRST_YEAR = 2027
LONGEST = 6

Raw = dict[str, Any]
Strategy = st.SearchStrategy[Any]


def numbers(low: float, high: float, digits: int = 2) -> st.SearchStrategy[float]:
    """Numbers with few decimals, as people write them."""
    scale = 10**digits
    return st.integers(round(low * scale), round(high * scale)).map(lambda whole: whole / scale)


def shares(most: float = 1.0) -> st.SearchStrategy[float]:
    return numbers(0, most, 3)


def figure(low: float, high: float, digits: int = 2) -> Strategy:
    """A figure that holds for all years, plain or with what the district knows of it."""
    plain = numbers(low, high, digits)
    return plain | plain.map(lambda value: {"value": value, "source": "board minutes", "assumption": True})


def spread(low: float, high: float, digits: int = 2) -> Strategy:
    """A figure with a low and a high that differ."""
    three = st.lists(numbers(low, high, digits), min_size=3, max_size=3, unique=True).map(sorted)
    return three.map(lambda each: {"low": each[0], "value": each[1], "high": each[2], "assumption": True})


def yearly(low: float, high: float, digits: int = 2) -> Strategy:
    """A figure that may change from one fiscal year to another."""
    later = st.dictionaries(
        st.integers(FIRST_YEAR + 1, FIRST_YEAR + LONGEST), numbers(low, high, digits), min_size=1, max_size=2
    )
    steps = st.builds(lambda first, rest: {"by_year": {FIRST_YEAR: first, **rest}}, numbers(low, high, digits), later)
    return figure(low, high, digits) | steps


def dated(low: float, high: float) -> Strategy:
    """A one-time amount in the years it falls in."""
    years = st.integers(FIRST_YEAR, FIRST_YEAR + LONGEST)
    return st.dictionaries(years, numbers(low, high), min_size=1, max_size=2).map(lambda each: {"by_year": each})


def aged(low: float, high: float, digits: int = 3) -> Strategy:
    """A figure that may change with the years of service."""
    return figure(low, high, digits) | st.lists(numbers(low, high, digits), min_size=2, max_size=4)


def table(of: Strategy, *ids: str, least: int = 0) -> st.SearchStrategy[Raw]:
    """A table of the plan with some of these ids."""
    chosen = st.just(list(ids)) | st.lists(st.sampled_from(ids), min_size=least, max_size=len(ids), unique=True)
    return chosen.flatmap(lambda some: st.fixed_dictionaries(dict.fromkeys(some, of)))


def some(needed: Mapping[str, Strategy], **optional: Strategy) -> st.SearchStrategy[Raw]:
    """A table of the plan with what it needs and any of what it may have."""
    return st.fixed_dictionaries(dict(needed), optional=optional)


def joined(*parts: st.SearchStrategy[Raw]) -> st.SearchStrategy[Raw]:
    """One table of the plan from several parts that go together."""
    return st.tuples(*parts).map(lambda each: {key: value for part in each for key, value in part.items()})


def all_or_none(**together: Strategy) -> st.SearchStrategy[Raw]:
    """Fields that go together: all of them or none."""
    return st.just({}) | st.fixed_dictionaries(together)
