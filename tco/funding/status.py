"""How sure the cover is: what of it is paid by sources that are awarded, filed or only planned."""

from __future__ import annotations

from collections.abc import Sequence

from tco.formula.expression import one_each, sum_where
from tco.formula.rows import Block, Row
from tco.funding.waterfall import Paid, Payer
from tco.inputs.funding import STATUSES

IN_WORDS = {"awarded": "that are awarded", "filed": "filed for, not awarded yet", "planned": "only planned"}


def status_rows(block: Block, payers: Sequence[Payer], paid: Paid) -> None:
    """What sources of each status pay in each year; what comes back to the district is as sure as what is awarded."""
    table = paid.order
    codes = [payer.block.made("status") if payer.block.has("status") else 1 for payer in payers]
    status = table.column("status", f"Status ({', '.join(STATUSES)})", "index", formula=one_each(table, codes))
    pays = one_each(table, [paid.paid[payer.block.name] for payer in payers])
    each = block.row("paid", "Paid by each source", "usd", pays, table=table)
    for code, name in enumerate(STATUSES, start=1):
        _status_row(block, name, code, each, status)


def _status_row(block: Block, name: str, code: int, each: Row, status: Row) -> None:
    row = block.announce(name, f"Paid by sources {IN_WORDS[name]}", "usd")
    number = block.number_beside(f"{name}_number", "Number of the status", "index", code, row)
    block.define(row, sum_where(each, status, number))
