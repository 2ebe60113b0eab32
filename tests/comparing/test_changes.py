"""What an option may change beyond a figure: by whom it is counted, the way a lease is quoted. Worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

import tco
from tests.comparing.compared import PLAN, Raw, compared, options, raw, years


def platform(changes: Raw, **product: Any) -> Raw:
    """A plan with a product at 10 dollars a student, or in brackets, and an option that changes it."""
    item = {"label": "Platform", "per": "student", **({} if "brackets" in product else {"price": 10}), **product}
    comparison = {"label": "Platform", "item": "software.lms", "options": options(students={}, other=changes)}
    return {**PLAN, "software": {"lms": item}, "comparisons": {"way": comparison}}


def test_devices_for_each_of_the_staff_and_not_for_each_student() -> None:
    """1,000 students and 110 staff at 300 dollars, one device each; two for each of the staff where the option says so."""
    plan = raw({"per": "student", "ratio": 1, "life": 4}, options(all={}, staff={"per": "staff"}))
    plan["comparisons"]["way"]["options"]["two"] = {"label": "Two", "changes": {"per": "staff", "ratio": 2}}
    del plan["devices"]["students"]["count"]
    found = compared(plan)
    assert years(found, "all", "cost") == [300_000, 0, 0, 0]
    assert years(found, "staff", "cost") == [33_000, 0, 0, 0]
    assert years(found, "two", "cost") == [66_000, 0, 0, 0]


@pytest.mark.parametrize(
    ("product", "changes", "cost"),
    [
        ({}, {"per": "flat", "price": 9_000}, 9_000),
        ({"minimum": 100}, {"per": "teacher"}, 100 * 10),  # 60 teachers
        ({"minimum_share": 0.5}, {"per": "teacher"}, 500 * 10),  # of 1,000 students
        (
            {"brackets": {"few": {"floor": 0, "price": 3}, "many": {"floor": 61, "price": 2}}},
            {"per": "teacher"},
            60 * 3,
        ),
        ({"benefit": {"per": "staff", "free_for_each": 0.25, "price": 3}}, {"per": "teacher"}, 600 + (110 - 15) * 3),
    ],
)
def test_a_product_counted_otherwise(product: Raw, changes: Raw, cost: float) -> None:
    assert years(compared(platform(changes, **product)), "other", "cost") == [cost] * 4


RATED = {"term": 4, "payments": "annual", "rate": 0.04}
QUOTED = {"term": 4, "payments": "annual", "payment": 110}


@pytest.mark.parametrize("begun", [{}, {"begun": {2025: {"financed": 3_000, "owed": 1_500}}}])
def test_an_option_quotes_the_payment_where_the_item_has_a_rate(begun: Raw) -> None:
    """10 at 110 dollars a year for four years, whatever the item's rate; at 0 % they pay 3,000 in four parts."""
    ways = options(
        rated={"acquire": "lease"},
        quoted={"acquire": "lease", "lease": {"payment": 110}},
        free={"acquire": "lease", "lease.rate": 0},
    )
    found = compared(raw({"life": 4, "lease": {**RATED, **begun}}, ways))
    assert years(found, "quoted", "debt_service") == [1_100] * 4
    assert years(found, "free", "debt_service") == [750] * 4


def test_an_option_asks_for_a_rate_where_the_item_has_a_payment() -> None:
    ways = options(quoted={"acquire": "lease"}, rated={"acquire": "lease", "lease.rate": 0})
    found = compared(raw({"life": 4, "lease": QUOTED}, ways))
    assert years(found, "quoted", "debt_service") == [1_100] * 4
    assert years(found, "rated", "debt_service") == [750] * 4


def test_an_option_that_gives_both_is_refused() -> None:
    ways = options(buy={}, both={"acquire": "lease", "lease": {"rate": 0.04, "payment": 110}})
    with pytest.raises(tco.PlanError, match="rate and payment"):
        compared(raw({"life": 4, "lease": RATED}, ways))


@pytest.mark.parametrize(
    ("changes", "cost"),
    [
        ({}, (10 - 4) * 320),
        ({"lots": {"new": {"bought": 2026, "count": 2}}}, (10 - 4 - 2) * 320),
        ({"lots": {}}, 10 * 320),
        ({"price": {"device": {"price": 400}}}, (10 - 4) * 420),
        ({"price": {"case": {"price": 0}}}, (10 - 4) * 300),
    ],
)
def test_a_table_adds_to_the_items_and_an_empty_one_takes_it_out(changes: Raw, cost: float) -> None:
    """Of 10 devices at 300 dollars, with a case at 20, 4 are there from the year before."""
    price = {"device": {"price": 300}, "case": {"price": 20}}
    item = {"life": 4, "price": price, "lots": {"old": {"bought": 2026, "count": 4}}}
    found = compared(raw(item, options(longer={"life": 5}, changed=changes)))
    assert years(found, "changed", "cost")[0] == cost
