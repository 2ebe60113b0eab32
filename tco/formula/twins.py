"""A thing built a second time beside the first: its tables read the first one's inputs record by record, unless they are its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tco.formula.expression import Expression, operate
from tco.formula.rows import Block, Model, Origin, Row, Table
from tco.formula.units import unit

NO_ORIGIN = Origin()


def alike(table: Table, column: Row) -> Expression:
    """A column of another table with as many records, record by record: its cell on the same line, and 0."""
    return replace(operate("add", column, 0), table=table)


def known_values(column: Row) -> tuple[float, ...]:
    """The values of an input column, record by record, whether they are its own or those of the first one that it reads."""
    table = column.table
    if column.values is None and isinstance(table, TwinTable) and table.twin is not None:
        return known_values(table.twin.made(column.id.removeprefix(f"{table.id}.")))
    return column.values or ()


@dataclass(frozen=True, eq=False)
class TwinTable(Table):
    """A table whose inputs are those of `twin`, record by record, but for the paths in `own`, which are its own to type."""

    block: Block | None = None
    twin: Table | None = None

    def column(
        self,
        id: str,
        label: str,
        of: str,
        *,
        values: Iterable[float] | None = None,
        formula: Expression | float | None = None,
        origin: Origin = NO_ORIGIN,
    ) -> Row:
        """Add a column: an input that both share reads the first one's, in the same unit."""
        if values is not None and origin.path and not self._is_own(origin.path):
            if self.twin is not None and self.twin.has(id) and self.twin.made(id).unit == unit(of):
                return super().column(id, label, of, formula=alike(self, self.twin.made(id)))
            origin = NO_ORIGIN
        return super().column(id, label, of, values=values, formula=formula, origin=origin)

    def _is_own(self, path: str) -> bool:
        assert self.block is not None, "made by TwinModel.table"
        inside = path.removeprefix(f"{self.block.id}.")
        return any(f"{own}.".startswith(f"{inside}.") or f"{inside}.".startswith(f"{own}.") for own in self.block.own)


@dataclass(frozen=True, eq=False)
class TwinModel(Model):
    """The model as `block` sees it, which stands beside its twin: what it posts stays apart, its tables share their inputs."""

    block: Block | None = None

    def table(self, id: str, label: str, records: Sequence[str], names: Sequence[str] = ()) -> Table:
        assert self.block is not None and self.block.twin is not None, "made with the block that has a twin"
        wanted = f"{self.block.twin.id}.{id.removeprefix(f'{self.block.id}.')}"
        first = next((each for each in self.tables if each.id == wanted and each.records == tuple(records)), None)
        table = TwinTable(id, label, tuple(records), names=tuple(names), block=self.block, twin=first)
        self.tables.append(table)
        return table
