"""Cash by month: what the district pays first where a source only reimburses it, what comes back later, and how much is out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tco.formula.expression import (
    Expression,
    Prior,
    at_least,
    at_year,
    equals,
    in_month,
    pick,
    sum_of,
    sum_rows,
    sum_where,
    where,
    whole,
)
from tco.formula.rows import Block, Row, Sheet, Table, Timeline
from tco.formula.when import MONTHS
from tco.funding.funds import Funds
from tco.funding.lines import Line, Lines
from tco.funding.waterfall import Paid, Payer
from tco.inputs.funding import Source
from tco.model.ask import ask, ask_choice
from tco.model.ground import Ground
from tco.model.months import month_timeline


@dataclass(frozen=True)
class _Spread:
    """In which months the lines are paid: a line for each time of the year, and the part of an amount that falls in each month.

    `later` says how many years [year] after that of the cost; it is there where some cost is paid in a later year than its own.
    """

    table: Table
    part: Row
    later: Row | None
    first_year: Row

    def year(self, months: Timeline) -> Expression:
        """The fiscal year of the costs that are paid in a month."""
        return months.year if self.later is None else at_least(self.first_year, months.year - self.later)


@dataclass(frozen=True)
class _Clock:
    """The months of the plan, numbered, and the number of the last one of each fiscal year [month]."""

    number: Row
    first: Row
    last: Row


@dataclass(frozen=True)
class _Out:
    """What the district pays first, what comes back, what is out, and the most that was out in the year so far, by month [usd]."""

    fronted: Row
    back: Row
    owed: Row
    highest: Row


def cash_rows(
    ground: Ground, funding: Sheet, working: Sheet, funds: Funds, payers: Sequence[Payer], paid: Paid
) -> None:
    """The months of every source that may reimburse, and what the district must be able to advance for all of them."""
    late = [payer.block for payer in payers if funds.sources[payer.block.name].reimbursed_after is not None]
    if not late:
        return
    sheet = ground.model.sheet("cash", "Cash by month", month_timeline(ground))
    yearly = funding.block("fronted", "What the district pays first")
    clock = _clock_rows(sheet.block("cash_months", "Months of the plan"), funds.months.block)
    spread = _spread_rows(ground, sheet.block("cash_parts", "When costs are paid"), funds.lines)
    times = working.block("cash_paid", "Paid by each place, by time of the year")
    by_place = [
        _by_time_row(times, number, place.pays, funds.lines, spread) for number, place in enumerate(paid.places, 1)
    ]
    out = []
    for home in late:
        block = sheet.block(f"cash.{home.name}", home.label)
        pays = pick(home.made("place"), *by_place)
        own = times.row(home.name, f"{home.label} pays", "usd", pays, table=spread.table)
        out.append(_source_rows(block, home, funds.sources[home.name], own, spread, clock))
        _year_rows(home, out[-1], clock)
    _in_all_rows(ground, sheet.block("cash", "All sources that reimburse"), yearly, out, clock)


def _by_time_row(block: Block, number: int, pays: Row, lines: Lines, spread: _Spread) -> Row:
    """What one place pays at each time of the year."""
    there = sum_where(pays, lines.table.made("paid_when"), spread.table.made("time"))
    return block.row(f"place_{number}", f"Place {number} pays", "usd", there, table=spread.table)


def _clock_rows(block: Block, yearly: Block) -> _Clock:
    months = block.timeline
    number = block.numbers("number", "Number of the month", "month", range(1, len(months) + 1))
    starts = [float(place == 0 or year != months.years[place - 1]) for place, year in enumerate(months.years)]
    first = block.numbers("first", "First month of the fiscal year", "flag", starts)
    ends = [place * 12 for place in range(1, len(yearly.timeline) + 1)]
    return _Clock(number, first, yearly.numbers("last_number", "Number of the year's last month", "month", ends))


def _spread_rows(ground: Ground, block: Block, lines: Lines) -> _Spread:
    """Every time of the year at which some line is paid, the part in each year that follows where it is paid later, and their months."""
    times = sorted({_paid_in(line) for line in lines.lines})
    label = "Time of the year at which it is paid"
    lines.table.column("paid_when", label, "index", values=[times.index(_paid_in(line)) + 1 for line in lines.lines])
    parts = [
        (number, max(first - later * 12, 1), min(last - later * 12, 12), last - first + 1, later)
        for number, (first, last) in enumerate(times, start=1)
        for later in range((first - 1) // 12, (last - 1) // 12 + 1)
    ]
    start = ground.plan.calendar.start_month
    names = [_said(first, last, later, start) for _, first, last, _, later in parts]
    ids = [f"time_{number}" + (f"_{later}" if later else "") for number, *_, later in parts]
    table = ground.model.table("paid_when", "When costs are paid", ids, names)
    _, from_month, to_month, over, later = (
        table.column(id, label, unit, values=[part[place] for part in parts])
        for place, (id, label, unit) in enumerate(COLUMNS)
    )
    later_years = later if any(part[-1] for part in parts) else None
    month = block.numbers("month", "Month of the fiscal year", "index", _months_of_years(block.timeline))
    share = where(month >= from_month, where(month <= to_month, 1 / over, 0), 0)
    if later_years is not None:
        within = block.row("within", "Part paid in the month, of any year", "share", share, table=table)
        share = within * (block.timeline.year - later_years >= ground.economy.first_year)
    part = block.row("part", "Part paid in the month", "share", share, table=table)
    return _Spread(table, part, later_years, ground.economy.first_year)


COLUMNS = (
    ("time", "Time of the year", "index"),
    ("first", "First month of the fiscal year", "index"),
    ("last", "Last month of the fiscal year", "index"),
    ("months", "Months over which it is paid", "index"),
    ("later", "Years after that of the cost", "year"),
)


def _paid_in(line: Line) -> tuple[int, int]:
    """The first and last month in which a line is paid, counted from the first of its fiscal year."""
    return line.when.first + line.when.after, line.when.last + line.when.after


def _said(first: int, last: int, later: int, start: int) -> str:
    named = [MONTHS[(month + start - 1 - 1) % 12] for month in (first, last)]
    text = " to ".join(dict.fromkeys(named))
    return f"{text}, {later} fiscal year{'s' if later > 1 else ''} later" if later else text


def _months_of_years(months: Timeline) -> list[int]:
    return [place % 12 + 1 for place in range(len(months))]


def _source_rows(block: Block, home: Block, source: Source, own: Row, spread: _Spread, clock: _Clock) -> _Out:
    """One source by month: what the district pays first, what comes back so many months later, and what is out."""
    directly = equals(ask_choice(home, source, "pays"), 1)
    late = home.constant("reimburses", "Reimburses what was paid first", "flag", 1 - directly)
    given = ask(home, source, "reimbursed_after")
    after = home.constant("months_later", "Comes back after whole months", "month", whole(given))
    paid = at_year(own, spread.year(block.timeline)) * spread.part
    by_part = block.row("by_part", "Paid first, by time of the year", "usd", paid, table=spread.table)
    fronted = block.row("fronted", "Paid first by the district", "usd", sum_of(by_part) * late)
    back = block.row("back", "Comes back", "usd", in_month(fronted, clock.number, clock.number - after))
    return _out_rows(block, fronted, back, clock)


def _out_rows(block: Block, fronted: Row, back: Row, clock: _Clock) -> _Out:
    owed = block.announce("owed", "Out at month end", "usd")
    block.define(owed, Prior(owed) + fronted - back)
    highest = block.announce("highest", "Most that was out since the fiscal year began", "usd")
    block.define(highest, at_least(owed, Prior(highest) * (1 - clock.first)))
    return _Out(fronted, back, owed, highest)


def _year_rows(block: Block, out: _Out, clock: _Clock) -> Row:
    """What is out at most in each fiscal year, and at its end."""
    most = block.row("fronted_most", "Out at most in the year", "usd", in_month(out.highest, clock.number, clock.last))
    block.row("fronted_at_end", "Out at year end", "usd", in_month(out.owed, clock.number, clock.last))
    return most


def _in_all_rows(ground: Ground, block: Block, yearly: Block, out: Sequence[_Out], clock: _Clock) -> None:
    """All sources together: what is out in each month, at most in each year, and at most in the whole plan."""
    fronted = block.row("fronted", "Paid first by the district", "usd", sum_rows([each.fronted for each in out]))
    back = block.row("back", "Comes back", "usd", sum_rows([each.back for each in out]))
    most = _year_rows(yearly, _out_rows(block, fronted, back, clock), clock)
    so_far = yearly.announce("most_so_far", "Out at most up to then", "usd")
    yearly.define(so_far, at_least(most, Prior(so_far)))
    last_year = yearly.number("last_year", "Last fiscal year", "year", ground.plan.calendar.years[-1])
    yearly.constant("to_advance", "The district must be able to advance", "usd", at_year(so_far, last_year))
