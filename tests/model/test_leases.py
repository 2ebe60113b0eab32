"""Lease-purchases: a schedule for each year's purchase, worked by hand to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy_financial
import pytest

from tco.checks import check_result
from tco.errors import PlanError
from tests.model.test_devices import FLEET, fleet
from tests.model.worked import DISTRICT, Worked
from tests.plans import Computed, plan_of

GROWING: Mapping[str, Any] = {"count": {"by_year": {2027: 40, 2028: 80}}, "acquire": "lease"}
"""40 devices are bought in FY2027 and 40 in FY2028, at $300: $12,000 each year."""


def records(found: Worked, id: str) -> list[float]:
    """A column of the table of agreements."""
    row = found.model.by_id()[f"devices.a.agreements.{id}"]
    return [float(value) for value in found.values.of(row)[0]]


def monthly(found: Worked, id: str, record: int) -> dict[int, float]:
    """The months of the plan, 1 the first, in which an agreement has an amount."""
    row = found.model.by_id()[f"devices.a_lease_months.{id}"]
    amounts = found.values.of(row)[:, record]
    return {month: round(float(amount), 6) for month, amount in enumerate(amounts, start=1) if amount}


def test_leases_of_a_rolling_refresh_overlap() -> None:
    """12,000 x 0.1 / (1 - 1.1^-2) = $6,914.29 a year in arrears, each of the two purchases by itself.

    First year: interest 1,200.00, principal 5,714.29, owed 6,285.71. Second: interest 628.57, and 6,914.28 is all that is left.
    """
    lease = {"term": 2, "payments": "annual", "due": "arrears", "rate": 0.1}
    found = fleet(**GROWING, lease=lease)
    assert records(found, "financed") == [12_000, 12_000, 0, 0]
    assert monthly(found, "payment", 0) == {12: 6_914.29, 24: 6_914.28}
    assert monthly(found, "payment", 1) == {24: 6_914.29, 36: 6_914.28}
    assert found["devices.a.lease_payments"] == [6_914.29, 13_828.57, 6_914.28, 0]
    assert found["devices.a.lease_interest"] == [1_200, 1_828.57, 628.57, 0]
    assert found["devices.a.lease_owed"] == [6_285.71, 6_285.71, 0, 0]
    assert found["by_kind.debt_service"] == found["devices.a.lease_payments"]


def test_a_lease_from_october_is_paid_each_quarter_in_arrears() -> None:
    """2 % a quarter: 12,000 x 0.02 / (1 - 1.02^-4) = $3,151.49, at the end of December, March, June and September.

    Interest 240.00, 181.77, 122.38 and 61.79; 3,089.68 is owed at the end of June, and the last payment is 3,151.47.
    """
    lease = {"term": 1, "payments": "quarterly", "due": "arrears", "rate": 0.08}
    found = fleet(count=40, acquire="lease", tags={"month": 10}, lease=lease)
    assert monthly(found, "payment", 0) == {6: 3_151.49, 9: 3_151.49, 12: 3_151.49, 15: 3_151.47}
    assert monthly(found, "interest", 0) == {6: 240, 9: 181.77, 12: 122.38, 15: 61.79}
    assert found["devices.a.lease_payments"] == [9_454.47, 3_151.47, 0, 0]
    assert found["devices.a.lease_owed"] == [3_089.68, 0, 0, 0]


def test_fees_when_a_lease_begins_and_a_dollar_to_own_when_it_is_over() -> None:
    """Two leases of two years from October: begun in FY2027 and FY2028, over at the end of September 2028 and 2029."""
    lease = {"term": 2, "payments": "half_yearly", "rate": 0, "fee": 250, "buy_out": 1}
    found = fleet(**GROWING, tags={"month": 10}, lease=lease)
    assert found["devices.a.lease_fees"] == [250, 250, 0, 0]
    assert found["devices.a.lease_buy_outs"] == [0, 0, 1, 1]
    assert found["devices.a.lease_payments"] == [6_000, 12_000, 6_000, 0]
    assert found["by_kind.operating"] == [250, 250, 1, 1]
    assert found["by_kind.debt_service"] == [6_000, 12_000, 6_000, 0]
    assert found.tags("devices.a.lease_fees")["category"] == "financing"


PAYMENTS: Mapping[str, tuple[float, float, str, float]] = {
    "250 / 1.25 + 250 / 1.25^2 = 200 + 160": (360, 250, "arrears", 0.25),
    "180 + 180 / 1.5 = 180 + 120": (300, 180, "advance", 0.5),
    "150 + 150, no interest": (300, 150, "arrears", 0),
    "80 / 0.8 + 80 / 0.8^2 = 100 + 125": (225, 80, "arrears", -0.2),
}


@pytest.mark.parametrize("sum_", PAYMENTS)
def test_the_rate_follows_from_the_payment(sum_: str) -> None:
    price, payment, due, rate = PAYMENTS[sum_]
    lease = {"term": 2, "payments": "annual", "due": due, "payment": payment}
    found = fleet(count=10, acquire="lease", price={"device": {"price": price}}, lease=lease)
    assert records(found, "rate_a_year")[0] == pytest.approx(rate, abs=1e-9)
    assert records(found, "left_over") == pytest.approx([0] * 4, abs=1e-9)
    assert found["devices.a.lease_payments"] == [10 * payment, 10 * payment, 0, 0]
    assert found["devices.a.lease_interest"][0] + found["devices.a.lease_interest"][1] == 10 * (2 * payment - price)
    assert found["devices.a.lease_owed"][1:] == [0, 0, 0]


@pytest.mark.parametrize("due", ["advance", "arrears"])
@pytest.mark.parametrize("payment", [5.2, 6.9, 7.4, 12])
def test_the_rate_is_that_of_numpy_financial(payment: float, due: str) -> None:
    """48 monthly payments for a price of $300, as of little and as of much interest."""
    lease = {"term": 4, "due": due, "payment": payment}
    found = fleet(count=10, acquire="lease", lease=lease)
    rate = numpy_financial.rate(48, -payment, 300, 0, when="begin" if due == "advance" else "end", guess=0.01)
    assert records(found, "rate_a_year")[0] == pytest.approx(12 * rate, abs=1e-9)


@pytest.mark.parametrize("due", ["advance", "arrears"])
@pytest.mark.parametrize("share", [1, 1.3, 5, 0.999])
@pytest.mark.parametrize(("years", "payments", "times"), [(3, "annual", 1), (30, "annual", 1), (30, "monthly", 12)])
def test_every_payment_has_its_rate(years: int, payments: str, times: int, share: float, due: str) -> None:
    """From the price evenly to nearly all of it each time; at the rate found payments are worth the price, and all are paid."""
    count = years * times
    payment = round(300 * min(0.999, share if share < 1 else share / count), 2)
    lease = {"term": years, "payments": payments, "due": due, "payment": payment}
    found = fleet(count=10, acquire="lease", lease=lease)
    rate = records(found, "rate_a_year")[0] / times
    worth = sum(payment * (1 + rate) ** -(each + (due == "arrears")) for each in range(count))
    assert worth == pytest.approx(300, rel=1e-6)
    assert records(found, "left_over") == pytest.approx([0] * 4, abs=1e-9)
    paid = [10 * payment * times] * 4
    assert found["devices.a.lease_payments"] == pytest.approx(paid if years > 4 else [*paid[:3], 0], abs=0.001)
    assert min(found["devices.a.lease_owed"]) >= 0


def test_a_payment_near_the_price_is_paid_each_time() -> None:
    """$299 of $300 on the first day: $1 is left, and 299 / (1 + i) + 299 / (1 + i)^2 = 1 at i = 298.9967."""
    lease = {"term": 3, "payments": "annual", "payment": 299}
    found = fleet(count=1_000, acquire="lease", lease=lease)
    assert found["devices.a.lease_payments"] == [299_000, 299_000, 299_000, 0]
    assert records(found, "rate_a_year")[0] == pytest.approx(298.9967, abs=1e-4)


@pytest.mark.parametrize(("owed", "paid"), [(3_000, 3_310.69), (0, 0)])
def test_of_what_was_begun_no_more_is_paid_than_is_owed(owed: float, paid: float) -> None:
    """$11,000 three times for $30,000 is 10.36 % in advance: 11,000 + 11,000 / 1.103563 + 11,000 / 1.217851; 3,000 + 310.69."""
    begun = {2026: {"financed": 30_000, "owed": owed, "payment": 11_000}}
    lease = {"term": 3, "payments": "annual", "payment": 110, "begun": begun}
    found = fleet(count=10, lease=lease)
    assert found["devices.a.lease_payments"] == [paid, 0, 0, 0]
    assert found["devices.a.lease_owed"] == [0] * 4


def test_a_payment_that_comes_to_more_than_the_price_is_still_paid() -> None:
    """$180 for a price that turns out to be $170, as draws may have it: three times $1,800 for ten."""
    lease = {"term": 3, "payments": "annual", "payment": 180}
    found = fleet(count=10, acquire="lease", lease=lease).typed("devices.a.price.device.price", {2027: 170})
    assert found["devices.a.lease_payments"] == [1_800, 1_800, 1_800, 0]
    assert found["devices.a.lease_owed"][2:] == [0, 0]


def test_a_later_lease_pays_at_the_prices_of_its_year_and_its_rate_is_the_same() -> None:
    """10 % more: $275 for a device of $396, twice, is 25 % as $250 for one of $360 is."""
    lease = {"term": 2, "payments": "annual", "due": "arrears", "payment": 250}
    found = fleet({"escalation": {"client_devices": 0.1}}, **GROWING, price={"device": {"price": 360}}, lease=lease)
    assert records(found, "level") == [10_000, 11_000, 0, 0]
    assert records(found, "rate_a_year")[:2] == pytest.approx([0.25, 0.25], abs=1e-9)


def test_the_payment_may_be_changed_where_the_plan_stands() -> None:
    """$270 in arrears, twice, for $300: 270 / 1.5 + 270 / 2.25 = 180 + 120, 50 %."""
    lease = {"term": 2, "payments": "annual", "due": "arrears", "payment": 150}
    found = fleet(count=10, acquire="lease", lease=lease).typed("devices.a.lease.payment", {2027: 270})
    assert records(found, "rate_a_year")[0] == pytest.approx(0.5, abs=1e-9)
    assert found["devices.a.lease_interest"] == [1_500, 900, 0, 0]


def test_what_was_begun_is_paid_until_nothing_is_owed() -> None:
    """$24,000 of FY2026 over two years without interest: $1,000 a month; $11,500 is owed, so that the last is $500."""
    begun = {2026: {"financed": 24_000, "owed": 11_500}}
    found = fleet(count=10, lease={"term": 2, "rate": 0, "begun": begun})
    assert found["devices.a.lease_payments"] == [11_500, 0, 0, 0]
    assert monthly(found, "payment", 0)[12] == 500
    assert found["devices.a.lease_owed_before"] == [11_500]


def test_what_was_begun_and_is_nearly_paid_off_never_owes_less_than_nothing() -> None:
    found = fleet(count=10, lease={"term": 2, "rate": 0, "begun": {2026: {"financed": 24_000, "owed": 1_500}}})
    assert monthly(found, "payment", 0) == {1: 1_000, 2: 500}


def test_a_plan_rolled_forward_keeps_payments_and_rates() -> None:
    """From October: after June 2027 a lease by its payment has paid 9 of 24, one in its last year goes on to its dollar."""
    lease = {
        "term": 2,
        "payment": 14,
        "buy_out": 1,
        "begun": {2026: {"financed": 3_000, "owed": 2_100, "payment": 140}},
    }
    raw = {**DISTRICT, "devices": {"a": {**FLEET, **GROWING, "tags": {"month": 10}, "lease": lease}}}
    plan = Computed.of(raw)
    rolled = plan.rolled()
    lease_then = rolled.result.loaded.form.devices["a"].lease
    assert lease_then is not None
    begun = lease_then.begun
    assert list(begun) == [2026, 2027]
    assert (begun[2027].financed, begun[2027].payment) == (12_000, 560)
    for row in ("lease_payments", "lease_interest", "lease_owed", "lease_buy_outs"):
        later = plan.row(f"devices.a.{row}")[1:]
        assert rolled.row(f"devices.a.{row}") == pytest.approx(later, abs=0.001), row


def test_a_payment_that_no_rate_asks_for_is_a_fault_when_it_is_typed() -> None:
    """$180 and $180 a year later pay for $300 at 50 %; where the price is typed over with $170, all of it is paid on the first day."""
    found = fleet(count=10, acquire="lease", lease={"term": 2, "payments": "annual", "payment": 180})
    cheaper = found.typed("devices.a.price.device.price", {2027: 170})
    told = [[str(each) for each in check_result(plan.model, plan.values)] for plan in (found, cheaper)]
    assert not [each for each in told[0] if "no rate asks" in each]
    assert [each for each in told[1] if "no rate asks for the payment given" in each]


TERMS: Mapping[str, Any] = {"term": 2, "payments": "annual"}
FAULTS: Mapping[str, dict[str, Any]] = {
    "neither rate nor payment. Give one of the two": {**TERMS},
    "rate and payment. Leave one of the two out": {**TERMS, "rate": 0, "payment": 150},
    "2.5 years are no whole number of annual payments": {**TERMS, "term": 2.5, "rate": 0},
    "2 payments of 70.00 come to 140.00, and the price of one is 300.00: they never pay it off": {
        **TERMS,
        "payment": 70,
    },
    "2 payments of 300.00 come to 600.00.*all of it is paid on the first day": {**TERMS, "payment": 300},
    "says the payment of those in begun": {**TERMS, "payment": 170, "begun": {2026: {"financed": 9, "owed": 5}}},
    "expected 0.0833333 to 30": {**TERMS, "term": 0, "rate": 0},
}


@pytest.mark.parametrize("found", FAULTS)
def test_a_lease_that_cannot_be_is_refused_with_what_to_do(found: str) -> None:
    with pytest.raises(PlanError, match=found):
        plan_of({**DISTRICT, "devices": {"a": {**FLEET, "count": 10, "lease": FAULTS[found]}}})


ADVICE: Mapping[str, dict[str, Any]] = {
    "the term of 5 years is longer than the plan of 4": {**TERMS, "term": 5, "rate": 0},
    "the term of 12 years is longer than the life of 10": {**TERMS, "term": 12, "rate": 0},
    "the rate is below 0": {**TERMS, "payment": 140},
}


@pytest.mark.parametrize("found", ADVICE)
def test_what_is_odd_about_a_lease_is_advice(found: str) -> None:
    plan = plan_of({**DISTRICT, "devices": {"a": {**FLEET, "count": 10, "lease": ADVICE[found]}}})
    assert [str(each) for each in plan.findings if found in str(each)]
