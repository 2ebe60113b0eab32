"""Cents that rounding leaves: costs cut by months are no whole cents, so that a source may have some left where a cost is still open."""

from __future__ import annotations

from collections.abc import Sequence

from tco.allocation.books import Books
from tco.allocation.pots import up
from tco.funding.problem import CostLine, Payer, Payments, Problem

LEAST = 1e-4  # dollars


def topped_up(problem: Problem, payments: Payments, books: Books, *, others: bool) -> dict[tuple[str, str, int], int]:
    """Payments with the cents that a run of them leaves with a source beside an open cost of which it pays a part already.

    `books` is that run. No source is given more than a cent for each of its payments so far, nor what it pays in later years. With
    `others` a source may also begin to pay a cost, if that is none that stays whole and none that comes again on one-time money.
    """
    found = dict(payments)
    open_cost = _open(problem, books)
    for payer in problem.payers:
        given, rounded, free, at_hand = 0, 0, _never_used(books, payer), _at_hand(books, payer)
        for year in range(problem.years):
            rounded += sum(source == payer.id and at == year for source, _, at in payments)
            for line in problem.lines:
                key = (payer.id, line.id, year)
                if key not in payments and not (others and _may_begin(payer, line, year)):
                    continue
                left = min(open_cost[line.id][year], free[year] - given / 100, at_hand[year])
                most = min(payer.most[line.id][year], line.cost[year]) - found.get(key, 0)
                more = min(up(left), rounded - given, most) if left > LEAST else 0
                if more > 0:
                    found[key] = found.get(key, 0) + more
                    given += more
                    at_hand[year] -= more / 100
                    open_cost[line.id][year] -= more / 100
    return found


def as_paid(problem: Problem, planned: Payments, before: Payments, books: Books) -> dict[tuple[str, str, int], int]:
    """Planned payments of which those that were topped up come to what a run of them pays, and to no less than before."""
    pays = {payer.id: books.family(f"{books.place(payer.id)}.pays") for payer in problem.payers}
    place = {line.id: at for at, line in enumerate(problem.lines)}
    found = {
        (source, line, year): cents
        if cents == before.get((source, line, year), 0)
        else max(before.get((source, line, year), 0), up(float(pays[source][place[line], year])))
        for (source, line, year), cents in planned.items()
    }
    return {key: cents for key, cents in found.items() if cents}


def _may_begin(payer: Payer, line: CostLine, year: int) -> bool:
    most = payer.most.get(line.id)
    is_open = any(pot.pays(line, year) for pot in payer.pots)
    return most is not None and is_open and not line.whole and not payer.is_cliff_of(line)


def _open(problem: Problem, books: Books) -> dict[str, list[float]]:
    """What a run leaves open of each cost, by year [usd]."""
    last = max(int(books.place(payer.id).rpartition(".")[2]) for payer in problem.payers)
    left = books.family(f"waterfall.{last}.remaining").tolist()
    return dict(zip((line.id for line in problem.lines), left, strict=True))


def _never_used(books: Books, payer: Payer) -> Sequence[float]:
    """By year, what a source has left then and pays in no later year [usd]."""
    lapsed = books.series(f"sources.{payer.id}.lapsed")
    closing = books.series(f"sources.{payer.id}.closing")
    free, later = [], float("inf")
    for lost, kept in zip(lapsed[::-1].tolist(), closing[::-1].tolist(), strict=True):
        later = lost + min(kept, later)
        free.append(later)
    return free[::-1]


def _at_hand(books: Books, payer: Payer) -> list[float]:
    """By year, what a source may still pay then, above its floor and of what it gives in a year [usd]."""
    place = books.place(payer.id)
    has = books.series(f"{place}.lasting") + books.series(f"{place}.ending") - books.series(f"{place}.paid")
    left: list[float] = has.tolist()
    return left
