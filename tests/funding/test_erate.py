"""E-Rate by hand and by its published cases: discounts, the budget of Category Two, what is paid, and what comes a year late.

The numbers in capitals (E1, V11) are those of the project's list of validation cases; each test says where its numbers come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.engines import ENGINES, compare, require, stored_values
from tests.model.worked import DISTRICT, Worked, worked
from tests.plans import Computed, plan_of

CATEGORY = {"erate_one": "connectivity", "erate_two": "network"}


def asked(
    *,
    one: Mapping[str, Any] | None = None,
    two: Mapping[str, Any] | None = None,
    cost: Any = 100_000,
    erate: Mapping[str, Any] | None = None,
    share: float = 1,
    **district: Any,
) -> Worked:
    """A plan with a bill in each category that is asked for, the E-Rate sources that pay them, and a general fund for the rest."""
    asked = {way: form for way, form in (("erate_one", one), ("erate_two", two)) if form is not None}
    bills = {way: {"label": way, "category": CATEGORY[way], "price": cost} for way in asked}
    sources = {
        way: {
            "label": way,
            "recurrence": "at_risk",
            way: form,
            "uses": {"bills": {"categories": [CATEGORY[way]], "share": share}},
        }
        for way, form in asked.items()
    }
    general = {"label": "General fund", "recurrence": "recurring", "amount": 10_000_000}
    return worked(
        services=bills,
        sources={**sources, "general": general},
        district={"erate": erate or {}, **district},
    )


def schools(*students: float) -> dict[str, Any]:
    return {f"s{n}": {"name": f"School {n}", "band": "all", "students": each} for n, each in enumerate(students)}


def pays(plan: Worked, way: str) -> list[float]:
    return plan[f"sources.{way}.paid"]


# Discounts -------------------------------------------------------------------------------------------------------------------

MATRIX = [  # the USAC discount matrix: percent eligible; Category One urban and rural, Category Two urban and rural
    (0, 0.20, 0.25, 0.20, 0.25),
    (0.9, 0.20, 0.25, 0.20, 0.25),
    (1, 0.40, 0.50, 0.40, 0.50),
    (19, 0.40, 0.50, 0.40, 0.50),
    (20, 0.50, 0.60, 0.50, 0.60),
    (34, 0.50, 0.60, 0.50, 0.60),
    (35, 0.60, 0.70, 0.60, 0.70),
    (49, 0.60, 0.70, 0.60, 0.70),
    (50, 0.80, 0.80, 0.80, 0.80),
    (74, 0.80, 0.80, 0.80, 0.80),
    (75, 0.90, 0.90, 0.85, 0.85),
    (100, 0.90, 0.90, 0.85, 0.85),
]


@pytest.mark.parametrize(("percent", "one_urban", "one_rural", "two_urban", "two_rural"), MATRIX)
def test_the_discount_matrix(
    percent: float, one_urban: float, one_rural: float, two_urban: float, two_rural: float
) -> None:
    for locale, one, two in (("urban", one_urban, two_urban), ("rural", one_rural, two_rural)):
        plan = asked(one={}, two={}, erate={"eligible": percent * 10, "locale": locale}, schools=schools(1000))
        assert plan["district.erate.discount_one"] == [one] * 4
        assert plan["district.erate.discount_two"] == [two] * 4


def test_e15_2600_of_5000_students() -> None:
    """E15: 2,600 / 5,000 = 52 %, so 80 % in both categories, urban or rural."""
    for locale in ("urban", "rural"):
        erate = {"eligible": 2600, "locale": locale}
        plan = asked(one={}, two={}, erate=erate, enrolment={"all": 5000}, schools=schools(5000))
        assert plan["district.erate.share"] == [0.52] * 4
        assert plan["sources.erate_one.discount"] == plan["sources.erate_two.discount"] == [0.80] * 4


@pytest.mark.parametrize(("certified", "eligible"), [(0.5, 400), (0.7, 500)])
def test_e16_a_school_under_cep(certified: float, eligible: float) -> None:
    """E16: 500 x 50 % x 1.6 = 400; 500 x 70 % x 1.6 = 560, more than there are: 500. With 1,000 others: 400 / 1,500 = 26.7 %."""
    erate = {"eligible": 0, "cep": {"s0": certified}}
    plan = asked(one={}, erate=erate, enrolment={"all": 1500}, schools=schools(500, 1000))
    assert plan["district.erate.eligible_cep"] == [eligible]
    assert plan["district.erate.share"] == [round(eligible / 1500, 9)] * 4
    assert plan["district.erate.discount_one"] == [0.50] * 4


def test_the_income_share_of_the_district_counts_where_no_students_are_given() -> None:
    plan = asked(one={}, income_share=0.76)
    assert plan["district.erate.discount_one"] == [0.90] * 4


@pytest.mark.parametrize(
    ("eligible", "rounding", "discount"),
    [(195, "none", 0.40), (195, "whole", 0.50), (194.9, "whole", 0.40), (749, "none", 0.80), (749, "whole", 0.90)],
)
def test_a_share_is_rounded_to_a_whole_percent_if_the_district_says_so(
    eligible: float, rounding: str, discount: float
) -> None:
    """195 of 1,000 are 19.5 %: in the band to 19 % as it is, and 20 % rounded; 194.9 are 19.49 %, so 19 %; 74.9 % are 75 %."""
    plan = asked(one={}, erate={"eligible": eligible, "rounding": rounding})
    assert plan["district.erate.discount_one"] == [discount] * 4


@pytest.mark.parametrize(("rural", "discount"), [(2, 0.50), (3, 0.60)])
def test_a_district_is_rural_where_more_than_half_of_its_schools_are(rural: int, discount: float) -> None:
    """Two of four schools are 50 %, not more; three are 75 %. 30 % eligible: 50 % urban, 60 % rural."""
    erate = {"eligible": 300, "locale": "schools", "rural_schools": rural}
    assert asked(one={}, erate=erate, schools=schools(*[250] * 4))["district.erate.discount_one"] == [discount] * 4


def test_a_typed_discount_counts_alone_and_is_capped_for_category_two() -> None:
    plan = asked(one={}, two={}, erate={"discount": 0.9}, schools=schools(1000))
    assert plan["sources.erate_one.discount"] == [0.9] * 4
    assert plan["sources.erate_two.discount"] == [0.85] * 4
    assert not any("share" in id for id in plan.row_ids() if id.startswith("district.erate."))


@pytest.mark.parametrize(
    ("members", "average"), [((0.8, 0.9, 0.9), 0.87), ((0.8, 0.85), 0.83), ((0.6, 0.6, 0.7), 0.63)]
)
def test_e9_the_discount_of_a_consortium(members: tuple[float, ...], average: float) -> None:
    """E9: (80 + 90 + 90) / 3 = 86.67, so 87; 82.5 is rounded up to 83; 63.33 down to 63. Of $100,000: $87,000."""
    consortium = {"members": {f"d{n}": each for n, each in enumerate(members)}}
    plan = asked(one={"consortium": consortium}, erate={"discount": 0.8})
    assert plan["sources.erate_one.discount"] == [average] * 4
    assert pays(plan, "erate_one") == pytest.approx([100_000 * average] * 4, abs=0.005)


# What is paid ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("discount", "support", "district"), [(0.8, 80_000, 20_000), (0.9, 85_000, 15_000)], ids=["E5", "E6"]
)
def test_e5_and_e6_a_category_two_project_of_100000(discount: float, support: float, district: float) -> None:
    """aklib.net: a $100,000 project; an 80 % district pays $20,000, a 90 % district has 85 % in Category Two and pays $15,000."""
    plan = asked(
        two={}, erate={"discount": discount}, cost={"by_year": {2027: 100_000, 2028: 0}}, schools=schools(1000)
    )
    assert pays(plan, "erate_two") == pytest.approx([support, 0, 0, 0], abs=0.005)
    assert plan["sources.erate_two.district_part"] == pytest.approx([district, 0, 0, 0], abs=0.005)
    assert pays(plan, "general") == pytest.approx([district, 0, 0, 0], abs=0.005)


def test_e17_an_item_that_is_ineligible_in_part() -> None:
    """E17: of $10,000 a fifth is ineligible: 8,000 eligible, at 80 % $6,400 of support, and the district pays $3,600."""
    for way in ("one", "two"):
        plan = asked(**{way: {}}, erate={"discount": 0.8}, cost=10_000, share=0.8, schools=schools(1000))
        assert plan[f"sources.erate_{way}.asked"] == pytest.approx([8_000] * 4, abs=0.005)
        assert pays(plan, f"erate_{way}") == pytest.approx([6_400] * 4, abs=0.005)
        assert pays(plan, "general") == pytest.approx([3_600] * 4, abs=0.005)


def test_category_one_has_no_budget() -> None:
    plan = asked(one={}, erate={"discount": 0.5}, cost=9_000_000)
    assert pays(plan, "erate_one") == [4_500_000] * 4


# The budget of Category Two --------------------------------------------------------------------------------------------------


def budget(first_year: int, *students: float, horizon: int = 2, **erate: Any) -> Worked:
    """A district of so many schools from a fiscal year on, with a budget and nothing to spend."""
    calendar = {**DISTRICT["calendar"], "first_year": first_year, "horizon": horizon}
    source = {"label": "Two", "recurrence": "at_risk", "erate_two": {}}
    web = {"label": "Web site", "category": "software", "price": 1}
    found = {"enrolment": {"all": sum(students)}, "schools": schools(*students), "erate": {"discount": 0.8, **erate}}
    economics = {"prices_as_of": first_year - 1}
    return worked(
        calendar=calendar, district=found, economics=economics, sources={"erate_two": source}, services={"web": web}
    )


BUDGETS = [
    pytest.param(2022, (149,), 25_000, id="E1: 149 x 167 = 24,883, under the floor of funding year 2021"),
    pytest.param(2027, (149,), 30_175, id="E12: 149 x 201.57 = 30,033.93, under the floor of funding year 2026"),
    pytest.param(2027, (150,), 30_235.50, id="E12: 150 x 201.57"),
    pytest.param(2027, (500,), 100_785, id="V11: 500 x 201.57"),
    pytest.param(2026, (500,), 83_500, id="V11 in the cycle before: 500 x 167"),
]


@pytest.mark.parametrize(("first_year", "students", "expected"), BUDGETS)
def test_published_budgets_of_one_school(first_year: int, students: tuple[float, ...], expected: float) -> None:
    assert budget(first_year, *students)["sources.erate_two.budget"][0] == expected


def test_ten_schools_count_school_by_school_and_eleven_do_not() -> None:
    """Nine schools of 100 under the floor and one of 1,000: 9 x 30,175 + 1,000 x 201.57 = 271,575 + 201,570 = 473,145.

    By students it is 1,900 x 201.57 = 382,983, by schools 10 x 30,175 = 301,750. With an eleventh school of 100, by schools
    11 x 30,175 = 331,925 and by students 2,000 x 201.57 = 403,140, which is more and counts.
    """
    assert budget(2027, *[100] * 9, 1000)["sources.erate_two.budget"] == [473_145] * 2
    assert budget(2027, *[100] * 10, 1000)["sources.erate_two.budget"] == [403_140] * 2


def test_many_small_schools_have_the_floor_for_each() -> None:
    """Eleven schools of 100: 11 x 30,175 = 331,925 is more than 1,100 x 201.57 = 221,727."""
    assert budget(2027, *[100] * 11)["sources.erate_two.budget"] == [331_925] * 2


def test_counts_that_rise_lift_the_budget_and_falls_do_not_cut_it() -> None:
    """1,000, 1,100, 900, 900, 900 students of funding years 2026 to 2030, then 800 in a new cycle, each x 201.57."""
    students = {2027: 1000, 2028: 1100, 2029: 900, 2032: 800}
    plan = spending({"by_year": {2027: 0}}, enrolment={"all": {"by_year": students}}, horizon=6)
    assert plan["sources.erate_two.budget"] == [201_570, 221_727, 221_727, 221_727, 221_727, 161_256]
    assert plan["sources.erate_two.cycle"] == [2, 2, 2, 2, 2, 3]
    assert plan["sources.erate_two.funding_year"] == [2026, 2027, 2028, 2029, 2030, 2031]


def spending(cost: Any, *, horizon: int = 4, two: Mapping[str, Any] | None = None, **more: Any) -> Worked:
    """Network costs by year of a district of 1,000 students in one school, at 50 %: a budget of 201,570 for each cycle."""
    calendar = {**DISTRICT["calendar"], "horizon": horizon}
    bills = {
        "web": {"label": "Web", "category": "software", "price": 100_000},
        "switches": {"label": "Switches", "category": "network", "price": cost},
    }
    uses = {"networks": {"items": ["services"], "categories": ["network"]}}
    source = {"label": "Two", "recurrence": "at_risk", "erate_two": two or {}, "uses": uses}
    general = {"label": "General fund", "recurrence": "recurring", "amount": 10_000_000}
    return worked(
        calendar=calendar,
        district={"schools": schools(1000), "erate": {"discount": 0.5}, **more},
        services=bills,
        sources={"erate_two": source, "general": general},
    )


def test_the_budget_is_before_the_discount_and_lasts_five_funding_years() -> None:
    """201,570 for 2026 to 2030: 150,000 of it in the first year is 75,000 of support; 51,570 are left, 25,785 of support.

    Then nothing until the cycle of 2031, which begins in FY2032 and has 201,570 again: 100,000 of 200,000.
    """
    plan = spending({"by_year": {2027: 150_000, 2028: 80_000, 2029: 10_000, 2030: 0, 2032: 200_000}}, horizon=6)
    assert pays(plan, "erate_two") == [75_000, 25_785, 0, 0, 0, 100_000]
    assert plan["sources.erate_two.used"] == [150_000, 201_570, 201_570, 201_570, 201_570, 200_000]
    assert plan["sources.erate_two.budget_left"] == [201_570, 51_570, 0, 0, 0, 201_570]
    assert plan["sources.erate_two.budget_lapses"] == [0, 0, 0, 0, 0, 0]


def test_what_is_unused_at_the_end_of_a_cycle_lapses() -> None:
    """120,000 of 201,570 in five years; 81,570 lapse with FY2031 and are not added to the next 201,570."""
    plan = spending({"by_year": {2027: 120_000, 2028: 0, 2032: 300_000}}, horizon=6)
    assert plan["sources.erate_two.budget_lapses"] == [0, 0, 0, 0, 81_570, 0]
    assert pays(plan, "erate_two") == [60_000, 0, 0, 0, 0, 100_785]


def test_a_cycle_that_runs_already_has_what_was_committed_before_and_its_own_budget() -> None:
    """From FY2030, funding year 2029, the fourth of its cycle: 250,000 as USAC shows it, 180,000 used, 70,000 left, then 201,570."""
    two = {"budget_before": 250_000, "committed_before": 180_000}
    plan = worked(
        calendar={**DISTRICT["calendar"], "first_year": 2030, "horizon": 3},
        economics={"prices_as_of": 2029},
        district={"schools": schools(1000), "erate": {"discount": 0.5}},
        services={"switches": {"label": "Switches", "category": "network", "price": 50_000}},
        sources={
            "erate_two": {"label": "Two", "recurrence": "at_risk", "erate_two": two, "uses": {"all": {}}},
        },
    )
    assert plan["sources.erate_two.budget"] == [250_000, 250_000, 201_570]
    assert plan["sources.erate_two.budget_left"] == [70_000, 20_000, 201_570]
    assert pays(plan, "erate_two") == [25_000, 10_000, 25_000]


def test_past_the_last_published_cycle_the_factors_hold_and_say_so() -> None:
    plan = spending({"by_year": {2027: 0}}, horizon=10)
    rows = plan.model.by_id()
    assert plan["sources.erate_two.erate_category_two_per_student"] == [201.57] * 10
    assert (
        "The latest that is known, of 2026-07-01"
        in rows["sources.erate_two.erate_category_two_per_student"].origin.note
    )


# Filed, committed, late, refunded ----------------------------------------------------------------------------------------------


def test_what_is_filed_and_committed_replaces_what_is_computed_in_its_years() -> None:
    """Lines ask for 50,000. Filed 48,000 in FY2027, of which 90 % is taken as committed; a letter says 41,000 for FY2028."""
    one = {"filed": {"by_year": {2027: 48_000}}, "committed": 0.9, "commitments": {"by_year": {2028: 41_000}}}
    plan = asked(one=one, erate={"discount": 0.5})
    assert plan["sources.erate_one.filed"] == [48_000, 50_000, 50_000, 50_000]
    assert plan["sources.erate_one.granted"] == [43_200, 41_000, 45_000, 45_000]
    assert pays(plan, "erate_one") == [43_200, 41_000, 45_000, 45_000]


def test_a_year_committed_late_is_paid_by_the_district_and_comes_back_in_the_next() -> None:
    """Of 100,000 a year E-Rate pays 50,000. FY2028's comes in FY2029, when it pays the first 50,000 of what E-Rate leaves."""
    plan = asked(one={"late": {"by_year": {2027: 0, 2028: 1, 2029: 0}}}, erate={"discount": 0.5})
    assert pays(plan, "erate_one") == [50_000, 0, 50_000, 50_000]
    assert plan["sources.erate_one.refunded"] == [0, 0, 50_000, 0]
    assert plan["sources.returned.received"] == [0, 0, 50_000, 0]
    assert pays(plan, "general") == [50_000, 100_000, 0, 50_000]


