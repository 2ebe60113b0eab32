"""Findings about sources of a computed plan: which may pay nothing, are never reached, or need a match that nobody can pay."""

from __future__ import annotations

from collections.abc import Iterator

from tco.errors import Advice, Finding
from tco.formula.number import Values
from tco.formula.rounding import Array
from tco.formula.rows import Model, Row

HALF_A_CENT = 0.005
NAMED = 3


def check_funding(model: Model, values: Values, case: int = 0) -> list[Finding]:
    """What a district should look at in how its sources are used, in one scenario."""
    rows = model.by_id()
    ids = [id.split(".")[1] for id in rows if id.startswith("sources.") and id.endswith(".closing")]
    if "lines.cost" not in rows or not ids:
        return []
    cost = values.of(rows["lines.cost"], case).sum(axis=0)
    covers = {id: values.of(rows[f"lines.covers_{id}"], case)[0] * cost > HALF_A_CENT for id in ids}
    found = [finding for id in ids for finding in _of_one(values, rows, case, id, covers[id])]
    return found + [finding for id in ids if f"sources.{id}.match" in rows for finding in _unmatched(rows, id, covers)]


def _of_one(values: Values, rows: dict[str, Row], case: int, id: str, may: Array) -> Iterator[Finding]:
    name = f"sources.{id}"
    has = values.of(rows[f"{name}.opening"], case)[0].sum() + values.of(rows[f"{name}.received"], case).sum()
    if f"{name}.came_back" in rows and id != "returned" and has < HALF_A_CENT:
        yield Advice(name, "nothing comes back to it", "Name other items under returned.items, or take it out.")
    elif not may.any():
        remedy = "Look at the names, kinds and tags under its uses; each use narrows by all that it says."
        yield Advice(f"{name}.uses", "it may pay nothing: no cost of the plan fits its uses", remedy)
        return
    lapses = values.of(rows[f"{name}.lapsed"], case).sum()
    if values.of(rows[f"{name}.paid"], case).sum() < HALF_A_CENT < lapses:
        remedy = "Look at its dates and status, or let it pay earlier: give it a lower rank."
        yield Advice(name, f"it is never reached: it pays nothing in any year, and {lapses:,.0f} lapse", remedy)


def _unmatched(rows: dict[str, Row], id: str, covers: dict[str, Array]) -> Iterator[Finding]:
    """Costs of which a source pays but a part, and no other source may pay the rest."""
    alone = [
        bool(own) and not any(covers[other][n] for other in covers if other != id) for n, own in enumerate(covers[id])
    ]
    if any(alone):
        table = rows["lines.cost"].table
        assert table is not None
        names = [name for name, flag in zip(table.record_names(), alone, strict=True) if flag]
        said = "; ".join(names[:NAMED]) + ("; ..." if len(names) > NAMED else "")
        remedy = "Add a source that may pay the match, or widen the uses of one that is there."
        yield Advice(f"sources.{id}.match", f"no other source may pay the match of {len(names)} costs: {said}", remedy)
