"""The E-Rate discount by hand and by its published cases: the matrix, who is eligible, rural or urban, a consortium.

The numbers in capitals (E1, V11) are those of the project's list of validation cases; each test says where its numbers come from.
"""

from __future__ import annotations

import pytest

from tests.funding.applying import asked, pays, schools

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
    consortium = {f"d{n}": each for n, each in enumerate(members)}
    plan = asked(one={"consortium": consortium}, erate={"discount": 0.8})
    assert plan["sources.erate_one.discount"] == [average] * 4
    assert pays(plan, "erate_one") == pytest.approx([100_000 * average] * 4, abs=0.005)
