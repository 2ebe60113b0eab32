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
    numbers,
    shares,
    some,
    table,
    yearly,
)
from tests.laws.words import (
    CATEGORIES,
    CHANGE,
    CONTRACTS,
    FUNCTION,
    PHASES,
    PLACED,
    RECURRENCE,
    TAGS,
    TERM,
    YEARS,
    text,
)


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
            contract=st.sampled_from(CONTRACTS),
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


def salary_schedule() -> st.SearchStrategy[Raw]:
    steps = st.lists(numbers(20000, 90000, 0), min_size=1, max_size=5)
    return some({"label": text("A schedule"), "steps": steps}, yearly_raise=CHANGE)


def post() -> st.SearchStrategy[Raw]:
    """A post of the roster, on a step, with a salary of its own, or with the position's."""
    paid: Strategy = st.just({}) | st.fixed_dictionaries({"step": st.integers(1, 5)})
    paid |= st.fixed_dictionaries({"salary": numbers(20000, 90000, 0)})
    share = st.sampled_from([0.25, 0.5, 0.8, 1.0])
    split = share.map(lambda grant: {"grant": grant, "general": round(1 - grant, 2)})
    vacant = some({}, vacant=shares(), vacant_from=YEARS) | st.fixed_dictionaries({"vacant_until": YEARS})
    return joined(paid, some({}, fte=numbers(0.1, 1), split=split), vacant)


def workload() -> st.SearchStrategy[Raw]:
    """Requests, other kinds of work, or both."""
    whose = counted_for("school") | st.just({"per": "device_bought", "fleets": ["student"]})
    work = joined(some({"label": text("Staging"), "hours_each": yearly(0, 3)}, tickets=yearly(0, 3)), whose)
    requests = st.fixed_dictionaries({"tickets": yearly(0, 3), "hours_per_ticket": figure(0.1, 2)})
    hours = {"paid_hours": figure(1000, 2080, 0), "productive": figure(0.3, 1)}
    return joined(
        some(hours, leave_hours=figure(0, 300, 0)),
        requests,
        some({}, work=table(work, "staging", "tests"), labor_of=st.just(["student"])),
    )


def need() -> st.SearchStrategy[Raw]:
    """The ways to the need: a ratio, a workload, a state formula, or all of them with the one that counts."""
    ratio: Strategy = st.fixed_dictionaries({"one_for": figure(50, 1500, 0)})
    work = st.fixed_dictionaries({"workload": workload()})
    states = st.sampled_from(["virginia_technical_support", "virginia_instructional_technology"])
    state = st.fixed_dictionaries({"state_formula": states})
    follow = st.fixed_dictionaries({"need_by": st.sampled_from(["ratio", "workload", "state_formula"])})
    by_bands = st.just({"per": "school", "bands": ["elementary", "high"]})
    counted = joined(counted_for("school") | by_bands, ratio | work | joined(ratio, work, state, follow))
    return joined(counted | state, some({}, whole=st.booleans()))


def position() -> st.SearchStrategy[Raw]:
    """A position with a roster, a number or neither, and a need or none; steps are those of the schedule drawn with them."""
    number = some({"fte": yearly(0, 20, 1)}, vacancy=yearly(0, 1))
    roster = st.fixed_dictionaries({"roster": table(post(), "ann", "bob", "cy", least=1)})
    there = number | roster.map(_with_schedule)
    follow = st.fixed_dictionaries({"costs_follow": st.sampled_from(["have", "need"])})
    how_many = there | need() | joined(there, need(), follow)
    needed_pay = {"label": text("Technicians"), "salary": yearly(20000, 90000, 0)}
    pay = some(needed_pay, yearly_raise=CHANGE, benefits=figure(0, 0.6), function=FUNCTION, **PLACED)
    return joined(how_many, pay, all_or_none(health=figure(0, 20000, 0), health_rise=CHANGE))


def _with_schedule(roster: Raw) -> Raw:
    steps = any("step" in each for each in roster["roster"].values())
    return roster | ({"schedule": "support"} if steps else {})


def contractor() -> st.SearchStrategy[Raw]:
    people = some({}, people=yearly(0, 6, 0))
    by_hour = st.fixed_dictionaries({"hours": yearly(0, 500, 0), "rate": figure(20, 200)})
    by_month = st.fixed_dictionaries({"months": yearly(0, 12, 1), "monthly": figure(500, 9000)})
    how = joined(by_hour | by_month, people) | st.fixed_dictionaries({"amount": yearly(0, 50000)})
    around = some({"label": text("Contractor")}, price_change=CHANGE, payroll_taxes=figure(0, 0.2, 3), **PLACED, **TERM)
    return joined(around, how)


def training() -> st.SearchStrategy[Raw]:
    role = st.sampled_from(["teacher", "staff", "office", "student"]).map(lambda per: {"per": per})
    refreshed = some(
        {"every": st.integers(1, 6), "fee": figure(0, 50)}, hours=figure(0, 4), substitute_days=figure(0, 1)
    )
    whole = joined(
        some(
            {"label": text("Training"), "trained": yearly(0, 1), "turnover": figure(0, 0.3), "fee": figure(0, 500)},
            tags=TAGS,
            trained_before=figure(0, 100, 0),
            price_change=CHANGE,
            whole_groups=st.booleans(),
            refresher=refreshed,
        ),
        role,
        all_or_none(hours=figure(0, 20), stipend=figure(0, 60))
        | all_or_none(hours=figure(0, 20), time_value=figure(0, 60)),
        all_or_none(substitute_days=figure(0, 3), substitute_cost=figure(0, 200)),
        all_or_none(trainer_cost=figure(0, 2000), group_size=st.integers(1, 30)),
    )
    return whole.map(_refresher_at_the_rates)


def _refresher_at_the_rates(raw: Raw) -> Raw:
    """A refresher takes hours and days only where the training has them."""
    if "refresher" not in raw:
        return raw
    kept = {key: value for key, value in raw["refresher"].items() if key in ("every", "fee") or key in raw}
    return {**raw, "refresher": kept}


def printing() -> st.SearchStrategy[Raw]:
    machines = {"fleets": st.just(["student"]), "base_charge": figure(0, 900)}
    return joined(
        some(
            {"label": text("Print"), "price_mono": figure(0, 0.2, 4), "pages_per_staff": yearly(0, 3000, 0)},
            pages_per_teacher=yearly(0, 9000, 0),
            pages_change=CHANGE,
            avoided=yearly(0, 1),
            paper=figure(0, 0.02, 4),
            price_change=CHANGE,
            tags=TAGS,
            **TERM,
        ),
        st.just({}) | some({"pages_per_student": yearly(0, 2000, 0)}, bands=st.just(["high"])),
        all_or_none(colour=yearly(0, 1), price_colour=figure(0, 0.3, 4)),
        st.just({}) | some(machines, included=figure(0, 9000, 0)),
    )


def service() -> st.SearchStrategy[Raw]:
    around = some(
        {"label": text("A service"), "category": st.sampled_from(CATEGORIES), "price": yearly(0, 2000)},
        contract=st.sampled_from(CONTRACTS),
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
