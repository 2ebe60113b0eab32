"""The shelf: every value has a source and a unit, dates decide, and the sources' own cross-checks come out."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

from tco.errors import FigureError
from tco.formula.units import unit
from tco.rules import shelf
from tco.rules.shelf import (
    TRUSTS,
    dates_of,
    figure,
    figure_names,
    first_day,
    program,
    program_names,
    starting,
    starting_names,
)

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize("name", figure_names())
def test_every_value_of_a_figure_has_unit_source_and_trust(name: str) -> None:
    for date in dates_of(name):
        found = figure(name, on=date)
        assert found.since == date
        assert len(found.source) > 10
        assert found.trust in TRUSTS
        unit(found.unit)


@pytest.mark.parametrize("name", figure_names())
def test_before_its_first_date_a_figure_is_not_guessed(name: str) -> None:
    first = dates_of(name)[0]
    with pytest.raises(FigureError, match=f"{name}: no value is known for .* the first is of {first}"):
        figure(name, on=first - DAY)


@pytest.mark.parametrize("name", starting_names())
def test_every_starting_assumption_has_a_range_a_unit_and_a_note(name: str) -> None:
    found = starting(name)
    assert found.low <= found.value <= found.high and found.low < found.high
    assert len(found.note) > 10
    unit(found.unit)


def test_a_figure_changes_on_its_date() -> None:
    """Google announced $38 in place of $30 on 21 January 2020."""
    announced = datetime.date(2020, 1, 21)
    assert figure("chrome_education_upgrade", on=announced - DAY).value == 30
    assert figure("chrome_education_upgrade", on=announced).value == 38


def test_past_its_last_date_a_figure_holds_and_says_so() -> None:
    """The E-Rate cycle of funding years 2026 to 2030 ends on 30 June 2031; the next multiplier is not published."""
    inside = figure("erate_category_two_per_student", on=datetime.date(2031, 6, 30))
    after = figure("erate_category_two_per_student", on=datetime.date(2031, 7, 1))
    assert (inside.value, inside.holds_past_last) == (201.57, False)
    assert (after.value, after.holds_past_last) == (201.57, True)


def test_a_price_without_a_known_end_holds_past_the_day_it_was_announced() -> None:
    assert not figure("workspace_education_plus", on=datetime.date(2025, 10, 1)).holds_past_last
    assert figure("workspace_education_plus", on=first_day(2027, start_month=9)).holds_past_last


def test_category_two_rose_by_the_published_share() -> None:
    """FCC DA 25-471: multipliers and floors up 20.7 %; 167 x 1.207 = 201.569 and 25,000 x 1.207 = 30,175."""
    old, new = datetime.date(2025, 7, 1), datetime.date(2026, 7, 1)
    student, floor = "erate_category_two_per_student", "erate_category_two_floor"
    assert figure(student, on=new).value == round(figure(student, on=old).value * 1.207, 2) == 201.57
    assert figure(floor, on=new).value == round(figure(floor, on=old).value * 1.207, 2) == 30175


@pytest.mark.parametrize(("students", "budget"), [(149, 30175.00), (150, 30235.50), (500, 100785.00)])
def test_category_two_budget_of_one_school(students: int, budget: float) -> None:
    """Published cases of funding year 2026: the floor binds at 149 students, not at 150; 500 students give $100,785."""
    on = datetime.date(2026, 7, 1)
    by_students = students * figure("erate_category_two_per_student", on=on).value
    assert max(by_students, figure("erate_category_two_floor", on=on).value) == pytest.approx(budget)


def test_e2_a_library_of_5555_square_feet_has_the_floor() -> None:
    """USAC's own case of funding year 2021: 5,555 x $4.50 = $24,997.50, under the floor of $25,000. In 2026, 4.50 x 1.207 = 5.43."""
    library, floor, on = "erate_category_two_library", "erate_category_two_floor", datetime.date(2021, 7, 1)
    budget = 5555 * figure(library, on=on).value
    assert (budget, max(budget, figure(floor, on=on).value)) == (24997.50, 25000)
    assert figure(library, on=datetime.date(2026, 7, 1)).value == round(4.50 * 1.207, 2) == 5.43


def test_the_discount_matrix_has_one_value_for_each_band() -> None:
    """The model takes the matrix as it is in a plan's first year; a second date of any band would need more than that."""
    cells = [name for name in figure_names() if name.startswith("erate_discount_")]
    assert len(cells) == 12
    assert {dates_of(name) for name in cells} == {(datetime.date(2015, 7, 1),)}


def test_workspace_rules_for_5000_students_and_700_staff() -> None:
    """Worked by hand: 5,000 x $5, the 700 staff free under 1 in 4, is $25,000; 5,700 x $6 is $34,200, 36.8 % more."""
    costs = []
    for on in (datetime.date(2025, 9, 30), datetime.date(2025, 10, 1)):
        free = min(700, 5000 * figure("workspace_free_staff_licences", on=on).value)
        costs.append((5000 + 700 - free) * figure("workspace_education_plus", on=on).value)
    assert costs == [25000, 34200]
    assert costs[1] / costs[0] - 1 == pytest.approx(0.368, abs=0.0005)


def test_extended_updates_cost_seven_dollars_over_three_years() -> None:
    """Resource Recycling, 11 April 2024: $1, $2 and $4."""
    assert (
        sum(figure("windows_10_extended_updates", on=date).value for date in dates_of("windows_10_extended_updates"))
        == 7
    )


