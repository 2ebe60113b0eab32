"""What is right by itself and does not fit together is a fault with the nearest name, or advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.small import INLINE_SCHOOLS, PLAN, advice, faults, line_of, only_fault, replaced, write

DO_NOT_FIT = [
    # names without an owner
    ('bands = ["elementary", "high"]', 'bands = ["elementary", "middle"]',
     "devices.student.bands: there is no grade band 'middle'. Known names: elementary, high."),
    ('band = "high"', 'band = "hgih"', "district.schools.high.band: there is no grade band 'hgih'. Did you mean 'high'?"),
    ('fleets = ["student"]', 'fleets = ["students"]', "software.mdm.fleets: there is no fleet 'students'. Did you mean 'student'?"),
    ('offer = "coop"', 'offer = "koop"', "devices.student.offer: there is no offer 'koop'. Did you mean 'coop'?"),
    ('school_count = "display"', 'school_count = "displays"',
     "there is no count in the schools' counts 'displays'. Did you mean 'display'?"),
    ("client_devices = 0.03", "client_device = 0.03",
     "economics.escalation.client_device: there is no category 'client_device'. Did you mean 'client_devices'?"),
    ("contingency = { network", "contingency = { netwrok",
     "economics.contingency.netwrok: there is no category 'netwrok'. Did you mean 'network'?"),
    ('category = "client_devices"\nyear', 'category = "tablets"\nyear',
     "economics.shocks.tariff.category: there is no category 'tablets'. Known names: client_devices, "),
    ('fee = 0.02', 'fee = 0.02\nline = "devices"',
     "devices.student.offer: the offer 'coop' prices the line 'devices', and this fleet's price has none of that name. "
     "Write offers.coop.line as one of device, licence."),
    # years
    ("2030 = 420", "2040 = 420",
     "district.enrolment.high.by_year.2040: the year 2040 is outside the plan: the plan runs from 2027 to 2036. Take the year out"),
    ("2027 = 400", "2028 = 400",
     "district.enrolment.high: the first value is for 2028, and the plan begins in 2027. Give a value for 2027 too"),
    ("2027 = 400", "27 = 400, 2027 = 400", "district.enrolment.high.by_year.27: "),
    ("horizon = 10", "horizon = 3", "calendar.headline_years: 5 headline years in a plan of 3. Write at most 3."),
    ("first_year = 2027", "first_year = 2095", "calendar.horizon: the plan runs to 2104, and years are known to 2100."),
    ("year = 2028", "year = 2038", "economics.shocks.tariff.year: the year 2038 is outside the plan, which ends in 2036."),
    ("until_year = 2031", "until_year = 2027",
     "software.mdm.until_year: it ends in 2027 and begins in 2028. Correct one of the two years."),
    ("until_year = 2031", "until_year = 2031.5",
     "software.mdm.until_year: expected a fiscal year, found 2031.5. Write a whole year, such as 2032."),
    ("bought = 2023", "bought = 2028",
     "devices.student.lots.old.bought: bought in 2028, after the plan's first year 2027. Lots are there when the plan starts"),
    ("bought = 2023", "bought = 23", "devices.student.lots.old.bought: bought in 23. Write the fiscal year, such as 2024."),
    ("support_end = 2033-06-30", "support_end = 9999-12-31",
     "devices.student.lots.newer.support_end: support to 9999-12-31. Write a year from 1990 to 2100, or leave it out"),
    ("term = 4", "term = 4\nbegun = { 2027 = { financed = 5000, owed = 1 } }",
     "devices.student.lease.begun.2027: the year 2027 is not before the plan, which begins in 2027. Write a fiscal year to 2026;"),
    # how many
    ("ratio = 1\n", "", "devices.student.per: 'per' without 'ratio'. Add ratio, such as ratio = 1."),
    ('per = "student"\nbands = ["elementary", "high"]\n', "",
     "devices.student.ratio: 'ratio' without 'per'. Add per, such as per = \"student\"."),
    ('school_count = "display"\n', "",
     "devices.display: nothing says how many are needed. Add per and ratio, or count, or school_count."),
    ('per = "student"\nbands', 'per = "classroom"\nbands',
     "devices.student.bands: bands are not counted with per = 'classroom'. Use per = \"student\", or count"),
    ('school_count = "display"\n', 'per = "device"\nratio = 0.1\n',
     'devices.display.per: per = \'device\' without fleets. Write per = "device" with the fleets that are counted, fleets = ["..."].'),
    ('school_count = "display"\n', 'per = "device"\nratio = 0.1\nfleets = ["display"]\n',
     "devices.display.fleets: 'display' does not stand before this fleet. List what is counted first; devices come before"),
    ('per = "student"\nbands = ["elementary", "high"]\n', 'per = "device"\nfleets = ["display"]\n',
     "devices.student.fleets: 'display' does not stand before this fleet."),
    ('school_count = "display"\n', 'per = "device"\nratio = 0.1\nfleets = ["laptop"]\n',
     "devices.display.fleets: there is no fleet 'laptop'."),
    # what becomes of devices, lines that stay
    ("device = { price = 280, taxed = true }", "device = { price = 280, taxed = true, stays = true }",
     "devices.student.price.device.stays: the offer 'coop' prices this line, which stays when a device is replaced."),
    ("licence = { price = 38 }", "licence = { price = 38, stays = true, paid_before = { 2027 = 900 } }",
     "devices.student.price.licence.paid_before.2027: the year 2027 is not before the plan. Write a fiscal year to 2026;"),
    ("[devices.student.lots]", '[devices.student.afterlife]\ngoes_to = "trade_in"\n\n[devices.student.lots]',
     "devices.student.afterlife: goes_to = 'trade_in' without 'trade_in'. Add what is paid for a device there."),
    ('"devices.student.lease.rate" = 0.05',
     '"devices.student.lease.rate" = 0.05\n\n[devices.display.afterlife]\ngoes_to = "resale"',
     "devices.display: afterlife.goes_to = 'resale', and nothing says what they are worth. Add afterlife.worth."),
    # ways of buying, tiers
    ("life = 8", 'life = 8\nacquire = "lease"',
     "devices.display.acquire: acquire = 'lease' without 'lease'. Add lease: [...lease] with term and rate."),
    ('offer = "coop"', 'buy_through = "offer"',
     "devices.student.buy_through: buy_through = 'offer' without 'offer'. Add offer: offer = \"...\"."),
    ("floor = 2500", "floor = 0",
     "offers.coop.tiers.large.floor: the floor 0 is not above the one before, 0. List tiers from the lowest floor up, each once."),
    ("[software.lms]", '[network.student]\nlabel = "x"\ncount = 1\nlife = 5\nprice = { a = { price = 1 } }\n[software.lms]',
     "network.student: the id 'student' is used in devices and in network. Give one of the two another id"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), DO_NOT_FIT)
def test_what_does_not_fit_has_place_value_and_remedy(tmp_path: Path, old: str, new: str, message: str) -> None:
    found = [line.replace(f"{tmp_path}/", "") for line in faults(write(tmp_path, replaced(old, new)))]
    assert any(message in line for line in found), found
    assert all(line.startswith("fault: plan.toml:") for line in found)


def test_a_count_by_classroom_needs_schools(tmp_path: Path) -> None:
    text = PLAN.replace(INLINE_SCHOOLS, "").replace('school_count = "display"', 'per = "classroom"\nratio = 1')
    no_school = text.replace("[calendar]", "[district.schools]\n[calendar]")
    assert "and the plan has no schools" in only_fault(write(tmp_path, no_school))
    line = line_of('per = "classroom"', text)
    assert only_fault(write(tmp_path, text)) == (
        f"fault: plan.toml:{line}: devices.display.per: "
        "it is counted per classroom, and the plan has no schools. "
        "List them under [district.schools.ID], or count by student or staff."
    )


def test_a_count_of_the_schools_needs_schools(tmp_path: Path) -> None:
    found = only_fault(write(tmp_path, PLAN.replace(INLINE_SCHOOLS, "")))
    assert "there is no count in the schools' counts 'display'. There are no names here; take it out." in found


AFTERLIFE = """[devices.student.afterlife]
goes_to = "buy_back"
buy_back = {{ share = 0.2, age = {age}, returned = 0.9 }}

