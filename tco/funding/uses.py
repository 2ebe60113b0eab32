"""Rules of use as they are read: whether a source may pay a cost, by the cost's tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tco.inputs.funding import Source, Use

TAG_OF = {
    "kinds": "kind",
    "categories": "category",
    "phases": "phase",
    "purposes": "purpose",
    "initiatives": "initiative",
    "programs": "program",
    "recurrences": "recurrence",
}


def may_pay(source: Source, tags: Mapping[str, str]) -> bool:
    """Whether a cost with these tags is among what a source may pay, which is all where it has no rules of use."""
    return not source.uses or bool(use_of(source, tags))


def use_of(source: Source, tags: Mapping[str, str]) -> str:
    """The first use of a source that a cost with these tags fits, by its id; none where it fits none."""
    return next((name for name, use in source.uses.items() if fits(use, tags)), "")


def fits(use: Use, tags: Mapping[str, str]) -> bool:
    """Whether a cost with these tags is among what a use names."""
    for field, tag in TAG_OF.items():
        named = getattr(use, field)
        if named and tags[tag] not in named:
            return False
    return not use.items or is_of(tags["item"], use.items)


def is_of(item: str, items: Sequence[str]) -> bool:
    """Whether an item is among those named, or of a section that is."""
    return item in items or item.split(".", 1)[0] in items