def test_figures_worked_out_from_their_source() -> None:
    """Each by hand from the numbers in its own source line."""
    later = datetime.date(2026, 9, 1)
    assert figure("device_repair", on=later).value == round(2_700_000 / 34_000, 2) == 79.41
    assert figure("content_filter", on=later).value == round(891_765 / 93_473, 2) == 9.54
    assert figure("learning_platform", on=later).value == round(815_250 / 93_473, 2) == 8.72
    assert figure("apple_value_kept", on=later).value == round(0.20**0.25, 4) == 0.6687


def test_fiscal_years_are_named_for_the_year_they_end_in() -> None:
    assert first_day(2027, start_month=9) == datetime.date(2026, 9, 1)
    assert first_day(2027, start_month=1) == datetime.date(2027, 1, 1)


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(FigureError, match="did you mean workspace_education_plus"):
        figure("workspace_educaton_plus", on=datetime.date(2026, 9, 1))
    with pytest.raises(FigureError, match="the shelf holds"):
        starting("zzzz")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"label": "x", "unit": "usd", "history": []}, "at least one value"),
        ({"label": "x", "unit": "usd", "history": [{"value": 1, "source": "a", "trust": "press"}]}, "needs `since`"),
        (
            {
                "label": "x",
                "history": [{"since": datetime.date(2020, 1, 1), "value": 1, "source": "a", "trust": "press"}],
            },
            "`unit` is missing",
        ),
        (
            {
                "label": "x",
                "unit": "usd",
                "history": [{"since": datetime.date(2020, 1, 1), "value": 1, "source": " ", "trust": "press"}],
            },
            "`source` is missing",
        ),
        (
            {
                "label": "x",
                "unit": "usd",
                "history": [{"since": datetime.date(2020, 1, 1), "value": 1, "source": "a", "trust": "gossip"}],
            },
            "trust 'gossip'",
        ),
    ],
)
def test_a_figure_without_its_source_never_reaches_the_shelf(entry: dict[str, object], said: str) -> None:
    with pytest.raises(FigureError, match=said):
        shelf._history("x.toml: x", entry)


@pytest.mark.parametrize("name", program_names())
def test_every_program_has_its_days_a_source_and_trust(name: str) -> None:
    found = program(name)
    assert found.obligate_by <= found.liquidate_by
    assert len(found.source) > 10 and found.trust in TRUSTS


@pytest.mark.parametrize(
    ("name", "obligate_by"),
    [
        ("esser_i", datetime.date(2022, 9, 30)),
        ("esser_ii", datetime.date(2023, 9, 30)),
        ("esser_iii", datetime.date(2024, 9, 30)),
    ],
)
def test_liquidation_is_120_days_after_the_last_day_to_obligate(name: str, obligate_by: datetime.date) -> None:
    """2 CFR 200.344. For ESSER II the 120th day, 28 January 2024, is a Sunday, and the published one the Monday after it."""
    found = program(name)
    due = obligate_by + datetime.timedelta(days=figure("grant_liquidation", on=obligate_by).value)
    assert found.obligate_by == obligate_by
    assert found.liquidate_by == due + datetime.timedelta(days=1 if due.weekday() == 6 else 0)


def test_the_match_of_the_state_and_local_cybersecurity_grant_rises_by_a_tenth_each_year() -> None:
    """StateScoop, 2024: 10, 20, 30 and 40 % over federal fiscal years 2022 to 2025; what came after is not known."""
    asked = [figure("slcgp_match", on=datetime.date(year, 10, 1)) for year in (2021, 2022, 2023, 2024, 2025)]
    assert [found.value for found in asked] == [0.1, 0.2, 0.3, 0.4, 0.4]
    assert [found.holds_past_last for found in asked] == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"source": ""}, "`source` is missing"),
        ({"trust": "gossip"}, "trust 'gossip'"),
        ({"obligate_by": None}, "needs the dates"),
        ({"liquidate_by": datetime.date(2020, 1, 1)}, "its dates must not fall"),
        ({"opens": datetime.date(2026, 1, 1)}, "its dates must not fall"),
        ({"label": " "}, "`label` is missing"),
    ],
)
def test_a_program_without_its_source_or_days_never_reaches_the_shelf(changed: dict[str, object], said: str) -> None:
    entry = {
        "name": "x", "label": "X", "source": "somewhere public", "trust": "press",
        "obligate_by": datetime.date(2024, 9, 30), "liquidate_by": datetime.date(2025, 1, 28),
    }  # fmt: skip
    with pytest.raises(FigureError, match=said):
        shelf._program("x.toml", {**entry, **changed})


def test_an_unknown_program_gets_the_nearest() -> None:
    with pytest.raises(FigureError, match="there is no such program on the shelf; did you mean esser_iii"):
        program("esser_iiii")


@pytest.mark.parametrize("path", sorted(Path(shelf.__file__).parent.glob("*.toml")), ids=lambda path: path.stem)
def test_a_set_of_rules_in_which_any_source_is_missing_fails(path: Path) -> None:
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    for program_entry in entries.pop(shelf.PROGRAMS, ()):
        with pytest.raises(FigureError, match="`source` is missing"):
            shelf._program(path.name, {**program_entry, "source": ""})
    lines = [(name, line) for name, entry in entries.items() for line in entry.get("history", ())]
    assert lines or path.name == shelf.STARTING
    for name, line in lines:
        kept = line.pop("source")
        with pytest.raises(FigureError, match=f"{name}: `source` is missing"):
            shelf._history(f"{path.name}: {name}", entries[name])
        line["source"] = kept


def test_the_shelf_is_only_figures() -> None:
    """No figure hides in the reader: the room holds one Python file beside `__init__`."""
    room = Path(shelf.__file__).parent
    assert {path.name for path in room.glob("*.py")} == {"__init__.py", "shelf.py"}
