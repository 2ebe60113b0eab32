"""Whether what a plan says of E-Rate fits together: a discount that can be worked out, a budget with schools, lines that are eligible."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress

from tco.errors import FigureError
from tco.inputs.contracts import JULY
from tco.inputs.erate import USES, ERate, ERateSupport, ERateTwo
from tco.inputs.funding import Source
from tco.inputs.places import Keys
from tco.inputs.review import Review
from tco.rules.shelf import figure, figure_names, first_day

NEAR_AN_EDGE = 0.005
"""Half a point: so near to the edge of a band, rounding or a few students change the discount."""
AT = ("district", "erate")
MATRIX = "erate_discount_urban_"
OF_OTHERS = ("opening_balance", "match", "cap", "opens", "obligate_by", "liquidate_by")
"""What other sources may say and those of E-Rate do not read."""
NOT_ELIGIBLE = ("client_devices", "classroom_print", "software", "security", "labor", "professional_development")
DEVICES = "devices"
NEEDS = {
    "erate_one": ("erate_in_force", f"{MATRIX}0"),
    "erate_two": ("erate_category_two_cap", "erate_category_two_per_student", "erate_cycle_first"),
}
"""The figures that a category cannot do without."""


def check_erate(review: Review) -> None:
    """The district's discount, then each source of E-Rate."""
    found = [(id, source) for id, source in review.form.sources.items() if source.way in USES]
    for way in USES:
        same = [id for id, source in found if source.way == way]
        if len(same) > 1:
            remedy = "Put them together: each category has one discount and one budget."
            review.fault(("sources", same[1], way), f"'{same[0]}' is a source of the same category", remedy)
    for id, source in found:
        _check_source(review, id, source)
    form = review.form.district.erate
    if form is not None:
        if not found:
            review.advise(AT, "no source of funds is E-Rate", "Add a source with erate_one = {} or erate_two = {}.")
        _check_discount(review, form)
        _check_schools(review, form)


def _check_source(review: Review, id: str, source: Source) -> None:
    keys = ("sources", id, source.way)
    if review.form.district.erate is None:
        remedy = "Add [district.erate] with eligible or discount; an empty one will do where income_share is given."
        review.fault(keys, "nothing decides the district's discount", remedy)
    for name in OF_OTHERS:
        if getattr(source, name) is not None:
            remedy = "Take it out: its discount and its budget say how much it pays, and in which year."
            review.fault(("sources", id, name), f"a source of E-Rate has no {name}", remedy)
    _advise_on_uses(review, id, source)
    if review.said((*keys, "consortium")) and not support_of(source).consortium:
        remedy = "Name each member with its discount, as in consortium = { us = 0.8, them = 0.9 }, or take it out."
        review.fault((*keys, "consortium"), "a consortium without members", remedy)
    try:
        for name in NEEDS[source.way]:
            figure(name, on=_funded(review))
    except FigureError as error:
        found = str(error).split(". ")[0]
        review.fault(keys, found, "Begin the plan later, or give what the source pays as an amount by year.")
        return
    if source.recurrence != "at_risk":
        said = figure("erate_in_force", on=_funded(review)).note
        found = f"it is '{source.recurrence}', and E-Rate is granted year by year. {said}".rstrip(".")
        review.advise(("sources", id, "recurrence"), found, 'Write recurrence = "at_risk".')
    if source.erate_two is not None:
        _check_budget(review, keys, source.erate_two)


def support_of(source: Source) -> ERateSupport:
    """What a source of E-Rate says of its category."""
    form = source.erate_one or source.erate_two
    assert form is not None
    return form


def _funded(review: Review) -> datetime.date:
    """The first day of the funding year that the plan's first fiscal year has."""
    return first_day(review.first_year, start_month=JULY)


def _advise_on_uses(review: Review, id: str, source: Source) -> None:
    """What it pays where it does not say it; uses that the program does not pay; parts that need not be taken out."""
    keys = ("sources", id, "uses")
    if not review.said(keys):
        pays = "circuits" if source.way == "erate_one" else "network equipment, its licences and maintenance"
        remedy = (
            "Name the items under uses where some are not eligible, as servers, storage, phones and hotspots are not."
        )
        review.advise(("sources", id), f"it names no uses, so it pays the program's own: {pays}", remedy)
    enough = figure("erate_no_allocation", on=datetime.date.max).value
    for name, use in source.uses.items():
        wrong = [word for word in use.categories if word in NOT_ELIGIBLE]
        wrong += [item for item in use.items if item.split(".")[0] == DEVICES]
        if wrong:
            found = f"E-Rate does not pay {', '.join(wrong)}"
            remedy = "Take it out: end-user devices, software, staff, security and print are not eligible."
            review.advise((*keys, name), found, remedy)
        if enough <= (use.share.value or 0) < 1:
            found = f"{use.share.value:.0%} of the use is eligible; of Internet use {enough:.0%} is enough to count all"
            review.advise((*keys, name, "share"), found, "Write share = 1 if that is what it is a share of.")


