"""One number as a district gives it: plain, by year or by age, with low and high, a source and a note.

In a plan file a figure is a number (`life = 4`) or a table:

    life    = { value = 4, low = 3, high = 5, source = "board policy 2022" }
    tickets = { by_year = { 2027 = 900, 2029 = 1100 }, assumption = true }
    loss    = { by_age = [0.02, 0.03, 0.05], note = "the last holds for older devices" }

A value by year holds until the next year that has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, StringConstraints, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

LARGEST = 1e12  # dollars or pieces; whatever is larger is a slip of the keyboard

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
LineId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$", max_length=300)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Form(BaseModel):
    """A part of the plan file. Unknown keys are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_strip_whitespace=True)


class Given(Form):
    """A figure with what the district knows of it. Exactly one of value, by_year and by_age is given."""

    value: float | None = None
    by_year: dict[int, float] | None = None
    by_age: tuple[float, ...] | None = None
    low: float | None = None
    high: float | None = None
    source: str = ""
    note: str = ""
    assumption: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, given: Any) -> Any:
        if isinstance(given, bool | str):
            raise PydanticCustomError(
                "figure", "expected a number or a table with value = ..., found {found}", {"found": repr(given)}
            )
        if isinstance(given, int | float):
            return {"value": given}
        if isinstance(given, list | tuple):
            return {"by_age": given}
        return given

    @model_validator(mode="after")
    def _consistent(self) -> Given:
        said = [name for name in ("value", "by_year", "by_age") if getattr(self, name) is not None]
        if len(said) != 1 or self.by_year == {} or self.by_age == ():
            raise PydanticCustomError("figure", "give exactly one of value, by_year and by_age, not empty", {})
        if (self.low is None) != (self.high is None):
            raise PydanticCustomError("figure", "low and high go together", {})
        if self.low is not None and self.high is not None:
            if self.value is None:
                raise PydanticCustomError("figure", "low and high go with a value, not with by_year or by_age", {})
            if not self.low <= self.value <= self.high:
                raise PydanticCustomError(
                    "figure", "low, value and high must not fall: {low}, {value}, {high}", self.model_dump()
                )
        return self

    def numbers(self) -> tuple[float, ...]:
        """Every number given, whatever its year or age."""
        spread = () if self.low is None or self.high is None else (self.low, self.high)
        if self.value is not None:
            return (self.value, *spread)
        return tuple((self.by_year or {}).values()) + (self.by_age or ())

    def in_year(self, year: int) -> float:
        """The value that holds in a fiscal year. Raises KeyError before the first year given."""
        if self.value is not None:
            return self.value
        known = [known for known in self.by_year or {} if known <= year]
        if not known:
            raise KeyError(year)
        return (self.by_year or {})[max(known)]

    def falls_in(self, year: int) -> float:
        """What falls in a fiscal year and in no other: 0 where nothing is given for it."""
        return (self.by_year or {}).get(year, 0.0)

    def at_age(self, age: int) -> float:
        """The value in the `age`-th year of service, counting from 1; the last one given holds for all later ones."""
        if self.by_age is None:
            assert self.value is not None
            return self.value
        return self.by_age[min(age, len(self.by_age)) - 1]

    @property
    def oldest(self) -> int:
        """For how many years of service a value is given."""
        return len(self.by_age or (0.0,))


@dataclass(frozen=True)
class Meaning:
    """What a figure of a form means: the label and unit that people see, the bounds, and whether it may vary by year or age.

    A `dated` amount falls in the years it is given for and in no others, as one-time costs do.
    """

    label: str
    unit: str
    at_least: float = 0.0
    at_most: float = LARGEST
    by_year: bool = False
    by_age: bool = False
    dated: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, given: Given | None) -> Given | None:
        if given is None:
            return None
        if self.dated and given.by_year is None:
            raise PydanticCustomError(
                "figure", "this amount falls in a year: write by_year with the year and the amount", {}
            )
        if given.by_year is not None and not (self.by_year or self.dated):
            raise PydanticCustomError("figure", "this figure holds for all years; give one value", {})
        if given.by_age is not None and not self.by_age:
            raise PydanticCustomError("figure", "this figure does not vary by age; give one value", {})
        for number in given.numbers():
            self._check_bounds(number)
        return given

    def _check_bounds(self, number: float) -> None:
        if self.at_least <= number <= self.at_most:
            return
        hint = (
            f"; a share is written as {number / 100:g}, not {number:g}"
            if self.at_most == 1 and 1 < number <= 100
            else ""
        )
        bounds = f"{self.at_least:g} to {self.at_most:g}" if self.at_most < LARGEST else f"{self.at_least:g} or more"
        if number > LARGEST:
            bounds = f"at most {LARGEST:g}"
        raise PydanticCustomError("bounds", f"expected {bounds} ({self.unit}), found {number:g}{hint}", {})


@dataclass(frozen=True)
class Switch:
    """A choice that a scenario may make: every way is in the model, and a number picks one."""

    label: str
    options: tuple[str, ...]

    def code(self, chosen: str) -> int:
        """The number of a choice, counting from 1."""
        return self.options.index(chosen) + 1


def notes_of(form: type[Form], field: str) -> tuple[Any, ...]:
    """What stands beside a field's type: on the field itself, or on the values of a table of figures. KeyError: no such field."""
    if field not in form.model_fields:
        raise KeyError(f"{form.__name__} has no field {field!r}; it has {', '.join(form.model_fields)}")
    info = form.model_fields[field]
    inner = [getattr(part, "__metadata__", ()) for part in get_args(info.annotation)]
    return (*info.metadata, *(note for notes in inner for note in notes))


def meaning_of(form: type[Form], field: str) -> Meaning:
    """What a form's figure means. Raises KeyError when the field is no figure."""
    for note in notes_of(form, field):
        if isinstance(note, Meaning):
            return note
    raise KeyError(f"{form.__name__}.{field} is no figure")


def switch_of(form: type[Form], field: str) -> Switch:
    """The choices of a form's switch. Raises KeyError when the field is no switch."""
    for note in notes_of(form, field):
        if isinstance(note, Switch):
            return note
    raise KeyError(f"{form.__name__}.{field} is no switch")
