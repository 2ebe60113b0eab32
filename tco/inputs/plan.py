"""The whole plan as a district fills it in."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tco.inputs.devices import Fleet, Offer
from tco.inputs.district import Calendar, District, Economics
from tco.inputs.funding import Source
from tco.inputs.given import Form, Id, Label
from tco.inputs.software import Software


class Scenario(Form):
    """The same plan with some figures or choices changed, by their path."""

    label: Label
    note: str = ""
    changes: dict[str, Any] = Field(default_factory=dict)


class PlanForm(Form):
    """A district's technology plan."""

    schema_version: Literal[1] = Field(alias="schema")
    title: Label
    note: str = ""
    district: District
    calendar: Calendar
    economics: Economics
    offers: dict[Id, Offer] = Field(default_factory=dict)
    devices: dict[Id, Fleet] = Field(default_factory=dict)
    network: dict[Id, Fleet] = Field(default_factory=dict)
    software: dict[Id, Software] = Field(default_factory=dict)
    sources: dict[Id, Source] = Field(default_factory=dict)
    scenarios: dict[Id, Scenario] = Field(default_factory=dict)
