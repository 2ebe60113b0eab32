"""Reading a district's text files: what is not a plan or a table gets one clear sentence."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from tco.errors import Fault
from tco.inputs.paths import nearest
from tco.inputs.places import Places, dotted, legible, scan, shown

LARGEST_FILE = 20_000_000
"""Size of a CSV file [bytes]: more than 100,000 devices."""
LARGEST_PLAN = 4_000_000
"""Size of a plan file [bytes]: a large one has some tens of thousands, and nonsense must not keep anybody waiting."""
HEAD = 100_000
"""Characters at the start of a file that tell its format."""

_LONG_PATH = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){40}""")
_YAML_LINE = re.compile(r"^[ \t]*+(?:- )?[\w\"'][\w \"'-]*+:(?:[ \t]|$)", re.MULTILINE)
_TOML_LINE = re.compile(r"^[ \t]*+(?:\[|[\w.\"'-]++[ \t]*+=)", re.MULTILINE)
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_WORKBOOK = b"PK\x03\x04"
_MARKS = {_WORKBOOK: "a workbook or zip archive", b"%PDF": "a PDF", b"\xd0\xcf\x11\xe0": "an old Office file"}


class Unreadable(Exception):  # noqa: N818 - carries a finding and is not one itself
    """A file that is not what it was given as; holds the one fault to show."""

    def __init__(self, place: str, found: str, remedy: str) -> None:
        self.fault = Fault(place, found, remedy)
        super().__init__(str(self.fault))

    def asked_at(self, place: str, path: Path) -> Fault:
        """The fault at the key that names the file, where the file as a whole could not be read."""
        if self.fault.place != _safe(path):
            return self.fault
        return Fault(place, f"{self.fault.place}: {self.fault.found}", self.fault.remedy)


def beside(folder: Path, name: str) -> Path:
    """The file of a name as seen from a folder, without the `..` that lead nowhere else when they are left out."""
    path = folder / name
    plain = Path(os.path.normpath(path))
    try:
        return plain if os.path.realpath(plain) == os.path.realpath(path) else path
    except (OSError, ValueError):  # no name that a file can have
        return path


