"""Circuits and network equipment, each case worked by hand beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from tests.model.worked import DISTRICT, Worked, worked
from tests.plans import Computed

OFFERED: Mapping[str, Any] = {
    "half": {"mbps": 500, "price": 600},
    "one": {"mbps": 1_000, "price": 850},
    "two": {"mbps": 2_000, "price": 1_300},
}
LINE: Mapping[str, Any] = {
    "label": "Internet access",
    "users_per_student": 1,
    "users_per_staff": 0,
    "mbps": 1,
    "concurrency": 1,
    "capacities": OFFERED,
}
THREE_SCHOOLS = {
    "oak": {"name": "Oak", "band": "all", "students": 350, "classrooms": 18, "counts": {"switch": 4}},
    "elm": {"name": "Elm", "band": "all", "students": 250, "classrooms": 14, "counts": {"switch": 3}},
    "high": {"name": "High", "band": "all", "students": 400, "classrooms": 25, "counts": {"switch": 7}},
}


def line(*, students: float = 1_000, economics: Mapping[str, Any] | None = None, **figures: Any) -> Worked:
    """A district with so many students and one line to the Internet."""
    circuits = {"internet": {**LINE, **figures}}
    return worked(district={"enrolment": {"all": students}}, economics=economics, circuits=circuits)


@pytest.mark.parametrize(
    ("students", "factor", "mbps"),
    [(900, 1, 900), (3_000, 1.5, 2_000), (10_500, 1.75, 6_000), (45_000, 2.25, 20_000)],
)
def test_one_mbps_for_each_student_over_the_concurrency_factor(students: int, factor: float, mbps: int) -> None:
    """EducationSuperHighway's rule: students x 1 Mbps / factor, 1 for small, 1.5 medium, 1.75 large, 2.25 mega districts."""
    assert line(students=students, concurrency=1 / factor)["circuits.internet.busiest"] == [mbps] * 4


@pytest.mark.parametrize(
    ("students", "each", "mbps"), [(80, 2.8, 300), (900, 2.8, 2_520), (3_000, 2.0, 6_000), (12_000, 1.4, 16_800)]
)
def test_the_yardstick_of_the_state_technology_directors(students: int, each: float, mbps: int) -> None:
    """SETDA for 2023-24: 2.8 Mbps a user in small districts and at least 300 in all, 2.0 in medium, 1.4 in large ones."""
    assert line(students=students, mbps=each, minimum=300)["circuits.internet.demand"] == [mbps] * 4


def test_students_and_staff_ask_for_capacity_with_headroom() -> None:
    """1,000 students with 1.2 users each and 110 staff with 2 are 1,420 users; x 1.5 Mbps x 0.4 = 852 at the busiest time;
    40 % above it 1,192.8: a line of 2,000 Mbps, 42.6 % of it in use."""
    found = line(users_per_student=1.2, users_per_staff=2, mbps=1.5, concurrency=0.4, headroom=0.4)
    assert found["circuits.internet.users"] == [1_420] * 4
    assert found["circuits.internet.busiest"] == [852] * 4
    assert found["circuits.internet.demand"] == [1_192.8] * 4
    assert found["circuits.internet.capacity"] == [2_000] * 4
    assert found["circuits.internet.utilisation"] == [0.426] * 4


@pytest.mark.parametrize(
    ("needed", "circuits", "capacity", "monthly"),
    [
        (1, 1, 500, 600),
        (500, 1, 500, 600),
        (500.001, 1, 1_000, 850),
        (1_000, 1, 1_000, 850),
        (1_999, 1, 2_000, 1_300),
        (2_000, 1, 2_000, 1_300),
        (2_001, 2, 2_000, 2_600),  # 1,000.5 each
        (4_200, 3, 2_000, 3_900),  # 1,400 each
        (4_001, 3, 2_000, 3_900),
        (5_999, 3, 2_000, 3_900),
        (0, 1, 500, 600),
    ],
)
def test_the_smallest_circuits_that_carry_the_demand_are_ordered(
    needed: float, circuits: int, capacity: int, monthly: int
) -> None:
    found = line(mbps=needed / 1_000)
    assert found["circuits.internet.circuits_ordered"] == [circuits] * 4
    assert found["circuits.internet.capacity"] == [capacity] * 4
    assert found["circuits.internet.bill"] == [monthly] * 4
    assert found["circuits.internet.cost"] == [monthly * 12] * 4
    assert all(have >= needed for have in found["circuits.internet.ordered"])


