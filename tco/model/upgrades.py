"""When the next circuit is due: what is in place stays until the busiest time reaches the trigger, the order has had its lead
time, and where the term is locked the contract has ended."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_year, total, where
from tco.formula.rows import Block, Row
from tco.inputs.network import Circuit
from tco.model.ask import ask


@dataclass(frozen=True)
class Ordered:
    """Circuits in the district or in each school: how many [circuit], and the capacity of each [mbps/circuit]."""

    circuits: Row
    each: Row


def in_place_rows(block: Block, circuit: Circuit, busiest: Row, called: Ordered, is_bid: Row | None) -> Ordered:
    """What is in place in each year: the year before's, or what is called for where it may change."""
    present, many = ask(block, circuit, "present"), ask(block, circuit, "present_circuits")
    lead = ask(block, circuit, "lead_time") if circuit.lead_time is not None else None
    each = block.announce("capacity_in_place", "Capacity of each circuit in place", "mbps/circuit")
    circuits = block.announce("circuits_in_place", "Circuits in place", "circuit")
    before = block.row("in_place_before", "Capacity in place the year before", "mbps", Prior(circuits) * Prior(each))
    wanted = block.row("called_for", "Capacity called for", "mbps", called.circuits * called.each)
    change: Expression = wanted > before
    if is_bid is not None:
        change = is_bid if circuit.term_locked else at_least(change, is_bid)
    if lead is not None:
        change = change * (block.timeline.year - ask(block, circuit, "orders_from") >= lead)
    changes = block.row("changes", "What is called for comes into place", "flag", change)
    block.define(circuits, Prior(circuits) * (1 - changes) + called.circuits * changes, opening=many)
    block.define(each, Prior(each) * (1 - changes) + called.each * changes, opening=present)
    trigger = block.made("trigger")
    past = busiest > circuits * each * trigger
    block.row("past_trigger", "Busiest time is past the trigger", "flag", past)
    due_rows(block, busiest, present * many * trigger, lead)
    if lead is not None:
        order_row(block, circuits, each, lead)
    return Ordered(circuits, each)


def due_rows(block: Block, busiest: Row, carried: Expression, lead: Row | None) -> None:
    """The first fiscal year in which the busiest time is past the trigger of what was in place at the start."""
    carries = block.constant("carries", "What is in place at the start carries, to the trigger", "mbps", carried)
    passed = block.announce("passed", "More is needed than at the start", "flag")
    block.define(passed, at_least(Prior(passed), busiest > carries), opening=0)
    first = (passed - Prior(passed)) * block.timeline.year
    year = block.row("first_passed", "Fiscal year, where it is the first", "year", first)
    due = block.constant("next_due", "Next circuit due in fiscal year (0: not in the plan)", "year", total(year))
    if lead is not None:
        order_by = where(due > 0, due - lead, 0)
        block.constant("order_by", "To be ordered in fiscal year (0: not in the plan)", "year", order_by)


def order_row(block: Block, circuits: Row, each: Row, lead: Row) -> None:
    """The years in which what comes into place later is ordered."""
    years = block.timeline
    capacity = block.row("in_place", "Capacity in place", "mbps", circuits * each)
    arrives = years.year + lead
    last = block.number_beside("last_year", "Last fiscal year", "year", years.years[-1], capacity)
    then = where(arrives <= last, at_year(capacity, arrives), capacity)
    coming = block.row("coming", "Capacity in place after the lead time", "mbps", then)
    block.row("on_order", "Capacity on order above what is in place", "mbps", at_least(0, coming - capacity))
