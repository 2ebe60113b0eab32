"""Whether positions, rosters, schedules, trainings and print fit the rest of the plan, and benefits that count something twice."""

from __future__ import annotations

import datetime
from itertools import pairwise

from tco.inputs.people import BY_SCHOOL, Position
from tco.inputs.places import Keys
from tco.inputs.review import Review
from tco.rules.shelf import Figure, dates_of, figure, first_day

WITH_LEAVE, WITH_INSURANCE = "benefits_with_leave", "benefits_on_salary"


def check_staffing(review: Review) -> None:
    """Names have owners, steps exist, schools that are counted are there; and advice on what may count twice."""
    for id, position in review.form.positions.items():
        keys = ("positions", id)
        _check_roster(review, keys, position)
        _check_schools(review, keys, position)
        _check_state_formula(review, keys, position)
        _check_labor(review, keys, position)
        _advise_on_benefits(review, keys, position)
    for id, training in review.form.professional_development.items():
        for name in training.positions:
            known = review.ids(("positions",))
            review.expect(("professional_development", id, "positions"), name, known, "position")
    _check_schedules(review)
    _advise_on_print(review)


def _check_roster(review: Review, keys: Keys, position: Position) -> None:
    """Every step is one of the schedule's."""
    name = position.schedule
    if name is None or not review.expect((*keys, "schedule"), name, review.ids(("salary_schedules",)), "schedule"):
        return
    schedule = review.form.salary_schedules.get(name)
    for id, post in position.roster.items():
        if schedule is not None and (post.step or 0) > schedule.top:
            found = f"step {post.step}, and the schedule '{name}' has {schedule.top} steps"
            review.fault((*keys, "roster", id, "step"), found, "Correct the step, or lengthen the schedule.")


def _check_labor(review: Review, keys: Keys, position: Position) -> None:
    """Fleets whose own labor a position works say what hours they take, and pay nobody else for them."""
    fleets = {**review.form.devices, **review.form.network}
    at = (*keys, "workload", "labor_of")
    for name in position.workload.labor_of if position.workload is not None else ():
        if not review.expect(at, name, review.ids(("devices",), ("network",)), "fleet") or name not in fleets:
            continue
        labor = fleets[name].labor
        if labor is None:
            review.advise(at, f"the fleet '{name}' says no hours", f"Add [devices.{name}.labor] with its hours.")
        elif labor.rate is not None:
            found = f"the hours of the fleet '{name}' are paid at its labor.rate, too"
            review.advise(at, found, "Leave the rate out where positions do the work.")


def _check_schedules(review: Review) -> None:
    for id, schedule in review.form.salary_schedules.items():
        steps = schedule.steps.by_age or ()
        if any(later < earlier for earlier, later in pairwise(steps)):
            found = "a later step pays less than the one before"
            review.advise(("salary_schedules", id, "steps"), found, "List the steps from the first to the last.")


def _check_schools(review: Review, keys: Keys, position: Position) -> None:
    """Positions for each school, or for the schools of some bands, need such schools."""
    by_bands = position.per in BY_SCHOOL and position.bands
    if not position.each_school and not by_bands:
        return
    schools = review.form.district.schools
    field = "each_school" if position.each_school else "bands"
    if not schools and not review.ids(("district", "schools")):
        if position.per not in BY_SCHOOL:  # else said where `per` is checked
            remedy = "List them under [district.schools.ID], or take each_school out."
            review.fault((*keys, field), "it is counted at each school, and the plan has no schools", remedy)
    elif position.bands and not any(school.band in position.bands for school in schools.values()):
        found = f"no school has the grade bands {', '.join(position.bands)}"
        review.fault((*keys, "bands"), found, "Correct the bands, or the schools' bands.")


def _check_state_formula(review: Review, keys: Keys, position: Position) -> None:
    """A state's formula is known for every year of the plan."""
    if position.state_formula is None:
        return
    known = dates_of(position.state_formula)[0]
    if _first_day(review) < known:
        found = f"the formula is known from {known}, and the plan begins in FY{review.first_year}"
        review.fault((*keys, "state_formula"), found, "Give the ratio with per and one_for instead.")


def _advise_on_benefits(review: Review, keys: Keys, position: Position) -> None:
    """A published load of benefits on wages holds paid leave, which a yearly salary holds already, and health insurance."""
    share = position.benefits.value if position.benefits is not None else None
    if share is None:
        return
    with_leave, insured = (_at_least(review, name) for name in (WITH_LEAVE, WITH_INSURANCE))
    if share >= with_leave.value:
        found = f"benefits of {share:.1%} look like a load with paid leave in it ({with_leave.value:.1%} or more)"
        remedy = f"A yearly salary pays for leave already: take leave out, which gives about {insured.value:.1%}."
        review.advise((*keys, "benefits"), found, remedy)
    elif position.health is not None and share >= insured.value:
        found = f"benefits of {share:.1%} look like a load with health insurance in it, and health is given too"
        remedy = "Leave health out, or take insurance out of the share."
        review.advise((*keys, "health"), found, remedy)


def _at_least(review: Review, name: str) -> Figure:
    """A public figure in the plan's first year, or the first one known."""
    return figure(name, on=max(_first_day(review), dates_of(name)[0]))


def _first_day(review: Review) -> datetime.date:
    return first_day(review.first_year, start_month=review.form.calendar.start_month)


def _advise_on_print(review: Review) -> None:
    """Service and pages of copiers stand in one place: in their upkeep, or in print."""
    fleets = {**review.form.devices, **review.form.network}
    for id, form in review.form.print.items():
        for name in form.fleets:
            if name in fleets and fleets[name].upkeep is not None:
                found = f"the fleet '{name}' has upkeep too, which may hold the same service and pages"
                remedy = "Leave in upkeep only what the price of a page and the base charge do not hold."
                review.advise(("print", id, "fleets"), found, remedy)
