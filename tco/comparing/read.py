"""A comparison of a computed plan: its options' rows as numbers, and the answers that are searched for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tco.decide.break_even import BreakEven, Figure, break_evens, implied_rate
from tco.formula.number import Values
from tco.formula.rows import Model, Row
from tco.inputs.comparing import Comparison
from tco.inputs.options import option_form
from tco.inputs.plan import PlanForm

FIGURES = (
    "lease.rate", "rent.rate", "lease.payment", "rent.payment", "price", "licence_price",
    "life", "lease.term", "rent.term", "prepaid.years", "prepaid.discount", "committed.term", "renewal.term",
)  # fmt: skip
"""The figures of an option whose break-even is looked for: rates, prices, life and terms; and the price of a unit's first line."""


@dataclass(frozen=True)
class Options:
    """One case of a comparison. Numbers are of that case; `inputs` are the scenario's, for what is searched for."""

    model: Model
    values: Values
    plan: PlanForm
    id: str
    case: int
    inputs: Mapping[Row, Any]

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        return self.model.by_id()

    @property
    def form(self) -> Comparison:
        return self.plan.comparisons[self.id]

    @property
    def options(self) -> dict[str, str]:
        """Ids and labels of the options, the first one first."""
        return {id: option.label for id, option in self.form.options.items()}

    @property
    def first(self) -> str:
        return next(iter(self.form.options))

    @property
    def others(self) -> list[str]:
        return list(self.form.options)[1:]

    @property
    def item(self) -> str:
        """The item that the options are options on, by its last name."""
        return self.form.item.partition(".")[2]

    def row(self, option: str, name: str) -> Row:
        return self.rows[f"comparisons.{self.id}.{option}.{name}"]

    def has(self, option: str, name: str) -> bool:
        return f"comparisons.{self.id}.{option}.{name}" in self.rows

    def one(self, option: str, name: str) -> float:
        """A figure of an option that is the same in all years."""
        return float(self.values.of(self.row(option, name), self.case)[0, 0])

    def years(self, option: str, name: str) -> list[float]:
        """A row of an option over the study period."""
        return [float(each) for each in self.values.of(self.row(option, name), self.case)[:, 0]][: len(self.labels)]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The fiscal years of the study period."""
        within = self.values.of(self.rows[f"comparisons.{self.id}.within"], self.case)[:, 0]
        return tuple(label for label, inside in zip(self.model.years.labels, within, strict=True) if inside)

    @cached_property
    def sources(self) -> dict[str, str]:
        """Ids and labels of the sources that were asked whether they may pay."""
        found = self.plan.sources.items()
        return {id: source.label for id, source in found if self.has(self.first, f"may_pay.{id}")}

    def figures(self, option: str) -> Iterator[Figure]:
        """The figures of an option that may turn the answer: those that it has."""
        form = option_form(self.plan, self.form, self.form.options[option])
        first = option_form(self.plan, self.form, self.form.options[self.first])
        lines = getattr(form, "price", None)
        own = [line for line, price in lines.items() if not price.stays] if isinstance(lines, Mapping) else []
        priced = [f"price.{line}.price" for line in own[:1]]
        alike = getattr(form, "licence", None) == getattr(first, "licence", None)
        for name in (*FIGURES, *priced):
            row = self.input_of(option, name)
            if row is not None and _is_given(form, name) and row.is_input and row.timeline is None:
                shared = alike and _is_given(first, name) and self.input_of(self.first, name) is row
                now = float(self.values.of(row, self.case)[0, 0])
                ends = (self.row(option, "present_net"), self.row(self.first, "present_net"))
                yield Figure(row, now, *ends, shared=shared, longest=self._longest(option, name))

    def _longest(self, option: str, name: str) -> float | None:
        """How long a term may be at most: no unit is paid for beyond its life."""
        life = self.input_of(option, "life")
        if life is None or name not in ("lease.term", "rent.term"):
            return None
        return float(self.values.of(life, self.case)[0, 0])

    def input_of(self, option: str, name: str) -> Row | None:
        """A figure of an option: its own, or the item's that it shares."""
        places = (f"comparisons.{self.id}.{option}.{self.item}", self.form.item)
        return next((self.rows[f"{place}.{name}"] for place in places if f"{place}.{name}" in self.rows), None)

    @cached_property
    def break_evens(self) -> dict[str, list[BreakEven]]:
        """By option, for each of its figures the value at which it costs as much as the first; not of figures that turn nothing."""
        figures = [(option, figure) for option in self.others for figure in self.figures(option)]
        found = break_evens(self.model, [figure for _, figure in figures], inputs=self.inputs)
        answers: dict[str, list[BreakEven]] = {option: [] for option in self.others}
        for (option, _), answer in zip(figures, found, strict=True):
            answers[option].append(answer)
        return answers

    @cached_property
    def implied_rates(self) -> dict[str, float | None]:
        """By option, the yearly rate that its flows pay or earn against the first one's [share]; None where there is none."""
        before = float(self.values.of(self.rows["economics.flow_timing"], self.case)[0, 0])
        return {
            option: implied_rate(
                flows=self.years(option, "shift_cost"),
                end=self.one(option, "end_value") - self.one(self.first, "end_value"),
                before=before,
            )
            for option in self.others
        }


def _is_given(form: object, name: str) -> bool:
    """Whether a form has this figure: `lease.rate` of a fleet that is leased."""
    found: object = form
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
    return found is not None
