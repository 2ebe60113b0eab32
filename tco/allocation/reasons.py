"""Why a cost is paid by what it is paid by, and why one is not paid, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tco.funding.problem import CostLine, Payer, Payments, Problem

NAMED = 3  # sources that a sentence names; the rest are counted


@dataclass(frozen=True)
class Reasons:
    """A problem with its payments and the names that people know its lines, sources and years by."""

    problem: Problem
    payments: Payments
    labels: Mapping[str, str]
    years: Sequence[int]

    @cached_property
    def of_pair(self) -> dict[tuple[str, str], dict[int, int]]:
        """Payments [cents] by year for each source and line that it pays."""
        found: dict[tuple[str, str], dict[int, int]] = {}
        for (source, line, year), cents in self.payments.items():
            found.setdefault((source, line), {})[year] = cents
        return found

    def payers_of(self, line: CostLine) -> list[tuple[Payer, dict[int, int]]]:
        """Who pays of a line, as the plan lists them, with what [cents] in which years."""
        found = ((payer, self.of_pair.get((payer.id, line.id))) for payer in self.problem.payers)
        return [(payer, by_year) for payer, by_year in found if by_year]

    def why_paid(self, payer: Payer, line: CostLine) -> str:
        """Why a source pays a line in the years in which it does."""
        years = sorted(self.of_pair[payer.id, line.id])
        rivals = [one for one in self.problem.payers if one.id != payer.id and may_pay(one, line, years)]
        if all(payer.most[line.id][year] < line.cost[year] for year in years):
            return "pays its share of the cost, by its rules"
        if not rivals:
            return "the only source that may pay it"
        return self._by_kind(payer, line, rivals) or self._by_money(payer, line, years, rivals)

    def _by_kind(self, payer: Payer, line: CostLine, rivals: Sequence[Payer]) -> str:
        """Reasons of one-time and lasting money."""
        years = sorted(self.of_pair[payer.id, line.id])
        ending = [
            one
            for one in rivals
            if one.is_cliff_of(line) and sum(may_pay(one, line, [year]) for year in years) * 2 >= len(years)
        ]
        if payer.one_time and not line.recurring:
            return "one-time money for a one-time cost"
        if payer.is_cliff_of(line):
            return "one-time money, for no lasting money is left for it: not covered once that ends"
        if ending and not payer.one_time:
            return f"it comes again, so that it is kept off one-time money ({self.labels[ending[0].id]})"
        return ""

    def _by_money(self, payer: Payer, line: CostLine, years: Sequence[int], rivals: Sequence[Payer]) -> str:
        """Reasons of money that would be lost, is kept for last, or may pay little else."""
        lost = [pot.last for pot in payer.pots if payer.loses(pot) and any(pot.pays(line, year) for year in years)]
        if lost:
            until = f"FY{self.years[min(lost)]}"
            return (
                f"its money lapses in {until} if it is not used"
                if len(set(lost)) == 1
                else "its money lapses if it is not used"
            )
        if payer.unrestricted:
            return "unrestricted money, for restricted money does not reach it"
        lasting = [one for one in rivals if not one.one_time]
        free = next((one for one in lasting if one.unrestricted), None)
        if free is not None:
            return f"spares unrestricted money ({self.labels[free.id]})"
        wider = next((one for one in lasting if len(one.most) > len(payer.most)), None)
        if wider is not None:
            return f"may pay fewer costs than {self.labels[wider.id]}, whose money others need"
        return "has money that no other cost needs more"

    def split_by_dates(self, line: CostLine) -> list[int]:
        """The years in which a line has another source than other parts of its year, for no source may pay them all."""
        parts = {
            other.id
            for other in self.problem.lines
            if other.whole and (other.item or other.id) == (line.item or line.id)
        }
        years = []
        for year in self._forced.get(line.id, ()):
            sources = {source for source, id, at in self.payments if id in parts and at == year}
            if len(sources) > 1:
                years.append(year)
        return sorted(years)

    @cached_property
    def _forced(self) -> dict[str, set[int]]:
        """The years in which no source may pay all parts of what is to stay whole, by line."""
        found: dict[str, set[int]] = {}
        for cost in self.problem.whole_costs():
            for at in {line for own in cost.lines.values() for line in own} if cost.by_dates else ():
                found.setdefault(self.problem.lines[at].id, set()).add(cost.year)
        return found

    def why_open(self, line: CostLine, years: Sequence[int]) -> str:
        """Why a cost, or a part of it, is not covered in some years."""
        able = [payer for payer in self.problem.payers if may_pay(payer, line, years)]
        if not able:
            allowed = any(
                payer.most.get(line.id, [0] * self.problem.years)[year]
                for payer in self.problem.payers
                for year in years
            )
            return "no source that may pay it has money then" if allowed else "no source may pay it"
        names = ", ".join(self.labels[payer.id] for payer in able[:NAMED])
        names += f" and {len(able) - NAMED} more" if len(able) > NAMED else ""
        if all(payer.most[line.id][year] < line.cost[year] for payer in able for year in years):
            return f"those that may pay a share of it do so, and nobody the rest ({names})"
        return f"what may pay it is used for other costs, or kept for wishes that come first ({names})"

    def open_by_year(self, line: CostLine) -> dict[int, int]:
        """What of a line is not covered [cents], in the years in which it is not."""
        paying = [by_year for _, by_year in self.payers_of(line)]
        left = {year: cost - sum(paid.get(year, 0) for paid in paying) for year, cost in enumerate(line.cost)}
        return {year: cents for year, cents in left.items() if cents > 0}


def may_pay(payer: Payer, line: CostLine, years: Sequence[int]) -> bool:
    """Whether a source may pay of a line in one of some years, and has a pot open for it."""
    most = payer.most.get(line.id)
    return most is not None and any(
        most[year] > 0 and any(pot.pays(line, year) and pot.amount != 0 for pot in payer.pots) for year in years
    )
