"""Who could pay what: cost lines, and the money of each source as pots, for an allocation that is computed and not a waterfall.

Money is in whole cents, so that nothing is lost between what is computed and what is paid. Years are places in the plan, the first
is 0; months are counted as `12 x calendar year + month`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Payments = Mapping[tuple[str, str, int], int]
"""Payments [cents] by source, cost line and year; what is not named is 0."""

SPLIT, SOURCES = "split", "sources"
"""Positions and contracts that have more than one source; sources per line, which come after all wishes."""
WISHES: Mapping[str, str] = {
    SPLIT: "Positions and contracts split among sources [times]",
    "gap": "Not covered",
    "recurring_on_one_time": "Recurring cost on one-time money",
    "lapsed": "Restricted money that lapses or is left at the end",
    "unrestricted": "Paid by unrestricted money",
    "pressing": "Not covered of what cannot wait: people, contracts, services",
    "early_gap": "Not covered, times the years of the plan still to come",
}
"""What an allocation keeps low, the most important first where the district says nothing else."""


def in_order(wishes: Sequence[str]) -> tuple[str, ...]:
    """All wishes: those a district names, in its order, then the others; what stays whole comes first unless it is named."""
    first = () if SPLIT in wishes else (SPLIT,)
    return (*first, *wishes, *(name for name in WISHES if name not in (SPLIT, *wishes)))


@dataclass(frozen=True)
class CostLine:
    """A cost that is paid: its amount [cents] in each year, from and to which month that is committed, and by which it is paid.

    A line that is `whole` (a position, a single contract) is paid by one source alone, beside those that only pay a share of it, and
    with it the lines of the same `item`, which are parts of its year. A purchase `can_wait`: a gap that cannot be helped falls on it
    before it falls on people, contracts and services. Of what comes again a purchase is `capital`.
    """

    id: str
    cost: Sequence[int]
    begins: Sequence[int]
    committed: Sequence[int]
    paid: Sequence[int]
    recurring: bool
    whole: bool = False
    can_wait: bool = False
    capital: bool = False
    item: str = ""


@dataclass(frozen=True)
class Pot:
    """Money of a source with one window: `amount` [cents] (None: no limit) for the years from `first` to `last`.

    It pays what is committed from the month `since` to the month `until` and paid by the month `paid_by`, where those are given.
    What is left of a pot that `lapses` is lost, or not used by the plan's end; of another it stays with the district, or was never
    there, as with a discount.
    """

    amount: int | None
    first: int
    last: int
    since: int | None = None
    until: int | None = None
    paid_by: int | None = None
    lapses: bool = False

    def pays(self, line: CostLine, year: int) -> bool:
        """Whether a cost of a year falls in the window."""
        return (
            self.first <= year <= self.last
            and (self.since is None or self.since <= line.begins[year])
            and (self.until is None or line.committed[year] <= self.until)
            and (self.paid_by is None or line.paid[year] <= self.paid_by)
        )


@dataclass(frozen=True)
class Cap:
    """The most [cents] that a source pays of some lines, of all where none are named, in the years from `first` to `last` together."""

    amount: int
    first: int
    last: int
    lines: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Payer:
    """A source: its pots, and the most it may pay of each cost line [cents by year] by its rules; lines not named it may not pay.

    Where `discount` is given [share by year], its pots count cost before discount, as an E-Rate budget does: a payment uses its amount
    over the discount. One-time money that is `capital_only` is meant for purchases: that a purchase comes again is no cliff.
    """

    id: str
    pots: Sequence[Pot]
    most: Mapping[str, Sequence[int]]
    one_time: bool = False
    unrestricted: bool = False
    caps: Sequence[Cap] = ()
    discount: Sequence[float] = ()
    capital_only: bool = False

    def most_of(self, line: CostLine, year: int) -> int:
        """The most [cents] that it may pay of a cost in a year: nothing where no pot is open for it, or there is no discount."""
        if line.id not in self.most or (self.discount and self.discount[year] <= 0):
            return 0
        most = min(line.cost[year], self.most[line.id][year])
        return most if any(pot.pays(line, year) for pot in self.pots) else 0

    def is_cliff_of(self, line: CostLine) -> bool:
        """Whether a cost that comes again hangs on one-time money here."""
        return self.one_time and line.recurring and not (line.capital and self.capital_only)

    def loses(self, pot: Pot) -> bool:
        """Whether the district loses what is left of a pot: unrestricted money goes back to its fund balance."""
        return pot.lapses and not self.unrestricted


@dataclass(frozen=True)
class WholeCost:
    """What one source alone is to pay in a year: by source, the lines of it that the source may pay whole.

    It is one part of a year `by_dates` where no source may pay all parts, by its rules or its days.
    """

    year: int
    lines: Mapping[int, tuple[int, ...]]
    by_dates: bool = False


@dataclass(frozen=True)
class Problem:
    """Cost lines and those who may pay them, over the years of a plan. Raises ValueError where the parts do not fit each other."""

    lines: Sequence[CostLine]
    payers: Sequence[Payer]
    years: int

    def __post_init__(self) -> None:
        wrong = [*self._wrong_lines(), *self._wrong_payers()]
        if wrong:
            raise ValueError("; ".join(wrong))

    def whole_costs(self) -> Iterator[WholeCost]:
        """What stays whole, year by year: all parts of its year where some source may pay them all, else each part by itself."""
        items: dict[str, list[int]] = {}
        for at, line in enumerate(self.lines):
            if line.whole:
                items.setdefault(line.item or line.id, []).append(at)
        for parts in items.values():
            for year in range(self.years):
                owed = [at for at in parts if self.lines[at].cost[year]]
                able = self._able(owed, year)
                if any(len(lines) == len(owed) for lines in able.values()):
                    yield WholeCost(year, able)
                    continue
                for at in owed:
                    by_one = {payer: (at,) for payer, lines in able.items() if at in lines}
                    yield WholeCost(year, by_one, by_dates=len(owed) > 1)

    def _able(self, lines: Sequence[int], year: int) -> dict[int, tuple[int, ...]]:
        """By source, the lines of which it may pay all."""
        able = {
            at: tuple(line for line in lines if payer.most_of(self.lines[line], year) == self.lines[line].cost[year])
            for at, payer in enumerate(self.payers)
        }
        return {payer: found for payer, found in able.items() if found}

    def _wrong_lines(self) -> Iterator[str]:
        if len({line.id for line in self.lines}) < len(self.lines):
            yield "cost lines: two have one id"
        for line in self.lines:
            if any(len(part) != self.years for part in (line.cost, line.begins, line.committed, line.paid)):
                yield f"line {line.id}: expected cost and months for {self.years} years"
            if any(cost < 0 for cost in line.cost):
                yield f"line {line.id}: a cost below 0; money that comes back is money of a source"

    def _wrong_payers(self) -> Iterator[str]:
        if len({payer.id for payer in self.payers}) < len(self.payers):
            yield "sources: two have one id"
        for payer in self.payers:
            by_year = [*payer.most.values(), *([payer.discount] if payer.discount else [])]
            amounts = [*(pot.amount or 0 for pot in payer.pots), *(cap.amount for cap in payer.caps)]
            if any(len(part) != self.years for part in by_year):
                yield f"source {payer.id}: expected amounts for {self.years} years"
            if any(number < 0 for part in [*by_year, amounts] for number in part):
                yield f"source {payer.id}: an amount below 0"
            if payer.discount and any(pot.lapses for pot in payer.pots):
                yield f"source {payer.id}: what a discount does not pay does not lapse"
