"""Licence rules, each case worked by hand beside it: who is counted, what comes free, brackets, terms, renewals, paying ahead."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.model.worked import DEVICES, DISTRICT, Worked, worked
from tests.plans import Computed

FLAT_PRICES = {"prices_as_of": 2027}


def product(district: Any = None, **figures: Any) -> Worked:
    """The small district, 1,000 students, 60 teachers, 110 staff, with one product whose prices stay as they are."""
    return worked(district=district, software={"it": {"label": "Product", **figures}}, economics=FLAT_PRICES)


def cost(found: Worked) -> list[float]:
    return found["software.it.cost"]


def test_concurrent_users_are_a_share_of_all() -> None:
    """30 % of 1,110 users are 333, at $10."""
    assert cost(product(per="user", concurrent=0.3, price=10)) == [3_330] * 4


def test_forty_students_come_free_with_each_staff_licence() -> None:
    """20 staff licences at $50 are $1,000; 20 x 40 = 800 students are free, and 200 pay $3."""
    benefit = {"per": "student", "free_for_each": 40, "price": 3}
    found = product({"staff": 20, "teachers": 10}, per="staff", price=50, benefit=benefit)
    assert found["software.it.benefit.free"] == [800] * 4
    assert cost(found) == [1_600] * 4


def test_a_smallest_number_may_follow_enrolment() -> None:
    """Half of 1,110 users are 555, charged as 1,000 students; with 30 students as 50."""
    rule = {"per": "user", "concurrent": 0.5, "minimum": 50, "minimum_share": 1, "price": 2}
    assert cost(product(**rule)) == [2_000] * 4
    assert cost(product({"enrolment": {"all": 30}, "staff": 10, "teachers": 3}, **rule)) == [100] * 4


BRACKETS = {"small": {"floor": 0, "price": 3_000}, "middle": {"floor": 1_000, "price": 5_000}}
GROWING = {"enrolment": {"all": {"by_year": {2027: 999, 2028: 1_000, 2029: 1_500}}}}


def test_brackets_have_one_price_for_all_or_one_for_each() -> None:
    flat = product(GROWING, per="student", brackets=BRACKETS, bracket_price="flat", from_year=2027, until_year=2029)
    assert cost(flat) == [3_000, 5_000, 5_000, 0]
    each = {"small": {"floor": 0, "price": 4}, "large": {"floor": 1_000, "price": 3}}
    assert cost(product(GROWING, per="student", brackets=each)) == [3_996, 3_000, 4_500, 4_500]


def test_the_licence_of_a_device_is_bought_with_it_and_lost_with_it() -> None:
    """100 devices, 10 of them lost at each year's end and bought anew, at $38; over a life of 5 years 100 x 38 / 5 = 760 a year."""
    fleet = {**DEVICES, "count": 100, "life": 5, "loss": 0.1, "lots": {}}
    found = worked(
        devices={"student": fleet},
        software={"it": {"label": "Upgrade", "per": "device_bought", "fleets": ["student"], "price": 38}},
        economics=FLAT_PRICES,
    )
    assert found["devices.student.bought"] == [100, 10, 10, 10]
    assert cost(found) == [3_800, 380, 380, 380]
    assert found["software.it.annual_share"] == [760] * 4
    assert found.tags("software.it.cost")["investment"] == "yes"


def test_terms_follow_each_other_at_their_own_prices() -> None:
    """$5 x 1,000 to FY2027; $6 x 1,110 from FY2028, 10 % more each year after: 6.60 and 7.26. The category's rise is not theirs."""
    terms = {
        "old": {"label": "students", "per": "student", "price": 5, "until_year": 2027},
        "new": {"label": "users", "per": "user", "price": 6, "uplift": 0.1, "from_year": 2028},
    }
    found = worked(software={"it": {"label": "Product", "terms": terms}}, economics={"escalation": {"software": 0.5}})
    assert cost(found) == [5_000, 6_660, 7_326, 8_058.6]
    assert found["by_category.software"] == cost(found)


THREE_YEARS: dict[str, Any] = {"per": "flat", "price": 100, "uplift": 0.05, "renewal": {"term": 3, "began": 2025}}


@pytest.mark.parametrize(
    ("cap", "basis", "renewed"),
    [(None, "year", 115), (0.03, "year", 109), (0.03, "renewal", 103), (0.2, "renewal", 115)],
)
def test_a_cap_of_3_percent_a_year_is_9_percent_at_a_renewal_of_three_years(
    cap: float | None, basis: str, renewed: float
) -> None:
    """FY2025 to FY2027 at $100; renewed in FY2028, when the vendor asks for three years' 5 %."""
    more = {} if cap is None else {"uplift_cap": cap}
    found = product(**{**THREE_YEARS, "renewal": {**THREE_YEARS["renewal"], "cap_basis": basis}, **more})
    assert cost(found) == [100, renewed, renewed, renewed]
    assert found["software.it.renews"] == [0, 1, 0, 0]


