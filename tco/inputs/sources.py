"""Whether sources of funds fit the plan: names that their rules of use know, dates, money told twice, the order of payment."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from tco.inputs.devices import Tags
from tco.inputs.district import CATEGORIES, SUPPORTED_YEARS
from tco.inputs.funding import Source
from tco.inputs.places import Keys
from tco.inputs.review import Review
from tco.rules.shelf import first_day

DATES = ("opens", "obligate_by", "liquidate_by", "renewed_by")
FINANCING = "financing"
"""The category of what borrowing costs, which no item of a district's own has."""
OWN_ITEMS = ("contingency", "sources")
"""What posts costs beside the sections of items: the reserve for what is not foreseen, and sources that cost something."""
COMES_BACK = "returned"
"""The id of the source that takes what comes back where none of the plan does."""


def check_sources(review: Review, sections: tuple[str, ...]) -> None:
    """Every source by itself, then all of them together. `sections` are those of the plan that have items."""
    items = _items(review, (*sections, "sources"))
    tags = [form for _, form in review.forms if isinstance(form, Tags)]
    for id, source in review.form.sources.items():
        keys = ("sources", id)
        _check_names(review, keys, source, items, tags)
        _check_dates(review, keys, source)
        _check_renewal(review, keys, source)
        _advise_on_standing(review, keys, source)
    _advise_on_order(review)
    _advise_on_twice(review)


def _items(review: Review, sections: tuple[str, ...]) -> list[str]:
    """What a rule of use may name: the plan's items by their path, and their sections."""
    found = list(OWN_ITEMS)
    for section in sections:
        ids = review.ids((section,))
        found += [*([section] if ids else []), *(f"{section}.{id}" for id in ids)]
    return found


def _check_names(review: Review, keys: Keys, source: Source, items: list[str], tags: list[Tags]) -> None:
    schools = review.ids(("district", "schools"))
    for name, use in source.uses.items():
        known = {
            "categories": ((*CATEGORIES, FINANCING), "category"),
            "items": (items, "item or section"),
            "schools": (schools, "school"),
            "initiatives": (sorted({tag.initiative for tag in tags} - {""}), "initiative among the items' tags"),
            "programs": (sorted({tag.program for tag in tags} - {""}), "program among the items' tags"),
        }
        for field, (names, what) in known.items():
            said = review.said(
                (*keys, "uses", name, field)
            )  # a program's own uses name sections that a plan need not have
            for word in getattr(use, field) if said else ():
                review.expect((*keys, "uses", name, field), word, names, what)
    for item in source.returned.items if source.returned is not None else ():
        review.expect((*keys, "returned", "items"), item, items, "item or section")
    if keys[-1] == COMES_BACK and (source.returned is None or source.returned.items):
        found = f"the id '{COMES_BACK}' is that of the money that comes back and that no other source takes"
        review.fault(keys, found, "Give this source another id, or write returned = {}.")


def _check_dates(review: Review, keys: Keys, source: Source) -> None:
    first, last = SUPPORTED_YEARS
    for field in DATES:
        day: datetime.date | None = getattr(source, field)
        if day is not None and not first <= day.year <= last:
            review.fault((*keys, field), f"the date is {day}", f"Write a date in the years from {first} to {last}.")
            return
    begins, ends = _begins(review, review.first_year), _begins(review, review.last_year + 1)
    if source.opens is not None and source.opens >= ends:
        found = f"it opens on {source.opens}, after the plan's last day {ends - datetime.timedelta(days=1)}"
        review.advise((*keys, "opens"), found, "It pays nothing in this plan; lengthen calendar.horizon to see it.")
    if source.obligate_by is None or source.program is not None:  # a program that is over has its own words
        return
    if source.obligate_by < begins:
        found = f"it ends on {source.obligate_by}, before the plan's first day {begins}"
        review.advise((*keys, "obligate_by"), found, "It pays nothing in this plan; take it out if it is over.")
        return
    late = [year for year in _years_with_money(review, source) if _begins(review, year) > source.obligate_by]
    if late:
        found = f"it ends on {source.obligate_by}, and brings money from FY{late[0]} on, which lapses"
        review.advise((*keys, "amount"), found, f"Write 0 from {late[0]} on, or correct the date.")


