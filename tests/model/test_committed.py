"""Committed subscriptions, each case worked by hand beside it: terms, rises, numbers that change, stages, and other ways to pay."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tco.formula.number import evaluate
from tco.formula.rows import Model, Timeline
from tco.inputs.plan import PlanForm
from tco.model.financing.holding import Holding
from tco.model.ground import ground_rows
from tco.model.software import software_rows
from tests.model.test_licences import FLAT_PRICES, product
from tests.model.worked import DISTRICT, FIRST, Worked, worked
from tests.plans import Computed

FLAT: dict[str, Any] = {"per": "flat", "price": 1_200, "pays": "committed", "committed": {"term": 3, "rate": 0.04}}
IT = "software.it"


def flat(**changed: Any) -> dict[str, Any]:
    return {**FLAT, **changed}


def terms(**changed: Any) -> dict[str, Any]:
    return {**FLAT["committed"], **changed}


def paid(found: Worked) -> list[float]:
    """What the product costs in the budget, of every kind."""
    rows = [posting.row.id for posting in found.model.postings if posting.tags["budgeted"] == "yes"]
    return [round(sum(each), 2) for each in zip(*(found[id] for id in rows), strict=True)]


def test_payments_rise_as_the_contract_says_and_the_last_interest_is_what_is_left() -> None:
    """1,200 + 1,260 / 1.04 + 1,323 / 1.0816 = 1,200 + 1,211.54 + 1,223.19 = 3,634.73; 2,434.73 x 4 % = 97.39, and 1,162.61 is paid
    off; 1,272.12 is left and 1,323 is paid, so the interest is 50.88. A new term begins in FY2030 with 1,389.15."""
    found = product(**flat(uplift=0.05))
    assert found[f"{IT}.committed_financed"] == [3_634.73, 0, 0, 4_207.65]
    assert found[f"{IT}.committed.interest"] == [0, 97.39, 50.88, 0]
    assert found[f"{IT}.committed.principal"] == [1_200, 1_162.61, 1_272.12, 1_389.15]
    assert found[f"{IT}.committed_owed"] == [2_434.73, 1_272.12, 0, 2_818.5]


@pytest.mark.parametrize("more", [{}, {"uplift": 0.05}, {"uplift": 0.05, "renewal": {"term": 3, "began": FIRST}}])
def test_committed_or_by_the_year_it_costs_the_same_to_the_cent(more: dict[str, Any]) -> None:
    """And has the same rows: a scenario may choose."""
    kept = {"term": 3} if "renewal" not in more else {}
    committed = product(**flat(committed={"rate": 0.04, **kept}, **more))
    yearly = product(**flat(committed={"rate": 0.04, **kept}, pays="yearly", **more))
    assert paid(committed) == paid(yearly) == yearly[f"{IT}.cost"]
    assert committed.row_ids() == yearly.row_ids()
    assert yearly[f"{IT}.committed.operating"] == yearly[f"{IT}.cost"]


def test_a_rise_is_that_of_the_price_and_not_of_a_rounded_payment() -> None:
    """0.985, in cents 0.99, and 50 % more each year: 1.48 (1.4775), 2.22 (2.21625); from 0.99 they were 1.49 and 2.23."""
    found = product(**flat(price=0.985, uplift=0.5))
    assert found[f"{IT}.cost"][:3] == [0.99, 1.48, 2.22]
    assert found[f"{IT}.committed_payments"][:3] == [0.99, 1.48, 2.22]
    assert paid(found) == found[f"{IT}.cost"]


def test_monthly_payments_have_interest_within_the_year() -> None:
    """24 x 100 in advance at a twelfth of 4 %: the annuity of 24 months is 23.028251, x 1.003333 = 23.105012: 2,310.50."""
    found = product(**flat(committed=terms(term=2, payments="monthly")))
    assert found[f"{IT}.committed_financed"] == [2_310.5, 0, 2_310.5, 0]
    assert paid(found) == [1_200] * 4
    assert found[f"{IT}.committed_first"] == [100, 0, 100, 0]


def test_a_term_from_january_pays_two_quarters_in_its_first_fiscal_year() -> None:
    """8 x 300 at 1 % at each quarter's end: 300 x 7.651678 = 2,295.50. 22.96 + 20.18 of interest leave 2,295.50 - 556.86 = 1,738.64."""
    arrears = terms(term=2, payments="quarterly", due="arrears")
    found = product(**flat(committed=arrears, tags={"month": 1}))
    assert found[f"{IT}.committed_financed"] == [2_295.5, 0, 2_295.5, 0]
    assert found[f"{IT}.committed_payments"] == [600, 1_200, 1_200, 1_200]
    assert found[f"{IT}.committed_owed"][0] == 1_738.64


