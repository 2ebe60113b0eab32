"""Cash by month: what the district pays first where a source reimburses it, each case worked by hand beside it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pydantic import ValidationError

from tco.workbook.layout import FIRST_SCENARIO, LETTERS
from tco.workbook.plan import plan_book
from tests.engines import ENGINES, compare, require, set_inputs, stored_values
from tests.model.worked import DISTRICT, Worked, worked
from tests.plans import plan_of

# 14,400 a year, 1,200 in each month; and 60,000 once in a year, in the first month (July) unless tags.month says so.
EVENLY: dict[str, Any] = {"label": "Hosting", "category": "software", "price": 14_400, "price_change": 0}
ONCE: dict[str, Any] = {"label": "Platform", "per": "flat", "price": 60_000, "uplift": 0}
GRANT: dict[str, Any] = {"label": "Grant", "recurrence": "one_time", "amount": 14_400, "pays": "reimbursed"}


def months(found: Worked, id: str) -> list[float]:
    return found[id]


def test_1200_a_month_that_come_back_after_two_months_need_2400() -> None:
    """Paid in month 1 and 2: 1,200 and 2,400 are out; from month 3 on each month's 1,200 meet the 1,200 that come back."""
    found = worked(services={"web": EVENLY}, sources={"grant": GRANT | {"reimbursed_after": 2}})
    assert months(found, "cash.grant.fronted") == [1_200] * 48
    assert months(found, "cash.grant.back") == [0, 0] + [1_200] * 46
    assert months(found, "cash.grant.owed") == [1_200] + [2_400] * 47
    assert found["sources.grant.fronted_most"] == found["fronted.fronted_most"] == [2_400] * 4
    assert found["fronted.fronted_at_end"] == [2_400] * 4
    assert found["fronted.to_advance"] == [2_400]
    assert found["sources.grant.paid"] == [14_400] * 4, "the year's coverage does not change"
    assert found["funding.gap"] == [0] * 4


def test_a_lump_of_july_that_comes_back_in_november() -> None:
    """30,000 a year, half of 60,000, paid in July: out from July to October, back in November, four months later."""
    half = GRANT | {"amount": 30_000, "reimbursed_after": 4}
    found = worked(software={"platform": ONCE}, sources={"erate": half})
    assert months(found, "cash.erate.fronted") == [30_000] + [0] * 11 + ([30_000] + [0] * 11) * 3
    assert months(found, "cash.erate.back")[:12] == [0, 0, 0, 0, 30_000] + [0] * 7
    assert months(found, "cash.erate.owed")[:12] == [30_000] * 4 + [0] * 8
    assert found["fronted.fronted_most"] == [30_000] * 4
    assert found["fronted.fronted_at_end"] == [0] * 4


def test_what_is_out_over_the_years_end_counts_in_both() -> None:
    """Billed in May (month 11), paid a month later, back 3 months after that: 60,000 are out from June to August."""
    tags = {"month": 5, "paid_after": 1}
    grant = GRANT | {"amount": {"by_year": {2027: 60_000, 2028: 0}}, "reimbursed_after": 3}
    found = worked(software={"platform": ONCE | {"tags": tags}}, sources={"grant": grant})
    assert months(found, "cash.grant.owed")[10:15] == [0, 60_000, 60_000, 60_000, 0]
    assert found["fronted.fronted_most"] == [60_000, 60_000, 0, 0]
    assert found["fronted.most_so_far"] == [60_000] * 4
    assert found["fronted.fronted_at_end"] == [60_000, 0, 0, 0]


