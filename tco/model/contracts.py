"""The register of contracts as rows: what falls due under each, and for every term its end and the last day to give notice."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from tco.formula.expression import Expression, Tier, at_year, sum_rows, total_of, where
from tco.formula.rows import Block, Origin, Row, Table
from tco.formula.units import day_number
from tco.inputs.contracts import Contract, terms_in
from tco.inputs.plan import PlanForm
from tco.model.ask import ask
from tco.model.ground import Ground
from tco.model.procurement import LeadTimes, in_time_order, lead_time_rows, procurement_rows, renewal_columns

NAMING = ("circuits", "software", "security", "services")
"""The sections whose items may name a contract."""
RENEWS = {"automatic": "renews by itself", "board": "renewed by the board", "none": "not renewed"}


def contract_rows(ground: Ground) -> None:
    """The register and its calendar, then what the district's lead times make of them."""
    lead = lead_time_rows(ground)
    years = _years_by_day(ground)
    for id, contract in ground.plan.contracts.items():
        block = ground.model.sheet("contracts", "Contract bills").block(f"contracts.{id}", contract.label)
        due = due_row(ground, block, id)
        if contract.cap is not None:
            ask(block, contract, "cap")
        term_table(ground, block, contract, due, years, lead)
    if any(table.id.startswith("contracts.") for table in ground.model.tables):
        ground.model.tables.append(years)
    if lead is not None:
        procurement_rows(ground, lead)


def _years_by_day(ground: Ground) -> Table:
    """By the last day of a term, the fiscal year that follows it; 0 where that is not in the plan."""
    years, month = ground.plan.calendar.years, ground.plan.calendar.start_month
    starts = [datetime.date(year - (month > 1), month, 1) for year in (*years, years[-1] + 1)]
    before = [day_number(start) - 1 for start in starts]
    table = Table(
        "contracts.years_by_day",
        "The fiscal year that follows the end of a term",
        ("before", *(f"fy{year}" for year in years), "after"),
        names=("Before the plan", *(f"FY{year}" for year in years), "After the plan"),
    )
    table.column("from_day", "A term that ends on this day or later", "date", values=[1, *before])
    table.column("year", "is followed by (0: not in the plan)", "year", values=[0, *years, 0])
    return table


def items_under(plan: PlanForm, contract: str) -> Iterator[str]:
    """The items that name a contract."""
    for section in NAMING:
        for id, item in getattr(plan, section).items():
            if item.contract == contract:
                yield f"{section}.{id}"


def due_row(ground: Ground, block: Block, id: str) -> Row:
    """What the items that name the contract cost in the year."""
    items = [
        block.row(f"due_{item.replace('.', '_')}", f"Cost of {item}", "usd", _cost(ground, item))
        for item in items_under(ground.plan, id)
    ]
    return block.row("due", "Due under the contract", "usd", sum_rows(items) if items else 0)


def _cost(ground: Ground, item: str) -> Expression:
    return total_of(ground.model.years, item=item, budgeted="yes")


def rebid_under(plan: PlanForm, contract: str) -> list[str]:
    """The circuits that name a contract and are bid again: its term is what ends then."""
    return [id for id, circuit in plan.circuits.items() if circuit.contract == contract and circuit.rebid is not None]


def term_table(
    ground: Ground, block: Block, contract: Contract, due: Row, years: Table, lead: LeadTimes | None
) -> None:
    """One line for each term that ends before a year of the plan: its end, the last day to give notice, what is due after it.

    All terms follow the contract's end by fixed numbers of days; the year that follows, and what is due in it, go by the day.
    """
    terms = terms_in(contract, ground.plan.calendar.years, ground.plan.calendar.start_month)
    notice = ask(block, contract, "notice_days") if contract.notice_days is not None else None
    if not terms:
        return
    names = [f"{contract.vendor or contract.label}, {RENEWS[contract.renewal]}" for _ in terms]
    table = ground.model.table(
        f"{block.id}.terms", f"{contract.label}: terms", [f"term_{end:%Y_%m_%d}" for end, _ in terms], names
    )
    known = (contract.source, contract.note, contract.assumption)
    end = block.number(
        "end", "Term that runs now ends on", "date", day_number(contract.end), Origin(f"{block.id}.end", *known)
    )
    days = table.column(
        "days", "After the end of the term that runs now", "day",
        values=[(day - contract.end).days for day, _ in terms], origin=Origin(f"{block.id}.term", *known),
    )  # fmt: skip
    ends = table.column("ends", "Term ends on", "date", formula=end + days)
    if notice is not None:
        table.column("notice_by", "Last day to give notice", "date", formula=ends - notice)
    from_day, followed_by = years.columns
    label = "Fiscal year that follows (0: not in the plan)"
    year = table.column("year", label, "year", formula=Tier(ends, from_day, followed_by))
    table.column("due", "Due in that year", "usd", formula=where(year > 0, at_year(due, year), 0))
    circuits = rebid_under(ground.plan, block.id.removeprefix("contracts."))
    if lead is not None and (contract.bid or circuits):
        renewal_columns(ground, table, ends, circuits, lead, e_rate=contract.e_rate or bool(circuits))
        in_time_order(table)
