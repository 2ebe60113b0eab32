"""Age ladders: what is left of each year's intake as it ages, one row per age.

Each rung is `Prior` of the rung above times the share that goes on, so a reader can follow one intake down the diagonal. There is a
rung for every age that can be reached within the timeline; a flag `age < life` closes the rest, so that life is a live number.
"""

from __future__ import annotations

from collections.abc import Sequence

from tco.formula.expression import Expression, Prior
from tco.formula.rows import Block, Row


def ladder_rows(
    block: Block,
    id: str,
    label: str,
    intake: Row,
    life: Expression,
    *,
    share: Expression | float = 1,
    openings: Sequence[Row] = (),
) -> list[Row]:
    """The rungs of a ladder: those in their 1st, 2nd, ... period, given the `intake` of each period and the `life` in years.

    `share` goes on from one period to the next. `openings` are the rungs' opening positions, youngest first; the unit and the
    periods are the intake's.
    """
    of = str(intake.unit)
    rungs = [block.row(f"{id}_1", f"{label}, year 1", of, intake, opening=openings[0] if openings else None)]
    age: Row | None = None
    for number in range(2, len(block.timeline) + len(openings) + 1):
        age = _age(block, f"{id}_{number}_age", age, rungs[-1])
        opening = openings[number - 1] if number <= len(openings) else None
        goes_on = Prior(rungs[-1]) * share * (age < life)
        rungs.append(block.row(f"{id}_{number}", f"{label}, year {number}", of, goes_on, opening=opening))
    return rungs


def _age(block: Block, id: str, before: Row | None, rung: Row) -> Row:
    """The years that a rung's intake has behind it, in the constant column of the rung that it came from."""
    if before is None:
        return block.number_beside(id, "Years behind it", "year", 1, rung)
    return block.constant(id, "Years behind it", "year", before + 1, beside=rung)
