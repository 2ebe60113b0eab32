"""What E-Rate pays, by hand and by its published cases: its share, what is filed and committed, what comes a year late.

The numbers in capitals (E1, V11) are those of the project's list of validation cases; each test says where its numbers come from.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines import ENGINES, compare, require, stored_values
from tests.funding.applying import CATEGORY, EVERYTHING, asked, pays, schools, spending
from tests.plans import Computed, plan_of


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
