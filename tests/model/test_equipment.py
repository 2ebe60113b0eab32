"""Licences and maintenance of equipment, each case worked by hand beside it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from tests.model.worked import DISTRICT, Worked, worked
from tests.plans import Computed, plan_of

POINTS = "network.points"


def points(**figures: Any) -> dict[str, Any]:
    lots = {"old": {"bought": 2026, "count": 10}}
    return {"label": "Points", "count": 10, "price": {"device": {"price": 500}}, "life": 8, "lots": lots, **figures}


def equipment(*, horizon: int = 8, economics: dict[str, Any] | None = None, **figures: Any) -> Worked:
    calendar = {"start_month": 7, "first_year": 2027, "horizon": horizon}
    return worked(calendar=calendar, economics=economics, network={"points": points(**figures)})


def test_maintenance_is_a_share_of_the_price_of_the_year() -> None:
    """10 x $500 x 12 % = $600; prices 10 % higher from FY2027 on: 660, 726, 798.60, 878.46."""
    found = equipment(horizon=4, maintenance=0.12, economics={"escalation": {"network": 0.1}})
    assert found[f"{POINTS}.maintenance_cost"] == [660, 726, 798.6, 878.46]
    assert found.tags(f"{POINTS}.maintenance_cost")["phase"] == "support"


def test_a_licence_is_renewed_as_its_unit_ages() -> None:
    """Ten units of FY2026 with three years paid, which covers FY2026 to FY2028: renewed for two years in FY2029, FY2031 and FY2033.
    In FY2034 they are 8 years old and replaced: ten new licences for three years at $300, $3,000. A renewal is $220: $2,200."""
    licence = {"term": 3, "price": 300, "renewal_term": 2, "renewal_price": 220}
    found = equipment(licence=licence)
    assert found[f"{POINTS}.renewed"] == [0, 0, 10, 0, 10, 0, 10, 0]
    assert found[f"{POINTS}.licence_cost"] == [0, 0, 2_200, 0, 2_200, 0, 2_200, 3_000]


def test_units_that_are_gone_are_not_renewed() -> None:
    """Half of them are lost each year: of 10, 2.5 are left at the start of FY2029 and 1.25 a year after."""
    licence = {"term": 3, "price": 0, "renewal_term": 1, "renewal_price": 100}
    found = equipment(horizon=4, licence=licence, loss=0.5, count=0, whole_units=False)
    assert found[f"{POINTS}.renewed"] == [0, 0, 2.5, 1.25]
    assert found[f"{POINTS}.licence_cost"] == [0, 0, 250, 125]


def test_a_lot_of_many_ages_is_renewed_age_by_age() -> None:
    """Five of FY2026 and five of FY2025, a year each: all ten every year."""
    lots = {"old": {"bought": 2026, "count": 5}, "older": {"bought": 2025, "count": 5}}
    yearly = {"term": 1, "price": 150, "renewal_term": 1, "renewal_price": 150}
    assert equipment(horizon=4, lots=lots, licence=yearly)[f"{POINTS}.licence_cost"] == [1_500] * 4
    three = {"term": 3, "price": 400, "renewal_term": 3, "renewal_price": 400}
    assert equipment(horizon=4, lots=lots, licence=three)[f"{POINTS}.renewed"] == [0, 5, 5, 0]


def test_without_a_renewal_the_licence_ends_and_the_plan_says_how_many_have_none() -> None:
    found = equipment(horizon=4, licence={"term": 3, "price": 300})
    assert found[f"{POINTS}.unlicensed"] == [0, 0, 10, 10]
    assert found[f"{POINTS}.licence_cost"] == [0, 0, 0, 0]


HELD = {
    "one": {"count": 1, "until": datetime.date(2031, 6, 30)},
    "two": {"count": 2, "until": datetime.date(2027, 7, 1)},
}
TOGETHER = {"term": 3, "price": 300, "renewal_term": 3, "renewal_price": 270}


def test_one_end_of_several_licences_is_the_mean_of_their_days() -> None:
    """Published [D, thenegotiationexperts.com and others]: one licence of 1,825 days and two of 365 end after ((1,825 x 1) + (365 x 2)) /
    3 = 851.67 days; the source drops the fraction. From 1 July 2026 1,825 days are 30 June 2031 (a leap day less) and 365 1 July 2027."""
    found = equipment(
        horizon=4, count=3, lots={"old": {"bought": 2026, "count": 3}}, licence={**TOGETHER, "one_end": {"held": HELD}}
    )
    assert found[f"{POINTS}.mean_days"] == [pytest.approx((1_825 + 2 * 365) / 3)]
    assert int(found[f"{POINTS}.mean_days"][0]) == 851
    assert found[f"{POINTS}.device_days"] == [2_555]


def test_licences_with_one_end_are_renewed_together_when_it_comes() -> None:
    """2,555 days are 7 licence-years for 3 units: FY2027 leaves 4, FY2028 1, which does not carry FY2029: all three are renewed for
    three years, 1 + 9 - 3 = 7. $270 x 3 = $810."""
    figures: dict[str, Any] = {"count": 3, "lots": {"old": {"bought": 2026, "count": 3}}}
    found = equipment(horizon=4, **figures, licence={**TOGETHER, "one_end": {"held": HELD}})
    assert found[f"{POINTS}.paid_ahead"] == [4, 1, 7, 4]
    assert found[f"{POINTS}.renewed"] == [0, 0, 3, 0]
    assert found[f"{POINTS}.licence_cost"] == [0, 0, 810, 0]
    assert found[f"{POINTS}.days_left"] == [pytest.approx(years / 3 * 365) for years in (4, 1, 7, 4)]


def test_a_unit_bought_later_moves_the_end_of_all() -> None:
    """A fourth unit in FY2028 brings three years: 4 + 3 - 4 = 3, then one short of FY2029's 4: four renewals, 3 + 12 - 4 = 11."""
    figures: dict[str, Any] = {"count": {"by_year": {2027: 3, 2028: 4}}, "lots": {"old": {"bought": 2026, "count": 3}}}
    found = equipment(horizon=4, **figures, licence={**TOGETHER, "one_end": {"held": HELD}})
    assert found[f"{POINTS}.paid_ahead"] == [4, 3, 11, 7]
    assert found[f"{POINTS}.licence_cost"] == [0, 300, 1_080, 0]


