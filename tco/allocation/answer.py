"""The answer: planned payments beside the waterfall, wish by wish, and for each line why it is paid by what it is paid by."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from tco.allocation.books import Books
from tco.allocation.limits import held, not_paid, tightened
from tco.allocation.pots import CENT
from tco.allocation.reading import measured, problem_of, unused_of, waterfall_of
from tco.allocation.reasons import Reasons
from tco.build import build
from tco.errors import MissingError
from tco.formula.number import evaluate, raise_on_failure
from tco.funding.outcome import faults
from tco.funding.problem import SOURCES, SPLIT, WISHES, Cap, Payments, Problem
from tco.funding.program import Allocation, Wish, allocate
from tco.inputs.given import Given
from tco.inputs.plan import PlanForm

SHOWN = {**WISHES, SOURCES: "Sources per line, added up [number]"}
ROUNDS = 5  # of reading the sources anew, for interest and refunds that depend on what is paid
NEAR = 1.0  # dollars
DEPENDS = "what a source has depends on what it pays"
UNPROVED = f"That nothing is better is not proved: {DEPENDS}."
AS_THE_WATERFALL = (
    "Not proved: the payments are those of the waterfall. "
    f"No better ones were found that the plan can follow, for {DEPENDS}."
)
HELD = "Sources that bring indirect cost back pay in no year more than in the waterfall."


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """An optimal allocation beside the waterfall: what both come to in each wish, who pays what and why, and how sure that is."""

    problem: Problem
    allocation: Allocation
    waterfall: Mapping[str, float]
    optimal: Mapping[str, float]
    labels: Mapping[str, str]
    years: tuple[int, ...]
    unused: Mapping[str, float] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """How sure it is that nothing is better."""
        return self.allocation.status

    @property
    def wishes(self) -> pd.DataFrame:
        """What the waterfall and the optimal allocation come to [usd], in the district's order of wishes."""
        order = list(self.allocation.values)
        columns = {
            "waterfall": [self.waterfall[name] for name in order],
            "optimal": [self.optimal[name] for name in order],
        }
        return pd.DataFrame(columns, index=pd.Index([SHOWN[name] for name in order], name="wish"))

    @property
    def payments(self) -> pd.DataFrame:
        """Planned payments by cost line and source [usd], with the reason for each."""
        reasons = self._reasons
        table = {
            (self.labels[line.id], self.labels[payer.id]): {
                **{f"FY{year}": by_year.get(at, 0) / 100 for at, year in enumerate(self.years)},
                "why": reasons.why_paid(payer, line),
            }
            for line in self.problem.lines
            for payer, by_year in reasons.payers_of(line)
        }
        index = pd.MultiIndex.from_tuples(list(table), names=["line", "source"]) if table else pd.Index([], name="line")
        return pd.DataFrame(list(table.values()), index=index)

    @property
    def open_costs(self) -> pd.DataFrame:
        """What is not covered, by cost line [usd], with the years and the reason for each."""
        reasons = self._reasons
        found = []
        for line in self.problem.lines:
            by_year = reasons.open_by_year(line)
            if by_year:
                when = _span([self.years[at] for at in by_year])
                found.append(
                    (self.labels[line.id], when, sum(by_year.values()) / 100, reasons.why_open(line, [*by_year]))
                )
        return pd.DataFrame(found, columns=["line", "years", "not covered", "why"])

    @property
    def planned(self) -> dict[str, dict[str, dict[int, float]]]:
        """Planned payments as a plan has them: by source, cost line and fiscal year [usd]."""
        planned: dict[str, dict[str, dict[int, float]]] = {}
        for (source, line), by_year in self._reasons.of_pair.items():
            amounts = {self.years[at]: cents / 100 for at, cents in sorted(by_year.items())}
            planned.setdefault(source, {})[line] = amounts
        for payer in self.problem.payers:  # a source that pays nothing says so, or it would pay like a waterfall
            if payer.id not in planned and self.problem.lines:
                planned[payer.id] = {self.problem.lines[0].id: {self.years[0]: 0.0}}
        return planned

    @property
    def gap(self) -> dict[int, float]:
        """What the planned payments leave uncovered, by fiscal year [usd]."""
        left = [self._reasons.open_by_year(line) for line in self.problem.lines]
        return {year: sum(line.get(at, 0) for line in left) / 100 for at, year in enumerate(self.years)}

    @cached_property
    def _reasons(self) -> Reasons:
        return Reasons(self.problem, self.allocation.payments, self.labels, self.years)

    def page(self) -> str:
        """The wishes side by side, what pays each line and why, and what is not covered and why."""
        lines = [f"{'':<58}{'waterfall':>16}{'optimal':>16}"]
        lines += [
            f"{wish:<58}{row['waterfall']:>16,.0f}{row['optimal']:>16,.0f}" for wish, row in self.wishes.iterrows()
        ]
        lines += [
            "",
            self.status,
            *self._whole_lines(),
            *self._unused_lines(),
            *self._paid_lines(),
            *self._open_lines(),
        ]
        return "\n".join(lines)

    def _whole_lines(self) -> Iterator[str]:
        """What it costs that positions and contracts stay whole, and which are split all the same."""
        if self.allocation.whole_costs is not None:
            wish, cents = self.allocation.whole_costs
            more = f"more by ${cents / 100:,.0f}" if wish != "early_gap" else "more"
            yield f"Positions and contracts stay whole; for that, {more}: {WISHES[wish]}. To weigh it later, name `{SPLIT}` in wishes."

    def _unused_lines(self) -> Iterator[str]:
        """Restricted money that the plan does not use, by source."""
        left = {id: amount for id, amount in self.unused.items() if amount >= NEAR}
        if left:
            yield "Not used: " + "; ".join(f"{self.labels[id]} ${amount:,.0f}" for id, amount in left.items())

    def _paid_lines(self) -> Iterator[str]:
        reasons = self._reasons
        for line in self.problem.lines:
            paying = reasons.payers_of(line)
            if paying:
                yield from ("", self.labels[line.id])
            for payer, by_year in paying:
                when = _span([self.years[at] for at in sorted(by_year)])
                paid = f"${sum(by_year.values()) / 100:,.0f}"
                yield f"  {self.labels[payer.id]}, {when}: {paid}; {reasons.why_paid(payer, line)}"
            by_dates = reasons.split_by_dates(line)
            if by_dates and paying:
                when = _span([self.years[at] for at in by_dates])
                yield f"  {when}: no one source may pay all of that year, by its days or rules; each part has its own"

    def _open_lines(self) -> Iterator[str]:
        rows = [row for _, row in self.open_costs.iterrows() if row["not covered"] >= NEAR]
        yield from ("", "Not covered") if rows else ()
        yield from (f"  {row['line']}, {row['years']}: ${row['not covered']:,.0f}; {row['why']}" for row in rows)

    def __repr__(self) -> str:
        return self.page()

    def _repr_html_(self) -> str:
        return f"{self.wishes.to_html()}<p>{self.status}</p>{self.payments.to_html()}"


