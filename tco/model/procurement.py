"""The procurement calendar: from the day something must be in service back to order, board, bid and E-Rate forms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression, Tier, at_least, at_most
from tco.formula.rows import Block, Origin, Row, Table
from tco.formula.units import day_number
from tco.inputs.contracts import DAYS_IN_YEAR, JULY
from tco.model.ask import ask
from tco.model.ground import Ground
from tco.model.public import public_origin
from tco.rules.shelf import Figure, dates_of, figure

POSTING, CLOSE = "erate_form_470_posting", "erate_form_471_close"
LEAD_TIMES = "Lead times and purchases"
STEPS = ("prepare", "delivery", "order", "board", "evaluation", "bid")
IN_TIME = (
    "form_470", "erate_closes", "erate_award", "erate_board", "form_471", "window", "funding_year",
    "bid_opens", "bids_close", "award", "board", "order", "deliver", "service",
)  # fmt: skip
"""Steps as they follow each other: those of E-Rate, those of other bids, then what both share."""


@dataclass(frozen=True)
class LeadTimes:
    """The district's days for each step, the days that E-Rate asks for, and its funding years."""

    block: Block
    days: Mapping[str, Row]
    posting: Row
    one_day: Row
    days_in_year: Row
    starts: Row
    windows: Row


def lead_time_rows(ground: Ground) -> LeadTimes | None:
    """The days as a block of their own, where the plan gives them."""
    procurement = ground.plan.procurement
    if procurement is None:
        return None
    block = ground.model.sheet("procurement", LEAD_TIMES).block("procurement", "Lead times of procurement")
    days = {step: ask(block, procurement, step) for step in STEPS}
    first = procurement.in_service(ground.plan.calendar.first_year, ground.plan.calendar.start_month)
    known = _on(POSTING, first)
    posting = block.number(
        "posting", "Days after E-Rate Form 470", "day", known.value, public_origin(known, asked=first)
    )
    one_day = block.number("one_day", "From the end of a term to the start of the next", "day", 1)
    year = block.number("days_in_year", "Days in a year, for lead times in years", "day/year", DAYS_IN_YEAR)
    starts, windows = _funding_years(ground.plan.calendar.years).columns
    return LeadTimes(block, days, posting, one_day, year, starts, windows)


def _funding_years(years: Sequence[int]) -> Table:
    """The funding years of E-Rate around the plan: each one's first day, and how long before it the window ends."""
    before = years[0] - 1
    funded = [before - 1, before, *years]
    starts = [datetime.date(year, JULY, 1) for year in funded]
    known = [_on(CLOSE, start) for start in starts]
    table = Table(
        "procurement.funding_years", "E-Rate: funding years", tuple(f"from_{year}" for year in funded),
        names=tuple(f"Funding year {year}" for year in funded),
    )  # fmt: skip
    table.column("starts", "Starts on", "date", values=[day_number(day) for day in starts])
    ends = [figure.value for figure in known]
    late = next((place for place, day in enumerate(starts) if day < known[place].since), -1)
    origin = public_origin(known[late], asked=starts[late])
    table.column("window", "Form 471 window ends before it", "day", values=ends, origin=origin)
    return table


def _on(name: str, day: datetime.date) -> Figure:
    """A public figure on a day; before the first that is known, the first."""
    return figure(name, on=max(day, dates_of(name)[0]))


def procurement_rows(ground: Ground, lead: LeadTimes) -> None:
    """One line for each fiscal year, by when each step is taken; the circuits that take longer; and what is bought."""
    year_table(ground, "calendar", "Procurement calendar", lead)
    for id, circuit in ground.plan.circuits.items():
        if circuit.rebid is not None and circuit.lead_time is not None:
            year_table(ground, f"circuits_{id}", f"Procurement calendar of {circuit.label}", lead, circuit=id)
    if lead.starts.table is not None:
        ground.model.tables.append(lead.starts.table)
    what = ground.model.sheet("procurement", LEAD_TIMES).block("procurement_bought", "What is bought in each year")
    for id, fleet in ground.fleets.items():
        what.row(id, {**ground.plan.devices, **ground.plan.network}[id].label, "device", fleet.bought)


