"""Where an option costs more to acquire and less to run than the first: whether the saving is worth the investment.

Definitions of the Federal Energy Management Program: NIST Handbook 135, Life-Cycle Costing Manual (savings-to-investment ratio, adjusted
internal rate of return, simple and discounted payback), with the plan's discount rate and timing of flows. Savings are what is not
paid to operate and support; the investment is what is paid more to acquire, deploy and retire, less what is left at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tco.formula.expression import Expression, Prior, at_least, equals, total, where
from tco.formula.rows import Block, Row
from tco.model.ground import Ground

if TYPE_CHECKING:
    from tco.model.comparing import Compared, Period


def savings_rows(ground: Ground, first: Compared, option: Compared, period: Period) -> None:
    """The ratio, rate and paybacks of an option against the first; 0 where there is no investment or no saving (`invests` is 0)."""
    block, economy = option.block, ground.economy
    more = block.row("extra", "Invested more than in the first", "usd", option.investment - first.investment)
    less = block.row("saved", "Saved to operate and support", "usd", first.running - option.running)
    more_now = block.row("extra_present", "Present value of the investment", "usd", more * period.factor)
    less_now = block.row("saved_present", "Present value of the saving", "usd", less * period.factor)
    left = (option.end_value - first.end_value) * period.end_factor
    invested = block.constant("invested", "Invested more, less what is left", "usd", total(more_now) - left)
    saved = block.constant("saving", "Saved, in present value", "usd", total(less_now))
    simple = _so_far_row(block, "simple", "Simple payback", more, less)
    discounted = _so_far_row(block, "discounted", "Discounted payback", more_now, less_now)
    worth = (invested > 0) * (saved > 0) * _pays_first(block, more, period)
    invests = block.constant("invests", "Pays more first, and saves for it", "flag", worth)
    ratio = block.constant("sir", "Savings-to-investment ratio", "factor", where(invests, saved / invested, 0))
    yearly = at_least(0, ratio) ** (economy.one_year / period.years)
    rate = where(invests, (economy.discount_rate + 1) * yearly - 1, 0)
    block.constant("airr", "Adjusted internal rate of return", "share", rate)
    _payback_rows(ground, block, "simple", "Simple payback", (more, less, simple), period)
    _payback_rows(ground, block, "discounted", "Discounted payback", (more_now, less_now, discounted), period)


def _so_far_row(block: Block, id: str, label: str, more: Row, less: Row) -> Row:
    """What is saved less what is invested, from the first year on."""
    net = block.row(f"{id}_net", f"{label}: saved less invested", "usd", less - more)
    so_far = block.announce(f"{id}_so_far", f"{label}: saved less invested, so far", "usd")
    return block.define(so_far, Prior(so_far) + net)


def _pays_first(block: Block, more: Row, period: Period) -> Expression:
    """Whether more is invested at first, not less: who pays less first and more later borrows and does not invest."""
    side = ((more > 0) - (more < 0)) * period.within
    leads = block.row("leads", "1 where more is invested in the year, -1 where less", "flag", side)
    turned = block.announce("leads_first", "The first of these that is not 0", "flag")
    block.define(turned, where(equals(Prior(turned), 0), leads, Prior(turned)))
    return total(turned) > 0


def _payback_rows(
    ground: Ground, block: Block, id: str, label: str, rows: tuple[Row, Row, Row], period: Period
) -> None:
    """The years until savings have made up for the investment, whole years and the part of the last; what is left at the end apart.

    Within a year the investment comes first, as at its start, and the saving evenly. Where less is paid from the first year on, there is
    nothing to make up for, and no payback.
    """
    more, less, so_far = rows
    one_year = ground.economy.one_year
    open_ = block.announce(f"{id}_open", f"{label}: not made up for yet", "flag")
    block.define(open_, Prior(open_) * (so_far < 0) * period.within, opening=1)
    rest = where(less > 0, at_least(0, more - Prior(so_far)) / less, 0)
    of_year = block.row(f"{id}_part", f"{label}: part of the year it takes", "share", rest)
    part = where(Prior(open_) - open_ > 0, of_year, 0)
    years = block.row(f"{id}_years", f"{label}: years it takes", "year", (open_ + part) * one_year)
    reached = (so_far >= 0) * period.within * block.made("invests")
    made_up = block.row(f"{id}_reached", f"{label}: made up for", "flag", reached)
    spent = block.constant(f"{id}_years_open", f"{label}: years until then", "year", total(years))
    pays = (total(made_up) > 0) * (spent > 0)
    within = block.constant(f"{id}_pays", f"{label}: within the study period", "flag", pays)
    block.constant(f"{id}_payback", label, "year", where(within, spent, 0))
