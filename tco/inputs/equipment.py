"""Licences and maintenance of equipment: terms paid ahead, renewals as units age, and licences that all end on one day."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.given import Form, Given, Id, Meaning


class Held(Form):
    """Licences there are when the plan starts: so many, paid until this day."""

    count: Annotated[float, Field(ge=0, le=1e7)]
    until: datetime.date
    source: str = ""
    note: str = ""
    assumption: bool = False


class OneEnd(Form):
    """Licences that all end on one day: what is paid ahead is one pool, and all are renewed when it runs out.

    The day is the mean of the days left of all licences. `paid_ahead` is the pool at the start where it is known; else it is
    worked out from the licences `held`.
    """

    held: dict[Id, Held] = Field(default_factory=dict)
    paid_ahead: Annotated[Given | None, Meaning("Paid ahead at the start", "device*year", at_least=-1e12)] = None
    days_in_year: Annotated[Given, Meaning("Days in a year", "day/year", at_least=360, at_most=366)] = Given(
        value=365, note="as vendors count a year's term"
    )


class EquipmentLicence(Form):
    """The licence of each unit: bought with it for a term, renewed for as long as the unit serves, and lost with it.

    What stands here does not stand in the unit's price or in its upkeep too. Without a renewal the licence ends with its term.
    """

    term: Annotated[Given, Meaning("Term of the licence bought with a unit", "year", at_least=1, at_most=30)]
    price: Annotated[Given, Meaning("Price of the licence for its term", "usd/device")]
    renewal_term: Annotated[Given | None, Meaning("Term of a renewal", "year", at_least=1, at_most=30)] = None
    renewal_price: Annotated[Given | None, Meaning("Price of a renewal for its term", "usd/device")] = None
    one_end: OneEnd | None = None

    @model_validator(mode="after")
    def _consistent(self) -> EquipmentLicence:
        if (self.renewal_term is None) != (self.renewal_price is None):
            raise PydanticCustomError("licence", "renewal_term and renewal_price go together", {})
        if self.one_end is not None and self.renewal_term is None:
            raise PydanticCustomError("licence", "one_end needs a renewal; add renewal_term and renewal_price", {})
        return self
