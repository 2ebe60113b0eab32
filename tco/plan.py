"""The ways in: load a plan, run it, vary it, draw its uncertain inputs, roll it forward."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tco.allocation.answer import Comparison, compare
from tco.build import build
from tco.cases import Cases, scenario_cases
from tco.decide.fleet_figures import FleetFigures, fleet_figures
from tco.decide.fleets import FleetLife, FleetRepairs, life_of_fleet, repairs_of_fleet
from tco.errors import Fault, Finding, MissingError, PlanError
from tco.formula.explain import Step
from tco.formula.number import Values, evaluate, raise_on_failure
from tco.funding.problem import WISHES
from tco.funding.program import SECONDS
from tco.inputs.changes import with_changes
from tco.inputs.load import Loaded, read_raw
from tco.inputs.load import load as load_form
from tco.inputs.places import Places, shown
from tco.probe import retirement
from tco.result import Result
from tco.risk.simulation import Simulation, simulate
from tco.rolling import rolled_raw
from tco.shipped import own_or_shipped
from tco.views import explain_in_year
from tco.workbook.read import read_workbook


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """A district's technology plan, read and checked."""

    loaded: Loaded

    @property
    def title(self) -> str:
        return self.loaded.form.title

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The ids of the plan's scenarios; the first, `base`, is the plan as it stands."""
        return self.cases.names

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Advice about the plan as it was read."""
        return self.loaded.advice

    @cached_property
    def cases(self) -> Cases:
        return scenario_cases(self.loaded)

    def run(self, scenario: str | None = None) -> Result:
        """Compute the plan in all its scenarios and show one of them, the base by default.

        Raises MissingError for an unknown scenario, RunError naming row and year where a row has no value.
        """
        chosen, values = self.cases.number_of(scenario), self._values()
        raise_on_failure(self.cases.model, values, self.cases.names)
        return Result(self.loaded, self.cases, values, chosen)

    def explain(self, row: str, year: int, *, scenario: str | None = None) -> Step:
        """Why a row has its value in a fiscal year, or has none where a run stops with a RunError. Print it.

        Raises MissingError when there is no such row, year or scenario.
        """
        return explain_in_year(self.cases.model, self._values(), row, year, self.cases.number_of(scenario))

    def cost_by_life(self, fleet: str, *, scenario: str | None = None) -> FleetLife:
        """What a year of a fleet's device costs at each life [usd/device], by the plan's own figures, and what that means.

        `fleet` is a path such as `devices.students`; the answer has a `table` and a `meaning`, and prints both. Money is in dollars of the
        first year. Raises MissingError when there is no such fleet or scenario.
        """
        return life_of_fleet(self._figures(fleet, scenario))

    def repair_limits(self, fleet: str, *, scenario: str | None = None) -> FleetRepairs:
        """The largest repair worth paying for a fleet's device by the years it has served [usd/incident], and what that means.

        Arguments, dollars and errors as in `cost_by_life`.
        """
        return repairs_of_fleet(self._figures(fleet, scenario))

    def _figures(self, fleet: str, scenario: str | None) -> FleetFigures:
        case = self.cases.number_of(scenario)
        return fleet_figures(self.cases.forms[case], self.cases.model, self._values(), case, fleet, retirement)

    def _values(self) -> Values:
        return evaluate(self.cases.model, self.cases.inputs, cases=len(self.cases.names))

    def simulate(self, draws: int, seed: int, *, scenario: str | None = None) -> Simulation:
        """Draw every input that has a low and a high; the same seed gives the same draws in every scenario."""
        form = self.cases.forms[self.cases.number_of(scenario)]
        return simulate(build(form), draws=draws, seed=seed)

    def with_changes(self, changes: Mapping[str, Any]) -> Plan:
        """The same plan with figures or fields changed by path, such as `{"devices.students.life": 5}`.

        Raises PlanError where the changed plan has faults.
        """
        return Plan(read_raw(with_changes(self.loaded.raw, changes), self.loaded.places, self.loaded.path))

    def allocate(self, *, wishes: Sequence[str] = (), seconds: float = SECONDS) -> Allocated:
        """Plan which source pays how much of which cost, best in the district's wishes one after the other, in the base.

        `wishes` are in the order of their weight, such as `["recurring_on_one_time", "gap"]`; unless given, they are the plan's own. The
        answer has the `plan` with the payments planned, and the `comparison` with the waterfall. `seconds` limit the search for
        cost lines that stay with one source.

        Raises MissingError where there is nothing to allocate or no such wish, RunError where a row has no value.
        """
        bare = self._without_planned()
        order = tuple(wishes) or bare.loaded.form.funding.wishes
        if not set(order) <= set(WISHES) or len(set(order)) < len(order):
            raise MissingError(f"wishes: expected each of {', '.join(WISHES)} at most once, found {', '.join(order)}")
        found = compare(bare.loaded.form, wishes=order, seconds=seconds)
        planned = {
            f"sources.{source}.planned": {line: {"by_year": amounts} for line, amounts in lines.items()}
            for source, lines in found.planned.items()
        }
        changes = {**planned, "funding.planned_gap": {"by_year": found.gap}, "funding.follow_plan": "yes"}
        return Allocated(bare.with_changes(changes), found)

    def _without_planned(self) -> Plan:
        """The plan as it stands without planned payments: all sources pay by the waterfall."""
        raw = copy.deepcopy(self.loaded.raw)
        for source in raw.get("sources", {}).values():
            source.pop("planned", None)
        raw.get("funding", {}).pop("planned_gap", None)
        return Plan(read_raw(raw, self.loaded.places, self.loaded.path))

    def roll_forward(self) -> Plan:
        """The plan one year on: what stands at the end of the first year in the base becomes the opening of the next.

        Raises PlanError for a plan of one year, RunError where a row has no value.
        """
        values = evaluate(self.cases.model)
        raise_on_failure(self.cases.model, values)
        return Plan(read_raw(rolled_raw(self.loaded, self.cases.model, values), self.loaded.places, self.loaded.path))

    def __repr__(self) -> str:
        return f"<tco.Plan {self.title!r}, scenarios {', '.join(self.scenarios)}>"

    def _repr_html_(self) -> str:
        return self.run()._repr_html_()


@dataclass(frozen=True, eq=False, repr=False)
class Allocated:
    """A plan with planned payments, and how they compare with the waterfall."""

    plan: Plan
    comparison: Comparison

    def __repr__(self) -> str:
        return repr(self.comparison)

    def _repr_html_(self) -> str:
        return self.comparison._repr_html_()


def load(path: str | Path) -> Plan:
    """Read a plan file (TOML) or a filled input workbook (.xlsx) and check it; or a district that comes with tco, by its name.

    Raises PlanError with every fault found, each with its place and what to do.
    """
    path = own_or_shipped(path)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        return Plan(read_workbook(path))
    return Plan(load_form(path))


def plan_of(raw: Mapping[str, Any]) -> Plan:
    """A plan from Python data: the tables of a plan file as dictionaries, such as `tomllib.loads` gives them.

    Tables that stand in CSV files must be read already. Raises PlanError with every fault found, each with its path.
    """
    _check_is_data(raw)
    return Plan(read_raw(dict(raw), Places("plan")))


def _check_is_data(raw: object) -> None:
    if not isinstance(raw, Mapping):
        remedy = "Give the plan's tables as a dictionary, or read a plan file with tco.load."
        raise PlanError([Fault("plan", f"expected a plan's tables, found {shown(raw)}", remedy)])