def test_a_district_may_want_two_lines_in_any_case() -> None:
    """900 Mbps over two lines: 450 on each, two of 500 for $1,200 a month."""
    found = line(mbps=0.9, circuits=2)
    assert found["circuits.internet.capacity"] == [500] * 4
    assert found["circuits.internet.bill"] == [1_200] * 4


def test_use_grows_from_the_date_of_the_figures_and_moves_up_the_list() -> None:
    """700 users at 1 Mbps in 2026, 15 % more each year: 805, 925.75, 1,064.6125, 1,224.304375 Mbps."""
    found = line(students=700, growth=0.15)
    assert found["circuits.internet.busiest"] == [805, 925.75, 1_064.6125, 1_224.304375]
    assert found["circuits.internet.capacity"] == [1_000, 1_000, 2_000, 2_000]
    assert found["circuits.internet.cost"] == [10_200, 10_200, 15_600, 15_600]


def test_use_does_not_grow_before_the_date_of_the_figures() -> None:
    found = line(growth=0.15, economics={"prices_as_of": 2028})
    assert found["circuits.internet.busiest"] == [1_000, 1_000, 1_150, 1_322.5]


def test_use_may_be_given_by_year_instead() -> None:
    found = line(mbps={"by_year": {2027: 0.4, 2029: 0.9}})
    assert found["circuits.internet.busiest"] == [400, 400, 900, 900]


def test_a_price_holds_until_the_next_bid() -> None:
    """$850 a month, bid for FY2025 and every third year, prices 10 % lower each year after 2026. FY2028: 0.9^2 = 0.81, held for
    three years: $688.50, $8,262 a year. Bid for FY2026, it holds until FY2029: 0.9^3 = 0.729, $619.65, $7,435.80."""
    terms: dict[str, Any] = {"mbps": 1, "rebid": 3, "decline": 0.10}
    early = line(**terms, bid_in=2025)
    assert early["circuits.internet.is_bid"] == [0, 1, 0, 0]
    assert early["circuits.internet.price_level"] == [1, 0.81, 0.81, 0.81]
    assert early["circuits.internet.cost"] == [10_200, 8_262, 8_262, 8_262]
    late = line(**terms, bid_in=2026)
    assert late["circuits.internet.priced_in"] == [2026, 2026, 2029, 2029]
    assert late["circuits.internet.cost"] == [10_200, 10_200, 7_435.8, 7_435.8]


def test_a_shorter_term_takes_lower_prices_sooner() -> None:
    """Bid each year from FY2027 on: 0.9, 0.81, 0.729, 0.6561 of $850: $765, 688.50, 619.65 and 557.685, billed as 557.69."""
    found = line(mbps=1, rebid=1, bid_in=2026, decline=0.10)
    assert found["circuits.internet.bill"] == [765, 688.5, 619.65, 557.69]
    assert found["circuits.internet.cost"][3] == 6_692.28
    assert found.typed("circuits.internet.rebid", {2027: 4})["circuits.internet.bill"] == [850, 850, 850, 557.69]


def test_prices_may_rise_at_a_bid() -> None:
    found = line(mbps=1, rebid=2, bid_in=2026, decline=-0.10)
    assert found["circuits.internet.bill"] == [850, 1_028.5, 1_028.5, 1_244.49]  # x 1.21; x 1.4641 = 1,244.485


def test_the_national_median_price_fell_by_an_eighth_in_a_year() -> None:
    """Connected Nation's medians of districts that meet the goal: $0.97 a Mbps in 2022, $0.85 in 2023. 1,000 Mbps at each."""
    found = line(
        mbps=1,
        capacities={"one": {"mbps": 1_000, "price": 970}},
        economics={"prices_as_of": 2026},
        rebid=1,
        bid_in=2026,
        decline=1 - 0.85 / 0.97,
    )
    assert found["circuits.internet.bill"][0] == 850


def test_without_bids_a_price_follows_its_category() -> None:
    found = line(mbps=1, economics={"escalation": {"connectivity": 0.02}})
    assert found["circuits.internet.bill"] == [867, 884.34, 902.03, 920.07]  # 902.0268; 920.067336
    assert "circuits.internet.is_bid" not in found.row_ids()


def wan(**figures: Any) -> Worked:
    circuits = {"wan": {**LINE, "label": "Lines to schools", "per": "school", "users_per_staff": 1, **figures}}
    return worked(district={"schools": THREE_SCHOOLS}, circuits=circuits)


def family(found: Worked, id: str) -> list[float]:
    """A row's records in the first year."""
    return [round(float(value), 9) for value in found.values.of(found.model.by_id()[id])[0]]


