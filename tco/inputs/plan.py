"""The whole plan as a district fills it in."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tco.inputs.accounting import Accounting
from tco.inputs.comparing import Comparison
from tco.inputs.contracts import Contract, Procurement
from tco.inputs.devices import Fleet, Offer
from tco.inputs.district import Calendar, District, Economics
from tco.inputs.funding import Funding, Source
from tco.inputs.given import Form, Id, Label
from tco.inputs.network import Circuit, Equipment
from tco.inputs.people import Contractor, Position
from tco.inputs.printing import Print
from tco.inputs.roster import SalarySchedule
from tco.inputs.services import Project, Service, Stop, UserTime
from tco.inputs.software import Software
from tco.inputs.training import ProfessionalDevelopment


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
    scope: dict[Id, Literal["excluded", "unknown"]] = Field(default_factory=dict)
    district: District
    calendar: Calendar
    economics: Economics
    accounting: Accounting | None = None
    offers: dict[Id, Offer] = Field(default_factory=dict)
    devices: dict[Id, Fleet] = Field(default_factory=dict)
    network: dict[Id, Equipment] = Field(default_factory=dict)
    circuits: dict[Id, Circuit] = Field(default_factory=dict)
    software: dict[Id, Software] = Field(default_factory=dict)
    security: dict[Id, Software] = Field(default_factory=dict)
    print: dict[Id, Print] = Field(default_factory=dict)
    salary_schedules: dict[Id, SalarySchedule] = Field(default_factory=dict)
    positions: dict[Id, Position] = Field(default_factory=dict)
    contractors: dict[Id, Contractor] = Field(default_factory=dict)
    professional_development: dict[Id, ProfessionalDevelopment] = Field(default_factory=dict)
    services: dict[Id, Service] = Field(default_factory=dict)
    projects: dict[Id, Project] = Field(default_factory=dict)
    stops: dict[Id, Stop] = Field(default_factory=dict)
    user_time: dict[Id, UserTime] = Field(default_factory=dict)
    contracts: dict[Id, Contract] = Field(default_factory=dict)
    procurement: Procurement | None = None
    funding: Funding = Funding()
    sources: dict[Id, Source] = Field(default_factory=dict)
    comparisons: dict[Id, Comparison] = Field(default_factory=dict)
    scenarios: dict[Id, Scenario] = Field(default_factory=dict)
