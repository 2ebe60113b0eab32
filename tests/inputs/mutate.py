"""Ways to spoil a plan: its text, its bytes, its tables and the CSV files beside it."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable
from typing import Any

NASTY_WORDS = (
    "", " ", "0", "-1", "-0.0", "1e308", "1e999", "nan", "inf", "true", "null", "None", "†", "–", "1,234", "$5", "5%", "(5)", "2027", "27",
    "1979-05-27", "2029-02-30", "6/30/2029", "9999-12-31", "0001-01-01", "=1+1", "@x", "\t", "\x00", "\x07", "\ufeff", "\u202e", "\uffff",
    "é", "👩‍🏫", '"', "'", '"""', "\\", "#", "[", "]]", "{", "}", ",", ";", "|", "=", ".", "..", "\r", "\n", "\r\n", "a.b.c", "x" * 301,
    "x" * 5000, "9" * 30, "9" * 5000, "0x" + "f" * 5000, "[" * 300, "{a=" * 60, "a." * 60 + "b = 1\n", "device", "student", "elementary",
    "oak", "coop", "lease", "value", "by_year", "by_age", "low", "csv", "extends", "prices", "schema", "{ csv = \"schools.csv\" }",
    "{ csv = \".\" }", "{ csv = \"/dev/zero\" }", "{ by_year = {} }", "{ by_year = { 2027 = 1, 2040 = 2 } }",
    "[]", "[1, [2]]", "{}", "[[x]]",
)  # fmt: skip
NASTY_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1, 5, 2027, 10**30, 10**5000, -(10**400), 0.5, -0.0, 1e308, float("nan"), float("inf"),
    "", "x", "student", "x" * 40_000,
    "\x00", "a\nb", "\ud800", b"bytes", [], [1, 2], [[[]]], {}, {"value": 1}, {"value": {}}, {"by_year": {}}, {"by_year": {"2027": 1}},
    {"by_year": {2027: 1, "x": None}}, {"by_age": []}, {"by_age": [0.5, "x"]}, {"low": 1, "high": 0}, {"csv": "schools.csv"}, {1: 2},
    {"": 1}, datetime.date(2027, 1, 1), datetime.date(9999, 12, 31), datetime.datetime(2027, 1, 1, 12), datetime.time(1), {1, 2}, object(),
    1 + 2j, (1,), range(3),
)  # fmt: skip
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
WORD = re.compile(r"[A-Za-z_]+")


def spoiled_text(text: str, chance: random.Random) -> str:
    """A text with one to three things wrong in it."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = chance.choice(TEXT_WAYS)(text, chance)
    return text


def _span(text: str, chance: random.Random, longest: int = 60) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + chance.randrange(longest))


def _cut(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    return text[:start] + text[end:]


def _insert(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + chance.choice(NASTY_WORDS) + text[start:]


def _overwrite(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance, 12)
    return text[:start] + chance.choice(NASTY_WORDS) + text[end:]


def _repeat(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance, 400)
    return text[:end] + text[start:end] * chance.choice((1, 1, 2, 50)) + text[end:]


def _truncate(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _lines(text: str, chance: random.Random) -> str:
    """Lines that are lost, doubled or swapped."""
    lines = text.split("\n")
    here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(3)
    if way == 0:
        del lines[here]
    elif way == 1:
        lines.insert(there, lines[here])
    else:
        lines[here], lines[there] = lines[there], lines[here]
    return "\n".join(lines)


def _swap(pattern: re.Pattern[str]) -> Callable[[str, random.Random], str]:
    """One number or word in place of another, or of something nasty."""

    def swap(text: str, chance: random.Random) -> str:
        found = list(pattern.finditer(text))
        if not found:
            return text
        here, there = chance.choice(found), chance.choice(found)
        new = there[0] if chance.random() < 0.5 else chance.choice(NASTY_WORDS)
        return text[: here.start()] + new + text[here.end() :]

    return swap


TEXT_WAYS: tuple[Callable[[str, random.Random], str], ...] = (
    _cut, _insert, _overwrite, _repeat, _truncate, _lines, _lines, _swap(NUMBER), _swap(NUMBER), _swap(WORD), _swap(WORD),
)  # fmt: skip


def spoiled_bytes(content: bytes, chance: random.Random) -> bytes:
    """A file with some bytes changed, as a disk or a wrong program leaves it."""
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 2, 10))):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    way = chance.randrange(6)
    if way == 0:
        return bytes(spoiled[: chance.randrange(len(spoiled))])
    if way == 1:
        return spoiled.decode("latin-1").encode("utf-16")
    return bytes(spoiled)


def spoil_tables(raw: dict[str, Any], chance: random.Random) -> None:
    """A plan's tables with values of every wrong kind, keys lost, renamed or in the wrong place."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        table, key = chance.choice(list(_entries(raw)))
        way = chance.randrange(5)
        if way <= 1:
            table[key] = chance.choice(NASTY_VALUES)
        elif way == 2:
            del table[key]
        elif way == 3:
            table[chance.choice(NASTY_WORDS)] = table.pop(key)
        else:
            other, name = chance.choice(list(_entries(raw)))
            table[key] = other[name]
        if not raw:
            return


def _entries(table: dict[str, Any], depth: int = 0) -> list[tuple[dict[str, Any], str]]:
    found = [(table, key) for key in table]
    if depth < 8:
        for value in table.values():
            if isinstance(value, dict):
                found += _entries(value, depth + 1)
    return found
