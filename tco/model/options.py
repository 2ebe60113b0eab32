"""Options on one need: the same item built again for each, its inputs shared but for those that the option changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tco.formula.expression import Expression, sum_rows
from tco.formula.rows import Block, Model, Posting, Row
from tco.formula.twins import TwinModel
from tco.inputs.comparing import Comparison, Option
from tco.inputs.devices import FLEETS
from tco.inputs.given import Form
from tco.inputs.options import option_changes, option_form
from tco.inputs.plan import PlanForm
from tco.model.ground import Ground

Rows = Callable[[Ground, Block, Any], None]


@dataclass(frozen=True)
class Built:
    """An option as it stands in the model: its form, its rows, what it would post, and the ground it stands on."""

    id: str
    option: Option
    form: Form
    block: Block
    postings: Sequence[Posting]
    ground: Ground
    sums: dict[tuple[Row, ...], Row] = field(default_factory=dict)

    def added(self, rows: Sequence[Row]) -> Expression | int:
        """Its rows together [usd]; the sum stands among its own rows, where none has to be named with its sheet."""
        if len(rows) <= 1:
            return rows[0] if rows else 0
        key = tuple(rows)
        if key not in self.sums:
            id = f"added_{len(self.sums) + 1}"
            self.sums[key] = self.block.row(id, f"Added up, {len(rows)} rows", "usd", sum_rows(list(rows)))
        return self.sums[key]


def option_rows(ground: Ground, id: str, comparison: Comparison, rows: Rows) -> list[Built]:
    """Every option of a comparison, built by the function that builds the item. Nothing of it enters the ledger."""
    return [_built(ground, id, comparison, name, option, rows) for name, option in comparison.options.items()]


def _built(ground: Ground, comparison_id: str, comparison: Comparison, name: str, option: Option, rows: Rows) -> Built:
    section, _, item = comparison.item.partition(".")
    sheet = ground.model.sheet("options", "Options")
    form = option_form(ground.plan, comparison, option)
    twin = _block_of(ground.model, comparison.item)
    block = Block(
        f"comparisons.{comparison_id}.{name}.{item}",
        f"{comparison.label}: {option.label}",
        ground.model.years,
        twin=twin,
        own=_own(comparison, option),
    )
    sheet.blocks.append(block)
    registers: dict[str, Any] = {
        name: dict(kept) if isinstance(kept, dict) else []
        for name, kept in vars(ground).items()
        if isinstance(kept, dict | list)
    }
    plan = _alone(ground.plan, section, item, form)
    model = TwinModel(ground.model.years, ground.model.sheets, ground.model.tables, block=block)
    apart = replace(ground, model=model, plan=plan, **registers)
    rows(apart, block, form)
    return Built(name, option, form, block, apart.model.postings, apart)


def _own(comparison: Comparison, option: Option) -> frozenset[str]:
    """The inputs that an option does not share: what it changes, and the way in which it is acquired."""
    changed = {path.removeprefix(f"{comparison.item}.") for path in option_changes(comparison, option)}
    return frozenset(changed | {"acquire", "licence", "pays"})


def _alone(plan: PlanForm, section: str, id: str, form: Form) -> PlanForm:
    """The plan with the option in the item's place; it neither gives to other fleets nor takes from them."""
    changed: dict[str, Any] = {}
    for name in FLEETS:
        fleets = dict(getattr(plan, name))
        for other, fleet in fleets.items():
            if id in fleet.receives:
                kept = {giver: hand for giver, hand in fleet.receives.items() if giver != id}
                fleets[other] = fleet.model_copy(update={"receives": kept})
        changed[name] = fleets
    changed[section] = {**changed.get(section, getattr(plan, section)), id: form}
    return plan.model_copy(update=changed)


def _block_of(model: Model, id: str) -> Block:
    return next(block for sheet in model.sheets for block in sheet.blocks if block.id == id)
