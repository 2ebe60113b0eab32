"""What is right by itself and does not fit together: names without an owner, years outside the plan, tiers that fall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tco.errors import Finding
from tco.inputs.agreements import check_contracts
from tco.inputs.commitments import check_commitments
from tco.inputs.district import CATEGORIES, SUPPORTED_YEARS
from tco.inputs.faults import shortened
from tco.inputs.fitting import check_fleets, check_offers, check_switches
from tco.inputs.fitting_books import check_accounting
from tco.inputs.fitting_erate import check_erate
from tco.inputs.fitting_network import check_network
from tco.inputs.fitting_options import check_comparisons
from tco.inputs.fitting_rent import check_rents
from tco.inputs.given import Form, Given
from tco.inputs.granting import check_grants
from tco.inputs.local_funding import check_local_funding
from tco.inputs.paths import Figure
from tco.inputs.places import Keys, Places, dotted
from tco.inputs.plan import PlanForm
from tco.inputs.retiring import check_retiring
from tco.inputs.review import Review, answer
from tco.inputs.sources import check_sources
from tco.inputs.staffing import check_staffing

COUNTED_BY_SCHOOL = ("classroom", "school", "site")
FAR_FROM_ENROLMENT = 0.1
"""Share by which the schools' students may differ from enrolment before it is worth a look."""
ASSUMPTIONS_NAMED = 8
BEFORE = ("bid_in", "last")
"""Fiscal years of what happened last before the plan, or before the item's own first year."""
ITEM_SECTIONS = (
    "devices", "network", "circuits", "software", "security", "print", "positions", "contractors",
    "professional_development", "services", "projects", "stops", "user_time",
)  # fmt: skip


def check_plan(form: PlanForm, raw: Mapping[str, Any], places: Places) -> list[Finding]:
    """Every fault and piece of advice that shows only when a plan is read as a whole."""
    review = Review(form, raw, places)
    for check in (
        check_calendar, check_years, check_names, check_categories, check_fleets, check_rents, check_retiring, check_offers,
        check_switches, check_comparisons, check_network, check_enrolment, check_schools, check_contracts, check_commitments,
        check_staffing, check_funding, check_erate, check_grants, check_local_funding, check_accounting, advise_on_the_whole,
    ):  # fmt: skip
        check(review)
    return shortened(review.findings)


def check_calendar(review: Review) -> None:
    calendar, last = review.form.calendar, review.last_year
    if last > SUPPORTED_YEARS[1]:
        found = f"the plan runs to {last}, and years are known to {SUPPORTED_YEARS[1]}"
        review.fault(("calendar", "horizon"), found, "Shorten the horizon.")
    if calendar.headline_years > calendar.horizon and review.said(("calendar", "headline_years")):
        found = f"{calendar.headline_years} headline years in a plan of {calendar.horizon}"
        review.fault(("calendar", "headline_years"), found, f"Write at most {calendar.horizon}.")
    as_of = review.form.economics.prices_as_of
    if as_of > calendar.first_year:
        found = f"prices are as of {as_of}, after the first fiscal year {calendar.first_year}"
        remedy = f"Years before {as_of} have its prices as they are; write the year of your quotes."
        review.advise(("economics", "prices_as_of"), found, remedy)


def check_years(review: Review) -> None:
    """Every figure by year has a value for each year of the plan and none outside it; fiscal years are years of the plan."""
    for figure in review.figures:
        if figure.given.by_year is not None:
            _check_by_year(review, figure, figure.given.by_year)
        if _is_fiscal_year(figure):
            _check_fiscal_year(review, figure)
    for keys, form in review.forms:
        first, last = answer(form, "from_year"), answer(form, "until_year")
        if isinstance(first, Given) and isinstance(last, Given) and (last.value or 0) < (first.value or 0):
            found = f"it ends in {last.value:g} and begins in {first.value:g}"
            review.fault((*keys, "until_year"), found, "Correct one of the two years.")


def _check_by_year(review: Review, figure: Figure, by_year: Mapping[int, float]) -> None:
    first, last = review.first_year, review.last_year
    years = sorted(by_year)
    where = f"the plan runs from {first} to {last}"
    for year in years:
        keys = (*figure.keys, "by_year", str(year))
        if year > last or year < SUPPORTED_YEARS[0]:
            remedy = "Take the year out, or change calendar.first_year or calendar.horizon."
            review.fault(keys, f"the year {year} is outside the plan: {where}", remedy)
        elif figure.meaning.dated and year < first:
            remedy = "It is not counted; take it out if it is paid."
            review.advise(keys, f"the amount falls in {year}, before the plan: {where}", remedy)
    if not figure.meaning.dated and years[0] > first:
        found = f"the first value is for {years[0]}, and the plan begins in {first}"
        review.fault(figure.keys, found, f"Give a value for {first} too; it holds until the next year that has one.")


def _is_fiscal_year(figure: Figure) -> bool:
    return figure.meaning.unit == "year" and figure.meaning.at_least == SUPPORTED_YEARS[0]


