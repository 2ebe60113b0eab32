"""What a source has, as pots: read off a run in which nobody pays, where all money stays until it would lapse."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from tco.allocation.books import Array, Books
from tco.funding.problem import Cap, Pot
from tco.inputs.funding import Source

CENT = 0.01
NEAR = 1e-6  # of a cent


def down(amount: float) -> int:
    """Dollars as whole cents, not above them."""
    return math.floor(amount * 100 + NEAR)


def up(amount: float) -> int:
    """Dollars as whole cents, not below them."""
    return math.ceil(amount * 100 - NEAR)


def is_discount(books: Books, source: str) -> bool:
    """Whether a source is support that comes as it is used and is not money at hand, as E-Rate is."""
    return books.has(f"sources.{source}.support_asked")


def pots_of(books: Books, idle: Books, source: str, *, is_over: bool = False) -> list[Pot]:
    """The pots of a source. `books` is the plan as it runs, `idle` a run in which nobody pays.

    Of a source that `is_over` with the plan, what is left then counts as lost.
    """
    if is_discount(books, source):
        return list(_budgets(idle, source))
    block, last = f"sources.{source}", len(books.years) - 1
    lapsed = idle.series(f"{block}.lapsed")
    at = idle if lapsed.max() > CENT else books  # interest and what is transferred depend on what is paid
    income = at.series(f"{block}.received") + at.series(f"{block}.transferred")
    queue: Queue = [(0, float(at.series(f"{block}.opening")[0]))]
    found, floor = [], _floor(books, source)
    for year in range(last + 1):
        queue = _afloat([*queue, (year, float(income[year]))])
        queue, lost = _taken(queue, float(lapsed[year]))
        found += [(amount, first, year) for first, amount in _taken(lost, floor)[0]]
    queue, _ = _taken(queue, floor)
    pots = [_pot(idle, block, *each, lapses=True) for each in found if down(each[0]) > 0]
    rest = [_pot(idle, block, amount, first, last, lapses=False) for first, amount in queue if down(amount) > 0]
    return [*pots, *(replace(pot, lapses=is_over) for pot in rest)]


Queue = list[tuple[int, float]]
"""Money [usd] and the year from which it is there, the oldest first."""


def _afloat(queue: Queue) -> Queue:
    """What is left of money after what is less than nothing, a deficit or a transfer, took its part: of it nobody can be paid."""
    debt = -sum(have for _, have in queue if have < 0)
    left, taken = _taken([(first, max(0.0, have)) for first, have in queue], debt)
    owed = debt - sum(part for _, part in taken)
    return [*left, (queue[-1][0], -owed)] if owed > CENT else left


def _taken(queue: Queue, amount: float) -> tuple[Queue, Queue]:
    """What is left of money, and what of it is taken, the oldest first. A debt stays."""
    left, taken = [], []
    for first, have in queue:
        part = min(max(0.0, have), amount)
        amount -= part
        taken.append((first, part))
        left.append((first, have - part))
    return left, [(first, part) for first, part in taken if part > 0]


def is_over(source: Source, years: Sequence[int]) -> bool:
    """Whether what a source has left at the plan's end is not used: one-time money for some uses, with no day of its own.

    Reserves, allotments, grants and a levy that goes on can still be used then.
    """
    if source.recurrence != "one_time" or source.is_free or source.obligate_by is not None:
        return False
    if source.levy is not None:
        last = source.levy.last_tax_year
        return last is not None and max(last.numbers()) <= years[-1] and source.levy.renewed == "no"
    return source.way in ("amount", "bond")


def _floor(books: Books, source: str) -> float:
    """The balance that a source keeps in the year in which it must keep most."""
    return max((float(books.series(id).max()) for id in books.rows if _is_floor(id, source)), default=0.0)


def _is_floor(id: str, source: str) -> bool:
    return id.startswith(f"sources.{source}.") and id.endswith(".floor")


def _pot(idle: Books, block: str, amount: float, first: int, last: int, *, lapses: bool) -> Pot:
    until = None
    if idle.has(f"{block}.obligate_by_month"):
        until = _month(idle, f"{block}.obligate_by_month", last)
    elif lapses and idle.has(f"{block}.until"):
        until = _month(idle, f"{block}.until", last)
    since = _month(idle, f"{block}.opens_month", 0) if idle.has(f"{block}.opens_month") else None
    paid_by = _month(idle, f"{block}.liquidate_by_month", 0) if idle.has(f"{block}.liquidate_by_month") else None
    return Pot(down(amount), first, last, since, until, paid_by, lapses)


def _month(books: Books, id: str, year: int) -> int:
    return round(float(books.series(id)[year]))


def _budgets(idle: Books, source: str) -> Iterator[Pot]:
    """Support without a budget is one pot without limit; a budget before discount is one pot for each of its cycles."""
    block, last = f"sources.{source}", len(idle.years) - 1
    if not idle.has(f"{block}.budget_left"):
        yield Pot(None, 0, last)
        return
    left, cycle = idle.series(f"{block}.budget_left"), idle.series(f"{block}.cycle")
    for _, group in groupby(range(last + 1), key=lambda year: cycle[year]):
        years = list(group)
        yield Pot(down(float(left[years].max())), years[0], years[-1])


def caps_of(books: Books, idle: Books, source: str) -> list[Cap]:
    """The most that a source pays in a year where that is less than its pots hold, and the most for its capped uses."""
    place, block = idle.place(source), f"sources.{source}"
    has = idle.series(f"{place}.lasting") + idle.series(f"{place}.ending")
    at_hand = np.full(len(has), np.inf) if is_discount(idle, source) else has
    if idle.has(f"{block}.available"):
        at_hand = idle.series(f"{block}.available")
    found = [
        Cap(max(0, down(float(most))), year, year)
        for year, most in enumerate(has)
        if most < max(0.0, at_hand[year]) - _floor(books, source) - CENT
    ]
    return found + _capped(idle, source, f"{place}.cap")


def _capped(idle: Books, source: str, row: str) -> list[Cap]:
    """The most for capped uses from any year on: what room there is then, and what comes later. It goes on as long as the money does,
    so that years say more than those from the first on where some room was lost before them."""
    if not idle.has(f"lines.capped_{source}"):
        return []
    block, room = f"sources.{source}", idle.series(row)
    lines = frozenset(id for id, flag in zip(idle.lines, idle.column(f"capped_{source}"), strict=True) if flag)
    new = idle.series(f"{block}.room_1")  # of awards side by side
    if idle.has(f"{block}.cap_closing"):
        new = room - np.concatenate([[0.0], idle.series(f"{block}.cap_closing")[:-1]])
    so_far, years = np.cumsum(new), range(len(room))
    before = room - so_far  # what the plan's start found, without what was lost since
    starts = [first for first in years if before[first] < before[:first].min(initial=np.inf) - CENT]
    found = [Cap(down(float(before[first] + so_far[at])), first, at, lines) for first in starts for at in years[first:]]
    return found if lines else []


def discount_of(idle: Books, source: str) -> Sequence[float]:
    """The discount by year where a budget counts cost before it."""
    block = f"sources.{source}"
    return idle.series(f"{block}.discount").tolist() if idle.has(f"{block}.budget_left") else ()


def share_of(books: Books, source: str) -> Array:
    """The greatest share of a cost that a source pays, by year."""
    row = f"{books.place(source)}.share"
    return books.series(row) if books.has(row) else np.ones(len(books.years))
