"""Why a cost was paid by what it was paid by: the sources in their order, with rules of use, dates, shares and what was used up."""

from __future__ import annotations

from collections.abc import Iterator

from tco.errors import MissingError
from tco.funding.lines import Line
from tco.funding.uses import is_of
from tco.inputs.paths import hint
from tco.inputs.places import shown
from tco.payments.read import HALF_A_CENT, NOT_COVERED, Waterfall
from tco.views import year_index

MOST_NAMED = 3  # costs that a reason names before it counts the rest


def why_paid(paid: Waterfall, asked: str, fiscal_year: int) -> str:
    """Source by source, what was paid of a cost line, an item or a section in a fiscal year, and why no more [usd].

    `asked` is the id of an item or a section, or the id or name of one line. Raises MissingError where there is none, or no such year.
    """
    year = year_index(paid.model, fiscal_year)
    chosen = [place for place, line in enumerate(paid.lines) if _is_asked(line, asked)]
    if not chosen:
        known = [*dict.fromkeys(line.tags["item"] for line in paid.lines), *(line.id for line in paid.lines)]
        raise MissingError(f"cost line {shown(asked)}: the plan has none. {hint(asked, known, 'items and lines')}")
    costing = [place for place in chosen if paid.cost[year][place] > HALF_A_CENT]
    label = paid.labels[year]
    if not costing:
        return f"Nothing is to be paid for {asked} in {label}."
    return "\n".join(text for place in costing for text in _line(paid, place, year))


def _is_asked(line: Line, asked: str) -> bool:
    return asked in (line.id, line.name) or is_of(line.tags["item"], [asked])


def _line(paid: Waterfall, place: int, year: int) -> Iterator[str]:
    line, cost = paid.lines[place], paid.cost[year][place]
    kind = line.tags["kind"].replace("_", " ")
    recurrence = line.tags["recurrence"].replace("_", "-")
    yield f"{line.name} in {paid.labels[year]}: {cost:,.2f} to be paid ({recurrence}, {kind}) [{line.id}]"
    left = cost
    for number, (source, label) in enumerate(paid.sources.items(), start=1):
        if left <= HALF_A_CENT:
            break
        pays = paid.pays(source)[year][place]
        yield f"  {number}. {label}: {_why(paid, source, place, year, left)}"
        left -= pays
    yield (
        f"  {NOT_COVERED}: {left:,.2f}"
        if left > HALF_A_CENT
        else "  All of it is paid; sources after that are not asked."
    )


def _why(paid: Waterfall, source: str, place: int, year: int, left: float) -> str:
    """What it pays, and one reason in words why no more: that which holds first."""
    pays = paid.pays(source)[year][place]
    if left - pays <= HALF_A_CENT:
        return f"pays the remaining {pays:,.2f} of the cost"
    return f"pays {pays:,.2f}; {next(_reasons(paid, source, place, year, left))}"


def _reasons(paid: Waterfall, source: str, place: int, year: int, left: float) -> Iterator[str]:
    at, form = f"waterfall.{paid.place_of(source)}", paid.form(source)
    covers = paid.column(f"lines.covers_{source}")[place]
    if covers <= 0:
        yield "its rules of use do not name this cost"
    if paid.years(f"sources.{source}.counted")[year] <= 0:
        yield f"sources of its status ({form.status if form else ''}) do not count"
    yield from _dates(paid, source, place, year)
    held = paid.years(f"{at}.in_all" if paid.has(f"{at}.in_all") else f"{at}.lasting")[year]
    if held <= HALF_A_CENT:
        yield "it has no money in this year"
    wanted = paid.family(f"{at}.within_cap" if paid.has(f"{at}.within_cap") else f"{at}.wanted")[year][place]
    pays = paid.pays(source)[year][place]
    if pays < wanted - HALF_A_CENT:
        yield f"it has {held:,.2f} in this year{_used_before(paid, source, place, year)}"
    if paid.has(f"{at}.within_cap") and wanted < paid.family(f"{at}.wanted")[year][place] - HALF_A_CENT:
        yield "its cap is used up"
    if paid.has(f"{at}.as_planned") and paid.family(f"{at}.as_planned")[year][place] < left:
        yield "no more is planned of it"
    share = paid.years(f"{at}.share")[year] if paid.has(f"{at}.share") else 1.0
    parts = [f"{covers:.4g} of it is eligible"] * (covers < 1) + [f"it pays at most {share:.4g} of a cost"] * (
        share < 1
    )
    yield " and ".join(parts) or "it may pay no more of it"


def _used_before(paid: Waterfall, source: str, place: int, year: int) -> str:
    """Which costs that come before this one took the source's money, the dearest first."""
    pays, order = paid.pays(source)[year], paid.column("lines.order")
    before = [(pays[at], line.name) for at, line in enumerate(paid.lines) if order[at] < order[place]]
    took = sorted((each for each in before if each[0] > HALF_A_CENT), reverse=True)
    if not took:
        return ", and no more"
    names = ", ".join(f"{name} ({amount:,.2f})" for amount, name in took[:MOST_NAMED])
    more = f" and {len(took) - MOST_NAMED} more" if len(took) > MOST_NAMED else ""
    return f"; {sum(amount for amount, _ in took):,.2f} of it went to costs that come before this one: {names}{more}"


def _dates(paid: Waterfall, source: str, place: int, year: int) -> Iterator[str]:
    """What the source's days keep it from paying."""
    at, form = f"waterfall.{paid.place_of(source)}", paid.form(source)
    said = {name: f" ({getattr(form, name, None)})" for name in ("opens", "obligate_by", "liquidate_by")}
    days = {name: text if "None" not in text else "" for name, text in said.items()}
    first, last = paid.column("lines.from")[place], paid.column("lines.to")[place]
    if paid.has(f"{at}.since") and first < paid.years(f"{at}.since")[year]:
        yield f"the cost is committed before the source opens{days['opens']}"
    if paid.has(f"{at}.paid_by") and paid.column("lines.paid")[place] > paid.years(f"{at}.paid_by")[year]:
        yield f"the cost is paid after the source's last day{days['liquidate_by']}"
    ended = paid.has(f"{at}.until") and last > paid.years(f"{at}.until")[year]
    if ended and paid.years(f"{at}.ending")[year] > HALF_A_CENT and paid.years(f"{at}.lasting")[year] <= HALF_A_CENT:
        yield f"the cost is committed after the source's last day{days['obligate_by']}"
