"""Whether the parts of fleets and offers fit together: what is bought, how it is paid, what is there already."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from itertools import pairwise

from tco.inputs.cells import fiscal_year
from tco.inputs.devices import Fleet, Lot
from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.leases import check_lease
from tco.inputs.places import Keys
from tco.inputs.refreshing import check_hand_downs, check_platform, check_refresh
from tco.inputs.review import Review, answer
from tco.inputs.support import is_known, support_end

LOTS_NAMED = 3
NEAR_YEAR_END = 90  # days before the end of a fiscal year in which an end of support is worth a word
NEEDS = {
    "lease": ("acquire", "lease", "[...lease] with term and rate"),
    "rent": ("acquire", "rent", "[...rent] with term and payment"),
    "offer": ("buy_through", "offer", 'offer = "..."'),
}
"""For a way of buying, the switch that chooses it and the key that it needs."""

WAYS_TO_COUNT = ("ratio", "count", "school_count", "sizing")
STANDS_BEFORE = "List what is counted first; devices come before network equipment, and two cannot count each other."


def fleets_in(review: Review) -> Iterator[tuple[Keys, Fleet]]:
    for keys, form in review.forms:
        if isinstance(form, Fleet):
            yield keys, form


def check_fleets(review: Review) -> None:
    """Every fleet says how many are needed; its lots are there before the plan and have support."""
    for keys, fleet in fleets_in(review):
        _check_need(review, keys, fleet)
        _check_fleets_counted(review, keys, fleet)
        _check_lots(review, keys, fleet)
        _check_support(review, keys, fleet)
        _advise_on_life(review, keys, fleet)
        _check_last_days(review, keys, fleet)
        check_lease(review, keys, fleet)
        check_refresh(review, keys, fleet)
        _advise_on_costs(review, keys, fleet)
    _advise_on_unknown_support(review)
    check_hand_downs(review, list(fleets_in(review)))
    for id in set(review.form.devices) & set(review.form.network):
        found = f"the id '{id}' is used in devices and in network"
        review.fault(("network", id), found, "Give one of the two another id; others name fleets by it.")


def _check_need(review: Review, keys: Keys, fleet: Fleet) -> None:
    if (fleet.ratio is None) != (fleet.per is None):
        missing, there = ("per", "ratio") if fleet.per is None else ("ratio", "per")
        example = 'per = "student"' if missing == "per" else "ratio = 1"
        review.fault((*keys, there), f"'{there}' without '{missing}'", f"Add {missing}, such as {example}.")
    elif all(getattr(fleet, way, None) is None for way in WAYS_TO_COUNT):
        remedy = "Add per and ratio, or count, or school_count."
        review.fault(keys, "nothing says how many are needed", remedy)
    if fleet.bands and fleet.per in ("teacher", "staff", "classroom", "school", "device"):
        found = f"bands are not counted with per = '{fleet.per}'"
        review.fault((*keys, "bands"), found, 'Use per = "student", or count them by school_count.')
    if fleet.school_count is not None:
        review.expect((*keys, "school_count"), fleet.school_count, counts_of(review), "count in the schools' counts")


def _check_fleets_counted(review: Review, keys: Keys, fleet: Fleet) -> None:
    """A fleet that is counted by others' devices names them, and they stand before it."""
    if (fleet.per == "device") != bool(fleet.fleets):
        place, found = (
            ("per", "per = 'device' without fleets") if not fleet.fleets else ("fleets", "fleets are not counted")
        )
        review.fault((*keys, place), found, 'Write per = "device" with the fleets that are counted, fleets = ["..."].')
    before = fleets_before(review, keys)
    for named in fleet.fleets:
        if named not in before and named in review.ids(("devices",), ("network",)):
            review.fault((*keys, "fleets"), f"'{named}' does not stand before this fleet", STANDS_BEFORE)


def fleets_before(review: Review, keys: Keys) -> list[str]:
    """The fleets that stand before the one at this path: all devices, in their order, then network equipment in its own."""
    order = [("devices", id) for id in review.ids(("devices",))] + [("network", id) for id in review.ids(("network",))]
    return [id for _, id in order[: order.index((keys[0], keys[1]))]]


def counts_of(review: Review) -> list[str]:
    """What the schools have places for, those too that a form refused."""
    schools = [("district", "schools", id, "counts") for id in review.ids(("district", "schools"))]
    return sorted(set(review.ids(*schools)))


