"""Contracts in the books, worked by hand: what is an asset, and the three views of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tco.accounts import classes
from tco.errors import PlanError
from tests.engines import compare, require, stored_values
from tests.model.books import HORIZON, plan
from tests.plans import Computed, plan_of

OWNED, LEASED = "books.devices.fleet.owned", "books.devices.fleet.lease"
SUPPLIES, CAPITAL, FINANCED, LEASE, SHORT_TERM = 1, 2, 3, 4, 6


def books(way: str = "buy", **more: Any) -> Computed:
    return Computed.of(plan(way, **more))


def years(computed: Computed, id: str) -> list[float]:
    return [round(float(value), 2) for value in computed.row(id)]


def test_without_policies_there_are_no_books() -> None:
    raw = {key: value for key, value in plan().items() if key != "accounting"}
    assert not [id for id in Computed.of(raw).rows if "books" in id or "accounting" in id or "life_months" in id]


def test_cheap_devices_that_are_significant_together_are_written_off_over_their_life() -> None:
    """1,000 x 400 = 400,000 reach 100,000: 400,000 / 4 = 100,000 a year."""
    found = books()
    assert years(found, f"{OWNED}.class") == [CAPITAL, 0, 0, 0, 0, 0]
    assert years(found, f"{OWNED}.outlay") == [400_000, 0, 0, 0, 0, 0]
    assert years(found, f"{OWNED}.written_off") == [100_000] * 4 + [0, 0]
    assert years(found, f"{OWNED}.asset") == [300_000, 200_000, 100_000, 0, 0, 0]
    assert years(found, f"{OWNED}.expense") == [100_000] * 4 + [0, 0]


def test_a_lease_purchase_by_convention_net() -> None:
    """Four payments of 105,957.71 in advance; what is paid on the first day is no liability: 400,000 - 105,957.71 = 294,042.29.

    Interest of the first year, run up and not paid yet: 294,042.29 x 4 % = 11,761.69; expense 100,000 + 11,761.69.
    """
    found = books("lease")
    assert years(found, f"{LEASED}.class") == [FINANCED, 0, 0, 0, 0, 0]
    assert years(found, f"{LEASED}.outlay") == [400_000, 0, 0, 0, 0, 0]
    assert years(found, f"{LEASED}.financing_source") == [294_042.29, 0, 0, 0, 0, 0]
    assert years(found, f"{LEASED}.principal") == [0, 94_196.02, 97_963.86, 101_882.41, 0, 0]
    assert years(found, f"{LEASED}.interest") == [0, 11_761.69, 7_993.85, 4_075.30, 0, 0]
    assert years(found, f"{LEASED}.change") == [-105_957.71] * 4 + [0, 0]
    assert years(found, f"{LEASED}.debt_service") == [105_957.71] * 4 + [0, 0]
    assert years(found, f"{LEASED}.liability") == [294_042.29, 199_846.27, 101_882.41, 0, 0, 0]
    assert years(found, f"{LEASED}.accrued") == [11_761.69, 7_993.85, 4_075.30, 0, 0, 0]
    assert years(found, f"{LEASED}.expense") == [111_761.69, 107_993.85, 104_075.30, 100_000, 0, 0]


def test_convention_gross_puts_the_first_payment_through_the_liability() -> None:
    found = books("lease", accounting={"aggregate": 100_000, "convention": "gross"})
    assert years(found, f"{LEASED}.financing_source")[0] == 400_000
    assert years(found, f"{LEASED}.principal") == [105_957.71, 94_196.02, 97_963.86, 101_882.41, 0, 0]
    assert years(found, f"{LEASED}.change") == [-105_957.71] * 4 + [0, 0]
    assert years(found, f"{LEASED}.liability")[0] == 294_042.29


@pytest.mark.parametrize(
    ("accounting", "more", "class_"),
    [
        ({"aggregate": 400_000}, {}, CAPITAL),
        ({"aggregate": 400_000.01}, {}, SUPPLIES),
        ({}, {}, SUPPLIES),
        ({}, {"price": {"device": {"price": 5_000}}}, CAPITAL),
        ({"aggregate": 100_000}, {"life": 1}, SUPPLIES),
        ({"aggregate": 100_000, "least_life": 1}, {"life": 1}, CAPITAL),
    ],
)  # fmt: skip
def test_the_threshold_the_years_purchase_and_the_life_decide(
    accounting: dict[str, Any], more: dict[str, Any], class_: int
) -> None:
    """5,000 for one, the amount of `aggregate` for all of a year's, and two years of life unless the district says less."""
    assert years(books(accounting=accounting, **more), f"{OWNED}.class")[0] == class_


