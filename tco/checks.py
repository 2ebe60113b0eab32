"""What must add up, and what a district should look at: faults in the arithmetic and advice about the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tco.checks_debt import check_debt
from tco.checks_funding import check_funding
from tco.errors import Advice, Fault, Finding
from tco.formula.number import Values
from tco.formula.rows import Model, Row
from tco.inputs.devices import FLEETS
from tco.inputs.plan import PlanForm
from tco.payments.read import Waterfall

HALF_A_CENT = 0.005
FAR = 40  # square roots of a mean beyond which no wanted share lies
REMEDY_BEYOND = "Write a larger spare_pool.most, or look at turnaround, repairs and service_level."
REMEDY_MISSING = "Look at what holds purchases back, such as purchase_cap, or say by rollout that fewer are wanted."
REMEDY_STALE = "Costs or money changed since: run tco allocate again, or set funding.follow_plan to no."
NOT_AWARDED = {2: "filed", 3: "planned"}
REMEDY_UNSURE = "A scenario with funding.filed = 0 and funding.planned = 0 shows the plan without them."
LEFT_BY_RATES = 1e-6  # of a dollar: what the steps towards a rate may leave
LEFT_BY_ADDING = 1e-12  # what adding the same amounts in another order leaves, as a share of them


def check_result(model: Model, values: Values, case: int = 0) -> list[Finding]:
    """Findings about a computed plan: statements against the ledger, the fleets' yearly identity, what is not covered."""
    rows = model.by_id()
    return [
        *_statements(model, values, rows, case),
        *_fleets(values, rows, case),
        *_from_nothing(model, values, rows, case),
        *_beyond(model, values, rows, case),
        *_missing(model, values, rows, case),
        *_sources(values, rows, case),
        *_books(values, rows, case),
        *_gap(model, values, rows, case),
        *_stale(model, values, rows, case),
        *check_funding(model, values, case),
        *_rates(values, rows, case),
        *_unsure(model, values, rows, case),
    ]


def check_needs(model: Model, values: Values, plans: Mapping[str, PlanForm]) -> list[Finding]:
    """What devices and spares lack, and sources cannot pay, in the plan and its scenarios; what a scenario only repeats is told once."""
    rows, found = model.by_id(), list[Finding]()
    for case, (name, plan) in enumerate(plans.items()):
        needs = (*_beyond(model, values, rows, case), *_missing(model, values, rows, case))
        debt = check_debt(Waterfall(model, values, plan, case))
        for finding in (*needs, *check_funding(model, values, case), *debt):
            if finding not in found:
                there = f"in scenario '{name}': " if case else ""
                found.append(replace(finding, found=there + finding.found) if case else finding)
    return found


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


