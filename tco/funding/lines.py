"""Cost lines: what there is to pay, as fine as the sources' rules of use ask for, and in which months it is committed and paid.

A line is what an item posts under the same tags at the same time of the year. What runs through the year is cut at the months in
which some source begins or ends, so that a deadline inside a fiscal year covers the part before it and nothing is counted twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tco.formula.expression import at_least, cents, one_each, sum_rows
from tco.formula.rows import Block, Model, Posting, Row, Table
from tco.formula.when import MONTHS, When
from tco.funding.uses import TAG_OF, may_pay
from tco.inputs.plan import PlanForm

ALWAYS = ("item", "recurrence", "kind")
USES = ("capital", "operating", "debt_service")
UNSAID = ("operating", "proceeds")  # kinds that a line does not name: the usual one, and what comes back
BACK = "comes back"


@dataclass(frozen=True)
class Line:
    """One cost line: its tags, its months of the fiscal year, and the postings that it adds up."""

    id: str
    name: str
    tags: Mapping[str, str]
    when: When
    postings: tuple[Posting, ...]

    @property
    def begun(self) -> float:
        """The part of the year's amount that comes before the line's first month."""
        return 0.0 if self.when.once else (self.when.first - 1) / 12

    @property
    def ended(self) -> float:
        """The part of the year's amount that has come by the end of the line's last month."""
        return 1.0 if self.when.once else self.when.last / 12


@dataclass(frozen=True)
class Lines:
    """The table of cost lines. `amount` [usd] may be negative, which is money that comes back; `cost` [usd] is what is to be paid."""

    lines: tuple[Line, ...]
    table: Table
    amount: Row
    cost: Row


def cost_lines(model: Model, plan: PlanForm) -> tuple[Line, ...]:
    """The lines of all budgeted postings, item by item; what is sold or recovered is none of the cost of the same item."""
    asked = _tags_asked(plan)
    groups: dict[tuple[tuple[str, ...], str, When], list[Posting]] = {}
    for posting in model.postings:
        if posting.tags["budgeted"] == "yes":
            key = tuple(posting.tags[tag] for tag in asked)
            back = BACK if posting.tags["kind"] == "proceeds" else ""
            groups.setdefault((key, back, posting.when), []).append(posting)
    labels = {block.id: block.label for sheet in model.sheets for block in sheet.blocks}
    labels |= {f"sources.{id}": source.label for id, source in plan.sources.items()}
    keys = Counter(item for item, *_ in {key for key, _, _ in groups})
    dated = {id: source.cut_months for id, source in plan.sources.items() if source.cut_months}
    found: dict[str, Line] = {}
    for (key, back, when), postings in groups.items():
        item, *others = (tag for tag in key if tag not in UNSAID)
        tags = dict(zip(asked, key, strict=True))
        said = [labels[item], *_told(tags, postings, others if keys[item] > 1 else [])]
        for part in _parts(when, _cuts(plan, dated, tags)):
            months = _months(part, plan.calendar.start_month)
            words = [item, *filter(None, [*others, back]), *months, *(["once"] if when.once else [])]
            id = _free_id("_".join(words).replace(" ", "_").lower(), found)
            name = ", ".join([*said, *filter(None, [back, " to ".join(months)])])
            found[id] = Line(id, name, tags, part, tuple(postings))
    return tuple(found.values())


def _told(tags: Mapping[str, str], postings: Sequence[Posting], others: Sequence[str]) -> Iterator[str]:
    """What a line is beside its item: its tags in words; of debt that is paid once, such as issuing it, what it is called."""
    if (tags["kind"], tags["recurrence"]) == ("debt_service", "one_time"):
        yield from dict.fromkeys(entry.row.label[0].lower() + entry.row.label[1:] for entry in postings)
    else:
        yield from (tag.replace("_", " ") for tag in others if tag)


def _free_id(id: str, taken: Mapping[str, Line]) -> str:
    """The id, or where lines differ in what an id does not show (when they are paid, words with and without spaces) a longer one."""
    while id in taken:
        id += "_too"
    return id


def _tags_asked(plan: PlanForm) -> list[str]:
    """The tags by which some source chooses what it pays; item, recurrence and kind are always told apart."""
    uses = [use for source in plan.sources.values() for use in source.uses.values()]
    asked = [tag for field, tag in TAG_OF.items() if any(getattr(use, field) for use in uses)]
    return [*ALWAYS, *(tag for tag in asked if tag not in ALWAYS)]


def _cuts(plan: PlanForm, dated: Mapping[str, frozenset[int]], tags: Mapping[str, str]) -> list[int]:
    """The months of the fiscal year (1 to 12) after which such a cost is cut; only its end where none of the `dated` may pay it."""
    cuts = [own for id, own in dated.items() if may_pay(plan.sources[id], tags)]
    months = frozenset(plan.funding.cut_months).union(*cuts) if cuts else ()
    return sorted({(month - plan.calendar.start_month) % 12 + 1 for month in months} | {12})


def _parts(when: When, cuts: Sequence[int]) -> list[When]:
    """The parts of the year in which a line falls: all in its month, or one for each stretch between cuts."""
    if when.once:
        return [when]
    return [replace(when, first=after + 1, last=until) for after, until in pairwise([0, *cuts])]


def _months(when: When, start: int) -> list[str]:
    """The first and last month of a part of the year, none where it is the whole year or its first month."""
    if when.first == 1 and (when.once or when.last == 12):
        return []
    months = [MONTHS[(month + start - 1 - 1) % 12] for month in (when.first, when.last)]
    return months if when.first != when.last else months[:1]


def line_rows(model: Model, block: Block, plan: PlanForm, lines: tuple[Line, ...]) -> Lines:
    """The table of lines, and the families of their amounts and costs over the years."""
    names = [line.name for line in lines]
    table = model.table("lines", "Cost lines", [line.id for line in lines], names)
    begun = table.column("begun", "Part of the year before it", "share", values=[line.begun for line in lines])
    ended = table.column("ended", "Part of the year to its end", "share", values=[line.ended for line in lines])
    recurs = [float(line.tags["recurrence"] != "one_time") for line in lines]
    table.column("recurs", "Comes again: recurring, or as long as it is renewed", "flag", values=recurs)
    for kind in USES:
        flags = [float(line.tags["kind"] == kind) for line in lines]
        table.column(kind, kind.replace("_", " ").capitalize(), "flag", values=flags)
    _month_columns(table, lines, plan.calendar.start_month)
    each = one_each(table, [sum_rows([entry.row for entry in line.postings]) for line in lines])
    posted = block.row("posted", "Posted in the year", "usd", each, table=table)
    in_part = cents(posted * ended) - cents(posted * begun)  # so that the parts of a year are whole cents and add up
    amount = block.row("amount", "Amount", "usd", in_part, table=table)
    return Lines(lines, table, amount, block.row("cost", "To be paid", "usd", at_least(0, amount), table=table))


def _month_columns(table: Table, lines: tuple[Line, ...], start: int) -> None:
    """When each line is committed and paid, in months from the December before the calendar year that names the fiscal year."""
    shift = start - 1 - (12 if start > 1 else 0)
    lead = [line.when.before if line.when.once else 0 for line in lines]
    first = [line.when.first + shift - before for line, before in zip(lines, lead, strict=True)]
    last = [line.when.last + shift - before for line, before in zip(lines, lead, strict=True)]
    paid = [line.when.last + shift + line.when.after for line in lines]
    in_time = sorted(range(len(lines)), key=lambda place: last[place])
    order = {place: number for number, place in enumerate(in_time, start=1)}
    label = "Order of payment: by when it is committed"
    table.column("order", label, "index", values=[order[place] for place in range(len(lines))])
    table.column("from", "Committed from month", "month", values=first)
    table.column("to", "Committed to month", "month", values=last)
    table.column("paid", "Paid by month", "month", values=paid)