def test_support_of_the_year_before_the_plan_comes_back_in_its_first_year() -> None:
    plan = asked(one={"owed_before": 30_000}, erate={"discount": 0.5})
    assert plan["sources.returned.received"] == [30_000, 0, 0, 0]


def test_late_category_two_uses_its_budget_all_the_same() -> None:
    """Of 201,570, 150,000 are used in FY2027 though the 75,000 come in FY2028, when they pay for the web; 51,570 are left."""
    plan = spending({"by_year": {2027: 150_000, 2028: 100_000, 2029: 0}}, two={"late": {"by_year": {2027: 1, 2028: 0}}})
    assert pays(plan, "erate_two") == [0, 25_785, 0, 0]
    assert plan["sources.erate_two.later"] == [75_000, 0, 0, 0]
    assert plan["sources.erate_two.used"] == [150_000, 201_570, 201_570, 201_570]


@pytest.mark.parametrize(("invoicing", "fronted"), [("spi", 0), ("bear", 50_000)])
def test_with_a_refund_the_district_pays_first(invoicing: str, fronted: float) -> None:
    plan = asked(one={"invoicing": invoicing, "reimbursed_after": 6}, erate={"discount": 0.5})
    assert plan["sources.erate_one.fronted"] == [fronted] * 4
    assert plan["sources.erate_one.erate_one.reimbursed_after"] == [6]


