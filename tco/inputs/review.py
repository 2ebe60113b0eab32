"""A plan as it is checked whole: its form, what was typed, where, and the findings so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tco.errors import Advice, Fault, Finding
from tco.inputs.given import Form
from tco.inputs.paths import Figure, figures_in, forms_in, hint, value_at
from tco.inputs.places import Keys, Places, shown
from tco.inputs.plan import PlanForm


@dataclass
class Review:
    """One reading of a whole plan. `raw` may hold items that the form had to leave out; their names still count."""

    form: PlanForm
    raw: Mapping[str, Any]
    places: Places
    findings: list[Finding] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    forms: list[tuple[Keys, Form]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.figures = list(figures_in(self.form))
        self.forms = list(forms_in(self.form))

    @property
    def first_year(self) -> int:
        return self.form.calendar.first_year

    @property
    def last_year(self) -> int:
        return self.form.calendar.years[-1]

    def fault(self, keys: Keys, found: str, remedy: str) -> None:
        self.findings.append(Fault(self.places.place(keys), found, remedy))

    def advise(self, keys: Keys, found: str, remedy: str) -> None:
        self.findings.append(Advice(self.places.place(keys), found, remedy))

    def ids(self, *tables: Keys) -> list[str]:
        """The ids in one or more tables of the plan, as typed."""
        found = [value_at(self.raw, keys) for keys in tables]
        return [str(id) for table in found if isinstance(table, dict) for id in table]

    def expect(self, keys: Keys, word: str, known: Iterable[str], what: str) -> bool:
        """Whether a name has an owner; a fault with the nearest one where it has none."""
        names = list(known)
        if word in names:
            return True
        self.fault(keys, f"there is no {what} {shown(word)}", hint(word, names))
        return False

    def said(self, keys: Keys) -> bool:
        """Whether the plan says something itself, as opposed to what a form fills in."""
        return value_at(self.raw, keys) is not None


def answer(form: Form, field: str) -> Any:
    """What a form says in a field, or None where it has no such field."""
    return getattr(form, field) if field in type(form).model_fields else None
