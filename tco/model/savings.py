"""Where an option costs more to acquire and less to run than the first: whether the saving is worth the investment.

Definitions of the Federal Energy Management Program: NIST Handbook 135, Life-Cycle Costing Manual (savings-to-investment ratio, adjusted
internal rate of return, simple and discounted payback), with the plan's discount rate and timing of flows. Savings are what is not
paid to operate and support; the investment is what is paid more to acquire, deploy and retire, less what is left at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tco.formula.expression import Prior, at_least, total, where
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
    invests = block.constant("invests", "Saves for more investment", "flag", (invested > 0) * (saved > 0))
    ratio = block.constant("sir", "Savings-to-investment ratio", "factor", where(invests, saved / invested, 0))
    yearly = at_least(0, ratio) ** (economy.one_year / period.years)
    rate = where(invests, (economy.discount_rate + 1) * yearly - 1, 0)
    block.constant("airr", "Adjusted internal rate of return", "share", rate)
    _payback_rows(ground, block, "simple", "Simple payback", (more, less), period)
    _payback_rows(ground, block, "discounted", "Discounted payback", (more_now, less_now), period)


def _payback_rows(ground: Ground, block: Block, id: str, label: str, rows: tuple[Row, Row], period: Period) -> None:
    """The years until savings have made up for the investment, whole years and the part of the last; what is left at the end apart.

    Within a year the investment comes first, as at its start, and the saving evenly. Where less is paid from the first year on, there is
    nothing to make up for, and no payback.
    """
    more, less = rows
    one_year = ground.economy.one_year
    net = block.row(f"{id}_net", f"{label}: saved less invested", "usd", less - more)
    so_far = block.announce(f"{id}_so_far", f"{label}: saved less invested, so far", "usd")
    block.define(so_far, Prior(so_far) + net)
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
