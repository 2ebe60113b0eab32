"""The books as people read them: what each contract is and why, and its three views side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from tco.formula.number import Values
from tco.formula.rows import Block, Model, Row
from tco.model.financing.books import CASH, FUND, WIDE
from tco.model.financing.policy import CLASSES
from tco.views import find_block

BOOKS = "books"
NAMES = tuple(CLASSES)
RULES = {
    "financed_purchase": "owned at the end (GASB 87, paragraph 19)",
    "lease": "it lasts longer than a short-term lease with all options to extend it (GASB 87)",
    "subscription": "it lasts longer than a short-term subscription with all options to extend it (GASB 96)",
    "short_term": "it cannot last longer than a short-term agreement, options to extend it included (GASB 87 and 96)",
    "intangible": "it serves for years and reaches the district's threshold (GASB 51)",
    "prepaid": "it is paid ahead and used up over its term",
}
AMOUNTS = ("economics.capital_threshold", "accounting.aggregate", "accounting.least_months")
REACHED = {
    "by_unit": "one costs the district's threshold of <economics.capital_threshold> or more",
    "together": "a year's purchase is significant, <accounting.aggregate> or more (GASB Implementation Guide 2021-1, question 5.1)",
}
MISSED = {
    "lasts": "it serves less than <accounting.least_months> months",
    "by_unit": "one costs less than the district's threshold of <economics.capital_threshold>",
    "together": "a year's purchase is less than the <accounting.aggregate> that is significant",
    "enough": "it is less than the district's threshold for its kind",
}
LABELS = {**CASH, **FUND, **WIDE}
VIEWS = {"Cash, by the kinds of the budget": CASH, "Statement of governmental funds": FUND, "Government-wide": WIDE}
NOT_IN_THEM = "What was bought at once before the plan is not in the books; agreements that run are."
WIDTH, COLUMN = 44, 14


@dataclass(frozen=True)
class Classed:
    """What a holding is in the books in some fiscal years, and why."""

    holding: str
    label: str
    years: tuple[int, ...]
    named: str
    reason: str

    def __str__(self) -> str:
        return f"{self.label}, {_runs(self.years)}: {CLASSES[self.named]}: {self.reason}"


def _runs(years: Sequence[int]) -> str:
    """Fiscal years, those that follow each other from the first to the last of them."""
    runs = [list(run) for _, run in groupby(enumerate(years), key=lambda each: each[1] - each[0])]
    ends = [(run[0][1], run[-1][1]) for run in runs]
    return ", ".join(f"FY{first}" if first == last else f"FY{first} to FY{last}" for first, last in ends)


def books_table(model: Model, values: Values, case: int = 0, *, of: str = BOOKS) -> pd.DataFrame:
    """All contracts in the three views [usd]: lines are (books, line), fiscal years are columns; empty without `[accounting]`.

    `of` may name an option's books, such as `comparisons.fleet.rented.books`.
    """
    found = [(block, row) for block in _books(model, of) for row in _lines(block)]
    index = pd.MultiIndex.from_tuples([(block.id, _name(row)) for block, row in found], names=["books", "line"])
    numbers = [values.of(row, case)[:, 0] for _, row in found]
    return pd.DataFrame(numbers, index=index, columns=pd.Index(model.years.years, name="fiscal_year"))


def classes(model: Model, values: Values, case: int = 0, *, of: str = BOOKS) -> list[Classed]:
    """What each contract is in the books and why, for the years in which something is acquired; `of` as in `books_table`."""
    named = [block for block in _books(model, of) if block.has("class")]
    return [each for block in named for each in _classed(model, values, block, block.id.removeprefix(f"{of}."), case)]


def accounts_page(model: Model, values: Values, years: int, case: int = 0) -> str:
    """The books on one page: the class of each contract with its reason, then all cost in the three views."""
    if not any(block.id == BOOKS for block in _books(model)):
        return (
            "The plan says nothing of how the district keeps its books. Add [accounting], with aggregate = an amount."
        )
    said = [str(each) for each in classes(model, values, case)] or ["Nothing is acquired that lasts."]
    labels = model.years.labels[:years]
    page = [*said, ""]
    all_cost = next(block for block in _books(model) if block.id == BOOKS)
    for heading, names in VIEWS.items():
        rows = [all_cost.made(name) for name in names if all_cost.has(name)]
        if names is CASH:
            rows = find_block(model, "by_kind").rows
        if rows:
            page += [f"{heading:{WIDTH}}" + "".join(f"{label:>{COLUMN}}" for label in labels)]
            page += [_line(row, values, case, len(labels)) for row in rows] + [""]
    return "\n".join([*page, NOT_IN_THEM])


def _line(row: Row, values: Values, case: int, years: int) -> str:
    numbers = [round(float(number)) + 0 for number in values.of(row, case)[:years, 0]]
    return f"  {row.label:{WIDTH - 2}}" + "".join(f"{number:>{COLUMN},}" for number in numbers)


def _books(model: Model, of: str = BOOKS) -> Iterator[Block]:
    """The books of all cost, and those of its contracts."""
    for sheet in model.sheets:
        yield from (block for block in sheet.blocks if f"{block.id}.".startswith(f"{of}."))


def _lines(block: Block) -> Sequence[Row]:
    return [row for row in block.rows if row.table is None and _name(row) in LABELS]


def _name(row: Row) -> str:
    return row.id.rsplit(".", maxsplit=1)[-1]


def _classed(model: Model, values: Values, block: Block, holding: str, case: int) -> Iterator[Classed]:
    """Years with the same class for the same reason, told together."""
    codes = [round(float(code)) for code in values.of(block.made("class"), case)[:, 0]]
    told: dict[tuple[str, str], list[int]] = {}
    for place, (year, code) in enumerate(zip(model.years.years, codes, strict=True)):
        if code:
            named = NAMES[code - 1]
            told.setdefault((named, _reason(model, values, block, named, place, case)), []).append(year)
    for (named, reason), years in told.items():
        yield Classed(holding, block.label, tuple(years), named, reason)


def _reason(model: Model, values: Values, block: Block, named: str, place: int, case: int) -> str:
    """Why it is what it is: its rule, the threshold that it reaches, or those that it misses."""
    met = {name: _flag(values, block.made(name), place, case) for name in (*REACHED, *MISSED) if block.has(name)}
    if named == "capital":
        said = [words for name, words in REACHED.items() if met.get(name)][:1]
    elif named == "supplies":
        said = [words for name, words in MISSED.items() if met.get(name) is False]
        said = said or (["the rule that makes it an asset is not in force yet"] if "enough" in met else [])
    else:
        return RULES[named]
    amounts = {id: f"{values.of(row, case)[0, 0]:,.10g}" for id, row in model.by_id().items() if id in AMOUNTS}
    text = " and ".join(said) or "the district gives no threshold from which it is an asset"
    for id, amount in amounts.items():
        text = text.replace(f"<{id}>", amount)
    return text


def _flag(values: Values, row: Row, place: int, case: int) -> bool:
    series = values.of(row, case)[:, 0]
    return bool(series[min(place, len(series) - 1)])