def test_one_hundred_computers_of_the_implementation_guide() -> None:
    """D2, GASB Implementation Guide 2021-1, question 5.1: 100 x 1,500 = 150,000 with a threshold of 5,000 for one."""
    for aggregate, asset in ((150_000, 150_000), (150_001, 0)):
        found = books(accounting={"aggregate": aggregate}, count=100, price={"device": {"price": 1500}})
        assert years(found, f"{OWNED}.added")[0] == asset


def test_what_is_no_asset_is_an_expense_and_still_owed() -> None:
    """A lease-purchase of supplies: 400,000 are an expense at once, and 294,042.29 are owed."""
    found = books("lease", accounting={})
    assert years(found, f"{LEASED}.class")[0] == FINANCED
    assert years(found, f"{LEASED}.asset") == [0] * 6
    assert years(found, f"{LEASED}.expense") == [411_761.69, 7_993.85, 4_075.30, 0, 0, 0]
    assert years(found, f"{LEASED}.liability")[0] == 294_042.29


def test_federal_equipment_is_the_lesser_of_both_limits_and_lasts_more_than_a_year() -> None:
    """10,000 dollars from October 2024 on; a district's own lower limit governs."""
    cases = ((5000, 5000, 4, 1), (5000, 4999, 4, 0), (5000, 6000, 1, 0), (20_000, 9_999, 4, 0), (20_000, 10_000, 4, 1))
    for threshold, price, life, equipment in cases:
        raw = plan(price={"device": {"price": price}}, life=life)
        raw["economics"]["capital_threshold"] = threshold
        assert years(Computed.of(raw), f"{OWNED}.federal_equipment")[0] == equipment


def test_a_year_that_begins_late_is_written_off_for_its_months() -> None:
    """Bought in January of a year from July: 6 of 48 months in the first, 400,000 x 6 / 48 = 50,000."""
    found = books(tags={"month": 1})
    assert years(found, f"{OWNED}.written_off") == [50_000, 100_000, 100_000, 100_000, 50_000, 0]


def test_interest_runs_up_from_the_last_payment_to_the_years_end() -> None:
    """At 12 %, yearly at the end of the stretch, from January: half a year of 400,000 x 12 % is 24,000.

    The payment is 400,000 x 0.12 / (1 - 1.12^-2) = 236,679.25; after it 448,000 - 236,679.25 = 211,320.75 are owed, and half a year
    of 12 % on them is 12,679.245.
    """
    lease = {"term": 2, "payments": "annual", "due": "arrears", "rate": 0.12}
    found = books("lease", tags={"month": 1}, lease=lease)
    assert years(found, f"{LEASED}.accrued")[0] == 24_000
    assert years(found, f"{LEASED}.liability") == [400_000, 211_320.75, 0, 0, 0, 0]
    assert years(found, f"{LEASED}.accrued")[1:3] == [12_679.25, 0]
    monthly = books("lease", lease={**lease, "payments": "monthly"})
    assert years(monthly, f"{LEASED}.accrued") == [0] * 6


def test_agreements_from_before_the_plan_stand_at_its_start() -> None:
    """Financed 100,000 a year ago, 60,000 owed: the asset 75,000, with 2,400 of interest run up at 4 %."""
    lease = {
        "term": 4,
        "payments": "annual",
        "due": "advance",
        "rate": 0.04,
        "begun": {2026: {"financed": 100_000, "owed": 60_000}},
    }
    found = books("lease", lease=lease, rollout={"by_year": {2027: 0}})
    rows = {name: found.row(f"{LEASED}.{name}")[0] for name in ("asset_before", "owed_before", "accrued_before")}
    assert rows == {"asset_before": 75_000, "owed_before": 60_000, "accrued_before": 2_400}
    assert years(found, f"{LEASED}.written_off")[:4] == [25_000, 25_000, 25_000, 0]
    assert years(found, "books.difference") == [0] * 6


def test_a_district_on_a_cash_basis_sees_cash_alone() -> None:
    cash = books("lease", accounting={"reports": "cash"})
    assert years(cash, f"{LEASED}.debt_service") == [105_957.71] * 4 + [0, 0]
    assert not [id for id in cash.rows if id.startswith("books.") and id.endswith((".outlay", ".asset", ".expense"))]
    funds = books("lease", accounting={"government_wide": False})
    assert f"{LEASED}.outlay" in funds.rows and f"{LEASED}.asset" not in funds.rows


def test_assets_are_no_part_of_a_cash_basis() -> None:
    with pytest.raises(PlanError, match="no part of a cash basis: leave one of the two out"):
        plan_of(plan(accounting={"reports": "cash", "government_wide": True}))


def advice(raw: dict[str, Any]) -> list[str]:
    return [str(finding) for finding in plan_of(raw).findings if "accounting" in finding.place]