def _rates(values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    """Payments that are given, and no rate of interest asks for them."""
    left = {id: np.abs(values.of(row, case)).max() for id, row in rows.items() if id.endswith("left_over")}
    remedy = "Correct the payment or the price: together the payments are far below it, or the first is all of it."
    return [
        Fault(id, f"no rate asks for the payment given, by {off:.6f} of the price", remedy)
        for id, off in left.items()
        if off > LEFT_BY_RATES
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
        if id.startswith(FLEETS) and id.endswith(".ratio") and str(row.unit) == "device/student"
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
        mean, level, most, has, beyond = (
            values.of(rows[f"{name}.{part}"], case)[:, 0]
            for part in (
                "out_for_repair",
                "spare_pool.service_level",
                "spare_pool.most",
                "spare_devices",
                "pool_beyond",
            )
        )
        lack = {
            label: _quantile(mean[year], level[0]) - has[year]
            for year, label in enumerate(model.years.labels)
            if beyond[year] == 1
        }
        if lack:
            years = "; ".join(f"{label} {devices:,.0f}" for label, devices in lack.items())
            said = f"more spares are needed than the table has lines for ({most[0]:.0f}), by so many: {years}"
            found.append(Advice(name, said, REMEDY_BEYOND))
    return found


def _quantile(mean: float, level: float) -> int:
    """The fewest that are enough in the wanted share of all cases, for a Poisson mean of any size."""
    count, enough = 0, math.exp(-mean)
    while enough < level and count < mean + FAR * math.sqrt(mean) + FAR:
        count += 1
        enough += math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    return count


def _missing(model: Model, values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    """Fleets that have fewer devices in service than are needed."""
    found: list[Finding] = []
    for name in [id.removesuffix(".missing") for id in rows if id.endswith(".missing")]:
        years = zip(model.years.labels, values.of(rows[f"{name}.missing"], case)[:, 0], strict=True)
        short = [f"{label} {devices:,.10g}" for label, devices in years if devices > 0]
        if short:
            said = f"fewer in service than needed: {'; '.join(short)}"
            found.append(Advice(name, said, REMEDY_MISSING))
    return found


def _sources(values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    """Every source: opening + received + transferred is paid + lapsed + closing."""
    found: list[Finding] = []
    for name in [id.removesuffix(".received") for id in rows if id.startswith("sources.") and id.endswith(".received")]:
        series = {
            part: values.of(rows[f"{name}.{part}"], case)[:, 0]
            for part in ("opening", "received", "paid", "lapsed", "transferred", "closing")
            if f"{name}.{part}" in rows
        }
        came = series["opening"] + series["received"] + series.get("transferred", 0)
        away = series["paid"] + series["lapsed"] + series["closing"]
        if np.abs(came - away).max() > max(HALF_A_CENT, LEFT_BY_ADDING * np.abs(came).max()):
            said = "opening + received + transferred is not paid + lapsed + closing"
            found.append(Fault(name, said, "This is a fault of the library; report it."))
    return found


def _books(values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    """In the books: the fund balance falls by what is paid, and cash less expense is the change in assets less what is owed."""
    left = [values.of(rows[id], case) for id in ("books.fund_difference", "books.difference") if id in rows]
    if all(np.abs(each).max() <= HALF_A_CENT for each in left):
        return []
    return [Fault("books", "its views of what is paid do not reconcile", "This is a fault of the library; report it.")]


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


def _stale(model: Model, values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    """Planned payments that no longer fit the costs and the money."""
    if "funding.plan_stale" not in rows:
        return []
    stale = values.of(rows["funding.plan_stale"], case)[:, 0]
    away = [f"{label} {by:,.0f}" for label, by in zip(model.years.labels, stale, strict=True) if by > HALF_A_CENT]
    if not away:
        return []
    said = f"planned payments are out of date, by dollars: {'; '.join(away)}"
    return [Advice("funding.follow_plan", said, REMEDY_STALE)]


def _unsure(model: Model, values: Values, rows: dict[str, Row], case: int) -> list[Finding]:
    """Cover that rests on sources which nobody has awarded yet."""
    if "by_status.paid" not in rows:
        return []
    paid = values.of(rows["funding.paid"], case)[:, 0]
    unsure = np.sum([values.of(rows[f"by_status.{status}"], case)[:, 0] for status in NOT_AWARDED.values()], axis=0)
    years = [
        f"{label} {amount:,.0f} ({amount / of:.0%})"
        for label, amount, of in zip(model.years.labels, unsure, paid, strict=True)
        if amount > HALF_A_CENT
    ]
    if not years:
        return []
    named = [
        f"{block.label} ({NOT_AWARDED[status]})"
        for sheet in model.sheets
        for block in sheet.blocks
        if block.id.startswith("sources.") and block.has("status")
        if (status := int(values.of(block.made("status"), case)[0, 0])) in NOT_AWARDED
        if values.of(block.made("paid"), case).any()
    ]
    said = f"paid by sources that are not awarded: {'; '.join(years)}. They are {', '.join(named)}"
    return [Advice("by_status", said, REMEDY_UNSURE)]
