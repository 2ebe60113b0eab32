"""Who may pay an option: what of its cost each source could pay by its uses and dates, however much money it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_most, sum_rows, total, where
from tco.formula.rows import Block, Model, Posting, Row
from tco.formula.when import When
from tco.funding.dates import month_row
from tco.funding.uses import use_of
from tco.inputs.funding import Source
from tco.model.comparing import Compared
from tco.model.ground import Ground
from tco.model.options import Built

KEEPS = ("levy", "bond", "reserve")
"""Ways to have money that is kept until it is spent."""
COMES_BY_YEAR = (*KEEPS, "amount", "allotment", "fees")
"""Ways to have money of which the plan says in which years it comes."""


@dataclass(frozen=True)
class Payer:
    """A source as options see it: its form, its own block among sources and uses, and the block of the comparison."""

    id: str
    source: Source
    own: Block
    shared: Block
    months: Block


def option_source_rows(ground: Ground, options: Sequence[Compared]) -> None:
    """For each option and source of the plan, the part of the cost that the source may pay."""
    model = ground.model
    months = _block(model, "months")
    if months is None or not options:
        return
    shared = options[0].period.block
    for id, source in ground.plan.sources.items():
        own = _block(model, f"sources.{id}")
        if own is not None:
            payer = Payer(id, source, own, shared, months)
            for option in options:
                _may_pay_row(option, payer)


def _block(model: Model, id: str) -> Block | None:
    return next((block for sheet in model.sheets for block in sheet.blocks if block.id == id), None)


def cost_postings(built: Built) -> Iterator[Posting]:
    """What an option would have to have paid: its budgeted postings that are no money coming back."""
    for posting in built.postings:
        if posting.tags["budgeted"] == "yes" and posting.tags["kind"] != "proceeds":
            yield posting


def use_for(source: Source, posting: Posting, item: str) -> str | None:
    """The use by which a source may pay a posting of an option on an item: its id, "" where all may be paid, None where it may not."""
    if not source.uses:
        return ""
    return use_of(source, {**posting.tags, "item": item}) or None


def _may_pay_row(option: Compared, payer: Payer) -> None:
    """The costs that fit, each at the eligible part of its use, in the months in which the source may pay."""
    groups: dict[tuple[str, When | None, bool], list[Row]] = {}
    for posting in cost_postings(option.built):
        use = use_for(payer.source, posting, option.item)
        if use is not None:
            ahead = posting.row.id.endswith(".prepaid.cost") and payer.source.obligate_by is not None
            when = posting.when if payer.source.opens or payer.source.obligate_by else None
            groups.setdefault((use, when, ahead), []).append(posting.row)
    block, label = option.block, payer.source.label
    parts: list[Expression] = []
    for number, ((use, when, ahead), rows) in enumerate(groups.items(), start=1):
        part: Expression = option.period.within * option.built.added(rows)
        for share in _shares(option, payer, use, when, ahead):
            part = part * share
        if len(groups) > 1:
            part = block.row(f"may_pay_{payer.id}_{number}", f"{label}: may pay, part {number}", "usd", part)
        parts.append(part)
    said = f"{label}: may pay"
    paid = block.row(f"may_pay.{payer.id}", said, "usd", sum_rows(parts) if parts else 0)
    needed = option.to_pay
    share = where(total(needed) > 0, total(paid) / total(needed), 0)
    block.constant(f"may_pay_share.{payer.id}", f"{said}, of all cost", "share", share)


def _shares(option: Compared, payer: Payer, use: str, when: When | None, ahead: bool) -> Iterator[Expression]:
    """What of a cost counts: the eligible part of its use, the source's discount or match, its dates, prepaid years in time."""
    own, shared = payer.own, payer.shared
    for name in (f"uses.{use}.part", f"uses.{use}.share"):
        if use and own.has(name):
            yield own.made(name)
            break
    for name in ("rest_of_match", "discount"):
        if own.has(name):
            yield own.made(name)
            break
    comes = _comes_row(shared, payer)
    if comes is not None:
        yield comes
    if when is not None:
        yield _open_row(shared, payer, when)
    if ahead:
        assert when is not None, "a source with a last day has its months"
        yield _in_time_row(option, payer, when)


def _comes_row(block: Block, payer: Payer) -> Row | None:
    """1 in the years in which a source has brought something; what is kept stays there to be used, as far as its dates go."""
    source, id = payer.source, f"comes.{payer.id}"
    if source.way not in COMES_BY_YEAR:
        return None
    if block.has(id):
        return block.made(id)
    brought: Row = payer.own.made("received")
    if source.carries_over or source.obligate_by is not None or source.way in KEEPS:
        so_far = block.announce(f"brought.{payer.id}", f"{source.label}: brought so far", "usd")
        before = payer.own.made("opening_balance") if payer.own.has("opening_balance") else None
        brought = block.define(so_far, Prior(so_far) + payer.own.made("received"), opening=before)
    return block.row(id, f"{source.label}: has come", "flag", brought > 0)


def _open_row(block: Block, payer: Payer, when: When) -> Row:
    """The part of a cost that is committed within a source's days: all or nothing of what comes once, else by months."""
    source = payer.source
    id = f"open_{when.first - when.before}.{payer.id}".replace("-", "less_") if when.once else f"open.{payer.id}"
    if block.has(id):
        return block.made(id)
    first, last = (month_row(payer.own, source, field) for field in ("opens", "obligate_by"))
    year_ends = payer.months.made("base_month") + payer.months.made("last_month")
    twelve = _twelve(block)
    if when.once:
        month = year_ends - twelve + _month(block, when)
        bounds = [month >= first] if first is not None else []
        bounds += [month <= last] if last is not None else []
        open_ = bounds[0] * bounds[1] if len(bounds) > 1 else bounds[0]
        return block.row(id, f"{source.label}: in its days", "flag", open_)
    until = year_ends if last is None else at_most(last, year_ends)
    since = year_ends - twelve + 1 if first is None else at_least(first, year_ends - twelve + 1)
    part = at_least(0, until - since + 1) / twelve
    return block.row(id, f"{source.label}: part of the year in its days", "share", part)


def _in_time_row(option: Compared, payer: Payer, when: When) -> Row:
    """The part of years paid ahead that lies before a source's last day: what is used later does not benefit it."""
    block, own = option.block, option.built.block
    last = month_row(payer.own, payer.source, "obligate_by")
    assert last is not None, "asked only of a source with a last day"
    twelve = _twelve(payer.shared)
    begins = payer.months.made("base_month") + payer.months.made("last_month") - twelve + _month(payer.shared, when)
    paid_for = own.made("prepaid.years") * payer.months.made("months_in_year")
    part = at_most(1, at_least(0, last - begins + 1) / paid_for)
    return block.row(f"in_time.{payer.id}", f"{payer.source.label}: prepaid years in its days", "share", part)


def _twelve(block: Block) -> Row:
    return (
        block.made("one_year_months")
        if block.has("one_year_months")
        else block.number("one_year_months", "A year", "month", 12)
    )


def _month(block: Block, when: When) -> Row:
    """The month of the fiscal year in which what comes once is committed, 1 the first; 0 and less before it begins."""
    number = when.first - when.before
    id = f"month_{number}".replace("-", "less_")
    return block.made(id) if block.has(id) else block.number(id, "Committed in month of the year", "month", number)