def test_each_school_has_lines_for_its_own_users() -> None:
    """1,110 users go to the schools by students, 35, 25 and 40 %: 388.5, 277.5 and 444. At 2 Mbps: 777, 555 and 888, three lines of
    1,000 for 3 x $850; at 1 Mbps three of 500 for 3 x $600."""
    found = wan(mbps={"by_year": {2027: 2, 2029: 1}})
    assert family(found, "circuits.wan.busiest") == [777, 555, 888]
    assert family(found, "circuits.wan.capacity") == [1_000, 1_000, 1_000]
    assert family(found, "circuits.wan.utilisation") == [0.777, 0.555, 0.888]
    assert found["circuits.wan.bill"] == [2_550, 2_550, 1_800, 1_800]
    assert found["circuits.wan.utilisation_in_all"] == [0.74, 0.74, 0.74, 0.74]  # 2,220 of 3,000; 1,110 of 1,500


def test_a_large_school_has_more_and_larger_lines_than_a_small_one() -> None:
    """At 5 Mbps: 1,942.5, 1,387.5 and 2,220, which is two of 1,110. At least 1,500 each: the second one too needs 2,000."""
    found = wan(mbps=5, minimum=1_500)
    assert family(found, "circuits.wan.demand") == [1_942.5, 1_500, 2_220]
    assert family(found, "circuits.wan.circuits_ordered") == [1, 1, 2]
    assert family(found, "circuits.wan.listed") == [1_300, 1_300, 2_600]
    assert found["circuits.wan.cost"] == [62_400] * 4


def test_installation_falls_in_its_year_and_a_line_may_begin_later() -> None:
    """$5,000 of 2026 in FY2028, at 2 % a year: x 1.0404 = $5,202. The line costs $850 a month from FY2028, in dollars of the year."""
    found = line(
        mbps=1, install={"by_year": {2028: 5_000}}, from_year=2028, economics={"escalation": {"connectivity": 0.02}}
    )
    assert found["circuits.internet.install_cost"] == [0, 5_202, 0, 0]
    assert found["circuits.internet.bill"] == [0, 884.34, 902.03, 920.07]
    assert found["by_recurrence.one_time"] == [0, 5_202, 0, 0]
    assert found["by_category.connectivity"][1] == 5_202 + 12 * 884.34


def test_a_line_is_connectivity_in_operation_and_at_risk_where_its_money_is() -> None:
    certain, uncertain = line(), line(recurrence="at_risk")
    tags = uncertain.tags("circuits.internet.cost")
    assert (tags["category"], tags["phase"], tags["kind"]) == ("connectivity", "operate", "operating")
    assert uncertain["by_recurrence.at_risk"] == certain["by_recurrence.recurring"] == [10_200] * 4
    assert [sheet.label for sheet in certain.model.sheets if sheet.id == "connectivity"] == ["Connectivity"]


