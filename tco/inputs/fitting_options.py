"""Whether comparisons fit the plan: the item that they are of, the study period, scenarios beside them, and what options change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from tco.errors import Advice, Fault, Finding, PlanError
from tco.inputs.changes import change_spot, with_changes
from tco.inputs.comparing import COMPARED, Comparison, Option
from tco.inputs.given import Form
from tco.inputs.options import as_chosen, option_changes, option_form, requoted
from tco.inputs.paths import slot_at
from tco.inputs.places import Keys, Places, dotted, split_path
from tco.inputs.plan import PlanForm
from tco.inputs.review import Review, answer

WAYS = ("acquire", "licence", "pays")
"""The switches of an item that say how it is paid: an option has the rows of its own way alone."""


def check_comparisons(review: Review) -> None:
    """Every comparison is of an item that there is and that may be compared, over years of the plan, each option in its own way."""
    _advise_of_names(review, ("comparisons",), review.form.comparisons)
    for id, comparison in review.form.comparisons.items():
        keys: Keys = ("comparisons", id)
        _advise_of_names(review, (*keys, "options"), comparison.options)
        _check_years(review, keys, comparison)
        if _check_item(review, (*keys, "item"), comparison.item):
            _check_ways(review, keys, comparison)


def _advise_of_names(review: Review, keys: Keys, named: Mapping[str, Comparison | Option]) -> None:
    """Labels tell pages, columns and sentences apart."""
    first: dict[str, str] = {}
    for id, each in named.items():
        other = first.setdefault(each.label.strip().casefold(), id)
        if other != id:
            found = f"{each.label!r} is the label of '{other}' too"
            review.advise(
                (*keys, id, "label"),
                found,
                "Give one of the two a label of its own, so that readers can tell them apart.",
            )


def is_compared(raw: Mapping[str, Any], item: str) -> bool:
    """Whether the plan has this item, and its section may be compared."""
    section, _, id = item.partition(".")
    table = raw.get(section)
    return section in COMPARED and isinstance(table, Mapping) and id in table


def _check_item(review: Review, keys: Keys, item: str) -> bool:
    section = item.partition(".")[0]
    if section not in COMPARED and slot_at((section,)) is not None:
        found = f"{item} cannot be met in several ways"
        review.fault(keys, found, f"Name an item of {', '.join(COMPARED)}, such as devices.students.")
        return False
    known = [f"{each}.{name}" for each in COMPARED for name in review.ids((each,))]
    return review.expect(keys, item, known, "item")


def _check_years(review: Review, keys: Keys, comparison: Comparison) -> None:
    years, horizon = comparison.years.value if comparison.years is not None else None, review.form.calendar.horizon
    if years is None:
        return
    if not years.is_integer():
        review.fault((*keys, "years"), f"a study period of {years:g} years", "Write whole fiscal years.")
    elif years > horizon:
        found = f"a study period of {years:g} years in a plan of {horizon}"
        review.fault((*keys, "years"), found, f"Write at most {horizon}, or lengthen calendar.horizon.")


def _check_ways(review: Review, keys: Keys, comparison: Comparison) -> None:
    """An option's rows are the same in every scenario: where one changes how the item is paid, the option says its own way."""
    section, id = split_path(comparison.item)
    item = getattr(review.form, section).get(id)
    paths = (
        {way: f"{comparison.item}.{way}" for way in WAYS if answer(item, way) is not None} if item is not None else {}
    )
    for option, its in comparison.options.items():
        own = option_changes(comparison, its)
        for name, scenario in review.form.scenarios.items():
            for way in [way for way, path in paths.items() if path in scenario.changes and path not in own]:
                found = f"scenario {name} changes {paths[way]}, which this option leaves open"
                remedy = f"Say it in the option's changes, such as {way} = {answer(item, way)!r}."
                review.fault((*keys, "options", option, "changes"), found, remedy)


def alike(form: PlanForm, raw: Mapping[str, Any], places: Places) -> Iterator[Advice]:
    """Options that come to the same as one before them."""
    for id, comparison in form.comparisons.items():
        forms: dict[str, Form] = {}
        for name, option in comparison.options.items() if is_compared(raw, comparison.item) else ():
            try:
                own = option_form(form, comparison, option)
            except (PlanError, ValidationError):
                continue  # said of the option itself
            same = next((other for other, its in forms.items() if its == own), None)
            if same is not None:
                place = places.place(("comparisons", id, "options", name))
                remedy = "Change something in one of the two, or take one out."
                yield Advice(place, f"it comes to the same as option '{same}'", remedy)
            forms[name] = own


@dataclass(frozen=True)
class Changed:
    """The plan with an option in its item's place: its tables, and where they are said.

    `raw` is None where the option changes what its item does not have, which `faults` say.
    """

    item: str
    keys: Keys
    places: Places
    raw: dict[str, Any] | None
    faults: list[Fault]

    def told(self, finding: Finding) -> Finding:
        """What was found, with the option that it was found in where its place does not say it."""
        if f": {dotted(self.keys)}." in finding.place:
            return finding
        return replace(finding, found=f"in option '{self.keys[-1]}' of {dotted(self.keys[:2])}: {finding.found}")

    def in_place(self, form: PlanForm) -> PlanForm:
        """The changed plan, whose item has the terms of the way that the option chooses and no others."""
        section, id = split_path(self.item)
        items = getattr(form, section)
        return form.model_copy(update={section: {**items, id: as_chosen(items[id])}})


def options_in(
    form: PlanForm, raw: Mapping[str, Any], places: Places, touched: Sequence[str] | None
) -> Iterator[Changed]:
    """Every option of a plan in its item's place; options on what the plan does not have, or on none of `touched`, are left out."""
    for id, comparison in form.comparisons.items():
        item = comparison.item
        own = (f"{item}.", f"comparisons.{id}.")
        looked_at = touched is not None and not any(f"{path}.".startswith(own) for path in touched)
        if is_compared(raw, item) and not looked_at:
            for name, option in comparison.options.items():
                yield _changed(raw, places, ("comparisons", id, "options", name), comparison, option)


def _changed(raw: Mapping[str, Any], places: Places, keys: Keys, comparison: Comparison, option: Option) -> Changed:
    changes = option_changes(comparison, option, raw)
    try:
        changed = with_changes({**requoted(raw, comparison.item, changes), "scenarios": {}, "comparisons": {}}, changes)
    except PlanError as error:
        faults = [_at_option(places, keys, comparison.item, finding) for finding in error.findings]
        return Changed(comparison.item, keys, places, None, faults)
    at, length = (*keys, "changes"), len(split_path(comparison.item))
    inside = {path: path[length:] for path in map(split_path, changes)}
    spots = {path: change_spot(places, at, dotted(own)) for path, own in inside.items()}
    moved = places.changed(spots, {path: (*at, *own) for path, own in inside.items()})
    return Changed(comparison.item, keys, moved, changed, [])


def _at_option(places: Places, keys: Keys, item: str, finding: Finding) -> Fault:
    """What an option changes that its item does not have, with the nearest path inside it."""
    at, inside = (*keys, "changes"), finding.place.removeprefix(f"{item}.")
    where = f"{change_spot(places, at, inside)}: {dotted(at)}.{inside}"
    remedy = finding.remedy.replace(f" {item}.", " ")
    if remedy.endswith(" "):
        remedy = "Write a path inside the item, without its id."
    return Fault(where, "the item has nothing at this path", remedy)
