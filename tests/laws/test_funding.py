"""Who pays: every source keeps to its rules, its days and its money, nothing is paid twice, and all that is paid is cost."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tco.formula.rows import Posting
from tco.funding.lines import Line, cost_lines
from tests.laws.figures import FIRST_YEAR, Raw
from tests.laws.plans import fitted, plans
from tests.laws.sources import plain_source
from tests.laws.words import FEW
from tests.plans import Array, Computed

CENTS = 0.005
TAG_OF = {
    "kinds": "kind",
    "categories": "category",
    "recurrences": "recurrence",
    "phases": "phase",
    "purposes": "purpose",
    "initiatives": "initiative",
    "programs": "program",
}


def paying(plan: Computed) -> list[str]:
    """The sources in the order of the model, with what comes back and no source of the plan takes."""
    ids = list(plan.result.loaded.form.sources)
    return (["returned"] if "sources.returned.paid" in plan.rows and "returned" not in ids else []) + ids


def zero(plan: Computed) -> Array:
    return np.zeros(len(plan.years))


def back(plan: Computed) -> Array:
    """What comes back to the district by the ledger: what is sold or recovered, and what stops."""
    lines = plan.ledger[plan.ledger["budgeted"] == "yes"]
    comes = lines[(lines["kind"] == "proceeds") | lines["item"].str.startswith("stops.")]
    by_year = comes.groupby("fiscal_year")["amount"].sum()
    return np.array([-by_year.get(year, 0.0) for year in plan.years])


@FEW
@given(plans())
def test_gap_and_payments_are_cost(raw: Raw) -> None:
    """All that the ledger posts without what comes back, which is money and no cost below zero."""
    plan = Computed.of(raw)
    cost = plan.posted(budgeted="yes") + back(plan)
    assert np.abs(plan.row("funding.cost") - cost).max() < CENTS
    paid = sum((plan.row(f"sources.{id}.paid") for id in paying(plan)), zero(plan))
    assert np.abs(plan.row("funding.gap") + paid - cost).max() < CENTS
    assert plan.row("funding.gap").min() > -CENTS


@FEW
@given(plans())
def test_lines_add_up_to_the_ledger(raw: Raw) -> None:
    """Year by year, and every posting that is budgeted in lines whose parts are the whole of it."""
    plan = Computed.of(raw)
    assume("lines.amount" in plan.rows)
    assert np.abs(plan.records("lines.amount").sum(axis=1) - plan.posted(budgeted="yes")).max() < CENTS
    parts: dict[Posting, float] = {}
    for line in lines_of(plan):
        for posting in line.postings:
            parts[posting] = parts.get(posting, 0) + line.ended - line.begun
    assert parts.keys() == {posting for posting in plan.model.postings if posting.tags["budgeted"] == "yes"}
    assert all(abs(part - 1) < 1e-9 for part in parts.values())


@FEW
@given(plans())
def test_opening_and_received_are_paid_lapsed_and_closing(raw: Raw) -> None:
    expect_the_balances(Computed.of(raw))


@FEW
@given(plans(), st.randoms())
def test_another_order_keeps_every_identity(raw: Raw, chance: object) -> None:
    ranks = list(range(len(raw["sources"])))
    chance.shuffle(ranks)  # type: ignore[attr-defined]
    for rank, source in zip(ranks, raw["sources"].values(), strict=True):
        source["rank"] = rank
    plan = Computed.of(raw)
    expect_the_balances(plan)
    paid = sum((plan.row(f"sources.{id}.paid") for id in paying(plan)), zero(plan))
    assert np.abs(plan.row("funding.gap") + paid - plan.row("funding.cost")).max() < CENTS


def expect_the_balances(plan: Computed) -> None:
    """Every source opens with what it closed with, and has no more than came in."""
    for id in paying(plan):
        names = ("opening", "received", "paid", "lapsed", "closing")
        part = {name: plan.row(f"sources.{id}.{name}") for name in names}
        away = part["opening"] + part["received"] - part["paid"] - part["lapsed"] - part["closing"]
        assert np.abs(away).max() < CENTS
        assert all(series.min() > -CENTS for series in part.values())
        assert np.abs(part["opening"][1:] - part["closing"][:-1]).max(initial=0) < CENTS


@FEW
@given(plans())
def test_a_source_pays_nothing_that_it_may_not(raw: Raw) -> None:
    """Line by line: by its uses, their shares and its match, and the days on which the line is committed and paid."""
    plan = Computed.of(raw)
    remaining = plan.records("lines.cost") if "lines.cost" in plan.rows else None
    for place in places_of(plan):
        for number, line in enumerate(place.lines):
            most = most_of(plan, raw, place.source, line) * plan.records("lines.cost")[:, number]
            to_the_cent = np.round(most + CENTS, 2)  # a share of a cost is invoiced in whole cents
            assert (place.pays[:, number] <= to_the_cent + 1e-6).all(), f"{place.source} pays {line.id}"
        assert remaining is not None and place.pays.min() > -CENTS
        remaining = remaining - place.pays
        assert remaining.min() > -CENTS, "nothing is paid twice"
    if remaining is not None:
        assert np.abs(remaining.sum(axis=1) - plan.row("funding.gap")).max() < CENTS


@FEW
@given(plans())
def test_a_source_pays_no_more_than_it_has_nor_than_its_cap(raw: Raw) -> None:
    plan = Computed.of(raw)
    for place in places_of(plan):
        source = raw["sources"].get(place.source, {})
        received = plan.row(f"sources.{place.source}.received")
        opening = plan.row(f"sources.{place.source}.opening")[0]
        in_all = np.cumsum(received) + opening
        assert (np.cumsum(place.pays.sum(axis=1)) < in_all + CENTS).all()
        assert np.abs(place.pays.sum(axis=1) - plan.row(f"sources.{place.source}.paid")).max() < CENTS
        if "cap" in source:
            first = value(source.get("cap_unused", opening * value(source["cap"])))
            under = [number for number, line in enumerate(place.lines) if capped_use(source, line)]
            most = first + np.cumsum(received) * value(source["cap"])
            assert (np.cumsum(place.pays[:, under].sum(axis=1)) < most + CENTS).all()


@dataclass(frozen=True)
class Place:
    """One place in the order of payment: whose it is, and what it pays of each line in each year."""

    source: str
    lines: tuple[Line, ...]
    pays: Array


def places_of(plan: Computed) -> Iterator[Place]:
    lines, ids = lines_of(plan), paying(plan)
    if lines:
        for number in range(1, len(ids) + 1):
            source = ids[round(plan.row(f"waterfall.{number}.source")[0]) - 1]
            yield Place(source, lines, plan.records(f"waterfall.{number}.pays"))


def lines_of(plan: Computed) -> tuple[Line, ...]:
    return cost_lines(plan.model, plan.result.loaded.form)


def value(figure: object) -> float:
    return float(figure["value"] if isinstance(figure, dict) else figure)  # type: ignore[arg-type]


def capped_use(source: Raw, line: Line) -> bool:
    return bool(use_of(source, line).get("capped", False))


def use_of(source: Raw, line: Line) -> Raw:
    """The first use that all postings of a line fit; a line whose postings fit different uses would be too coarse."""
    found = [next((use for use in source["uses"].values() if fits(use, posting)), None) for posting in line.postings]
    assert all(use is found[0] for use in found)
    return {"share": 0} if found[0] is None else found[0]


def fits(use: Raw, posting: Posting) -> bool:
    named = all(posting.tags[tag] in use[field] for field, tag in TAG_OF.items() if field in use)
    items = use.get("items")
    item = posting.tags["item"]
    return named and (items is None or item in items or item.split(".")[0] in items)


def most_of(plan: Computed, raw: Raw, id: str, line: Line) -> Array:
    """The greatest part of a line's cost that a source may pay in each year, by the plan file alone."""
    source = raw["sources"].get(id, {})
    share = 1.0
    if source.get("uses"):
        use = use_of(source, line)
        share = value(use.get("share", 1))
        if "schools" in use:
            students = {key: value(school["students"]) for key, school in raw["district"]["schools"].items()}
            share *= sum(students[key] for key in use["schools"]) / sum(students.values())
    share *= 1 - value(source.get("match", 0))
    return np.array([share * in_time(raw, source, line, year) for year in plan.years])


