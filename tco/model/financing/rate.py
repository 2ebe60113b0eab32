"""The rate that a payment implies, found in rows: steps along the payment that a rate asks for."""

from __future__ import annotations

from collections.abc import Callable

from tco.formula.expression import Expression, equals, where
from tco.formula.rows import Row
from tco.model.financing.terms import Terms, level_of

Add = Callable[[str, str, str, Expression], Row]
"""What makes a row of an id, a label, a unit and a formula: `Block.constant`, or `Table.column` for a record each."""
STEPS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
"""So many find it to what float arithmetic can tell, wherever the payments come to half the price or more."""


def solved_rate(add: Add, terms: Terms, asked: Row, residual: Row | None = None) -> Row:
    """The rate of one stretch at which the level payment for each dollar financed is the one `asked` [share].

    The payment is almost a straight line over the rate, so that a line through the last two tries, the first of them no interest,
    meets it in a few steps. `residual` is what is left to the lender at the end, a share of what is financed. The last row, what
    is left over at the rate found, must be 0. Source: secant method.
    """
    before: Row | int = 0
    paid = add("even", "Payment per dollar at no interest", "share", _even(terms, residual))
    rate = add("rate_try", "Rate, first try: evenly on all of it", "share", asked - paid)
    for step in STEPS:
        found = add(f"paid_{step}", f"Payment per dollar, {step} step", "share", level_of(terms, rate, residual))
        closer = (asked - found) * (rate - before) / (found - paid)
        better = rate + where(equals(found, paid), 0, closer)
        before, paid = rate, found
        rate = add(f"rate_{step}", f"Rate, {step} step", "share", better)
    add("left_over", "Left over at this rate", "share", level_of(terms, rate, residual) - asked)
    return rate


def _even(terms: Terms, residual: Row | None) -> Expression:
    return 1 / terms.count if residual is None else (1 - residual) / terms.count
