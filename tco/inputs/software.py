"""Software and content: subscriptions and perpetual licences, by student, staff member, user, device or site, or for the district."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tco.inputs.committed import Committed, Outlay
from tco.inputs.devices import Tags
from tco.inputs.given import Given, Id, Meaning, Switch
from tco.inputs.licences import (
    BY_FLEET,
    Bracket,
    CoTerm,
    Licensing,
    Prepaid,
    Renewal,
    Term,
    Work,
    bracket_slips,
    term_slips,
)
from tco.inputs.people import FirstYear, LastYear, Recurrence
from tco.inputs.slips import Slips, refuse

RULES = (
    "per", "price", "licence_price", "uplift", "uplift_cap", "minimum", "minimum_share", "concurrent", "benefit",
    "in_use", "renewal", "prepaid", "committed", "coterm", "parallel", "from_year", "until_year",
)  # fmt: skip
"""What a product with dated terms leaves to them."""

WAYS_TO_PAY = ("yearly", "ahead", "committed")


class Software(Licensing):
    """One product or policy under one contract, priced by what is counted or as a flat amount.

    A licence that comes with the price of a device stands there or here, not in both.
    """

    tags: Tags = Tags()
    recurrence: Recurrence = "recurring"
    contract: Id | None = None
    holds_student_data: bool = False
    from_year: FirstYear = None
    until_year: LastYear = None
    licence: Annotated[Literal["subscription", "perpetual"], Switch("Licence", ("subscription", "perpetual"))] = (
        "subscription"
    )
    brackets: dict[Id, Bracket] = Field(default_factory=dict)
    bracket_price: Literal["each", "flat"] = "each"
    terms: dict[Id, Term] = Field(default_factory=dict)
    uplift_cap: Annotated[Given | None, Meaning("Cap on the yearly rise", "share", at_most=1)] = None
    renewal: Renewal | None = None
    pays: Annotated[Literal["yearly", "ahead", "committed"], Switch("Paid", WAYS_TO_PAY)] = "yearly"
    prepaid: Prepaid | None = None
    committed: Committed | None = None
    coterm: CoTerm | None = None
    licence_price: Annotated[Given | None, Meaning("Price of a perpetual licence", "usd")] = None
    booked_as: Literal["capital", "operating"] = "operating"
    life: Annotated[Given | None, Meaning("Useful life of a licence", "year", at_least=1, at_most=30)] = None
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
    outlays: dict[Id, Outlay] = Field(default_factory=dict)
    work: dict[Id, Work] = Field(default_factory=dict)
    parallel: Annotated[
        Given | None, Meaning("Months billed beside its successor", "month", at_most=12, dated=True)
    ] = None
    exit: Annotated[Given | None, Meaning("Exit, one-time", "usd", dated=True)] = None

    @model_validator(mode="after")
    def _consistent(self) -> Software:
        if self.terms:
            refuse("software", (*self._slips_with_terms(), *term_slips(self.terms)))
        else:
            refuse(
                "software",
                (*self.counting_slips(), *self._slips(), *self._slips_of_payment(), *self._slips_of_commitment()),
            )
        return self

    def _slips_with_terms(self) -> Slips:
        given = [name for name in RULES if name in self.model_fields_set and getattr(self, name) is not None]
        named = ", ".join(given)
        return (
            (bool(given), f"terms say how each period is charged; move {named} into them, or leave it out"),
            (bool(self.brackets), "terms and brackets do not go together; leave one of the two out"),
            (bool(self.bands or self.fleets), "terms say who is counted; move bands and fleets into them"),
            (self.licence == "perpetual", "terms are subscriptions; leave licence out"),
        )

    def _slips(self) -> Slips:
        """What does not go together in the licence, each with what to do."""
        subscribed = self.price is not None or bool(self.brackets)
        missing = self.licence_price is None if self.licence == "perpetual" else not subscribed
        needed = "licence_price" if self.licence == "perpetual" else "price"
        keeps = self.maintenance is not None and self.licence_price is not None
        once = self.per == "device_bought" and (self.licence_price is not None or bool(self.brackets))
        return (
            (self.per is None, "nothing says what is counted; add per, or terms that have one each"),
            (missing, f"licence = '{self.licence}' without a {needed}; add it"),
            (self.price is not None and bool(self.brackets), "price and brackets; leave one of the two out"),
            *bracket_slips(self.brackets, flat=self.bracket_price == "flat"),
            (
                bool(self.brackets) and self.licence_price is not None,
                "brackets go with subscriptions alone; leave licence_price out",
            ),
            (once, "per = 'device_bought' takes one price for each device bought; leave licence_price and brackets out"),
            (self.uplift is not None and not subscribed, "uplift without a price; add the subscription's price"),
            (self.uplift_cap is not None and self.uplift is None, "uplift_cap without an uplift; add uplift"),
            (self.life is not None and self.licence_price is None, "life is that of a perpetual licence; add licence_price"),
            (self.owned is not None and self.licence_price is None, "owned without a licence_price; add it"),
            (self.maintenance is not None and not keeps, "maintenance without a licence_price; add it"),
            (
                self.maintenance_at_purchase is not None and not keeps,
                "maintenance_at_purchase without maintenance; add it",
            ),
            (self.maintenance_uplift is not None and not keeps, "maintenance_uplift without maintenance; add it"),
        )  # fmt: skip

    def _slips_of_payment(self) -> Slips:
        """What does not go together in terms, prepayment, benefit and the end, each with what to do."""
        plain = self.price is not None and self.per not in ("flat", "device_bought")
        by_year = (self.parallel.by_year or {}) if self.parallel is not None else {}
        ends = self.until_year.value if self.until_year is not None else None
        return (
            (self.renewal is not None and self.uplift is None, "renewal without an uplift; add the yearly rise"),
            (self.pays == "ahead" and self.prepaid is None, "pays = 'ahead' without prepaid; say how many years"),
            (self.prepaid is not None and self.price is None, "prepaid without a price for each; add it"),
            (
                self.prepaid is not None and self.per == "device_bought",
                "a licence for the life of a device is paid once; leave prepaid out",
            ),
            (self.coterm is not None and not plain, "coterm goes with a price for each one counted; leave it out"),
            (
                self.coterm is not None and self.prepaid is not None,
                "coterm and prepaid: those added are paid by the year; leave one of the two out",
            ),
            (
                self.benefit is not None and (self.price is None or self.licence_price is not None),
                "a benefit goes with a subscription at a price for each; leave it or licence_price out",
            ),
            (
                self.in_use is not None and self.price is None and not self.brackets,
                "in_use goes with a subscription; leave it out",
            ),
            (
                self.in_use is not None and self.per in (*BY_FLEET[1:], "site"),
                "in_use goes with licences that are counted every year; leave it out",
            ),
            (
                bool(by_year) and (ends is None or self.price is None or any(year <= ends for year in by_year)),
                "parallel is paid after the product's last year; give price, until_year and the years after it",
            ),
            (
                self.per == "device_bought" and self.parallel is not None,
                "a licence for the life of a device has no bill of its own; leave parallel out",
            ),
        )

    def _slips_of_commitment(self) -> Slips:
        """What does not go together in a subscription that is committed, each with what to do."""
        if self.committed is None:
            return ((self.pays == "committed", "pays = 'committed' without committed; say for which term"),)
        said, price = self.committed.term is not None, self.price is not None or bool(self.brackets)
        return (
            (not price, "committed goes with a subscription; add its price, or leave committed out"),
            (
                not said and self.renewal is None,
                "committed without a term; add committed.term, or a renewal that has one",
            ),
            (
                said and self.renewal is not None,
                "renewal.term and committed.term are the same term; leave committed.term out",
            ),
            (self.per == "device_bought", "a licence for the life of a device is paid once; leave committed out"),
            (self.coterm is not None, "coterm and committed: those added are not committed; leave one of the two out"),
        )
