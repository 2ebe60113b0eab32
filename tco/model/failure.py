"""Why devices leave service before their time, and what breaks in them: one table by age for each fleet that says it in parts.

Risks work side by side: a device is spared only if every one of them spares it, so their shares are multiplied and never added. What
is lost is not stolen as well, and what is gone is not written off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add, mul

from tco.formula.expression import Expression, Tier, at_least, at_most, equals, exp, where
from tco.formula.rows import Block, Row, Table
from tco.formula.twins import known_values
from tco.inputs.devices import Fleet
from tco.inputs.failure import Mishaps, Protection, Risk, Warranty
from tco.inputs.given import meaning_of
from tco.model.ask import ask_by_age, ask_choice, ask_once, ask_part
from tco.model.ground import Ground


@dataclass(frozen=True)
class Columns:
    """A table's columns by name; of the table by age, the shares and rates of each year of service."""

    table: Table

    def __getitem__(self, name: str) -> Row:
        return self.table.made(name)

    def __contains__(self, name: str) -> bool:
        return self.table.has(name)

    def at(self, name: str, age: Row) -> Expression:
        """A column read at each cohort's age."""
        return Tier(age + 1, self["year_of_service"], self[name])


def by_age(ground: Ground, block: Block) -> Columns | None:
    """The fleet's table by age, once `leaving_share` has made it; none where the fleet has only `loss` and `breakage`."""
    found = [table for table in ground.model.tables if table.id == f"{block.id}.by_age"]
    return Columns(found[0]) if found else None


def leaving_share(ground: Ground, block: Block, fleet: Fleet, age: Row) -> Expression:
    """The share of each cohort in service that is gone at the year's end: lost, stolen or written off."""
    if not fleet.failure and fleet.mishaps is None:
        return ask_by_age(ground.model, block, fleet, "loss", age)
    cohorts = age.table
    assert cohorts is not None, "the age is that of each cohort"
    rates = age_rows(ground, block, fleet, cohorts)
    if fleet.protection is not None:
        protected_rows(ground, block, fleet.protection, cohorts)
    if "leaving" not in rates:
        return ask_by_age(ground.model, block, fleet, "loss", age)
    if "leaving_protected" not in rates:
        return rates.at("leaving", age)
    without = block.row("leaving_share", "Leave in the year", "share", rates.at("leaving", age), table=cohorts)
    with_plan = rates.at("leaving_protected", age)
    protected = block.row("leaving_share_protected", "Leave, with the damage plan", "share", with_plan, table=cohorts)
    return where(Columns(cohorts)["protected"], protected, without)


def protected_rows(ground: Ground, block: Block, plan: Protection, cohorts: Table) -> None:
    """Which cohorts come with the damage plan: those bought since it is sold with them, where it is bought at all."""
    first = ground.economy.first_year
    since = first if plan.since is None else ask_part(block, plan, "protection", "since")
    chosen = ask_choice(block, plan, "protected", path="protection.protected")
    bought = block.constant("protection.chosen", "Damage plan is bought", "flag", equals(chosen, 1))
    columns = Columns(cohorts)
    own: Expression = columns["bought_in"] >= since
    if "from_others" in columns:
        own = own * equals(columns["from_others"], 0)
    sold = cohorts.column("sold_with_plan", "Sold with a damage plan", "flag", formula=own)
    cohorts.column("protected", "Damage plan bought", "flag", formula=sold * bought)
    block.row("protection.sold", "Damage plan is sold with purchases", "flag", block.timeline.year >= since)


