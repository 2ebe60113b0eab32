"""Fleets that are rented: what is paid in the term and at its end, and what of the fleet stays the district's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tco.errors import PlanError
from tco.formula.number import evaluate
from tco.formula.rows import Model, Row, Timeline
from tco.inputs.plan import PlanForm
from tco.model.devices import fleet_rows
from tco.model.ground import ground_rows
from tests.model.worked import DISTRICT, FIRST, Worked, worked
from tests.plans import plan_of

RENT: Mapping[str, Any] = {"term": 3, "payments": "annual", "payment": 100, "rate": 0}
FLEET: Mapping[str, Any] = {
    "label": "Laptops",
    "count": 100,
    "price": {"device": {"price": 300}},
    "life": 5,
    "loss": 0,
    "breakage": 0,
    "acquire": "rent",
}
CALENDAR = {"start_month": 7, "first_year": FIRST, "horizon": 6}


def fleet(rent: Mapping[str, Any], **figures: Any) -> dict[str, Any]:
    return {**FLEET, "rent": {**RENT, **rent}, **figures}


def rented(rent: Mapping[str, Any], *, economics: Mapping[str, Any] | None = None, **figures: Any) -> Worked:
    """A fleet of 100 on such terms, over six years."""
    return worked(economics=economics, devices={"a": fleet(rent, **figures)}, calendar=CALENDAR)


def paid(plan: Worked, **tags: str) -> list[float]:
    """All budgeted postings of the fleet that carry these tags, by year."""
    found = [
        plan[posting.row.id]
        for posting in plan.model.postings
        if {**tags, "budgeted": "yes", "item": "devices.a"}.items() <= posting.tags.items()
    ]
    return [round(sum(year), 6) for year in zip(*found, strict=True)]


def test_returned_after_three_years_with_charges_for_damage_against_bought_and_kept_five() -> None:
    """100 x 100 = 10,000 a year. FY2030: 100 x 5 to return them, and 10 damaged x 40. Bought: 30,000 in FY2027 and FY2032."""
    terms = {"return_cost": 5, "damaged": 0.1, "damage_charge": 40}
    plan = rented(terms, disposal=9, resale_price=20)
    assert plan["devices.a.bought"] == [100, 0, 0, 100, 0, 0]
    assert plan["devices.a.in_service"] == [100] * 6
    assert plan["devices.a.returned_in_all"] == [0, 0, 0, 100, 0, 0]
    assert plan["devices.a.disposed"] == [0] * 6
    assert paid(plan) == [10_000, 10_000, 10_000, 10_900, 10_000, 10_000]
    assert paid(plan, kind="debt_service") == [10_000] * 6
    assert plan["devices.a.annual_share_in_all"] == [0] * 6
    bought = rented(terms, disposal=9, resale_price=20, acquire="buy")
    assert bought["devices.a.bought"] == [100, 0, 0, 0, 0, 100]
    assert paid(bought) == [30_000, 0, 0, 0, 0, 30_000 + 900 - 2_000]
    assert bought["devices.a.annual_share_in_all"] == [6_000] * 6


def test_the_way_is_live() -> None:
    """The same model with the way's number changed: 1 to buy, 3 to rent."""
    plan = rented({"return_cost": 5}, disposal=9)
    bought = plan.typed("devices.a.acquire", {FIRST: 1})
    assert paid(bought) == [30_000, 0, 0, 0, 0, 30_900]
    assert paid(bought.typed("devices.a.acquire", {FIRST: 3})) == paid(plan)


def test_kept_after_the_term_for_more_payments() -> None:
    """Prices rise 10 % a year from FY2026. FY2027: 110 each; FY2030 and FY2031: 60 at the agreement's 1.1 = 66 each. FY2032: a new
    agreement, 100 x 1.1^6 = 177.1561 each, and 5 x 1.771561 to return one: 17,715.61 + 885.78."""
    rises = {"escalation": {"client_devices": 0.1}}
    plan = rented({"at_end": "extend", "extension": 60, "return_cost": 5}, economics=rises, disposal=9)
    assert plan["devices.a.bought"] == [100, 0, 0, 0, 0, 100]
    assert paid(plan) == [11_000, 11_000, 11_000, 6_600, 6_600, 18_601.39]
    assert paid(plan, kind="operating") == [0, 0, 0, 6_600, 6_600, 885.78]