def _check_lots(review: Review, keys: Keys, fleet: Fleet) -> None:
    first, (earliest, latest) = review.first_year, SUPPORTED_YEARS
    for id, lot in fleet.lots.items():
        bought, end = (*keys, "lots", id, "bought"), (*keys, "lots", id, "support_end")
        if lot.bought > first:
            remedy = "Lots are there when the plan starts; what comes later, the plan buys."
            review.fault(bought, f"bought in {lot.bought}, after the plan's first year {first}", remedy)
        elif lot.bought < earliest:
            review.fault(bought, f"bought in {lot.bought}", "Write the fiscal year, such as 2024.")
        if lot.platform_released is not None:
            check_platform(review, (*keys, "lots", id, "platform_released"), lot)
        if lot.support_end is not None and _far(lot.support_end):
            remedy = f"Write a year from {earliest} to {latest}, or leave it out where no end is known."
            review.fault(end, f"support to {lot.support_end}", remedy)


def _check_support(review: Review, keys: Keys, fleet: Fleet) -> None:
    """Devices that lose support before their planned life is over are replaced sooner than the life says."""
    life = fleet.life.value or 0
    early = [(id, lot) for id, lot in fleet.lots.items() if lot.count and _supported_years(review, fleet, lot) < life]
    if early:
        named = ", ".join(f"{id} ({support_end(lot)})" for id, lot in early[:LOTS_NAMED])
        more = f" and {len(early) - LOTS_NAMED} more" if len(early) > LOTS_NAMED else ""
        found = f"support ends before the planned life of {life:g} years: {named}{more}"
        paid = fleet.extended_support is not None
        ends = "paid support" if paid else "support"
        review.advise((*keys, "lots"), found, f"They are replaced when {ends} ends; plan for that, or check the dates.")
    platform = 0 if fleet.platform_age is None else fleet.platform_age.value or 0
    supported = life
    if fleet.support_years is not None:
        supported = (fleet.support_years.value or 0) - platform + _paid_years(fleet)
    if supported < life:
        found = f"support of {supported:g} years is shorter than the life of {life:g}"
        review.advise(
            (*keys, "support_years"), found, "Devices are replaced when support ends; the life is not reached."
        )


def _advise_on_life(review: Review, keys: Keys, fleet: Fleet) -> None:
    """A life is served in whole years; the economic one counts where it is the shorter."""
    years = {"life": fleet.life.value or 0, "economic_life": math.inf}
    if fleet.economic_life is not None:
        years["economic_life"] = fleet.economic_life.value or 0
    name, planned = min(years.items(), key=lambda each: each[1])
    if planned != math.ceil(planned):
        found = f"{planned:g} years count as {math.ceil(planned)}: devices are bought once a year"
        review.advise((*keys, name), found, "Write a whole number of years.")


def _advise_on_unknown_support(review: Review) -> None:
    """Lots without a support end, where other lots of the fleet, or of the model in any fleet, have one."""
    fleets = list(fleets_in(review))
    known = {lot.model.casefold() for _, fleet in fleets for lot in fleet.lots.values() if lot.model and _has_end(lot)}
    for keys, fleet in fleets:
        lots = {id: lot for id, lot in fleet.lots.items() if lot.count}
        told = any(_has_end(lot) for lot in lots.values())
        without = [id for id, lot in lots.items() if not _has_end(lot) and (told or lot.model.casefold() in known)]
        if without:
            named = ", ".join(without[:LOTS_NAMED])
            more = f" and {len(without) - LOTS_NAMED} more" if len(without) > LOTS_NAMED else ""
            have = "others of the fleet have one" if told else "other fleets have one for the model"
            found = f"{len(without)} of {len(lots)} lots without a support end, and {have}: {named}{more}"
            remedy = "Their support never ends in this plan; give support_end, or join an export that has it."
            review.advise((*keys, "lots"), found, remedy)


def _has_end(lot: Lot) -> bool:
    return lot.support_end is not None or lot.platform_released is not None


def _far(day: datetime.date) -> bool:
    return not SUPPORTED_YEARS[0] <= day.year <= SUPPORTED_YEARS[1]


def _supported_years(review: Review, fleet: Fleet, lot: Lot) -> float:
    """Fiscal years of service from the purchase to the last with support, paid support too; one that support ends in counts where
    the district lets devices run to its end."""
    end = support_end(lot) if lot.platform_released is None or is_known(lot.platform_released) else None
    if end is None or _far(end):
        return float("inf")
    start_month, paid = review.form.calendar.start_month, _paid_years(fleet)
    if fleet.never_unsupported:
        return fiscal_year(end + datetime.timedelta(days=1), start_month) - lot.bought + paid
    return fiscal_year(end, start_month) - lot.bought + 1 + paid


def _paid_years(fleet: Fleet) -> float:
    """The years after support in which devices serve because the district pays for more of it."""
    return 0 if fleet.extended_support is None else fleet.extended_support.years.value or 0


