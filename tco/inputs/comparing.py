"""Options on one need: the same item paid, kept or equipped in two to six ways, side by side."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from tco.inputs.given import Form, Given, Id, Label, Meaning, Switch

AT_HORIZON = ("residual", "nothing")
COMPARED = ("devices", "network", "software", "security")
"""The sections whose items may be compared."""

ItemPath = Annotated[str, StringConstraints(max_length=100)]


class Option(Form):
    """One way to meet the need: what it changes in the item, by path inside it (`acquire = "lease"`, `"rent.term" = 3`).

    A table among the changes adds to the item's own, entry by entry, as in a file that extends another: `price.case` leaves
    `price.device` as it is. An empty one, such as `lots = {}`, takes out all that the item has there. A figure whose unit follows `per`
    is the option's own where it changes `per`. In a lease, `payment` takes the place of `rate`, and `rate` that of `payment`.
    """

    label: Label
    note: str = ""
    changes: dict[str, Any] = Field(default_factory=dict)


class Comparison(Form):
    """One need, met in two to six ways over one study period.

    `item` names what the options are options on: its number, ages and use are the same in all of them, but for what an option changes.
    The first option is what the others are measured by. The study period is the plan's horizon or, from its first year on, `years`;
    units are bought again within it as they wear out. At its end what has life left counts by `at_horizon`: `residual` takes its
    unexpired share of the price off, less what is still owed; `nothing` leaves both out.
    """

    label: Label
    item: ItemPath
    years: Annotated[Given | None, Meaning("Study period", "year", at_least=1, at_most=30)] = None
    at_horizon: Annotated[Literal["residual", "nothing"], Switch("At the end of the study period", AT_HORIZON)] = (
        "residual"
    )
    options: dict[Id, Option] = Field(min_length=2, max_length=6)
