"""Whether local and state money fits the plan: levies of one program, terms beyond the law, transfers, funds that run dry."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate, combinations

from tco.inputs.bonds import Bond
from tco.inputs.cells import fiscal_year
from tco.inputs.funding import Source
from tco.inputs.given import Given
from tco.inputs.grants import A_CENT
from tco.inputs.levies import MONTHS, Levy
from tco.inputs.places import Keys
from tco.inputs.review import Review
from tco.rules.shelf import dates_of, figure, figure_names, first_day

STATES = {"CA": "california", "TX": "texas", "WA": "washington"}
"""States whose longest terms are on the shelf, as `STATE_levy_longest_term` or `STATE_bond_longest_term`."""
KEEPS = ("amount", "returned", "levy", "bond", "reserve", "allotment", "fees", "fund")
"""Ways in which a source has money that it could give to another."""
PER_STUDENT = "usd/student"


def check_local_funding(review: Review) -> None:
    """Every fault and piece of advice about levies, bonds, allotments, reserves, the general fund and transfers."""
    _check_transfers(review)
    _check_programs(review)
    for id, source in review.form.sources.items():
        keys = ("sources", id)
        if source.levy is not None:
            _check_levy(review, keys, source.levy)
            _check_renewal(review, keys, source, source.levy)
        if source.bond is not None:
            _check_bond(review, keys, source)
        if source.allotment is not None:
            _check_figures(review, keys, source)
        if source.fund is not None:
            _check_fund(review, keys, source)
        if source.reserve is not None:
            _check_reserve(review, keys, source)


def _check_programs(review: Review) -> None:
    """Two levies of one program do not run at the same time."""
    levies = [(id, source.levy) for id, source in review.form.sources.items() if source.levy is not None]
    for (one, first), (other, second) in combinations(levies, 2):
        begins = max(first.window[0], second.window[0])
        ends = min(math.inf if levy.renewed == "yes" else levy.window[1] for levy in (first, second))
        if first.program and first.program == second.program and begins <= ends:
            years = (
                "in all years"
                if math.isinf(begins)
                else f"from {begins:.0f}"
                if math.isinf(ends)
                else f"{begins:.0f} to {ends:.0f}"
            )
            found = f"it and sources.{one} are levies of the program '{first.program}', and both run {years}"
            review.advise(
                ("sources", other, "levy"),
                found,
                "Check first_tax_year and last_tax_year, or give one of them another program.",
            )


def _check_levy(review: Review, keys: Keys, levy: Levy) -> None:
    first, last = levy.window
    _check_term(review, (*keys, "levy", "last_tax_year"), "levy", last - first + 1)
    start, before = review.form.calendar.start_month, review.first_year - 1
    late = [month for place, month in enumerate(MONTHS, start=1) if month in levy.collected and place >= start > 1]
    years = levy.amount.by_year
    if late and years and min(years) > before and first <= before:
        found = f"taxes of {before} come in from {late[0]} on, in the plan's first year, and their amount is not given; it counts as 0"
        review.advise((*keys, "levy", "amount"), found, f"Give {before} too, or first_tax_year = {before + 1}.")


def _check_renewal(review: Review, keys: Keys, source: Source, levy: Levy) -> None:
    """A levy is renewed before its last tax year is over."""
    last = levy.window[1]
    if source.renewed_by is not None and source.renewed_by.year > last:
        found = f"it is to be renewed by {source.renewed_by}, and its last tax year is {last:.0f}"
        review.advise((*keys, "renewed_by"), found, "Correct one of the two; taxes of a later vote begin a year later.")


def _check_term(review: Review, keys: Keys, kind: str, years: float) -> None:
    """A term is no longer than the district's state allows, as far as that is on the shelf."""
    state = review.form.district.state.strip()
    name = f"{STATES.get(state.upper(), state.lower())}_{kind}_longest_term"
    if name not in figure_names() or math.isinf(years):
        return
    known = figure(name, on=max(datetime.date(review.first_year, 1, 1), dates_of(name)[0]))
    if years > known.value:
        found = f"it runs for {years:.0f} years, and {known.label} is {known.value:.0f} years ({known.source})"
        review.advise(keys, found, "Correct the years, or write the renewal as a source of its own.")


def _check_bond(review: Review, keys: Keys, source: Source) -> None:
    bond = source.bond
    assert bond is not None
    issued = bond.issued.value or 0
    if bond.term is not None:
        _check_term(review, (*keys, "bond", "term"), "bond", bond.term.value or 0)
    month = review.form.calendar.start_month
    if source.obligate_by is not None and fiscal_year(source.obligate_by, month) < issued:
        found = f"its money must be spent by {source.obligate_by}, and it is issued in FY{issued:.0f}"
        review.fault((*keys, "obligate_by"), found, "Correct one of the two.")
    if bond.rate is not None and issued < review.first_year and bond.owed is None:
        found = f"it was issued in FY{issued:.0f}, before the plan, and what it still owes is not given: no interest is counted"
        review.advise((*keys, "bond"), found, "Give owed, or take rate and term out and give the payments.")
    _check_owed(review, keys, bond)


