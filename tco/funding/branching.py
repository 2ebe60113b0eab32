"""Choices of yes and no in an allocation: lines that stay with one source, and few sources per line. By branching, for a limited time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, hstack, vstack

from tco.funding.network import Array, Face, Flags, Network, Rows

GIVEN_AWAY = 1e-4  # dollars of the wishes before, so that branching is not stopped by noise
NEAR_FEWEST = 0.02  # of the number of sources per line, added up, that is looked for no further


@dataclass
class Branches:
    """The program with a choice for each payment of a line that stays whole: it pays, and then it alone."""

    network: Network
    matrix: csr_array
    most: Array
    equal: Flags
    kept: list[LinearConstraint] = field(default_factory=list)

    @classmethod
    def of(cls, network: Network) -> Branches:
        rows, first = Rows(), len(network.upper)
        for group in network.whole_groups:
            for choice, column in enumerate(group, first):
                rows.add([(column, 1.0), (choice, -float(network.upper[column]))], 0.0)
            rows.add([(choice, 1.0) for choice in range(first, first + len(group))], 1.0)
            first += len(group)
        wide = hstack([network.matrix, csr_array((network.matrix.shape[0], first - len(network.upper)))])
        equal = np.concatenate([network.equal, np.zeros(len(rows.most), bool)])
        return cls(
            network, csr_array(vstack([wide, rows.matrix(first)])), np.concatenate([network.most, rows.most]), equal
        )

    @property
    def choices(self) -> int:
        return int(self.matrix.shape[1]) - len(self.network.upper)

    def solve(self, weights: Array, at_most: float, seconds: float) -> OptimizeResult:
        """The least weight that keeps to the wishes before it, looked for below what is known."""
        wide = np.concatenate([weights, np.zeros(self.choices)])
        rules = LinearConstraint(self.matrix, np.where(self.equal, self.most, -np.inf), self.most)
        lid = LinearConstraint(wide[np.newaxis], -np.inf, at_most + GIVEN_AWAY)
        return milp(
            wide,
            integrality=np.concatenate([np.zeros(len(weights)), np.ones(self.choices)]),
            bounds=Bounds(0, np.concatenate([self.network.upper, np.ones(self.choices)])),
            constraints=[rules, lid, *self.kept],
            options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 0.0},
        )

    def keep(self, weights: Array, value: float) -> None:
        wide = np.concatenate([weights, np.zeros(self.choices)])
        self.kept.append(LinearConstraint(wide[np.newaxis], -np.inf, value + GIVEN_AWAY))

    def left_out(self, plan: Array) -> list[int]:
        """The payments of whole lines that are not chosen."""
        columns = [column for group in self.network.whole_groups for column in group]
        chosen = plan[len(self.network.upper) :]
        return [column for column, flag in zip(columns, chosen, strict=True) if round(flag) == 0]


def fewest_pairs(network: Network, face: Face, at_most: int, seconds: float) -> Array | None:
    """A plan with few sources per line, by counting them; None where none is found in time."""
    pairs = {
        pair: number
        for number, pair in enumerate(dict.fromkeys(cell[:2] for cell in network.cells), len(network.upper))
    }
    first, rows = len(network.upper), Rows()
    for column, cell in enumerate(network.cells):
        if face.upper[column] > 0:
            rows.add([(column, 1.0), (pairs[cell[:2]], -float(face.upper[column]))], 0.0)
    rows.add([(pair, 1.0) for pair in pairs.values()], float(at_most))
    wide = hstack([network.matrix, csr_array((network.matrix.shape[0], len(pairs)))])
    flags = np.concatenate([np.zeros(first), np.ones(len(pairs))])
    found = milp(
        flags,
        integrality=flags,
        bounds=Bounds(np.concatenate([face.lower, 0 * flags[first:]]), np.concatenate([face.upper, flags[first:]])),
        constraints=[
            LinearConstraint(wide, np.where(face.equal, network.most, -np.inf), network.most),
            LinearConstraint(rows.matrix(len(flags)), -np.inf, np.array(rows.most)),
        ],
        options={"time_limit": max(seconds, 0.1), "mip_rel_gap": NEAR_FEWEST},
    )
    return None if found.x is None else np.asarray(found.x[:first])
