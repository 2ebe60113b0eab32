"""Print, each case worked by hand beside it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.model.worked import DEVICES, DISTRICT, worked
from tests.plans import plan_of

PRINT = {"label": "Print", "pages_per_student": 500, "price_mono": 0.01}
COPIERS = {**DEVICES, "label": "Copiers", "category": "classroom_print", "count": 20, "lots": {}}


def test_pages_of_students_and_staff_at_the_price_of_a_page() -> None:
    form = {**PRINT, "pages_per_teacher": 2000, "pages_per_staff": {"by_year": {2027: 1000, 2028: 900}}, "paper": 0.006}
    found = worked(print={"copiers": form})
    # 1,000 x 500 + 60 x 2,000 + 110 x 1,000 = 730,000; then 110 x 900, 719,000. Each 1 cent and 0.6 cents of paper.
    assert found["print.copiers.pages"][:2] == [730_000, 719_000]
    assert found["print.copiers.cost"][:2] == [11_680, 11_504]
    assert found["by_category.classroom_print"][:2] == [11_680, 11_504]
    assert found.tags("print.copiers.cost")["phase"] == "operate"


def test_colour_pages_cost_more() -> None:
    found = worked(print={"copiers": {**PRINT, "colour": 0.2, "price_colour": 0.06}})
    # 500,000 pages: 100,000 x 0.06 + 400,000 x 0.01 = 6,000 + 4,000
    assert found["print.copiers.cost"] == [10_000.0] * 4


def test_pages_change_from_the_year_after_that_of_the_prices() -> None:
    found = worked(print={"copiers": {**PRINT, "pages_change": -0.1}})
    # As of 2026: 500,000 x 0.9 in FY2027, x 0.81 in FY2028.
    assert found["print.copiers.pages"][:2] == [450_000, 405_000]


def test_a_policy_avoids_a_share_of_the_pages() -> None:
    found = worked(print={"copiers": {**PRINT, "avoided": {"by_year": {2027: 0, 2029: 0.25}}}})
    assert found["print.copiers.pages_avoided"] == [0, 0, 125_000, 125_000]
    assert found["print.copiers.cost"] == [5_000, 5_000, 3_750, 3_750]


def test_pages_in_the_base_charge_are_free_and_those_above_are_not() -> None:
    machines = {"fleets": ["copiers"], "base_charge": 600, "included": 15_000}
    form = {**PRINT, **machines, "colour": 0.2, "price_colour": 0.06, "price_change": 0.05}
    found = worked(devices={"copiers": COPIERS}, print={"copiers": form})
    # 400,000 in black and white less 20 x 15,000 = 100,000 at 1 cent; 100,000 in colour at 6; 20 x 600.
    assert found["print.copiers.billed_pages"] == [100_000.0] * 4
    assert found["print.copiers.cost"][:2] == [19_950, 20_947.5]  # 1,000 + 6,000 + 12,000 = 19,000; x 1.05, x 1.1025


def test_a_base_charge_that_holds_all_pages_leaves_only_itself() -> None:
    machines = {"fleets": ["copiers"], "base_charge": 600, "included": 30_000}
    found = worked(devices={"copiers": COPIERS}, print={"copiers": {**PRINT, **machines, "until_year": 2028}})
    assert found["print.copiers.cost"] == [12_000, 12_000, 0, 0]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"pages_per_student": None}, "give pages_per_student, pages_per_teacher or pages_per_staff"),
        ({"colour": 0.2}, "colour and price_colour go together"),
        ({"colour": 20, "price_colour": 0.1}, "written as 0.2"),
        ({"base_charge": 600}, "base_charge goes with the machines"),
        ({"fleets": ["copiers"]}, "base_charge goes with the machines"),
        ({"included": 600}, "included goes with base_charge"),
        ({"pages_per_student": None, "pages_per_staff": 5, "bands": ["all"]}, "bands go with pages_per_student"),
        ({"price_mono": -0.01}, "expected 0 or more"),
    ],
)
def test_a_form_says_what_goes_together(form: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        worked(print={"copiers": {**PRINT, **form}})


def test_machines_with_upkeep_too_are_advice_and_unknown_ones_a_fault() -> None:
    form = {**PRINT, "fleets": ["copiers"], "base_charge": 600}
    plan = plan_of({**DISTRICT, "devices": {"copiers": {**COPIERS, "upkeep": 1400}}, "print": {"pages": form}})
    assert any("the fleet 'copiers' has upkeep too" in advice.found for advice in plan.findings)
    with pytest.raises(Exception, match="there is no fleet 'copiers'"):
        plan_of({**DISTRICT, "print": {"pages": form}})
