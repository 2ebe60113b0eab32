"""What a workbook says about itself beside its numbers: whose plan it is, what it covers, what was found and what changed."""

from __future__ import annotations

from dataclasses import dataclass

SCOPE_WORDS = ("included", "excluded", "unknown")


@dataclass(frozen=True)
class Simulation:
    """Results of many draws, which no formula can keep live: values, and the words that say where they come from.

    `note` names seed, draws and version; `rows` stand under `heading`, the first entry of each being its label.
    """

    note: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


@dataclass(frozen=True)
class Decision:
    """What a fleet's figures say of its life: a heading, the answer in words, and a line for each year of service.

    A line holds its words, the cost of a year if kept that long, the cost of that year, and the largest repair worth paying in it [usd]
    where devices are kept for the cheapest life and where the plan's life stays.
    """

    heading: str
    meaning: str
    lines: tuple[tuple[str, float, float, float, float], ...]


@dataclass(frozen=True)
class Cover:
    """The first page: title and district, a summary in a few lines, and what the totals include.

    `scope` is (category, one of `SCOPE_WORDS`); `changes` is (version or date, what changed); `findings` is (kind, place, text);
    `who_pays` says in sentences who pays and what becomes of cost on money that ends; `shifts` is (comparison, in
    paragraphs what shifts between its options);
    `undecided` names the fleets whose figures say nothing of a best life.
    """

    title: str
    district: str
    summary_lines: tuple[str, ...] = ()
    scope: tuple[tuple[str, str], ...] = ()
    plan_hash: str = ""
    version: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()
    who_pays: tuple[str, ...] = ()
    shifts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    simulation: Simulation | None = None
    decisions: tuple[Decision, ...] = ()
    undecided: tuple[str, ...] = ()
