"""All items but fleets, drawn at random: circuits, software, people, training, services, projects, stops, sources."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.laws.figures import (
    FIRST_YEAR,
    Raw,
    Strategy,
    all_or_none,
    dated,
    figure,
    joined,
    some,
    table,
    yearly,
)
from tests.laws.words import CATEGORIES, CHANGE, PHASES, PLACED, RECURRENCE, TAGS, TERM, YEARS, text


def circuit() -> st.SearchStrategy[Raw]:
    capacities = st.just({"small": {"mbps": 500, "price": 900.5}, "large": {"mbps": 10000, "price": 3100.25}})
    return joined(
        some(
            {
                "label": text("Internet"),
                "users_per_student": figure(0, 2),
                "users_per_staff": figure(0, 2),
                "capacities": capacities,
            },
            targets=st.lists(st.sampled_from(["setda", "fcc", "setda_wan"]), max_size=3),
            minimum=figure(1, 2000, 0),
            circuits=st.integers(1, 3),
            install=dated(0, 5000),
            tags=TAGS,
            recurrence=RECURRENCE,
            **TERM,
        ),
        st.fixed_dictionaries({"mbps": yearly(0.1, 5)})
        | st.fixed_dictionaries({"mbps": figure(0.1, 5), "growth": figure(0, 0.4)}),
        st.fixed_dictionaries({"concurrency": figure(0.1, 1)})
        | st.fixed_dictionaries(
            {"concurrency_by_size": st.just({"medium_from": 100, "large_from": 900, "mega_from": 2500})}
        ),
        in_time() | joined(some({}, per=st.sampled_from(["district", "school"])), headroom_or_trigger(), bids()),
    )


def bids() -> st.SearchStrategy[Raw]:
    return all_or_none(
        rebid=st.integers(1, 6), bid_in=st.integers(2022, FIRST_YEAR), decline=figure(-0.1, 0.4)
    ).flatmap(lambda given: own_declines(given) if given else st.just(given))


def own_declines(given: Raw) -> st.SearchStrategy[Raw]:
    """Bids alone, or with a large circuit that falls in price by itself."""
    large = {"mbps": 10000, "price": 3100.25, "decline": 0.2}
    return st.sampled_from([given, {**given, "capacities": {"small": {"mbps": 500, "price": 900.5}, "large": large}}])


def headroom_or_trigger() -> st.SearchStrategy[Raw]:
    return all_or_none(headroom=figure(0, 0.5)) | all_or_none(trigger=figure(0.1, 1))


def in_time() -> st.SearchStrategy[Raw]:
    """Circuits of the district that stay in place until the next is due, ordered, and the term is over."""
    around = some(
        {"trigger": figure(0.1, 1), "present": st.sampled_from([500, 10000])}, present_circuits=st.integers(1, 3)
    )
    lead = all_or_none(lead_time=st.integers(0, 3), orders_from=st.integers(FIRST_YEAR - 2, FIRST_YEAR + 2))
    return joined(around, lead, bids()).flatmap(
        lambda given: (
            st.just(given) if "rebid" not in given else st.sampled_from([given, {**given, "term_locked": True}])
        )
    )


def counted_for(*more: str) -> st.SearchStrategy[Raw]:
    """What an item is counted for; devices name their fleets."""
    heads = st.sampled_from(["student", "teacher", "staff", "classroom", *more])
    plain = heads.map(lambda per: {"per": per})
    return plain | st.just({"per": "student", "bands": ["high"]}) | st.just({"per": "device", "fleets": ["student"]})


def software() -> st.SearchStrategy[Raw]:
    subscription = joined(
        st.fixed_dictionaries({"price": figure(0, 60)}),
        some({}, uplift=CHANGE) | all_or_none(uplift=CHANGE, uplift_cap=figure(0, 0.1)),
    )
    perpetual = joined(
        some(
            {"licence_price": figure(0, 90)},
            owned=figure(0, 900, 0),
            booked_as=st.sampled_from(["capital", "operating"]),
        ),
        st.just({})
        | some({"maintenance": figure(0, 0.3)}, maintenance_at_purchase=figure(0, 1), maintenance_uplift=CHANGE),
    )
    both = joined(
        subscription, perpetual, st.fixed_dictionaries({"licence": st.sampled_from(["subscription", "perpetual"])})
    )
    only = perpetual.map(lambda each: {**each, "licence": "perpetual"})
    around = some(
        {"label": text("A product")},
        tags=TAGS,
        recurrence=RECURRENCE,
        implementation=dated(0, 9000),
        migration=dated(0, 9000),
        **TERM,
    )
    users = some({"per": st.just("user")}, users_per_student=figure(0, 2), users_per_staff=figure(0, 2))
    counted = joined(counted_for("site") | users, some({}, minimum=figure(0, 2000, 0)))
    return joined(around, counted | st.just({"per": "flat"}), subscription | only | both)


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
    needed_pay = {"label": text("Technicians"), "salary": yearly(20000, 90000, 0)}
    pay = some(needed_pay, yearly_raise=CHANGE, benefits=figure(0, 0.6), **PLACED)
    return joined(how_many, pay, all_or_none(health=figure(0, 20000, 0), health_rise=CHANGE))


def contractor() -> st.SearchStrategy[Raw]:
    by_hour = st.fixed_dictionaries({"hours": yearly(0, 500, 0), "rate": figure(20, 200)})
    how = by_hour | st.fixed_dictionaries({"amount": yearly(0, 50000)})
    return joined(some({"label": text("Contractor")}, price_change=CHANGE, **PLACED, **TERM), how)


def training() -> st.SearchStrategy[Raw]:
    return joined(
        some(
            {"label": text("Training"), "trained": yearly(0, 1), "turnover": figure(0, 0.3), "fee": figure(0, 500)},
            tags=TAGS,
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
        price_change=CHANGE,
        **PLACED,
        **TERM,
    )
    return joined(around, st.just({}) | counted_for("school"))


def project() -> st.SearchStrategy[Raw]:
    line = some(
        {"label": text("A line"), "amount": figure(0, 200000)},
        kind=st.sampled_from(["capital", "operating"]),
        category=st.sampled_from(CATEGORIES),
        phase=PHASES,
        after=st.integers(0, 2),
        over=st.integers(1, 5),
    )
    return some(
        {
            "label": text("A project"),
            "category": st.sampled_from(CATEGORIES),
            "start": st.integers(FIRST_YEAR - 1, FIRST_YEAR + 2),
            "lines": table(line, "works", "studies", least=1),
        },
        life=st.integers(1, 10),
        price_change=CHANGE,
        tags=TAGS,
    )


def stop() -> st.SearchStrategy[Raw]:
    return some(
        {
            "label": text("Ends"),
            "category": st.sampled_from(CATEGORIES),
            "amount": yearly(0, 20000),
            "from_year": YEARS,
        },
        price_change=CHANGE,
        tags=TAGS,
    )


def user_time() -> st.SearchStrategy[Raw]:
    whose: Strategy = st.sampled_from(["student", "teacher", "staff"]).map(lambda per: {"per": per})
    whose |= st.just({"per": "student", "bands": ["high"]})
    around = some(
        {"label": text("Own time"), "hours": yearly(0, 40), "value": figure(10, 60)},
        counted=st.sampled_from(["yes", "no"]),
        price_change=CHANGE,
        tags=TAGS,
    )
    return joined(around, whose)


def source() -> st.SearchStrategy[Raw]:
    return some(
        {"label": text("A source"), "recurrence": RECURRENCE, "amount": yearly(0, 400000, 0)},
        opening_balance=figure(0, 100000, 0),
        carries_over=st.booleans(),
    )
