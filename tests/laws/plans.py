"""Whole plans drawn at random: every section and option of the forms, small enough to compute many of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.laws.equipment import connected, network
from tests.laws.figures import (
    FIRST_YEAR,
    LONGEST,
    Raw,
    Strategy,
    figure,
    joined,
    numbers,
    some,
    table,
    yearly,
)
from tests.laws.fleets import fleet, hand_down, offer
from tests.laws.items import (
    circuit,
    contractor,
    position,
    printing,
    project,
    salary_schedule,
    service,
    stop,
    training,
    user_time,
)
from tests.laws.licences import contract, lead_times, software
from tests.laws.sources import funding, owned, sources
from tests.laws.words import BANDS, CATEGORIES, CONTRACTS, text


def district() -> st.SearchStrategy[Raw]:
    school = st.fixed_dictionaries(
        {
            "name": text("A school"),
            "band": st.sampled_from(BANDS),
            "students": numbers(1, 900, 0),
            "classrooms": numbers(1, 50, 0),
            "counts": st.fixed_dictionaries({"lab": numbers(0, 60, 0)}),
        }
    )
    return some(
        {
            "name": text("A district"),
            "enrolment": st.fixed_dictionaries({band: yearly(1, 3000, 0) for band in BANDS}),
            "teachers": yearly(1, 300, 1),
            "staff": yearly(1, 500, 1),
            "schools": table(school, "oak", "elm", "ash", least=1),
        },
        income_share=figure(0, 1),
    )


def economics(*, threshold: bool = True) -> st.SearchStrategy[Raw]:
    shock = st.fixed_dictionaries(
        {"category": st.sampled_from(CATEGORIES), "year": st.integers(2024, 2033), "change": figure(-0.4, 0.4)}
    )
    optional: dict[str, Strategy] = {
        "flow_timing": figure(0, 1),
        "escalation": table(figure(-0.1, 0.2, 3), *CATEGORIES),
        "shocks": table(shock, "chips", "tariff"),
        "contingency": table(figure(0, 0.2), *CATEGORIES),
        "sales_tax": figure(0, 0.12, 3),
        "electricity": figure(0.05, 0.4),
    }
    if threshold:
        optional["capital_threshold"] = figure(100, 1500)
    needed = {"discount_rate": figure(0, 0.1, 3), "prices_as_of": st.integers(2024, 2029)}
    return some(needed, **optional)


def received() -> Strategy:
    """What a fleet takes from the students', or nothing."""
    return st.just({}) | st.fixed_dictionaries({"receives": st.fixed_dictionaries({"student": hand_down()})})


def calendar(least_years: int) -> st.SearchStrategy[Raw]:
    return st.fixed_dictionaries(
        {
            "start_month": st.integers(1, 12),
            "first_year": st.just(FIRST_YEAR),
            "horizon": st.integers(least_years, LONGEST),
            "headline_years": st.just(1),
        }
    )


def plans(
    *, whole: bool = True, caps: bool = True, offers: bool = True, threshold: bool = True, least_years: int = 1
) -> st.SearchStrategy[Raw]:
    """A valid plan, as the tables of a plan file. Each option says whether plans may have what it names."""

    def options(**more: Any) -> Any:
        return fleet(whole=whole, caps=caps, offers=offers, **more)

    carts = joined(options(after_student=True), received())
    fleets = st.tuples(options(), table(options(after_student=True), "staff"), table(carts, "carts")).map(
        lambda each: {"student": each[0], **each[1], **each[2]}
    )
    whole_plan = st.fixed_dictionaries(
        {
            "schema": st.just(1),
            "title": text("A plan"),
            "district": district(),
            "calendar": calendar(least_years),
            "economics": economics(threshold=threshold),
            "offers": st.fixed_dictionaries({"coop": offer()}) if offers else st.just({}),
            "devices": fleets,
            "network": network(options(after_student=True)),
            "circuits": table(circuit(), "internet"),
            "software": table(software(), "learning"),
            "security": table(software(), "filter"),
            "print": table(printing(), "copiers"),
            "salary_schedules": st.fixed_dictionaries({"support": salary_schedule()}),
            "positions": table(position(), "technician"),
            "contractors": table(contractor(), "cabler"),
            "professional_development": table(training(), "basics"),
            "services": table(service(), "print"),
            "projects": table(project(), "wireless"),
            "stops": table(stop(), "textbooks"),
            "user_time": table(user_time(), "peers"),
            "contracts": table(contract(), *CONTRACTS, least=len(CONTRACTS)),
            "procurement": st.none() | lead_times(),
            "funding": funding(),
            "sources": sources(),
        }
    )
    return (
        whole_plan.map(connected)
        .map(named)
        .map(owned)
        .map(lambda raw: fitted(raw, FIRST_YEAR + raw["calendar"]["horizon"] - 1))
    )


def named(raw: Raw) -> Raw:
    """A plan that names what it has: no lead times where none are drawn, fleets of the network only where there is one."""
    kept = {key: value for key, value in raw.items() if value is not None}
    if "procurement" in kept and "switches" not in raw["network"]:
        kept["procurement"] = {key: value for key, value in kept["procurement"].items() if key != "e_rate"}
    return kept


def fitted(part: Any, last: int) -> Any:
    """The same tables with every year inside the plan, and no contract that ends before it begins."""
    if not isinstance(part, dict):
        return part
    same = {key: fitted(value, last) for key, value in part.items()}
    if "by_year" in same:
        same["by_year"] = {min(year, last): value for year, value in sorted(same["by_year"].items(), reverse=True)}
    if "category" in same and "year" in same:
        same["year"] = min(same["year"], last)
    if "from_year" in same and "until_year" in same:
        same["from_year"], same["until_year"] = sorted((same["from_year"], same["until_year"]))
    if "steps" in same:
        same["steps"] = (same["steps"] * 5)[:5]  # the highest step that is drawn
    return same
