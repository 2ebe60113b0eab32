"""What has a day: when contracts renew and notice is due, and by when each purchase goes to order, board and bid."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from tco.formula.number import Values
from tco.formula.rows import Model, Row, Table
from tco.formula.units import date_of
from tco.inputs.district import Calendar
from tco.inputs.plan import PlanForm
from tco.model.contracts import rebid_under

CONTRACT_COLUMNS = ("contract", "vendor", "label", "renewal", "notice_by", "term_ends", "fiscal_year", "due")
STEPS = (
    "service", "deliver", "order", "board", "award", "bids_close", "bid_opens", "form_471", "form_470",
)  # fmt: skip
PROCUREMENT_COLUMNS = ("fiscal_year", "item", "label", "reason", "units", *STEPS)
ERATE_STEPS = {
    "board": "erate_board", "award": "erate_award", "bids_close": "erate_closes", "bid_opens": "form_470",
}  # fmt: skip


def contract_calendar(form: PlanForm, model: Model, values: Values, case: int = 0) -> pd.DataFrame:
    """One line for each term that ends before a year of the plan, the earliest notice first; what is due is in dollars."""
    lines = []
    for id, contract in form.contracts.items():
        said = (id, contract.vendor, contract.label, contract.renewal)
        for line in _lines(model, f"contracts.{id}.terms", values, case):
            ends, year, due = _day(line["ends"]), int(line["year"]), round(line["due"], 2)
            lines.append((*said, _day(line.get("notice_by")), ends, year, due))
    lines.sort(key=lambda line: (line[4] or line[5], line[0]))
    return pd.DataFrame(lines, columns=list(CONTRACT_COLUMNS)).set_index("contract")


def procurement_calendar(form: PlanForm, model: Model, values: Values, case: int = 0) -> pd.DataFrame:
    """One line for each item and fiscal year with a purchase, a re-bid or a renewal by bid, by its first step.

    A circuit that is bid again when its contract's term ends stands there once, as the contract and by the contract's day.

    A day that does not apply is None: bid days where the item is bought without a bid, form days where it has no E-Rate.
    """
    lines: list[dict[str, Any]] = []
    if form.procurement is not None:
        by_year = {int(line["year"]): line for line in _lines(model, "procurement.calendar", values, case)}
        bids = _bids(form, model, values, case)
        lines += _purchases(form, model, values, case, by_year)
        lines += _rebids(form, model, values, case, bids)
        lines += _renewals(form, model, values, case, bids)
    lines.sort(key=lambda line: (line["form_470"] or line["bid_opens"] or line["board"], line["item"]))
    return pd.DataFrame(lines, columns=list(PROCUREMENT_COLUMNS)).set_index("item")


def _purchases(
    form: PlanForm, model: Model, values: Values, case: int, by_year: Mapping[int, dict[str, float]]
) -> Iterator[dict[str, Any]]:
    rows, rules = model.by_id(), form.procurement
    assert rules is not None, "asked only where the plan gives lead times"
    for section in ("devices", "network"):
        for id, fleet in getattr(form, section).items():
            item = f"{section}.{id}"
            bought = values.of(rows[f"{item}.bought"], case)[:, 0]
            for units, (year, line) in zip(bought.tolist(), by_year.items(), strict=True):
                if units > 0:
                    days = _days(line, bid=item not in rules.without_bid, e_rate=item in rules.e_rate)
                    yield _line(year, item, fleet.label, "purchase", units, days)


def _bids(form: PlanForm, model: Model, values: Values, case: int) -> dict[str, list[int]]:
    """For each circuit that is bid anew, the fiscal years in which it is."""
    rows, years = model.by_id(), model.years.years
    flags = {id: rows.get(f"circuits.{id}.is_bid") for id in form.circuits}
    return {
        id: [year for year, is_bid in zip(years, values.of(flag, case)[:, 0].tolist(), strict=True) if is_bid == 1]
        for id, flag in flags.items()
        if flag is not None
    }


def _rebids(
    form: PlanForm, model: Model, values: Values, case: int, bids: Mapping[str, list[int]]
) -> Iterator[dict[str, Any]]:
    """Circuits that are bid anew: the new prices are there when the fiscal year's service starts.

    Where a term of the circuit's contract ends then, that is the contract's line.
    """
    for id, years in bids.items():
        circuit = form.circuits[id]
        renewed = {line["year"] for line in _lines(model, f"contracts.{circuit.contract}.terms", values, case)}
        own = _lines(model, f"procurement.circuits_{id}", values, case)
        by_year = {int(line["year"]): line for line in own or _lines(model, "procurement.calendar", values, case)}
        for year in years:
            if year not in renewed:
                days = _days(by_year[year], bid=True, e_rate=True)
                yield _line(year, f"circuits.{id}", circuit.label, "re-bid", None, days)


def _renewals(
    form: PlanForm, model: Model, values: Values, case: int, bids: Mapping[str, list[int]]
) -> Iterator[dict[str, Any]]:
    """Contracts that are bid anew, or that carry a circuit that is."""
    for id, contract in form.contracts.items():
        circuits = rebid_under(form, id)
        bid_in = {year for circuit in circuits for year in bids[circuit]}
        for line in _lines(model, f"contracts.{id}.terms", values, case):
            year = int(line["year"])
            if contract.bid or year in bid_in:
                days = _days(line, bid=True, e_rate=contract.e_rate or bool(circuits))
                yield _line(year, f"contracts.{id}", contract.label, "renewal by bid", None, days)


def _line(
    year: int, item: str, label: str, reason: str, units: float | None, days: Mapping[str, datetime.date | None]
) -> dict[str, Any]:
    return {"fiscal_year": year, "item": item, "label": label, "reason": reason, "units": units, **days}


def _days(line: dict[str, float], *, bid: bool, e_rate: bool) -> dict[str, datetime.date | None]:
    """The steps that apply, as days; with E-Rate, Form 470 opens the bid, and the board approves before Form 471."""
    left_out: tuple[str, ...] = ("award", "bids_close", "bid_opens") if not bid else ()
    if not e_rate:
        left_out += ("form_471", "form_470")
    read = line | ({step: line[column] for step, column in ERATE_STEPS.items()} if e_rate else {})
    return {step: None if step in left_out else _day(read.get(step)) for step in STEPS}


def _lines(model: Model, table_id: str, values: Values, case: int) -> list[dict[str, float]]:
    """The lines of a table of the model by the names of its columns; none where there is no such table."""
    table: Table | None = next((table for table in model.tables if table.id == table_id), None)
    if table is None:
        return []
    columns: Sequence[Row] = table.columns
    read = {column.id.removeprefix(f"{table_id}."): values.of(column, case)[0].tolist() for column in columns}
    return [
        {name: numbers[min(place, len(numbers) - 1)] for name, numbers in read.items()} for place in range(len(table))
    ]


def _day(number: float | None) -> datetime.date | None:
    return None if number is None else date_of(number)


def calendar_page(
    calendar: Calendar, contracts: pd.DataFrame, procurement: pd.DataFrame, *, whole: bool, on: datetime.date
) -> str:
    """Both calendars as text for a terminal, for the whole plan or the years that summaries show; days before `on` are marked."""
    until = calendar.years[-1 if whole else min(calendar.headline_years, calendar.horizon) - 1]
    contracts, procurement = (table[table["fiscal_year"] <= until] for table in (contracts, procurement))
    lines = [
        *_text("Contracts: last day to give notice", contracts, CONTRACT_LINES, "No [contracts.ID] in the plan.", on),
        "",
        *_text("Purchases and renewals by bid", procurement, PURCHASE_LINES, "No [procurement] in the plan.", on),
    ]
    lines += ["", f"{PASSED} passed: before {on}"]
    return "\n".join(lines)


def _text(
    head: str, table: pd.DataFrame, columns: Mapping[str, tuple[str, int]], none: str, on: datetime.date
) -> list[str]:
    if table.empty:
        return [head, f"  {none}"]
    heads = "  " + " ".join(f"{name:<{width}}" for name, width in columns.values())
    return [
        head,
        heads.rstrip(),
        *(
            "  " + " ".join(f"{_cell(line[key], width, on):<{width}}" for key, (_, width) in columns.items()).rstrip()
            for line in table.to_dict("records")
        ),
    ]


def _cell(content: object, width: int, on: datetime.date) -> str:
    if content is None or content != content:  # noqa: PLR0124 - a missing number is not itself
        return "-"
    if isinstance(content, datetime.date):
        return f"{content}{PASSED}" if content < on else str(content)
    said = f"{content:,.0f}" if isinstance(content, float) else str(content)
    return said[:width]


PASSED = "*"
CONTRACT_LINES = {
    "notice_by": ("Notice by", 11), "term_ends": ("Term ends", 11), "label": ("Contract", 40),
    "renewal": ("Renewal", 9), "fiscal_year": ("FY", 4), "due": ("Due then [usd]", 14),
}  # fmt: skip
PURCHASE_LINES = {
    "fiscal_year": ("FY", 4), "label": ("Item", 34), "reason": ("Why", 14), "units": ("Units", 6),
    "form_470": ("Form 470", 11), "bid_opens": ("Bid opens", 11), "form_471": ("Form 471", 11),
    "board": ("Board by", 11), "order": ("Order by", 11), "service": ("In service", 11),
}  # fmt: skip