def _check_owed(review: Review, keys: Keys, bond: Bond) -> None:
    """What an issue of before the plan still owes is no more than was borrowed, and its term is not over."""
    owed = (bond.owed.value or 0) if bond.owed is not None else 0
    if owed <= 0 or bond.term is None:
        return
    place = (*keys, "bond", "owed")
    issued, last = bond.issued.value or 0, (bond.issued.value or 0) + (bond.term.value or 0)
    whole = (bond.proceeds if bond.technology is None else bond.technology).value or 0
    if owed > whole + A_CENT:
        found = f"it owes {owed:,.0f} dollars, and only {whole:,.0f} were borrowed for technology"
        review.fault(place, found, "Correct owed: it is what technology's part of the issue owes when the plan begins.")
    if issued >= review.first_year:
        found = f"it owes {owed:,.0f} dollars before the plan, and is issued in FY{issued:.0f}, within it"
        review.fault(place, found, "Take owed out, or correct issued.")
    elif last < review.first_year:
        found = f"it owes {owed:,.0f} dollars, and its last payment was due in FY{last:.0f}, before the plan"
        review.fault(place, found, "Correct owed, issued or term.")


def _check_figures(review: Review, keys: Keys, source: Source) -> None:
    """A public figure that an allotment names is on the shelf, is for a student, and is known when the plan begins."""
    assert source.allotment is not None
    begins = first_day(review.first_year, start_month=review.form.calendar.start_month)
    rates = [name for name in figure_names() if figure(name, on=dates_of(name)[-1]).unit == PER_STUDENT]
    for id, counted in source.allotment.groups.items():
        place = (*keys, "allotment", "groups", id, "figure")
        if counted.figure and review.expect(place, counted.figure, rates, "public figure for a student"):
            since = dates_of(counted.figure)[0]
            if since > begins:
                found = f"it is known from {since} on, and the plan begins on {begins}"
                review.fault(place, found, "Give the rate instead of the figure.")


def _check_fund(review: Review, keys: Keys, source: Source) -> None:
    """The fund has a balance to start from, and does not run dry before technology is paid."""
    fund = source.fund
    assert fund is not None
    if source.opening_balance is None:
        review.advise(keys, "the fund's balance before the plan is not given; it counts as 0", "Give opening_balance.")
    years = review.form.calendar.years
    if not (_holds_for(fund.revenue, years[0]) and _holds_for(fund.expenditure, years[0])):
        return
    change = [fund.revenue.in_year(year) - fund.expenditure.in_year(year) for year in years]
    balances = list(accumulate(change, initial=_opening(source)))[1:]
    for year, balance in zip(years, balances, strict=True):
        if balance < 0:
            found = f"without technology its balance is {balance:,.0f} dollars at the end of FY{year}"
            review.advise((*keys, "fund"), found, "Check revenue, expenditure and opening_balance.")
            return


def _check_reserve(review: Review, keys: Keys, source: Source) -> None:
    reserve = source.reserve
    assert reserve is not None
    floor = max(reserve.floor.numbers()) if reserve.floor is not None else 0
    if (
        floor > _opening(source)
        and reserve.contribution == "typed"
        and reserve.amount is not None
        and not any(reserve.amount.numbers())
    ):
        found = f"its floor is {floor:,.0f} dollars, its balance {_opening(source):,.0f}, and nothing is laid by: it pays nothing"
        review.advise((*keys, "reserve"), found, "Give an amount, lower the floor, or write contribution = 'level'.")


def _check_transfers(review: Review) -> None:
    """Money goes between two sources that can hold it, never in a circle, and never more than there ever is."""
    given: dict[str, set[str]] = {}
    for keys, giver, to in _transfers(review):
        known = review.ids(("sources",))
        other = giver if keys[-1] == "from" else to
        if not review.expect(keys, other, known, "source of funds"):
            continue
        for id in (giver, to):
            source = review.form.sources.get(id)
            if source is not None and not any(getattr(source, way, None) is not None for way in KEEPS):
                review.fault(
                    keys, f"sources.{id} has no balance that money could come from or go to", "Take the transfer out."
                )
        given.setdefault(to, set()).add(giver)
    try:
        TopologicalSorter(given).prepare()
    except CycleError as error:
        circle = " to ".join(error.args[1])
        review.fault(("sources",), f"transfers go in a circle: {circle}", "Take one of them out.")
    for id, source in review.form.sources.items():
        _check_size(review, ("sources", id), source)


def _transfers(review: Review) -> Iterator[tuple[Keys, str, str]]:
    """Every transfer: where the plan says it, who gives, and who gets."""
    for id, source in review.form.sources.items():
        yield from ((("sources", id, "transfers", to), id, to) for to in source.transfers)
        if source.reserve is not None and source.reserve.giver is not None:
            yield ("sources", id, "reserve", "from"), source.reserve.giver, id


def _check_size(review: Review, keys: Keys, source: Source) -> None:
    """What a source is to give is no more than all that it may ever have had by then."""
    brings = source.amount or (source.levy.amount if source.levy is not None else None)
    gets = any(to == keys[-1] for _, _, to in _transfers(review))
    if brings is None or gets or not source.transfers:
        return
    first = review.first_year
    if not all(_holds_for(given, first) for given in (brings, *source.transfers.values())):
        return
    there = _opening(source) + (
        brings.in_year(first) if source.levy is not None else 0
    )  # taxes of the year before may come in
    for year in review.form.calendar.years:
        there += brings.in_year(year) - sum(amount.in_year(year) for amount in source.transfers.values())
        if there < 0:
            found = f"by FY{year} it is to give {-there:,.0f} dollars more than it ever had; it gives what it has"
            review.advise((*keys, "transfers"), found, "Lower the transfers, or check the amount.")
            return


def _holds_for(given: Given, year: int) -> bool:
    return given.by_year is None or min(given.by_year) <= year


def _opening(source: Source) -> float:
    return source.opening_balance.value or 0 if source.opening_balance is not None else 0