def _begins(review: Review, year: int) -> datetime.date:
    """The first day of a fiscal year."""
    return first_day(year, start_month=review.form.calendar.start_month)


def _years_with_money(review: Review, source: Source) -> Iterator[int]:
    """The plan's years for which a district gives an amount, where all are given as they should."""
    for year in review.form.calendar.years if source.amount is not None else ():
        try:
            if source.amount is not None and source.amount.in_year(year) > 0:
                yield year
        except KeyError:
            continue  # said already


def _check_renewal(review: Review, keys: Keys, source: Source) -> None:
    day = source.renewed_by
    if day is None:
        return
    if source.recurrence != "at_risk":
        found = f"it is renewed by {day}, and its recurrence is '{source.recurrence}'"
        review.advise((*keys, "renewed_by"), found, 'Write recurrence = "at_risk", or take the date out.')
    elif day < _begins(review, review.first_year):
        found = f"it was to be renewed by {day}, before the plan begins"
        review.advise((*keys, "renewed_by"), found, "Write the date of the next renewal.")
    else:
        after = [year for year in _years_with_money(review, source) if _begins(review, year) > day]
        if after:
            found = f"it has to be renewed by {day}, and its money from FY{after[0]} on counts as if it were"
            remedy = f"Add a scenario with 0 from {after[0]} on to see what depends on it."
            review.advise((*keys, "renewed_by"), found, remedy)


def _advise_on_standing(review: Review, keys: Keys, source: Source) -> None:
    if source.status != "awarded" and (source.opening_balance is not None and (source.opening_balance.value or 0) > 0):
        found = f"it has a balance before the plan, and its status is '{source.status}'"
        remedy = "Money that is there counts whole whatever the status; make it a source of its own, or write awarded."
        review.advise((*keys, "opening_balance"), found, remedy)


def _advise_on_order(review: Review) -> None:
    """Ranks that several have, and ranks that only some have; a rank beyond the number of sources is the last place, and clear."""
    ranks = {id: source.rank.value for id, source in review.form.sources.items() if source.rank is not None}
    for rank, times in Counter(ranks.values()).items():
        if times > 1:
            named = ", ".join(id for id, own in ranks.items() if own == rank)
            remedy = "They pay in the order in which the plan lists them; give each a rank of its own."
            review.advise(("sources",), f"these have the same rank {rank:g}: {named}", remedy)
    without = [
        f"{id} {place}" for place, id in enumerate(review.form.sources, start=1) if id not in ranks and id != COMES_BACK
    ]
    if without and any((rank or 0) <= len(review.form.sources) for rank in ranks.values()):
        found = f"some sources have a rank, and others take their place in the plan as theirs: {', '.join(without)}"
        review.advise(("sources",), found, "Give every source a rank, or none.")


def _advise_on_twice(review: Review) -> None:
    """Two sources that look like the same money: the same name, or the same rules of use, at the same time."""
    for (first, one), (second, other) in combinations(review.form.sources.items(), 2):
        same_name = one.label.casefold().split() == other.label.casefold().split()
        same_uses = bool(one.uses) and list(one.uses.values()) == list(other.uses.values())
        if not (same_name or same_uses) or not _overlap(one, other):
            continue
        what = f"the same label as {first}" if same_name else f"the same rules of use as {first}"
        remedy = "If it is the same money, it is counted twice: take one out. Else tell them apart by label or dates."
        review.advise(("sources", second), f"it has {what}, and their dates overlap", remedy)


def _overlap(one: Source, other: Source) -> bool:
    """Whether there are days on which both pay."""
    begins = [source.opens or datetime.date.min for source in (one, other)]
    ends = [source.obligate_by or datetime.date.max for source in (one, other)]
    return max(begins) <= min(ends)