def test_a_plan_rolled_forward_keeps_what_is_paid_ahead() -> None:
    item = points(licence={**TOGETHER, "one_end": {"held": HELD}})
    plan = Computed.of({**DISTRICT, "network": {"points": item}})
    for row in ("paid_ahead", "licence_cost"):
        assert plan.rolled().row(f"{POINTS}.{row}").tolist() == plan.row(f"{POINTS}.{row}")[1:].tolist()


def test_a_licence_that_ran_out_before_the_plan_has_no_days_left() -> None:
    held = {"one": {"count": 3, "until": datetime.date(2024, 1, 1)}}
    found = equipment(horizon=4, licence={**TOGETHER, "one_end": {"held": held}})
    assert found[f"{POINTS}.mean_days"] == [0]
    assert found[f"{POINTS}.renewed"][0] == 10


@pytest.mark.parametrize(
    ("licence", "message"),
    [
        ({"term": 0, "price": 1}, "expected 1 to 30"),
        ({"term": 3, "price": 1, "renewal_term": 1}, "renewal_term and renewal_price go together"),
        ({"term": 3, "price": 1, "one_end": {}}, "one_end needs a renewal"),
        ({**TOGETHER, "one_end": {"days_in_year": 36}}, "expected 360 to 366"),
    ],
)
def test_what_does_not_go_together_is_refused(licence: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        equipment(licence=licence)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"stops_without_licence": True}, "it stops without its licence, and none is planned"),
        ({"stops_without_licence": True, "licence": {"term": 5, "price": 1}},
         "the licence ends after 5 years, the life is 8, and the equipment stops without it. Add renewal_term"),
        ({"licence": {"term": 5, "price": 1, "renewal_term": 2, "renewal_price": 1}},
         "the last renewal runs 1 years past the life of 8"),
        ({"licence": {"term": 8, "price": 1}, "price": {"device": {"price": 1}, "licence": {"price": 1}}},
         "the price has a line 'licence', and licences are planned here too"),
    ],
)  # fmt: skip
def test_what_a_technology_director_should_know_is_advice(figures: dict[str, Any], said: str) -> None:
    findings = [str(each) for each in plan_of({**DISTRICT, "network": {"points": points(**figures)}}).findings]
    assert any(said in each for each in findings), findings


@pytest.mark.parametrize(
    "figures",
    [
        {"stops_without_licence": True, "upkeep": 150},
        {"stops_without_licence": True, "licence": {"term": 8, "price": 1}},
        {"licence": {"term": 5, "price": 1}},
        {"licence": {"term": 5, "price": 1, "renewal_term": 1, "renewal_price": 1}, "stops_without_licence": True},
    ],
)
def test_a_licence_that_lasts_is_no_matter(figures: dict[str, Any]) -> None:
    findings = [str(each) for each in plan_of({**DISTRICT, "network": {"points": points(**figures)}}).findings]
    assert not any("licence" in each for each in findings), findings
