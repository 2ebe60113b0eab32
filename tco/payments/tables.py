"""Who pays what, what lapses, and the cliff, as tables. Nothing is computed here that the workbook does not show."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from tco.errors import MissingError
from tco.formula.units import date_of
from tco.funding.uses import is_of
from tco.inputs.funding import general_fund
from tco.inputs.paths import hint
from tco.inputs.places import shown
from tco.payments.read import HALF_A_CENT, NOT_COVERED, Waterfall
from tco.rules.shelf import first_day
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
    """All money that is lost, in the order of days; what the general fund leaves stays its own."""
    years, own = paid.model.years.years, general_fund(paid.plan.sources)
    found = [
        Lapse(id, label, years[year], _last_day(paid, id, year), round(amount, 2), could_pay(paid, id, year))
        for id, label in paid.sources.items()
        if id not in own
        for year, amount in enumerate(paid.years(f"sources.{id}.lapsed"))
        if amount > HALF_A_CENT
    ]
    return sorted(found, key=lambda lapse: lapse.date)


def _last_day(paid: Waterfall, source: str, year: int) -> datetime.date:
    """The last day on which the money may be committed: of yearly awards that of the year, else the source's own, else the year's end."""
    if paid.has(f"sources.{source}.last_day"):
        return date_of(paid.years(f"sources.{source}.last_day")[year])
    start, named = paid.plan.calendar.start_month, paid.model.years.years[year]
    begins, next_begins = (first_day(each, start_month=start) for each in (named, named + 1))
    ends = next_begins - datetime.timedelta(days=1)
    form = paid.form(source)
    days = [form.obligate_by, form.liquidate_by] if form is not None else []
    return next((day for day in days if day is not None and begins <= day <= ends), ends)


def could_pay(paid: Waterfall, source: str, year: int) -> str:
    """In words: cost of the year that the money could pay by its rules and dates, which nobody or the general fund pays."""
    covers, in_time = paid.column(f"lines.covers_{source}"), in_time_for(paid, source, year)
    fits = [place for place in range(len(paid.lines)) if covers[place] > 0 and in_time[place]]
    last = paid.remaining(len(paid.sources))[year]
    said = list(_named("not covered and of a kind that it may pay", [(last[at], paid.lines[at].name) for at in fits]))
    for id in general_fund(paid.plan.sources):
        pays = paid.pays(id)[year]
        taken = [(pays[at], paid.lines[at].name) for at in fits if paid.lines[at].tags["recurrence"] != "one_time"]
        said += _named(f"paid by {paid.sources[id]} and of a kind that it may pay", taken)
    return "; ".join(said) or "no cost of the year that it may pay in time is open or on the general fund"


def in_time_for(paid: Waterfall, source: str, year: int) -> list[bool]:
    """For each line whether its months lie within those in which money of the source that ends in the year may pay."""
    at = f"waterfall.{paid.place_of(source)}"
    found = [True] * len(paid.lines)
    for bound, column, sign in (("since", "from", -1), ("until", "to", 1), ("paid_by", "paid", 1)):
        if paid.has(f"{at}.{bound}"):
            limit = paid.years(f"{at}.{bound}")[year]
            months = paid.column(f"lines.{column}")
            found = [ok and sign * (limit - month) >= 0 for ok, month in zip(found, months, strict=True)]
    return found


def _named(what: str, lines: list[tuple[float, str]]) -> Iterator[str]:
    """The dearest lines by name, and how many more there are."""
    found = sorted((entry for entry in lines if entry[0] > HALF_A_CENT), reverse=True)
    if found:
        names = [f"{name} ({amount:,.0f})" for amount, name in found[:MOST_NAMED]]
        rest = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        yield f"{what}: {', '.join(names)}{rest}"