def test_what_is_paid_in_a_later_year_than_its_own_is_out_then() -> None:
    """Billed in July, paid 14 months later, in September of the next year (month 15), back in October (month 16).

    What runs evenly and is paid 2 months after it is used: 1,200 from September (month 3) on, July and August in the next year.
    """
    late = GRANT | {"amount": 60_000, "reimbursed_after": 1}
    found = worked(software={"platform": ONCE | {"tags": {"paid_after": 14}}}, sources={"grant": late})
    assert (
        months(found, "cash.grant.fronted") == [0] * 14 + [60_000] + [0] * 11 + [60_000] + [0] * 11 + [60_000] + [0] * 9
    )
    assert months(found, "cash.grant.back")[14:17] == [0, 60_000, 0]
    grant = GRANT | {"reimbursed_after": 1}
    found = worked(services={"web": EVENLY | {"tags": {"paid_after": 2}}}, sources={"grant": grant})
    assert months(found, "cash.grant.fronted") == [0, 0] + [1_200] * 46
    assert months(found, "cash.grant.owed") == [0, 0] + [1_200] * 46


def test_two_sources_are_added_month_by_month_and_the_peak_is_that_of_both() -> None:
    """1,200 a month after 2 months: 2,400 out; 30,000 in July after 4 months: at most 32,400 in October of the first year.

    The lump is out from month 1 to 4, the monthly 2,400 from month 2 on: 1,200 + 30,000, then 32,400 three times, then 2,400. In the
    next year the 2,400 are out from the first month on.
    """
    first = GRANT | {"reimbursed_after": 2, "uses": {"web": {"items": ["services"]}}}
    second = GRANT | {"amount": 30_000, "reimbursed_after": 4, "uses": {"platform": {"items": ["software"]}}}
    found = worked(services={"web": EVENLY}, software={"platform": ONCE}, sources={"grant": first, "erate": second})
    assert months(found, "cash.owed")[:6] == [31_200, 32_400, 32_400, 32_400, 2_400, 2_400]
    assert months(found, "cash.owed")[12:17] == [32_400] * 4 + [2_400]
    assert found["fronted.fronted_most"] == [32_400] * 4
    assert found["sources.grant.fronted_most"] == [2_400] * 4
    assert found["sources.erate.fronted_most"] == [30_000] * 4


def test_only_the_part_that_the_source_pays_is_paid_first() -> None:
    """The grant has 6,000 of 14,400: it pays the year's first costs, as far as it reaches. Without a date inside the year what runs
    evenly is one line, so 500 of each month's 1,200 are its own; after one month 500 are out."""
    found = worked(services={"web": EVENLY}, sources={"grant": GRANT | {"amount": 6_000, "reimbursed_after": 1}})
    assert months(found, "cash.grant.fronted") == [500] * 48
    assert found["fronted.fronted_most"] == [500] * 4


def test_a_grant_that_ends_inside_the_year_pays_until_then() -> None:
    """All of its 7,200 go to July to December, cut at its own month: 1,200 a month for 6 months, back a month later."""
    grant = GRANT | {"amount": {"by_year": {2027: 7_200, 2028: 0}}, "obligate_by": "2026-12-31", "reimbursed_after": 1}
    found = worked(services={"web": EVENLY}, sources={"grant": grant}, funding={"cut_months": [6]})
    assert months(found, "cash.grant.fronted") == [1_200] * 6 + [0] * 42
    assert months(found, "cash.grant.owed") == [1_200] * 6 + [0] * 42


def test_a_scenario_may_let_the_vendor_bill_the_discount() -> None:
    """The rows are there wherever reimbursed_after is given; paid directly, the district pays nothing first."""
    directly = GRANT | {"pays": "directly", "reimbursed_after": 2}
    found = worked(services={"web": EVENLY}, sources={"grant": directly})
    assert months(found, "cash.grant.fronted") == [0] * 48
    assert found["fronted.to_advance"] == [0]
    later = found.typed("sources.grant.pays", {2027: 2})
    assert later["fronted.to_advance"] == [2_400]


@pytest.mark.parametrize(("after", "out"), [(0, 0), (1, 1_200), (6, 7_200), (60, 57_600)])
def test_the_months_are_live(after: int, out: float) -> None:
    """As many months out at 1,200 as it takes to come back; 48 months are all there are: 57,600."""
    found = worked(services={"web": EVENLY}, sources={"grant": GRANT | {"reimbursed_after": 2}})
    assert found.typed("sources.grant.reimbursed_after", {2027: after})["fronted.to_advance"] == [out]


