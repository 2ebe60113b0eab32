"""Advice on what grants pay in a computed plan: money that takes the place of local money, costs that outlive a grant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tco.errors import Advice, Finding
from tco.formula.rounding import Array
from tco.inputs.funding import Source
from tco.payments.read import Waterfall

CENT = 0.01
LATE = 3  # months before a last day in which a device is hardly used before it
PRESUMED = ("title_two_a", "title_four_a")
"""Programs that are presumed to supplant what state or local money paid the year before."""
BOUGHT = ("devices", "network")
NOT_LOCAL = ("grant", "pilot", "erate_one", "erate_two", "returned")
"""Ways of having money that are federal, or come back from what was paid."""
NAMED = 5


@dataclass(frozen=True)
class Payments:
    """Who paid which cost line in one case: by source an array [years, lines], in dollars."""

    read: Waterfall

    @cached_property
    def items(self) -> list[str]:
        """The item of each cost line."""
        return [line.tags["item"] for line in self.read.lines]

    @cached_property
    def by_source(self) -> Mapping[str, Array]:
        return {id: np.asarray(self.read.pays(id)) for id in self.read.plan.sources}

    def series(self, id: str) -> Array:
        """A row over the years; a constant in every year."""
        return np.asarray(self.read.years(id))

    def column(self, name: str) -> Array:
        return np.asarray(self.read.column(f"lines.{name}"))


def check_grants(read: Waterfall) -> list[Finding]:
    """Advice on what grants and dated sources pay; it changes no number."""
    sources, paid = read.plan.sources, Payments(read)
    asked = {id: source for id, source in sources.items() if source.grant is not None or source.obligate_by is not None}
    if not read.lines:
        return []
    return [
        finding
        for id, source in asked.items()
        for check in (_presumption, _equipment, _late_devices, _prepaid)
        for finding in check(paid, sources, id, source)
    ]


def is_local(source: Source) -> bool:
    """Whether a source is state or local money, as far as its way of having money says so."""
    return source.way not in NOT_LOCAL and source.program is None and source.recurrence != "one_time"


def _presumption(paid: Payments, sources: Mapping[str, Source], id: str, source: Source) -> Iterator[Finding]:
    """A grant that pays a line more than the year before, where state and local money pays it less."""
    grant = source.grant
    if grant is None or grant.program not in PRESUMED or "supplement" in grant.looked_at:
        return
    local = [paid.by_source[other] for other, its in sources.items() if is_local(its)]
    if not local:
        return
    risen, fallen = np.diff(paid.by_source[id], axis=0), -np.diff(np.sum(local, axis=0), axis=0)
    moved = np.minimum(risen, fallen)
    by_item = {item: moved[:, [other == item for other in paid.items]].clip(0).sum(axis=1) for item in paid.items}
    found = [
        f"{label} {amount:,.0f} of {item}"
        for place, label in enumerate(paid.read.labels[1:])
        for item, amounts in by_item.items()
        if (amount := amounts[place]) > CENT
    ]
    if found:
        said = f"it pays what state or local money paid the year before: {_some(found)}"
        remedy = (
            "Show that the cost would end without the grant, then write looked_at = ['supplement']; or change its uses."
        )
        yield Advice(f"sources.{id}.grant", said, remedy)


def _equipment(paid: Payments, sources: Mapping[str, Source], id: str, source: Source) -> Iterator[Finding]:
    """A grant that pays equipment, for which federal grants ask for approval first: by the federal test where the plan has books."""
    if source.grant is None or "approval" in source.grant.looked_at:
        return
    found = []
    for line, item in enumerate(paid.items):
        tests = (f"books.{item}.owned.federal_equipment", f"{item}.is_capital")
        test = next((row for row in tests if paid.read.has(row)), None)
        if test is not None:
            capital = paid.series(test) * paid.by_source[id][:, line]
            found += [f"{label} {item}" for label, amount in _above(paid, capital)]
    if found:
        said = f"it pays units that are capital: {_some(list(dict.fromkeys(found)))}"
        remedy = "Federal grants ask for approval before equipment is bought; then write looked_at = ['approval']."
        yield Advice(f"sources.{id}.grant", said, remedy)


def _late_devices(paid: Payments, sources: Mapping[str, Source], id: str, source: Source) -> Iterator[Finding]:
    """Devices committed in the last months of one-time money: a cost must also benefit the time of the award."""
    if source.recurrence != "one_time" or not paid.read.has(f"sources.{id}.obligate_by_month"):
        return
    last = paid.series(f"sources.{id}.obligate_by_month") - paid.series("months.base_month")
    found = []
    for line, item in enumerate(paid.items):
        if item.split(".", 1)[0] in BOUGHT:
            left = last - paid.column("to")[line]
            late = paid.by_source[id][:, line] * (left >= 0) * (left < LATE)
            found += [f"{label} {amount:,.0f} of {item}" for label, amount in _above(paid, late)]
    if found:
        said = f"devices are committed in the last {LATE} months before {source.obligate_by}: {_some(found)}"
        yield Advice(
            f"sources.{id}.obligate_by", said, "A cost must also benefit the time of the award; buy them earlier."
        )


def _prepaid(paid: Payments, sources: Mapping[str, Source], id: str, source: Source) -> Iterator[Finding]:
    """Years of software paid ahead that reach beyond the award that pays them."""
    found = []
    for line, item in enumerate(paid.items):
        if not paid.read.has(f"{item}.prepaid.begins"):
            continue
        begins, years = paid.series(f"{item}.prepaid.begins"), paid.series(f"{item}.prepaid.years")
        ahead = paid.by_source[id][:, line] * begins * (_reaches(paid, id, source) < years)
        found += [f"{label} {amount:,.0f} of {item}" for label, amount in _above(paid, ahead)]
    if found:
        said = f"it pays for years ahead that begin after its end: {_some(found)}"
        remedy = "Ask whether it may; else pay by the year (pays = 'yearly'), or let another source pay."
        yield Advice(f"sources.{id}", said, remedy)


def _reaches(paid: Payments, id: str, source: Source) -> Array:
    """For each fiscal year the years of service, counted from its start, that begin before the source's end."""
    base, last = paid.series("months.base_month"), paid.series("months.last_month")
    starts = base + last - 11
    if source.grant is None:
        ends = paid.series(f"sources.{id}.obligate_by_month")
    else:
        ends = paid.series(f"sources.{id}.until") + 12 * (_rungs(paid, id) - 1)
    return np.asarray(np.ceil((ends - starts + 1) / 12))


def _rungs(paid: Payments, id: str) -> int:
    """In how many fiscal years an award may be used."""
    year = 1
    while paid.read.has(f"sources.{id}.year_{year + 1}"):
        year += 1
    return year


def _above(paid: Payments, amounts: Array) -> list[tuple[str, float]]:
    """The fiscal years in which there is any, with how much."""
    return [(label, amount) for label, amount in zip(paid.read.labels, amounts, strict=True) if amount > CENT]


def _some(found: Sequence[str]) -> str:
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return "; ".join(found[:NAMED]) + more
