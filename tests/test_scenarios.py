"""Every shipped scenario loads, runs and has no fault, and the sample district is what the public records say.

The numbers of the records were written here by hand from the NCES ELSI export of 2021-22 and the Washington OSPI school building
technology survey of 2016.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tco.errors import Fault
from tco.inputs.plan import PlanForm
from tco.plan import Plan, load
from tco.rules.shelf import figure, first_day

FOLDER = Path(__file__).parent.parent / "scenarios"
SAMPLE = FOLDER / "peninsula_wa" / "plan.toml"
SHIPPED = sorted([*FOLDER.glob("*.toml"), *FOLDER.glob("*/plan.toml")])
UNVERIFIED = re.compile(r"\[(R|M|RECALLED)\]")


@pytest.fixture(scope="module")
def sample() -> Plan:
    return load(SAMPLE)


@pytest.fixture(scope="module")
def form(sample: Plan) -> PlanForm:
    return sample.loaded.form


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_shipped_scenario_runs_without_fault(path: Path) -> None:
    plan = load(path)
    for name in plan.scenarios:
        result = plan.run(name)
        assert not [finding for finding in result.findings if isinstance(finding, Fault)]
        yearly = result.cost_by("category").sum()
        assert len(yearly) == plan.loaded.form.calendar.horizon
        assert (yearly > 0).all()


def test_the_readme_lists_what_is_shipped() -> None:
    listed = re.findall(r"^\| `([^`]+)`", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    there = [path for path in FOLDER.rglob("*") if path.suffix in (".toml", ".csv")]
    assert sorted(listed) == sorted(str(path.relative_to(FOLDER)) for path in there)


# What is record ------------------------------------------------------------------------------------------------------------


def test_the_district_is_the_one_on_record(form: PlanForm) -> None:
    """NCES ELSI 2021-22: PENINSULA SCHOOL DISTRICT, Washington, 5306690, 8769 students, 496.19 teachers."""
    district = form.district
    assert (district.name, district.state, district.nces_id) == ("Peninsula School District", "WA", "5306690")
    assert sum(band.in_year(2027) for band in district.enrolment.values()) == 8769
    assert district.teachers.value == 496.19
    assert (form.calendar.start_month, form.calendar.first_year, form.calendar.horizon) == (9, 2027, 10)


RECORDS_2016 = {  # students, classrooms, document cameras, desktops, laptops, netbooks, tablets, projectors
    "Artondale Elementary School": (394, 27, 23, 88, 177, 0, 61, 25),
    "Discovery Elementary School": (479, 25, 26, 38, 199, 0, 81, 25),
    "Evergreen Elementary": (219, 17, 18, 20, 155, 1, 61, 19),
    "Gig Harbor High": (1726, 69, 71, 461, 570, 33, 97, 67),
    "Goodman Middle School": (514, 27, 23, 117, 393, 15, 26, 29),
    "Harbor Heights Elementary School": (556, 28, 28, 120, 175, 1, 73, 26),
    "Harbor Ridge Middle School": (613, 28, 26, 155, 304, 0, 29, 27),
    "Henderson Bay Alt High School": (150, 10, 9, 79, 77, 0, 11, 9),
    "Key Peninsula Middle School": (373, 22, 21, 139, 371, 28, 44, 21),
    "Kopachuck Middle School": (538, 28, 27, 152, 359, 14, 45, 30),
    "Minter Creek Elementary": (392, 23, 22, 64, 311, 1, 29, 23),
    "Peninsula High School": (1424, 59, 60, 369, 640, 37, 108, 58),
    "Purdy Elementary School": (595, 37, 33, 84, 239, 1, 172, 37),
    "Vaughn Elementary School": (352, 22, 22, 74, 232, 2, 28, 22),
    "Voyager Elementary": (503, 26, 24, 107, 202, 1, 44, 29),
}
COUNTED = ("document_cameras", "desktops_2016", "laptops_2016", "netbooks_2016", "tablets_2016", "projectors_2016")


def test_the_schools_are_as_the_state_recorded_them(form: PlanForm) -> None:
    found = {
        school.name: (school.students, school.classrooms, *(school.counts[count] for count in COUNTED))
        for school in form.district.schools.values()
    }
    assert found == RECORDS_2016


def test_the_records_add_up_to_what_the_state_prints() -> None:
    """The survey's lines of 2016 for the district, added by hand; they count 7,514 devices by kind, as by operating system."""
    totals = tuple(sum(column) for column in zip(*RECORDS_2016.values(), strict=True))
    assert totals == (8828, 448, 433, 2067, 4404, 134, 909, 447)
    assert sum(totals[3:7]) == 7514


def test_prices_of_the_sample_are_those_on_the_shelf(form: PlanForm) -> None:
    on = first_day(form.calendar.first_year, start_month=form.calendar.start_month)
    used = {
        "chrome_education_upgrade": form.devices["student_take_home"].price["licence"].price.value,
        "chromebook_preparation": form.devices["student_take_home"].price["preparation"].price.value,
        "device_repair": form.devices["student_take_home"].repair_cost,
        "apple_value_kept": form.devices["tablets"].resale_retention,
        "workspace_education_plus": form.software["workspace"].terms["listed"].price,
        "learning_platform": form.software["learning_platform"].price,
        "content_filter": form.security["filter"].price,
        "access_point_installed": form.network["access_points"].price["device"].price.value,
        "wan_link": form.circuits["wan"].capacities["ten"].price,
        "teachers_leaving": form.professional_development["new_teachers"].turnover,
        "benefits_on_salary": form.positions["technicians"].benefits,
        "washington_electricity": form.economics.electricity,
    }
    for name, given in used.items():
        value = getattr(given, "value", given)
        assert value == figure(name, on=on).value, name


