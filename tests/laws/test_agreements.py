"""Lease-purchases on whatever terms: what is financed is paid back, and payment and rate say the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy_financial
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tco.inputs.paying import PAYMENTS_A_YEAR
from tests.laws.figures import numbers
from tests.laws.words import FEW
from tests.plans import Array, Computed

PLAN: dict[str, Any] = {
    "schema": 1,
    "title": "Agreements",
    "district": {"name": "A district", "enrolment": {"all": 1000}, "teachers": 60, "staff": 110},
    "calendar": {"start_month": 7, "first_year": 2027, "horizon": 6},
    "economics": {"discount_rate": 0.04, "prices_as_of": 2027},
}
PRICE, UNITS, LATER = 1_000, 1_000, 300
"""1,000 units are bought in the first year and 300 in the second, at $1,000."""

A_CENT = 0.0051
NOISE = 1e-6

RATES = numbers(-0.3, 0.6, 4)
WAYS = st.sampled_from(["monthly", "quarterly", "half_yearly", "annual"])
DUE = st.sampled_from(["advance", "arrears"])
MONTHS = st.integers(1, 12)


@st.composite
def terms(draw: st.DrawFn) -> dict[str, Any]:
    """A term of one to four years in payments of one kind, from any month, with or without a fee and a buy-out."""
    payments = draw(WAYS)
    parts = draw(st.integers(PAYMENTS_A_YEAR[payments], 4 * PAYMENTS_A_YEAR[payments]))
    lease = {"term": parts / PAYMENTS_A_YEAR[payments], "payments": payments, "due": draw(DUE)}
    more = {"fee": numbers(0, 500), "buy_out": numbers(0, 500)}
    return lease | draw(st.fixed_dictionaries({}, optional=more))


def leased(lease: dict[str, Any], month: int = 7) -> Computed:
    fleet = {
        "label": "Devices",
        "count": {"by_year": {2027: UNITS, 2028: UNITS + LATER}},
        "price": {"device": {"price": PRICE}},
        "life": 10,
        "loss": 0,
        "breakage": 0,
        "tags": {"month": month},
        "acquire": "lease",
        "lease": lease,
    }
    return Computed.of({**PLAN, "devices": {"a": fleet}})


def monthly(plan: Computed, id: str) -> Array:
    """A line of the schedules of the two purchases, by month."""
    return plan.records(f"devices.a_lease_months.{id}")[:, :2]


def count(lease: dict[str, Any]) -> int:
    payments: float = lease["term"] * PAYMENTS_A_YEAR[lease["payments"]]
    return round(payments)


def level(plan: Computed) -> float:
    return float(plan.records("devices.a.agreements.level")[0, 0])


@FEW
@given(terms(), RATES, MONTHS)
def test_principal_is_what_was_financed_and_nothing_is_owed_after_the_term(
    lease: dict[str, Any], rate: float, month: int
) -> None:
    plan = leased({**lease, "rate": rate}, month)
    paid, interest, owed = (monthly(plan, id) for id in ("payment", "interest", "owed"))
    assert (paid - interest).sum(axis=0) == pytest.approx([PRICE * UNITS, PRICE * LATER], abs=NOISE)
    assert owed.min() > -NOISE
    last = plan.records("devices.a.agreements.last_month")[0, :2].round().astype(int)
    assert np.abs(owed[last - 1, [0, 1]]).max() < NOISE
    assert (paid[:, 0] != 0).sum() == count(lease)


@FEW
@given(terms(), RATES, MONTHS)
def test_what_the_ledger_has_of_it_is_what_is_paid_each_year(lease: dict[str, Any], rate: float, month: int) -> None:
    """On the cash budget basis the fund falls by each year's payments, fees and buy-outs, and by nothing else."""
    plan = leased({**lease, "rate": rate}, month)
    paid = monthly(plan, "payment").sum(axis=1).reshape(-1, 12).sum(axis=1)
    for fees in ("lease_fees", "lease_buy_outs"):
        if f"devices.a.{fees}" in plan.rows:
            paid = paid + plan.row(f"devices.a.{fees}")
    assert plan.posted(item="devices.a", budgeted="yes") == pytest.approx(paid, abs=NOISE)
    owed = plan.row("devices.a.lease_owed")
    before = np.concatenate([[0.0], owed[:-1]])
    financed, principal = plan.row("devices.a.lease_financed"), plan.row("devices.a.lease_principal")
    assert owed == pytest.approx(before + financed - principal, abs=NOISE)
    assert owed == pytest.approx(monthly(plan, "owed").sum(axis=1)[11::12], abs=NOISE)


@FEW
@given(terms())
def test_without_interest_a_payment_is_the_price_over_their_number(lease: dict[str, Any]) -> None:
    plan = leased({**lease, "rate": 0})
    assert level(plan) == pytest.approx(PRICE * UNITS / count(lease), abs=A_CENT)
    assert np.abs(monthly(plan, "interest")).max() == 0


@FEW
@given(terms(), numbers(0.001, 0.6, 3))
def test_in_advance_costs_less_than_in_arrears(lease: dict[str, Any], rate: float) -> None:
    early, late = (leased({**lease, "due": due, "rate": rate}) for due in ("advance", "arrears"))
    assert monthly(early, "payment").sum() < monthly(late, "payment").sum()


@FEW
@given(terms(), RATES)
def test_the_rate_of_a_payment_asks_for_that_payment(lease: dict[str, Any], rate: float) -> None:
    """And the payment that a rate asks for is the one of numpy-financial."""
    each = rate / PAYMENTS_A_YEAR[lease["payments"]]
    when = "begin" if lease["due"] == "advance" else "end"
    payment = -float(numpy_financial.pmt(each, count(lease), PRICE, 0, when))
    assume(payment * count(lease) > PRICE / 2 and (when == "end" or (payment < PRICE * 0.999 and count(lease) > 1)))
    asked = leased({**lease, "rate": rate})
    assert level(asked) == pytest.approx(payment * UNITS, abs=A_CENT)
    given_ = leased({**lease, "payment": payment})
    found = given_.records("devices.a.agreements.rate_a_year")[0, 0]
    assert found == pytest.approx(rate, abs=1e-5), "but for the cent to which the payment is rounded"
    assert np.abs(given_.records("devices.a.agreements.left_over")).max() < 2e-9
    by_rate, by_payment = (monthly(plan, "payment") for plan in (asked, given_))
    grown = count(lease) * max(1, 1 + each) ** count(lease)  # half a cent of payment and of interest, each time
    assert np.abs(by_rate - by_payment).max() < 2 * A_CENT * grown
    assert (by_payment - monthly(given_, "interest")).sum(axis=0)[0] == pytest.approx(PRICE * UNITS, abs=NOISE)
