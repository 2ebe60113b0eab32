"""The district's accounting policies as rows: thresholds, the rules in force, and the classes that things fall into."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from tco.formula.expression import at_most, equals
from tco.formula.rows import Block, Row
from tco.inputs.accounting import Accounting
from tco.inputs.district import Calendar
from tco.model.ask import ask, ask_choice
from tco.model.public import known_row, latest_number, public_origin
from tco.rules.shelf import dates_of, figure, first_day

CLASSES: Mapping[str, str] = {
    "supplies": "supplies and services, used up as they are paid",
    "capital": "capital asset",
    "financed_purchase": "financed purchase",
    "lease": "lease",
    "subscription": "subscription for more than a year",
    "short_term": "short-term agreement, an expense as it is paid",
    "intangible": "intangible asset",
    "prepaid": "prepaid",
}
"""What a holding may be in the books, in the order of its numbers, from 1."""
IN_FORCE = {"lease": "gasb87_short_term_months", "subscription": "gasb96_short_term_months"}
"""The rule that makes an asset and a liability of each, which came into force on its first date."""


@dataclass(frozen=True)
class Policy:
    """What the books are kept by; `None` where the district says nothing.

    `nets` is 1 where what is paid on the first day is not in the liability [flag]; thresholds and `aggregate` are dollars,
    `capital_threshold` and `federal_limit` dollars a device; `least_life` and `federal_life` months; `in_force` is the first fiscal
    year of a rule, `last_month` the number in the plan of each fiscal year's last month.
    """

    form: Accounting
    nets: Row
    aggregate: Row | None
    thresholds: Mapping[str, Row]
    capital_threshold: Row | None
    least_life: Row
    federal_limit: Row
    federal_life: Row
    in_force: Mapping[str, Row]
    codes: Mapping[str, Row]
    last_month: Row


def policy_rows(block: Block, form: Accounting, calendar: Calendar, capital_threshold: Row | None) -> Policy:
    """The district's thresholds, and the public rules that stand beside them."""

    def given(field: str) -> Row | None:
        return ask(block, form, field) if getattr(form, field) is not None else None

    nets = block.constant(
        "nets", "Paid on the first day is no liability", "flag", equals(ask_choice(block, form, "convention"), 1)
    )
    classes = {"lease": "lease", "subscription": "subscription", "licence": "intangible"}
    thresholds = {what: given(f"{name}_threshold") for what, name in classes.items()}
    in_year = block.number("months_in_year", "Months in a year", "month/year", 12)
    own = given("least_life")
    least = latest_number(block, "gfoa_least_life") if own is None else own
    federal = known_row(block, "federal_equipment", start_month=calendar.start_month)
    limit = federal if capital_threshold is None else at_most(capital_threshold, federal)
    life = latest_number(block, "federal_equipment_life")
    months = [number * 12 for number, _ in enumerate(block.timeline.years, start=1)]
    return Policy(
        form,
        nets,
        given("aggregate"),
        {what: row for what, row in thresholds.items() if row is not None},
        capital_threshold,
        block.constant("least_months", "Shortest life of what is capital, in months", "month", least * in_year),
        block.row("federal_limit", "Equipment to federal grants from", "usd/device", limit),
        block.constant("federal_months", "Equipment to federal grants lasts longer than", "month", life * in_year),
        {what: _from_year(block, what, name, calendar.start_month) for what, name in IN_FORCE.items()},
        {
            name: block.number(f"class.{name}", f"Class: {label}", "index", code)
            for code, (name, label) in enumerate(CLASSES.items(), start=1)
        },
        block.numbers("last_month", "Last month of the year, counted from the first of the plan", "month", months),
    )


def _from_year(block: Block, what: str, name: str, start_month: int) -> Row:
    """The first fiscal year that begins on or after the day from which a rule holds."""
    since = dates_of(name)[0]
    years = (year for year in itertools.count(since.year) if first_day(year, start_month=start_month) >= since)
    label = f"First fiscal year of the rule for a {what}"
    return block.number(f"in_force.{what}", label, "year", next(years), public_origin(figure(name, on=since)))
