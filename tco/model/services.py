"""Services, projects, costs that end, users' own time, and what is set aside for the unforeseen."""

from __future__ import annotations

from tco.formula.expression import Expression, cents, equals, sum_rows, total_of
from tco.formula.ladder import ladder_rows
from tco.formula.rows import Block, Row
from tco.inputs.devices import Tags
from tco.inputs.district import IN_WORDS
from tco.inputs.services import Project, ProjectLine, Service, Stop, UserTime
from tco.model.ask import ask, ask_before, ask_choice
from tco.model.contract import in_force_row
from tco.model.ground import Ground, own_index
from tco.model.postings import Item


def service_rows(ground: Ground, block: Block, service: Service) -> None:
    """The yearly cost of a service, in the years in which it runs."""
    if service.per is None:
        amount: Expression = ask(block, service, "price")
    else:
        many = ground.counted(service.per, service.bands, service.fleets)
        served = block.row("served", "Counted", service.per, many)
        amount = served * ask(block, service, "price", of=f"usd/{service.per}")
    index = own_index(ground, block, service, "price_change", service.category)
    in_force = in_force_row(block, service)
    bill = amount * index if in_force is None else amount * index * in_force
    cost = block.open_row("cost", "Cost of the service", "usd", cents(bill))
    item = Item(ground, block, service.category, service.tags)
    once = item.in_its_month or service.recurrence == "one_time"
    item.post(cost, service.phase, recurrence=service.recurrence, once=once)


def project_rows(ground: Ground, block: Block, project: Project) -> None:
    """A project's one-time costs, line by line, counted from its start."""
    start = ask(block, project, "start")
    own = (
        own_index(ground, block, project, "price_change", project.category)
        if project.price_change is not None
        else None
    )
    costs = []
    for id, line in project.lines.items():
        category = line.category or project.category
        index = own if own is not None else ground.economy.index[category]
        amount = _line_amount(ground, block, id, line, start) * index
        costs.append(block.open_row(f"lines.{id}.cost", line.label, "usd", cents(amount)))
        item = Item(ground, block, category, project.tags)
        item.post(costs[-1], line.phase, line.kind, "one_time", investment=project.life is not None)
    spent = block.row("cost", "Cost of the project", "usd", sum_rows(costs))
    if project.life is not None:
        annualised_rows(Item(ground, block, project.category, project.tags), project, spent)


def _line_amount(ground: Ground, block: Block, id: str, line: ProjectLine, start: Row) -> Expression:
    """A line's cost in each year, before price changes: all in one year, or in equal parts."""
    path, year = f"lines.{id}", block.timeline.year
    amount = ask(block, line, "amount", path=f"{path}.amount", label=f"{line.label}: cost")
    first: Expression = start
    if line.after is not None:
        after = ask(block, line, "after", path=f"{path}.after", label=f"{line.label}: years after the start")
        first = block.constant(f"lines.{id}.first", f"{line.label}: first year", "year", start + after)
    if line.over is None:
        return amount * equals(year, first)
    over = ask(block, line, "over", path=f"{path}.over", label=f"{line.label}: spread over years")
    part = block.constant(
        f"lines.{id}.part", f"{line.label}: part of a year", "usd", amount * ground.economy.one_year / over
    )
    return part * block.row(
        f"lines.{id}.falls", f"{line.label}: falls in the year", "flag", (year >= first) * (year < first + over)
    )


def annualised_rows(item: Item, project: Project, spent: Row) -> None:
    """This year's share of what the project once cost: its cost over the years of its use."""
    block = item.block
    life = ask(block, project, "life")
    before = ask_before(block, "paid_before", "Paid", project.paid_before)
    rungs = ladder_rows(block, "used", "Cost in use", spent, life, openings=before)
    in_use = block.row("in_use", "Cost of what is in use", "usd", sum_rows(rungs))
    share = cents(in_use * item.ground.economy.one_year / life)
    item.post(
        block.row("annual_share", "Cost over years of use", "usd", share),
        "deploy",
        "capital",
        budgeted="memo",
        base=False,
    )


def stop_rows(ground: Ground, block: Block, stop: Stop) -> None:
    """What is freed by a cost that ends, entered as a negative cost."""
    paid = ask(block, stop, "amount") * own_index(ground, block, stop, "price_change", stop.category)
    would = block.row("would_be", "Would be paid without the plan", "usd", paid)
    freed = block.open_row(
        "freed", "Freed", "usd", cents(would * (block.timeline.year >= ask(block, stop, "from_year")))
    )
    deduction = block.row("deduction", "Freed, as a deduction", "usd", -freed)
    item = Item(ground, block, stop.category, stop.tags)
    item.post(deduction, "operate", once=item.in_its_month, base=False)


def user_time_rows(ground: Ground, block: Block, time: UserTime) -> None:
    """What users' own time is worth, counted only where the district says so, and never in the budget."""
    category = "indirect"
    each = ask(block, time, "hours", of=f"hour/{time.per}")
    hours = block.row("hours_in_all", "Hours of all", "hour", ground.heads.of(time.per, time.bands) * each)
    value = ask(block, time, "value") * own_index(ground, block, time, "price_change", category)
    worth = block.row("worth", "Worth of the time", "usd", cents(hours * value))
    counts = block.row("counts", "Is counted", "flag", equals(ask_choice(block, time, "counted"), 1))
    item = Item(ground, block, category, time.tags)
    item.post(
        block.row("cost", "Worth of the time, as counted", "usd", worth * counts), "operate", budgeted="no", base=False
    )


def contingency_rows(ground: Ground) -> None:
    """What is set aside for the unforeseen: for each category a share of its budgeted costs, before money that comes back or is freed."""
    shares = ground.economy.contingency
    if not shares:
        return
    block = ground.model.sheet("services", "Services and projects").block("contingency", "Contingency")
    for category, share in shares.items():
        base = total_of(ground.model.years, category=category, base="yes", budgeted="yes")
        named = IN_WORDS[category]
        costs = block.row(f"{category}_base", f"Costs, {named}", "usd", base)
        amount = block.row(category, f"Contingency, {named}", "usd", cents(costs * share))
        Item(ground, block, category, Tags()).post(amount, "operate", base=False)
