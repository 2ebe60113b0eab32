"""How an item's amounts enter the ledger: their tags, and the split where a figure decides between capital and operating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tco.formula.rows import Block, Row
from tco.formula.when import When
from tco.inputs.delivery import month_of
from tco.inputs.devices import Tags
from tco.model.ground import Ground

Phase = Literal["acquire", "deploy", "operate", "support", "retire"]
Kind = Literal["capital", "operating", "debt_service", "proceeds"]
Recurrence = Literal["one_time", "recurring", "at_risk"]


@dataclass(frozen=True)
class Item:
    """One item of the plan: its rows and the tags that all its postings share."""

    ground: Ground
    block: Block
    category: str
    tags: Tags

    @property
    def in_its_month(self) -> bool | None:
        """Whether what runs through the year comes once all the same: the plan says in which month it is billed."""
        return True if self.tags.month is not None else None

    def post(  # noqa: PLR0913 - one argument for each tag that a posting may set
        self,
        amount: Row,
        phase: Phase,
        kind: Kind = "operating",
        recurrence: Recurrence = "recurring",
        *,
        once: bool | None = None,
        category: str = "",
        budgeted: Literal["yes", "no", "memo"] = "yes",
        investment: bool = False,
        base: bool = True,
    ) -> None:
        """Enter an amount in the ledger.

        `budgeted` is no for what costs no cash (users' own time) and memo for a share of an earlier purchase, which only
        annualised cost counts. An `investment` is a payment that annualised cost replaces by such shares. Contingency is a
        share of what is `base`: planned costs, not contingency itself and not money that comes back or is freed. `once` says
        whether it comes in one month; unless said, what is bought, set up or got rid of does, and what is worked or used
        does not.
        """
        if once is None:
            bought = phase in ("acquire", "deploy", "retire") or recurrence == "one_time"
            once = bought and kind != "debt_service" and (category or self.category) != "labor"
        self.ground.model.post(
            amount,
            self._when(once),
            item=self.block.id,
            category=category or self.category,
            phase=phase,
            kind=kind,
            recurrence=recurrence,
            budgeted=budgeted,
            investment="yes" if investment else "no",
            base="yes" if base else "no",
            purpose=self.tags.purpose,
            initiative=self.tags.initiative,
            program=self.tags.program,
        )

    def _when(self, once: bool) -> When:
        """In which month of the fiscal year it falls due, or that it runs through all of them."""
        if not once:
            return When(after=self.tags.paid_after)
        month = (self.month - self.ground.plan.calendar.start_month) % 12 + 1
        return When(month, month, self.tags.committed_before, self.tags.paid_after, once=True)

    @property
    def month(self) -> int:
        """The calendar month of what comes once."""
        section, _, id = self.block.stands_for.partition(".")
        return self.tags.month or month_of(self.ground.plan, section, id)

    @property
    def begins(self) -> int:
        """The month of the fiscal year in which it falls, 1 the first."""
        return (self.month - self.ground.plan.calendar.start_month) % 12 + 1

    def post_purchase(self, spent: Row, unit_price: Row, recurrence: Recurrence = "recurring", *, of: str = "") -> None:
        """Enter a purchase of units: capital where a unit costs the district's threshold or more, else operating.

        `of` begins the names of its rows where the item has another purchase.
        """
        threshold = self.ground.economy.capital_threshold
        if threshold is None:
            self.post(spent, "acquire", "operating", recurrence, investment=True)
            return
        flag = self.block.row(f"{of}is_capital", "A unit is capital", "flag", unit_price >= threshold)
        capital = self.block.row(f"{of}spent_capital", f"{spent.label}, capital", "usd", spent * flag)
        operating = self.block.row(f"{of}spent_operating", f"{spent.label}, operating", "usd", spent - capital)
        self.post(capital, "acquire", "capital", recurrence, investment=True)
        self.post(operating, "acquire", "operating", recurrence, investment=True)

    def post_proceeds(self, deduction: Row) -> None:
        """Enter money that comes back, as a deduction from cost."""
        self.post(deduction, "retire", "proceeds", base=False)
