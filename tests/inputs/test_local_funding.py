"""What does not fit in local and state money is a fault or advice, each with its place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tco.inputs import local_funding
from tests.inputs.small import PLAN, advice, faults, only_fault, replaced, write

LEVY = """
[sources.tech]
label = "Technology levy"
recurrence = "at_risk"
[sources.tech.levy]
program = "technology"
amount = { by_year = { 2026 = 100, 2027 = 200 } }
collected = { april = 0.5, october = 0.5 }
first_tax_year = 2024
last_tax_year = 2029
"""
AGAIN = LEVY.replace("sources.tech", "sources.again")
BOND = """
[sources.bond]
label = "Bond"
recurrence = "one_time"
obligate_by = 2030-08-31
[sources.bond.bond]
issued = 2028
proceeds = 1000
rate = 0.04
term = 20
"""
OWING = BOND.replace("2028", "2025") + "owed = 900\n"
FUND = """
[sources.fund]
label = "The whole general fund"
recurrence = "recurring"
opening_balance = 100
[sources.fund.fund]
revenue = 1000
expenditure = { by_year = { 2027 = 1000, 2030 = 1010 } }
gives = 50
"""
RESERVE = """
[sources.reserve]
label = "Technology reserve"
recurrence = "recurring"
opening_balance = 100
[sources.reserve.reserve]
from = "general"
amount = 10
"""
ALLOTMENT = """
[sources.state]
label = "Allotment"
recurrence = "recurring"
[sources.state.allotment.groups.all]
label = "Students"
figure = "texas_technology_per_student"
"""
ALL = LEVY + BOND + FUND + RESERVE + ALLOTMENT
WASHINGTON = replaced("teachers = 60", 'state = "WA"\nteachers = 60')


def test_local_money_as_it_should_be_is_no_finding(tmp_path: Path) -> None:
    path = write(tmp_path, WASHINGTON + ALL)
    assert faults(path) == []
    assert [finding for finding in advice(path) if "sources" in finding] == []


FAULTY = [
    (RESERVE.replace('"general"', '"genral"'),
     "sources.reserve.reserve.from: there is no source of funds 'genral'. Did you mean 'general'?"),
    (LEVY.replace("[sources.tech.levy]", "transfers = { lvy = 5 }\n[sources.tech.levy]"),
     "sources.tech.transfers.lvy: there is no source of funds 'lvy'. Did you mean 'levy'?"),
    (LEVY.replace("[sources.tech.levy]", "transfers = { tech = 5 }\n[sources.tech.levy]"),
     "sources: transfers go in a circle: tech to tech. Take one of them out."),
    (BOND.replace("2030-08-31", "2027-08-31"),
     "sources.bond.obligate_by: its money must be spent by 2027-08-31, and it is issued in FY2028. Correct one of the two."),
    (OWING.replace("900", "1100"), "sources.bond.bond.owed: it owes 1,100 dollars, and only 1,000 were borrowed for technology."),
    (OWING + "technology = 800\n", "sources.bond.bond.owed: it owes 900 dollars, and only 800 were borrowed for technology."),
    (OWING.replace("2025", "2005"),
     "sources.bond.bond.owed: it owes 900 dollars, and its last payment was due in FY2025, before the plan. Correct owed,"),
    (OWING.replace("2025", "2028"),
     "sources.bond.bond.owed: it owes 900 dollars before the plan, and is issued in FY2028, within it. Take owed out,"),
    (ALLOTMENT.replace("per_student", "per_pupil"),
     "there is no public figure for a student 'texas_technology_per_pupil'. Did you mean 'texas_technology_per_student'?"),
    (ALLOTMENT.replace("texas_technology_per_student", "texas_bond_longest_term"),
     "there is no public figure for a student 'texas_bond_longest_term'."),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "said"), FAULTY, ids=[said[:50] for _, said in FAULTY])
def test_what_does_not_fit_is_a_fault(tmp_path: Path, wrong: str, said: str) -> None:
    assert said in only_fault(write(tmp_path, PLAN + wrong))


def test_money_goes_between_sources_that_keep_a_balance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_funding, "KEEPS", ("amount",))
    said = "sources.reserve.reserve.from: sources.reserve has no balance that money could come from or go to. Take the"
    assert said in only_fault(write(tmp_path, PLAN + RESERVE))


def test_a_circle_of_transfers_names_its_sources(tmp_path: Path) -> None:
    circle = RESERVE.replace(
        "[sources.reserve.reserve]", "transfers = { tech = 5 }\n[sources.reserve.reserve]"
    ).replace('"general"', '"tech"')
    said = only_fault(write(tmp_path, PLAN + LEVY + circle))
    assert "sources: transfers go in a circle: " in said and "tech to reserve" in said


ADVISED = [
    (LEVY + AGAIN, "sources.again.levy: it and sources.tech are levies of the program 'technology', and both run 2024 to 2029. Check"),
    (LEVY.replace("last_tax_year = 2029", 'last_tax_year = 2026\nrenewed = "yes"') + AGAIN.replace("2024", "2027"),
     "sources.again.levy: it and sources.tech are levies of the program 'technology', and both run 2027 to 2029. Check"),
    (LEVY.replace("[sources.tech.levy]", "renewed_by = 2030-02-12\n[sources.tech.levy]"),
     "sources.tech.renewed_by: it is to be renewed by 2030-02-12, and its last tax year is 2029. Correct one of the two;"),
    (LEVY.replace("2029", "2030"),
     "sources.tech.levy.last_tax_year: it runs for 7 years, and Washington: longest term of a capital levy for technology is 6 years"),
    (LEVY.replace("2026 = 100, ", ""),
     "sources.tech.levy.amount: taxes of 2026 come in from october on, in the plan's first year, and their amount is not given; "
     "it counts as 0. Give 2026 too, or first_tax_year = 2027."),
    (BOND.replace("2028", "2026"), "sources.bond.bond: it was issued in FY2026, before the plan, and what it still owes is not given"),
    (FUND.replace("1010", "1400"), "sources.fund.fund: without technology its balance is -300 dollars at the end of FY2030. Check"),
    (FUND.replace("opening_balance = 100\n", ""), "sources.fund: the fund's balance before the plan is not given; it counts as 0."),
    (RESERVE.replace("amount = 10", "amount = 0\nfloor = 200"),
     "sources.reserve.reserve: its floor is 200 dollars, its balance 100, and nothing is laid by: it pays nothing. Give an amount,"),
    (LEVY.replace("[sources.tech.levy]", "transfers = { general = 300 }\n[sources.tech.levy]"),
     "sources.tech.transfers: by FY2029 it is to give 100 dollars more than it ever had; it gives what it has. Lower the"),
]  # fmt: skip


@pytest.mark.parametrize(("odd", "said"), ADVISED, ids=[said[:50] for _, said in ADVISED])
def test_what_is_odd_is_advice(tmp_path: Path, odd: str, said: str) -> None:
    path = write(tmp_path, WASHINGTON + odd)
    assert faults(path) == []
    found = [finding for finding in advice(path) if said in finding]
    assert len(found) == 1, "\n".join(advice(path))


@pytest.mark.parametrize(
    ("state", "years", "advised"), [("TX", 41, True), ("Texas", 41, True), ("CA", 40, False), ("VT", 50, False)]
)
def test_a_bonds_longest_term_is_that_of_the_state(tmp_path: Path, state: str, years: int, advised: bool) -> None:
    text = replaced("teachers = 60", f'state = "{state}"\nteachers = 60') + BOND.replace("term = 20", f"term = {years}")
    assert any("sources.bond.bond.term: it runs for" in finding for finding in advice(write(tmp_path, text))) == advised
