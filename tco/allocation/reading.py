"""From a computed plan to a problem that the program solves: what there is to pay, and who may pay it."""

from __future__ import annotations

import numpy as np

from tco.allocation.books import Array, Books
from tco.allocation.pots import caps_of, discount_of, down, is_over, pots_of, share_of, up
from tco.formula.rounding import cents_of
from tco.funding.lines import cost_lines
from tco.funding.outcome import evaluate
from tco.funding.problem import SOURCES, SPLIT, CostLine, Payer, Payments, Problem
from tco.funding.uses import is_of
from tco.inputs.funding import Source
from tco.inputs.plan import PlanForm

WHOLE_SECTIONS = ("positions",)
BOUGHT_SECTIONS = ("devices", "network", "projects")  # what falls due once a year there can be put off
FULL = 1 - 1e-12  # of a cost: what pays this share pays all of it


def problem_of(form: PlanForm, books: Books, idle: Books) -> Problem:
    """The cost lines and sources of a plan, in its base case. `books` is the plan as it runs, `idle` a run in which nobody pays."""
    cost = books.family("lines.cost") - _paid_by_others(form, books)
    items = [
        " ".join(line.tags.values()) for line in cost_lines(books.model, form)
    ]  # parts of a year differ in months only
    lines = [_line(form, books, place, id, cost[place], items[place]) for place, id in enumerate(books.lines)]
    payers = [_payer(books, idle, id, source, cost) for id, source in form.sources.items()]
    return Problem(lines, payers, len(books.years))


def _paid_by_others(form: PlanForm, books: Books) -> Array:
    """What money that comes back pays, which is no source of the plan file and comes before all."""
    paid = np.zeros((len(books.lines), len(books.years)))
    for id in [id for id in books.rows if id.startswith("sources.") and id.endswith(".place")]:
        source = id.removeprefix("sources.").removesuffix(".place")
        if source not in form.sources:
            paid = paid + books.family(f"{books.place(source)}.pays")
    return paid


def _line(form: PlanForm, books: Books, place: int, id: str, cost: Array, item: str) -> CostLine:
    base = np.rint(books.series("months.base_month")).astype(int)
    months = {name: base + round(float(books.column(name)[place])) for name in ("from", "to", "paid")}
    return CostLine(
        id,
        [up(max(0.0, amount)) for amount in cost.tolist()],
        months["from"].tolist(),
        months["to"].tolist(),
        months["paid"].tolist(),
        recurring=bool(books.column("recurs")[place]),
        whole=_stays_whole(form, id),
        can_wait=bool(months["from"][0] == months["to"][0]) and is_of(item_of(form, id), BOUGHT_SECTIONS),
        capital=bool(books.column("capital")[place]),
        item=item,
    )


def _stays_whole(form: PlanForm, line: str) -> bool:
    """Whether a line is a position, or an item under a contract of its own."""
    item = item_of(form, line)
    section, _, name = item.partition(".")
    entry = getattr(form, section, {}).get(name) if name else None
    return is_of(item, WHOLE_SECTIONS) or bool(getattr(entry, "contract", None))


def item_of(form: PlanForm, line: str) -> str:
    """The item of a cost line: the longest item of the plan that its id begins with."""
    section, _, rest = line.partition(".")
    entries = getattr(form, section, None)
    names = (
        [name for name in entries if rest == name or rest.startswith(f"{name}_")] if isinstance(entries, dict) else []
    )
    return f"{section}.{max(names, key=len)}" if names else line


def _payer(books: Books, idle: Books, id: str, source: Source, cost: Array) -> Payer:
    covers, share, whole = books.column(f"covers_{id}"), share_of(books, id), books.family("lines.cost")
    most = {
        line: [
            _most(max(0.0, owed), full, rate)
            for owed, full, rate in zip(cost[place], whole[place], covers[place] * share, strict=True)
        ]
        for place, line in enumerate(books.lines)
        if covers[place] > 0
    }
    return Payer(
        id,
        pots_of(books, idle, id, is_over=is_over(source, books.years)),
        most,
        one_time=source.recurrence == "one_time",
        unrestricted=source.is_free,
        caps=caps_of(books, idle, id),
        discount=discount_of(idle, id),
        capital_only=bool(source.uses)
        and all(use.kinds and "operating" not in use.kinds for use in source.uses.values()),
    )


def _most(owed: float, cost: float, share: float) -> int:
    """The most [cents] that is paid of what is owed: all of it, or a share of the cost to the cent, as it is invoiced."""
    part = cents_of(cost * share) if share < FULL else cost
    return up(owed) if part >= owed * FULL else down(min(owed, part))


def waterfall_of(form: PlanForm, books: Books) -> dict[tuple[str, str, int], int]:
    """What each source pays of each line in a run [cents]; the cents of a cost that is paid whole come to that cost."""
    before, found = np.zeros((len(books.lines), len(books.years))), {}
    cost = books.family("lines.cost") - _paid_by_others(form, books)
    for id in sorted(form.sources, key=lambda id: int(books.place(id).rpartition(".")[2])):
        after = before + books.family(f"{books.place(id)}.pays")
        for place, line in enumerate(books.lines):
            for year in range(len(books.years)):
                cents = _so_far(after[place, year], cost[place, year]) - _so_far(before[place, year], cost[place, year])
                if cents:
                    found[id, line, year] = cents
        before = after
    return found


def _so_far(paid: float, cost: float) -> int:
    """What is paid so far in whole cents."""
    return up(max(0.0, cost)) if abs(paid - cost) * 100 < 1 / 100 else down(max(0.0, paid))


def unused_of(form: PlanForm, problem: Problem, books: Books) -> dict[str, float]:
    """What lapses of each restricted source in a run, and what one-time money has left at the end [usd]."""
    found = {}
    for one in problem.payers:
        if not one.unrestricted:
            block = f"sources.{one.id}"
            left = books.series(f"{block}.closing")[-1] if is_over(form.sources[one.id], books.years) else 0
            found[one.id] = float(books.series(f"{block}.lapsed").sum() + left)
    return found


def measured(form: PlanForm, problem: Problem, payments: Payments, books: Books) -> dict[str, float]:
    """What a run of the plan comes to in every wish [usd], read off its rows; how often lines are split and sources per line."""
    paid = {id: books.series(f"sources.{id}.paid").sum() for id in form.sources}
    pays = {one.id: books.family(f"{books.place(one.id)}.pays").sum(axis=1) for one in problem.payers}
    cliff = [
        amount
        for one in problem.payers
        for line, amount in zip(problem.lines, pays[one.id], strict=True)
        if one.is_cliff_of(line)
    ]
    last_place = max(int(books.place(id).rpartition(".")[2]) for id in form.sources)
    left = books.family(f"waterfall.{last_place}.remaining")
    waits = np.array([line.can_wait for line in problem.lines])
    counted = evaluate(problem, payments)
    found = {
        SPLIT: counted[SPLIT],
        "gap": float(books.series("funding.gap").sum()),
        "recurring_on_one_time": float(sum(cliff)),
        "lapsed": sum(unused_of(form, problem, books).values()),
        "unrestricted": float(sum(paid[one.id] for one in problem.payers if one.unrestricted)),
        "pressing": float(left[~waits].sum()),
        "early_gap": float((left.sum(axis=0) * np.arange(problem.years, 0, -1)).sum()),
        SOURCES: counted[SOURCES],
    }
    return {name: cents_of(value) for name, value in found.items()}
