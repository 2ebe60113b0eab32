"""What a plan comes to over many draws, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tco.errors import MissingError, RunError
from tco.formula.number import evaluate
from tco.formula.rows import Model
from tco.risk.draws import draw_inputs, uncertain_rows

Array = NDArray[np.float64]
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
KEPT = ("by_category.total", "measures.per_student", "measures.cumulative", "annualised.tco", "funding.gap")


@dataclass(frozen=True, eq=False)
class Simulation:
    """Draws of a plan: for each kept row an array of shape [years, draws that could be computed]."""

    years: tuple[int, ...]
    draws: int
    seed: int
    rows: dict[str, Array]
    labels: dict[str, str]
    uncertain: tuple[str, ...]
    failed: tuple[int, ...]

    def percentiles(self, row: str = "by_category.total", levels: Sequence[float] = PERCENTILES) -> Array:
        """Percentiles of a row, shape [years, levels]. Raises MissingError naming the rows that were kept."""
        if row not in self.rows:
            raise MissingError(f"row {row!r}: the simulation did not keep it. Kept are {', '.join(self.rows)}.")
        return np.percentile(self.rows[row], list(levels), axis=1).T

    def table(self, row: str = "by_category.total") -> pd.DataFrame:
        """Percentiles and mean of a row by fiscal year, in the row's unit. Raises MissingError naming the rows that were kept."""
        levels = [f"p{level}" for level in PERCENTILES]
        table = pd.DataFrame(self.percentiles(row), index=pd.Index(self.years, name="fiscal_year"), columns=levels)
        table["mean"] = self.rows[row].mean(axis=1)
        return table

    def _repr_html_(self) -> str:
        head = f"<h4>{self.labels['by_category.total']}: {self.draws:,} draws of {len(self.uncertain)} figures, seed {self.seed}</h4>"
        return head + str(self.table().round(0).to_html())


def simulate(model: Model, *, draws: int, seed: int, keep: Sequence[str] = ()) -> Simulation:
    """Run a plan over draws of its uncertain inputs. Draws in which a kept row has no value are set aside and counted.

    Raises RunError when no draw can be computed, ValueError for fewer than one draw or a seed below 0.
    """
    if draws < 1:
        raise ValueError(f"draws: expected 1 or more, found {draws}")
    if seed < 0:
        raise ValueError(f"seed: expected 0 or more, found {seed}")
    known = model.by_id()
    kept = {id: known[id] for id in (*KEPT, *keep) if id in known}
    values = evaluate(model, draw_inputs(model, draws=draws, seed=seed), cases=draws, keep=kept.values())
    arrays = {id: np.broadcast_to(values[row][:, 0, :], (len(model.years), draws)) for id, row in kept.items()}
    good = np.all([np.isfinite(array).all(axis=0) for array in arrays.values()], axis=0)
    if not good.any():
        raise RunError("no draw could be computed; run the plan as it stands to see which row has no value")
    return Simulation(
        model.years.years,
        draws,
        seed,
        {id: array[:, good] for id, array in arrays.items()},
        {id: row.label for id, row in kept.items()},
        tuple(row.id for row in uncertain_rows(model)),
        tuple(int(number) for number in np.flatnonzero(~good)),
    )
