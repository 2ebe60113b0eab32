"""A district's inventory, line by line, gathered into the lots that age together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from tco.inputs.cells import BadCell, date, year_bought
from tco.inputs.csv_file import Columns, CsvFile, Entries, Line, Spots, count, each
from tco.inputs.faults import slug
from tco.inputs.places import shown

INVENTORY = Columns(
    ("model", "bought"),
    ("count", "support_end", "paid_by", "school", "note"),
    {
        **dict.fromkeys(("purchase_date", "purchased", "date_purchased", "fiscal_year", "purchase_year"), "bought"),
        **dict.fromkeys(("quantity", "qty", "units"), "count"),
        **dict.fromkeys(("support_ends", "end_of_support", "auto_update_expiration"), "support_end"),
        **dict.fromkeys(("source", "source_of_funds", "fund", "funding_source"), "paid_by"),
        **dict.fromkeys(("notes",), "note"),
    },
)

LotKey = tuple[str, int, datetime.date | None, str]


class Inventory:
    """Gathers the lines of an inventory into lots: one for each model, fiscal year, support end and source of funds."""

    def __init__(self, start_month: int) -> None:
        self.start_month = start_month

    def __call__(self, csv_file: CsvFile) -> tuple[Entries, Spots]:
        counts: dict[LotKey, float] = {}
        first: dict[LotKey, Line] = {}
        schools: dict[LotKey, set[str]] = {}

        def take(line: Line) -> None:
            bought = line.needed("bought", lambda text: year_bought(text, self.start_month))
            key = (line.needed("model", str), bought, line.read("support_end", date), line.text("paid_by"))
            pieces = line.read("count", _pieces) if "count" in csv_file.at else 1
            counts[key] = counts.get(key, 0) + (1 if pieces is None else pieces)
            first.setdefault(key, line)
            schools.setdefault(key, set()).add(line.text("school"))

        each(csv_file, take)
        lots: Entries = {}
        spots: Spots = {}
        for key, pieces in counts.items():
            id = _lot_id(key, lots)
            lots[id] = _lot(key, pieces, schools[key], first[key])
            spots[(id,)] = first[key].place
        return lots, spots


def _pieces(text: str) -> float:
    pieces = count(text)
    if not pieces.is_integer():
        raise BadCell(f"expected whole pieces, found {shown(text)}", "Correct the number.")
    return pieces


def _lot_id(key: LotKey, taken: Mapping[str, Any]) -> str:
    id = f"{slug(key[0])[:45]}_{key[1]}"
    if id not in taken:
        return id
    return next(name for number in range(2, len(taken) + 3) if (name := f"{id}_{number}") not in taken)


def _lot(key: LotKey, pieces: float, schools: set[str], line: Line) -> dict[str, Any]:
    model, bought, support_end, paid_by = key
    lot: dict[str, Any] = {"model": model, "bought": bought, "count": pieces, "source": line.csv_file.path.name}
    if support_end is not None:
        lot["support_end"] = support_end
    texts = {"paid_by": paid_by, "school": next(iter(schools)) if len(schools) == 1 else "", "note": line.text("note")}
    return lot | {name: text for name, text in texts.items() if text}
