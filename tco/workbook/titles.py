"""Names that a workbook accepts: of sheets, in formulas, and as what SUMIFS and MATCH compare with.

What a district typed may hold quotes, brackets, wildcards or a leading equals sign; none of it may change what a formula means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

LONGEST_TITLE = 31
LONGEST_CRITERION = 40
_NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_IN_CRITERIA = re.compile(r'["*?~_\s]+')
_PLAIN_TITLE = re.compile(r"^[A-Za-z]{4,}$")
_READ_AS_NUMBER = re.compile(
    r"^([^a-z]|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W*\d|(true|false)$)", re.I
)


def clean_text(text: str) -> str:
    """Text for a cell: control characters, which no cell can hold, become spaces."""
    return _NOT_IN_CELLS.sub(" ", text)


def sheet_titles(labels: Sequence[str]) -> list[str]:
    """A title for each sheet: at most 31 characters, without those that Excel refuses, each only once in any spelling."""
    taken: set[str] = {"history"}
    titles = []
    for label in labels:
        cleaned = " ".join(_NOT_IN_TITLES.sub(" ", clean_text(label)).split()).strip("'") or "Sheet"
        titles.append(_unique(_whole_words(cleaned), LONGEST_TITLE, taken))
    return titles


def pages_of(kind: str, labels: Mapping[str, str]) -> dict[str, str]:
    """What the pages of a kind are called, by the id of what each is about: with its label, or its id where short labels are alike."""
    named = {id: f"{kind}, {label}" for id, label in labels.items()}
    short = {id: sheet_titles([name])[0].casefold() for id, name in named.items()}
    often = Counter(short.values())
    return {id: name if often[short[id]] == 1 else f"{kind}, {id.replace('_', ' ')}" for id, name in named.items()}


def _whole_words(label: str) -> str:
    """A label too long for a title ends with its last whole word, unless that would leave less than half of what fits."""
    fits = _shortened(label, LONGEST_TITLE)
    cut = fits.rpartition(" ")[0].rstrip(" ,;-&(")
    return cut if len(fits) < len(label) and label[len(fits)] != " " and 2 * len(cut) >= LONGEST_TITLE else fits


def quoted(title: str) -> str:
    """A sheet's title as it stands in a formula: bare only where nothing could read it as a cell."""
    return (
        title
        if _PLAIN_TITLE.match(title) and title.upper() not in ("TRUE", "FALSE")
        else "'" + title.replace("'", "''") + "'"
    )


def comparable(texts: Iterable[str], longest: int = LONGEST_CRITERION) -> dict[str, str]:
    """For each text, one that SUMIFS and MATCH take literally and tell from all the others.

    They know wildcards and operators, ignore capitals and read `5320` as a number, each engine in its own way.
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        plain = _NOT_IN_CRITERIA.sub(" ", clean_text(text)).strip().lstrip("=<> ") or "none"
        found[text] = _unique(f"no. {plain}" if _READ_AS_NUMBER.match(plain) else plain, longest, taken)
    return found


def _unique(text: str, longest: int, taken: set[str]) -> str:
    """The text, shortened, with a number behind it where another one has taken it."""
    candidate, number = _shortened(text, longest), 1
    while candidate.casefold() in taken:
        number += 1
        ending = f" ({number})"
        candidate = _shortened(text, longest - len(ending)) + ending
    taken.add(candidate.casefold())
    return candidate


def _shortened(text: str, longest: int) -> str:
    """Excel counts UTF-16 units, of which an emoji takes two, and refuses a title that ends in an apostrophe."""
    while len(text.encode("utf-16-le")) // 2 > longest:
        text = text[:-1]
    return text.rstrip(" '")