def _span(years: Sequence[int]) -> str:
    """Fiscal years in words: those in a row from the first to the last."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"FY{span[0]} to FY{span[-1]}" if len(span) > 1 else f"FY{span[0]}" for span in spans)


def compare(form: PlanForm, *, wishes: Sequence[str], seconds: float) -> Comparison:
    """The optimal allocation of a plan without planned payments, beside its waterfall, in its base case.

    Interest depends on what is paid: the sources are read anew from the plan that follows the payments, a few times. Where the plan
    cannot follow what is found, or comes to worse, the answer is the waterfall's payments.
    Raises MissingError where there is nothing to allocate.
    """
    if not form.sources:
        raise MissingError("sources: the plan has no sources, or nothing to pay; there is nothing to allocate")
    books = _run(form)
    idle = _run(_nobody_pays(form, books.lines[0]))
    known = waterfall_of(form, books)
    first = problem = held(problem_of(form, books, idle), known, books)
    labels = books.names | {id: source.label for id, source in form.sources.items()}
    waterfall, proof = measured(form, problem, known, books), _is_whole(form, problem, known, books)
    tight: list[tuple[str, Cap]] = []
    for _ in range(ROUNDS):
        found = allocate(problem, wishes=wishes, start=known, seconds=seconds)
        found = replace(found, status=_status(found, problem, books, proof=proof and not tight))
        answer, following = _followed(form, Comparison(problem, found, waterfall, {}, labels, books.years))
        if not _is_stale(following):
            break
        tight = [*tight, *not_paid(problem, found.payments, following)]
        problem = held(problem_of(form, following, idle), known, following)
        problem = replace(problem, payers=[tightened(one, tight) for one in problem.payers])
    bad = _is_stale(following) or _is_worse(answer)
    return _waterfall(form, replace(answer, problem=first), known) if bad else answer


def _followed(form: PlanForm, answer: Comparison) -> tuple[Comparison, Books]:
    """An answer with what it comes to in the plan that follows it, and that plan as it runs."""
    following = _run(planning(form, answer))
    return _measured(form, answer, following), following


def _is_stale(following: Books) -> bool:
    """Whether a plan cannot pay as planned."""
    return bool(following.series("funding.plan_stale").max() > CENT)


def _is_worse(answer: Comparison) -> bool:
    """Whether what was found comes to worse than the waterfall, in the district's order, beyond what is lost in whole cents."""
    near = CENT * len(answer.problem.lines) * answer.problem.years**2
    for name in answer.allocation.values:
        apart = answer.optimal[name] - answer.waterfall[name]
        if name != SOURCES and abs(apart) > (0 if name == SPLIT else near):
            return apart > 0
    return False


