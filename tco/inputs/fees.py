"""Fees that families pay: for a device, its insurance, or a course."""

from __future__ import annotations

from typing import Annotated

from tco.inputs.given import Form, Given, Id, Meaning


class Fees(Form):
    """A yearly fee for each student of all bands or some, less those for whom it is waived and what is not collected."""

    fee: Annotated[Given, Meaning("Fee a year", "usd/student", by_year=True)]
    bands: tuple[Id, ...] = ()
    waived: Annotated[Given, Meaning("Students for whom it is waived", "share", at_most=1, by_year=True)]
    collected: Annotated[Given, Meaning("Collected of what is due", "share", at_most=1, by_year=True)]
