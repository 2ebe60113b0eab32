"""When devices are replaced: what stays in service each year, what comes from another fleet, and what is bought."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import (
    Expression,
    Prior,
    at_least,
    at_most,
    pick,
    sum_below,
    sum_of,
    sum_rows,
    sum_where,
    where,
    whole,
)
from tco.formula.rows import Block, Row
from tco.inputs.devices import Fleet
from tco.inputs.refresh import POLICIES, Refresh
from tco.model.ask import ask, ask_choice, ask_part
from tco.model.cohorts import Cohorts

RETIRES_BY_LIFE = ("by_age", "grade_entry")


@dataclass(frozen=True)
class Need:
    """How many are assigned and how many needed with spares [device], and one's price where money limits purchases."""

    assigned: Row
    needed: Row
    price: Row | None


@dataclass(frozen=True)
class Replaced:
    """What stays in service and what other fleets hand down, by cohort, and what is bought [device]."""

    kept: Row
    received: Row | None
    bought: Row


def life_row(block: Block, fleet: Fleet) -> Row:
    """How long a device is planned to serve: the policy's life or, where it is shorter, the economic one [year]."""
    life = ask(block, fleet, "life")
    if fleet.economic_life is None:
        return life
    economic = ask(block, fleet, "economic_life")
    block.constant("economic_first", "Economic life is the shorter", "flag", economic < life)
    return block.constant("planned_life", "Planned life, the shorter of both", "year", at_most(economic, life))


def life_binds_row(block: Block, fleet: Fleet) -> Row | None:
    """Whether a device is retired at the end of its life; no row where every fleet does so, without a policy of its own."""
    if fleet.refresh is None:
        return None
    code = ask_choice(block, fleet.refresh, "policy", path="refresh.policy")
    ways = [float(policy in RETIRES_BY_LIFE) for policy in POLICIES]
    return block.constant("life_binds", "Devices retire at the end of their life", "flag", pick(code, *ways))


def replaced_rows(block: Block, fleet: Fleet, cohorts: Cohorts, left: Row, need: Need) -> Replaced:
    """The year's replacement: the need, less what may stay and what is handed down, is bought; a policy may replace more."""
    needed, within = need.needed, block.timeline.year <= cohorts.serves_until
    due = block.row("due", "Left, life and support not over", "device", Prior(left) * within, table=cohorts.table)
    staying = block.row("staying", "Can stay", "device", sum_of(due))
    received, taken = _received_rows(block, fleet, cohorts, needed, staying)
    short = at_least(0, needed - staying if taken is None else needed - staying - taken)
    shortfall: Expression = whole(short) if fleet.whole_units else short
    if fleet.refresh is None:
        wanted = block.row("wanted", "To buy", "device", shortfall)
        kept, allowed = _held_rows(block, fleet, left, due, wanted, wanted, need.price)
        return Replaced(kept, received, block.open_row("bought", "Bought", "device", allowed))
    lacking = block.row("lacking", "Short of the need", "device", shortfall)
    planned = _planned_row(block, fleet, fleet.refresh, need)
    wanted = block.row("wanted", "To buy", "device", at_least(planned, lacking))
    held, allowed = _held_rows(block, fleet, left, due, wanted, lacking, need.price)
    bought = block.open_row("bought", "Bought", "device", allowed)
    there = staying if taken is None else staying + taken
    spare = at_least(0, there + bought - needed)
    replaced = block.row("replaced", "Replaced by policy, the oldest first", "device", at_most(planned, spare))
    return Replaced(_without_oldest(block, cohorts, due, held, replaced), received, bought)


def _planned_row(block: Block, fleet: Fleet, refresh: Refresh, need: Need) -> Row:
    """How many new devices the policy asks for, whether they are lacking or not."""

    def asked(field: str) -> Row:
        return ask_part(block, refresh, "refresh", field)

    ways: dict[str, Expression] = {}
    if refresh.parts is not None:
        ways["yearly_share"] = need.needed / asked("parts")
    if refresh.last is not None and refresh.every is not None:
        ways["all_at_once"] = need.needed * _is_full_row(block, asked("last"), asked("every"))
    if refresh.entering is not None:
        ways["grade_entry"] = need.assigned * asked("entering")
    if refresh.planned is not None:
        ways["by_year"] = asked("planned")
    code = block.made("refresh.policy")
    chosen = pick(code, *[ways.get(policy, 0) for policy in POLICIES]) if ways else need.needed * 0
    return block.row("planned", "New ones by the policy", "device", whole(chosen) if fleet.whole_units else chosen)


