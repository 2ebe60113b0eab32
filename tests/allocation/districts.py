"""A district whose allocation can be worked by hand, and random sources for it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.model.worked import DISTRICT

Raw = dict[str, Any]

# $40,000 and $30,000 a year that run through the year, and a refresh of $60,000 in March 2027.
COSTS: Mapping[str, Any] = {
    "services": {
        "filter": {"label": "Content filter", "category": "security", "price": 40_000},
        "lms": {"label": "Learning platform", "category": "software", "price": 30_000},
    },
    "projects": {
        "refresh": {
            "label": "Refresh",
            "category": "client_devices",
            "tags": {"month": 3},
            "start": 2027,
            "lines": {"devices": {"label": "Devices", "amount": 60_000, "phase": "acquire", "kind": "capital"}},
        }
    },
}
# $60,000 once, to be committed by 30 September 2027; $70,000 a year that carries over.
SOURCES: Mapping[str, Any] = {
    "grant": {
        "label": "State grant",
        "recurrence": "one_time",
        "amount": {"by_year": {2027: 60_000, 2028: 0}},
        "obligate_by": datetime.date(2027, 9, 30),
    },
    "levy": {"label": "Levy", "recurrence": "at_risk", "amount": 70_000, "carries_over": True},
}


def district(sources: Mapping[str, Any] = SOURCES, **sections: Any) -> Raw:
    """Three fiscal years from July 2026 to June 2029."""
    calendar = {"start_month": 7, "first_year": 2027, "horizon": 3}
    return {**DISTRICT, "calendar": calendar, **COSTS, "sources": dict(sources), **sections}


def days() -> st.SearchStrategy[datetime.date]:
    return st.dates(datetime.date(2026, 9, 1), datetime.date(2029, 5, 31))


@st.composite
def random_sources(draw: st.DrawFn) -> Raw:
    """Two to four sources of many kinds: by year, with a balance, a window, rules of use, a match, a cap."""
    return {f"source{number}": draw(random_source()) for number in range(draw(st.integers(2, 4)))}


AMOUNTS = st.integers(0, 90_000_00).map(lambda cents: cents / 100)


@st.composite
def random_source(draw: st.DrawFn) -> Raw:
    source: Raw = {
        "label": "A source",
        "recurrence": draw(st.sampled_from(["one_time", "recurring", "at_risk"])),
        "unrestricted": draw(st.booleans()),
    }
    if draw(st.booleans()):
        source["opening_balance"] = draw(AMOUNTS)
    if draw(st.booleans()):
        source["uses"] = {"own": {"categories": draw(st.sampled_from([["security"], ["software", "client_devices"]]))}}
    if draw(st.integers(0, 3)) == 0:
        source["match"] = draw(st.sampled_from([0.2, 0.5]))
    money: Raw = draw(st.one_of(by_amount(), by_amount(), ways()))
    return source | money


@st.composite
def by_amount(draw: st.DrawFn) -> Raw:
    """Yearly amounts that lapse, carry over or end on a day; some uses under a cap."""
    money: Raw = {
        "amount": {"by_year": {year: draw(AMOUNTS) for year in (2027, 2028, 2029)}},
        "carries_over": draw(st.booleans()),
    }
    if draw(st.booleans()):
        money["obligate_by"] = draw(days())
    if draw(st.integers(0, 3)) == 0:
        uses = {"some": {"categories": ["security"], "capped": True}, "rest": {}}
        money |= {"cap": draw(st.sampled_from([0.1, 0.4])), "uses": uses}
    return money


@st.composite
def ways(draw: st.DrawFn) -> Raw:
    """Money that comes in other ways: levies, allotments of two years, reserves with interest and a floor, the general fund."""
    chosen: Raw = draw(
        st.sampled_from(
            [
                {"levy": {"amount": draw(AMOUNTS), "last_tax_year": 2028}},
                {"allotment": {"years": 2, "begins": 2028, "groups": {"all": {"label": "All", "rate": 61.5}}}},
                {"reserve": {"amount": draw(AMOUNTS), "interest": 0.03, "floor": 5_000}},
                {"fund": {"revenue": 900_000, "expenditure": 850_000, "gives": 30_000}},
                {"fund": {"revenue": 900_000, "expenditure": 870_000, "floor": 20_000}},
            ]
        )
    )
    return chosen