def test_without_interest_what_is_owed_is_what_is_paid() -> None:
    found = product(**flat(committed=terms(rate=0)))
    assert found[f"{IT}.committed_financed"][0] == 3 * 1_200
    assert found[f"{IT}.committed.interest"] == [0] * 4


@pytest.mark.parametrize(("more", "kind"), [({}, "operating"), ({"may_extend": 1}, "principal")])
def test_twelve_months_with_all_options_are_an_expense_as_they_are_paid(more: dict[str, Any], kind: str) -> None:
    found = product(**flat(committed=terms(term=1, **more)))
    assert found[f"{IT}.committed.{kind}"] == [1_200] * 4
    assert paid(found) == [1_200] * 4


def test_the_districts_own_rate_holds_where_the_contract_has_none() -> None:
    """100 + 100 / 1.1 = 190.91."""
    figures = {"label": "Product", **flat(price=100, committed={"term": 2})}
    found = worked(software={"it": figures}, economics={"prices_as_of": FIRST, "borrowing_rate": 0.1})
    assert found[f"{IT}.committed_financed"] == [190.91, 0, 190.91, 0]


def students(*, now: int, later: int) -> Worked:
    """A product at $10 for each student, whose number changes in the second year."""
    enrolment = {"enrolment": {"all": {"by_year": {FIRST: now, FIRST + 1: later}}}}
    return product(enrolment, **flat(per="student", price=10))


def test_students_beyond_those_committed_are_paid_by_the_year() -> None:
    """1,000 are committed, 1,500 charged: 5,000 more each year, until the next term is for 1,500."""
    found = students(now=1_000, later=1_500)
    assert found[f"{IT}.committed.operating"] == [0, 5_000, 5_000, 0]
    assert paid(found) == [10_000, 15_000, 15_000, 15_000]


def test_what_is_committed_is_paid_for_students_who_left() -> None:
    """1,000 are committed, 800 are there: 10,000 to the end of the term, then 8,000."""
    assert paid(students(now=1_000, later=800)) == [10_000, 10_000, 10_000, 8_000]


def test_terms_end_with_the_product() -> None:
    """To FY2030 from FY2028: 1,200 x (1 + 1 / 1.04 + 1 / 1.0816) = 3,463.31; a second term has no year left."""
    found = product(**flat(from_year=FIRST + 1, until_year=FIRST + 3))
    assert found[f"{IT}.committed_financed"] == [0, 3_463.31, 0, 0]
    short = product(**flat(until_year=FIRST + 1))  # 1,200 + 1,200 / 1.04
    assert short[f"{IT}.committed_financed"] == [2_353.85, 0, 0, 0]
    assert paid(short) == [1_200, 1_200, 0, 0]


RENEWED = flat(price=100, uplift=0.05, renewal={"term": 3, "began": 2026})
RUNS = {2026: {"financed": 288.61, "owed": 188.61, "yearly": 100}}


def test_a_term_that_runs_is_paid_off_and_renewed_with_its_price() -> None:
    """100 + 96.15 + 92.46 = 288.61 in FY2026, 188.61 after the first payment: 7.54 of interest, 92.46 paid off, 96.15 left and
    3.85 of interest. Renewed in FY2029 at 115: x 2.886095 = 331.90."""
    found = product(**{**RENEWED, "committed": {"rate": 0.04, "begun": RUNS}})
    assert found[f"{IT}.committed.interest"] == [7.54, 3.85, 0, 8.68]  # (331.90 - 115) x 4 %
    assert found[f"{IT}.committed_owed"][:2] == [96.15, 0]
    assert found[f"{IT}.committed_financed"] == [0, 0, 331.9, 0]


def test_a_term_of_which_nothing_is_said_is_operating_until_its_price_is_renewed() -> None:
    found = product(**{**RENEWED, "committed": {"rate": 0.04}})
    assert found[f"{IT}.committed.operating"] == [100, 100, 0, 0]
    assert found[f"{IT}.committed_financed"] == [0, 0, 331.9, 0]


def test_an_amount_typed_over_is_what_is_committed() -> None:
    """1,000 typed in FY2027: 1,000 x 2.886095 = 2,886.09."""
    found = product(**FLAT).typed(f"{IT}.cost", {FIRST: 1_000, FIRST + 1: 1_000, FIRST + 2: 1_000})
    assert found[f"{IT}.committed_financed"][0] == 2_886.09
    assert paid(found) == [1_000, 1_000, 1_000, 1_200]


