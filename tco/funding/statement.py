"""Who pays: from cost lines and sources to what is paid by what, what is not covered, and which cost rests on money that ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tco.formula.expression import at_least, sum_of, sum_rows, sum_where, where
from tco.formula.rows import Block, Row, Sheet
from tco.funding.answers import Answers, answer_rows
from tco.funding.cash import cash_rows
from tco.funding.coverage import capped_column, covered_column
from tco.funding.funds import Funds, month_rows
from tco.funding.lines import cost_lines, line_rows
from tco.funding.planned import Planned, planned_block, planned_rows, stale_rows
from tco.funding.sources import COSTS, KINDS_OF_MONEY, RETURNED, WAYS, counted_row, define_returned, with_match
from tco.funding.status import status_rows
from tco.funding.waterfall import Paid, Payer, waterfall_rows
from tco.inputs.funding import STATUSES, Source
from tco.inputs.sources import COMES_BACK
from tco.model.ask import ask
from tco.model.ground import Ground


@dataclass(frozen=True)
class Begun:
    """Sources that cost something have their blocks, with these costs, before the budget adds them up; which ones count comes before."""

    counting: Block
    statuses: list[Row]
    blocks: dict[str, Block] = field(default_factory=dict)


def source_cost_rows(ground: Ground) -> Begun:
    """What sources cost themselves: issuing a bond, and its debt service where this plan pays it."""
    plan, years = ground.plan, ground.model.years
    counting = Block("counting", "Which sources count", years)
    begun = Begun(counting, [ask(counting, plan.funding, status, path=status) for status in STATUSES])
    for id, source in plan.sources.items():
        if source.way in COSTS:
            block = begun.blocks[id] = Block(f"sources.{id}", source.label, years)
            counted_row(block, source, begun.statuses)
            COSTS[source.way](ground, block, source)
    return begun


def funding_rows(ground: Ground, cost: Row, begun: Begun) -> None:
    """Sources and uses: what each source pays, what it has left, and what nobody pays."""
    model, plan = ground.model, ground.plan
    sheet = model.sheet("funding", "Sources and uses")
    in_all = sheet.block("funding", "Who pays, in all")
    found = cost_lines(model, plan)
    if not found:
        in_all.row("cost", "Cost to be paid", "usd", cost)
        in_all.row("gap", "Not covered", "usd", cost)
        return
    working = model.sheet("waterfall", "Who pays what")
    lines = line_rows(model, working.block("lines", "Cost lines"), plan, found)
    _cost_rows(ground, in_all, cost, lines.cost)
    sources = _sources(ground)
    if not sources:
        in_all.row("gap", "Not covered", "usd", sum_of(lines.cost))
        return
    months = month_rows(sheet.block("months", "Months of the fiscal years"), plan.calendar.start_month)
    funds = Funds(lines, months, sources)
    statuses = sheet.block("by_status", "How sure the cover is")
    plans = planned_block(in_all, working, plan.funding, sources)
    payers = _payers(ground, sheet, funds, begun, plans)
    paid = waterfall_rows(model, working, funds, payers)
    for payer in payers:
        payer.money.settle(paid.paid[payer.block.name], paid.capped[payer.block.name])
    taking = {payer.block.name: payer.block for payer in payers if sources[payer.block.name].returned is not None}
    define_returned(funds, taking, sources)
    status_rows(statuses, payers, paid)
    cash_rows(ground, sheet, working, funds, payers, paid)
    _in_all_rows(in_all, lines.cost, lines.table.made("recurs"), sources, paid)
    answer_rows(ground, sheet, working, Answers(in_all, lines, sources, payers, paid))
    stale_rows(in_all, plan.funding, sources, {payer.block.name: payer.block for payer in payers}, plans)


def _cost_rows(ground: Ground, block: Block, budget: Row, cost: Row) -> None:
    """From the budget's total, which what comes back makes less, to the cost that is to be paid."""
    in_all = sum_of(cost)
    if _sells(ground):
        net = block.row("budgeted", "Budgeted cost, less what comes back", "usd", budget)
        block.row("came_back", "Sold, recovered or freed", "usd", in_all - net)
    block.row("cost", "Cost to be paid", "usd", in_all)


