"""An explanation reaches the inputs that a number rests on, with their sources, and every figure in it is the run's own."""

from __future__ import annotations

import pytest

from tco.errors import MissingError
from tco.formula.explain import Step, explain
from tco.formula.expression import Prior, at_year, by_year, cents, pick, sum_below, sum_of, sum_where, total_of
from tco.formula.number import evaluate
from tco.formula.rows import Origin
from tests.formula.small import Small, small


def repairs() -> Small:
    """Devices that break, and what repairing them costs: 50 and 60 devices, 18 of 100 break, 79.41 each."""
    s = small()
    devices = s.block.numbers("devices", "Devices in service", "device", [50, 60, 70], Origin("devices.student"))
    assumed = Origin("devices.breakage", source="Newnan 13-1", note="of all models", assumption=True)
    rate = s.block.number("rate", "Breakage", "incident/device", 0.18, assumed)
    price = s.block.number("price", "Cost of a repair", "usd/incident", 79.41, Origin("devices.repair_cost"))
    s.block.row("repairs", "Repairs", "usd", cents(devices * rate * price))
    return s


def asked(s: Small, row_id: str, period: int = 0) -> Step:
    return explain(s.model, evaluate(s.model), row_id, period)


def test_a_repairs_row_reaches_its_assumption_and_its_source() -> None:
    step = asked(repairs(), "b.repairs", 1)
    assert str(step).splitlines() == [
        "Repairs in FY2028 = 857.63 usd  [b.repairs]",  # 60 x 0.18 x 79.41 = 857.628
        "    = [Devices in service] x [Breakage] x [Cost of a repair], to the cent",
        "  Devices in service in FY2028 = 60.00 device  [b.devices]",
        "      input devices.student",
        "  Breakage = 0.18 incident/device  [b.rate]",
        "      assumption devices.breakage; source: Newnan 13-1; of all models",
        "  Cost of a repair = 79.41 usd/incident  [b.price]",
        "      input devices.repair_cost",
    ]
    assert [found.row.id for found in step.inputs()] == ["b.devices", "b.rate", "b.price"]


def test_looking_back_goes_down_to_the_opening() -> None:
    s = small()
    left = s.block.announce("left", "Left", "device")
    start = s.block.number("start", "At the start", "device", 9)
    s.block.define(left, Prior(left), opening=start)
    said = [line.strip() for line in str(asked(s, "b.left", 2)).splitlines()]
    assert said[:3] == [
        "Left in FY2029 = 9.00 device  [b.left]",
        "= [Left] one period earlier",
        "Left in FY2028 = 9.00 device  [b.left]",
    ]
    first = [line.strip() for line in str(asked(s, "b.start")).splitlines()]
    assert first == ["At the start = 9.00 device  [b.start]", "input"]
    assert "Left at the start = 9.00 device  [b.left]" in str(asked(s, "b.left", 0))


def test_a_sum_over_records_is_explained_by_the_largest() -> None:
    s = small()
    count = s.table.column("count", "Count", "device", values=[5, 0, 80])
    s.block.constant("sum", "Sum", "device", sum_of(count))
    said = str(asked(s, "b.sum"))
    assert "Count (high) = 80.00 device" in said
    assert said.index("(high)") < said.index("(oak)")
    assert "elm" not in said


def test_postings_lead_to_the_rows_that_were_posted() -> None:
    s = repairs()
    s.model.post(s.model.by_id()["b.repairs"], item="student")
    s.block.row("cost", "Cost", "usd", total_of(s.model.years, item="student"))
    step = asked(s, "b.cost")
    assert [read.row.id for read in step.reads] == ["b.repairs"]
    assert "the sum of all postings tagged item student" in str(step)
    assert len(step.inputs()) == 3


def test_a_year_is_explained_by_its_own_months_and_a_month_by_its_year() -> None:
    s = small()
    rent = s.block.numbers("rent", "Rent", "usd", [12, 24, 36])
    month = s.block.row("month", "By month", "usd", at_year(rent, s.months.year) / 12, timeline=s.months)
    s.block.row("year", "By year", "usd", by_year(month, s.model.years))
    step = asked(s, "b.year", 2)
    assert [read.when for read in step.reads] == [f" in 2029-{month:02}" for month in range(1, 13)]
    assert [read.value for read in step.reads] == [3] * 12
    assert [(read.when, read.value) for read in step.reads[0].reads] == [(" in FY2029", 36)]


def test_a_row_without_a_value_can_be_explained_for_that_is_when_it_is_asked() -> None:
    s = small()
    count = s.block.numbers("count", "Count", "device", [0, 1, 2])
    s.block.row("price", "Price", "usd/device", s.constant("cost", 10) / count)
    said = str(asked(s, "b.price"))
    assert "Price in FY2027 = no value usd/device" in said
    assert "Count in FY2027 = 0.00 device" in said


def test_a_row_may_be_asked_for_by_its_label() -> None:
    s = small()
    s.block.numbers("rent", "Rent of rooms", "usd", [12, 24, 36])
    assert str(asked(s, "RENT of rooms")).startswith("Rent of rooms in FY2027 = 12.00 usd  [b.rent]")
    for n in range(6):
        s.block.numbers(f"part_{n}", "Part", "usd", [1, 2, 3])
    with pytest.raises(MissingError) as raised:
        asked(s, "part")
    assert str(raised.value) == (
        "'part' is the label of 6 rows; name one by its id: b.part_0, b.part_1, b.part_2, b.part_3, b.part_4 and 1 more"
    )


def test_an_unknown_row_is_answered_with_the_nearest() -> None:
    with pytest.raises(MissingError, match="no row 'lease.repairs'; did you mean b.repairs"):
        asked(repairs(), "lease.repairs")
    with pytest.raises(MissingError, match="no row 'nothing'; see the ledger for ids"):
        asked(repairs(), "nothing")


def test_a_lookup_by_key_is_explained_by_the_record_that_the_key_picks() -> None:
    """Key 2 is the second school's, though the third weighs most; below 2 is only the first."""
    s = small()
    values, keys = s.column("values", [10, 20, 90]), s.column("keys", [1, 2, 3], "index")
    key = s.constant("key", 2, "index")
    s.block.row("found", "Found", "usd", sum_where(values, keys, key))
    s.block.row("before", "Before", "usd", sum_below(values, keys, key))
    found, before = asked(s, "b.found"), asked(s, "b.before")
    assert [(step.when, step.value) for step in found.reads] == [(" (elm)", 20), (" (elm)", 2), ("", 2)]
    assert [(step.when, step.value) for step in before.reads] == [(" (oak)", 10), (" (oak)", 1), ("", 2)]


def test_a_choice_is_explained_by_what_it_takes() -> None:
    s = small()
    s.block.row("taken", "Taken", "usd", pick(s.constant("which", 2, "index"), s.constant("a", 5), s.constant("b", 7)))
    step = asked(s, "b.taken")
    assert (step.value, [read.row.id for read in step.reads]) == (7, ["b.which", "b.b"])
