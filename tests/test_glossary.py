"""The glossary can be relied on: one line for each term, in order, and its units are those of the row language."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
UNITS = ROOT / "tco" / "formula" / "units.py"


def lines() -> list[list[str]]:
    """Term, meaning and unit of each line of the glossary's table."""
    table = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def symbols() -> set[str]:
    """Each unit symbol of the unit column: `usd@2027/device` holds `usd` and `device`."""
    quoted = [text for line in lines() for text in re.findall(r"`([^`]+)`", line[2])]
    return {symbol for text in quoted for symbol in re.split(r"@\d+|[/*]", text) if symbol}


def test_the_glossary_has_a_term_a_meaning_and_a_place_for_the_unit_in_each_line() -> None:
    assert len(lines()) > 100
    assert [line for line in lines() if len(line) != 3 or not line[0] or not line[1]] == []


def test_terms_are_in_alphabetical_order_and_stand_once() -> None:
    terms = [line[0].casefold() for line in lines()]
    assert terms == sorted(terms)
    assert [term for term in set(terms) if terms.count(term) > 1] == []


def test_the_units_are_those_of_the_row_language() -> None:
    units = import_module("tco.formula.units") if UNITS.exists() else None
    known, plain = set(getattr(units, "KNOWN_UNITS", ())), set(getattr(units, "PLAIN", ()))
    assert known - symbols() == set()
    assert not known or symbols() - known - plain == set()
