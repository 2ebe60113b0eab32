"""Sources of funds: how much each brings in which year, and in which order they are used."""

from __future__ import annotations

from typing import Annotated, Literal

from tco.inputs.erate import ERateOne, ERateTwo
from tco.inputs.given import Form, Given, Label, Meaning


class Source(Form):
    """Money that the district counts on. Sources are used in the order in which the plan lists them."""

    label: Label
    recurrence: Literal["one_time", "recurring", "at_risk"]
    renewal: str = ""
    amount: Annotated[Given, Meaning("Amount", "usd", by_year=True)]
    opening_balance: Annotated[Given | None, Meaning("Balance before the plan", "usd")] = None
    carries_over: bool = False
    erate_one: ERateOne | None = None
    erate_two: ERateTwo | None = None