def age_rows(ground: Ground, block: Block, fleet: Fleet, cohorts: Table) -> Columns:
    """The table by age: what fails, what has accidents, what of it is mended at the district's cost, what leaves."""
    oldest = ground.plan.calendar.years[-1] - min(known_values(Columns(cohorts)["bought_in"]))
    years = range(1, int(oldest) + 1 + 1)
    table = ground.model.table(
        f"{block.id}.by_age", f"{block.label}: failure and loss by age", [f"year_{year}" for year in years]
    )
    rates = Columns(table)
    service = table.column("year_of_service", "Year of service", "year", values=years)
    table.column("age", "Age at the year's start", "year", formula=service - 1)
    mishaps = fleet.mishaps or Mishaps()
    incidents: list[Expression] = []
    if fleet.failure:
        incidents.append(_failures(ground, block, fleet, rates))
    times = None if mishaps.take_home is None else ask_part(block, mishaps, "mishaps", "take_home")
    if mishaps.accidents is not None:
        incidents.append(_column(ground, block, mishaps, "accidents", rates, times=times))
    if incidents:
        _mended(ground, block, fleet, mishaps, rates, incidents)
    if mishaps.leave:
        _leaving(ground, block, mishaps, rates, times)
    return rates


def _column(
    ground: Ground, block: Block, mishaps: Mishaps, field: str, rates: Columns, *, times: Row | None = None
) -> Row:
    """A figure of the mishaps by age, as often as devices that go home have it; a share stays one."""
    meaning = meaning_of(Mishaps, field)
    value = ask_by_age(ground.model, block, mishaps, field, rates["age"], path=f"mishaps.{field}", label=meaning.label)
    if times is not None:
        value = value * times if meaning.unit != "share" else at_most(1, value * times)
    return rates.table.column(field, meaning.label, meaning.unit, formula=value)


def _failures(ground: Ground, block: Block, fleet: Fleet, rates: Columns) -> Row:
    """Failures of each device in a year of service, by all risks side by side.

    Source: independent competing risks, 1 - product of (1 - q); a Weibull risk's q is 1 - R(a + 1) / R(a).
    """
    each = [_risk(ground, block, id, risk, rates) for id, risk in fleet.failure.items()]
    spared = reduce(mul, [1 - share for share in each])
    share = rates.table.column("fails", "Fails in the year, by any risk", "share", formula=1 - spared)
    once = one_incident(block)
    return rates.table.column("failures", "Failures for each in a year", "incident/device", formula=share * once)


def _risk(ground: Ground, block: Block, id: str, risk: Risk, rates: Columns) -> Row:
    """The share of devices that fail of one risk in each year of service, of those that had not before."""
    name = risk.label or id.replace("_", " ")
    part, label = f"failure.{id}", f"Fails in the year: {name}"
    if risk.share is not None:
        value = ask_by_age(ground.model, block, risk, "share", rates["age"], path=f"{part}.share", label=label)
        return rates.table.column(f"fails_{id}", label, "share", formula=value)
    shape, scale = (
        ask_part(block, risk, part, field, label=f"{meaning_of(Risk, field).label}: {name}")
        for field in ("shape", "scale")
    )
    before, after = (
        rates.table.column(
            f"hazard_{at}_{id}", f"Hazard to the year's {at}: {name}", "factor", formula=(age / scale) ** shape
        )
        for at, age in (("start", rates["age"]), ("end", rates["year_of_service"]))
    )
    return rates.table.column(f"fails_{id}", label, "share", formula=1 - exp(before - after))


def _mended(
    ground: Ground, block: Block, fleet: Fleet, mishaps: Mishaps, rates: Columns, incidents: list[Expression]
) -> None:
    """What of the incidents the district pays for: not what a warranty or a damage plan covers, nor what is given up."""
    column, of = rates.table.column, "incident/device"
    column("incidents", "Incidents for each in a year", of, formula=reduce(add, incidents))
    if fleet.warranty is not None:
        incidents = [incidents[0] * (1 - _warranty(ground, block, fleet.warranty, rates)), *incidents[1:]]
    column("own", "Incidents that no warranty covers", of, formula=reduce(add, incidents))
    if fleet.protection is not None:
        _plan_pays(ground, block, fleet.protection, rates)
    mends: list[Expression] = []
    if mishaps.write_off is not None:
        mends.append(1 - _column(ground, block, mishaps, "write_off", rates))
    if mishaps.largest_repair is not None:
        largest = _column(ground, block, mishaps, "largest_repair", rates)
        cost = ask_once(block, fleet, "repair_cost")
        mends.append(column("worth", "A repair is worth its cost", "flag", formula=largest >= cost))
    if mends:
        column("mended", "Mended and not written off", "share", formula=reduce(mul, mends))


