"""The answers to "who pays?" in words, for the summary of the workbook and for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tco.funding.sources import KINDS_OF_MONEY
from tco.inputs.funding import FIRST_YEARS, general_fund
from tco.payments.falls import A_DOLLAR, MOST_NAMED, cliff_words, dollars, listed, status_of
from tco.payments.read import HALF_A_CENT, NOT_COVERED, Waterfall
from tco.payments.tables import lapsing
from tco.views import year_index

MOST_OPEN = 5  # lines not covered that a year names


def summary_words(paid: Waterfall, years: int) -> list[str]:
    """What the first page says of who pays: the gap, the cliff, how sure it is, structural balance, who pays later, what is left."""
    if not paid.sources:
        return []
    chosen = range(min(years, len(paid.labels)))
    said = [
        *[beyond_words(paid, years)],
        *cliff_words(paid, chosen),
        *[sure_words(paid, chosen), balance_words(paid, chosen), later_words(paid)],
        *budget_words(paid, range(len(paid.labels))),
        left_words(paid, len(paid.labels) - 1),
    ]
    return [text for text in said if text]


def beyond_words(paid: Waterfall, years: int) -> str:
    """The years after those shown in which something is not covered."""
    gap = paid.years("funding.gap")
    said = [f"{paid.labels[year]} {dollars(gap[year])}" for year in range(years, len(gap)) if gap[year] > A_DOLLAR]
    return f"Not covered in the years after {paid.labels[years - 1]}: {', '.join(said)}." if said else ""


def open_words(paid: Waterfall, chosen: Sequence[int]) -> list[str]:
    """What is not covered in these years, line by line, the dearest first."""
    last, found = paid.remaining(len(paid.sources)), []
    for year in chosen:
        lines = [(last[year][place], line.name) for place, line in enumerate(paid.lines)]
        lines = sorted((each for each in lines if each[0] > HALF_A_CENT), reverse=True)
        gap = sum(amount for amount, _ in lines)
        if gap > A_DOLLAR:
            names = ", ".join(f"{name} ({amount:,.0f})" for amount, name in lines[:MOST_OPEN])
            more = f" and {len(lines) - MOST_OPEN} more" if len(lines) > MOST_OPEN else ""
            found.append(f"{paid.labels[year]} {dollars(gap)}: {names}{more}")
    return found


def sure_words(paid: Waterfall, chosen: Sequence[int]) -> str:
    """How much of what is paid comes from sources that are not awarded, in the year in which that is most."""
    unsure = not_awarded(paid)
    year = max(chosen, key=lambda each: unsure[each])
    if unsure[year] <= A_DOLLAR:
        return ""
    amounts = {
        f"{label} ({status_of(paid, id)})": paid.years(f"sources.{id}.paid")[year]
        for id, label in paid.sources.items()
        if status_of(paid, id) != "awarded"
    }
    named = sorted(((amount, name) for name, amount in amounts.items() if amount > A_DOLLAR), reverse=True)
    said = [f"{name} {dollars(amount)}" for amount, name in named[:MOST_NAMED]]
    said += [f"{len(named) - MOST_NAMED} more"] * (len(named) > MOST_NAMED)
    share = unsure[year] / paid.years("funding.paid")[year]
    return f"Of what is paid in {paid.labels[year]}, {dollars(unsure[year])} is not awarded yet ({share:.0%}): {listed(said)}."


def not_awarded(paid: Waterfall) -> list[float]:
    """What sources that are filed for or planned pay in each year [usd]."""
    rows = [paid.years(f"by_status.{name}") for name in ("filed", "planned")]
    return [sum(each) for each in zip(*rows, strict=True)]


def later_words(paid: Waterfall) -> str:
    """Who pays once the first years are over, by kind of money."""
    if not paid.has("later.counts"):
        return ""
    counted = [label for label, one in zip(paid.labels, paid.years("later.counts"), strict=True) if one]
    kinds = {f"paid_{kind}": label for kind, label in KINDS_OF_MONEY.items()} | {"gap": "nobody"}
    said = [f"{label} {paid.one(f'later.{id}_share'):.0%}" for id, label in kinds.items()]
    when = counted[0] if len(counted) == 1 else f"{counted[0]} to {counted[-1]}"
    return f"After year {FIRST_YEARS}, in {when}, of the cost pays: {', '.join(said)}."


def balance_words(paid: Waterfall, chosen: Sequence[int]) -> str:
    """Whether recurring money carries recurring cost in these years."""
    if not paid.has("balance.balance"):
        return ""
    balance = paid.years("balance.balance")
    short = [f"{paid.labels[year]} {dollars(-balance[year])}" for year in chosen if balance[year] < -HALF_A_CENT]
    if not short and len(chosen) == 1:
        return f"Recurring money carries recurring cost in {paid.labels[chosen[0]]}."
    if not short:
        return "Recurring money carries recurring cost in every year: the plan is in structural balance."
    return f"Recurring cost exceeds recurring money: {', '.join(short)}."


def lapse_words(paid: Waterfall, fiscal_year: int | None = None) -> list[str]:
    """What is lost in a fiscal year or in all, when, and what it could pay."""
    return [
        f"{lapse.label}: {dollars(lapse.amount)} lapse on {lapse.date}; {lapse.could_pay}"
        for lapse in lapsing(paid)
        if fiscal_year in (None, lapse.fiscal_year)
    ]


def budget_words(paid: Waterfall, chosen: Sequence[int]) -> Iterator[str]:
    """Budgets that run over several years, before the discount: when they are used up, and what lapses with their cycle."""
    for id, label in paid.sources.items():
        if not paid.has(f"sources.{id}.budget_lapses"):
            continue
        rows = ("budget", "used", "used_before", "budget_lapses")
        budget, used, before, lost = (paid.years(f"sources.{id}.{row}") for row in rows)
        for year in chosen:
            if lost[year] >= 1:
                when = paid.labels[year]
                yield f"{label}: {dollars(lost[year])} of its budget before the discount lapses with its cycle in {when}."
            elif budget[year] - used[year] < 1 and budget[year] - before[year] >= 1:
                yield f"{label}: its budget of {dollars(budget[year])} before the discount is used up in {paid.labels[year]}."


def left_words(paid: Waterfall, year: int) -> str:
    """Money that sources have left at the end of a year, the general fund's apart."""
    own = general_fund(paid.plan.sources)
    left = {label: paid.years(f"sources.{id}.closing")[year] for id, label in paid.sources.items() if id not in own}
    said = [f"{label} {dollars(amount)}" for label, amount in left.items() if amount > A_DOLLAR]
    end = "the plan, " if year == len(paid.labels) - 1 else ""
    return f"Left unspent at the end of {end}{paid.labels[year]}: {', '.join(said)}." if said else ""


