"""Laws of licences: more heads never cost less, a cap never raises a price, paying ahead without a discount moves money only in time."""

from __future__ import annotations

import copy

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.laws.figures import FIRST_YEAR, Raw, numbers
from tests.laws.licences import around, renewal, yearly_rule
from tests.laws.plans import fitted
from tests.model.worked import DISTRICT
from tests.plans import Array, Computed

SMALL = settings(max_examples=20, deadline=None)
HORIZON = 6
SCHOOL = {"name": "Oak", "band": "all", "students": 500, "classrooms": 20}
DEVICES = {
    "label": "Devices", "per": "student", "ratio": 1, "whole_units": False, "life": 4, "loss": 0, "breakage": 0,
    "price": {"device": {"price": 1}},
}  # fmt: skip


def cost(product: Raw, students: float = 1000) -> Array:
    """What one product costs in each year of a district with so many students, its devices aside."""
    district = {**DISTRICT["district"], "enrolment": {"all": students}, "schools": {"oak": SCHOOL}}
    plan = {
        **DISTRICT,
        "district": district,
        "calendar": {**DISTRICT["calendar"], "first_year": FIRST_YEAR, "horizon": HORIZON},
        "economics": {"discount_rate": 0, "prices_as_of": FIRST_YEAR},
        "devices": {"student": copy.deepcopy(DEVICES)},
        "software": {"it": {key: value for key, value in product.items() if key != "contract"}},
    }
    plan = fitted(plan, FIRST_YEAR + HORIZON - 1)
    return Computed.of(plan).posted(category="software", budgeted="yes")


def without_bands(product: Raw) -> Raw:
    """The district here has one band."""
    return {key: value for key, value in product.items() if key != "bands"}


@SMALL
@given(around(), yearly_rule(), numbers(0, 60), numbers(1, 900, 0), numbers(0, 900, 0))
def test_more_students_never_cost_less(product: Raw, rule: Raw, price: float, students: float, more: float) -> None:
    """Under any rule by heads, rooms, devices or sites that has no brackets and no free licences."""
    rule = without_bands(rule)
    fewer, larger = (cost({**product, **rule, "price": price}, count) for count in (students, students + more))
    assert (larger >= fewer - 0.005).all()


@SMALL
@given(numbers(0, 60), numbers(-0.2, 0.4, 3), numbers(0, 0.3, 3), st.none() | renewal())
def test_a_cap_never_raises_a_price(price: float, uplift: float, cap: float, renewed: Raw | None) -> None:
    rule = {"label": "A product", "per": "student", "price": price, "uplift": uplift}
    rule |= {} if renewed is None else {"renewal": renewed}
    free, capped = cost(rule), cost({**rule, "uplift_cap": cap})
    assert (capped <= free + 0.005).all()
    if cap >= uplift and (renewed or {}).get("cap_basis") != "renewal":
        assert np.array_equal(capped, free)


@SMALL
@given(numbers(0, 60), st.sampled_from([1, 2, 3, 6]), numbers(1, 3000, 0))
def test_paying_ahead_without_a_discount_costs_the_same_over_whole_terms(
    price: float, years: int, students: float
) -> None:
    """Six years are whole terms of one, two, three or six, at a price that stays and for as many students."""
    rule = {"label": "A product", "per": "student", "price": price, "prepaid": {"years": years}}
    ahead, yearly = cost({**rule, "pays": "ahead"}, students), cost({**rule, "pays": "yearly"}, students)
    assert abs(ahead.sum() - yearly.sum()) < 0.05
    assert (ahead.cumsum() >= yearly.cumsum() - 0.05).all()


@SMALL
@given(numbers(0, 60), numbers(0.01, 0.9), st.sampled_from([1, 2, 3, 6]))
def test_a_discount_is_taken_off_every_year_that_is_paid_ahead(price: float, discount: float, years: int) -> None:
    assume(price > 0)
    rule = {"label": "A product", "per": "student", "price": price, "pays": "ahead"}
    full, less = (cost({**rule, "prepaid": {"years": years, **more}}) for more in ({}, {"discount": discount}))
    assert abs(less.sum() - full.sum() * (1 - discount)) < 0.05


@SMALL
@given(numbers(0, 60), numbers(1, 3000, 0), st.integers(FIRST_YEAR, FIRST_YEAR + HORIZON - 2))
def test_a_product_in_two_terms_of_one_rule_costs_what_it_costs_in_one(price: float, students: float, end: int) -> None:
    rule = {"label": "The rule", "per": "student", "price": price}
    halves = {"first": {**rule, "until_year": end}, "then": {**rule, "from_year": end + 1}}
    assert np.array_equal(cost({"label": "A product", "terms": halves}, students), cost(rule, students))


@SMALL
@given(
    numbers(1, 90_000),
    numbers(0, 0.2),
    st.integers(2, 5),
    numbers(-0.02, 0.12),
    st.sampled_from(["advance", "arrears"]),
)
def test_what_is_committed_costs_what_it_costs_by_the_year(
    price: float, uplift: float, term: int, rate: float, due: str
) -> None:
    """To the cent in every year, whatever the rate, and whether a year is paid at its begin or its end."""
    committed = {"term": term, "rate": rate, "due": due}
    product = {"label": "It", "per": "flat", "price": price, "uplift": uplift, "committed": committed}
    by_the_year, in_terms = cost(product), cost({**product, "pays": "committed"})
    assert np.abs(by_the_year - in_terms).max() < 0.005
