"""Changing a product: hours of work around it, months of the old bill beside the new one, and the way out."""

from __future__ import annotations

from tco.formula.expression import Expression, cents
from tco.formula.rows import Row
from tco.inputs.licences import Work
from tco.inputs.software import Software
from tco.model.ask import ask
from tco.model.contract import one_time_rows
from tco.model.postings import Item, Recurrence


def changeover_rows(item: Item, software: Software) -> None:
    """All that a product costs beside its licences, where the plan says so."""
    one_time_rows(item, software, "implementation")
    one_time_rows(item, software, "migration")
    for id, work in software.work.items():
        work_rows(item, id, work)
    one_time_rows(item, software, "exit", phase="retire")


def work_rows(item: Item, id: str, work: Work) -> None:
    """Hours at a rate, in the years given or in every year; for each head where the work is with people."""
    part = item.block.part(f"work.{id}")
    field = "hours" if work.yearly_hours is None else "yearly_hours"
    hours: Expression = ask(
        part, work, field, of=f"hour/{work.per}" if work.per else "", label=f"{work.label}: {FIELDS[field]}"
    )
    if work.per is not None:
        heads = item.ground.heads.of(work.per)
        hours = part.row("hours_in_all", f"{work.label}: hours of all", "hour", hours * heads)
    rate = ask(part, work, "rate", label=f"{work.label}: an hour")
    amount = cents(hours * rate * item.ground.economy.index["labor"])
    cost = part.row("cost", work.label, "usd", amount)
    recurrence: Recurrence = "one_time" if work.yearly_hours is None else "recurring"
    item.post(cost, work.phase, recurrence=recurrence, budgeted="yes" if work.budgeted else "no", base=work.budgeted)


FIELDS = {"hours": "hours, one-time", "yearly_hours": "hours in a year"}


def parallel_rows(item: Item, software: Software, now: Row) -> None:
    """Months of the bill that are paid on after the product's last year, while its successor starts."""
    if software.parallel is None:
        return
    block = item.block
    counted, months = block.made("counted"), ask(block, software, "parallel")
    cost = block.announce("parallel_cost", "Bill beside the successor's", "usd")
    year = block.number_beside("parallel_year", "Months in a year", "month", 12, cost)
    block.define(cost, cents(counted * now * months / year))
    item.post(cost, "retire", recurrence="one_time")
