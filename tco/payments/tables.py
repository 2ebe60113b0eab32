"""Who pays what, what lapses, and the cliff, as tables. Nothing is computed here that the workbook does not show."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from tco.errors import MissingError
from tco.funding.uses import is_of
from tco.inputs.funding import general_fund
from tco.inputs.paths import hint
from tco.inputs.places import shown
from tco.payments.read import HALF_A_CENT, NOT_COVERED, Waterfall
from tco.views import rows_table

MOST_NAMED = 4  # lines that a sentence names before it counts the rest


def who_pays(paid: Waterfall) -> pd.DataFrame:
    """What each source pays of each cost line, and what is not covered of it [usd]: lines are (item, line, source)."""
    index, numbers = [], []
    remaining = paid.remaining(len(paid.sources)) if paid.lines else []
    by_source = {label: paid.pays(id) for id, label in paid.sources.items()} | {NOT_COVERED: remaining}
    for place, line in enumerate(paid.lines):
        for label, amounts in by_source.items():
            years = [year[place] for year in amounts]
            if max(years) > HALF_A_CENT:
                index.append((line.tags["item"], line.name, label))
                numbers.append(years)
    names = pd.MultiIndex.from_tuples(index, names=["item", "line", "source"]) if index else _none("item line source")
    columns = pd.Index(paid.model.years.years, name="fiscal_year")
    return pd.DataFrame(numbers, index=names, columns=columns).round(2)


def _none(names: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([[] for _ in names.split()], names=names.split())


def glide_path(paid: Waterfall, item: str) -> pd.DataFrame:
    """How an item, or a whole section, moves from one source to another: who pays it in each year [usd].

    Raises MissingError where the plan has no such item, or it costs nothing.
    """
    lines = who_pays(paid)
    mine = lines[[is_of(each, [item]) for each in lines.index.get_level_values("item")]]
    if mine.empty:
        known = list(dict.fromkeys(line.tags["item"] for line in paid.lines))
        raise MissingError(f"item {shown(item)}: nothing is paid for it. {hint(item, known, 'items')}")
    return mine.groupby(level="source", sort=False).sum().round(2)


def cliff(paid: Waterfall) -> pd.DataFrame:
    """Recurring cost on money that ends, what falls off when it does, and what then pays for it [usd], by year and source."""
    ids = [row.id for row in paid.model.rows() if row.id.startswith(("cliff.", "cliff_at_risk."))]
    return rows_table(paid.model, paid.values, [paid.rows[id] for id in ids], paid.case)


class Lapse(NamedTuple):
    """Money of a source that lapses in a fiscal year [usd], the last day to use it, and in words which cost it could pay."""

    source: str
    label: str
    fiscal_year: int
    date: datetime.date
    amount: float
    could_pay: str


def lapses(paid: Waterfall) -> pd.DataFrame:
    """Money that lapses, by day and source [usd]: until when it may be used, and which cost it could pay instead."""
    return pd.DataFrame(lapsing(paid), columns=list(Lapse._fields))


def lapsing(paid: Waterfall) -> list[Lapse]:
    """All money that lapses, in the order of days."""
    years = paid.model.years.years
    found = [
        Lapse(id, label, years[year], _last_day(paid, id, years[year]), round(amount, 2), could_pay(paid, id, year))
        for id, label in paid.sources.items()
        for year, amount in enumerate(paid.years(f"sources.{id}.lapsed"))
        if amount > HALF_A_CENT
    ]
    return sorted(found, key=lambda lapse: lapse.date)


def _last_day(paid: Waterfall, source: str, year: int) -> datetime.date:
    """The last day on which the money may be committed: the source's own where it lies in the fiscal year, else the year's end."""
    start = paid.plan.calendar.start_month
    begins = datetime.date(year if start == 1 else year - 1, start, 1)
    ends = datetime.date(begins.year + 1, start, 1) - datetime.timedelta(days=1)
    form = paid.form(source)
    day = form.obligate_by if form is not None else None
    return day if day is not None and begins <= day <= ends else ends


def could_pay(paid: Waterfall, source: str, year: int) -> str:
    """In words: cost that a source may pay by its rules of use and that is not covered, or that the general fund pays in the year."""
    if source in general_fund(paid.plan.sources):
        return "it is the general fund's own and stays with it"
    covers = paid.column(f"lines.covers_{source}")
    said: list[str] = []
    last = paid.remaining(len(paid.sources))[year]
    open_lines = [(last[place], line.name) for place, line in enumerate(paid.lines) if covers[place] > 0]
    said += _named("not covered and of a kind that it may pay", open_lines)
    for id in general_fund(paid.plan.sources):
        pays = paid.pays(id)[year]
        taken = [
            (pays[place], line.name)
            for place, line in enumerate(paid.lines)
            if covers[place] > 0 and line.tags["recurrence"] != "one_time"
        ]
        said += _named(f"paid by {paid.sources[id]} and of a kind that it may pay", taken)
    return "; ".join(said) or "no cost of the year that it may pay is open or on the general fund"


def _named(what: str, lines: list[tuple[float, str]]) -> Iterator[str]:
    """The dearest lines by name, and how many more there are."""
    found = sorted((entry for entry in lines if entry[0] > HALF_A_CENT), reverse=True)
    if found:
        names = [f"{name} ({amount:,.0f})" for amount, name in found[:MOST_NAMED]]
        rest = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        yield f"{what}: {', '.join(names)}{rest}"
