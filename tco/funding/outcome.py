"""What payments come to in each wish, whoever planned them: a waterfall or the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tco.funding.network import Face, Network, network_of, solve, weights_of
from tco.funding.problem import SOURCES, SPLIT, Payments, Problem, in_order


def evaluate(problem: Problem, payments: Payments) -> dict[str, int]:
    """What payments come to in every wish [cents], how often lines are split that stay whole, and sources per line, added up.

    Money that lapses is what is left where each source uses first what would be lost.
    """
    payers, lines = {payer.id: payer for payer in problem.payers}, {line.id: line for line in problem.lines}
    paid = {key: cents for key, cents in payments.items() if cents > 0}
    gap = [sum(line.cost[year] for line in problem.lines) for year in range(problem.years)]
    for (_, _, year), cents in paid.items():
        gap[year] -= cents
    on_one_time = [cents for (id, line, _), cents in paid.items() if payers[id].is_cliff_of(lines[line])]
    return {
        SPLIT: _times_split(problem, paid),
        "gap": sum(gap),
        "recurring_on_one_time": sum(on_one_time),
        "lapsed": _lapsed(problem, paid),
        "unrestricted": sum(cents for (id, _, _), cents in paid.items() if payers[id].unrestricted),
        "pressing": sum(sum(line.cost) for line in problem.lines if not line.can_wait)
        - sum(cents for (_, id, _), cents in paid.items() if not lines[id].can_wait),
        "early_gap": sum(cents * (problem.years - year) for year, cents in enumerate(gap)),
        SOURCES: len({(id, line) for id, line, _ in paid}),
    }


def _times_split(problem: Problem, paid: Payments) -> int:
    """How often a cost that is to stay whole is paid by several sources of which one alone may pay it."""
    payers, lines, times = problem.payers, problem.lines, 0
    for cost in problem.whole_costs():
        paying = [
            any((payers[payer].id, lines[line].id, cost.year) in paid for line in own)
            for payer, own in cost.lines.items()
        ]
        times += sum(paying) > 1
    return times


def _lapsed(problem: Problem, paid: Payments) -> int:
    network = network_of(problem)
    lost = sum(pot.amount or 0 for payer in problem.payers for pot in payer.pots if payer.loses(pot))
    if not lost or not network.cells:
        return lost
    upper = network.upper.copy()
    upper[: len(network.cells)] = [paid.get(network.key(cell), 0) / 100 for cell in network.cells]
    face = Face(np.zeros_like(upper), upper, network.equal, upper)
    return lost + round(float(solve(network, face, weights_of(network, "lapsed")).fun) * 100)


def faults(problem: Problem, payments: Payments) -> list[str]:
    """Which payments no source could make, in words: more than a cost or a rule allows, or than its pots hold."""
    network = network_of(problem)
    most = {network.key(cell): round(network.upper[at] * 100) for at, cell in enumerate(network.cells)}
    found = [
        f"{source} pays {cents} of {line} in year {year}, at most {most.get((source, line, year), 0)}"
        for (source, line, year), cents in payments.items()
        if not 0 <= cents <= most.get((source, line, year), 0)
    ]
    if not found and not _can_be_paid(network, payments):
        found = ["more is paid than costs, pots or caps allow"]
    return found


def _can_be_paid(network: Network, payments: Payments) -> bool:
    exactly = [payments.get(network.key(cell), 0) / 100 for cell in network.cells]
    lower = np.array([*exactly, *(0.0 for _ in network.flows)])
    upper = np.array([*exactly, *(np.inf for _ in network.flows)])
    if not exactly:
        return True
    try:
        solve(network, Face(lower, upper, network.equal, lower), np.zeros_like(lower))
    except ArithmeticError:
        return False
    return True


def is_better(one: Mapping[str, int], other: Mapping[str, int], order: Sequence[str], near: Mapping[str, int]) -> bool:
    """Whether what payments come to is better, wish by wish, than what others do, by more than is near (left by rounding)."""
    for name in (*in_order(order), SOURCES):
        if one[name] > other[name]:
            return False
        if other[name] - one[name] > near.get(name, 0):
            return True
    return False
