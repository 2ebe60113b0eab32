"""Grants: yearly awards that last longer than their year, with what may be carried over, and pilots paid by the student."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.contracts import after_months
from tco.inputs.district import Calendar
from tco.inputs.given import LARGEST, Form, Given, Meaning, Switch
from tco.rules.shelf import dates_of, figure, first_day, program

FormulaProgram = Literal["title_one_a", "title_two_a", "title_four_a", "idea_b", "perkins", "other"]
ClosedProgram = Literal["esser_i", "esser_ii", "esser_iii", "ecf"]
LookedAt = Literal["supplement", "effort", "approval"]
"""What a district has looked at, so that it is not told again: supplement-not-supplant, maintenance of effort, prior approval."""
DATES = ("opens", "obligate_by", "liquidate_by")
A_CENT = 0.01
ALL = 1.0 + 1e-9  # parts of a whole, as decimals add up
PARTS = ("ed_tech", "well_rounded", "safe_healthy")
LIMITED: Mapping[str, tuple[str, str]] = {"title_one_a": ("title_one_carry_share", "title_one_carry_exempt")}
"""Programs whose law limits what is carried over: the share, and the award below which there is no limit."""
CAPPED: Mapping[str, str] = {"title_four_a": "title_four_technology_cap"}
"""Programs whose law caps some uses inside the award."""
OF_A_LIMIT = ("exempt_below", "waiver")

Amount = Annotated[float, Field(ge=0, le=LARGEST)]


class Grant(Form):
    """A yearly formula grant that may be obligated for longer than its year: Title I-A, II-A, IV-A, IDEA, Perkins.

    An award counts from the first fiscal year that begins on or after the day on which it opens, 1 July: the award of 2026-27 is the
    award of FY2027 for years that begin in July, September or October alike. Older awards are used first. `first_months` after its
    opening what may not be carried over lapses, and `carry_months` later the rest. `awards_before` and `left_before` are the awards
    of the years before the plan and what the plan's start finds of them. `indirect_rate` is what the district charges for each dollar
    of direct cost; that money comes back to it a year later, that of the year before the plan (`indirect_before`) in its first.
    `room_before` is what awards of before may still pay of capped uses.
    """

    program: FormulaProgram = "other"
    award: Annotated[Given, Meaning("Award", "usd", by_year=True)]
    awards_before: dict[int, Amount] = Field(default_factory=dict)
    left_before: dict[int, Amount] = Field(default_factory=dict)
    room_before: dict[int, Amount] = Field(default_factory=dict)
    first_months: Annotated[int, Field(ge=12, le=27)] | None = None
    carry_months: Literal[0, 12, 24, 36] | None = None
    carry_share: Annotated[Given | None, Meaning("Share that may be carried over", "share", at_most=1)] = None
    exempt_below: Annotated[Given | None, Meaning("Award below which carry-over has no limit", "usd")] = None
    waiver: Annotated[
        Given | None, Meaning("The limit on carry-over is waived (1 in that year)", "flag", at_most=1, dated=True)
    ] = None
    indirect_rate: Annotated[Given | None, Meaning("Restricted indirect rate", "share", at_most=1)] = None
    indirect_before: Annotated[Given | None, Meaning("Indirect charge of the year before the plan", "usd")] = None
    cap_share: Annotated[Given | None, Meaning("Most for capped uses", "share", at_most=1)] = None
    cap_base: Annotated[
        Literal["ed_tech_portion", "allocation"],
        Switch("The cap is a share of the", ("ed_tech_portion", "allocation")),
    ] = "ed_tech_portion"
    ed_tech: Annotated[Given | None, Meaning("Part for effective use of technology", "share", at_most=1)] = None
    well_rounded: Annotated[Given | None, Meaning("Part for well-rounded education", "share", at_most=1)] = None
    safe_healthy: Annotated[Given | None, Meaning("Part for safe and healthy students", "share", at_most=1)] = None
    looked_at: tuple[LookedAt, ...] = ()

    @property
    def is_limited(self) -> bool:
        """Whether what may be carried over is limited: by the district's word, or by the program's law."""
        return self.carry_share is not None or self.program in LIMITED

    @property
    def is_capped(self) -> bool:
        """Whether some uses are capped inside the award."""
        return self.cap_share is not None or self.program in CAPPED

    @property
    def deadline_month(self) -> int:
        """The calendar month with whose last day an award's deadlines fall."""
        on = dates_of("formula_grant_opens")[-1]
        opens, (first, _) = round(figure("formula_grant_opens", on=on).value), months_of(self, on)
        return (opens + first - 2) % 12 + 1

    @property
    def lacks_cap_base(self) -> bool:
        """Whether the cap is a share of a part of the award whose size nobody gives."""
        return self.is_capped and self.cap_base == "ed_tech_portion" and self.ed_tech is None

    @model_validator(mode="after")
    def _consistent(self) -> Grant:
        self._check_limit()
        if self.indirect_before is not None and self.indirect_rate is None:
            raise PydanticCustomError("grant", "indirect_before without an indirect_rate; add it", {})
        self._check_cap()
        for year, left in self.left_before.items():
            if self.is_limited and year not in self.awards_before:
                text = "left_before of {year} without its award; add awards_before of {year}, by which carry-over is limited"
                raise PydanticCustomError("grant", text, {"year": year})
            if left > self.awards_before.get(year, LARGEST) + A_CENT:
                text = "more is left of the award of {year} than was awarded; correct left_before or awards_before"
                raise PydanticCustomError("grant", text, {"year": year})
        return self

    def _check_limit(self) -> None:
        said = [name for name in OF_A_LIMIT if getattr(self, name) is not None]
        if said and not self.is_limited:
            text = "{names} without a limit on carry-over; add carry_share"
            raise PydanticCustomError("grant", text, {"names": " and ".join(said)})

    def _check_cap(self) -> None:
        said = [name for name in (*PARTS, "room_before") if getattr(self, name)]
        if said and not self.is_capped:
            text = "{names} without a cap; add cap_share, or take {names} out"
            raise PydanticCustomError("grant", text, {"names": ", ".join(said)})
        parts = [getattr(self, name) for name in PARTS if getattr(self, name) is not None]
        if sum(part.value or 0 for part in parts) > ALL:
            raise PydanticCustomError("grant", "the parts of the award are more than all of it; lower one of them", {})


