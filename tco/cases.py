"""Scenarios as cases: one model, and for each scenario the numbers that its inputs take.

A scenario's numbers are read off the model of the changed plan, so that a scenario and an edited file can never differ. The
changed plan must have the same rows: a scenario picks numbers and choices, not what exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tco.build import build
from tco.errors import Fault, MissingError, PlanError
from tco.formula.number import evaluate
from tco.formula.rows import Model, Row
from tco.inputs.devices import FLEETS
from tco.inputs.failure import LEAST_POOL, pool_lines
from tco.inputs.load import Loaded, changed
from tco.inputs.paths import hint
from tco.inputs.places import shown
from tco.inputs.plan import PlanForm

Array = NDArray[np.float64]
BASE = "base"


@dataclass(frozen=True, eq=False)
class Cases:
    """The plan's model and its scenarios, the plan as it stands first. `inputs` holds what differs between them."""

    model: Model
    names: tuple[str, ...]
    labels: tuple[str, ...]
    forms: tuple[PlanForm, ...]
    inputs: Mapping[Row, Array]

    @property
    def plans(self) -> dict[str, PlanForm]:
        """The plan as each scenario changes it, by the scenario's name."""
        return dict(zip(self.names, self.forms, strict=True))

    def idle(self) -> tuple[str, ...]:
        """The scenarios that come to the same inputs as the plan as it stands."""
        return tuple(
            name
            for case, name in enumerate(self.names)
            if case and all((array[..., case] == array[..., 0]).all() for array in self.inputs.values())
        )

    def number_of(self, name: str | None) -> int:
        """The place of a scenario. Raises MissingError naming those that there are."""
        if name is None:
            return 0
        if name not in self.names:
            raise MissingError(
                f"scenario {shown(name)}: the plan has none of this name. {hint(name, self.names, 'scenarios')}"
            )
        return self.names.index(name)


def scenario_cases(loaded: Loaded) -> Cases:
    """The model of a plan with every scenario's inputs. Raises PlanError where a scenario changes what exists."""
    forms = _cut_alike(
        [loaded.form, *(changed(loaded, scenario.changes).form for scenario in loaded.form.scenarios.values())]
    )
    cases = _cases(loaded, forms)
    lines = _lines_of_pools(cases)
    return _cases(loaded, [_with_lines(form, lines) for form in forms]) if lines else cases


def _cut_alike(forms: list[PlanForm]) -> list[PlanForm]:
    """The forms with costs split after the same months, where a source's dates differ between scenarios."""
    own = [frozenset[int]().union(*(source.cut_months for source in form.sources.values())) for form in forms]
    if len(set(own)) == 1:
        return forms
    months = [sorted({*form.funding.cut_months, *frozenset[int]().union(*own)}) for form in forms]
    return [
        form.model_copy(update={"funding": form.funding.model_copy(update={"cut_months": tuple(after)})})
        for form, after in zip(forms, months, strict=True)
    ]


def _cases(loaded: Loaded, forms: Sequence[PlanForm]) -> Cases:
    model, scenarios = build(forms[0]), loaded.form.scenarios
    inputs = [_inputs_of(model, build(form), id) for id, form in zip(scenarios, forms[1:], strict=True)]
    labels = ("As planned", *(scenario.label for scenario in scenarios.values()))
    return Cases(model, (BASE, *scenarios), labels, tuple(forms), _stacked(model, inputs))


def _lines_of_pools(cases: Cases) -> dict[tuple[str, str], int]:
    """How long the tables of spares have to be where the plan does not say it and the least is not enough, in all scenarios alike."""
    rows = cases.model.by_id()
    pools = {
        (section, id): rows[f"{section}.{id}.out_for_repair"]
        for section in FLEETS
        for id, fleet in getattr(cases.forms[0], section).items()
        if fleet.spare_pool is not None and fleet.spare_pool.most is None
    }
    if not pools:
        return {}
    values = evaluate(cases.model, cases.inputs, cases=len(cases.names), keep=pools.values())
    lines = {pool: pool_lines(float(values[row].max())) for pool, row in pools.items()}
    return {pool: number for pool, number in lines.items() if number > LEAST_POOL}


def _with_lines(form: PlanForm, lines: Mapping[tuple[str, str], int]) -> PlanForm:
    """The plan with the tables of spares as long as they have to be."""
    changed = {section: dict(getattr(form, section)) for section in FLEETS}
    for (section, id), number in lines.items():
        fleet = changed[section][id]
        if fleet.spare_pool.most is None:
            pool = fleet.spare_pool.model_copy(update={"most": number})
            changed[section][id] = fleet.model_copy(update={"spare_pool": pool})
    return form.model_copy(update=changed)


def _inputs_of(model: Model, other: Model, scenario: str) -> dict[str, tuple[float, ...]]:
    rows, others = model.by_id(), other.by_id()
    missing = [id for id in (*rows, *others) if id not in rows or id not in others]
    moved = (
        [id for id, row in rows.items() if row.is_input and row.table is not None and row.values != others[id].values]
        if not missing
        else []
    )
    if missing or moved:
        found = f"changes what exists ({(missing or moved)[0]})"
        remedy = "A scenario may change figures, choices and dates that are there; put other changes in a file that extends this one."
        raise PlanError([Fault(f"scenarios.{scenario}", found, remedy)])
    return {id: row.values for id, row in others.items() if row.values is not None}


def _stacked(model: Model, scenarios: list[dict[str, tuple[float, ...]]]) -> dict[Row, Array]:
    """For each input that some scenario changes, its values by period and case."""
    stacked = {}
    for id, row in model.by_id().items():
        if row.values is None or row.table is not None or row.may_be_blank:
            continue
        values = [row.values, *(scenario[id] for scenario in scenarios)]
        if any(other != row.values for other in values):
            stacked[row] = np.array(values).T[:, np.newaxis, :]
    return stacked