def year_table(ground: Ground, id: str, label: str, lead: LeadTimes, *, circuit: str = "") -> None:
    """One line for each fiscal year; a circuit is ordered its own lead time ahead, and always under E-Rate."""
    procurement, calendar = ground.plan.procurement, ground.plan.calendar
    assert procurement is not None, "lead times are asked only where the plan gives them"
    years = calendar.years
    table = ground.model.table(f"procurement.{id}", label, [f"fy{y}" for y in years], [f"FY{y}" for y in years])
    table.column("year", "Fiscal year", "year", values=years)
    days = [day_number(procurement.in_service(year, calendar.start_month)) for year in years]
    service = table.column("service", "In service by", "date", values=days, origin=Origin("procurement.service_month"))
    order = order_columns(ground, table, service, [circuit] if circuit else [], lead)
    erate_columns(table, order, service, lead)
    if not circuit:
        bid_columns(table, order, lead, said="Not E-Rate: ")
    in_time_order(table)


def order_columns(ground: Ground, table: Table, service: Row, circuits: Sequence[str], lead: LeadTimes) -> Row:
    """Delivery and order before the day of service, and the order no later than a circuit's lead time before it."""
    deliver = table.column("deliver", "Deliver by", "date", formula=service - lead.days["prepare"])
    order: Expression = deliver - lead.days["delivery"]
    known = ground.model.by_id()
    for id in circuits:
        if ground.plan.circuits[id].lead_time is not None:
            order = at_most(service - known[f"circuits.{id}.lead_time"] * lead.days_in_year, order)
    return table.column("order", "Order by", "date", formula=order)


def renewal_columns(
    ground: Ground, table: Table, ends: Row, circuits: Sequence[str], lead: LeadTimes, *, e_rate: bool
) -> None:
    """By when a contract that is bid anew goes to the board, to bid, and to E-Rate.

    The next one is ordered when this one ends; one that carries circuits, as long before as a circuit takes.
    """
    service = table.column("service", "Next term starts on", "date", formula=ends + lead.one_day)
    order = order_columns(ground, table, service, circuits, lead) if circuits else ends
    if e_rate:
        erate_columns(table, order, service, lead)
    else:
        bid_columns(table, order, lead)


def bid_columns(table: Table, order: Row, lead: LeadTimes, *, said: str = "") -> None:
    """Board, award and bid before an order that is not filed for E-Rate."""

    def column(id: str, label: str, formula: Expression) -> Row:
        label = said + (label[:1].lower() + label[1:] if said else label)
        return table.column(id, label, "date", formula=formula)

    board = column("board", "Board approves by", order - lead.days["order"])
    award = column("award", "Award by", board - lead.days["board"])
    closes = column("bids_close", "Bids close by", award - lead.days["evaluation"])
    column("bid_opens", "Bid opens by", closes - lead.days["bid"])


def erate_columns(table: Table, order: Row, service: Row, lead: LeadTimes) -> None:
    """The two forms, and the board before the second: ahead of the funding year that the day of service is in."""
    funding = Tier(service, lead.starts, lead.starts)
    funding = table.column("funding_year", "E-Rate: funding year starts", "date", formula=funding)
    ends = Tier(service, lead.starts, lead.windows)
    window = table.column("window", "E-Rate: Form 471 window ends before it", "day", formula=ends)
    form_471 = table.column("form_471", "E-Rate: Form 471 by", "date", formula=funding - window)
    board = at_most(form_471, order - lead.days["order"])
    approved = table.column("erate_board", "E-Rate: board approves by", "date", formula=board)
    chosen = table.column("erate_award", "E-Rate: provider chosen by", "date", formula=approved - lead.days["board"])
    closed = table.column("erate_closes", "E-Rate: bids close by", "date", formula=chosen - lead.days["evaluation"])
    open_days = at_least(lead.days["bid"], lead.posting)
    table.column("form_470", "E-Rate: Form 470 by", "date", formula=closed - open_days)


def in_time_order(table: Table) -> None:
    """Put the columns of steps into the order of time, from left to right; what is no step stays before them."""
    steps = {f"{table.id}.{step}": place for place, step in enumerate(IN_TIME)}
    table.columns.sort(key=lambda column: steps.get(column.id, -1))
