"""What does not fit together in what a plan says of E-Rate is a fault with what to do, or advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tco.inputs.load import load
from tests.inputs.small import advice, faults, only_fault, replaced, write

ONE = '[sources.one]\nlabel = "Category One"\nrecurrence = "at_risk"\nerate_one = {}\n\n'
TWO = '[sources.two]\nlabel = "Category Two"\nrecurrence = "at_risk"\nerate_two = {}\n\n'
ERATE = "[district.erate]\neligible = 450\n\n"
FITS = replaced("[calendar]", f"{ERATE}[calendar]", replaced("[sources.general]", f"{ONE}{TWO}[sources.general]"))


def test_the_plan_with_both_categories_has_no_fault(tmp_path: Path) -> None:
    assert faults(write(tmp_path, FITS)) == []


DO_NOT_FIT = [
    (ERATE, "", "sources.one.erate_one: nothing decides the district's discount. Add [district.erate] with eligible or discount;"),
    ("eligible = 450", 'locale = "urban"', "district.erate: nothing says how many students are eligible. Add eligible, or"),
    (TWO, TWO + TWO.replace("[sources.two]", "[sources.more]"),
     "sources.more.erate_two: 'two' is a source of the same category. Put them together: each category has one discount"),
    ("erate_one = {}", "erate_one = {}\nopening_balance = 5",
     "sources.one.opening_balance: a source of E-Rate has no opening_balance. Take it out: its discount and its budget say"),
    ("erate_one = {}", "erate_one = {}\namount = 5",
     "say in exactly one way how much it brings"),
    ("eligible = 450", "eligible = 450\ncep = { birch = 0.5 }", "district.erate.cep.birch: there is no school 'birch'."),
    ("eligible = 450", "cep = { oak = 0.5 }",
     "district.erate: cep without eligible. Add eligible, the students eligible at all other schools, 0 if none."),
    ("eligible = 450", 'eligible = 450\nlocale = "schools"',
     "district.erate: locale = 'schools' without rural_schools. Add how many schools are in a rural locale."),
    ("eligible = 450", "eligible = 450\nrural_schools = 4",
     "district.erate.rural_schools: 4 schools are rural, and there are 3. Correct one of the two, or list all schools."),
    ("erate_one = {}", "erate_one = { consortium = {} }",
     "sources.one.erate_one.consortium: a consortium without members. Name each member with its discount, as in"),
    ("erate_one = {}", "erate_one = { consortium = { us = 80 } }", "sources.one.erate_one.consortium.us: found 80, expected at most 1."),
    ("erate_one = {}", "erate_one = { late = 2 }", "expected 0 to 1 (flag), found 2"),
    ("first_year = 2027", "first_year = 2015", "erate_in_force: no value is known for 2014-07-01; the first is of 2015-07-01."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), DO_NOT_FIT, ids=[case[2][:60] for case in DO_NOT_FIT])
def test_what_does_not_fit_is_a_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = faults(write(tmp_path, replaced(old, new, FITS)))
    assert any(said in line for line in found), "\n".join(found) or "no fault"


def test_a_budget_without_schools_is_a_fault(tmp_path: Path) -> None:
    start, end = FITS.index("[district.schools.oak]"), FITS.index("[district.erate]")
    text = FITS[:start] + FITS[end:]
    text = text.replace('category = "classroom_print"\nschool_count = "display"', "count = 57")
    assert "sources.two.erate_two: its budget counts schools, and the plan has none." in only_fault(
        write(tmp_path, text)
    )
    assert faults(write(tmp_path, replaced("eligible = 450", "eligible = 450\nschools = 3", text))) == []


ADVICE = [
    ("eligible = 450", "eligible = 502",
     "district.erate: 50.20% of students are eligible in FY2027, within half a point of the band from 50%. Ask USAC how"),
    ("eligible = 450", "eligible = 498", "district.erate: 49.80% of students are eligible in FY2027"),
    ("eligible = 450", "eligible = 23\ncep = { oak = 0.587 }",  # 350 x 0.587 x 1.6 = 328.72; 351.72 / 1,000 = 35.17 %
     "district.erate: 35.17% of students are eligible in FY2027, within half a point of the band from 35%."),
    ("eligible = 450", "eligible = 450\ndiscount = 0.6",
     "district.erate.discount: the discount is typed, and eligible is not read. Take one of the two out."),
    ("erate_two = {}", "erate_two = { committed_before = 90000 }",
     "sources.two.erate_two.committed_before: a new cycle begins with FY2027, so that nothing of one before it counts."),
    ('recurrence = "at_risk"\nerate_one', 'recurrence = "recurring"\nerate_one',
     "sources.one.recurrence: it is 'recurring', and E-Rate is granted year by year. FCC-26-41, adopted 25 June 2026"),
    ("erate_one = {}", "erate_one = {}",
     "sources.one: it names no uses, so it pays the program's own: circuits. Name the items under uses where some are not"),
    ("erate_one = {}", 'erate_one = {}\nuses = { all = { categories = ["connectivity", "software"], items = ["devices.student"] } }',
     "sources.one.uses.all: E-Rate does not pay software, devices.student. Take it out: end-user devices, software,"),
    ("erate_one = {}", 'erate_one = {}\nuses = { all = { categories = ["connectivity"], share = 0.92 } }',
     "sources.one.uses.all.share: 92% of the use is eligible; of Internet use 90% is enough to count all."),
    (ONE + TWO, "", "district.erate: no source of funds is E-Rate. Add a source with erate_one = {} or erate_two = {}."),
    ("eligible = 450", "eligible = 450\nschools = 5", "district.erate.schools: it counts 5 schools, and the plan lists 3."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), ADVICE, ids=[case[2][:60] for case in ADVICE])
def test_what_is_worth_a_word_is_advice(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path, replaced(old, new, FITS))
    found = advice(path)
    assert faults(path) == []
    assert any(said in line for line in found), "\n".join(found) or "no advice"


@pytest.mark.parametrize("eligible", [450, 344, 375, 0, 4])
def test_far_from_an_edge_nothing_is_said(tmp_path: Path, eligible: float) -> None:
    """45, 34.4, 37.5, 0 and 0.4 % of 1,000; 44.1, 33.7, 36.8, 0 and 0.39 % of 1,020: none within half a point of an edge."""
    found = advice(write(tmp_path, replaced("eligible = 450", f"eligible = {eligible}", FITS)))
    assert not any("within half a point" in line for line in found)


def test_a_use_of_the_programs_own_name_keeps_what_it_does_not_say(tmp_path: Path) -> None:
    text = replaced("erate_two = {}", "erate_two = {}\nuses = { networks = { share = 0.8 } }", FITS)
    use = load(write(tmp_path, text)).form.sources["two"].uses["networks"]
    assert (use.share.value, use.items, use.categories) == (0.8, ("network",), ("network",))
    assert load(write(tmp_path, FITS)).form.sources["one"].uses["circuits"].items == ("circuits",)
