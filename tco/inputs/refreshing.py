"""Whether refresh policies, support and what is handed down fit together."""

from __future__ import annotations

from collections.abc import Sequence

from tco.inputs.devices import Fleet, Lot
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.places import Keys, dotted
from tco.inputs.refresh import NEEDED_BY
from tco.inputs.review import Review
from tco.inputs.support import first_known, is_known


def check_refresh(review: Review, keys: Keys, fleet: Fleet) -> None:
    """A refresh policy has the figures that it cannot do without; what is paid after support follows a support end."""
    if fleet.refresh is not None:
        for needed in NEEDED_BY.get(fleet.refresh.policy, ()):
            if getattr(fleet.refresh, needed) is None:
                found = f"the policy '{fleet.refresh.policy}' without '{needed}'"
                review.fault((*keys, "refresh", "policy"), found, f"Add {needed} to [{dotted(keys)}.refresh].")
    if fleet.platform_age is not None and fleet.support_years is None:
        remedy = "Add support_years, counted from the platform's release."
        review.fault((*keys, "platform_age"), "platform_age without support_years", remedy)
    elif fleet.platform_age is not None and fleet.support_years is not None:
        left = (fleet.support_years.value or 0) - (fleet.platform_age.value or 0)
        if left <= 0:
            found = f"bought {-left:g} years after its support has ended" if left else "bought when its support ends"
            review.fault((*keys, "platform_age"), found, "Buy a newer platform, or correct one of the two figures.")
    if fleet.economic_life is not None and (fleet.economic_life.value or 0) > (fleet.life.value or 0):
        found = (
            f"the economic life of {fleet.economic_life.value:g} years is longer than the life of {fleet.life.value:g}"
        )
        review.advise((*keys, "economic_life"), found, "It changes nothing: the shorter of both counts.")
    ends = fleet.support_years or [lot for lot in fleet.lots.values() if lot.support_end or lot.platform_released]
    if fleet.extended_support is not None and not ends:
        found = "support is paid after its end, and no lot and no purchase has an end"
        review.advise((*keys, "extended_support"), found, "Give support_years, or support_end of the lots.")


def check_platform(review: Review, keys: Keys, lot: Lot) -> None:
    """The maker's rule for a platform is asked where no support end is told, and is known from its first date on."""
    assert lot.platform_released is not None, "asked only where it is given"
    if lot.support_end is not None:
        review.advise(keys, "not counted, because support_end is given too", "Leave one of the two out.")
    elif not is_known(lot.platform_released):
        found = f"released on {lot.platform_released}; the rule is known for platforms from {first_known()} to {SUPPORTED_YEARS[1]}"
        review.fault(keys, found, "Write support_end, which the maker publishes by model.")


def check_hand_downs(review: Review, fleets: Sequence[tuple[Keys, Fleet]]) -> None:
    """A fleet receives from fleets that stand before it, and each hands down to one."""
    order = review.ids(("devices",), ("network",))
    taken: dict[str, str] = {}
    for keys, fleet in fleets:
        for giver in fleet.receives:
            place = (*keys, "receives", giver)
            if not review.expect(place, giver, order, "fleet"):
                continue
            if order.index(giver) >= order.index(keys[-1]):
                found = f"'{giver}' does not stand before '{keys[-1]}', which receives from it"
                review.fault(place, found, "Put the fleet that hands down first.")
            if giver in taken:
                found = f"'{giver}' hands down to '{taken[giver]}' already"
                review.fault(place, found, "Let a fleet hand down to one other, and that one to the next.")
            taken[giver] = keys[-1]
