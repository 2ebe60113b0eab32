"""The ledger as a table: one line per posting and fiscal year, with the tags by which it is found."""

from __future__ import annotations

import pandas as pd

from tco.formula.number import Values
from tco.formula.rows import Model

YEAR_AND_AMOUNT = ("fiscal_year", "amount")


def ledger_table(model: Model, values: Values, case: int = 0) -> pd.DataFrame:
    """Every posting in every fiscal year: its tags, row and label, fiscal year and amount [usd].

    Amounts are costs; money that comes back is negative. `budgeted` is yes for cash, no for users' own time, memo for shares of
    earlier purchases.
    """
    years = list(model.years.years)
    lines = [
        {
            **posting.tags,
            "row": posting.row.id,
            "label": posting.row.label,
            "fiscal_year": year,
            "amount": float(amount),
        }
        for posting in model.postings
        for year, amount in zip(years, values.of(posting.row, case)[:, 0], strict=True)
    ]
    return pd.DataFrame(lines) if lines else pd.DataFrame(columns=["row", "label", *YEAR_AND_AMOUNT])