def test_a_renewal_every_year_is_a_yearly_rise() -> None:
    """100, then 105, 110.25, 115.7625."""
    renewal = {"term": 1, "began": 2027}
    assert cost(product(per="flat", price=100, uplift=0.05, renewal=renewal)) == [100, 105, 110.25, 115.76]


AHEAD = {"per": "student", "price": 10, "pays": "ahead", "prepaid": {"years": 3, "discount": 0.1}}


def test_three_years_are_paid_at_once_and_those_added_by_the_year() -> None:
    """999 x $9 x 3 = 26,973; one student added in FY2028 and 501 in FY2029 pay $10; in FY2030 a term begins for 1,500."""
    found = product(GROWING, **AHEAD)
    assert found["software.it.prepaid.cost"] == [26_973, 0, 0, 40_500]
    assert cost(found) == [0, 10, 5_010, 0]
    assert found["software.it.prepaid.annual_share"] == [8_991, 8_991, 8_991, 13_500]


def test_nothing_is_paid_ahead_for_years_after_the_last() -> None:
    """To FY2030: three years from FY2027, one in FY2030. A scenario that pays by the year has the same rows."""
    ahead = product(**AHEAD, until_year=2030)
    assert ahead["software.it.prepaid.cost"] == [27_000, 0, 0, 9_000]
    yearly = product(**{**AHEAD, "pays": "yearly"}, until_year=2030)
    assert yearly["software.it.prepaid.cost"] == [0] * 4
    assert cost(yearly) == [10_000] * 4
    assert ahead.row_ids() == yearly.row_ids()


def test_what_was_paid_ahead_before_the_plan_is_not_paid_again() -> None:
    prepaid = {"years": 3, "began": 2026, "number": 990}
    found = product(per="student", price=10, pays="ahead", prepaid=prepaid)
    assert found["software.it.prepaid.cost"] == [0, 0, 30_000, 0]
    assert cost(found) == [100, 100, 0, 0]
    assert found["software.it.prepaid.annual_share"] == [9_900, 9_900, 10_000, 10_000]


def test_licences_added_in_a_year_end_with_the_others() -> None:
    """900 there before; 99 added in FY2027, 1 in FY2028, 500 in FY2029, each for 3 months of 12 in its year, at $4."""
    found = product(GROWING, per="student", price=4, coterm={"months": 3, "number": 900})
    assert found["software.it.coterm.billed"] == [924.75, 999.25, 1_125, 1_500]
    assert cost(found) == [3_699, 3_997, 4_500, 6_000]


@pytest.mark.parametrize(("unused", "each"), [(0.27, 13.70), (0.67, 30.30)])
def test_each_licence_in_use_costs_more_the_fewer_are(unused: float, each: float) -> None:
    """$10 / (1 - 0.27) = 13.70 and $10 / (1 - 0.67) = 30.30; $10,000 x 0.27 and x 0.67 for nobody."""
    found = product(per="student", price=10, in_use=1 - unused)
    assert [round(n, 2) for n in found["software.it.cost_for_used"]] == [each] * 4
    assert found["software.it.unused_cost"] == [10_000 * unused] * 4
    assert found["software.it.used"] == [round(1_000 * (1 - unused), 6)] * 4


def test_work_around_a_product_is_hours_at_a_rate() -> None:
    """40 hours once at $135, 10 every year at $135; 2 hours of each of 60 teachers at $40, which nobody is paid extra for."""
    work = {
        "rostering": {"label": "Rostering", "hours": {"by_year": {2028: 40}}, "rate": 135},
        "upkeep": {"label": "Upkeep", "phase": "operate", "yearly_hours": 10, "rate": 135},
        "learning": {
            "label": "Learning it",
            "per": "teacher",
            "hours": {"by_year": {2028: 2}},
            "rate": 40,
            "budgeted": False,
        },
    }
    found = product(per="flat", price=100, work=work)
    assert found["software.it.work.rostering.cost"] == [0, 5_400, 0, 0]
    assert found["software.it.work.upkeep.cost"] == [1_350] * 4
    assert found["software.it.work.learning.cost"] == [0, 4_800, 0, 0]
    assert found["by_category.software"] == [1_450, 6_850, 1_450, 1_450]
    assert found["measures.unbudgeted"] == [0, 4_800, 0, 0]