def _check_budget(review: Review, keys: Keys, form: ERateTwo) -> None:
    """A budget counts schools; what was committed before belongs to a cycle that runs when the plan begins."""
    erate = review.form.district.erate
    if erate is not None and erate.schools is None and not review.ids(("district", "schools")):
        found = "its budget counts schools, and the plan has none"
        review.fault(keys, found, "List them under [district.schools.ID], or write district.erate.schools.")
    first, years = (figure(name, on=_funded(review)).value for name in ("erate_cycle_first", "erate_cycle_years"))
    begins = (review.first_year - 1 - first) % years == 0
    for name in ("budget_before", "committed_before"):
        if begins and getattr(form, name) is not None:
            found = f"a new cycle begins with FY{review.first_year}, so that nothing of one before it counts"
            review.advise((*keys, name), found, "Take it out.")


def _check_discount(review: Review, form: ERate) -> None:
    computed = [name for name in ("eligible", "cep", "rural_schools") if getattr(form, name)]
    if form.discount is not None:
        if computed:
            found = f"the discount is typed, and {', '.join(computed)} is not read"
            review.advise((*AT, "discount"), found, "Take one of the two out.")
        return
    if form.eligible is None and review.form.district.income_share is None:
        remedy = "Add eligible, or district.income_share, or the discount itself."
        review.fault(AT, "nothing says how many students are eligible", remedy)
    for year, share in _eligible_shares(review, form):
        near = [edge for edge in _edges() if abs(share - edge) < NEAR_AN_EDGE]
        if near:
            found = (
                f"{share:.2%} of students are eligible in FY{year}, within half a point of the band from {near[0]:.0%}"
            )
            remedy = "Ask USAC how the share is rounded, and try both in scenarios: the discount depends on it."
            review.advise(AT, found, remedy)
            return


def _eligible_shares(review: Review, form: ERate) -> Iterator[tuple[int, float]]:
    """The share of eligible students in each year of the plan, as far as it can be told."""
    district = review.form.district
    for year in review.form.calendar.years:
        with suppress(KeyError, ZeroDivisionError):
            if form.eligible is not None and form.cep:
                enrolled = sum(school.students for school in district.schools.values())
                yield year, (form.eligible.in_year(year) + _under_cep(review, form)) / enrolled
            elif form.eligible is not None:
                enrolled = sum(band.in_year(year) for band in district.enrolment.values())
                yield year, form.eligible.in_year(year) / enrolled
            elif district.income_share is not None:
                yield year, district.income_share.in_year(year)


def _under_cep(review: Review, form: ERate) -> float:
    """Eligible students at the schools under CEP. Raises KeyError for a school that is not there."""
    each = figure("erate_cep_multiplier", on=_funded(review)).value
    schools = review.form.district.schools
    return sum(schools[id].students * min(1, share * each) for id, share in form.cep.items())


def _edges() -> list[float]:
    """Where the bands of the discount matrix begin, the first one apart."""
    floors = sorted(int(name.removeprefix(MATRIX)) / 100 for name in figure_names() if name.startswith(MATRIX))
    return floors[1:]


def _check_schools(review: Review, form: ERate) -> None:
    listed = review.ids(("district", "schools"))
    for id in form.cep:
        review.expect((*AT, "cep", id), id, listed, "school")
    count = form.schools.numbers()[0] if form.schools is not None else len(listed)
    if form.rural_schools is not None:
        rural = max(form.rural_schools.numbers())
        if rural > count:
            found = f"{rural:g} schools are rural, and there are {count:g}"
            review.fault((*AT, "rural_schools"), found, "Correct one of the two, or list all schools.")
    few = figure("erate_category_two_few_schools", on=datetime.date.max).value
    if form.schools is not None and count <= few and count != len(listed):
        found = f"it counts {count:g} schools, and the plan lists {len(listed)}"
        remedy = f"List all: with {few:g} schools or fewer, each one's floor counts by itself in Category Two."
        review.advise((*AT, "schools"), found, remedy)
