"""The form of an item as an option changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tco.inputs.changes import flat_changes, prepared, with_changes
from tco.inputs.comparing import Comparison, Option
from tco.inputs.devices import Fleet
from tco.inputs.given import Form
from tco.inputs.paths import value_at
from tco.inputs.places import split_path
from tco.inputs.plan import PlanForm
from tco.inputs.software import Software

QUOTES = ("rate", "payment")
"""The two ways to say what a lease costs: the other follows."""

NOTHING_DUE = {"financed": 0.0, "owed": 0.0, "payment": 0.0, "services": 0.0}


def option_changes(comparison: Comparison, option: Option, raw: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What an option changes, by its path in the plan; what the plan's tables `raw` do not have yet is added whole."""
    return dict(flat_changes(option.changes, split_path(comparison.item), raw))


def option_form(plan: PlanForm, comparison: Comparison, option: Option) -> Form:
    """The item as the option changes it. Raises PlanError or ValidationError where it may not be changed so."""
    section, id = split_path(comparison.item)
    item: Form = getattr(plan, section)[id]
    raw = {section: {id: _as_typed(item.model_dump(exclude_unset=True, by_alias=True))}}
    changes = option_changes(comparison, option, raw)
    changed = prepared(with_changes(requoted(raw, comparison.item, changes), changes)[section][id])
    return as_chosen(type(item).model_validate(changed, strict=True))


def requoted(raw: Mapping[str, Any], item: str, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The plan's tables without the rate of the item's lease where an option gives its payment, and the other way about.

    What was begun before the plan is quoted like the lease and goes too: an option never has it.
    """
    given = [name for name in QUOTES if f"{item}.lease.{name}" in changes]
    section, id = split_path(item)
    lease = value_at(raw, (section, id, "lease"))
    if len(given) != 1 or not isinstance(lease, Mapping) or given[0] in lease:
        return raw
    left = {name: value for name, value in lease.items() if name not in (*QUOTES, "begun")}
    return {**raw, section: {**raw[section], id: {**raw[section][id], "lease": left}}}


def _as_typed(value: Any) -> Any:
    """Tables as a plan file has them: every key is text."""
    if isinstance(value, dict):
        return {str(key): _as_typed(entry) for key, entry in value.items()}
    return value


def as_chosen(form: Form) -> Form:
    """An item with the terms of the way that is chosen alone; what was begun before the plan is owed in any case and left out.

    What is rented since then goes back as agreed in any case.
    """
    if isinstance(form, Software):
        return form.model_copy(update=_of_other_ways(form))
    if not isinstance(form, Fleet):
        return form
    left_out: dict[str, Any] = {way: None for way in ("lease", "rent") if way != form.acquire}
    if form.acquire == "lease" and form.lease is not None:
        left_out["lease"] = form.lease.model_copy(update={"begun": {}})
    if form.rent is not None and any(lot.rented for lot in form.lots.values()):
        begun = {year: each.model_copy(update=NOTHING_DUE) for year, each in form.rent.begun.items()}
        left_out["rent"] = form.rent.model_copy(update={"begun": begun})
    return form.model_copy(update=left_out)


def _of_other_ways(product: Software) -> dict[str, Any]:
    """What a product leaves out that is neither subscribed to so nor licensed so."""
    if product.terms:
        return {}
    owns = product.licence == "perpetual"
    left_out: dict[str, Any] = {"price": None} if owns else {"licence_price": None, "life": None}
    if owns or product.pays != "ahead":
        left_out["prepaid"] = None
    if owns or product.pays != "committed":
        left_out["committed"] = None
    elif product.committed is not None:
        left_out["committed"] = product.committed.model_copy(update={"begun": {}})
    return left_out
