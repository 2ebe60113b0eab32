"""What the books must know of anything that serves longer than the year in which it is acquired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tco.formula.rows import Block, Row

if TYPE_CHECKING:
    from tco.model.financing.schedule import Schedule

What = Literal["owned", "financed_purchase", "lease", "subscription", "licence", "prepaid"]


@dataclass(frozen=True)
class Holding:
    """What an item acquires one way: an asset that is written off, and the agreement by which it is paid where there is one.

    `measured` is what the asset is measured at, by the fiscal year in which it is acquired [usd]; `serves` how long it is
    written off [month]; `begins` the month of the fiscal year in which it begins, 1 the first; `is_long` is 1 where the agreement
    may last longer than a short-term one, 0 where all is an expense as it is paid [flag]. `unit_cost` is that of one [usd/device],
    by which thresholds go. With a schedule `paid_at_once` is what is paid besides and belongs to the asset, so that `measured` is
    that and what the schedule finances. `capital` is what of `paid_at_once` the budget has as capital [usd]. `expensed` is what is
    paid besides and used up at once: services in the payments, fees, training [usd].
    """

    what: What
    name: str
    label: str
    block: Block
    measured: Row
    serves: Row
    begins: int
    paid_at_once: Row | None = None
    unit_cost: Row | None = None
    schedule: Schedule | None = None
    is_long: Row | None = None
    expensed: Row | None = None
    capital: Row | None = None
