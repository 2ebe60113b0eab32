"""The comparisons of a model as the workbook finds them: a need, what its options share, and a block for each option."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tco.formula.rows import Block, Model

SHEET = "comparisons"


@dataclass(frozen=True)
class Need:
    """One comparison: its id and label, the block of what all options share, and each option's own."""

    id: str
    label: str
    shared: Block
    options: Sequence[Block]


def needs_of(model: Model) -> list[Need]:
    """Every comparison of a model, its options in their order."""
    blocks = [block for sheet in model.sheets if sheet.id == SHEET for block in sheet.blocks]
    return [
        Need(
            block.name,
            block.label,
            block,
            [each for each in blocks if each.id.rpartition(".")[0] == block.id],
        )
        for block in blocks
        if block.id.count(".") == 1
    ]
