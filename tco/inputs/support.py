"""Until when a device that is there already has support."""

from __future__ import annotations

import datetime

from tco.inputs.devices import Lot
from tco.inputs.district import SUPPORTED_YEARS
from tco.rules.shelf import dates_of, figure

PLATFORM_RULE = "chromeos_support_years"


def support_end(lot: Lot) -> datetime.date | None:
    """The last day of a lot's support as told, or by the maker's rule for the day its Chromebook platform was released.

    None where nothing is known of it. Raises FigureError for a platform older than the rule.
    """
    if lot.support_end is not None or lot.platform_released is None:
        return lot.support_end
    released = lot.platform_released
    years = int(figure(PLATFORM_RULE, on=released).value)
    day = 28 if (released.month, released.day) == (2, 29) else released.day
    return released.replace(year=released.year + years, day=day)


def first_known() -> datetime.date:
    """The first release day of a platform for which the rule is known."""
    return dates_of(PLATFORM_RULE)[0]


def is_known(released: datetime.date) -> bool:
    """Whether the rule says until when a platform has support."""
    return first_known() <= released and released.year < SUPPORTED_YEARS[1]
