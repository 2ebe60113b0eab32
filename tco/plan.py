"""The ways in: load a plan, run it, vary it, draw its uncertain inputs, roll it forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tco.build import build
from tco.cases import Cases, scenario_cases
from tco.decide.fleet_figures import FleetFigures, fleet_figures
from tco.decide.fleets import FleetLife, FleetRepairs, life_of_fleet, repairs_of_fleet
from tco.errors import Fault, Finding, PlanError
from tco.formula.explain import Step
from tco.formula.number import Values, evaluate, raise_on_failure
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
