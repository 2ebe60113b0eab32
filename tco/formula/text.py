"""Formulas as text: the Excel formula of a row, and the words for it, from the same templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from tco.formula.expression import Expression, Literal, Operation
from tco.formula.operators import ATOM, SUM
from tco.formula.rows import Row

_IDLE: Mapping[str, float] = {"add": 0, "multiply": 1}
MOST_ARGUMENTS = 255  # Excel repairs a workbook whose function has more, and the formula is gone

Address = Callable[
    [Row, str], str
]  # where a row stands, seen as its cell, `prior`, all its `years` or all its `records`
Postings = Callable[[Mapping[str, str]], str]


def excel_text(expression: Expression, address: Address, postings: Postings) -> str:
    """The formula in Excel's language, without the leading equals sign."""
    return _written(expression, "cell", 0, address, postings)


def _written(expression: Expression, view: str, needed: int, address: Address, postings: Postings) -> str:
    if isinstance(expression, Row):
        return address(expression, view)
    if isinstance(expression, Literal):
        text = f"{expression.value:g}"
        return f"({text})" if expression.value < 0 else text
    assert isinstance(expression, Operation)
    if expression.tags:
        return postings(expression.tags)
    text = _filled(expression, address, postings)
    return f"({text})" if expression.operator.rank < needed else text


def _filled(operation: Operation, address: Address, postings: Postings) -> str:
    operator = operation.operator
    if operator.condition:
        return operator.excel.format(c=_condition(operation, address, postings))
    texts = [
        _condition(operand, address, postings)
        if operator.name == "where" and position == 0
        else _written(operand, operator.operand_view(position), operator.operand_rank(position), address, postings)
        for position, operand in enumerate(operation.operands)
    ]
    if operator.name == "sum_rows":
        return operator.excel.replace("{*}", ",".join(_few(_runs(operation.operands, texts), operator.excel)))
    if "{*}" in operator.excel:
        return operator.excel.replace("{*}", "{1}").format(texts[0], ",".join(texts[1:]))
    return operator.excel.format(*texts)


def _few(texts: list[str], excel: str) -> list[str]:
    """Texts that are more than a function of Excel takes, summed in groups first."""
    while len(texts) > MOST_ARGUMENTS:
        groups = [texts[start : start + MOST_ARGUMENTS] for start in range(0, len(texts), MOST_ARGUMENTS)]
        texts = [excel.replace("{*}", ",".join(group)) for group in groups]
    return texts


def _runs(operands: Sequence[Expression], texts: Sequence[str]) -> list[str]:
    """Rows that stand under each other are written as one range."""
    runs: list[list[str]] = []
    for operand, text in zip(operands, texts, strict=True):
        if runs and isinstance(operand, Row) and _below(runs[-1][-1]) == text:
            runs[-1].append(text)
        else:
            runs.append([text])
    return [run[0] if len(run) == 1 else f"{run[0]}:{run[-1].rsplit('!', 1)[-1]}" for run in runs]


def _below(cell: str) -> str:
    found = re.match(r"^(.*\D)(\d+)$", cell)
    return f"{found[1]}{int(found[2]) + 1}" if found else ""


def _condition(flag: Expression, address: Address, postings: Postings) -> str:
    """A flag as the first part of an IF: a comparison stands there itself, anything else is compared with 1."""
    if isinstance(flag, Operation) and flag.operator.condition:
        operands = [
            _written(operand, "cell", flag.operator.operand_rank(position), address, postings)
            for position, operand in enumerate(flag.operands)
        ]
        return flag.operator.condition.format(*operands, digits=flag.digits)
    return f"{_written(flag, 'cell', SUM, address, postings)}=1"


def words(expression: Expression) -> str:
    """The formula as a business officer reads it, with the rows' labels."""
    if isinstance(expression, Row):
        return f"[{expression.label}]"
    if isinstance(expression, Literal):
        return f"{expression.value:g}"
    assert isinstance(expression, Operation)
    expression = _said(expression)
    if not isinstance(expression, Operation):
        return words(expression)
    if expression.tags:
        tags = ", ".join(f"{key} {value}" for key, value in expression.tags.items())
        return expression.operator.words.format(tags=tags)
    operator = expression.operator
    texts = [_worded(operand, operator.operand_rank(position)) for position, operand in enumerate(expression.operands)]
    if operator.name == "sum_rows":
        return operator.words.replace("{*}", ", ".join(texts))
    if "{*}" in operator.words:
        return operator.words.replace("{*}", "{1}").format(texts[0], ", ".join(texts[1:]))
    return operator.words.format(*texts)


def _said(expression: Expression) -> Expression:
    """What an expression says without a zero that is added and a one that multiplies, which are there for its shape."""
    while isinstance(expression, Operation) and expression.operator.name in _IDLE:
        left, right = expression.operands
        if not (isinstance(right, Literal) and right.value == _IDLE[expression.operator.name]):
            break
        expression = left
    return expression


def _worded(operand: Expression, needed: int) -> str:
    """A part of a sentence in brackets wherever it could be read otherwise."""
    operand = _said(operand)
    text = words(operand)
    loose = isinstance(operand, Operation) and not operand.tags and operand.operator.rank < max(needed, SUM)
    wordy = isinstance(operand, Operation) and operand.operator.rank == ATOM and needed > 0
    return f"({text})" if loose or wordy else text