TABLE = ("funding.gap", "funding.cost", "general_fund.impact", "funding.recurring_cost", "balance.revenue")


def funding_page(paid: Waterfall, years: int, fiscal_year: int | None) -> str:
    """Who pays, on one page: the first so many fiscal years, or one.  Raises MissingError where there is no such year."""
    chosen = list(range(min(years, len(paid.labels)))) if fiscal_year is None else [year_index(paid.model, fiscal_year)]
    if not paid.sources:
        if paid.plan.sources:
            return "The plan has no costs, so that its sources have nothing to pay; add an item, such as [software.ID]."
        return "The plan has no sources of funds, so that nothing is covered; add [sources.ID]."
    lines = [f"{'Sources and uses [usd]':<44}" + "".join(f"{paid.labels[year]:>14}" for year in chosen)]
    lines += [_numbers(paid.years(f"sources.{id}.paid"), label, chosen) for id, label in paid.sources.items()]
    lines += [_numbers(paid.years(id), paid.rows[id].label, chosen) for id in TABLE]
    unsure = not_awarded(paid)
    if max(unsure) > A_DOLLAR:
        lines.append(_numbers(unsure, "Of what is paid, not awarded yet", chosen))
    whole = fiscal_year is None
    all_years = range(len(paid.labels)) if whole else chosen
    parts = {
        NOT_COVERED: [*open_words(paid, chosen), beyond_words(paid, years) if whole else ""],
        "The cliff": cliff_words(paid, chosen),
        "How sure it is": [sure_words(paid, chosen)],
        "Structural balance": [balance_words(paid, chosen)],
        "Money that lapses": [*lapse_words(paid, fiscal_year), *budget_words(paid, all_years)] or ["None."],
        "Money that is left": [left_words(paid, all_years[-1])],
        "Later": [later_words(paid)] if whole else [],
    }
    for heading, said in parts.items():
        if any(said):
            lines += ["", heading, *(f"  {text}" for text in said if text)]
    return "\n".join(lines)


def _numbers(numbers: Sequence[float], label: str, chosen: Sequence[int]) -> str:
    return f"  {label[:42]:<42}" + "".join(f"{numbers[year]:>14,.0f}" for year in chosen)
