"""Every key of a plan file has its line, however it is written."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.inputs.places import Places, dotted, scan, shown, split_path

TEXT = '''\
title = "a # b = c"  # [no.table]
note = """
[not.a.table]
key = 1
"""

[ district . schools ]
oak = { name = "Oak", counts = { display = 18, cart = 3 } }
"odd name".students = 4
list = [
  1, # one
  { a = 1,
    b = 2 } , # tables in a list, over lines
]

[devices."student one"]
life.value = 4
life.source = 'C:\\no\\escape'
[[item]]
x = 1
[[item]]
x = 2
[item.inner]
y = 3
'''.replace("{ a = 1,\n    b = 2 } ,", "{ a = 1, b = 2 } ,")


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("title",), 1),
        (("note",), 2),
        (("district", "schools"), 7),
        (("district", "schools", "oak"), 8),
        (("district", "schools", "oak", "counts", "cart"), 8),
        (("district", "schools", "odd name", "students"), 9),
        (("district", "schools", "list"), 10),
        (("district", "schools", "list", "1", "b"), 12),
        (("devices", "student one"), 15),
        (("devices", "student one", "life"), 16),
        (("devices", "student one", "life", "source"), 17),
        (("item", "0", "x"), 19),
        (("item", "1", "x"), 21),
        (("item", "1", "inner", "y"), 23),
    ],
)
def test_each_key_has_its_line(keys: tuple[str, ...], line: int) -> None:
    assert tomllib.loads(TEXT)
    assert scan(TEXT, "plan.toml").spots[keys] == f"plan.toml:{line}"


def test_what_was_not_said_has_the_place_of_the_table_around_it() -> None:
    places = scan(TEXT, "plan.toml")
    assert places.place(("devices", "student one", "life", "low")) == "plan.toml:16: devices.'student one'.life.low"
    assert places.place(("nothing",)) == "plan.toml: nothing"
    assert places.place(()) == "plan.toml"


def test_a_later_file_s_places_stand_over_an_earlier_one_s() -> None:
    later = scan("[a]\nx = 1\n", "base.toml").below(scan("# ours\n\n[a]\ny = 2\n", "plan.toml"))
    assert [later.spot(keys) for keys in (("a", "x"), ("a", "y"), ("b",))] == [
        "base.toml:2",
        "plan.toml:4",
        "plan.toml",
    ]
    assert Places("book.xlsx", {("a",): "Sheet!B2"}).spot(("a", "x")) == "Sheet!B2"


def leaves(value: Any, keys: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(value, dict) and value:
        return [leaf for key, entry in value.items() for leaf in leaves(entry, (*keys, key))]
    return [keys]


def written(table: dict[str, Any]) -> str:
    """A table as inline TOML, each top key on a line of its own."""

    def word(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{quoted(key)} = {word(entry)}" for key, entry in value.items()) + "}"
        return quoted(value) if isinstance(value, str) else str(value)

    return "".join(f"{quoted(key)} = {word(value)}\n" for key, value in table.items())


def quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in plain) + '"'


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@given(
    st.dictionaries(
        WORDS, st.recursive(st.integers() | WORDS, lambda inner: st.dictionaries(WORDS, inner, max_size=3)), max_size=5
    )
)
def test_whatever_the_names_each_key_has_the_line_it_stands_on(table: dict[str, Any]) -> None:
    text = written(table)
    assert tomllib.loads(text) == table
    spots = scan(text, "plan.toml").spots
    for number, key in enumerate(table, start=1):
        for leaf in leaves(table[key], (key,)):
            assert spots[leaf] == f"plan.toml:{number}"


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_a_dotted_path_comes_back(keys: list[str]) -> None:
    plain = [key for key in keys if key.isprintable() and "'" not in key and '"' not in key and "\\" not in key]
    if plain and all(not set("=#\n") & set(key) for key in plain):
        assert split_path(dotted(plain)) == tuple(plain)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        ({"a": 1}, "a table"),
        ([1], "a list"),
        ("x" * 80, "'" + "x" * 59 + "... (82 characters)"),
        (10**70, "a number of more than 60 digits"),
        (0.05, "0.05"),
    ],
)
def test_values_are_quoted_short(value: object, text: str) -> None:
    assert shown(value) == text
