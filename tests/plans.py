"""Plans as a test has them: tables as a plan file gives them, read, built and computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tco.formula.rows import Model, Row
from tco.inputs.changes import with_changes
from tco.inputs.load import read_raw
from tco.inputs.places import Places
from tco.plan import Plan
from tco.result import Result
from tco.views import find_block

Array = NDArray[np.float64]
Raw = Mapping[str, Any]
NOWHERE = Places("plan.toml")


def plan_of(raw: Raw, changes: Raw | None = None) -> Plan:
    """A plan from its tables, with some of them changed by path. Raises PlanError where it has faults."""
    return Plan(read_raw(with_changes(raw, changes or {}), NOWHERE))


@dataclass(frozen=True, eq=False)
class Computed:
    """A computed plan: its rows by id over the years, and its ledger by tags."""

    result: Result

    @classmethod
    def of(cls, raw: Raw, changes: Raw | None = None) -> Computed:
        """Read, build and compute a plan. Raises PlanError, RunError."""
        return cls(plan_of(raw, changes).run())

    def rolled(self) -> Computed:
        """The same plan one year on."""
        return Computed(Plan(self.result.loaded).roll_forward().run())

    def scenario(self, name: str) -> Computed:
        cases = self.result.cases
        return Computed(Result(self.result.loaded, cases, self.result.values, cases.number_of(name)))

    @property
    def model(self) -> Model:
        return self.result.model

    @property
    def years(self) -> tuple[int, ...]:
        return self.model.years.years

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        return self.model.by_id()

    @cached_property
    def ledger(self) -> pd.DataFrame:
        return self.result.ledger

    @cached_property
    def postings(self) -> dict[str, Array]:
        """Every posting's amounts by fiscal year, by the id of its row."""
        return {posting.row.id: self.row(posting.row.id) for posting in self.model.postings}

    def row(self, id: str) -> Array:
        """A row over the periods of its timeline; a constant has one."""
        return self.records(id)[:, 0]

    def records(self, id: str) -> Array:
        """A row of a table: periods by records."""
        return self.result.values.of(self.rows[id], self.result.case)

    def posted(self, **tags: str) -> Array:
        """What the ledger's lines with these tags come to in each fiscal year."""
        lines = self.ledger
        for tag, value in tags.items():
            lines = lines[lines[tag] == value]
        by_year = lines.groupby("fiscal_year")["amount"].sum()
        return np.array([by_year.get(year, 0.0) for year in self.years])

    def rows_of(self, block_id: str) -> list[str]:
        """The names of the rows of one block."""
        return [row.id.removeprefix(f"{block_id}.") for row in find_block(self.model, block_id).rows]
