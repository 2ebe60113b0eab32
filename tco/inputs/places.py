"""Where a plan says what: the file and line, or the sheet and cell, of every key that a district filled in."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Keys = tuple[str, ...]
"""The way to a value through the tables of a plan, such as ("devices", "student", "life")."""

LONGEST_SHOWN = 60
_BARE = re.compile(r"^[A-Za-z0-9_-]{1,60}$")
_TOKEN = re.compile(
    r"""(?P<string>\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<comment>\#[^\n]*)
    |(?P<newline>\n)
    |(?P<space>[ \t\r]+)
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\#"']+)""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True)
class Places:
    """The spot at which each key of a plan was said last; what was not said has the spot of the table it belongs to.

    `names` are the paths under which findings name what stands at others, and what is inside and around those.
    """

    file: str
    spots: Mapping[Keys, str] = field(default_factory=dict)
    names: Mapping[Keys, Keys] = field(default_factory=dict)

    def spot(self, keys: Sequence[str]) -> str:
        """Where a key stands: its own spot, or that of the nearest table around it, or the file."""
        for length in range(len(keys), 0, -1):
            found = self.spots.get(tuple(keys[:length]))
            if found is not None:
                return found
        return self.file

    def place(self, keys: Sequence[str]) -> str:
        """The spot and the path together, as findings name it: `plan.toml:12: devices.student.life`."""
        if not keys:
            return self.spot(keys)
        inside, named = self._named(tuple(keys))
        return f"{self.spot(keys if inside else named)}: {dotted(named)}"

    def _named(self, keys: Keys) -> tuple[bool, Keys]:
        """A path under the name that findings have for it, and whether it is one that has a name, or inside one."""
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.names:
                return True, (*self.names[keys[:length]], *keys[length:])
        around = next((path for path in self.names if path[: len(keys)] == keys), keys)
        named = self.names.get(around, keys)
        return False, named[: len(named) - len(around) + len(keys)]

    def below(self, later: Places) -> Places:
        """These places with a later file's said over them."""
        return Places(later.file, {**self.spots, **later.spots})

    def changed(self, spots: Mapping[Keys, str], names: Mapping[Keys, Keys] | None = None) -> Places:
        """These places where something is changed: each such key stands where the change is said, with all that is inside it."""
        kept = {
            keys: spot
            for keys, spot in self.spots.items()
            if not any(keys[:length] in spots for length in range(1, len(keys) + 1))
        }
        return Places(self.file, {**kept, **spots}, {**self.names, **(names or {})})


def dotted(keys: Sequence[str]) -> str:
    """A path as a plan file writes it, with quotes where a key needs them."""
    return ".".join(key if _BARE.match(key) else shown(key) for key in keys)


def split_path(path: str) -> Keys:
    """The keys of a dotted path; `software."odd name".price` may quote them. Raises ValueError for what is no path."""
    if _BARE.match(path.replace(".", "")) and ".." not in path and not (path.startswith(".") or path.endswith(".")):
        return tuple(path.split("."))
    if "\n" in path or "=" in path or "#" in path:
        raise ValueError(f"{shown(path)} is no path")
    node: object = tomllib.loads(f"{path} = 0")
    keys: list[str] = []
    while isinstance(node, dict):
        key, node = next(iter(node.items()))
        keys.append(key)
    return tuple(keys)


def legible(name: str) -> str:
    """A name as it is, or with what a terminal cannot show written out, and not longer than a line."""
    return name if name.isprintable() and len(name) <= LONGEST_SHOWN else shown(name).strip("'\"")


def shown(value: object) -> str:
    """A value as findings quote it: short, on one line, whatever it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, int) and abs(value) >= 10**LONGEST_SHOWN:
        return "a number of more than 60 digits"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}... ({len(text):,} characters)"


def scan(text: str, file: str) -> Places:
    """The line of every key of a TOML text that is known to be valid."""
    lines = _Scanner(text).lines
    return Places(file, {keys: f"{file}:{line}" for keys, line in lines.items()})


class _Scanner:
    """Walks once through valid TOML and notes the line at which each key begins."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Keys, int] = {}
        self._arrays: dict[Keys, int] = {}
        self._line = 1
        self._tokens = self._words(text)
        self._next: tuple[str, str, int] = ("", "", 0)
        self._step()
        self._document()

    def _words(self, text: str) -> Iterator[tuple[str, str, int]]:
        line = 1
        for found in _TOKEN.finditer(text):
            kind, word = found.lastgroup or "", found[0]
            if kind not in ("space", "comment"):
                yield kind, word, line
            line += word.count("\n")
        yield "end", "", line

    def _step(self) -> tuple[str, str, int]:
        now = self._next
        self._next = next(self._tokens, ("end", "", now[2]))
        return now

    def _sees(self, *words: str) -> bool:
        return self._next[0] in ("mark", "newline", "end") and self._next[1] in words

    def _document(self) -> None:
        prefix: Keys = ()
        while self._next[0] != "end":
            if self._sees("["):
                prefix = self._header()
            elif self._next[0] in ("bare", "string"):
                self._statement(prefix)
            else:
                self._step()

    def _header(self) -> Keys:
        line = self._step()[2]
        is_list = self._sees("[")
        if is_list:
            self._step()
        keys = self._placed(self._keys())
        if is_list:
            number = self._arrays.get(keys, -1) + 1
            self._arrays[keys] = number
            keys = (*keys, str(number))
        self._note(keys, line)
        while not self._sees("\n", ""):
            self._step()
        return keys

    def _placed(self, keys: Keys) -> Keys:
        """Keys with the number of the list entry that they go into, where a header repeats."""
        placed: Keys = ()
        for key in keys[:-1]:
            placed = (*placed, key)
            if placed in self._arrays:
                placed = (*placed, str(self._arrays[placed]))
        return (*placed, *keys[-1:])

    def _statement(self, prefix: Keys) -> None:
        line = self._next[2]
        keys = (*prefix, *self._keys())
        for length in range(len(prefix) + 1, len(keys)):
            self.lines.setdefault(keys[:length], line)
        self._note(keys, line)
        if self._sees("="):
            self._step()
            self._value(keys)

    def _note(self, keys: Keys, line: int) -> None:
        self.lines[keys] = line

    def _keys(self) -> Keys:
        keys: list[str] = []
        while self._next[0] in ("bare", "string") or self._sees("."):
            kind, word, _ = self._step()
            if kind != "mark":
                keys.append(word if kind == "bare" else _unquoted(word))
        return tuple(keys)

    def _value(self, keys: Keys) -> None:
        if self._sees("{"):
            self._step()
            self._entries(keys)
        elif self._sees("["):
            self._step()
            self._items(keys)
        else:
            while self._next[0] in ("bare", "string") or self._sees("."):
                self._step()

    def _entries(self, keys: Keys) -> None:
        while not self._sees("}", ""):
            if self._next[0] in ("bare", "string"):
                self._statement(keys)
            else:
                self._step()
        self._step()

    def _items(self, keys: Keys) -> None:
        number = 0
        while not self._sees("]", ""):
            if self._sees("{", "["):
                self._value((*keys, str(number)))
            else:
                number += self._step()[:2] == ("mark", ",")
        self._step()


def _unquoted(word: str) -> str:
    if word.startswith("'") or "\\" not in word:
        return word[1:-1]
    return str(tomllib.loads(f"key = {word}")["key"])