def test_bought_when_the_term_is_over_they_are_the_districts_own() -> None:
    """FY2030: 100 x 50. FY2032: retired, 900 to recycle, 2,000 at resale, and a new agreement. 50 over the 2 years left: 2,500 a year.
    Repairs are the lessor's for three years, then 100 x 0.2 x 30 = 600."""
    terms = {"at_end": "purchase", "purchase": 50, "return_cost": 5, "includes": ["repairs"]}
    plan = rented(terms, disposal=9, resale_price=20, breakage=0.2, repair_cost=30)
    assert plan["devices.a.returned_in_all"] == [0] * 6
    assert paid(plan, phase="acquire") == [10_000, 10_000, 10_000, 5_000, 0, 10_000]
    assert paid(plan, phase="retire") == [0, 0, 0, 0, 0, 900 - 2_000]
    assert paid(plan, phase="support") == [0, 0, 0, 600, 600, 0]
    assert plan["devices.a.annual_share_in_all"] == [0, 0, 0, 2_500, 2_500, 0]
    assert plan.tags("devices.a.rent_purchases")["investment"] == "yes"


def test_what_is_bought_out_is_capital_from_the_threshold_on() -> None:
    plan = rented({"at_end": "purchase", "purchase": 50}, economics={"capital_threshold": 50})
    assert paid(plan, kind="capital") == [0, 0, 0, 5_000, 0, 0]


def test_devices_as_a_service_cost_the_district_only_what_its_own_cost() -> None:
    """40 of its own serve in FY2027 and are recycled in FY2028 (360); 60 are rented then, 40 more in FY2028. Own in FY2027: 40 x 0.2
    x 30 = 240 of repairs, 40 x 3 = 120 of upkeep, 40 x 0.1 x 20 = 80 of chargers, 40 x 0.2 = 8 hours at 50 to mend them. In FY2028
    40 are retired: 40 hours."""
    own: dict[str, Any] = {
        "breakage": 0.2, "repair_cost": 30, "upkeep": 3, "disposal": 9, "life": 3,
        "accessories": {"charger": {"price": 20, "share": 0.1, "with_device": True}},
        "labor": {"repair": 1, "staging": 1, "retiring": 1, "rate": 50},
        "lots": {"old": {"bought": 2025, "count": 40}},
    }  # fmt: skip
    plan = rented({"includes": ["repairs", "upkeep", "accessories", "labor"]}, **own)
    assert plan["devices.a.bought"][:2] == [60, 40]
    assert paid(plan, phase="support")[:2] == [240 + 80 + 400, 0]
    assert paid(plan, phase="operate")[:2] == [120, 0]
    assert paid(plan, phase="retire")[:3] == [0, 360 + 2_000, 0]
    assert paid(plan, phase="deploy")[:2] == [0, 0]
    assert paid(plan, phase="acquire")[:2] == [6_000, 10_000]
    bare = rented({}, **own)
    assert paid(bare, phase="support")[:2] == [600 + 200 + 1_000, 600 + 200 + 1_000]
    assert paid(bare, phase="deploy")[:2] == [3_000, 2_000]


@pytest.mark.parametrize(("terms", "kind"), [({}, "operating"), ({"may_extend": 1, "rate": 0.05}, "debt_service")])
def test_twelve_months_at_most_are_operating_with_all_options_to_extend(terms: dict[str, Any], kind: str) -> None:
    plan = rented({"term": 1, "rate": None, **terms})
    assert plan["devices.a.bought"] == [100] * 6
    assert paid(plan, kind=kind) == [10_000] * 6
    assert paid(plan) == [10_000] * 6
    assert plan["measures.owed"] == [0] * 6


def test_quarterly_in_advance_with_services() -> None:
    """100 x 20 of rent, 100 x 10 of services. 2,000 x (1 - 1.02^-8) / 0.02 x 1.02 = 14,943.98; eight payments are 16,000."""
    terms = {"term": 2, "payments": "quarterly", "payment": 30, "services": 10, "rate": 0.08}
    plan = rented(terms)
    assert plan["devices.a.rent_financed"] == [14_943.98, 0] * 3
    assert plan["devices.a.rent_interest"][0] + plan["devices.a.rent_interest"][1] == pytest.approx(1_056.02, abs=1e-6)
    assert paid(plan, kind="debt_service") == [8_000] * 6
    assert paid(plan, kind="operating") == [4_000] * 6