def _sells(ground: Ground) -> bool:
    """Whether something of the plan is sold, recovered or freed, and not only paid."""
    return any(
        posting.tags["kind"] == "proceeds" or posting.tags["item"].startswith("stops.")
        for posting in ground.model.postings
    )


def _sources(ground: Ground) -> dict[str, Source]:
    """The plan's sources; what comes back and no source takes is one more, which pays first."""
    plan = ground.plan
    comes_back = any(source.gives_back for source in plan.sources.values()) or _sells(ground)
    taken = any(source.returned is not None and not source.returned.items for source in plan.sources.values())
    return ({COMES_BACK: RETURNED} if comes_back and not taken else {}) | dict(plan.sources)


def _ranks(sources: Mapping[str, Source]) -> dict[str, float]:
    """The plan's order. What comes back without a source of its own may pay anything, and comes just before the first other that may."""
    plans = {id: source for id, source in sources.items() if source is not RETURNED}
    places = {id: float(place) for place, id in enumerate(plans, start=1)}
    ranks = {id: places[id] if source.rank is None else source.rank.value or 0 for id, source in plans.items()}
    free = [ranks[id] for id, source in plans.items() if not source.uses]
    last = max(ranks.values(), default=0) + 1
    return places | ({COMES_BACK: min(free, default=last)} if len(plans) < len(sources) else {})


def _payers(ground: Ground, sheet: Sheet, funds: Funds, begun: Begun, plans: Planned | None) -> list[Payer]:
    """Each source with its money, in a block of its own."""
    sheet.blocks.append(begun.counting)
    payers, places = [], _ranks(funds.sources)
    for id, source in funds.sources.items():
        block = begun.blocks.get(id) or Block(f"sources.{id}", source.label, sheet.timeline)
        sheet.blocks.append(block)
        rank = (
            ask(block, source, "rank")
            if source.rank is not None
            else block.number("rank", "Place in the order of payment", "index", places[id])
        )
        if id not in begun.blocks:
            counted_row(block, source, begun.statuses)
        funds.covers[id] = covered_column(ground, block, funds.lines, source)
        money = WAYS[source.way](ground, funds, block, source)
        capped = capped_column(block, funds.lines, source) if money.cap is not None else None
        planned = planned_rows(block, plans, funds.lines, source)
        payers.append(Payer(block, rank, with_match(block, source, money), funds.covers[id], capped, planned))
    return payers


def _in_all_rows(block: Block, cost: Row, recurs: Row, sources: Mapping[str, Source], found: Paid) -> None:
    """What sources pay together, the gap, and the recurring cost that no recurring money pays: what is left when the rest ends."""
    covered = block.row("paid", "Paid by sources", "usd", sum_rows(list(found.paid.values())))
    block.row("gap", "Not covered", "usd", sum_of(found.remaining))
    in_all = block.made("cost")
    block.row("coverage", "Share of the cost that sources pay", "share", where(in_all > 0, covered / in_all, 1))
    on = {}
    for kind, label in KINDS_OF_MONEY.items():
        ids = [id for id, source in sources.items() if source.recurrence == kind]
        paid, again = ([rows[id] for id in ids] for rows in (found.paid, found.recurring))
        block.row(f"paid_{kind}", f"Paid by {label}", "usd", sum_rows(paid) if ids else 0)
        on[kind] = block.row(f"recurring_on_{kind}", f"Recurring cost on {label}", "usd", sum_rows(again) if ids else 0)
    recurring = block.row("recurring_cost", "Recurring cost", "usd", sum_where(cost, recurs, 1))
    block.row("exposed", "Recurring cost without recurring money", "usd", at_least(0, recurring - on["recurring"]))
