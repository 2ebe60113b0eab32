"""What a golden case asks of a computed plan: rows, sums over the ledger, and textbook measures of the ledger's amounts."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tests.plans import Array, Computed

Asked = Mapping[str, Any]
AS_IT_STANDS = "plan"


@dataclass(frozen=True, eq=False)
class Case:
    """A published or hand-worked case: its plan, runs of the plan with changes, and what they come to."""

    path: Path
    told: Mapping[str, Any]
    ran: dict[str, Computed] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Case:
        return cls(path, tomllib.loads(path.read_text(encoding="utf-8")))

    def run(self, name: str) -> Computed:
        """The plan with the changes of one run, or of several joined by `+`."""
        if name not in self.ran:
            changes: dict[str, Any] = {}
            for part in name.split("+"):
                changes |= {} if part == AS_IT_STANDS else self.told["runs"][part]
            self.ran[name] = Computed.of(self.told["plan"], changes)
        return self.ran[name]

    def runs_of(self, asked: Asked) -> list[Computed]:
        return [self.run(name) for name in asked.get("runs", [asked.get("run", AS_IT_STANDS)])]

    def reading(self, asked: Asked) -> Array:
        """What the case comes to, in the shape of its expected values."""
        found: Array = np.asarray(MEASURES[asked.get("measure", "amount")](self, asked), dtype=float)
        return found

    def expected(self, asked: Asked) -> Array:
        if "every_year" in asked:
            return np.full(len(self.run(AS_IT_STANDS).years), float(asked["every_year"]))
        return np.array(asked["values"], dtype=float)


def _amount(run: Computed, asked: Asked) -> Array:
    """A row or the ledger's lines with some tags, in the years asked for, or their total."""
    series = run.row(asked["row"]) if "row" in asked else run.posted(**asked["ledger"])
    if "years" in asked:
        series = series[[run.years.index(year) for year in asked["years"]]]
    return np.array([series.sum()]) if asked.get("total") else series


def amount(case: Case, asked: Asked) -> Array:
    return _amount(case.runs_of(asked)[0], asked)


def less(case: Case, asked: Asked) -> Array:
    """By how much the second run costs less than the first."""
    first, second = case.runs_of(asked)
    return _amount(first, asked) - _amount(second, asked)


def less_share(case: Case, asked: Asked) -> Array:
    return less(case, asked) / _amount(case.runs_of(asked)[0], asked)


def share_of(case: Case, asked: Asked) -> Array:
    run = case.runs_of(asked)[0]
    whole = {key: value for key, value in asked.items() if key not in ("row", "ledger")} | {"row": asked["of_row"]}
    return _amount(run, asked) / _amount(run, whole)


def implied_devices(case: Case, asked: Asked) -> Array:
    """How many devices a published saving stands for, at the saving for each that the two runs show."""
    each = less(case, asked) / case.runs_of(asked)[0].row(asked["devices"])
    return float(asked["published"]) / each


def present_value_to_date(case: Case, asked: Asked) -> Array:
    """What the ledger's lines come to by the end of each year, discounted to the plan's start, each paid at its year's start."""
    run = case.runs_of(asked)[0]
    rate = float(run.row("economics.discount_rate")[0])
    return np.asarray((_amount(run, asked) / (1 + rate) ** np.arange(len(run.years))).cumsum())


def equivalent_annual_cost(case: Case, asked: Asked) -> list[float]:
    """For each run, per device bought: the level yearly amount over its life with the same present value as the ledger's.

    Purchase and resale fall at the start of their fiscal year, running costs at its end. Source: A/P(i, n) = i / (1 - (1 + i)^-n).
    """
    return [_equivalent(run, asked["devices"]) for run in case.runs_of(asked)]


def _equivalent(run: Computed, fleet: str) -> float:
    rate = float(run.row("economics.discount_rate")[0])
    life = float(run.row(f"{fleet}.life")[0])
    at_start = 1 / (1 + rate) ** np.arange(len(run.years))
    running = run.posted(budgeted="yes", phase="support") + run.posted(budgeted="yes", phase="operate")
    present = ((run.posted(budgeted="yes", phase="acquire") + run.posted(phase="retire")) * at_start).sum()
    present += (running * at_start / (1 + rate)).sum()
    return float(present * rate / (1 - (1 + rate) ** -life) / run.row(f"{fleet}.bought").sum())


def cheapest_life(case: Case, asked: Asked) -> list[float]:
    """The life of least equivalent annual cost among the runs, and that cost."""
    costs = equivalent_annual_cost(case, asked)
    least = int(np.argmin(costs))
    return [float(case.runs_of(asked)[least].row(f"{asked['devices']}.life")[0]), costs[least]]


MEASURES: Mapping[str, Callable[[Case, Asked], Any]] = {
    measure.__name__: measure
    for measure in (
        amount,
        less,
        less_share,
        share_of,
        implied_devices,
        equivalent_annual_cost,
        cheapest_life,
        present_value_to_date,
    )
}
