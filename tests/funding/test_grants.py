"""Yearly grants worked by hand: what each award has left, what lapses on its last day, what is capped inside it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tco.formula.units import day_number
from tco.inputs.district import Calendar
from tco.inputs.funding import Source
from tco.inputs.grants import Grant, window_of
from tests.model.worked import DISTRICT, Worked, worked

K = 1000
AWARD = 100 * K
IDENTITY = ("opening", "received", "paid", "lapsed", "closing")


def spent(**by_year: float) -> dict[str, Any]:
    """A service that costs so much in a year, evenly through its months."""
    amounts = {int(year[2:]): amount for year, amount in by_year.items()}
    return {"label": "Coaching", "category": "professional_development", "price": {"by_year": amounts}}


def plan(grant: Mapping[str, Any], cost: Mapping[str, Any], start_month: int = 7, **source: Any) -> Worked:
    """The small district with one grant and one service that runs through the year."""
    of_grant = {"label": "Grant", "recurrence": "recurring", "grant": dict(grant), **source}
    calendar = {**DISTRICT["calendar"], "start_month": start_month}
    return worked(calendar=calendar, services={"coaching": cost}, sources={"grant": of_grant})


def balance(found: Worked) -> list[list[float]]:
    return [found[f"sources.grant.{row}"] for row in IDENTITY]


TITLE_ONE = {"program": "title_one_a", "award": AWARD}
COST = {"fy2027": 40 * K, "fy2028": 80 * K, "fy2029": 200 * K, "fy2030": 60 * K}


def test_title_one_through_four_years_that_begin_in_july() -> None:
    """Worked by hand. 15 % of 100,000 is 15,000; a quarter of each year's cost falls in July to September.

    FY2028: 60,000 are left, 15,000 of them may go on, so 45,000 end on 30 September; 20,000 are used by then and 25,000 lapse; the
    other 60,000 of cost take the 15,000 and 45,000 of the new award.
    FY2029: 55,000 are left, 40,000 end, and July to September uses 50,000: nothing lapses. 155,000 pay what they can of 200,000.
    """
    found = plan(TITLE_ONE, spent(**COST))
    assert balance(found) == [
        [0, 60 * K, 55 * K, 0],
        [AWARD] * 4,
        [40 * K, 80 * K, 155 * K, 60 * K],
        [0, 25 * K, 0, 0],
        [60 * K, 55 * K, 0, 40 * K],
    ]
    assert found["funding.gap"] == [0, 0, 45 * K, 0]


def test_title_one_through_four_years_that_begin_in_september() -> None:
    """Worked by hand: only September, a twelfth, falls before the last day.

    FY2028: 45,000 end; 84,000 / 12 = 7,000 use them, 38,000 lapse; 77,000 take 15,000 and 62,000 of the new award.
    FY2029: 38,000 are left, 23,000 end, 20,000 are used in time and 3,000 lapse; 115,000 remain for 220,000.
    """
    found = plan(TITLE_ONE, spent(**{**COST, "fy2028": 84 * K, "fy2029": 240 * K}), start_month=9)
    assert balance(found) == [
        [0, 60 * K, 38 * K, 0],
        [AWARD] * 4,
        [40 * K, 84 * K, 135 * K, 60 * K],
        [0, 38 * K, 3 * K, 0],
        [60 * K, 38 * K, 0, 40 * K],
    ]
    assert found["funding.gap"] == [0, 0, 105 * K, 0]


def test_a_deadline_at_the_end_of_a_fiscal_year_is_that_years() -> None:
    """Worked by hand, years from October: 15 months end with the award's first year, 27 with its second.

    FY2027: all but 15,000 end with the year, 40,000 are used and 45,000 lapse. FY2028: 15,000 + 85,000 end; 80,000 are used.
    """
    found = plan(TITLE_ONE, spent(**COST), start_month=10)
    assert [row[:2] for row in balance(found)] == [
        [0, 15 * K], [AWARD, AWARD], [40 * K, 80 * K], [45 * K, 20 * K], [15 * K, 15 * K],
    ]  # fmt: skip


def test_a_year_from_january_has_nine_months_to_the_first_deadline() -> None:
    """Worked by hand: 30,000 of 40,000 fall in January to September, 85,000 end then, 10,000 of what goes on are used after."""
    found = plan(TITLE_ONE, spent(**COST), start_month=1)
    assert [row[0] for row in balance(found)] == [0, AWARD, 40 * K, 55 * K, 5 * K]


def test_without_a_limit_the_oldest_award_is_used_first_and_ends_after_27_months() -> None:
    """Worked by hand. FY2029: 70,000 of the award of FY2027 end; 10,000 of 40,000 come in time, 60,000 lapse, 30,000 come of the next.

    FY2030: 70,000 end and 100,000 come in time; all 270,000 are used of 400,000.
    """
    cost = spent(fy2027=10 * K, fy2028=20 * K, fy2029=40 * K, fy2030=400 * K)
    found = plan({"program": "title_two_a", "award": AWARD}, cost)
    assert balance(found) == [
        [0, 90 * K, 170 * K, 170 * K],
        [AWARD] * 4,
        [10 * K, 20 * K, 40 * K, 270 * K],
        [0, 0, 60 * K, 0],
        [90 * K, 170 * K, 170 * K, 0],
    ]
    assert found["funding.gap"] == [0, 0, 0, 130 * K]


def test_what_was_left_before_the_plan_is_where_it_begins() -> None:
    """The second of the July years above, as the first of a plan."""
    before = {"awards_before": {2026: AWARD}, "left_before": {2026: 60 * K}}
    found = plan({**TITLE_ONE, **before}, spent(fy2027=80 * K, fy2028=200 * K))
    assert [row[:2] for row in balance(found)] == [
        [60 * K, 55 * K], [AWARD, AWARD], [80 * K, 155 * K], [25 * K, 0], [55 * K, 0],
    ]  # fmt: skip


def test_a_waiver_lets_all_of_it_go_on() -> None:
    """Waived in FY2028: none of the 60,000 end; they pay first, so 80,000 leave 80,000 of the new award, of which 15,000 may go on."""
    grant = {**TITLE_ONE, "waiver": {"by_year": {2028: 1}}}
    found = plan(grant, spent(**COST))
    assert found["sources.grant.lapsed"][:2] == [0, 0]
    assert found["sources.grant.closing"][1] == 80 * K
    assert found["sources.grant.ending"][2] == 65 * K


def test_a_last_day_typed_over_moves_what_ends() -> None:
    """In FY2028 to 30 June 2028: the whole year comes in time, the 45,000 that end are used, and 60,000 + 100,000 - 80,000 are left."""
    year_end = day_number(datetime.date(2028, 6, 30))
    found = plan(TITLE_ONE, spent(**COST)).typed("sources.grant.last_day", {2028: year_end})
    assert found["sources.grant.lapsed"][1] == 0
    assert found["sources.grant.closing"][1] == 80 * K


def test_an_own_share_and_a_longer_carry_over() -> None:
    """Half may go on, for 24 months: of 60,000 left of 80,000, 40,000 go on in FY2028 and end in FY2030."""
    grant = {"award": {"by_year": {2027: 80 * K, 2028: 0}}, "carry_share": 0.5, "carry_months": 24}
    found = plan(grant, spent(fy2027=20 * K, fy2028=0))
    assert found["sources.grant.lapsed"] == [0, 20 * K, 0, 40 * K]
    assert found["sources.grant.closing"] == [60 * K, 40 * K, 40 * K, 0]


def test_a_grant_without_carry_over_ends_with_its_first_deadline() -> None:
    """15 months and no more: of 60,000 left, July to September of FY2028 uses 20,000."""
    found = plan({"award": AWARD, "carry_months": 0}, spent(**COST))
    assert found["sources.grant.lapsed"][:2] == [0, 40 * K]
    assert found["sources.grant.closing"][:2] == [60 * K, 40 * K]


def test_the_indirect_rate_leaves_the_grant_and_comes_back() -> None:
    """Worked by hand: 110,000 are 100,000 of direct cost and 10 % on them; 40,000 paid bring 4,000 back, in the year after.

    They pay first of the 60,000 of that year, so that the grant pays 56,000 and 5,600 come back.
    """
    grant = {"award": {"by_year": {2027: 110 * K, 2028: 0}}, "indirect_rate": 0.10}
    found = plan(grant, spent(fy2027=40 * K, fy2028=60 * K))
    assert found["sources.grant.received"][0] == 100 * K
    assert found["sources.grant.indirect"][:2] == [4 * K, 5600]
    assert found["sources.returned.received"][:3] == [0, 4 * K, 5600]


def test_the_indirect_rate_does_not_change_what_share_goes_on() -> None:
    """15 % of 110,000 is 16,500, which is 15,000 of direct cost and 10 % on it."""
    grant = {**TITLE_ONE, "award": 110 * K, "indirect_rate": 0.10}
    assert plan(grant, spent(fy2027=40 * K))["sources.grant.carried"][1] == 15 * K


def test_a_cap_inside_the_award_goes_on_with_what_is_left_of_it() -> None:
    """Worked by hand: 15 % of 40,000 is 6,000 a year. 2,000 of FY2027 leave 4,000, so that FY2028 may pay 10,000 of 15,000."""
    grant = {"program": "title_four_a", "award": AWARD, "ed_tech": 0.4}
    devices = {
        "label": "Kits",
        "category": "client_devices",
        "price": {"by_year": {2027: 2 * K, 2028: 15 * K, 2029: 0}},
    }
    uses = {"kits": {"items": ["services.kits"], "capped": True}, "rest": {}}
    source = {"label": "Title IV-A", "recurrence": "at_risk", "grant": grant, "uses": uses}
    found = worked(services={"coaching": spent(fy2027=50 * K), "kits": devices}, sources={"grant": source})
    assert found["sources.grant.cap"][:3] == [6 * K, 10 * K, 6 * K]
    assert found["sources.grant.paid_capped"][:2] == [2 * K, 10 * K]
    assert found["funding.gap"][:2] == [0, 5 * K]


def test_a_source_that_does_not_count_brings_and_leaves_nothing() -> None:
    before = {"awards_before": {2026: AWARD}, "left_before": {2026: 60 * K}}
    funding = {"filed": 0}
    source = {"label": "G", "recurrence": "recurring", "status": "filed", "grant": {**TITLE_ONE, **before}}
    found = worked(funding=funding, services={"coaching": spent(**COST)}, sources={"grant": source})
    assert all(row == [0] * 4 for row in balance(found))


@pytest.mark.parametrize(
    ("start", "tested", "last", "deadline"),
    [
        (7, 2, 3, datetime.date(2026, 9, 30)),
        (9, 2, 3, datetime.date(2026, 9, 30)),
        (10, 1, 2, datetime.date(2027, 9, 30)),
        (1, 1, 2, datetime.date(2027, 9, 30)),
        (6, 1, 2, datetime.date(2026, 9, 30)),
    ],
)
def test_where_the_window_falls(start: int, tested: int, last: int, deadline: datetime.date) -> None:
    """Counted on the calendar: the year of use in which 15 months end, that of 27, and the first deadline in FY2027."""
    calendar = Calendar(start_month=start, first_year=2027, horizon=4)
    found = window_of(Grant.model_validate({"award": 1}), calendar)
    assert (found.tested, found.last, found.deadlines[0]) == (tested, last, deadline)


def test_the_last_day_to_pay_comes_120_days_later() -> None:
    """2028-09-30 and 120 days: 31 of October, 30 of November, 31 of December, and 28 January 2029."""
    found = plan(TITLE_ONE, spent(**COST))
    assert found["sources.grant.last_day"][2] == day_number(datetime.date(2028, 9, 30))
    assert found["sources.grant.liquidate_by"][2] == day_number(datetime.date(2029, 1, 28))


@settings(max_examples=15, deadline=None)
@given(
    start=st.integers(1, 12),
    costs=st.lists(st.integers(0, 300), min_size=4, max_size=4),
    program=st.sampled_from(["title_one_a", "title_two_a"]),
    carry=st.sampled_from([0, 12, 24]),
    rate=st.sampled_from([0.0, 0.08]),
)
def test_what_comes_in_is_paid_lapses_or_is_left(
    start: int, costs: list[int], program: str, carry: int, rate: float
) -> None:
    cost = {"label": "C", "category": "software", "price": {"by_year": {2027 + n: c * K for n, c in enumerate(costs)}}}
    grant = {"program": program, "award": AWARD, "carry_months": carry, "indirect_rate": rate}
    found = plan(grant, cost, start)
    opening, received, paid, lapsed, closing = balance(found)
    for year in range(4):
        assert opening[year] + received[year] == pytest.approx(paid[year] + lapsed[year] + closing[year], abs=0.005)
        assert min(paid[year], lapsed[year], closing[year]) >= -1e-9
        assert paid[year] <= opening[year] + received[year] + 1e-9
        assert found["funding.paid"][year] + found["funding.gap"][year] == pytest.approx(costs[year] * K, abs=0.01)


@settings(max_examples=10, deadline=None)
@given(
    start=st.integers(1, 12),
    devices=st.lists(st.integers(0, 40), min_size=4, max_size=4),
    other=st.lists(st.integers(0, 150), min_size=4, max_size=4),
)
def test_capped_uses_never_take_more_than_their_share_of_the_awards_so_far(
    start: int, devices: list[int], other: list[int]
) -> None:
    """15 % of half of 100,000 is 7,500 for each award, whatever else the grant pays and in which order."""
    price = {name: {2027 + n: c * K for n, c in enumerate(costs)} for name, costs in (("d", devices), ("o", other))}
    grant = {"program": "title_four_a", "award": AWARD, "ed_tech": 0.5}
    uses = {"kits": {"items": ["services.kits"], "capped": True}, "rest": {}}
    found = worked(
        calendar={**DISTRICT["calendar"], "start_month": start},
        services={
            "kits": {"label": "Kits", "category": "client_devices", "price": {"by_year": price["d"]}},
            "rest": {"label": "Rest", "category": "software", "price": {"by_year": price["o"]}},
        },
        sources={"grant": {"label": "Title IV-A", "recurrence": "at_risk", "grant": grant, "uses": uses}},
    )
    capped = found["sources.grant.paid_capped"]
    for year in range(4):
        assert sum(capped[: year + 1]) <= 7500 * (year + 1) + 0.01
        assert capped[year] <= found["sources.grant.paid"][year] + 1e-9
        assert capped[year] <= found["sources.grant.cap"][year] + 1e-9


# What does not go together ---------------------------------------------------------------------------------------------------

OF_GRANT = {"label": "G", "recurrence": "recurring"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            {"grant": {"award": 1, "waiver": {"by_year": {2027: 1}}}},
            "waiver without a limit on carry-over; add carry_share",
        ),
        ({"grant": {"award": 1, "ed_tech": 0.4}}, "ed_tech without a cap; add cap_share"),
        (
            {"grant": {"program": "title_four_a", "award": 1, "ed_tech": 0.7, "well_rounded": 0.4}},
            "the parts of the award are more than all of it",
        ),
        (
            {"grant": {"program": "title_one_a", "award": 1, "left_before": {2026: 5}}},
            "left_before of 2026 without its award",
        ),
        (
            {"grant": {"award": 1, "awards_before": {2026: 5}, "left_before": {2026: 6}}},
            "more is left of the award of 2026",
        ),
        ({"grant": {"award": 1, "cap_share": 0.1}}, "cap_share without a use that is capped"),
        ({"grant": {"award": 1}, "uses": {"a": {"capped": True}}}, "the grant has no cap; add grant.cap_share"),
        (
            {"grant": {"program": "title_four_a", "award": 1}, "uses": {"a": {"capped": True}}},
            "add grant.ed_tech, or write grant.cap_base",
        ),
        ({"grant": {"award": 1}, "carries_over": True}, "take carries_over out"),
        ({"grant": {"award": 1}, "obligate_by": datetime.date(2028, 9, 30)}, "take obligate_by out"),
        ({"grant": {"award": 1, "carry_months": 5}}, "Input should be 0, 12, 24 or 36"),
        ({"pilot": {"budget_for": "year", "program": "cyber_pilot"}}, "add opens and obligate_by"),
        ({"pilot": {"budget_for": "year"}}, "add per_student, or name the program"),
        ({"pilot": {"budget_for": "year", "per_student": 1, "least": 5, "most": 4}}, "least is above most"),
    ],
)
def test_a_grant_that_does_not_fit_together_is_refused(source: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Source.model_validate({**OF_GRANT, **source})
