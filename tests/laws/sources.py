"""Sources of funds, drawn at random: what they may pay, from when to when, how much of it, and in which order."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from tests.laws.figures import FIRST_YEAR, LONGEST, Raw, Strategy, figure, shares, some, table, yearly
from tests.laws.words import CATEGORIES, PHASES, RECURRENCE, text

ITEMS = (
    *("devices", "devices.student", "devices.staff", "network", "circuits.internet", "software.learning"),
    *("positions", "contractors.cabler", "projects.wireless", "contingency"),
)
SCHOOLS = ("oak", "elm", "ash")
STATUS = st.sampled_from(["awarded", "filed", "planned"])
SOURCES = ("general", "grant", "levy", "title", "gift")


def among(*words: str) -> Strategy:
    return st.lists(st.sampled_from(words), min_size=1, max_size=3, unique=True)


def use() -> st.SearchStrategy[Raw]:
    return some(
        {},
        kinds=among("capital", "operating", "debt_service"),
        categories=among(*CATEGORIES),
        items=among(*ITEMS),
        recurrences=among("one_time", "recurring", "at_risk"),
        phases=st.lists(PHASES, min_size=1, max_size=3, unique=True),
        purposes=among("run", "grow", "transform"),
        initiatives=st.just(["one_to_one"]),
        schools=among(*SCHOOLS),
        share=figure(0, 1),
    )


def days() -> Strategy:
    """Ends of months, their beginnings, and days between."""
    first = st.builds(datetime.date, st.integers(FIRST_YEAR - 2, FIRST_YEAR + LONGEST), st.integers(1, 12), st.just(1))
    return st.builds(lambda day, away: day + datetime.timedelta(away), first, st.sampled_from([-1, -1, 0, 14, 17]))


def windows() -> st.SearchStrategy[Raw]:
    """No dates, an opening, a last day to commit by with or without one to pay by, or all of them."""
    names = st.sampled_from(
        [(), (), ("opens",), ("obligate_by",), ("obligate_by", "liquidate_by"), ("opens", "obligate_by")]
    )
    return names.flatmap(
        lambda chosen: st.lists(days(), min_size=len(chosen), max_size=len(chosen)).map(
            lambda drawn: dict(zip(chosen, sorted(drawn), strict=True))
        )
    )


def capped() -> st.SearchStrategy[Raw]:
    """One or two uses, the first of them under a cap, with what it left before the plan or without."""
    more = some({"cap": shares(), "uses": st.tuples(use(), use())}, cap_unused=figure(0, 20000, 0))
    return more.map(
        lambda drawn: {**drawn, "uses": {"first": {**drawn["uses"][0], "capped": True}, "rest": drawn["uses"][1]}}
    )


def ruled() -> st.SearchStrategy[Raw]:
    uses: Strategy = st.just({}) | st.fixed_dictionaries({"uses": table(use(), "one", "two")}) | capped()
    return st.tuples(uses, windows()).map(lambda parts: {**parts[0], **parts[1]})


def plain_source(most: int = 400_000) -> st.SearchStrategy[Raw]:
    """Money for all costs, with no dates."""
    return some(
        {"label": text("A source"), "recurrence": RECURRENCE, "amount": yearly(0, most, 0)},
        opening_balance=figure(0, 100000, 0),
        carries_over=st.booleans(),
    )


def source() -> st.SearchStrategy[Raw]:
    """A source with rules of its own: a few of them, for sources with all of them seldom pay."""
    ways = some({}, match=shares(0.99), status=STATUS, probability=shares(), rank=st.integers(0, 9))
    months = st.fixed_dictionaries({"pays": st.just("reimbursed"), "reimbursed_after": st.integers(0, 24)})
    parts = st.tuples(plain_source(), ruled(), ways, st.just({}) | months)
    return parts.map(lambda parts: {**parts[0], **parts[1], **parts[2], **parts[3]})


def taker() -> st.SearchStrategy[Raw]:
    """A source of what comes back: of some items, or of all."""
    fields = {"label": text("What is sold"), "recurrence": RECURRENCE}
    returned = some({}, items=among("devices", "network", "stops"))
    return some({**fields, "returned": returned}, carries_over=st.booleans(), rank=st.integers(0, 9))


def sources() -> Strategy:
    return st.tuples(table(source(), *SOURCES), table(taker(), "resale")).map(lambda each: {**each[0], **each[1]})


def funding() -> st.SearchStrategy[Raw]:
    counts = st.sampled_from([0, 1, 0.4])
    months = st.lists(st.integers(1, 12), max_size=3, unique=True)
    return some({}, filed=counts, planned=counts, cut_months=months)


def owned(raw: Raw) -> Raw:
    """The same plan, whose sources name only items and schools that it has."""
    schools = raw["district"]["schools"]
    for source in raw["sources"].values():
        for part in [*source.get("uses", {}).values(), source.get("returned", {})]:
            _keep(part, "items", [item for item in part.get("items", ()) if _there(raw, item)])
            _keep(part, "initiatives", [word for word in part.get("initiatives", ()) if word in _initiatives(raw)])
            _keep(part, "schools", [id for id in part.get("schools", ()) if id in schools])
    return raw


def _initiatives(part: object) -> set[str]:
    """The initiatives that some item has."""
    if not isinstance(part, dict):
        return set()
    own = str(part["tags"].get("initiative", "")) if isinstance(part.get("tags"), dict) else ""
    return {own} | {word for value in part.values() for word in _initiatives(value)}


def _keep(part: Raw, field: str, known: list[str]) -> None:
    part.pop(field, None)
    if known:
        part[field] = known


def _there(raw: Raw, item: str) -> bool:
    section, _, id = item.partition(".")
    return item == "contingency" or (bool(raw.get(section)) and (not id or id in raw[section]))
