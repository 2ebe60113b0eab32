"""What must add up, and what a district should look at: faults in the arithmetic and advice about the plan."""

from __future__ import annotations

import numpy as np

from tco.errors import Advice, Fault, Finding
from tco.formula.number import Values
from tco.formula.rows import Model, Row

HALF_A_CENT = 0.005
LEFT_BY_ADDING = 1e-12  # what adding the same amounts in another order leaves, as a share of them


def check_result(model: Model, values: Values, case: int = 0) -> list[Finding]:
    """Findings about a computed plan: statements against the ledger, the fleets' yearly identity, what is not covered."""
    rows = model.by_id()
    return [
        *_statements(model, values, rows, case),
        *_fleets(values, rows, case),
        *_from_nothing(model, values, rows, case),
        *_beyond(model, values, rows, case),
        *_gap(model, values, rows, case),
    ]


def _statements(model: Model, values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    cash = [posting.row for posting in model.postings if posting.tags["budgeted"] == "yes"]
    ledger = sum((values.of(row, case)[:, 0] for row in cash), np.zeros(len(model.years)))
    names = [
        f"by_{tag}.total" for tag in ("category", "kind", "recurrence", "phase", "purpose") if f"by_{tag}.total" in rows
    ]
    found = {name: np.abs(values.of(rows[name], case)[:, 0] - ledger).max() for name in names}
    return [
        Fault(
            name, f"differs from the ledger by {difference:,.2f} dollars", "This is a fault of the library; report it."
        )
        for name, difference in found.items()
        if difference > max(HALF_A_CENT, LEFT_BY_ADDING * np.abs(ledger).max())
    ]


def _fleets(values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    found: list[Finding] = []
    for name in [id.removesuffix(".retired") for id in rows if id.endswith(".retired")]:
        series = {
            part: values.of(rows[f"{name}.{part}"], case)[:, 0]
            for part in ("opening", "bought", "received", "lost", "retired", "closing")
            if f"{name}.{part}" in rows
        }
        came = series["opening"] + series["bought"] + series.get("received", 0)
        away = came - series["lost"] - series["retired"] - series["closing"]
        if np.abs(away).max() > 1e-6 * max(1.0, np.abs(series["closing"]).max()):
            found.append(
                Fault(
                    name,
                    "opening + bought is not lost + retired + closing",
                    "This is a fault of the library; report it.",
                )
            )
    return found


def _from_nothing(model: Model, values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    """Student fleets that start empty: all devices in one year, and all of them due again together."""
    found: list[Finding] = []
    for name in [
        id.removesuffix(".ratio")
        for id, row in rows.items()
        if id.endswith(".ratio") and str(row.unit) == "device/student"
    ]:
        bought = values.of(rows[f"{name}.bought"], case)[0, 0]
        if values.of(rows[f"{name}.at_start"], case)[0, 0] == 0 and bought > 0:
            when = model.years.labels[0]
            said = f"nothing is there at the start, so all {bought:,.0f} are bought in {when}"
            found.append(
                Advice(name, said, "List what is there under lots, or phase it in with rollout or purchase_cap.")
            )
    return found


def _beyond(model: Model, values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    """Spare pools that end with the lines of their table, and not with the service level."""
    found: list[Finding] = []
    for name in [id.removesuffix(".pool_beyond") for id in rows if id.endswith(".pool_beyond")]:
        years = values.of(rows[f"{name}.pool_beyond"], case)[:, 0]
        when = [label for label, beyond in zip(model.years.labels, years, strict=True) if beyond == 1]
        if when:
            said = f"more spares are needed than the table has lines for, in {', '.join(when)}"
            found.append(Advice(name, said, "Write a larger spare_pool.most, or look at turnaround and service_level."))
    return found


def _gap(model: Model, values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    if "funding.gap" not in rows:
        return []
    gap = values.of(rows["funding.gap"], case)[:, 0]
    short = [
        f"{label} {amount:,.0f}" for label, amount in zip(model.years.labels, gap, strict=True) if amount > HALF_A_CENT
    ]
    if not short:
        return []
    return [Advice("funding.gap", f"not covered: {'; '.join(short)}", "Add a source, move a purchase or stop a cost.")]
