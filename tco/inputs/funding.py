"""Sources of funds: how much each brings in which year, what it may pay, until when, and in which order they are used."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.allotments import Allotment
from tco.inputs.bonds import BUYS, Bond
from tco.inputs.erate import USES, ERateOne, ERateTwo, uses_of
from tco.inputs.fees import Fees
from tco.inputs.fund_balance import Fund
from tco.inputs.given import LARGEST, Form, Given, Id, Label, LineId, Meaning, Switch
from tco.inputs.grants import ClosedProgram, Grant, Pilot, with_program_dates
from tco.inputs.levies import Levy
from tco.inputs.reserves import Reserve
from tco.rules.shelf import program

WAYS = (
    "amount", "returned", "erate_one", "erate_two", "grant", "pilot", "levy", "bond", "reserve", "allotment", "fees", "fund",
)  # fmt: skip
STATUSES = ("awarded", "filed", "planned")
PAYS = ("directly", "reimbursed")
ONE = Given(value=1)
FIRST_YEARS = 2  # the years of a plan in which money that was found for its start still pays
PLANNED = Meaning("Planned to pay", "usd", dated=True)


def is_month_end(day: datetime.date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


class Use(Form):
    """What a source may pay: costs that fit all that is said here. Of several uses of a source the first that fits a cost counts.

    `items` are ids such as `devices.students`, or a whole section such as `devices`. `schools` lets it pay the part of a cost that
    those schools have by their students. `share` is the part of such a cost that is eligible. A `capped` use counts under the
    source's cap.
    """

    kinds: tuple[Literal["capital", "operating", "debt_service"], ...] = ()
    categories: tuple[Id, ...] = ()
    items: tuple[str, ...] = ()
    recurrences: tuple[Literal["one_time", "recurring", "at_risk"], ...] = ()
    phases: tuple[Literal["acquire", "deploy", "operate", "support", "retire"], ...] = ()
    purposes: tuple[Literal["run", "grow", "transform"], ...] = ()
    initiatives: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    schools: tuple[Id, ...] = ()
    share: Annotated[Given, Meaning("Eligible part of the cost", "share", at_most=1)] = ONE
    capped: bool = False


class Returned(Form):
    """Money that comes back: what is sold, recovered or freed. `items` says of which, none says of all that no other source takes."""

    items: tuple[str, ...] = ()


class Source(Form):
    """Money that the district counts on. Sources pay in the order in which the plan lists them, or by their `rank`;
    one without a rank among others that have one counts its place in the plan (1, 2, ...) as its own.

    It says in one way how much there is. `opens` and `obligate_by` bound the days on which a cost is committed, `liquidate_by` the
    day until which it is paid. A source with `obligate_by` keeps its money until then; any other keeps it where it `carries_over`, and
    levies, bonds, reserves and the general fund always do. What capped uses leave of their `cap` stays with the money; `cap_unused`
    is what they left before the plan, by default the cap's share of `opening_balance`. `transfers` [usd] are what it gives other
    sources at each year's start.
    One that `pays` reimbursed gives back what the district has paid first, `reimbursed_after` so many months. `probability` counts
    in a simulation only, where the source comes or does not come as a whole. `general` marks the general fund; where no source is
    marked, it is those that have its balance, and else those with yearly amounts that recur and may pay anything.
    A `program` that is over, looked back at, has its days on the shelf.
    Of a source that is `unrestricted` (what it leaves is not lost) an optimal allocation uses as little as it can. `planned` are payments
    by cost line, as `tco allocate` finds them; a source that has them pays no more of a line than that.
    """

    label: Label
    recurrence: Literal["one_time", "recurring", "at_risk"]
    general: bool = False
    renewal: str = ""
    renewed_by: datetime.date | None = None
    status: Annotated[Literal["awarded", "filed", "planned"], Switch("Status", STATUSES)] = "awarded"
    probability: Annotated[Given | None, Meaning("Probability that it comes", "share", at_most=1)] = None
    pays: Annotated[Literal["directly", "reimbursed"], Switch("How it pays", PAYS)] = "directly"
    reimbursed_after: Annotated[Given | None, Meaning("Comes back after", "month", at_most=60)] = None
    rank: Annotated[Given | None, Meaning("Place in the order of payment", "index", at_most=99)] = None
    amount: Annotated[Given | None, Meaning("Amount", "usd", by_year=True)] = None
    returned: Returned | None = None
    grant: Grant | None = None
    pilot: Pilot | None = None
    program: ClosedProgram | None = None
    levy: Levy | None = None
    bond: Bond | None = None
    reserve: Reserve | None = None
    allotment: Allotment | None = None
    fees: Fees | None = None
    fund: Fund | None = None
    transfers: dict[Id, Annotated[Given, Meaning("To be given", "usd", by_year=True)]] = Field(default_factory=dict)
    opening_balance: Annotated[Given | None, Meaning("Balance before the plan", "usd", at_least=-LARGEST)] = None
    carries_over: bool = False
    unrestricted: bool = False
    opens: datetime.date | None = None
    obligate_by: datetime.date | None = None
    liquidate_by: datetime.date | None = None
    erate_one: ERateOne | None = None
    erate_two: ERateTwo | None = None
    uses: dict[Id, Use] = Field(default_factory=dict)
    match: Annotated[Given | None, Meaning("Part that the district must pay itself", "share", at_most=0.99)] = None
    cap: Annotated[Given | None, Meaning("Most of its money for capped uses", "share", at_most=1)] = None
    cap_unused: Annotated[Given | None, Meaning("Unused of its cap before the plan", "usd")] = None
    planned: dict[LineId, Annotated[Given, PLANNED]] = Field(default_factory=dict)

    @property
    def way(self) -> str:
        """The field that says how much there is."""
        return next(way for way in WAYS if getattr(self, way) is not None)

    @property
    def cut_months(self) -> frozenset[int]:
        """The calendar months after which a cost that runs through the year is split: the last ones of its own dates."""
        opens = {(day.month - (day.day == 1) - 1) % 12 + 1 for day in [self.opens] if day}
        ends = {(day.month - (not is_month_end(day)) - 1) % 12 + 1 for day in [self.obligate_by] if day}
        own = frozenset(opens | ends)
        return own if self.grant is None else own | {self.grant.deadline_month}

    @property
    def has_capped_use(self) -> bool:
        return any(use.capped for use in self.uses.values())

    @property
    def dates_from(self) -> str:
        """Where its days come from, when they are those of a program on the shelf."""
        return "" if self.program is None else program(self.program).source

    @property
    def is_free(self) -> bool:
        """Whether what it leaves is not lost to the district: it is marked so, or is the general fund."""
        return self.unrestricted or self.general or self.fund is not None

    @property
    def gives_back(self) -> bool:
        """Whether some of its money comes back to the district to be spent freely, which `Funds.refunds` then holds."""
        charges = self.grant is not None and self.grant.indirect_rate is not None
        return charges or self.erate_one is not None or self.erate_two is not None

    @model_validator(mode="before")
    @classmethod
    def _with_program_dates(cls, given: Any) -> Any:
        return with_program_dates(given)

    @model_validator(mode="before")
    @classmethod
    def _bonds_buy(cls, given: Any) -> Any:
        """A bond pays capital, and what it costs to issue, where its uses say nothing."""
        if isinstance(given, dict) and given.get("bond") is not None and not given.get("uses"):
            return {**given, "uses": BUYS}
        return given

    @model_validator(mode="before")
    @classmethod
    def _uses_of_the_program(cls, said: Any) -> Any:
        """A source of E-Rate that says no uses has the program's own; a use of the same name keeps what it does not say."""
        way = next((way for way in USES if isinstance(said, Mapping) and said.get(way) is not None), None)
        return said if way is None else {**said, "uses": uses_of(way, said.get("uses"))}

    @model_validator(mode="after")
    def _consistent(self) -> Source:
        said = [way for way in WAYS if getattr(self, way) is not None]
        if len(said) != 1:
            text = "say in exactly one way how much it brings: {ways}; found {said}"
            raise PydanticCustomError("source", text, {"ways": " or ".join(WAYS), "said": " and ".join(said) or "none"})
        if self.fund is None and self.opening_balance is not None and min(self.opening_balance.numbers()) < 0:
            text = "a balance before the plan is 0 or more, found {found}; only a fund may have spent more than it had"
            raise PydanticCustomError("source", text, {"found": f"{min(self.opening_balance.numbers()):g}"})
        if self.rank is not None and not all(rank.is_integer() for rank in self.rank.numbers()):
            raise PydanticCustomError("source", "a rank is a whole number", {})
        days = [day for day in (self.opens, self.obligate_by, self.liquidate_by) if day is not None]
        if days != sorted(days):
            text = "opens, obligate_by and liquidate_by must not go backwards: {days}"
            raise PydanticCustomError("source", text, {"days": ", ".join(map(str, days))})
        if self.liquidate_by is not None and self.obligate_by is None:
            raise PydanticCustomError("source", "liquidate_by goes with obligate_by", {})
        self._check_reimbursed()
        if self.grant is not None:
            self._check_grant(self.grant)
        elif self.has_capped_use != (self.cap is not None):
            raise PydanticCustomError(
                "source", "cap goes with a use that is capped = true, and the other way round", {}
            )
        if self.cap_unused is not None and self.cap is None:
            raise PydanticCustomError("source", "cap_unused goes with cap", {})
        self._check_fund()
        if self.pilot is not None and (self.opens is None or self.obligate_by is None):
            raise PydanticCustomError("source", "a pilot has a first and a last day; add opens and obligate_by", {})
        return self

    def _check_reimbursed(self) -> None:
        if self.reimbursed_after is None:
            if self.pays == "reimbursed":
                raise PydanticCustomError("source", "pays = 'reimbursed' goes with reimbursed_after, in months", {})
        elif any(not months.is_integer() for months in self.reimbursed_after.numbers()):
            raise PydanticCustomError("source", "reimbursed_after is in whole months", {})
        elif self.returned is not None:
            raise PydanticCustomError("source", "what comes back is not reimbursed; leave reimbursed_after out", {})

    def _check_fund(self) -> None:
        """The general fund is there from year to year: it has no first and no last day, and no cap."""
        names = ("opens", "obligate_by", "liquidate_by", "program", "cap", "cap_unused")
        said = [name for name in names if self.fund is not None and getattr(self, name) is not None]
        if said:
            text = "a fund never lapses and has no cap; take {names} out, or limit by fund.gives what it pays in a year"
            raise PydanticCustomError("source", text, {"names": ", ".join(said)})

    def _check_grant(self, grant: Grant) -> None:
        """A yearly grant has its own window, balances and cap."""
        names = ("opens", "obligate_by", "liquidate_by", "opening_balance", "cap", "program")
        said = [name for name in names if getattr(self, name) is not None] + ["carries_over"] * self.carries_over
        if said:
            text = "a grant says by itself how long its awards last and what is left; take {names} out"
            raise PydanticCustomError("source", text, {"names": ", ".join(said)})
        if self.has_capped_use and not grant.is_capped:
            raise PydanticCustomError("source", "a use is capped, and the grant has no cap; add grant.cap_share", {})
        if grant.cap_share is not None and not self.has_capped_use:
            text = "grant.cap_share without a use that is capped; add capped = true to the uses under the cap"
            raise PydanticCustomError("source", text, {})
        if self.has_capped_use and grant.lacks_cap_base:
            text = (
                "the cap is a share of the technology part; add grant.ed_tech, or write grant.cap_base = 'allocation'"
            )
            raise PydanticCustomError("source", text, {})


