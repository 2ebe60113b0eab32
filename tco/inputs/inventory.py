"""A district's inventory, line by line, gathered into the lots that age together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tco.inputs.cells import BadCell, date, year_bought
from tco.inputs.csv_file import Columns, CsvFile, Entries, Line, Spots, count, each
from tco.inputs.faults import slug
from tco.inputs.places import shown

INVENTORY = Columns(
    ("model", "bought"),
    ("count", "support_end", "price_paid", "paid_by", "school", "note"),
    {
        **dict.fromkeys(("purchase_date", "purchased", "date_purchased", "fiscal_year", "purchase_year"), "bought"),
        **dict.fromkeys(("quantity", "qty", "units"), "count"),
        **dict.fromkeys(("support_ends", "end_of_support", "auto_update_expiration"), "support_end"),
        **dict.fromkeys(("source", "source_of_funds", "fund", "funding_source"), "paid_by"),
        **dict.fromkeys(("price", "unit_price", "unit_cost", "cost"), "price_paid"),
        **dict.fromkeys(("notes",), "note"),
    },
)

MOST_LOTS = 2_000
"""Lots of one fleet; more of them mean that a column with a different text on each line was taken for another."""

LotKey = tuple[str, int, datetime.date | None, str]


@dataclass
class Gathered:
    """The lines of one lot so far; `paid` is what those with a price cost together, `priced` how many they are."""

    line: Line
    pieces: float = 0
    paid: float = 0
    priced: float = 0
    schools: set[str] = field(default_factory=set)


class Inventory:
    """Gathers the lines of an inventory into lots: one for each model, fiscal year, support end and source of funds."""

    def __init__(self, start_month: int) -> None:
        self.start_month = start_month

    def __call__(self, csv_file: CsvFile) -> tuple[Entries, Spots]:
        found: dict[LotKey, Gathered] = {}

        def take(line: Line) -> None:
            bought = line.needed("bought", lambda text: year_bought(text, self.start_month))
            key = (line.needed("model", str), bought, line.read("support_end", date), line.text("paid_by"))
            pieces, price = line.read("count", _pieces), line.read("price_paid", count)
            lot = found.setdefault(key, Gathered(line))
            _add(lot, 1 if pieces is None else pieces, price, line.text("school"))

        each(csv_file, take)
        if len(found) > MOST_LOTS:
            gathered = "Lines are gathered by model, fiscal year, support end and source of funds; check those columns."
            csv_file.fault(1, f"the lines make {len(found):,} lots, at most {MOST_LOTS:,} are expected", gathered)
            return {}, {}
        ids = dict(zip(found, lot_ids(found), strict=True))
        lots = {ids[key]: _lot(key, gathered) for key, gathered in found.items()}
        return lots, {(ids[key],): gathered.line.place for key, gathered in found.items()}


def _add(lot: Gathered, pieces: float, price: float | None, school: str) -> None:
    lot.pieces += pieces
    lot.schools.add(school)
    if price is not None:
        lot.paid += price * pieces
        lot.priced += pieces


def _pieces(text: str) -> float:
    pieces = count(text)
    if not pieces.is_integer():
        raise BadCell(f"expected whole pieces, found {shown(text)}", "Correct the number.")
    return pieces


def lot_ids(keys: Iterable[LotKey]) -> list[str]:
    """An id for each lot, of its model and year, numbered where several share those."""
    ids: list[str] = []
    shared: dict[str, int] = {}
    for model, bought, *_ in keys:
        stem = f"{slug(model)[:45]}_{bought}"
        shared[stem] = shared.get(stem, 0) + 1
        ids.append(stem if shared[stem] == 1 else f"{stem}_lot_{shared[stem]}")
    return ids


def _lot(key: LotKey, gathered: Gathered) -> dict[str, Any]:
    model, bought, support_end, paid_by = key
    line, schools = gathered.line, gathered.schools
    lot: dict[str, Any] = {
        "model": model,
        "bought": bought,
        "count": gathered.pieces,
        "source": line.csv_file.path.name,
    }
    if support_end is not None:
        lot["support_end"] = support_end
    if gathered.priced:
        lot["price_paid"] = round(gathered.paid / gathered.priced, 2)
    texts = {"paid_by": paid_by, "school": next(iter(schools)) if len(schools) == 1 else "", "note": line.text("note")}
    return lot | {name: text for name, text in texts.items() if text}
