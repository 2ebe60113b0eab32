"""What fields and tables are called on the input workbook: their own words where code has a short name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tco.inputs.given import Form

_CAPITALS: Mapping[str, str] = {
    **{"nces": "NCES", "id": "id", "wan": "WAN", "ups": "UPS", "fte": "FTE"},
    **{"erate": "E-Rate", "cep": "CEP"},
}
LABELS: Mapping[str, str] = {
    "schema": "Version of this form",
    "nces_id": "NCES district id",
    "start_month": "First month of the fiscal year",
    "first_year": "First fiscal year",
    "horizon": "Fiscal years planned for",
    "headline_years": "Years that summaries show",
    "prices_as_of": "Prices are of the year",
    "per": "Counted by",
    "bands": "Of these grade bands only",
    "fleets": "Of these fleets",
    "school_count": "Counted at schools as",
    "whole_units": "In whole units",
    "never_unsupported": "Replaced before support ends",
    "taxed": "Sales tax is added",
    "resells": "Counts toward resale",
    "fee": "A fee set by law",
    "stays": "Stays when the unit is replaced",
    "until_support_ends": "Worth nothing once support is over",
    "bought": "Bought in fiscal year",
    "count": "Number left",
    "whole": "In whole positions",
    "Source": "Source of funds",
}
"""What a field that has no label of its own is called; without one here, its name in words."""
INTROS: Mapping[str, str] = {
    "scope": "Categories that the plan leaves out or does not know. One with a cost in the plan is included; others are unknown.",
    "enrolment": "Enrolled students by grade band. The names of the bands are used on other sheets.",
    "schools": "Schools and other sites. Their numbers share out and size what is bought by school.",
    "paid_before": "What was paid for each project in the fiscal years before the plan.",
    "grades": "Conditions of retired devices: the share of them in each, and its worth. What is in none is scrap.",
    "counts": "How many of something each school has, such as data closets, to size what is bought by school.",
    "escalation": "Yearly change of prices by category of cost.",
    "contingency": "A share added to a category of cost for what nobody foresaw.",
    "begun": "Agreements of the fiscal years before the plan: what was financed then, and what is owed at its start.",
    "Scenario": "What each scenario changes: the path of a figure or choice, and its new value.",
    "Option": "What each option changes in the item it is an option on: the path inside it, such as lease.rate, and its new value.",
}
"""What a table means to a district, where its form does not say it in its first sentence."""


def words(name: str) -> str:
    """A name of code as words: `nces_id` is NCES id, `ProfessionalDevelopment` is Professional development."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
    said = " ".join(_CAPITALS.get(part, part) for part in parts)
    return said[:1].upper() + said[1:]


def lowered(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def first_sentence(form: type[Form]) -> str:
    text = " ".join((form.__doc__ or "").split())
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0].replace("`", "")