"""

WORTH_A_LOOK = [
    ("prices_as_of = 2026", "prices_as_of = 2028", "economics.prices_as_of: prices are as of 2028, after the first fiscal year 2027."),
    ("year = 2028", "year = 2026", "economics.shocks.tariff.year: the shock of 2026 is not counted: prices are as of 2026."),
    ("support_end = 2033-06-30", "support_end = 2028-06-30",
     "devices.student.lots: support ends before the planned life of 4 years: newer (2028-06-30)."),
    ("repair_cost", "support_years = 3\nrepair_cost", "devices.student.support_years: support of 3 years is shorter than the life of 4."),
    ("students = 350", "students = 250",
     "district.enrolment.elementary: the schools of band 'elementary' have 500 students, and its enrolment is 600."),
    ("floor = 0, price", "floor = 100, price",
     "offers.coop.tiers.small.floor: below a volume of 100 the offer has no price. Begin with floor = 0"),
    ("price = 270", "price = 370", "offers.coop.tiers.large.price: the price rises with volume, from 300 to 370. Check the offer."),
    ("sales_tax = 0.09\n", "",
     "devices.student.price.device.taxed: the tax is not counted: the plan has no sales tax. Add economics.sales_tax"),
    ("electricity = 0.11\n", "",
     "devices.student.energy: electricity is not counted: the plan has no price for it. Add economics.electricity"),
    ("repair_cost", "resale_price = 40\nresale_retention = 0.5\nrepair_cost",
     "devices.student.resale_retention: not counted, because resale_price is given"),
    ("[devices.student.lots]", '[devices.student.afterlife]\ngoes_to = "disposal"\nfloor = 50\n\n[devices.student.lots]',
     "devices.student.afterlife.floor: not counted: nothing says what a device is worth. Add afterlife.worth."),
    ("[devices.student.lots]",
     '[devices.student.afterlife]\ngoes_to = "disposal"\ngrades = { good = { share = 1, worth = 1 } }\n\n[devices.student.lots]',
     "devices.student.afterlife.grades: not counted: nothing is sold or traded in. Add afterlife.worth or afterlife.trade_in"),
    ("[devices.student.lots]", AFTERLIFE.format(age=3) + "[devices.student.lots]",
     "devices.student.afterlife.buy_back.age: bought back after 3 years at most, and they are kept for 4: most come too late"),
    ("[devices.student.lots]", AFTERLIFE.format(age=6) + "[devices.student.lots]",
     "devices.student.afterlife.buy_back.age: bought back after as many as 6 years, and their life is 4: none gets that old."),
    (', support_end = 2033-06-30 }', '}\n\n[devices.student.afterlife]\ngoes_to = "resale"\nworth = 0.2\nuntil_support_ends = true',
     "devices.student.afterlife.until_support_ends: no end of support is known for any device. Add support_years"),
    ("from_year = 2028\nuntil_year = 2031", "from_year = 2040",
     "software.mdm.from_year: it begins in 2040, after the plan's last year 2036."),
    ("from_year = 2028\nuntil_year = 2031", "until_year = 2020",
     "software.mdm.until_year: it ends in 2020, before the plan's first year 2027."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WORTH_A_LOOK)
def test_what_is_worth_a_look_is_advice_and_no_fault(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = replaced("spares = 0.05", "energy = 24\nspares = 0.05")
    assert not any(message in line for line in advice(write(tmp_path, text)))
    path = write(tmp_path, replaced(old, new, text))
    assert faults(path) == []
    found = [line.replace(f"{tmp_path}/", "") for line in advice(path)]
    assert any(message in line for line in found), found


def test_a_plan_without_money_or_items_is_told_so(tmp_path: Path) -> None:
    bare = PLAN[: PLAN.index("[offers.coop]")]
    found = advice(write(tmp_path, bare))
    assert any("the plan has no items, so it costs nothing. Add some under [devices.ID]" in line for line in found)
    assert any("the plan has no source of funds. Add [sources.ID]" in line for line in found)


def test_a_short_plan_that_says_no_headline_years_is_fine(tmp_path: Path) -> None:
    text = replaced("horizon = 10\nheadline_years = 5", "horizon = 8")
    assert faults(write(tmp_path, text)) == []


def test_support_to_the_last_year_of_life_is_enough(tmp_path: Path) -> None:
    """Bought in fiscal year 2025 for 4 years, to August 2028: support to its last day is enough."""
    soon = "support ends before the planned life of 4 years: newer ("
    enough = write(tmp_path, replaced("support_end = 2033-06-30", "support_end = 2028-08-31"))
    assert not any(soon in line for line in advice(enough))
    early = replaced("support_end = 2033-06-30", "support_end = 2028-08-30")
    assert any(f"{soon}2028-08-30)" in line for line in advice(write(tmp_path, early)))
    to_the_end = replaced("spares = 0.05", "spares = 0.05\nnever_unsupported = false", early)
    assert not any(soon in line for line in advice(write(tmp_path, to_the_end)))


def test_paid_support_counts_toward_the_life(tmp_path: Path) -> None:
    """Bought in fiscal year 2025 for 4 years; support to August 2026 is two of them, and the other two are paid for."""
    soon = "support ends before the planned life of 4 years: newer ("
    early = replaced("support_end = 2033-06-30", "support_end = 2026-08-31")
    assert any(soon in line for line in advice(write(tmp_path, early)))
    paid = "spares = 0.05\nsupport_years = 2\nextended_support = {{ price = [10, 20], years = {} }}"
    enough = [
        line
        for line in advice(write(tmp_path, replaced("spares = 0.05", paid.format(2), early)))
        if "in scenario" not in line
    ]
    assert not any(soon in line or "shorter than the life" in line for line in enough)
    short = advice(write(tmp_path, replaced("spares = 0.05", paid.format(1), early)))
    assert any(soon in line and "They are replaced when paid support ends" in line for line in short)
    assert any("support of 3 years is shorter than the life of 4" in line for line in short)


@pytest.mark.parametrize(
    ("end", "days"), [("2028-08-30", "1 day"), ("2028-06-02", "90 days"), ("2028-06-01", ""), ("2028-08-31", "")]
)
def test_support_that_ends_in_the_last_days_of_a_fiscal_year_is_told(tmp_path: Path, end: str, days: str) -> None:
    """The fiscal year ends on 31 August: 29 days of June from the 2nd on (28 left), 31 and 31: 90."""
    text = replaced("support_end = 2033-06-30", f"support_end = {end}")
    said = "support ends shortly before a fiscal year does, which costs the service of that whole year: newer "
    found = [line for line in advice(write(tmp_path, text)) if said in line]
    assert len(found) == (1 if days else 0)
    assert all(f"newer ({end}, {days})" in line and "never_unsupported = false" in line for line in found)
    runs_on = replaced("spares = 0.05", "spares = 0.05\nnever_unsupported = false", text)
    assert not any(said in line for line in advice(write(tmp_path, runs_on)))


def test_support_that_ends_after_the_life_costs_no_year(tmp_path: Path) -> None:
    late = advice(write(tmp_path, replaced("support_end = 2033-06-30", "support_end = 2033-08-30")))
    assert not any("shortly before a fiscal year" in line for line in late)


def test_a_finding_that_a_whole_table_has_is_shown_twenty_times(tmp_path: Path) -> None:
    lots = "".join(f"l{number} = {{ bought = 2030, count = 1 }}\n" for number in range(500))
    found = faults(write(tmp_path, replaced("[devices.student.lots]\n", f"[devices.student.lots]\n{lots}")))
    assert len(found) == 21
    assert "and 480 more like these; the last: bought in 2030" in found[-1]


LOTS = 'old = { bought = 2023, count = 300, model = "Acer" }'


def lot_advice(folder: Path, text: str) -> list[str]:
    return [line for line in advice(write(folder, text)) if "without a support end" in line]


def test_lots_without_a_support_end_beside_others_that_have_one_are_named(tmp_path: Path) -> None:
    said = lot_advice(tmp_path, PLAN)
    assert len(said) == 1
    assert (
        "devices.student.lots: 1 of 2 lots without a support end, and others of the fleet have one: old. Their"
        in said[0]
    )
    five = "".join(f"l{n} = {{ bought = 2024, count = 1 }}\n" for n in range(5))
    assert "6 of 7 lots without a support end, and others of the fleet have one: l0, l1, l2 and 3 more" in "".join(
        lot_advice(tmp_path, replaced(LOTS, five + LOTS))
    )
    assert lot_advice(tmp_path, replaced(LOTS, replaced(" }", ", platform_released = 2022-01-01 }", LOTS))) == []
    assert lot_advice(tmp_path, replaced(", support_end = 2033-06-30", "")) == [], "nobody says an end"
    assert lot_advice(tmp_path, replaced("count = 300", "count = 0")) == []


def test_a_model_that_has_a_support_end_in_another_fleet_is_named(tmp_path: Path) -> None:
    panel = '[devices.display.lots]\nold = { bought = 2024, count = 2, model = "lenovo" }\nx = { bought = 2024, count = 2, model = "X" }\n'
    said = lot_advice(tmp_path, replaced("[software.lms]\n", f"{panel}\n[software.lms]\n"))
    assert any(
        "devices.display.lots: 1 of 2 lots without a support end, and other fleets have one for the model: old." in line
        for line in said
    )


@pytest.mark.parametrize(
    ("lives", "said"),
    [
        ("life = 4.5", ["life: 4.5 years count as 5: devices are bought once a year. Write a whole number"]),
        ("life = 5\neconomic_life = 3.2", ["economic_life: 3.2 years count as 4: devices are bought once a year."]),
        ("life = 4\neconomic_life = 4.5", []),
        ("life = 4", []),
    ],
)
def test_a_life_that_is_no_whole_number_is_said(tmp_path: Path, lives: str, said: list[str]) -> None:
    asked = 'life = { value = 4, low = 3, high = 6, source = "board policy 2022", note = "reviewed yearly" }'
    found = [
        line
        for line in advice(write(tmp_path, replaced(asked, lives)))
        if "bought once" in line and "scenario" not in line
    ]
    assert len(found) == len(said)
    assert all(f"devices.student.{words}" in line for words, line in zip(said, found, strict=True))
