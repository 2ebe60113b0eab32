"""The optimal allocation: which source pays how much of which cost, by the district's wishes one after the other.

A linear program (HiGHS). After each wish only plans that are best in it are looked at further: its dual values pin payments to a bound
and limits to equality, so that a network stays a network and nothing is given away for a tolerance. Costs that stay whole are looked
for by rounding first, and by branching, for a limited time, where rounding does not reach the bound of the linear program.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from tco.funding.branching import Branches, fewest_pairs
from tco.funding.network import Array, Face, Group, Network, network_of, solve, weights_of
from tco.funding.outcome import evaluate, faults, is_better
from tco.funding.problem import SOURCES, SPLIT, WISHES, Payments, Problem, in_order

SECONDS = 20.0  # for branching; a linear program of the size of a plan takes a second
SECONDS_FOR_FEW = 5.0  # for the last wish, few sources per line
HALF_A_CENT = 5e-3  # dollars by which two plans may differ and be alike
NEARLY = 1e-6  # of a dual value: in a network of flags and years they are whole
NEAR_ALIKE = 100  # cents that rounding may leave between two plans
WHOLE_CENT = 0.01  # cents by which an amount of a solution may miss a whole one
ROUNDS = 5  # of looking for fewer sources
SMALL_SHARE = 0.01  # of a line's cost: what pays less than this of it is dearest
TIME_IS_UP = 1  # as scipy says it

Paid = dict[tuple[str, str, int], int]


@dataclass(frozen=True)
class Wish:
    """What an allocation comes to in one wish: cents, for `early_gap` cents times years, else a number.

    Given the wishes before it, no allocation is below `bound`; None where that is not known.
    """

    name: str
    value: int
    bound: int | None

    @property
    def proven(self) -> bool:
        return self.value == self.bound


@dataclass(frozen=True)
class Allocation:
    """Planned payments [cents] by source, cost line and year, what they come to, and how sure it is that nothing is better."""

    payments: Payments
    wishes: tuple[Wish, ...]
    status: str
    whole_costs: tuple[str, int] | None = None
    """What comes dearer because positions and contracts stay whole: the first wish after that one, and by how much; none known."""

    @property
    def values(self) -> dict[str, int]:
        return {wish.name: wish.value for wish in self.wishes}


def allocate(
    problem: Problem, *, wishes: Sequence[str] = tuple(WISHES), start: Payments | None = None, seconds: float = SECONDS
) -> Allocation:
    """The payments that are best in the first wish, among those in the second, and so on; last, with few sources per line.

    Wishes that are not named follow in the order of `WISHES`, but
    whole costs come first unless they are named. `start` are payments that are known, such as a waterfall's: where no
    better ones are found, they are the answer. `seconds` limit the search for lines that stay whole.

    Raises ValueError for a wish that there is not, or that is named twice.
    """
    if not set(wishes) <= set(WISHES) or len(set(wishes)) < len(wishes):
        raise ValueError(f"wishes: expected each of {', '.join(WISHES)} at most once, found {', '.join(wishes)}")
    order = in_order(wishes)
    network = network_of(problem)
    if not network.cells:
        return _told(order, {}, evaluate(problem, {}), [0.0] * len(order), in_time=True)
    search = _Search(network, order, time.monotonic() + seconds)
    payments = _fewest(network, search.best(), min(seconds, SECONDS_FOR_FEW))
    values = evaluate(problem, payments)
    if start is not None and not faults(problem, start):
        near = {} if network.plain else {name: len(network.cells) * problem.years for name in order if name != SPLIT}
        known = evaluate(problem, start)
        if is_better(known, values, order, near):
            payments, values = {key: cents for key, cents in start.items() if cents}, known
    told = _told(order, payments, values, search.above_bound(), in_time=not search.out_of_time)
    return replace(told, whole_costs=_dearer(order, values, search.unsplit))


def _dearer(order: Sequence[str], values: Mapping[str, int], free: Mapping[str, float]) -> tuple[str, int] | None:
    """The first wish that comes dearer than it would if costs could be split, by more than rounding leaves."""
    for name in order[order.index(SPLIT) + 1 :]:
        more = values[name] - round(free.get(name, np.inf) * 100) if name in free else 0
        if abs(more) > NEAR_ALIKE:
            return (name, more) if more > 0 else None
    return None


def _told(
    order: Sequence[str], payments: Payments, values: Mapping[str, int], above: Sequence[float | None], *, in_time: bool
) -> Allocation:
    bounds = {
        name: None if gap is None else values[name] - round(gap * (1 if name == SPLIT else 100))
        for name, gap in zip(order, above, strict=True)
    }
    found = (Wish(name, values[name], bounds.get(name)) for name in order)
    wishes = (*found, Wish(SOURCES, values[SOURCES], None))
    open_wish = next((wish for wish in wishes if not wish.proven and wish.name != SOURCES), None)
    if open_wish is None:
        status = (
            "Proved: no allocation is better in any wish, in this order. Sources per line are as few as were found."
        )
    else:
        more = None if open_wish.bound is None else open_wish.value - open_wish.bound
        by = (
            "unknown"
            if more is None
            else f"at most {more}"
            if open_wish.name == SPLIT
            else f"at most ${more / 100:,.2f}"
        )
        why = "is not proved" if in_time else "is not proved, for the time was up"
        status = f"That nothing is better {why}: first in {open_wish.name}, by {by}."
    return Allocation(payments, wishes, status)


# One wish after the other.


def _narrowed(network: Network, face: Face, weights: Array) -> Face:
    """The part of a face that is best in one more wish: payments and limits that have a price stay where they are."""
    found = solve(network, face, weights)
    lower, upper, equal = face.lower.copy(), face.upper.copy(), face.equal.copy()
    at_most, at_least = found.upper.marginals < -NEARLY, found.lower.marginals > NEARLY
    lower[at_most], upper[at_least] = face.upper[at_most], face.lower[at_least]
    equal[np.flatnonzero(~face.equal)[found.ineqlin.marginals < -NEARLY]] = True
    return Face(lower, upper, equal, found.x, (*face.values, float(found.fun)))


def _in_order(network: Network, order: Sequence[str], upper: Array) -> Face:
    face = Face(np.zeros_like(upper), upper, network.equal, np.zeros_like(upper))
    for wish in order:
        if wish != SPLIT:  # which no linear program knows
            face = _narrowed(network, face, weights_of(network, wish))
    return face


@dataclass
class _Search:
    """The best plans with lines whole: the bound of the linear program, then rounding, then branching while there is time."""

    network: Network
    order: Sequence[str]
    until: float
    bounds: list[float | None] = field(default_factory=list)
    values: tuple[float, ...] = ()
    unsplit: Mapping[str, float] = field(default_factory=dict)
    out_of_time: bool = False

    @property
    def is_first(self) -> bool:
        """Whether no wish comes before whole costs, so that none need be split: nobody pays them, at worst."""
        return self.order[0] == SPLIT

    def best(self) -> Face:
        face = _in_order(self.network, self.order, self.network.upper)
        self.bounds = [0.0 if wish == SPLIT else value for wish, value in self._by_wish(face)]
        self.unsplit = self._free(face)
        face = replace(face, plan=_gathered(self.network, face)[-1])
        if self._split(face):
            face = self._rounded(face) if self.is_first else face
            if _level(self._values(face), self.bounds) < len(self.order):
                face = self._branched(face)
        self.values = self._values(face)
        upper, split = face.upper.copy(), self._split(face)
        upper[self._others(face, [group for group in self.network.whole_groups if group not in split])] = 0
        return replace(face, upper=upper)

    def _by_wish(self, face: Face) -> list[tuple[str, float]]:
        found = iter(face.values)
        return [(wish, float(len(self._split(face))) if wish == SPLIT else next(found)) for wish in self.order]

    def _values(self, face: Face) -> tuple[float, ...]:
        return tuple(value for _, value in self._by_wish(face))

    def _free(self, face: Face) -> dict[str, float]:
        """What wishes come to [usd] where costs may be split."""
        nothing = evaluate(self.network.problem, {})
        return {wish: nothing[wish] / 100 + value for wish, value in self._by_wish(face) if wish != SPLIT}

    def above_bound(self) -> list[float | None]:
        """By how much [usd] each wish is above what nothing can be below; None where an earlier one is, already."""
        first = next(
            (at for at, bound in enumerate(self.bounds) if bound is None or self._above(at, bound)), len(self.order)
        )
        gaps = [None if bound is None else self._above(at, bound) for at, bound in enumerate(self.bounds)]
        return [gap if at <= first else None for at, gap in enumerate(gaps)]

    def _above(self, at: int, bound: float) -> float:
        above = self.values[at] - bound
        return above if above > HALF_A_CENT else 0.0

    def _split(self, face: Face) -> list[Group]:
        return [
            group
            for group in self.network.whole_groups
            if sum(face.plan[list(own)].max() > HALF_A_CENT for own in group) > 1
        ]

    def _without(self, columns: Sequence[int]) -> Face:
        """The best plans in which some payments are nothing."""
        upper = self.network.upper.copy()
        upper[list(columns)] = 0
        return _in_order(self.network, self.order, upper)

    def _others(self, face: Face, groups: Sequence[Group]) -> list[int]:
        """The payments towards whole costs of all sources beside the one that pays most of each."""
        largest = [max(group, key=lambda own: float(face.plan[list(own)].sum())) for group in groups]
        return [at for group, one in zip(groups, largest, strict=True) for own in group if own != one for at in own]

    def _rounded(self, face: Face) -> Face:
        """Give each split line to the source that pays most of it, until no line is split; where that costs a wish, look anew."""
        out: list[int] = []
        while split := self._split(face):
            out += self._others(face, split)
            upper = face.upper.copy()
            upper[out] = 0
            try:
                face = replace(
                    face, upper=upper, plan=solve(self.network, replace(face, upper=upper), self._scattered(face)).x
                )
            except ArithmeticError:
                face = self._without(out)
        return face

    def _scattered(self, face: Face) -> Array:
        """Weights that draw a line that stays whole to the source that pays most of it already, this year and in others."""
        weights = _scattering(self.network, face.plan)
        for group in self.network.whole_groups:
            most = max(self.network.upper[list(own)].sum() for own in group)
            for own in group:
                weights[list(own)] += 1 / (face.plan[list(own)].sum() / most + SMALL_SHARE) / most
        return np.asarray(weights / max(weights.max(), NEARLY))

    def _branched(self, known: Face) -> Face:
        """The better one of a plan that is known and the one that branching finds, wish by wish, from the first that may be better."""
        best, branches = known, Branches.of(self.network, splits=not self.is_first)
        first = _level(self._values(known), [np.nan if bound is None else bound for bound in self.bounds])
        self.bounds[first:] = [None] * (len(self.order) - first)
        for at, wish in enumerate(self.order):
            if at >= first:
                value = self._values(best)[at]
                found = branches.solve(wish, value, self.until - time.monotonic())
                self.out_of_time |= found.status == TIME_IS_UP
                self.bounds[at] = _known(found.mip_dual_bound, whole=wish == SPLIT)
                if found.x is not None and found.fun < value - HALF_A_CENT:
                    best = self._without(branches.left_out(found.x))
                if found.status != 0:
                    break
            branches.keep(wish, self._values(best)[at])
        return best


def _known(bound: float | None, *, whole: bool) -> float | None:
    if bound is None or not np.isfinite(bound):
        return None
    return float(np.ceil(bound - NEARLY)) if whole else float(bound)


def _level(values: Sequence[float], bounds: Sequence[float]) -> int:
    """In how many wishes, one after the other, nothing can be better."""
    same = [abs(value - bound) < HALF_A_CENT for value, bound in zip(values, bounds, strict=True)]
    return same.index(False) if False in same else len(same)


# Few sources, whole cents.


def _scattering(network: Network, plan: Array) -> Array:
    """Weights that make dear what pays little of a line, all years together, so that few sources come to pay it."""
    pairs = {pair: number for number, pair in enumerate(dict.fromkeys(cell[:2] for cell in network.cells))}
    of_cell = np.array([pairs[cell[:2]] for cell in network.cells])
    cost = np.array([sum(network.problem.lines[line].cost) / 100 for _, line in pairs])
    share = np.bincount(of_cell, plan[: len(network.cells)], len(pairs)) / cost
    dear = 1 / (share + SMALL_SHARE) / cost
    return np.concatenate([dear[of_cell], np.zeros(len(network.flows))])


def _gathered(network: Network, face: Face) -> list[Array]:
    """Plans that are alike in all wishes, with fewer and fewer sources per line, mostly."""
    plans = [face.plan]
    for _ in range(ROUNDS):
        weights = _scattering(network, plans[-1])
        plans.append(solve(network, face, weights / weights.max()).x)
    return plans


def _fewest(network: Network, face: Face, seconds: float) -> Paid:
    """Of plans that are alike in all wishes, one with few sources per line: by weights first, then by branching for some seconds."""
    best = min((_in_cents(network, replace(face, plan=plan)) for plan in _gathered(network, face)), key=_pairs)
    plan = fewest_pairs(network, face, _pairs(best), seconds)
    return best if plan is None else min(best, _in_cents(network, replace(face, plan=plan)), key=_pairs)


def _pairs(payments: Payments) -> int:
    return len({(source, line) for source, line, _ in payments})


def _in_cents(network: Network, face: Face) -> Paid:
    """A plan in whole cents: rounded down where it is not whole, then a cent more wherever that breaks no limit."""
    exact = face.plan[: len(network.cells)] * 100
    cents = np.where(np.abs(exact - np.round(exact)) < WHOLE_CENT, np.round(exact), np.floor(exact))
    broken = np.flatnonzero(exact - cents > WHOLE_CENT)
    if len(broken):
        cents[broken] += _cents_that_fit(network, cents, broken)
    return {network.key(cell): int(paid) for cell, paid in zip(network.cells, cents, strict=True) if paid > 0}


def _cents_that_fit(network: Network, cents: Array, broken: NDArray[np.intp]) -> Array:
    """One cent more or none for each payment that was rounded down."""
    flows, most = len(network.flows), network.most * 100
    lower = np.concatenate([cents, np.zeros(flows)])
    upper = np.concatenate([cents, np.full(flows, np.inf)])
    upper[broken] += 1
    weights = np.zeros(len(upper))
    weights[broken] = -1
    rules = LinearConstraint(network.matrix, np.where(network.equal, most, -np.inf), most)
    found = milp(weights, integrality=-weights, bounds=Bounds(lower, upper), constraints=rules)
    return np.zeros(len(broken)) if found.x is None else np.round(found.x[broken] - cents[broken])
