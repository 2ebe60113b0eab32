"""What one device of a fleet costs and brings by year of service, read from the plan and the first year of its rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tco.errors import MissingError
from tco.formula.number import Values
from tco.formula.rows import Model, Row
from tco.inputs.devices import Fleet
from tco.inputs.given import Given
from tco.inputs.paths import hint
from tco.inputs.places import shown
from tco.inputs.plan import PlanForm

LEFT_OUT = {
    "protection": "the damage plan",
    "accessories": "accessories with a life of their own",
    "maintenance": "hardware maintenance",
    "licence": "licences for terms paid ahead",
}  # parts of a fleet whose rows have no figure for one device at each age
SHOWN_YEARS = 10  # lives that are looked at where neither the plan's life nor its support end is longer


@dataclass(frozen=True)
class Retirement:
    """What one device brings less what being rid of it costs when it is retired after 1, 2, 3 years, and what it costs broken.

    Both in dollars of the plan's first year.
    """

    brings: tuple[float, ...]
    scrap_cost: tuple[float, ...]


@dataclass(frozen=True)
class FleetFigures:
    """What one device costs and brings by year of service, in dollars of the plan's first year.

    `incidents[n - 1]`, `other_cost[n - 1]` and `loss[n - 1]` are those of its n-th year; `salvage[n - 1]` is what it brings after n years
    less what being rid of it costs, `scrap_cost[n - 1]` that cost where it is broken. `rate` is the discount rate net of price changes.
    `support` [year] counts years of support that are paid for, too; it is None where the plan gives no end of support; `last_known`
    [year] is the last for which repairs and upkeep are given by age; `left_out` names parts of the plan that are not counted.
    """

    label: str
    price: float
    salvage: tuple[float, ...]
    incidents: tuple[float, ...]
    incident_cost: float
    other_cost: tuple[float, ...]
    loss: tuple[float, ...]
    scrap_cost: tuple[float, ...]
    rate: float
    last_known: int
    planned_life: int
    support: int | None
    left_out: tuple[str, ...] = ()

    @property
    def years(self) -> int:
        return len(self.loss)

    @property
    def at_most(self) -> int:
        """The longest life that may be chosen."""
        return self.years if self.support is None else min(self.support, self.years)

    @property
    def yearly_cost(self) -> tuple[float, ...]:
        repairs = (count * self.incident_cost for count in self.incidents)
        return tuple(repair + other for repair, other in zip(repairs, self.other_cost, strict=True))

    @property
    def ages(self) -> bool:
        """Whether anything in the plan gets dearer with age, so that a life can be too long."""
        return any(later > first for first, later in zip(self.yearly_cost, self.yearly_cost[1:], strict=False))


@dataclass(frozen=True)
class _Read:
    """The numbers of a fleet's rows in one case."""

    rows: Mapping[str, Row]
    values: Values
    case: int
    path: str

    def first_year(self, id: str) -> float:
        return float(self.values.of(self.rows[id], self.case)[0, 0])

    def own(self, name: str) -> float:
        """A row of the fleet in the first year, 0 where it has none of this name."""
        return self.first_year(f"{self.path}.{name}") if f"{self.path}.{name}" in self.rows else 0.0

    def by_age(self, name: str) -> tuple[float, ...]:
        """A column of the fleet's table by age, empty where there is none: plans that tell failures apart have it."""
        row = self.rows.get(f"{self.path}.by_age.{name}")
        return () if row is None else tuple(self.values.of(row, self.case)[0, :].tolist())


