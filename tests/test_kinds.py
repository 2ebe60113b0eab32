"""What repeats the table of kinds of items agrees with it, so that a new kind is not forgotten where nothing else would say so."""

from __future__ import annotations

from pathlib import Path

from tco.build import KINDS
from tco.inputs.consistency import ITEM_SECTIONS

DRAWN = Path(__file__).parent / "laws" / "plans.py"


def test_a_plan_of_any_one_kind_of_item_is_no_empty_plan() -> None:
    assert {kind.section for kind in KINDS} == set(ITEM_SECTIONS)


def test_every_kind_of_item_is_drawn_in_random_plans() -> None:
    drawn = DRAWN.read_text(encoding="utf-8")
    missing = [kind.section for kind in KINDS if f'"{kind.section}": ' not in drawn]
    assert not missing, f"give plans() in tests/laws/plans.py a line for {', '.join(missing)}"