def test_a_source_of_e_rate_keeps_the_yearly_identity() -> None:
    plan = asked(
        one={"late": {"by_year": {2027: 0, 2028: 1, 2029: 0}}}, two={}, erate={"discount": 0.5}, schools=schools(9)
    )
    for way in ("erate_one", "erate_two"):
        opening, received, paid, lapsed, closing = (
            plan[f"sources.{way}.{row}"] for row in ("opening", "received", "paid", "lapsed", "closing")
        )
        assert received == paid
        assert opening == lapsed == closing == [0] * 4


# The whole of it: rolled forward, in a workbook, in scenarios ---------------------------------------------------------------------

EVERYTHING: dict[str, Any] = {
    **DISTRICT,
    "calendar": {**DISTRICT["calendar"], "first_year": 2029, "horizon": 7},
    "economics": {"discount_rate": 0.04, "prices_as_of": 2028},
    "district": {
        **DISTRICT["district"],
        "enrolment": {"all": {"by_year": {2029: 1000, 2030: 1060, 2032: 960}}},
        "schools": schools(400, 100, 500),
        "erate": {
            "eligible": {"by_year": {2029: 120, 2031: 160}},
            "cep": {"s0": 0.5, "s1": 0.7},
            "rounding": "whole",
            "locale": "schools",
            "rural_schools": 2,
        },
    },
    "circuits": {
        "internet": {
            "label": "Internet",
            "users_per_student": 1,
            "users_per_staff": 1,
            "mbps": 1,
            "concurrency": 1,
            "capacities": {"one": {"mbps": 2000, "price": 1234.56}},
            "rebid": 3,
            "bid_in": 2027,
            "decline": 0.1,
        }
    },
    "services": {
        "web": {"label": "Web", "category": "software", "price": 90_000},
        "switches": {"label": "Switches", "category": "network", "price": {"by_year": {2029: 61_234.57, 2031: 88_000}}},
    },
    "sources": {
        "erate_one": {
            "label": "Category One",
            "recurrence": "at_risk",
            "status": "filed",
            "erate_one": {
                "consortium": {"members": {"us": 0.8, "them": 0.85, "others": 0.6}},
                "filed": {"by_year": {2031: 9000}},
                "owed_before": 4321,
                "late": {"by_year": {2029: 0, 2030: 1, 2031: 0}},
            },
        },
        "erate_two": {
            "label": "Category Two",
            "recurrence": "at_risk",
            "erate_two": {
                "budget_before": 260_000,
                "committed_before": 170_000,
                "committed": {"by_year": {2029: 1, 2033: 0.5}},
                "commitments": {"by_year": {2030: 40_000.01}},
                "late": {"by_year": {2029: 1, 2030: 0}},
                "invoicing": "bear",
                "reimbursed_after": 6,
            },
            "uses": {"networks": {"items": ["services"], "share": 0.9}},
        },
        "general": {"label": "General fund", "recurrence": "recurring", "amount": 180_000, "carries_over": True},
    },
    "scenarios": {
        "none": {
            "label": "No E-Rate",
            "changes": {
                "sources.erate_one.erate_one.goes_on": {"by_year": {2029: 1, 2030: 0}},
                "sources.erate_two.erate_two.goes_on": {"by_year": {2029: 1, 2030: 0}},
            },
        },
        "one_only": {
            "label": "Category One only",
            "changes": {"sources.erate_two.erate_two.goes_on": {"by_year": {2029: 1, 2030: 0}}},
        },
        "late": {
            "label": "A year late",
            "changes": {
                "sources.erate_one.erate_one.late": {"by_year": {2029: 0, 2032: 1, 2033: 0}},
                "sources.erate_two.erate_two.late": {"by_year": {2029: 0, 2032: 1, 2033: 0}},
            },
        },
        "urban": {"label": "Urban", "changes": {"district.erate.locale": "urban", "district.erate.rounding": "none"}},
    },
}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("scenario", [None, "late"])
def test_a_workbook_with_all_of_it_recalculates_to_the_same(name: str, scenario: str | None, tmp_path: Path) -> None:
    engine = require(name)
    book = plan_of(EVERYTHING).run(scenario).to_excel(tmp_path / "book.xlsx")
    assert compare(stored_values(book), engine(book), set()) == []