def read_bytes(path: Path, what: str, *, largest: int = LARGEST_FILE) -> bytes:
    """The content of an ordinary file. Raises Unreadable for one that is missing, too large or not to be read."""
    try:
        if path.is_dir():
            raise Unreadable(_safe(path), "this is a folder", f"Name the {what} in it.")
        if not path.exists():
            raise Unreadable(_safe(path), "there is no such file", _nearest_file(path))
        if not path.is_file():
            raise Unreadable(_safe(path), "this is no ordinary file", f"Save the {what} to a file and name that.")
        size = path.stat().st_size
        if size > largest:
            raise Unreadable(
                _safe(path), f"{size:,} bytes, expected at most {largest:,}", f"Is this really the {what}?"
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name has characters that no file name has"
        raise Unreadable(
            _safe(path), f"cannot be read: {reason}", "Check the name and your rights to the file."
        ) from error


def _safe(path: Path) -> str:
    text = str(path)
    return text if text.isprintable() and len(text) <= 300 else shown(text)


def _nearest_file(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"There is no folder {_safe(folder)} either; check the name."
    names = [entry.name for entry, _ in zip(sorted(folder.iterdir()), range(1000), strict=False)]
    close = nearest(path.name, names)
    return f"Did you mean '{legible(close)}'?" if close else f"Check the name; it is not in {_safe(folder.absolute())}."


def plan_text(content: bytes, file: str) -> str:
    """The text of a plan file. Raises Unreadable for another kind of file."""
    for mark, kind in _MARKS.items():
        if content.startswith(mark):
            remedy = "A filled-in input workbook ends in .xlsx; expected a plan file in TOML here."
            raise Unreadable(file, f"this is {kind}, not a plan file", remedy)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(file, "the file is saved as UTF-16", "Save it as UTF-8 in the editor's 'Save as' dialogue.")
    if b"\0" in content:
        raise Unreadable(file, "this is a binary file, not text", "Name the plan file, a text in TOML.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(f"{file}:{line}", "a character that is not UTF-8", "Save the file as UTF-8.") from error
    if not text.strip():
        raise Unreadable(file, "the file is empty", "Begin with a sample plan: tco new FOLDER.")
    return text


def read_toml(text: str, file: str) -> tuple[dict[str, Any], Places]:
    """The tables of a plan file and where each key stands. Raises Unreadable with the line of a mistake."""
    long = _LONG_PATH.search(text)
    if long is not None:
        line = text.count("\n", 0, long.start()) + 1
        raise Unreadable(f"{file}:{line}", "a key of more than 40 parts", "Check the dots in this line.")
    try:
        raw = tomllib.loads(text)
        return raw, scan(text, file)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(text, file, str(error)) from error
    except RecursionError as error:
        raise Unreadable(
            file, "brackets inside brackets, more than any plan has", "Take the inner ones out."
        ) from error
    except ValueError as error:
        raise Unreadable(file, f"a number that cannot be read: {error}", "Shorten it to at most 15 digits.") from error


def _not_toml(text: str, file: str, message: str) -> Unreadable:
    other = _other_format(text)
    if other:
        return Unreadable(file, f"this looks like {other}", 'Expected a plan file in TOML, such as title = "Our plan".')
    position = _POSITION.search(message)
    lines = text.split("\n")
    line = min(int(position[1]), len(lines)) if position and position[1] else len(lines)
    found = _POSITION.sub("", message)
    return Unreadable(f"{file}:{line}", *_syntax(found, lines[line - 1].strip(), text))


def _other_format(text: str) -> str:
    """The name of the format that a text is in, where it is plainly another one."""
    text, start = text[:HEAD], text.lstrip()
    if start.startswith("{") or _is_json(start):
        return "JSON"
    if start.startswith("<"):
        return "a web page or XML"
    yaml, toml = len(_YAML_LINE.findall(text)), len(_TOML_LINE.findall(text))
    if start.startswith("---") or (yaml >= 1 and yaml > 2 * toml):
        return "YAML"
    if not toml and "," in start.split("\n", 1)[0]:
        return "a CSV file"
    return ""


def _is_json(start: str) -> bool:
    if not start.startswith(("[", '"')):
        return False
    try:
        json.loads(start)
    except (ValueError, RecursionError):
        return False
    return True


_TWICE = re.compile(r"Cannot declare \((.*)\) twice")


def _syntax(found: str, line: str, text: str) -> tuple[str, str]:
    """What the TOML reader found, in plain words, with the line it stumbled over."""
    at = f" in {shown(line)}" if line else ""
    twice = _TWICE.match(found)
    if twice:
        keys = [part.strip().strip("'\"") for part in twice[1].split(",") if part.strip()]
        return f"the table [{dotted(keys)}] is there twice", _first_said(
            line, text
        ) + "Put all its keys under one heading."
    if found in ("Cannot overwrite a value", "Duplicate inline table key") or "Duplicate inline table key" in found:
        return f"a key is given twice{at}", _first_said(line, text) + "Take one of the two out, or give it another id."
    if "immutable namespace" in found:
        return f"a table is closed and then opened again{at}", "Put all its keys in one place."
    return f"{found[:1].lower()}{found[1:]}{at}", _SYNTAX_HINTS.get(
        found, "Texts stand in quotes, lists in [ ], tables in { }."
    )


def _first_said(line: str, text: str) -> str:
    """Where the same beginning of a line stands first."""
    start = line.split("=", 1)[0].strip()
    for number, other in enumerate(text.split("\n"), start=1):
        if other.split("=", 1)[0].strip() == start:
            return (
                f"It looks like line {number}. " if other.strip() != line else f"It stands on line {number} already. "
            )
    return ""


_SYNTAX_HINTS = {
    "Invalid value": "Texts stand in quotes; numbers have no commas, dollar or percent signs; yes is true, no is false.",
    "Expected '=' after a key in a key/value pair": "Write key = value, and a key with spaces in quotes.",
    "Expected newline or end of document after a statement": (
        "One key = value on each line; numbers have no commas, dollar or percent signs."
    ),
    "Unclosed array": "Close the list with ].",
    "Unterminated string": 'Close the text with ".',
    "Illegal character '\\n'": 'Close the text with " on the same line.',
}
