"""How much network equipment is needed by what it serves, each case worked by hand beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from tco.errors import PlanError
from tests.model.test_network import LINE
from tests.model.worked import DISTRICT, Worked, worked
from tests.plans import plan_of

Raw = Mapping[str, Any]

SCHOOLS: Raw = {
    "oak": {"name": "Oak", "band": "low", "students": 300, "classrooms": 20, "counts": {"hall": 3, "camera": 10}},
    "high": {"name": "High", "band": "high", "students": 600, "classrooms": 25, "counts": {"hall": 5, "camera": 22}},
}
WIRELESS: Raw = {"per_room": 0.5, "other_areas": "hall", "devices_each": 2, "connected": 0.6, "most": 40}
PORTS: Raw = {"fleets": ["points", "cameras"], "per_room": 2, "per_switch": 48, "spare": 0.25}


def equipment(**figures: Any) -> dict[str, Any]:
    return {"label": "Equipment", "price": {"device": {"price": 1_000}}, "life": 6, **figures}


def district(**enrolment: Any) -> dict[str, Any]:
    return {"enrolment": {"low": 300, "high": 600, **enrolment}, "schools": SCHOOLS}


def network(*, enrolment: Raw | None = None, **items: Any) -> Worked:
    return worked(district=district(**(enrolment or {})), network=items)


def test_access_points_cover_rooms_or_carry_connections_whichever_takes_more() -> None:
    """Oak: 20 rooms x 0.5 + 3 halls = 13 to cover; 300 x 2 x 0.6 = 360 connections / 40 = 9: 13. High: 25 x 0.5 + 5 = 17.5;
    600 x 2 x 0.6 = 720 / 40 = 18: 18. Together 31."""
    assert network(points=equipment(sizing={"wireless": WIRELESS}))["network.points.needed"] == [31] * 4


def test_each_school_gets_whole_access_points() -> None:
    """With room for 39 connections each: Oak 13; High 720 / 39 = 18.46, so 19. A plan without whole units takes 13 + 18.46."""
    sizing = {"wireless": {**WIRELESS, "most": 39}}
    assert network(points=equipment(sizing=sizing))["network.points.needed"] == [32] * 4
    found = network(points=equipment(sizing=sizing, whole_units=False))
    assert found["network.points.needed"] == [pytest.approx(13 + 720 / 39)] * 4


def test_a_school_follows_the_enrolment_of_its_band() -> None:
    """High grows to 700 in FY2029: 840 connections / 40 = 21, with Oak 34. Oak's band grows with nobody else's."""
    found = network(
        enrolment={"high": {"by_year": {2027: 600, 2029: 700}}}, points=equipment(sizing={"wireless": WIRELESS})
    )
    assert found["network.points.needed"] == [31, 31, 34, 34]


def test_what_is_bought_goes_where_it_is_wanted() -> None:
    found = network(points=equipment(sizing={"wireless": WIRELESS}))
    by_school = found.values.of(found.model.by_id()["network.points.by_school"])
    assert by_school[0, :].round(9).tolist() == [13, 18]


def test_switches_have_the_ports_that_a_school_needs() -> None:
    """48 ports less a quarter are 36. Oak: 13 points + 10 cameras + 40 for rooms = 63 / 36, so 2. High: 18 + 22 + 50 = 90 / 36 =
    2.5, so 3. Two optics for each of 5 switches are 10."""
    found = network(
        points=equipment(sizing={"wireless": WIRELESS}),
        cameras=equipment(school_count="camera"),
        switches=equipment(sizing={"ports": PORTS}),
        optics=equipment(per="device", fleets=["switches"], ratio=2),
    )
    assert found["network.switches.needed"] == [5] * 4
    assert found["network.optics.needed"] == [10] * 4


def test_equipment_may_need_more_than_one_port_each() -> None:
    """Cameras alone with 2 ports each: 20 / 48 and 44 / 48, a switch for each school."""
    found = network(
        cameras=equipment(school_count="camera"),
        switches=equipment(sizing={"ports": {"fleets": ["cameras"], "ports_each": 2, "per_switch": 48}}, count=1),
    )
    assert found["network.switches.needed"] == [3] * 4  # and one of the district's own


def test_firewalls_carry_the_busiest_time_of_the_circuits_behind_them() -> None:
    """900 students at 1 Mbps, 20 % more a year from 2026: 1,080, 1,296, 1,555.2, 1,866.24 Mbps. Firewalls of 1,500 with a tenth
    kept free carry 1,350: 1, 1, 2, 2, and one more stands by."""
    found = worked(
        district=district(),
        circuits={"internet": {**LINE, "growth": 0.2}},
        network={
            "firewall": equipment(
                sizing={"throughput": {"circuits": ["internet"], "mbps": 1_500, "spare": 0.1}}, count=1
            )
        },
    )
    assert found["network.firewall.to_carry"] == [1_080, 1_296, 1_555.2, 1_866.24]
    assert found["network.firewall.needed"] == [2, 2, 3, 3]


def test_firewalls_carry_the_lines_of_all_schools() -> None:
    found = worked(
        district=district(),
        circuits={"wan": {**LINE, "per": "school"}},
        network={"firewall": equipment(sizing={"throughput": {"circuits": ["wan"], "mbps": 500}})},
    )
    assert found["network.firewall.needed"] == [2] * 4  # 900 / 500


def test_storage_follows_the_data() -> None:
    """40 TB in 2026, a quarter more each year: 50, 62.5, 78.125, 97.65625. Units of 30 TB, a fifth kept free, hold 24: 3, 3, 4, 5."""
    storage = {"terabytes": 40, "growth": 0.25, "each": 30, "spare": 0.2}
    found = network(storage=equipment(sizing={"storage": storage}))
    assert found["network.storage.to_hold"] == [50, 62.5, 78.125, 97.65625]
    assert found["network.storage.needed"] == [3, 3, 4, 5]
    by_year = {"terabytes": {"by_year": {2027: 20, 2030: 31}}, "each": 30}
    assert network(storage=equipment(sizing={"storage": by_year}))["network.storage.needed"] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("sizing", "message"),
    [
        ({"wireless": {**WIRELESS, "most": 0}}, r"expected 1 or more \(connection/device\), found 0"),
        ({"wireless": {**WIRELESS, "connected": 60}}, "a share is written as 0.6, not 60"),
        ({"ports": {"fleets": ["points"], "per_switch": 0}}, "expected 1 to 10000"),
        ({"ports": {"fleets": ["points"], "per_switch": 48, "spare": 1}}, "expected 0 to 0.9"),
        ({"ports": {"per_switch": 48}}, "nothing needs a port; give fleets, per_room or both"),
        ({"throughput": {"circuits": [], "mbps": 1}}, "at least 1 item"),
        ({"throughput": {"circuits": ["internet"], "mbps": 0}}, r"expected 1 or more \(mbps/device\), found 0"),
        ({"storage": {"terabytes": {"by_year": {2027: 1}}, "growth": 0.1, "each": 1}}, "not both; leave one out"),
        ({"wireless": WIRELESS, "ports": PORTS}, "give exactly one of wireless, ports, throughput and storage"),
        ({}, "give exactly one of wireless, ports, throughput and storage"),
    ],
)
def test_what_does_not_go_together_is_refused(sizing: Raw, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        network(points=equipment(sizing=sizing))


POINTS = equipment(sizing={"wireless": WIRELESS})


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ({"points": equipment(sizing={"wireless": {**WIRELESS, "other_areas": "halls"}})},
         "network.points.sizing.wireless.other_areas: there is no count in the schools' counts 'halls'. Did you mean 'hall'?"),
        ({"switches": equipment(sizing={"ports": {**PORTS, "fleets": ["points"]}}), "points": POINTS},
         "network.switches.sizing.ports.fleets: 'points' does not stand before this equipment. List what is counted first;"),
        ({"switches": equipment(sizing={"ports": {**PORTS, "fleets": ["switches"]}})},
         "network.switches.sizing.ports.fleets: 'switches' does not stand before this equipment."),
        ({"points": equipment(count=4), "switches": equipment(sizing={"ports": {**PORTS, "fleets": ["points"]}})},
         "'points' does not say at which school it is. Count it by school_count, or size it for each school"),
        ({"switches": equipment(sizing={"ports": {**PORTS, "fleets": ["pionts"]}}), "points": POINTS},
         "network.switches.sizing.ports.fleets: there is no fleet 'pionts'. Did you mean 'points'?"),
        ({"firewall": equipment(sizing={"throughput": {"circuits": ["internat"], "mbps": 1}})},
         "network.firewall.sizing.throughput.circuits: there is no circuit 'internat'. Did you mean 'internet'?"),
    ],
)  # fmt: skip
def test_names_without_an_owner_are_faults(items: Raw, message: str) -> None:
    with pytest.raises(PlanError) as refused:
        plan_of(
            {
                **DISTRICT,
                "district": DISTRICT["district"] | district(),
                "circuits": {"internet": LINE},
                "network": items,
            }
        )
    assert message in str(refused.value)


def test_sizing_by_school_needs_schools() -> None:
    with pytest.raises(PlanError, match="it is sized for each school, and the plan has no schools"):
        plan_of({**DISTRICT, "network": {"points": POINTS}})


def test_a_part_without_a_school_gets_no_port_and_says_so() -> None:
    """31 by school and 4 more somewhere: the switches see 31."""
    items = {
        "points": equipment(sizing={"wireless": WIRELESS}, count=4),
        "switches": equipment(sizing={"ports": {"fleets": ["points"], "per_switch": 20}}),
    }
    plan = plan_of({**DISTRICT, "district": DISTRICT["district"] | district(), "network": items})
    assert any(
        "a part of 'points' is counted without its school and gets no port" in str(each) for each in plan.findings
    )
    found = network(**items)
    assert found["network.points.needed"] == [35] * 4
    assert found["network.switches.needed"] == [2] * 4
    assert "network.points" not in str(plan.run().findings)  # what students carry is no fleet of theirs to look at