def _warranty(ground: Ground, block: Block, warranty: Warranty, rates: Columns) -> Row:
    """The share of each year of service's failures that the warranty pays for."""
    term = ask_part(block, warranty, "warranty", "term")
    within = at_most(1, at_least(0, term - rates["age"]) / ground.economy.one_year)
    if warranty.covers is not None:
        within = within * ask_part(block, warranty, "warranty", "covers")
    return rates.table.column("warranty", "Failures under warranty", "share", formula=within)


def _plan_pays(ground: Ground, block: Block, plan: Protection, rates: Columns) -> None:
    """Accidents that the damage plan pays for in its term.

    A limit is compared with what each device has on average, which overstates what the plan pays where a few devices have most of
    the accidents; a limit for the whole term counts in equal parts a year.
    """
    term, one_year = ask_part(block, plan, "protection", "term"), ground.economy.one_year
    within = at_most(1, at_least(0, term - rates["age"]) / one_year)
    in_term = rates.table.column("in_term", "Term of the damage plan", "share", formula=within)
    pays: Expression = rates["accidents"]
    if plan.limit is not None:
        pays = at_most(ask_part(block, plan, "protection", "limit"), pays)
    if plan.limit_in_term is not None:
        in_all = ask_part(block, plan, "protection", "limit_in_term")
        a_year = block.constant("protection.limit_a_year", in_all.label, "incident/device", in_all * one_year / term)
        pays = at_most(a_year, pays)
    if plan.coverage is not None:
        pays = pays * ask_part(block, plan, "protection", "coverage")
    rates.table.column("plan_pays", "Accidents that a damage plan pays", "incident/device", formula=pays * in_term)


def _leaving(ground: Ground, block: Block, mishaps: Mishaps, rates: Columns, times: Row | None) -> None:
    """Shares of all devices that are lost, stolen of those not lost, and written off of those still there."""
    column = rates.table.column
    stays: list[Expression] = []
    for field in ("lost", "stolen"):
        if getattr(mishaps, field) is not None:
            share = _column(ground, block, mishaps, field, rates, times=times)
            column(f"away_{field}", f"Of all devices {field}", "share", formula=reduce(mul, [share, *stays]))
            stays.append(1 - share)
    there: Expression = column(
        "still_there", "Neither lost nor stolen", "share", formula=reduce(mul, stays) if stays else 1
    )
    if "mended" not in rates:
        column("leaving", "Leave in the year", "share", formula=1 - there)
        return
    _written_off(rates, there, one_incident(block), rates["own"], "", "")
    if "plan_pays" in rates:
        own = rates["own"] - rates["plan_pays"]
        _written_off(rates, there, one_incident(block), own, "_protected", ", with the damage plan")


def _written_off(rates: Columns, there: Expression, one: Row, own: Expression, id: str, words: str) -> None:
    """The share of devices still there that is given up, and all that leave: never more than there are."""
    column = rates.table.column
    up = at_most(1, own * (1 - rates["mended"]) / one)
    given_up = column(f"given_up{id}", f"Written off after an incident{words}", "share", formula=up)
    column(f"leaving{id}", f"Leave in the year{words}", "share", formula=1 - there * (1 - given_up))


def one_incident(block: Block) -> Row:
    """One incident for a device, which turns incidents into a share of devices and back."""
    if block.has("one_incident"):
        return block.made("one_incident")
    return block.number("one_incident", "One incident", "incident/device", 1)
