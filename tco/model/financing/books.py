"""One contract in three views: cash by the kinds of the budget, the statement of governmental funds, and assets with what is owed on them.

Sources: GASB Statements 34, 51, 87 and 96. What is paid on the day on which an agreement begins is part of the asset and, by convention N,
not of the liability. Prepaid years are an expenditure of the fund when they are paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_most, cents, sum_of, sum_rows, sum_where
from tco.formula.rows import Block, Row
from tco.model.financing.classify import Acquired, acquired_columns, class_rows
from tco.model.financing.holding import Holding
from tco.model.financing.owing import Owing, owing_rows, standing_rows
from tco.model.financing.policy import Policy
from tco.model.ground import Ground
from tco.model.options import Built

CASH = {"cash": "Paid", "capital": "Capital", "debt_service": "Debt service", "operating": "Operating"}
FUND = {
    "outlay": "Capital outlay",
    "financing_source": "Other financing source",
    "principal": "Principal",
    "interest": "Interest",
    "expenditure": "Operating expenditure",
    "change": "Change in fund balance",
}
WIDE = {
    "added": "Assets added",
    "written_off": "Written off",
    "asset": "Assets at year end",
    "liability": "Liability at year end",
    "accrued": "Interest accrued at year end",
    "expense": "Expense",
    "difference": "Left in the reconciliation",
}
ASSET_CLASSES = {
    "assets_owned": ("Capital assets at year end", ("owned", "financed_purchase")),
    "assets_leased": ("Lease assets at year end", ("lease",)),
    "assets_subscribed": ("Subscription assets at year end", ("subscription",)),
    "assets_intangible": ("Intangible assets at year end", ("licence",)),
    "assets_prepaid": ("Prepaid at year end", ("prepaid",)),
}
"""Assets as they are shown by class. Source: GASB Statement 104."""


@dataclass(frozen=True)
class Booked:
    """A holding in the books, or all of them: its rows by their names in `CASH`, `FUND` and `WIDE` [usd], and its class [index]."""

    block: Block
    rows: dict[str, Row]
    holding: Holding | None = None
    code: Row | None = None


def book_rows(ground: Ground, block: Block, holdings: Sequence[Holding], *, cash: Row) -> Booked:
    """All holdings in the books, each in a block of its own on the sheet of `block`, and all cost together in `block`.

    `cash` is all that is paid, what is no holding included [usd]: that is an operating expense when it is paid. Asked for only where the
    plan has `[accounting]`.
    """
    policy = _policy(ground)
    sheet = next(sheet for sheet in ground.model.sheets if any(other is block for other in sheet.blocks))
    booked = []
    for holding in holdings:
        id = f"{block.id}.{holding.block.stands_for}.{holding.name}"
        booked.append(holding_rows(ground, sheet.block(id, holding.label), holding, policy))
    return total_rows(block, booked, policy, cash)


def option_book_rows(built: Built, comparison_id: str, label: str) -> Booked:
    """An option in the books, on the page of its comparison: all that it would pay, and what it would hold."""
    sheet = built.ground.model.sheet(f"books_{comparison_id}", f"Books, {label}")
    block = sheet.block(f"comparisons.{comparison_id}.{built.id}.books", built.option.label)
    paid = [posting.row for posting in built.postings if posting.tags["budgeted"] == "yes"]
    cash = block.row("cash", CASH["cash"], "usd", sum_rows(paid) if paid else 0)
    return book_rows(built.ground, block, built.ground.holdings, cash=cash)


def holding_rows(ground: Ground, block: Block, holding: Holding, policy: Policy) -> Booked:
    """One holding: its class, its cash, and its two statements as far as the district makes them."""
    acquired = acquired_columns(ground, block, holding, policy)
    code = class_rows(block, holding, policy, acquired.in_year)
    rows = cash_rows(block, holding)
    if policy.form.shows_funds:
        owing = owing_rows(block, holding, acquired)
        rows |= fund_rows(block, holding, policy, acquired, owing, rows["cash"])
        if policy.form.shows_assets:
            rows |= wide_rows(ground, block, holding, acquired, owing, rows)
    return Booked(block, rows, holding, code)


def cash_rows(block: Block, holding: Holding) -> dict[str, Row]:
    """What is paid, by the kinds of the budget: all of a long agreement is debt service, of a short one operating."""
    schedule = holding.schedule
    parts = [holding.paid_at_once, schedule.paid if schedule is not None else None, holding.expensed]
    cash = block.row("cash", CASH["cash"], "usd", sum_rows([part for part in parts if part is not None]))
    rows = {"cash": cash}
    if holding.capital is not None:
        rows["capital"] = block.row("capital", CASH["capital"], "usd", holding.capital)
    if schedule is not None:
        served: Expression = schedule.paid if holding.is_long is None else schedule.paid * holding.is_long
        rows["debt_service"] = block.row("debt_service", CASH["debt_service"], "usd", served)
    others: Expression = cash
    for kind in ("capital", "debt_service"):
        others = others - rows[kind] if kind in rows else others
    rows["operating"] = block.row("operating", CASH["operating"], "usd", others)
    return rows


def fund_rows(
    block: Block, holding: Holding, policy: Policy, acquired: Acquired, owing: Owing | None, cash: Row
) -> dict[str, Row]:
    """The statement of governmental funds: what is financed is outlay and financing source at once, then principal and interest."""
    years, rows = block.timeline, {}

    def line(id: str, formula: Expression) -> Row:
        rows[id] = block.row(id, FUND[id], "usd", formula)
        return rows[id]

    added = sum_where(acquired.capitalised, acquired.year, years.year)
    if owing is None:
        outlay = line("outlay", added)
        spent = line("expenditure", cash - outlay)
        line("change", -outlay - spent)
        return rows
    outlay = line("outlay", holding.measured if holding.what == "financed_purchase" else added)
    on_day = block.row("on_first_day", "Paid on the first day, no liability", "usd", owing.first * policy.nets)
    source = line("financing_source", owing.financed - on_day)
    principal = line("principal", owing.paid - owing.interest - on_day)
    interest = line("interest", owing.interest)
    besides = block.row("besides", "Of it paid besides", "usd", outlay - owing.financed)
    spent = line("expenditure", cash - owing.paid - besides)
    line("change", source - outlay - principal - interest - spent)
    return rows


def wide_rows(
    ground: Ground, block: Block, holding: Holding, acquired: Acquired, owing: Owing | None, fund: dict[str, Row]
) -> dict[str, Row]:
    """Assets, what they are written off by in each year, what is owed on them, and the expense."""
    policy, rows = _policy(ground), dict[str, Row]()

    def line(id: str, formula: Expression) -> Row:
        rows[id] = block.row(id, WIDE[id], "usd", formula)
        return rows[id]

    run = policy.last_month - acquired.begins + 1
    served = block.row("months", "Months since it began", "month", run, table=acquired.table)
    added = line("added", sum_where(acquired.capitalised, acquired.year, block.timeline.year))
    to_date, before = _written_off(block, holding, acquired, served)
    written_off = line("written_off", to_date - Prior(to_date))
    asset = rows["asset"] = block.announce("asset", WIDE["asset"], "usd")
    block.define(asset, Prior(asset) + added - written_off, opening=before)
    at_once = block.row("at_once", "Expense of what is no asset", "usd", fund["outlay"] - added + fund["expenditure"])
    if owing is None or holding.schedule is None:
        expense = line("expense", written_off + at_once)
        line("difference", cents(fund["cash"] - expense - (asset - Prior(asset))))
        return rows
    standing = standing_rows(ground, block, policy, holding.schedule, acquired, owing, served)
    rows |= {"liability": standing.owed, "accrued": standing.accrued}
    run_up = owing.interest + standing.accrued - Prior(standing.accrued)
    interest = block.row("interest_expense", "Interest of the year", "usd", run_up)
    expense = line("expense", written_off + interest + at_once)
    net = block.announce("net", "Assets less what is owed on them", "usd")
    opening = None if before is None or standing.before is None else before - standing.before
    block.define(net, asset - standing.owed - standing.accrued, opening=opening)
    line("difference", cents(fund["cash"] - expense - (net - Prior(net))))
    return rows


def _policy(ground: Ground) -> Policy:
    assert ground.policy is not None, "asked for only where the plan has [accounting]"
    return ground.policy


def _written_off(block: Block, holding: Holding, acquired: Acquired, months: Row) -> tuple[Row, Row | None]:
    """What is written off by the end of each year, evenly over the months of service; and the assets at the plan's start."""
    table = acquired.table
    gone = cents(acquired.capitalised * at_most(holding.serves, at_least(0, months)) / holding.serves)
    by_record = block.row("gone", "Written off to date", "usd", gone, table=table)
    if not acquired.begun:
        return block.row("gone_in_all", "Written off to date, all", "usd", sum_of(by_record)), None
    old = table.column("books_served", "Served at the start", "month", formula=at_least(0, 1 - acquired.begins))
    share = cents(acquired.capitalised * at_most(holding.serves, old) / holding.serves)
    gone_before = table.column("books_gone", "Written off at the start", "usd", formula=share)
    opening = block.constant("gone_before", "Written off before the plan", "usd", sum_of(gone_before))
    held = table.column("books_before", "Assets before the plan", "usd", formula=acquired.capitalised * (old > 0))
    before = block.constant("asset_before", "Assets at the start", "usd", sum_of(held) - opening)
    return block.row("gone_in_all", "Written off to date, all", "usd", sum_of(by_record), opening=opening), before


