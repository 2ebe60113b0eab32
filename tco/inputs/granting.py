"""Whether grants fit the plan and the law around them: windows, waivers, parts of an award, programs that are over."""

from __future__ import annotations

import datetime
from itertools import pairwise

from tco.inputs.funding import Source
from tco.inputs.given import Given
from tco.inputs.grants import Grant, LookedAt, window_of
from tco.inputs.places import Keys
from tco.inputs.review import Review
from tco.rules.shelf import dates_of, figure, first_day, program

WAIVED_ONCE_IN = 3  # years, ESEA 1127(b)
RULES = ("formula_grant_opens", "formula_grant_first_months", "formula_grant_carry_months")
OF_PROGRAM = {
    "title_one_a": ("title_one_carry_share", "title_one_carry_exempt"),
    "title_four_a": ("title_four_technology_cap",),
}
LOOK_AT: dict[str, dict[LookedAt, tuple[str, str]]] = {
    "title_one_a": {
        "supplement": (
            "it may not take the place of state and local money, which is judged by how that money is allotted to schools, "
            "not line by line",
            "Keep the district's written method (ESEA 1118(b)(3))",
        )
    },
    "idea_b": {
        "supplement": (
            "it pays excess cost only, by a test of its own that leaves out capital outlay and debt service",
            "Do the test of 34 CFR 300.202",
        ),
        "effort": (
            "what the district itself spends on special education may not fall (maintenance of effort)",
            "Ask the state how it is tested before local money is moved",
        ),
    },
}
"""By program, what the law asks of the district as a whole: what is found, and what to do."""


def check_grants(review: Review) -> None:
    """Everything about grants that shows before a plan is computed."""
    for id, source in review.form.sources.items():
        keys = ("sources", id)
        if source.program is not None:
            _check_program(review, keys, source)
        if source.grant is not None and _is_known(review, (*keys, "grant"), source.grant):
            _check_before(review, (*keys, "grant"), source.grant)
            _advise_on_waiver(review, (*keys, "grant"), source.grant)
            _advise_on_parts(review, (*keys, "grant"), source)
            _advise_on_law(review, (*keys, "grant"), source.grant)


def _first_day(review: Review) -> datetime.date:
    return first_day(review.first_year, start_month=review.form.calendar.start_month)


def _check_program(review: Review, keys: Keys, source: Source) -> None:
    """A program that is over pays only what was obligated by its own last day."""
    assert source.program is not None and source.obligate_by is not None, "the form fills in the days of a program"
    known = program(source.program)
    if source.obligate_by > known.obligate_by:
        found = f"{known.label} could be obligated until {known.obligate_by}, and here until {source.obligate_by}"
        review.fault((*keys, "obligate_by"), found, "Take obligate_by out, or write an earlier day.")
    elif source.obligate_by < _first_day(review):
        found = f"{known.label} could be obligated until {known.obligate_by}, before the plan begins; it pays nothing"
        review.advise((*keys, "program"), found, "Take it out, or begin the plan earlier to look back at it.")


def _is_known(review: Review, keys: Keys, grant: Grant) -> bool:
    """Whether the rules of the grant are known for the years of the plan."""
    first = max(dates_of(name)[0] for name in (*RULES, *OF_PROGRAM.get(grant.program, ())))
    if _first_day(review) >= first:
        return True
    found = f"the rules of yearly grants are known from {first} on, and the plan begins before that day"
    review.fault(keys, found, "Give it as amount with opens and obligate_by, award by award, or begin the plan later.")
    return False


def _check_before(review: Review, keys: Keys, grant: Grant) -> None:
    """Awards from before the plan are from before it, and may still be used."""
    oldest = window_of(grant, review.form.calendar).oldest
    for field in ("awards_before", "left_before", "room_before"):
        for year in getattr(grant, field):
            place = (*keys, field, str(year))
            if year >= review.first_year:
                found = f"FY{year} is a year of the plan, which begins in FY{review.first_year}"
                review.fault(place, found, "Write it into award, by_year.")
            elif field == "left_before" and year < oldest:
                found = f"the award of FY{year} ends before the plan begins; what is left of it is not counted"
                review.advise(place, found, "Take it out, or write the year from which the award counts.")


def _advise_on_waiver(review: Review, keys: Keys, grant: Grant) -> None:
    """Title I-A's limit on carry-over is waived once in three years."""
    if grant.program != "title_one_a" or not isinstance(grant.waiver, Given):
        return
    years = [year for year in review.form.calendar.years if grant.waiver.falls_in(year) > 0]
    if any(later - year < WAIVED_ONCE_IN for year, later in pairwise(years)):
        found = f"the limit is waived in {', '.join(f'FY{year}' for year in years)}, and may be once in three years"
        review.advise((*keys, "waiver"), found, "Keep one of them.")


def _advise_on_parts(review: Review, keys: Keys, source: Source) -> None:
    """Title IV-A asks for least shares of a larger award, and caps technology."""
    grant = source.grant
    assert grant is not None
    if grant.program != "title_four_a":
        return
    on = max(_first_day(review), *(dates_of(name)[0] for name in ("title_four_least_share", "title_four_shares_from")))
    least, size = (figure(name, on=on).value for name in ("title_four_least_share", "title_four_shares_from"))
    for field in ("well_rounded", "safe_healthy"):
        part: Given | None = getattr(grant, field)
        if part is not None and (part.value or 0) < least and max(grant.award.numbers()) >= size:
            found = f"{part.value or 0:.0%} of an award of {size:,.0f} dollars or more, and at least {least:.0%} is asked for"
            review.advise((*keys, field), found, "Write the shares of the district's application.")
    if not source.has_capped_use:
        found = "no use is capped, and devices, software and the like are, within the technology part"
        review.advise(keys, found, "Add uses, with capped = true on those for devices and software.")


def _advise_on_law(review: Review, keys: Keys, grant: Grant) -> None:
    """What the law asks of the district as a whole, until the district says that it has looked."""
    for what, (found, remedy) in LOOK_AT.get(grant.program, {}).items():
        if what not in grant.looked_at:
            review.advise(keys, found, f"{remedy}, then write looked_at = ['{what}'].")