class Pilot(Form):
    """A pilot with a budget for each student between a least and a most, for some years: the FCC's for cybersecurity.

    `budget_for` says whether the budget comes anew in each of the pilot's years or once for its term, from the day on which the
    source `opens` to its `obligate_by`. The source's `match` is the part of the budget that the district pays. What a year leaves
    stays until the end.
    """

    program: Literal["cyber_pilot", "other"] = "other"
    budget_for: Literal["year", "term"]
    students: Annotated[Given | None, Meaning("Students that the budget counts", "student")] = None
    per_student: Annotated[Given | None, Meaning("Budget for each student", "usd/student")] = None
    least: Annotated[Given | None, Meaning("Least budget", "usd")] = None
    most: Annotated[Given | None, Meaning("Largest budget", "usd")] = None

    def has(self, figure: str) -> bool:
        """Whether the budget has this bound: by the plan's word, or by the program's."""
        return getattr(self, figure) is not None or self.program == "cyber_pilot"

    @model_validator(mode="after")
    def _consistent(self) -> Pilot:
        if self.program == "other" and self.per_student is None:
            text = "nothing says how much there is for each student; add per_student, or name the program"
            raise PydanticCustomError("pilot", text, {})
        if self.least is not None and self.most is not None and (self.least.value or 0) > (self.most.value or 0):
            raise PydanticCustomError("pilot", "least is above most; exchange the two", {})
        return self


@dataclass(frozen=True)
class Window:
    """How the life of an award falls into fiscal years.

    In its `tested`-th year of use what may not be carried over ends, in its `last` all of it; both end in the same month of a
    fiscal year. The `oldest` award that may still be used when the plan begins is that of this fiscal year. `deadlines` are the last
    days to obligate, one for each fiscal year of the plan; `path`, `source` and `note` say where they come from.
    """

    tested: int
    last: int
    oldest: int
    deadlines: tuple[datetime.date, ...]
    path: str
    source: str
    note: str


def window_of(grant: Grant, calendar: Calendar) -> Window:
    """The window of a grant's awards in the plan's fiscal years. Raises FigureError for a plan before the rule's first date."""
    start = calendar.start_month
    on = first_day(calendar.first_year, start_month=start)
    rule = figure("formula_grant_first_months", on=on)
    first, carried = months_of(grant, on)
    waits = (start - round(figure("formula_grant_opens", on=on).value)) % 12
    tested = -(-(first - waits) // 12)
    into = (first - waits - 1) % 12 + 1
    ends = (after_months(first_day(year, start_month=start), into) for year in calendar.years)
    deadlines = tuple(day - datetime.timedelta(days=1) for day in ends)
    note = "What is obligated by then must also benefit the time of the award."
    last = tested + carried // 12
    oldest = calendar.first_year - last + 1
    return Window(tested, last, oldest, deadlines, f"rules.{rule.name}", rule.source, note)


def months_of(grant: Grant, on: datetime.date) -> tuple[int, int]:
    """The months of an award to its first deadline, and those of its carry-over after it: the grant's own, or the law's."""
    rules = ("formula_grant_first_months", grant.first_months), ("formula_grant_carry_months", grant.carry_months)
    first, carried = (round(figure(name, on=on).value) if own is None else own for name, own in rules)
    return first, carried


def with_program_dates(given: Any) -> Any:
    """A source as typed, with the dates of the closed program that it names where it says none itself."""
    if not isinstance(given, dict) or given.get("program") not in get_args(ClosedProgram):
        return given
    known = program(given["program"])
    dates = {name: getattr(known, name) for name in DATES if getattr(known, name) is not None}
    return {**dates, **given}
