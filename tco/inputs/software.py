"""Software and content: subscriptions and perpetual licences, by student, staff member, device or site."""

from __future__ import annotations

from typing import Annotated, Literal

from tco.inputs.devices import Tags
from tco.inputs.given import Form, Given, Id, Label, Meaning

Counted = Literal["student", "teacher", "staff", "classroom", "school", "device", "site"]


class Software(Form):
    """One product under one contract."""

    label: Label
    category: Literal["software", "security"] = "software"
    tags: Tags = Tags()
    per: Counted
    bands: tuple[Id, ...] = ()
    fleets: tuple[Id, ...] = ()
    price: Annotated[Given, Meaning("Price for each, per year", "usd")]
    minimum: Annotated[Given | None, Meaning("Smallest number charged", "licence")] = None
    from_year: int | None = None
    until_year: int | None = None