def test_a_plan_rolled_forward_owes_what_was_owed() -> None:
    plan = {**DISTRICT, "software": {"it": {"label": "Product", **flat(uplift=0.05, tags={"month": 3})}}}
    plan["software"]["it"]["committed"] = terms(payments="monthly")
    plan["sources"] = {"general": {"label": "General", "recurrence": "recurring", "amount": 9_000}}
    computed = Computed.of(plan)
    rolled = computed.rolled()
    for id in ("committed_payments", "committed_interest", "committed_owed", "committed.operating"):
        assert np.abs(rolled.row(f"{IT}.{id}") - computed.row(f"{IT}.{id}")[1:]).max() < 0.005


def test_a_term_on_which_nothing_is_owed_pays_nothing_and_goes_on_when_rolled_forward() -> None:
    """Five years from FY2025 at 10,000: 5,000 is owed and paid; to FY2029 nothing falls due, and a year later it still does not."""
    begun = {2025: {"financed": 40_000, "owed": 5_000, "yearly": 10_000}}
    it = {"label": "Product", **flat(price=10_000, committed={"term": 5, "rate": 0, "begun": begun})}
    computed = Computed.of({**DISTRICT, "software": {"it": it}})
    assert list(computed.row(f"{IT}.committed_payments")[:3]) == [5_000, 0, 0]
    assert not computed.row(f"{IT}.committed_interest").any()
    rolled = computed.rolled()
    assert list(rolled.row(f"{IT}.committed_payments")[:2]) == [0, 0]
    assert np.abs(rolled.posted(budgeted="yes") - computed.posted(budgeted="yes")[1:]).max() < 0.005


STAGES = ("preliminary", "implementation", "operation", "addition", "training")


def test_outlays_are_capital_by_their_stage() -> None:
    """1, 2, 4, 8 and 16 by stage, 32 to implement, 64 to migrate: 2 + 8 + 32 + 64 = 106 capital, 1 + 4 + 16 = 21 used up; the work of
    ten hours at 100 is an implementation's, that of nobody paid extra is not."""
    outlays = {
        stage: {"label": stage, "stage": stage, "amount": {"by_year": {FIRST: 2**place}}}
        for place, stage in enumerate(STAGES)
    }
    hours = {"label": "Set up", "rate": 100, "hours": {"by_year": {FIRST: 10}}, "stage": "implementation"}
    around = {
        "outlays": outlays, "implementation": {"by_year": {FIRST: 32}}, "migration": {"by_year": {FIRST: 64}},
        "work": {"set_up": hours, "own": {**hours, "budgeted": False}, "other": {**hours, "stage": None}},
    }  # fmt: skip
    found = product(**flat(**around))
    assert found["by_kind.capital"] == [1_106, 0, 0, 0]
    assert found[f"{IT}.committed.expensed"] == [1_021, 0, 0, 0]
    assert found[f"{IT}.committed.asset"] == [4_569.31, 0, 0, 3_463.31]  # 3,463.31 + 1,106
    assert product(**flat(pays="yearly", **around))["by_kind.capital"] == [0] * 4
    owned = {"per": "flat", "licence": "perpetual", "licence_price": 5_000, "booked_as": "capital", "life": 5}
    assert product(**owned, **around)["by_kind.capital"] == [6_106, 0, 0, 0]


def holdings(figures: dict[str, Any]) -> dict[str, tuple[Holding, Any]]:
    """What a product enters with the ground, and the numbers of its rows."""
    sections = {"software": {"it": {"label": "Product", **figures}}, "economics": {"discount_rate": 0, **FLAT_PRICES}}
    form = PlanForm.model_validate({**DISTRICT, **sections})
    years = form.calendar.years
    model = Model(Timeline("years", tuple(map(str, years)), years=years, starts=form.calendar.start_month))
    ground = ground_rows(model, form)
    block = model.sheet("software", "Software").block("software.it", "Product")
    software_rows(ground, block, form.software["it"], category="software")
    values = evaluate(model, {})
    return {held.what: (held, values) for held in ground.holdings}


def test_each_way_to_pay_enters_what_it_holds() -> None:
    """The subscription over 36 months from January, the seventh of the fiscal year; $90 x 2 paid ahead; a licence over five years."""
    two = {"per": "flat", "price": 100, "pays": "ahead", "prepaid": {"years": 2, "discount": 0.1}}
    owned = {"per": "flat", "licence": "perpetual", "licence_price": 5_000, "life": 5}
    for what, figures, measured, months in (
        ("subscription", flat(tags={"month": 1}), [3_463.31, 0, 0, 3_463.31], 36),
        ("prepaid", {**two, "tags": {"month": 1}}, [180, 0, 180, 0], 24),
        ("licence", {**owned, "tags": {"month": 1}}, [5_000, 0, 0, 0], 60),
    ):
        held, values = holdings(figures)[what]
        assert np.abs(values.of(held.measured)[:, 0] - measured).max() < 0.005
        assert (float(values.of(held.serves)[0, 0]), held.begins) == (months, 7)


