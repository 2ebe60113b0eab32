"""What a person may import from `tco`: these names, and each of them says what it is for."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import tco
from tco import decide

PUBLIC = {
    "Advice",
    "Fault",
    "MissingError",
    "OutputError",
    "Plan",
    "PlanError",
    "Result",
    "RunError",
    "Simulation",
    "TcoError",
    "__version__",
    "load",
    "plan_of",
}
PLAN = {
    "allocate",
    "cases",
    "cost_by_life",
    "explain",
    "findings",
    "loaded",
    "repair_limits",
    "roll_forward",
    "run",
    "scenarios",
    "simulate",
    "title",
    "with_changes",
}
RESULT = {
    "annualised",
    "block",
    "budget",
    "by_kind",
    "by_recurrence",
    "case",
    "cases",
    "comparison",
    "constants",
    "contract_calendar",
    "cost_by",
    "explain",
    "findings",
    "fleet_ages",
    "fleet_on",
    "funding",
    "ledger",
    "loaded",
    "measures",
    "model",
    "procurement_calendar",
    "refresh_calendar",
    "scenario",
    "scenarios",
    "scope",
    "sources",
    "staffing",
    "tables",
    "to_excel",
    "values",
    "by_status",
    "cash_by_month",
    "cliff",
    "funding_page",
    "glide_path",
    "lapses",
    "who_pays",
    "why_paid",
}
SIMULATION = {"draws", "failed", "labels", "percentiles", "rows", "seed", "table", "uncertain", "years"}


DECIDE = {
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
}


def test_replacement_theory_offers_what_is_listed_here_and_says_what_each_means() -> None:
    assert set(decide.__all__) == DECIDE
    for name in DECIDE:
        thing = getattr(decide, name)
        assert (inspect.getdoc(thing) or "").endswith((".", ")")), name
        if inspect.isfunction(thing):
            assert re.search("Raises ValueError|errors as in", " ".join((inspect.getdoc(thing) or "").split())), name


def test_figures_of_money_and_rates_are_named_where_they_are_given() -> None:
    """A list or a life may stand first; whatever is dollars, a rate or a time has its name beside it."""
    for name in DECIDE:
        thing = getattr(decide, name)
        if inspect.isfunction(thing):
            unnamed = [
                given for given in inspect.signature(thing).parameters.values() if given.kind != given.KEYWORD_ONLY
            ]
            assert len(unnamed) <= 1 and not {str(given.annotation) for given in unnamed} & {"float", "int"}, name


def test_the_public_names_are_these_and_in_order() -> None:
    assert set(tco.__all__) == PUBLIC
    assert list(tco.__all__) == sorted(tco.__all__)
    assert all(hasattr(tco, name) for name in PUBLIC)


def test_plans_results_and_simulations_offer_what_is_listed_here() -> None:
    for kind, names in ((tco.Plan, PLAN), (tco.Result, RESULT), (tco.Simulation, SIMULATION)):
        offered = {*dir(kind), *getattr(kind, "__annotations__", {})}
        assert {name for name in offered if not name.startswith("_")} == names


def test_every_public_thing_says_what_it_means() -> None:
    for name in PUBLIC - {"__version__"}:
        assert (inspect.getdoc(getattr(tco, name)) or "").endswith((".", ")")), name
    for kind in (tco.Plan, tco.Result, tco.Simulation):
        for name, method in inspect.getmembers(kind, inspect.isfunction):
            assert name.startswith("_") or inspect.getdoc(method), f"{kind.__name__}.{name}"


def test_every_error_that_is_raised_on_purpose_has_one_root() -> None:
    errors = [getattr(tco, name) for name in PUBLIC if name.endswith("Error")]
    assert len(errors) == 5
    assert all(issubclass(error, tco.TcoError) for error in errors)


def test_the_version_is_three_numbers() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", tco.__version__)


def test_importing_prints_nothing_and_needs_no_command_line() -> None:
    """Nor does it load what only the command line or a notebook needs."""
    code = "import sys, tco; print(sorted({'click', 'tqdm', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
