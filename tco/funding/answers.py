"""What the waterfall means for a budget: coverage, the general fund's part, structural balance, who pays later, match, uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tco.formula.expression import one_each, sum_rows, sum_where, total, where
from tco.formula.rows import Block, Row, Sheet
from tco.funding.cliff import cliff_rows
from tco.funding.lines import USES, Lines
from tco.funding.sources import KINDS_OF_MONEY
from tco.funding.waterfall import Paid, Payer
from tco.inputs.funding import FIRST_YEARS, Source, general_fund
from tco.model.ground import Ground


@dataclass(frozen=True)
class Answers:
    """What the answers read: the block of who pays in all, the sources, and what they pay."""

    in_all: Block
    lines: Lines
    sources: Mapping[str, Source]
    payers: Sequence[Payer]
    paid: Paid

    def each(self, id: str, ids: Sequence[str] | None = None) -> list[Row]:
        """This row of every source, or of those named."""
        return [payer.block.made(id) for payer in self.payers if ids is None or payer.block.name in ids]

    def of_kind(self, kind: str) -> list[str]:
        return [id for id, source in self.sources.items() if source.recurrence == kind]


def answer_rows(ground: Ground, sheet: Sheet, working: Sheet, answers: Answers) -> None:
    """The answers stand between what is paid in all and the sources one by one."""
    in_all, lines, paid = answers.in_all, answers.lines, answers.paid
    short = sum_where(paid.remaining, lines.table.made("recurs"), 1)
    in_all.row("recurring_gap", "Recurring cost not covered", "usd", short)
    blocks = [
        general_fund_rows(ground, answers),
        *cliff_rows(ground, working, in_all, lines, answers.sources, answers.payers, paid),
        balance_rows(ground, answers),
        later_rows(ground, answers),
        match_rows(ground, answers),
        use_rows(ground, answers),
    ]
    after = sheet.blocks.index(in_all) + 1
    sheet.blocks[after:after] = [block for block in blocks if block.rows]


def general_fund_rows(ground: Ground, answers: Answers) -> Block:
    """What the plan asks of the general fund: what it pays, and what nobody pays, which falls to it in the end."""
    block = Block("general_fund", "What the general fund must find", ground.model.years)
    ids = general_fund(answers.sources)
    block.row("paid", "Paid by the general fund", "usd", sum_rows(answers.each("paid", ids)) if ids else 0)
    block.row("gap", "Not covered", "usd", answers.in_all.made("gap"))
    impact = block.row(
        "impact", "General fund, with what is not covered", "usd", block.made("paid") + block.made("gap")
    )
    block.row("per_student", "General fund per student", "usd/student", impact / ground.heads.students)
    cost = answers.in_all.made("cost")
    block.row("share", "Of the cost, on the general fund", "share", where(cost > 0, impact / cost, 0))
    return block


def balance_rows(ground: Ground, answers: Answers) -> Block:
    """Recurring revenue against recurring expenditure, as GFOA asks; money at risk of renewal counts apart."""
    block = Block("balance", "Structural balance: does recurring money carry recurring cost?", ground.model.years)

    def received(id: str, label: str, kind: str) -> Row:
        ids = answers.of_kind(kind)
        return block.row(id, label, "usd", sum_rows(answers.each("received", ids)) if ids else 0)

    revenue = received("revenue", "Recurring revenue", "recurring")
    cost = block.row("cost", "Recurring cost", "usd", answers.in_all.made("recurring_cost"))
    balance = block.row("balance", "Structural balance, less than 0 is none", "usd", revenue - cost)
    at_risk = received("at_risk", "Revenue at risk of renewal", "at_risk")
    block.row("if_renewed", "Structural balance, if all at risk is renewed", "usd", balance + at_risk)
    on = [answers.in_all.made(f"recurring_on_{kind}") for kind in ("one_time", "at_risk")]
    block.row("one_time", "Recurring cost on one-time money", "usd", on[0])
    block.row("holds", "In structural balance: 1 yes, 0 no", "flag", revenue >= cost)
    return block


def later_rows(ground: Ground, answers: Answers) -> Block:
    """Who pays once the first years are over, in the years that summaries show."""
    years, last = ground.model.years, ground.plan.calendar.headline_years
    block = Block("later", f"Who pays after year {FIRST_YEARS}", years)
    flags = [float(FIRST_YEARS <= place < last) for place in range(len(years))]
    if not any(flags):
        return block
    counts = block.numbers("counts", f"After year {FIRST_YEARS}, in the years that summaries show", "flag", flags)
    cost = block.row("cost", "Cost", "usd", answers.in_all.made("cost") * counts)
    in_all = block.constant("cost_in_all", "Cost in these years", "usd", total(cost))
    kinds = [(f"paid_{kind}", f"Paid by {label}") for kind, label in KINDS_OF_MONEY.items()]
    for id, label in (*kinds, ("gap", "Not covered")):
        row = block.row(id, label, "usd", answers.in_all.made(id) * counts)
        share = where(in_all > 0, total(row) / in_all, 0)
        block.constant(f"{id}_share", f"{label}, share in these years", "share", share, beside=row)
    return block


def match_rows(ground: Ground, answers: Answers) -> Block:
    """What the district must pay beside each source that pays only a share of a cost."""
    block = Block("match", "To be paid beside sources that pay a share", ground.model.years)
    beside = []
    for payer in answers.payers:
        share = payer.money.share
        if share is not None:
            paid = payer.block.made("paid")
            rest = where(share > 0, paid * (1 - share) / share, 0)
            beside.append(block.row(payer.block.name, f"Beside {payer.block.label}", "usd", rest))
    if beside:
        block.row("total", "To be budgeted beside them", "usd", sum_rows(beside))
    return block


def use_rows(ground: Ground, answers: Answers) -> Block:
    """Sources and uses: what there is, what each source pays as capital, operating and debt service, and what is left."""
    block = Block("uses", "Sources and uses", ground.model.years)
    block.row("opening", "Balances at the start", "usd", sum_rows(answers.each("opening")))
    block.row("received", "Received", "usd", sum_rows(answers.each("received")))
    there = {line.tags["kind"] for line in answers.lines.lines}
    used = {kind: kind.replace("_", " ") for kind in USES if kind in there}
    by_kind: dict[str, list[Row]] = {kind: [] for kind in used}
    pays = {kind: _by_place(answers, kind, label) for kind, label in used.items()}
    for payer in answers.payers:
        at, id = payer.block.made("place"), payer.block.name
        for kind, label in used.items():
            paid = sum_where(pays[kind], answers.paid.numbered.made("number"), at)
            by_kind[kind].append(block.row(f"{id}.{kind}", f"{payer.block.label}: {label}", "usd", paid))
    for kind, label in used.items():
        block.row(kind, f"Paid as {label}", "usd", sum_rows(by_kind[kind]))
    block.row("lapsed", "Lapses", "usd", sum_rows(answers.each("lapsed")))
    block.row("closing", "Balances at year end", "usd", sum_rows(answers.each("closing")))
    return block


def _by_place(answers: Answers, kind: str, label: str) -> Row:
    """What the source at each place pays as capital, as operating or as debt service."""
    flag, paid = answers.lines.table.made(kind), answers.paid
    rows = [
        place.block.row(f"pays_{kind}", f"Pays as {label}", "usd", sum_where(place.pays, flag, 1))
        for place in paid.places
    ]
    each = one_each(paid.numbered, rows)
    return paid.block.row(kind, f"Pays as {label}, by place", "usd", each, table=paid.numbered)
