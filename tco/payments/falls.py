"""The cliff in words: how much rests on money that ends, which source pays less in which year, and what then pays for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tco.funding.cliff import CLIFFS
from tco.funding.sources import KINDS_OF_MONEY
from tco.inputs.funding import STATUSES
from tco.payments.read import Waterfall

A_DOLLAR = 0.5
MOST_NAMED = 3  # sources that a sentence names before it adds up the rest
NONE_ENDS = "No recurring cost rests on one-time money."


def dollars(amount: float) -> str:
    return f"${amount:,.0f}"


def listed(said: Sequence[str]) -> str:
    """Parts of a sentence, with `and` before the last."""
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def cliff_words(paid: Waterfall, chosen: Sequence[int]) -> list[str]:
    """The cliff in sentences, for some fiscal years by their places: what rests on money that ends, and what becomes of it."""
    if not paid.sources:
        return []
    found = [said for kind in CLIFFS for said in _of_kind(paid, kind, chosen)]
    on = paid.years("funding.recurring_on_one_time")
    return ([] if max(on[year] for year in chosen) > A_DOLLAR else [NONE_ENDS]) + found


def _of_kind(paid: Waterfall, kind: str, chosen: Sequence[int]) -> Iterator[str]:
    block = CLIFFS[kind]
    if not paid.has(f"{block}.falls_off"):
        return
    yield from _range(paid, kind, chosen)
    ids = [id for id in paid.sources if paid.has(f"{block}.{id}.falls_off")]
    fell = {id: paid.years(f"{block}.{id}.falls_off") for id in ids}
    for year in chosen:
        for id in ids:
            if fell[id][year] > A_DOLLAR:
                yield _falls(paid, id, year, fell[id][year])


def _range(paid: Waterfall, kind: str, chosen: Sequence[int]) -> Iterator[str]:
    """How much recurring cost rests on a kind of money that ends: the least and the most of the years."""
    carries, money = paid.years(f"{CLIFFS[kind]}.carries"), KINDS_OF_MONEY[kind]
    least, most = min(chosen, key=lambda year: carries[year]), max(chosen, key=lambda year: carries[year])
    if carries[most] <= A_DOLLAR:
        return
    if carries[most] - carries[least] <= A_DOLLAR:
        when = paid.labels[most] if len(chosen) == 1 else "each year"
        yield f"In {when} recurring cost of {dollars(carries[most])} rests on {money}."
        return
    ends = [f"{dollars(carries[year])} in {paid.labels[year]}" for year in (least, most)]
    yield f"Recurring cost rests on {money}: from {ends[0]}, the least, to {ends[1]}, the most."


def _falls(paid: Waterfall, source: str, year: int, fell: float) -> str:
    """What falls off one source in a year, and what then pays for it."""
    less = "pays no more" if paid.years(f"sources.{source}.paid_recurring")[year] <= A_DOLLAR else "pays less"
    taken = takers(paid, source, year)
    open = taken.pop("", 0)
    named = sorted(taken.items(), key=lambda entry: -entry[1])
    said = [f"{dollars(amount)} on {_sure(paid, id)}" for id, amount in named[:MOST_NAMED]]
    said[:1] = [said[0].replace(" on ", " then rests on ", 1)] if said else []
    rest = sum(amount for _, amount in named[MOST_NAMED:])
    said += [f"{dollars(rest)} on other sources"] * (rest > A_DOLLAR)
    said += [f"{dollars(open)} is not covered"] * (open > A_DOLLAR)
    label = paid.sources[source]
    return (
        f"In {paid.labels[year]} {label} {less}: {dollars(fell)} of recurring cost falls off; of that {listed(said)}."
    )


def takers(paid: Waterfall, source: str, year: int) -> dict[str, float]:
    """What each other source, and nobody (""), pays of what fell off a source [usd], as far as it comes to a dollar."""
    rate = paid.family(f"who_pays.{source}.rate")[year]
    pays = {id: paid.pays(id)[year] for id in paid.sources if id != source}
    pays[""] = paid.remaining(len(paid.sources))[year]
    found = {
        id: sum(part * amount for part, amount in zip(rate, each, strict=True) if part) for id, each in pays.items()
    }
    return {id: amount for id, amount in found.items() if amount > A_DOLLAR}


def _sure(paid: Waterfall, source: str) -> str:
    """A source's name, with what is not sure of it: that it ends, that it is not awarded."""
    form = paid.form(source)
    kind = {"one_time": "one-time", "at_risk": "at risk"}.get(form.recurrence, "") if form is not None else ""
    said = [*filter(None, [kind]), *([status_of(paid, source)] if status_of(paid, source) != "awarded" else [])]
    return f"{paid.sources[source]} ({', '.join(said)})" if said else paid.sources[source]


def status_of(paid: Waterfall, source: str) -> str:
    """Whether a source is awarded, filed for or planned, in this case; what comes back is as sure as what is awarded."""
    id = f"sources.{source}.status"
    return STATUSES[round(paid.one(id)) - 1] if paid.has(id) else "awarded"
