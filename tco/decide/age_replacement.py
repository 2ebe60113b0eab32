"""Replace it before it fails, or when it does: the age at which a planned replacement costs least.

It pays where a failure costs much more than a planned replacement and the failure rate rises: batteries, drives, core switches. For
a student's laptop both cost nearly the same, and the honest answer is to run it until it fails or its support ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from scipy import optimize

from tco.decide.failure import LASTING, Lifetime

WORTH_THE_TROUBLE = 0.001  # of the cost of running to failure: a saving below it is no reason to plan replacements
STEPS_TO_A_LIFE = 64  # how finely the start of life is searched, in parts of the mean


@dataclass(frozen=True)
class AgeReplacement:
    """The age at which to replace what still works, None where no age is best, and what it costs per unit of time [usd].

    `run_to_failure` is the cost where nothing is replaced before it fails; `pays` says whether planning saves a thousandth of it.
    """

    age: float | None
    cost_rate: float
    run_to_failure: float
    reason: str

    @property
    def pays(self) -> bool:
        return self.age is not None and self.cost_rate < self.run_to_failure * (1 - WORTH_THE_TROUBLE)

    def __str__(self) -> str:
        return self.reason


def age_replacement(lifetime: Lifetime, *, planned_cost: float, unplanned_cost: float) -> AgeReplacement:
    """The age at which to replace a unit that still works, so that planned and unplanned replacements cost least together.

    `planned_cost` and `unplanned_cost` [usd] are one replacement's, with what a failure stops; the age and the unit of the cost rates are
    those of `lifetime`. The failure rate may fall first and then rise, as in a bathtub. No age is best where the rate never rises
    far enough, or a planned replacement costs as much as an unplanned one: then `age` is None and `reason` says why.

    Raises ValueError unless both costs are above 0. Source: Barlow and Hunter 1960; ReliaWiki, Optimum Replacement.
    """
    if not (planned_cost > 0 and unplanned_cost > 0):
        raise ValueError(f"costs: expected dollars above 0, found {planned_cost} and {unplanned_cost}")
    never = unplanned_cost / lifetime.mean()
    if planned_cost >= unplanned_cost:
        return AgeReplacement(
            None, never, never, "Run it to failure: a planned replacement costs no less than a failure."
        )
    age = _best_age(lifetime, unplanned_cost / (unplanned_cost - planned_cost))
    if age is None:
        reason = "Run it to failure: its failure rate never rises far enough for a planned replacement to pay."
        return AgeReplacement(None, never, never, reason)
    cost = age_replacement_cost(lifetime, age=age, planned_cost=planned_cost, unplanned_cost=unplanned_cost)
    if cost >= never:  # a bathtub's early failures can cost more than its wear
        return AgeReplacement(None, never, never, "Run it to failure: no age of planned replacement costs less.")
    return AgeReplacement(age, cost, never, _reason(age, cost, never))


def age_replacement_cost(lifetime: Lifetime, *, age: float, planned_cost: float, unplanned_cost: float) -> float:
    """What replacing at failure or at `age` costs per unit of time [usd]. Raises ValueError unless `age` is above 0."""
    if not age > 0:
        raise ValueError(f"age: expected a time above 0, found {age}")
    works = lifetime.survival(age)
    return (planned_cost * works + unplanned_cost * (1 - works)) / lifetime.service(age)


def _best_age(lifetime: Lifetime, ratio: float) -> float | None:
    """Where the cost rate stops falling, looked for until next to no unit is left."""

    def rising(age: float) -> float:
        return lifetime.hazard(age) * lifetime.service(age) + lifetime.survival(age) - ratio

    step = lifetime.mean() / STEPS_TO_A_LIFE
    before, age = step / 1e6, step
    while rising(before) > 0:  # a planned replacement that costs next to nothing is best very early
        before /= 1000
    while rising(age) <= 0:
        before, age = age, max(age + step, age * 1.05)
        if lifetime.survival(age) <= LASTING:
            return None
    return float(optimize.brentq(rising, before, age, rtol=1e-14))


def _reason(age: float, cost: float, never: float) -> str:
    saved = 1 - cost / never
    if saved < WORTH_THE_TROUBLE:
        return f"Run it to failure: replacing at the best age, {age:,.2f}, saves less than a thousandth of the cost."
    return f"Replace what still works at age {age:,.2f}: it costs {saved:.1%} less than running to failure."
