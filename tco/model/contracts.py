"""The register of contracts as rows: what falls due under each, and for every term its end and the last day to give notice."""

from __future__ import annotations

from collections.abc import Iterator

from tco.formula.expression import Expression, at_year, sum_rows, total_of
from tco.formula.rows import Block, Origin, Row
from tco.formula.units import day_number
from tco.inputs.contracts import Contract, terms_in
from tco.inputs.plan import PlanForm
from tco.model.ask import ask
from tco.model.ground import Ground
from tco.model.procurement import LeadTimes, lead_time_rows, procurement_rows, renewal_columns

NAMING = ("circuits", "software", "security", "services")
"""The sections whose items may name a contract."""
RENEWS = {"automatic": "renews by itself", "board": "renewed by the board", "none": "not renewed"}


def contract_rows(ground: Ground) -> None:
    """The register and its calendar, then what the district's lead times make of them."""
    lead = lead_time_rows(ground)
    for id, contract in ground.plan.contracts.items():
        block = ground.model.sheet("contracts", "Contract bills").block(f"contracts.{id}", contract.label)
        due = due_row(ground, block, id)
        if contract.cap is not None:
            ask(block, contract, "cap")
        term_table(ground, block, contract, due, lead)
    if lead is not None:
        procurement_rows(ground, lead)


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


def term_table(ground: Ground, block: Block, contract: Contract, due: Row, lead: LeadTimes | None) -> None:
    """One line for each term that ends before a year of the plan: its end, the last day to give notice, what is due after it."""
    terms = terms_in(contract, ground.plan.calendar.years, ground.plan.calendar.start_month)
    notice = ask(block, contract, "notice_days") if contract.notice_days is not None else None
    if not terms:
        return
    names = [f"{contract.vendor or contract.label}, {RENEWS[contract.renewal]}" for _ in terms]
    table = ground.model.table(
        f"{block.id}.terms", f"{contract.label}: terms", [f"term_{end:%Y_%m_%d}" for end, _ in terms], names
    )
    own = Origin(f"{block.id}.end", contract.source, contract.note, contract.assumption)
    ends = table.column("ends", "Term ends on", "date", values=[day_number(end) for end, _ in terms], origin=own)
    if notice is not None:
        table.column("notice_by", "Last day to give notice", "date", formula=ends - notice)
    year = table.column("year", "Fiscal year that follows", "year", values=[year for _, year in terms])
    table.column("due", "Due in that year", "usd", formula=at_year(due, year))
    if lead is not None and contract.bid:
        renewal_columns(ground, table, ends, contract, [end for end, _ in terms], lead)