def _check_fiscal_year(review: Review, figure: Figure) -> None:
    year = float(figure.given.value or 0)
    name = figure.keys[-1]
    starts = _begins(review, figure.keys)
    if name in BEFORE and year > starts:
        found = f"it is {year:.0f}, and what it tells of is there from {starts:.0f} on"
        review.fault(figure.keys, found, f"Write the year of the last one before, to {starts:.0f}.")
    elif name == "began" and year > starts:
        found = f"it begins in {year:.0f}; until then nothing renews and nothing is paid anew, from {starts:.0f} on"
        review.advise(figure.keys, found, f"Write the year in which the present term began, to {starts:.0f}.")
    if not year.is_integer():
        review.fault(figure.keys, f"expected a fiscal year, found {year:g}", f"Write a whole year, such as {year:.0f}.")
    elif name in ("from_year", "start") and year > review.last_year:
        found = f"it begins in {year:.0f}, after the plan's last year {review.last_year}"
        review.advise(figure.keys, found, "It costs nothing in this plan; lengthen calendar.horizon to see it.")
    elif name == "until_year" and year < review.first_year:
        found = f"it ends in {year:.0f}, before the plan's first year {review.first_year}"
        review.advise(figure.keys, found, "It costs nothing in this plan; take it out if it is over.")


def _begins(review: Review, keys: Keys) -> float:
    """The first fiscal year of an item that a figure belongs to: its own, or the plan's."""
    item = getattr(review.form, keys[0]).get(keys[1]) if len(keys) > 2 else None
    own = answer(item, "from_year") if isinstance(item, Form) else None
    return max(review.first_year, own.value or 0) if isinstance(own, Given) else review.first_year


def check_names(review: Review) -> None:
    """Bands, fleets and schools that an item names are there."""
    bands = review.ids(("district", "enrolment"))
    fleets = review.ids(("devices",), ("network",))
    schools = review.ids(("district", "schools"))
    for keys, form in review.forms:
        for band in answer(form, "bands") or ():
            review.expect((*keys, "bands"), band, bands, "grade band")
        for fleet in answer(form, "fleets") or ():
            review.expect((*keys, "fleets"), fleet, fleets, "fleet")
        per = answer(form, "per")
        if per in COUNTED_BY_SCHOOL and not schools:
            found = f"it is counted per {per}, and the plan has no schools"
            review.fault((*keys, "per"), found, "List them under [district.schools.ID], or count by student or staff.")
    for id, school in review.form.district.schools.items():
        review.expect(("district", "schools", id, "band"), school.band, bands, "grade band")


def check_categories(review: Review) -> None:
    """Price changes and contingency are given for categories that exist, price shocks for years of the plan."""
    economics = review.form.economics
    for table in ("escalation", "contingency"):
        for category in getattr(economics, table):
            review.expect(("economics", table, category), category, CATEGORIES, "category")
    for category in review.form.scope:
        review.expect(("scope", category), category, CATEGORIES, "category")
    for id, shock in economics.shocks.items():
        keys = ("economics", "shocks", id)
        review.expect((*keys, "category"), shock.category, CATEGORIES, "category")
        if shock.year > review.last_year:
            found = f"the year {shock.year} is outside the plan, which ends in {review.last_year}"
            review.fault((*keys, "year"), found, "Correct the year, or lengthen calendar.horizon.")
        elif shock.year <= economics.prices_as_of:
            found = f"the shock of {shock.year} is not counted: prices are as of {economics.prices_as_of}"
            review.advise((*keys, "year"), found, "Take it out if the prices have it already.")


def check_enrolment(review: Review) -> None:
    """Somebody is enrolled in every year; cost per student is a plan's first measure."""
    bands = list(review.form.district.enrolment.values())
    for year in review.form.calendar.years:
        try:
            enrolled = sum(band.in_year(year) for band in bands)
        except KeyError:
            continue  # said already
        if enrolled == 0:
            remedy = "Write how many there are; a plan ends with its last students: shorten calendar.horizon."
            review.fault(("district", "enrolment"), f"nobody is enrolled in FY{year}", remedy)
            return


def check_schools(review: Review) -> None:
    """The schools' students are about those enrolled, band by band."""
    district = review.form.district
    if not district.schools:
        return
    for band, enrolled in district.enrolment.items():
        in_schools = sum(school.students for school in district.schools.values() if school.band == band)
        try:
            expected = enrolled.in_year(review.first_year)
        except KeyError:
            continue  # said already
        if abs(in_schools - expected) > FAR_FROM_ENROLMENT * max(expected, in_schools):
            found = (
                f"the schools of band '{band}' have {in_schools:,.0f} students, and its enrolment is {expected:,.0f}"
            )
            remedy = "Check both; what is bought by school is shared out by the schools' students."
            review.advise(("district", "enrolment", band), found, remedy)


def check_funding(review: Review) -> None:
    check_sources(review, ITEM_SECTIONS)


def advise_on_the_whole(review: Review) -> None:
    """What a reader of the plan's totals should know: no items, no money, how much of it is assumed."""
    form = review.form
    if not any(getattr(form, section, None) for section in ITEM_SECTIONS):
        review.advise((), "the plan has no items, so it costs nothing", "Add some under [devices.ID] or [software.ID].")
    if not form.sources:
        remedy = "Add [sources.ID] with a label, a recurrence and an amount; until then all cost is gap."
        review.advise((), "the plan has no source of funds", remedy)
    assumed = [dotted(figure.keys) for figure in review.figures if figure.given.assumption and review.said(figure.keys)]
    if assumed:
        named = ", ".join(assumed[:ASSUMPTIONS_NAMED]) + (", ..." if len(assumed) > ASSUMPTIONS_NAMED else "")
        told = sum(review.said(figure.keys) for figure in review.figures)
        found = f"{len(assumed)} of {told} figures are assumptions: {named}"
        review.advise((), found, "Replace them with the district's own figures where there are any.")
