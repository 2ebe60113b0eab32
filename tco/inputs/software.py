"""Software and content: subscriptions and perpetual licences, by student, staff member, user, device or site, or for the district."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.devices import Tags
from tco.inputs.given import Form, Given, Id, Label, Meaning, Switch
from tco.inputs.people import FirstYear, LastYear, Recurrence

Counted = Literal["student", "teacher", "staff", "user", "device", "classroom", "site", "flat"]
ONE_EACH = Given(value=1, note="an account for each")


class Software(Form):
    """One product or policy under one contract, priced by what is counted or as a flat amount."""

    label: Label
    tags: Tags = Tags()
    recurrence: Recurrence = "recurring"
    per: Counted
    bands: tuple[Id, ...] = ()
    fleets: tuple[Id, ...] = ()
    users_per_student: Annotated[Given, Meaning("Users for each student", "user/student", at_most=10)] = ONE_EACH
    users_per_staff: Annotated[Given, Meaning("Users for each employee", "user/staff", at_most=10)] = ONE_EACH
    minimum: Annotated[Given | None, Meaning("Smallest number charged", "licence")] = None
    from_year: FirstYear = None
    until_year: LastYear = None
    licence: Annotated[Literal["subscription", "perpetual"], Switch("Licence", ("subscription", "perpetual"))] = (
        "subscription"
    )
    price: Annotated[Given | None, Meaning("Price for each, per year", "usd")] = None
    uplift: Annotated[Given | None, Meaning("Yearly rise of the price", "share", at_least=-0.99, at_most=1)] = None
    uplift_cap: Annotated[Given | None, Meaning("Cap on the yearly rise", "share", at_most=1)] = None
    licence_price: Annotated[Given | None, Meaning("Price of a perpetual licence", "usd")] = None
    booked_as: Literal["capital", "operating"] = "operating"
    owned: Annotated[Given | None, Meaning("Licences owned at the start", "licence")] = None
    maintenance: Annotated[Given | None, Meaning("Maintenance a year, share of the price", "share", at_most=1)] = None
    maintenance_at_purchase: Annotated[
        Given | None, Meaning("Maintenance paid with the purchase", "share", at_most=1)
    ] = None
    maintenance_uplift: Annotated[
        Given | None, Meaning("Yearly rise of maintenance", "share", at_least=-0.99, at_most=1)
    ] = None
    implementation: Annotated[Given | None, Meaning("Implementation, one-time", "usd", dated=True)] = None
    migration: Annotated[Given | None, Meaning("Migration, one-time", "usd", dated=True)] = None

    @model_validator(mode="after")
    def _consistent(self) -> Software:
        for wrong, message in self._slips():
            if wrong:
                raise PydanticCustomError("software", message, {})
        return self

    def _slips(self) -> tuple[tuple[bool, str], ...]:
        """What does not go together, each with what to do."""
        needed = "price" if self.licence == "subscription" else "licence_price"
        keeps = self.maintenance is not None and self.licence_price is not None
        return (
            (self.per == "device" and not self.fleets, "per = 'device' without fleets; name those that are counted"),
            (self.per != "device" and bool(self.fleets), "fleets are counted where per = 'device'; leave them out"),
            (
                bool(self.bands) and self.per not in ("student", "user"),
                "bands go with students and users; leave them out",
            ),
            (self.per == "flat" and self.minimum is not None, "a flat amount has no smallest number; leave it out"),
            (getattr(self, needed) is None, f"licence = '{self.licence}' without a {needed}; add it"),
            (self.uplift is not None and self.price is None, "uplift without a price; add the subscription's price"),
            (self.uplift_cap is not None and self.uplift is None, "uplift_cap without an uplift; add uplift"),
            (self.owned is not None and self.licence_price is None, "owned without a licence_price; add it"),
            (self.maintenance is not None and not keeps, "maintenance without a licence_price; add it"),
            (
                self.maintenance_at_purchase is not None and not keeps,
                "maintenance_at_purchase without maintenance; add it",
            ),
            (self.maintenance_uplift is not None and not keeps, "maintenance_uplift without maintenance; add it"),
        )
