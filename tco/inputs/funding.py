"""Sources of funds: how much each brings in which year, and in which order they are used."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tco.inputs.allotments import Allotment
from tco.inputs.bonds import BUYS, Bond
from tco.inputs.fees import Fees
from tco.inputs.fund_balance import Fund
from tco.inputs.given import Form, Given, Id, Label, Meaning
from tco.inputs.levies import Levy
from tco.inputs.reserves import Reserve


class Source(Form):
    """Money that the district counts on. Sources are used in the order in which the plan lists them."""

    label: Label
    recurrence: Literal["one_time", "recurring", "at_risk"]
    renewal: str = ""
    amount: Annotated[Given | None, Meaning("Amount", "usd", by_year=True)] = None
    levy: Levy | None = None
    bond: Bond | None = None
    reserve: Reserve | None = None
    allotment: Allotment | None = None
    fees: Fees | None = None
    fund: Fund | None = None
    transfers: dict[Id, Annotated[Given, Meaning("To be given", "usd", by_year=True)]] = Field(default_factory=dict)
    opening_balance: Annotated[Given | None, Meaning("Balance before the plan", "usd")] = None
    carries_over: bool = False
