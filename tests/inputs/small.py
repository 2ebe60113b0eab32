"""A small district whose every part is easy to spoil: one plan file that needs no other, and the same with CSV files."""

from __future__ import annotations

from pathlib import Path

from tco.errors import Advice, Fault, Finding, PlanError
from tco.inputs.load import load

PLAN = """\
schema = 1
title = "Three schools"

[district]
name = "Three Schools District"
enrolment = { elementary = 600, high = { by_year = { 2027 = 400, 2030 = 420 } } }
teachers = 60
staff = 110

[district.schools.oak]
name = "Oak Elementary"
band = "elementary"
students = 350
classrooms = 18
counts = { display = 18 }

[district.schools.elm]
name = "Elm Elementary"
band = "elementary"
students = 250
classrooms = 14

[district.schools.high]
name = "High School"
band = "high"
students = 400
classrooms = 25

[calendar]
start_month = 9
first_year = 2027
horizon = 10
headline_years = 5

[economics]
discount_rate = 0.04
prices_as_of = 2026
sales_tax = 0.09
electricity = 0.11
escalation = { client_devices = 0.03, software = 0.05 }
contingency = { network = 0.1 }

[economics.shocks.tariff]
category = "client_devices"
year = 2028
change = 0.1

[offers.coop]
label = "Purchasing group"
members_volume = 2000
fee = 0.02
tiers = { small = { floor = 0, price = 300 }, large = { floor = 2500, price = 270 } }

[devices.student]
label = "Student Chromebooks"
per = "student"
bands = ["elementary", "high"]
ratio = 1
spares = 0.05
life = { value = 4, low = 3, high = 6, source = "board policy 2022", note = "reviewed yearly" }
loss = { by_age = [0.02, 0.03, 0.05], assumption = true }
breakage = 0.18
repair_cost = 79.41
offer = "coop"

[devices.student.price]
device = { price = 280, taxed = true }
licence = { price = 38 }

[devices.student.lots]
old = { bought = 2023, count = 300, model = "Acer" }
newer = { bought = 2025, count = 600, model = "Lenovo", support_end = 2033-06-30 }

[devices.student.lease]
term = 4
rate = 0.04

[devices.display]
label = "Classroom displays"
category = "classroom_print"
school_count = "display"
life = 8
loss = 0
breakage = 0.02
price = { panel = { price = 2400 } }

[software.lms]
label = "Learning platform"
per = "student"
price = 9

[software.mdm]
label = "Device management"
per = "device"
fleets = ["student"]
price = 4
from_year = 2028
until_year = 2031

[sources.general]
label = "General fund"
recurrence = "recurring"
amount = 100000

[sources.levy]
label = "Levy"
recurrence = "at_risk"
amount = { by_year = { 2027 = 150000, 2031 = 0 } }
opening_balance = 40000
carries_over = true

[scenarios.longer]
label = "Keep them a fifth year"
changes = { "devices.student.life" = 5 }

[scenarios.lease]
label = "Lease"
[scenarios.lease.changes]
devices.student.acquire = "lease"
"devices.student.lease.rate" = 0.05
"""

OPTIONS = """
[devices.student.rent]
term = 3
payments = "annual"
payment = 110
rate = 0.04
begun = { 2025 = { financed = 300, owed = 200, payment = 110 } }

[comparisons.fleet]
label = "Chromebooks"
item = "devices.student"
years = 8
options.buy = { label = "Bought", changes = { acquire = "buy" } }
[comparisons.fleet.options.lease]
label = "Leased"
changes = { acquire = "lease", lease = { rate = 0.05, begun = { 2026 = { financed = 90, owed = 80 } } } }
[comparisons.fleet.options.rent]
label = "Rented"
changes.acquire = "rent"
changes."rent.term" = 2
changes.price.bag = { price = 4 }
"""
"""Ways to pay for the plan's Chromebooks, and a comparison of them."""

INLINE_SCHOOLS = PLAN[PLAN.index("[district.schools.oak]") : PLAN.index("[calendar]")]
INLINE_LOTS = PLAN[PLAN.index("[devices.student.lots]") : PLAN.index("[devices.student.lease]")]
INLINE_ENROLMENT = "enrolment = { elementary = 600, high = { by_year = { 2027 = 400, 2030 = 420 } } }"

FROM_CSV = (
    PLAN.replace(INLINE_SCHOOLS, 'schools = { csv = "schools.csv" }\n\n')
    .replace(INLINE_ENROLMENT, 'enrolment = { csv = "enrolment.csv" }')
    .replace(INLINE_LOTS, "")
    .replace(
        'offer = "coop"', 'offer = "coop"\ninventory = { csv = "inventory.csv", columns = { bought = "Received" } }'
    )
    .replace("[district]", 'prices = { csv = "prices.csv" }\n\n[district]')
)

CSV = {
    "enrolment.csv": "year,band,students\n2027,elementary,600\n2027,high,400\n2030,high,420\n",
    "schools.csv": (
        "id,name,band,students,classrooms,display,phone\n"
        "oak,Oak Elementary,elementary,350,18,18,253-555-0100\n"
        "elm,Elm Elementary,elementary,250,14,,253-555-0101\n"
        'high,"High School, North",high,400,25,25,\n'
    ),
    "inventory.csv": (
        "Serial,Model,Received,Support end,Source\n"
        "A1,Acer C733,8/15/2023,2029-06-30,Levy\n"
        "A2,Acer C733,8/20/2023,6/30/2029,Levy\n"
        "A3,Acer C733,9/1/2023,6/30/2029,Levy\n"
        "A4,Lenovo 300e,FY2025,,General fund\n"
    ),
    "prices.csv": (
        "path,value,low,high,source,note\n"
        "devices.student.price.device.price,$285,270,310,Quote 1142,with case\n"
        'devices.display.price.panel.price,"2,450",,,,\n'
    ),
}


def write(folder: Path, text: str = PLAN, name: str = "plan.toml", **files: str) -> Path:
    """A plan file in a folder, with CSV files given as `schools="..."`."""
    for stem, content in files.items():
        (folder / f"{stem}.csv").write_text(content, encoding="utf-8", newline="")
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def write_with_csv(folder: Path, text: str = FROM_CSV, **files: str) -> Path:
    """The district from CSV files, with some of the files replaced."""
    stems = {name.removesuffix(".csv"): content for name, content in CSV.items()}
    return write(folder, text, **{**stems, **files})


def replaced(old: str, new: str, text: str = PLAN) -> str:
    """The plan with one piece of text replaced; the piece must be there."""
    assert old in text, f"{old!r} is not in the plan"
    return text.replace(old, new, 1)


def line_of(text: str, plan: str = PLAN) -> int:
    """The number of the first line that begins with a text."""
    return next(number for number, line in enumerate(plan.split("\n"), start=1) if line.startswith(text))


def findings(path: Path) -> tuple[Finding, ...]:
    """All that loading says, faults and advice alike."""
    try:
        return load(path).advice
    except PlanError as error:
        return error.findings


def faults(path: Path) -> list[str]:
    return [str(finding) for finding in findings(path) if isinstance(finding, Fault)]


def advice(path: Path) -> list[str]:
    return [str(finding) for finding in findings(path) if isinstance(finding, Advice)]


def only_fault(path: Path) -> str:
    """The one fault that loading finds, without the folder in its text."""
    found = faults(path)
    assert len(found) == 1, "\n".join(found) or "no fault"
    return found[0].replace(f"{path.parent}/", "")