def total_rows(block: Block, booked: Sequence[Booked], policy: Policy, cash: Row) -> Booked:
    """All that is paid in the three views: the holdings, and all other cost, which is used up as it is paid."""
    rows = {"cash": cash}

    def line(id: str, label: str, *more: Row) -> Row:
        parts = [*(each.rows[id] for each in booked if id in each.rows), *more]
        rows[id] = block.row(id, label, "usd", sum_rows(parts) if parts else 0)
        return rows[id]

    held = [each.rows["cash"] for each in booked]
    paid = block.row("paid_on_assets", "Paid for what is in the books", "usd", sum_rows(held) if held else 0)
    others = block.row("others", "All other cost, net of what comes back", "usd", cash - paid)
    if policy.form.shows_funds:
        for id in ("outlay", "financing_source", "principal", "interest"):
            line(id, FUND[id])
        line("expenditure", FUND["expenditure"], others)
        spent = [-rows[id] for id in ("outlay", "principal", "interest", "expenditure")]
        rows["change"] = block.row("change", FUND["change"], "usd", sum_rows([rows["financing_source"], *spent]))
        block.row("fund_difference", "Change in fund balance, and what is paid", "usd", cents(rows["change"] + cash))
    if policy.form.shows_assets:
        for id in ("added", "written_off", "asset", "liability", "accrued"):
            line(id, WIDE[id])
        line("expense", WIDE["expense"], others)
        _class_rows(block, booked)
        away = [at_least(each.rows["difference"], -each.rows["difference"]) for each in booked]
        rows["difference"] = block.row("difference", WIDE["difference"], "usd", sum_rows(away) if away else 0)
    return Booked(block, rows)


def _class_rows(block: Block, booked: Sequence[Booked]) -> None:
    """Assets at year end by class."""
    for id, (label, whats) in ASSET_CLASSES.items():
        parts = [each.rows["asset"] for each in booked if each.holding is not None and each.holding.what in whats]
        if parts:
            block.row(id, label, "usd", sum_rows(parts))
