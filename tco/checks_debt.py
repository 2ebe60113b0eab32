"""Findings about bonds of a computed plan: debt that outlives what it buys, and proceeds that wait for a later refresh."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tco.errors import Advice, Fault, Finding
from tco.inputs.bonds import Bond
from tco.payments.read import HALF_A_CENT, Waterfall
from tco.rules.shelf import Figure, dates_of, figure

NAMED = 3
WORN_OUT = ("devices", "network", "projects")
"""Sections of items that a bond buys to use them for years; what else it pays is used up."""
GFOA = "GFOA's model of a debt policy rules out debt that lasts longer than what it buys"


@dataclass(frozen=True)
class Bought:
    """What a bond's proceeds pay by item and fiscal year [usd], and how long those of known life serve [year]."""

    paid: Mapping[str, list[float]]
    lives: Mapping[str, float]
    labels: Mapping[str, str]

    @property
    def unknown(self) -> list[str]:
        return [item for item in self.paid if item not in self.lives]

    @property
    def average(self) -> float:
        """How long what is bought serves on average, by what is paid for it [year]."""
        weights = {item: sum(self.paid[item]) for item in self.lives}
        return sum(self.lives[item] * weight for item, weight in weights.items()) / sum(weights.values())


def check_debt(read: Waterfall) -> list[Finding]:
    """What a district should look at in its bonds: their terms against what they buy, and when their proceeds are spent."""
    found: list[Finding] = []
    for id, source in read.plan.sources.items() if read.lines else ():
        if source.bond is not None:
            bought = _bought(read, id)
            found += [*_terms(read, id, source.bond, bought), *_spent(read, id, bought)]
    return found


def _bought(read: Waterfall, id: str) -> Bought:
    paid: dict[str, list[float]] = {}
    pays = read.pays(id)
    for number, line in enumerate(read.lines):
        item, amounts = line.tags["item"], [year[number] for year in pays]
        if (item.partition(".")[0] in WORN_OUT or read.has(f"{item}.life")) and sum(amounts) > HALF_A_CENT:
            before = paid.get(item, [0.0] * len(amounts))
            paid[item] = [one + other for one, other in zip(before, amounts, strict=True)]
    lives = {item: read.one(row) for item in paid for row in (f"{item}.life", f"{item}.planned_life") if read.has(row)}
    return Bought(paid, lives, {item: _label(read, item) for item in paid})


def _label(read: Waterfall, item: str) -> str:
    section, _, id = item.partition(".")
    return str(getattr(read.plan, section)[id].label)


def _terms(read: Waterfall, id: str, bond: Bond, bought: Bought) -> Iterator[Finding]:
    """Debt that outlives what it buys, as the district's policy says, and what that may mean for its tax exemption."""
    term, policy = _term(read, id, bond), read.plan.funding.debt_beyond_life
    place = f"sources.{id}.bond.{'term' if bond.term is not None else 'payments'}"
    longest = max(bought.lives.values(), default=0.0)
    if term <= longest or not (bought.lives or (bought.unknown and policy == "fault")):
        return
    said = f"it is paid back over {term:g} years, and what it buys serves"
    if bought.unknown:
        named = ", ".join(f"{item}.life" for item in bought.unknown[:NAMED])
        known = (
            f"{longest:g} years at most, as far as its life is given"
            if bought.lives
            else "for a life that is not given"
        )
        yield Advice(place, f"{said} {known}", f"Give {named}.")
        return
    name, average = bought.labels[max(bought.lives, key=lambda item: bought.lives[item])], bought.average
    found = f"{said} {longest:g} years at most ({name}), {average:.1f} on average by what it pays"
    remedy = (
        f"Borrow what it pays for by itself, for at most {longest:g} years, or pay for it from other money: {GFOA}."
    )
    yield (Fault if policy == "fault" else Advice)(place, found, remedy)
    yield from _average(read, id, bond, average)


def _term(read: Waterfall, id: str, bond: Bond) -> float:
    """Years from the issue to its last payment."""
    if bond.term is not None:
        return read.one(f"sources.{id}.bond.term")
    due = [
        year
        for year, paid in zip(read.model.years.years, read.years(f"sources.{id}.debt_service"), strict=True)
        if paid
    ]
    return max(due, default=0) - read.one(f"sources.{id}.bond.issued") if due else 0


def _average(read: Waterfall, id: str, bond: Bond, average: float) -> Iterator[Finding]:
    """Whether principal is paid back, on average, beyond the safe harbor for tax-exempt issues."""
    if bond.rate is None:
        return
    limit = _rule("bond_average_maturity", read, id)
    rate, payments = read.one(f"sources.{id}.bond.rate"), round(read.one(f"sources.{id}.payment_count"))
    maturity = average_maturity(rate=rate, payments=payments)
    if maturity > limit.value * average:
        most = limit.value * average
        found = f"its principal is paid back after {maturity:.1f} years on average, and {limit.value:.0%} of that life is {most:.1f}"
        remedy = f"Beyond that a tax-exempt issue is outside the safe harbor ({limit.source}); ask bond counsel, or shorten the term."
        yield Advice(f"sources.{id}.bond.term", found, remedy)


def average_maturity(*, rate: float, payments: int) -> float:
    """After how many years the principal of a level debt is paid back, on average by amount [year].

    Of level payments each pays more principal than the one before, by the rate, as there is so much less interest in it.
    """
    principal = [(1 + rate) ** number for number in range(payments)]
    return sum(year * paid for year, paid in enumerate(principal, start=1)) / sum(principal)


def _rule(name: str, read: Waterfall, id: str) -> Figure:
    """A rule as it stood in the calendar year of the issue."""
    issued = round(read.one(f"sources.{id}.bond.issued"))
    return figure(name, on=max(datetime.date(issued, 1, 1), dates_of(name)[0]))


def _spent(read: Waterfall, id: str, bought: Bought) -> Iterator[Finding]:
    """Proceeds that are left when those of a tax-exempt issue are expected to be spent, and what they wait for."""
    expected, years = _rule("bond_spend_down", read, id), read.model.years.years
    last = round(read.one(f"sources.{id}.bond.issued") + expected.value)
    if last > years[-1]:
        return
    left = (
        read.years(f"sources.{id}.closing")[years.index(last)]
        if last in years
        else read.years(f"sources.{id}.opening")[0]
    )
    if left > HALF_A_CENT:
        end = f"at the end of FY{max(last, years[0] - 1)}"
        found = f"{left:,.0f} of its proceeds are left {end}, {expected.value:g} years after its issue{_later(years, bought, last)}"
        remedy = f"Tax-exempt proceeds are expected to be spent by then ({expected.source}); ask bond counsel, or issue less or later."
        yield Advice(f"sources.{id}", found, remedy)


def _later(years: tuple[int, ...], bought: Bought, last: int) -> str:
    """What the proceeds pay after they should be spent, and whether it is the same item once more."""
    first = next((number for number, year in enumerate(years) if year > last), len(years))
    said = [
        f"{paid[number]:,.0f} for {bought.labels[item]} in FY{years[number]}"
        f"{', which it has bought before' if sum(paid[:first]) > HALF_A_CENT else ''}"
        for item, paid in bought.paid.items()
        for number in range(first, len(years))
        if paid[number] > HALF_A_CENT
    ]
    more = f" and {len(said) - NAMED} more" if len(said) > NAMED else ""
    return f"; then it pays {'; '.join(said[:NAMED])}{more}" if said else ""