def test_rolled_forward_the_same_support_comes() -> None:
    plan = Computed.of(EVERYTHING)
    later = plan.rolled()
    for row in (
        "erate_one.paid",
        "erate_one.later",
        "erate_two.paid",
        "erate_two.later",
        "erate_two.used",
        "erate_two.budget",
    ):
        assert later.row(f"sources.{row}") == pytest.approx(plan.row(f"sources.{row}")[1:]), row
    assert later.row("sources.returned.received") == pytest.approx(plan.row("sources.returned.received")[1:])


def test_the_three_scenarios_on_a_plan_with_both_categories() -> None:
    """In every case what is paid is at most what the lines ask for; late support is all there, a year later."""
    plan = Computed.of(EVERYTHING)
    base = {way: plan.row(f"sources.{way}.paid") for way in CATEGORY}
    none, one_only = plan.scenario("none"), plan.scenario("one_only")
    assert none.row("sources.erate_one.paid")[1:].sum() == none.row("sources.erate_two.paid")[1:].sum() == 0
    assert one_only.row("sources.erate_two.paid")[1:].sum() == 0
    assert list(one_only.row("sources.erate_one.paid")) == list(base["erate_one"])
    late = plan.scenario("late")
    for way in CATEGORY:
        assert late.row(f"sources.{way}.paid")[3] == 0
        assert late.row(f"sources.{way}.refunded")[4] == late.row(f"sources.{way}.later")[3] > 0


