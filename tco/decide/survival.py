"""Survival curves and Weibull fits by lifelines, which comes with the extra `lifetimes` and is loaded only when a fit is asked for."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from tco.decide.failure import Weibull
from tco.errors import MissingError

STEEPEST = 100.0  # shapes beyond it say only that all failures fell on one day
REMEDY = 'Install it with: pip install "school-tco[lifetimes]"'


def surviving(
    ages: Sequence[float], *, ended: Sequence[float], failed: Sequence[bool], entered: Sequence[float]
) -> tuple[float, ...]:
    """The share that still works at each age, by Kaplan and Meier, of units seen from `entered` until `ended` [year].

    Raises MissingError where lifelines is not installed.
    """
    curve = _lifelines().KaplanMeierFitter().fit(ended, failed, entry=entered)
    return tuple(float(share) for share in curve.survival_function_at_times(ages))


def weibull_fit(*, ended: Sequence[float], failed: Sequence[bool], entered: Sequence[float]) -> Weibull | None:
    """The Weibull life that fits best, None where the fit does not settle. Raises MissingError where lifelines is not installed."""
    lifelines = _lifelines()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a fit that warns is no fit
        try:
            fitted = lifelines.WeibullFitter().fit(ended, failed, entry=entered)
        except (Warning, ArithmeticError, ValueError, lifelines.exceptions.StatError):
            return None
    return Weibull(float(fitted.rho_), float(fitted.lambda_)) if fitted.rho_ < STEEPEST else None


def _lifelines() -> Any:
    try:
        import lifelines  # noqa: PLC0415 - takes a second and draws in a library for charts
        import lifelines.exceptions  # noqa: PLC0415
    except ImportError as error:
        raise MissingError(f"lifelines: the library that fits lifetimes is not installed. {REMEDY}") from error
    return lifelines
