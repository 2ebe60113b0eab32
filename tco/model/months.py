"""The months of the plan: one timeline, and the number of each month, 1 for the first of the plan."""

from __future__ import annotations

from tco.formula.rows import Block, Row, Sheet, Timeline
from tco.model.ground import Ground


def month_timeline(ground: Ground) -> Timeline:
    """The months of all fiscal years, shared by every contract."""
    for timeline in ground.model.timelines():
        if timeline.id == "months":
            return timeline
    start = ground.plan.calendar.start_month
    places = [(year, month) for year in ground.model.years.years for month in range(12)]
    labels = [f"FY{year} M{(start + month - 1) % 12 + 1}" for year, month in places]
    return Timeline("months", tuple(labels), years=tuple(year for year, _ in places), starts=start)


def month_sheet(ground: Ground) -> Sheet:
    """The sheet on which agreements stand month by month."""
    return ground.model.sheet("months", "Contracts by month", month_timeline(ground))


def month_number(ground: Ground) -> Row:
    """The number of each month of the plan [month]."""
    sheet = month_sheet(ground)
    clock = next((block for block in sheet.blocks if block.id == "plan_months"), None)
    if clock is not None:
        return clock.made("number")
    block: Block = sheet.block("plan_months", "Months of the plan")
    return block.numbers("number", "Number of the month", "month", range(1, len(sheet.timeline) + 1))


def begins_in(ground: Ground, year: int, month: int) -> int:
    """The number in the plan of a calendar month of a fiscal year; 0 or less before the plan."""
    calendar = ground.plan.calendar
    return (year - calendar.first_year) * 12 + (month - calendar.start_month) % 12 + 1
