"""What repeats the table of kinds of items agrees with it, so that a new kind is not forgotten where nothing else would say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tco.build import KINDS
from tco.errors import FormulaError
from tco.formula.rows import Block, Timeline
from tco.inputs.consistency import ITEM_SECTIONS
from tco.inputs.plan import PlanForm
from tco.inputs.services import Service
from tco.model.ask import ask

DRAWN = Path(__file__).parent / "laws" / "plans.py"
NO_ITEMS = {"scope", "offers", "contracts", "sources", "comparisons", "scenarios"}
"""Tables of a plan by names of one's own that are no items."""
NO_COST = {"salary_schedules"}
"""Kinds that cost nothing by themselves: others read them."""


def test_every_section_of_a_plan_with_items_has_rows() -> None:
    tables = {id for id, field in PlanForm.model_fields.items() if str(field.annotation).startswith("dict")}
    assert {kind.section for kind in KINDS} == tables - NO_ITEMS, "name the section in KINDS of tco/build.py"


def test_a_plan_of_any_one_kind_of_item_is_no_empty_plan() -> None:
    assert {kind.section for kind in KINDS} - NO_COST == set(ITEM_SECTIONS)


def test_every_kind_of_item_is_drawn_in_random_plans() -> None:
    drawn = DRAWN.read_text(encoding="utf-8")
    missing = [kind.section for kind in KINDS if f'"{kind.section}": ' not in drawn]
    assert not missing, f"give plans() in tests/laws/plans.py a line for {', '.join(missing)}"


@pytest.mark.parametrize(
    ("field", "error", "said"),
    [
        ("until_year", FormulaError, "services.web.until_year is optional and not given: ask for it only where it is"),
        ("prize", KeyError, "Service has no field 'prize'; it has label, category"),
        ("label", KeyError, "Service.label is no figure"),
    ],
)
def test_asking_for_what_a_form_does_not_say_names_it(field: str, error: type[Exception], said: str) -> None:
    service = Service.model_validate({"label": "Web", "category": "software", "price": 1})
    with pytest.raises(error, match=said):
        ask(Block("services.web", "Web", Timeline("years", ("FY2027",), years=(2027,))), service, field)