def test_a_year_of_bills_may_be_typed_over() -> None:
    found = line().typed("circuits.internet.cost", {2028: 9_999})
    assert found["by_category.connectivity"] == [10_200, 9_999, 10_200, 10_200]


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"capacities": {"one": OFFERED["one"], "half": OFFERED["half"]}}, "from the smallest to the largest"),
        ({"capacities": {"one": OFFERED["one"], "same": OFFERED["one"]}}, "from the smallest to the largest"),
        ({"capacities": {}}, "at least 1 item"),
        ({"rebid": 3}, "rebid, bid_in and decline go together"),
        ({"rebid": 3, "bid_in": 2026}, "rebid, bid_in and decline go together"),
        ({"growth": 0.15, "mbps": {"by_year": {2027: 1}}}, "leave one out"),
        ({"headroom": 30}, "a share is written as 0.3, not 30"),
        ({"circuits": 0}, "expected 1 to 1000"),
        ({"install": 5_000}, "this amount falls in a year"),
    ],
)
def test_what_does_not_go_together_is_refused(figures: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        line(**figures)


def test_a_line_keeps_its_price_and_growth_when_the_plan_is_rolled_forward() -> None:
    """Bid in FY2025 for three years: the price of FY2028 holds to FY2030, whether the plan begins in FY2027 or in FY2028."""
    circuits = {"internet": {**LINE, "growth": 0.15, "rebid": 3, "bid_in": 2025, "decline": 0.10}}
    now = Computed.of({**DISTRICT, "circuits": circuits})
    next_year = now.rolled()
    assert next_year.years == (2028, 2029, 2030)
    for row in ("circuits.internet.priced_in", "circuits.internet.cost"):
        assert next_year.row(row).tolist() == now.row(row)[1:].tolist()
    assert next_year.row("circuits.internet.priced_in").tolist() == [2028] * 3


# Equipment

ACCESS_POINTS: Mapping[str, Any] = {
    "label": "Access points",
    "per": "classroom",
    "ratio": 1,
    "price": {"radio": {"price": 700}, "mount": {"price": 50}},
    "life": 5,
    "upkeep": 150,
    "lots": {"wave_1": {"bought": 2023, "count": 32}, "wave_2": {"bought": 2025, "count": 20}},
}


def test_access_points_are_replaced_in_the_waves_in_which_they_were_bought() -> None:
    """57 classrooms and 52 access points: 5 are missing in FY2027. The wave of 32 has served its five years when FY2028 begins, that
    of 20 when FY2030 does; each costs $750, and $150 a year for its licence (the published list price of one vendor)."""
    found = worked(district={"schools": THREE_SCHOOLS}, network={"access_points": ACCESS_POINTS})
    assert found["network.access_points.needed"] == [57] * 4
    assert found["network.access_points.bought"] == [5, 32, 0, 20]
    assert found["network.access_points.spent"] == [3_750, 24_000, 0, 15_000]
    assert found["network.access_points.upkeep_cost"] == [8_550] * 4
    assert found["by_category.network"] == [12_300, 32_550, 8_550, 23_550]
    assert found["network.access_points.lost"] == [0] * 4


def test_switches_are_counted_in_the_schools_table() -> None:
    """4, 3 and 7 switches, and two spare ones kept: 16. None there, so all are bought in FY2027 for $3,000 each."""
    switches = {
        "label": "Switches",
        "school_count": "switch",
        "count": 2,
        "price": {"switch": {"price": 3_000}},
        "life": 8,
    }
    found = worked(district={"schools": THREE_SCHOOLS}, network={"switches": switches})
    assert found["network.switches.needed"] == [16] * 4
    assert found["network.switches.spent"] == [48_000, 0, 0, 0]


def test_equipment_is_named_as_such() -> None:
    """No line of it speaks of devices that students carry, and no line asks for losses or repairs where none are expected."""
    found = worked(district={"schools": THREE_SCHOOLS}, network={"access_points": ACCESS_POINTS})
    labels = [row.label for row in found.model.rows() if row.id.startswith("network.")]
    assert [label for label in labels if "device" in label.casefold()] == []
    assert found.tags("network.access_points.upkeep_cost")["category"] == "network"


@pytest.mark.parametrize(
    ("field", "settings"),
    [("acquire", ("buy", "lease")), ("buy_through", ("alone", "offer"))],
)
def test_a_switch_of_equipment_has_the_same_rows_in_both_settings(field: str, settings: tuple[str, str]) -> None:
    offer = {
        "label": "Group",
        "members_volume": 100,
        "fee": 0.02,
        "line": "radio",
        "tiers": {"t": {"floor": 0, "price": 600}},
    }
    rows = []
    for setting in settings:
        equipment = {**ACCESS_POINTS, "lease": {"term": 3, "rate": 0.04}, "offer": "group", field: setting}
        found = worked(
            district={"schools": THREE_SCHOOLS}, offers={"group": offer}, network={"access_points": equipment}
        )
        rows.append([(row.id, row.unit, row.timeline and row.timeline.id) for row in found.model.rows()])
    assert rows[0] == rows[1]


def test_batteries_are_counted_by_the_power_supplies_that_carry_them() -> None:
    """20 power supplies for 8 years with 2 batteries each: 40, which last 3 years. Those of FY2026 are replaced in FY2029; the
    21st power supply of FY2028 brings 2 more."""
    price = {"price": {"device": {"price": 100}}}
    power = {
        "label": "Power supplies",
        "count": {"by_year": {2027: 20, 2028: 21}},
        "life": 8,
        "lots": {"old": {"bought": 2026, "count": 20}},
        **price,
    }
    batteries = {
        "label": "Batteries",
        "per": "device",
        "fleets": ["power"],
        "ratio": 2,
        "life": 3,
        "lots": {"old": {"bought": 2026, "count": 40}},
        **price,
    }
    found = worked(network={"power": power, "batteries": batteries})
    assert found["network.batteries.needed"] == [40, 42, 42, 42]
    assert found["network.batteries.bought"] == [0, 2, 40, 0]
    assert found["network.power.bought"] == [0, 1, 0, 0]