def _waterfall(form: PlanForm, answer: Comparison, known: Payments) -> Comparison:
    """The waterfall's own payments, where nothing better was found that the plan can follow."""
    values = {name: round(value * (1 if name in (SPLIT, SOURCES) else 100)) for name, value in answer.waterfall.items()}
    wishes = tuple(Wish(name, values[name], None) for name in answer.allocation.values)
    return _followed(form, replace(answer, allocation=Allocation(known, wishes, AS_THE_WATERFALL)))[0]


def _is_whole(form: PlanForm, problem: Problem, known: Payments, books: Books) -> bool:
    """Whether all that a plan can pay was looked at: what the waterfall pays, and no source that loses what it could have paid before."""
    income = [books.series(f"sources.{id}.received") + books.series(f"sources.{id}.transferred") for id in form.sources]
    shrinks = any(float(each[1:].min(initial=0.0)) < -CENT for each in income)
    return not shrinks and not faults(problem, {key: max(0, cents - 1) for key, cents in known.items()})


def _status(found: Allocation, problem: Problem, books: Books, *, proof: bool) -> str:
    """How sure it is that nothing is better, in the words of the program where it looked at all that the plan can pay."""
    proved = all(wish.proven for wish in found.wishes if wish.name != SOURCES)
    refunds = any(books.has(f"sources.{one.id}.indirect") for one in problem.payers)
    return " ".join([found.status if proof or not proved else UNPROVED, *([HELD] if refunds else [])])


def _measured(form: PlanForm, answer: Comparison, books: Books) -> Comparison:
    """An answer with what a run of it comes to."""
    optimal = measured(form, answer.problem, answer.allocation.payments, books)
    return replace(answer, optimal=optimal, unused=unused_of(form, answer.problem, books))


def _run(form: PlanForm) -> Books:
    model = build(form)
    values = evaluate(model)
    raise_on_failure(model, values)
    return Books(model, values)


def _nobody_pays(form: PlanForm, line: str) -> PlanForm:
    """The plan with every source holding on to its money: planned to pay nothing."""
    nothing = {line: Given(by_year={form.calendar.first_year: 0})}
    sources = {id: source.model_copy(update={"planned": nothing}) for id, source in form.sources.items()}
    funding = form.funding.model_copy(update={"follow_plan": "yes"})
    return form.model_copy(update={"sources": sources, "funding": funding})


def planning(form: PlanForm, answer: Comparison) -> PlanForm:
    """The plan with the payments of an answer planned."""
    planned = {
        source: {line: Given(by_year=amounts) for line, amounts in lines.items()}
        for source, lines in answer.planned.items()
    }
    sources = {id: source.model_copy(update={"planned": planned.get(id, {})}) for id, source in form.sources.items()}
    funding = form.funding.model_copy(update={"follow_plan": "yes", "planned_gap": Given(by_year=answer.gap)})
    return form.model_copy(update={"sources": sources, "funding": funding})


def plan_text(answer: Comparison, base: Path, folder: Path, form: PlanForm) -> str:
    """A small plan file that extends another with the planned payments; those that it had before and are no longer planned are 0."""
    try:
        named = Path(os.path.relpath(base, folder)).as_posix()
    except ValueError:  # another drive
        named = base.resolve().as_posix()
    parts = [
        "# Planned payments, as `tco allocate` found them. Run it again when costs or money change.",
        f"extends = {json.dumps(named, ensure_ascii=False)}",
        f'\n[funding]\nfollow_plan = "yes"\nplanned_gap = {_by_year(answer.gap)}',
    ]
    for source, lines in answer.planned.items():
        gone = {id: {answer.years[0]: 0.0} for id in form.sources[source].planned if id not in lines}
        said = [f"{json.dumps(line)} = {_by_year(amounts)}" for line, amounts in {**lines, **gone}.items()]
        parts.append("\n".join([f"\n[sources.{source}.planned]", *said]))
    if "waterfall" not in form.scenarios:
        said = ['label = "Without planned payments: the waterfall"', 'changes = { "funding.follow_plan" = "no" }']
        parts.append("\n".join(["\n[scenarios.waterfall]", *said]))
    return "\n".join(parts) + "\n"


def _by_year(amounts: Mapping[int, float]) -> str:
    inner = ", ".join(f"{year} = {amount:.2f}" for year, amount in amounts.items())
    return f"{{ by_year = {{ {inner} }} }}"
