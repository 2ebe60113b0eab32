"""What a form refuses is said with its place, what was found and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.small import faults, only_fault, replaced, write

REFUSED = [
    # unknown and missing keys
    ("staff = 110", "staff = 110\nstudens = 4", "plan.toml:9: district.studens: unknown key 'studens'."),
    ("ratio = 1", "ratoi = 1\nratio = 1", "devices.student.ratoi: unknown key 'ratoi'. Did you mean 'ratio'?"),
    ("[software.lms]", "[softwear.x]\n[software.lms]", "softwear: unknown key 'softwear'. Did you mean 'software'?"),
    ("taxed = true", "Taxed = true", "devices.student.price.device.Taxed: unknown key 'Taxed'. Did you mean 'taxed'?"),
    ("low = 3,", "lower = 3,", "devices.student.life.lower: unknown key 'lower'."),
    ("teachers = 60\n", "", "plan.toml:4: district: 'teachers' is missing. Add teachers = ... (teachers, in teacher, 0 or more)."),
    ('label = "Levy"', "", "sources.levy: 'label' is missing. Add label = ...."),
    ("term = 4\nrate = 0.04", "",
     "devices.student.lease: 'term' is missing. Add term = ... (term, in year, 0.0833333 to 30)."),
    # types
    ("teachers = 60", 'teachers = "60"',
     "plan.toml:7: district.teachers: expected a number or a table with value = ..., found '60'. Write a"),
    ("teachers = 60", "teachers = true", "found True. Write a number without quotes"),
    ("students = 350", 'students = "1,350"',
     "expected a number, found the text '1,350'. Write a number without quotes, commas or signs: 1350."),
    ("students = 350", 'students = "many"', "expected a number, found the text 'many'. Write a number, without quotes."),
    ("students = 350", "students = [350]", "expected a number, found a list. Write a number, such as 4 or 0.05."),
    ("students = 350", "students = true", "expected a number, found true."),
    ("horizon = 10", "horizon = 9.5", "calendar.horizon: expected a whole number, found 9.5. Write it without decimals."),
    ("horizon = 10", "horizon = true", "calendar.horizon: expected a number, found true."),
    ('title = "Three schools"', "title = 3", 'plan.toml:2: title: expected text, found 3. Write it in quotes: title = "...".'),
    ("carries_over = true", 'carries_over = "yes"',
     "sources.levy.carries_over: expected true or false, found 'yes'. Write true or false"),
    ("support_end = 2033-06-30", 'support_end = "2033-06-30"',
     "lots.newer.support_end: expected a date, found '2033-06-30'. Write year-month"),
    ("support_end = 2033-06-30", "support_end = 2033-06-30T12:00:00", "expected a date, found 2033-06-30T12:00:00."),
    ('bands = ["elementary", "high"]', 'bands = "high"',
     "devices.student.bands: expected a list, found 'high'. Write it in brackets: bands = ["),
    ("taxed = true }", "taxed = true }\ncase = 5",
     "devices.student.price.case: expected a table, found 5. Write a table [devices.student.price.case]"),
    ("{ panel = { price = 2400 } }", "{}", "devices.display.price: there is nothing in it. Write at least one entry."),
    # choices
    ('per = "student"\nbands', 'per = "studnet"\nbands', "found 'studnet'. Did you mean 'student'? The choices are student, teacher"),
    ('recurrence = "recurring"', 'recurrence = "yearly"',
     "sources.general.recurrence: found 'yearly'. Known choices: one_time, recurring, at_risk."),
    ('recurrence = "recurring"', "recurrence = 1", "sources.general.recurrence: found 1. Write one of one_time, recurring, at_risk."),
    # bounds
    ("teachers = 60", "teachers = -60", "district.teachers: expected 0 or more (teacher), found -60. Correct the number."),
    ("students = 350", "students = -350", "district.schools.oak.students: found -350, expected 0 or more. Correct the number."),
    ("count = 300", "count = -300", "devices.student.lots.old.count: found -300, expected 0 or more."),
    ("start_month = 9", "start_month = 13", "calendar.start_month: found 13, expected at most 12."),
    ("horizon = 10", "horizon = 31", "calendar.horizon: found 31, expected at most 30."),
    ("first_year = 2027", "first_year = 27", "calendar.first_year: found 27, expected 1990 or more."),
    ("teachers = 60", "teachers = 1e13", "district.teachers: expected at most 1e+12 (teacher), found 1e+13."),
    ("teachers = 60", "teachers = inf", "district.teachers: found inf. Write a finite number."),
    ("teachers = 60", "teachers = nan", "district.teachers: found nan. Write a finite number."),
    ("teachers = 60", f"teachers = {10**400}",
     "district.teachers: found a number of more than 60 digits. Write a number of at most 1e+12."),
    ("teachers = 60", f"teachers = 0x{'f' * 8000}", "district.teachers: found a number of more than 60 digits."),
    # percentages
    ("discount_rate = 0.04", "discount_rate = 4",
     "economics.discount_rate: expected -0.5 to 1 (share), found 4. A share is written as 0.04, not 4."),
    ("spares = 0.05", "spares = 5", "devices.student.spares: expected 0 to 1 (share), found 5. A share is written as 0.05, not 5."),
    ("software = 0.05", "software = 5", "economics.escalation.software: expected -0.99 to 1 (share), found 5. A share is written as 0.05"),
    ("[0.02, 0.03, 0.05]", "[2, 3, 5]", "devices.student.loss: expected 0 to 1 (share), found 2. A share is written as 0.02, not 2."),
    # figures
    ("low = 3,", "low = 5,", "devices.student.life: low, value and high must not fall: 5.0, 4.0, 6.0. Put value between low and high."),
    ("low = 3,", "", "devices.student.life: low and high go together. Give both or neither."),
    ("value = 4, ", "", "devices.student.life: give exactly one of value, by_year and by_age, not empty. Write value = ..., or by_year"),
    ("life = 8", "life = { by_year = { 2027 = 8 } }", "devices.display.life: this figure holds for all years. Give one value."),
    ("life = 8", "life = { by_age = [8, 9] }", "devices.display.life: this figure does not vary by age. Give one value."),
    ("life = 8", "life = {}", "devices.display.life: give exactly one of value"),
    ("2030 = 420", "next = 420", "district.enrolment.high.by_year.next: found the year 'next'. Write a fiscal year of four digits"),
    ("2030 = 420", "2030 = true", "district.enrolment.high.by_year.2030: expected a number, found true."),
    ("term = 4", "term = 4\nbegun = { last = { financed = 5000, owed = 1 } }",
     "devices.student.lease.begun.last: found the year 'last'. Write a fiscal year of four"),
    # what one form says of its parts
    ('fleets = ["student"]', "", "software.mdm: per = 'device' without fleets. Name those that are counted."),
    ("[software.lms]", '[contractors.x]\nlabel = "x"\nhours = 4\n[software.lms]',
     "contractors.x: what is said here does not fit together. Give one of these: hours and rate, or amount, or months"),
    ("[software.lms]", '[positions.x]\nlabel = "x"\nsalary = 1\nfte = 1\nhealth_rise = 0.1\n[software.lms]',
     "positions.x: health_rise goes with health. Give both, or leave both out."),
    # ids
    ("[district.schools.oak]", "[district.schools.Oak]",
     "the id 'Oak' has characters that an id may not have. Write it in lower-case letters"),
    ("[devices.display]", '[devices."class displays!"]', "such as class_displays."),
    ("[devices.display]", '[devices.""]', "the id '' has characters that an id may not have."),
    ("[devices.display]", "[devices.2027]",
     "the id '2027' has characters that an id may not have. Write it in lower-case letters, digits and _, "
     "beginning with a letter, such as n_2027."),
    ("[devices.display]", f"[devices.{'x' * 61}]", "is too long. Shorten it to at most 60 characters; the label may be longer."),
    ('offer = "coop"', 'offer = "Co-op"', "devices.student.offer: the id 'Co-op' has characters that an id may not have."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), REFUSED)
def test_what_a_form_refuses_has_place_value_and_remedy(tmp_path: Path, old: str, new: str, message: str) -> None:
    found = only_fault(write(tmp_path, replaced(old, new)))
    assert message in found
    assert len(found) < 600


def test_a_thousand_faults_are_shown_and_no_more_than_can_be_read(tmp_path: Path) -> None:
    many = "".join(f"k{number} = 1\n" for number in range(1000))
    assert len(faults(write(tmp_path, replaced("teachers = 60\n", f"teachers = 60\n{many}")))) == 21


def test_a_text_with_an_endless_value_is_quoted_short(tmp_path: Path) -> None:
    found = only_fault(write(tmp_path, replaced('per = "student"\nbands', f'per = "{"x" * 5000}"\nbands')))
    assert "(5,002 characters)" in found
    assert len(found) < 300