def test_a_yearly_subscription_holds_nothing() -> None:
    assert holdings({"per": "flat", "price": 100}) == {}


OPTIONS = {
    "yearly": {"label": "Year by year"},
    "committed": {"label": "Two years", "changes": {"pays": "committed", "committed": {"term": 2, "rate": 0.04}}},
    "ahead": {"label": "Paid ahead", "changes": {"pays": "ahead", "prepaid": {"years": 2, "discount": 0.1}}},
    "owned": {"label": "Owned", "changes": {"licence": "perpetual", "booked_as": "capital", "life": 5}},
}
WAYS: list[tuple[str, list[float], list[float], list[float], float]] = [
    ("yearly", [0, 0, 0, 0], [85_000, 63_000, 66_150, 69_457.5], [0, 0, 0, 0], 268_483.78),
    ("committed", [25_000, 0, 0, 0], [0, 0, 0, 0], [60_000, 63_000, 66_150, 69_457.5], 268_483.78),
    ("ahead", [0, 0, 0, 0], [133_000, 0, 119_070, 0], [0, 0, 0, 0], 243_086.91),
    ("owned", [175_000, 0, 0, 0], [0, 30_000, 30_000, 30_000], [0, 0, 0, 0], 258_252.73),
]
PLATFORM = {
    "label": "Platform", "per": "flat", "price": 60_000, "uplift": 0.05, "implementation": {"by_year": {FIRST: 25_000}},
    "licence_price": 150_000, "maintenance": 0.2,
}  # fmt: skip


@pytest.mark.parametrize(("way", "capital", "operating", "debt_service", "present"), WAYS)
def test_one_platform_paid_four_ways(
    way: str, capital: list[float], operating: list[float], debt_service: list[float], present: float
) -> None:
    """60,000 rising by 5 % and 25,000 to set up: 25,000 + 60,000 x (1 + r + r^2 + r^3), r = 1.05 / 1.04. Ahead: 2 x 54,000 + 25,000,
    then 2 x 54,000 x 1.1025 / 1.0816. Owned: 150,000 + 25,000, then 30,000 x (0.961538 + 0.924556 + 0.888996) of maintenance."""
    comparison = {"label": "Platform", "item": "software.lms", "options": OPTIONS}
    found = worked(
        software={"lms": PLATFORM},
        comparisons={"platform": comparison},
        economics={"prices_as_of": FIRST, "flow_timing": 0},
    )
    option = f"comparisons.platform.{way}"
    assert found[f"{option}.capital"] == capital
    assert found[f"{option}.operating"] == operating
    assert found[f"{option}.debt_service"] == debt_service
    assert found[f"{option}.present_value"][0] == pytest.approx(present, abs=0.005)


def test_an_edit_of_the_product_reaches_every_option() -> None:
    """61,000 for 60,000; the way of an option stays when the product's own is changed."""
    comparison = {"label": "Platform", "item": "software.lms", "options": OPTIONS}
    found = worked(
        software={"lms": {**PLATFORM, "uplift": 0}},
        comparisons={"platform": comparison},
        economics={"prices_as_of": FIRST},
    )
    dearer = found.typed("software.lms.price", {FIRST: 61_000})
    assert dearer["comparisons.platform.committed.debt_service"] == [61_000] * 4
    assert dearer["comparisons.platform.yearly.operating"] == [86_000, 61_000, 61_000, 61_000]
    bought = found.typed("software.lms.licence", {FIRST: 2})
    assert bought["comparisons.platform.committed.debt_service"] == [60_000] * 4


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (flat(committed=None), "pays = 'committed' without committed"),
        (flat(committed={"rate": 0.04}), "committed without a term"),
        ({**RENEWED, "committed": terms()}, "the same term"),
        (flat(committed=terms(term=1.5)), "whole years"),
        (flat(committed=terms(begun={2025: RUNS[2026], 2026: RUNS[2026]})), "one term runs"),
        (flat(per="student", coterm={"months": 3, "number": 10}), "coterm and committed"),
        (flat(per="device_bought", fleets=["student"]), "paid once"),
        ({**flat(price=None), "licence": "perpetual", "licence_price": 1}, "goes with a subscription"),
        (flat(life=5), "add licence_price"),
        (
            flat(per=None, price=None, terms={"t": {"label": "t", "per": "flat", "price": 1}}),
            "move committed into them",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(figures: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        product(**{name: value for name, value in figures.items() if value is not None})
