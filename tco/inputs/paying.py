"""Ways to pay for units over time: lease-purchase, and renting at fair market value with or without services."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.given import LARGEST, Form, Given, Meaning, Switch
from tco.inputs.slips import refuse

PAYMENTS_A_YEAR = {"monthly": 12, "quarterly": 4, "half_yearly": 2, "annual": 1}
MONTHS_IN_YEAR = 12
LONGEST_TERM = 30
DUE = ("advance", "arrears")
AT_END = ("return", "extend", "purchase")
COVERED = ("repairs", "upkeep", "accessories", "labor")


class Begun(Form):
    """An agreement from a fiscal year before the plan: what was financed then, and what is owed at the plan's start [usd].

    `payment` is what all of it pays each time [usd], where the lease says its payment and not its rate.
    """

    financed: Annotated[float, Field(ge=0, le=LARGEST)]
    owed: Annotated[float, Field(ge=0, le=LARGEST)]
    payment: Annotated[float, Field(gt=0, le=LARGEST)] | None = None

    @model_validator(mode="after")
    def _owed_is_left(self) -> Begun:
        if self.owed > self.financed:
            text = "{owed} is owed of {financed} financed; correct one of the two"
            raise PydanticCustomError("begun", text, {"owed": f"{self.owed:.12g}", "financed": f"{self.financed:.12g}"})
        return self


class PaidOver(Form):
    """What agreements to pay over time have in common: level payments over a term, at the begin or the end of each stretch.

    The term is in years, a whole number of payments. `fee` is paid once when an agreement begins. With `appropriation` each year's
    payments are subject to the board's appropriation: the district may end it without default when none is made.
    """

    term: Annotated[Given, Meaning("Term", "year", at_least=1 / MONTHS_IN_YEAR, at_most=LONGEST_TERM)]
    payments: Literal["monthly", "quarterly", "half_yearly", "annual"] = "monthly"
    due: Annotated[Literal["advance", "arrears"], Switch("Payments are due in", DUE)] = "advance"
    payment: Annotated[Given | None, Meaning("Payment for each, each time", "usd/device")] = None
    rate: Annotated[Given | None, Meaning("Rate of interest a year", "share", at_least=-0.5, at_most=1)] = None
    fee: Annotated[Given | None, Meaning("Fee when an agreement begins", "usd")] = None
    appropriation: bool = False

    @model_validator(mode="after")
    def _whole_payments(self) -> PaidOver:
        count = (self.term.value or 0) * PAYMENTS_A_YEAR[self.payments]
        if abs(count - round(count)) > 1e-9 or count < 1:
            text = "{term} years are no whole number of {payments} payments; change one of the two"
            raise PydanticCustomError("term", text, {"term": f"{self.term.value:g}", "payments": self.payments})
        return self


class Lease(PaidOver):
    """Lease-purchase of what is bought each year: a schedule for each year's purchase, owned at the end for `buy_out`.

    Give `rate`, and the payment follows; or `payment`, and the rate follows from it and the price. `begun` holds the agreements
    from before the plan by fiscal year. Fee and buy-out are operating costs, one of each for every agreement.
    """

    buy_out: Annotated[Given | None, Meaning("Paid to own them at the end, for an agreement", "usd")] = None
    begun: dict[int, Begun] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_both(self) -> Lease:
        both = self.rate is not None and self.payment is not None
        neither = self.rate is None and self.payment is None
        refuse(
            "lease",
            (
                (neither, "neither rate nor payment; give one of the two, and the other follows"),
                (both, "rate and payment; leave one of the two out, it follows from the other"),
                (
                    any((begun.payment is None) == (self.payment is not None) for begun in self.begun.values()),
                    "a lease by its payment says the payment of those in begun, one by its rate does not; correct begun",
                ),
            ),
        )
        return self


class BegunRent(Form):
    """An agreement on rented units from a fiscal year before the plan; its units are the `rented` lots bought in that year.

    `financed` is what its rents were worth when it began and `owed` what is left of that at the plan's start; `payment` is the rent
    and `services` the rest of what all of it pays each time [usd]. `price_level` is that of the agreement's prices for the end of
    its term, 1 where they are as stated.
    """

    financed: Annotated[float, Field(ge=0, le=LARGEST)]
    owed: Annotated[float, Field(ge=0, le=LARGEST)]
    payment: Annotated[float, Field(ge=0, le=LARGEST)]
    services: Annotated[float, Field(ge=0, le=LARGEST)] = 0
    price_level: Annotated[float, Field(gt=0, le=LARGEST)] = 1

    @model_validator(mode="after")
    def _owed_is_left(self) -> BegunRent:
        if self.owed > self.financed:
            text = "{owed} is owed of {financed} financed; correct one of the two"
            raise PydanticCustomError("begun", text, {"owed": f"{self.owed:.12g}", "financed": f"{self.financed:.12g}"})
        return self


class Rent(PaidOver):
    """Units that belong to the lessor: a lease at fair market value, or with `includes` devices as a service.

    `payment` for each unit is as of the year that prices are as of; a new agreement takes the price of its year, level to its end.
    Without it, it follows from price, `rate` and `residual`, the share of the price that the lessor keeps in the unit. `services` is the
    part of a payment that is no rent. At the end units are returned (their life is then the term at most), or kept to the end of
    their life, either for `extension` each time or by `purchase` once.
    """

    residual: Annotated[
        Given | None, Meaning("Lessor's residual at the end, share of the price", "share", at_most=1)
    ] = None
    services: Annotated[Given | None, Meaning("Part of a payment that is for services", "usd/device")] = None
    includes: tuple[Literal["repairs", "upkeep", "accessories", "labor"], ...] = ()
    at_end: Annotated[Literal["return", "extend", "purchase"], Switch("At the end of the term", AT_END)] = "return"
    extension: Annotated[Given | None, Meaning("Payment for each, each time, after the term", "usd/device")] = None
    purchase: Annotated[Given | None, Meaning("Price for each at the end of the term", "usd/device")] = None
    may_extend: Annotated[Given | None, Meaning("Options to extend, beyond the term", "year", at_most=LONGEST_TERM)] = (
        None
    )
    return_cost: Annotated[Given | None, Meaning("Returning one", "usd/device")] = None
    damaged: Annotated[Given | None, Meaning("Damaged among those returned", "share", at_most=1)] = None
    damage_charge: Annotated[Given | None, Meaning("Charge for a damaged one", "usd/device")] = None
    loss_charge: Annotated[Given | None, Meaning("Charge for one lost in the term", "usd/device")] = None
    exit_fee: Annotated[Given | None, Meaning("Fee to end early, share of what is owed", "share", at_most=1)] = None
    begun: dict[int, BegunRent] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits(self) -> Rent:
        refuse(
            "rent",
            (
                (
                    self.payment is None and (self.rate is None or self.residual is None),
                    "no payment, and no rate with residual from which it follows; give payment, or both",
                ),
                (
                    self.at_end == "extend" and self.extension is None,
                    "at_end = 'extend' without extension; say what is paid then",
                ),
                (
                    self.at_end == "purchase" and self.purchase is None,
                    "at_end = 'purchase' without purchase; say its price",
                ),
                (
                    "labor" in self.includes and "repairs" not in self.includes,
                    "includes labor without repairs; add repairs, whoever mends them pays the parts",
                ),
                (
                    (self.damaged is None) != (self.damage_charge is None),
                    "damaged and damage_charge go together; give both, or leave both out",
                ),
            ),
        )
        return self