def test_a_plan_without_such_a_source_has_no_rows_for_it() -> None:
    found = worked(services={"web": EVENLY}, sources={"grant": GRANT | {"pays": "directly"}})
    assert not [id for id in found.row_ids() if id.startswith("cash") or "fronted" in id or "paid_when" in id]
    assert "months.year" not in found.row_ids()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "pays = 'reimbursed' goes with reimbursed_after, in months"),
        ({"reimbursed_after": 1.5}, "reimbursed_after is in whole months"),
        ({"reimbursed_after": -1}, "expected 0 to 60"),
        ({"reimbursed_after": 2, "amount": None, "returned": {}}, "what comes back is not reimbursed"),
    ],
)
def test_what_does_not_go_together_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        worked(services={"web": EVENLY}, sources={"grant": GRANT | changed})


LATE: dict[str, Any] = {
    **DISTRICT,
    "services": {"web": EVENLY},
    "software": {"platform": ONCE | {"tags": {"month": 5, "paid_after": 3}}},
    "sources": {
        "grant": GRANT | {"reimbursed_after": 2, "obligate_by": datetime.date(2029, 12, 31)},
        "erate": GRANT | {"amount": 30_000, "reimbursed_after": 4},
        "general": {"label": "General fund", "recurrence": "recurring", "amount": 90_000},
    },
}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_months_are_live_in_the_workbook(engine: str, tmp_path: Path) -> None:
    """Recalculated without stored values, and again after another number of months was typed."""
    result = plan_of(LATE).run()
    book = result.to_excel(tmp_path / "book.xlsx")
    stored = stored_values(book)
    assert compare(stored, require(engine)(book), set()) == []
    row = result.model.by_id()["sources.erate.reimbursed_after"]
    spot = plan_book(result.model, result.values, 1).layout.typed[row]
    set_inputs(book, tmp_path / "edited.xlsx", {spot.page: {f"{LETTERS[FIRST_SCENARIO]}{spot.line}": 7}})
    wanted = plan_of(
        {**LATE, "sources": LATE["sources"] | {"erate": GRANT | {"amount": 30_000, "reimbursed_after": 7}}}
    )
    expected = stored_values(wanted.run().to_excel(tmp_path / "expected.xlsx"))["Cash by month"]
    assert expected != stored["Cash by month"]
    found = require(engine)(tmp_path / "edited.xlsx")
    assert compare({"Cash by month": expected}, found, set()) == []


def test_formulas_of_the_months_stay_short(tmp_path: Path) -> None:
    book = plan_of(LATE).run().to_excel(tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(book)["Cash by month"]
    texts = {str(cell.value) for line in sheet.iter_rows() for cell in line if str(cell.value).startswith("=")}
    assert max(map(len, texts)) <= 130, max(texts, key=len)


def test_the_read_out_has_calendar_months() -> None:
    table = plan_of(LATE).run().cash_by_month
    assert list(table.columns[:3]) == ["2026-07", "2026-08", "2026-09"] and len(table.columns) == 48
    assert {id.rsplit(".", 1)[0] for id in table.index.get_level_values("row")} == {"cash.grant", "cash.erate", "cash"}
    plain = plan_of({**LATE, "sources": {"general": LATE["sources"]["general"]}}).run().cash_by_month
    assert plain.empty


ERATE: dict[str, Any] = {"label": "E-Rate", "recurrence": "at_risk", "uses": {"web": {"items": ["services"]}}}


@pytest.mark.parametrize(("pays", "out"), [("directly", 0), ("reimbursed", 3_600)])
def test_e_rate_by_the_vendors_bill_or_by_refund(pays: str, out: float) -> None:
    """Half of 14,400 is support, 600 a month; by Form 472 (BEAR) it comes back after six months: 3,600 are out."""
    source = ERATE | {"erate_one": {}, "pays": pays, "reimbursed_after": 6}
    connectivity = EVENLY | {"category": "connectivity"}
    found = worked(services={"web": connectivity}, sources={"c1": source}, district={"erate": {"discount": 0.5}})
    assert found["sources.c1.paid"] == [7_200] * 4
    assert found["fronted.to_advance"] == [out]
