"""A district small enough to compute by hand, from plan file to every read-out.

Prices stay as they are and nothing is lost, so that every number below is a product of those in the plan.

Student devices live 2 years. 40 of 2026 serve in FY2027 and are gone in FY2028; 60 are bought in FY2027 and serve two years, and so
on: bought 60, 40, 60, 40 at 300 + 30 dollars. 100 in service break 0.1 times each at 50 dollars: 500 a year. 5 panels, one for each
classroom, are bought in FY2027 at 2,000 dollars, which is capital from 1,000 on. The learning platform is 100 x 9 = 900 a year.

Cost is 19,800 + 500 + 10,000 + 900 = 31,200 in FY2027, then 14,600, 21,200 and 14,600. The general fund pays 15,000 of it a year and
what it does not pay lapses; the levy starts with 1,000, gets 10,000 in FY2027 and FY2028, and keeps what is left. So FY2027 lacks
31,200 - 15,000 - 11,000 = 5,200; in FY2029 the levy pays 6,200 of the 10,000 it has kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tco.errors import PlanError, TcoError
from tco.plan import Plan, load

PLAN = """\
schema = 1
title = "Worked by hand"

[district]
name = "Small District"
enrolment = { elementary = 60, high = 40 }
teachers = 5
staff = 10

[district.schools.oak]
name = "Oak Elementary"
band = "elementary"
students = 60
classrooms = 3

[district.schools.high]
name = "High School"
band = "high"
students = 40
classrooms = 2

[calendar]
start_month = 7
first_year = 2027
horizon = 4
headline_years = 2

[economics]
discount_rate = 0
prices_as_of = 2026
capital_threshold = 1000

[devices.student]
label = "Student devices"
per = "student"
ratio = 1
life = 2
loss = 0
breakage = 0.1
repair_cost = { value = 50, low = 40, high = 90, assumption = true, source = "repair shop's list" }
price = { device = { price = 300 }, licence = { price = 30 } }
lots = { old = { bought = 2026, count = 40 } }

[devices.panel]
label = "Panels"
category = "classroom_print"
per = "classroom"
ratio = 1
life = 4
loss = 0
breakage = 0
price = { device = { price = 2000 } }

[software.platform]
label = "Learning platform"
per = "student"
price = 9

[sources.general]
label = "General fund"
recurrence = "recurring"
amount = 15_000

[sources.levy]
label = "Levy"
recurrence = "at_risk"
amount = { by_year = { 2027 = 10_000, 2029 = 0 } }
opening_balance = 1_000
carries_over = true

[scenarios.longer]
label = "Keep them a third year"
changes = { "devices.student.life" = 3 }
"""

YEARS = [2027, 2028, 2029, 2030]
COST = [31200, 14600, 21200, 14600]
BOUGHT = [60, 40, 60, 40]


def write(folder: Path, text: str = PLAN, name: str = "plan.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def replaced(old: str, new: str, text: str = PLAN) -> str:
    """The plan with one piece of text replaced; the piece must be there."""
    assert old in text, f"{old!r} is not in the plan"
    return text.replace(old, new, 1)


def plan(folder: Path, text: str = PLAN) -> Plan:
    return load(write(folder, text))


def line(table: Any, *key: str) -> list[float]:
    """The numbers of one line of a read-out, found by the first parts of its name, to the millionth."""
    found = table.loc[key if len(key) > 1 else key[0]]
    return [round(float(number), 6) for number in (found if found.ndim == 1 else found.iloc[0])]


def years_of(table: Any) -> list[int]:
    """The fiscal years of a read-out, which are its columns."""
    return [int(year) for year in table.columns]


def said(error: type[TcoError], call: object) -> str:
    """What an error says that a call must raise."""
    assert callable(call)
    with pytest.raises(error) as raised:
        call()
    return str(raised.value)


def one_found(error: PlanError) -> str:
    assert len(error.findings) == 1, str(error)
    return str(error.findings[0])


# A piece of a plan that no run can compute: the group's smallest volume is above what the district buys.
BELOW_THE_FIRST_TIER = (
    replaced('label = "Student devices"', 'label = "Student devices"\noffer = "coop"\nbuy_through = "offer"')
    + """
[offers.coop]
label = "Purchasing group"
members_volume = 0
fee = 0
tiers = { some = { floor = 50, price = 290 } }
"""
)

TABLES = (
    *("annualised", "budget", "by_kind", "by_recurrence", "by_status", "cash_by_month"),
    *("cliff", "contract_calendar", "fleet_ages", "funding", "lapses", "ledger", "measures", "procurement_calendar"),
    *("refresh_calendar", "scenarios", "sources", "staffing", "who_pays"),
)
"""The read-outs that `tco run --csv` writes, in the order of their names."""
