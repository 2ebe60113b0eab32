"""How many pieces of network equipment are needed, worked out from what they serve: rooms, people, ports, circuits, data."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tco.inputs.given import Form, Given, Id, Meaning

Spare = Annotated[Given | None, Meaning("Share kept free", "share", at_most=0.9)]


class Wireless(Form):
    """Access points of each school: the larger of what covers its rooms and what carries its students' devices."""

    per_room: Annotated[Given, Meaning("Access points for each classroom", "device/classroom", at_most=100)]
    other_areas: Id | None = None
    devices_each: Annotated[
        Given, Meaning("Wireless devices of each student", "device/student", at_most=100, by_year=True)
    ]
    connected: Annotated[Given, Meaning("Share connected at the busiest time", "connection/device", at_most=1)]
    most: Annotated[Given, Meaning("Most connections for each access point", "connection/device", at_least=1)]


class Ports(Form):
    """Switches of each school: the ports that other equipment and wired rooms need there, over those of one switch."""

    fleets: tuple[Id, ...] = ()
    ports_each: Annotated[Given, Meaning("Ports for each piece of it", "port/device", at_most=100)] = Given(
        value=1, note="one cable each"
    )
    per_room: Annotated[Given | None, Meaning("Wired ports for each classroom", "port/classroom", at_most=1000)] = None
    per_switch: Annotated[Given, Meaning("Ports of one switch", "port/device", at_least=1, at_most=10000)]
    spare: Spare = None

    @model_validator(mode="after")
    def _consistent(self) -> Ports:
        if not self.fleets and self.per_room is None:
            raise PydanticCustomError("sizing", "nothing needs a port; give fleets, per_room or both", {})
        return self


class Throughput(Form):
    """Firewalls that together carry the busiest time of the circuits named."""

    circuits: tuple[Id, ...] = Field(min_length=1)
    mbps: Annotated[Given, Meaning("Throughput of one with all inspection on", "mbps/device", at_least=1)]
    spare: Spare = None


class Storage(Form):
    """Storage units that together hold the district's data, which grows from the date of the plan's prices on."""

    terabytes: Annotated[Given, Meaning("Data to hold", "terabyte", at_most=1e7, by_year=True)]
    growth: Annotated[Given | None, Meaning("Yearly growth of the data", "share", at_least=-0.99, at_most=10)] = None
    each: Annotated[Given, Meaning("Data that one unit holds", "terabyte/device", at_least=0.001)]
    spare: Spare = None

    @model_validator(mode="after")
    def _consistent(self) -> Storage:
        if self.growth is not None and self.terabytes.by_year is not None:
            raise PydanticCustomError("sizing", "data grow by growth or are given by year, not both; leave one out", {})
        return self


class Sizing(Form):
    """What decides how many are needed: one of wireless, ports, throughput and storage."""

    wireless: Wireless | None = None
    ports: Ports | None = None
    throughput: Throughput | None = None
    storage: Storage | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Sizing:
        if sum(way is not None for way in (self.wireless, self.ports, self.throughput, self.storage)) != 1:
            raise PydanticCustomError("sizing", "give exactly one of wireless, ports, throughput and storage", {})
        return self

    @property
    def by_school(self) -> bool:
        """Whether each school has its own number."""
        return self.wireless is not None or self.ports is not None