@pytest.mark.parametrize(
    ("due", "month", "times"),
    [("advance", 10, [3, 4, 1]), ("arrears", 10, [3, 4, 1]), ("advance", 9, [4, 4, 0]), ("arrears", 9, [3, 4, 1])],
)
def test_services_are_paid_with_the_rent_whatever_month_it_begins_in(due: str, month: int, times: list[int]) -> None:
    """Quarters from October or September, in a year from July: so many payments of the first agreement fall in each year."""
    terms = {"term": 2, "payments": "quarterly", "payment": 30, "services": 10, "rate": 0.08, "due": due}
    plan = rented(terms, count={"by_year": {2027: 100, 2028: 100, 2029: 0}}, tags={"month": month})
    assert plan["devices.a.rent_services_in_all"][:3] == [1_000 * number for number in times]
    assert paid(plan, kind="debt_service")[:3] == [2_000 * number for number in times]


def test_the_rent_follows_from_price_rate_and_residual() -> None:
    """300 less 30 x 1.06^-3 = 274.8114, times 0.06 / (1 - 1.06^-3) = 0.3741098: 102.8096 each."""
    plan = rented({"payment": None, "residual": 0.1, "rate": 0.06, "due": "arrears"})
    assert plan["devices.a.rent_each"][0] == pytest.approx(102.8096, abs=1e-4)
    assert paid(plan)[:3] == [10_280.96] * 3


def test_what_is_lost_in_the_term_is_charged_and_paid_for_to_its_end() -> None:
    """10 of 100 are lost and replaced on a new agreement: 100 payments in FY2027, 110 in FY2028; 10 x 250 for those lost. Without
    return_cost, going back costs nothing."""
    plan = rented({"loss_charge": 250}, loss=0.1)
    assert plan["devices.a.lost"][:3] == [10] * 3
    assert paid(plan, kind="debt_service")[:2] == [10_000, 11_000]
    assert paid(plan, phase="retire")[:3] == [2_500] * 3


def test_fees_and_what_it_costs_to_end_now() -> None:
    """Of 30,000 at no interest 20,000 is owed at the first year's end: 5 % of it to end then."""
    plan = rented({"fee": 250, "exit_fee": 0.05})
    assert plan["devices.a.rent_fee"] == [250, 0, 0, 250, 0, 0]
    assert plan["devices.a.rent_to_end_now"] == [1_000, 500, 0, 1_000, 500, 0]
    assert plan["measures.owed"] == [20_000, 10_000, 0, 20_000, 10_000, 0]


def test_what_a_cap_puts_off_is_paid_for_longer() -> None:
    """Nothing may be acquired in FY2029: 100 x 60 for those whose term of two years is over; returned a year later."""
    cap = {"by_year": {2027: 100, 2029: 0, 2030: 100}}
    plan = rented({"term": 2, "extension": 60, "return_cost": 5}, purchase_cap=cap)
    assert plan["devices.a.in_service"][:4] == [100] * 4
    assert paid(plan)[:4] == [10_000, 10_000, 6_000, 10_500]


def test_lines_that_stay_are_bought_for_what_is_rented() -> None:
    price = {"device": {"price": 300}, "mount": {"price": 25, "stays": True}}
    assert paid(rented({}, price=price))[:2] == [10_000 + 2_500, 10_000]


def test_what_is_a_lessors_is_not_handed_down() -> None:
    """40 of the district's own go on in FY2028, none of the 60 rented in FY2030."""
    giver = fleet({}, life=3, lots={"old": {"bought": 2025, "count": 40}})
    taker = {
        **FLEET,
        "acquire": "buy",
        "label": "Labs",
        "count": {"by_year": {2027: 0, 2028: 50}},
        "receives": {"a": {}},
        "life": 9,
    }
    plan = worked(devices={"a": giver, "b": taker}, calendar=CALENDAR)
    assert plan["devices.a.handed_in_all"] == [0, 40, 0, 0, 0, 0]
    assert plan["devices.a.returned_in_all"] == [0, 0, 0, 60, 40, 0]