# What is assumed says so -----------------------------------------------------------------------------------------------------


def _figures(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every figure that the plan file gives as a table, by its path."""
    if not isinstance(node, dict) or path[:1] == ("scenarios",):
        return
    if any(key in node and not isinstance(node[key], dict) for key in ("value", "by_age")) or "by_year" in node:
        yield ".".join(path), node
        return
    for key, entry in node.items():
        yield from _figures(entry, (*path, key))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_figure_has_a_source_or_says_that_it_is_assumed(path: Path) -> None:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    silent = [where for where, given in _figures(raw) if not given.get("source") and not given.get("note")]
    unexplained = [where for where, given in _figures(raw) if given.get("assumption") and not given.get("note")]
    assert (silent, unexplained) == ([], [])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(FOLDER)))
def test_nothing_unverified_is_quoted_as_a_source(path: Path) -> None:
    assert not UNVERIFIED.search(path.read_text(encoding="utf-8"))


def test_the_plan_says_that_it_is_not_the_districts_own(form: PlanForm) -> None:
    assert "not the district's own plan" in form.note
    assert "illustration" in form.title


# What it comes to, by hand ---------------------------------------------------------------------------------------------------


def test_needed_and_price_in_the_first_year_by_hand(sample: Plan) -> None:
    """(2,024 + 3,278) x 1.05 = 5,567.1, so 5,568; 390 + 38 + 14.75 + 15 = 457.75, x 1.08 tax x 1.02 for a year = 504.2574."""
    fleet = sample.run().block("devices.student_take_home")
    assert _value(fleet, "needed") == 5568
    assert _value(fleet, "unit_price") == pytest.approx(504.2574)


def test_workspace_in_the_first_year_by_hand(sample: Plan) -> None:
    """8,769 students and 1,050 staff x $5.40, the first year's price: $53,022.60. From FY2028 on x $6."""
    assert _value(sample.run().block("software.workspace"), "cost") == pytest.approx(53022.60)


def test_one_panel_for_each_of_448_classrooms(sample: Plan) -> None:
    assert _value(sample.run().block("devices.panels"), "in_service") == 448


def test_category_two_money_stays_within_the_budget_of_its_cycle(sample: Plan) -> None:
    """8,769 x 201.57 = 1,767,567.33 before the discount; at 50 %, 883,783.67 for funding years 2026 to 2030, and again to 2035."""
    rate = figure("erate_category_two_per_student", on=datetime.date(2026, 7, 1)).value
    assert 8769 * rate == pytest.approx(1767567.33)
    for name in sample.scenarios:
        source = sample.run(name).block("sources.erate_two")
        support = _row(source, "paid") + _row(source, "later")
        assert support.loc[2027:2031].sum() <= 883783.67
        assert support.loc[2032:2036].sum() <= 883783.67
    assert _total(sample.run().block("sources.erate_two"), "paid") > 883783.67


def test_e_rate_pays_half_of_internet_access_and_lines(sample: Plan) -> None:
    """FY2027: 30 % eligible in an urban district, so 50 %; the circuits cost $257,400, half of which is $128,700."""
    base = sample.run()
    assert sum(_value(base.block(f"circuits.{id}"), "cost") for id in ("internet", "wan")) == pytest.approx(257400)
    assert _value(base.block("sources.erate_one"), "paid") == pytest.approx(128700)


def test_scenarios_of_e_rate(sample: Plan) -> None:
    """No E-Rate from FY2028; Category One only; that of FY2028 a year late, when all of it comes back at once."""
    base, none, one_only, late = (sample.run(name) for name in ("base", "no_erate", "erate_one_only", "erate_late"))
    assert _paid(none, "erate_one").loc[2028:].sum() == _paid(none, "erate_two").loc[2028:].sum() == 0
    assert _paid(one_only, "erate_two").loc[2028:].sum() == 0
    assert list(_paid(one_only, "erate_one")) == list(_paid(base, "erate_one"))
    back = sum(_paid(base, way).loc[2028] for way in ("erate_one", "erate_two"))
    assert _paid(late, "erate_one").loc[2028] == _paid(late, "erate_two").loc[2028] == 0
    came = _row(late.block("sources.returned"), "received") - _row(base.block("sources.returned"), "received")
    assert came.loc[2029] == pytest.approx(back)
    gaps = [result.funding.xs("funding.gap").iloc[0] for result in (base, one_only, none)]
    assert gaps[0].sum() < gaps[1].sum() < gaps[2].sum()


def test_keeping_chromebooks_longer_buys_fewer_and_repairs_more(sample: Plan) -> None:
    base, longer = sample.run(), sample.run("sixth_year")
    fleets = [result.block("devices.student_take_home") for result in (base, longer)]
    bought = [_total(fleet, "bought") for fleet in fleets]
    repaired = [_total(fleet, "repairs_cost") for fleet in fleets]
    assert bought[1] < bought[0] and repaired[1] > repaired[0]


def _row(table: Any, name: str) -> Any:
    ids = table.index.get_level_values("row")
    found = [place for place, id in enumerate(ids) if id.rsplit(".", 1)[-1] == name]
    assert found, f"{name} is not among {list(ids)}"
    return table.iloc[found[0]]


def _value(table: Any, name: str) -> float:
    return float(_row(table, name).loc[2027])


def _paid(result: Any, source: str) -> Any:
    return _row(result.block(f"sources.{source}"), "paid")


def _total(table: Any, name: str) -> float:
    return float(_row(table, name).sum())