def _check_last_days(review: Review, keys: Keys, fleet: Fleet) -> None:
    """Support that ends shortly before a fiscal year does costs the service of that whole year."""
    if not fleet.never_unsupported:
        return
    binds = fleet.refresh is None or fleet.refresh.policy in ("by_age", "grade_entry")
    life = fleet.life.value or 0
    near = [
        (id, end, short)
        for id, lot in fleet.lots.items()
        if lot.count and (_supported_years(review, fleet, lot) < life or not binds)
        for end, short in _days_short(review, lot)
        if short <= NEAR_YEAR_END
    ]
    if near:
        named = ", ".join(
            f"{id} ({end}, {short} day{'' if short == 1 else 's'})" for id, end, short in near[:LOTS_NAMED]
        )
        more = f" and {len(near) - LOTS_NAMED} more" if len(near) > LOTS_NAMED else ""
        found = (
            f"support ends shortly before a fiscal year does, which costs the service of that whole year: {named}{more}"
        )
        remedy = "To let them serve those days, write never_unsupported = false, or the year's last day as support_end."
        review.advise((*keys, "lots"), found, remedy)


def _days_short(review: Review, lot: Lot) -> list[tuple[datetime.date, int]]:
    """A lot's end of support in a year of the plan, with the days from it to the end of that fiscal year; empty where it has none."""
    end = support_end(lot) if lot.platform_released is None or is_known(lot.platform_released) else None
    calendar = review.form.calendar
    if end is None or _far(end):
        return []
    year = fiscal_year(end, calendar.start_month)
    if not calendar.first_year <= year < calendar.first_year + calendar.horizon:
        return []
    next_year = datetime.date(year if calendar.start_month > 1 else year + 1, calendar.start_month, 1)
    short = (next_year - end).days - 1
    return [(end, short)] if short else []


def _advise_on_costs(review: Review, keys: Keys, fleet: Fleet) -> None:
    """Figures that are given and count for nothing, because another one that they need is missing."""
    economics = review.form.economics
    if fleet.energy is not None and economics.electricity is None:
        remedy = "Add economics.electricity, the price in usd/kwh."
        review.advise((*keys, "energy"), "electricity is not counted: the plan has no price for it", remedy)
    for id, line in fleet.price.items():
        if line.taxed and economics.sales_tax is None:
            remedy = "Add economics.sales_tax, or take taxed out."
            review.advise((*keys, "price", id, "taxed"), "the tax is not counted: the plan has no sales tax", remedy)
    if fleet.resale_price is not None and fleet.resale_retention is not None:
        remedy = "Leave one of the two out."
        review.advise((*keys, "resale_retention"), "not counted, because resale_price is given too", remedy)


def check_switches(review: Review) -> None:
    """Whoever leases or buys through an offer says on which terms."""
    for keys, form in review.forms:
        for choice, (switch, needed, example) in NEEDS.items():
            if answer(form, switch) == choice and answer(form, needed) is None:
                review.fault((*keys, switch), f"{switch} = '{choice}' without '{needed}'", f"Add {needed}: {example}.")


def check_offers(review: Review) -> None:
    """Fleets name offers that exist, offers name a line of the price, and tiers rise from 0."""
    for keys, fleet in fleets_in(review):
        if fleet.offer is None or not review.expect((*keys, "offer"), fleet.offer, review.ids(("offers",)), "offer"):
            continue
        offer = review.form.offers.get(fleet.offer)
        if offer is not None and offer.line not in fleet.price:
            found = f"the offer '{fleet.offer}' prices the line '{offer.line}', and this fleet's price has none of that name"
            remedy = f"Write offers.{fleet.offer}.line as one of {', '.join(fleet.price)}."
            review.fault((*keys, "offer"), found, remedy)
    for id, offer in review.form.offers.items():
        tiers = list(offer.tiers.items())
        for (_, below), (name, tier) in pairwise(tiers):
            if tier.floor <= below.floor:
                found = f"the floor {tier.floor:g} is not above the one before, {below.floor:g}"
                review.fault(
                    ("offers", id, "tiers", name, "floor"), found, "List tiers from the lowest floor up, each once."
                )
            elif tier.price > below.price:
                found = f"the price rises with volume, from {below.price:g} to {tier.price:g}"
                review.advise(("offers", id, "tiers", name, "price"), found, "Check the offer.")
        if tiers[0][1].floor > 0:
            found = f"below a volume of {tiers[0][1].floor:g} the offer has no price"
            review.advise(
                ("offers", id, "tiers", tiers[0][0], "floor"), found, "Begin with floor = 0 to be sure of one."
            )
