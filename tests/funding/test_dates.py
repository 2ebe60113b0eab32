"""When costs are committed, received and paid: the default of every kind of item, and what the plan says instead.

The fiscal year begins in July, so that what comes once and says no month comes in July.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tco.formula.when import When
from tco.workbook.layout import HEADER_LINE
from tests.model.worked import DISTRICT
from tests.plans import plan_of

YEAR, JULY, NO_CASH = "Jul to Jun", "Jul", ""
STUDENTS: dict[str, Any] = {
    "label": "Student devices",
    "count": 100,
    "price": {"device": {"price": 300}},
    "life": 4,
    "loss": 0.1,
    "breakage": 0.1,
    "repair_cost": 50,
    "upkeep": 10,
    "disposal": 5,
    "energy": 30,
    "resale_retention": 0.5,
    "lease": {"term": 3, "rate": 0.04},
    "extended_support": {"years": 1, "price": 30},
    "support_years": 3,
    "accessories": {"charger": {"label": "Charger", "price": 20, "share": 0.1}},
    "labor": {"rate": 30, "repair": 1, "staging": 0.5, "retiring": 0.2},
}
LINE: dict[str, Any] = {
    "label": "Internet access",
    "users_per_student": 1,
    "users_per_staff": 0,
    "mbps": 1,
    "concurrency": 1,
    "capacities": {"two": {"mbps": 2_000, "price": 1_300}},
}
PLATFORM: dict[str, Any] = {
    "label": "Platform",
    "per": "flat",
    "price": 9_000,
    "implementation": {"by_year": {2027: 5_000}},
}
SERVICE: dict[str, Any] = {"label": "Hosting", "category": "software", "price": 1_200}
ITEMS: dict[str, Any] = {
    "devices": {"students": STUDENTS},
    "circuits": {"internet": LINE},
    "software": {"platform": PLATFORM},
    "positions": {"technicians": {"label": "Technicians", "fte": 2, "salary": 50_000, "benefits": 0.3}},
    "contractors": {"help": {"label": "Help", "amount": 10_000}},
    "professional_development": {"lms": {"label": "Training", "trained": 1, "turnover": 0.1, "fee": 100}},
    "services": {"web": SERVICE, "study": SERVICE | {"recurrence": "one_time"}},
    "print": {"copiers": {"label": "Print", "pages_per_student": 500, "price_mono": 0.01}},
    "projects": {
        "phones": {
            "label": "Phones",
            "category": "network",
            "start": 2027,
            "lines": {"all": {"label": "All", "amount": 9_000}},
        }
    },
    "stops": {"lines": {"label": "Old lines", "category": "connectivity", "amount": 5_000, "from_year": 2028}},
    "user_time": {"wait": {"label": "Waiting", "per": "teacher", "hours": 5, "value": 40}},
}
PLAN: dict[str, Any] = {
    **DISTRICT,
    "economics": {**DISTRICT["economics"], "electricity": 0.1, "contingency": {"software": 0.05}},
    **ITEMS,
}


def months_of(plan: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    """For each posted row when it is committed, received and paid."""
    ledger = plan_of(plan).run().ledger
    first = ledger[ledger["fiscal_year"] == 2027]
    return {line["row"]: (line["committed"], line["received"], line["paid"]) for line in first.to_dict("records")}


DEFAULTS = {
    "devices.students.paid_at_once": JULY,
    "devices.students.lease_principal": YEAR,
    "devices.students.lease_interest": YEAR,
    "devices.students.repairs_cost": YEAR,
    "devices.students.accessories.charger.cost": YEAR,
    "devices.students.upkeep_cost": JULY,
    "devices.students.energy_cost": YEAR,
    "devices.students.support_cost": JULY,
    "devices.students.disposal_cost": JULY,
    "devices.students.resale": JULY,
    "devices.students.annual_share_in_all": NO_CASH,
    "circuits.internet.cost": YEAR,
    "software.platform.cost": JULY,
    "software.platform.implementation_cost": JULY,
    "positions.technicians.salaries": YEAR,
    "contractors.help.cost": YEAR,
    "professional_development.lms.cost_first": JULY,
    "professional_development.lms.cost_new": YEAR,
    "services.web.cost": YEAR,
    "services.study.cost": JULY,
    "print.copiers.cost": YEAR,
    "projects.phones.lines.all.cost": JULY,
    "stops.lines.deduction": YEAR,
    "user_time.wait.cost": NO_CASH,
    "contingency.software": YEAR,
}


def test_every_kind_of_item_has_its_months() -> None:
    found = months_of(PLAN)
    named = {row: said for row, said in found.items() if row in DEFAULTS}
    assert named == {row: (said, said, said) for row, said in DEFAULTS.items()}
    labor = {row: said for row, said in found.items() if "hours" in row and row.startswith("devices")}
    assert set(labor.values()) == {(YEAR, YEAR, YEAR)}, "people work through the year"


ONE_BILL = {
    "devices.students": "paid_at_once",
    "circuits.internet": "cost",
    "software.platform": "cost",
    "contractors.help": "cost",
    "professional_development.lms": "cost_new",
    "services.web": "cost",
    "print.copiers": "cost",
    "projects.phones": "lines.all.cost",
    "stops.lines": "deduction",
}


@pytest.mark.parametrize(("item", "row"), ONE_BILL.items())
def test_every_kind_of_item_may_say_its_months(item: str, row: str) -> None:
    """Billed in October, the fourth month: ordered five months before, in May of the year before, paid a month later."""
    section, id = item.split(".")
    tags = {"month": 10, "committed_before": 5, "paid_after": 1}
    plan = {**PLAN, section: {**PLAN[section], id: {**PLAN[section][id], "tags": tags}}}
    assert months_of(plan)[f"{item}.{row}"] == ("May, FY before", "Oct", "Nov")


def test_what_is_worked_and_used_is_committed_then_and_may_be_paid_later() -> None:
    tags = {"month": 10, "committed_before": 5, "paid_after": 1}
    plan = {**PLAN, "positions": {"technicians": {**PLAN["positions"]["technicians"], "tags": tags}}}
    assert months_of(plan)["positions.technicians.salaries"] == (YEAR, YEAR, "Aug to Jul, FY after")
    plan = {**PLAN, "devices": {"students": {**STUDENTS, "tags": tags}}}
    assert months_of(plan)["devices.students.energy_cost"] == (YEAR, YEAR, "Aug to Jul, FY after")


CONTRACT: dict[str, Any] = {"label": "Contract", "end": datetime.date(2028, 3, 31), "term": 36}


@pytest.mark.parametrize(
    ("end", "term", "month"),
    [((2028, 3, 31), 36, "Apr"), ((2028, 6, 14), 12, "Jun"), ((2027, 12, 31), 12, "Jan"), ((2028, 3, 31), 18, "Jul")],
)
def test_a_product_is_billed_when_its_contracts_terms_begin(end: tuple[int, int, int], term: int, month: str) -> None:
    """The month of the day after the last of a term; terms of 18 months begin now in one month, now in another: nothing follows."""
    contracts = {"deal": {**CONTRACT, "end": datetime.date(*end), "term": term}}
    plan = {**PLAN, "contracts": contracts, "software": {"platform": {**PLATFORM, "contract": "deal"}}}
    assert months_of(plan)["software.platform.cost"] == (month, month, month)
    tagged = {**PLATFORM, "contract": "deal", "tags": {"month": 9}}
    assert months_of({**plan, "software": {"platform": tagged}})["software.platform.cost"][1] == "Sep"


def test_devices_come_in_the_month_of_service() -> None:
    days = dict.fromkeys(("prepare", "delivery", "order", "board", "evaluation", "bid"), 10)
    found = months_of({**PLAN, "procurement": {**days, "service_month": 8}})
    assert found["devices.students.paid_at_once"][1] == found["devices.students.upkeep_cost"][1] == "Aug"
    assert found["software.platform.cost"][1] == JULY
    assert months_of({**PLAN, "procurement": days})["devices.students.paid_at_once"][1] == JULY


@pytest.mark.parametrize(
    ("when", "start", "said"),
    [
        (When(), 9, ("Sep to Aug", "Sep to Aug", "Sep to Aug")),
        (When(1, 3), 9, ("Sep to Nov", "Sep to Nov", "Sep to Nov")),
        (When(2, 2, before=2, after=24, once=True), 1, ("Dec, FY before", "Feb", "Feb, 2 FY after")),
        (When(1, 1, before=13, once=True), 7, ("Jun, 2 FY before", "Jul", "Jul")),
        (When(12, 12, before=24, once=True), 7, ("Jun, 2 FY before", "Jun", "Jun")),
    ],
)
def test_months_in_words(when: When, start: int, said: tuple[str, str, str]) -> None:
    assert (when.committed(start), when.received(start), when.paid(start)) == said


def test_the_ledger_sheet_shows_the_months(tmp_path: Path) -> None:
    book = plan_of({**DISTRICT, "software": {"platform": {**PLATFORM, "tags": {"paid_after": 2}}}}).run()
    sheet = openpyxl.load_workbook(book.to_excel(tmp_path / "book.xlsx"))["Ledger"]
    names = [cell.value for cell in sheet[HEADER_LINE]]
    first = names.index("Committed")
    below = [cell.value for cell in sheet[HEADER_LINE + 1]][first:]
    assert names[first:] == ["Committed", "Received", "Paid"]
    assert below == ["Jul", "Jul", "Sep"]
