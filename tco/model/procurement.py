"""The procurement calendar: from the day something must be in service back to order, board, bid and E-Rate forms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tco.formula.expression import at_least, at_most
from tco.formula.rows import Block, Origin, Row, Table
from tco.formula.units import day_number
from tco.inputs.contracts import Contract, funding_year_start
from tco.model.ask import ask
from tco.model.ground import Ground
from tco.rules.shelf import Figure, dates_of, figure

POSTING, CLOSE = "erate_form_470_posting", "erate_form_471_close"
LEAD_TIMES = "Lead times and purchases"
STEPS = ("prepare", "delivery", "order", "board", "evaluation", "bid")


@dataclass(frozen=True)
class LeadTimes:
    """The district's days for each step, and the days that E-Rate asks for."""

    block: Block
    days: Mapping[str, Row]
    posting: Row


def lead_time_rows(ground: Ground) -> LeadTimes | None:
    """The days as a block of their own, where the plan gives them."""
    procurement = ground.plan.procurement
    if procurement is None:
        return None
    block = ground.model.sheet("procurement", LEAD_TIMES).block("procurement", "Lead times of procurement")
    days = {step: ask(block, procurement, step) for step in STEPS}
    known = _on(POSTING, procurement.in_service(ground.plan.calendar.first_year, ground.plan.calendar.start_month))
    posting = block.number("posting", "Days after E-Rate Form 470", "day", known.value, _origin(known))
    return LeadTimes(block, days, posting)


def _on(name: str, day: datetime.date) -> Figure:
    """A public figure on a day; before the first that is known, the first."""
    return figure(name, on=max(day, dates_of(name)[0]))


def _origin(known: Figure) -> Origin:
    held = " The last one known; check this year's." if known.holds_past_last else ""
    return Origin(f"rules.{known.name}", known.source, f"{known.note}{held}")


def procurement_rows(ground: Ground, lead: LeadTimes) -> None:
    """One line for each fiscal year, by when each step is taken; and what is bought in it."""
    procurement, calendar = ground.plan.procurement, ground.plan.calendar
    assert procurement is not None, "lead times are asked only where the plan gives them"
    years = calendar.years
    table = ground.model.table(
        "procurement.calendar", "Procurement calendar", [f"fy{y}" for y in years], [f"FY{y}" for y in years]
    )
    table.column("year", "Fiscal year", "year", values=years)
    days = [procurement.in_service(y, calendar.start_month) for y in years]
    own = Origin("procurement.service_month")
    service = table.column("service", "In service by", "date", values=[day_number(day) for day in days], origin=own)
    deliver = table.column("deliver", "Deliver by", "date", formula=service - lead.days["prepare"])
    order = table.column("order", "Order by", "date", formula=deliver - lead.days["delivery"])
    approval_columns(ground, table, order, days, lead, e_rate=True)
    what = ground.model.sheet("procurement", LEAD_TIMES).block("procurement_bought", "What is bought in each year")
    for id, fleet in ground.fleets.items():
        what.row(id, {**ground.plan.devices, **ground.plan.network}[id].label, "device", fleet.bought)


def renewal_columns(
    ground: Ground, table: Table, ends: Row, contract: Contract, days: Sequence[datetime.date], lead: LeadTimes
) -> None:
    """By when a contract that is bid anew goes to the board, to bid, and to E-Rate: the next one is ordered when it ends."""
    next_days = [day + datetime.timedelta(days=1) for day in days]
    approval_columns(ground, table, ends, next_days, lead, e_rate=contract.e_rate)


def approval_columns(
    ground: Ground, table: Table, order: Row, days: Sequence[datetime.date], lead: LeadTimes, *, e_rate: bool
) -> None:
    """Board, award and bid before an order, and for E-Rate the two forms before the funding year that the day of service is in."""
    board = table.column("board", "Board approves by", "date", formula=order - lead.days["order"])
    award = table.column("award", "Award by", "date", formula=board - lead.days["board"])
    closes = table.column("bids_close", "Bids close by", "date", formula=award - lead.days["evaluation"])
    table.column("bid_opens", "Bid opens by", "date", formula=closes - lead.days["bid"])
    if not e_rate:
        return
    starts = [funding_year_start(day) for day in days]
    before = [_on(CLOSE, start) for start in starts]
    origin = _origin(before[-1])
    funding = table.column(
        "funding_year", "E-Rate funding year starts", "date", values=[day_number(day) for day in starts]
    )
    window = table.column(
        "window", "Form 471 window ends before", "day", values=[known.value for known in before], origin=origin
    )
    form_471 = table.column("form_471", "Form 471 by", "date", formula=funding - window)
    approved = table.column("erate_board", "E-Rate contract approved by", "date", formula=at_most(form_471, board))
    chosen = table.column("erate_award", "E-Rate provider chosen by", "date", formula=approved - lead.days["board"])
    closed = table.column("erate_closes", "E-Rate bids close by", "date", formula=chosen - lead.days["evaluation"])
    open_days = at_least(lead.days["bid"], lead.posting)
    table.column("form_470", "Form 470 by", "date", formula=closed - open_days)