def _is_full_row(block: Block, last: Row, every: Row) -> Row:
    """1 in the years in which all are replaced: so many years after the time before."""
    year = block.timeline.year
    refreshed_in = block.announce("refreshed_in", "Last full replacement, by now", "year")
    is_full = block.row("is_full", "All are replaced in this year", "flag", year - Prior(refreshed_in) >= every)
    block.define(refreshed_in, Prior(refreshed_in) * (1 - is_full) + year * is_full, opening=last)
    return is_full


def _held_rows(
    block: Block, fleet: Fleet, left: Row, due: Row, wanted: Row, lacking: Row, price: Row | None
) -> tuple[Row, Expression]:
    """What stays in service, and what may be bought: where a cap or the money puts purchases off, old devices stay for them."""
    if fleet.purchase_cap is None and price is None:
        return due, wanted
    limit: Expression = wanted
    if price is not None:
        limit = where(price > 0, at_most(_affordable_row(block, fleet, price), limit), limit)
    if fleet.purchase_cap is not None:
        limit = at_most(ask(block, fleet, "purchase_cap"), limit)
    allowed = block.row("allowed", "Allowed by the cap or the money", "device", limit)
    overdue = block.row("overdue", "Left, past life or support", "device", Prior(left) - due, table=left.table)
    past = block.row("past", "Past life or support", "device", sum_of(overdue))
    put_off = block.row("put_off", "Purchases put off", "device", wanted - allowed)
    missed = put_off if lacking is wanted else at_least(0, lacking - allowed)
    held = block.row("held", "Old ones held for them", "device", at_most(past, missed))
    share = block.row("held_share", "Share of old ones held", "share", where(past > 0, held / past, 0))
    id = "kept" if fleet.refresh is None else "stays"
    return block.row(id, "Stays in service", "device", due + overdue * share, table=left.table), allowed


def _affordable_row(block: Block, fleet: Fleet, price: Row) -> Row:
    """How many the money that there is for purchases buys: whole devices where they come whole."""
    money = where(price > 0, ask(block, fleet, "purchase_budget") / price, 0)
    devices = block.row("for_the_money", "Devices for the money", "device", money)
    if not fleet.whole_units:
        return devices
    up = block.row("for_the_money_up", "Devices for the money, rounded up", "device", whole(devices))
    one_too_many = up - block.number_beside("one_device", "One device", "device", 1, up) * (up > devices)
    return block.row("affordable", "Devices for the money, whole", "device", one_too_many)


def _without_oldest(block: Block, cohorts: Cohorts, due: Row, stays: Row, replaced: Row) -> Row:
    """Each cohort without its part of what is replaced: the oldest go first, those bought in one year alike."""
    table, bought_in = cohorts.table, cohorts.bought_in
    older = block.row(
        "older", "Older ones that could stay", "device", sum_below(due, bought_in, bought_in), table=table
    )
    alike = block.row("alike", "Of the same year", "device", sum_where(due, bought_in, bought_in), table=table)
    part = where(alike > 0, at_most(1, at_least(0, (replaced - older) / alike)), 0)
    share = block.row("replaced_share", "Share replaced by policy", "share", part, table=table)
    return block.row("kept", "Kept in service", "device", stays - due * share, table=table)


def _received_rows(
    block: Block, fleet: Fleet, cohorts: Cohorts, needed: Row, staying: Row
) -> tuple[Row | None, Row | None]:
    """What other fleets hand down, as far as it is needed and may still serve here: by cohort, and in all."""
    if not fleet.receives:
        return None, None
    table, offers = cohorts.table, []
    for each, hand in zip(cohorts.given, fleet.receives.values(), strict=True):
        giver = each.giver
        fit = ask(block, hand, "fit", path=f"receives.{giver.id}.fit", label=f"Share fit, of {giver.label}")
        let_go = sum_where(giver.leaving, giver.number, each.number) * fit
        offers.append(block.row(f"let_go_{giver.id}", f"Let go by {giver.label}", "device", let_go, table=table))
    within = block.timeline.year <= cohorts.serves_until
    offered = block.row("offered", "Offered and fit", "device", sum_rows(offers) * within, table=table)
    in_all = block.row("offered_in_all", "Offered and fit, all", "device", sum_of(offered))
    taken = block.row("received", "Handed down to here", "device", at_most(in_all, at_least(0, needed - staying)))
    share = block.row("taken_share", "Share of them that is taken", "share", where(in_all > 0, taken / in_all, 0))
    received = block.row("received_by_cohort", "Handed down to here", "device", offered * share, table=table)
    for each in cohorts.given:
        giver = each.giver
        own = received * (each.number > 0)
        from_there = block.row(f"received_from_{giver.id}", f"Handed down by {giver.label}", "device", own, table=table)
        giver.block.define(giver.handed, sum_where(from_there, each.number, giver.number))
    return received, taken
