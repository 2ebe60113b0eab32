"""Options on one need, side by side: what a person asks of a comparison."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tco.comparing import tables
from tco.comparing.read import Options
from tco.comparing.words import paragraphs
from tco.errors import MissingError
from tco.formula.number import Values
from tco.formula.rows import Model, Row
from tco.inputs.paths import hint
from tco.inputs.places import shown
from tco.inputs.plan import PlanForm

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class OptionsCompared:
    """The options of a comparison in one scenario: tables, and a paragraph that says what they mean.

    Amounts are dollars, options are named by their ids, years are those of the study period.
    """

    options: Options

    @property
    def label(self) -> str:
        return self.options.form.label

    @property
    def measures(self) -> pd.DataFrame:
        """Cost, present value, what is left, equivalent annual cost, per device-year and student, peak, averages; savings."""
        return tables.measures(self.options)

    @property
    def by_year(self) -> pd.DataFrame:
        """Cost by option and kind, in all and in present value [usd], fiscal years as columns."""
        return tables.by_year(self.options)

    @property
    def differences(self) -> pd.DataFrame:
        """What shifts: what each later option costs more than the first, by kind and in all [usd], fiscal years as columns."""
        return tables.differences(self.options)

    @property
    def commitments(self) -> pd.DataFrame:
        """What is owned and owed at each year's end, and what it costs to end all agreements then [usd]."""
        return tables.commitments(self.options)

    @property
    def sources(self) -> pd.DataFrame:
        """What each source could pay of each option by its uses and dates [usd, share], and why."""
        return tables.sources(self.options)

    @property
    def break_evens(self) -> pd.DataFrame:
        """What would change the answer: by option and figure, the value at which it costs as much as the first option."""
        return tables.break_evens(self.options)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What is cheapest and what shifts, when it is paid, who may pay, what one is bound to, what would change the answer."""
        return paragraphs(self.options)

    @property
    def words(self) -> str:
        """The same as one paragraph."""
        return " ".join(self.paragraphs)

    def page(self) -> str:
        """The comparison on one page of a terminal."""
        options, lines = self.options, []
        labels = [label[:19] for label in options.options.values()]
        lines.append(f"{self.label:<48}" + "".join(f"{label:>20}" for label in labels))
        table = self.measures
        for (name, label, unit), numbers in zip(table.index, table.to_numpy().tolist(), strict=True):
            shown = "".join(f"{_number(name, unit, number):>20}" for number in numbers)
            lines.append(f"  {label[:45]:<46}{shown}")
        return "\n".join([*lines, "", "\n\n".join(self.paragraphs)])

    def __repr__(self) -> str:
        return self.page()

    def _repr_html_(self) -> str:
        shown = self.measures.map(lambda number: f"{number:,.2f}").replace("nan", "n/a")
        return f"<h4>{_escaped(self.label)}</h4>{shown.to_html()}<p>{_escaped(self.words)}</p>"


def compared(
    model: Model, values: Values, plan: PlanForm, id: str, case: int, inputs: Mapping[Row, Any]
) -> OptionsCompared:
    """A comparison by its id, in one of the scenarios. Raises MissingError naming those that there are."""
    if id not in plan.comparisons:
        raise MissingError(
            f"comparison {shown(id)}: the plan has none of this name. {hint(id, plan.comparisons, 'comparisons')}"
        )
    own = {row: array[:, :, min(case, array.shape[2] - 1) :][:, :, :1] for row, array in inputs.items()}
    return OptionsCompared(Options(model, values, plan, id, case, own))


def read_outs(found: Sequence[OptionsCompared]) -> dict[str, pd.DataFrame]:
    """The tables of comparisons by name: measures, and by year."""
    measured = {f"options_{each.options.id}": each.measures for each in found}
    return measured | {f"options_{each.options.id}_by_year": each.by_year for each in found}


def _number(name: str, unit: str, number: float) -> str:
    """A measure as people write it; n/a where it does not apply."""
    if math.isnan(number):
        return "n/a"
    if name == "peak_year":
        return f"FY{number:.0f}"
    if name == "airr":
        return f"{100 * number:.1f} %"
    return f"{number:,.0f}" if unit == "usd" else f"{number:,.2f}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
