"""Fleets drawn at random: who gets one, price lines, lots, leases, offers, caps."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from tests.laws.causes import why
from tests.laws.figures import (
    FIRST_YEAR,
    Raw,
    Strategy,
    aged,
    all_or_none,
    figure,
    joined,
    numbers,
    shares,
    some,
    table,
    yearly,
)
from tests.laws.words import HEADS, TAGS, text


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


def who_gets_one(*, after_student: bool) -> st.SearchStrategy[Raw]:
    """How many are needed; a fleet that stands after the students' may be counted by their devices."""
    by_ratio = st.fixed_dictionaries({"per": HEADS, "ratio": yearly(0, 1.5)})
    by_band = st.fixed_dictionaries({"per": st.just("student"), "bands": st.just(["high"]), "ratio": yearly(0, 1.5)})
    by_count = st.fixed_dictionaries({"count": yearly(0, 500, 0)})
    by_school = st.fixed_dictionaries({"school_count": st.just("lab")})
    by_device = st.fixed_dictionaries(
        {"per": st.just("device"), "fleets": st.just(["student"]), "ratio": yearly(0, 1.5)}
    )
    return by_ratio | by_band | by_count | by_school | (by_device if after_student else by_school)


def lots() -> st.SearchStrategy[Raw]:
    lot = some(
        {"bought": st.integers(2019, FIRST_YEAR), "count": numbers(0, 400, 0)},
        support_end=st.dates(datetime.date(2025, 1, 1), datetime.date(2034, 12, 31)),
        platform_released=st.dates(datetime.date(2020, 1, 1), datetime.date(2026, 6, 30)),
        handed_down=st.booleans(),
        price_paid=numbers(50, 900),
        model=text("A model"),
    )
    return table(lot, "old", "newer", "odd")


def price_lines() -> st.SearchStrategy[Raw]:
    """The device, and lines beside it: some of them a fee, some that stay when the device is replaced."""
    line = some({"price": figure(0, 600)}, taxed=st.booleans(), resells=st.booleans(), label=text("A line"))
    fee = some({"price": figure(0, 30), "fee": st.just(True)}, label=text("A fee"))
    before = st.dictionaries(st.integers(2019, FIRST_YEAR - 1), numbers(0, 90_000), max_size=2)
    there = some({"stays": st.just(True)}, held=figure(0, 900, 0), spread=st.integers(1, 9), paid_before=before)
    staying = joined(line, there)
    others = table(line | fee | staying, "licence", "case")
    return others.flatmap(lambda lines: line.map(lambda device: {"device": device, **lines}))


def afterlife(*, worth: bool) -> st.SearchStrategy[Raw]:
    """What becomes of devices, every way that is chosen being given; `worth` if the fleet does not say it elsewhere."""
    by_two = st.tuples(shares(0.5), shares(0.5), shares(), shares()).map(
        lambda each: {"good": {"share": each[0], "worth": each[2]}, "worn": {"share": each[1], "worth": each[3]}}
    )
    buy_back = st.fixed_dictionaries({"share": aged(0, 0.5), "age": st.integers(1, 6), "returned": figure(0, 1)})
    ways = joined(
        all_or_none(buy_back=buy_back),
        some({}, trade_in=figure(0, 120)),
        some({"worth": aged(0, 1)} if worth else {}, floor=figure(0, 90)),
    )
    around = some(
        {},
        until_support_ends=st.booleans(),
        grades=by_two,
        selling_cost=figure(0, 9),
        brokers_share=shares(),
        waste_fee=figure(0, 9),
        pickup=st.fixed_dictionaries({"fee": figure(0, 300), "devices": figure(1, 200, 0)}),
    )

    def with_its_way(told: Raw) -> st.SearchStrategy[Raw]:
        known = {"disposal": True, "resale": not worth or "worth" in told}
        known |= {way: way in told for way in ("buy_back", "trade_in")}
        return st.sampled_from([way for way in known if known[way]]).map(lambda way: {**told, "goes_to": way})

    return joined(ways, around).flatmap(with_its_way)


def what_becomes() -> st.SearchStrategy[Raw]:
    """Nothing said, one figure of resale, or an afterlife with or beside it."""
    disposed: Strategy = some({}, disposal=figure(0, 20))
    two_figures = some({}, wipe=figure(0, 9), recycling=figure(0, 20))
    short: Strategy = st.just({}) | st.fixed_dictionaries({"resale_price": figure(0, 60)})
    short |= st.fixed_dictionaries({"resale_retention": shares()})
    kept = st.fixed_dictionaries({"resale_retention": shares(), "afterlife": afterlife(worth=False)})
    own = joined(afterlife(worth=True), two_figures).map(lambda each: {"afterlife": each})
    return joined(short | kept, disposed) | own


