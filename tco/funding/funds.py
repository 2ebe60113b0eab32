"""What the sources of funds read besides their own forms: the cost lines, the months of a year, and what comes back to the district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tco.formula.expression import sum_of
from tco.formula.rows import Block, Row
from tco.funding.lines import Lines
from tco.inputs.funding import Source

NEVER = 12 * 100 * 100  # months: later than any that a plan can reach


@dataclass(frozen=True)
class Months:
    """Months as the waterfall counts them: `base` [month] is the December before each fiscal year's calendar year, the last month
    of a fiscal year comes `last` [month] after it, and `never` [month] is later than all. They stand in a `block` of their own."""

    block: Block
    base: Row
    last: Row
    never: Row


@dataclass(frozen=True)
class Funds:
    """What a source's money may rest on.

    `announced` keeps rows that one source looks at before another gives them their formula. `covers` holds for each source the part
    of each line that it may pay, `received` for those that take what comes back the row that says how much. Rows put into
    `refunds` [usd] come back to the district and are money of the next year: what a grant pays for indirect cost, support that was
    committed late.
    """

    lines: Lines
    months: Months
    sources: Mapping[str, Source] = field(default_factory=dict)
    announced: dict[str, Row] = field(default_factory=dict)
    covers: dict[str, Row] = field(default_factory=dict)
    received: dict[str, Row] = field(default_factory=dict)
    refunds: list[Row] = field(default_factory=list)

    def asked(self, block: Block) -> Row:
        """What a source could be asked for in each year [usd]: the part of every line that it may pay."""
        part = self.lines.cost * self.covers[block.name]
        each = block.row("could_pay", "Could pay", "usd", part, table=self.lines.table)
        return block.row("asked", "Could pay in all", "usd", sum_of(each))


def month_rows(block: Block, start_month: int) -> Months:
    """The fiscal years in months, so that days of sources and months of costs can be compared."""
    twelve = block.number("months_in_year", "Months in a year", "month/year", 12)
    last = block.number(
        "last_month", "Last month of the fiscal year", "month", start_month - 1 if start_month > 1 else 12
    )
    never = block.number("never", "A month later than all", "month", NEVER)
    base = block.row(
        "base_month", "December before the fiscal year's calendar year", "month", block.timeline.year * twelve
    )
    return Months(block, base, last, never)
