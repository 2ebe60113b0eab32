"""What a source brings to the waterfall: how much it has in each year, until when, and on what terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression, lift, sum_rows
from tco.formula.rows import Row

Settle = Callable[[Row, "Row | None"], None]


@dataclass(frozen=True)
class Money:
    """What a source has in each year before it pays.

    `lasting` [usd] may pay any cost of the year. `ending` [usd] pays only what is committed by the end of the month `until` [month]
    of that year; what is left of it then lapses. Nothing is paid that was committed before the month `since` or is paid after the
    month `paid_by` (months are counted as `12 x calendar year + month`). `share` is the greatest share of a cost that it pays,
    `cap` [usd] the most that its capped uses take in the year. `settle` is called with what the source pays, and what of it under
    the cap, and writes what it has left; what it pays of `ending` then stands in its block as `paid_ending`.
    """

    lasting: Row
    settle: Settle
    ending: Row | None = None
    until: Row | None = None
    since: Row | None = None
    paid_by: Row | None = None
    share: Row | None = None
    cap: Row | None = None


def added(rows: Sequence[Expression]) -> Expression:
    """The sum of rows, as short as it can be said: of none 0, of one that row."""
    if not rows:
        return lift(0)
    return rows[0] if len(rows) == 1 else sum_rows(rows)
