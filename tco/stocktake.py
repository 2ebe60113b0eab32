"""What a district has on a day, model by model and year by year: how many, how old, worth what; from its exports, without a plan."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tco.errors import Finding, PlanError
from tco.inputs.files import Unreadable
from tco.inputs.inventory import LEAVE_OUT, Inventory, asked_of, take_inventory
from tco.inputs.places import Places
from tco.inputs.units import Unit, pieces_of

DAYS_IN_YEAR = 365.25
LINE_HEADS = (
    "fate",
    "serial",
    "model",
    "bought",
    "status",
    "last_seen",
    "support_end",
    "price_paid",
    "paid_by",
    "school",
    "place",
)


@dataclass(frozen=True)
class StockLine:
    """Devices of one model and fiscal year of purchase: how many, their mean age [year], their worth [usd].

    The worth is None where no share is given or no price is known; `unpriced` devices have no part in it.
    """

    model: str
    bought: int
    count: float
    mean_age: float
    value: float | None
    unpriced: float


@dataclass(frozen=True)
class Stock:
    """The devices of a day, line by line, and those that are not counted, by the reason."""

    on: datetime.date
    lines: tuple[StockLine, ...]
    inventory: Inventory
    findings: tuple[Finding, ...]

    @property
    def left_out(self) -> dict[str, float]:
        """How many devices are not counted, by the reason."""
        return {fate: pieces_of(units) for fate, units in self.inventory.by_fate.items() if fate != "counted" and units}

    def page(self) -> str:
        """What a terminal shows."""
        head = f"{'Model':<36}{'Bought':>8}{'Devices':>10}{'Mean age':>10}{'Value':>14}{'No price':>10}"
        body = [
            f"{line.model[:35]:<36}{f'FY{line.bought}' if line.bought else '':>8}{line.count:>10,.0f}"
            f"{line.mean_age:>10.1f}{_money(line.value):>14}{line.unpriced:>10,.0f}"
            for line in (*self.lines, self._total())
        ]
        out = [f"{count:>10,.0f} {fate}" for fate, count in self.left_out.items()]
        return "\n".join([f"Devices on {self.on}", "", head, *body, *(["", "Not counted", *out] if out else [])])

    def _total(self) -> StockLine:
        count = sum(line.count for line in self.lines)
        years = sum(line.count * line.mean_age for line in self.lines)
        known = [line.value for line in self.lines if line.value is not None]
        value = sum(known) if known else None
        unpriced = sum(line.unpriced for line in self.lines)
        return StockLine("All", 0, count, years / count if count else 0.0, value, unpriced)

    def table(self) -> str:
        """The lines as CSV; the value is empty where it is unknown."""
        heads = ("model", "bought", "count", "mean_age", "value", "without_price")
        rows = [
            (line.model, line.bought, int(line.count), round(line.mean_age, 2), _cents(line.value), int(line.unpriced))
            for line in self.lines
        ]
        return _csv([heads, *rows])

    def every_line(self) -> str:
        """Every device of the exports with what became of it, as CSV."""
        rows = [
            (fate, *(getattr(unit, name) for name in LINE_HEADS[1:]))
            for fate, units in self.inventory.by_fate.items()
            for unit in units
        ]
        return _csv([LINE_HEADS, *rows])


def take_stock(
    reference: Mapping[str, Any], *, on: datetime.date, keeps: float | None = None, start_month: int = 7, folder: Path
) -> Stock:
    """The devices of a day by what a plan would say as `inventory`; `keeps` is the share of its price that a device keeps each year.

    Devices bought on the day or before count, unless they were retired by then; those that nothing dates are left out and listed.

    Raises PlanError with what is wrong where the exports cannot be read.
    """
    try:
        asked = asked_of({"undated": LEAVE_OUT, **reference, "on": on}, Places("inventory"), (), folder)
        found = take_inventory(asked, start_month)
    except Unreadable as unreadable:
        raise PlanError([unreadable.fault]) from unreadable
    groups: dict[tuple[str, int], list[Unit]] = {}
    for unit in found.counted:
        if unit.year is not None:
            groups.setdefault((unit.model, unit.year), []).append(unit)
    lines = tuple(_line(model, bought, groups[model, bought], on, keeps) for model, bought in sorted(groups))
    return Stock(on, lines, found, tuple(found.findings))


def _line(model: str, bought: int, units: Sequence[Unit], on: datetime.date, keeps: float | None) -> StockLine:
    ages = [(on - unit.bought).days / DAYS_IN_YEAR if unit.bought is not None else 0.0 for unit in units]
    count = pieces_of(units)
    years = sum(age * unit.count for age, unit in zip(ages, units, strict=True))
    priced = [
        (unit.price_paid, unit.count, age) for age, unit in zip(ages, units, strict=True) if unit.price_paid is not None
    ]
    value = None
    if keeps is not None and priced:
        value = sum(price * pieces * keeps**age for price, pieces, age in priced)
    return StockLine(
        model, bought, count, years / count if count else 0.0, value, count - sum(pieces for _, pieces, _ in priced)
    )


def _money(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.0f}"


def _cents(value: float | None) -> float | str:
    return "" if value is None else round(value, 2)


def _csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([["" if cell is None else _safe(cell) for cell in row] for row in rows])
    return text.getvalue()


def _safe(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets a quote."""
    return (
        f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0")) else cell
    )
