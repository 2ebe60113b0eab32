"""The rate that a payment implies, found in rows: steps along the payment that a rate asks for."""

from __future__ import annotations

from collections.abc import Callable

from tco.formula.expression import Expression, equals, where
from tco.formula.rows import Row
from tco.model.financing.terms import Terms, level_at_end_of, level_of

Add = Callable[[str, str, str, Expression], Row]
"""What makes a row of an id, a label, a unit and a formula: `Block.constant`, or `Table.column` for a record each."""
STEPS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
"""So many find it to what float arithmetic can tell, from payments of half the price in all to a first one of nearly all of it."""


def solved_rate(add: Add, terms: Terms, asked: Row, residual: Row | None = None) -> Row:
    """The rate of one stretch at which the level payment for each dollar financed is the one `asked` [share].

    What is paid and what the first day's payment spares in interest are almost a straight line over the rate, so that a line through
    the last two tries, the first of them no interest, meets it in a few steps. `residual` is what is left to the lender at the end, a
    share of what is financed. Where the first day pays all of it there is no rate: it is 0. The last row, what is left over at the
    rate found, must be 0. Source: secant method.
    """
    before: Row | int = 0
    spared = add("spared", "Paid on the first day, per dollar", "share", asked * (1 - terms.arrears))
    paid = add("even", "Payment per dollar at no interest", "share", _even(terms, residual))
    first = where(spared < 1, (asked - paid) / (1 - spared), 0)
    rate = add("rate_try", "Rate, first try: evenly on all that is left", "share", first)
    for step in STEPS:
        level = level_at_end_of(terms, rate, residual) - spared * rate
        found = add(f"paid_{step}", f"Payment per dollar, {step} step", "share", level)
        closer = (asked - found) * (rate - before) / (found - paid)
        better = rate + where(equals(found, paid), 0, closer)
        before, paid = rate, found
        rate = add(f"rate_{step}", f"Rate, {step} step", "share", better)
    add("left_over", "Left over at this rate", "share", level_of(terms, rate, residual) - asked)
    return rate


def _even(terms: Terms, residual: Row | None) -> Expression:
    return 1 / terms.count if residual is None else (1 - residual) / terms.count
