"""Changing a product: outlays and hours of work around it by stage, months of the old bill beside the new one, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tco.formula.expression import Expression, cents, sum_rows
from tco.formula.rows import Block, Row
from tco.inputs.committed import CAPITALISED, Stage
from tco.inputs.licences import Work
from tco.inputs.software import Software
from tco.model.ask import ask
from tco.model.committed import committing_row
from tco.model.contract import one_time_row, one_time_rows
from tco.model.postings import Item, Phase, Recurrence

PHASES: Mapping[Stage, Phase] = {
    "preliminary": "acquire",
    "implementation": "deploy",
    "operation": "operate",
    "addition": "deploy",
    "training": "deploy",
}


@dataclass(frozen=True)
class Around:
    """What is paid around a product: what becomes part of an asset, and what is used up at once [usd]."""

    capital: list[Row] = field(default_factory=list)
    expensed: list[Row] = field(default_factory=list)


def changeover_rows(item: Item, software: Software) -> Around:
    """All that a product costs beside its licences, where the plan says so."""
    around, block, becomes_asset = Around(), item.block, _becomes_asset(item.block, software)
    for name in ("implementation", "migration"):
        if getattr(software, name) is not None:
            cost = one_time_row(item, block, software, name)
            _post_stage(item, around, cost, "implementation", becomes_asset, phase="deploy")
    for id, outlay in software.outlays.items():
        paid = one_time_row(item, block.part(f"outlays.{id}"), outlay, "amount", label=outlay.label)
        _post_stage(item, around, paid, outlay.stage, becomes_asset, phase=PHASES[outlay.stage])
    for id, work in software.work.items():
        work_rows(item, around, id, work, becomes_asset)
    one_time_rows(item, software, "exit", phase="retire")
    return around


def _becomes_asset(block: Block, software: Software) -> Row | None:
    """1 where the product is an asset that outlays may become part of; no row where it cannot be one."""
    flags: list[Expression] = []
    if software.committed is not None:
        flags.append(committing_row(block, software) * block.made("committed.is_long"))
    if software.life is not None and software.booked_as == "capital":
        owns = block.made("is_perpetual") if block.has("is_perpetual") else None
        flags.append(owns if owns is not None else block.number("is_perpetual", "Licence is perpetual", "flag", 1))
    if not flags:
        return None
    return block.constant("becomes_asset", "Outlays may become part of an asset", "flag", sum_rows(flags))


def _post_stage(
    item: Item,
    around: Around,
    cost: Row,
    stage: Stage | None,
    becomes_asset: Row | None,
    *,
    phase: Phase,
    recurrence: Recurrence = "one_time",
) -> None:
    """Enter a cost: capital where its stage and the way to pay make it part of an asset, else operating."""
    if becomes_asset is None or stage not in CAPITALISED:
        item.post(cost, phase, recurrence=recurrence)
        around.expensed.append(cost)
        return
    name = cost.id.removeprefix(f"{item.block.id}.")
    capital = item.block.row(f"{name}_capital", f"{cost.label}, capital", "usd", cost * becomes_asset)
    rest = item.block.row(f"{name}_operating", f"{cost.label}, operating", "usd", cost - capital)
    item.post(capital, phase, "capital", recurrence)
    item.post(rest, phase, recurrence=recurrence)
    around.capital.append(capital)
    around.expensed.append(rest)


def work_rows(item: Item, around: Around, id: str, work: Work, becomes_asset: Row | None) -> None:
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
    if work.budgeted:
        _post_stage(item, around, cost, work.stage, becomes_asset, phase=work.phase, recurrence=recurrence)
    else:
        item.post(cost, work.phase, recurrence=recurrence, budgeted="no", base=False)


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
