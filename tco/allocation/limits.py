"""What a source may pay in a year beside its pots and caps, known from plans that ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tco.allocation.books import Books
from tco.allocation.pots import down
from tco.funding.problem import Cap, Payer, Payments, Problem

NEAR = 1.0  # dollars


def not_paid(problem: Problem, payments: Payments, books: Books) -> list[tuple[str, Cap]]:
    """What a source can pay of some costs in a year in which its own rules, such as a cap inside an award, let it pay less than planned."""
    found = []
    for payer in problem.payers:
        pays = dict(zip(books.lines, books.family(f"{books.place(payer.id)}.pays"), strict=True))
        for year in range(problem.years):
            planned = {
                line: cents for (source, line, at), cents in payments.items() if (source, at) == (payer.id, year)
            }
            short = frozenset(line for line, cents in planned.items() if cents / 100 - pays[line][year] >= NEAR)
            if short:
                most = down(float(sum(pays[line][year] for line in short)))
                found.append((payer.id, Cap(most, year, year, short)))
    return found


def tightened(payer: Payer, tight: Sequence[tuple[str, Cap]]) -> Payer:
    """A source with what is known of the most that it can pay."""
    return replace(payer, caps=[*payer.caps, *(cap for source, cap in tight if source == payer.id)])


def held(problem: Problem, known: Payments, books: Books) -> Problem:
    """The problem in which a source whose payments bring refunds, for indirect cost, pays in no year more than the waterfall lets it.

    So the refunds are the same, and what they pay next year is there.
    """
    paid: dict[tuple[str, int], int] = {}
    for (source, _, year), cents in known.items():
        paid[source, year] = paid.get((source, year), 0) + cents
    payers = [
        replace(one, caps=[*one.caps, *(Cap(paid.get((one.id, year), 0), year, year) for year in range(problem.years))])
        if books.has(f"sources.{one.id}.indirect")
        else one
        for one in problem.payers
    ]
    return replace(problem, payers=payers)