def test_what_was_begun_before_the_plan_goes_on_to_its_end() -> None:
    """50 rented in FY2026 at 5,000 a year: two more payments, then 50 x 5 to return them, and 50 more on a new agreement. What was
    owed, 10,000, is paid at no interest."""
    begun = {2026: {"financed": 15_000, "owed": 10_000, "payment": 5_000}}
    lots = {"old": {"bought": 2026, "count": 50, "rented": True}}
    for way, other in (("rent", [5_000, 5_000, 10_000]), ("buy", [15_000, 0, 15_000])):
        plan = rented({"begun": begun, "return_cost": 5}, lots=lots, acquire=way, disposal=9)
        assert plan["devices.a.returned_in_all"][:3] == [0, 0, 50]
        assert paid(plan)[:3] == [5_000 + other[0], 5_000 + other[1], other[2] + 250]
        assert plan["devices.a.rent_owed"][1] == (5_000 if way == "rent" else 0)


WRONG: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"rate": None}, {}, "missing rate: an agreement of up to 36 months"),
    ({"rate": None, "term": 1, "may_extend": 1}, {}, "missing rate: an agreement of up to 24 months"),
    ({}, {"purchase_budget": 9_000}, "money for purchases limits what is bought"),
    ({}, {"purchase_cap": 50}, "a cap puts off new units"),
    ({}, {"lots": {"old": {"bought": 2026, "count": 5, "rented": True}}}, "no agreement of 2026 is begun"),
    (
        {"begun": {2027: {"financed": 9, "owed": 9, "payment": 3}}},
        {},
        "the year 2027 is not one of those before the plan",
    ),
    ({"begun": {2026: {"financed": 8, "owed": 9, "payment": 3}}}, {}, "9 is owed of 8 financed"),
    ({"includes": ["labor"]}, {}, "labor without repairs"),
]


@pytest.mark.parametrize(("terms", "figures", "found"), WRONG)
def test_what_does_not_fit_is_a_fault(terms: dict[str, Any], figures: dict[str, Any], found: str) -> None:
    rent = {key: value for key, value in {**RENT, **terms}.items() if value is not None}
    raw = {**DISTRICT, "devices": {"a": {**FLEET, "rent": rent, **figures}}}
    with pytest.raises(PlanError, match=found):
        plan_of(raw)


def test_the_right_to_use_is_held_for_the_books() -> None:
    """It is measured at all rents, the first one too, serves for the term, and services and fees are an expense beside it; what is
    bought out serves the 24 months that its life is longer than the term."""
    rent = {"services": 10, "fee": 250, "at_end": "purchase", "purchase": 50}
    plan = PlanForm.model_validate({**DISTRICT, "devices": {"a": fleet(rent)}, "accounting": {}})
    years = Timeline("years", tuple(map(str, plan.calendar.years)), years=plan.calendar.years, starts=7)
    ground = ground_rows(Model(years), plan)
    fleet_rows(ground, ground.model.sheet("devices", "Devices").block("devices.a", "Laptops"), plan.devices["a"])
    right, bought = (next(each for each in ground.holdings if each.name == name) for name in ("rent", "rent_bought"))
    values = evaluate(ground.model)
    assert right.is_long is not None and right.expensed is not None

    def first(row: Row) -> float:
        return float(values.of(row)[0, 0])

    assert (right.what, right.begins, first(right.measured), first(right.serves)) == ("lease", 1, 27_000, 36)
    assert (first(right.is_long), first(right.expensed)) == (1, 1_250)
    assert (bought.what, first(bought.serves), values.of(bought.measured)[:, 0].tolist()) == (
        "owned",
        24,
        [0, 0, 0, 5_000],
    )


def test_the_rate_follows_from_payment_price_and_residual() -> None:
    """The rent of 102.8096 that 300, 10 % and 6 % ask for gives the 6 % back: 10,280.96 x 2.673012 = 27,481.1 is owed at once."""
    plan = rented({"payment": 102.8096, "residual": 0.1, "rate": None, "due": "arrears"})
    column = plan.model.by_id()["devices.a.rents.rate_a_year"]
    assert plan.values.of(column)[0].tolist() == pytest.approx([0.06] * 6, abs=1e-6)
    assert plan["devices.a.rent_financed"][0] == pytest.approx(27_481.1, abs=0.1)
    begun = {2026: {"financed": 15_000, "owed": 10_500, "payment": 5_611.65}}
    late = rented({"payment": 102.8096, "residual": 0.1, "rate": None, "due": "arrears", "begun": begun})
    rates = late.values.of(late.model.by_id()["devices.a.rents.rate_a_year"])[0].tolist()
    assert rates == pytest.approx([0.06, *[0.06] * 6], abs=1e-5)
