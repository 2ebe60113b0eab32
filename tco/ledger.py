"""The ledger as a table: one line per posting and fiscal year, with the tags by which it is found."""

from __future__ import annotations

import pandas as pd

from tco.formula.number import Values
from tco.formula.rows import Model, Posting

YEAR_AND_AMOUNT = ("fiscal_year", "amount")


MONTHS_OF = ("committed", "received", "paid")


def months_of(posting: Posting, start: int) -> dict[str, str]:
    """In which months a posting is committed, received and paid, in words; blank for what is no cash."""
    when, cash = posting.when, posting.tags.get("budgeted", "yes") == "yes"
    said = (when.committed(start), when.received(start), when.paid(start))
    return {name: text if cash else "" for name, text in zip(MONTHS_OF, said, strict=True)}


def ledger_table(model: Model, values: Values, case: int = 0) -> pd.DataFrame:
    """Every posting in every fiscal year: its tags, row and label, fiscal year and amount [usd].

    `committed`, `received` and `paid` say in which months, counted from those of its fiscal year; blank where no cash is paid.
    Amounts are costs; money that comes back is negative. `budgeted` is yes for cash, no for users' own time, memo for shares of
    earlier purchases.
    """
    years = list(model.years.years)
    lines = [
        {
            **posting.tags,
            **months_of(posting, model.years.starts),
            "row": posting.row.id,
            "label": posting.row.label,
            "fiscal_year": year,
            "amount": float(amount),
        }
        for posting in model.postings
        for year, amount in zip(years, values.of(posting.row, case)[:, 0], strict=True)
    ]
    return pd.DataFrame(lines) if lines else pd.DataFrame(columns=["row", "label", *YEAR_AND_AMOUNT])