def fleet_figures(
    form: PlanForm,
    model: Model,
    values: Values,
    case: int,
    path: str,
    retirement: Callable[[PlanForm, str, int], Retirement],
) -> FleetFigures:
    """The figures of the fleet at a path such as `devices.students`, in one case; `retirement` says what its devices bring by then.

    Raises MissingError where there is no such fleet.
    """
    fleet = fleets_of(form).get(path)
    if fleet is None:
        raise MissingError(
            f"fleet {shown(path)}: the plan has none of this id. {hint(path, fleets_of(form), 'fleets')}"
        )
    read = _Read(model.by_id(), values, case, path)
    level = read.first_year(f"economics.index.{fleet.category}")
    rise = read.first_year(f"economics.escalation.{fleet.category}")
    ends = _support(fleet)
    extra = 0 if fleet.extended_support is None else math.floor(fleet.extended_support.years.at_age(1))
    support = None if ends is None else max(1, ends + extra)
    planned = math.ceil(min(given.at_age(1) for given in (fleet.life, fleet.economic_life) if given is not None))
    lives = range(1, max(SHOWN_YEARS, planned, support or 0) + 1)
    price, paid = read.own("unit_price"), _paid_support(fleet, ends, rise)
    retired = retirement(form, path, len(lives))
    repairs, last_known = _repairs(fleet, read)
    leaving = read.by_age("leaving")
    return FleetFigures(
        label=fleet.label,
        price=price,
        salvage=retired.brings,
        incidents=tuple(map(repairs, lives)),
        incident_cost=level * one(fleet.repair_cost) + read.own("labor.repair") * read.own("labor.rate_now"),
        other_cost=tuple(level * _figure(fleet.upkeep)(life) + paid(life) for life in lives),
        loss=tuple(map(_held(leaving) if leaving else _figure(fleet.loss), lives)),
        scrap_cost=retired.scrap_cost,
        rate=(1 + read.first_year("economics.discount_rate")) / (1 + rise) - 1,
        last_known=last_known,
        planned_life=planned,
        support=support,
        left_out=tuple(said for part, said in LEFT_OUT.items() if _has(read.rows, f"{path}.{part}")),
    )


def _has(rows: Mapping[str, Row], start: str) -> bool:
    return any(id.startswith(start) for id in rows)


def _repairs(fleet: Fleet, read: _Read) -> tuple[Callable[[int], float], int]:
    """Repairs at the district's cost by year of service, and the last year for which they or the upkeep are given."""
    given = max((figure.oldest for figure in (fleet.breakage, fleet.upkeep) if figure is not None), default=1)
    own, mended = read.by_age("own"), read.by_age("mended")
    if not own:
        return _figure(fleet.breakage), given
    paid = [count * share for count, share in zip(own, mended or [1.0] * len(own), strict=True)]
    return _held(paid), max(given, len(paid))


def _held(known: Sequence[float]) -> Callable[[int], float]:
    """Figures by year of service of which the last holds for all later ones."""
    return lambda age: known[min(age, len(known)) - 1]


def fleets_of(form: PlanForm) -> Mapping[str, Fleet]:
    """Every fleet of a plan by its path: devices and network equipment."""
    devices = {f"devices.{id}": fleet for id, fleet in form.devices.items()}
    return {**devices, **{f"network.{id}": fleet for id, fleet in form.network.items()}}


def one(given: Given | None) -> float:
    """A figure that is one number, 0 where it is not given."""
    return 0.0 if given is None else given.at_age(1)


def _figure(given: Given | None) -> Callable[[int], float]:
    """A figure by year of service, 0 where it is not given."""
    return (lambda age: 0.0) if given is None else given.at_age


def _support(fleet: Fleet) -> int | None:
    """For how many whole years a new device has support that costs nothing more, None where the plan does not say."""
    if fleet.support_years is None:
        return None
    return math.floor(fleet.support_years.at_age(1) - one(fleet.platform_age))


def _paid_support(fleet: Fleet, ends: int | None, rise: float) -> Callable[[int], float]:
    """What support costs in a year of service after its end. A plan holds it in dollars of that year; here price rises come off."""
    extended = fleet.extended_support
    if extended is None or ends is None:
        return lambda age: 0.0
    return lambda age: extended.price.at_age(age - ends) / (1 + rise) ** age if age > ends else 0.0
