"""The terms of an agreement as rows: how long, how often, when in each stretch, and the level payment that a rate asks for."""

from __future__ import annotations

from dataclasses import dataclass

from tco.formula.expression import Expression, equals, where
from tco.formula.rows import Block, Row
from tco.inputs.paying import PAYMENTS_A_YEAR, PaidOver
from tco.model.ask import ask_choice, ask_part


@dataclass(frozen=True)
class Terms:
    """`term` and `between` [month], `times` [1/year] and `count` payments, `arrears` 1 where a stretch is paid at its end."""

    part: str
    term: Row
    between: Row
    times: Row
    count: Row
    arrears: Row


def term_rows(block: Block, paid_over: PaidOver, part: str) -> Terms:
    """An agreement's term and stretches; `part` is where the form stands in its item, such as `lease`."""
    in_year = block.number(f"{part}.months_in_year", "Months in a year", "month/year", 12)
    times = block.number(f"{part}.payments", "Payments in a year", "1/year", PAYMENTS_A_YEAR[paid_over.payments])
    years = ask_part(block, paid_over, part, "term")
    term = block.constant(f"{part}.months", "Term in months", "month", years * in_year)
    between = block.constant(f"{part}.between", "Months from one payment to the next", "month", in_year / times)
    count = block.constant(f"{part}.count", "Payments in all", "index", term / between)
    due = ask_choice(block, paid_over, "due", path=f"{part}.due")
    arrears = block.constant(f"{part}.arrears", "Paid at the end of each stretch", "flag", 1 - equals(due, 1))
    return Terms(part, term, between, times, count, arrears)


def stretch_rate(block: Block, terms: Terms, rate: Row) -> Row:
    """The rate of one stretch from that of a year, nominal: a twelfth of it where payments are monthly [share]."""
    one_year = block.number(f"{terms.part}.one_year", "One year", "year", 1)
    return block.constant(
        f"{terms.part}.stretch_rate", "Rate from one payment to the next", "share", rate / (terms.times * one_year)
    )


def level_factor(block: Block, terms: Terms, rate: Row) -> Row:
    """The level payment for each dollar financed, `rate` being that of one stretch; at a rate of 0 the price over the payments."""
    return block.constant(f"{terms.part}.factor", "Payment per dollar financed", "share", level_of(terms, rate))


def level_of(terms: Terms, rate: Row, residual: Row | None = None) -> Expression:
    """The level payment for each dollar financed [share]; the lender keeps a `residual` share at the end, which only bears interest.

    Source: annuity, A/P(i, n) of the rest; one that is due in advance is divided by 1 + i.
    """
    level, even = _in_arrears(terms, rate, residual)
    return where(equals(rate, 0), even, level / (1 + rate * (1 - terms.arrears)))


def level_at_end_of(terms: Terms, rate: Row, residual: Row | None) -> Expression:
    """The same if it were paid at the end of each stretch, whatever is agreed [share]."""
    level, even = _in_arrears(terms, rate, residual)
    return where(equals(rate, 0), even, level)


def _in_arrears(terms: Terms, rate: Row, residual: Row | None) -> tuple[Expression, Expression]:
    """The level payment in arrears for each dollar financed, and that at a rate of 0 [share]."""
    level, even = rate / (1 - (1 + rate) ** -terms.count), 1 / terms.count
    if residual is None:
        return level, even
    return level * (1 - residual) + rate * residual, even * (1 - residual)
