"""Local and state money drawn at random, with costs for it to pay: levies, bonds, reserves, allotments, fees, the general fund."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.laws.figures import FIRST_YEAR, LONGEST, Raw, Strategy, figure, joined, numbers, shares, some, yearly
from tests.laws.words import text

YEARS = st.integers(FIRST_YEAR, FIRST_YEAR + LONGEST - 1)
HALVES = shares().map(lambda part: {"april": part, "november": 1 - part})
GIVERS = ("levy", "general")


def levy() -> st.SearchStrategy[Raw]:
    """A levy with or without months of collection and a term; with a last year it may be renewed."""
    open_end = some({"amount": yearly(0, 300_000)}, collected=HALVES, collection_rate=shares())
    term: st.SearchStrategy[Raw] = st.sampled_from(
        [{}, {"first_tax_year": 2026, "last_tax_year": 2029}, {"last_tax_year": 2028, "renewed": "yes"}]
    )
    value = st.sampled_from([{}, {"assessed_value": 2e9, "home": 400_000}])
    return joined(open_end, term, value)


def bond() -> st.SearchStrategy[Raw]:
    """A bond with level payments, a part of it for technology."""
    term = st.integers(1, 8)
    needed: dict[str, Strategy] = {
        "issued": YEARS,
        "rate": shares(0.1),
        "term": term,
        "debt_service": st.sampled_from(["here", "elsewhere"]),
    }
    size = numbers(1, 500_000).flatmap(
        lambda most: some({"proceeds": st.just(most)}, technology=numbers(0, most), issuance_cost=figure(0, 9_000))
    )
    return joined(st.fixed_dictionaries(needed), size)


def reserve() -> st.SearchStrategy[Raw]:
    needed: dict[str, Strategy] = {"contribution": st.sampled_from(["typed", "level"]), "amount": yearly(0, 90_000)}
    return some(needed, interest=yearly(0, 0.1, 3), floor=yearly(0, 20_000), **{"from": st.sampled_from(GIVERS)})


def allotment() -> st.SearchStrategy[Raw]:
    counted = some({"label": text("Students"), "rate": yearly(0, 200)}, count=yearly(0, 500, 0))
    terms = st.sampled_from([{}, {"years": 2, "begins": 2026}, {"years": 3, "begins": 2028}])
    return joined(terms, st.fixed_dictionaries({"groups": st.fixed_dictionaries({"all": counted})}))


def fees() -> st.SearchStrategy[Raw]:
    return st.fixed_dictionaries({"fee": yearly(0, 90), "waived": shares(), "collected": shares()})


def fund() -> st.SearchStrategy[Raw]:
    needed: dict[str, Strategy] = {
        "revenue": yearly(0, 2e6, 0),
        "expenditure": yearly(0, 2e6, 0),
        "gives": yearly(0, 90_000),
    }
    return some(needed, floor=figure(0, 50_000), policy=shares())


def source(way: str, form: st.SearchStrategy[Raw], *to: str) -> st.SearchStrategy[Raw]:
    """A source that has its money in one way, and may give some of it to others."""
    said: dict[str, Strategy] = {
        "label": text(way),
        "recurrence": st.sampled_from(["one_time", "recurring", "at_risk"]),
        way: form,
    }
    gives = {"transfers": st.fixed_dictionaries({}, optional=dict.fromkeys(to, yearly(0, 60_000)))} if to else {}
    return some(said, opening_balance=figure(0, 100_000), carries_over=st.booleans(), **gives)


def plans() -> st.SearchStrategy[Raw]:
    """A small district with capital and operating costs, and all ways of local money, in a drawn order."""
    ways = {
        "levy": source("levy", levy(), "general", "fees"),
        "bond": source("bond", bond()),
        "reserve": source("reserve", reserve()),
        "allotment": source("allotment", allotment()),
        "fees": source("fees", fees()),
        "general": source("fund", fund(), "allotment"),
    }
    return st.permutations(list(ways)).flatmap(
        lambda order: st.fixed_dictionaries(
            {
                "schema": st.just(1),
                "title": text("Local money"),
                "district": st.just({"name": "Drawn", "enrolment": {"all": 1000}, "teachers": 60, "staff": 110}),
                "calendar": st.sampled_from(
                    [{"start_month": month, "first_year": FIRST_YEAR, "horizon": LONGEST + 1} for month in (1, 5, 9)]
                ),
                "economics": st.just({"discount_rate": 0, "prices_as_of": FIRST_YEAR}),
                "services": st.fixed_dictionaries(
                    {"web": some({"label": text("Web"), "category": text("software"), "price": yearly(0, 400_000)})}
                ),
                "projects": st.fixed_dictionaries({"cabling": project()}),
                "sources": st.fixed_dictionaries({id: ways[id] for id in order}),
            }
        )
    )


def project() -> st.SearchStrategy[Raw]:
    line = st.fixed_dictionaries({"label": text("Cabling"), "kind": text("capital"), "amount": figure(0, 400_000)})
    lines = st.fixed_dictionaries({"all": line})
    return st.fixed_dictionaries(
        {"label": text("Cabling"), "category": text("network"), "start": YEARS, "lines": lines}
    )
