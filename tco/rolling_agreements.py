"""Rolling agreements forward: what is still owed on leases, rents and committed terms at the end of a plan's first year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tco.formula.number import Values
from tco.formula.rows import Row
from tco.inputs.load import Loaded
from tco.inputs.places import Keys, split_path

MONTHS_IN_YEAR = 12
LEAST_LEFT = 1e-7  # what float arithmetic leaves of money that is spent


def closing_of(row: Row, values: Values) -> float:
    """What a row leaves at the end of the first year."""
    left = float(values.of(row)[0, 0])
    return left if abs(left) > LEAST_LEFT else 0.0


def leases_opened(loaded: Loaded, fleet: Keys, rows: Mapping[str, Row], values: Values) -> dict[Keys, Any]:
    """Leases whose term is not over are begun; what each owes at the year's last month is owed at the start."""
    id, year = ".".join(fleet), loaded.form.calendar.first_year
    months = rows[f"{id}_lease_months.owed"]
    assert months.table is not None, "agreements are records of a table"
    owed = values.of(months)[MONTHS_IN_YEAR - 1]
    begins, term = values.of(rows[f"{id}.agreements.begins"])[0], values.of(rows[f"{id}.lease.months"])[0, 0]
    columns = {"financed": values.of(rows[f"{id}.agreements.financed"])[0]}
    if f"{id}.lease_level" in rows:
        columns["payment"] = values.of(rows[f"{id}.agreements.level"])[0]
    begun = {
        int(record.removeprefix("fy")): {
            **{name: float(column[place]) for name, column in columns.items()},
            "owed": float(owed[place]),
        }
        for place, record in enumerate(months.table.records)
        if int(record.removeprefix("fy")) <= year and begins[place] + term - 1 > MONTHS_IN_YEAR
    }
    return {(*fleet, "lease", "begun"): begun}


def rents_opened(
    loaded: Loaded, fleet: Keys, lots: Mapping[str, Any], rows: Mapping[str, Row], values: Values
) -> dict[Keys, Any]:
    """Agreements on rented units that are not paid off or whose units are still there are begun."""
    id, year = ".".join(fleet), loaded.form.calendar.first_year
    table = rows[f"{id}.rents.year"].table
    assert table is not None, "agreements are records of a table"
    named = {"financed": "financed", "payment": "level", "services": "services", "price_level": "price_level"}
    columns = {name: values.of(rows[f"{id}.rents.{row}"])[0] for name, row in named.items() if table.has(row)}
    owed = values.of(rows[f"{id}_rent_months.owed"])[MONTHS_IN_YEAR - 1]
    there = {lot["bought"] for lot in lots.values() if lot.get("rented")}
    begun = {}
    for place, record in enumerate(table.records):
        was = int(record.removeprefix("fy"))
        if was <= year and (owed[place] > LEAST_LEFT or was in there):
            begun[was] = {name: float(column[place]) for name, column in columns.items()}
            begun[was]["owed"] = max(0.0, float(owed[place]))
    return {(*fleet, "rent", "begun"): begun}


def committed_opened(loaded: Loaded, rows: Mapping[str, Row], values: Values) -> dict[Keys, Any]:
    """Of each committed subscription the term that runs: what it owes at the last month's end, and what its first year cost."""
    opened: dict[Keys, Any] = {}
    committed = [id.removesuffix(".committed.held") for id in rows if id.endswith(".committed.held")]
    for id in (id for id in committed if not id.startswith("comparisons.")):
        began, financed, term = (
            values.of(rows[f"{id}.committed.agreements.{name}"])[0] for name in ("year", "financed", "term")
        )
        owed = values.of(rows[f"{id}_committed_months.owed"])[MONTHS_IN_YEAR - 1]
        first, now = closing_of(rows[f"{id}.committed.held"], values), loaded.form.calendar.first_year
        opened[(*split_path(id), "committed", "begun")] = {
            int(year): {"financed": float(was), "owed": float(left), "yearly": first}
            for year, was, left, ends in zip(began, financed, owed, began + term / MONTHS_IN_YEAR, strict=True)
            if year <= now and (left > LEAST_LEFT or ends > now + 1)
        }
    return opened
