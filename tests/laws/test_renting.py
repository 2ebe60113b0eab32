"""Laws of renting: what is budgeted is payments, fees and what comes at the end; every unit is paid for its term and no longer."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.inputs.paying import PAYMENTS_A_YEAR
from tests.laws.figures import FIRST_YEAR, Raw, figure, numbers, shares
from tests.laws.fleets import rent
from tests.model.worked import DISTRICT
from tests.plans import Array, Computed

SMALL = settings(max_examples=25, deadline=None)
HORIZON = 6
CENTS = 0.005
MANY_CENTS = 0.5  # each of a few dozen amounts is rounded to the cent


def plan_with(terms: Raw, loss: float, life: int, month: int, rise: float, later: int) -> Computed:
    return Computed.of(
        {
            **DISTRICT,
            "calendar": {"start_month": 7, "first_year": FIRST_YEAR, "horizon": HORIZON},
            "economics": {
                "discount_rate": 0, "prices_as_of": FIRST_YEAR, "capital_threshold": 50, "escalation": {"client_devices": rise},
            },
            "devices": {
                "a": {
                    "label": "Rented", "count": {"by_year": {FIRST_YEAR: 100, FIRST_YEAR + 2: later}}, "price": {"device": {"price": 300}},
                    "life": life, "loss": loss, "breakage": 0, "acquire": "rent", "rent": terms, "tags": {"month": month},
                }
            },
        }
    )  # fmt: skip


def value(terms: Raw, field: str) -> float:
    given = terms.get(field, 0)
    return float(given["value"] if isinstance(given, dict) else given)


def payments_of(terms: Raw, plan: Computed, month: int, rise: float) -> Array:
    """What all agreements pay by year, month by month, each at the price level of its year."""
    due = np.zeros(HORIZON * 12)
    between = 12 // PAYMENTS_A_YEAR[terms["payments"]]
    for year, units in enumerate(plan.row("devices.a.bought")):
        begins = year * 12 + (month - 7) % 12
        late = between - 1 if terms["due"] == "arrears" else 0
        for since in range(late, terms["term"] * 12, between):
            if begins + since < len(due):
                due[begins + since] += units * terms["payment"] * (1 + rise) ** year
    by_year: Array = due.reshape(HORIZON, 12).sum(axis=1)
    return by_year


def end_of_term(terms: Raw, plan: Computed, rise: float) -> Array:
    """Fees, charges, payments after the term and purchases by year, cohort by cohort."""
    serving, left = plan.records("devices.a.serving"), plan.records("devices.a.left")
    costs, term, bought = np.zeros(HORIZON), terms["term"], plan.row("devices.a.bought")
    for cohort in range(HORIZON):
        agreed = (1 + rise) ** cohort
        costs[cohort] += value(terms, "fee") * (bought[cohort] > 0)
        for year in range(cohort, HORIZON):
            age = year - cohort
            before = left[year - 1, cohort] if age else serving[year, cohort]
            bought_out = terms["at_end"] == "purchase"
            if not bought_out or age <= term:
                gone = before - serving[year, cohort]
                damaged = value(terms, "damaged") * value(terms, "damage_charge") * agreed
                costs[year] += gone * (value(terms, "return_cost") * (1 + rise) ** year + damaged)
            if age < term:
                lost = serving[year, cohort] - left[year, cohort]
                costs[year] += lost * value(terms, "loss_charge") * agreed
            elif not bought_out:
                times = PAYMENTS_A_YEAR[terms["payments"]]
                costs[year] += serving[year, cohort] * value(terms, "extension") * times * agreed
            elif age == term:
                costs[year] += serving[year, cohort] * value(terms, "purchase") * agreed
    return costs


RENT = rent(fee=figure(0, 400))
MONTHS, RISES, LATER = st.integers(1, 12), numbers(-0.1, 0.2, 3), st.integers(0, 200)


@SMALL
@given(RENT, shares(0.3), st.integers(1, 7), MONTHS, RISES, LATER)
def test_what_is_budgeted_is_payments_fees_and_what_comes_at_the_end(
    terms: Raw, loss: float, life: int, month: int, rise: float, later: int
) -> None:
    plan = plan_with(terms, loss, life, month, rise, later)
    expected = payments_of(terms, plan, month, rise) + end_of_term(terms, plan, rise)
    assert np.abs(plan.posted(item="devices.a", budgeted="yes") - expected).max() < MANY_CENTS


@SMALL
@given(RENT, shares(0.3), st.integers(1, 7), MONTHS, RISES, LATER)
def test_every_unit_is_paid_for_its_term_and_no_longer(
    terms: Raw, loss: float, life: int, month: int, rise: float, later: int
) -> None:
    """Of each agreement that ends in the plan, as many level payments as its term has, and none outside it; then nothing is owed."""
    plan = plan_with(terms, loss, life, month, rise, later)
    paid, owed = (plan.records(f"devices.a_rent_months.{name}") for name in ("payment", "owed"))
    level = plan.records("devices.a.rents.level")[0]
    for year in range(HORIZON):
        begins = year * 12 + (month - 7) % 12
        ends = begins + terms["term"] * 12
        assert not paid[:begins, year].any() and not paid[ends:, year].any()
        assert np.abs(paid[:, year][paid[:, year] != 0] - level[year]).max(initial=0) < CENTS
        if ends <= HORIZON * 12:
            count = terms["term"] * PAYMENTS_A_YEAR[terms["payments"]]
            assert abs(paid[:, year].sum() - count * level[year]) < CENTS
            assert abs(owed[-1, year]) < CENTS


@SMALL
@given(RENT, shares(0.3), st.integers(1, 7), MONTHS, RISES, LATER)
def test_what_is_returned_at_the_end_does_not_serve_after_it(
    terms: Raw, loss: float, life: int, month: int, rise: float, later: int
) -> None:
    """And whatever comes then, nothing of a lessor's is sold, and as many serve as are needed."""
    plan = plan_with(terms | {"at_end": "return"}, loss, life, month, rise, later)
    serving = plan.records("devices.a.serving")
    for year in range(HORIZON):
        assert not serving[year + math.ceil(terms["term"]) :, year].any()
    assert np.abs(plan.row("devices.a.disposed")).max() < 1e-9
    assert (plan.row("devices.a.in_service") - plan.row("devices.a.needed")).min() > -1e-6


@SMALL
@given(RENT, shares(0.3), st.integers(1, 7), MONTHS, RISES, LATER)
def test_one_year_on_the_agreements_go_on_as_they_were(
    terms: Raw, loss: float, life: int, month: int, rise: float, later: int
) -> None:
    plan = plan_with(terms, loss, life, month, rise, later)
    rolled = plan.rolled()
    for tags in (
        {"budgeted": "yes"},
        {"budgeted": "memo"},
        {"kind": "debt_service"},
        {"kind": "capital"},
        {"phase": "retire"},
    ):
        assert np.abs(rolled.posted(**tags) - plan.posted(**tags)[1:]).max() < 0.02
    assert np.abs(rolled.row("devices.a.rent_owed") - plan.row("devices.a.rent_owed")[1:]).max() < 0.02
