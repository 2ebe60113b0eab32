"""Print: pages by those who print them, what a page and a machine cost, and what a print policy avoids."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.devices import Tags
from tco.inputs.given import Form, Given, Id, Label, Meaning
from tco.inputs.people import FirstYear, LastYear, YearlyChange


class Print(Form):
    """Printed pages in a year and their cost: a price for each page, and a yearly base charge for each machine of a named fleet.

    Staff includes teachers, as in the district's head counts. `included` pages are those in black and white that the base charge
    pays for; what is above them is paid by the page, as all colour pages are. The machines themselves are fleets: what their
    `upkeep` holds of service and pages does not belong here.
    """

    label: Label
    tags: Tags = Tags()
    pages_per_student: Annotated[Given | None, Meaning("Pages of a student", "page/student", by_year=True)] = None
    pages_per_teacher: Annotated[Given | None, Meaning("Pages of a teacher", "page/teacher", by_year=True)] = None
    pages_per_staff: Annotated[Given | None, Meaning("Pages of an employee", "page/staff", by_year=True)] = None
    bands: tuple[Id, ...] = ()
    pages_change: Annotated[Given | None, Meaning("Yearly change of pages", "share", at_least=-0.99, at_most=1)] = None
    avoided: Annotated[
        Given | None, Meaning("Share of pages avoided by a policy", "share", at_most=1, by_year=True)
    ] = None
    colour: Annotated[Given | None, Meaning("Share of pages in colour", "share", at_most=1, by_year=True)] = None
    price_mono: Annotated[Given, Meaning("Price of a page in black and white", "usd/page")]
    price_colour: Annotated[Given | None, Meaning("Price of a page in colour", "usd/page")] = None
    paper: Annotated[Given | None, Meaning("Paper and staples for a page", "usd/page")] = None
    fleets: tuple[Id, ...] = ()
    base_charge: Annotated[Given | None, Meaning("Base charge of a machine in a year", "usd/device")] = None
    included: Annotated[Given | None, Meaning("Pages in the base charge of a machine", "page/device")] = None
    price_change: YearlyChange = None
    from_year: FirstYear = None
    until_year: LastYear = None

    @model_validator(mode="after")
    def _consistent(self) -> Print:
        if all(pages is None for pages in (self.pages_per_student, self.pages_per_teacher, self.pages_per_staff)):
            found = "give pages_per_student, pages_per_teacher or pages_per_staff"
            raise PydanticCustomError("print", found, {})
        if self.bands and self.pages_per_student is None:
            raise PydanticCustomError("print", "bands go with pages_per_student", {})
        if (self.colour is None) != (self.price_colour is None):
            raise PydanticCustomError("print", "colour and price_colour go together", {})
        if (self.base_charge is None) == bool(self.fleets):
            raise PydanticCustomError("print", 'base_charge goes with the machines, fleets = ["..."]', {})
        if self.included is not None and self.base_charge is None:
            raise PydanticCustomError("print", "included goes with base_charge and fleets", {})
        return self
