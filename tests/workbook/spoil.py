"""Ways to spoil a filled input workbook: its bytes, its parts, its cells as they were read."""

from __future__ import annotations

import datetime
import random
import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from tco.workbook.cells import Content, Grid

NASTY: tuple[Any, ...] = (
    None, True, False, 0, -1, 5, 2027, 1e308, -1e308, float("nan"), float("inf"), 10**30, 0.1, "#REF!",
    "", " ", "x", "=1+1", "1,200", "$5", "5%", "(5)", "n/a", "†", "é", "👩‍🏫", "\x00", "\x07", "\u202e", "\uffff", "a\nb", "'", '"', "]",
    "a.b", "a..b", ".", "devices.student.life", "scenarios.long.changes", "district", "by_year", "2027", "FY2027", "Year 3", "Service year",
    "Example", "Answer in", "Id", "Label", "yes", "no", "buy", "example", "x" * 400, "x" * 40_000, "9" * 5000,
    datetime.datetime(2027, 1, 1), datetime.datetime(2027, 1, 1, 12), datetime.date(1900, 1, 1), datetime.time(1),
    datetime.timedelta(days=3),
)  # fmt: skip
JUNK_XML = (
    b"<v>x</v>", b"<v>1e999</v>", b"<v>-0</v>", b"<v></v>", b"<v>" + b"9" * 400 + b"</v>", b"<f>1/0</f>", b"<f>1/0</f><v>2</v>",
    b"</c>", b"<", b"&#0;", b"<v>99999999</v>", b"<is><t>x</t></is>",
)  # fmt: skip


def spoiled_cells(grids: dict[str, Grid], chance: random.Random) -> dict[str, Grid]:
    """Sheets as they were read, with one to six things wrong in them."""
    spoiled = {title: replace(grid, cells=dict(grid.cells)) for title, grid in grids.items()}
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        title = chance.choice(list(spoiled))
        chance.choice((_change, _change, _change, _clear, _move, _swap, _shift, _merge, _rename, _drop))(
            spoiled, title, chance
        )
    return spoiled


def _cell(grid: Grid, chance: random.Random) -> tuple[int, int]:
    near = chance.choice(list(grid.cells) or [(1, 1)])
    return near if chance.random() < 0.7 else (near[0] + chance.randrange(3), near[1] + chance.randrange(3))


def _change(grids: dict[str, Grid], title: str, chance: random.Random) -> None:
    grids[title].cells[_cell(grids[title], chance)] = Content(
        chance.choice(NASTY), chance.choice(("", "", "", "=A1", '="Year 2"')), chance.random() < 0.05
    )


def _clear(grids: dict[str, Grid], title: str, chance: random.Random) -> None:
    grids[title].cells.pop(_cell(grids[title], chance), None)


def _move(grids: dict[str, Grid], title: str, chance: random.Random) -> None:
    cells = grids[title].cells
    content = cells.pop(_cell(grids[title], chance), None)
    if content is not None:
        cells[_cell(grids[title], chance)] = content


def _swap(grids: dict[str, Grid], title: str, chance: random.Random) -> None:
    """Two columns change places."""
    one, other = chance.randrange(1, 12), chance.randrange(1, 12)
    turned = {one: other, other: one}
    cells = {(row, turned.get(column, column)): content for (row, column), content in grids[title].cells.items()}
    grids[title] = replace(grids[title], cells=cells)


def _shift(grids: dict[str, Grid], title: str, chance: random.Random) -> None:
    """Rows are inserted or deleted."""
    from_row, by = chance.randrange(1, 20), chance.choice((-2, -1, 1, 5))
    cells = {
        (row + by if row >= from_row else row, column): content for (row, column), content in grids[title].cells.items()
    }
    grids[title] = replace(grids[title], cells={spot: content for spot, content in cells.items() if spot[0] > 0})


def _merge(grids: dict[str, Grid], title: str, chance: random.Random) -> None:
    grids[title] = replace(grids[title], merged=(chance.choice(("B9:B12", "A1:XFD1048576", "C3:C3", "F5:H6")),))


def _rename(grids: dict[str, Grid], title: str, chance: random.Random) -> None:
    name = chance.choice((title[:-1], title.upper(), "Notes", "Devices", "x" * 31, " "))
    grids[name] = replace(grids.pop(title), title=name)


def _drop(grids: dict[str, Grid], title: str, chance: random.Random) -> None:
    if len(grids) > 1:
        del grids[title]


def spoiled_file(content: bytes, chance: random.Random) -> bytes:
    """A workbook's file with damage to its bytes or to one of its parts."""
    if chance.random() < 0.3:
        return _bytes(content, chance)
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(parts))
    way = chance.randrange(4)
    if way == 0:
        del parts[name]
    elif way == 1:
        parts[name] = _bytes(parts[name], chance)
    elif way == 2:
        parts[name] = _attribute(parts[name], chance)
    else:
        parts[name] = _value(parts[name], chance)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for each, text in parts.items():
            archive.writestr(each, text)
    return packed.getvalue()


def _bytes(content: bytes, chance: random.Random) -> bytes:
    way, at = chance.randrange(3), chance.randrange(max(1, len(content)))
    if way == 0:
        return content[:at]
    if way == 1:
        return content[:at] + content[at + chance.randrange(1, 40) :]
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


def _attribute(text: bytes, chance: random.Random) -> bytes:
    """One attribute gets a value that belongs nowhere."""
    found = list(re.finditer(rb'"[^"]*"', text))
    if not found:
        return text
    at = chance.choice(found)
    junk = (b"", b"-1", b"x", b"A0", b"ZZZZ99999999", b"XFD1048576", b"99999999", b"../../x", b"s", b"e", b"d", b"true")
    return text[: at.start()] + b'"' + chance.choice(junk) + b'"' + text[at.end() :]


def _value(text: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"<v ?/>|<v>[^<]*</v>|<t[^>]*>[^<]*</t>", text))
    if not found:
        return text
    at = chance.choice(found)
    return text[: at.start()] + chance.choice(JUNK_XML) + text[at.end() :]
