"""Findings on committed subscriptions: their rate, the term that runs at the plan's start, terms that end after plan or product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.small import PLAN, advice, faults, replaced, write

LMS = 'label = "Learning platform"\nper = "student"\nprice = 9\n'
COMMITTED = 'pays = "committed"\ncommitted = { term = 3, rate = 0.04 }\n'
TEXT = replaced(LMS, LMS + COMMITTED)
OPTION = """
[comparisons.platform]
label = "Platform"
item = "software.lms"
options.yearly = { label = "By the year" }
options.three = { label = "Three years", changes = { pays = "committed", committed = { term = 3 } } }
"""


def begun(year: int) -> str:
    return f"begun = {{ {year} = {{ financed = 26000, owed = 16975, yearly = 9000 }} }} }}"


FAULTS = [
    (", rate = 0.04", "", "software.lms.committed: nothing says at which rate what is committed is worth today. Add rate,"),
    ("0.04 }", "0.04, " + begun(2024), "software.lms.committed.begun.2024: a term of 3 years that began in 2024 has nothing to pay "
     "from 2027 on. Write a fiscal year from 2025 to 2026, or leave begun out."),
    ("term = 3, rate = 0.04 }", "term = 1, rate = 0.04, " + begun(2026), "a term of 1 year that began in 2026 has nothing to pay "
     "from 2027 on. Leave begun out"),
]  # fmt: skip
ADVICE = [
    ("0.04 }", "0.04, " + begun(2026).replace("16975", "9000"), "software.lms.committed.begun.2026.owed: 9,000.00 is owed, and the 2 "
     "payments that are left come to 18,000.00, worth 16,974.85 when the plan begins. No more is paid than is owed;"),
    ("term = 3", "term = 12", "software.lms.committed.term: the term of 12 years is longer than the plan's 10. What is owed after"),
    ("price = 9\n", "price = 9\nuntil_year = 2030\n", "software.lms.until_year: the term that begins in 2030 is committed to 2032, "
     "and the product ends in 2030. It is counted to 2030;"),
    ("term = 3, rate", "rate = 0.04 }\nuplift = 0.03\nrenewal = { term = 3, began = 2026 }\n#", "software.lms.committed: the term "
     "that began in 2026 runs when the plan begins, and nothing says what it owes. Add [software.lms.committed.begun]"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_commitment_that_cannot_be_counted_is_a_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in line for line in faults(write(tmp_path, replaced(old, new, TEXT))))


@pytest.mark.parametrize(("old", "new", "said"), ADVICE)
def test_a_term_that_outlasts_plan_or_product_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path, replaced(old, new, TEXT))
    assert not faults(path)
    assert any(said in line for line in advice(path)), advice(path)


def test_a_commitment_that_fits_is_not_spoken_of(tmp_path: Path) -> None:
    """To FY2032 from FY2027: two terms. One that began in FY2026 ends in FY2028, the next in FY2031."""
    for old, new in (
        ("price = 9\n", "price = 9\nuntil_year = 2032\n"),
        (COMMITTED, "until_year = 2031\n" + COMMITTED.replace("0.04 }", "0.04, " + begun(2026))),
    ):
        path = write(tmp_path, replaced(old, new, TEXT))
        assert not [line for line in (*faults(path), *advice(path)) if "software.lms" in line]


def test_an_option_says_its_rate_or_the_district_does(tmp_path: Path) -> None:
    said = "comparisons.platform.options.three.changes.committed: nothing says at which rate"
    assert any(said in line for line in faults(write(tmp_path, PLAN + OPTION)))
    rated = replaced("sales_tax = 0.09\n", "sales_tax = 0.09\nborrowing_rate = 0.04\n", PLAN + OPTION)
    assert not faults(write(tmp_path, rated))
