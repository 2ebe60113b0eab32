"""An allocation as a network of numbers: payments run from pots of money to costs, and limits are rows of a sparse matrix.

A source's costs that the same pots may pay stand together in one group, so that the program stays small; without caps and discounts
the corners of such a network are whole cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tco.funding.problem import Problem

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Cell = tuple[int, int, int]  # source, line, year
Group = tuple[tuple[int, ...], ...]  # the payments of each source, of which only one may pay


@dataclass(frozen=True)
class Network:
    """The program in numbers [usd]: first the payments (`cells`), then what a pot gives to a group of costs (`flows`)."""

    problem: Problem
    cells: tuple[Cell, ...]
    flows: tuple[tuple[int, int, int], ...]  # source, pot, group
    matrix: csr_array
    most: Array
    equal: Flags
    upper: Array
    whole_groups: tuple[Group, ...]
    plain: bool  # no discount and no cap: corners are whole cents

    def key(self, cell: Cell) -> tuple[str, str, int]:
        """A payment as people name it."""
        return self.problem.payers[cell[0]].id, self.problem.lines[cell[1]].id, cell[2]


@dataclass(frozen=True)
class Face:
    """The plans that are best in the wishes so far: bounds of payments, which limits are reached, and one such plan."""

    lower: Array
    upper: Array
    equal: Flags
    plan: Array
    values: tuple[float, ...] = ()


@dataclass
class Rows:
    """Limits as they are collected: entries of a sparse matrix, with what they come to at most."""

    entries: list[tuple[int, int, float]] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    equal: list[bool] = field(default_factory=list)

    def add(self, columns: Sequence[tuple[int, float]], most: float, *, equal: bool = False) -> None:
        self.entries += [(len(self.most), column, weight) for column, weight in columns]
        self.most.append(most)
        self.equal.append(equal)

    def matrix(self, columns: int) -> csr_array:
        rows, at, weights = zip(*self.entries, strict=True) if self.entries else ((), (), ())
        return csr_array((np.array(weights, float), (rows, at)), shape=(len(self.most), columns))


def solve(network: Network, face: Face, weights: Array) -> Any:
    """The plan of a face with the least weight, with its dual values. Raises ArithmeticError where there is none."""
    equal, matrix = face.equal, network.matrix
    if (face.lower > face.upper).any():
        raise ArithmeticError("the linear program has no solution: a payment is held at more than it may be")
    found = linprog(
        weights,
        A_ub=matrix[~equal],
        b_ub=network.most[~equal],
        A_eq=matrix[equal],
        b_eq=network.most[equal],
        bounds=np.column_stack([face.lower, face.upper]),
        method="highs-ds",
    )
    if found.status != 0:
        raise ArithmeticError(f"the linear program has no solution: {found.message}")
    return found


def network_of(problem: Problem) -> Network:
    """Payments and pots as columns; limits of costs, groups, pots and caps as rows."""
    cells = tuple(cell for cell in _all_cells(problem) if _most(problem, cell) > 0)
    groups: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for column, cell in enumerate(cells):
        groups.setdefault((cell[0], _open_pots(problem, cell)), []).append(column)
    pots = {key: [problem.payers[key[0]].pots[pot].amount for pot in key[1]] for key in groups}
    limited = [key for key in groups if None not in pots[key]]
    flows = tuple((source, pot, group) for group, (source, open_pots) in enumerate(limited) for pot in open_pots)
    rows = Rows()
    _line_rows(rows, problem, cells)
    _group_rows(rows, problem, cells, [groups[key] for key in limited], flows)
    _pot_rows(rows, problem, len(cells), flows)
    _cap_rows(rows, problem, cells)
    return Network(
        problem,
        cells,
        flows,
        rows.matrix(len(cells) + len(flows)),
        np.array(rows.most),
        np.array(rows.equal, bool),
        np.array([*(_most(problem, cell) / 100 for cell in cells), *(np.inf for _ in flows)]),
        _whole_groups(problem, cells),
        plain=not any(payer.discount or payer.caps for payer in problem.payers),
    )


def _all_cells(problem: Problem) -> list[Cell]:
    return [
        (source, line, year)
        for source in range(len(problem.payers))
        for line in range(len(problem.lines))
        for year in range(problem.years)
    ]


def _most(problem: Problem, cell: Cell) -> int:
    """The most that a source may pay of a cost in a year [cents]."""
    source, line, year = cell
    return problem.payers[source].most_of(problem.lines[line], year)


def _open_pots(problem: Problem, cell: Cell) -> tuple[int, ...]:
    source, line, year = cell
    pots = problem.payers[source].pots
    return tuple(place for place, pot in enumerate(pots) if pot.pays(problem.lines[line], year))


def _line_rows(rows: Rows, problem: Problem, cells: Sequence[Cell]) -> None:
    """Nothing is paid twice."""
    by_cost: dict[tuple[int, int], list[int]] = {}
    for column, (_, line, year) in enumerate(cells):
        by_cost.setdefault((line, year), []).append(column)
    for (line, year), columns in by_cost.items():
        if len(columns) > 1:
            rows.add([(column, 1.0) for column in columns], problem.lines[line].cost[year] / 100)


def _group_rows(
    rows: Rows,
    problem: Problem,
    cells: Sequence[Cell],
    groups: Sequence[Sequence[int]],
    flows: Sequence[tuple[int, int, int]],
) -> None:
    """What a source pays of a group of costs comes from the pots that are open to it."""
    given: dict[int, list[tuple[int, float]]] = {}
    for column, (_, _, group) in enumerate(flows, len(cells)):
        given.setdefault(group, []).append((column, -1.0))
    for group, columns in enumerate(groups):
        discounts = [problem.payers[cells[column][0]].discount for column in columns]
        used = [1 / share[cells[column][2]] if share else 1.0 for column, share in zip(columns, discounts, strict=True)]
        rows.add([*zip(columns, used, strict=True), *given[group]], 0.0, equal=True)


def _pot_rows(rows: Rows, problem: Problem, first: int, flows: Sequence[tuple[int, int, int]]) -> None:
    """No pot gives more than it has."""
    of_pot: dict[tuple[int, int], list[int]] = {}
    for column, (source, pot, _) in enumerate(flows, first):
        of_pot.setdefault((source, pot), []).append(column)
    for (source, pot), columns in of_pot.items():
        rows.add([(column, 1.0) for column in columns], (problem.payers[source].pots[pot].amount or 0) / 100)


def _cap_rows(rows: Rows, problem: Problem, cells: Sequence[Cell]) -> None:
    """What falls under a cap takes no more than it allows."""
    of_source: dict[int, list[tuple[int, str, int]]] = {}
    for column, (source, line, year) in enumerate(cells):
        of_source.setdefault(source, []).append((column, problem.lines[line].id, year))
    for source, columns in of_source.items():
        for cap in problem.payers[source].caps:
            under = [
                at for at, id, year in columns if cap.first <= year <= cap.last and (not cap.lines or id in cap.lines)
            ]
            if under:
                rows.add([(column, 1.0) for column in under], cap.amount / 100)


def _whole_groups(problem: Problem, cells: Sequence[Cell]) -> tuple[Group, ...]:
    """For each cost that stays whole, the payments by each source that may pay it alone."""
    column = {cell: at for at, cell in enumerate(cells)}
    return tuple(
        tuple(tuple(column[payer, line, cost.year] for line in lines) for payer, lines in cost.lines.items())
        for cost in problem.whole_costs()
        if len(cost.lines) > 1
    )


def weights_of(network: Network, wish: str) -> Array:
    """A wish as one weight per payment and pot: what is lowest where the wish is met best."""
    problem, weights = network.problem, np.zeros(len(network.upper))
    for column, (source, line, year) in enumerate(network.cells):
        payer = problem.payers[source]
        weights[column] = {
            "gap": -1,
            "recurring_on_one_time": int(payer.is_cliff_of(problem.lines[line])),
            "lapsed": 0,
            "unrestricted": int(payer.unrestricted),
            "pressing": -int(not problem.lines[line].can_wait),
            "early_gap": year - problem.years,
        }[wish]
    if wish == "lapsed":
        for column, (source, pot, _) in enumerate(network.flows, len(network.cells)):
            payer = problem.payers[source]
            weights[column] = -int(payer.loses(payer.pots[pot]))
    return weights