def refresh() -> st.SearchStrategy[Raw]:
    """Any policy, with the figures of all of them: a scenario may change from one to another."""
    policies = ("by_age", "yearly_share", "all_at_once", "grade_entry", "by_year", "run_to_failure")
    return st.fixed_dictionaries(
        {
            "policy": st.sampled_from(policies),
            "parts": st.integers(1, 7),
            "last": st.integers(2022, FIRST_YEAR),
            "every": st.integers(1, 6),
            "entering": yearly(0, 0.5),
            "planned": yearly(0, 400, 0),
        }
    )


def extended_support() -> st.SearchStrategy[Raw]:
    prices = st.lists(numbers(0, 60), min_size=3, max_size=4)
    return some(
        {"price": prices, "years": st.integers(0, 3)},
        cumulative=st.booleans(),
        joined=st.integers(FIRST_YEAR - 2, FIRST_YEAR + 3),
    )


def hand_down() -> st.SearchStrategy[Raw]:
    return some({}, fit=figure(0, 1), preparing=figure(0, 30))


def rent(**more: Strategy) -> st.SearchStrategy[Raw]:
    """Terms of renting, with all that comes at the end of a term; a fee would tell one fleet from two of half its size."""
    charges = st.fixed_dictionaries({"damaged": shares(), "damage_charge": figure(0, 90)})
    terms = some(
        {
            "term": st.integers(1, 4),
            "payments": st.sampled_from(["monthly", "quarterly", "half_yearly", "annual"]),
            "payment": numbers(5, 60),
            "rate": figure(0, 0.09, 3),
            "due": st.sampled_from(["advance", "arrears"]),
            "at_end": st.sampled_from(["return", "extend", "purchase"]),
            "extension": figure(0, 40),
            "purchase": figure(0, 90),
        },
        services=figure(0, 5),
        return_cost=figure(0, 9),
        loss_charge=figure(0, 300),
        may_extend=st.integers(0, 2),
        exit_fee=shares(),
        includes=st.sampled_from([[], ["repairs"], ["repairs", "upkeep", "accessories", "labor"]]),
        **more,
    )
    return joined(terms, st.just({}) | charges)


def fitted_to_rent(told: Raw) -> Raw:
    """Money for purchases limits what is bought alone."""
    if "rent" not in told or "purchase_budget" not in told:
        return told
    return {key: value for key, value in told.items() if key not in ("rent", "acquire")}


def fleet(
    *, whole: bool = True, caps: bool = True, offers: bool = True, after_student: bool = False
) -> st.SearchStrategy[Raw]:
    often = {"payments": st.sampled_from(["quarterly", "annual"]), "due": st.sampled_from(["advance", "arrears"])}
    lease = st.fixed_dictionaries({"term": st.integers(1, 5), "rate": figure(0, 0.09, 3)}, optional=often)
    ways = st.fixed_dictionaries({"lease": lease, "acquire": st.sampled_from(["buy", "lease"])})
    ways |= st.fixed_dictionaries({"rent": rent(), "acquire": st.sampled_from(["buy", "rent"])})
    group = st.fixed_dictionaries({"offer": st.just("coop"), "buy_through": st.sampled_from(["alone", "offer"])})
    needed: dict[str, Strategy] = {
        "label": text("A fleet"),
        "price": price_lines(),
        "life": st.integers(1, 7),
        "whole_units": st.booleans() if whole else st.just(False),
    }
    optional: dict[str, Strategy] = {
        "tags": TAGS,
        "category": st.sampled_from(["client_devices", "classroom_print", "network", "security"]),
        "rollout": yearly(0, 1),
        "energy": figure(0, 90),
        "upkeep": aged(0, 50, 2),
        "support_years": st.integers(1, 8),
        "never_unsupported": st.booleans(),
        "lots": lots(),
        "economic_life": st.integers(1, 7),
        "refresh": refresh(),
        "extended_support": extended_support(),
    }
    platform = st.fixed_dictionaries({"platform_age": figure(0, 3, 0), "support_years": st.integers(4, 8)})
    if caps:
        optional["purchase_cap"] = yearly(0, 300, 0)
    parts = [
        some(needed, **optional),
        who_gets_one(after_student=after_student),
        why(),
        what_becomes(),
        st.just({}) | ways,
        st.just({}) | platform,
    ]
    bought: Strategy = st.just({}) | (group if offers else st.nothing())
    if caps:
        bought |= st.fixed_dictionaries({"purchase_budget": yearly(0, 90000, 0)})
    return joined(*parts, bought).map(fitted_to_rent)
