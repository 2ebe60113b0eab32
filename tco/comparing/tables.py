"""A comparison as tables. Nothing is computed here that the workbook does not show, but for the answers that are searched for."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tco.comparing.read import Options
from tco.comparing.words import REASONS_HEAD, reason
from tco.model.statements import KINDS

MEASURES = (
    "present_net", "equivalent_annual", "per_served", "per_student", "cost_in_all", "end_value", "net_cost", "present_value",
    "peak", "peak_year", "average_capital", "average_operating", "average_debt_service", "average_proceeds",
)  # fmt: skip
AGAINST_FIRST = ("shift_present", "invested", "saving", "sir", "airr", "simple_payback", "discounted_payback")
ONLY_WHERE = {
    "sir": "invests", "airr": "invests", "simple_payback": "simple_pays", "discounted_payback": "discounted_pays",
}  # fmt: skip
"""Measures that mean something only where this row is 1."""
COMMITMENTS = ("owned", "owed", "left", "exit_cost")


def measures(options: Options) -> pd.DataFrame:
    """Measures as lines (measure, label, unit), options as columns; NaN where a measure does not apply."""
    lines, index = [], []
    for name in (*MEASURES, *AGAINST_FIRST):
        known = [option for option in options.options if options.has(option, name)]
        if known:
            row = options.row(known[0], name)
            index.append((name, row.label, str(row.unit)))
            lines.append([_measure(options, option, name) for option in options.options])
    names = pd.MultiIndex.from_tuples(index, names=["measure", "label", "unit"])
    return pd.DataFrame(lines, index=names, columns=pd.Index(list(options.options), name="option"))


def _measure(options: Options, option: str, name: str) -> float:
    condition = ONLY_WHERE.get(name)
    applies = options.has(option, name) and (condition is None or options.one(option, condition) == 1)
    return options.one(option, name) if applies else float("nan")


def by_year(options: Options, names: Sequence[str] = (*KINDS, "cost", "present")) -> pd.DataFrame:
    """Cost by kind, in all and in present value [usd]: lines are (option, row, label), fiscal years of the study period columns."""
    lines, index = [], []
    for option in options.options:
        for name in names:
            if options.has(option, name):
                index.append((option, name, options.row(option, name).label))
                lines.append(options.years(option, name))
    keys = pd.MultiIndex.from_tuples(index, names=["option", "row", "label"])
    years = [int(label.removeprefix("FY")) for label in options.labels]
    return pd.DataFrame(lines, index=keys, columns=pd.Index(years, name="fiscal_year")).round(2) + 0.0


def differences(options: Options) -> pd.DataFrame:
    """What each later option costs more than the first by kind and in all [usd]; less is negative. Lines and columns as in `by_year`."""
    return by_year(options, [f"shift_{kind}" for kind in (*KINDS, "cost")])


def commitments(options: Options) -> pd.DataFrame:
    """At each year's end [usd]: what is owned, owed, left of both, and paid to end all agreements. Lines and columns as in `by_year`."""
    return by_year(options, COMMITMENTS)


def sources(options: Options) -> pd.DataFrame:
    """What each source could pay of each option by its uses and dates: lines are (source, option), with amount, share and reason."""
    lines = [
        (
            source,
            option,
            round(sum(options.years(option, f"may_pay.{source}")), 2),
            options.one(option, f"may_pay_share.{source}"),
            reason(options, source, option),
        )
        for source in options.sources
        for option in options.options
    ]
    names = ["source", "option", "amount", "share", REASONS_HEAD]
    return pd.DataFrame(lines, columns=names).set_index(["source", "option"])


def break_evens(options: Options) -> pd.DataFrame:
    """Where each option would cost as much as the first: lines are (option, row), with the figure as planned and at the break-even.

    `break_even` is NaN where there is none between `low` and `high`. The implied rate has a line of its own.
    """
    lines: list[tuple[str | float | None, ...]] = []
    for option in options.others:
        rate = options.implied_rates[option]
        lines.append((option, "implied_rate", "Implied rate against the first option", "share", None, rate, None, None))
        for found in options.break_evens[option]:
            lines.append(
                (option, found.row, found.label, found.unit, found.now, found.at, found.low, found.high)
            )  # fmt: skip
    names = ["option", "row", "label", "unit", "planned", "break_even", "low", "high"]
    table = pd.DataFrame(lines, columns=names).set_index(["option", "row"])
    return table.astype({name: float for name in names[4:]})
