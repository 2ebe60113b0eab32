"""Choices of yes and no in an allocation: lines that stay with one source, and few sources per line. By branching, for a limited time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, hstack, vstack

from tco.funding.network import Array, Face, Flags, Network, Rows, weights_of
from tco.funding.problem import SPLIT

GIVEN_AWAY = 1e-4  # dollars of the wishes before, so that branching is not stopped by noise
NEAR_FEWEST = 0.02  # of the number of sources per line, added up, that is looked for no further


@dataclass
class Branches:
    """The program with a choice for each source of a cost that stays whole: it pays, and then it alone unless the cost is split."""

    network: Network
    matrix: csr_array
    most: Array
    equal: Flags
    kept: list[LinearConstraint] = field(default_factory=list)

    splits: int = 0  # how many costs may be split: none, or any, counted by the last choices

    @classmethod
    def of(cls, network: Network, *, splits: bool) -> Branches:
        rows, first = Rows(), len(network.upper)
        split = first + sum(len(group) for group in network.whole_groups)
        for number, group in enumerate(network.whole_groups, split):
            for choice, own in enumerate(group, first):
                for column in own:
                    rows.add([(column, 1.0), (choice, -float(network.upper[column]))], 0.0)
            chosen = [(choice, 1.0) for choice in range(first, first + len(group))]
            rows.add([*chosen, (number, 1.0 - len(group))] if splits else chosen, 1.0)
            first += len(group)
        first += len(network.whole_groups) if splits else 0
        wide = hstack([network.matrix, csr_array((network.matrix.shape[0], first - len(network.upper)))])
        equal = np.concatenate([network.equal, np.zeros(len(rows.most), bool)])
        return cls(
            network,
            csr_array(vstack([wide, rows.matrix(first)])),
            np.concatenate([network.most, rows.most]),
            equal,
            splits=len(network.whole_groups) if splits else 0,
        )

    @property
    def choices(self) -> int:
        return int(self.matrix.shape[1]) - len(self.network.upper)

    def _wide(self, wish: str) -> Array:
        """A wish as a weight per payment, pot and choice."""
        if wish != SPLIT:
            return np.concatenate([weights_of(self.network, wish), np.zeros(self.choices)])
        weights = np.zeros(len(self.network.upper) + self.choices)
        weights[len(weights) - self.splits :] = 1
        return weights

    def solve(self, wish: str, at_most: float, seconds: float) -> OptimizeResult:
        """The least that a wish comes to, keeping to the wishes before it, looked for below what is known."""
        wide = self._wide(wish)
        rules = LinearConstraint(self.matrix, np.where(self.equal, self.most, -np.inf), self.most)
        lid = LinearConstraint(wide[np.newaxis], -np.inf, at_most + GIVEN_AWAY)
        return milp(
            wide,
            integrality=np.concatenate([np.zeros(len(self.network.upper)), np.ones(self.choices)]),
            bounds=Bounds(0, np.concatenate([self.network.upper, np.ones(self.choices)])),
            constraints=[rules, lid, *self.kept],
            options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 0.0},
        )

    def keep(self, wish: str, value: float) -> None:
        self.kept.append(LinearConstraint(self._wide(wish)[np.newaxis], -np.inf, value + GIVEN_AWAY))

    def left_out(self, plan: Array) -> list[int]:
        """The payments towards whole costs that are not chosen."""
        sources = [own for group in self.network.whole_groups for own in group]
        chosen = plan[len(self.network.upper) :][: len(sources)]
        return [column for own, flag in zip(sources, chosen, strict=True) if round(flag) == 0 for column in own]


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