def test_an_old_product_runs_on_beside_its_successor_and_costs_something_to_leave() -> None:
    """$12 x 1,000 to FY2028; 3 months of it in FY2029; $500 to leave."""
    leaving = {"until_year": 2028, "parallel": {"by_year": {2029: 3}}, "exit": {"by_year": {2029: 500}}}
    found = product(per="student", price=12, **leaving)
    assert cost(found) == [12_000, 12_000, 0, 0]
    assert found["software.it.parallel_cost"] == [0, 0, 3_000, 0]
    assert found["software.it.exit_cost"] == [0, 0, 500, 0]
    assert found.tags("software.it.exit_cost")["phase"] == "retire"


def test_rolling_forward_carries_renewals_prepaid_years_and_those_licensed() -> None:
    """Each product costs in the plan's later years what it did before the plan began a year later."""
    enrolment = {"district": {**DISTRICT["district"], **GROWING}}
    software = {
        "renewed": {"label": "Renewed", **THREE_YEARS, "uplift_cap": 0.03},
        "ahead": {"label": "Ahead", **AHEAD},
        "coterm": {"label": "One end", "per": "student", "price": 4, "coterm": {"months": 3, "number": 900}},
    }
    calendar = {**DISTRICT["calendar"], "horizon": 6}
    plan = {**DISTRICT, **enrolment, "calendar": calendar, "economics": {"discount_rate": 0, "prices_as_of": 2027}}
    now = Computed.of({**plan, "software": software})
    later = now.rolled().rolled()
    for row in ("renewed.cost", "ahead.cost", "ahead.prepaid.cost", "coterm.cost"):
        assert later.row(f"software.{row}").tolist() == now.row(f"software.{row}").tolist()[2:], row


USER = {"label": "t", "per": "user", "price": 6}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"price": 1}, "nothing says what is counted; add per"),
    ({"per": "device_bought", "price": 1}, "per = 'device_bought' without fleets"),
    ({"per": "site", "price": 1, "concurrent": 0.5}, "concurrent goes with students"),
    ({"per": "student", "price": 1, "concurrent": 0}, "expected 0.0001 to 1"),
    ({"per": "flat", "price": 1, "minimum_share": 1}, "a flat amount has no smallest number"),
    ({"per": "staff", "price": 1, "benefit": {"per": "student", "free_for_each": 0, "price": 1}}, "expected 0.0001"),
    ({"per": "staff", "price": 1, "benefit": {"per": "staff", "free_for_each": 1, "price": 1}}, "others than those"),
    (
        {"per": "student", "brackets": {"a": {"floor": 0, "price": 1}, "b": {"floor": 0, "price": 2}}},
        "floor is not above the one before",
    ),
    (
        {
            "per": "student",
            "bracket_price": "flat",
            "brackets": {"a": {"floor": 0, "price": 2}, "b": {"floor": 9, "price": 1}},
        },
        "a larger bracket costs less in all",
    ),
    ({"per": "student", "brackets": {"a": {"floor": 5, "price": 1}}}, "first bracket starts at a floor of 0"),
    ({"per": "student", "price": 1, "brackets": BRACKETS}, "price and brackets; leave one"),
    ({"per": "student", "price": 1, "renewal": {"term": 3, "began": 2025}}, "renewal without an uplift"),
    ({"per": "student", "price": 1, "pays": "ahead"}, "pays = 'ahead' without prepaid"),
    ({"per": "student", "price": 1, "prepaid": {"years": 3, "began": 2026}}, "began and number go together"),
    ({"per": "flat", "price": 1, "coterm": {"months": 3, "number": 1}}, "coterm goes with a price for each"),
    ({"per": "student", "price": 1, "parallel": {"by_year": {2029: 3}}}, "parallel is paid after"),
    (
        {"per": "student", "price": 1, "until_year": 2029, "parallel": {"by_year": {2029: 3}}},
        "parallel is paid after",
    ),
    ({"per": "flat", "price": 1, "in_use": 0.5}, "no number in use"),
    ({"per": "flat", "price": 1, "work": {"a": {"label": "A", "rate": 1}}}, "hours for one-time work or yearly_hours"),
    ({"per": "user", "terms": {"a": USER}}, "move per into them"),
    ({"terms": {"a": {"label": "t", "per": "user"}}}, "add per and price"),
    ({"terms": {"a": {**USER, "from_year": 2029, "until_year": 2028}}}, "a term ends before it begins"),
    (
        {"terms": {"a": {**USER, "until_year": 2028}, "b": {**USER, "from_year": 2028}}},
        "begins before the one above it has ended",
    ),
]


@pytest.mark.parametrize(("figures", "message"), WRONG)
def test_what_does_not_go_together_is_refused(figures: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        product(**figures)
