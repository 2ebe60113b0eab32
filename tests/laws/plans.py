"""Whole plans drawn at random: every section and option of the forms, small enough to compute many of them."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from tests.laws.figures import (
    FIRST_YEAR,
    LONGEST,
    Raw,
    Strategy,
    aged,
    all_or_none,
    dated,
    figure,
    joined,
    numbers,
    shares,
    some,
    table,
    yearly,
)

BANDS = ("elementary", "high")
CATEGORIES = ("client_devices", "network", "software", "connectivity", "security", "labor", "professional_development")
YEARS = st.integers(FIRST_YEAR, FIRST_YEAR + LONGEST)
CHANGE = figure(-0.3, 0.3, 3)
RECURRENCE = st.sampled_from(["one_time", "recurring", "at_risk"])
TAGS = some({}, purpose=st.sampled_from(["run", "grow", "transform"]), initiative=st.sampled_from(["", "one_to_one"]))
TERM: dict[str, Strategy] = {"from_year": YEARS, "until_year": YEARS}
HEADS = st.sampled_from(["student", "teacher", "staff", "classroom", "school"])


def text(words: str) -> Strategy:
    return st.just(words)


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


def offer() -> st.SearchStrategy[Raw]:
    floors = st.lists(numbers(1, 4000, 0), max_size=2, unique=True).map(lambda each: [0.0, *sorted(each)])
    prices = st.lists(numbers(100, 500), min_size=3, max_size=3)
    tiers = st.builds(
        lambda at, cost: {f"tier_{number}": {"floor": floor, "price": cost[number]} for number, floor in enumerate(at)},
        floors,
        prices,
    )
    return some(
        {"label": text("A group"), "members_volume": yearly(0, 3000, 0), "tiers": tiers, "fee": figure(0, 0.05, 3)}
    )


def who_gets_one() -> st.SearchStrategy[Raw]:
    by_ratio = st.fixed_dictionaries({"per": HEADS, "ratio": yearly(0, 1.5)})
    by_band = st.fixed_dictionaries({"per": st.just("student"), "bands": st.just(["high"]), "ratio": yearly(0, 1.5)})
    by_count = st.fixed_dictionaries({"count": yearly(0, 500, 0)})
    by_school = st.fixed_dictionaries({"school_count": st.just("lab")})
    return by_ratio | by_band | by_count | by_school


def lots() -> st.SearchStrategy[Raw]:
    lot = some(
        {"bought": st.integers(2019, FIRST_YEAR), "count": numbers(0, 400, 0)},
        support_end=st.dates(datetime.date(2025, 1, 1), datetime.date(2034, 12, 31)),
        price_paid=numbers(50, 900),
        model=text("A model"),
    )
    return table(lot, "old", "newer", "odd")


def price_lines() -> st.SearchStrategy[Raw]:
    line = some({"price": figure(0, 600)}, taxed=st.booleans(), resells=st.booleans(), label=text("A line"))
    return table(line, "licence", "case").flatmap(
        lambda others: line.map(lambda device: {"device": device, **others})
    )


def fleet(*, whole: bool = True, caps: bool = True, offers: bool = True) -> st.SearchStrategy[Raw]:
    lease = st.fixed_dictionaries({"term": st.integers(1, 5), "rate": figure(0, 0.09, 3)})
    ways = st.fixed_dictionaries({"lease": lease, "acquire": st.sampled_from(["buy", "lease"])})
    group = st.fixed_dictionaries({"offer": st.just("coop"), "buy_through": st.sampled_from(["alone", "offer"])})
    needed: dict[str, Strategy] = {
        "label": text("A fleet"),
        "price": price_lines(),
        "life": st.integers(1, 7),
        "loss": aged(0, 0.3),
        "breakage": aged(0, 0.6),
        "whole_units": st.booleans() if whole else st.just(False),
    }
    optional: dict[str, Strategy] = {
        "tags": TAGS,
        "spares": figure(0, 0.2),
        "rollout": yearly(0, 1),
        "repair_cost": figure(0, 200),
        "disposal": figure(0, 20),
        "energy": figure(0, 90),
        "upkeep": aged(0, 50, 2),
        "support_years": st.integers(1, 8),
        "never_unsupported": st.booleans(),
        "lots": lots(),
    }
    if caps:
        optional["purchase_cap"] = yearly(0, 300, 0)
    resale = st.just({}) | st.fixed_dictionaries({"resale_price": figure(0, 60)})
    resale |= st.fixed_dictionaries({"resale_retention": shares()})
    parts = [some(needed, **optional), who_gets_one(), resale, st.just({}) | ways]
    return joined(*parts, *([st.just({}) | group] if offers else []))


def circuit() -> st.SearchStrategy[Raw]:
    capacities = st.just({"small": {"mbps": 500, "price": 900.5}, "large": {"mbps": 10000, "price": 3100.25}})
    return joined(
        some(
            {
                "label": text("Internet"),
                "users_per_student": figure(0, 2),
                "users_per_staff": figure(0, 2),
                "concurrency": figure(0.1, 1),
                "capacities": capacities,
            },
            per=st.sampled_from(["district", "school"]),
            headroom=figure(0, 0.5),
            minimum=figure(1, 2000, 0),
            circuits=st.integers(1, 3),
            install=dated(0, 5000),
            **TERM,
        ),
        st.fixed_dictionaries({"mbps": yearly(0.1, 5)})
        | st.fixed_dictionaries({"mbps": figure(0.1, 5), "growth": figure(0, 0.4)}),
        all_or_none(rebid=st.integers(1, 6), bid_in=st.integers(2022, FIRST_YEAR), decline=figure(-0.1, 0.4)),
    )


def counted_for(*more: str) -> st.SearchStrategy[Raw]:
    """What an item is counted for; devices name their fleets."""
    heads = st.sampled_from(["student", "teacher", "staff", "classroom", *more])
    plain = heads.map(lambda per: {"per": per})
    return plain | st.just({"per": "student", "bands": ["high"]}) | st.just({"per": "device", "fleets": ["student"]})


def software() -> st.SearchStrategy[Raw]:
    subscription = joined(
        st.fixed_dictionaries({"price": figure(0, 60)}), some({}, uplift=CHANGE) | all_or_none(uplift=CHANGE, uplift_cap=figure(0, 0.1))
    )
    perpetual = joined(
        some({"licence_price": figure(0, 90)}, owned=figure(0, 900, 0), booked_as=st.sampled_from(["capital", "operating"])),
        st.just({}) | some({"maintenance": figure(0, 0.3)}, maintenance_at_purchase=figure(0, 1), maintenance_uplift=CHANGE),
    )
    both = joined(subscription, perpetual, st.fixed_dictionaries({"licence": st.sampled_from(["subscription", "perpetual"])}))
    only = perpetual.map(lambda each: {**each, "licence": "perpetual"})
    around = some(
        {"label": text("A product")},
        tags=TAGS,
        recurrence=RECURRENCE,
        implementation=dated(0, 9000),
        migration=dated(0, 9000),
        **TERM,
    )
    return joined(around, counted_for("user", "site") | st.just({"per": "flat"}), subscription | only | both)


def position() -> st.SearchStrategy[Raw]:
    workload = st.fixed_dictionaries(
        {
            "tickets": yearly(0, 3),
            "hours_per_ticket": figure(0.1, 2),
            "paid_hours": figure(1000, 2080, 0),
            "productive": figure(0.3, 1),
        }
    )
    need = st.fixed_dictionaries({"one_for": figure(50, 1500, 0)}) | st.fixed_dictionaries({"workload": workload})
    there = st.fixed_dictionaries({"fte": yearly(0, 20, 1)})
    needed = joined(counted_for("school"), need, some({}, whole=st.booleans()))
    follow = st.fixed_dictionaries({"costs_follow": st.sampled_from(["have", "need"])})
    how_many = there | needed | joined(there, needed, follow)
    pay = some({"label": text("Technicians"), "salary": yearly(20000, 90000, 0)}, yearly_raise=CHANGE, benefits=figure(0, 0.6))
    return joined(how_many, pay, all_or_none(health=figure(0, 20000, 0), health_rise=CHANGE))


def contractor() -> st.SearchStrategy[Raw]:
    by_hour = st.fixed_dictionaries({"hours": yearly(0, 500, 0), "rate": figure(20, 200)})
    how = by_hour | st.fixed_dictionaries({"amount": yearly(0, 50000)})
    return joined(some({"label": text("Contractor")}, price_change=CHANGE, **TERM), how)


def training() -> st.SearchStrategy[Raw]:
    return joined(
        some(
            {"label": text("Training"), "trained": yearly(0, 1), "turnover": figure(0, 0.3), "fee": figure(0, 500)},
            per=st.sampled_from(["teacher", "staff"]),
            trained_before=figure(0, 100, 0),
            price_change=CHANGE,
            whole_groups=st.booleans(),
        ),
        all_or_none(hours=figure(0, 20), stipend=figure(0, 60)),
        all_or_none(substitute_days=figure(0, 3), substitute_cost=figure(0, 200)),
        all_or_none(trainer_cost=figure(0, 2000), group_size=st.integers(1, 30)),
    )


def service() -> st.SearchStrategy[Raw]:
    around = some(
        {"label": text("A service"), "category": st.sampled_from(CATEGORIES), "price": yearly(0, 2000)},
        recurrence=RECURRENCE,
        price_change=CHANGE,
        **TERM,
    )
    return joined(around, st.just({}) | counted_for("school"))


def project() -> st.SearchStrategy[Raw]:
    line = some(
        {"label": text("A line"), "amount": figure(0, 200000)},
        kind=st.sampled_from(["capital", "operating"]),
        category=st.sampled_from(CATEGORIES),
        after=st.integers(0, 4),
        over=st.integers(1, 5),
    )
    return some(
        {
            "label": text("A project"),
            "category": st.sampled_from(CATEGORIES),
            "start": YEARS,
            "lines": table(line, "works", "studies", least=1),
        },
        life=st.integers(1, 10),
        price_change=CHANGE,
    )


def stop() -> st.SearchStrategy[Raw]:
    return some(
        {"label": text("Ends"), "category": st.sampled_from(CATEGORIES), "amount": yearly(0, 20000), "from_year": YEARS},
        price_change=CHANGE,
    )


def user_time() -> st.SearchStrategy[Raw]:
    return some(
        {"label": text("Own time"), "hours": yearly(0, 40), "value": figure(10, 60)},
        per=st.sampled_from(["student", "teacher", "staff"]),
        counted=st.sampled_from(["yes", "no"]),
        price_change=CHANGE,
    )


def source() -> st.SearchStrategy[Raw]:
    return some(
        {"label": text("A source"), "recurrence": RECURRENCE, "amount": yearly(0, 400000, 0)},
        opening_balance=figure(0, 100000, 0),
        carries_over=st.booleans(),
    )


def plans(
    *, whole: bool = True, caps: bool = True, offers: bool = True, threshold: bool = True, least_years: int = 1
) -> st.SearchStrategy[Raw]:
    """A valid plan, as the tables of a plan file. Each option says whether plans may have what it names."""

    def options(**more: Any) -> Any:
        return fleet(whole=whole, caps=caps, offers=offers, **more)

    fleets = st.tuples(options(), table(options(), "staff")).map(lambda each: {"student": each[0], **each[1]})
    calendar = st.fixed_dictionaries(
        {
            "start_month": st.integers(1, 12),
            "first_year": st.just(FIRST_YEAR),
            "horizon": st.integers(least_years, LONGEST),
            "headline_years": st.just(1),
        }
    )
    whole_plan = some(
        {
            "schema": st.just(1),
            "title": text("A plan"),
            "district": district(),
            "calendar": calendar,
            "economics": economics(threshold=threshold),
            "offers": st.fixed_dictionaries({"coop": offer()}) if offers else st.just({}),
            "devices": fleets,
        },
        network=table(options(), "switches"),
        circuits=table(circuit(), "internet"),
        software=table(software(), "learning"),
        security=table(software(), "filter"),
        positions=table(position(), "technician"),
        contractors=table(contractor(), "cabler"),
        professional_development=table(training(), "basics"),
        services=table(service(), "print"),
        projects=table(project(), "wireless"),
        stops=table(stop(), "textbooks"),
        user_time=table(user_time(), "peers"),
        sources=table(source(), "grant", "levy", "general"),
    )
    return whole_plan.map(lambda raw: fitted(raw, FIRST_YEAR + raw["calendar"]["horizon"] - 1))


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
    return same