def in_time(raw: Raw, source: Raw, line: Line, year: int) -> bool:
    """Whether a line is committed and paid within a source's days, by the calendar."""
    start = raw["calendar"]["start_month"]
    opens = 12 * (year - (start > 1)) + start - 1  # months from the year 0, January is 0
    before = line.when.before if line.when.once else 0
    first, last = (opens + month - 1 - before for month in (line.when.first, line.when.last))
    paid = opens + line.when.last - 1 + line.when.after
    kept = [first_day(first) >= source["opens"]] if "opens" in source else []
    kept += [last_day(last) <= source["obligate_by"]] if "obligate_by" in source else []
    return all(kept + ([last_day(paid) <= source["liquidate_by"]] if "liquidate_by" in source else []))


def first_day(month: int) -> datetime.date:
    return datetime.date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> datetime.date:
    return first_day(month).replace(day=calendar.monthrange(month // 12, month % 12 + 1)[1])


@FEW
@given(plans(), plain_source(), st.integers(0, 9))
def test_an_added_source_never_raises_the_gap(raw: Raw, more: Raw, at: int) -> None:
    """Wherever it stands. Its money is for all costs and has no dates: a source that has some may cut lines into finer ones, which
    changes the order in which they are paid, and with it what is left for a source that may pay few of them. See the law below."""
    for source in kept_caps(raw)["sources"].values():
        source.pop("rank", None)
    placed = list(raw["sources"].items())
    placed.insert(at % (len(placed) + 1), ("more", fitted(more, FIRST_YEAR + raw["calendar"]["horizon"] - 1)))
    without, added = Computed.of(raw), Computed.of({**raw, "sources": dict(placed)})
    assert (added.row("funding.gap") < without.row("funding.gap") + CENTS).all()


@FEW
@given(plans(), st.integers(0, 9), st.floats(0, 1), st.integers(1, 200_000))
def test_more_money_in_a_source_never_raises_the_gap(raw: Raw, which: int, part: float, more: int) -> None:
    """Whatever its rules are, its match too: the same lines, and a source with part of the money or none instead of all."""
    kept_caps(raw)
    sources = [source for source in raw["sources"].values() if "amount" in source]
    assume(sources)
    source = sources[which % len(sources)]
    source["amount"] = part * more
    little = Computed.of(raw)
    source["amount"] = more
    assert (Computed.of(raw).row("funding.gap") < little.row("funding.gap") + CENTS).all()


def kept_caps(raw: Raw) -> Raw:
    """The plan without caps on money that is kept: what more money pays under a cap this year it cannot pay in a later one."""
    for source in raw["sources"].values():
        if "cap" in source and (source.get("carries_over") or "obligate_by" in source):
            del source["cap"], source["uses"]["first"]["capped"]
            source.pop("cap_unused", None)
    return raw


@FEW
@given(plans())
def test_enough_money_for_all_costs_leaves_no_gap(raw: Raw) -> None:
    raw["sources"]["rich"] = {"label": "All that is asked", "recurrence": "recurring", "amount": 1e9}
    assert np.abs(Computed.of(raw).row("funding.gap")).max() < CENTS


@FEW
@given(plans(), st.integers(0, 9))
def test_two_halves_of_a_source_pay_as_the_whole_does(raw: Raw, which: int) -> None:
    """One directly behind the other, with the same rules. Where a source pays but a share of a cost or has a cap, the second half
    would pay a share of its own: two grants that match each other."""
    for place, source in enumerate(raw["sources"].values()):
        source["rank"] = 2 * place
    ids = [id for id, source in raw["sources"].items() if "amount" in source]
    assume(ids)
    source = raw["sources"][ids[which % len(ids)]]
    for field in ("match", "cap", "cap_unused"):
        source.pop(field, None)
    for use in source.get("uses", {}).values():
        for field in ("share", "schools", "capped"):
            use.pop(field, None)
    whole = Computed.of(raw)
    halves = {**source, "amount": halved(source["amount"])}
    if "opening_balance" in source:
        halves["opening_balance"] = halved(source["opening_balance"])
    raw["sources"][ids[which % len(ids)]] = halves
    raw["sources"]["half"] = {**halves, "rank": halves["rank"] + 1}
    assert np.abs(Computed.of(raw).row("funding.gap") - whole.row("funding.gap")).max() < CENTS


def halved(figure: Any) -> Any:
    """Half of a figure, as a plan may write it: plain, as a table, by year."""
    if not isinstance(figure, dict):
        return figure / 2
    half = {key: halved(figure[key]) for key in ("value", "low", "high") if key in figure}
    years = {year: amount / 2 for year, amount in figure.get("by_year", {}).items()}
    return {**figure, **half, **({"by_year": years} if years else {})}


@FEW
@given(plans())
def test_a_source_for_all_costs_pays_only_after_the_ones_before_it_are_used_up(raw: Raw) -> None:
    """In the district's order: while a later source pays or there is a gap, one that may pay all has nothing left."""
    for place, source in enumerate(raw["sources"].values()):
        source["rank"] = place
        for field in ("uses", "match", "cap", "cap_unused", "opens", "obligate_by", "liquidate_by"):
            source.pop(field, None)
    plan = Computed.of(raw)
    ids = paying(plan)
    for place, id in enumerate(ids):
        later = sum((plan.row(f"sources.{other}.paid") for other in ids[place + 1 :]), zero(plan))
        assert np.minimum(plan.row(f"sources.{id}.left"), later + plan.row("funding.gap")).max() < CENTS
