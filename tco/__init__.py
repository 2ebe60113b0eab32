"""Technology-cost planning for school districts: what it really costs, who pays, each year, and how sure we are."""

from tco.errors import Advice, Fault, MissingError, OutputError, PlanError, RunError, TcoError
from tco.plan import Plan, load, plan_of
from tco.result import Result
from tco.risk.simulation import Simulation
from tco.version import __version__

__all__ = [
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
]
