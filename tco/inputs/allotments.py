"""State allotments: so much for each student, every year or for a biennium."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from tco.inputs.district import SUPPORTED_YEARS
from tco.inputs.given import Form, Given, Id, Label, Meaning
from tco.inputs.slips import refuse


class Group(Form):
    """Students for whom an allotment is paid: all, those of some bands, or a count of their own; and the rate for each.

    The rate is the district's own figure, or `figure`, the name of a public one, which changes on its dates.
    """

    label: Label
    rate: Annotated[Given | None, Meaning("Allotment for each", "usd/student", by_year=True)] = None
    figure: str = Field(default="", title="Name of a public figure")
    bands: tuple[Id, ...] = ()
    count: Annotated[Given | None, Meaning("Students", "student", by_year=True)] = None

    @model_validator(mode="after")
    def _consistent(self) -> Group:
        refuse(
            "allotment",
            (
                ((self.rate is None) == (not self.figure), "give either a rate or the name of a public figure"),
                (bool(self.bands) and self.count is not None, "give either bands or a count of its own"),
            ),
        )
        return self


class Allotment(Form):
    """Money of the state for each student counted, for `years` fiscal years at a time, all of it there from the first.

    `begins` is a fiscal year in which an allotment begins. What is left at the end of its last year lapses, unless the source
    carries over.
    """

    years: Annotated[int, Field(ge=1, le=10, title="Fiscal years that it is for")] = 1
    begins: Annotated[int, Field(ge=SUPPORTED_YEARS[0], le=SUPPORTED_YEARS[1])] | None = Field(
        default=None, title="A fiscal year in which one begins"
    )
    groups: dict[Id, Group] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Allotment:
        refuse(
            "allotment",
            (
                (not self.groups, "say for whom it is paid: at least one group of students, such as groups.all"),
                (
                    self.years > 1 and self.begins is None,
                    "say in which fiscal year one of its terms begins: begins = ...",
                ),
            ),
        )
        return self

    def begins_in(self, year: int) -> bool:
        """Whether an allotment begins in a fiscal year."""
        return (year - (self.begins or year)) % self.years == 0
