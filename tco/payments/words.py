"""The answers to "who pays?" in words, for the summary of the workbook and for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tco.funding.cliff import CLIFFS
from tco.funding.sources import KINDS_OF_MONEY
from tco.inputs.funding import FIRST_YEARS, general_fund
from tco.payments.read import HALF_A_CENT, Waterfall
from tco.payments.tables import lapsing
from tco.views import year_index

A_DOLLAR = 0.5
NONE_ENDS = "No recurring cost rests on one-time money."


def cliff_words(paid: Waterfall, years: int) -> list[str]:
    """The cliff in sentences, for the first so many fiscal years: what rests on money that ends, and what becomes of it."""
    if not paid.sources:
        return []
    found = [said for kind in CLIFFS for said in _of_kind(paid, kind, years)]
    on = paid.years("funding.recurring_on_one_time")
    return ([] if max(on[:years]) > A_DOLLAR else [NONE_ENDS]) + found


def summary_words(paid: Waterfall, years: int) -> list[str]:
    """What the first page says of who pays: the cliff, structural balance, and who pays later."""
    if not paid.sources:
        return []
    return [text for text in (*cliff_words(paid, years), balance_words(paid, years), later_words(paid)) if text]


def _of_kind(paid: Waterfall, kind: str, years: int) -> Iterator[str]:
    block, money = CLIFFS[kind], KINDS_OF_MONEY[kind]
    if not paid.has(f"{block}.falls_off"):
        return
    carries, falls = paid.years(f"{block}.carries"), paid.years(f"{block}.falls_off")
    dearest = max(range(min(years, len(carries))), key=lambda year: carries[year])
    if carries[dearest] > A_DOLLAR:
        yield f"In {paid.labels[dearest]} recurring cost of {dollars(carries[dearest])} rests on {money}."
    for year in range(min(years, len(falls))):
        if falls[year] > A_DOLLAR:
            yield f"In {paid.labels[year]} {_who(paid, block, year)}; the cost goes on: {_then(paid, block, year)}."


def _who(paid: Waterfall, block: str, year: int) -> str:
    """Which sources pay less, and how much of it counts."""
    less = {
        label: (paid.years(f"{block}.{id}.falls_off")[year], paid.years(f"sources.{id}.paid_recurring")[year])
        for id, label in paid.sources.items()
        if paid.has(f"{block}.{id}.falls_off")
    }
    said = [
        f"{label} {'pays no more' if now <= A_DOLLAR else 'pays less'} ({dollars(fell)})"
        for label, (fell, now) in less.items()
        if fell > A_DOLLAR
    ]
    return listed(said)


def _then(paid: Waterfall, block: str, year: int) -> str:
    """What pays for it now."""
    to = {
        "to_gap": "is not covered",
        "to_at_risk": "falls to money at risk of renewal",
        "to_one_time": "falls to one-time money",
        "to_recurring": "falls to recurring money",
    }
    amounts = {text: paid.years(f"{block}.{id}")[year] for id, text in to.items() if paid.has(f"{block}.{id}")}
    return listed([f"{dollars(amount)} {text}" for text, amount in amounts.items() if amount > A_DOLLAR])


def dollars(amount: float) -> str:
    return f"${amount:,.0f}"


def listed(said: Sequence[str]) -> str:
    """Parts of a sentence, with `and` before the last."""
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def later_words(paid: Waterfall) -> str:
    """Who pays once the first years are over, by kind of money."""
    if not paid.has("later.counts"):
        return ""
    counted = [label for label, one in zip(paid.labels, paid.years("later.counts"), strict=True) if one]
    kinds = {f"paid_{kind}": label for kind, label in KINDS_OF_MONEY.items()} | {"gap": "nobody"}
    said = [f"{label} {paid.one(f'later.{id}_share'):.0%}" for id, label in kinds.items()]
    when = counted[0] if len(counted) == 1 else f"{counted[0]} to {counted[-1]}"
    return f"After year {FIRST_YEARS}, in {when}, of the cost pays: {', '.join(said)}."


def balance_words(paid: Waterfall, years: int) -> str:
    """Whether recurring money carries recurring cost."""
    if not paid.has("balance.balance"):
        return ""
    balance = paid.years("balance.balance")[:years]
    short = [
        f"{label} {dollars(-each)}" for label, each in zip(paid.labels, balance, strict=False) if each < -HALF_A_CENT
    ]
    if not short:
        return "Recurring money carries recurring cost in every year: the plan is in structural balance."
    return f"Recurring cost exceeds recurring money: {', '.join(short)}."


def lapse_words(paid: Waterfall, fiscal_year: int | None = None) -> list[str]:
    """What lapses in a fiscal year or in all, when, and what it could pay; what the general fund leaves stays its own."""
    own = general_fund(paid.plan.sources)
    return [
        f"{lapse.label}: {dollars(lapse.amount)} lapse on {lapse.date}; {lapse.could_pay}"
        for lapse in lapsing(paid)
        if lapse.source not in own and fiscal_year in (None, lapse.fiscal_year)
    ]


def funding_page(paid: Waterfall, years: int, fiscal_year: int | None) -> str:
    """Who pays, on one page: the first so many fiscal years, or one.  Raises MissingError where there is no such year."""
    chosen = list(range(min(years, len(paid.labels)))) if fiscal_year is None else [year_index(paid.model, fiscal_year)]
    if not paid.sources:
        if paid.plan.sources:
            return "The plan has no costs, so that its sources have nothing to pay; add an item, such as [software.ID]."
        return "The plan has no sources of funds, so that nothing is covered; add [sources.ID]."
    lines = [f"{'Sources and uses [usd]':<44}" + "".join(f"{paid.labels[year]:>14}" for year in chosen)]
    lines += [_numbers(paid, f"sources.{id}.paid", label, chosen) for id, label in paid.sources.items()]
    for id in ("funding.gap", "funding.cost", "general_fund.impact", "funding.recurring_cost", "balance.revenue"):
        lines.append(_numbers(paid, id, paid.rows[id].label, chosen))
    last = len(paid.labels) if fiscal_year is None else chosen[0] + 1
    parts = {
        "The cliff": cliff_words(paid, last if fiscal_year is not None else years),
        "Structural balance": [balance_words(paid, years)],
        "Money that lapses": lapse_words(paid, fiscal_year) or ["None."],
        "Later": [later_words(paid)],
    }
    for heading, said in parts.items():
        lines += ["", heading, *(f"  {text}" for text in said if text)]
    return "\n".join(lines)


def _numbers(paid: Waterfall, id: str, label: str, chosen: Sequence[int]) -> str:
    numbers = paid.years(id)
    return f"  {label[:42]:<42}" + "".join(f"{numbers[year]:>14,.0f}" for year in chosen)
