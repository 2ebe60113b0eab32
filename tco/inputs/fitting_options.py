"""Whether options on one need fit the plan: the item they are on, what each changes, the study period, and scenarios beside them."""

from __future__ import annotations

from pydantic import ValidationError

from tco.errors import PlanError
from tco.inputs.comparing import COMPARED, Comparison, Option
from tco.inputs.options import option_changes, option_form
from tco.inputs.places import Keys, split_path
from tco.inputs.review import Review

WAYS = ("acquire", "licence", "pays")
"""The switches of an item that say how it is paid: an option has the rows of its own way alone."""


def check_comparisons(review: Review) -> None:
    """Every comparison is of an item that there is, over years of the plan, between options that the item may be changed to."""
    for id, comparison in review.form.comparisons.items():
        keys: Keys = ("comparisons", id)
        _check_years(review, keys, comparison)
        if _check_item(review, keys, comparison):
            for name, option in comparison.options.items():
                _check_option(review, (*keys, "options", name), comparison, option)
            _advise_on_likes(review, keys, comparison)


def _check_years(review: Review, keys: Keys, comparison: Comparison) -> None:
    years, horizon = comparison.years.value if comparison.years is not None else None, review.form.calendar.horizon
    if years is None:
        return
    if not years.is_integer():
        review.fault((*keys, "years"), f"a study period of {years:g} years", "Write whole fiscal years.")
    elif years > horizon:
        found = f"a study period of {years:g} years in a plan of {horizon}"
        review.fault((*keys, "years"), found, f"Write at most {horizon}, or lengthen calendar.horizon.")


def _check_item(review: Review, keys: Keys, comparison: Comparison) -> bool:
    """Whether the plan has the item, in a section whose items may be compared."""
    section, id = split_path(comparison.item)
    if section not in COMPARED:
        found = f"{comparison.item} cannot be met in several ways"
        review.fault((*keys, "item"), found, f"Name an item of {', '.join(COMPARED)}, such as devices.students.")
        return False
    known = [f"{each}.{name}" for each in COMPARED for name in review.ids((each,))]
    return review.expect((*keys, "item"), comparison.item, known, "item") and id in getattr(review.form, section)


def _check_option(review: Review, keys: Keys, comparison: Comparison, option: Option) -> None:
    """The item may be changed so, and its rows are the same in every scenario."""
    at = (*keys, "changes")
    try:
        option_form(review.form, comparison, option)
    except PlanError as error:
        for finding in error.findings:
            review.fault(at, f"{finding.place}: {finding.found}", finding.remedy)
        return
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            where = ".".join(map(str, detail["loc"]))
            found = f"{comparison.item}{'.' if where else ''}{where}: {detail['msg']}"
            review.fault(at, found, "Change what the option says, or add what is missing to its changes.")
        return
    said = option_changes(comparison, option)
    for name, scenario in review.form.scenarios.items():
        for way in WAYS:
            path = f"{comparison.item}.{way}"
            if path in scenario.changes and path not in said:
                section, id = split_path(comparison.item)
                planned = getattr(getattr(review.form, section)[id], way)
                found = f"scenario {name} changes {path}, which this option leaves open"
                review.fault(at, found, f"Say it in the option's changes, such as {way} = {planned!r}.")


def _advise_on_likes(review: Review, keys: Keys, comparison: Comparison) -> None:
    """Two options that change the same are one."""
    seen: list[tuple[str, object]] = []
    for name, option in comparison.options.items():
        changes = option_changes(comparison, option)
        like = next((other for other, known in seen if known == changes), None)
        if like is not None:
            found = f"changes the same as option {like}"
            review.advise((*keys, "options", name), found, "Change a figure or a choice that differs, or take it out.")
        seen.append((name, changes))
