"""Rolling a plan forward: what stands at the end of its first year becomes the opening of the next."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from tco.errors import Fault, PlanError
from tco.formula.number import Values
from tco.formula.rows import Model, Row
from tco.inputs.load import Loaded

MONTHS_IN_YEAR = 12
LEAST_DEVICES = 1e-9  # what float arithmetic leaves of a cohort that is gone


def rolled_raw(loaded: Loaded, model: Model, values: Values) -> dict[str, Any]:
    """The plan one year on, as raw input: the same last year, lots and balances as they stand at the first year's end.

    Raises PlanError for a plan of one year.
    """
    calendar = loaded.form.calendar
    if calendar.horizon == 1:
        raise PlanError([Fault("calendar.horizon", "1 year, which is over", "Give the plan a longer horizon first.")])
    raw = copy.deepcopy(loaded.raw)
    raw["calendar"] |= {"first_year": calendar.first_year + 1, "horizon": calendar.horizon - 1}
    raw["calendar"]["headline_years"] = min(calendar.headline_years, calendar.horizon - 1)
    rows = model.by_id()
    for section in ("devices", "network"):
        for id in getattr(loaded.form, section):
            raw[section][id]["lots"] = _lots(
                loaded, rows[f"{section}.{id}.left"], values, raw[section][id].get("lots", {})
            )
    for id, source in raw.get("sources", {}).items():
        source["opening_balance"] = _closing(rows[f"sources.{id}.closing"], values)
    _roll_contracts(raw, rows, values)
    for id, project in raw.get("projects", {}).items():
        if "life" in project:
            before = {int(year): amount for year, amount in project.get("paid_before", {}).items()}
            project["paid_before"] = before | {calendar.first_year: _closing(rows[f"projects.{id}.cost"], values)}
    return raw


def _roll_contracts(raw: dict[str, Any], rows: dict[str, Row], values: Values) -> None:
    """Contracts a year on: circuits keep the price that was bid last, perpetual licences stay owned, the trained stay trained."""
    carried = (
        ("circuits", "bid_in", "priced_in"),
        ("software", "owned", "licences"),
        ("security", "owned", "licences"),
        ("professional_development", "trained_before", "trained_at_end"),
    )
    for section, field, closing in carried:
        for id, contract in raw.get(section, {}).items():
            if f"{section}.{id}.{closing}" in rows:
                contract[field] = _closing(rows[f"{section}.{id}.{closing}"], values)


def _closing(row: Row, values: Values) -> float:
    return float(values.of(row)[0, 0])


def _roll_lease(lease: dict[str, Any], fleet: str, year: int, rows: dict[str, Row], values: Values) -> None:
    """Leases of the year just over are begun; what is owed at its last month's end is owed at the start."""
    begun = {int(begun): amount for begun, amount in lease.get("begun", {}).items()}
    lease["begun"] = begun | {year: _closing(rows[f"{fleet}.financed"], values)}
    lease["owed"] = float(values.of(rows[f"{fleet}_months.owed"])[MONTHS_IN_YEAR - 1, 0])


def _lots(loaded: Loaded, left: Row, values: Values, lots: dict[str, Any]) -> dict[str, Any]:
    """The lots of a fleet a year on: what is left of each, and the year's purchase as a lot of its own."""
    assert left.table is not None
    columns = {row.id.rsplit(".", 1)[-1]: values.of(row)[0].tolist() for row in left.table.columns}
    rolled: dict[str, Any] = {}
    for place, (record, count) in enumerate(zip(left.table.records, values.of(left)[0].tolist(), strict=True)):
        if count > LEAST_DEVICES:
            known = lots.get(record.removeprefix("lot_")) or {
                "bought": int(columns["bought_in"][place]),
                "support_end": _year_end(loaded, int(columns["supported_until"][place])),
                "note": "bought in the plan's first year",
            }
            id = record.removeprefix("lot_")
            rolled[id] = {**known, "count": count, "price_paid": columns["price_paid"][place]}
    return rolled


def _year_end(loaded: Loaded, year: int) -> datetime.date:
    """The last day of a fiscal year."""
    start = loaded.form.calendar.start_month
    return datetime.date(year if start > 1 else year + 1, start, 1) - datetime.timedelta(days=1)
