"""A plan that compares options goes to the input workbook and comes back: the same items, as each option changes them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tco.errors import PlanError
from tco.inputs.options import option_form
from tco.workbook.read import read_workbook
from tco.workbook.template import fill_template
from tests.parity.test_options_live import PLAN
from tests.plans import plan_of

NESTED = {"acquire": "lease", "lease": {"rate": 0.07, "payments": "annual"}}
PRICED = {"acquire": "buy", "price.device": {"price": {"value": 300.5, "source": "bid of May"}}}


def plan_with(changes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    raw: dict[str, Any] = copy.deepcopy(PLAN)
    for option, changed in changes.items():
        raw["comparisons"]["fleet"]["options"][option]["changes"] = changed
    return raw


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("options") / "plan.xlsx"
    fill_template(plan_of(plan_with({"dear": NESTED, "kept": PRICED})).loaded.raw, path)
    return path


def test_options_come_back_however_they_are_written(filled: Path) -> None:
    plan, back = plan_of(plan_with({"dear": NESTED, "kept": PRICED})).loaded.form, read_workbook(filled).form
    assert back.devices == plan.devices, "with what is rented, leased and begun before the plan"
    ours, theirs = plan.comparisons["fleet"], back.comparisons["fleet"]
    for id, option in ours.options.items():
        assert option_form(back, theirs, theirs.options[id]) == option_form(plan, ours, option), id
    assert theirs.options["kept"].changes["price.device.price"] == {"value": 300.5, "source": "bid of May"}


def test_a_slip_in_an_option_is_named_with_the_option(filled: Path, tmp_path: Path) -> None:
    book = load_workbook(filled)
    sheet = book["Option changes"]
    cell = next(cell for line in sheet.iter_rows() for cell in line if cell.value == "lease.rate")
    cell.value = "lease.rates"
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(PlanError) as slip:
        read_workbook(tmp_path / "plan.xlsx")
    assert f"'Option changes'!{cell.coordinate}: comparisons." in str(slip.value)
    assert "changes.lease.rates: the item has nothing at this path. The nearest path is lease.rate." in str(slip.value)
