"""The order in which rows can be computed, found from what each reads.

Rows that need each other only through `Prior` form a group that goes period by period; every other row is computed for all its
periods at once. Rows that need each other within one period form a circle, and the error names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tco.errors import CircleError
from tco.formula.expression import Expression, Operation, rows_in
from tco.formula.operators import YEARS
from tco.formula.rows import Model, Row

Reads = dict[Row, set[str]]


@dataclass(frozen=True)
class Group:
    """Rows computed together: one row for all periods, or several period by period."""

    rows: tuple[Row, ...]
    by_period: bool


def ordered(model: Model) -> list[Group]:
    """All rows of the model in computing order. Raises CircleError naming the rows of a circle."""
    reads = {row: _reads(row, model) for row in model.by_id().values()}
    return [_group(rows, reads) for rows in _components({row: list(found) for row, found in reads.items()})]


def tagged(expression: Expression | None) -> list[Mapping[str, str]]:
    """The tags of every `total_of` in a formula."""
    if not isinstance(expression, Operation):
        return []
    own = [expression.tags] if expression.tags else []
    return own + [tags for operand in expression.operands for tags in tagged(operand)]


def _reads(row: Row, model: Model) -> Reads:
    """What a row reads and how: `now` (same period), `prior`, or `whole` (all periods, or another timeline)."""
    found: Reads = {}
    for read, view in rows_in(row.formula):
        elsewhere = read.timeline is not None and row.timeline is not None and read.timeline is not row.timeline
        how = "whole" if view == YEARS or elsewhere else ("prior" if view == "prior" else "now")
        found.setdefault(read, set()).add(how)
    for read, _ in rows_in(row.opening):
        found.setdefault(read, set()).add("whole")
    for tags in tagged(row.formula):
        for posted in model.posted(tags):
            found.setdefault(posted, set()).add("now")
    return found


def _group(rows: list[Row], reads: Mapping[Row, Reads]) -> Group:
    if len(rows) == 1 and rows[0] not in reads[rows[0]]:
        return Group((rows[0],), by_period=False)
    members = set(rows)
    inner = {row: {read: how for read, how in reads[row].items() if read in members} for row in rows}
    whole = [row for row, found in inner.items() if any("whole" in how for how in found.values())]
    if whole or any(row.timeline is not rows[0].timeline for row in rows):
        raise CircleError(f"these rows need each other's whole course: {_named(rows)}; break the circle with Prior")
    sorter = TopologicalSorter(
        {row: [read for read, how in found.items() if "now" in how] for row, found in inner.items()}
    )
    try:
        return Group(tuple(sorter.static_order()), by_period=True)
    except CycleError as error:
        raise CircleError(
            f"these rows need each other in the same period: {_named(error.args[1])}; break the circle with Prior"
        ) from None


def _popped(stack: list[Row], last: Row) -> list[Row]:
    """The rows on the stack from the one named, taken off it."""
    place = len(stack) - 1
    while stack[place] is not last:
        place -= 1
    found = stack[place:]
    del stack[place:]
    return found


def _named(rows: list[Row]) -> str:
    return ", ".join(f"{row.id} ({row.label})" for row in rows)


def _components(graph: Mapping[Row, list[Row]]) -> list[list[Row]]:
    """Tarjan's strongly connected components, without recursion, dependencies first."""
    index: dict[Row, int] = {}
    low: dict[Row, int] = {}
    stack: list[Row] = []
    on_stack: set[Row] = set()
    components: list[list[Row]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            row, following = work[-1]
            for read in following:
                if read not in index:
                    index[read] = low[read] = len(index)
                    stack.append(read)
                    on_stack.add(read)
                    work.append((read, iter(graph[read])))
                    break
                if read in on_stack:
                    low[row] = min(low[row], index[read])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[row])
                if low[row] == index[row]:
                    components.append(_popped(stack, row))
                    on_stack.difference_update(components[-1])
    return components
