"""Random cost lines and sources for the laws of the allocation, and two who allocate otherwise: a waterfall and every way there is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from tco.funding.problem import Cap, CostLine, Payer, Payments, Pot, Problem

FIRST_MONTH = 12 * 2026 + 7  # July 2026: the plan's years are fiscal years from July to June


@st.composite
def problems(
    draw: st.DrawFn, *, lines: int = 6, payers: int = 4, years: int = 4, most: int = 100_000_00, plain: bool = False
) -> Problem:
    """Costs up to `most` cents, in months of their year; sources that lapse, carry over or end within a year; caps and discounts."""
    span = draw(st.integers(1, years))
    costs = [draw(cost_lines(f"line{place}", span, most)) for place in range(draw(st.integers(1, lines)))]
    sources = [
        draw(sources_of_funds(f"source{place}", costs, span, most, plain))
        for place in range(draw(st.integers(1, payers)))
    ]
    return Problem(costs, sources, span)


@st.composite
def cost_lines(draw: st.DrawFn, id: str, years: int, most: int) -> CostLine:
    cost = draw(st.lists(st.integers(0, most), min_size=years, max_size=years))
    months = [FIRST_MONTH + 12 * year + draw(st.integers(0, 11)) for year in range(years)]
    later = [month + draw(st.integers(0, 3)) for month in months]
    item = draw(st.sampled_from(["", "", "year"]))  # parts of one position's year
    recurring, whole, can_wait, capital = (draw(st.booleans()) for _ in range(4))
    return CostLine(id, cost, months, months, later, recurring, whole, can_wait, capital, item)


@st.composite
def sources_of_funds(draw: st.DrawFn, id: str, lines: list[CostLine], years: int, most: int, plain: bool) -> Payer:
    share = draw(st.sampled_from([1.0, 1.0, 0.8, 0.5]))
    payable = [line for line in lines if draw(st.integers(0, 3))]
    may = {line.id: [int(cost * share) for cost in line.cost] for line in payable}
    if not plain and draw(st.integers(0, 3)) == 0:
        limit = draw(st.one_of(st.none(), st.integers(0, 3 * most)))
        discounts = [draw(st.sampled_from([0.9, 0.8, 0.6, 0.0])) for _ in range(years)]
        by_discount = {
            id: [int(cost * d) for cost, d in zip(costs, discounts, strict=True)] for id, costs in may.items()
        }
        return Payer(id, [Pot(limit, 0, years - 1)], by_discount, discount=discounts)
    capped = not plain and draw(st.integers(0, 3)) == 0 and bool(may)
    caps = [Cap(draw(st.integers(0, most)), year, year, frozenset(may)) for year in range(years)] if capped else []
    pots = draw(st.lists(pots_of_money(years, most), min_size=1, max_size=3 if plain else 5))
    one_time, unrestricted = draw(st.booleans()), draw(st.booleans())
    return Payer(id, pots, may, one_time, unrestricted, caps, capital_only=draw(st.booleans()))


@st.composite
def pots_of_money(draw: st.DrawFn, years: int, most: int) -> Pot:
    first = draw(st.integers(0, years - 1))
    last = draw(st.integers(first, years - 1))
    until = draw(st.one_of(st.none(), st.integers(FIRST_MONTH, FIRST_MONTH + 12 * years)))
    paid_by = draw(st.one_of(st.none(), st.integers(FIRST_MONTH, FIRST_MONTH + 12 * years + 3)))
    return Pot(draw(st.integers(0, 2 * most)), first, last, None, until, paid_by, lapses=draw(st.booleans()))


def waterfall(problem: Problem) -> Payments:
    """Each source pays what it may, cost by cost in order of time, from the pot that closes first; sources in the order listed."""
    paid: dict[tuple[str, str, int], int] = {}
    costs = sorted((line.committed[y], y, at) for at, line in enumerate(problem.lines) for y in range(problem.years))
    for payer in problem.payers:
        left: list[int | None] = [pot.amount for pot in payer.pots]
        caps = {cap.first: cap.amount for cap in payer.caps}
        for _, year, at in costs:
            line = problem.lines[at]
            owed = line.cost[year] - sum(paid.get((other.id, line.id, year), 0) for other in problem.payers)
            wanted = min(owed, payer.most.get(line.id, [0] * problem.years)[year])
            if caps:
                wanted = min(wanted, caps[year])
            share = payer.discount[year] if payer.discount else 1
            given = 0
            for place in sorted(
                range(len(left)), key=lambda one: (payer.pots[one].last, payer.pots[one].until or 10**6)
            ):
                if payer.pots[place].pays(line, year) and share:
                    has = left[place]
                    one = wanted - given if has is None else min(wanted - given, int(has * share))
                    left[place] = None if has is None else has - math.ceil(one / share)
                    given += int(one)
            if caps:
                caps[year] -= given
            if given:
                paid[payer.id, line.id, year] = given
    return paid


def every_way(problem: Problem) -> Iterator[tuple[Payments, int]]:
    """Every allocation in whole cents, with what lapses of restricted money in it. For tiny plans."""
    pots = [(payer, pot) for payer in problem.payers for pot in payer.pots]
    ways: list[tuple[tuple[int, ...], Payments]] = [(tuple(pot.amount or 0 for _, pot in pots), {})]
    for line in problem.lines:
        for year in range(problem.years):
            ways = [
                (left, {**paid, **new})
                for before, paid in ways
                for left, new in ways_to_pay(problem, line, year, before)
            ]
    lost = [pot.lapses and not payer.unrestricted for payer, pot in pots]
    for left, paid in ways:
        yield paid, sum(amount for amount, is_lost in zip(left, lost, strict=True) if is_lost)


def ways_to_pay(
    problem: Problem, line: CostLine, year: int, left: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], Payments]]:
    """Every way to pay one cost from what is left in the pots."""
    pots = [(payer, pot) for payer in problem.payers for pot in payer.pots]
    most = [min(has, line.cost[year]) if pot.pays(line, year) else 0 for has, (_, pot) in zip(left, pots, strict=True)]
    for taken in product(*(range(cents + 1) for cents in most)):
        paid: dict[tuple[str, str, int], int] = {}
        for cents, (payer, _) in zip(taken, pots, strict=True):
            paid[payer.id, line.id, year] = paid.get((payer.id, line.id, year), 0) + cents
        if sum(taken) <= line.cost[year] and is_allowed(problem, line, year, paid):
            yield tuple(has - cents for has, cents in zip(left, taken, strict=True)), paid


def is_allowed(problem: Problem, line: CostLine, year: int, paid: Payments) -> bool:
    """No source pays more than it may."""
    return all(
        paid.get((payer.id, line.id, year), 0) <= payer.most.get(line.id, [0] * problem.years)[year]
        for payer in problem.payers
    )


def times_split(problem: Problem, paid: Payments) -> int:
    """How often several sources pay what one of them is to pay alone: an item's year, or a part of it that no source may pay in full."""
    times = 0
    for year in range(problem.years):
        for item in {line.item or line.id for line in problem.lines if line.whole}:
            parts = [
                line for line in problem.lines if line.whole and (line.item or line.id) == item and line.cost[year]
            ]
            whole = {
                (payer.id, line.id)
                for payer in problem.payers
                for line in parts
                if payer.most.get(line.id, [-1] * problem.years)[year] >= line.cost[year]
                and any(pot.pays(line, year) for pot in payer.pots)
            }
            pays = {(source, line) for source, line in whole if paid.get((source, line, year), 0)}
            if any(all((payer.id, line.id) in whole for line in parts) for payer in problem.payers):
                times += len({source for source, _ in pays}) > 1
            else:
                times += sum(sum(line.id == id for _, id in pays) > 1 for line in parts)
    return times