def test_shares_and_bands_of_all_of_it_by_hand() -> None:
    """At school 0, 400 x 0.5 x 1.6 = 320; at school 1, 100 x min(1, 0.7 x 1.6) = 100. With 120 others of 1,000 students: 54 %.

    From FY2031 with 160 others: 58 %. Two of three schools are rural. The consortium has (80 + 85 + 60) / 3 = 75 %.
    Budget of FY2029 (funding year 2028): 1,000 x 201.57 = 201,570; by schools 3 x 30,175 = 90,525; school by school
    400 x 201.57 + 30,175 + 500 x 201.57 = 80,628 + 30,175 + 100,785 = 211,588. USAC shows more: 260,000. In the cycle from FY2032
    with 960 students, each school at 0.96: 384 x 201.57 + 30,175 + 480 x 201.57 = 77,402.88 + 30,175 + 96,753.60 = 204,331.48.
    """
    plan = Computed.of(EVERYTHING)
    assert list(plan.row("district.erate.share")) == pytest.approx([0.54, 0.54, *[0.58] * 5])
    assert list(plan.row("district.erate.rural_district")) == [1] * 7
    assert list(plan.row("sources.erate_one.discount")) == [0.75] * 7
    assert plan.row("sources.erate_two.by_few_schools")[0] == pytest.approx(211_588)
    assert list(plan.row("sources.erate_two.budget")) == pytest.approx([260_000] * 3 + [204_331.48] * 4)


def test_every_line_is_short_enough_to_read() -> None:
    """Labels of at most 60 letters; the parts of formulas are rows of their own."""
    rows = plan_of(EVERYTHING).run().model.rows()
    own = [row for row in rows if row.id.startswith(("district.erate", "sources.erate", "erate_discounts"))]
    assert len(own) > 60
    assert [row.id for row in own if len(row.label) > 60] == []
