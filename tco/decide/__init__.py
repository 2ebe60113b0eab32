"""Replacement theory for a district: how long to keep a thing, what repair is worth paying, what to change before it fails.

Answers are computed for figures that a person gives; nothing here knows a school's figure. `tco.decide.lifetimes` reads lives from a
district's own repair records.
"""

from tco.decide.age_replacement import AgeReplacement, age_replacement, age_replacement_cost
from tco.decide.block_replacement import BlockReplacement, block_replacement
from tco.decide.cost_by_life import (
    LifeCosts,
    Shortening,
    advantage_of_keeping,
    annual_from_marginal,
    best_life,
    cost_by_life,
    equivalent_annual_cost,
    marginal_cost,
    shortening_incident_cost,
)
from tco.decide.defender import KeepOrReplace, keep_or_replace
from tco.decide.failure import CompetingRisks, Lifetime, Weibull, any_of, failing_by_year
from tco.decide.minimal_repair import MinimalRepair, minimal_repair, minimal_repair_cost
from tco.decide.renewal import mean_periods, renewal_function, replacements_by_period
from tco.decide.repair_limit import RepairLimit, largest_repair, repair_limits

__all__ = [
    "AgeReplacement",
    "BlockReplacement",
    "CompetingRisks",
    "KeepOrReplace",
    "LifeCosts",
    "Lifetime",
    "MinimalRepair",
    "RepairLimit",
    "Shortening",
    "Weibull",
    "advantage_of_keeping",
    "age_replacement",
    "age_replacement_cost",
    "annual_from_marginal",
    "any_of",
    "best_life",
    "block_replacement",
    "cost_by_life",
    "equivalent_annual_cost",
    "failing_by_year",
    "keep_or_replace",
    "largest_repair",
    "marginal_cost",
    "mean_periods",
    "minimal_repair",
    "minimal_repair_cost",
    "renewal_function",
    "repair_limits",
    "replacements_by_period",
    "shortening_incident_cost",
]
