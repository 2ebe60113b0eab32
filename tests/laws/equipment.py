"""Network equipment drawn at random: fleets with a sizing by rooms and connections, ports, circuits or data."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from tests.laws.figures import Raw, Strategy, all_or_none, figure, joined, numbers, shares, some, table, yearly


def wireless() -> st.SearchStrategy[Raw]:
    needed: dict[str, Strategy] = {
        "per_room": figure(0, 2),
        "devices_each": yearly(0, 3, 1),
        "connected": shares(),
        "most": st.integers(1, 60),
    }
    return some(needed, other_areas=st.just("lab"))


def ports() -> st.SearchStrategy[Raw]:
    around = some({"per_switch": st.sampled_from([8, 24, 48]), "per_room": figure(0, 6, 0)}, spare=shares(0.5))
    return joined(around, all_or_none(fleets=st.just(["points"]), ports_each=st.integers(1, 2)))


def throughput() -> st.SearchStrategy[Raw]:
    return some({"circuits": st.just(["internet"]), "mbps": figure(200, 9000, 0)}, spare=shares(0.5))


def storage() -> st.SearchStrategy[Raw]:
    data = st.fixed_dictionaries({"terabytes": yearly(0, 200, 1)})
    data |= st.fixed_dictionaries({"terabytes": figure(0, 200, 1), "growth": figure(0, 0.5)})
    return joined(data, some({"each": figure(1, 40, 1)}, spare=shares(0.5)))


def licence() -> st.SearchStrategy[Raw]:
    held = st.fixed_dictionaries(
        {"count": numbers(0, 300, 0), "until": st.dates(datetime.date(2025, 1, 1), datetime.date(2032, 1, 1))}
    )
    first = st.fixed_dictionaries({"term": st.integers(1, 5), "price": figure(0, 400)})
    renewal = st.fixed_dictionaries({"renewal_term": st.integers(1, 5), "renewal_price": figure(0, 400)})
    one_end = st.fixed_dictionaries({"one_end": some({}, held=table(held, "first", "second"))})
    return joined(first, st.just({}) | renewal | joined(renewal, one_end))


def kept_up(fleet: Strategy) -> st.SearchStrategy[Raw]:
    """A fleet as it is, or with maintenance and licences."""
    return joined(fleet, some({}, maintenance=shares(0.3), licence=licence(), stops_without_licence=st.booleans()))


def sized(fleet: Strategy, way: str, by: Strategy) -> Strategy:
    """A fleet as it is, with a sizing on top, or with the sizing alone."""
    alone = fleet.map(lambda raw: {key: value for key, value in raw.items() if key not in HOW_MANY})
    return fleet | st.builds(lambda raw, how: {**raw, "sizing": {way: how}}, fleet | alone, by)


ORDER = ("points", "switches", "firewall", "storage")
HOW_MANY = ("per", "bands", "fleets", "ratio", "count", "school_count")


def network(fleet: Strategy) -> st.SearchStrategy[Raw]:
    """Any equipment of a plan; what is sized by something else stands after it."""
    fleet = kept_up(fleet)
    return st.fixed_dictionaries(
        {},
        optional={
            "points": sized(fleet, "wireless", wireless()),
            "switches": sized(fleet, "ports", ports()),
            "firewall": sized(fleet, "throughput", throughput()),
            "storage": sized(fleet, "storage", storage()),
        },
    )


def connected(plan: Raw) -> Raw:
    """The same plan with the access points first and without equipment that is sized by what the plan does not have."""
    equipment = {id: plan["network"][id] for id in ORDER if id in plan["network"]}
    points = equipment.get("points", {})
    at_school = "sizing" in points or "school_count" in points
    for id, item in plan["network"].items():
        sizing = item.get("sizing", {})
        lacks_points = "fleets" in sizing.get("ports", {}) and not at_school
        lacks_circuit = "throughput" in sizing and "internet" not in plan["circuits"]
        if lacks_points or lacks_circuit:
            del equipment[id]
    return {**plan, "network": equipment}