def test_policies_that_are_missing_are_said() -> None:
    """From fiscal years that begin after 15 June 2023 on, and not where the books are kept on cash."""
    assert advice(plan()) == []
    said = advice(plan(accounting={}))
    assert len(said) == 1 and "no amount is given. Write aggregate" in said[0] and "question 5.1" in said[0]
    without = {**plan(), "economics": {"discount_rate": 0, "prices_as_of": 2027}}
    assert ["Write economics.capital_threshold" in each for each in advice(without)] == [True]
    assert advice(plan(accounting={"reports": "cash"})) == []
    early = plan(accounting={}, rollout=1)
    early["calendar"] = {**early["calendar"], "first_year": 2018}
    early["economics"] = {**early["economics"], "prices_as_of": 2018}
    assert advice(early) == []
    early["calendar"]["start_month"] = 1
    early["calendar"]["first_year"] = 2019
    assert len(advice(early)) == 1


def test_a_lease_before_its_rule_is_an_expense_as_it_is_paid() -> None:
    """GASB 87 is for fiscal years that begin after 15 June 2021: not that from July 2020."""
    for first, class_ in ((2021, SUPPLIES), (2022, LEASE)):
        raw = plan("rent", rent={"term": 3, "payments": "annual", "payment": 120, "rate": 0.04}, rollout=1)
        raw["calendar"] = {**raw["calendar"], "first_year": first}
        raw["economics"] = {**raw["economics"], "prices_as_of": first}
        found = Computed.of(raw)
        assert years(found, "books.devices.fleet.rent.class")[0] == class_
        assert years(found, "books.fund_difference") == years(found, "books.difference") == [0] * 6


@pytest.mark.parametrize("engine", ["formualizer", "libreoffice"])
def test_the_books_are_recalculated_alike(engine: str, tmp_path: Path) -> None:
    lease = {"term": 4, "payments": "annual", "rate": 0.04, "begun": {2026: {"financed": 100_000, "owed": 60_000}}}
    book = plan_of(plan("lease", lease=lease)).run().to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), require(engine)(book), set()) == []


FOUR_WAYS = {
    "label": "Four ways to the same devices",
    "item": "devices.fleet",
    "options": {
        "bought": {"label": "Bought"},
        "purchased": {"label": "Lease-purchase", "changes": {"acquire": "lease"}},
        "rented": {"label": "Rented", "changes": {"acquire": "rent", "rent.term": 3}},
        "short": {"label": "Rented by the year", "changes": {"acquire": "rent", "rent.term": 1}},
    },
}


def compared() -> dict[str, Any]:
    rent = {"term": 3, "payments": "annual", "payment": 120, "rate": 0.04}
    return {**plan(rent=rent), "comparisons": {"shift": FOUR_WAYS}}


def test_every_option_stands_in_the_books() -> None:
    """Rented: 120,000 + 120,000 / 1.04 + 120,000 / 1.04^2 = 346,331.36, a lease; by the year 120,000 a year, an expense."""
    found = Computed.of(compared())
    classed = {"bought.books.devices.fleet.owned": CAPITAL, "purchased.books.devices.fleet.lease": FINANCED,
               "rented.books.devices.fleet.rent": LEASE, "short.books.devices.fleet.rent": SHORT_TERM}  # fmt: skip
    for id, number in classed.items():
        assert years(found, f"comparisons.shift.{id}.class")[0] == number
    assert years(found, "comparisons.shift.rented.books.outlay")[0] == 346_331.36
    assert years(found, "comparisons.shift.short.books.expenditure")[:2] == [120_000, 120_000]
    reason = classes(found.result.model, found.result.values, of="comparisons.shift.short.books")[0]
    assert (reason.holding, reason.named) == ("devices.fleet.rent", "short_term")
    for option in FOUR_WAYS["options"]:
        books = f"comparisons.shift.{option}.books"
        assert years(found, f"{books}.fund_difference") == years(found, f"{books}.difference") == [0] * 6


@pytest.mark.parametrize("engine", ["formualizer", "libreoffice"])
def test_the_books_of_options_are_recalculated_alike(engine: str, tmp_path: Path) -> None:
    book = plan_of(compared()).run().to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), require(engine)(book), set()) == []


@pytest.mark.parametrize(("way", "holding"), [("lease", LEASED), ("rent", "books.devices.fleet.rent")])
def test_agreements_stand_in_the_books_of_the_plan_one_year_on(way: str, holding: str) -> None:
    found = Computed.of(plan(way, rent={"term": 3, "payments": "annual", "payment": 120, "rate": 0.04}, rollout=1))
    after = found.rolled()
    for name in ("asset", "liability", "accrued", "expense", "change"):
        assert years(after, f"{holding}.{name}")[: HORIZON - 1] == years(found, f"{holding}.{name}")[1:]