def general_fund(sources: Mapping[str, Source]) -> tuple[str, ...]:
    """The sources that are the general fund: those marked so, else those with its balance, else yearly ones that may pay anything."""
    marked = tuple(id for id, source in sources.items() if source.general)
    funds = tuple(id for id, source in sources.items() if source.fund is not None)
    free = (id for id, source in sources.items() if source.recurrence == "recurring" and not source.uses)
    return marked or funds or tuple(id for id in free if sources[id].way == "amount")


class Funding(Form):
    """How sources are counted: those of which status count whole, and the months after which costs are split for their dates.

    `wishes` is the district's order of what an optimal allocation keeps low; those not named follow in the usual order, but
    `split` (positions and contracts that stay whole) comes first unless it is named. Where sources
    have planned payments, `follow_plan` says whether they hold, and `planned_gap` is what they leave uncovered.
    By `debt_beyond_life` a bond or lease that is paid for longer than what it buys serves is advice, or a fault.
    """

    awarded: Annotated[Given, Meaning("Awarded sources count", "share", at_most=1)] = ONE
    filed: Annotated[Given, Meaning("Filed sources count", "share", at_most=1)] = ONE
    planned: Annotated[Given, Meaning("Planned sources count", "share", at_most=1)] = ONE
    cut_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = (6, 9)
    wishes: tuple[
        Literal["split", "gap", "recurring_on_one_time", "lapsed", "unrestricted", "pressing", "early_gap"], ...
    ] = ()
    follow_plan: Annotated[Literal["no", "yes"], Switch("Follow the planned payments", ("no", "yes"))] = "yes"
    planned_gap: Annotated[Given | None, Meaning("Not covered, as planned", "usd", dated=True)] = None
    debt_beyond_life: Literal["advice", "fault"] = "advice"

    @model_validator(mode="after")
    def _each_once(self) -> Funding:
        if len(set(self.wishes)) < len(self.wishes):
            raise PydanticCustomError("funding", "wishes: name each at most once, the most important first", {})
        return self
