"""Plans of districts that apply for E-Rate, from a bill in one category to everything at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.model.worked import DISTRICT, INTERNET, Worked, worked

CATEGORY = {"erate_one": "connectivity", "erate_two": "network"}


def asked(
    *,
    one: Mapping[str, Any] | None = None,
    two: Mapping[str, Any] | None = None,
    cost: Any = 100_000,
    erate: Mapping[str, Any] | None = None,
    share: float = 1,
    **district: Any,
) -> Worked:
    """A plan with a bill in each category that is asked for, the E-Rate sources that pay them, and a general fund for the rest."""
    asked = {way: form for way, form in (("erate_one", one), ("erate_two", two)) if form is not None}
    bills = {way: {"label": way, "category": CATEGORY[way], "price": cost} for way in asked}
    sources = {
        way: {
            "label": way,
            "recurrence": "at_risk",
            way: form,
            "uses": {"bills": {"categories": [CATEGORY[way]], "share": share}},
        }
        for way, form in asked.items()
    }
    general = {"label": "General fund", "recurrence": "recurring", "amount": 10_000_000}
    return worked(
        services=bills,
        sources={**sources, "general": general},
        district={"erate": erate or {}, **district},
    )


def schools(*students: float) -> dict[str, Any]:
    return {f"s{n}": {"name": f"School {n}", "band": "all", "students": each} for n, each in enumerate(students)}


def pays(plan: Worked, way: str) -> list[float]:
    return plan[f"sources.{way}.paid"]


def spending(cost: Any, *, horizon: int = 4, two: Mapping[str, Any] | None = None, **more: Any) -> Worked:
    """Network costs by year of a district of 1,000 students in one school, at 50 %: a budget of 201,570 for each cycle."""
    calendar = {**DISTRICT["calendar"], "horizon": horizon}
    bills = {
        "web": {"label": "Web", "category": "software", "price": 100_000},
        "switches": {"label": "Switches", "category": "network", "price": cost},
    }
    uses = {"networks": {"items": ["services"], "categories": ["network"]}}
    source = {"label": "Two", "recurrence": "at_risk", "erate_two": two or {}, "uses": uses}
    general = {"label": "General fund", "recurrence": "recurring", "amount": 10_000_000}
    return worked(
        calendar=calendar,
        district={"schools": schools(1000), "erate": {"discount": 0.5}, **more},
        services=bills,
        sources={"erate_two": source, "general": general},
    )


EVERYTHING: dict[str, Any] = {
    **DISTRICT,
    "calendar": {**DISTRICT["calendar"], "first_year": 2029, "horizon": 7},
    "economics": {"discount_rate": 0.04, "prices_as_of": 2028},
    "district": {
        **DISTRICT["district"],
        "enrolment": {"all": {"by_year": {2029: 1000, 2030: 1060, 2032: 960}}},
        "schools": schools(400, 100, 500),
        "erate": {
            "eligible": {"by_year": {2029: 120, 2031: 160}},
            "cep": {"s0": 0.5, "s1": 0.7},
            "rounding": "whole",
            "locale": "schools",
            "rural_schools": 2,
        },
    },
    "circuits": {
        "internet": {**INTERNET, "capacities": {"one": {"mbps": 2000, "price": 1234.56}}, "bid_in": 2027},
    },
    "services": {
        "web": {"label": "Web", "category": "software", "price": 90_000},
        "switches": {"label": "Switches", "category": "network", "price": {"by_year": {2029: 61_234.57, 2031: 88_000}}},
    },
    "sources": {
        "erate_one": {
            "label": "Category One",
            "recurrence": "at_risk",
            "status": "filed",
            "erate_one": {
                "consortium": {"us": 0.8, "them": 0.85, "others": 0.6},
                "filed": {"by_year": {2031: 9000}},
                "owed_before": 4321,
                "late": {"by_year": {2029: 0, 2030: 1, 2031: 0}},
            },
        },
        "erate_two": {
            "label": "Category Two",
            "recurrence": "at_risk",
            "erate_two": {
                "budget_before": 260_000,
                "committed_before": 170_000,
                "committed": {"by_year": {2029: 1, 2033: 0.5}},
                "commitments": {"by_year": {2030: 40_000.01}},
                "late": {"by_year": {2029: 1, 2030: 0}},
            },
            "uses": {"networks": {"items": ["services"], "share": 0.9}},
            "pays": "reimbursed",
            "reimbursed_after": 6,
        },
        "general": {"label": "General fund", "recurrence": "recurring", "amount": 180_000, "carries_over": True},
    },
    "scenarios": {
        "none": {
            "label": "No E-Rate",
            "changes": {
                "sources.erate_one.erate_one.goes_on": {"by_year": {2029: 1, 2030: 0}},
                "sources.erate_two.erate_two.goes_on": {"by_year": {2029: 1, 2030: 0}},
            },
        },
        "one_only": {
            "label": "Category One only",
            "changes": {"sources.erate_two.erate_two.goes_on": {"by_year": {2029: 1, 2030: 0}}},
        },
        "late": {
            "label": "A year late",
            "changes": {
                "sources.erate_one.erate_one.late": {"by_year": {2029: 0, 2032: 1, 2033: 0}},
                "sources.erate_two.erate_two.late": {"by_year": {2029: 0, 2032: 1, 2033: 0}},
            },
        },
        "urban": {"label": "Urban", "changes": {"district.erate.locale": "urban", "district.erate.rounding": "none"}},
    },
}
