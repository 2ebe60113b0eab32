"""Plans as a test has them: tables as a plan file gives them, read, built and computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tco.cases import Cases, scenario_cases
from tco.formula.number import Values, evaluate, raise_on_failure
from tco.inputs.changes import with_changes
from tco.inputs.load import Loaded, read_raw
from tco.inputs.places import Places
from tco.ledger import ledger_table
from tco.rolling import rolled_raw
from tco.views import find_block

Array = NDArray[np.float64]
Raw = Mapping[str, Any]
NOWHERE = Places("plan.toml")


@dataclass(frozen=True, eq=False)
class Computed:
    """A plan that was read and computed in all its scenarios, seen in one of them."""

    loaded: Loaded
    cases: Cases
    values: Values
    case: int = 0

    @classmethod
    def of(cls, raw: Raw, changes: Raw | None = None) -> Computed:
        """Read, build and compute a plan from its tables, with some of them changed by path. Raises PlanError, RunError."""
        loaded = read_raw(with_changes(raw, changes or {}), NOWHERE)
        cases = scenario_cases(loaded)
        values = evaluate(cases.model, cases.inputs, cases=len(cases.names))
        raise_on_failure(cases.model, values)
        return cls(loaded, cases, values)

    def rolled(self) -> Computed:
        """The same plan one year on."""
        return Computed.of(rolled_raw(self.loaded, self.cases.model, self.values))

    def scenario(self, name: str) -> Computed:
        return Computed(self.loaded, self.cases, self.values, self.cases.number_of(name))

    @property
    def years(self) -> tuple[int, ...]:
        return self.cases.model.years.years

    @cached_property
    def ledger(self) -> pd.DataFrame:
        return ledger_table(self.cases.model, self.values, self.case)

    def row(self, id: str) -> Array:
        """A row over the periods of its timeline; a constant has one."""
        return self.values.of(self.cases.model.by_id()[id], self.case)[:, 0]

    def posted(self, **tags: str) -> Array:
        """What the ledger's lines with these tags come to in each fiscal year."""
        lines = self.ledger
        for tag, value in tags.items():
            lines = lines[lines[tag] == value]
        by_year = lines.groupby("fiscal_year")["amount"].sum()
        return np.array([by_year.get(year, 0.0) for year in self.years])


def plan_block(plan: Computed, block_id: str) -> list[str]:
    """The names of the rows of one block."""
    rows = find_block(plan.cases.model, block_id).rows
    return [row.id.removeprefix(f"{block_id}.") for row in rows]
